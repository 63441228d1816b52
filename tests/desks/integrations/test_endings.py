"""How a case of the integrations desk ends and comes back, whom it waits for, and who may take it."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.desks.integrations.people import (
    DAY,
    HOUR,
    MAIL,
    MESSAGE,
    MONDAY,
    NO_ANSWER,
    NO_RESPONSE,
    OPENING,
    ROSTER,
    SOLVED,
    WAIT,
)

import caserules as cr
from caserules.caseload import worklist


@pytest.fixture
def returned(case: Any) -> Any:
    """The case, returned as complete at ten, without a word."""
    return case.given("ivo", cr.PickCase()).given("ivo", cr.ResolveCase(outcome="Complete"), after=HOUR)


@pytest.fixture
def waiting(case: Any) -> Any:
    """The case, waiting on the outside since nine, with two tries that nobody answered."""
    case = case.given("ivo", WAIT)
    return case.given("ivo", NO_ANSWER, after=DAY).given("ivo", NO_ANSWER, after=2 * DAY)


@pytest.mark.requirement("INT-09")
def test_a_merge_is_an_ending_and_the_creators(case: Any, desk: Any, refused: Callable[..., str]) -> None:
    """Refused to others, into another customer's or another matter, and while a call-back is owed."""
    into, merge = desk.given("amy", OPENING.replace(new_id="C-2")).case, cr.MergeCase(into="C-2")
    assert case.when("ana", merge, related=(into,)).accepted
    refused(case.when("ivo", merge, related=(into,)), "merged-by-its-creator")
    for other in (OPENING.replace(requester=cr.Person(id="jo")), OPENING.replace(type="question")):
        strange = desk.given("amy", other.replace(new_id="C-2")).case
        refused(case.when("ana", merge, related=(strange,)), "merged-with-its-like")
    owed = case.given("ana", cr.AddActivity(kind="call-back", subject="ring Kim"))
    refused(owed.when("ana", merge, related=(into,)), "nothing-open-is-lost")


@pytest.mark.requirement("INT-09")
def test_what_no_person_opened_is_supports_to_close(desk: Any, refused: Callable[..., str]) -> None:
    """A form's case, and that of somebody who has left; not that of a person who is there."""
    formed = desk.receive("sweep", MAIL.replace(channel="form")).or_raise().case
    for who, allowed in (("ana", True), ("ivo", False)):
        decision = desk.desk.decide(formed, SOLVED, desk.context(who))
        assert decision.accepted is allowed
    assert worklist(desk.desk, "created-by-support", [formed], desk.context("amy")).cases == ("C-18",)
    assert desk.given("gone", OPENING).when("amy", SOLVED).accepted
    refused(desk.given("ivo", OPENING).when("ana", SOLVED), "creator-closes")


@pytest.mark.requirement("INT-18")
def test_a_case_is_taken_up_by_hand_as_by_what_comes_in(returned: Any, refused: Callable[..., str]) -> None:
    """Within 48 hours of its return, into the queue, and not by its status alone; later it is a new case."""
    back = returned.given("amy", cr.ReactivateCase(), after=HOUR + 2 * DAY)
    assert (back.case.queue, back.case.owner) == ("integrations", None)
    told = refused(
        returned.when("amy", cr.ReactivateCase(), after=2 * HOUR + 2 * DAY), "back-within-48-hours"
    )
    assert "remedy: open a new case" in told
    refused(returned.when("ivo", cr.ChangeStatus(to="Open"), after=2 * HOUR), "taken-up-by-reactivating")


@pytest.mark.requirement("INT-18")
def test_a_word_in_time_that_is_handed_over_late_still_takes_it_up(returned: Any) -> None:
    """Kim's mail of 47 hours after the return, read on the fourth day, reopens the case (ALL-11)."""
    mail = MAIL.replace(received_at=MONDAY + 2 * DAY)
    decision = returned.receive("amy", mail, 4 * DAY).or_raise()
    assert (decision.verdict.rule, decision.case.status) == ("back-in-time", "Open")


