"""The hand-over summary: what a colleague has to know to carry on while the owner is out.

The examples below are of one case that waits for its owner:

>>> from caserules import AddActivity, OpenCase, Roster, load
>>> desk = load("service_hub")
>>> roster = Roster(agents=({"id": "ana"},))
>>> context = Context(now="2026-03-02T09:00Z", actor="ana", roster=roster)
>>> case = desk.decide(None, OpenCase(new_id="C-17", subject="no heat"), context).or_raise().case
>>> case = desk.decide(case, AddActivity(kind="task", subject="order a part"), context).or_raise().case
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from caserules.case import Case, Context, NextAction, Refusal
from caserules.case.commands import AdvanceStage, CloseCase, Command, ResolveCase
from caserules.caseload.cells import known, ordered, told
from caserules.desk import Desk
from caserules.model import Instant, Model
from caserules.outline import Block, Outline, Outlined, Table, Text
from caserules.rulesets.sla.clock import Clock

__all__ = ["HandOver", "HandOverCase", "hand_over"]

C = TypeVar("C", bound=Case)

_GOING = ("running", "paused", "no target")


class HandOverCase(Model):
    """One case as it stands.

    >>> [waiting] = hand_over(desk, (case,), context, "ana").cases
    >>> waiting.open, waiting.missing[-1].rule
    (('`C-17.1` task: order a part',), 'escalation-determined')
    """

    case_id: str
    subject: str
    status: str
    status_since: Instant
    next_action: NextAction | None = None
    clocks: tuple[Clock, ...] = ()
    """Those that are not over, the first one due first."""
    last_contact_at: Instant | None = None
    """When somebody last really spoke or wrote with the requester."""
    last_customer_at: Instant | None = None
    last_agent_at: Instant | None = None
    open: tuple[str, ...] = ()
    """Its activities, referrals and approvals that wait, by number."""
    missing: tuple[Refusal, ...] = ()
    """Why it can't go on yet, with what to do about each."""

    @property
    def due_at(self) -> datetime | None:
        """When the next of its clocks is due."""
        return min((clock.due_at for clock in self.clocks if clock.due_at is not None), default=None)

    def told(self, zone: ZoneInfo) -> Outline:
        """The case, its instants in that zone."""
        lines = [("next action", _action(self.next_action, zone))]
        lines += [
            ("last contact", told(self.last_contact_at, zone)),
            ("last word of the customer", told(self.last_customer_at, zone)),
            ("last answer", told(self.last_agent_at, zone)),
        ]
        blocks: list[Block] = [Text(text=f"{name}: {said or 'none'}") for name, said in lines]
        blocks += [Text(text=f"open: {each}") for each in self.open]
        if self.clocks:
            rows = tuple(_clock(clock, zone) for clock in self.clocks)
            blocks.append(Table(columns=("clock", "phase", "due", "breached"), rows=rows))
        for refusal in self.missing:
            remedy = f"; {refusal.remedy}" if refusal.remedy else ""
            blocks.append(Text(text=f"missing: {refusal}{remedy}", tone="bad"))
        heading = (
            f"case `{self.case_id}`: {self.subject} (`{self.status}` since {told(self.status_since, zone)})"
        )
        return Outline(heading=heading, blocks=tuple(blocks))


class HandOver(Outlined, Model):
    """All open cases of one owner, the one first due first.

    >>> print(hand_over(desk, (case,), context, "bo"))
    hand-over of `bo`: 0 cases
    >>> hand_over(desk, (case,), context, "ana").cases[0].case_id
    'C-17'
    """

    owner: str
    at: Instant
    zone: str
    """The desk's zone, in which instants are told."""
    out_until: Instant | None = None
    """When the owner is back, where the roster says that he is out now."""
    cases: tuple[HandOverCase, ...]

    def outline(self) -> Outline:
        """Every case in turn."""
        zone = ZoneInfo(self.zone)
        out = f", out until {told(self.out_until, zone)}" if self.out_until else ""
        count = f"{len(self.cases)} case{'' if len(self.cases) == 1 else 's'}"
        heading = f"hand-over of `{self.owner}`{out}: {count}"
        return Outline(heading=heading, blocks=tuple(case.told(zone) for case in self.cases))


