"""The work on a case at the festival desk: calls, actions and comments, and what is left at the day's end."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from tests.desks.festival.people import (
    ACCEPT,
    DAY,
    FORM,
    HOUR,
    LOG,
    MONDAY,
    OPENING,
    REFUND,
    SUBMISSION,
    TO_THE_RULES,
    roster,
)

import caserules as cr
from caserules.display import timeline

CALLED = cr.LogCall(direction="in", issue="where is it", result="on its way", facts="sent on Friday")
MINUTE = timedelta(minutes=1)
SHIFT_ENDS = 8 * HOUR
"""Five in the afternoon."""


@pytest.fixture
def waiting(desk: Any) -> Any:
    """A question about a submission, classed on Monday at nine; it waits in the support queue."""
    return desk.given("ana", OPENING, SUBMISSION)


@pytest.fixture
def case(waiting: Any) -> Any:
    """The same, accepted by ana at ten."""
    return waiting.given("ana", ACCEPT, after=HOUR)


@pytest.mark.requirement("FES-18")
def test_an_outgoing_call_is_logged_with_what_was_said(case: Any) -> None:
    """Issue, result and what else matters stand on the case; a log without words is none at all."""
    decision = case.when("ana", LOG, after=2 * HOUR).or_raise()
    (call,) = decision.case.calls
    assert (call.direction, call.issue, call.result, call.facts) == (
        "out",
        "the fee",
        "paid back tomorrow",
        "paid twice",
    )
    assert (decision.case.first_contact_at, call.by) == (MONDAY + 2 * HOUR, "ana")
    assert "holds    `facts-say-something` (FES-18, FES-19)" in case.told(decision)
    for empty in ({"issue": "  "}, {"result": ""}):
        with pytest.raises(ValidationError, match="at least 1 character"):
            cr.LogCall(**{"direction": "out", "issue": "the fee", "result": "paid", **empty})


@pytest.mark.requirement("FES-18")
@pytest.mark.requirement("FES-19")
@pytest.mark.parametrize("call", [LOG, CALLED])
def test_blank_facts_are_refused(case: Any, call: Any, refused: Callable[..., str]) -> None:
    """Of a call out as of one that came in; a call of which nothing else matters has none."""
    assert case.when("ana", call.replace(facts=None), after=2 * HOUR).accepted
    answer = refused(case.when("ana", call.replace(facts=" \n"), after=2 * HOUR), "facts-say-something")
    assert "(FES-18, FES-19): the facts in the log of a call on case `C-1` are blank" in answer
    assert "remedy: write what else matters, or leave `facts` out" in answer


@pytest.mark.requirement("FES-18")
def test_a_talk_does_not_pass_for_a_mere_attempt(case: Any, refused: Callable[..., str]) -> None:
    """Whoever was spoken to, the call is logged; nobody reached, and mail, are attempts."""
    spoken = cr.LogAttempt(channel="phone", reached=True)
    answer = refused(case.when("ana", spoken, after=2 * HOUR), "a-talk-is-logged")
    assert "(FES-18): somebody was spoken to about case `C-1`" in answer
    assert "remedy: log it with `LogCall`" in answer
    for attempt in (spoken.replace(reached=False), spoken.replace(channel="e-mail")):
        assert case.when("ana", attempt, after=2 * HOUR).accepted


@pytest.mark.requirement("FES-19")
def test_an_incoming_call_is_logged_on_its_case(case: Any, refused: Callable[..., str]) -> None:
    """By the agent who took it, also one who does not own the case; it opens nothing."""
    decision = case.when("bo", CALLED, after=2 * HOUR).or_raise()
    assert [(call.direction, call.by) for call in decision.case.calls] == [("in", "bo")]
    assert decision.case.last_customer_at == MONDAY + 2 * HOUR
    assert [change.case.id for change in decision.changes] == ["C-1"]
    refused(case.when("bo", CALLED.replace(facts=" "), after=2 * HOUR), "facts-say-something")


@pytest.mark.requirement("FES-20")
def test_an_action_is_chosen_from_the_pick_list(case: Any, refused: Callable[..., str]) -> None:
    """Each that stands on it; another is refused, with the one that may be meant."""
    for action in case.desk.rulebook.words["action"]:
        decision = case.when("ana", cr.TakeAction(action=action), after=2 * HOUR).or_raise()
        assert decision.case.actions[-1].name == action
    assert "holds    `from-the-pick-list` (FES-20)" in case.told(decision)
    unknown = case.when("ana", cr.TakeAction(action="issued the refund"), after=2 * HOUR)
    answer = refused(unknown, "unknown-word", "from-the-pick-list")
    assert "did you mean `issued a refund`?" in answer
    assert "(FES-20): `issued the refund` is not on the pick list of actions" in answer


@pytest.mark.requirement("FES-21")
@pytest.mark.parametrize(
    "command",
    [cr.AddComment(comment="we wrote to the festival"), LOG.replace(comment="we called"), cr.CloseCase()],
)
def test_comments_are_public(case: Any, command: Any, refused: Callable[..., str]) -> None:
    """Whether it says so or not, and whatever it is said with; one that is to be internal is refused."""
    for public in (None, True):
        remark = command.replace(comment={"text": "for all to read", "public": public})
        commented = case.when("ana", remark, after=2 * HOUR).or_raise()
        assert [comment.public for comment in commented.case.comments] == [True]
    internal = command.replace(comment={"text": "between us", "public": False})
    answer = refused(case.when("ana", internal, after=2 * HOUR), "comments-are-public")
    assert "(FES-21): a comment on case `C-1` is asked to be internal" in answer
    assert "remedy: leave `public` out; at this desk the customer reads every comment" in answer


@pytest.mark.requirement("FES-21")
def test_a_comment_on_what_comes_in_is_public_too(waiting: Any, refused: Callable[..., str]) -> None:
    """Said when a case is opened or added to."""
    said = FORM.replace(comment="scanned the letter")
    assert waiting.receive("ana", said).or_raise().case.comments[0].public
    internal = FORM.replace(comment=cr.Note(text="between us", public=False))
    refused(waiting.receive("ana", internal), "comments-are-public")


@pytest.mark.requirement("FES-22")
def test_what_is_left_unanswered_goes_back_at_the_end_of_the_day(case: Any) -> None:
    """Given ana accepted it at ten, then at five it is released to the support queue on her behalf."""
    assert case.due(SHIFT_ENDS - MINUTE) == {}
    assert case.desk.next_due(case.case, case.context("sweep", HOUR)) == MONDAY + SHIFT_ENDS
    due = case.due(SHIFT_ENDS)["unanswered-goes-back"]
    assert (due.command, due.actor, due.due_at, due.source) == (
        cr.ReleaseCase(queue="support"),
        "ana",
        MONDAY + SHIFT_ENDS,
        "FES-22",
    )
    (decision,) = case.desk.catch_up(case.case, case.context("sweep", SHIFT_ENDS))
    assert (decision.case.queue, decision.case.owner, decision.context.actor) == ("support", None, "ana")
    assert "accepted: ReleaseCase by `sweep` for `ana`" in str(decision.explain())
    assert case.desk.due(decision.case, case.context("sweep", DAY)) == ()


@pytest.mark.requirement("FES-22")
@pytest.mark.parametrize(
    "response",
    [LOG, cr.AddComment(comment="we ask the festival"), cr.LogAttempt(channel="e-mail", reached=False)],
)
def test_what_was_answered_stays(case: Any, waiting: Any, response: Any) -> None:
    """A call, a public comment, an attempt since ana took it over; one from before does not count."""
    assert case.given("ana", response, after=2 * HOUR).due(SHIFT_ENDS) == {}
    assert case.given("bo", response, after=2 * HOUR).due(SHIFT_ENDS) == {}
    before = waiting.given("bo", response).given("ana", ACCEPT, after=HOUR)
    assert list(before.due(SHIFT_ENDS)) == ["unanswered-goes-back"]


@pytest.mark.requirement("FES-22")
@pytest.mark.parametrize("work", [CALLED, cr.TakeAction(action="asked for details")])
def test_work_that_is_no_response_keeps_no_case(case: Any, work: Any) -> None:
    """The customer has called, or an action was taken, and still nobody has responded."""
    assert list(case.given("ana", work, after=2 * HOUR).due(SHIFT_ENDS)) == ["unanswered-goes-back"]


@pytest.mark.requirement("FES-22")
def test_delegated_cases_go_back_too(waiting: Any) -> None:
    """Chelsea's refund of ten is in the queue again at five, whatever was said in delegating it."""
    delegated = waiting.given("ana", REFUND, cr.RouteCase(comment="paid twice"), after=HOUR)
    due = delegated.due(SHIFT_ENDS)["unanswered-goes-back"]
    assert (due.actor, due.due_at) == ("chelsea", MONDAY + SHIFT_ENDS)
    assert delegated.given("chelsea", LOG, after=2 * HOUR).due(SHIFT_ENDS) == {}


