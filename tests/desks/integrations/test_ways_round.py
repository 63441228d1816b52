"""What at the integrations desk would go round a rule: by another command, another case, or another time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.desks.integrations.people import (
    ASK,
    DAY,
    DONE,
    HOUR,
    KIM,
    MAIL,
    MESSAGE,
    MONDAY,
    NO_ANSWER,
    NO_RESPONSE,
    OPENING,
    ROSTER,
    SOLVED,
    SPOKEN,
    TO_INES,
    TO_IVO,
    WAIT,
)

import caserules as cr
from caserules.caseload import reports, worklist

NO_REPLY = cr.CloseCase(reason="no reply")
FORM = cr.Interaction(channel="form", subject="orders", type="failure", requester=KIM, new_id="C-17")
BACK = cr.ReleaseCase(queue="integrations")


@pytest.fixture
def formed(desk: Any, story: Any) -> Any:
    """A case that a form opened for nobody."""
    return story(desk.desk, ROSTER, MONDAY, desk.receive("sweep", FORM).or_raise().case)


@pytest.mark.requirement("INT-06")
@pytest.mark.parametrize("way", ["handed over", "handed over anew", "asked", "taken up again"])
def test_whoever_is_turned_to_after_the_message_has_something_to_do(
    case: Any, way: str, refused: Callable[..., str]
) -> None:
    """Then silence closes nothing, neither by the sweep nor by hand; a message since then counts anew."""
    left = case.given("ivo", cr.PickCase()).given("ana" if way == "asked" else "ivo", MESSAGE)
    if way == "handed over":
        turned = left.given("ana", TO_INES, after=2 * HOUR)
    elif way == "handed over anew":
        turned = left.given("ana", TO_IVO, after=2 * HOUR)
    elif way == "asked":
        turned = left.given("ana", ASK.replace(customer_asked=True), after=2 * HOUR)
    else:
        turned = left.given("ivo", DONE, after=HOUR).given("ana", cr.ReactivateCase(), after=2 * HOUR)
    assert "no-reply" in left.due(2 * DAY)
    assert "no-reply" not in turned.due(3 * DAY)
    refused(turned.when("ana", NO_REPLY, after=3 * DAY), "silence-of-48-hours")
    again = turned.given("ines", MESSAGE, after=DAY)
    assert "no-reply" in again.due(3 * DAY)


@pytest.mark.requirement("INT-18")
def test_a_case_returned_in_time_is_found_among_older_ones(desk: Any) -> None:
    """Closed since, or opened before another that was returned long ago, it is the one that is reopened."""
    first = desk.given("ana", OPENING)
    old = desk.given("ana", OPENING.replace(new_id="C-2"), after=HOUR).given("ivo", DONE, after=HOUR)
    new = first.given("ivo", DONE, after=10 * DAY)
    closed = new.given("ana", SOLVED, after=10 * DAY)
    for returned in (new, closed):
        related = (old.case, returned.case)
        found = desk.desk.receive(MAIL, desk.context("amy", 10 * DAY + HOUR, related=related))
        assert found.verdict is not None
        assert (found.verdict.then, found.verdict.match) == ("reopen", "C-17")
    late = desk.desk.receive(MAIL, desk.context("amy", 13 * DAY, related=(old.case, closed.case)))
    assert late.case.id == "C-18"


@pytest.mark.requirement("INT-09")
@pytest.mark.requirement("INT-03")
def test_what_was_opened_for_a_team_that_there_is_not_is_supports(
    desk: Any, refused: Callable[..., str]
) -> None:
    """By a form, or by somebody who has left: Support closes it, and has it on its list."""
    by_form = desk.receive("sweep", FORM.replace(opened_for="partner desk")).or_raise().case
    by_gone = desk.given("gone", OPENING.replace(opened_for="partner desk")).case
    for orphan in (by_form, by_gone):
        assert desk.desk.decide(orphan, SOLVED, desk.context("amy")).accepted
        told = refused(desk.desk.decide(orphan, SOLVED, desk.context("ivo")), "creator-closes")
        assert "remedy: reassign the case to `support`" in told
        assert worklist(desk.desk, "created-by-support", [orphan], desk.context("amy")).cases == ("C-17",)


@pytest.mark.requirement("INT-09")
def test_nobody_opens_a_case_for_a_team_of_others(desk: Any, refused: Callable[..., str]) -> None:
    """Or they would close it in her place; for her own she may, and a form for any."""
    told = refused(desk.when("ana", OPENING.replace(opened_for="integrations")), "opened-for-ones-own-team")
    assert "`ana` is not of `integrations`, which would close case `C-17`" in told
    assert desk.when("ana", OPENING.replace(opened_for="support")).accepted
    assert desk.receive("sweep", FORM.replace(opened_for="integrations")).accepted


@pytest.mark.requirement("INT-15")
@pytest.mark.requirement("INT-08")
def test_by_way_of_the_queue_no_case_is_handed_over_without_a_word(
    case: Any, refused: Callable[..., str]
) -> None:
    """Integrations shares its cases out among its own; to somebody else it takes comment and flag."""
    his = case.given("ivo", cr.PickCase())
    ask = cr.AskForUpdate(of="ana")
    to_ana = cr.AssignCase(to="ana")
    refused(his.when("ivo", BACK, to_ana, ask, after=20 * DAY), "handed-over-with-a-word")
    assert his.when("ivo", BACK, cr.AssignCase(to="ines")).accepted
    among = (BACK, cr.AssignCase(to="ines", comment="yours"), cr.AskForUpdate(of="ines"))
    refused(his.when("ivo", *among, after=20 * DAY), "asked-with-a-word", "time-before-asking")
    worded = to_ana.replace(comment="which orders?", notify=True)
    wish = ask.replace(comment="Kim asks for them", notify=True, customer_asked=True)
    assert his.when("ivo", BACK, worded, wish, after=20 * DAY).accepted
    then = his.given("ivo", BACK, after=20 * DAY)
    assert then.when("amy", TO_IVO, cr.AskForUpdate(of="ivo"), after=20 * DAY).accepted
    picked = then.given("ivo", cr.PickCase(), after=20 * DAY)
    refused(picked.when("amy", cr.AskForUpdate(of="ivo"), after=20 * DAY), "asked-with-a-word")


@pytest.mark.requirement("INT-13")
def test_an_update_is_not_asked_for_between_waiting_and_waiting(
    case: Any, refused: Callable[..., str]
) -> None:
    """Nor in the moment in which the case stops to wait; a return out of waiting says what came."""
    waiting = case.given("ana", TO_IVO).given("ivo", WAIT, after=HOUR)
    ways = (cr.ChangeStatus(to="Open", comment="so"), ASK, cr.ChangeStatus(to="Waiting"))
    refused(waiting.when("ana", *ways, after=20 * DAY), "not-while-waiting")
    opened = waiting.given("ana", ways[0], after=19 * DAY)
    assert opened.when("ana", ASK, after=20 * DAY).accepted
    told = refused(
        waiting.when("ivo", DONE.replace(comment=None), after=DAY),
        "information-is-commented",
    )
    assert "case `C-17` has waited for something, and nobody says what came" in told
    assert waiting.when("ivo", DONE, after=DAY).accepted


@pytest.mark.requirement("INT-11")
def test_a_case_with_a_call_back_owed_is_not_closed(case: Any, refused: Callable[..., str]) -> None:
    """Nobody could give it any more, and its clock would run on; once it is cancelled, the case is closed."""
    owed = case.given("ana", cr.AddActivity(kind="call-back", subject="ring Kim"))
    refused(owed.when("ana", SOLVED), "nothing-open-is-lost")
    closed = owed.given("ana", cr.CancelActivity(number=1), SOLVED)
    assert closed.clock("call-back", 9 * DAY).phase == "cancelled"


@pytest.mark.requirement("INT-02")
def test_support_reviews_what_a_form_opened(formed: Any) -> None:
    """It is on the list of Support, until one of Support looks that day, or works on it."""
    (due,) = reports(formed.desk, (formed.case,), formed.context("sweep", DAY))
    assert {part: len(rows) for part, rows in due.parts().items()} == {"support": 1}
    for who, off in (("amy", True), ("ivo", False)):
        for does in (cr.SeeCase(), cr.AddComment(comment="c")):
            looked = formed.given(who, does, after=DAY).case
            listed = worklist(formed.desk, "daily-review", [looked], formed.context("sweep", DAY))
            assert (listed.cases == ()) is off


@pytest.mark.requirement("INT-02")
def test_a_team_mate_reviews_what_was_opened_for_the_team(desk: Any) -> None:
    """Amy's look takes the case that ana opened for Support off ana's list; not one of ana's own."""
    for team, listed in (("support", ()), (None, ("C-17",))):
        seen = desk.given("ana", OPENING.replace(opened_for=team)).given("amy", cr.SeeCase(), after=DAY)
        found = worklist(desk.desk, "daily-review", [seen.case], desk.context("sweep", DAY))
        assert found.cases == listed


