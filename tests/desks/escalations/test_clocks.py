"""The promises of the escalations desk: first word, resolution, and what is left at the end of a shift."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.desks.escalations.people import (
    ACKNOWLEDGE,
    COMPLAINT,
    DAY,
    EXECUTIVE,
    HOUR,
    INQUIRY,
    KIM,
    MONDAY,
    NEXT,
    NO_ANSWER,
    OPENING,
    REGULATORY,
    RESOLVE,
    ROSTER,
    SEND_BACK,
    TO_WORK,
    local,
    span,
)

import caserules as cr

IN_REVIEW = (*TO_WORK, RESOLVE)


def opened(desk: Any, opening: cr.OpenCase, after: timedelta = timedelta(), **received: Any) -> Any:
    """The story with that case, opened that long after Monday at nine."""
    return desk.given("ida", opening.replace(**received), after=after)


@pytest.mark.requirement("ESC-04")
@pytest.mark.parametrize(
    ("received", "due"),
    [
        (local(2, 7), local(2, 18)),
        (local(2, 9), local(2, 18)),
        (local(2, 15), local(2, 18)),
        (local(2, 15, 1), local(3, 12)),
        (local(2, 23), local(3, 12)),
        (local(6, 16), local(9, 12)),
        (local(7, 10), local(9, 12)),
        (local(8, 10), local(9, 12)),
    ],
)
def test_a_general_complaint_is_answered_the_same_day_or_by_noon(
    desk: Any, received: datetime, due: datetime
) -> None:
    """By three sharp: by closing time; later, or on a closed day: by noon of the next business day."""
    case = opened(desk, OPENING, span(9, 9), received_at=received)
    clock = case.clock("initial-contact", span(9, 9))
    assert clock.due_at == due
    assert clock.present.source == "ESC-04, ESC-25"


@pytest.mark.requirement("ESC-04")
def test_a_general_complaint_that_waits_too_long_is_a_breach(desk: Any) -> None:
    """At the last instant it is kept, a minute later it is missed, and the clock says by which rule."""
    case = opened(desk, OPENING)
    kept = case.given("ana", NO_ANSWER, after=span(2, 18)).clock("initial-contact", DAY)
    assert (kept.met, kept.breached_at) == (True, None)
    late = case.given("ana", NO_ANSWER, after=span(2, 18, 1)).clock("initial-contact", DAY)
    assert (late.met, late.breached_at) == (False, local(2, 18))
    assert "target: close if by 15:00, else 12:00 next business day (ESC-04, ESC-25)" in str(late.outline())


@pytest.mark.requirement("ESC-05")
def test_an_executive_case_is_answered_within_two_hours_of_the_mail(desk: Any) -> None:
    """Of the mail that brought it; where none did, of the case's creation, whenever it was heard of."""
    mail = opened(desk, EXECUTIVE, HOUR, origin="e-mail", received_at=MONDAY)
    clock = mail.clock("initial-contact", HOUR)
    assert (clock.due_at, clock.present.source) == (local(2, 11), "ESC-05, ESC-25")
    letter = opened(desk, EXECUTIVE, HOUR, origin="letter", received_at=MONDAY)
    assert letter.clock("initial-contact", HOUR).due_at == local(2, 12)
    assert opened(desk, EXECUTIVE, HOUR).clock("initial-contact", HOUR).due_at == local(2, 12)


@pytest.mark.requirement("ESC-05")
def test_a_mail_to_the_desk_is_counted_from_its_receipt(desk: Any) -> None:
    """Handed over at ten, received at nine: due at eleven; what comes at noon is a breach."""
    mail = cr.Interaction(
        channel="e-mail",
        subject="from the president's office",
        requester=KIM,
        new_id="C-1",
        received_at=MONDAY,
        fields=EXECUTIVE.fields,
    )
    case = desk.receive("ida", mail, HOUR).or_raise().case
    called = desk.desk.decide(case, NO_ANSWER, desk.context("ben", 3 * HOUR)).or_raise().case
    (clock, _) = desk.desk.clocks(called, MONDAY + DAY)
    assert (clock.due_at, clock.breached_at, clock.met) == (local(2, 11), local(2, 11), False)


