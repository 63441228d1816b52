"""What a case is made of: the people it concerns, and the parts that work on it adds.

Parts are numbered by their case (`C-17.4` is part 4 of case `C-17`), so that nobody has to invent an id.
Every `at` is the instant at which the thing happened, not the one at which it was written down (ALL-11).

>>> person = Person(id="P-9", name="Mo", phone="555-0100")
>>> person.channels
('phone',)
>>> person.replace(email="mo@example.org").channels
('phone', 'e-mail')
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from caserules.case.values import Filled
from caserules.model import Instant, Model, Word

__all__ = [
    "Account",
    "Action",
    "Activity",
    "Approval",
    "Attachment",
    "Attempt",
    "Call",
    "CloneOf",
    "Comment",
    "Credit",
    "Direction",
    "Escalation",
    "Link",
    "NextAction",
    "Note",
    "Person",
    "Phase",
    "Referral",
    "Reminder",
    "Resolution",
    "Seen",
    "StatusSpan",
    "Ticket",
    "UpdateRequest",
]

Phase: TypeAlias = Literal["open", "resolved", "closed"]
"""The library's own reading of a status; the statuses themselves are the desk's."""

Direction: TypeAlias = Literal["in", "out"]


class Account(Model):
    """An organisation's or a homeowner's account; a homeowner's has the organisation as `parent` (SOL-06).

    >>> organisation = Account(id="A-1", kind="organisation", account_manager="mia")
    >>> Account(id="A-2", kind="homeowner", parent=organisation).parent.account_manager
    'mia'
    """

    id: str
    kind: Annotated[str, Word("account")] | None = None
    name: str | None = None
    account_manager: str | None = None
    sales_manager: str | None = None
    parent: "Account | None" = None


class Person(Model):
    """Whom a case concerns; `id` is that of the contact record where there is one (SOL-05).

    >>> Person(name="Mo", email="mo@example.org").channels
    ('e-mail',)
    >>> Person().channels
    ()
    """

    id: str | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    role: str | None = None
    region: Annotated[str, Word("region")] | None = None

    @property
    def channels(self) -> tuple[str, ...]:
        """Every channel on file over which the person can be reached (ESC-18)."""
        on_file = (("phone", self.phone), ("e-mail", self.email))
        return tuple(channel for channel, address in on_file if address)


class Note(Model):
    """A comment that a command carries; `public` left out means the desk's own habit.

    >>> from caserules.case.commands import AddComment
    >>> AddComment(comment="  rang twice ").comment
    Note(text='rang twice', public=None)
    """

    text: Filled
    public: bool | None = None


def _note(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


if TYPE_CHECKING:
    NoteField: TypeAlias = Any  # a checker knows no field that takes more than it gives
else:
    NoteField = Annotated[Note, BeforeValidator(_note)]
"""A note, or its text alone; it is a note once it is there."""


class Comment(Model):
    """A remark on the case, seen by the requester only if it is public."""

    number: int
    text: str
    public: bool
    at: Instant
    by: str


class Call(Model):
    """A telephone call about the case, with what was said (FES-18, FES-19)."""

    number: int
    direction: Direction
    issue: str
    result: str
    facts: str | None = None
    at: Instant
    by: str


class Attempt(Model):
    """One try to reach the requester, on a line of its own (ESC-18)."""

    number: int
    channel: Annotated[str, Word("channel")]
    reached: bool
    outcome: Annotated[str, Word("attempt")] | None = None
    at: Instant
    by: str


class Action(Model):
    """One piece of work on the case: who did what, when; the trail is made of these (FES-23)."""

    kind: str
    """`comment`, `call`, `attempt`, `action`, `activity`, `attachment`, `referral`, `credit`,
    `approval`, `update`."""
    name: str | None = None
    at: Instant
    by: str
    noted_at: Instant
    """When it was written down: nobody could see it before (INT-04)."""


class Activity(Model):
    """Something to be done on the case; an open one keeps the case from being resolved (SVC-03, SVC-04)."""

    number: int
    kind: Annotated[str, Word("activity")]
    subject: str
    due_at: Instant | None = None
    status: Literal["open", "completed", "cancelled"] = "open"
    at: Instant
    by: str


class Attachment(Model):
    """A document, by reference; the bytes stay with the host (SVC-06)."""

    number: int
    name: str
    kind: Annotated[str, Word("attachment")] | None = None
    reference: str
    digest: str | None = None
    at: Instant
    by: str


class Link(Model):
    """A relation to another case."""

    to: str
    relation: Annotated[str, Word("relation")]


class Ticket(Model):
    """A ticket of an outside tracker that concerns the case (SOL-07)."""

    tracker: str
    ticket: str


class Referral(Model):
    """Another team's part in the case; the case stays with its owner (SOL-08, SOL-10).

    `dual` needs resolution details to complete, `task` only the worklog (ESC-14).
    """

    number: int
    kind: Literal["dual", "task"]
    department: Annotated[str, Word("department")]
    to: str | None = None
    reason: str | None = None
    comments: str | None = None
    justification: str | None = None
    account_manager: str | None = None
    sales_manager: str | None = None
    worklog: tuple[str, ...] = ()
    status: Literal["open", "completed", "cancelled"] = "open"
    resolution_code: Annotated[str, Word("resolution_code")] | None = None
    details: str | None = None
    at: Instant
    by: str
    completed_at: Instant | None = None


class Credit(Model):
    """Money given back, in the desk's currency (ESC-11)."""

    number: int
    amount: Decimal = Field(gt=0)
    justification: str | None = None
    approved_by: str | None = None
    at: Instant
    by: str


