"""The definition of meaning, against Python's own."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from tests.engine.conftest import SCOPE, Call, Colour, Person, Ticket, broken, conditions, tickets, values

from caserules.engine import Expression, ExpressionError, Function, Scope, parse


def _first(items: Any) -> Any:
    return list(items)[0]  # noqa: RUF015 - raises `LookupError` where there is none


def _python(text: str, given_values: dict[str, Any]) -> Any:
    """Python's own value of the text, with the functions as plain Python; raises where Python has none."""
    scope = {
        "any": any,
        "all": all,
        "len": len,
        "sum": sum,
        "min": min,
        "max": max,
        "first": _first,
        "count": lambda items: sum(1 for _ in items),
        "last": lambda items: list(items)[-1],
        "lower": str.lower,
        "strip": str.strip,
        "startswith": str.startswith,
        "contains": lambda text, part: part in text,
        **{name: SCOPE.functions[name].call for name in ("date", "hours")},
        "after": lambda span, at: at + timedelta(int(span)),
        "member": lambda who, team: SCOPE.functions["member"].call(given_values["_context"], who, team),
        **SCOPE.tables,
        "words": type("words", (), dict(SCOPE.words)),
        **given_values,
    }
    expanded = text.replace("late", f"({SCOPE.lets['late']})").replace("busy", f"({SCOPE.lets['busy']})")
    return eval(expanded, scope)  # noqa: S307 - the oracle of this test, over text that the test made


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and (one == other or (one != one and other != other))  # noqa: PLR0124 - NaN


def _parsed(text: str) -> Expression:
    try:
        return parse(text, SCOPE)
    except ExpressionError:
        assume(False)
        raise


@settings(max_examples=120)
@given(conditions, values())
@example(
    "extra.keys", {"ticket": Ticket(), "extra": {}, "now": datetime(2026, 1, 1, tzinfo=UTC), "_context": None}
)
def test_where_python_gives_a_value_so_do_we_the_same_one(text: str, given_values: dict[str, Any]) -> None:
    """The language is an extension of Python: it differs only where Python raises."""
    expression = _parsed(text)
    try:
        expected = _python(text, given_values)
    except (TypeError, AttributeError, LookupError, ValueError, ArithmeticError, StopIteration):
        return
    if callable(expected):
        return
    assert _same(expression.evaluate(**given_values), expected)


@settings(max_examples=120)
@given(conditions, values() | values(broken))
def test_the_generated_function_agrees_with_the_interpreter(text: str, given_values: dict[str, Any]) -> None:
    """One meaning, two ways: also for values that break their types' promises."""
    expression = _parsed(text)
    assert _same(expression.compiled(**given_values), expression.evaluate(**given_values))


@given(conditions)
def test_print_and_parse_are_inverses(text: str) -> None:
    """The canonical text reads back as an equal expression, and prints the same again."""
    expression = _parsed(text)
    again = parse(expression.text, SCOPE)
    assert again == expression
    assert again.text == expression.text
    assert hash(again) == hash(expression)


