"""Replay a ServiceNow incident log through a desk: `python examples/incident_log.py PATH [--case NUMBER]`.

PATH is the log (`events.csv` or `events.csv.gz`), or the folder that holds it. Every event becomes decisions
of the desk in `incident_log.toml`; every change of status is accepted, or refused by a rule that has a name.
The exit status is 0 where every row could be read and the figures add up, 1 where not, 2 where the log can't
be used.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from reading import Unreadable, table
from telling import stretches

import caserules as cr
from caserules.caseload import Asked, Replay, replay
from caserules.cli import console, progress, show
from caserules.outline import Outline, Text

ZONE = ZoneInfo("Europe/Lisbon")  # the log states none
MISSING = "?"
COLUMNS = (
    "number",
    "incident_state",
    "sys_mod_count",
    "caller_id",
    "opened_at",
    "sys_updated_by",
    "sys_updated_at",
    "contact_type",
    "category",
    "subcategory",
    "u_symptom",
    "priority",
    "assignment_group",
    "assigned_to",
    "problem_id",
)
"""Those that are read. `resolved_at`, `closed_at` and the like hold final values: nobody knew them then."""
OWN = {"category": "category", "symptom": "u_symptom", "problem": "problem_id"}
"""The desk's own texts, and their columns."""
Row = Mapping[str, str]


class Reading:
    """Reads a row by what it changed: the log repeats an incident's state in full at every event."""

    def __init__(self) -> None:
        self._previous: dict[str, Row] = {}
        """The row that an incident had last."""
        self.status_changes: list[tuple[str, int]] = []
        """The incident and the row of every change of status that the log shows, from `New` on."""
        self.rows = 0

    def __call__(self, row: Row, case: cr.Case | None) -> Iterator[Asked]:
        """The decisions that the row asks for: the facts first, then the change of status by itself."""
        self.rows += 1
        number, now, actor = row["number"], instant(row["sys_updated_at"]), row["sys_updated_by"]
        before = self._previous.get(number)
        if before is None or case is None:
            yield Asked.by(actor, now, opening(row))
        else:
            yield Asked.by(actor, now, *changed(before, row))
        was = before["incident_state"] if before else "New"
        if row["incident_state"] != was:
            self.status_changes.append((number, self.rows))
            yield Asked.by(actor, now, *moved(was, row))
        self._previous[number] = row


def opening(row: Row) -> cr.OpenCase:
    """The command that opens the incident."""
    return cr.OpenCase(
        new_id=row["number"],
        subject=f"{row['category']}, {row['subcategory']}",
        priority=row["priority"],
        origin=row["contact_type"],
        requester=cr.Person(id=row["caller_id"]),
        received_at=min(instant(row["opened_at"]), instant(row["sys_updated_at"])),
        fields=facts(row, {}),
    )


def changed(
    before: Row, row: Row
) -> Iterator[cr.ChangeFields | cr.ChangePriority | cr.ReleaseCase | cr.AssignCase]:
    """The commands for what changed beside the status."""
    yield cr.ChangeFields(fields=facts(row, before))
    if row["priority"] != before["priority"]:
        yield cr.ChangePriority(priority=row["priority"])
    if row["assignment_group"] not in (MISSING, before["assignment_group"]):
        yield cr.ReleaseCase(queue=row["assignment_group"])
    if row["assigned_to"] not in (MISSING, before["assigned_to"]):
        yield cr.AssignCase(to=row["assigned_to"])


def moved(
    before: str, row: Row
) -> Iterator[cr.ResolveCase | cr.CloseCase | cr.ReactivateCase | cr.ChangeStatus]:
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


def facts(row: Row, before: Row) -> dict[str, str | int | None]:
    """The desk's own fields, as far as the row has them otherwise than the one before; `updates` always."""
    found: dict[str, str | int | None] = {"updates": int(row["sys_mod_count"])}
    for field, column in OWN.items():
        text = row[column]
        if text != before.get(column):
            found[field] = None if text == MISSING else text
    return found


@lru_cache(maxsize=1_000)
def instant(text: str) -> datetime:
    """An instant of the log; `datetime.strptime` says the same in ten times the time."""
    try:
        date, clock = text.split(" ")
        (day, month, year), (hour, minute) = date.split("/"), clock.split(":")
        return datetime(int(year), int(month), int(day), int(hour), int(minute), tzinfo=ZONE)
    except (AttributeError, TypeError, ValueError):
        raise ValueError(f"`{text}` is no time such as `29/2/2016 01:16`") from None


