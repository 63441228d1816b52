"""What guards say of a command once it is drafted, and who is told."""

from datetime import timedelta
from typing import Any

import pytest
from tests.decide.conftest import OPEN

import caserules as cr
from caserules.testing import TEAMS

HOUR = timedelta(hours=1)


def test_a_guard_waits_for_a_case_as_it_would_be(given: Any, ruled: cr.Desk[Any]) -> None:
    """Where the facts can't be recorded, guards on the result don't add a reason that is none."""
    taken = given(ruled, OPEN, cr.AssignCase(to="ana"), cr.ReleaseCase(queue=TEAMS[0]))
    taken.when(cr.PickCase(), by="sam").then("CasePicked")
    owned = given(ruled, OPEN, cr.AssignCase(to="ana"))
    told = owned.when(cr.PickCase(), by="sam")
    assert told.refused("already-owned")
    assert "waits    `picked`" in str(ruled.why(told.decision))


def test_routing_can_be_asked_for(given: Any, variant: Any) -> None:
    """Where no rule places the case, that is a refusal, with who was passed over; at opening it is not."""
    desk = variant(route=[{"id": "duty", "to": ["sam", "bo"], "source": "R-9"}], first_queue=None)
    crew = cr.Roster(agents=(cr.Agent(id="sam", capacity=0), cr.Agent(id="bo", capacity=0)))
    case = given(desk, OPEN, roster=crew)
    assert (case.case.owner, case.case.queue) == (None, None)
    refusals = case.when(cr.RouteCase()).refused("duty")
    assert refusals[0].message.startswith("no rule places case `C-17`: `sam` has 0 cases, at most 0; `bo`")
    told = case.when(cr.RouteCase(), roster=cr.Roster(agents=(cr.Agent(id="bo"),)))
    assert told.then("CaseRouted").owner == "bo"


def test_nobody_to_route_to_without_a_rule(given: Any, plain: cr.Desk[Any]) -> None:
    """A desk without routing rules and without a first queue says so."""
    refusals = given(plain, OPEN).when(cr.RouteCase()).refused("no-route")
    assert refusals[0].message == "no rule places case `C-17`"


def test_the_owner_is_told_if_asked(given: Any, plain: cr.Desk[Any]) -> None:
    """`notify` tells the owner, without any notice rule."""
    owned = given(plain, OPEN, cr.AssignCase(to="sam"))
    assert [each.to for each in owned.when(cr.SeeCase(notify=True)).decision.notices] == ["sam"]
    assert owned.when(cr.SeeCase()).decision.notices == ()


@pytest.mark.requirement("FES-03")
def test_a_refusal_may_tell_somebody_and_changes_nothing_else(given: Any, variant: Any) -> None:
    """The director hears of a held queue once; of what else is refused, and of what is accepted, nothing."""
    held = {
        "guard": [{"id": "held", "on": "AssignCase", "require": "not queue.held", "source": "FES-03"}],
        "notice": [
            {
                "id": "held-queue",
                "on": "AssignCase",
                "refused": ["held"],
                "to": ["director"],
                "message": "{queue.id} holds {queue.size}",
                "once": "{queue.id}/{queue.unusual_since}",
            }
        ],
    }
    desk = variant(**held)
    case = given(desk, OPEN)
    full = cr.Queue(id=TEAMS[0], size=90, unusual_since=case.now)
    told = case.when(cr.AddComment(comment=cr.Note(text="x")), cr.AssignCase(to="sam"), queues=(full,))
    assert [each.rule for each in told.decision.refusals] == ["held"]
    assert (told.decision.changes, told.decision.case) == ((), case.case)
    (notice,) = told.decision.notices
    assert (notice.to, notice.rule, notice.message) == ("director", "held-queue", f"{TEAMS[0]} holds 90")
    assert "notices on a refused AssignCase" in str(desk.why(told.decision))
    again = case.when(cr.AssignCase(to="bo"), after=2 * HOUR, queues=(full,)).decision
    assert [each.key for each in again.notices] == [notice.key]
    assert case.when(cr.AssignCase(to="director"), by="director", queues=(full,)).decision.notices == ()
    known = full.acknowledged("director", case.now)
    accepted = case.when(cr.AssignCase(to="sam"), queues=(known,)).decision
    assert (accepted.accepted, accepted.notices) == (True, ())


def test_an_item_is_the_part_that_the_command_names(given: Any, variant: Any) -> None:
    """A guard reads the activity whose number the command gives."""
    guard = [
        {"id": "calls-stay", "on": "CancelActivity", "when": 'item.kind == "phone call"', "require": "False"}
    ]
    desk = variant(guard=guard)
    task = cr.AddActivity(kind="task", subject="look")
    case = given(desk, OPEN, task, cr.AddActivity(kind="phone call", subject="ring"))
    case.when(cr.CancelActivity(number=1)).then("ActivityCancelled")
    case.when(cr.CancelActivity(number=2)).refused("calls-stay")
