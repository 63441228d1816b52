"""What rules may name: commands, plain values, functions, settings, named conditions."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from tests.rulesets.cases import NOW, case

from caserules.case import Case
from caserules.case.commands import CloseCase
from caserules.engine import ExpressionError, Rule, RuleSet
from caserules.rulebook.fields import FieldSpec, case_type
from caserules.rulesets.place import MOST_PROBLEMS, Fault, RuleProblem
from caserules.rulesets.terms import COMMANDS, On, Plain, Terms, kinds_of, set_to
from caserules.schedule import Schedule

CASE = case()
PLAIN: TypeAdapter[Any] = TypeAdapter(Plain)
ON: TypeAdapter[Any] = TypeAdapter(On)


@given(
    st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False)
)
def test_a_plain_value_keeps_its_meaning_and_its_type(given_value: Any) -> None:
    """Truth stays truth, a whole number whole, a number with a fraction what was written."""
    read = PLAIN.validate_python(given_value)
    assert read == (Decimal(str(given_value)) if isinstance(given_value, float) else given_value)
    assert type(read) is (Decimal if isinstance(given_value, float) else type(given_value))
    if not isinstance(given_value, str):
        assert PLAIN.validate_json(PLAIN.dump_json(read)) == read


@pytest.mark.parametrize(
    ("strange", "told"),
    [
        (2**63, "a whole number lies between"),
        (float("inf"), "no number that a file keeps exactly"),
        (Decimal("0.1234567890123456789"), "no number that a file keeps exactly"),
        (date(2026, 1, 1), 'a date is written as text here: "2026-01-01"'),
        (None, "text, a number, true or false is wanted here"),
        ([1], "text, a number, true or false is wanted here"),
    ],
)
def test_what_is_no_plain_value_is_refused(strange: Any, told: str) -> None:
    """What a file does not keep exactly, dates and tables are told with what is wanted."""
    with pytest.raises(ValidationError, match=told):
        PLAIN.validate_python(strange)


@pytest.mark.parametrize("strange", [(), [], 3, ["CloseCase", 3], None])
def test_a_rule_watches_something(strange: Any) -> None:
    """Nothing at all, and what is no name, is refused."""
    with pytest.raises(ValidationError, match="name a command"):
        ON.validate_python(strange)


def test_what_a_rule_watches_reads_back() -> None:
    """One name, several and the star survive JSON."""
    for on in ("*", "CloseCase", ("CloseCase", "PickCase")):
        assert ON.validate_json(ON.dump_json(ON.validate_python(on))) == on


@given(st.lists(st.sampled_from(sorted(COMMANDS)), min_size=1))
def test_kinds_are_the_named_commands_once_each(names: list[str]) -> None:
    """In the order in which they are named; a star stands for all of them."""
    assert kinds_of(tuple(names)) == tuple(dict.fromkeys(names))
    assert kinds_of((*names, "*")) == kinds_of("*") == tuple(COMMANDS)


def test_an_unknown_command_is_told_with_the_nearest() -> None:
    """A slip of the pen is mended by the remedy."""
    with pytest.raises(Fault, match=r"there is no command `ClsoeCase`; did you mean `CloseCase`\?"):
        kinds_of(("PickCase", "ClsoeCase"))


def test_a_schedule_that_there_is_not_is_the_desks() -> None:
    """As where a roster names shifts that the rulebook lacks: a desk that never closes is nobody's wish."""
    desk = Schedule(time_zone="UTC", hours={"mon-fri": "09:00-17:00"})
    night = Schedule(time_zone="UTC", hours={"mon-fri": "22:00-06:00"})
    terms = Terms(schedules={"desk": desk, "night": night})
    assert [terms.schedule(name) for name in ("night", "nigth", "desk")] == [night, desk, desk]


OWN = Terms(
    case_type=case_type(
        (
            ("amount", FieldSpec(type="number", default=0)),
            ("region", FieldSpec(type="words.region", missing=True)),
            ("urgent", FieldSpec(type="bool", default=False)),
        )
    ),
    words={"region": ("west", "east"), "priority": ("low", "high")},
)


