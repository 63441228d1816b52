"""The due dates of a city's requests: the whole of the log, and small made-up ones that are out of order."""

import csv
import gzip
from pathlib import Path

import pytest
from tests.examples.conftest import DATA, Program, Ran, ran

CITY = DATA / "boston311_2015_h1"
FACTS = {
    "case_id": "1",
    "open_dt": "2015-02-12T10:00:00",
    "target_dt": "2015-02-17T10:00:30",
    "reason": "Street",
    "type": "Pothole",
    "source": "App",
}


@pytest.fixture(scope="module")
def report() -> Ran:
    """The comparison of the complete log."""
    if not CITY.is_dir():
        pytest.skip(f"the log is not at `{CITY}`")
    return ran("city_requests.py", str(CITY))


def city(folder: Path, *rows: dict[str, str], policies: str = "Pothole,business_days,2\n") -> str:
    """A made-up city: each row says what differs from the first request."""
    (folder / "policies.csv").write_text(f"type,unit,amount\n{policies}", encoding="utf-8")
    with gzip.open(folder / "cases.csv.gz", "wt", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, FACTS)
        writer.writeheader()
        writer.writerows({**FACTS, **row} for row in rows)
    return str(folder)


def test_the_due_dates_of_the_log_are_found_again(report: Ran) -> None:
    """At least 20,066 of the 20,110 given due dates come from the table and the calendar, to within 60 s."""
    assert (report.status, report.err) == (0, "")
    agree = report.out.splitlines()[1].replace(",", "").split()
    assert int(agree[0]) >= 20_066
    assert agree[1:3] == ["of", "20110"]
    assert "58,119 rows: 20,110 compared, 14,527 have no due date, 23,482 are of a type" in report.out


def test_those_that_differ_are_shown(report: Ran) -> None:
    """Some of the others are printed, with both dates."""
    assert "44 are not; the first of them" in report.out
    assert "2015-02-16 07:39  2015-03-18 07:39     2015-03-18 07:38" in report.out


def test_one_is_explained_by_days_that_count_and_days_that_do_not(report: Ran) -> None:
    """The ledger of one request names the open stretches, the nights, the weekend and the holiday."""
    why = report.out.partition("Why request")[2]
    assert "promised within 5 business days, due 2015-02-20 08:30" in why
    assert "24:00  no      Washington's Birthday" in why
    assert why.count("8:30  yes     open") == 5


def test_a_request_can_be_asked_about(tmp_path: Path, within: Program) -> None:
    """`--case` explains the request of that number; half a minute apart is agreement."""
    early = {"case_id": "2", "open_dt": "2015-02-12T07:00:00", "target_dt": "2015-02-17T08:30:00"}
    path = city(tmp_path, {}, early)
    said = within("city_requests", path, "--case", "2")
    assert said.status == 0
    assert "2 of 2 due dates are as the log has them" in said.out
    assert "Why request `2` (Pothole)" in said.out


def test_due_dates_that_differ_give_status_1(tmp_path: Path, within: Program) -> None:
    """Where fewer agree than the table's makers found, the exit status says so."""
    said = within("city_requests", city(tmp_path, {"target_dt": "2015-02-17T10:02:00"}))
    assert said.status == 1
    assert "0 of 1 due dates are as the log has them" in said.out


def test_a_bad_row_is_reported_and_the_run_goes_on(tmp_path: Path, within: Program) -> None:
    """Rows with a bad date or without an id are told by number; the others are compared; the status is 1."""
    path = city(tmp_path, {"open_dt": "yesterday"}, {"case_id": "2"}, {"target_dt": "soon"}, {"case_id": ""})
    said = within("city_requests", path)
    assert said.status == 1
    assert "4 rows: 1 compared, 3 could not be read" in said.out
    assert "row 1: `yesterday` is no time such as `2015-03-02T14:05:00`" in said.out
    assert "row 3: `soon` is no time" in said.out
    assert "row 4: " in said.out


def test_a_row_that_breaks_off_is_reported(tmp_path: Path, within: Program) -> None:
    """A row with too few columns is bad, not merely without a due date."""
    path = city(tmp_path, {})
    with gzip.open(tmp_path / "cases.csv.gz", "at", encoding="utf-8") as lines:
        lines.write("9,2015-02-12T10:00:00\n")
    said = within("city_requests", path)
    assert said.status == 1
    assert "row 2: has too few columns" in said.out


def test_rows_that_are_not_compared_are_counted(tmp_path: Path, within: Program) -> None:
    """Without a due date, or of a type without a target: both are accounted for, and nothing is explained."""
    said = within("city_requests", city(tmp_path, {"target_dt": ""}, {"type": "Tree"}))
    assert "2 rows: 0 compared, 1 have no due date, 1 are of a type without a target" in said.out
    assert "Why request" not in said.out


def test_an_unknown_request_is_said(tmp_path: Path, within: Program) -> None:
    """Asking for a request that was not compared is told in one line."""
    said = within("city_requests", city(tmp_path, {}), "--case", "7")
    assert (said.status, said.err) == (2, "there is no request `7` among those compared\n")


@pytest.mark.parametrize("policies", ["Pothole,fortnights,2\n", "Pothole,business_days,two\n"])
def test_a_table_that_gives_no_rulebook_is_said(tmp_path: Path, within: Program, policies: str) -> None:
    """An unknown unit, or an amount that is no number, is told with the table's name."""
    said = within("city_requests", city(tmp_path, {}, policies=policies))
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith("`policies.csv` gives no rulebook: ")


def test_a_missing_folder_is_said_in_one_line(tmp_path: Path, within: Program) -> None:
    """Without the folder or one of its files the status is 2."""
    said = within("city_requests", str(tmp_path / "nowhere"))
    assert (said.status, said.out) == (2, "")
    assert "policies.csv` is not there" in said.err
    (tmp_path / "policies.csv").write_text("type,unit,amount\nPothole,business_days,2\n", encoding="utf-8")
    said = within("city_requests", str(tmp_path))
    assert "cases.csv.gz` is not there" in said.err
    assert said.err.count("\n") == 1
