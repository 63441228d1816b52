"""Who may take a case at the service hub, who may merge it, and what is added to one that is over."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.desks.service_hub.people import HOUR, MONDAY, NOT_NEEDED, OPENING

import caserules as cr
from caserules.caseload import worklist
from caserules.display import timeline


@pytest.mark.requirement("SVC-11")
@pytest.mark.parametrize(
    "look", [cr.SeeCase(comment="one more"), cr.Remind(to="bo", key="k", message="m", comment="one more")]
)
def test_a_look_carries_no_comment_into_what_is_over(
    case: Any, look: Any, refused: Callable[..., str]
) -> None:
    """A resolved case, and one that has gone into another, take the look and refuse the comment with it."""
    resolved = case.given("ana", NOT_NEEDED, cr.ResolveCase())
    refused(resolved.when("zoe", look), "status.resolved")
    assert resolved.when("zoe", look.replace(comment=None)).accepted
    other = case.given("ana", cr.AddComment(comment="before")).case
    second = case.desk.decide(None, OPENING.replace(new_id="C-2"), case.context("ana")).or_raise().case
    merge = case.desk.decide(second, cr.MergeCase(into="C-1"), case.context("ana", related=(other,)))
    gone = next(each.case for each in merge.or_raise().changes if each.case.id == "C-2")
    assert [each.code for each in case.desk.decide(gone, look, case.context("ana")).refusals] == ["merged"]
    assert case.desk.decide(gone, look.replace(comment=None), case.context("ana")).accepted
    answers = {each.command: each for each in case.desk.allowed(gone, case.context("ana"))}
    assert "command.comment" in answers["SeeCase"].reads


@pytest.mark.requirement("SVC-10")
def test_nobody_takes_what_he_may_not_pick(case: Any, refused: Callable[..., str]) -> None:
    """For himself or for his team: refused in the queue of others, and where somebody else owns it."""
    queued = case.given("ana", cr.ReleaseCase(queue="service"))
    told = refused(queued.when("zoe", cr.AssignCase(to="zoe")), "taken-as-it-is-picked")
    assert "`zoe` would take case `C-1` for `zoe`" in told
    refused(queued.when("bo", cr.AssignCase(to="second line")), "taken-as-it-is-picked")
    refused(case.when("bo", cr.AssignCase(to="bo")), "taken-as-it-is-picked")
    assert queued.when("cy", cr.AssignCase(to="cy")).accepted
    assert case.when("ana", cr.AssignCase(to="second line")).accepted
    assert case.given("ana", cr.AssignCase(to="second line")).when("bo", cr.AssignCase(to="bo")).accepted


@pytest.mark.requirement("SVC-10")
def test_nobody_takes_a_case_by_way_of_a_queue_of_his_own(case: Any, refused: Callable[..., str]) -> None:
    """Neither out of another queue, nor what somebody owns, nor what he opened once; its owner may."""
    mine = {"queues": (cr.Queue(id="mine", members=("zoe", "ana")),)}
    release = cr.ReleaseCase(queue="mine")
    queued = case.given("ana", cr.ReleaseCase(queue="service"))
    for taken in (case, queued):
        told = refused(taken.when("zoe", release, cr.PickCase(), **mine), "taken-as-it-is-picked")
        assert "`zoe` would take case `C-1` for `mine`" in told
        assert taken.when("zoe", cr.ReleaseCase(queue="second line")).accepted
    assert case.when("ana", release, cr.PickCase(), **mine).accepted
    bos = case.given("ana", cr.AssignCase(to="bo"))
    refused(bos.when("ana", cr.RouteCase()), "taken-as-it-is-picked")
    assert bos.when("bo", cr.RouteCase()).case.owner == "ana"


@pytest.mark.requirement("SVC-04")
@pytest.mark.requirement("SVC-07")
def test_a_merge_does_not_go_round_the_checks_of_an_ending(
    case: Any, hub: Any, refused: Callable[..., str]
) -> None:
    """Refused for an open activity, a missing escalation, another customer, and to who has no part in it."""
    into, merge = case.case, cr.MergeCase(into="C-1")
    second = hub.given("ana", OPENING.replace(new_id="C-2"))
    assert second.when("ana", merge, related=(into,)).accepted
    refused(second.when("zoe", merge, related=(into,)), "merged-by-its-own")
    busy = second.given("ana", cr.AddActivity(kind="task", subject="swap the cable"))
    refused(busy.when("ana", merge, related=(into,)), "no-open-activity")
    urgent = second.given("ana", cr.DetermineEscalation(needed=True))
    refused(urgent.when("ana", merge, related=(into,)), "escalated-if-needed")
    jos = hub.given("ana", OPENING.replace(new_id="C-2", requester=cr.Person(id="jo")))
    refused(jos.when("ana", merge, related=(into,)), "merged-with-its-like")


@pytest.mark.requirement("SVC-13")
def test_a_case_that_has_gone_into_another_is_on_no_list(hub: Any) -> None:
    """Also where it was resolved before: what was mine is told of the one that is left."""
    second = hub.given("ana", OPENING.replace(new_id="C-2"), NOT_NEEDED, cr.ResolveCase())
    now = hub.context("ana", HOUR)
    assert worklist(hub.desk, "my-resolved-cases", [second.case], now).cases == ("C-2",)
    gone = second.case.replace(merged_into="C-1")
    assert worklist(hub.desk, "my-resolved-cases", [gone], now).cases == ()


@pytest.mark.requirement("SVC-14")
def test_a_timeline_says_what_is_to_be_done_and_what_was_named(case: Any) -> None:
    """An activity stands there by its subject, and what a resolution rests on in plain words."""
    resolution = cr.Resolution(details="a cable", evidence=("the photograph", "the log"))
    done = case.given(
        "ana",
        cr.AddActivity(kind="task", subject="ring Kim"),
        cr.CompleteActivity(number=1),
        NOT_NEEDED,
        cr.ResolveCase(resolution=resolution),
    )
    told = str(timeline(done.case, done.desk.zone))
    assert "ring Kim" in told
    assert "evidence the photograph and the log" in told


@pytest.mark.requirement("SVC-02")
def test_a_stage_that_is_not_complete_says_what_to_do(case: Any, refused: Callable[..., str]) -> None:
    """Not in the words of the rulebook alone: what whoever works the case can do about it."""
    research = case.given("ana", cr.AdvanceStage(to="research"))
    told = refused(research.when("ana", cr.AdvanceStage(to="resolve")), "stage.research")
    assert "remedy: put down what was found, as an activity or in a comment" in told


@pytest.mark.requirement("SVC-07")
def test_no_case_is_resolved_before_it_came_to_its_status(case: Any, refused: Callable[..., str]) -> None:
    """Reactivated at eleven it was not resolved at ten (ALL-11); at eleven it may well have been."""
    active = case.given("ana", NOT_NEEDED, cr.ResolveCase()).given("ana", cr.ReactivateCase(), after=2 * HOUR)
    known = active.given("ana", NOT_NEEDED, after=2 * HOUR)
    early = cr.ResolveCase(occurred_at=MONDAY + HOUR)
    told = refused(known.when("ana", early, after=3 * HOUR), "before-the-status")
    assert "which is after `2026-03-02T10:00:00+00:00`" in told
    on_time = cr.ResolveCase(occurred_at=MONDAY + 2 * HOUR)
    assert known.when("ana", on_time, after=3 * HOUR).accepted
