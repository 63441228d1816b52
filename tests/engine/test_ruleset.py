"""Rules in order: answers, days, and reasons."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.conftest import SCOPE, Person, Ticket, conditions, values

from caserules.engine import Rule, RuleSet, parse


def _set(*rules: tuple[str, str | None], **settings: Any) -> RuleSet[Rule]:
    return RuleSet(
        [(Rule(id=i), None if t is None else parse(t, SCOPE)) for i, t in rules], SCOPE, **settings
    )


def test_an_id_given_twice_is_refused() -> None:
    """Also where one of the two is not enabled."""
    with pytest.raises(ValueError, match="the id `a` is given to two rules"):
        RuleSet([(Rule(id="a"), None), (Rule(id="a", enabled=False), None)], SCOPE)


def test_rules_that_are_not_enabled_are_left_out() -> None:
    """They neither answer nor appear in a trace."""
    rules = RuleSet([(Rule(id="a", enabled=False), None), (Rule(id="b"), None)], SCOPE, name="routes")
    assert rules.first() == Rule(id="b")
    assert len(rules) == 1
    assert rules.why().rules == ("b",)
    assert repr(rules) == "<RuleSet routes (first): 1 rules>"


_days = st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 9))


@given(st.lists(st.tuples(_days, _days), max_size=4), st.dates(date(2026, 1, 1), date(2026, 1, 9)))
def test_rules_are_in_force_between_their_days_both_included(
    dates: list[tuple[date | None, date | None]], day: date
) -> None:
    """A day's rules are those whose dates hold it; without any dates, the rule set itself."""
    rules = RuleSet(
        [(Rule(id=f"r{i}", effective_from=a, effective_until=b), None) for i, (a, b) in enumerate(dates)],
        SCOPE,
    )
    expected = [
        rule for rule in rules.rules if (rule.effective_from or day) <= day <= (rule.effective_until or day)
    ]
    assert list(rules.on(day).rules) == expected
    assert rules.on(day) is rules.on(day)
    undated = not any(a or b for a, b in dates)
    assert (rules.on(day) is rules) == undated


@given(st.lists(conditions, max_size=4), values(), st.none() | st.just(Rule(id="default")))
def test_the_trace_tells_what_the_answer_was(
    texts: list[str], given_values: dict[str, Any], default: Rule | None
) -> None:
    """The trace's rules are those of the answer, and a rule that held has no failed condition."""
    pairs = []
    for number, text in enumerate(texts):
        try:
            pairs.append((Rule(id=f"r{number}"), parse(text, SCOPE)))
        except ValueError:
            continue
    first, every = RuleSet(pairs, SCOPE, default=default), RuleSet(pairs, SCOPE, "every", default=default)
    answer = first.first(**given_values)
    assert first.why(**given_values).rules == ((answer.id,) if answer else ())
    assert every.why(**given_values).rules == tuple(rule.id for rule in every.every(**given_values))
    for each in every.why(**given_values).tries:
        assert (each.failed is None) == (each.held or each.default)


def test_the_trace_shows_the_condition_that_failed_with_what_it_read() -> None:
    """Each rule a line; the chosen, the later ones that hold too, and the failed with their values."""
    rules = RuleSet(
        [
            (Rule(id="vip", source="R-1"), parse("ticket.vip and ticket.owner.tier >= 2", SCOPE)),
            (Rule(id="long"), parse(f'ticket.subject == "{"x" * 100}" and 1 == len(ticket.tags)', SCOPE)),
            (Rule(id="any"), parse("ticket.priority > 1", SCOPE)),
            (Rule(id="calls"), parse("not any(c.by == ticket.subject for c in ticket.calls)", SCOPE)),
            (Rule(id="plain"), parse('contains("ab", "a")', SCOPE)),
            (Rule(id="rest"), None),
        ],
        SCOPE,
        name="routes",
    )
    ticket = Ticket(vip=True, owner=Person(name="ana"), priority=3, subject="y" * 100)
    trace = rules.why(ticket=ticket)
    assert str(trace) == "\n".join(
        [
            "routes (first): `any`",
            "  no   `vip` (R-1): `ticket.owner.tier >= 2`: `ticket.owner.tier` is missing",
            f'  no   `long`: `ticket.subject == "{"x" * 100}"`: `ticket.subject` is `{"y" * 60}…`',
            "  yes  `any`",
            "  yes  `calls`: holds too, and comes later",
            "  yes  `plain`: holds too, and comes later",
            "  yes  `rest`: holds too, and comes later",
        ]
    )
    assert [each.rule for each in trace.nearest()] == ["vip", "long"]
    assert rules.why_not("vip", ticket=ticket) == trace.of("vip")
    assert str(trace.of("calls").conditions[0]).endswith("`ticket.calls` is `()`")
    assert str(trace.of("plain").conditions[0]) == '`contains("ab", "a")`'
    with pytest.raises(KeyError):
        rules.why_not("absent", ticket=ticket)
    assert str(_set(("a", "ticket.vip")).why(ticket=Ticket())).startswith("rules (first): no rule")


def test_unique_gives_the_match_or_all_of_them() -> None:
    """Never an exception: the caller sees how many there are."""
    rules = _set(("a", "ticket.vip"), ("b", "ticket.priority > 1"), hit="unique")
    assert rules.unique(ticket=Ticket()) == ()
    assert [rule.id for rule in rules.unique(ticket=Ticket(vip=True))] == ["a"]
    assert [rule.id for rule in rules.unique(ticket=Ticket(vip=True, priority=2))] == ["a", "b"]


def test_a_default_answers_where_no_rule_does() -> None:
    """Under every policy and on every day; it is shown last, and never among the near misses."""
    rest = Rule(id="rest", source="R-9")
    for hit in ("first", "every", "unique"):
        rules = RuleSet(
            [(Rule(id="a", effective_until=date(2026, 1, 1)), parse("ticket.vip", SCOPE))],
            SCOPE,
            hit,
            default=rest,
        )
        assert rules.first(ticket=Ticket()) == rest
        assert rules.every(ticket=Ticket()) == rules.unique(ticket=Ticket()) == (rest,)
        assert rules.every(ticket=Ticket(vip=True)) == rules.rules
        assert rules.on(date(2026, 1, 2)).every(ticket=Ticket(vip=True)) == (rest,)
        trace = rules.why(ticket=Ticket())
        assert str(trace).endswith("yes  `rest` (R-9): the default")
        assert trace.rules == ("rest",)
        other = rules.why(ticket=Ticket(vip=True))
        assert str(other).endswith("no   `rest` (R-9): the default, and another holds")
        assert other.nearest() == ()


@pytest.mark.parametrize(
    "default",
    [
        Rule(id="d", when="ticket.vip"),
        Rule(id="d", enabled=False),
        Rule(id="d", effective_from=date(2026, 1, 1)),
    ],
)
def test_a_default_that_does_not_always_answer_is_refused(default: Rule) -> None:
    """A condition, dates, or not being enabled would leave it out; so would an id that is taken."""
    with pytest.raises(ValueError, match="the default `d` answers always; leave out its condition and dates"):
        RuleSet([], SCOPE, default=default)
    with pytest.raises(ValueError, match="the id `d` is given to two rules"):
        RuleSet([(Rule(id="d"), None)], SCOPE, default=Rule(id="d"))
