"""What work on a case writes: comments, calls, attempts, actions, activities, documents, referrals, credits.

Everything done leaves a line in `actions`, the trail that lets anyone carry on (FES-23).
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Any, TypeAlias, TypeVar, assert_never, cast

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
from caserules.model import Model, assembler, builder

__all__ = ["Numbered", "Work", "earliest", "latest", "line_of", "maker", "worked"]

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

Numbered: TypeAlias = (
    e.CommentAdded
    | e.CallLogged
    | e.AttemptLogged
    | e.ActivityAdded
    | e.AttachmentAdded
    | e.CaseReferred
    | e.CreditGranted
    | e.ApprovalAsked
)
"""Those that add a numbered part."""


def worked(case: Case, event: Work) -> dict[str, Any]:  # noqa: C901, PLR0912, PLR0915 one arm an event
    """The fields that a piece of work writes, its line in the trail among them."""
    at = event.occurred_at
    match event.event:
        case "CommentAdded":
            written = _done(case, event)
            written["comments"] = (*case.comments, _new(Comment, case, event))
            if event.public:
                written["last_agent_at"] = latest(case.last_agent_at, at)
        case "CallLogged":
            written = _done(case, event)
            written["calls"] = (*case.calls, _new(Call, case, event))
            _contact(written, case, at, reached=True, outgoing=event.direction == "out")
        case "AttemptLogged":
            written = _done(case, event)
            written["attempts"] = (*case.attempts, _new(Attempt, case, event))
            _contact(written, case, at, reached=event.reached, outgoing=True)
        case "ActionTaken":
            written = _done(case, event)
        case "ActivityAdded":
            written = _done(case, event)
            written["activities"] = (*case.activities, _new(Activity, case, event))
        case "ActivityCompleted":
            written = _done(case, event)
            written["activities"] = _changed(case, case.activities, event.number, status="completed")
        case "ActivityCancelled":
            written = _done(case, event)
            written["activities"] = _changed(case, case.activities, event.number, status="cancelled")
        case "AttachmentAdded":
            written = _done(case, event)
            written["attachments"] = (*case.attachments, _new(Attachment, case, event))
        case "CaseReferred":
            written = _done(case, event)
            written["referrals"] = (*case.referrals, _new(Referral, case, event))
        case "ReferralUpdated":
            log = (*_numbered(case, case.referrals, event.number).worklog, event.text)
            written = _done(case, event)
            written["referrals"] = _changed(case, case.referrals, event.number, worklog=log)
        case "ReferralCompleted":
            facts = {"completed_at": at, "resolution_code": event.resolution_code, "details": event.details}
            written = _done(case, event)
            written["referrals"] = _changed(case, case.referrals, event.number, status="completed", **facts)
        case "ReferralCancelled":
            ended = {"status": "cancelled", "completed_at": at}
            written = _done(case, event)
            written["referrals"] = _changed(case, case.referrals, event.number, **ended)
        case "CreditGranted":
            written = _done(case, event)
            written["credits"] = (*case.credits, _new(Credit, case, event))
        case "ApprovalAsked":
            written = _done(case, event)
            written["approvals"] = (*case.approvals, _new(Approval, case, event))
        case "ApprovalDecided":
            decided = {"approved": event.approved, "decided_by": event.by, "decided_at": at}
            written = _done(case, event)
            written["approvals"] = _changed(case, case.approvals, event.number, **decided)
        case "UpdateAsked":
            written = _done(case, event)
            written["updates_asked"] = (*case.updates_asked, _part(UpdateRequest, event))
        case _:
            assert_never(event)
    return written


def _new(kind: type[N], case: Case, event: Numbered) -> N:
    """The part that the event adds, under a number that the case has not given yet."""
    if event.number <= case.parts:
        raise ValueError(
            f"case `{case.id}` has had a part `{event.number}` already; the next is `{case.parts + 1}`"
        )
    return _part(kind, event)


def _part(kind: type[N], event: Work) -> N:
    made: Any = maker(kind, type(event))(event.__dict__)
    return cast("N", made)


@cache
def maker(part: type[Model], event: type[Model]) -> Callable[[Mapping[str, Any]], Any]:
    """What makes such a part of the facts of such an event: what both know by name, and when it happened."""
    places = [(name, name) for name in _shared(part, event)]
    places += [("at", "occurred_at")]
    if len(places) < len(part.model_fields):
        build = builder(part)
        return lambda known: build({name: known[place] for name, place in places})
    named = dict(places)
    names = tuple(part.model_fields)
    facts: Callable[[Mapping[str, Any]], tuple[Any, ...]] = itemgetter(*(named[name] for name in names))
    assemble = assembler(part)
    return lambda known: assemble(dict(zip(names, facts(known), strict=True)))


def _shared(part: type[Model], event: type[Model]) -> tuple[str, ...]:
    return tuple(name for name in event.model_fields if name in part.model_fields and name != "at")


_line = assembler(Action)

_LINES: dict[type[e.OneEvent], tuple[str, str | None]] = {
    e.CommentAdded: ("comment", None),
    e.CallLogged: ("call", None),
    e.AttemptLogged: ("attempt", None),
    e.ActionTaken: ("action", None),
    e.ActivityAdded: ("activity", "added"),
    e.ActivityCompleted: ("activity", "completed"),
    e.ActivityCancelled: ("activity", "cancelled"),
    e.AttachmentAdded: ("attachment", None),
    e.CaseReferred: ("referral", "opened"),
    e.ReferralUpdated: ("referral", "updated"),
    e.ReferralCompleted: ("referral", "completed"),
    e.ReferralCancelled: ("referral", "cancelled"),
    e.CreditGranted: ("credit", None),
    e.ApprovalAsked: ("approval", "asked"),
    e.ApprovalDecided: ("approval", "decided"),
    e.UpdateAsked: ("update", None),
}
"""What the trail says of each kind of work; an action is named by its event."""


def line_of(event: Work) -> Action:
    """The event's line in the trail."""
    kind, name = _LINES[type(event)]
    if event.event == "ActionTaken":
        name = event.action
    made: Action = _line(
        {"kind": kind, "name": name, "at": event.occurred_at, "by": event.by, "noted_at": event.at}
    )
    return made


