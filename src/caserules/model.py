"""The frozen base of every model: one way to build a value, one way to change it."""

import types
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, Generic, Self, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

__all__ = ["FrozenMap", "Instant", "Model", "Word"]

K = TypeVar("K")
V_co = TypeVar("V_co", covariant=True)


class Model(BaseModel):
    """A frozen value: equal by content, closed to unknown fields, changed only by `replace`.

    >>> class Seat(Model):
    ...     row: int
    ...     taken: bool = False
    >>> Seat(row=3).replace(taken=True)
    Seat(row=3, taken=True)
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        use_attribute_docstrings=True,
        ser_json_timedelta="iso8601",
    )

    def replace(self, **changes: Any) -> Self:
        """A copy with `changes`, validated as at construction; the original stays as it is.

        Raises `pydantic.ValidationError` where a name or a value does not fit.
        """
        return self.__class__.model_validate({**self.__dict__, **changes})

    def _with(self, changes: dict[str, Any]) -> Self:
        """A copy with values that are known to be valid already; nothing is checked.

        INVARIANT: only a library-owned writer calls this, with values taken from validated models.
        """
        copy = object.__new__(self.__class__)
        object.__setattr__(copy, "__dict__", {**self.__dict__, **changes})
        object.__setattr__(copy, "__pydantic_fields_set__", self.__pydantic_fields_set__ | changes.keys())
        object.__setattr__(copy, "__pydantic_extra__", None)
        object.__setattr__(copy, "__pydantic_private__", None)
        return copy


class Word:
    """Marks a text field as governed by a vocabulary: `Annotated[str, Word("reason")]`.

    The vocabulary itself is data of a rulebook (`[words]`); where the rulebook declares none by that
    name, any text is taken (ALL-10).
    """

    __slots__ = ("vocabulary",)

    def __init__(self, vocabulary: str) -> None:
        self.vocabulary = vocabulary

    def __repr__(self) -> str:
        return f"Word({self.vocabulary!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Word) and other.vocabulary == self.vocabulary

    def __hash__(self) -> int:
        return hash((Word, self.vocabulary))


class FrozenMap(Mapping[K, V_co], Generic[K, V_co]):
    """A mapping that can't be changed: hashable, picklable, written to JSON as an object.

    >>> FrozenMap({"a": 1})["a"]
    1
    """

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[K, V_co] | None = None) -> None:
        self._items = dict(items or {})

    def __getitem__(self, key: K) -> V_co:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return f"FrozenMap({self._items!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        plain = handler.generate_schema(types.GenericAlias(dict, get_args(source) or (Any, Any)))
        return core_schema.no_info_before_validator_function(
            lambda value: dict(value) if isinstance(value, cls) else value,
            core_schema.no_info_after_validator_function(cls, plain),
            serialization=core_schema.plain_serializer_function_ser_schema(dict, return_schema=plain),
        )


class _AwareInstant:
    """Accepts an aware `datetime` or ISO 8601 text with an offset, and says what to do about any other."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        del source, handler
        return core_schema.custom_error_schema(
            core_schema.datetime_schema(tz_constraint="aware"),
            custom_error_type="aware_instant",
            custom_error_message=(
                "an instant needs a time zone: give an aware datetime, such as "
                'datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("Europe/Paris")), or text with an offset, '
                'such as "2026-03-02T09:30:00+01:00"'
            ),
        )


Instant = Annotated[datetime, _AwareInstant()]
"""An instant with its time zone; a naive one is refused with the remedy (ALL-05)."""
