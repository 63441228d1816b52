"""The table of what events write, against what they do write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.case.beginnings import EVENTS

from caserules.case import Case, Context, changes, evolve
from caserules.case import events as e
from caserules.case.narrow import ADDED
from caserules.case.written import READ_WITH, WRITTEN
from caserules.rulesets.sla import ClockRule, Clocks
from caserules.rulesets.terms import Terms
from caserules.testing import cases


def test_every_kind_of_event_is_in_the_table() -> None:
    """An event that nobody entered would be passed over in silence."""
    assert WRITTEN.keys() == set(EVENTS) - {e.CaseOpened, e.FieldsChanged}


def test_the_table_names_fields_of_the_case() -> None:
    """A slip of the pen would hide a change."""
    named = {name for fields in WRITTEN.values() for name in fields} | ADDED.keys()
    assert named <= Case.model_fields.keys()
    assert {name for fields in READ_WITH.values() for name in fields} <= Case.model_fields.keys()


@given(cases(max_commands=20))
def test_an_event_writes_no_more_than_the_table_says(case: Case) -> None:
    """Whatever happens to a case, what changes is in the table, and growing tuples only grow."""
    before = evolve(None, case.history[0], Case)
    for event in case.history[1:]:
        new = changes(before, event)
        if not isinstance(event, e.FieldsChanged):
            assert new.keys() <= set(WRITTEN[type(event)])
        for name in (ADDED.keys() | {"clones"}) & new.keys():
            earlier = getattr(before, name)
            assert new[name][: len(earlier)] == earlier
        before = evolve(before, event)


READABLE = sorted(
    Case.model_fields.keys() - {"history", "version", "id", "desk", "subject", "status", "phase"}
)


@given(cases(max_commands=20), st.lists(st.sampled_from(READABLE), min_size=1, max_size=4, unique=True))
def test_what_is_followed_for_a_few_fields_is_what_the_whole_case_says(case: Case, names: list[str]) -> None:
    """A clock for each field restarts as often as the field changes, whichever others are passed over."""

    def rules(restarts: dict[str, str]) -> tuple[ClockRule, ...]:
        targets = [{"within": "1 hour"}]
        made = ({"id": name, "restart": text, "targets": targets} for name, text in restarts.items())
        return tuple(ClockRule.model_validate(each) for each in made)

    now = case.history[-1].at
    context = Context(now=now, actor="sam")
    plain = {name: f"case.{name}" for name in names}
    clocks = Clocks(rules(plain), Terms()).read(case, now, context)
    whole = Clocks(rules({**plain, "all": "case.version"}), Terms()).read(case, now, context)
    assert clocks == whole[:-1]


@pytest.mark.parametrize("name", sorted(READ_WITH))
def test_fields_made_of_others_are_in_step_with_them(name: str) -> None:
    """What a field is made of is followed with it."""
    plan = ClockRule.model_validate({"id": "c", "restart": f"case.{name}", "targets": [{"within": "1 hour"}]})
    clocks = Clocks((plan,), Terms())
    assert clocks._fold.readers.keys() >= set(READ_WITH[name])
