"""What the checker refuses, and what it leaves to a person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cached_property
from typing import Annotated, Any, Generic, Literal, NamedTuple, NewType, TypeVar

import pytest
from pydantic import AwareDatetime, BaseModel, computed_field
from tests.engine.conftest import SCOPE, Colour, Ticket

from caserules.engine import ExpressionError, Function, Scope, both, negate, parse
from caserules.model import Word


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tiket.vip", "there is no `tiket` here, at column 1 of `tiket.vip`; did you mean `ticket`?"),
        ("ticket.prioritty > 1", "did you mean `priority`?"),
        ("ticket.zzz", "known: `type`, `subject`, `reason`, `queue`, `priority`, `weight`, `amount`, "),
        ("ticket.subject.length", "`ticket.subject` is a text and has no `length`"),
        ('ticket.type == "festifal"', "did you mean `festival`?"),
        ('ticket.reason in ("refund", "shedule")', "did you mean `schedule`?"),
        ('ticket.queue == "suport"', "did you mean `support`?"),
        ('ticket.level == "medium"', "known: `low`, `high`"),
        ('ticket.colour == "green"', "none of the words"),
        ("ticket.type == ticket.reason", "no word in common, so this is always the same"),
        ("ticket.type == ticket.level", "no word in common"),
        ("ticket.colour == ticket.subject", "they are never equal"),
        ("ticket.priority == ticket.subject", "`ticket.priority` is a number and `ticket.subject` is a text"),
        ("ticket.day == ticket.opened_at", "they are never equal"),
        ('ticket.priority in ("a", 1)', "they are never equal"),
        ("ticket.priority in ticket.tags", "they are never equal"),
        ("ticket.vip < ticket.muted", "a boolean has no order"),
        ("ticket.colour < ticket.colour.value", "a word has no order"),
        ("ticket.vip == ticket.vip", "compared with itself"),
        ("ticket.priority in ()", "nothing is `in` an empty collection"),
        ("ticket.priority in ticket.vip", "which nothing is `in`"),
        ("1 < 2", "always the same"),
        ("1 in (1, 2)", "always the same"),
        ("ticket.vip and 1 and ticket.muted", "`1` is always the same"),
        ("not True", "`True` is always the same"),
        ("len(ticket.tags) >= 0", "never below 0"),
        ("count(c for c in ticket.calls) < 0", "never below 0"),
        ("ticket.subject is None", "`ticket.subject` is never missing"),
        ("ticket.subject + 1", "`+` has no meaning"),
        ("ticket.opened_at + ticket.opened_at", "`+` has no meaning"),
        ("ticket.amount + ticket.weight", "a decimal and a binary fraction don't add up"),
        ("-ticket.subject", "a text has no negative"),
        ("ticket.tags[0]", "not a table"),
        ("words", "`words` is read with a vocabulary's name"),
        ("words.resaon", "did you mean `reason`?"),
        ("lower", "`lower` is a function"),
        ("any", "`any` is a function"),
        ("lowr(ticket.subject)", "did you mean `lower`?"),
        ("lower()", "`lower` takes 1 arguments, not 0"),
        ("lower(ticket.vip)", "`lower` takes a text here"),
        ("after(ticket.subject, now) < now", "takes a written-out value here"),
        ('after("soon", now) < now', "`soon` does not fit `after`"),
        ("any()", "`any` takes an argument"),
        ("any(ticket.tags, ticket.tags)", "takes one argument"),
        ("max(ticket.vip, ticket.muted)", "has no order"),
        ("max(ticket.priority, ticket.subject)", "never equal"),
        ("max(ticket.vip for c in ticket.calls)", "a boolean has no order"),
        ("sum(c.by for c in ticket.calls)", "`sum` adds numbers"),
        ("count(ticket.subject)", "goes through items"),
        ("any(ticket.owner)", "goes through items"),
        ("(c for c in ticket.calls)", "stands only inside a function"),
        ("any(ticket for ticket in ticket.calls)", "`ticket` already has a meaning"),
        ("any(c for c in ticket.subject)", "which has no items"),
        ("any(c for c in ticket.facts)", "is a table"),
        ("any(any(any(z for z in (1, 2)) for b in ticket.tags) for a in ticket.tags)", "nests deeper than 2"),
        ("any(True for c in ticket.calls if True)", "`True` is always the same"),
        ('ticket.day > "soon"', '`"soon"` is no date'),
        ('ticket.opened_at > "2026-01-01T00:00:00"', '`"2026-01-01T00:00:00"` is no instant'),
        ("ticket.owner.tier.x", "has no `x`"),
    ],
)  # fmt: skip
def test_what_has_no_meaning_is_refused(text: str, message: str) -> None:
    """Unknown names, unlike types, words outside their vocabulary, and what is always the same."""
    with pytest.raises(ExpressionError) as caught:
        parse(text, SCOPE)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("ticket.closed_at > now", 1),
        ("ticket.closed_at is not None and ticket.closed_at > now", 0),
        ("other is not None and other.priority > 1", 0),
        ("other and other.priority > 1", 0),
        ("not other or other.priority > 1", 0),
        ("other.priority > 1", 1),
        ("limit[ticket.level] > 1 and ticket.amount < 3", 2),
        ("ticket.priority > 1", 0),
        ("ticket.closed_at == now", 0),
    ],
)
def test_an_ordering_on_what_may_be_missing_is_a_finding(text: str, count: int) -> None:
    """It is allowed, and named, unless a test for it stands beside it."""
    found = parse(text, SCOPE).findings
    assert len(found) == count
    assert all("may be missing" in each for each in found)


def test_named_conditions_are_checked_where_they_are_used() -> None:
    """A circle is named whole, a mistake inside is told with the condition's name and its own place."""
    lets = {
        "a": "b and ticket.vip",
        "b": "not c",
        "c": "a or ticket.vip",
        "odd": "ticket.vp",
        "worse": "1 +",
        "t": "a",
    }
    scope = Scope({"ticket": Ticket}, lets=lets)
    with pytest.raises(ExpressionError, match="round in a circle: `a → b → c → a`"):
        parse("a", scope)
    with pytest.raises(ExpressionError, match="in `odd`: `ticket` is `Ticket` and has no `vp`"):
        parse("not odd", scope)
    with pytest.raises(ExpressionError, match="in `worse`: not an expression"):
        parse("worse", scope)
    nested = Scope(
        {"ticket": Ticket}, lets={"one": "ticket.vip and ticket.muted", "two": "one and ticket.subject"}
    )
    assert parse("two and one", nested).text.count("and") == 4
    assert parse("two", nested).text == "ticket.vip and ticket.muted and ticket.subject"
    deep = Scope({"ticket": Any}, lets={"deep": "ticket" + ".a" * 30})
    with pytest.raises(ExpressionError, match="too large once"):
        parse("not " * 5 + "deep", deep)


