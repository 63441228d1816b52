"""What a clock and its segments say beside their fields once they are written down, in their JSON Schema."""

from typing import Any, get_type_hints

from pydantic import GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

__all__ = ["schema_with"]


def schema_with(
    kind: type, facts: tuple[str, ...], core: CoreSchema, handler: GetJsonSchemaHandler
) -> JsonSchemaValue:
    """The schema of what is written: the fields, and the properties by these names, all of them there.

    That of what is read has the fields alone, as it is.
    """
    if handler.mode == "validation":
        return handler(core)
    fields: Any = {name: value for name, value in core.items() if name != "serialization"}
    schema = handler.resolve_ref_schema(handler(fields))
    for name in facts:
        held: Any = getattr(kind, name)
        told = get_type_hints(getattr(held, "fget", None) or held.func)["return"]
        schema["properties"][name] = handler(TypeAdapter(told).core_schema)
    schema["required"] = list(schema["properties"])
    return schema
