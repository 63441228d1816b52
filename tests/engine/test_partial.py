"""What is known before everything is: against every value that the unknown may have, drawn at random."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Flag
from typing import Annotated, Any, Literal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import Field
from tests.engine.conftest import (
    SCOPE,
    Call,
    Level,
    Person,
    Ticket,
    broken,
    calls,
    conditions,
    people,
    tickets,
    values,
)

from caserules.engine import Expression, ExpressionError, Function, Scope, parse
from caserules.engine.partial import Outcome, partial
from caserules.model import Instant, Model, Word

Path = tuple[str, ...]
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_STORED = {Ticket: tickets, Call: calls, Person: people}
_ANYTHING = st.sampled_from(
    [None, 5, "text", "refund", [], {}, [1, 2], Decimal("sNaN"), {"low": 1}, object()]
)


@st.composite
def _unknowns(draw: st.DrawFn) -> frozenset[str | Path]:
    ticket = st.sampled_from(sorted(Ticket.model_fields)).map(lambda name: ("ticket", name))
    other = st.sampled_from(sorted(Ticket.model_fields)).map(lambda name: ("other", name))
    deep: st.SearchStrategy[str | Path] = st.sampled_from(
        [
            *("ticket", "other", "extra", "now", "_context"),
            *(("ticket", "calls", name) for name in Call.model_fields),
            *(("other", "calls", name) for name in Call.model_fields),
            *(("ticket", "owner", "name"), ("ticket", "owner", "tier"), ("other", "owner", "tier")),
            *(("ticket", "facts", "low"), ("extra", "low"), ("extra", "tags"), ("_context", "leads")),
            *(("ticket", "loud"), ("extra", "ticket", "x")),
        ]
    )
    return draw(st.frozensets(st.one_of(ticket, other, deep), min_size=1, max_size=6))


def _substituted(draw: st.DrawFn, value: Any, path: Path) -> Any:
    """The value with another one at the path: anything where its type allows anything."""
    if isinstance(value, tuple | list):
        return type(value)(_substituted(draw, each, path) for each in value)
    name, *rest = path
    if isinstance(value, Mapping):
        if name in value or not rest:
            changed = _substituted(draw, value[name], tuple(rest)) if rest else draw(_ANYTHING)
            return {**value, name: changed}
        return value
    if type(value) not in _STORED or name not in type(value).model_fields:
        return value
    if rest:
        return value._with({name: _substituted(draw, getattr(value, name), tuple(rest))})
    return value._with({name: getattr(draw(_STORED[type(value)]), name)})


def _of(name: str) -> Callable[[dict[str, Any]], Any]:
    return lambda drawn: drawn[name]


def _completed(draw: st.DrawFn, known: dict[str, Any], unknown: frozenset[str | Path]) -> dict[str, Any]:
    """Values for all names that agree with what is known."""
    found = dict(known)
    for name, *rest in sorted((each,) if isinstance(each, str) else each for each in unknown):
        if rest and name in found:
            found[name] = _substituted(draw, found[name], tuple(rest))
        else:
            found[name] = draw(
                _ANYTHING if name == "extra" and draw(st.booleans()) else values().map(_of(name))
            )
    return found


def _parsed(text: str, scope: Scope = SCOPE) -> Expression:
    try:
        return parse(text, scope)
    except ExpressionError:
        assume(False)
        raise


def _sound(expression: Expression, outcome: Outcome, completed: dict[str, Any]) -> None:
    assert outcome.holds in (None, bool(expression.evaluate(**completed)))
    assert (outcome.holds is None) is bool(outcome.depends_on)


_more = st.sampled_from(
    [
        'ticket.type in ("festival", ticket.subject, other.type)',
        "ticket.priority in [other.priority, ticket.owner.tier, 1]",
        "ticket.subject in {other.subject, extra.subject}",
        "ticket.subject not in {other.subject, lower(ticket.subject)}",
        "extra.x in (extra.low, ticket.priority, ticket.amount)",
        "len({c.by for c in ticket.calls if c.minutes > 3}) == 1",
        "len({t for t in extra.tags}) > 0",
        'len([c for c in ticket.calls if c.direction == "in"]) < 2',
        "first([c for c in ticket.calls if c.by is None]).at < now",
        "last(c.minutes for c in other.calls if c.minutes > 1) > ticket.priority",
        "[t for t in other.tags if t] and ticket.vip",
        "(ticket.vip or other.loud) == ticket.muted",
        "(other.queue or ticket.queue) in words.queue",
        "-(limit[ticket.level] + ticket.priority) < 3",
        "limit[ticket.subject] > 7",
        "ticket.facts[ticket.level] is None",
        'extra["low"] == 1',
        "extra[0] == 1",
        "all(c for c in ticket.calls if c.minutes < 100)",
        "any(x for x in [y for y in {ticket.type, other.subject}])",
        "any(c.by == d.by for c in ticket.calls for_)".replace(" for_", " if c.minutes > 3").replace(
            "d.by", "c.direction"
        ),
        'ticket.level == other.level or other.type == "other"',
        "other.queue == ticket.queue",
        "first(ticket.calls) in other.calls",
        "ticket.calls == other.calls",
        "extra in [ticket.calls, other.tags]",
        "ticket.colour == other.colour and ticket.reason == other.reason",
        "1 < ticket.priority < other.priority < 5",
        "max(ticket.priority, other.priority) > sum(c.minutes for c in ticket.calls)",
    ]
)
_all = st.one_of(
    conditions, _more, st.tuples(_more, _more).map(lambda both: f"({both[0]}) and not ({both[1]})")
)


@settings(max_examples=200)
@given(_all, values() | values(broken), _unknowns(), st.sets(st.sampled_from(["other", "extra"])), st.data())
def test_an_answer_holds_for_every_value_of_the_unknown(
    text: str, known: dict[str, Any], unknown: frozenset[str | Path], absent: set[str], data: st.DataObject
) -> None:
    """Soundness: whatever the unknown turns out to be, the interpreter gives the truth that was foretold."""
    expression = _parsed(text)
    given_values = {name: value for name, value in known.items() if name not in absent}
    if expression.reads:
        unknown |= data.draw(st.frozensets(st.sampled_from(sorted(expression.reads)), max_size=2))
    outcome = partial(expression, unknown, **given_values)
    for _ in range(2):
        _sound(expression, outcome, data.draw(st.composite(_completed)(given_values, unknown)))


@settings(max_examples=50)
@given(_all, values() | values(broken))
def test_with_nothing_unknown_it_is_the_interpreters_truth(text: str, known: dict[str, Any]) -> None:
    """Completeness at the one end: all given, all answered."""
    expression = _parsed(text)
    assert partial(expression, frozenset(), **known) == Outcome(bool(expression.evaluate(**known)))


@settings(max_examples=50)
@given(_all, values(), _unknowns())
def test_what_it_depends_on_is_unknown_and_hangs_on_what_is_read(
    text: str, known: dict[str, Any], unknown: frozenset[str | Path]
) -> None:
    """Every path named lies on an unknown one; a property that is read may need any part of its object."""
    expression = _parsed(text)
    paths = {(each,) if isinstance(each, str) else each for each in unknown}
    for needed in partial(expression, unknown, **known).depends_on:
        assert any(needed[: len(path)] == path for path in paths)
        assert any(needed[0] == read[0] for read in expression.reads)


class Close(Model):
    """A command with fields of every kind."""

    kind: Literal["close"] = "close"
    reason: Annotated[str, Word("reason")] = "refund"
    via: Literal["mail", "phone"] | None = None
    level: Level = Level.LOW
    sure: bool = False
    maybe: bool | None = None
    text: str = ""
    note: str | None = None
    count: int = 0
    amount: Decimal = Decimal(0)
    at: Instant | None = None
    marks: tuple[str, ...] = ()
    parts: tuple[Call, ...] = ()
    facts: dict[str, int] = Field(default_factory=dict)

    @property
    def short(self) -> bool:
        """Whether the text is."""
        return len(self.text) < 3


class Move(Model):
    """Another command, with a field of its own."""

    kind: Literal["move"] = "move"
    queue: Annotated[str, Word("queue")] = "support"


class Rights(Flag):
    """An enum whose members add up to further values."""

    READ = 1
    WRITE = 2


@dataclass(frozen=True)
class Point:
    """No pydantic model: `x` is stored, `far` is worked out."""

    x: int
    empty: tuple[int, ...] = ()

    @property
    def far(self) -> bool:
        """Whether it is."""
        return self.x > 9


class Sized(Model):
    """Its truth is its size."""

    size: int = 1

    def __len__(self) -> int:
        return self.size


COMMANDS = Scope(
    {
        "command": Close | Move,
        "close": Close,
        "ticket": Ticket,
        "rights": Rights,
        "extra": Any,
        "point": Point,
        "sized": Sized,
        "void": None,
        "_context": Any,
    },
    words={"reason": ("refund", "schedule"), "queue": ("support", "billing"), "none": ()},
    tables={"limit": {"low": 3, "high": 7}, "names": {"mail": "m", "phone": "p"}},
    functions={
        "same": Function("same", (str,), str, str),
        "led": Function("led", (str | None,), bool, lambda who, _: bool(who), given=("_context",)),
    },
)


def _outcome(text: str, *unknown: str | Path, **known: Any) -> Outcome:
    return partial(parse(text, COMMANDS), frozenset(unknown), **known)


_TICKET = Ticket(
    subject="festival",
    queue="support",
    tags=("a", "b"),
    calls=(Call(at=_NOW, minutes=5), Call(at=_NOW, minutes=50, by="ana")),
    facts={"low": 1},
)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("ticket.vip and close.sure", False),
        ("close.sure and ticket.vip", False),
        ("ticket.subject or close.sure", True),
        ("close.sure or ticket.subject", True),
        ("not (close.sure and ticket.vip)", True),
        ("ticket.priority < close.count < ticket.priority - 5 < ticket.priority", None),
        ("ticket.priority + 1 < ticket.priority < close.count", False),
        ("close.count < ticket.priority + 2 < ticket.priority", False),
        ('close.reason in ("refund", "schedule")', True),
        ("close.reason == ticket.subject", False),
        ("ticket.subject != close.reason", True),
        ("close.reason == ticket.reason", None),
        ('close.via in ("mail", "phone")', None),
        ('close.via in ("mail", "phone") or close.via is None', None),
        ("close.maybe in (True, False)", None),
        ("close.sure in (True, False)", True),
        ("close.reason in words.reason", True),
        ("limit[close.level] > 2", True),
        ("limit[close.level] > 3", None),
        ("limit[close.level] is not None", True),
        ("limit[close.text] > 7", False),
        ("limit[close.text] > 6", None),
        ("len(names[close.via]) > 1", False),
        ("close.level.value in ('low', 'high')", True),
        ("-limit[close.level] < 0", True),
        ("limit[close.level] + 1 > 3", True),
        ("ticket.owner.name < close.text", False),
        ("close.text >= ticket.owner.name", False),
        ("ticket.owner.name == close.text", False),
        ("close.text != ticket.owner.name", True),
        ("close.note == ticket.owner.name", None),
        ("close.amount == ticket.amount", None),
        ("close.count == ticket.owner.tier", False),
        ("close.text in ticket.owner.name", False),
        ("close.text not in ticket.owner.name", True),
        ("close.text in extra.nothing", False),
        ("close.text in extra.empty", False),
        ("close.text in ticket.tags", None),
        ("ticket.subject in (close.text, 'festival')", True),
        ("ticket.subject in {close.text, 'festival'}", True),
        ("ticket.subject not in [close.text, ticket.subject]", False),
        ("ticket.subject in (close.reason, 'b')", False),
        ("ticket.owner.name in (close.text, close.reason)", False),
        ("ticket.subject in (close.text, 'b')", None),
        ("extra.number in (close.amount, 5)", None),
        ("extra in [close.parts, extra.number]", None),
        ("len({close.text, 'a'}) > 0", None),
        ("len({close.parts, close.marks}) > 0", None),
        ("len([close.text, 'a']) > 1", True),
        ("count(c for c in close.parts) > 1", None),
        ("any(c.minutes > 9 or close.sure for c in ticket.calls)", True),
        ("any(c.minutes > 99 and close.sure for c in ticket.calls)", False),
        ("any(close.sure for c in ticket.calls if c.minutes > 99)", False),
        ("any(c.minutes > 9 for c in ticket.calls if close.sure)", None),
        ("any(c.minutes > 99 for c in ticket.calls if close.sure)", False),
        ("all(c.minutes > 1 for c in ticket.calls if close.sure)", True),
        ("all(c.minutes > 9 and close.sure for c in ticket.calls)", False),
        ("all(c.minutes < 9 or close.sure for c in ticket.calls)", None),
        ("any(ticket.vip for c in close.parts)", False),
        ("all(not ticket.vip for c in close.parts)", True),
        ("all(c.minutes > 1 for c in close.parts)", None),
        ("len([c for c in close.parts if ticket.vip]) == 0", True),
        ("any(t for t in {close.text, 'a'})", None),
        ("any({close.text, 'a'})", None),
        ("all(close.marks)", None),
        ("[c for c in ticket.calls if c.minutes > 9 or close.sure]", True),
        ("[c for c in ticket.calls if close.sure]", None),
        ("first(c.minutes for c in ticket.calls if c.minutes < 9 or close.sure) == 5", True),
        ("last(c.minutes for c in ticket.calls if c.minutes > 9 or close.sure) == 50", True),
        ("first(c.minutes for c in ticket.calls if c.minutes > 9 or close.sure) == 5", None),
        ("max(c.minutes for c in ticket.calls if close.sure) > 99", None),
        ("max(ticket.priority, close.count) >= 0", None),
        ("same(close.text) == 'a'", None),
        ("contains(ticket.owner.name, close.text)", False),
        ("led(ticket.owner.name)", False),
        ("close.at is None", None),
        ("first(close.parts).at is None", None),
        ("[close.text] == [ticket.subject]", None),
        ("ticket.tags == [close.text]", None),
        ("(close.sure and ticket.subject) == 'festival'", None),
        ("(close.sure and ticket.owner) is not None", None),
        ("(close.maybe and close.note) is None", None),
        ("any(x for x in [close.sure or ticket.subject])", True),
        ("extra.rights in (rights, extra.number)", None),
        ("close.short", None),
        ("close.facts['x'] == 1", None),
        ("close.facts.x == 1", None),
        ("void is None", None),
    ],
)
def test_what_is_known_before_the_command_is(text: str, *, holds: bool | None) -> None:
    """One claim a row: what Kleene's logic, a vocabulary, a missing value or known items decide."""
    extra = {"nothing": None, "empty": (), "number": 5}
    known = {"ticket": _TICKET, "extra": extra, "_context": None}
    outcome = _outcome(text, "close", "command", "rights", "void", **known)
    assert outcome.holds is holds
    assert (outcome.holds is None) is bool(outcome.depends_on)


