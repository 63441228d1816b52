"""From events to cases: the only place that writes a case."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar, assert_never, overload

from pydantic import ValidationError

from caserules.case import events as e
from caserules.case.case import Case
from caserules.case.fields import PLAIN_FIELDS, begins_with, checked_fields
from caserules.case.history import History
from caserules.case.parts import (
    CloneOf,
    Escalation,
    Link,
    NextAction,
    Reminder,
    Seen,
    StatusSpan,
    Ticket,
)
from caserules.case.values import given
from caserules.case.work import latest, worked
from caserules.model import UNCHECKED, FrozenMap, assembler, builder

__all__ = ["changes", "evolve", "replay"]

C = TypeVar("C", bound=Case)


@overload
def evolve(case: C, event: e.Event) -> C: ...
@overload
def evolve(case: C | None, event: e.Event, case_type: type[C]) -> C: ...
def evolve(case: Any, event: e.Event, case_type: Any = Case) -> Any:
    """The case after `event`: a checked copy; None begins one of `case_type`.

    Raises `ValueError` where the event can't follow: another case's, out of time, a second opening.

    >>> from datetime import datetime, timezone
    >>> from caserules.case.events import CaseClosed, CaseOpened
    >>> at = datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc)
    >>> opened = CaseOpened(
    ...     case_id="C-17", at=at, by="ana", desk="support", subject="no heat", status="new", phase="open",
    ...     received_at=at,
    ... )
    >>> case = evolve(None, opened, Case)
    >>> evolve(case, CaseClosed(case_id="C-17", at=at, by="bo", reason="solved")).close_reason
    'solved'
    >>> case.close_reason is None
    True
    """
    if case is None:
        history = History((event,))
        first = _first(event)
        facts = _opening(first) | {"version": 1, "history": history}
        if first.past:
            facts |= _brought(first)
        if begins_with(case_type, first.fields):
            assemble, blank, _ = UNCHECKED[case_type]
            return assemble(blank | facts)
        return case_type(**facts | given(first.fields))
    history = case.history.appended(event)
    values = changes(case, event)
    values["version"] = case.version + 1
    values["history"] = history
    return case._with(values)  # noqa: SLF001 the one trusted writer


def replay(events: Iterable[e.Event], case_type: type[C]) -> C:
    """The case that these events make; the inverse of `case.history` (ALL-03).

    Raises `ValueError` on no event at all, and where one can't follow another.

    >>> from datetime import datetime, timezone
    >>> from caserules.case.events import CaseClosed, CaseOpened
    >>> at = datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc)
    >>> opened = CaseOpened(
    ...     case_id="C-17", at=at, by="ana", desk="support", subject="no heat", status="new", phase="open",
    ...     received_at=at,
    ... )
    >>> case = replay([opened, CaseClosed(case_id="C-17", at=at, by="bo")], Case)
    >>> case.version, case.history, replay(case.history, Case) == case
    (2, <2 events>, True)
    """
    history = History(events)
    if not history:
        raise ValueError("no events, no case: a history begins with `CaseOpened`")
    case = evolve(None, history[0], case_type)
    for event in history[1:]:
        case._amend(changes(case, event))  # noqa: SLF001 as above
    case._amend({"version": case.version + len(history) - 1, "history": history})  # noqa: SLF001 as above
    return case


def changes(case: Case, event: e.Event) -> dict[str, Any]:  # noqa: C901, PLR0911, PLR0912 one arm an event
    """The fields that `event` writes, with their new values; `version` and `history` are `evolve`'s."""
    at = event.occurred_at
    match event.event:
        case "CommentAdded" | "CallLogged" | "AttemptLogged" | "ActionTaken":
            return worked(case, event)
        case "StatusChanged":
            return _status(case, event)
        case "FieldsChanged":
            return checked_fields(case, event.fields)
        case "CaseRouted":
            return _placed(case, event, event.owner, event.queue)
        case "CaseAssigned":
            return _placed(case, event, event.to, None)
        case "CaseReleased":
            return _placed(case, event, None, event.queue)
        case "CasePicked":
            return _placed(case, event, event.by, None)
        case "CaseResolved":
            return {"resolution": event.resolution, "resolved_at": at, "resolved_by": event.by}
        case "ActivityAdded" | "ActivityCompleted" | "ActivityCancelled" | "AttachmentAdded":
            return worked(case, event)
        case "CaseReferred" | "ReferralUpdated" | "ReferralCompleted" | "ReferralCancelled":
            return worked(case, event)
        case "CreditGranted" | "ApprovalAsked" | "ApprovalDecided" | "UpdateAsked":
            return worked(case, event)
        case "InteractionReceived":
            return {"last_customer_at": latest(case.last_customer_at, at)}
        case "CaseClassified":
            return _given(type=event.type, reason=event.reason)
        case "PriorityChanged":
            return {"priority": event.priority}
        case "StageChanged":
            return {"stage": event.stage, "stage_since": at}
        case "CaseCloned":
            root = case.clone_of.root if case.clone_of else case.id
            clone = CloneOf(source=case.id, root=root, reason=event.reason, target=event.target)
            return {"clones": (*case.clones, clone), "links": _linked(case, event.clone, "clone")}
        case "CaseLinked":
            return {"links": _linked(case, event.to, event.relation)}
        case "CaseUnlinked":
            return {"links": tuple(link for link in case.links if link.to != event.to)}
        case "TicketLinked":
            ticket = Ticket(tracker=event.tracker, ticket=event.ticket)
            return {"tickets": (*case.tickets, ticket)}
        case "NextActionSet":
            named = None if event.text is None else NextAction(text=event.text, due_at=event.due_at)
            return {"next_action": named}
        case "RequesterChanged":
            return _given(requester=event.requester, account=event.account)
        case "EscalationDetermined":
            known = case.escalation or Escalation(needed=event.needed, determined_at=at)
            anew = {"needed": event.needed, "determined_at": at}
            return {"escalation": known._with(anew)}  # noqa: SLF001 as above
        case "CaseEscalated":
            known = case.escalation or Escalation(needed=True, determined_at=at)
            return {"escalation": known._with({"to": event.to, "escalated_at": at})}  # noqa: SLF001 as above
        case "CaseClosed":
            return {"closed_at": at, "close_reason": event.reason}
        case "CaseReactivated":
            return dict.fromkeys(_SETTLED)
        case "CaseMerged":
            return {"merged_into": event.into}
        case "CaseUnmerged":
            return {"merged_into": None}
        case "CaseAbsorbed":
            return {"absorbed": (*case.absorbed, event.merged)}
        case "CaseParted":
            return {"absorbed": tuple(each for each in case.absorbed if each != event.merged)}
        case "ReminderGiven":
            reminder = Reminder(to=event.to, key=event.key, at=at)
            return {"reminders": (*case.reminders, reminder)}
        case "CaseSeen":
            return {"seen": _seen(case, event.by, at)}
        case "CaseOpened":
            raise ValueError(f"case `{case.id}` is open already; it can't be opened again")
        case _:
            assert_never(event)