def _value(text: str, **given_values: Any) -> Any:
    expression = parse(text, SCOPE)
    found = expression.evaluate(**given_values)
    assert _same(expression.compiled(**given_values), found)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("other.owner.name", None),
        ("other.priority + 1", None),
        ("-other.priority", None),
        ("-extra", None),
        ("extra - 1", None),
        ("other.priority < 3", False),
        ("other.priority >= 3", False),
        ("not other.priority < 3", True),
        ("other.priority == 3", False),
        ("other.priority != 3", True),
        ('other.reason in ("refund", "schedule")', False),
        ('other.reason not in ("refund", "schedule")', True),
        ('"a" in other.subject', False),
        ('"a" not in other.tags', True),
        ("lower(other.subject)", None),
        ("strip(other.subject)", None),
        ('strip("  a b ")', "a b"),
        ('member(other.owner.name, "leads")', False),
        ("any(c.minutes > 1 for c in other.calls)", False),
        ("all(c.minutes > 1 for c in other.calls)", True),
        ("all(other.tags)", None),
        ("len(other.tags)", None),
        ("count(c for c in other.calls)", 0),
        ("len(c for c in ticket.calls)", 0),
        ("sum(c.minutes for c in other.calls)", 0),
        ("max(c.minutes for c in ticket.calls)", None),
        ("max(ticket.priority, other.priority)", 0),
        ("max(other.priority, other.owner.tier)", None),
        ("first(ticket.calls).minutes", None),
        ("last(ticket.calls)", None),
        ("limit[other.level]", None),
        ("names[ticket.type]", None),
        ("extra[ticket.type]", None),
        ("extra.x.y", None),
        ("len({t for t in extra})", 0),
        ("[c.minutes for c in other.calls]", []),
        ('ticket.type in ("festival", ticket.subject)', False),
        ("extra < now", False),
        ("ticket.loud", False),
        ("endswith(other.subject, ticket.subject)", None),
    ],
)
def test_what_each_operator_means_on_a_missing_value(text: str, expected: Any) -> None:
    """With `other` and `extra` missing: arithmetic is missing, no ordering holds, a `for` has no items."""
    assert _value(text, ticket=Ticket(), now=datetime(2026, 1, 1, tzinfo=UTC)) == expected


def test_an_ordering_with_not_a_number_does_not_hold() -> None:
    """Neither a float's nor a decimal's NaN is above or below anything, and a decimal's raises nothing."""
    for operator in ("<", "<=", ">", ">="):
        assert not _value(f"ticket.weight {operator} 1", ticket=Ticket(weight=float("nan")))
        assert not _value(f"ticket.amount {operator} 1", ticket=Ticket()._with({"amount": Decimal("NaN")}))
    signalling = Ticket()._with({"amount": Decimal("sNaN")})
    assert _value("ticket.amount == 1", ticket=signalling) is False
    assert _value("ticket.amount != 1", ticket=signalling) is True


def test_a_literal_takes_the_type_of_what_it_stands_beside() -> None:
    """A decimal from its text, an enum's member, a date, an instant."""
    assert _value("ticket.amount == 0.1", ticket=Ticket(amount=Decimal("0.1")))
    assert _value("ticket.amount + 0.2 == 0.3", ticket=Ticket(amount=Decimal("0.1")))
    assert _value('ticket.colour == "blue"', ticket=Ticket(colour=Colour.BLUE))
    assert _value('"2026-03-02" == ticket.day', ticket=Ticket())
    assert _value('ticket.opened_at in ("2026-03-02T10:00:00+01:00",)', ticket=Ticket())
    assert parse("ticket.amount == -0.10", SCOPE).text == "ticket.amount == -0.10"


def test_what_python_can_not_hash_is_no_set() -> None:
    """A set of what can't be in one is missing; looking for it in a collection finds nothing."""
    extra = {"x": [1]}
    assert _value("len({e for e in extra.y})", extra={"y": [[1]]}) is None
    assert _value('extra.x in ("a", "b", "c", "d", "e")', extra=extra) is False
    assert _value("limit[extra.x]", extra=extra) is None
    assert _value("max(extra.y)", extra={"y": [1, "a"]}) is None
    assert _value("sum(extra.y)", extra={"y": [1, "a"]}) is None
    assert _value("sum(extra.y)", extra={"y": [1, 2]}) == 3
    assert _value("last(extra.y)", extra={"y": [1, 2]}) == 2
    assert _value("len(extra.y)", extra={"y": {1: 2}}) == 1


def test_methods_and_inner_workings_are_no_data() -> None:
    """What hangs on a value beside its data is missing, on any value."""

    def yielding() -> Any:
        yield 1

    running = yielding()
    for extra in (Ticket(), "text", [1], 5, Ticket, yielding, {"x": yielding}, {"x": running}, {"x": Ticket}):
        for name in (
            "model_dump",
            "model_fields",
            "upper",
            "append",
            "gi_frame",
            "mro",
            "real.bit_length",
            "x",
        ):
            assert _value(f"extra.{name}", extra=extra) is None


