"""The closed union of all events, and how one is read from data."""

from typing import Annotated, TypeAlias

from pydantic import ConfigDict, Field, TypeAdapter

from caserules.case.events.lifecycle import (
    CaseAbsorbed,
    CaseAssigned,
    CaseClassified,
    CaseCloned,
    CaseClosed,
    CaseEscalated,
    CaseMerged,
    CaseOpened,
    CaseParted,
    CasePicked,
    CaseReactivated,
    CaseReleased,
    CaseResolved,
    CaseRouted,
    CaseSeen,
    CaseUnmerged,
    EscalationDetermined,
    FieldsChanged,
    InteractionReceived,
    PriorityChanged,
    ReminderGiven,
    RequesterChanged,
    StageChanged,
    StatusChanged,
)
from caserules.case.events.work import (
    ActionTaken,
    ActivityAdded,
    ActivityCancelled,
    ActivityCompleted,
    ApprovalAsked,
    ApprovalDecided,
    AttachmentAdded,
    AttemptLogged,
    CallLogged,
    CaseLinked,
    CaseReferred,
    CaseUnlinked,
    CommentAdded,
    CreditGranted,
    NextActionSet,
    ReferralCancelled,
    ReferralCompleted,
    ReferralUpdated,
    TicketLinked,
    UpdateAsked,
)

__all__ = ["EVENT", "Event"]

Event: TypeAlias = Annotated[
    CaseOpened
    | InteractionReceived
    | CaseClassified
    | PriorityChanged
    | CaseRouted
    | CaseAssigned
    | CasePicked
    | CaseReleased
    | StatusChanged
    | StageChanged
    | CaseCloned
    | CommentAdded
    | CallLogged
    | AttemptLogged
    | ActionTaken
    | ActivityAdded
    | ActivityCompleted
    | ActivityCancelled
    | AttachmentAdded
    | CaseLinked
    | CaseUnlinked
    | TicketLinked
    | CaseReferred
    | ReferralUpdated
    | ReferralCompleted
    | ReferralCancelled
    | CreditGranted
    | ApprovalAsked
    | ApprovalDecided
    | NextActionSet
    | RequesterChanged
    | FieldsChanged
    | EscalationDetermined
    | CaseEscalated
    | CaseResolved
    | CaseClosed
    | CaseReactivated
    | UpdateAsked
    | CaseSeen
    | CaseMerged
    | CaseAbsorbed
    | CaseUnmerged
    | CaseParted
    | ReminderGiven,
    Field(discriminator="event"),
]
"""Everything that can have happened; closed, so that a type checker finds the one nobody handled."""

EVENT: TypeAdapter[Event] = TypeAdapter(Event, config=ConfigDict(defer_build=True))
"""Reads one event from data; an unknown one is an error, never a silent loss."""
