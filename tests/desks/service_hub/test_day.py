"""A day at the service hub: activities and queues, a guided process, and an end that is looked at twice."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.desks.service_hub.people import HOUR, KIM, MONDAY, NOT_NEEDED, OPENING, ROSTER

import caserules as cr
from caserules.caseload import why_listed, worklist
from caserules.display import timeline

TASK = cr.AddActivity(kind="task", subject="swap the cable")


def test_a_check_finds_nothing() -> None:
    """No rule that never holds, nothing that may be missing unasked, no status without a way on."""
    assert cr.load("service_hub").check(ROSTER).findings == ()


@pytest.mark.requirement("SVC-01")
def test_a_case_holds_activities_and_sits_in_a_queue(hub: Any, refused: Callable[..., str]) -> None:
    """Given a form that nobody took, then its case waits in the queue with its activities, and takes more."""
    form = cr.Interaction(channel="form", subject="dark", requester=KIM, type="problem", new_id="C-1")
    opened = hub.receive("robot", form).or_raise()
    assert "open: rule `new-case`" in str(opened.explain())
    waiting = hub.given("robot", OPENING).given("cy", TASK, after=HOUR)
    assert (waiting.case.owner, waiting.case.queue) == (None, "service")
    assert [activity.subject for activity in waiting.case.activities] == ["swap the cable"]
    again = waiting.receive("robot", form.replace(new_id="C-2"), 2 * HOUR)
    assert (again.case.id, again.verdict.rule, again.verdict.source) == (
        "C-1",
        "same-issue-in-work",
        "SVC-01",
    )
    refused(hub.receive("robot", form.replace(new_id=None)), "new-id-missing")


@pytest.mark.requirement("SVC-02")
def test_the_next_stage_is_reached_once_the_present_one_is_complete(
    case: Any, refused: Callable[..., str]
) -> None:
    """Given a case at `identify`: forward one by one and once complete, backward at will."""
    research = case.given("ana", cr.AdvanceStage(to="research"))
    told = refused(research.when("ana", cr.AdvanceStage(to="resolve")), "stage.research")
    assert (
        "case `C-1` can't leave `research` before `len(case.activities) + len(case.comments) > 0` holds"
        in told
    )
    resolve = research.given("ana", TASK, cr.AdvanceStage(to="resolve"))
    assert resolve.given("ana", cr.AdvanceStage(to="identify")).case.stage == "identify"


@pytest.mark.requirement("SVC-02")
def test_no_stage_is_skipped(hub: Any, case: Any, refused: Callable[..., str]) -> None:
    """Straight from the first to the last is refused; so is leaving the first without requester and type."""
    told = refused(case.when("ana", cr.AdvanceStage(to="resolve")), "stage.research")
    assert "remedy: move to `research` first" in told
    bare = hub.given("ana", cr.OpenCase(new_id="C-2", subject="?"))
    refused(bare.when("ana", cr.AdvanceStage(to="research")), "stage.identify", "stage.identify")


@pytest.mark.requirement("SVC-03")
@pytest.mark.parametrize("kind", ["task", "phone call", "e-mail", "appointment"])
def test_activities_are_added_completed_and_cancelled(
    case: Any, kind: str, refused: Callable[..., str]
) -> None:
    """Each of the four kinds; what has ended does not end again, and a fifth kind is no word of the desk."""
    added = case.given("ana", cr.AddActivity(kind=kind, subject="s"), cr.AddActivity(kind=kind, subject="t"))
    done = added.given("ana", cr.CompleteActivity(number=1), cr.CancelActivity(number=2))
    assert [each.status for each in done.case.activities] == ["completed", "cancelled"]
    assert "`C-1.1` is completed already" in refused(
        done.when("ana", cr.CancelActivity(number=1)), "part-is-ended"
    )
    told = refused(case.when("ana", cr.AddActivity(kind="appointmnt", subject="s")), "unknown-word")
    assert "did you mean `appointment`?" in told


@pytest.mark.requirement("SVC-04")
def test_an_open_activity_keeps_a_case_from_being_resolved(case: Any, refused: Callable[..., str]) -> None:
    """Refused while the task is open; accepted once it is complete."""
    busy = case.given("ana", TASK, NOT_NEEDED)
    told = refused(busy.when("ana", cr.ResolveCase()), "no-open-activity")
    assert "`no-open-activity` (SVC-04, SVC-05): case `C-1` has an activity that is open" in told
    done = busy.when("ana", cr.CompleteActivity(number=1), cr.ResolveCase())
    assert done.accepted
    assert "effect.ResolveCase" in done.rules


@pytest.mark.requirement("SVC-05")
def test_open_activities_are_cancelled_by_agreement(case: Any, refused: Callable[..., str]) -> None:
    """With the agent's agreement they are cancelled and the case is resolved, in one decision."""
    busy = case.given("ana", TASK, TASK, cr.CompleteActivity(number=1), NOT_NEEDED)
    refused(busy.when("ana", cr.ResolveCase(cancel_activities=False)), "no-open-activity")
    agreed = busy.when("ana", cr.ResolveCase(cancel_activities=True)).or_raise()
    assert [event.event for event in agreed.events] == ["ActivityCancelled", "CaseResolved", "StatusChanged"]
    assert [each.status for each in agreed.case.activities] == ["completed", "cancelled"]
    assert "effect.ResolveCase" in str(agreed.explain())


