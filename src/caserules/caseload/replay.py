"""The replay of a log: every row through the desk, nothing lost."""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

from pydantic import ValidationError

from caserules.case import Case, Decision, Refusal, Roster
from caserules.case.commands import OpenCase
from caserules.case.told import told
from caserules.caseload.report import Asked, BadRow, RefusedRow, Replay
from caserules.desk import Desk

__all__ = ["Mapped", "Row", "replay"]

Row: TypeAlias = Mapping[str, str]
Mapped: TypeAlias = Callable[[Row, Case | None], Iterable[Asked]]
"""The caller's reading of a row: the decisions that it asks for, given the case as it stands."""

_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What reading a row may raise where the row is at fault: a short one, a word that is no number."""


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
    `progress` is told the number of rows done. Raises `ValueError` for a log without rows. Python's cyclic
    collector is paused meanwhile, if it is on: it would go through all the cases again and again.

    >>> from datetime import datetime
    >>> from caserules import load
    >>> def mapped(row, case):
    ...     opening = OpenCase(new_id=row["id"], subject=row["subject"])
    ...     yield Asked(now=datetime.fromisoformat(row["at"]), actor="ana", commands=(opening,))
    >>> log = [{"id": "C-1", "subject": "no heat", "at": "2026-03-02T09:00Z"}, {"id": "C-2", "subject": "?"}]
    >>> done = replay(load("service_hub"), log, key="id", mapped=mapped)
    >>> list(done.cases), [(each.row, each.message) for each in done.bad]
    (['C-1'], [(2, 'has no column `at`')])
    """
    done = Replay(desk, roster)
    with _old_ones_left_alone() as look_at_the_young:
        for number, row in enumerate(rows, start=1):
            done.rows = number
            try:
                case_id = row[key]
                asked = tuple(mapped(row, done.cases.get(case_id)))
                _fit(case_id, asked)
            except _UNREADABLE as error:
                done.bad.append(BadRow(row=number, message=_reason(error, row)))
            else:
                for each in asked:
                    _take(done, case_id, each, number)
            if progress is not None:
                progress(number)
            if number % _YOUNG == 0:
                look_at_the_young()
    if not done.rows:
        raise ValueError("the log is empty: it has no row to replay")
    return done


_YOUNG = 5_000
"""After so many rows the collector looks at what is new since, once."""


@contextmanager
def _old_ones_left_alone() -> Iterator[Callable[[], object]]:
    """Pauses the cyclic collector; gives what lets it look at the newest objects, where it was on."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield (lambda: gc.collect(0)) if was else (lambda: None)
    finally:
        if was:
            gc.enable()


def _fit(case_id: str, asked: tuple[Asked, ...]) -> None:
    if not asked:
        raise ValueError("asks for nothing: map it to a command")
    for each in asked:
        for command in each.commands:
            if type(command) is OpenCase and command.new_id != case_id:
                raise ValueError(f"opens case `{command.new_id}`, and is a row of case `{case_id}`")


def _take(done: Replay, case_id: str, asked: Asked, row: int) -> None:
    """Fold one decision into the cases."""
    case = done.cases.get(case_id)
    decision: Decision[Any] = done.desk.decide(case, asked.commands, done.context(asked))
    opens = case is None or len(decision.changes) > 1
    refusals = decision.refusals or (_taken(done, decision) if opens else ())
    done.decisions += 1
    done.until = asked.now if done.until is None else max(done.until, asked.now)
    if refusals:
        version = case.version if case else 0
        done.refused.append(
            RefusedRow(row=row, case_id=case_id, version=version, asked=asked, refusals=refusals)
        )
        return
    for change in decision.changes:
        done.cases[change.case.id] = change.case


def _taken(done: Replay, decision: Decision[Any]) -> tuple[Refusal, ...]:
    """The refusals of cases that the decision opens, and that are there already."""
    found: list[Refusal] = []
    for each in decision.changes:
        if each.before is None and each.case.id in done.cases:
            message = f"there is a case `{each.case.id}` already"
            found.append(Refusal(code="id-taken", message=message))
    return tuple(found)


def _reason(error: Exception, row: Row) -> str:
    match error:
        case ValidationError():
            return told(error)
        case KeyError() if error.args[0] in row.values():
            return f"`{error.args[0]}` has no meaning in the mapping"
        case KeyError():
            return f"has no column `{error.args[0]}`"
        case _:
            return str(error)
