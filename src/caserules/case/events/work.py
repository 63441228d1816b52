"""Events of the work on a case: what was said, tried, done, filed, asked and granted.

>>> from datetime import datetime, timezone
>>> at = datetime(2026, 3, 2, 17, 10, tzinfo=timezone.utc)
>>> logged = AttemptLogged(case_id="C-17", at=at, by="ana", number=1, channel="phone", reached=False)
>>> logged.event, logged.reached
('AttemptLogged', False)
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from caserules.case.events.base import OneEvent
from caserules.case.parts import Direction
from caserules.model import Instant, Word

__all__ = [
    "ActionTaken",
    "ActivityAdded",
    "ActivityCancelled",
    "ActivityCompleted",
    "ApprovalAsked",
    "ApprovalDecided",
    "AttachmentAdded",
    "AttemptLogged",
    "CallLogged",
    "CaseLinked",
    "CaseReferred",
    "CaseUnlinked",
    "CommentAdded",
    "CreditGranted",
    "NextActionSet",
    "ReferralCancelled",
    "ReferralCompleted",
    "ReferralUpdated",
    "TicketLinked",
    "UpdateAsked",
]


class CommentAdded(OneEvent):
    """Somebody remarked on the case."""

    event: Literal["CommentAdded"] = "CommentAdded"
    number: int
    text: str
    public: bool


class CallLogged(OneEvent):
    """A telephone call about the case was written down."""

    event: Literal["CallLogged"] = "CallLogged"
    number: int
    direction: Direction
    issue: str
    result: str
    facts: str | None = None


class AttemptLogged(OneEvent):
    """A try to reach the requester was written down."""

    event: Literal["AttemptLogged"] = "AttemptLogged"
    number: int
    channel: Annotated[str, Word("channel")]
    reached: bool
    outcome: Annotated[str, Word("attempt")] | None = None


class ActionTaken(OneEvent):
    """An action of the desk's pick list was taken (FES-20)."""

    event: Literal["ActionTaken"] = "ActionTaken"
    action: Annotated[str, Word("action")]


class ActivityAdded(OneEvent):
    """Something to be done was put on the case."""

    event: Literal["ActivityAdded"] = "ActivityAdded"
    number: int
    kind: Annotated[str, Word("activity")]
    subject: str
    due_at: Instant | None = None


class ActivityCompleted(OneEvent):
    """An activity was done."""

    event: Literal["ActivityCompleted"] = "ActivityCompleted"
    number: int


class ActivityCancelled(OneEvent):
    """An activity was called off."""

    event: Literal["ActivityCancelled"] = "ActivityCancelled"
    number: int


class AttachmentAdded(OneEvent):
    """A document was put on the case, by reference."""

    event: Literal["AttachmentAdded"] = "AttachmentAdded"
    number: int
    name: str
    kind: Annotated[str, Word("attachment")] | None = None
    reference: str
    digest: str | None = None


class CaseLinked(OneEvent):
    """The case was related to another."""

    event: Literal["CaseLinked"] = "CaseLinked"
    to: str
    relation: Annotated[str, Word("relation")]


class CaseUnlinked(OneEvent):
    """A relation to another case was taken back."""

    event: Literal["CaseUnlinked"] = "CaseUnlinked"
    to: str


class TicketLinked(OneEvent):
    """A ticket of an outside tracker was related to the case."""

    event: Literal["TicketLinked"] = "TicketLinked"
    tracker: str
    ticket: str


class CaseReferred(OneEvent):
    """Another team was given a part in the case."""

    event: Literal["CaseReferred"] = "CaseReferred"
    number: int
    kind: Literal["dual", "task"]
    department: Annotated[str, Word("department")]
    to: str | None = None
    reason: str | None = None
    comments: str | None = None
    justification: str | None = None
    account_manager: str | None = None
    sales_manager: str | None = None


class ReferralUpdated(OneEvent):
    """The other team wrote into its worklog."""

    event: Literal["ReferralUpdated"] = "ReferralUpdated"
    number: int
    text: str


class ReferralCompleted(OneEvent):
    """The other team's part is done."""

    event: Literal["ReferralCompleted"] = "ReferralCompleted"
    number: int
    resolution_code: Annotated[str, Word("resolution_code")] | None = None
    details: str | None = None


class ReferralCancelled(OneEvent):
    """The other team's part was called off."""

    event: Literal["ReferralCancelled"] = "ReferralCancelled"
    number: int


class CreditGranted(OneEvent):
    """Money was given back."""

    event: Literal["CreditGranted"] = "CreditGranted"
    number: int
    amount: Decimal = Field(gt=0)
    justification: str | None = None
    approved_by: str | None = None


class ApprovalAsked(OneEvent):
    """Leave was asked for."""

    event: Literal["ApprovalAsked"] = "ApprovalAsked"
    number: int
    subject: Annotated[str, Word("approval")]
    amount: Decimal | None = None


class ApprovalDecided(OneEvent):
    """Leave was given or denied."""

    event: Literal["ApprovalDecided"] = "ApprovalDecided"
    number: int
    approved: bool


class NextActionSet(OneEvent):
    """What comes next was named; None takes it away."""

    event: Literal["NextActionSet"] = "NextActionSet"
    text: str | None
    due_at: Instant | None = None


class UpdateAsked(OneEvent):
    """Somebody was asked for an update."""

    event: Literal["UpdateAsked"] = "UpdateAsked"
    of: str
    customer_asked: bool = False
