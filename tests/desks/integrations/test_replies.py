"""What a case of the integrations desk waits for: replies, updates, comments that are due."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from tests.desks.integrations.people import (
    ASK,
    DAY,
    HOUR,
    MAIL,
    MESSAGE,
    MONDAY,
    NO_ANSWER,
    OPENING,
    ROSTER,
    SPOKEN,
    TO_IVO,
    WAIT,
    ZONE,
)

import caserules as cr


@pytest.mark.requirement("INT-05")
@pytest.mark.parametrize(
    "command", [MESSAGE, cr.LogCall(direction="out", issue="i", result="r", comment="said so")]
)
def test_an_attempt_to_reach_the_customer_is_a_comment(
    case: Any, command: Any, refused: Callable[..., str]
) -> None:
    """An attempt or a call with its comment is taken, without one refused; a call that came in needs none."""
    assert len(case.given("ana", command).case.comments) == 1
    told = refused(case.when("ana", command.replace(comment=None)), "attempt-is-commented")
    assert "(INT-05): an attempt to reach the customer of case `C-17` is to stand in its comments" in told
    assert case.when("ana", cr.LogCall(direction="in", issue="i", result="r")).accepted


@pytest.mark.requirement("INT-06")
def test_no_reply_for_48_hours_closes_a_case(case: Any) -> None:
    """Given a detailed message at nine, then on Wednesday at nine the sweep closes the case, as ana."""
    left = case.given("ana", MESSAGE)
    assert "no-reply" not in left.due(2 * DAY - HOUR)
    assert left.desk.next_due(left.case, left.context("sweep")) == MONDAY + 2 * DAY
    (closing,) = left.desk.catch_up(left.case, left.context("sweep", 2 * DAY))
    assert (closing.case.status, closing.case.close_reason, closing.context.actor) == (
        "Closed",
        "no reply",
        "ana",
    )
    assert left.due(2 * DAY)["no-reply"].source == "INT-06, INT-09"
    assert "effect.CloseCase" in str(closing.explain())


@pytest.mark.requirement("INT-06")
def test_a_reply_or_something_left_to_do_keeps_a_case_open(case: Any, refused: Callable[..., str]) -> None:
    """Early, after a reply, with something left to do or another attempt since: no closing for silence."""
    left = case.given("ana", MESSAGE)
    close = cr.CloseCase(reason="no reply")
    told = refused(left.when("ana", close, after=2 * DAY - HOUR), "silence-of-48-hours")
    assert "(INT-06): case `C-17` can't be closed for want of a reply" in told
    assert left.when("ana", close, after=2 * DAY).accepted
    replied = left.receive("amy", MAIL, DAY).or_raise().case
    assert left.desk.due(replied, left.context("sweep", 4 * DAY)) == ()
    later = (
        cr.SetNextAction(next_action=cr.NextAction(text="call the carrier")),
        cr.AddActivity(kind="task", subject="call the carrier"),
        NO_ANSWER,
        cr.LogCall(direction="in", issue="i", result="r"),
    )
    for command in later:
        kept = left.given("ana", command, after=DAY)
        assert "no-reply" not in kept.due(4 * DAY)
        lost = ("nothing-open-is-lost",) if kept.case.activities else ()
        refused(kept.when("ana", close, after=4 * DAY), *lost, "silence-of-48-hours")


@pytest.mark.requirement("INT-07")
def test_once_settled_with_the_customer_a_case_is_closed_within_24_hours(
    case: Any, refused: Callable[..., str]
) -> None:
    """The clock runs from the talk; without a comment that says so a case is not closed as solved."""
    told = refused(case.when("ana", cr.CloseCase(reason="solved")), "settled-is-commented")
    assert "(INT-07): no comment says that case `C-17` is resolved" in told
    assert case.when("ana", cr.CloseCase(reason="solved", comment="Kim wrote that it works")).accepted
    talked = case.given("ana", SPOKEN.replace(occurred_at=MONDAY + HOUR), after=2 * HOUR)
    clock = talked.clock("close-after-talk", 2 * HOUR)
    assert (clock.phase, clock.due_at, clock.source) == ("running", MONDAY + HOUR + DAY, "INT-07")
    closed = talked.given("ana", cr.CloseCase(reason="nothing to do"), after=DAY)
    kept = closed.clock("close-after-talk", DAY)
    assert (kept.phase, kept.breached_at) == ("stopped", None)
    assert talked.clock("close-after-talk", 2 * DAY).breached_at is not None
    assert "target: 24 hours (INT-07)" in str(clock.outline())


@pytest.mark.requirement("INT-07")
def test_a_customer_who_comes_back_has_settled_nothing(case: Any) -> None:
    """The clock is called off; the next talk that settles it begins a new cycle."""
    talked = case.given("ana", SPOKEN)
    again = talked.given("ana", cr.LogCall(direction="in", issue="i", result="not yet"), after=HOUR)
    assert again.clock("close-after-talk", HOUR).phase == "cancelled"
    settled = again.given("ana", SPOKEN, after=2 * HOUR)
    clock = settled.clock("close-after-talk", 2 * HOUR)
    assert (clock.cycle, clock.due_at) == (2, MONDAY + 2 * HOUR + DAY)


@pytest.mark.requirement("INT-10")
def test_no_update_is_asked_for_before_7_business_days(case: Any, refused: Callable[..., str]) -> None:
    """Since the opening or Integrations' last comment: Monday the 2nd at nine gives Wednesday the 11th."""
    owned = case.given("ana", TO_IVO)
    told = refused(owned.when("ana", ASK, after=8 * DAY), "time-before-asking")
    assert "(INT-10): 7 business days have not passed since case `C-17` was opened" in told
    wednesday = datetime(2026, 3, 11, 9, tzinfo=ZONE) - MONDAY
    assert owned.when("ana", ASK, after=wednesday).accepted
    refused(owned.when("ana", ASK, after=wednesday - HOUR), "time-before-asking")
    commented = owned.given("ivo", cr.AddComment(comment="on it"), after=DAY)
    refused(commented.when("ana", ASK, after=wednesday), "time-before-asking")
    assert commented.when("ana", ASK, after=wednesday + DAY).accepted


