"""A mapping that can't be changed, and what it makes of the values that it is given."""

import types
from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Generic, TypeVar, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

__all__ = ["FrozenMap", "thawed"]

K = TypeVar("K")
V_co = TypeVar("V_co", covariant=True)


class FrozenMap(Mapping[K, V_co], Generic[K, V_co]):
    """A mapping that can't be changed: hashable, picklable, written to JSON as an object.

    What it holds can't be changed either: a list in it becomes a tuple, a dict another `FrozenMap`.

    >>> FrozenMap({"a": 1, "b": ["x", "y"]})["b"]
    ('x', 'y')
    """

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[K, V_co] | None = None) -> None:
        self._items: dict[K, V_co] = {
            key: value if type(value) in _ATOMS else _frozen(value) for key, value in (items or {}).items()
        }

    @classmethod
    def of_plain(cls, items: dict[K, V_co]) -> "FrozenMap[K, V_co]":
        """A map of what is frozen by itself, texts and numbers; the dict becomes its own.

        INVARIANT: only for a dict that nobody else keeps, of values that nobody can change.
        """
        made = object.__new__(cls)
        made._items = items
        return made

    def __getitem__(self, key: K) -> V_co:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def keys(self) -> KeysView[K]:
        """The keys, as fast as those of a `dict`."""
        return self._items.keys()

    def items(self) -> ItemsView[K, V_co]:
        """Each key with its value, as fast as those of a `dict`."""
        return self._items.items()

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return f"FrozenMap({self._items!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        plain = handler.generate_schema(types.GenericAlias(dict, get_args(source) or (Any, Any)))
        return core_schema.no_info_before_validator_function(
            _held,
            core_schema.no_info_after_validator_function(cls, plain),
            serialization=core_schema.plain_serializer_function_ser_schema(thawed, return_schema=plain),
        )


def _held(value: Any) -> Any:
    """What a `FrozenMap` holds, anything else as it is."""
    if type(value) is dict or not isinstance(value, FrozenMap):
        return value
    return value._items  # noqa: SLF001 a function of this class


_ATOMS = frozenset({str, int, bool, float, Decimal, date, datetime, timedelta, type(None)})
"""What is frozen by itself."""


def _frozen(value: Any) -> Any:
    match value:
        case list() | tuple() if type(value) in {list, tuple}:
            return tuple(_frozen(each) for each in value)
        case set():
            return frozenset(value)
        case dict():
            return FrozenMap(value)
        case _:
            return value


def thawed(value: Any, sequence: Callable[[Iterable[Any]], Any] = tuple) -> Any:
    """Plain containers again, for whoever knows no `FrozenMap`; what was frozen of a list is a `sequence`."""
    if type(value) in _ATOMS:
        return value
    match value:
        case FrozenMap():
            return {key: thawed(each, sequence) for key, each in value.items()}
        case tuple() if type(value) is tuple:
            return sequence(thawed(each, sequence) for each in value)
        case _:
            return value
