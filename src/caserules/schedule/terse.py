"""A model that says only what differs from its defaults, in its `repr` and where it is written down."""

from collections.abc import Iterator
from typing import Any

from pydantic import SerializerFunctionWrapHandler, model_serializer

from caserules.model import FrozenMap, Model

__all__ = ["Terse"]


class Terse(Model):
    """The base of what people write by hand and read again."""

    def _as_default(self) -> set[str]:
        """The names of the fields, and of their aliases, that hold their default."""
        found = set()
        for name, field in type(self).model_fields.items():
            if not field.is_required() and getattr(self, name) == field.get_default(
                call_default_factory=True
            ):
                found |= {name, field.serialization_alias or name}
        return found

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        omitted = self._as_default()
        for name, value in super().__repr_args__():
            if name not in omitted:
                yield name, dict(value) if isinstance(value, FrozenMap) else value

    @model_serializer(mode="wrap")
    def _what_was_said(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        omitted = self._as_default()
        return {name: value for name, value in handler(self).items() if name not in omitted}
