"""Facts that follow from other facts: when they are filled, by which rule, and what stays."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rulesets import cases
from tests.rulesets.cases import NOW

from caserules.case import Case, Context
from caserules.case import events as e
from caserules.engine import Function
from caserules.rulebook.fields import FieldSpec, case_type
from caserules.rulesets.fill import FillRule, Fills
from caserules.rulesets.place import RuleProblem
from caserules.rulesets.terms import Terms

KIND = case_type(
    (
        ("amount", FieldSpec(type="number", default=0)),
        ("due", FieldSpec(type="date", missing=True)),
        ("form", FieldSpec(type="text", default="full")),
    )
)
TERMS = Terms(case_type=KIND)
CONTEXT = Context(now=NOW, actor="ana")


def case(**facts: Any) -> Case:
    """A case of the desk."""
    return cases.case(KIND, **facts)


def fills(*rules: dict[str, Any], terms: Terms = TERMS) -> Fills:
    """These rules, named by their places."""
    return Fills(
        tuple(FillRule.model_validate({"id": f"r{at}", **each}) for at, each in enumerate(rules)), terms
    )


def filled(rules: Fills, before: Case | None, after: Case) -> dict[str, tuple[Any, str]]:
    """What is set, and by which rule."""
    return {field: (value, rule) for field, value, rule in rules.fill(before, after, CONTEXT)}


def test_why_tells_each_rule_as_its_turn_came() -> None:
    """One that holds because of what another has set says so, and those that come too late are not asked."""
    chain = fills(
        {"when": 'case.reason == "refund"', "set": {"type": "executive"}, "source": "R-1"},
        {"when": 'case.type == "executive"', "set": {"priority": "high"}},
        {"set": {"priority": "normal"}, "source": "R-3"},
    )
    opened = str(chain.why(None, case(reason="refund"), CONTEXT))
    assert opened.splitlines() == [
        "fills: `r0`, `r1`",
        "  yes  `r0` (R-1)",
        "  yes  `r1`",
        "  asks not `r2` (R-3): what it sets is set",
    ]
    other = str(chain.why(None, case(), CONTEXT)).splitlines()
    assert other[1:] == [
        '  no   `r0` (R-1): `case.reason == "refund"`: `case.reason` is missing',
        '  no   `r1`: `case.type == "executive"`: `case.type` is missing',
        "  yes  `r2` (R-3)",
    ]
    later = str(chain.why(case(), case(subject="other"), CONTEXT)).splitlines()
    assert later == ["fills: no rule"] + [
        f"  asks not `r{place}`{cited}: nothing that it reads is new"
        for place, cited in enumerate((" (R-1)", "", " (R-3)"))
    ]


PRIORITY = fills(
    {"when": 'case.type == "executive"', "set": {"priority": "high"}},
    {"when": 'case.type == "general"', "set": {"priority": "normal"}},
    {"when": 'case.reason == "refund"', "set": {"priority": "low"}},
)
TYPES = st.sampled_from((None, "executive", "general", "other"))
REASONS = st.sampled_from((None, "refund"))
PRIORITIES = st.sampled_from((None, "high", "normal", "low"))
CASES = st.builds(lambda t, r, p: case(type=t, reason=r, priority=p), TYPES, REASONS, PRIORITIES)


def follows(after: Case) -> str | None:
    """The priority that follows, said again."""
    by_type = {"executive": "high", "general": "normal"}
    return by_type.get(after.type or "", "low" if after.reason == "refund" else None)


@given(CASES)
@pytest.mark.requirement("ESC-08")
def test_an_opened_case_gets_what_follows_unless_the_command_said_it(after: Case) -> None:
    """The first rule that holds sets the field; a value given at the opening stays."""
    expected = None if after.priority else follows(after)
    assert filled(PRIORITY, None, after).get("priority", (None,))[0] == expected


@given(CASES, CASES)
def test_a_field_is_filled_anew_exactly_if_a_fact_it_reads_has_changed(before: Case, after: Case) -> None:
    """What the command itself set stays, and nothing is said where nothing changes."""
    changed = (before.type, before.reason) != (after.type, after.reason)
    kept = before.priority != after.priority or not changed or follows(after) in {None, after.priority}
    assert filled(PRIORITY, before, after).get("priority", (None,))[0] == (None if kept else follows(after))


@given(CASES, CASES)
def test_filling_is_quiet_once_it_is_done(before: Case, after: Case) -> None:
    """With what was filled set by the same decision, nothing more is to fill."""
    done = after.replace(**{field: value for field, (value, _) in filled(PRIORITY, before, after).items()})
    assert not filled(PRIORITY, after, done)


def test_a_rule_sees_what_those_before_it_have_set() -> None:
    """A type that follows from the reason has its own consequences in the same decision."""
    chained = fills(
        {"when": 'case.reason == "refund"', "set": {"type": "finance"}},
        {"when": 'case.type == "finance"', "set": {"priority": "high", "form": "short"}},
    )
    expected = {"type": ("finance", "r0"), "priority": ("high", "r1"), "form": ("short", "r1")}
    assert filled(chained, None, case(reason="refund")) == expected
    assert filled(chained, case(), case(reason="refund")) == expected


def test_a_rule_sets_all_its_fields_by_what_it_read() -> None:
    """One that fills the very field it asks for fills the others too."""
    both = fills({"when": "case.type is None", "set": {"type": "other", "priority": "low"}})
    assert set(filled(both, None, case())) == {"type", "priority"}


def test_a_field_at_its_default_is_filled_when_a_case_is_opened() -> None:
    """A desk's own default gives way to a rule, a value that differs from it does not."""
    short = fills({"when": 'case.subject == "s"', "set": {"form": "short"}})
    assert filled(short, None, case()) == {"form": ("short", "r0")}
    assert filled(short, None, case(form="long")) == {}