@pytest.mark.requirement("INT-06")
def test_the_last_try_is_the_latest_made_not_the_last_written_down(case: Any) -> None:
    """A try of eleven that is written down at one does not take the place of the message left at noon."""
    left = case.given("ana", MESSAGE, after=3 * HOUR)
    noted = left.given("ana", NO_ANSWER.replace(occurred_at=MONDAY + 2 * HOUR), after=4 * HOUR)
    assert noted.due(3 * HOUR + 2 * DAY)["no-reply"].due_at == MONDAY + 3 * HOUR + 2 * DAY
    close = cr.CloseCase(reason="no reply")
    assert noted.when("ana", close, after=3 * HOUR + 2 * DAY).accepted


@pytest.mark.requirement("INT-14")
def test_who_did_nothing_himself_is_told_what_the_sweep_did_for_him(case: Any) -> None:
    """The case is closed in ana's name: she is told, and who acted; the sweep is not."""
    left = case.given("ana", MESSAGE)
    swept = case.desk.catch_up(left.case, left.context("sweep", 2 * DAY))
    closing = next(each for each in swept if each.commands[0].command == "CloseCase")
    assert (closing.context.actor, closing.context.through, closing.context.doer) == ("ana", "sweep", "sweep")
    assert [notice.to for notice in closing.notices] == ["ana"]
    assert "by `sweep` for `ana`" in closing.notices[0].message
    assert "by `sweep` for `ana`" in str(closing.explain()).splitlines()[0]
    assert left.when("ana", cr.CloseCase(reason="no reply"), after=2 * DAY).notices == ()


@pytest.mark.requirement("INT-04")
def test_a_return_without_a_word_is_told_to_the_creator(returned: Any) -> None:
    """Due since the return, until she looks or acts; a comment that came with it is told by itself."""
    due = returned.due(2 * HOUR)
    assert due["creator-hears-of-the-return"].due_at == MONDAY + HOUR
    assert "creator-hears-of-the-return" not in returned.given("ana", cr.SeeCase(), after=2 * HOUR).due(DAY)
    acted = returned.given("ana", cr.AddComment(comment="thanks"), after=2 * HOUR)
    assert "creator-hears-of-the-return" not in acted.due(DAY)
    spoken = returned.given("ivo", cr.AddComment(comment="renewed"), after=HOUR).due(DAY)
    assert {"creator-follows-up"} == {"creator-follows-up", "creator-hears-of-the-return"} & set(spoken)


@pytest.mark.requirement("INT-04")
def test_who_answers_has_looked(case: Any) -> None:
    """Ivo's comment of ten calls for a follow-up; ana's answer of eleven is one, and his of noon another."""
    asked = case.given("ivo", cr.AddComment(comment="which orders?"), after=HOUR)
    assert asked.due(2 * HOUR)["creator-follows-up"].due_at == MONDAY + HOUR
    answered = asked.given("ana", cr.AddComment(comment="all of May"), after=2 * HOUR)
    assert "creator-follows-up" not in answered.due(3 * HOUR)
    again = answered.given("ivo", cr.AddComment(comment="and June?"), after=3 * HOUR)
    assert again.due(4 * HOUR)["creator-follows-up"].due_at == MONDAY + 3 * HOUR


@pytest.mark.requirement("INT-16")
@pytest.mark.parametrize("way", ["reached", "written"])
def test_an_answer_ends_the_waiting_for_one(waiting: Any, way: str, refused: Callable[..., str]) -> None:
    """Spoken to, or heard from, after the two tries: the days alone give nobody up any more."""
    assert "no-response" in waiting.due(22 * DAY)
    assert waiting.when("ivo", NO_RESPONSE, after=22 * DAY).accepted
    if way == "reached":
        spoken = cr.LogAttempt(channel="phone", reached=True, outcome="spoken to", comment="soon")
        heard = waiting.given("ivo", spoken, after=3 * DAY)
    else:
        decision = waiting.receive("ivo", MAIL, 3 * DAY).or_raise()
        heard = type(waiting)(waiting.desk, ROSTER, MONDAY, decision.case)
    assert "no-response" not in heard.due(22 * DAY)
    refused(heard.when("ivo", NO_RESPONSE, after=22 * DAY), "no-response-takes-two-tries")


