"""What is known before everything is: against every value that the unknown may have, drawn at random."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.engine.conftest import (
    SCOPE,
    Call,
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
from caserules.model import Word

Path = tuple[str, ...]
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


@settings(max_examples=100)
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