def test_a_rule_without_a_condition_fills_what_is_left() -> None:
    """It reads nothing, so it speaks at the opening only."""
    rest = fills({"set": {"priority": "normal"}})
    assert filled(rest, None, case()) == {"priority": ("normal", "r0")}
    assert filled(rest, case(), case(type="other")) == {}


def test_a_template_gives_the_value_itself() -> None:
    """A fact is copied with its type, and a change of that fact is copied again."""
    copied = fills({"set": {"reason": "{case.subject}"}}, {"set": {"amount": Decimal("2.5")}})
    assert filled(copied, None, case()) == {"reason": ("s", "r0"), "amount": (Decimal("2.5"), "r1")}
    assert filled(copied, case(reason="s"), case(reason="s", subject="t")) == {"reason": ("t", "r0")}


def test_a_value_as_the_case_has_it_already_is_no_change() -> None:
    """A date written as text equals the date."""
    dated = fills({"when": 'case.type == "x"', "set": {"due": "2026-03-02"}})
    assert filled(dated, case(due=date(2026, 3, 2)), case(due=date(2026, 3, 2), type="x")) == {}
    assert filled(dated, case(), case(type="x")) == {"due": ("2026-03-02", "r0")}


def test_a_value_that_does_not_fit_is_handed_on_as_it_is() -> None:
    """Whoever records it refuses it, with the rule's name; the rest goes on."""
    wrong = fills({"set": {"amount": "{case.subject}"}}, {"set": {"priority": "low"}})
    assert filled(wrong, None, case()) == {"amount": ("s", "r0"), "priority": ("low", "r1")}


def test_a_rule_that_is_not_enabled_or_not_in_force_fills_nothing() -> None:
    """As if it were not there."""
    off = fills(
        {"set": {"priority": "low"}, "enabled": False},
        {"set": {"reason": "x"}, "effective_until": date(2026, 3, 1)},
    )
    assert filled(off, None, case()) == {}


def test_the_faults_of_all_rules_are_told_at_once() -> None:
    """Each with its rule and the field's key."""
    with pytest.raises(RuleProblem) as raised:
        fills(
            {"set": {"prority": "x"}},
            {"set": {"amount": "much"}},
            {"when": "case.nope", "set": {"form": "x"}},
        )
    found = [(each.rule, each.key) for each in raised.value.all]
    assert found == [("r0", "set.prority"), ("r1", "set.amount"), ("r2", "when")]


def test_a_function_of_the_whole_case_is_asked_whatever_is_new() -> None:
    """What it reads nobody knows; so every event makes it new."""

    def risky(case: Case) -> bool:
        return case.priority == "high"

    terms = Terms(case_type=KIND, registered={"risky": Function.of(risky)})
    rules = fills({"when": "risky(case)", "set": {"reason": "danger"}}, terms=terms)
    assert filled(rules, case(), case(priority="high", version=1)) == {"reason": ("danger", "r0")}
    assert filled(rules, case(priority="high"), case(priority="high")) == {}
    assert "reason" in rules.anew({"version"})


def stamped(kind: type[e.OneEvent], *rules: str, **facts: Any) -> Any:
    """An event of the case."""
    return kind(case_id="C-1", at=NOW, by="ana", rules=rules, **facts)


OPENED = {"desk": "d", "subject": "s", "status": "new", "phase": "open", "received_at": NOW}


@pytest.mark.parametrize(
    ("event", "set_by_rules"),
    [
        (stamped(e.PriorityChanged, priority="low"), {"type", "form"}),
        (stamped(e.CaseClassified, type="q"), {"priority", "form"}),
        (stamped(e.CaseClassified, reason="r"), {"type", "priority", "form"}),
        (stamped(e.FieldsChanged, fields={"form": "short"}), {"type", "priority"}),
        (stamped(e.FieldsChanged, "r9", fields={"form": "short"}), {"type", "priority", "form"}),
        (stamped(e.CaseOpened, **OPENED, priority="low", fields={"form": "short"}), {"type"}),
        (stamped(e.CaseSeen), {"type", "priority", "form"}),
    ],
    ids=lambda given: getattr(given, "event", ""),
)
def test_what_a_command_before_it_set_in_the_same_decision_stays(event: Any, set_by_rules: set[str]) -> None:
    """A fill says nothing against any command of its decision; what it set itself it may set anew."""
    rules = fills(
        {"when": "case.origin is not None", "set": {"type": "t", "priority": "high", "form": "long"}}
    )
    before, after = case(), case(origin="mail")
    found = {field for field, _, _ in rules.fill(before, after, CONTEXT, [event])}
    assert found == set_by_rules
    kept = "asks not `r0`" in str(rules.why(before, after, CONTEXT, [event]))
    assert kept is not bool(set_by_rules)