@given(tickets)
def test_an_unexpected_error_of_a_host_function_is_the_hosts(ticket: Ticket) -> None:
    """A function that is broken stays visible: neither way of evaluation hides its exception."""

    def broken_function(_: str) -> bool:
        raise RuntimeError("broken")

    scope = Scope({"ticket": Ticket}, functions={"odd": Function("odd", (str,), bool, broken_function)})
    expression = parse("odd(ticket.subject)", scope)
    for way in (expression.evaluate, expression.compiled):
        with pytest.raises(RuntimeError, match="broken"):
            way(ticket=ticket)


@given(st.data())
def test_names_of_items_stay_apart(data: st.DataObject) -> None:
    """A named condition's own `for` does not touch the item of the `for` around it."""
    scope = Scope({"ticket": Ticket}, lets={"long": "[c for c in ticket.calls if c.minutes > 10]"})
    text = "any(c.minutes < 0 and count(c for c in long) > 0 and c.minutes < 0 for c in ticket.calls)"
    ticket = data.draw(tickets)
    expected = any(c.minutes < 0 for c in ticket.calls) and any(c.minutes > 10 for c in ticket.calls)
    expression = parse(text, scope)
    assert expression.evaluate(ticket=ticket) is expression.compiled(ticket=ticket) is expected


def test_deepest_expressions_still_compile() -> None:
    """Whatever the checker admits, the generated source is not too deep for Python."""
    scope = Scope({"who": Any, "ticket": Ticket}, functions={"f": Function("f", (str,), str | None, str)})
    for text in (
        "f(" * 30 + "ticket.queue" + ")" * 30,
        "who" + ".a" * 31,
        "who" + "[who" * 31 + "]" * 31,
        "not " * 30 + "ticket.queue",
        "ticket.owner.tier" + " + (ticket.owner.tier" * 28 + ")" * 28,
        "ticket.priority < ticket.owner.tier < " * 200 + "ticket.weight",
    ):
        expression = parse(text, scope)
        for ticket in (Ticket(), Ticket(queue="support", owner=Person(name="ana", tier=2))):
            assert _same(expression.compiled(ticket=ticket), expression.evaluate(ticket=ticket))


def test_calls_compare_as_values() -> None:
    """Two items are equal by content, and `in` finds one by content."""
    call = Call(at=datetime(2026, 1, 1, tzinfo=UTC), minutes=1)
    ticket = Ticket(calls=(call,))
    assert _value("first(ticket.calls) in other.calls", ticket=ticket, other=ticket.replace(subject="again"))


@pytest.mark.parametrize(
    "text",
    [
        "any(c for c in [d for d in ticket.calls if d.minutes < other.owner.tier])",
        'any(c for c in [d for d in ticket.calls if lower(other.owner.name) == "ana" == lower(who)])',
        "any(c for c in [d for d in ticket.calls if asked(other.owner.name, d.minutes)])",
        'lower(who) == "ana" and endswith(who, "a")',
        "asked(who, ticket.priority)",
    ],
)
def test_values_are_named_only_where_python_allows_it(text: str) -> None:
    """Inside what a `for` goes through nothing can be named on the way; the answers are the same."""
    scope = Scope(
        {"ticket": Ticket, "other": Ticket | None, "who": str | None},
        functions={
            "asked": Function("asked", (str, int), bool, lambda who, a, b: a == who or b > 3, given=("who",))
        },
    )
    expression = parse(text, scope)
    call = Call(at=datetime(2026, 1, 1, tzinfo=UTC), minutes=1)
    found = set()
    for other in (None, Ticket(), Ticket(owner=Person(name="ana", tier=2))):
        for who in (None, "ana", 5):
            given_values = {"ticket": Ticket(calls=(call,), priority=9), "other": other, "who": who}
            value = expression.evaluate(**given_values)
            assert _same(expression.compiled(**given_values), value)
            found.add(bool(value))
    assert found == {True, False}