@pytest.mark.requirement("ESC-06")
def test_a_regulatory_case_is_answered_within_24_hours_of_its_creation(desk: Any) -> None:
    """Not of the letter's receipt, and also over a weekend; a minute later is a breach."""
    case = opened(desk, REGULATORY, span(6, 17), received_at=MONDAY)
    clock = case.clock("initial-contact", span(6, 17))
    assert (clock.due_at, clock.present.source) == (local(7, 17), "ESC-06, ESC-25")
    kept = case.given("cy", NO_ANSWER, after=span(7, 17))
    assert kept.clock("initial-contact", span(9, 9)).met
    late = case.given("cy", NO_ANSWER, after=span(7, 17, 1))
    assert not late.clock("initial-contact", span(9, 9)).met


@pytest.mark.requirement("ESC-25")
@pytest.mark.parametrize("attempt", [NO_ANSWER, NO_ANSWER.replace(reached=True)])
def test_the_first_attempt_keeps_the_initial_contact(desk: Any, attempt: cr.LogAttempt) -> None:
    """Reached or not, at the time when it was made: a call of five before six, written down at seven."""
    earlier = attempt.replace(occurred_at=local(2, 17, 55))
    tried = opened(desk, OPENING).given("ana", earlier, after=span(2, 19))
    clock = tried.clock("initial-contact", DAY)
    assert (clock.met, clock.stopped_at) == (True, local(2, 17, 55))
    unlogged = opened(desk, OPENING).given("ana", cr.AddComment(comment="I called"))
    assert unlogged.clock("initial-contact", DAY).met is False
    assert str(clock.outline()).startswith("clock `initial-contact`")


@pytest.mark.requirement("ESC-25")
def test_an_attempt_of_tomorrow_keeps_nothing(desk: Any, refused: Callable[..., str]) -> None:
    """What has not happened yet can't be written down."""
    said = refused(
        opened(desk, OPENING).when("ana", NO_ANSWER.replace(occurred_at=local(3, 9))), "in-the-future"
    )
    assert "what happened can be told once it has happened" in said


@pytest.mark.requirement("ESC-16")
def test_an_inquiry_has_its_contact_in_its_one_interaction(desk: Any) -> None:
    """Settled in it: kept; left open, it waits for the first attempt as any other case does."""
    inquiry = opened(desk, INQUIRY)
    assert inquiry.given("ana", RESOLVE, after=HOUR).clock("initial-contact", DAY).met
    assert inquiry.clock("initial-contact", DAY).met is False


@pytest.mark.requirement("ESC-07")
@pytest.mark.parametrize(
    ("opening", "due"),
    [
        (OPENING, local(9, 10, 30)),
        (EXECUTIVE, local(8, 10, 30)),
        (REGULATORY, datetime(2026, 4, 4, 10, 30, tzinfo=local(2, 9).tzinfo)),
    ],
)
def test_a_case_is_resolved_within_days_of_the_calendar(
    desk: Any, opening: cr.OpenCase, due: datetime
) -> None:
    """General four, executive three, regulatory by the agency: from the receipt, at the same time of day.

    The clocks go forward on the 8th: the time on the wall stays.
    """
    case = opened(desk, opening, span(5, 11), received_at=local(5, 10, 30))
    clock = case.clock("resolution", span(5, 11))
    assert (clock.due_at, clock.present.source) == (due, "ESC-07")


@pytest.mark.requirement("ESC-07")
def test_a_case_resolved_too_late_is_a_breach(desk: Any) -> None:
    """At the last instant the promise is kept; a minute later it is missed."""
    worked = opened(desk, OPENING).given("ana", *TO_WORK)
    assert worked.given("ana", RESOLVE, after=span(6, 9)).clock("resolution", span(9, 9)).met
    late = worked.given("ana", RESOLVE, after=span(6, 9, 1)).clock("resolution", span(9, 9))
    assert (late.met, late.breached_at) == (False, local(6, 9))
    assert "target: 4 days (ESC-07)" in str(late.outline())


@pytest.mark.requirement("ESC-07")
@pytest.mark.parametrize("agency", ["state utility board", None])
def test_an_agency_without_a_term_is_no_target(desk: Any, agency: str | None) -> None:
    """Never a guess: the clock says so, and has neither an end nor a breach."""
    case = opened(desk, REGULATORY, fields={**REGULATORY.fields, "agency": agency})
    clock = case.clock("resolution", 90 * DAY)
    assert (clock.phase, clock.due_at, clock.breached_at, clock.met) == ("no target", None, None, None)
    known = case.given("cy", cr.ChangeFields(fields={"agency": "state attorney general"}), after=HOUR)
    assert known.clock("resolution", HOUR).due_at == local(16, 9)