@pytest.mark.parametrize(
    ("name", "given_value", "told"),
    [
        ("amuont", 1, r"there is no field `amuont` to set; did you mean `amount`\?"),
        ("owner", "ana", "there is no field `owner` to set"),
        ("amount", "much", "`much` does not fit `amount`"),
        ("urgent", 1, "`1` does not fit `urgent`"),
        ("region", "wets", r"`wets` is no word of `region`; did you mean `west`\?"),
        ("priority", "hihg", r"`hihg` is no word of `priority`; did you mean `high`\?"),
        ("subject", "{case.subjcet}", "subjcet"),
    ],
)
def test_a_setting_fits_its_field(name: str, given_value: Any, told: str) -> None:
    """An unknown field, a value of another type and an unknown word are found at load."""
    with pytest.raises(ValueError, match=told):
        OWN.setting(name, given_value, OWN.scope(case=OWN.case_type))


@pytest.mark.parametrize(
    ("name", "given_value", "expected"),
    [
        ("urgent", True, True),
        ("amount", Decimal("2.5"), Decimal("2.5")),
        ("region", "west", "west"),
        ("subject", "{case.id}: {case.subject}", "C-1: s"),
        ("subject", "{case.opened_at}", NOW),
        ("reason", "any", "any"),
    ],
)
def test_a_setting_gives_its_value(name: str, given_value: Any, expected: Any) -> None:
    """A value as it is written, a template as it reads the case."""
    assert set_to(OWN.setting(name, given_value, OWN.scope(case=Case)), {"case": CASE}) == expected


def test_a_rule_without_a_condition_has_none() -> None:
    """And one with a fault in it names the rule."""
    scope = Terms().scope(case=Case)
    assert Terms().condition(Rule(id="r"), scope) is None
    with pytest.raises(RuleProblem, match=r"rule `r`, `when`: .*did you mean `queue`\?"):
        Terms().condition(Rule(id="r", when="case.quue is None"), scope)


def test_what_watching_rules_read_is_made_once() -> None:
    """The order in which commands are named makes no other scope."""
    terms = Terms()
    assert terms.watching(("PickCase", "CloseCase")) is terms.watching(("CloseCase", "PickCase"))
    assert terms.read('command.reason == "x"', terms.watching(("CloseCase",))).compiled(
        command=CloseCase(reason="x")
    )


def test_a_case_may_be_missing_only_where_it_is_opened() -> None:
    """`case is None` is a question for `OpenCase`, and none for `CloseCase`."""
    terms = Terms()
    assert terms.read("case is None", terms.watching(("OpenCase", "CloseCase"))).compiled(case=None) is True
    with pytest.raises(ExpressionError, match="never missing"):
        terms.read("case is None", terms.watching(("CloseCase",)))


def test_every_named_condition_that_nobody_could_use_is_told() -> None:
    """A condition is checked though no rule uses it; one on any granted name is fine."""
    lets = {
        "fine": 'command.reason == "x" and match is None and item.kind == "dual" and queue.size > 3',
        "bad": "case.quue is None",
        "round": "circle",
        "circle": "round",
    }
    with pytest.raises(RuleProblem) as raised:
        Terms(lets=lets).check_lets()
    assert [each.key for each in raised.value.all] == ["let.bad", "let.round", "let.circle"]
    Terms(lets={"fine": lets["fine"]}).check_lets()
    Terms().check_lets()


def test_named_conditions_without_end_are_read_no_further_than_to_the_fiftieth_fault() -> None:
    """Each of a long chain is too large; a file with very many of them costs no more than fifty."""
    lets = {"a0": "case.owner is None", **{f"a{n}": f"not a{n - 1}" for n in range(1, 20_000)}}
    with pytest.raises(RuleProblem, match="too large") as raised:
        Terms(lets=lets).check_lets()
    assert len(raised.value.all) == MOST_PROBLEMS


def test_rules_without_dates_are_in_force_at_any_instant() -> None:
    """Only rules with dates ask for the day, which is told in the desk's zone."""
    terms = Terms()
    scope = terms.scope(case=Case)
    always = RuleSet([(Rule(id="always"), None)], scope)
    dated = RuleSet([(Rule(id="dated", effective_until=date(2026, 3, 2)), None)], scope)
    last = datetime(2026, 3, 2, 23, 59, tzinfo=UTC)
    assert terms.in_force(always, datetime.max.replace(tzinfo=UTC)) is always
    assert len(terms.in_force(dated, last)) == 1
    assert len(terms.in_force(dated, last + timedelta(minutes=1))) == 0