_ENDED = ("resolution", "resolved_at", "resolved_by", "closed_at", "close_reason")
"""What a settled case knows of its end, and forgets once it is open again."""

_SETTLED = (*_ENDED, "escalation")
"""What it forgets when it is taken up again on purpose (SVC-12)."""


_OF_EVERY_CASE = frozenset(Case.model_fields)


def _first(event: e.Event) -> e.CaseOpened:
    if not isinstance(event, e.CaseOpened):  # pragma: no cover  # History refuses it first
        raise TypeError(event)
    return event


def _opening(event: e.CaseOpened) -> dict[str, Any]:
    at = event.occurred_at
    own = event.fields.items()
    if own and (taken := [name for name, _ in own if name in _OF_EVERY_CASE]):
        lines: Any = [
            {"type": "extra_forbidden", "loc": (name,), "input": event.fields[name]} for name in taken
        ]
        raise ValidationError.from_exception_data("CaseOpened.fields", lines)
    return {
        **event.fields,
        "id": event.case_id,
        "desk": event.desk,
        "subject": event.subject,
        "description": event.description,
        "type": event.type,
        "reason": event.reason,
        "priority": event.priority,
        "origin": event.origin,
        "requester": event.requester,
        "account": event.account,
        "status": event.status,
        "status_since": at,
        "phase": event.phase,
        "stage": event.stage,
        "stage_since": at if event.stage else None,
        "received_at": event.received_at,
        "opened_at": at,
        "opened_by": event.by,
        "opened_for": event.opened_for,
        "status_spans": (
            _span({"status": event.status, "phase": event.phase, "since": at, "until": None, "owner": None}),
        ),
        "clone_of": event.clone_of,
        "links": (_link({"to": event.clone_of.source, "relation": "clone of"}),) if event.clone_of else (),
        **(_ending(event, None) if event.phase != "open" else {}),
    }


