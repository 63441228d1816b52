"""Commands that move a case through its life: open, place, move, settle.

>>> CloseCase(reason="solved", comment="spoken to").comment.text
'spoken to'
"""

from typing import Annotated, Literal

from caserules.case.commands.base import OneCommand
from caserules.case.parts import Account, Fields, Filled, Id, Person, Resolution
from caserules.model import FrozenMap, Instant, Word

__all__ = [
    "AcknowledgeCase",
    "AdvanceStage",
    "AssignCase",
    "ChangeFields",
    "ChangePriority",
    "ChangeRequester",
    "ChangeStatus",
    "ClassifyCase",
    "CloneCase",
    "CloseCase",
    "DetermineEscalation",
    "EscalateCase",
    "MergeCase",
    "OpenCase",
    "PickCase",
    "ReactivateCase",
    "ReleaseCase",
    "Remind",
    "ResolveCase",
    "RouteCase",
    "SeeCase",
    "UnmergeCase",
]


class OpenCase(OneCommand):
    """Begin a case; `new_id` is the host's to choose."""

    command: Literal["OpenCase"] = "OpenCase"
    new_id: Id
    subject: Filled
    description: str | None = None
    type: Annotated[str, Word("type")] | None = None
    reason: Annotated[str, Word("reason")] | None = None
    priority: Annotated[str, Word("priority")] | None = None
    origin: Annotated[str, Word("origin")] | None = None
    requester: Person | None = None
    account: Account | None = None
    received_at: Instant | None = None
    """When the request reached the company, if before the opening (ESC-05)."""
    opened_for: str | None = None
    """The team on whose behalf it is opened (INT-09)."""
    fields: Fields = FrozenMap()
    """The desk's own fields."""
    adopt: bool = False
    """Take over the case of another desk by that id, which `context.related` has; see `Desk.adopt`."""


class ClassifyCase(OneCommand):
    """Give the case its type and reason (FES-04); what is left out stays."""

    command: Literal["ClassifyCase"] = "ClassifyCase"
    type: Annotated[str, Word("type")] | None = None
    reason: Annotated[str, Word("reason")] | None = None


class ChangePriority(OneCommand):
    """Set the priority by hand (ESC-08)."""

    command: Literal["ChangePriority"] = "ChangePriority"
    priority: Annotated[str, Word("priority")]
    reason: str | None = None


class RouteCase(OneCommand):
    """Let the routing rules place the case."""

    command: Literal["RouteCase"] = "RouteCase"


class AssignCase(OneCommand):
    """Make an agent or a team the owner."""

    command: Literal["AssignCase"] = "AssignCase"
    to: Filled


class PickCase(OneCommand):
    """Take the case from its queue and own it."""

    command: Literal["PickCase"] = "PickCase"


class ReleaseCase(OneCommand):
    """Give the case to a queue; nobody owns it then."""

    command: Literal["ReleaseCase"] = "ReleaseCase"
    queue: Annotated[Filled, Word("queue")]


class AcknowledgeCase(OneCommand):
    """Say that the assigned case was received and looked at (ESC-15)."""

    command: Literal["AcknowledgeCase"] = "AcknowledgeCase"


class ChangeStatus(OneCommand):
    """Move the case to another status."""

    command: Literal["ChangeStatus"] = "ChangeStatus"
    to: Annotated[str, Word("status")]
    fields: Fields = FrozenMap()
    """Fields that go with the status, such as whom a waiting case waits for."""


class AdvanceStage(OneCommand):
    """Move the guided process to another stage (SVC-02)."""

    command: Literal["AdvanceStage"] = "AdvanceStage"
    to: Annotated[str, Word("stage")]


class CloneCase(OneCommand):
    """Make new cases from this one: one for a department, or one for each item (FES-11, FES-12)."""

    command: Literal["CloneCase"] = "CloneCase"
    reason: Annotated[str, Word("clone")]
    new_ids: tuple[Id, ...]
    """An id for each clone, in the order of `items`."""
    department: Annotated[str, Word("department")] | None = None
    items: tuple[Filled, ...] = ()


class ChangeRequester(OneCommand):
    """Correct the customer's record (ESC-02), and the account's where it is given (SOL-11)."""

    command: Literal["ChangeRequester"] = "ChangeRequester"
    requester: Person
    account: Account | None = None


class ChangeFields(OneCommand):
    """Set fields of the desk's own, or `subject` and `description`."""

    command: Literal["ChangeFields"] = "ChangeFields"
    fields: Fields


class DetermineEscalation(OneCommand):
    """Settle whether the case has to be escalated (SVC-07)."""

    command: Literal["DetermineEscalation"] = "DetermineEscalation"
    needed: bool
    reason: str | None = None


class EscalateCase(OneCommand):
    """Escalate the case."""

    command: Literal["EscalateCase"] = "EscalateCase"
    to: Filled
    reason: str | None = None


class ResolveCase(OneCommand):
    """Settle the case; `cancel_activities` agrees to call off what is still open (SVC-05)."""

    command: Literal["ResolveCase"] = "ResolveCase"
    resolution: Resolution = Resolution()
    outcome: Annotated[str, Word("status")] | None = None
    """The status that it leads to, where the desk has several."""
    cancel_activities: bool = False


class CloseCase(OneCommand):
    """Put the case away."""

    command: Literal["CloseCase"] = "CloseCase"
    reason: Annotated[str, Word("close")] | None = None


class ReactivateCase(OneCommand):
    """Take a settled case up again (SVC-12)."""

    command: Literal["ReactivateCase"] = "ReactivateCase"
    reason: str | None = None


class MergeCase(OneCommand):
    """Let the case go into another, which `context.related` has; replies then go there.

    The other has to be worked on: not closed, not read-only, not gone into a third. The case itself takes no
    more than `UnmergeCase`, `SeeCase` and `Remind` from then on.
    """

    command: Literal["MergeCase"] = "MergeCase"
    into: Filled


class UnmergeCase(OneCommand):
    """Undo a merging; `context.related` has the other case, as it is since it took this one in."""

    command: Literal["UnmergeCase"] = "UnmergeCase"


class Remind(OneCommand):
    """Remind somebody of the case, once for a `key`; the history knows, and nobody's work is done by it."""

    command: Literal["Remind"] = "Remind"
    to: Filled
    key: Filled
    message: Filled


class SeeCase(OneCommand):
    """Note that the actor looked at the case (INT-04)."""

    command: Literal["SeeCase"] = "SeeCase"
