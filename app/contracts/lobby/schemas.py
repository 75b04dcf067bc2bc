"""What comes in and what `shapes` makes, for the API document."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from app.wire.payloads import Paging, Text
from app.wire.schema_types import MOMENT, Id, Json, Moment, Shape


class LobbySearch(Paging):
    q: Annotated[Text, Field(max_length=200)] | None = None


class LobbyMessage(Shape):
    id: Id
    user_id: Id
    username: str
    content: str
    timestamp: Moment
    edited_at: Moment | None
    EXAMPLE: ClassVar[Json] = {
        "id": 12,
        "user_id": 2,
        "username": "siti",
        "content": "Selamat pagi semua",
        "timestamp": MOMENT,
        "edited_at": None,
    }
