"""What work on a case writes: comments, calls, attempts, actions, activities, documents, referrals, credits.

Everything done leaves a line in `actions`, the trail that lets anyone carry on (FES-23).
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
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
from caserules.model import UNCHECKED, Model, assembler

__all__ = ["PARTS", "Work", "earliest", "latest", "line_of", "maker", "worked"]

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


def worked(case: Case, event: Work) -> dict[str, Any]:  # noqa: C901, PLR0912 one arm an event
    """The fields that a piece of work writes, its line in the trail among them."""
    held, said, kind = case.__dict__, event.__dict__, type(event)
    at, written = said["occurred_at"], _done(held, said, kind)
    if kind in PARTS:
        name, make = _part(kind)
        number = said.get("number")
        if number is not None and number <= held["parts"]:
            raise ValueError(
                f"case `{case.id}` has had a part `{number}` already; the next is `{case.parts + 1}`"
            )
        written[name] = held[name] + (make(said),)
    match event.event:
        case "CommentAdded":
            if event.public:
                written["last_agent_at"] = latest(case.last_agent_at, at)
        case "CallLogged":
            _contact(written, case, at, reached=True, outgoing=event.direction == "out")
        case "AttemptLogged":
            _contact(written, case, at, reached=event.reached, outgoing=True)
        case "ActivityCompleted":
            written["activities"] = _changed(case, case.activities, event.number, status="completed")
        case "ActivityCancelled":
            written["activities"] = _changed(case, case.activities, event.number, status="cancelled")
        case "ReferralUpdated":
            log = (*_numbered(case, case.referrals, event.number).worklog, event.text)
            written["referrals"] = _changed(case, case.referrals, event.number, worklog=log)
        case "ReferralCompleted":
            facts = {"completed_at": at, "resolution_code": event.resolution_code, "details": event.details}
            written["referrals"] = _changed(case, case.referrals, event.number, status="completed", **facts)
        case "ReferralCancelled":
            ended = {"status": "cancelled", "completed_at": at}
            written["referrals"] = _changed(case, case.referrals, event.number, **ended)
        case "ApprovalDecided":
            decided = {"approved": event.approved, "decided_by": event.by, "decided_at": at}
            written["approvals"] = _changed(case, case.approvals, event.number, **decided)
        case "ActionTaken" | "ActivityAdded" | "AttachmentAdded" | "CaseReferred":
            pass  # there is no more to it than the line, or the part
        case "CreditGranted" | "ApprovalAsked" | "UpdateAsked":
            pass
        case _:
            assert_never(event)
    return written


PARTS: dict[type[e.OneEvent], tuple[str, type[Model]]] = {
    e.CommentAdded: ("comments", Comment),
    e.CallLogged: ("calls", Call),
    e.AttemptLogged: ("attempts", Attempt),
    e.ActivityAdded: ("activities", Activity),
    e.AttachmentAdded: ("attachments", Attachment),
    e.CaseReferred: ("referrals", Referral),
    e.CreditGranted: ("credits", Credit),
    e.ApprovalAsked: ("approvals", Approval),
    e.UpdateAsked: ("updates_asked", UpdateRequest),
}
"""Events that add a part: the tuple that grows by it, and what it is."""


@cache
def _part(event: type[e.OneEvent]) -> tuple[str, Callable[[Mapping[str, Any]], Any]]:
    """The tuple that grows by the part, and what makes that."""
    name, part = PARTS[event]
    return name, maker(part, event)


@cache
def maker(part: type[Model], event: type[Model]) -> Callable[[Mapping[str, Any]], Any]:
    """What makes such a part of the facts of such an event: what both know by name, and when it happened.

    It is a function written out for the two: one display of a dict, a quarter of what a loop takes.
    """
    places = {name: name for name in event.model_fields if name in part.model_fields} | {"at": "occurred_at"}
    known = {name: f"known[{place!r}]" for name, place in places.items()}
    display = ", ".join(f"{name!r}: {known.get(name, f'blank[{name!r}]')}" for name in part.model_fields)
    assemble, blank, _ = UNCHECKED[part]
    names = {"assemble": assemble, "blank": blank}
    made: Callable[[Mapping[str, Any]], Any] = eval(f"lambda known: assemble({{{display}}})", names)  # noqa: S307 names of our own
    return made


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
    return _noted(event.__dict__, type(event))


def _noted(said: Mapping[str, Any], event: type[e.OneEvent]) -> Action:
    kind, name = _LINES[event]
    if event is e.ActionTaken:
        name = said["action"]
    made: Action = _line(
        {"kind": kind, "name": name, "at": said["occurred_at"], "by": said["by"], "noted_at": said["at"]}
    )
    return made


def _done(held: Mapping[str, Any], said: Mapping[str, Any], event: type[e.OneEvent]) -> dict[str, Any]:
    return {
        "actions": held["actions"] + (_noted(said, event),),
        "last_action_at": latest(held["last_action_at"], said["occurred_at"]),
        "parts": max(held["parts"], said.get("number", 0)),
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
