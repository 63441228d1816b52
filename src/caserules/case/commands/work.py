"""Commands that record work on a case: say, try, do, file, ask and grant.

>>> LogAttempt(channel="phone", reached=False).command
'LogAttempt'
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from caserules.case.commands.base import OneCommand
from caserules.case.parts import Direction, Filled, NextAction, NoteField
from caserules.model import Instant, Word

__all__ = [
    "AddActivity",
    "AddAttachment",
    "AddComment",
    "AskApproval",
    "AskForUpdate",
    "CancelActivity",
    "CancelReferral",
    "CompleteActivity",
    "CompleteReferral",
    "DecideApproval",
    "GrantCredit",
    "LinkCase",
    "LinkTicket",
    "LogAttempt",
    "LogCall",
    "ReferCase",
    "SetNextAction",
    "TakeAction",
    "UnlinkCase",
    "UpdateReferral",
]


class AddComment(OneCommand):
    """Remark on the case."""

    command: Literal["AddComment"] = "AddComment"
    comment: NoteField  # pyright: ignore[reportGeneralTypeIssues, reportIncompatibleVariableOverride]  # frozen


class LogCall(OneCommand):
    """Write down a telephone call, with what was said (FES-18)."""

    command: Literal["LogCall"] = "LogCall"
    direction: Direction
    issue: Filled
    result: Filled
    facts: str | None = None


class LogAttempt(OneCommand):
    """Write down one try to reach the requester."""

    command: Literal["LogAttempt"] = "LogAttempt"
    channel: Annotated[str, Word("channel")]
    reached: bool
    outcome: Annotated[str, Word("attempt")] | None = None


class TakeAction(OneCommand):
    """Take an action of the desk's pick list (FES-20)."""

    command: Literal["TakeAction"] = "TakeAction"
    action: Annotated[str, Word("action")]


class AddActivity(OneCommand):
    """Put something to be done on the case."""

    command: Literal["AddActivity"] = "AddActivity"
    kind: Annotated[str, Word("activity")]
    subject: Filled
    due_at: Instant | None = None


class CompleteActivity(OneCommand):
    """Say that an activity is done; `number` is its number in the case."""

    command: Literal["CompleteActivity"] = "CompleteActivity"
    number: int


class CancelActivity(OneCommand):
    """Call an activity off."""

    command: Literal["CancelActivity"] = "CancelActivity"
    number: int


class AddAttachment(OneCommand):
    """Put a document on the case, by reference and digest (SVC-06)."""

    command: Literal["AddAttachment"] = "AddAttachment"
    name: Filled
    kind: Annotated[str, Word("attachment")] | None = None
    reference: Filled
    digest: str | None = None


class LinkCase(OneCommand):
    """Relate the case to another."""

    command: Literal["LinkCase"] = "LinkCase"
    to: Filled
    relation: Annotated[str, Word("relation")] = "related"


class UnlinkCase(OneCommand):
    """Take a relation back."""

    command: Literal["UnlinkCase"] = "UnlinkCase"
    to: Filled


class LinkTicket(OneCommand):
    """Relate the case to a ticket of an outside tracker (SOL-07)."""

    command: Literal["LinkTicket"] = "LinkTicket"
    tracker: Filled
    ticket: Filled


class ReferCase(OneCommand):
    """Give another team a part in the case (SOL-08)."""

    command: Literal["ReferCase"] = "ReferCase"
    kind: Literal["dual", "task"] = "dual"
    department: Annotated[str, Word("department")]
    to: str | None = None
    reason: str | None = None
    comments: str | None = None
    justification: str | None = None
    account_manager: str | None = None
    sales_manager: str | None = None


class UpdateReferral(OneCommand):
    """Write into a referral's worklog."""

    command: Literal["UpdateReferral"] = "UpdateReferral"
    number: int
    text: Filled


class CompleteReferral(OneCommand):
    """Say that the other team's part is done."""

    command: Literal["CompleteReferral"] = "CompleteReferral"
    number: int
    resolution_code: Annotated[str, Word("resolution_code")] | None = None
    details: str | None = None


class CancelReferral(OneCommand):
    """Call the other team's part off."""

    command: Literal["CancelReferral"] = "CancelReferral"
    number: int


class GrantCredit(OneCommand):
    """Give money back, in the desk's currency (ESC-11)."""

    command: Literal["GrantCredit"] = "GrantCredit"
    amount: Decimal = Field(gt=0)
    justification: Filled | None = None
    approved_by: str | None = None


class AskApproval(OneCommand):
    """Ask for leave (ESC-12)."""

    command: Literal["AskApproval"] = "AskApproval"
    subject: Annotated[str, Word("approval")]
    amount: Decimal | None = Field(default=None, gt=0)


class DecideApproval(OneCommand):
    """Give leave or deny it."""

    command: Literal["DecideApproval"] = "DecideApproval"
    number: int
    approved: bool


class SetNextAction(OneCommand):
    """Name what comes next, or with None that nothing does (ESC-13)."""

    command: Literal["SetNextAction"] = "SetNextAction"
    next_action: NextAction | None


class AskForUpdate(OneCommand):
    """Ask somebody for an update (INT-10)."""

    command: Literal["AskForUpdate"] = "AskForUpdate"
    of: Filled
    customer_asked: bool = False
