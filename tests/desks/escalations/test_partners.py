"""Partners, money and leave at the escalations desk: who does what, and up to which sum."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from tests.desks.escalations.people import (
    COMPLAINT,
    CREDIT,
    DUAL,
    HOUR,
    MONDAY,
    OPENING,
    RESOLVE,
    ROSTER,
    TASK,
    TO_WORK,
)

import caserules as cr
from caserules.caseload import worklist

LISTS = ("my-dual-assignments", "my-tasks")
DISPUTE = OPENING.replace(fields={**COMPLAINT, "notice_of_dispute": True})
PACKAGE = cr.ReferCase(
    kind="task",
    department="manager channel",
    reason="restore the old package",
    justification="we took it away by mistake",
)
RESTORE = cr.TakeAction(action="restore grandfathered package")


@pytest.mark.requirement("ESC-14")
def test_a_dual_assignment_takes_the_partner_s_drop_downs_and_details(
    worked: Any, refused: Callable[..., str]
) -> None:
    """Bo of billing gives both; without them it stays open, and ana can't do it in bo's place."""
    given = worked.given("ana", DUAL)
    number = given.case.referrals[0].number
    done = cr.CompleteReferral(number=number, resolution_code="resolved in full", details="taken back")
    complete = given.when("bo", done).or_raise()
    assert complete.case.referrals[0].status == "completed"
    assert "holds    `dual-has-details` (ESC-14)" in given.told(complete)
    for bare in (done.replace(details=" "), done.replace(resolution_code=None)):
        said = refused(given.when("bo", bare), "dual-has-details")
        assert "remedy: give `resolution_code` and `details`" in said
    said = refused(given.when("ana", done), "partner-completes")
    assert "(ESC-14): the assignment is that of `billing`; `ana` can't complete it" in said
    refused(given.when("ana", done.replace(number=99)), "no-such-part")


@pytest.mark.requirement("ESC-14")
def test_a_case_is_not_resolved_before_a_dual_assignment_is_done(
    worked: Any, refused: Callable[..., str]
) -> None:
    """It waits for bo's details, unless the assignment is cancelled; a task does not keep it."""
    given = worked.given("ana", DUAL)
    number = given.case.referrals[0].number
    said = refused(given.when("ana", RESOLVE), "partners-have-answered")
    assert "(ESC-14): a dual assignment of case `C-1` is open" in said
    assert "remedy: wait until the partner has completed it, or cancel it with `CancelReferral`" in said
    done = cr.CompleteReferral(number=number, resolution_code="resolved in full", details="taken back")
    assert given.given("bo", done).when("ana", RESOLVE).accepted
    assert given.given("ana", cr.CancelReferral(number=number)).when("ana", RESOLVE).accepted
    assert worked.given("ana", TASK).when("ana", RESOLVE).accepted


@pytest.mark.requirement("ESC-21")
@pytest.mark.parametrize("part", [DUAL, TASK])
def test_nobody_s_part_is_left_open_in_a_closed_case(
    worked: Any, part: Any, refused: Callable[..., str]
) -> None:
    """It would stand on bo's list for ever, and bo could not end it; done or cancelled, Quinn closes."""
    reviewed = worked.given("ana", RESOLVE).given("ana", part)
    said = refused(reviewed.when("quinn", cr.CloseCase()), "nobody-is-left-with-a-part")
    assert "(ESC-14, ESC-21): case `C-1` has an assignment open, which nobody could complete any more" in said
    number = reviewed.case.referrals[0].number
    ended = reviewed.given("quinn", cr.CancelReferral(number=number)).given("quinn", cr.CloseCase())
    assert ended.case.status == "Closed"
    bo = ended.context("bo")
    assert not any(worklist(ended.desk, each, (ended.case,), bo).rows for each in LISTS)


@pytest.mark.requirement("ESC-14")
def test_a_task_only_updates_the_worklog(worked: Any, refused: Callable[..., str]) -> None:
    """Something has to stand there, and nothing else is asked for or taken."""
    given = worked.given("ana", TASK.replace(to="bo"))
    number = given.case.referrals[0].number
    done = cr.CompleteReferral(number=number)
    said = refused(given.when("bo", done), "task-is-worklog")
    assert "(ESC-14): a task of case `C-1` is answered in its worklog, and by nothing else" in said
    logged = given.given("bo", cr.UpdateReferral(number=number, text="sent"))
    assert logged.given("bo", done).case.referrals[0].worklog == ("sent",)
    refused(logged.when("bo", done.replace(details="sent")), "task-is-worklog")


