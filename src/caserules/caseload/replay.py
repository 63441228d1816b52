"""The replay of a log: every row through the desk, and a report of what came of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from pydantic import ValidationError

from caserules.case import Case, Context, Decision, Refusal, Roster
from caserules.case.commands import Command
from caserules.case.events import CaseRouted, Event, OneEvent
from caserules.case.record import told
from caserules.desk import Desk
from caserules.model import Instant, Model
from caserules.outline import Moment, Outline, Outlined, Table, Text, Timeline

__all__ = ["Asked", "BadRow", "RefusedRow", "Replay", "replay"]

Row: TypeAlias = Mapping[str, str]


class Asked(Model):
    """What a row of a log asks for: one decision, at `now`, on behalf of `actor`."""

    now: Instant
    actor: str
    commands: tuple[Command, ...]


class BadRow(Model):
    """A row that could not be read; `row` counts from 1, the heading left out."""

    row: int
    message: str


class RefusedRow(Model):
    """A decision that was refused, with what is needed to see why."""

    row: int
    case_id: str
    version: int
    """How many events the case had then; 0: there was no case yet."""
    asked: Asked
    refusals: tuple[Refusal, ...]


Mapped: TypeAlias = Callable[[Row, Case | None], Iterable[Asked]]
"""The caller's reading of a row: the decisions that it asks for, given the case as it stands."""


class Replay(Outlined):
    """What came of a log. Nothing is lost: accepted and refused decisions and bad rows add up."""

    def __init__(self, desk: Desk[Any], roster: Roster) -> None:
        self.desk = desk
        self.roster = roster
        self.rows = 0
        self.decisions = 0
        self.until: datetime | None = None
        """The instant of the last decision."""
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
            for clock in self.desk.clocks(case, self._end(), roster=self.roster):
                state = (
                    "breached" if clock.breached_at else "kept" if clock.phase == "stopped" else clock.phase
                )
                row = counts.setdefault(clock.id, {})
                row[state] = row.get(state, 0) + 1
        return counts

    def why_refused(self, refused: RefusedRow) -> Outline:
        """The decision again, with every rule that was tried."""
        case = self.cases.get(refused.case_id)
        before = self.desk.replay(case.history[: refused.version]) if case and refused.version else None
        asked = refused.asked
        decision: Decision[Any] = self.desk.decide(before, asked.commands, self._context(asked))
        return self.desk.why(decision)

    def story(self, case_id: str) -> Outline:
        """One case: what happened, in the desk's zone, what was refused, and each clock with its ledger.

        Raises `KeyError` for a case that the log does not have.
        """
        case = self.cases[case_id]
        zone = self.desk.rulebook.terms().zone
        moments = tuple(Moment(at=event.at.astimezone(zone), what=_what(event)) for event in case.history)
        refusals = tuple(
            Text(text=f"row {each.row} refused by {refusal}", tone="bad")
            for each in self.refused
            if each.case_id == case_id
            for refusal in each.refusals
        )
        clocks = self.desk.clocks(case, self._end(), roster=self.roster)
        told = (block for clock in clocks for block in (clock.outline(), clock.ledger().outline()))
        where = (
            f"owner `{case.owner}`" if case.owner else f"queue `{case.queue}`" if case.queue else "nowhere"
        )
        return Outline(
            heading=f"case `{case_id}`: `{case.status}`, {where}",
            blocks=(Timeline(moments=moments), *refusals, *told),
        )

    def outline(self) -> Outline:
        """The whole report."""
        count = Text(
            text=f"{self.rows} rows, {len(self.cases)} cases, {self.decisions} decisions: {self.accepted} "
            f"accepted, {len(self.refused)} refused; {len(self.bad)} bad rows",
            tone="bad" if self.bad else "good",
        )
        states = ("kept", "breached", "running", "paused", "cancelled", "no target", "not started")
        clocks = tuple(
            (name, *(str(row.get(state, 0)) for state in states)) for name, row in self.clocks().items()
        )
        shown = 20
        bad = [f"row {each.row}: {each.message}" for each in self.bad[:shown]]
        if len(self.bad) > shown:
            bad.append(f"and {len(self.bad) - shown} bad rows more")
        return Outline(
            heading=f"replay by `{self.desk.rulebook.id}`",
            blocks=(
                count,
                _counted("refused by", self.refused_by()),
                _counted("routed to", self.routed_to(), most=shown),
                Table(columns=("clock", *states), rows=clocks),
                *(Text(text=line, tone="bad") for line in bad),
            ),
        )

    def take(self, case_id: str, asked: Asked, row: int) -> None:
        """Fold one decision into the cases."""
        case = self.cases.get(case_id)
        decision: Decision[Any] = self.desk.decide(case, asked.commands, self._context(asked))
        self.decisions += 1
        self.until = asked.now if self.until is None else max(self.until, asked.now)
        if decision.refusals:
            version = case.version if case else 0
            self.refused.append(
                RefusedRow(row=row, case_id=case_id, version=version, asked=asked, refusals=decision.refusals)
            )
        for change in decision.changes:
            self.cases[change.case.id] = change.case

    def _context(self, asked: Asked) -> Context:
        return Context(now=asked.now, actor=asked.actor, roster=self.roster)

    def _end(self) -> datetime:
        if self.until is None:
            raise ValueError("the log has no row that could be read; there is nothing to report")
        return self.until


