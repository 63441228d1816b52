"""The replay of a ServiceNow log: the whole of the sample, and small made-up logs that are out of order."""

import csv
import gzip
from collections.abc import Iterable
from pathlib import Path

import pytest
from tests.examples.conftest import DATA, Program, Ran, ran

LOG = DATA / "servicenow_incidents_sample"
FACTS = {
    "number": "INC1",
    "incident_state": "New",
    "sys_mod_count": "0",
    "caller_id": "Caller 1",
    "opened_at": "1/2/2016 09:00",
    "sys_updated_by": "Clerk 1",
    "sys_updated_at": "1/2/2016 09:05",
    "contact_type": "Phone",
    "category": "Category 1",
    "subcategory": "Subcategory 1",
    "u_symptom": "?",
    "priority": "3 - Moderate",
    "assignment_group": "?",
    "assigned_to": "?",
    "problem_id": "?",
}


@pytest.fixture(scope="module")
def report() -> Ran:
    """The replay of the complete sample."""
    if not LOG.is_dir():
        pytest.skip(f"the sample is not at `{LOG}`")
    return ran("incident_log.py", str(LOG))


def log(path: Path, *rows: dict[str, str]) -> str:
    """A made-up log: each row says what differs from the first event of an incident."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, FACTS)
        writer.writeheader()
        writer.writerows({**FACTS, **row} for row in rows)
    return str(path)


def has(said: str, lines: Iterable[str]) -> bool:
    """Whether all of these are said."""
    missing = [line for line in lines if line not in said]
    assert not missing, f"{missing} in:\n{said}"
    return not missing


def test_every_event_of_the_sample_goes_through(report: Ran) -> None:
    """All 35,362 events are read, each change of status is accepted or refused by a rule, and all adds up."""
    assert (report.status, report.err) == (0, "")
    assert has(
        report.out,
        (
            "35362 rows, 6173 cases, 53371 decisions: 53162 accepted, 209 refused; 0 bad rows",
            "yes  35,362 events of the log = 35,362 replayed + 0 that could not be read",
            "yes  53,371 decisions = 53,162 accepted + 209 refused",
            "yes  18,009 status changes = 17,890 accepted + 119 refused",
        ),
    )
    assert "NO " not in report.out


def test_the_report_tells_where_why_and_when(report: Ran) -> None:
    """Refusals by rule, places, clocks, one refusal and one incident with its ledger are told."""
    assert has(
        report.out,
        (
            "problem-is-named  73",
            "Group 70         2961",
            "resolution  5000  1169      4",
            "refuses  `problem-is-named`",
            "One incident",
            "counted from Fri 2016-04-15 08:00 WEST",
            "Fri 15 Apr 09:37  Tue 19 Apr 16:22  102:45  no      paused",
        ),
    )


def test_a_log_is_read_plain_or_zipped_or_from_its_folder(tmp_path: Path, within: Program) -> None:
    """The same rows give the same report, whichever way they are handed in."""
    plain = log(tmp_path / "events.csv", {}, {"incident_state": "Active", "sys_updated_at": "1/2/2016 10:00"})
    (tmp_path / "events.csv.gz").write_bytes(gzip.compress(Path(plain).read_bytes()))
    reports = [within("incident_log", path) for path in (plain, f"{plain}.gz", str(tmp_path))]
    assert {each.status for each in reports} == {0}
    assert len({each.out.partition("Does it add up?")[2] for each in reports}) == 1
    assert "2 rows, 1 cases, 3 decisions: 3 accepted" in reports[0].out


def test_a_refused_change_of_status_names_its_rule(tmp_path: Path, within: Program) -> None:
    """A step that the life cycle does not have is refused by the status it leaves, and the sums hold."""
    later = {"sys_updated_at": "1/2/2016 10:00"}
    said = within("incident_log", log(tmp_path / "log.csv", {}, {"incident_state": "Closed", **later}))
    assert said.status == 0
    assert has(said.out, ("status.New  1", "yes  1 status changes = 0 accepted + 1 refused"))


def test_a_bad_row_is_reported_and_the_run_goes_on(tmp_path: Path, within: Program) -> None:
    """A row with a bad date is told by its number; those after it are replayed; the exit status says so."""
    path = log(
        tmp_path / "log.csv",
        {},
        {"sys_updated_at": "2016-02-01"},
        {"incident_state": "Active", "sys_updated_at": "1/2/2016 11:00"},
        {"number": "INC2", "opened_at": "?"},
        {"number": "INC2", "sys_updated_at": "1/2/2016 12:00"},
    )
    said = within("incident_log", path, "--case", "INC2")
    assert said.status == 1
    assert has(
        said.out,
        (
            "row 2: `2016-02-01` is no time such as `29/2/2016 01:16`",
            "row 4: `?` is no time",
            "5 rows, 2 cases, 4 decisions: 4 accepted, 0 refused; 2 bad rows",
            "yes  5 events of the log = 3 replayed + 2 that could not be read",
            "case `INC2`",
        ),
    )


def test_a_log_of_bad_rows_alone_is_reported(tmp_path: Path, within: Program) -> None:
    """Nothing could be replayed, and the report says that much."""
    said = within("incident_log", log(tmp_path / "log.csv", {"sys_updated_at": "never"}))
    assert said.status == 1
    assert "1 rows, 0 cases, 0 decisions" in said.out


def test_an_unknown_incident_is_said(tmp_path: Path, within: Program) -> None:
    """Asking for an incident that the log lacks is told in one line."""
    said = within("incident_log", log(tmp_path / "log.csv", {}), "--case", "INC9")
    assert (said.status, said.err) == (2, "there is no incident `INC9` in the log\n")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("none.csv", None, "is not there"),
        ("log.csv.gz", b"number,incident_state\n", "is no gzip file"),
        ("log.csv.gz", gzip.compress(b"number\n" * 50, mtime=0)[:-9], "breaks off in the middle"),
        ("log.csv.gz", gzip.compress(b"number", mtime=0)[:10] + b"\xff\xff\xff\xff\xff", "is no gzip file"),
        ("log.csv", b"\x89PNG\r\n\x1a\n\xff\xfe", "is no text in UTF-8"),
        ("log.csv", b"number,state\nINC1,New\n", "has no column `incident_state`"),
        ("log.csv", b'number\n"' + b"x" * 200_000, "is no CSV: field larger"),
        ("log.csv", b"", "is empty"),
        ("log.csv", (",".join(FACTS) + "\n").encode(), "is empty"),
    ],
)
def test_a_file_that_is_no_log_is_said_in_one_line(
    tmp_path: Path, within: Program, name: str, content: bytes | None, reason: str
) -> None:
    """What can't be read at all is told on standard error with the file's name, and the status is 2."""
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    said = within("incident_log", str(path))
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith(f"`{path}` {reason}")
    assert said.err.count("\n") == 1
