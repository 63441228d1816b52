"""A week at the integrations desk: support opens cases for Integrations, follows them, and closes them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.desks.integrations.people import (
    ASK,
    DAY,
    DONE,
    HOUR,
    MAIL,
    MESSAGE,
    MONDAY,
    OPENING,
    ROSTER,
    SOLVED,
    SPOKEN,
    TO_ANA,
    TO_INES,
    TO_IVO,
    ZONE,
)

import caserules as cr
from caserules.caseload import next_report, reports, why_listed, worklist


def test_a_check_finds_nothing() -> None:
    """No rule that never holds, nothing that may be missing unasked, no status without a way on."""
    assert cr.load("integrations").check(ROSTER).findings == ()


@pytest.fixture
def shelf(case: Any, desk: Any) -> tuple[Any, ...]:
    """Four cases: ana's, gone to ivo; amy's, returned by ines; ivo's own, now ana's; one that is closed."""
    hers = case.given("ana", TO_IVO)
    returned = desk.given("amy", OPENING.replace(new_id="C-3"), TO_INES).given("ines", DONE)
    asked = desk.given("ivo", OPENING.replace(new_id="C-2"), TO_ANA)
    closed = desk.given("ana", OPENING.replace(new_id="C-4")).given("ana", SOLVED)
    return tuple(each.case for each in (hers, returned, asked, closed))


@pytest.mark.requirement("INT-01")
def test_what_i_created_and_what_i_own_are_two_lists(case: Any, shelf: tuple[Any, ...]) -> None:
    """Ana created C-17, which ivo owns, and owns C-2, which ivo created; what is closed is on neither."""
    now = case.context("ana", HOUR)
    created = worklist(case.desk, "my-open-created-cases", shelf, now)
    owned = worklist(case.desk, "my-cases", shelf, now)
    assert (created.cases, owned.cases) == (("C-17",), ("C-2",))
    assert "C-17     orders do not arrive  Open         ivo" in str(created)
    told = str(why_listed(case.desk, "my-cases", shelf[0], now))
    assert (
        "no   `my-cases` (INT-01): `case.owner == actor.id`: `case.owner` is `ivo`, `actor.id` is `ana`"
        in told
    )
    assert "no   `my-open-created-cases` (INT-01): `case.phase != " in str(
        why_listed(case.desk, "my-open-created-cases", shelf[-1], now)
    )


@pytest.mark.requirement("INT-01")
def test_the_open_cases_that_support_created_are_a_list_for_everybody(
    case: Any, shelf: tuple[Any, ...]
) -> None:
    """Whoever asks sees ana's and amy's, the returned one too; ivo's own and the closed one are not there."""
    for who in ("ana", "ivo"):
        found = worklist(case.desk, "created-by-support", shelf, case.context(who, HOUR))
        assert found.cases == ("C-3", "C-17")
    told = str(why_listed(case.desk, "created-by-support", shelf[2], case.context("ana", HOUR)))
    assert "no   `created-by-support` (INT-01, INT-03): `member(first(k for k in (case.opened_by" in told


@pytest.mark.requirement("INT-02")
def test_open_cases_are_reviewed_every_business_day(case: Any, shelf: tuple[Any, ...]) -> None:
    """On Tuesday each creator has a list; what she looks at that day is off it, and back on Wednesday."""
    tuesday, wednesday = case.context("sweep", DAY), case.context("sweep", 2 * DAY)
    (due,) = reports(case.desk, shelf, tuesday)
    assert (due.id, due.source) == ("daily-review", "INT-02")
    assert {part: [row.case_id for row in rows] for part, rows in due.parts().items()} == {
        "amy": ["C-3"],
        "ana": ["C-17"],
        "ivo": ["C-2"],
    }
    looked = case.desk.decide(shelf[0], cr.SeeCase(), case.context("ana", DAY)).or_raise().case
    worked = case.desk.decide(shelf[2], SPOKEN, case.context("ivo", DAY + HOUR)).or_raise().case
    after = (looked, shelf[1], worked)
    later = case.context("sweep", DAY + 2 * HOUR)
    assert worklist(case.desk, "daily-review", after, later).cases == ("C-3",)
    told = str(why_listed(case.desk, "daily-review", looked, later))
    assert "no   `daily-review` (INT-02): `not (any(date(s.at) == date(now)" in told
    assert set(worklist(case.desk, "daily-review", after, wednesday).cases) == {"C-17", "C-2", "C-3"}


@pytest.mark.requirement("INT-02")
def test_no_review_is_due_on_a_saturday_and_another_s_look_is_none(case: Any) -> None:
    """Nothing is due when the desk is closed all day; that ivo looked does not take it off ana's list."""
    assert reports(case.desk, (case.case,), case.context("sweep", 5 * DAY)) == ()
    seen = case.given("ivo", cr.SeeCase(), after=DAY).case
    (due,) = reports(case.desk, (seen,), case.context("sweep", DAY))
    assert due.cases == ("C-17",)