def replay(  # noqa: PLR0913 each is the caller's to choose
    desk: Desk[Any],
    rows: Iterable[Row],
    *,
    key: str,
    mapped: Mapped,
    roster: Roster = Roster(),  # noqa: B008 frozen
    progress: Callable[[int], None] | None = None,
) -> Replay:
    """Every row through the desk. `key` is the column of the case's id, `mapped` the reading of a row.

    A row that can't be read, or asks for nothing, is reported with its number, and the run goes on;
    `progress` is told the number of rows done. Raises `ValueError` for a log without rows.
    """
    done = Replay(desk, roster)
    for number, row in enumerate(rows, start=1):
        done.rows = number
        try:
            case_id = row[key]
            asked = tuple(mapped(row, done.cases.get(case_id)))
            if not asked:
                raise ValueError("asks for nothing: map it to a command")  # noqa: TRY301 reported as any bad row
        except (LookupError, ValueError, TypeError) as error:
            done.bad.append(BadRow(row=number, message=_reason(error)))
            continue
        for each in asked:
            done.take(case_id, each, number)
        if progress is not None:
            progress(number)
    if not done.rows:
        raise ValueError("the log is empty: it has no row to replay")
    return done


def _reason(error: Exception) -> str:
    match error:
        case ValidationError():
            return told(error)
        case KeyError():
            return f"has no column {error}"
        case _:
            return str(error)


_STAMP = {*OneEvent.model_fields, "event"}


def _what(event: Event) -> str:
    """The event with its facts, its actor, and the rules behind it."""
    facts = ", ".join(_facts(event.model_dump(mode="json", exclude=_STAMP, exclude_defaults=True)))
    cited = ", ".join(f"`{rule}`" for rule in event.rules)
    return (
        f"{event.event}"
        + (f": {facts};" if facts else "")
        + f" by `{event.by}`"
        + (f" ({cited})" if cited else "")
    )


def _facts(facts: Mapping[str, Any], under: str = "") -> Iterator[str]:
    for name, value in facts.items():
        if isinstance(value, Mapping):
            yield from _facts(value, f"{under}{name}.")
        else:
            yield f"{under}{name} `{value}`"


def _most_first(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _counted(heading: str, counts: dict[str, int], *, most: int = 50) -> Text | Table:
    if not counts:
        return Text(text=f"{heading}: nothing")
    rows = [(name, str(count)) for name, count in list(counts.items())[:most]]
    if len(counts) > most:
        rows.append((f"and {len(counts) - most} more", str(sum(list(counts.values())[most:]))))
    return Table(columns=(heading, "times"), rows=tuple(rows))
