"""The life of a complaint at the escalations desk: taken into work, tried, settled, reviewed."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.desks.escalations.people import (
    ACKNOWLEDGE,
    BEGIN,
    COMPLAINT,
    HOUR,
    INQUIRY,
    MONDAY,
    NEXT,
    NO_ANSWER,
    OPENING,
    RESOLUTION,
    RESOLVE,
    ROSTER,
    SEND_BACK,
    TO_WORK,
    local,
)

import caserules as cr

CLOSE = cr.CloseCase()
LEGAL = cr.ChangeStatus(to="Legal Review")
LETTER = cr.AddAttachment(name="letter.pdf", kind="customer complaint", reference="files/1")


@pytest.fixture
def reviewed(worked: Any) -> Any:
    """The same, resolved: corporate reviews it."""
    return worked.given("ana", RESOLVE)


@pytest.mark.requirement("ESC-15")
def test_the_life_of_a_case(case: Any) -> None:
    """Given a new assignment: accessed, worked on, with the lawyers and back, reviewed, closed."""
    seen = [case.case.status]
    story = case.given("ana", NEXT)
    for who, step in (
        ("ana", ACKNOWLEDGE),
        ("ana", BEGIN),
        ("ana", LEGAL),
        ("ana", BEGIN),
        ("ana", RESOLVE),
        ("quinn", CLOSE),
    ):
        story = story.given(who, step)
        seen.append(story.case.status)
    assert seen == [
        "Assigned",
        "Acknowledged",
        "Pending",
        "Legal Review",
        "Pending",
        "QA Review",
        "Closed",
    ]


@pytest.mark.requirement("ESC-15")
def test_only_the_assigned_agent_acknowledges(case: Any, refused: Callable[..., str]) -> None:
    """Not a colleague, not the lead; nor does a change of status do it."""
    ready = case.given("ana", NEXT)
    assert "effect.AcknowledgeCase" in ready.when("ana", ACKNOWLEDGE).or_raise().rules
    for who in ("ben", "lea"):
        said = refused(ready.when(who, ACKNOWLEDGE), "acknowledged-by-owner")
        assert f"(ESC-15): case `C-1` is assigned to `ana`; `{who}` can't acknowledge it" in said
        allowed = {each.command: each for each in ready.desk.allowed(ready.case, ready.context(who))}
        assert allowed["AcknowledgeCase"].answer == "no"
    said = refused(ready.when("ana", cr.ChangeStatus(to="Acknowledged")), "status.Acknowledged")
    assert "remedy: use `AcknowledgeCase`" in said
    refused(ready.when("ana", BEGIN), "status.Assigned")


@pytest.mark.requirement("ESC-15")
def test_a_case_given_to_somebody_else_is_a_new_assignment(worked: Any, refused: Callable[..., str]) -> None:
    """Ben has to acknowledge it himself; while it is with the lawyers, or in review, it stays there."""
    his = worked.given("lea", cr.AssignCase(to="ben"))
    assert (his.case.status, his.case.owner) == ("Assigned", "ben")
    refused(his.when("ana", ACKNOWLEDGE), "acknowledged-by-owner")
    assert his.given("ben", ACKNOWLEDGE).case.status == "Acknowledged"
    assert worked.given("ana", cr.ReleaseCase(queue="general")).case.status == "Assigned"
    legal = worked.given("ana", LEGAL).given("lea", cr.AssignCase(to="ben"))
    assert (legal.case.status, legal.case.owner) == ("Legal Review", "ben")
    for who in ("ana", "lea"):
        said = refused(legal.when(who, BEGIN), "taken-up-by-owner")
        assert f"(ESC-15): case `C-1` came back to `ben`; `{who}` can't take it up" in said
    assert legal.when("ben", BEGIN).accepted
    left = worked.given("ana", LEGAL, cr.ReleaseCase(queue="general"))
    refused(left.when("ben", BEGIN), "taken-up-by-owner")
    assert worked.given("ana", LEGAL).when("lea", BEGIN).accepted


@pytest.mark.requirement("ESC-15")
@pytest.mark.parametrize("command", [cr.AssignCase(to="ana"), cr.RouteCase()])
def test_a_case_in_work_is_no_new_assignment_to_its_owner(
    case: Any, worked: Any, command: Any, refused: Callable[..., str]
) -> None:
    """Given to ana, who has it, she would have to acknowledge it again; before that it does no harm."""
    for story in (worked, worked.given("ana", LEGAL)):
        said = refused(story.when("lea", command), "given-to-somebody-else")
        assert "(ESC-15): case `C-1` is with `ana` already" in said
    assert case.when("lea", command).or_raise().case.status == "Assigned"


@pytest.mark.requirement("ESC-15")
def test_a_case_is_resolved_by_resolving_alone(worked: Any, case: Any, refused: Callable[..., str]) -> None:
    """No change of status goes to the review, and a full case that nobody took into work doesn't either."""
    said = refused(worked.when("ana", cr.ChangeStatus(to="QA Review")), "status.QA Review")
    assert "remedy: use `ResolveCase`" in said
    assert "effect.ResolveCase" in worked.when("ana", RESOLVE).or_raise().rules
    said = refused(case.when("ana", RESOLVE), "full-case-is-worked")
    assert "(ESC-15, ESC-16): case `C-1` is a full case, and nobody has taken it into work" in said
    refused(worked.given("ana", LEGAL).when("ana", RESOLVE), "status.Legal Review")