@pytest.mark.requirement("INT-04")
def test_support_follows_up_what_a_form_opened(formed: Any) -> None:
    """Support is reminded of what Integrations added, until one of them looks or answers; nobody else."""
    asked = formed.given("ivo", cr.AddComment(comment="which port?"), after=HOUR)
    due = asked.due(2 * HOUR)["creator-follows-up"]
    assert (due.command.to, due.due_at) == ("support", MONDAY + HOUR)
    for who, done in (("amy", True), ("ines", False)):
        for does in (cr.SeeCase(), cr.AddComment(comment="80")):
            then = asked.given(who, does, after=2 * HOUR)
            assert ("creator-follows-up" not in then.due(3 * HOUR)) is done
    silent = formed.given("ivo", DONE.replace(comment=None), after=HOUR)
    assert silent.due(2 * HOUR)["creator-hears-of-the-return"].command.to == "support"


@pytest.mark.requirement("INT-04")
def test_the_creator_hears_that_nobody_answers_any_more(case: Any) -> None:
    """Set by hand and without a comment, No Response is due to be told as a return is."""
    given_up = case.given("ivo", WAIT).given("ivo", NO_ANSWER, NO_ANSWER, after=DAY)
    looked = given_up.given("ana", cr.SeeCase(), after=2 * DAY).given("ivo", NO_RESPONSE, after=22 * DAY)
    assert looked.due(23 * DAY)["creator-hears-of-the-return"].due_at == MONDAY + 22 * DAY


