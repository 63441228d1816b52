"""What kind of value an expression meets, read from the annotations of a host's types."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cached_property
from typing import Annotated, Any, Generic, Literal, NamedTuple, NewType, TypeVar

import pytest
from pydantic import AwareDatetime, BaseModel, computed_field
from tests.engine.conftest import Colour

from caserules.engine import ExpressionError, Scope, parse
from caserules.model import Word


class _Base(BaseModel):
    tags: Annotated[tuple[str, ...], Word("tag")] = ()
    kind: Annotated[str, Word("absent")] = ""
    either: int | str = 0
    choice: Literal["a", "b", None] = None  # noqa: PYI061 - as written by others
    mixed: Literal["a", 1] = 1
    colours: list[Colour] = []
    number: Annotated[int, Word("tag")] = 0
    mode: Literal[Colour.RED] = Colour.RED
    when: AwareDatetime | None = None
    table: Mapping[str, int] = {}
    pair: tuple[int, float] = (1, 2.0)
    bare: list = []  # type: ignore[type-arg]

    @computed_field
    @property
    def double(self) -> int:
        return 2

    @cached_property
    def slow(self) -> Decimal:
        return Decimal(1)

    @property
    def untold(self):  # type: ignore[no-untyped-def]  # noqa: ANN202 - that is the point
        return 1


class _Other(BaseModel):
    kind: str = ""
    own: int = 1


@dataclass(frozen=True)
class _Plain:
    size: int
    unknown: "NotThere"  # type: ignore[name-defined] # noqa: F821 - that is the point


class _Walk:
    def __iter__(self) -> Iterator[_Other]:
        return iter((_Other(),))


class _Silent:
    def __iter__(self):  # type: ignore[no-untyped-def] # noqa: ANN204 - that is the point
        return iter(())


class _Pair(NamedTuple):
    left: int
    right: str


class _Lookup(dict[str, int]):
    pass


class _Bag(list[int]):
    pass


class _Shout(str):
    __slots__ = ()


_T = TypeVar("_T")
_Id = NewType("_Id", str)


class _Box(BaseModel, Generic[_T]):
    inside: _T


class _Alias:
    __value__ = int


@pytest.mark.parametrize(
    ("annotation", "text", "shown"),
    [
        (_Base, "x.tags", "items of a text"),
        (_Base, "x.either", "anything"),
        (_Base, "x.choice", "a text"),
        (_Base, "x.mixed", "anything"),
        (_Base, "x.colours", "items of a word"),
        (_Base, "x.mode", "a word"),
        (_Base, "x.number", "a number"),
        (_Base, "x.mode.name", "a text"),
        (_Base, "x.when", "an instant"),
        (_Base, "x.when.year", "a number"),
        (_Base, "x.table.any", "a number"),
        (_Base, "x.pair", "items of a number"),
        (_Base, "x.bare", "items"),
        (_Base, "x.double", "a number"),
        (_Base, "x.slow", "a number"),
        (_Base, "x.untold", "anything"),
        (_Base | _Other, "x.kind", "a text"),
        (_Base | _Other, "x.own", "a number"),
        (_Base | _Other, "x", "`_Base` or `_Other`"),
        (_Plain, "x", "`_Plain`"),
        (_Walk, "first(x).own", "a number"),
        (_Walk | _Silent, "first(x)", "anything"),
        (_Silent, "first(x)", "anything"),
        (_Pair, "x.left", "a number"),
        (_Lookup, "x.left", "anything"),
        (_Bag, "first(x)", "anything"),
        (_Shout, "x", "a text"),
        (_Id, "x", "a text"),
        (_T, "x", "anything"),
        (_Alias, "x", "a number"),
        (_Box[int], "x.inside", "a number"),
        (Literal[None], "x", "nothing"),  # noqa: PYI061 - as written by others
        (dict[str, int] | dict[str, float], "x", "a table"),
        (tuple[int, ...] | tuple[str, ...], "x", "items"),
        (Colour | StrEnum, "x", "anything"),
        (Enum, "x", "a word"),
        (Any, "x.y", "anything"),
        (tuple[()], "x", "items"),
        (timedelta, "x.days", "a number"),
        ("a text", "x", "anything"),
    ],
)
def test_types_come_from_annotations(annotation: Any, text: str, shown: str) -> None:
    """Models, unions, collections, vocabularies, properties; what says nothing admits anything."""
    scope = Scope({"x": annotation}, words={"tag": ("a", "b")})
    assert str(parse(text, scope).type) == shown


def test_words_in_collections_and_texts_without_a_vocabulary() -> None:
    """A collection of words takes only those; where no vocabulary is declared any text goes."""
    scope = Scope(
        {"x": _Base, "y": _Base | None}, words={"tag": ("a", "b")}, tables={"t": {"a": 1, "b": "c"}}
    )
    with pytest.raises(ExpressionError, match="did you mean"):
        parse('"aa" in x.tags', scope)
    with pytest.raises(ExpressionError, match="none of the words"):
        parse('any(e == "zz" for e in x.tags)', scope)
    assert parse('x.kind == "whatever"', scope).evaluate(x=_Base(kind="whatever"))
    assert parse('t["a"] == 1', scope).evaluate()
    with pytest.raises(ExpressionError, match="is `_Plain` and has no `size`"):
        parse("z.size", Scope({"z": _Plain}))
