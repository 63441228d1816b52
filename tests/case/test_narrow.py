"""What an event writes of a few fields, against all that it writes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caserules.case import Case, changes, evolve
from caserules.case import events as e
from caserules.case.narrow import _STATED, ADDED, narrowed
from caserules.case.written import READ_WITH, WRITTEN
from caserules.testing import cases


@given(cases(max_commands=20))
def test_each_field_is_written_as_the_whole_event_writes_it(case: Case) -> None:
    """Every field that is stated by itself gets the value that `changes` gives it, or stays as it is."""
    before = evolve(None, case.history[0], Case)
    for event in case.history[1:]:
        fields = vars(before)
        new = changes(before, event)
        for name, write in _STATED.get(type(event), {}).items():
            assert write(fields, event) == new.get(name, fields[name])
        before = evolve(before, event)


@given(cases(max_commands=20), st.sampled_from(sorted(ADDED)))
def test_what_is_added_is_the_part_that_the_event_adds(case: Case, name: str) -> None:
    """A growing tuple is made of what its events add, one after the other."""
    makers = ADDED[name]
    assert tuple(makers[type(each)](each) for each in case.history if type(each) in makers) == getattr(
        case, name
    )


def test_every_event_that_adds_to_a_tuple_is_known() -> None:
    """Each kind that writes such a tuple has its entry; one that lacks it would be passed over."""
    for name, makers in ADDED.items():
        assert makers.keys() == {kind for kind, written in WRITTEN.items() if name in written}


@pytest.mark.parametrize("kind", [e.CommentAdded, e.CaseAssigned, e.StatusChanged])
def test_only_what_is_wanted_is_written(kind: type[e.OneEvent]) -> None:
    """A kind that writes nothing of it has nothing to do."""
    assert narrowed(kind, frozenset({"merged_into"})) == ()


def test_what_is_not_stated_is_left_to_the_whole_event() -> None:
    """So is a field that needs more of the case, and a kind of event that names its fields itself."""
    assert narrowed(e.StatusChanged, frozenset({"status", "status_spans"})) is None
    assert narrowed(e.FieldsChanged, frozenset({"subject"})) is None
    assert narrowed(e.StatusChanged, frozenset({"status", *READ_WITH}) - WRITTEN_APART) is not None


WRITTEN_APART = frozenset(WRITTEN[e.StatusChanged]) - {"status", "phase"}
"""What a status writes of the case's history and end."""