@pytest.mark.requirement("INT-16")
def test_whom_a_case_waits_for_does_not_change_under_way(case: Any, refused: Callable[..., str]) -> None:
    """Waiting for the customer does not count as waiting on the outside; nor does it wait for nobody."""
    waits = case.given("ivo", cr.ChangeStatus(to="Waiting", fields={"waiting_on": "customer"}))
    for other in ("outside source", None):
        changed = cr.ChangeFields(fields={"waiting_on": other})
        told = refused(waits.when("ivo", changed, after=22 * DAY), "waits-for-the-same")
        assert "remedy: move it to `Open`, with a comment, and let it wait anew" in told
    anew = waits.given("ivo", cr.ChangeStatus(to="Open", comment="Kim has answered"), WAIT, after=22 * DAY)
    assert anew.case.status_since == MONDAY + 22 * DAY


@pytest.mark.requirement("INT-15")
def test_a_case_goes_to_somebody_who_is_there(case: Any, refused: Callable[..., str]) -> None:
    """A name with a slip in it is refused, to those who share the queue out too."""
    slip = cr.AssignCase(to="inez")
    refused(case.when("ivo", slip), "assigned-to-somebody", "handed-over-with-a-word")
    refused(case.when("ivo", slip.replace(comment="yours", notify=True)), "assigned-to-somebody")
    assert case.when("ivo", cr.AssignCase(to="ines")).accepted


@pytest.mark.requirement("INT-15")
def test_nobody_takes_or_gives_back_a_case_without_a_word(case: Any, refused: Callable[..., str]) -> None:
    """Support picks nothing from the queue of Integrations, and takes none from them without both."""
    refused(case.when("ana", cr.PickCase()), "picked-by-those-who-work-it")
    his = case.given("ivo", cr.PickCase())
    for command in (cr.ReleaseCase(queue="integrations"), cr.RouteCase()):
        refused(his.when("ana", command), "given-back-with-a-word")
        refused(his.when("ana", command.replace(comment="not his")), "given-back-with-a-word")
        assert his.when("ana", command.replace(comment="not his", notify=True)).accepted
        assert his.when("ines", command).accepted
    asked = his.given("ivo", cr.AssignCase(to="ana", comment="which orders?", notify=True))
    refused(asked.when("ines", cr.ReleaseCase(queue="integrations")), "given-back-with-a-word")


def test_a_host_names_its_teams_in_one_place() -> None:
    """With other names in `table.team` the rules about Integrations and Support hold for those (INT-12)."""
    own = """
        base = "integrations"
        id = "own"
        table.team = { integrations = "feeds", support = "care" }
    """
    desk = cr.Desk(cr.Rulebook.from_text(own, "toml"))
    roster = cr.Roster(
        agents=(cr.Agent(id="ana"), cr.Agent(id="ivo")),
        teams=(cr.Team(id="feeds", members=("ivo",)), cr.Team(id="care", members=("ana",))),
    )
    case = desk.decide(None, OPENING, cr.Context(now=MONDAY, actor="ana", roster=roster)).or_raise().case
    now = cr.Context(now=MONDAY + HOUR, actor="ivo", roster=roster)
    seen = desk.decide(case, cr.AddComment(comment="looking"), now).or_raise().case
    assert [each.phase for each in desk.clocks(seen, now.now, roster=roster)][:1] == ["stopped"]
    assert worklist(desk, "created-by-support", [seen], now).cases == ("C-17",)


@pytest.mark.requirement("INT-04")
def test_what_was_written_down_after_the_look_was_not_seen(case: Any) -> None:
    """Ivo writes at noon what he said at ten; ana looked at eleven, and is to follow it up since noon."""
    looked = case.given("ana", cr.SeeCase(), after=2 * HOUR)
    late = cr.AddComment(comment="which orders?", occurred_at=MONDAY + HOUR)
    noted = looked.given("ivo", late, after=3 * HOUR)
    assert noted.due(4 * HOUR)["creator-follows-up"].due_at == MONDAY + 3 * HOUR
