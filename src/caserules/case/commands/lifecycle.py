"""Commands that move a case through its life: open, place, move, settle.

The examples below are at a small desk, on one case:

>>> from caserules import *
>>> ways = {"new": ["done", "gone"], "done": ["new", "gone"], "gone": ["new"]}
>>> phases = {"new": "open", "done": "resolved", "gone": "closed"}
>>> book = {"id": "tiny", "first_status": "new", "words": {"type": ["fault"], "clone": ["floor"]}}
>>> book["status"] = {name: {"phase": phases[name], "to": to} for name, to in ways.items()}
>>> book["effect"] = {"ResolveCase": "done", "CloseCase": "gone", "ReactivateCase": "new"}
>>> book["clone"] = [{"id": "by-floor", "reason": "floor", "each": "items", "for": "{item}"}]
>>> book |= {"stage": [{"name": "look"}, {"name": "mend"}], "route": [{"id": "all", "to": "pool"}]}
>>> desk = Desk(Rulebook.model_validate(book))
>>> context = Context(now="2026-03-02T09:00Z", actor="ana")
>>> case = desk.decide(None, OpenCase(new_id="C-1", subject="no heat"), context).case
"""

from typing import Annotated, Literal

from caserules.case.commands.base import OneCommand
from caserules.case.parts import Account, Person, Resolution
from caserules.case.values import Fields, Filled, Id
from caserules.model import FrozenMap, Instant, Word, builder

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


_UNSAID: Resolution = builder(Resolution)({})


class OpenCase(OneCommand):
    """Begin a case; `new_id` is the host's to choose.

    >>> opening = OpenCase(new_id="C-1", subject="no heat")
    >>> desk.decide(None, opening, context).case.received_at == context.now
    True
    >>> desk.decide(None, opening.replace(type="complaint"), context).refusals[0].message
    '`complaint` is no word of `type`'
    """

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
    """Give the case its type and reason (FES-04); what is left out stays.

    >>> known = desk.decide(case, ClassifyCase(type="fault"), context).case
    >>> desk.decide(known, ClassifyCase(reason="boiler"), context).case.type
    'fault'
    """

    command: Literal["ClassifyCase"] = "ClassifyCase"
    type: Annotated[str, Word("type")] | None = None
    reason: Annotated[str, Word("reason")] | None = None


class ChangePriority(OneCommand):
    """Set the priority by hand (ESC-08).

    >>> desk.decide(case, ChangePriority(priority="high", reason="a child is ill"), context).case.priority
    'high'
    """

    command: Literal["ChangePriority"] = "ChangePriority"
    priority: Annotated[str, Word("priority")]
    reason: str | None = None


class RouteCase(OneCommand):
    """Let the routing rules place the case.

    >>> placed = desk.decide(case.replace(owner="bo", queue=None), RouteCase(), context)
    >>> placed.case.owner, placed.case.queue, placed.rules
    (None, 'pool', ('all',))
    """

    command: Literal["RouteCase"] = "RouteCase"


class AssignCase(OneCommand):
    """Make an agent or a team the owner.

    >>> given = desk.decide(case, AssignCase(to="bo"), context).case
    >>> given.owner, given.queue
    ('bo', None)
    """

    command: Literal["AssignCase"] = "AssignCase"
    to: Filled


class PickCase(OneCommand):
    """Take the case from its queue and own it.

    >>> desk.decide(case, PickCase(), context).case.owner
    'ana'
    """

    command: Literal["PickCase"] = "PickCase"


class ReleaseCase(OneCommand):
    """Give the case to a queue; nobody owns it then.

    >>> queued = desk.decide(case, ReleaseCase(queue="second line"), context).case
    >>> queued.owner, queued.queue
    (None, 'second line')
    """

    command: Literal["ReleaseCase"] = "ReleaseCase"
    queue: Annotated[Filled, Word("queue")]


class AcknowledgeCase(OneCommand):
    """Say that the assigned case was received and looked at (ESC-15).

    >>> desk.decide(case, AcknowledgeCase(), context).refusals[0].message
    '`AcknowledgeCase` changes nothing in case `C-1`'
    """

    command: Literal["AcknowledgeCase"] = "AcknowledgeCase"


class ChangeStatus(OneCommand):
    """Move the case to another status.

    >>> desk.decide(case, ChangeStatus(to="done"), context).refusals[0].message
    'case `C-1` becomes `done` by `ResolveCase`, not by `ChangeStatus`'
    >>> desk.decide(case, ChangeStatus(to="doen"), context).refusals[0].remedy
    'did you mean `done`?'
    """

    command: Literal["ChangeStatus"] = "ChangeStatus"
    to: Annotated[str, Word("status")]
    fields: Fields = FrozenMap()
    """Fields that go with the status, such as whom a waiting case waits for."""


class AdvanceStage(OneCommand):
    """Move the guided process to another stage (SVC-02).

    >>> case.stage, desk.decide(case, AdvanceStage(to="mend"), context).case.stage
    ('look', 'mend')
    """

    command: Literal["AdvanceStage"] = "AdvanceStage"
    to: Annotated[str, Word("stage")]


