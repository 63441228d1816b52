"""Worklists: which cases, or which of their items, somebody has before them, by a rule of the rulebook.

The examples below are of one case on one list:

>>> from caserules import OpenCase, load
>>> desk = load("integrations")
>>> context = Context(now="2026-03-02T15:00Z", actor="ana")
>>> case = desk.decide(None, OpenCase(new_id="C-17", subject="feed stopped"), context).or_raise().case
>>> mine = worklist(desk, "my-open-created-cases", (case,), context)
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from operator import attrgetter
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from caserules.case import Case, Context
from caserules.caseload.cells import known, ordered, told
from caserules.desk import Desk
from caserules.engine import RuleSet
from caserules.model import Instant, Model
from caserules.outline import Outline, Outlined, Table, Text
from caserules.rulesets.worklist import Listing

__all__ = ["Worklist", "WorklistRow", "made", "why_listed", "worklist"]

C = TypeVar("C", bound=Case)


class WorklistRow(Model):
    """One row: a case, or one of its items.

    >>> mine.rows[0].case_id, mine.rows[0].item, mine.rows[0].cells[:3]
    ('C-17', None, ('C-17', 'feed stopped', 'Open'))
    """

    case_id: str
    item: int | None = None
    """The number of the item, where the list has a row for each."""
    part: Any = None
    """The value by which the list is split; None where it is not, and for rows without that value."""
    cells: tuple[Any, ...]
    """The values of the columns; None for what is missing."""


class Worklist(Outlined, Model):
    """A list as it is at `at`, sorted as its rule says, then by the case's id.

    >>> mine.cases, mine.columns[:3]
    (('C-17',), ('case.id', 'case.subject', 'case.status'))
    >>> worklist(desk, "my-open-created-cases", (case,), context.replace(actor="bo")).cases
    ()
    """

    id: str
    source: str = ""
    note: str = ""
    at: Instant
    zone: str
    """The desk's zone, in which instants are told."""
    columns: tuple[str, ...]
    split: str | None = None
    rows: tuple[WorklistRow, ...]

    @property
    def cases(self) -> tuple[str, ...]:
        """The ids of its cases, each once, in the order of the list."""
        return tuple(dict.fromkeys(row.case_id for row in self.rows))

    def parts(self) -> dict[Any, tuple[WorklistRow, ...]]:
        """The rows of each list that it is split into; all under None where it is not."""
        found: dict[Any, list[WorklistRow]] = {}
        for row in self.rows:
            found.setdefault(row.part, []).append(row)
        return {part: tuple(rows) for part, rows in found.items()}

    def outline(self) -> Outline:
        """The list as a table, or one for each part."""
        zone = ZoneInfo(self.zone)
        cited = f" ({self.source})" if self.source else ""
        count = f"{len(self.rows)} row{'' if len(self.rows) == 1 else 's'}"
        heading = f"worklist `{self.id}`{cited}: {count}"
        if not self.rows:
            return Outline(heading=heading, blocks=(Text(text="nothing", tone="quiet"),))
        if self.split is None:
            return Outline(heading=heading, blocks=(self._table(self.rows, zone),))
        parts = (
            Outline(
                heading=f"{self.split}: `{told(part, zone)}`" if part is not None else f"no {self.split}",
                blocks=(self._table(rows, zone),),
            )
            for part, rows in self.parts().items()
        )
        return Outline(heading=heading, blocks=tuple(parts))

    def _table(self, rows: Iterable[WorklistRow], zone: ZoneInfo) -> Table:
        cells = tuple(tuple(told(cell, zone) for cell in row.cells) for row in rows)
        return Table(columns=self.columns, rows=cells)


