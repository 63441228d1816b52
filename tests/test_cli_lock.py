"""The command line that writes holidays down beside a rulebook."""

import json
from pathlib import Path

import pytest

from caserules.cli import main
from caserules.rulebook import Rulebook
from caserules.rulebook.locks import lock_file

OFFICE = {"time_zone": "America/New_York", "hours": {"mon-fri": "09:00-17:00"}}
BOOK = {
    "id": "tiny",
    "first_status": "new",
    "status": {"new": {"phase": "open", "to": ["done"]}, "done": {"phase": "closed"}},
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A rulebook's file whose desk keeps the holidays of Massachusetts."""
    file = tmp_path / "tiny.json"
    holidays = {"country": "US", "subdivision": "MA"}
    file.write_text(json.dumps({**BOOK, "schedule": {"desk": {**OFFICE, "holidays": holidays}}}))
    return file


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the command line prints, one line for a line."""
    main(arguments)
    return capsys.readouterr().out


def test_the_holidays_are_written_down_beside_the_rulebook(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What `check` found before is gone after; the package and its version are kept with the dates."""
    assert "not locked: the holidays of `US` in the schedule `desk`" in said(capsys, "check", str(book))
    told = said(capsys, "lock", str(book), "--years", "2026-2027")
    assert told.startswith(f"{lock_file(book)}: desk: 25 dates, 2026 to 2027, from holidays ")
    assert said(capsys, "check", str(book)) == f"{book}: tiny, 0 rules, no fault\n"
    assert not Rulebook.load(book).schedule["desk"].asks_package


def test_locking_anew_keeps_the_years_and_tells_what_is_different(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without `--years` the years stay; each date that came or went is a line."""
    assert main(["lock", str(book), "--years", "2026-2026"]) == 0
    capsys.readouterr()
    kept = lock_file(book).read_text(encoding="utf-8")
    assert len(said(capsys, "lock", str(book)).splitlines()) == 1
    assert lock_file(book).read_text(encoding="utf-8") == kept
    lock_file(book).write_text(kept.replace("2026-04-20", "2026-04-21"), encoding="utf-8")
    told = said(capsys, "lock", str(book))
    assert "2026 to 2026" in told
    assert "  desk: 2026-04-20 Patriots' Day is closed now\n" in told
    assert "  desk: 2026-04-21 Patriots' Day is closed no more\n" in told
    assert lock_file(book).read_text(encoding="utf-8") == kept


def test_a_lock_that_can_not_be_read_is_written_anew(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the years named; without them nobody knows which they were."""
    lock_file(book).write_text("{", encoding="utf-8")
    assert main(["lock", str(book)]) == 1
    assert "holds no years yet; name them: `--years 2026-2030`" in capsys.readouterr().out
    assert main(["lock", str(book), "--years", "2026-2027"]) == 0
    assert not Rulebook.load(book).schedule["desk"].asks_package


def test_every_file_is_locked_that_can_be(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One without a country has nothing to lock; a missing one and a shipped desk give the status 1."""
    plain = tmp_path / "plain.json"
    plain.write_text(json.dumps(BOOK))
    assert main(["lock", str(plain)]) == 0
    assert not lock_file(plain).exists()
    assert "no schedule names a country, so there is nothing to lock" in capsys.readouterr().out
    missing = str(tmp_path / "none.toml")
    assert main(["lock", missing, "solar", str(book), "--years", "2026-2026"]) == 1
    told = capsys.readouterr().out
    assert f"`{missing}`: can't be read" in told
    assert '`solar` is no file; lock one of your own, which may say `base = "solar"`' in told
    assert lock_file(book).exists()


def test_years_that_the_package_lacks_are_an_error(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Told as it is; what was locked before stays."""
    far = book.read_text().replace('"country": "US", "subdivision": "MA"', '"country": "US"')
    book.write_text(far)
    assert main(["lock", str(book), "--years", "2100-2101"]) == 1
    assert "the calendar of `US` ends with `2100`" in capsys.readouterr().out
    assert not lock_file(book).exists()
    assert [each.name for each in tmp_path.iterdir()] == ["tiny.json"]


@pytest.mark.parametrize(
    "years", ["2026", "26-27", "2027-2026", "1900-2026", "2026-2027 ", "1899-1900", "2199-2200"]
)
def test_a_span_of_years_is_written_in_one_way(
    book: Path, years: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """First year, a dash, last year, a hundred at the most."""
    with pytest.raises(SystemExit):
        main(["lock", str(book), "--years", years])
    assert "write `2026-2030`" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("on", "years"),
    [
        ("2026-09-30", None),
        ("2026-10-05", "2026-2027"),
        ("2027-03-01", "2026-2027"),
        ("2025-11-01", "2025-2026"),
    ],
)
def test_a_lock_that_ends_soon_is_found_before(
    book: Path, capsys: pytest.CaptureFixture[str], on: str, years: str | None
) -> None:
    """From a quarter of a year before its end on, and for a year before its first, with the years to lock."""
    main(["lock", str(book), "--years", "2026-2026"])
    assert "lock ends" not in said(capsys, "check", str(book))
    told = said(capsys, "check", str(book), "--on", on)
    assert ("lock ends: the holidays of `US` in the schedule `desk` are locked" in told) is (
        years is not None
    )
    assert years is None or f"`caserules lock FILE --years {years}`" in told


def test_a_day_that_is_none_is_refused(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says how a day is written."""
    with pytest.raises(SystemExit):
        main(["check", str(book), "--on", "monday"])
    assert "`monday` is no date; write `2026-11-30`" in capsys.readouterr().err