@pytest.mark.requirement("INT-03")
def test_a_report_on_mondays_and_thursdays_lists_what_support_created_by_owner(
    case: Any, shelf: tuple[Any, ...]
) -> None:
    """All of support's open cases by owner, those that nobody owns last; on no other day."""
    queued = case.desk.decide(None, OPENING.replace(new_id="C-5"), case.context("amy")).or_raise().case
    for after, there in ((HOUR, True), (DAY, False), (2 * DAY, False), (3 * DAY, True), (4 * DAY, False)):
        found = {each.id: each for each in reports(case.desk, (queued, *shelf), case.context("sweep", after))}
        assert ("created-by-support" in found) is there
    report = worklist(case.desk, "created-by-support", (queued, *shelf), case.context("sweep", HOUR))
    assert [row.cells[:2] for row in report.rows] == [("ines", "C-3"), ("ivo", "C-17"), (None, "C-5")]
    assert "worklist `created-by-support` (INT-01, INT-03): 3 rows" in str(report)


@pytest.mark.requirement("INT-03")
def test_the_report_is_due_on_holidays_too(case: Any, story: Any) -> None:
    """Thanksgiving is a Thursday: the report is due, the review is not, and Friday has the review alone."""
    data = case.desk.rulebook.to_data()
    data["schedule"]["desk"]["holidays"] = {"dates": ["2026-11-26"]}
    desk = cr.Desk(cr.Rulebook.model_validate(data))
    eve = story(desk, ROSTER, datetime(2026, 11, 25, 9, tzinfo=ZONE).astimezone(UTC)).given("ana", OPENING)

    def due(after: timedelta) -> list[str]:
        return [each.id for each in reports(desk, (eve.case,), eve.context("sweep", after))]

    assert (due(DAY), due(2 * DAY)) == (["created-by-support"], ["daily-review"])
    assert next_report(desk, "created-by-support", eve.start).isoformat() == "2026-11-26"
    assert next_report(desk, "daily-review", eve.start).isoformat() == "2026-11-27"


@pytest.mark.requirement("INT-04")
def test_what_others_did_since_the_creator_looked_calls_for_a_follow_up(case: Any) -> None:
    """Given a comment of ivo's, then ana is reminded, once; her own comments remind nobody."""
    assert "creator-follows-up" not in case.given("ana", cr.AddComment(comment="urgent")).due(HOUR)
    answered = case.given("ivo", cr.AddComment(comment="the key has run out"), after=HOUR)
    due = answered.due(2 * HOUR)["creator-follows-up"]
    assert (due.command.to, due.source, due.due_at) == ("ana", "INT-04", MONDAY + HOUR)
    (given,) = answered.desk.catch_up(answered.case, answered.context("sweep", 2 * HOUR))
    assert "tell `ana`: something was added to case `C-17` since you last looked" in str(given.explain())
    assert answered.desk.due(given.case, answered.context("sweep", 3 * HOUR)) == ()


@pytest.mark.requirement("INT-04")
def test_looking_at_a_case_ends_the_call_for_a_follow_up(case: Any, refused: Callable[..., str]) -> None:
    """Once ana has looked nothing is due, until ines adds more; nobody is reminded twice of the same."""
    answered = case.given("ivo", cr.AddComment(comment="the key has run out"), after=HOUR)
    reminder = answered.due(HOUR)["creator-follows-up"].command
    reminded = answered.given("sweep", reminder, after=HOUR)
    refused(reminded.when("sweep", reminder, after=HOUR), "reminded-already")
    looked = answered.given("ana", cr.SeeCase(), after=2 * HOUR)
    assert looked.due(3 * HOUR) == {}
    more = looked.given("ines", cr.AddComment(comment="renewed"), after=3 * HOUR)
    assert more.due(3 * HOUR)["creator-follows-up"].due_at == MONDAY + 3 * HOUR


@pytest.mark.requirement("INT-08")
def test_a_question_makes_the_one_who_works_on_it_the_owner(case: Any, refused: Callable[..., str]) -> None:
    """Given a question of ana's: comment and reassign in one decision; without the comment it is refused."""
    asked = case.given("ana", TO_IVO)
    assert (asked.case.owner, asked.case.comments[0].text) == ("ivo", "which orders?")
    told = refused(case.when("ana", cr.AssignCase(to="ivo", notify=True)), "handed-over-with-a-word")
    assert "(INT-08, INT-15): case `C-17` would go to `ivo` without a comment" in told
    assert case.when("ines", cr.AssignCase(to="ivo")).accepted  # who works the queue shares it out


