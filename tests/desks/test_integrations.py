"""A week at the integrations desk: support opens cases for Integrations, follows them, and closes them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import caserules as cr
from caserules.caseload import next_report, reports, why_listed, worklist

ROWS = tuple(f"INT-{number:02}" for number in range(1, 19))

ZONE = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 3, 2, 9, tzinfo=ZONE).astimezone(UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ROSTER = cr.Roster(
    agents=(
        cr.Agent(id="ana"),
        cr.Agent(id="amy"),
        cr.Agent(id="ivo"),
        cr.Agent(id="ines"),
        cr.Agent(id="sweep", system=True),
    ),
    teams=(
        cr.Team(id="support", members=("ana", "amy")),
        cr.Team(id="integrations", members=("ivo", "ines")),
    ),
)
KIM = cr.Person(id="kim", name="Kim", phone="555 0100")
OPENING = cr.OpenCase(new_id="C-17", subject="orders do not arrive", type="failure", requester=KIM)
MAIL = cr.Interaction(channel="e-mail", subject="again", type="failure", requester=KIM, new_id="C-18")
MESSAGE = cr.LogAttempt(channel="phone", reached=False, outcome="detailed message", comment="l/m on v/m")
SPOKEN = cr.LogAttempt(channel="phone", reached=True, outcome="spoken to, settled", comment="all is well")
NO_ANSWER = cr.LogAttempt(
    channel="e-mail", reached=False, outcome="no answer", comment="wrote to the carrier"
)
TO_IVO = cr.AssignCase(to="ivo", comment="which orders?", notify=True)
WAIT = cr.ChangeStatus(to="Waiting", fields={"waiting_on": "outside source"})
NO_RESPONSE = cr.ChangeStatus(to="No Response")
TO_INES = cr.AssignCase(to="ines", comment="yours", notify=True)
TO_ANA = cr.AssignCase(to="ana", comment="is it urgent?", notify=True)
DONE = cr.ResolveCase(outcome="Complete", comment="the key was renewed")


@pytest.fixture
def case(story: Any) -> Any:
    """A case that ana opened on Monday at nine; it waits in the queue of Integrations."""
    return story(cr.load("integrations"), ROSTER, MONDAY).given("ana", OPENING)


def test_every_rule_cites_a_row_of_this_desk(cited: Any, shown: Any) -> None:
    """No rule without a source, no source that is no row, and no row claimed that no test shows."""
    assert [(rule, row) for rule, row in cited(cr.load("integrations").rulebook) if row not in ROWS] == []
    assert shown(globals()) == set(ROWS)


def test_a_check_finds_nothing() -> None:
    """No rule that never holds, nothing that may be missing unasked, no status without a way on."""
    assert cr.load("integrations").check(ROSTER).findings == ()


@pytest.fixture
def shelf(case: Any, story: Any) -> tuple[Any, ...]:
    """Four cases: ana's, gone to ivo; amy's, returned by ines; ivo's own, now ana's; one that is closed."""
    desk = story(case.desk, ROSTER, MONDAY)
    hers = case.given("ana", TO_IVO)
    returned = desk.given("amy", OPENING.replace(new_id="C-3"), TO_INES).given("ines", DONE)
    asked = desk.given("ivo", OPENING.replace(new_id="C-2"), TO_ANA)
    closed = desk.given("ana", OPENING.replace(new_id="C-4")).given(
        "ana", cr.CloseCase(reason="solved", comment="it works")
    )
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
    assert "no   `created-by-support` (INT-01, INT-03): `member(case.opened_by" in told


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
    assert "no   `daily-review` (INT-02): `not (any(s.by == case.opened_by" in told
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
        refused(kept.when("ana", close, after=4 * DAY), "silence-of-48-hours")


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


ASK = cr.AskForUpdate(of="ivo", comment="any news?", notify=True)


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


@pytest.mark.requirement("INT-17")
def test_comments_are_never_public(case: Any, refused: Callable[..., str]) -> None:
    """One that says nothing is internal; one asked to be public is refused, with whatever it comes."""
    assert not case.given("ivo", cr.AddComment(comment="on it")).case.comments[0].public
    public = cr.Note(text="on it", public=True)
    for command in (cr.AddComment(comment=public), MESSAGE.replace(comment=public)):
        told = refused(case.when("ivo", command), "comments-stay-internal")
        assert "(INT-17): a comment on case `C-17` is asked to be public" in told
    refused(case.receive("amy", MAIL.replace(comment=public), HOUR), "comments-stay-internal")


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
