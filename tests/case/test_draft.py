"""A decision in the making: what was handed out stays as it is, whatever is folded in afterwards."""

import pickle
from datetime import timedelta
from functools import cached_property
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.case.beginnings import NOW, begun

from caserules.case import Case, Draft, evolve, replay
from caserules.case import events as e


class Told(Case):
    """A case that remembers what it once worked out."""

    @cached_property
    def so_far(self) -> int:
        """How many comments it has."""
        return len(self.comments)


def drafted(kind: type[Any] = Case) -> Draft[Any]:
    """A draft on it, a minute later."""
    return Draft(begun(kind), kind, by="sam", at=NOW + timedelta(minutes=1))


def add(draft: Draft[Any], what: str) -> None:
    """One event of those that write one field, several, or a growing one."""
    match what:
        case "comment":
            draft.emit(e.CommentAdded, number=draft.number, text="x", public=True)
        case "status":
            draft.emit(e.StatusChanged, status=f"s{len(draft.events)}", phase="open")
        case _:
            draft.emit(e.CaseAssigned, to=f"a{len(draft.events)}")


WHAT = st.sampled_from(("comment", "status", "owner"))


@given(st.lists(st.tuples(WHAT, st.booleans()), max_size=8))
def test_a_case_that_was_handed_out_never_changes(steps: list[tuple[str, bool]]) -> None:
    """The case before, and every one that was asked for on the way, are what they were to the byte."""
    draft = drafted()
    kept = [(draft.case, pickle.dumps(draft.case))]
    for what, asked in steps:
        add(draft, what)
        if asked:
            kept.append((draft.case, pickle.dumps(draft.case)))
    assert all(pickle.dumps(case) == as_it_was for case, as_it_was in kept)
    assert draft.change().before is draft.before is kept[0][0]


@given(st.lists(WHAT, min_size=1, max_size=8))
def test_events_folded_in_place_make_the_case_that_copies_make(steps: list[str]) -> None:
    """The draft, one `evolve` after another, and `replay` agree, the version and the history included."""
    draft = drafted()
    for what in steps:
        add(draft, what)
    copied = begun()
    for event in draft.events:
        copied = evolve(copied, event)
    assert draft.change().case == copied == replay(copied.history, Case)
    assert draft.change().case.version == len(copied.history) == len(steps) + 1


def test_the_sketch_is_the_case_as_it_stands() -> None:
    """It is for a look in between: equal to the case, and not kept by anybody."""
    draft = drafted()
    add(draft, "comment")
    seen = draft.sketch
    add(draft, "owner")
    assert draft.sketch is seen
    assert draft.case is seen
    add(draft, "status")
    assert draft.sketch is not seen


def test_what_a_case_worked_out_does_not_outlive_an_event() -> None:
    """A cached property of a host's own is forgotten with the facts it came from, in place as in a copy."""
    draft = drafted(Told)
    add(draft, "comment")
    assert draft.sketch.so_far == 1
    add(draft, "comment")
    assert draft.sketch.so_far == len(draft.case.comments)


def test_an_event_that_does_not_fit_leaves_the_case_as_it_was() -> None:
    """A number that the case has given already raises, and nothing of the event is in the case."""
    draft = drafted()
    add(draft, "comment")
    as_it_was = pickle.dumps(draft.sketch)
    with pytest.raises(ValueError, match="has had a part `1` already"):
        draft.emit(e.CommentAdded, number=1, text="x", public=False)
    assert pickle.dumps(draft.sketch) == as_it_was
    assert len(draft.events) == 1


def test_a_draft_of_nothing_has_no_case() -> None:
    """To ask for the case before it is opened is a broken program."""
    with pytest.raises(LookupError, match="the case is not open yet"):
        _ = Draft(None, Case, by="sam", at=NOW).case