@pytest.mark.parametrize(
    ("text", "unknown", "needs"),
    [
        ('close.text == "a"', "close", {("close", "text")}),
        (
            'close.sure and close.text == "a" and not ticket.vip',
            "close",
            {("close", "sure"), ("close", "text")},
        ),
        ("first(close.parts).minutes > 3", "close", {("close", "parts")}),
        (
            "any(c.minutes > 3 for c in close.parts)",
            "close",
            {("close", "parts"), ("close", "parts", "minutes")},
        ),
        ("any(c.minutes > 9 for c in ticket.calls)", ("ticket", "calls", "minutes"), None),
        ("any(c.by is None for c in ticket.calls)", ("ticket", "calls", "minutes"), set()),
        ("first(ticket.calls) == last(ticket.calls)", ("ticket", "calls", "by"), None),
        ("led(ticket.subject)", "_context", {("_context",)}),
        ("led(ticket.subject)", ("_context", "teams"), {("_context", "teams")}),
        ("len([c for c in ticket.calls if close.sure]) > 1", "close", {("close", "sure")}),
        ("ticket.calls == close.parts", "close", {("close", "parts")}),
    ],
)
def test_it_names_what_it_depends_on(text: str, unknown: str | Path, needs: set[Path] | None) -> None:
    """The paths as the expression reads them, so that a person can be asked for them."""
    outcome = _outcome(text, unknown, ticket=_TICKET, close=Close(), _context=None)
    assert outcome.depends_on == (needs if needs is not None else {unknown})


