"""The closed union of all commands, usable as the body of a web request, alone or in a list."""

from typing import Annotated, TypeAlias

from pydantic import ConfigDict, Field, TypeAdapter

from caserules.case.commands.lifecycle import (
    AcknowledgeCase,
    AdvanceStage,
    AssignCase,
    ChangeFields,
    ChangePriority,
    ChangeRequester,
    ChangeStatus,
    ClassifyCase,
    CloneCase,
    CloseCase,
    DetermineEscalation,
    EscalateCase,
    MergeCase,
    OpenCase,
    PickCase,
    ReactivateCase,
    ReleaseCase,
    Remind,
    ResolveCase,
    RouteCase,
    SeeCase,
    UnmergeCase,
)
from caserules.case.commands.work import (
    AddActivity,
    AddAttachment,
    AddComment,
    AskApproval,
    AskForUpdate,
    CancelActivity,
    CancelReferral,
    CompleteActivity,
    CompleteReferral,
    DecideApproval,
    GrantCredit,
    LinkCase,
    LinkTicket,
    LogAttempt,
    LogCall,
    ReferCase,
    SetNextAction,
    TakeAction,
    UnlinkCase,
    UpdateReferral,
)

__all__ = ["COMMAND", "Command"]

Command: TypeAlias = Annotated[
    OpenCase
    | ClassifyCase
    | ChangePriority
    | RouteCase
    | AssignCase
    | PickCase
    | ReleaseCase
    | AcknowledgeCase
    | ChangeStatus
    | AdvanceStage
    | CloneCase
    | ChangeRequester
    | ChangeFields
    | DetermineEscalation
    | EscalateCase
    | ResolveCase
    | CloseCase
    | ReactivateCase
    | SeeCase
    | MergeCase
    | UnmergeCase
    | Remind
    | AddComment
    | LogCall
    | LogAttempt
    | TakeAction
    | AddActivity
    | CompleteActivity
    | CancelActivity
    | AddAttachment
    | LinkCase
    | UnlinkCase
    | LinkTicket
    | ReferCase
    | UpdateReferral
    | CompleteReferral
    | CancelReferral
    | GrantCredit
    | AskApproval
    | DecideApproval
    | SetNextAction
    | AskForUpdate,
    Field(discriminator="command"),
]
"""Everything that can be asked for; closed, so that a type checker finds the one nobody handled."""

COMMAND: TypeAdapter[Command] = TypeAdapter(Command, config=ConfigDict(defer_build=True))
"""Reads one command from data, tagged by `command`."""