@pytest.mark.requirement("ESC-14")
@pytest.mark.requirement("ESC-21")
@pytest.mark.requirement("ESC-24")
@pytest.mark.parametrize("part", [DUAL, TASK, PACKAGE])
@pytest.mark.parametrize("to", ["ana", "ben", "boo"])
def test_a_partner_is_of_the_department(
    case: Any, part: cr.ReferCase, to: str, refused: Callable[..., str]
) -> None:
    """Neither whoever refers, nor a colleague, nor nobody: bo of billing, or mia for the managers, is."""
    said = refused(case.when("ana", part.replace(to=to)), "partner-is-of-the-department")
    assert f"(ESC-14, ESC-21, ESC-24): `{to}` is not of `{part.department}`, to which case" in said
    partner = "bo" if part.department == "billing" else "mia"
    given = case.given("ana", part.replace(to=partner))
    rows = [worklist(given.desk, name, (given.case,), given.context(partner)).rows for name in LISTS]
    assert sum(len(each) for each in rows) == 1


@pytest.mark.requirement("ESC-11")
def test_an_agent_credits_up_to_300_with_a_justification(worked: Any, refused: Callable[..., str]) -> None:
    """300.00 itself is within; a cent more takes an approver; without a reason it is refused at once."""
    within = worked.when("ana", CREDIT.replace(amount=300)).or_raise()
    assert within.case.credited == Decimal(300)
    assert "holds    `credit-in-authority` (ESC-11)" in worked.told(within)
    above = CREDIT.replace(amount="300.01")
    said = refused(worked.when("ana", above), "credit-in-authority")
    assert "(ESC-11): credits of 300.01 in all are above the authority of `ana`" in said
    assert worked.given("ana", above.replace(approved_by="lea")).case.credits[0].approved_by == "lea"
    refused(worked.when("ana", CREDIT.replace(justification=None)), "credit-is-justified")
    with pytest.raises(ValueError, match="at least 1 character"):
        cr.GrantCredit(amount=20, justification="  ")


@pytest.mark.requirement("ESC-11")
@pytest.mark.parametrize("approver", ["ana", "ben", "leadership", "nobody"])
def test_only_somebody_else_of_leadership_approves(
    worked: Any, approver: str, refused: Callable[..., str]
) -> None:
    """Not oneself, not a colleague, and no team in the place of a person."""
    refused(worked.when("ana", CREDIT.replace(amount=400, approved_by=approver)), "credit-in-authority")
    own = CREDIT.replace(amount=400, approved_by="lea")
    refused(worked.when("lea", own), "credit-in-authority")
    assert worked.when("lou", own).accepted


@pytest.mark.requirement("ESC-11")
def test_the_sum_of_a_case_s_credits_counts(worked: Any, refused: Callable[..., str]) -> None:
    """200 and 100 are within 300; 200 and 101 are not, whoever grants the second."""
    credited = worked.given("ana", CREDIT)
    assert credited.given("ana", CREDIT.replace(amount=100)).case.credited == Decimal(300)
    for who in ("ana", "ben"):
        said = refused(credited.when(who, CREDIT.replace(amount=101)), "credit-in-authority")
        assert "credits of 301 in all" in said


@pytest.fixture
def dispute(desk: Any) -> Any:
    """A notice of dispute that ana works on."""
    return desk.given("ida", DISPUTE).given("ana", *TO_WORK)


LARGE = CREDIT.replace(amount=600, approved_by="lea")
ASK = cr.AskApproval(subject="credit", amount=600)


@pytest.mark.requirement("ESC-12")
def test_a_large_credit_on_a_dispute_takes_an_approval_on_record(
    dispute: Any, refused: Callable[..., str]
) -> None:
    """500 with an approver named is enough; for 600 leadership's approval has to be on the case."""
    assert dispute.when("ana", LARGE.replace(amount=500)).accepted
    said = refused(dispute.when("ana", LARGE), "credit-on-dispute")
    assert "(ESC-12): credits of 600 in all on a notice of dispute take the approval of leadership" in said
    asked = dispute.given("ana", ASK)
    refused(asked.when("ana", LARGE), "credit-on-dispute")
    number = asked.case.approvals[0].number
    denied = asked.given("lea", cr.DecideApproval(number=number, approved=False))
    refused(denied.when("ana", LARGE), "credit-on-dispute")
    approved = asked.given("lea", cr.DecideApproval(number=number, approved=True))
    granted = approved.when("ana", LARGE.replace(approved_by=None)).or_raise()
    assert granted.case.credited == Decimal(600)
    assert "holds    `credit-on-dispute` (ESC-12)" in approved.told(granted)


@pytest.mark.requirement("ESC-12")
def test_the_approval_has_to_reach_the_sum(dispute: Any, refused: Callable[..., str]) -> None:
    """Two credits of 300 are 600; an approval up to 550, or for no sum at all, is not enough."""
    half = dispute.given("ana", CREDIT.replace(amount=300))
    second = CREDIT.replace(amount=300, approved_by="lea")
    for ask in (ASK.replace(amount=550), ASK.replace(amount=None)):
        asked = half.given("ana", ask)
        yes = cr.DecideApproval(number=asked.case.approvals[0].number, approved=True)
        refused(asked.given("lea", yes).when("ana", second), "credit-on-dispute")


