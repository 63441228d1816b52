"""How Integrations gives a case up or returns it, and what comes of it then."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.desks.integrations.people import (
    DAY,
    DONE,
    HOUR,
    MAIL,
    MONDAY,
    NO_ANSWER,
    NO_RESPONSE,
    ROSTER,
    TO_IVO,
    WAIT,
    ZONE,
)

import caserules as cr

GIVEN_UP = datetime(2026, 3, 23, 10, tzinfo=ZONE)
"""21 days after Monday at ten, by the clock on the wall; on the 8th it was put forward."""


@pytest.fixture
def waiting(case: Any) -> Any:
    """The case, waiting on an outside source since Monday at ten, with two attempts that had no answer."""
    return case.given("ivo", WAIT, after=HOUR).given("ivo", NO_ANSWER, NO_ANSWER, after=3 * DAY)


@pytest.mark.requirement("INT-16")
def test_integrations_gives_up_on_an_outside_source_after_21_days(
    case: Any, waiting: Any, refused: Callable[..., str]
) -> None:
    """By a member of Integrations, 21 days and two attempts after it began to wait; what lacks is told."""
    over = GIVEN_UP - MONDAY
    assert waiting.given("ines", NO_RESPONSE, after=over).case.phase == "resolved"
    told = refused(
        waiting.when("ana", NO_RESPONSE, after=over - HOUR),
        "no-response-by-integrations",
        "no-response-takes-21-days",
    )
    assert "(INT-16): `ana` is not of Integrations, and may not set case `C-17` to `No Response`" in told
    once = case.given("ivo", NO_ANSWER).given("ivo", WAIT, after=HOUR).given("ivo", NO_ANSWER, after=DAY)
    told = refused(once.when("ivo", NO_RESPONSE, after=over), "no-response-takes-two-tries")
    assert "fewer than two attempts without an answer" in told


@pytest.mark.requirement("INT-16")
def test_the_sweep_gives_up_on_an_outside_source(
    case: Any, waiting: Any, refused: Callable[..., str]
) -> None:
    """On the 21st day it falls due; a case that waits for its customer is left; none waits for nobody."""
    over = GIVEN_UP - MONDAY
    assert "no-response" not in waiting.due(over - HOUR)
    swept = waiting.desk.catch_up(waiting.case, waiting.context("sweep", over))
    given_up = next(each for each in swept if each.commands[0].command == "ChangeStatus")
    assert (given_up.case.status, given_up.accepted) == ("No Response", True)
    customer = WAIT.replace(fields={"waiting_on": "customer"})
    kept = case.given("ivo", customer, NO_ANSWER, NO_ANSWER)
    assert "no-response" not in kept.due(over)
    refused(kept.when("ivo", NO_RESPONSE, after=over), "no-response-from-outside")
    refused(case.when("ivo", cr.ChangeStatus(to="Waiting")), "waits-for-somebody")
    answer = replied(waiting, swept[-1].case, over + DAY)
    assert (answer.case.status, answer.case.queue, answer.verdict.rule) == (
        "Open",
        "integrations",
        "answered-after-all",
    )


def replied(story: Any, case: Any, after: timedelta, mail: cr.Interaction = MAIL) -> cr.Decision[Any]:
    """What becomes of a mail about that case."""
    return story.desk.receive(mail, story.context("amy", after, related=(case,))).or_raise()


@pytest.fixture
def returned(case: Any) -> Any:
    """The case, returned complete on Tuesday at nine, to be closed by ana."""
    return case.given("ana", TO_IVO).given("ivo", DONE, after=DAY)


@pytest.mark.requirement("INT-18")
@pytest.mark.parametrize("outcome", ["Complete", "Denied"])
def test_a_returned_case_is_closed_by_its_creator_within_48_hours(
    case: Any, outcome: str, refused: Callable[..., str]
) -> None:
    """The clock runs from the return; only ana closes it, and a return is complete or denied."""
    back = case.given("ivo", DONE.replace(outcome=outcome), after=DAY)
    clock = back.clock("close-when-returned", DAY)
    assert (clock.due_at, clock.source) == (MONDAY + 3 * DAY, "INT-18")
    refused(back.when("ivo", cr.CloseCase(reason="solved", comment="c"), after=2 * DAY), "creator-closes")
    closed = back.given("ana", cr.CloseCase(reason="solved", comment="told Kim"), after=2 * DAY)
    assert closed.clock("close-when-returned", 9 * DAY).phase == "stopped"
    assert back.clock("close-when-returned", 9 * DAY).breached_at is not None
    refused(closed.when("ivo", cr.AddComment(comment="c"), after=3 * DAY), "status.Closed")
    told = refused(
        case.when("ivo", cr.ResolveCase(outcome="No Response")), "status.Open", "returned-complete-or-denied"
    )
    assert "is returned as `Complete` or as `Denied`" in told


@pytest.mark.requirement("INT-18")
def test_the_same_issue_in_time_reopens_a_returned_case(returned: Any) -> None:
    """Closed or not, within 48 hours of the return, into the queue of Integrations; its clock is over."""
    closed = returned.given("ana", cr.CloseCase(reason="denied"), after=2 * DAY)
    for story in (returned, closed):
        again = replied(story, story.case, 3 * DAY)
        assert (again.verdict.then, again.verdict.source) == ("reopen", "INT-18")
        assert (again.case.status, again.case.queue, again.case.owner) == ("Open", "integrations", None)
        assert "reopen: the return counts, not the closing" in str(again.explain())
        assert {"ana", "ivo"} <= {notice.to for notice in again.notices}
    clocks = {
        clock.id: clock
        for clock in returned.desk.clocks(
            replied(returned, returned.case, 3 * DAY).case, MONDAY + 4 * DAY, roster=ROSTER
        )
    }
    assert clocks["close-when-returned"].phase == "cancelled"


@pytest.mark.requirement("INT-18")
def test_later_or_another_issue_is_a_new_case(returned: Any) -> None:
    """A minute too late, or of another type; what reached the company in time counts from then."""
    late = 3 * DAY + HOUR / 60
    assert replied(returned, returned.case, late).case.id == "C-18"
    assert replied(returned, returned.case, late, MAIL.replace(type="change")).verdict.rule == "another-issue"
    in_time = MAIL.replace(received_at=MONDAY + 3 * DAY)
    assert replied(returned, returned.case, late, in_time).case.id == "C-17"
