"""The case: who, what, where it stands, and the facts that rules ask for."""

from decimal import Context, Decimal, localcontext
from typing import Annotated, Any

from pydantic import Field

from caserules.case.history import History
from caserules.case.parts import (
    Account,
    Action,
    Activity,
    Approval,
    Attachment,
    Attempt,
    Call,
    CloneOf,
    Comment,
    Credit,
    Escalation,
    Link,
    NextAction,
    Person,
    Phase,
    Referral,
    Reminder,
    Resolution,
    Seen,
    StatusSpan,
    Ticket,
    UpdateRequest,
)
from caserules.model import Instant, Model, Word

__all__ = ["Case"]

_EXACT = Context(prec=1_000)


class Case(Model):
    """An immutable customer-service case, equal to the fold of its events (ALL-01, ALL-03).

    A desk's own fields make a subclass of it. All instants are those at which things happened.

    >>> from datetime import datetime, timezone
    >>> from caserules import Context, OpenCase, load
    >>> context = Context(now=datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc), actor="ana")
    >>> opening = OpenCase(new_id="C-17", subject="feed stopped")
    >>> case = load("integrations").decide(None, opening, context).or_raise().case
    >>> case.subject, case.phase, case.opened_by, case.history
    ('feed stopped', 'open', 'ana', <2 events>)
    """

    id: str
    desk: str
    """The rulebook under which it was opened."""
    version: int = 0
    """How many events it has, those at a former desk included: the host's optimistic lock."""
    history: History = Field(default=History(), repr=False)

    subject: str
    description: str | None = None
    type: Annotated[str, Word("type")] | None = None
    reason: Annotated[str, Word("reason")] | None = None
    priority: Annotated[str, Word("priority")] | None = None
    origin: Annotated[str, Word("origin")] | None = None
    """The channel it came by."""
    requester: Person | None = None
    account: Account | None = None

    status: Annotated[str, Word("status")]
    status_since: Instant
    phase: Phase
    stage: Annotated[str, Word("stage")] | None = None
    stage_since: Instant | None = None
    owner: str | None = None
    """The agent or team responsible."""
    owner_since: Instant | None = None
    queue: Annotated[str, Word("queue")] | None = None
    queue_since: Instant | None = None

    received_at: Instant
    """When the request reached the company."""
    opened_at: Instant
    opened_by: str
    opened_for: str | None = None
    """The team on whose behalf it was opened."""
    resolved_at: Instant | None = None
    resolved_by: str | None = None
    closed_at: Instant | None = None
    close_reason: Annotated[str, Word("close")] | None = None
    first_contact_at: Instant | None = None
    """The first attempt to reach the requester, or outgoing call (ESC-25)."""
    last_contact_at: Instant | None = None
    """The last time agent and requester really spoke or wrote."""
    last_agent_at: Instant | None = None
    """The last response of the desk: an outgoing call, an attempt, a public comment."""
    last_customer_at: Instant | None = None
    """The last word of the requester: an interaction, an incoming call."""
    last_action_at: Instant | None = None

    next_action: NextAction | None = None
    resolution: Resolution | None = None
    escalation: Escalation | None = None

    parts: int = 0
    """How many numbered parts it has had."""
    comments: tuple[Comment, ...] = ()
    calls: tuple[Call, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    actions: tuple[Action, ...] = ()
    """The trail: every piece of work, in the order in which it was recorded (FES-23)."""
    activities: tuple[Activity, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    links: tuple[Link, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    referrals: tuple[Referral, ...] = ()
    credits: tuple[Credit, ...] = ()
    approvals: tuple[Approval, ...] = ()
    updates_asked: tuple[UpdateRequest, ...] = ()
    status_spans: tuple[StatusSpan, ...] = ()
    seen: tuple[Seen, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    merged_into: str | None = None
    """The case that is worked on in this one's stead."""
    absorbed: tuple[str, ...] = ()
    """The cases that went into this one."""
    clone_of: CloneOf | None = None
    clones: tuple[CloneOf, ...] = ()
    """What was cloned from it, each with its reason and target."""
    adopted_from: str | None = None
    """The desk of which this one took it over; what happened there is `history.past`."""

    @property
    def contacts(self) -> tuple[Call | Attempt, ...]:
        """Calls and attempts together, in the order in which they were recorded."""
        return tuple(sorted((*self.calls, *self.attempts), key=lambda part: part.number))

    @property
    def credited(self) -> Decimal:
        """The sum of its credits, exact whatever precision the program computes with (ESC-11)."""
        with localcontext(_EXACT):
            return sum((credit.amount for credit in self.credits), Decimal(0))

    def to_events(self) -> list[dict[str, Any]]:
        """The compact stored form; `replay(History.from_data(...))` of it gives an equal case."""
        return self.history.to_data()