_BROUGHT = (
    *("first_contact_at", "last_contact_at", "last_agent_at", "last_customer_at", "last_action_at"),
    *("next_action", "parts", "comments", "calls", "attempts", "actions", "activities", "attachments"),
    *("links", "tickets", "referrals", "credits", "approvals", "updates_asked", "seen"),
    *("absorbed", "clone_of", "clones"),
)
"""What was said and done stays with a case that another desk takes over; where it stood there does not."""


def _brought(event: e.CaseOpened) -> dict[str, Any]:
    """What a case brings along from the desk of which it is taken over; worked out once for an event."""
    held = vars(event)
    if _HELD not in held:
        before = replay(map(_of_any_desk, History((event,)).past), Case)
        brought = {name: getattr(before, name) for name in _BROUGHT}
        held[_HELD] = {**brought, "version": before.version + 1, "adopted_from": before.desk}
    found: dict[str, Any] = held[_HELD]
    return found


_HELD = "_brought"


def _of_any_desk(event: e.Event) -> e.Event:
    """The event without what it says of a desk's own fields."""
    match event:
        case e.CaseOpened():
            return event.replace(fields=FrozenMap())
        case e.FieldsChanged():
            plain = {name: value for name, value in event.fields.items() if name in PLAIN_FIELDS}
            return event.replace(fields=FrozenMap(plain))
        case _:
            return event


_span = assembler(StatusSpan)
_look = builder(Seen)
_link = builder(Link)


def _seen(case: Case, by: str, at: datetime) -> tuple[Seen, ...]:
    before = next((each.at for each in case.seen if each.by == by), None)
    others = tuple(each for each in case.seen if each.by != by)
    return (*others, _look({"by": by, "at": latest(before, at)}))


def _status(case: Case, event: e.StatusChanged) -> dict[str, Any]:
    """The status, and what a case knows of its end: that follows the phase, whatever command changed it."""
    held, said = case.__dict__, event.__dict__
    spans, status, phase = held["status_spans"], said["status"], said["phase"]
    last = spans[-1].__dict__
    at = max(said["occurred_at"], last["since"])
    until = _span({**last, "until": at})
    span = _span({"status": status, "phase": phase, "since": at, "until": None, "owner": held["owner"]})
    written = {"status": status, "phase": phase, "status_since": at}
    written["status_spans"] = (*spans[:-1], until, span)
    if phase != held["phase"]:
        written.update(_ending(event, case))
    return written


def _ending(event: e.StatusChanged | e.CaseOpened, before: Case | None) -> dict[str, Any]:
    """What the step into another phase writes of the case's end."""
    said = event.__dict__
    if said["phase"] == "closed":
        return {"closed_at": said["occurred_at"]}
    if said["phase"] == "open":
        return dict.fromkeys(_ENDED)
    ended = {"closed_at": None, "close_reason": None}
    if before is None or before.phase == "open" or before.resolved_at is None:
        ended["resolved_at"], ended["resolved_by"] = said["occurred_at"], said["by"]
    return ended


def _placed(case: Case, event: e.Event, owner: str | None, queue: str | None) -> dict[str, Any]:
    at = event.occurred_at
    return {
        "owner": owner,
        "owner_since": None if owner is None else case.owner_since if owner == case.owner else at,
        "queue": queue,
        "queue_since": None if queue is None else case.queue_since if queue == case.queue else at,
    }


def _linked(case: Case, to: str, relation: str) -> tuple[Link, ...]:
    return (*(link for link in case.links if link.to != to), _link({"to": to, "relation": relation}))


def _given(**facts: Any) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}
