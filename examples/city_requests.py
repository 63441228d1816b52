"""The due dates of a city's service requests: `python examples/city_requests.py PATH [--case ID]`.

PATH is the folder with `cases.csv.gz` and `policies.csv` (Boston 311, first half of 2015). The rulebook is
made of the city's table of targets and its calendar; every due date that it gives is compared with the one
in the log. The exit status is 0 where at least as large a share of them agrees as the table's makers found,
1 where it does not or a row could not be read, 2 where the files can't be used.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from reading import Unreadable, table
from telling import stretches

import caserules as cr
from caserules.cli import console, progress, show
from caserules.outline import Outline, Table, Text

ZONE = ZoneInfo("America/New_York")
NEAR = timedelta(seconds=60)
AGREE, OF = 20_066, 20_110
"""What the makers of `policies.csv` found: so many due dates of so many, to within `NEAR`."""
UNITS = {"business_days": "business days", "calendar_days": "days"}
COLUMNS = ("case_id", "open_dt", "target_dt", "reason", "type", "source")
HOLIDAYS = {
    "2015-01-01": "New Year's Day",
    "2015-01-19": "Martin Luther King Jr. Day",
    "2015-02-16": "Washington's Birthday",
    "2015-04-20": "Patriots' Day",
    "2015-05-25": "Memorial Day",
    "2015-09-07": "Labor Day",
    "2015-10-12": "Columbus Day",
    "2015-11-11": "Veterans Day",
    "2015-11-26": "Thanksgiving",
    "2015-12-25": "Christmas Day",
}
SHOWN = 8
Row = dict[str, str]


def rulebook(targets: dict[str, str]) -> cr.Rulebook:
    """The city's rules: a target for each type of request, on the city's calendar."""
    return cr.Rulebook.model_validate(
        {
            "id": "city",
            "title": "City service requests",
            "first_status": "open",
            "status": {"open": {"phase": "open", "to": ["closed"]}, "closed": {"phase": "closed"}},
            "effect": {"CloseCase": "closed"},
            "words": {"type": list(targets)},
            "table": {"target": targets},
            "schedule": {
                "desk": {
                    "time_zone": ZONE.key,
                    "hours": {"mon-fri": "08:30-17:00"},
                    "holidays": {"dates": HOLIDAYS},
                }
            },
            "clock": [
                {
                    "id": "due",
                    "stop": 'case.phase == "closed"',
                    "targets": [{"within": "{target[case.type]}", "source": "policies.csv"}],
                    "note": "the target of the request's type, counted from its opening",
                }
            ],
        }
    )


@dataclass
class Compared:
    """What came of the rows; each is counted in one place."""

    rows: int
    same: int = 0
    differing: list[tuple[str, ...]] = field(default_factory=list)
    without: Counter[str] = field(default_factory=Counter)
    """Rows that are not compared, by the reason."""
    bad: list[tuple[int, str]] = field(default_factory=list)
    kept: dict[str, Row] = field(default_factory=dict)
    """The requests that were compared, by their id."""

    @property
    def compared(self) -> int:
        """How many due dates were compared."""
        return self.same + len(self.differing)


def instant(text: str) -> datetime:
    """A wall-clock time of the log, in the city's zone."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZONE)
    except (TypeError, ValueError):
        raise ValueError(f"`{text}` is no time such as `2015-03-02T14:05:00`") from None


def opened(desk: cr.Desk[cr.Case], row: Row) -> cr.Case:
    """The request as a case of the desk."""
    now = instant(row["open_dt"])
    command = cr.OpenCase(
        new_id=row["case_id"], subject=row["reason"], type=row["type"], origin=row["source"], received_at=now
    )
    decision = desk.decide(None, command, cr.Context(now=now, actor=row["source"])).or_raise()
    return decision.changes[0].case


def compare(desk: cr.Desk[cr.Case], rows: list[Row], types: Iterable[str]) -> Compared:
    """The due date of each request by the rulebook, beside the one in the log."""
    done, known = Compared(len(rows)), frozenset(types)
    with progress("deciding", len(rows)) as bar:
        for number, row in enumerate(rows, start=1):
            if None in row.values():
                done.bad.append((number, "has too few columns"))
            elif not row["target_dt"]:
                done.without["have no due date"] += 1
            elif row["type"] not in known:
                done.without["are of a type without a target"] += 1
            else:
                try:
                    _compared(desk, row, done)
                except (ValueError, cr.Refused) as error:
                    done.bad.append((number, str(error).splitlines()[0]))
            if bar is not None:
                bar(number)
    return done