@pytest.mark.requirement("SVC-06")
def test_a_note_carries_an_attachment(case: Any, refused: Callable[..., str]) -> None:
    """By reference and digest, with the note beside it; without a digest it is refused."""
    picture = cr.AddAttachment(
        name="dark.png", reference="files/7", digest="sha256:1f", comment="what Kim sees"
    )
    noted = case.given("ana", picture)
    assert [each.reference for each in noted.case.attachments] == ["files/7"]
    assert [each.text for each in noted.case.comments] == ["what Kim sees"]
    told = refused(case.when("ana", picture.replace(digest=None)), "attachment-is-proven")
    assert "remedy: give the digest of the file that `files/7` leads to" in told


@pytest.mark.requirement("SVC-07")
def test_the_escalation_is_determined_before_a_case_is_resolved(
    case: Any, refused: Callable[..., str]
) -> None:
    """Refused while nobody has said so; refused while it is needed and not done; accepted once it is."""
    told = refused(case.when("ana", cr.ResolveCase()), "escalation-determined")
    assert "nobody has determined whether case `C-1` has to be escalated" in told
    needed = case.given("ana", cr.DetermineEscalation(needed=True, reason="the third screen"))
    told = refused(needed.when("ana", cr.ResolveCase()), "escalated-if-needed")
    assert "(SVC-07): case `C-1` has to be escalated, and has not been" in told
    escalated = needed.given("ana", cr.EscalateCase(to="second line"))
    assert escalated.when("ana", cr.ResolveCase()).accepted
    assert case.given("ana", NOT_NEEDED).when("ana", cr.ResolveCase()).accepted


@pytest.mark.requirement("SVC-07")
def test_nothing_goes_round_a_resolution(case: Any, refused: Callable[..., str]) -> None:
    """Neither a mere change of status nor a closing ends a case."""
    determined = case.given("ana", NOT_NEEDED)
    told = refused(determined.when("ana", cr.ChangeStatus(to="resolved")), "status.resolved")
    assert "(SVC-07, SVC-11): case `C-1` becomes `resolved` by `ResolveCase`, not by `ChangeStatus`" in told
    told = refused(determined.when("ana", cr.CloseCase()), "leads-nowhere")
    assert "`CloseCase` leads nowhere at this desk: case `C-1` would stay `active`" in told


@pytest.mark.requirement("SVC-08")
@pytest.mark.parametrize("whom", ["bo", "second line"])
def test_a_case_is_assigned_to_a_user_or_to_a_team(case: Any, whom: str, refused: Callable[..., str]) -> None:
    """It belongs to who opened it, then to whom it is assigned; somebody unknown is refused."""
    assert case.case.owner == "ana"
    assert case.case.history[-1].rules == ("opener-owns",)
    assert case.given("ana", cr.AssignCase(to=whom)).case.owner == whom
    told = refused(case.when("ana", cr.AssignCase(to="b0")), "assign-to-user-or-team")
    assert "`b0` is neither a user nor a team" in told


@pytest.mark.requirement("SVC-09")
def test_a_case_is_added_to_a_queue_also_one_made_for_it(case: Any, refused: Callable[..., str]) -> None:
    """A known queue, or one named with its members in the decision; one that nobody works is refused."""
    assert case.given("ana", cr.ReleaseCase(queue="service")).case.queue == "service"
    release = cr.ReleaseCase(queue="dark screens")
    told = refused(case.when("ana", release), "queue-is-worked")
    assert "(SVC-09): nobody works the queue `dark screens`" in told
    refused(case.when("ana", release, queues=(cr.Queue(id="dark screens"),)), "queue-is-worked")
    made = cr.Queue(id="dark screens", members=("bo",))
    released = case.given("ana", release, queues=(made,))
    assert (released.case.queue, released.case.owner) == ("dark screens", None)
    assert released.given("bo", cr.PickCase(), queues=(made,)).case.owner == "bo"


@pytest.mark.requirement("SVC-10")
def test_a_member_picks_a_case_from_the_queue(case: Any, refused: Callable[..., str]) -> None:
    """The member owns it, and it leaves the queue; a stranger is refused, and so is a case that is owned."""
    queued = case.given("ana", cr.ReleaseCase(queue="service"))
    told = refused(queued.when("bo", cr.PickCase()), "members-pick")
    assert "`bo` does not belong to the queue `service` of case `C-1`" in told
    picked = queued.given("cy", cr.PickCase())
    assert (picked.case.owner, picked.case.queue) == ("cy", None)
    told = refused(picked.when("cy", cr.PickCase()), "already-owned")
    assert "case `C-1` is owned by `cy`; it can't be picked" in told


@pytest.fixture
def resolved(case: Any) -> Any:
    """The case, resolved at ten."""
    return case.given("ana", NOT_NEEDED, cr.ResolveCase(), after=HOUR)


