"""What the checker refuses, and what it leaves to a person."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.engine.conftest import SCOPE, Ticket

from caserules.engine import ExpressionError, Function, Scope, parse


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


@pytest.mark.parametrize("count", [33, 600])
def test_named_conditions_stand_in_each_other_only_so_deep(count: int) -> None:
    """A longer chain of them is an error at its place, however deep the program stands already."""
    lets = {f"a{place}": f"a{place + 1}" for place in range(1, count)} | {f"a{count}": "ticket.vip"}
    with pytest.raises(ExpressionError, match="in `a32`: named conditions stand in each other more than 32"):
        parse("a1", Scope({"ticket": Ticket}, lets=lets))
    assert parse(f"a{count - 31}", Scope({"ticket": Ticket}, lets=lets)).text == "ticket.vip"


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


def test_a_scope_like_another_shares_what_that_one_holds() -> None:
    """Words, tables and named conditions are kept once; the names mean one thing here too."""
    base = Scope({}, words={"w": ("a",)}, tables={"t": {"a": 1}}, lets={"large": "amount > t['a']"})
    scope = Scope({"amount": int}, like=base)
    assert (scope.words, scope.tables, scope.lets) == (base.words, base.tables, base.lets)
    assert scope.tables is base.tables
    assert parse("large and 'a' in words.w", scope).evaluate(amount=2)
    for settings in ({"names": {"t": int}}, {"names": {"large": int}}):
        with pytest.raises(ValueError, match="means two things"):
            Scope(**settings, like=base)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="`t` means two things"):
        Scope({}, functions={"t": Function("t", (), bool, bool)}, like=base)


def test_a_date_and_an_instant_are_read_from_their_text() -> None:
    """In either order, and inside a collection."""
    ticket = Ticket(day=date(2026, 1, 2))
    for text in (
        '"2026-01-01" < ticket.day',
        'ticket.day > "2026-01-01"',
        'ticket.day in ("2026-01-01", "2026-01-02")',
    ):
        assert parse(text, SCOPE).evaluate(ticket=ticket)
    when = datetime(2026, 1, 1, tzinfo=UTC)
    for text in (
        'now == "2026-01-01T00:00:00Z"',
        '"2026-01-01T01:00:00+01:00" == now',
        'now in ("2026-01-01T00:00:00Z",)',
    ):
        assert parse(text, SCOPE).evaluate(now=when)
        assert not parse(text, SCOPE).evaluate(now=when + timedelta(seconds=1))
