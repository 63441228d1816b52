"""What an event writes of a few fields of a case, without the rest: for a fold that follows only those.

`changes` says what an event writes; this says the same of the fields that are asked for most, one by one.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from caserules.case import events as e
from caserules.case.parts import Attachment, Attempt, Call, Comment, Credit, Reminder, Ticket, UpdateRequest
from caserules.case.work import _LINES, earliest, latest, line_of, maker
from caserules.case.written import WRITTEN
from caserules.model import Model, builder

__all__ = ["ADDED", "Write", "narrowed"]

Write: TypeAlias = Callable[[Mapping[str, Any], Any], Any]
"""The new value of a field, of the case's fields before and the event."""


def narrowed(kind: type[e.OneEvent], wanted: frozenset[str]) -> tuple[tuple[str, Write], ...] | None:
    """Those of the fields that events of that kind write, with their new values; None: ask `changes`."""
    if kind not in WRITTEN:
        return None
    stated = _STATED.get(kind, {})
    names = [name for name in WRITTEN[kind] if name in wanted]
    return tuple((name, stated[name]) for name in names) if all(name in stated for name in names) else None


def _added(part: type[Model], event: type[e.OneEvent]) -> Callable[[Any], Any]:
    make = maker(part, event)
    return lambda event: make(event.__dict__)


_ticket, _reminder = builder(Ticket), builder(Reminder)

ADDED: dict[str, dict[type[e.OneEvent], Callable[[Any], Any]]] = {
    "actions": dict.fromkeys(_LINES, line_of),
    "attachments": {e.AttachmentAdded: _added(Attachment, e.AttachmentAdded)},
    "attempts": {e.AttemptLogged: _added(Attempt, e.AttemptLogged)},
    "calls": {e.CallLogged: _added(Call, e.CallLogged)},
    "comments": {e.CommentAdded: _added(Comment, e.CommentAdded)},
    "credits": {e.CreditGranted: _added(Credit, e.CreditGranted)},
    "reminders": {
        e.ReminderGiven: lambda event: _reminder({"to": event.to, "key": event.key, "at": event.occurred_at})
    },
    "tickets": {e.TicketLinked: lambda event: _ticket({"tracker": event.tracker, "ticket": event.ticket})},
    "updates_asked": {e.UpdateAsked: _added(UpdateRequest, e.UpdateAsked)},
}
"""For each tuple that grows by facts of events alone, what makes the part that an event adds to it."""


def _latest(name: str, said: Callable[[Any], bool] | None = None) -> Write:
    def write(fields: Mapping[str, Any], event: Any) -> Any:
        return latest(fields[name], event.occurred_at) if said is None or said(event) else fields[name]

    return write


def _earliest(name: str, said: Callable[[Any], bool]) -> Write:
    def write(fields: Mapping[str, Any], event: Any) -> Any:
        return earliest(fields[name], event.occurred_at) if said(event) else fields[name]

    return write


def _more(name: str, kind: type[e.OneEvent]) -> Write:
    add = ADDED[name][kind]
    return lambda fields, event: (*fields[name], add(event))


def _outgoing(event: Any) -> bool:
    return bool(event.direction == "out")


def _incoming(event: Any) -> bool:
    return bool(event.direction == "in")


def _always(event: Any) -> bool:
    del event
    return True


_STATED: dict[type[e.OneEvent], dict[str, Write]] = {
    kind: {"last_action_at": _latest("last_action_at")}
    | {name: _more(name, kind) for name, kinds in ADDED.items() if kind in kinds}
    for kind in _LINES
}
_STATED[e.CommentAdded]["last_agent_at"] = _latest("last_agent_at", lambda event: event.public)
_STATED[e.CallLogged] |= {
    "first_contact_at": _earliest("first_contact_at", _outgoing),
    "last_agent_at": _latest("last_agent_at", _outgoing),
    "last_customer_at": _latest("last_customer_at", _incoming),
    "last_contact_at": _latest("last_contact_at"),
}
_STATED[e.AttemptLogged] |= {
    "first_contact_at": _earliest("first_contact_at", _always),
    "last_agent_at": _latest("last_agent_at"),
    "last_contact_at": _latest("last_contact_at", lambda event: event.reached),
}
_STATED[e.StatusChanged] = {
    "status": lambda _, event: event.status,
    "phase": lambda _, event: event.phase,
}