@pytest.mark.requirement("ESC-12")
def test_leadership_decides_what_somebody_else_asked_for(worked: Any, refused: Callable[..., str]) -> None:
    """It may be asked for on any case, and everybody concerned is told; lea does not approve her own."""
    asked = worked.when("ana", ASK.replace(subject="exception", amount=None)).or_raise()
    assert [(notice.to, notice.source) for notice in asked.notices] == [("leadership", "ESC-12")]
    waiting = worked.given("ana", ASK)
    yes = cr.DecideApproval(number=waiting.case.approvals[0].number, approved=True)
    said = refused(waiting.when("ana", yes), "leadership-decides")
    assert "(ESC-12): `ana` can't decide this approval" in said
    assert [notice.to for notice in waiting.when("lea", yes).or_raise().notices] == ["ana"]
    own = worked.given("lea", ASK)
    refused(own.when("lea", yes), "leadership-decides")
    assert own.given("lou", yes).when("ana", CREDIT.replace(amount=550)).accepted


@pytest.mark.requirement("ESC-24")
def test_a_grandfathered_package_is_restored_by_the_manager_channel(
    worked: Any, refused: Callable[..., str]
) -> None:
    """On a case referred there with a justification: mia restores it, and ana notes it once mia is done."""
    said = refused(worked.when("ana", RESTORE), "package-by-managers")
    assert "remedy: refer it there, with a justification, and have the answer" in said
    referred = worked.given("ana", PACKAGE)
    refused(referred.when("ana", RESTORE), "package-by-managers")
    restored = referred.given("mia", RESTORE)
    assert "holds    `package-by-managers` (ESC-24)" in referred.told(referred.when("mia", RESTORE))
    assert restored.case.actions[-1].name == "restore grandfathered package"
    number = referred.case.referrals[0].number
    log = cr.UpdateReferral(number=number, text="yes, restored")
    answered = referred.given("mia", log, cr.CompleteReferral(number=number), after=HOUR)
    assert answered.when("ana", RESTORE, after=HOUR).accepted
    called_off = referred.given("ana", cr.CancelReferral(number=number))
    refused(called_off.when("mia", RESTORE), "package-by-managers")


@pytest.mark.requirement("ESC-24")
@pytest.mark.parametrize("justification", [None, " "])
def test_the_manager_channel_is_told_why(
    worked: Any, justification: str | None, refused: Callable[..., str]
) -> None:
    """A referral there says why it should be done; to another department it need not."""
    said = refused(
        worked.when("ana", PACKAGE.replace(justification=justification)), "manager-channel-is-told-why"
    )
    assert "(ESC-24): nobody says why the managers should do this for case `C-1`" in said
    assert worked.when("ana", TASK).accepted


@pytest.mark.requirement("ESC-12")
def test_a_notice_of_dispute_is_taken_back_by_leadership(desk: Any, refused: Callable[..., str]) -> None:
    """Nobody takes it back for as long as a credit takes; not with a change of status either."""
    dispute = desk.given("ida", DISPUTE).given("ana", *TO_WORK)
    gone = {"notice_of_dispute": False}
    back = cr.ChangeFields(fields=gone)
    large = CREDIT.replace(amount=Decimal(600), approved_by="lea")
    said = refused(dispute.when("ana", back, large), "dispute-is-taken-back-by-leadership")
    assert "(ESC-12): there is a notice of dispute on case `C-1`, and `ana` can't take it back" in said
    legal = cr.ChangeStatus(to="Legal Review", fields=gone)
    refused(dispute.when("ana", legal), "dispute-is-taken-back-by-leadership")
    assert dispute.when("lea", back).accepted


ELSEWHERE = """
base = "service_hub"
id = "elsewhere"
"""


@pytest.mark.requirement("ESC-12")
def test_what_another_desk_approved_is_no_approval_of_leadership(
    story: Any, desk: Any, refused: Callable[..., str]
) -> None:
    """Ana asked and decided at a desk that knows no leadership; taken over here, that counts for nothing."""
    other = story(cr.Desk(cr.Rulebook.from_text(ELSEWHERE, "toml")), ROSTER, MONDAY)
    opened = other.given("ana", cr.OpenCase(new_id="C-1", subject="no service"))
    asked = opened.given("ana", cr.AskApproval(subject="credit", amount=5000))
    approved = asked.given("ana", cr.DecideApproval(number=asked.case.approvals[0].number, approved=True))
    taken = desk.desk.adopt(
        approved.case,
        desk.context("ana"),
        set={**COMPLAINT, "notice_of_dispute": True},
    ).or_raise()
    credit = CREDIT.replace(amount=Decimal(5000))
    refused(
        desk.desk.decide(taken.case, credit, desk.context("ana")), "credit-in-authority", "credit-on-dispute"
    )