def _compared(desk: cr.Desk[cr.Case], row: Row, done: Compared) -> None:
    case, given = opened(desk, row), instant(row["target_dt"])
    due = desk.clocks(case, case.opened_at)[0].due_at
    done.kept[case.id] = row
    if due is not None and abs(due - given) <= NEAR:
        done.same += 1
    else:
        said = (case.opened_at, due, given)
        done.differing.append((case.id, str(row["type"]), *(_minute(each) for each in said)))


def _minute(moment: datetime | None) -> str:
    return "never" if moment is None else f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"


def report(done: Compared) -> Outline:
    """How many agree, some that do not, and where every row went."""
    agree = (
        f"{done.same:,} of {done.compared:,} due dates are as the log has them, to within {NEAR.seconds} s"
    )
    sums = [f"{done.compared:,} compared", *(f"{count:,} {why}" for why, count in done.without.items())]
    columns = ("request", "type", "opened", "due by the rulebook", "in the log")
    differing = Outline(
        heading=f"{len(done.differing)} are not; the first of them",
        blocks=(Table(columns=columns, rows=tuple(done.differing[:SHOWN])),),
    )
    bad = tuple(Text(text=f"row {number}: {why}", tone="bad") for number, why in done.bad[:SHOWN])
    return Outline(
        heading="Due dates of city requests",
        blocks=(
            Text(text=agree, tone="good" if enough(done) else "bad"),
            Text(text=f"{done.rows:,} rows: {', '.join(sums)}, {len(done.bad)} could not be read"),
            *((differing,) if done.differing else ()),
            *bad,
        ),
    )


def enough(done: Compared) -> bool:
    """Whether at least as large a share agrees as the makers of the table found."""
    return done.same * OF >= AGREE * done.compared


def why(desk: cr.Desk[cr.Case], row: Row) -> Outline:
    """Why one request is due when it is: the days that counted and those that did not."""
    case = opened(desk, row)
    clock = desk.clocks(case, case.opened_at)[0]
    heading = f"Why request `{case.id}` ({row['type']}) is due when it is"
    if clock.due_at is None:
        return Outline(heading=heading, blocks=(clock.outline(),))
    start, due = case.opened_at.astimezone(ZONE), clock.due_at.astimezone(ZONE)
    said = f"opened {_minute(start)}, promised within {clock.target}, due {_minute(due)}"
    ledger = desk.rulebook.schedule["desk"].explain(start, due)
    return Outline(heading=heading, blocks=(Text(text=said), stretches(ledger, ZONE)))


def _telling(done: Compared, targets: dict[str, str]) -> str:
    """A request whose few business days go over a holiday."""
    few = {kind for kind, target in targets.items() if target in ("3 business days", "5 business days")}
    over = (
        case_id
        for case_id, row in done.kept.items()
        if row["type"] in few and "2015-02-12" <= row["open_dt"] < "2015-02-14"
    )
    return next(over, next(iter(done.kept)))


def main() -> int:
    """Compare, and print what came of it."""
    parser = argparse.ArgumentParser(description="the due dates of a city's service requests")
    parser.add_argument("path", type=Path, help="the folder with `cases.csv.gz` and `policies.csv`")
    parser.add_argument("--case", help="explain this request's due date")
    given = parser.parse_args()
    try:
        policies = table(given.path / "policies.csv", "", ("type", "unit", "amount"))
        rows = table(given.path / "cases.csv.gz", "", COLUMNS)
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 2
    try:
        targets = {row["type"]: f"{row['amount']} {UNITS[row['unit']]}" for row in policies}
        desk: cr.Desk[cr.Case] = cr.Desk(rulebook(targets))
    except (KeyError, ValueError) as error:
        print(f"`policies.csv` gives no rulebook: {error}", file=sys.stderr)
        return 2
    done = compare(desk, rows, targets)
    out = console()
    show(report(done), out)
    if given.case is not None and given.case not in done.kept:
        print(f"there is no request `{given.case}` among those compared", file=sys.stderr)
        return 2
    if done.kept:
        out.print()
        show(why(desk, done.kept[given.case or _telling(done, targets)]), out)
    return 0 if enough(done) and not done.bad else 1


if __name__ == "__main__":
    sys.exit(main())