def test_what_an_expression_reads() -> None:
    """Paths as far as they are read, items after their collection, and what functions ask for."""
    text = 'member(ticket.owner.name, "leads") and '
    text += "any(c.at < now for c in ticket.calls if c.by == first(ticket.tags))"
    assert parse(text, SCOPE).reads == {
        ("_context",),
        ("ticket", "owner", "name"),
        ("ticket", "calls"),
        ("ticket", "calls", "at"),
        ("ticket", "calls", "by"),
        ("now",),
        ("ticket", "tags"),
    }
    assert parse("last(other.calls).at < now", SCOPE).reads == {("other", "calls"), ("now",)}
    nested = "any(c.minutes > 1 for c in [d for d in ticket.calls if d.by])"
    assert ("ticket", "calls", "minutes") in parse(nested, SCOPE).reads
    mapped = parse("any(c for c in [d.minutes for d in ticket.calls])", SCOPE)
    assert mapped.reads == {("ticket", "calls"), ("ticket", "calls", "minutes")}


def test_both_and_negate() -> None:
    """Two conditions as one, flat; the opposite of one."""
    one, other = parse("ticket.vip", SCOPE), parse("ticket.muted and late", SCOPE)
    joined = both(one, other)
    assert joined == parse("ticket.vip and ticket.muted and late", SCOPE)
    assert negate(joined) == parse("not (ticket.vip and ticket.muted and late)", SCOPE)
    for made in (joined, negate(joined)):
        assert made == parse(made.text, SCOPE)


def test_an_expression_equals_its_like_alone() -> None:
    """Another text is another expression, and a text is none."""
    one = parse("ticket.vip", SCOPE)
    assert one == parse(" ticket.vip ", SCOPE)
    assert one != parse("ticket.muted", SCOPE)
    assert one != "ticket.vip"


def test_a_scope_lets_a_name_mean_one_thing() -> None:
    """A name for two things, and what is no plain name, is the program's error."""
    for settings in (
        {"names": {"a": int}, "tables": {"a": {}}},
        {"names": {"words": int}},
        {"names": {"lower": int}},
        {"names": {"max": int}},
        {"names": {"a b": int}},
        {"names": {"and": int}},
        {"names": {"__a": int}},
        {"names": {"a": int}, "lets": {"a": "1"}},
    ):
        with pytest.raises(ValueError, match=r"means two things|no plain name"):
            Scope(**settings)  # type: ignore[arg-type]
    for name in ("max", "_f", "a b"):
        with pytest.raises(ValueError, match="can't name a function"):
            Function(name, (), bool, bool)


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


def test_a_date_and_an_instant_are_read_from_their_text() -> None:
    """In either order, and inside a collection."""
    assert parse('"2026-01-01" < ticket.day', SCOPE).evaluate(ticket=Ticket(day=date(2026, 1, 2)))
    when = datetime(2026, 1, 1, tzinfo=UTC)
    assert parse('now == "2026-01-01T00:00:00Z"', SCOPE).evaluate(now=when)