def _done(case: Case, event: Work) -> dict[str, Any]:
    return {
        "actions": (*case.actions, line_of(event)),
        "last_action_at": latest(case.last_action_at, event.occurred_at),
        "parts": max(case.parts, event.__dict__.get("number", 0)),
    }


def _contact(written: dict[str, Any], case: Case, at: datetime, *, reached: bool, outgoing: bool) -> None:
    if outgoing:
        written["first_contact_at"] = earliest(case.first_contact_at, at)
        written["last_agent_at"] = latest(case.last_agent_at, at)
    else:
        written["last_customer_at"] = latest(case.last_customer_at, at)
    if reached:
        written["last_contact_at"] = latest(case.last_contact_at, at)


def _changed(case: Case, parts: tuple[P, ...], number: int, **facts: Any) -> tuple[P, ...]:
    _numbered(case, parts, number)
    return tuple(part._with(facts) if part.number == number else part for part in parts)  # noqa: SLF001 as above


def _numbered(case: Case, parts: tuple[P, ...], number: int) -> P:
    for part in parts:
        if part.number == number:
            return part
    known = ", ".join(f"`{part.number}`" for part in parts) or "none"
    raise ValueError(f"case `{case.id}` has no part `{number}` of that kind; it has: {known}")


def latest(known: datetime | None, at: datetime) -> datetime:
    """The later of the two, where the first may be missing."""
    return at if known is None or at > known else known


def earliest(known: datetime | None, at: datetime) -> datetime:
    """The earlier of the two, where the first may be missing."""
    return at if known is None or at < known else known
