"""Events of a case's life: opened, placed, moved, settled.

>>> from datetime import datetime, timezone
>>> at = datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc)
>>> CaseClosed(case_id="C-17", at=at, by="ana", reason="solved").occurred_at == at
True
"""

from typing import Annotated, Any, Literal

from caserules.case.events.base import OneEvent
from caserules.case.parts import Account, CloneOf, Person, Phase, Resolution
from caserules.case.values import Fields
from caserules.model import FrozenMap, Instant, Word

__all__ = [
    "CaseAbsorbed",
    "CaseAssigned",
    "CaseClassified",
    "CaseCloned",
    "CaseClosed",
    "CaseEscalated",
    "CaseMerged",
    "CaseOpened",
    "CaseParted",
    "CasePicked",
    "CaseReactivated",
    "CaseReleased",
    "CaseResolved",
    "CaseRouted",
    "CaseSeen",
    "CaseUnmerged",
    "EscalationDetermined",
    "FieldsChanged",
    "InteractionReceived",
    "PriorityChanged",
    "ReminderGiven",
    "RequesterChanged",
    "StageChanged",
    "StatusChanged",
]


class CaseOpened(OneEvent):
    """A case begins."""

    event: Literal["CaseOpened"] = "CaseOpened"
    desk: str
    subject: str
    description: str | None = None
    type: Annotated[str, Word("type")] | None = None
    reason: Annotated[str, Word("reason")] | None = None
    priority: Annotated[str, Word("priority")] | None = None
    origin: Annotated[str, Word("origin")] | None = None
    requester: Person | None = None
    account: Account | None = None
    status: Annotated[str, Word("status")]
    phase: Phase
    stage: Annotated[str, Word("stage")] | None = None
    received_at: Instant
    opened_for: str | None = None
    clone_of: CloneOf | None = None
    fields: Fields = FrozenMap()
    past: tuple[FrozenMap[str, Any], ...] = ()
    """Its events at the desk of which this one takes it over, as they were stored; see `History.past`."""


class InteractionReceived(OneEvent):
    """A mail, a call or a form reached the case; which channel and what it said."""

    event: Literal["InteractionReceived"] = "InteractionReceived"
    channel: Annotated[str, Word("channel")]
    subject: str | None = None
    text: str | None = None
    requester: Person | None = None


class CaseClassified(OneEvent):
    """The case got its type and reason."""

    event: Literal["CaseClassified"] = "CaseClassified"
    type: Annotated[str, Word("type")] | None = None
    reason: Annotated[str, Word("reason")] | None = None


class PriorityChanged(OneEvent):
    """The case got another priority."""

    event: Literal["PriorityChanged"] = "PriorityChanged"
    priority: Annotated[str, Word("priority")]
    reason: str | None = None


class CaseRouted(OneEvent):
    """The routing rules placed the case, with an owner or in a queue."""

    event: Literal["CaseRouted"] = "CaseRouted"
    owner: str | None = None
    queue: Annotated[str, Word("queue")] | None = None


class CaseAssigned(OneEvent):
    """Somebody was made the owner."""

    event: Literal["CaseAssigned"] = "CaseAssigned"
    to: str


class CasePicked(OneEvent):
    """A member of the queue took the case from it and owns it (SVC-10)."""

    event: Literal["CasePicked"] = "CasePicked"


class CaseReleased(OneEvent):
    """The case went back to a queue, without an owner."""

    event: Literal["CaseReleased"] = "CaseReleased"
    queue: Annotated[str, Word("queue")]


class StatusChanged(OneEvent):
    """The case moved to another status of the desk's."""

    event: Literal["StatusChanged"] = "StatusChanged"
    status: Annotated[str, Word("status")]
    phase: Phase


class StageChanged(OneEvent):
    """The guided process moved to another stage."""

    event: Literal["StageChanged"] = "StageChanged"
    stage: Annotated[str, Word("stage")]


class CaseCloned(OneEvent):
    """Another case was made from this one."""

    event: Literal["CaseCloned"] = "CaseCloned"
    clone: str
    reason: Annotated[str, Word("clone")]
    target: str


class RequesterChanged(OneEvent):
    """The customer's record was corrected."""

    event: Literal["RequesterChanged"] = "RequesterChanged"
    requester: Person
    account: Account | None = None
    """The account's record, where that was corrected too."""


class FieldsChanged(OneEvent):
    """Fields of the desk's own, or plain facts of the case, got new values."""

    event: Literal["FieldsChanged"] = "FieldsChanged"
    fields: Fields


class EscalationDetermined(OneEvent):
    """It was settled whether the case has to be escalated."""

    event: Literal["EscalationDetermined"] = "EscalationDetermined"
    needed: bool
    reason: str | None = None


class CaseEscalated(OneEvent):
    """The case was escalated."""

    event: Literal["CaseEscalated"] = "CaseEscalated"
    to: str
    reason: str | None = None


class CaseResolved(OneEvent):
    """The case was settled."""

    event: Literal["CaseResolved"] = "CaseResolved"
    resolution: Resolution


class CaseClosed(OneEvent):
    """The case was put away."""

    event: Literal["CaseClosed"] = "CaseClosed"
    reason: Annotated[str, Word("close")] | None = None


class CaseReactivated(OneEvent):
    """A settled case was taken up again."""

    event: Literal["CaseReactivated"] = "CaseReactivated"
    reason: str | None = None


class CaseMerged(OneEvent):
    """The case went into another, which is worked on in its stead."""

    event: Literal["CaseMerged"] = "CaseMerged"
    into: str


class CaseAbsorbed(OneEvent):
    """Another case went into this one."""

    event: Literal["CaseAbsorbed"] = "CaseAbsorbed"
    merged: str


class CaseUnmerged(OneEvent):
    """The merging was undone; the case stands by itself again."""

    event: Literal["CaseUnmerged"] = "CaseUnmerged"


class CaseParted(OneEvent):
    """A case that had gone into this one was taken out again."""

    event: Literal["CaseParted"] = "CaseParted"
    merged: str


class ReminderGiven(OneEvent):
    """Somebody was reminded of the case; no work, and no reason for a notice of change."""

    event: Literal["ReminderGiven"] = "ReminderGiven"
    to: str
    key: str
    message: str


class CaseSeen(OneEvent):
    """Somebody looked at the case; no work, and no reason for a notice."""

    event: Literal["CaseSeen"] = "CaseSeen"