@pytest.mark.requirement("INT-09")
def test_the_creator_closes_a_case(case: Any, refused: Callable[..., str]) -> None:
    """Who opened it; her team-mate and Integrations are refused, with the remedy."""
    close = cr.CloseCase(reason="denied")
    assert case.when("ana", close).accepted
    for who in ("ivo", "amy"):
        told = refused(case.when(who, close), "creator-closes")
        assert f"`creator-closes` (INT-09): case `C-17` was opened by `ana`; `{who}` may not close it" in told
        assert "remedy: reassign the case to `ana`" in told


@pytest.mark.requirement("INT-09")
def test_a_team_mate_closes_what_was_opened_for_the_team(case: Any, refused: Callable[..., str]) -> None:
    """Given a case opened for support, amy closes it; ivo may not, and nobody by a mere change of status."""
    team = case.desk.decide(None, OPENING.replace(opened_for="support"), case.context("ana")).or_raise().case
    close = cr.CloseCase(reason="denied")
    assert case.desk.decide(team, close, case.context("amy")).accepted
    refused(case.desk.decide(team, close, case.context("ivo")), "creator-closes")
    told = refused(case.when("ivo", cr.ChangeStatus(to="Closed")), "status.Closed")
    assert "case `C-17` becomes `Closed` by `CloseCase`, not by `ChangeStatus`" in told
    refused(case.when("ana", cr.CloseCase()), "closing-has-a-reason")


@pytest.mark.requirement("INT-14")
def test_creator_and_owner_are_told_of_every_change(case: Any, refused: Callable[..., str]) -> None:
    """Of a change of owner both the old and the new one; nobody of his own; of what is refused nobody."""
    owned = case.given("ana", TO_IVO)
    handed = owned.when("amy", cr.AssignCase(to="ines", comment="ivo is out", notify=True))
    assert [notice.to for notice in handed.notices] == ["ana", "ivo", "ines"]
    assert {(notice.rule, notice.source) for notice in handed.notices} == {("every-change", "INT-14")}
    assert "tell `ines`: AssignCase on case `C-17` by `amy`: ivo is out" in str(handed.explain())
    assert [notice.to for notice in owned.when("ivo", cr.AddComment(comment="c")).notices] == ["ana"]
    assert [notice.to for notice in owned.when("ana", cr.AddComment(comment="c")).notices] == ["ivo"]
    assert owned.when("ana", cr.SeeCase()).notices == ()
    denied = owned.when("ivo", cr.CloseCase(reason="denied"))
    refused(denied, "creator-closes")
    assert denied.notices == ()


@pytest.mark.requirement("INT-14")
def test_creator_and_owner_are_told_of_what_comes_in(case: Any) -> None:
    """A mail about the open case is added to it, and each of the two is told once."""
    owned = case.given("ana", TO_IVO)
    added = owned.receive("amy", MAIL.replace(comment={"text": "Kim is cross"}), HOUR).or_raise()
    assert (added.case.id, added.verdict.rule, added.verdict.source) == ("C-17", "in-work", "INT-14")
    assert [notice.to for notice in added.notices] == ["ana", "ivo"]


@pytest.mark.requirement("INT-15")
def test_whoever_must_answer_owns_the_case_and_is_notified(case: Any, refused: Callable[..., str]) -> None:
    """Ivo is asked once he owns the case, with comment and flag, also in the decision that hands it over."""
    ask = cr.AskForUpdate(of="ivo")
    later = 20 * DAY
    told = refused(case.when("ana", ASK, after=later), "asked-is-the-owner")
    assert "remedy: assign the case to `ivo` first, in the same decision if need be" in told
    both = case.when("ana", TO_IVO, ask, after=later).or_raise()
    assert (both.case.owner, both.case.updates_asked[0].of) == ("ivo", "ivo")
    assert "ivo" in [notice.to for notice in both.notices]
    refused(case.when("ana", TO_IVO.replace(notify=False)), "handed-over-with-a-word")
    owned = case.given("ana", TO_IVO)
    refused(owned.when("ana", ask, after=later), "asked-with-a-word")
    assert owned.when("ana", ASK, after=later).accepted


@pytest.mark.requirement("INT-17")
def test_comments_are_never_public(case: Any, refused: Callable[..., str]) -> None:
    """One that says nothing is internal; one asked to be public is refused, with whatever it comes."""
    assert not case.given("ivo", cr.AddComment(comment="on it")).case.comments[0].public
    public = cr.Note(text="on it", public=True)
    for command in (cr.AddComment(comment=public), MESSAGE.replace(comment=public)):
        told = refused(case.when("ivo", command), "comments-stay-internal")
        assert "(INT-17): a comment on case `C-17` is asked to be public" in told
    refused(case.receive("amy", MAIL.replace(comment=public), HOUR), "comments-stay-internal")