@pytest.mark.requirement("ESC-15")
@pytest.mark.parametrize("step", [CLOSE, SEND_BACK, cr.ReactivateCase(reason="no proof of payment")])
def test_corporate_alone_ends_the_review(
    reviewed: Any, step: cr.CloseCase, refused: Callable[..., str]
) -> None:
    """Quinn closes it or sends it back; neither ana nor her lead does."""
    assert reviewed.given("quinn", step).case.status in ("Closed", "Incomplete")
    for who in ("ana", "lea"):
        said = refused(reviewed.when(who, step), "status.QA Review")
        assert f"(ESC-15): `{who}` may not move case `C-1` out of `QA Review`" in said
        assert "remedy: leave it to corporate's review, which closes it or sends it back" in said


@pytest.mark.requirement("ESC-15")
def test_the_owner_takes_up_what_came_back(reviewed: Any, refused: Callable[..., str]) -> None:
    """Ana, nobody else; once it was assigned to ben, ben, after he has seen it."""
    back = reviewed.given("quinn", SEND_BACK)
    assert back.given("ana", BEGIN).case.status == "Pending"
    said = refused(back.when("ben", BEGIN), "taken-up-by-owner")
    assert "(ESC-15): case `C-1` came back to `ana`; `ben` can't take it up" in said
    his = back.given("lea", cr.AssignCase(to="ben")).given("ben", ACKNOWLEDGE, BEGIN)
    assert his.given("ben", RESOLVE).given("quinn", CLOSE).case.status == "Closed"


@pytest.mark.requirement("ESC-15")
def test_a_closed_case_stays_closed(reviewed: Any, refused: Callable[..., str]) -> None:
    """The desk knows no way back, for nobody."""
    closed = reviewed.given("quinn", CLOSE)
    refused(closed.when("quinn", cr.ReactivateCase()), "status.Closed")
    said = refused(closed.when("ana", NEXT), "status.Closed")
    assert "remedy: open another case: no way leads out of it" in said


@pytest.mark.requirement("ESC-13")
def test_an_open_acknowledged_case_has_a_next_action(
    case: Any, worked: Any, refused: Callable[..., str]
) -> None:
    """It is not acknowledged without one, and none is taken away; in one decision both are done."""
    said = refused(case.when("ana", ACKNOWLEDGE), "next-action")
    assert "(ESC-13): case `C-1` would be open and acknowledged without a next action" in said
    assert case.when("ana", NEXT, ACKNOWLEDGE).accepted
    nothing = cr.SetNextAction(next_action=None)
    refused(worked.when("ana", nothing), "next-action")
    other = cr.SetNextAction(next_action=cr.NextAction(text="call Kim", due_at=local(3, 10)))
    assert worked.given("ana", other).case.next_action.text == "call Kim"
    settled = worked.given("ana", RESOLVE, nothing)
    refused(settled.when("quinn", SEND_BACK), "next-action")
    assert settled.when("quinn", NEXT, SEND_BACK).accepted


@pytest.mark.requirement("ESC-09")
def test_a_resolution_names_what_it_rests_on(worked: Any, refused: Callable[..., str]) -> None:
    """With its evidence it is on the case; without any it is refused."""
    resolved = worked.given("ana", RESOLVE)
    assert resolved.case.resolution.evidence == ("the bills of January",)
    bare = RESOLVE.replace(resolution=RESOLUTION.replace(evidence=()))
    said = refused(worked.when("ana", bare), "evidence-named")
    assert "(ESC-09): the resolution of case `C-1` does not name what it rests on" in said


@pytest.mark.requirement("ESC-10")
@pytest.mark.parametrize("complaint", [None, "  "])
def test_the_complaint_is_on_the_case_before_it_is_resolved(
    desk: Any, complaint: str | None, refused: Callable[..., str]
) -> None:
    """In the worklog or as an attachment; a blank one is none, and neither is another document."""
    bare = desk.given("ida", OPENING.replace(fields={**COMPLAINT, "complaint": complaint}))
    worked = bare.given("ana", *TO_WORK, LETTER.replace(kind="correspondence"))
    said = refused(worked.when("ana", RESOLVE), "complaint-on-case")
    assert "remedy: write it into the field `complaint`, or attach it as `customer complaint`" in said
    written = cr.ChangeFields(fields={"complaint": "billed twice"})
    for step in (written, LETTER):
        assert worked.given("ana", step, RESOLVE).case.status == "QA Review"


