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
from caserules.model import Model

__all__ = ["Work", "latest", "worked"]

N = TypeVar("N", bound=Model)
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
    at = event.occurred_at
    match event:
        case e.CommentAdded(public=public):
            answered = {"last_agent_at": latest(case.last_agent_at, at)} if public else {}
            done = {**_done(case, event, "comment"), **answered}
            return {**done, "comments": (*case.comments, _part(Comment, event))}
        case e.CallLogged(direction=direction):
            done = {
                **_done(case, event, "call"),
                **_contact(case, at, reached=True, outgoing=direction == "out"),
            }
            return {**done, "calls": (*case.calls, _part(Call, event))}
        case e.AttemptLogged(reached=reached):
            done = {**_done(case, event, "attempt"), **_contact(case, at, reached=reached, outgoing=True)}
            return {**done, "attempts": (*case.attempts, _part(Attempt, event))}
        case e.ActionTaken(action=action):
            return _done(case, event, "action", action)
        case e.ActivityAdded():
            done = _done(case, event, "activity", "added")
            return {**done, "activities": (*case.activities, _part(Activity, event))}
        case e.ActivityCompleted(number=number):
            activities = _changed(case.activities, number, status="completed")
            return {**_done(case, event, "activity", "completed"), "activities": activities}
        case e.ActivityCancelled(number=number):
            activities = _changed(case.activities, number, status="cancelled")
            return {**_done(case, event, "activity", "cancelled"), "activities": activities}
        case e.AttachmentAdded():
            done = _done(case, event, "attachment")
            return {**done, "attachments": (*case.attachments, _part(Attachment, event))}
        case e.CaseReferred():
            done = _done(case, event, "referral", "opened")
            return {**done, "referrals": (*case.referrals, _part(Referral, event))}
        case e.ReferralUpdated(number=number, text=text):
            log = next(each.worklog for each in case.referrals if each.number == number)
            referrals = _changed(case.referrals, number, worklog=(*log, text))
            return {**_done(case, event, "referral", "updated"), "referrals": referrals}
        case e.ReferralCompleted(number=number, resolution_code=code, details=details):
            facts = {"completed_at": at, "resolution_code": code, "details": details}
            referrals = _changed(case.referrals, number, status="completed", **facts)
            return {**_done(case, event, "referral", "completed"), "referrals": referrals}
        case e.ReferralCancelled(number=number):
            referrals = _changed(case.referrals, number, status="cancelled", completed_at=at)
            return {**_done(case, event, "referral", "cancelled"), "referrals": referrals}
        case e.CreditGranted():
            return {**_done(case, event, "credit"), "credits": (*case.credits, _part(Credit, event))}
        case e.ApprovalAsked():
            asked = _part(Approval, event)
            return {**_done(case, event, "approval", "asked"), "approvals": (*case.approvals, asked)}
        case e.ApprovalDecided(number=number, approved=approved):
            decided = {"approved": approved, "decided_by": event.by, "decided_at": at}
            approvals = _changed(case.approvals, number, **decided)
            return {**_done(case, event, "approval", "decided"), "approvals": approvals}
        case e.UpdateAsked():
            asked_of = _part(UpdateRequest, event)
            return {**_done(case, event, "update"), "updates_asked": (*case.updates_asked, asked_of)}
        case _:
            assert_never(event)


_STAMP = frozenset({"event", "case_id", "at", "occurred_at", "rules", "step"})
"""What an event says of itself and its part need not repeat."""


def _part(kind: type[N], event: Work) -> N:
    facts = {name: value for name, value in event.__dict__.items() if name not in _STAMP}
    return kind(**facts | {"at": event.occurred_at})


def _done(case: Case, event: Work, kind: str, name: str | None = None) -> dict[str, Any]:
    line = Action(kind=kind, name=name, at=event.occurred_at, by=event.by)
    return {
        "actions": (*case.actions, line),
        "last_action_at": latest(case.last_action_at, event.occurred_at),
        "parts": max(case.parts, getattr(event, "number", 0)),
    }


def _contact(case: Case, at: datetime, *, reached: bool, outgoing: bool) -> dict[str, Any]:
    written: dict[str, Any] = {}
    if outgoing:
        written["first_contact_at"] = _first_of(case.first_contact_at, at)
        written["last_agent_at"] = latest(case.last_agent_at, at)
    else:
        written["last_customer_at"] = latest(case.last_customer_at, at)
    if reached:
        written["last_contact_at"] = latest(case.last_contact_at, at)
    return written


def _changed(parts: tuple[P, ...], number: int, **facts: Any) -> tuple[P, ...]:
    return tuple(part.replace(**facts) if part.number == number else part for part in parts)


def latest(known: datetime | None, at: datetime) -> datetime:
    """The later of the two, where the first may be missing."""
    return at if known is None or at > known else known


def _first_of(known: datetime | None, at: datetime) -> datetime:
    return at if known is None or at < known else known