def hand_over(desk: Desk[C], cases: Iterable[C], context: Context, owner: str) -> HandOver:
    """What is in the hands of `owner` at `context.now`, for whoever carries on.

    That is every case of that owner that is not closed, nor merged into another. What is missing is why the
    owner could not now take it to the next stage and resolve it, or close it once it is resolved, saying
    nothing more.

    >>> from datetime import datetime, timezone
    >>> from caserules import Context, load
    >>> context = Context(now=datetime(2026, 3, 2, 9, tzinfo=timezone.utc), actor="ana")
    >>> print(hand_over(load("service_hub"), (), context, "ana"))
    hand-over of `ana`: 0 cases
    """
    absence = context.roster.agent(owner).absence(context.now)
    judged = context.replace(actor=owner)
    mine = [
        _case(desk, case, judged)
        for case in sorted(known(desk, cases), key=lambda case: case.id)
        if case.owner == owner and case.phase != "closed" and case.merged_into is None
    ]
    return HandOver(
        owner=owner,
        at=context.now,
        zone=desk.zone.key,
        out_until=None if absence is None else absence.until,
        cases=tuple(ordered(mine, lambda case: case.due_at)),
    )


def _case(desk: Desk[C], case: C, context: Context) -> HandOverCase:
    clocks = [
        clock for clock in desk.clocks(case, context.now, roster=context.roster) if clock.phase in _GOING
    ]
    refusals = (
        refusal for each in _onwards(desk, case) for refusal in desk.decide(case, each, context).refusals
    )
    return HandOverCase(
        case_id=case.id,
        subject=case.subject,
        status=case.status,
        status_since=case.status_since,
        next_action=case.next_action,
        clocks=tuple(ordered(clocks, lambda clock: clock.due_at)),
        last_contact_at=case.last_contact_at,
        last_customer_at=case.last_customer_at,
        last_agent_at=case.last_agent_at,
        open=tuple(_open(case)),
        missing=tuple(dict.fromkeys(refusals)),
    )


def _onwards(desk: Desk[C], case: C) -> Iterator[Command]:
    """The commands that take a case on from where it is, as far as this desk goes by them."""
    stages = [stage.name for stage in desk.rulebook.stage]
    if case.phase == "open" and case.stage in stages[:-1]:
        yield AdvanceStage(to=stages[stages.index(case.stage) + 1])
    effects = desk.rulebook.effect
    if case.phase == "open" and "ResolveCase" in effects:
        yield ResolveCase()
    elif "CloseCase" in effects:
        yield CloseCase()


def _open(case: Case) -> Iterator[str]:
    for activity in case.activities:
        if activity.status == "open":
            yield f"`{case.id}.{activity.number}` {activity.kind}: {activity.subject}"
    for referral in case.referrals:
        if referral.status == "open":
            yield f"`{case.id}.{referral.number}` {referral.kind} with {referral.to or referral.department}"
    for approval in case.approvals:
        if approval.approved is None:
            yield f"`{case.id}.{approval.number}` approval of {approval.subject}"


def _action(action: NextAction | None, zone: ZoneInfo) -> str:
    if action is None:
        return ""
    return action.text + (f", due {told(action.due_at, zone)}" if action.due_at else "")


def _clock(clock: Clock, zone: ZoneInfo) -> tuple[str, ...]:
    named = f"`{clock.id}`" + ("" if clock.item is None else f" of `{clock.case_id}.{clock.item}`")
    return named, clock.phase, told(clock.due_at, zone), told(clock.breached_at, zone)
