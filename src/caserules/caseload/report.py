"""What came of a replay, told: the whole log as counts, one case as a story, one refusal with its reasons.

The examples below are of one short log:

>>> from caserules import OpenCase, PickCase, load
>>> from caserules.caseload import Asked, replay
>>> def mapped(row, case):
...     at = datetime.fromisoformat(row["at"])
...     opening = OpenCase(new_id=row["id"], subject="no heat", received_at=at)
...     yield Asked(now=at, actor=row["who"], commands=(opening if case is None else PickCase(),))
>>> rows = [{"id": "C-1", "at": "2026-03-02T09:00Z", "who": "ana"}]
>>> rows += [{"id": "C-1", "at": "2026-03-02T10:00Z", "who": "bo"}, {"id": "C-2", "at": "noon", "who": "bo"}]
>>> done = replay(load("service_hub"), rows, key="id", mapped=mapped)
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from caserules.case import Case, Context, Decision, Refusal, Roster
from caserules.case.commands import Command, OneCommand
from caserules.case.events import CaseRouted, Event
from caserules.case.values import Filled
from caserules.desk import Desk
from caserules.model import Instant, Model, assembler, settled
from caserules.outline import Moment, Outline, Outlined, Table, Text, Timeline

__all__ = ["Asked", "BadRow", "RefusedRow", "Replay"]

_CONTEXT = assembler(Context)
_SHOWN = 20
_STATES = ("kept", "breached", "running", "paused", "cancelled", "no target", "not started")


class Asked(Model):
    """What a row of a log asks for: one decision, at `now`, on behalf of `actor`.

    >>> at = datetime.fromisoformat("2026-03-02T09:00Z")
    >>> Asked.by("ana", at, PickCase()) == Asked(now=at, actor="ana", commands=(PickCase(),))
    True
    """

    now: Instant
    actor: Filled
    commands: tuple[Command, ...]

    @classmethod
    def by(cls, actor: str, now: datetime, *commands: Command) -> "Asked":
        """The same, said shortly and made faster: commands are not looked into again."""
        plain = type(actor) is str and actor and actor.strip() == actor
        if not plain or not _KINDS.issuperset(map(type, commands)):
            return cls(actor=actor, now=now, commands=commands)
        made: Asked = _ASKED({"now": settled(now), "actor": actor, "commands": commands})
        return made


_ASKED = assembler(Asked)
_KINDS = frozenset(OneCommand.__subclasses__())


class BadRow(Model):
    """A row that could not be read; `row` counts from 1, the heading left out.

    >>> done.bad
    [BadRow(row=3, message="Invalid isoformat string: 'noon'")]
    """

    row: int
    message: str


class RefusedRow(Model):
    """A decision that was refused, with what is needed to see why.

    >>> [(each.row, each.case_id, each.version, each.refusals[0].rule) for each in done.refused]
    [(2, 'C-1', 2, 'members-pick')]
    """

    row: int
    case_id: str
    version: int
    """How many events the case had then; 0: there was no case yet."""
    asked: Asked
    refusals: tuple[Refusal, ...]


class Replay(Outlined):
    """What came of a log. Nothing is lost: accepted and refused decisions and bad rows add up.

    >>> done.rows, done.accepted, len(done.refused), len(done.bad)
    (3, 1, 1, 1)
    >>> done.refused_by()
    {'members-pick': 1}
    """

    def __init__(self, desk: Desk[Any], roster: Roster) -> None:
        self.desk = desk
        self.roster = roster
        self.rows = 0
        self.decisions = 0
        self.until: datetime | None = None
        """The instant of the latest decision."""
        self.cases: dict[str, Case] = {}
        self.refused: list[RefusedRow] = []
        self.bad: list[BadRow] = []

    @property
    def accepted(self) -> int:
        """How many decisions were accepted."""
        return self.decisions - len(self.refused)

    def refused_by(self) -> dict[str, int]:
        """How many decisions were refused by each rule, most first; by its code where the library refused.

        A decision that two rules refuse counts under both.
        """
        counts: dict[str, int] = {}
        for each in self.refused:
            for name in dict.fromkeys(refusal.rule or refusal.code for refusal in each.refusals):
                counts[name] = counts.get(name, 0) + 1
        return _most_first(counts)

    def routed_to(self) -> dict[str, int]:
        """How many times the rules placed a case with each owner or in each queue, most first."""
        counts: dict[str, int] = {}
        for case in self.cases.values():
            for event in case.history:
                if isinstance(event, CaseRouted):
                    where = event.owner or event.queue or ""
                    counts[where] = counts.get(where, 0) + 1
        return _most_first(counts)

    def clocks(self) -> dict[str, dict[str, int]]:
        """For each clock how many cases have it `kept`, `breached`, `running` and so on, at the log's end."""
        counts: dict[str, dict[str, int]] = {}
        for case in self.cases.values():
            for clock in self._clocks(case):
                ended = "kept" if clock.phase == "stopped" else clock.phase
                state = "breached" if clock.breached_at else ended
                row = counts.setdefault(clock.id, {})
                row[state] = row.get(state, 0) + 1
        return counts

    def _clocks(self, case: Case) -> Any:
        until = self.until or case.history[-1].at
        return self.desk.clocks(case, until, roster=self.roster)

    def why_refused(self, refused: RefusedRow) -> Outline:
        """The decision again, with every rule that was tried."""
        case = self.cases.get(refused.case_id)
        before = self.desk.replay(case.history[: refused.version]) if case and refused.version else None
        asked = refused.asked
        decision: Decision[Any] = self.desk.decide(before, asked.commands, self.context(asked))
        return self.desk.why(decision)

    def story(self, case_id: str) -> Outline:
        """One case: what happened, what was refused, and each clock; instants in the desk's zone.

        Raises `KeyError` for a case that the log does not have.
        """
        case = self.cases[case_id]
        zone = self.desk.zone
        moments = tuple(
            Moment(at=event.occurred_at.astimezone(zone), what=_told(event)) for event in case.history
        )
        refusals = tuple(
            Text(text=f"row {each.row} refused by {refusal}", tone="bad")
            for each in self.refused
            if each.case_id == case_id
            for refusal in each.refusals
        )
        where = (
            f"owner `{case.owner}`" if case.owner else f"queue `{case.queue}`" if case.queue else "nobody's"
        )
        return Outline(
            heading=f"case `{case_id}`: `{case.status}`, {where}",
            blocks=(
                Timeline(moments=moments),
                *refusals,
                *(clock.outline() for clock in self._clocks(case)),
            ),
        )

    def outline(self) -> Outline:
        """The whole report."""
        count = Text(
            text=f"{self.rows} rows, {len(self.cases)} cases, {self.decisions} decisions: {self.accepted} "
            f"accepted, {len(self.refused)} refused; {len(self.bad)} bad rows",
            tone="bad" if self.bad else "good",
        )
        clocks = tuple(
            (name, *(str(row.get(state, 0)) for state in _STATES)) for name, row in self.clocks().items()
        )
        told = Table(columns=("clock", *_STATES), rows=clocks) if clocks else Text(text="none")
        return Outline(
            heading=f"replay by `{self.desk.rulebook.id}`",
            blocks=(
                count,
                _counted("refused by", self.refused_by()),
                _counted("routed to", self.routed_to()),
                Outline(heading="clocks", blocks=(told,)),
                *self._bad_rows(),
            ),
        )

    def _bad_rows(self) -> Iterator[Text]:
        for each in self.bad[:_SHOWN]:
            yield Text(text=f"row {each.row}: {each.message}", tone="bad")
        if len(self.bad) > _SHOWN:
            yield Text(text=f"and {len(self.bad) - _SHOWN} more bad rows", tone="bad")

    def context(self, asked: Asked) -> Context:
        """The surroundings of a decision of the log."""
        facts = {"now": asked.now, "actor": asked.actor, "through": None, "roster": self.roster}
        facts["related"] = facts["queues"] = ()
        made: Context = _CONTEXT(facts)
        return made


def _told(event: Event) -> str:
    match event:
        case CaseRouted():
            what = f" to `{event.owner or event.queue}`"
        case _:
            status = getattr(event, "status", None)
            what = f" `{status}`" if status else ""
    rules = ", ".join(f"`{rule}`" for rule in event.rules)
    return f"{event.event}{what} by `{event.by}`" + (f" ({rules})" if rules else "")


def _most_first(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _counted(heading: str, counts: dict[str, int]) -> Outline:
    rows = [(name, str(count)) for name, count in list(counts.items())[:_SHOWN]]
    if len(counts) > _SHOWN:
        more = list(counts.values())[_SHOWN:]
        rows.append((f"and {len(more)} more", str(sum(more))))
    body = Table(columns=(heading, "times"), rows=tuple(rows)) if rows else Text(text="nothing")
    return Outline(heading=heading, blocks=(body,))
