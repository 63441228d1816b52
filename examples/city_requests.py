"""The due dates of a city's service requests: `python examples/city_requests.py PATH [--case ID]`.

PATH is the folder with `cases.csv.gz` and `policies.csv` (Boston 311, first half of 2015). The rulebook is
made of the city's table of targets and its calendar; every due date that it gives is compared with the one
in the log. The exit status is 1 where fewer than 20,066 of them agree, or a row could not be read.
"""

import argparse
import csv
import gzip
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import caserules as cr
from caserules.cli import console, progress, show
from caserules.outline import Outline, Table, Text, minute

ZONE = ZoneInfo("America/New_York")
NEAR = timedelta(seconds=60)
EXPECTED = 20_066
UNITS = {"business_days": "business days", "calendar_days": "days"}
HOLIDAYS = (
    "2015-01-01 2015-01-19 2015-02-16 2015-04-20 2015-05-25 2015-09-07 2015-10-12 2015-11-11 2015-11-26 2015-12-25"
)


def rulebook(policies: dict[str, str]) -> cr.Rulebook:
    """The city's rules: a target for each type of request, on the city's calendar."""
    return cr.Rulebook.model_validate(
        {
            "id": "city",
            "title": "City service requests",
            "first_status": "open",
            "status": {"open": {"phase": "open", "to": ["closed"]}, "closed": {"phase": "closed"}},
            "effect": {"CloseCase": "closed"},
            "words": {"type": list(policies)},
            "table": {"target": policies},
            "schedule": {
                "desk": {
                    "time_zone": "America/New_York",
                    "hours": {"mon-fri": "08:30-17:00"},
                    "holidays": {"dates": HOLIDAYS.split()},
                }
            },
            "clock": [
                {
                    "id": "due",
                    "stop": 'case.phase == "closed"',
                    "targets": [{"within": "{target[case.type]}"}],
                    "note": "the target of the request's type, counted from its opening",
                }
            ],
        }
    )


def policies(folder: Path) -> dict[str, str]:
    """The target of each type, as text: `5 business days`."""
    with (folder / "policies.csv").open(encoding="utf-8") as lines:
        return {row["type"]: f"{row['amount']} {UNITS[row['unit']]}" for row in csv.DictReader(lines)}


def requests(folder: Path, types: dict[str, str]) -> list[dict[str, str]]:
    """The requests of these types that have a due date."""
    with gzip.open(folder / "cases.csv.gz", "rt", encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines) if row["target_dt"] and row["type"] in types]


def instant(text: str) -> datetime:
    """A wall-clock time of the log, in the city's zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def opened(desk: cr.Desk[cr.Case], row: dict[str, str]) -> cr.Case:
    """The request as a case of the desk."""
    now = instant(row["open_dt"])
    command = cr.OpenCase(
        new_id=row["case_id"], subject=row["reason"], type=row["type"], origin=row["source"], received_at=now
    )
    case = desk.decide(None, command, cr.Context(now=now, actor=row["source"])).or_raise().case
    if case is None:
        raise LookupError(f"request `{row['case_id']}` was not opened")
    return case


def differing(desk: cr.Desk[cr.Case], rows: list[dict[str, str]]) -> Iterator[tuple[str, ...]]:
    """The requests whose due date is another than the log's, each with both."""
    with progress("deciding", len(rows)) as bar:
        for number, row in enumerate(rows, start=1):
            case, given = opened(desk, row), instant(row["target_dt"])
            due = desk.clocks(case, case.opened_at)[0].due_at
            if due is None or abs(due - given) > NEAR:
                said = "none" if due is None else minute(due.astimezone(ZONE))
                yield row["case_id"], row["type"], minute(case.opened_at), said, minute(given)
            if bar is not None:
                bar(number)


def why(desk: cr.Desk[cr.Case], row: dict[str, str]) -> Outline:
    """Why one request is due when it is: the days that counted and those that did not."""
    case = opened(desk, row)
    clock = desk.clocks(case, case.opened_at)[0]
    if clock.due_at is None:
        return clock.outline()
    ledger = desk.rulebook.schedule["desk"].explain(case.opened_at, clock.due_at)
    return Outline(heading=f"request `{case.id}`, {row['type']}", blocks=(clock.outline(), ledger.outline()))


def main() -> int:
    """Compare, and print what came of it."""
    parser = argparse.ArgumentParser(description="the due dates of a city's service requests")
    parser.add_argument("path", type=Path, help="the folder with `cases.csv.gz` and `policies.csv`")
    parser.add_argument("--case", help="explain this request's due date")
    given = parser.parse_args()
    out = console()
    targets = policies(given.path)
    desk = cr.Desk(rulebook(targets))
    rows = requests(given.path, targets)
    if not rows:
        raise ValueError(f"`{given.path}` has no request with a due date; is it the right folder?")
    strange = list(differing(desk, rows))
    same = len(rows) - len(strange)
    show(
        Outline(
            heading="due dates of city requests",
            blocks=(
                Text(text=f"{same:,} of {len(rows):,} due dates as given, to within {NEAR.seconds} s", tone="good"),
                Table(columns=("request", "type", "opened", "by the rulebook", "in the log"), rows=tuple(strange[:8])),
            ),
        ),
        out,
    )
    out.rule("why one is due when it is")
    chosen = next((row for row in rows if row["case_id"] == given.case), None) or _across_a_holiday(rows, targets)
    show(why(desk, chosen), out)
    return 0 if same >= EXPECTED else 1


def _across_a_holiday(rows: list[dict[str, str]], targets: dict[str, str]) -> dict[str, str]:
    counted = (row for row in rows if "business" in targets[row["type"]] and row["open_dt"] >= "2015-02-12")
    return next(counted, rows[0])


if __name__ == "__main__":
    sys.exit(main())