@pytest.mark.requirement("INT-14")
def test_a_merge_is_told_to_those_of_the_other_case(case: Any, desk: Any) -> None:
    """Its creator and its owner hear that it changes, and again when the merge is undone; ana knows."""
    other = desk.given("amy", OPENING.replace(new_id="C-2")).given("ivo", cr.PickCase()).case
    merged = case.when("ana", cr.MergeCase(into="C-2"), related=(other,)).or_raise()
    assert [notice.to for notice in merged.notices] == ["amy", "ivo"]
    assert merged.notices[0].message == "MergeCase on case `C-17` by `ana` changes case `C-2`"
    gone, whole = (next(each.case for each in merged.changes if each.case.id == i) for i in ("C-17", "C-2"))
    undone = case.desk.decide(gone, cr.UnmergeCase(), case.context("ana", HOUR, related=(whole,)))
    assert [notice.to for notice in undone.or_raise().notices] == ["amy", "ivo"]


@pytest.mark.requirement("ALL-11")
def test_the_guards_of_time_ask_when_it_happened(case: Any, refused: Callable[..., str]) -> None:
    """Told late, what was done early is refused as it would have been then, and what was in time is taken."""

    def then(command: Any, after: timedelta) -> Any:
        return command.replace(occurred_at=MONDAY + after)

    left = case.given("ana", MESSAGE)
    refused(left.when("ana", then(NO_REPLY, HOUR), after=3 * DAY), "silence-of-48-hours")
    assert left.when("ana", then(NO_REPLY, 2 * DAY), after=3 * DAY).accepted
    waits = case.given("ivo", WAIT).given("ivo", NO_ANSWER, NO_ANSWER, after=DAY)
    refused(waits.when("ivo", then(NO_RESPONSE, 2 * DAY), after=22 * DAY), "no-response-takes-21-days")
    owned = case.given("ana", TO_IVO)
    refused(owned.when("ana", then(ASK, DAY), after=20 * DAY), "time-before-asking")
    returned = case.given("ivo", DONE)
    again = then(cr.ReactivateCase(), DAY)
    assert returned.when("ana", again, after=4 * DAY).accepted
    refused(returned.when("ana", then(again, 3 * DAY), after=4 * DAY), "back-within-48-hours")


@pytest.mark.requirement("INT-07")
def test_a_later_try_that_nobody_answers_unsettles_nothing(case: Any) -> None:
    """The day for closing runs on from the talk; another talk that settles nothing calls it off."""
    tried = case.given("ana", SPOKEN).given("ivo", NO_ANSWER, after=HOUR)
    clock = tried.clock("close-after-talk", HOUR)
    assert (clock.phase, clock.due_at) == ("running", MONDAY + DAY)
    assert tried.when("ana", cr.CloseCase(reason="solved"), after=2 * HOUR).accepted
    spoken = tried.given("ivo", SPOKEN.replace(outcome="spoken to"), after=2 * HOUR)
    assert spoken.clock("close-after-talk", 2 * HOUR).phase == "cancelled"


@pytest.mark.requirement("INT-06")
@pytest.mark.requirement("INT-07")
def test_what_came_of_an_attempt_fits_whether_somebody_was_reached(
    case: Any, refused: Callable[..., str]
) -> None:
    """Nothing is settled with nobody, and no message left for who was spoken to."""
    told = refused(case.when("ana", SPOKEN.replace(reached=False)), "outcome-fits-the-attempt")
    assert "`spoken to, settled` contradicts what `reached` says" in told
    refused(case.when("ana", MESSAGE.replace(reached=True)), "outcome-fits-the-attempt")
    assert case.when("ana", SPOKEN.replace(outcome=None)).accepted