def worklist(desk: Desk[C], name: str, cases: Iterable[C], context: Context, /, **given: str) -> Worklist:
    """The rulebook's worklist of that name over these cases, for `context.actor` at `context.now`.

    `given` are the texts that the rule asks for. Raises `LookupError` where there is no such list, or it is
    not in force that day, and `TypeError` for texts that it does not ask for, or that are not given.

    >>> from datetime import datetime, timezone
    >>> from caserules import Context, load
    >>> context = Context(now=datetime(2026, 3, 2, 9, tzinfo=timezone.utc), actor="ana")
    >>> print(worklist(load("service_hub"), "my-resolved-cases", (), context))
    worklist `my-resolved-cases` (SVC-13): 0 rows
      nothing
    """
    listing = desk.rules.worklists[name]
    day = desk.rules.terms.day(context.now)
    if not listing.rule.in_force(day):
        raise LookupError(f"the worklist `{name}` is not in force on `{day}`")
    _asked_for(listing, given)
    return made(desk, listing, cases, context, given)


def made(
    desk: Desk[C], listing: Listing, cases: Iterable[C], context: Context, given: Mapping[str, str]
) -> Worklist:
    """The list, whether or not it is in force."""
    found = [
        (case.id, values)
        for case in sorted(known(desk, cases), key=attrgetter("id", "version"))
        for values in listing.rows.of(case, context, given, desk.rules.clocks)
        if listing.when is None or listing.when.compiled(**values)
    ]
    for each in reversed(listing.sort):
        found = ordered(found, partial(_value, each.by.compiled), descending=each.descending)
    split = None if listing.split is None else listing.split.compiled
    if split is not None:
        found = ordered(found, partial(_value, split))
    columns = tuple(column.compiled for column in listing.columns)
    rule = listing.rule
    return Worklist(
        id=rule.id,
        source=rule.source,
        note=rule.note,
        at=context.now,
        zone=desk.zone.key,
        columns=rule.columns,
        split=rule.split,
        rows=tuple(
            WorklistRow(
                case_id=case_id,
                item=getattr(values.get("each"), "number", None),
                part=None if split is None else split(**values),
                cells=tuple(column(**values) for column in columns),
            )
            for case_id, values in found
        ),
    )


def _value(of: Callable[..., Any], row: tuple[str, dict[str, Any]]) -> Any:
    return of(**row[1])


def why_listed(desk: Desk[C], name: str, case: C, context: Context, /, **given: str) -> Outline:
    """Why a case (and each of its items) is on the list or is not: what the rule asks, and what it read.

    Raises as `worklist` does.

    >>> print(why_listed(desk, "my-cases", case, context))
    case `C-17` and the worklist `my-cases`
      no   `my-cases` (INT-01): `case.owner == actor.id`: `case.owner` is missing, `actor.id` is `ana`
    """
    listing = desk.rules.worklists[name]
    _asked_for(listing, given)
    rules = RuleSet([(listing.rule, listing.when)], listing.rows.scope, "every", name)
    lines: list[Text] = []
    for each in known(desk, (case,)):
        for values in listing.rows.of(each, context, given, desk.rules.clocks):
            (tried,) = rules.why(**values).tries
            item = "" if values.get("each") is None else f" for {told(values['each'], desk.zone)}"
            lines.append(Text(text=f"{tried}{item}", tone="good" if tried.held else "quiet"))
    none = Text(text=f"no item: `{listing.rule.each}` names none", tone="quiet")
    heading = f"case `{case.id}` and the worklist `{name}`"
    return Outline(heading=heading, blocks=tuple(lines) or (none,))


def _asked_for(listing: Listing, given: Mapping[str, str]) -> None:
    """Raises `TypeError` unless exactly the texts are given for which the rule asks."""
    wanted, name = listing.rule.given, listing.rule.id
    for each in wanted:
        if not isinstance(given.get(each), str):
            raise TypeError(f"the worklist `{name}` takes a text as `{each}`; give `{each}=...`")
    if strange := sorted(given.keys() - set(wanted)):
        takes = ", ".join(f"`{each}`" for each in wanted) or "nothing"
        raise TypeError(f"the worklist `{name}` takes no `{strange[0]}`; it takes {takes}")