@pytest.mark.requirement("ESC-07")
def test_time_in_review_does_not_count_for_a_case_that_comes_back(desk: Any) -> None:
    """Resolved on Tuesday at nine, sent back on Wednesday at nine: a day later than it would be."""
    reviewed = opened(desk, OPENING).given("ana", *IN_REVIEW, after=DAY)
    assert reviewed.clock("resolution", 2 * DAY).phase == "stopped"
    back = reviewed.given("quinn", SEND_BACK, after=2 * DAY)
    clock = back.clock("resolution", 2 * DAY)
    assert (clock.phase, clock.due_at) == ("running", local(7, 9))
    assert clock.elapsed == DAY


@pytest.mark.requirement("ESC-15")
def test_neither_pending_nor_legal_review_stops_a_clock(desk: Any) -> None:
    """Given a case in work since Monday, then with the lawyers: its end stays where it was."""
    worked = opened(desk, OPENING).given("ana", *TO_WORK)
    legal = worked.given("ana", cr.ChangeStatus(to="Legal Review"), after=HOUR)
    for story in (worked, legal):
        for name, due in (("initial-contact", local(2, 18)), ("resolution", local(6, 9))):
            clock = story.clock(name, 3 * HOUR)
            assert (clock.phase, clock.due_at) == ("running", due)


CALLED_OUT = {"not-begun-owner": "ana", "not-begun-lead": "leadership"}


@pytest.mark.requirement("ESC-17")
@pytest.mark.parametrize("steps", [(), (NEXT, ACKNOWLEDGE)])
def test_what_is_not_in_work_at_the_end_of_the_shift_is_called_out(desk: Any, steps: tuple[Any, ...]) -> None:
    """Assigned or acknowledged: the owner and the lead are told at six; before, and in work, nobody is."""
    case = opened(desk, OPENING).given("ana", *steps)
    assert not case.due(span(2, 17, 59)).keys() & CALLED_OUT.keys()
    due = case.due(span(2, 18))
    for rule, to in CALLED_OUT.items():
        assert (due[rule].command.to, due[rule].due_at, due[rule].source) == (to, local(2, 18), "ESC-17")
    assert f"case `C-1` is still `{case.case.status}`" in due["not-begun-lead"].command.message
    assert not case.given("ana", *TO_WORK[len(steps) :]).due(span(2, 18)).keys() & CALLED_OUT.keys()


@pytest.mark.requirement("ESC-17")
def test_a_call_out_moves_nothing_and_comes_again_the_next_day(desk: Any) -> None:
    """The sweep tells each once an evening; the case stays where it is, and nobody else's."""
    case = opened(desk, OPENING)
    swept = case.desk.catch_up(case.case, case.context("sweep", span(2, 18, 5)))
    after = swept[-1].case
    assert (after.status, after.owner, after.owner_since) == ("Assigned", "ana", case.case.owner_since)
    assert {notice.to for decision in swept for notice in decision.notices} == {"ana", "leadership"}
    for hour in (19, 23):
        assert case.desk.due(after, case.context("sweep", span(2, hour))) == ()
    again = case.desk.due(after, case.context("sweep", span(3, 18)))
    assert {due.rule for due in again} == CALLED_OUT.keys()


@pytest.mark.requirement("ESC-17")
@pytest.mark.parametrize("rule", CALLED_OUT)
def test_a_reminder_to_somebody_else_is_no_call_out(desk: Any, rule: str) -> None:
    """Nobody talks ana out of it by a reminder of that name to nobody."""
    case = opened(desk, OPENING)
    talked = case.given("ida", cr.Remind(to="nobody", key=f"/{rule}/", message="done"), after=span(2, 18, 1))
    assert talked.due(span(2, 18, 5)).keys() >= CALLED_OUT.keys()