def is_move(asked: Asked) -> bool:
    """Whether the decision was about a change of status."""
    moves = (cr.ResolveCase, cr.CloseCase, cr.ReactivateCase, cr.ChangeStatus)
    return isinstance(asked.commands[0], moves)


def sums(done: Replay, reading: Reading) -> tuple[bool, Outline]:
    """Whether everything in the log is accounted for, and the sums that say so."""
    refused = {(each.case_id, each.row): each for each in done.refused if is_move(each.asked)}
    changes = Counter(change in refused for change in reading.status_changes)
    events = sum(case.version for case in done.cases.values())
    named = all(refusal.rule for each in refused.values() for refusal in each.refusals)
    read = done.rows - len(done.bad)
    lines = (
        (
            read + len(done.bad) == done.rows == reading.rows,
            f"{done.rows:,} events of the log = {read:,} replayed + {len(done.bad)} that could not be read",
        ),
        (
            done.accepted + len(done.refused) == done.decisions == read + len(reading.status_changes),
            f"{done.decisions:,} decisions = {done.accepted:,} accepted + {len(done.refused):,} refused",
        ),
        (
            named and changes.total() == len(reading.status_changes) and changes[True] == len(refused),
            f"{changes.total():,} status changes = {changes[False]:,} accepted + {changes[True]:,} refused",
        ),
        (
            all(done.desk.replay(case.to_events()) == case for case in list(done.cases.values())[:100]),
            f"{events:,} events in {len(done.cases):,} cases; the first 100 were replayed from theirs",
        ),
    )
    told = tuple(
        Text(text=f"{'yes' if right else 'NO '}  {line}", tone="good" if right else "bad")
        for right, line in lines
    )
    return all(right for right, _ in lines), Outline(heading="Does it add up?", blocks=told)


def telling_one(done: Replay) -> str:
    """An incident with a pause and a reopening that is told quickly."""
    reopened = [
        case
        for case in done.cases.values()
        if any(event.event == "CaseReactivated" for event in case.history)
        and any(span.status.startswith("Awaiting") for span in case.status_spans)
    ]
    return min(reopened or done.cases.values(), key=lambda case: (case.version, case.id)).id


def story(done: Replay, number: str) -> Outline:
    """One incident, and every stretch of time that its resolution clock counted or did not."""
    case = done.cases[number]
    clocks = done.desk.clocks(case, done.until or case.opened_at)
    ledgers = tuple(
        Outline(heading="what counted towards the resolution", blocks=(stretches(clock.ledger(), ZONE),))
        for clock in clocks
        if clock.id == "resolution"
    )
    return Outline(heading="One incident", blocks=(done.story(number), *ledgers))


def main() -> int:
    """Run the replay and print its report."""
    parser = argparse.ArgumentParser(description="replay a ServiceNow incident log through a desk")
    parser.add_argument("path", type=Path, help="the log, or the folder that holds `events.csv.gz`")
    parser.add_argument("--case", help="tell the story of this incident")
    given = parser.parse_args()
    try:
        log = table(given.path, "events.csv.gz", COLUMNS)
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 2
    reading, out = Reading(), console()
    desk = cr.load(Path(__file__).with_suffix(".toml"))
    with progress("replaying", len(log)) as bar:
        began = time.perf_counter()
        done = replay(desk, log, key="number", mapped=reading, progress=bar)
        seconds = time.perf_counter() - began
    show(done, out)
    out.print(f"{done.decisions / seconds:,.0f} decisions a second on one core ({seconds:.1f} s)")
    right, told = sums(done, reading)
    show(told, out)
    if done.refused:
        chosen = next((each for each in done.refused if is_move(each.asked)), done.refused[0])
        out.print()
        show(Outline(heading="One refusal, and why", blocks=(done.why_refused(chosen),)), out)
    if given.case is not None and given.case not in done.cases:
        print(f"there is no incident `{given.case}` in the log", file=sys.stderr)
        return 2
    if done.cases:
        out.print()
        show(story(done, given.case or telling_one(done)), out)
    return 0 if right and not done.bad else 1


if __name__ == "__main__":
    sys.exit(main())