@pytest.mark.parametrize(
    ("text", "unknown", "holds"),
    [
        ('ticket.subject == "festival"', ("ticket", "queue"), True),
        ("ticket.queue is None", ("ticket", "queue"), None),
        ("ticket", ("ticket", "queue"), True),
        ("sized", ("sized", "size"), None),
        ("ticket.loud", ("ticket", "queue"), None),
        ("ticket.loud", ("ticket", "loud"), None),
        ("ticket.owner.name is None", ("ticket", "owner", "name"), True),
        ("extra.list is None", ("extra", "list", "y"), False),
        ("len(ticket.calls) == 2", ("ticket", "calls", "by"), True),
        ("ticket.calls", ("ticket", "calls", "by"), True),
        ("last(ticket.calls).minutes == 50", ("ticket", "calls", "by"), True),
        ("last(ticket.calls).by is None", ("ticket", "calls", "by"), None),
        ("led(extra.list)", ("extra", "list", "y"), None),
        ('ticket.facts["low"] == 1', ("ticket", "facts", "high"), True),
        ('ticket.facts["low"] == 1', ("ticket", "facts", "low"), None),
        ('"low" in ticket.facts', ("ticket", "facts", "low"), None),
        ("extra.list[1].x == 2", ("extra", "list", "y"), True),
        ("extra.list[7] is None", ("extra", "list", "y"), True),
        ("extra.list[ticket.owner] is None", ("extra", "list", "y"), None),
        ("extra.list.x is None", ("extra", "list", "y"), None),
        ("[e for e in extra.map]", ("extra", "map", "x"), None),
        ("[e for e in extra.plain]", ("extra", "plain", "x"), False),
        ("extra.close.queue is None", ("extra", "close", "reason"), True),
        ("extra.close.queue is None", ("extra", "close", "queue"), True),
        ("extra.close.reason in words.reason", ("extra", "close", "reason"), True),
        ("point.x > 3", ("point", "empty"), True),
        ("point.far", ("point", "x"), None),
        ("point.empty", ("point", "empty", "x"), False),
        ("point.x < 3", ("point", "x"), None),
    ],
)
def test_the_rest_of_a_partly_known_value_is_known(text: str, unknown: Path, *, holds: bool | None) -> None:
    """A stored part stands; what is worked out, compared or gone through as a whole waits for every part."""
    extra = {"list": [{"x": 1}, {"x": 2}], "map": {"x": 1}, "plain": Point(1), "close": Close()}
    known = {"ticket": _TICKET, "extra": extra, "point": Point(5), "sized": Sized(), "_context": None}
    assert _outcome(text, unknown, **known).holds is holds