@pytest.mark.requirement("ESC-17")
@pytest.mark.parametrize("rule", CALLED_OUT)
@pytest.mark.parametrize("to", ["ana", "leadership"])
def test_nobody_who_has_cases_gives_the_call_out(
    desk: Any, rule: str, to: str, refused: Callable[..., str]
) -> None:
    """Before the sweep ana would quiet it, or ben for her; reminders of their own they give as they like."""
    case = opened(desk, OPENING)
    quiet = cr.Remind(to=to, key=f"C-1/{rule}/x", message="good night")
    for who in ("ana", "ben"):
        told_of = refused(case.when(who, quiet, after=span(2, 18, 1)), "nobody-calls-himself-out")
        assert f"(ESC-17): that the work on case `C-1` has not begun is not for `{who}` to say" in told_of
    assert case.when("ana", quiet.replace(key="ring Kim"), after=span(2, 18, 1)).accepted
    leads = case.given("lea", cr.ReleaseCase(queue="general"))
    assert leads.when("lea", quiet, after=span(2, 18, 1)).accepted


@pytest.mark.requirement("ESC-17")
def test_the_shift_is_that_of_the_owner(story: Any) -> None:
    """Ana's day ends at four; a case that she gets at five waits for the end of tomorrow's."""
    text = """
    base = "escalations"
    id = "escalations"
    [schedule.early]
    time_zone = "America/New_York"
    hours = { mon-fri = "07:00-16:00" }
    """
    early = ROSTER.replace(
        agents=tuple(
            agent.replace(schedule="early") if agent.id == "ana" else agent for agent in ROSTER.agents
        )
    )
    desk = story(cr.Desk(cr.Rulebook.from_text(text, "toml")), early, MONDAY)
    assert opened(desk, OPENING).due(span(2, 16)).keys() >= CALLED_OUT.keys()
    late = opened(desk, OPENING, span(2, 17))
    assert not late.due(span(3, 15)).keys() & CALLED_OUT.keys()
    assert late.due(span(3, 16)).keys() >= CALLED_OUT.keys()


@pytest.mark.requirement("ESC-17")
def test_a_case_that_nobody_has_is_nobody_s_omission(desk: Any) -> None:
    """In the queue there is no owner whose shift could end."""
    waiting = opened(desk, OPENING, fields={**COMPLAINT, "region": "South"}, requester=None)
    assert waiting.case.owner is None
    assert waiting.due(30 * DAY) == {}


@pytest.mark.requirement("ESC-04")
@pytest.mark.requirement("ESC-05")
@pytest.mark.requirement("ESC-06")
def test_a_first_word_counts_from_where_that_type_says(desk: Any) -> None:
    """A letter of Monday at four, opened on Tuesday at nine; what it is turns out then and there."""
    tuesday = span(3, 9)
    given = {"received_at": local(2, 16), "origin": "letter"}
    case = opened(desk, OPENING, tuesday, **given).given("lea", cr.AssignCase(to="cy"), after=tuesday)
    assert case.clock("initial-contact", tuesday).due_at == local(3, 12)
    source = cr.ChangeFields(fields={"source": "company executive"})
    executive = case.given("cy", source, after=tuesday)
    assert executive.clock("initial-contact", tuesday).due_at == local(3, 11)
    assert executive.clock("initial-contact", tuesday).breached_at is None
    formal = case.given("cy", cr.ChangeFields(fields={"formal": True}), after=tuesday)
    assert formal.clock("initial-contact", tuesday).due_at == local(4, 9)
    back = formal.given("cy", cr.ChangeFields(fields={"formal": False}), after=tuesday)
    assert back.clock("initial-contact", tuesday).due_at == local(3, 12)


@pytest.mark.requirement("ESC-07")
def test_a_case_that_turns_out_to_be_another_counts_from_its_receipt(desk: Any) -> None:
    """Classed anew a day later: three days for an executive case, thirty for the FCC, from the receipt on."""
    case = opened(desk, OPENING).given("lea", cr.AssignCase(to="cy"))
    executive = case.given("cy", cr.ClassifyCase(type="executive"), after=DAY)
    assert executive.clock("resolution", DAY).due_at == local(5, 9)
    filed = cr.ChangeFields(fields={"formal": True, "agency": "FCC"})
    clock = case.given("cy", filed, after=DAY).clock("resolution", DAY)
    assert (str(clock.target), clock.due_at) == ("30 days", local(31, 9) + DAY)
