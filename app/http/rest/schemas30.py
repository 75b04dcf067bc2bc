"""pydantic models as schemas of OpenAPI 3.0, which is older than the JSON Schema that pydantic writes."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.databases import MAX_ID

Json = dict[str, Any]
Model = type[BaseModel]
REFERENCE = "#/components/schemas/{model}"
ID: Json = {"type": "integer", "format": "int64", "minimum": 1, "maximum": MAX_ID}
UUID: Json = {"type": "string", "format": "uuid"}
NULL: Json = {"type": "object", "nullable": True, "enum": [None]}
TRUE: Json = {"type": "boolean", "enum": [True]}
JSON_IN: Literal["validation"] = "validation"
DROPPED = {"title", "default"}


_referenced: dict[str, Model] = {}


def reference(model: Model) -> Json:
    """A reference to the component of this model, which `components` will have."""
    _referenced[model.__name__] = model
    return {"$ref": REFERENCE.format(model=model.__name__)}


@cache
def components() -> Json:
    """The schemas of all models that were referred to, and of those inside them."""
    models = [(model, JSON_IN) for model in _referenced.values()]
    _, found = models_json_schema(models, ref_template=REFERENCE)
    return {name: converted(schema) for name, schema in sorted(found["$defs"].items())}


def inline(model: Model) -> Json:
    """The schema of a model that is no component, such as a query."""
    schema: Json = converted(model.model_json_schema(ref_template=REFERENCE))
    return schema


def converted(schema: Any) -> Any:
    """`schema` in the words of OpenAPI 3.0: null is `nullable`, a constant is an `enum` of one."""
    if isinstance(schema, list):
        return [converted(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "properties" in schema:
        properties = {name: converted(facts) for name, facts in schema["properties"].items()}
        return _plain({k: v for k, v in schema.items() if k != "properties"}) | {"properties": properties}
    return _plain(schema)


def _plain(schema: Json) -> Json:
    plain = {key: converted(value) for key, value in schema.items() if key not in DROPPED}
    if schema.get("default") not in (None, "", [], {}):
        plain["default"] = schema["default"]
    if "const" in plain:
        plain["enum"] = [plain.pop("const")]
    choices = plain.get("anyOf", [])
    others = [choice for choice in choices if choice != {"type": "null"}]
    if len(others) < len(choices):
        plain.pop("anyOf")
        plain |= _nullable(others)
    return plain


def _nullable(others: list[Json]) -> Json:
    if len(others) == 1 and "type" in others[0]:
        only = others[0] | {"nullable": True}
        # In OpenAPI 3.0 an `enum` must name null too.
        return only | {"enum": [*only["enum"], None]} if "enum" in only else only
    # `nullable` says something only beside a `type`, so a reference needs a second choice.
    return {"anyOf": [*others, NULL]}