@pytest.mark.requirement("FES-22")
def test_what_is_said_in_accepting_a_case_is_no_response(waiting: Any) -> None:
    """Nor what a gateway adds to the customer's own mail; a call of that instant is one."""
    accepting = waiting.given("ana", ACCEPT.replace(comment="I take this one"), after=HOUR)
    assert list(accepting.due(SHIFT_ENDS)) == ["unanswered-goes-back"]
    assert accepting.given("ana", cr.AddComment(comment="sent"), after=2 * HOUR).due(SHIFT_ENDS) == {}
    assert accepting.given("ana", LOG, after=HOUR).due(SHIFT_ENDS) == {}
    mail = FORM.replace(reply_to="C-1", same_issue=True, comment="came by the form")
    told_by_form = accepting.receive("sweep", mail, after=2 * HOUR).or_raise().case
    assert [each.by for each in told_by_form.comments] == ["ana", "sweep"]
    due = accepting.desk.due(told_by_form, accepting.context("sweep", SHIFT_ENDS))
    assert [each.rule for each in due] == ["unanswered-goes-back"]


@pytest.mark.requirement("FES-22")
def test_a_case_taken_after_the_end_of_the_shift_waits_for_the_next(waiting: Any) -> None:
    """Accepted at six on Monday it goes back at five on Tuesday; on Friday evening, on Monday.

    That Sunday the clocks go forward, so Monday's five o'clock comes an hour earlier.
    """
    for taken, back in ((9 * HOUR, DAY + SHIFT_ENDS), (4 * DAY + 9 * HOUR, 7 * DAY + SHIFT_ENDS - HOUR)):
        late = waiting.given("ana", ACCEPT, after=taken)
        assert late.due(back - MINUTE) == {}
        assert late.due(back)["unanswered-goes-back"].due_at == MONDAY + back


