"""What work on a case writes: comments, calls, attempts, actions, activities, documents, referrals, credits.

Everything done leaves a line in `actions`, the trail that lets anyone carry on (FES-23).
"""

from datetime import datetime
from typing import Any, TypeAlias, TypeVar, assert_never

from caserules.case import events as e
from caserules.case.case import Case
from caserules.case.parts import (
    Action,
    Activity,
    Approval,
    Attachment,
    Attempt,
    Call,
    Comment,
    Credit,
    Referral,
    UpdateRequest,
)

__all__ = ["Work", "worked"]

P = TypeVar("P", Activity, Referral, Approval)

Work: TypeAlias = (
    e.CommentAdded
    | e.CallLogged
    | e.AttemptLogged
    | e.ActionTaken
    | e.ActivityAdded
    | e.ActivityCompleted
    | e.ActivityCancelled
    | e.AttachmentAdded
    | e.CaseReferred
    | e.ReferralUpdated
    | e.ReferralCompleted
    | e.ReferralCancelled
    | e.CreditGranted
    | e.ApprovalAsked
    | e.ApprovalDecided
    | e.UpdateAsked
)
"""The events that record work."""


def worked(case: Case, event: Work) -> dict[str, Any]:  # noqa: C901, PLR0911, PLR0912 one arm an event
    """The fields that a piece of work writes, its line in the trail among them."""
    at, by = event.occurred_at, event.by
    match event:
        case e.CommentAdded(number=number, text=text, public=public):
            part = Comment(number=number, text=text, public=public, at=at, by=by)
            answered = {"last_agent_at": _later(case.last_agent_at, at)} if public else {}
            return {**_done(case, event, "comment"), **answered, "comments": (*case.comments, part)}
        case e.CallLogged():
            call = Call(
                number=event.number,
                direction=event.direction,
                issue=event.issue,
                result=event.result,
                facts=event.facts,
                at=at,
                by=by,
            )
            return {
                **_done(case, event, "call"),
                **_contact(case, at, reached=True, outgoing=event.direction == "out"),
                "calls": (*case.calls, call),
            }
        case e.AttemptLogged():
            attempt = Attempt(
                number=event.number,
                channel=event.channel,
                reached=event.reached,
                outcome=event.outcome,
                at=at,
                by=by,
            )
            return {
                **_done(case, event, "attempt"),
                **_contact(case, at, reached=event.reached, outgoing=True),
                "attempts": (*case.attempts, attempt),
            }
        case e.ActionTaken(action=action):
            return _done(case, event, "action", action)
        case e.ActivityAdded():
            activity = Activity(
                number=event.number,
                kind=event.kind,
                subject=event.subject,
                due_at=event.due_at,
                at=at,
                by=by,
            )
            done = _done(case, event, "activity", "added")
            return {**done, "activities": (*case.activities, activity)}
        case e.ActivityCompleted(number=number):
            activities = _changed(case.activities, number, status="completed")
            return {**_done(case, event, "activity", "completed"), "activities": activities}
        case e.ActivityCancelled(number=number):
            activities = _changed(case.activities, number, status="cancelled")
            return {**_done(case, event, "activity", "cancelled"), "activities": activities}
        case e.AttachmentAdded():
            attachment = Attachment(
                number=event.number,
                name=event.name,
                kind=event.kind,
                reference=event.reference,
                digest=event.digest,
                at=at,
                by=by,
            )
            return {**_done(case, event, "attachment"), "attachments": (*case.attachments, attachment)}
        case e.CaseReferred():
            facts = event.model_dump(exclude=_STAMP)
            referral = Referral(**facts, at=at, by=by)
            return {**_done(case, event, "referral", "opened"), "referrals": (*case.referrals, referral)}
        case e.ReferralUpdated(number=number, text=text):
            log = next(each.worklog for each in case.referrals if each.number == number)
            referrals = _changed(case.referrals, number, worklog=(*log, text))
            return {**_done(case, event, "referral", "updated"), "referrals": referrals}
        case e.ReferralCompleted(number=number, resolution_code=code, details=details):
            referrals = _changed(
                case.referrals,
                number,
                status="completed",
                completed_at=at,
                resolution_code=code,
                details=details,
            )
            return {**_done(case, event, "referral", "completed"), "referrals": referrals}
        case e.ReferralCancelled(number=number):
            referrals = _changed(case.referrals, number, status="cancelled", completed_at=at)
            return {**_done(case, event, "referral", "cancelled"), "referrals": referrals}
        case e.CreditGranted():
            credit = Credit(
                number=event.number,
                amount=event.amount,
                justification=event.justification,
                approved_by=event.approved_by,
                at=at,
                by=by,
            )
            return {**_done(case, event, "credit"), "credits": (*case.credits, credit)}
        case e.ApprovalAsked(number=number, subject=subject, amount=amount):
            approval = Approval(number=number, subject=subject, amount=amount, asked_by=by, at=at)
            return {**_done(case, event, "approval", "asked"), "approvals": (*case.approvals, approval)}
        case e.ApprovalDecided(number=number, approved=approved):
            approvals = _changed(case.approvals, number, approved=approved, by=by, decided_at=at)
            return {**_done(case, event, "approval", "decided"), "approvals": approvals}
        case e.UpdateAsked(of=of, customer_asked=asked):
            request = UpdateRequest(of=of, customer_asked=asked, at=at, by=by)
            return {**_done(case, event, "update"), "updates_asked": (*case.updates_asked, request)}
        case _:
            assert_never(event)


_STAMP = {"event", "case_id", "at", "occurred_at", "by", "rules", "step"}


def _done(case: Case, event: Work, kind: str, name: str | None = None) -> dict[str, Any]:
    line = Action(kind=kind, name=name, at=event.occurred_at, by=event.by)
    return {
        "actions": (*case.actions, line),
        "last_action_at": _later(case.last_action_at, event.occurred_at),
        "parts": max(case.parts, getattr(event, "number", 0)),
    }


def _contact(case: Case, at: datetime, *, reached: bool, outgoing: bool) -> dict[str, Any]:
    written: dict[str, Any] = {}
    if outgoing:
        written["first_contact_at"] = _earlier(case.first_contact_at, at)
        written["last_agent_at"] = _later(case.last_agent_at, at)
    else:
        written["last_customer_at"] = _later(case.last_customer_at, at)
    if reached:
        written["last_contact_at"] = _later(case.last_contact_at, at)
    return written


def _changed(parts: tuple[P, ...], number: int, **facts: Any) -> tuple[P, ...]:
    return tuple(part.replace(**facts) if part.number == number else part for part in parts)


def _later(known: datetime | None, at: datetime) -> datetime:
    return at if known is None or at > known else known


def _earlier(known: datetime | None, at: datetime) -> datetime:
    return at if known is None or at < known else known