@pytest.mark.requirement("INT-10")
def test_a_customer_who_asks_need_not_wait(case: Any, refused: Callable[..., str]) -> None:
    """Where the customer's wish stands in a comment; without the comment it is refused."""
    owned = case.given("ana", TO_IVO)
    wish = cr.AskForUpdate(of="ivo", customer_asked=True, comment="Kim asks for news", notify=True)
    assert owned.given("ana", wish, after=DAY).case.updates_asked[0].customer_asked
    refused(
        owned.when("ana", wish.replace(comment=None), after=DAY), "asked-with-a-word", "time-before-asking"
    )


@pytest.mark.requirement("INT-11")
def test_a_call_back_request_is_answered_within_48_hours(case: Any, refused: Callable[..., str]) -> None:
    """Each request has its clock; ana can't answer it in the place of Integrations."""
    request = cr.AddActivity(kind="call-back", subject="call Kim")
    asked = case.given("ana", request, after=HOUR)
    clock = asked.clock("call-back", HOUR)
    assert (clock.item, clock.due_at, clock.source) == (1, MONDAY + HOUR + 2 * DAY, "INT-11")
    told = refused(asked.when("ana", cr.CompleteActivity(number=1), after=DAY), "call-back-by-integrations")
    assert "`ana` can't answer a call-back request in the place of Integrations" in told
    answered = asked.given("ivo", cr.CompleteActivity(number=1), after=DAY)
    assert answered.clock("call-back", 3 * DAY).breached_at is None
    assert asked.clock("call-back", 3 * DAY).breached_at is not None
    assert (
        asked.given("ana", cr.CancelActivity(number=1), after=DAY).clock("call-back", DAY).phase
        == "cancelled"
    )


@pytest.mark.requirement("INT-12")
def test_integrations_comments_within_48_hours(case: Any) -> None:
    """The creator's own comment does not count, waiting stops nothing; the first of Integrations keeps it."""
    own = case.given("ana", cr.AddComment(comment="urgent")).given("ivo", WAIT, after=HOUR)
    clock = own.clock("first-comment", DAY)
    assert (clock.phase, clock.due_at) == ("running", MONDAY + 2 * DAY)
    assert "target: 48 hours (INT-12)" in str(clock.outline())
    kept = own.given("ines", cr.AddComment(comment="looked at it"), after=DAY)
    assert kept.clock("first-comment", 3 * DAY).breached_at is None
    assert own.clock("first-comment", 3 * DAY).breached_at is not None


@pytest.mark.requirement("INT-12")
def test_a_creator_of_integrations_does_not_answer_for_the_team(case: Any) -> None:
    """Given a case that ivo opened: his comment leaves the clock running, that of ines stops it."""
    own = case.desk.decide(None, OPENING, case.context("ivo")).or_raise().case
    for who, phase in (("ivo", "running"), ("ines", "stopped")):
        own = case.desk.decide(own, cr.AddComment(comment="c"), case.context(who)).or_raise().case
        clocks = {clock.id: clock for clock in case.desk.clocks(own, MONDAY, roster=ROSTER)}
        assert clocks["first-comment"].phase == phase


@pytest.mark.requirement("INT-13")
def test_while_a_case_waits_nobody_asks_for_an_update(case: Any, refused: Callable[..., str]) -> None:
    """Not after any time, and not at the customer's wish; once it is open again, one may."""
    waiting = case.given("ana", TO_IVO).given("ivo", WAIT, after=HOUR)
    wish = ASK.replace(customer_asked=True)
    told = refused(waiting.when("ana", wish, after=20 * DAY), "not-while-waiting")
    assert "(INT-13): case `C-17` is waiting; Integrations will tell" in told
    told = refused(waiting.when("ivo", cr.ChangeStatus(to="Open"), after=DAY), "information-is-commented")
    assert "nobody says what came" in told
    told_of = waiting.given("ivo", cr.ChangeStatus(to="Open", comment="the carrier answered"), after=DAY)
    assert told_of.when("ana", wish, after=2 * DAY).accepted


@pytest.mark.requirement("INT-13")
def test_while_a_case_waits_no_periodic_comment_falls_due(case: Any) -> None:
    """Given a comment of Integrations, the next is due in 7 business days, unless the case waits."""
    commented = case.given("ivo", cr.AddComment(comment="on it"))
    clock = commented.clock("periodic-comment", HOUR)
    assert (clock.due_at, clock.source) == (datetime(2026, 3, 11, 9, tzinfo=ZONE), "INT-13, INT-10")
    waiting = commented.given("ivo", WAIT, after=HOUR)
    clock = waiting.clock("periodic-comment", 20 * DAY)
    assert (clock.phase, clock.breached_at) == ("paused", None)
    back = waiting.given("ivo", cr.ChangeStatus(to="Open", comment="the carrier answered"), after=20 * DAY)
    clock = back.clock("periodic-comment", 20 * DAY)
    assert (clock.phase, clock.cycle) == ("running", 2)
    assert commented.clock("periodic-comment", 20 * DAY).breached_at is not None
