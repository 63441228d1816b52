"""Commands that record work on a case: say, try, do, file, ask and grant.

>>> LogAttempt(channel="phone", reached=False).command
'LogAttempt'

The examples below are at a small desk, on one case:

>>> from caserules import *
>>> book = {"id": "tiny", "first_status": "new", "status": {"new": {"phase": "open"}}}
>>> book["words"] = {"action": ["reset password"], "relation": ["related", "duplicate of"]}
>>> desk = Desk(Rulebook.model_validate(book))
>>> context = Context(now="2026-03-02T09:00Z", actor="ana")
>>> case = desk.decide(None, OpenCase(new_id="C-1", subject="no heat"), context).case
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from caserules.case.commands.base import OneCommand
from caserules.case.parts import Direction, NextAction, NoteField
from caserules.case.values import Filled
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
    """Remark on the case.

    >>> said = desk.decide(case, AddComment(comment="rang twice"), context).case.comments[0]
    >>> said.text, said.public
    ('rang twice', False)
    """

    command: Literal["AddComment"] = "AddComment"
    comment: NoteField  # pyright: ignore[reportGeneralTypeIssues, reportIncompatibleVariableOverride]  # frozen


class LogCall(OneCommand):
    """Write down a telephone call, with what was said (FES-18).

    >>> call = LogCall(direction="in", issue="no heat", result="visit booked")
    >>> called = desk.decide(case, call, context).case
    >>> called.calls[0].at == called.last_customer_at == called.last_contact_at
    True
    """

    command: Literal["LogCall"] = "LogCall"
    direction: Direction
    issue: Filled
    result: Filled
    facts: str | None = None


class LogAttempt(OneCommand):
    """Write down one try to reach the requester.

    >>> tried = desk.decide(case, LogAttempt(channel="phone", reached=False), context).case
    >>> tried.attempts[0].number, tried.last_contact_at
    (1, None)
    """

    command: Literal["LogAttempt"] = "LogAttempt"
    channel: Annotated[str, Word("channel")]
    reached: bool
    outcome: Annotated[str, Word("attempt")] | None = None


class TakeAction(OneCommand):
    """Take an action of the desk's pick list (FES-20).

    >>> desk.decide(case, TakeAction(action="reset password"), context).case.actions[0].name
    'reset password'
    >>> desk.decide(case, TakeAction(action="reset pasword"), context).refusals[0].remedy
    'did you mean `reset password`?'
    """

    command: Literal["TakeAction"] = "TakeAction"
    action: Annotated[str, Word("action")]


class AddActivity(OneCommand):
    """Put something to be done on the case.

    >>> busy = desk.decide(case, AddActivity(kind="task", subject="order a part"), context).case
    >>> busy.activities[0].number, busy.activities[0].status
    (1, 'open')
    """

    command: Literal["AddActivity"] = "AddActivity"
    kind: Annotated[str, Word("activity")]
    subject: Filled
    due_at: Instant | None = None


class CompleteActivity(OneCommand):
    """Say that an activity is done; `number` is its number in the case.

    >>> desk.decide(busy, CompleteActivity(number=1), context).case.activities[0].status
    'completed'
    >>> desk.decide(busy, CompleteActivity(number=2), context).refusals[0].message
    'case `C-1` has no `2` among its activities'
    """

    command: Literal["CompleteActivity"] = "CompleteActivity"
    number: int


class CancelActivity(OneCommand):
    """Call an activity off.

    >>> off = desk.decide(busy, CancelActivity(number=1), context).case
    >>> off.activities[0].status
    'cancelled'
    >>> desk.decide(off, CancelActivity(number=1), context).refusals[0].message
    '`C-1.1` is cancelled already'
    """

    command: Literal["CancelActivity"] = "CancelActivity"
    number: int


class AddAttachment(OneCommand):
    """Put a document on the case, by reference and digest (SVC-06).

    >>> photo = AddAttachment(name="boiler.jpg", reference="s3://files/1", digest="sha256:9f86d0")
    >>> desk.decide(case, photo, context).case.attachments[0].digest
    'sha256:9f86d0'
    """

    command: Literal["AddAttachment"] = "AddAttachment"
    name: Filled
    kind: Annotated[str, Word("attachment")] | None = None
    reference: Filled
    digest: str | None = None


class LinkCase(OneCommand):
    """Relate the case to another; another relation takes the place of the first.

    >>> linked = desk.decide(case, LinkCase(to="C-7", relation="duplicate of"), context).case
    >>> linked.links[0].relation
    'duplicate of'
    >>> desk.decide(case, LinkCase(to="C-1"), context).refusals[0].message
    "case `C-1` can't be linked to itself"
    """

    command: Literal["LinkCase"] = "LinkCase"
    to: Filled
    relation: Annotated[str, Word("relation")] = "related"


class UnlinkCase(OneCommand):
    """Take a relation back.

    >>> desk.decide(linked, UnlinkCase(to="C-7"), context).case.links
    ()
    >>> desk.decide(linked, UnlinkCase(to="C-8"), context).refusals[0].message
    'case `C-1` is not linked to `C-8`'
    """

    command: Literal["UnlinkCase"] = "UnlinkCase"
    to: Filled


class LinkTicket(OneCommand):
    """Relate the case to a ticket of an outside tracker (SOL-07).

    >>> ticket = LinkTicket(tracker="jira", ticket="ENG-4")
    >>> len(desk.decide(case, [ticket, ticket], context).case.tickets)
    2
    """

    command: Literal["LinkTicket"] = "LinkTicket"
    tracker: Filled
    ticket: Filled


class ReferCase(OneCommand):
    """Give another team a part in the case (SOL-08).

    >>> referred = desk.decide(case, ReferCase(department="finance", reason="refund"), context).case
    >>> referred.referrals[0].kind, referred.owner == case.owner
    ('dual', True)
    """

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
    """Write into a referral's worklog.

    >>> desk.decide(referred, UpdateReferral(number=1, text="rang them"), context).case.referrals[0].worklog
    ('rang them',)
    """

    command: Literal["UpdateReferral"] = "UpdateReferral"
    number: int
    text: Filled


class CompleteReferral(OneCommand):
    """Say that the other team's part is done.

    >>> done = desk.decide(referred, CompleteReferral(number=1, details="refunded"), context).case
    >>> done.referrals[0].completed_at == context.now
    True
    >>> desk.decide(done, CompleteReferral(number=1), context).refusals[0].message
    '`C-1.1` is completed already'
    """

    command: Literal["CompleteReferral"] = "CompleteReferral"
    number: int
    resolution_code: Annotated[str, Word("resolution_code")] | None = None
    details: str | None = None


class CancelReferral(OneCommand):
    """Call the other team's part off.

    >>> desk.decide(referred, CancelReferral(number=1), context).case.referrals[0].status
    'cancelled'
    """

    command: Literal["CancelReferral"] = "CancelReferral"
    number: int


class GrantCredit(OneCommand):
    """Give money back, in the desk's currency (ESC-11).

    >>> granted = [GrantCredit(amount="20.00"), GrantCredit(amount="12.50")]
    >>> desk.decide(case, granted, context).case.credited
    Decimal('32.50')
    """

    command: Literal["GrantCredit"] = "GrantCredit"
    amount: Decimal = Field(gt=0, max_digits=100)
    justification: Filled | None = None
    approved_by: str | None = None


class AskApproval(OneCommand):
    """Ask for leave (ESC-12).

    >>> asked = desk.decide(case, AskApproval(subject="credit", amount="350"), context).case
    >>> asked.approvals[0].approved is None
    True
    """

    command: Literal["AskApproval"] = "AskApproval"
    subject: Annotated[str, Word("approval")]
    amount: Decimal | None = Field(default=None, gt=0)


class DecideApproval(OneCommand):
    """Give leave or deny it.

    >>> decided = desk.decide(asked, DecideApproval(number=1, approved=False), context).case
    >>> decided.approvals[0].approved, decided.approvals[0].decided_by
    (False, 'ana')
    >>> desk.decide(decided, DecideApproval(number=1, approved=True), context).refusals[0].message
    'case `C-1` has no approval `1` that waits for a decision'
    """

    command: Literal["DecideApproval"] = "DecideApproval"
    number: int
    approved: bool


class SetNextAction(OneCommand):
    """Name what comes next, or with None that nothing does (ESC-13).

    >>> planned = desk.decide(case, SetNextAction(next_action=NextAction(text="ring again")), context).case
    >>> planned.next_action.text
    'ring again'
    >>> desk.decide(planned, SetNextAction(next_action=None), context).case.next_action is None
    True
    """

    command: Literal["SetNextAction"] = "SetNextAction"
    next_action: NextAction | None


class AskForUpdate(OneCommand):
    """Ask somebody for an update (INT-10).

    >>> wanted = desk.decide(case, AskForUpdate(of="bo", customer_asked=True), context)
    >>> wanted.case.updates_asked[0].of, wanted.case.updates_asked[0].customer_asked
    ('bo', True)
    """

    command: Literal["AskForUpdate"] = "AskForUpdate"
    of: Filled
    customer_asked: bool = False
