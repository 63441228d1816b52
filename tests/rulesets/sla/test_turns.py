"""Which decisions are read at more than one instant, and what counts from which of them."""

from datetime import datetime

import pytest
from tests.rulesets.sla.steps import HOUR, MONDAY, Move, opened, priority, status, then, told

from caserules.case import Case
from caserules.case import events as e
from caserules.rulesets.sla.turns import Telling, as_heard, tellings

HIGH, LOW = priority("high"), priority("low")
OPENED: Move = (
    e.CaseOpened,
    {"case_id": "C-1", "desk": "d", "subject": "s", "status": "open", "phase": "open", "received_at": MONDAY},
)
LETTER: Move = e.InteractionReceived, {"channel": "mail"}
SAID: Move = e.CommentAdded, {"number": 1, "text": "t", "public": True}
TASK: Move = e.ActivityAdded, {"number": 1, "kind": "call-back", "subject": "s"}
DONE: Move = e.ActivityCompleted, {"number": 1}
MERGED: Move = e.CaseMerged, {"into": "C-2"}
GONE: Move = status("merged", "closed")
APART: Move = e.CaseUnmerged, {}
BACK: Move = status("open")
SEEN: Move = e.CaseSeen, {}


def hours(at: datetime | None) -> float | None:
    """An instant in hours after Monday 09:00."""
    return None if at is None else (at - MONDAY) / HOUR


def turns(case: Case) -> list[tuple[int, int, list[tuple[float | None, list[int]]], float | None]]:
    """The decisions that are read at several instants, with the places of their events."""
    return [
        (each.first, each.stop, [(hours(at), list(places)) for at, places in each.turns], hours(each.left_at))
        for each in tellings(case.history[:])
    ]


def test_a_decision_of_one_instant_is_nothing_special() -> None:
    """Whenever it happened, and however many events it has."""
    case = then(then(opened(MONDAY, LETTER), 2, HIGH, LOW), 5, HIGH, LOW, occurred=1)
    assert turns(case) == []


@pytest.mark.parametrize(("before", "first"), [(False, 1), (True, 2)])
def test_a_decision_of_several_instants_has_a_turn_for_each(before: bool, first: int) -> None:  # noqa: FBT001 a value
    """The earliest comes first; what happened at one of them stays in its order."""
    case = then(opened(), 1, HIGH) if before else opened()
    case = then(told(case, 5, (4, LOW), (2, HIGH), (4, LETTER), (3, LOW)), 6, HIGH)
    places = [(2, [first + 1]), (3, [first + 3]), (4, [first, first + 2])]
    assert turns(case) == [(first, first + 4, places, None)]


def test_nothing_happens_before_the_opening() -> None:
    """A letter that came before is one of a case from when that is opened."""
    assert turns(told(None, 5, (4, OPENED), (1, LETTER), (5, HIGH))) == [
        (0, 3, [(4, [0, 1]), (5, [2])], None)
    ]


def test_nothing_happens_to_a_part_before_it_is_there() -> None:
    """What is said to have been done earlier was done when it was first told of."""
    case = told(opened(), 5, (4, TASK), (2, DONE), (3, HIGH))
    assert turns(case) == [(1, 4, [(3, [3]), (4, [1, 2])], None)]


def test_what_came_before_a_merge_is_heard_before_it() -> None:
    """So is what was said with it; after it nothing is, as long as it stands."""
    case = then(opened(), 2, HIGH, MERGED, SAID, GONE)
    assert turns(then(case, 3, SEEN)) == [(1, 6, [(2, [1, 3])], 2)]
    assert turns(then(opened(), 2, MERGED)) == [(1, 2, [], 2)]


def test_a_merge_that_is_undone_comes_to_nothing_at_its_undoing() -> None:
    """What it did counts from then; what was said with it, and seen meanwhile, from when that happened."""
    case = then(then(opened(), 2, HIGH, MERGED, SAID, GONE), 3, SEEN)
    case = then(then(case, 5, APART, BACK), 6, LOW)
    expected = [(2, [1, 3]), (3, [5]), (5, [2, 4, 6, 7])]
    assert turns(case) == [(1, 8, expected, None)]


def test_a_case_may_go_into_another_again() -> None:
    """Each undoing is that of the merge before it; the last merge stands."""
    case = then(then(opened(), 2, MERGED), 3, APART, MERGED, GONE)
    assert turns(case) == [(1, 5, [(3, [1, 2])], 3)]
    case = then(case, 4, APART, BACK)
    assert turns(case) == [(1, 7, [(3, [1, 2]), (4, [3, 4, 5, 6])], None)]


def test_events_are_heard_in_the_order_in_which_they_count() -> None:
    """Those of other decisions keep their places, and those after a merge that stands are not heard."""
    case = then(told(opened(), 5, (4, LOW), (2, HIGH)), 6, LETTER)
    events = case.history[:]
    found = tellings(events)
    assert as_heard(events, found) == (events[0], events[2], events[1], events[3])
    assert [each.in_order for each in found] == [False]
    events = then(case, 7, LOW, MERGED, GONE).history[:]
    assert len(as_heard(events, tellings(events))) == 5
    assert Telling(1, 3, ((MONDAY, (1,)), (MONDAY + HOUR, (2,)))).in_order