LATE = """
base = "festival"
[schedule.late]
time_zone = "America/New_York"
hours = { mon-fri = "16:00-23:00" }
"""


@pytest.mark.requirement("FES-22")
def test_it_is_the_owner_s_own_shift_that_ends(story: Any, tmp_path: Any) -> None:
    """Ana's ends at eleven in New York, which is eight in the evening at the desk."""
    place = tmp_path / "ours.toml"
    place.write_text(LATE, encoding="utf-8")
    there = story(cr.load(place), roster(ana="late"), MONDAY)
    taken = there.given("ana", OPENING, SUBMISSION).given("ana", ACCEPT, after=HOUR)
    assert taken.due(11 * HOUR - MINUTE) == {}
    assert taken.due(11 * HOUR)["unanswered-goes-back"].due_at == MONDAY + 11 * HOUR


@pytest.mark.requirement("FES-22")
def test_a_closed_case_stays_where_it_is(case: Any, refused: Callable[..., str]) -> None:
    """Nothing more is to be said; and nothing is, until somebody comes back to it."""
    closed = case.given("ana", cr.CloseCase(reason="spam"), after=2 * HOUR)
    assert closed.due(SHIFT_ENDS) == {}
    answer = refused(closed.when("ana", LOG, after=3 * HOUR), "status.closed")
    assert "remedy: reactivate the case first" in answer


@pytest.mark.requirement("FES-22")
def test_a_case_that_was_taken_up_again_is_to_be_answered_anew(case: Any) -> None:
    """What was said before it was closed is no answer to whoever comes back to it."""
    closed = case.given("ana", LOG, cr.CloseCase(reason="answered"), after=2 * HOUR)
    again = closed.given("bo", cr.ReactivateCase(comment="the fee has not come"), after=3 * HOUR)
    assert again.case.owner == "ana"
    assert again.due(SHIFT_ENDS)["unanswered-goes-back"].actor == "ana"
    assert again.given("ana", LOG, after=4 * HOUR).due(SHIFT_ENDS) == {}


@pytest.mark.requirement("FES-22")
def test_nobody_keeps_a_case_by_closing_it_for_a_moment(case: Any) -> None:
    """Closed and taken up again at five sharp, it goes back all the same."""
    closing = (cr.CloseCase(reason="nothing to do"), cr.ReactivateCase())
    kept = case.when("ana", *closing, after=SHIFT_ENDS).or_raise()
    context = case.context("sweep", SHIFT_ENDS)
    (due,) = case.desk.due(kept.case, context)
    assert (due.rule, due.due_at) == ("unanswered-goes-back", MONDAY + SHIFT_ENDS)


@pytest.mark.requirement("FES-23")
def test_the_trail_tells_all_that_happened_in_order(case: Any) -> None:
    """Contacts, actions and comments as of when they happened; what was refused is not among them."""
    worked = case.given("ana", cr.TakeAction(action="asked for details"), after=3 * HOUR)
    worked = worked.given("bo", CALLED.replace(occurred_at=MONDAY + 2 * HOUR), after=4 * HOUR)
    worked = worked.given("ana", cr.AddComment(comment="we ask the festival"), after=5 * HOUR)
    assert not worked.when("ana", cr.TakeAction(action="slept"), after=6 * HOUR).accepted
    assert [(each.kind, each.name, each.by) for each in worked.case.actions] == [
        ("action", "asked for details", "ana"),
        ("call", None, "bo"),
        ("comment", None, "ana"),
    ]
    lines = str(timeline(worked.case, worked.desk.zone)).splitlines()[1:]
    shown = [(line.split()[2], line) for line in lines]
    assert [at for at, _ in shown] == ["09:00", "09:00", "09:00", "10:00", "11:00", "12:00", "14:00"]
    for said, (_, line) in zip(
        ("CaseOpened", "CaseRouted", "CaseClassified", "CasePicked", "on its way", "asked", "festival"),
        shown,
        strict=True,
    ):
        assert said in line
    assert TO_THE_RULES.command not in str(shown)
