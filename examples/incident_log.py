"""Replay a ServiceNow incident log through a desk: `python examples/incident_log.py PATH [--case NUMBER]`.

PATH is the log (`events.csv` or `events.csv.gz`), or the folder that holds it. Every event becomes decisions
of the desk in `incident_log.toml`; every change of status is accepted, or refused by a rule that has a name.
The exit status is 1 where a row could not be read.
"""

import argparse
import csv
import gzip
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import caserules as cr
from caserules.caseload import Asked, Replay, replay
from caserules.cli import console, progress, show

ZONE = ZoneInfo("Europe/Lisbon")  # the log states none
MISSING = "?"
Row = Mapping[str, str]


class Reading:
    """Reads a row by what it changed: the log repeats an incident's state in full at every event."""

    def __init__(self) -> None:
        self._previous: dict[str, Row] = {}
        self.status_changes: list[tuple[str, int]] = []
        """The incident and the row of every change of status that the log shows, from `New` on."""
        self._row = 0

    def __call__(self, row: Row, case: cr.Case | None) -> Iterator[Asked]:
        """The decisions that the row asks for: the facts first, then the change of status by itself."""
        self._row += 1
        number, now, actor = row["number"], instant(row["sys_updated_at"]), row["sys_updated_by"]
        before = self._previous.get(number)
        self._previous[number] = row
        if case is None:
            yield Asked(now=now, actor=actor, commands=(opening(row),))
        elif before is not None:
            yield Asked(now=now, actor=actor, commands=tuple(changed(before, row)))
        was = before["incident_state"] if before else "New"
        if row["incident_state"] != was:
            self.status_changes.append((number, self._row))
            yield Asked(now=now, actor=actor, commands=tuple(moved(was, row)))


def opening(row: Row) -> cr.OpenCase:
    """The command that opens the incident."""
    return cr.OpenCase(
        new_id=row["number"],
        subject=f"{row['category']}, {row['subcategory']}",
        priority=row["priority"],
        origin=row["contact_type"],
        requester=cr.Person(id=row["caller_id"]),
        received_at=min(instant(row["opened_at"]), instant(row["sys_updated_at"])),
        fields=facts(row),
    )


def changed(before: Row, row: Row) -> Iterator[cr.ChangeFields | cr.ChangePriority | cr.ReleaseCase | cr.AssignCase]:
    """The commands for what changed beside the status."""
    yield cr.ChangeFields(fields=facts(row))
    if row["priority"] != before["priority"]:
        yield cr.ChangePriority(priority=row["priority"])
    if row["assignment_group"] not in (MISSING, before["assignment_group"]):
        yield cr.ReleaseCase(queue=row["assignment_group"])
    if row["assigned_to"] not in (MISSING, before["assigned_to"]):
        yield cr.AssignCase(to=row["assigned_to"])


def moved(before: str, row: Row) -> Iterator[cr.ResolveCase | cr.CloseCase | cr.ReactivateCase | cr.ChangeStatus]:
    """The commands for a change of status."""
    state = row["incident_state"]
    if state == "Resolved":
        yield cr.ResolveCase()
    elif state == "Closed":
        yield cr.CloseCase()
    elif before in ("Resolved", "Closed"):
        yield cr.ReactivateCase(reason="the caller refused the resolution")
        if state != "Active":
            yield cr.ChangeStatus(to=state)
    else:
        yield cr.ChangeStatus(to=state)


def facts(row: Row) -> dict[str, str | int | None]:
    """The desk's own fields, as the row has them."""
    return {
        "category": known(row["category"]),
        "symptom": known(row["u_symptom"]),
        "problem": known(row["problem_id"]),
        "updates": int(row["sys_mod_count"]),
    }


def known(text: str) -> str | None:
    """The text, None where the log has it missing."""
    return None if text == MISSING else text


def instant(text: str) -> datetime:
    """An instant of the log."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=ZONE)


def rows(path: Path) -> list[Row]:
    """The rows of the log."""
    file = path / "events.csv.gz" if path.is_dir() else path
    opened = gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8")
    with opened as lines:
        return list(csv.DictReader(lines))


def summary(done: Replay, reading: Reading, seconds: float) -> Iterable[str]:
    """The figures that have to add up."""
    refused_rows = {(each.case_id, each.row) for each in done.refused if is_move(each.asked)}
    refused = sum(change in refused_rows for change in reading.status_changes)
    changes = len(reading.status_changes)
    yield f"{changes} changes of status: {changes - refused} accepted, {refused} refused by a named rule"
    yield f"{done.decisions / seconds:,.0f} decisions a second on one core ({seconds:.1f} s)"


def is_move(asked: Asked) -> bool:
    """Whether the decision was about a change of status."""
    moves = (cr.ResolveCase, cr.CloseCase, cr.ReactivateCase, cr.ChangeStatus)
    return isinstance(asked.commands[0], moves)


def main() -> int:
    """Run the replay and print its report."""
    parser = argparse.ArgumentParser(description="replay a ServiceNow incident log through a desk")
    parser.add_argument("path", type=Path, help="the log, or the folder that holds `events.csv.gz`")
    parser.add_argument("--case", help="tell the story of this incident too")
    given = parser.parse_args()
    out = console()
    desk = cr.load(Path(__file__).with_suffix(".toml"))
    log, reading = rows(given.path), Reading()
    with progress("replaying", len(log)) as bar:
        began = time.perf_counter()
        done = replay(desk, log, key="number", mapped=reading, progress=bar)
        seconds = time.perf_counter() - began
    show(done, out)
    for line in summary(done, reading, seconds):
        out.print(line)
    if done.refused:
        out.rule("one refusal, and why")
        show(done.why_refused(next((each for each in done.refused if is_move(each.asked)), done.refused[0])), out)
    out.rule("one incident")
    show(done.story(given.case or max(done.cases, key=lambda each: len(done.cases[each].status_spans))), out)
    return 1 if done.bad else 0


if __name__ == "__main__":
    sys.exit(main())