class Approval(Model):
    """Leave asked for and, once `approved` is not None, given or denied (ESC-12)."""

    number: int
    subject: Annotated[str, Word("approval")]
    amount: Decimal | None = None
    at: Instant
    by: str
    approved: bool | None = None
    decided_by: str | None = None
    decided_at: Instant | None = None


class NextAction(Model):
    """What the owner intends to do next, readable without opening the case (ESC-13).

    >>> NextAction(text=" ring again ").text
    'ring again'
    """

    text: Filled
    due_at: Instant | None = None


class Resolution(Model):
    """How the case was settled, and what that decision rests on (ESC-09).

    >>> Resolution(code="refunded", evidence=("the bills", "a photograph")).evidence
    ('the bills', 'a photograph')
    """

    code: Annotated[str, Word("resolution_code")] | None = None
    details: str | None = None
    evidence: tuple[Filled, ...] = ()


class Escalation(Model):
    """Whether the case has to be escalated, and to whom it was (SVC-07)."""

    needed: bool
    determined_at: Instant
    to: str | None = None
    escalated_at: Instant | None = None


class StatusSpan(Model):
    """A status the case was in; the present one has no `until`."""

    status: Annotated[str, Word("status")]
    phase: Phase
    since: Instant
    until: Instant | None = None
    owner: str | None = None
    """Who owned the case when it entered the status (SVC-13)."""


class Seen(Model):
    """When somebody last looked at the case (INT-04)."""

    by: str
    at: Instant


class Reminder(Model):
    """Somebody was reminded of the case; neither work on it nor a change of it."""

    to: str
    key: str
    """What makes it the same reminder, so that a sweep gives it once."""
    at: Instant


class UpdateRequest(Model):
    """An update asked of somebody (INT-10)."""

    of: str
    customer_asked: bool
    at: Instant
    by: str


class CloneOf(Model):
    """Where a clone comes from; `root` is the first case of the lineage (FES-13).

    >>> CloneOf(source="C-2", root="C-1", reason="named item", target="the tent").root
    'C-1'
    """

    source: str
    root: str
    reason: Annotated[str, Word("clone")]
    target: str
    """The department or the item for which the clone was made."""
