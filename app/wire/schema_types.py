"""What the schemas of the API document are made of."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

Json = dict[str, Any]
MOMENT = "2026-11-21T08:15:30.250Z"
SESSION = "3f1c2c6e-8a53-4f0b-9a39-5d1f0f6a7c21"
"""In examples."""
Id = Annotated[int, Field(ge=1)]
Number = Annotated[int, Field(ge=0)]
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"}, description="ISO-8601 in UTC")]
Uuid = Annotated[str, Field(json_schema_extra={"format": "uuid"})]
Role = Literal["user", "admin"]
Level = Literal["all", "mentions", "nothing"]
TimeOfDay = Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Shape(BaseModel):
    # Built when the document is asked for: 0.4 MB that most servers never need.
    model_config = ConfigDict(extra="forbid", defer_build=True)
    EXAMPLE: ClassVar[Json]
    """Shown in the API document; a test holds it against the schema."""
