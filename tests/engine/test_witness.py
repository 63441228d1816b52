"""Examples of what is found: each is a value that could be, and shows what it is for."""

from datetime import UTC, date, datetime

from tests.engine.claims import rules_of
from tests.engine.conftest import SCOPE, Ticket

from caserules.engine import Rule, RuleSet, Scope, check, diff, parse


def test_what_is_outside_can_be_shown_for_every_kind_of_field() -> None:
    """A gap below, between or above the cut points has an example of the field's own type."""
    for text in (
        'ticket.subject < "a" or ticket.subject > "b"',
        'ticket.day < "2026-01-01" or ticket.day > "2026-02-01"',
        'ticket.opened_at < "2026-01-01T00:00:00Z" or ticket.opened_at > "2026-01-02T00:00:00Z"',
        "ticket.weight < 1 or ticket.weight > 2",
        "ticket.amount < 1.5 or ticket.amount > 2.5 or ticket.amount is None",
        'ticket.reason in ("refund", "schedule")',
        'ticket.day != "2026-01-01"',
        'ticket.colour == "red"',
        "ticket.priority < 0 or ticket.priority > 1",
        "other.owner.tier == 3 or other.owner.tier is None",
        'ticket.subject in ("", "other 0")',
        'ticket.day in ("2026-01-01",)',
    ):
        (gap,) = check(rules_of([text], SCOPE)).of("gap")
        assert gap.values is not None
        assert rules_of([text], SCOPE).first(**gap.values) is None


def test_values_at_the_end_of_what_there_is() -> None:
    """Where no value lies beyond a cut point, none is invented."""
    last = date.max.isoformat()
    assert not check(rules_of([f'ticket.day <= "{last}"'], SCOPE)).of("gap")
    assert not check(rules_of(['ticket.subject >= ""'], SCOPE)).of("gap")
    assert check(rules_of([f'ticket.day < "{last}"'], SCOPE)).of("gap")


def test_a_name_that_can_not_be_built_leaves_the_question_open() -> None:
    """A class of the host can't be built: the answer says that it is undecided, and is not `equal`."""

    class Odd:
        size: int

    scope = Scope({"odd": Odd, "ticket": Ticket, "deep": tuple[int, ...] | None})
    found = check(rules_of(["odd.size > 3"], scope))
    assert found.undecided == ("there may be values for which no rule holds",)
    assert "undecided: there may be" in str(found)
    two = diff(rules_of(["odd.size > 3"], scope), rules_of(["odd.size > 4"], scope))
    assert not two.equal
    assert two.undecided == ("`r0` may become no rule",)
    every = diff(
        rules_of(["odd.size > 3"], scope, hit="every"), rules_of(["odd.size > 4"], scope, hit="every")
    )
    assert every.undecided == ("`r0` may no longer hold",)
    loud = check(rules_of(["ticket.loud", "ticket.loud and odd.size == 3"], scope, hit="unique"))
    assert "`r0` and `r1` may both hold" in loud.undecided
    clash = Scope({"ticket": Ticket | None})
    assert check(rules_of(["ticket.subject is None or ticket is None"], clash)).finished


def test_instants_are_examples_too() -> None:
    """An example for an instant is aware, as the field demands."""
    (gap,) = check(rules_of(['ticket.opened_at >= "2026-01-01T00:00:00Z"'], SCOPE)).of("gap")
    assert gap.values is not None
    assert gap.values["ticket"].opened_at < datetime(2026, 1, 1, tzinfo=UTC)


def test_examples_hold_what_texts_and_paths_must_hold() -> None:
    """Words that must be in, a start, nested values that are there or are missing; or no example at all."""
    held = rules_of(
        [
            'contains(ticket.subject, "b") and startswith(ticket.subject, "a") and "c" in ticket.tags',
            'contains(ticket.subject, "b") and "c" in ticket.tags and ticket.priority == 1',
        ],
        SCOPE,
        hit="unique",
    )
    (both,) = check(held).of("ambiguous")
    assert both.values is not None
    assert both.values["ticket"].tags == ("c",)
    clash = rules_of(["ticket.owner is None", "ticket.owner.tier == 2"], SCOPE, hit="unique")
    assert not check(clash).of("ambiguous")
    assert not check(rules_of(["ticket.owner is None", "ticket.owner is not None"], SCOPE)).findings
    assert not check(rules_of(['"a" in ticket.tags', '"a" not in ticket.tags'], SCOPE)).findings
    assert not check(rules_of(["ticket.opened_at == now", "ticket.opened_at != now"], SCOPE)).findings
    never = check(rules_of(["extra is None", 'extra.kind == "x"'], SCOPE, hit="unique"))
    assert never.undecided == ("`r0` and `r1` may both hold",)
    odd = rules_of(["extra.a.b == 1", "extra.a.c == 2 and extra.a is not None"], SCOPE, hit="unique")
    assert check(odd).of("ambiguous") or check(odd).undecided
    assert str(check(rules_of(["claim.urgent"])).findings[0]).startswith("gap: no rule holds where")
    inner = Scope({"day": date})
    assert check(RuleSet([(Rule(id="a"), parse("day.year > 2000", inner))], inner)).undecided