@pytest.mark.requirement("SVC-11")
def test_a_resolved_case_is_read_only(resolved: Any, refused: Callable[..., str]) -> None:
    """Nothing is added, and it can't be resolved again; looking at it is no change, and is allowed."""
    for command in (cr.AddComment(comment="one thing more"), TASK, cr.AssignCase(to="bo")):
        told = refused(resolved.when("ana", command, after=2 * HOUR), "status.resolved")
        assert "SVC-11): case `C-1` is `resolved`, which is read-only" in told
    answers = {
        each.command: each.answer
        for each in resolved.desk.allowed(resolved.case, resolved.context("ana", 2 * HOUR))
    }
    assert {answers[kind] for kind in ("AddComment", "AddActivity", "ResolveCase")} == {"no"}
    assert (answers["SeeCase"], answers["ReactivateCase"]) == ("depends", "yes")  # on its comment


@pytest.mark.requirement("SVC-12")
def test_a_case_is_reactivated_added_to_and_resolved_again(
    case: Any, resolved: Any, refused: Callable[..., str]
) -> None:
    """Reactivated it takes a note; it is resolved again once the escalation is determined anew."""
    active = resolved.given(
        "ana", cr.ReactivateCase(), cr.AddComment(comment="one thing more"), after=2 * HOUR
    )
    assert (active.case.status, active.case.escalation) == ("active", None)
    told = refused(active.when("ana", cr.ResolveCase(), after=2 * HOUR), "escalation-determined")
    assert "remedy: determine it first, also anew after a reactivation" in told
    again = active.given("ana", NOT_NEEDED, cr.ResolveCase(), after=3 * HOUR)
    assert again.case.resolved_at == MONDAY + 3 * HOUR
    refused(case.when("ana", cr.ReactivateCase()), "not-settled")


@pytest.mark.requirement("SVC-13")
def test_my_resolved_cases_are_those_that_were_mine_when_they_were_resolved(case: Any, hub: Any) -> None:
    """Given one case that ana resolved, one that bo did, and an open one, then ana's list has the first."""
    open_case = case.case
    hers = case.given("ana", NOT_NEEDED, cr.ResolveCase(), after=HOUR).case
    second = hub.given("ana", OPENING.replace(new_id="C-2"), cr.AssignCase(to="bo"))
    his = second.given("bo", NOT_NEEDED, cr.ResolveCase(), after=2 * HOUR).case
    now = case.context("ana", 3 * HOUR)
    mine = worklist(case.desk, "my-resolved-cases", (his, hers), now)
    assert (mine.cases, mine.source) == (("C-1",), "SVC-13")
    assert "C-1      the screen stays dark  Kim                  Mon 2026-03-02 10:00 UTC" in str(mine)
    assert worklist(case.desk, "my-resolved-cases", (open_case, his), now).cases == ()
    told = str(why_listed(case.desk, "my-resolved-cases", his, now))
    assert "no   `my-resolved-cases` (SVC-13)" in told
    assert "`actor.id` is `ana`" in told


@pytest.mark.requirement("SVC-13")
def test_a_case_that_is_resolved_again_is_its_last_resolvers(resolved: Any) -> None:
    """Reactivated it is on nobody's list; resolved by bo, whom it went to, it is on his alone."""
    active = resolved.given("ana", cr.ReactivateCase(), cr.AssignCase(to="bo"), after=2 * HOUR)
    again = active.given("bo", NOT_NEEDED, cr.ResolveCase(), after=3 * HOUR)

    def listed(story: Any, who: str) -> tuple[str, ...]:
        found = worklist(story.desk, "my-resolved-cases", (story.case,), story.context(who, 4 * HOUR))
        return found.cases

    assert (listed(active, "ana"), listed(active, "bo")) == ((), ())
    assert (listed(again, "ana"), listed(again, "bo")) == ((), ("C-1",))


@pytest.mark.requirement("SVC-14")
def test_one_timeline_shows_activities_notes_and_statuses_in_order(
    case: Any, refused: Callable[..., str]
) -> None:
    """What is written down later stands where it happened; what was refused stands nowhere."""
    noted = case.given("ana", TASK, after=HOUR / 2)
    later = noted.given(
        "ana", cr.AddComment(comment="it was the cable", occurred_at=MONDAY + HOUR / 4), after=HOUR
    )
    refused(later.when("ana", NOT_NEEDED, cr.ResolveCase(), after=HOUR), "no-open-activity")
    done = later.given("ana", cr.CompleteActivity(number=1), NOT_NEEDED, cr.ResolveCase(), after=2 * HOUR)
    lines = str(timeline(done.case, done.desk.zone)).splitlines()[1:]
    assert [(line.split()[2], line.split()[4]) for line in lines] == [
        ("09:00", "CaseOpened"),
        ("09:00", "CaseRouted"),
        ("09:15", "CommentAdded"),
        ("09:30", "ActivityAdded"),
        ("11:00", "ActivityCompleted"),
        ("11:00", "EscalationDetermined"),
        ("11:00", "CaseResolved"),
        ("11:00", "StatusChanged"),
    ]
    assert lines[-1].endswith("status resolved (effect.ResolveCase)")