@pytest.mark.requirement("ESC-16")
def test_a_full_case_takes_drop_downs_and_details(worked: Any, refused: Callable[..., str]) -> None:
    """It may have several contacts and hold documents; without code or details it is not resolved."""
    full = worked.given("ana", NO_ANSWER, NO_ANSWER, LETTER)
    bare = cr.ResolveCase(resolution=cr.Resolution(evidence=("the bills",), details=" "))
    said = refused(full.when("ana", bare), "resolution-details", "drop-downs")
    assert "`drop-downs` (ESC-16): case `C-1` is a full case, and its drop-down is left open" in said
    assert full.given("ana", RESOLVE).case.resolution.code == "resolved in full"
    refused(full.when("ana", cr.ChangeFields(fields={"form": "inquiry"})), "full-stays-full")


SETTLED = cr.ResolveCase(
    resolution=cr.Resolution(details="told Kim when the bill is due", evidence=("the bill",))
)


@pytest.mark.requirement("ESC-16")
def test_an_inquiry_is_captured_and_resolved_in_one_interaction(
    desk: Any, refused: Callable[..., str]
) -> None:
    """Without drop-downs, and in one decision if need be; an inquiry of this morning is over."""
    settled = desk.when("ana", INQUIRY, SETTLED).or_raise()
    assert (settled.case.status, settled.case.form) == ("QA Review", "inquiry")
    inquiry = desk.given("ana", INQUIRY)
    assert inquiry.when("ana", SETTLED, after=2 * HOUR).accepted
    late = inquiry.when("ana", SETTLED, after=2 * HOUR + HOUR / 60)
    said = refused(late, "inquiry-in-one-interaction")
    earlier = SETTLED.replace(occurred_at=MONDAY + HOUR)
    assert inquiry.when("ana", earlier, after=3 * HOUR).accepted
    assert "(ESC-16): the interaction in which case `C-1` was captured is over" in said
    assert "remedy: make it a full case: set `form` to `full`" in said
    refused(inquiry.when("ana", cr.ResolveCase()), "evidence-named", "resolution-details")


@pytest.mark.requirement("ESC-16")
@pytest.mark.parametrize(
    "steps",
    [
        (NEXT, ACKNOWLEDGE),
        (NO_ANSWER, NO_ANSWER),
        (LETTER,),
        (cr.ReferCase(kind="task", department="billing"),),
    ],
)
def test_an_inquiry_that_is_not_settled_becomes_a_full_case(
    desk: Any, steps: tuple[Any, ...], refused: Callable[..., str]
) -> None:
    """Taken into work, a second contact, a document, a partner: it takes what a full case takes."""
    inquiry = desk.given("ana", INQUIRY)
    grown = inquiry.when("ana", *steps).or_raise()
    assert grown.case.form == "full"
    assert "`unsettled-is-full` (ESC-16)" in inquiry.told(grown)
    full = inquiry.given("ana", *steps)
    if full.case.status == "Assigned":
        refused(full.when("ana", SETTLED), "full-case-is-worked", "drop-downs")


@pytest.mark.requirement("ESC-16")
def test_an_inquiry_left_open_becomes_a_full_case_by_itself(desk: Any) -> None:
    """Two hours after its opening the sweep makes it one; what was settled is left alone."""
    inquiry = desk.given("ana", INQUIRY, NO_ANSWER)
    assert "inquiry-left-open" not in inquiry.due(2 * HOUR - HOUR / 60)
    due = inquiry.due(2 * HOUR)["inquiry-left-open"]
    assert (due.source, due.due_at) == ("ESC-16", MONDAY + 2 * HOUR)
    grown = inquiry.given("sweep", due.command, after=2 * HOUR)
    assert (grown.case.form, grown.case.status) == ("full", "Assigned")
    assert inquiry.given("ana", SETTLED).due(3 * HOUR) == {}


@pytest.mark.requirement("ESC-16")
def test_an_inquiry_becomes_a_full_case_though_its_owner_has_left(desk: Any) -> None:
    """Who is qualified is asked of a new owner, or of a new type; the sweep changes neither."""
    inquiry = desk.given("ana", INQUIRY)
    left = ROSTER.replace(agents=tuple(agent for agent in ROSTER.agents if agent.id != "ana"))
    context = inquiry.context("sweep", 2 * HOUR).replace(roster=left)
    swept = inquiry.desk.catch_up(inquiry.case, context)
    assert [decision.accepted for decision in swept] == [True]
    assert swept[-1].case.form == "full"