class CloneCase(OneCommand):
    """Make new cases from this one: one for a department, or one for each item (FES-11, FES-12).

    >>> clone = CloneCase(reason="floor", new_ids=("C-2", "C-3"), items=("first", "second"))
    >>> [change.case.id for change in desk.decide(case, clone, context).changes]
    ['C-1', 'C-2', 'C-3']
    """

    command: Literal["CloneCase"] = "CloneCase"
    reason: Annotated[str, Word("clone")]
    new_ids: tuple[Id, ...]
    """An id for each clone, in the order of `items`."""
    department: Annotated[str, Word("department")] | None = None
    items: tuple[Filled, ...] = ()


class ChangeRequester(OneCommand):
    """Correct the customer's record (ESC-02), and the account's where it is given (SOL-11).

    >>> named = desk.decide(case, ChangeRequester(requester=Person(name="Mo", phone="555-0100")), context)
    >>> named.case.requester.channels
    ('phone',)
    """

    command: Literal["ChangeRequester"] = "ChangeRequester"
    requester: Person
    account: Account | None = None


class ChangeFields(OneCommand):
    """Set fields of the desk's own, or `subject` and `description`.

    >>> desk.decide(case, ChangeFields(fields={"subject": "no heat on floor 2"}), context).case.subject
    'no heat on floor 2'
    >>> desk.decide(case, ChangeFields(fields={"colour": "red"}), context).refusals[0].message
    'case `C-1` has no field to set by the name of `colour`'
    """

    command: Literal["ChangeFields"] = "ChangeFields"
    fields: Fields


class DetermineEscalation(OneCommand):
    """Settle whether the case has to be escalated (SVC-07).

    >>> desk.decide(case, DetermineEscalation(needed=True), context).case.escalation.escalated_at is None
    True
    """

    command: Literal["DetermineEscalation"] = "DetermineEscalation"
    needed: bool
    reason: str | None = None


class EscalateCase(OneCommand):
    """Escalate the case.

    >>> desk.decide(case, EscalateCase(to="second line"), context).case.escalation.to
    'second line'
    """

    command: Literal["EscalateCase"] = "EscalateCase"
    to: Filled
    reason: str | None = None


class ResolveCase(OneCommand):
    """Settle the case; `cancel_activities` agrees to call off what is still open (SVC-05).

    >>> settled = desk.decide(case, ResolveCase(resolution=Resolution(details="boiler mended")), context).case
    >>> settled.status, settled.phase, settled.resolution.details
    ('done', 'resolved', 'boiler mended')
    """

    command: Literal["ResolveCase"] = "ResolveCase"
    resolution: Resolution = _UNSAID
    outcome: Annotated[str, Word("status")] | None = None
    """The status that it leads to, where the desk has several."""
    cancel_activities: bool = False


class CloseCase(OneCommand):
    """Put the case away.

    >>> closed = desk.decide(case, CloseCase(reason="solved"), context).case
    >>> closed.phase, closed.close_reason
    ('closed', 'solved')
    """

    command: Literal["CloseCase"] = "CloseCase"
    reason: Annotated[str, Word("close")] | None = None


class ReactivateCase(OneCommand):
    """Take a settled case up again (SVC-12).

    >>> desk.decide(case, ReactivateCase(), context).refusals[0].message
    'case `C-1` is open; there is nothing to reactivate'
    >>> desk.decide(closed, ReactivateCase(), context).case.close_reason is None
    True
    """

    command: Literal["ReactivateCase"] = "ReactivateCase"
    reason: str | None = None


class MergeCase(OneCommand):
    """Let the case go into another, which `context.related` has; replies then go there.

    The other has to be worked on: not closed, not read-only, not gone into a third. The case itself takes no
    more than `UnmergeCase`, `SeeCase` and `Remind` from then on.

    >>> other = desk.decide(None, OpenCase(new_id="C-2", subject="cold"), context).case
    >>> merged = desk.decide(case, MergeCase(into="C-2"), context.replace(related=(other,)))
    >>> [(each.case.id, each.case.merged_into) for each in merged.changes]
    [('C-1', 'C-2'), ('C-2', None)]
    >>> desk.decide(case, MergeCase(into="C-2"), context).refusals[0].code
    'no-such-case'
    """

    command: Literal["MergeCase"] = "MergeCase"
    into: Filled


class UnmergeCase(OneCommand):
    """Undo a merging; `context.related` has the other case, as it is since it took this one in.

    >>> gone, kept = (each.case for each in merged.changes)
    >>> desk.decide(gone, UnmergeCase(), context.replace(related=(kept,))).case.merged_into is None
    True
    """

    command: Literal["UnmergeCase"] = "UnmergeCase"


class Remind(OneCommand):
    """Remind somebody of the case, once for a `key`; the history knows, and nobody's work is done by it.

    >>> reminded = desk.decide(case, Remind(to="bo", key="C-1/look", message="look at it"), context)
    >>> reminded.notices[0].to, reminded.case.actions
    ('bo', ())
    >>> desk.decide(reminded.case, Remind(to="bo", key="C-1/look", message="again"), context).refusals[0].code
    'reminded-already'
    """

    command: Literal["Remind"] = "Remind"
    to: Filled
    key: Filled
    message: Filled


class SeeCase(OneCommand):
    """Note that the actor looked at the case (INT-04).

    >>> looked = desk.decide(case, SeeCase(), context).case
    >>> looked.seen[0].by, looked.last_action_at == case.last_action_at
    ('ana', True)
    """

    command: Literal["SeeCase"] = "SeeCase"