def test_a_name_that_is_not_given_is_missing_unless_a_part_of_it_is_unknown() -> None:
    """Nothing hangs on a missing value; what was not given may be anything if a part is unknown."""
    assert _outcome('close.text == "a"').holds is False
    assert _outcome('close.text == "a"', ("close", "note"), close=None).holds is False
    assert _outcome('close.text == "a"', ("close", "note")) == Outcome(None, frozenset({("close", "text")}))


def test_members_of_a_flag_are_not_all_its_values() -> None:
    """`READ | WRITE` is neither member, so being among them is not certain."""
    assert (
        _outcome("rights in (extra.read, extra.write)", "rights", extra={"read": Rights.READ}).holds is None
    )
    assert _outcome("rights == extra.read", "rights", extra={"read": Rights.READ}).holds is None


def test_many_possible_values_are_not_tried() -> None:
    """Past some dozens of combinations the answer waits, though trying them all would settle it."""
    many = tuple(f"w{number}" for number in range(65))
    scope = Scope({"one": Annotated[str, Word("many")]}, words={"many": many})
    assert partial(parse("one in words.many", scope), {"one"}).holds is None


def test_a_vocabulary_without_words_says_nothing() -> None:
    """No word at all is no promise."""
    scope = Scope({"one": Annotated[str, Word("none")], "two": str}, words={"none": ()})
    assert partial(parse("one == two", scope), {"one"}, two="a").holds is None


@pytest.mark.parametrize(
    "text", ["at + span > at", "at - span > at", "day + span > day", "span + span > span", "later(at) > at"]
)
def test_what_lies_beyond_the_last_year_is_missing(text: str) -> None:
    """An instant, a date or a duration that can't be said is missing, in each way to an answer alike."""

    def later(at: datetime) -> datetime:
        return at.replace(year=at.year + 1) if at.year < 9999 else at + timedelta.max

    functions = {"later": Function("later", (datetime,), datetime, later)}
    scope = Scope({"at": datetime, "span": timedelta, "day": date}, functions=functions)
    beyond = {"at": datetime.max.replace(tzinfo=UTC), "span": timedelta.max, "day": date.max}
    expression = parse(text, scope)
    assert expression.evaluate(**beyond) is expression.compiled(**beyond) is False
    assert partial(expression, frozenset(), **beyond).holds is False
