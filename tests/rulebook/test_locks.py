"""Holidays that stand beside a rulebook's file: taken up with it, bounded, and never trusted blindly."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from caserules.model import FrozenMap
from caserules.rulebook import Rulebook, RulebookError
from caserules.rulebook.locks import Locks, lock_file
from caserules.schedule import HolidayLock, Schedule, ScheduleError

OFFICE = {"time_zone": "America/New_York", "hours": {"mon-fri": "09:00-17:00"}}
MASSACHUSETTS = {**OFFICE, "holidays": {"country": "US", "subdivision": "MA"}}
BOOK = {"id": "tiny", "first_status": "new", "status": {"new": {"phase": "open"}}}


def lock(**more: Any) -> dict[str, Any]:
    """A lock with one date of its own, which no version of the package has."""
    years = {"first_year": 2026, "last_year": 2027}
    return {"package": "holidays 0.1", "country": "US", "subdivision": "MA", **years} | more


def written(place: Path, book: dict[str, Any], *, locks: Any = None) -> Path:
    """A rulebook's file, with the lock file beside it."""
    place.write_text(json.dumps(book), encoding="utf-8")
    if locks is not None:
        text = locks if isinstance(locks, str) else json.dumps(locks)
        lock_file(place).write_text(text, encoding="utf-8")
    return place


def book(**schedules: Any) -> dict[str, Any]:
    """A rulebook with these schedules."""
    return {**BOOK, "schedule": schedules}


def test_a_rulebook_takes_up_the_lock_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its dates are those of the lock, and the package is never asked; saved it holds them itself."""
    locks = {"schedule": {"desk": lock(closed={"2026-04-21": "the day after"})}}
    place = written(tmp_path / "tiny.json", book(desk=MASSACHUSETTS, night=OFFICE), locks=locks)
    monkeypatch.setitem(sys.modules, "holidays", None)
    loaded = Rulebook.load(place)
    desk = loaded.schedule["desk"]
    assert not desk.asks_package
    assert dict(desk.holidays.year(2026).closed.items()) == {date(2026, 4, 21): "the day after"}
    assert Rulebook.from_text(loaded.to_text("json"), "json") == loaded
    monkeypatch.undo()
    without = Rulebook.load(place, locked=False)
    assert without.schedule["desk"].asks_package
    assert without.digest() != loaded.digest()


def test_what_is_locked_is_what_the_package_says(tmp_path: Path) -> None:
    """Whatever is locked and read back answers as the unlocked rulebook does, in the years of the lock."""
    place = written(
        tmp_path / "tiny.json", book(desk=MASSACHUSETTS, china={**OFFICE, "holidays": {"country": "CN"}})
    )
    unlocked = Rulebook.load(place)
    locks = Locks.of(unlocked.schedule, 2024, 2025)
    assert locks.years == (2024, 2025)
    lock_file(place).write_text(locks.model_dump_json(), encoding="utf-8")
    locked = Rulebook.load(place)
    for name in ("desk", "china"):
        for year in (2024, 2025):
            assert locked.schedule[name].holidays.year(year) == unlocked.schedule[name].holidays.year(year)
    assert Locks.of(locked.schedule, 2025, 2026) == Locks.of(unlocked.schedule, 2025, 2026)


def test_a_base_brings_its_own_lock_and_the_file_on_top_may_have_another(tmp_path: Path) -> None:
    """The lock nearest to the file that is loaded decides; a base's stands where there is none."""
    written(
        tmp_path / "low.json",
        book(desk=MASSACHUSETTS),
        locks={"schedule": {"desk": lock(closed={"2026-04-21": "low"})}},
    )
    high = written(tmp_path / "high.json", {"base": "low.json", "id": "high"})
    assert set(Rulebook.load(high).schedule["desk"].holidays.year(2026).closed.values()) == {"low"}
    written(high, {"base": "low.json"}, locks={"schedule": {"desk": lock(closed={"2026-04-21": "high"})}})
    assert set(Rulebook.load(high).schedule["desk"].holidays.year(2026).closed.values()) == {"high"}


def test_a_shipped_desk_takes_no_lock_from_where_one_happens_to_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file `solar.lock.json` in the working directory is not beside the shipped desk."""
    (tmp_path / "solar.lock.json").write_text("{}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert Rulebook.load("solar").id == "solar"


@pytest.mark.parametrize(
    ("locks", "told"),
    [
        ("{", "tiny.lock.json`, line 1, column 2: is no JSON"),
        ("[]", "tiny.lock.json`: it has to be a table of keys"),
        ({}, "tiny.lock.json`, key `schedule`: `schedule` is missing"),
        ({"schedule": {}}, "tiny.lock.json`"),
        ({"schedule": {"desk": lock(first_year=1)}}, "at least `1900` is wanted here, not `1`"),
        (
            {"schedule": {"desk": lock(closed={"12-24": "eve"})}},
            "`12-24` is no date of the years `2026` to `2027`",
        ),
        ({"schedule": {"desk": lock(closed={"2028-01-01": "x"})}}, "`2028-01-01` is no date of the years"),
        ({"schedule": {"desk": lock(worked=["2025-12-27"])}}, "`2025-12-27` is no date of the years"),
        ({"schedule": {"desk": lock(more=1)}}, "there is no key `more` here"),
        (
            {"schedule": {"dsk": lock()}},
            "it locks the holidays of `dsk`, which is no schedule with a country",
        ),
        ({"schedule": {"night": lock()}}, "it locks the holidays of `night`, which is no schedule with"),
        ({"schedule": {"desk": lock(country="CA", subdivision=None)}}, "lock it anew"),
        (f'{{"schedule": {"[" * 40}{"]" * 40}}}', "is nested deeper than 30 levels"),
        (" " * (4 * 1024 * 1024 + 1), "the file has more than 4194304 bytes"),
    ],
)
def test_a_lock_that_does_not_fit_is_refused_with_its_place(tmp_path: Path, locks: Any, told: str) -> None:
    """No rulebook loads with a lock file that is not one of its own."""
    place = written(tmp_path / "tiny.json", book(desk=MASSACHUSETTS, night=OFFICE), locks=locks)
    with pytest.raises(RulebookError) as found:
        Rulebook.load(place)
    assert told in str(found.value)


def test_without_a_country_there_is_nothing_to_lock() -> None:
    """An error of the caller's, who asks first."""
    with pytest.raises(ValueError, match="at least 1 item"):
        Locks.of({"desk": Schedule(time_zone="UTC", hours={"mon": "09:00-10:00"})}, 2026, 2026)


def test_a_year_outside_of_a_lock_is_an_error_that_says_so(tmp_path: Path) -> None:
    """A locked schedule answers for its years alone."""
    place = written(tmp_path / "tiny.json", book(desk=MASSACHUSETTS), locks={"schedule": {"desk": lock()}})
    with pytest.raises(ScheduleError, match="lock the year `2028` too"):
        Rulebook.load(place).schedule["desk"].holidays.year(2028)


def test_what_is_different_is_told_for_the_years_of_both() -> None:
    """Dates that came or went, weekends worked; years that only one of them has are no difference."""

    def locks(**more: Any) -> Locks:
        return Locks(schedule=FrozenMap({"desk": HolidayLock.model_validate(lock(**more))}))

    early = locks(closed={"2026-01-01": "New Year", "2026-05-01": "May"}, worked=["2026-02-14"])
    late = locks(
        last_year=2028, closed={"2026-01-01": "New Year", "2026-05-04": "May", "2028-01-01": "New Year"}
    )
    assert late.changes(early) == (
        "desk: 2026-02-14 is worked no more",
        "desk: 2026-05-01 May is closed no more",
        "desk: 2026-05-04 May is closed now",
    )
    assert late.changes(None) == ()


def test_a_lock_that_is_no_file_is_refused(tmp_path: Path) -> None:
    """A directory by its name is not passed over, for then the desk would run unlocked."""
    place = written(tmp_path / "tiny.json", book(desk=MASSACHUSETTS))
    lock_file(place).mkdir()
    with pytest.raises(RulebookError, match=r"tiny\.lock\.json`: is no file"):
        Rulebook.load(place)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"country": "DE"}, "it locks the country `DE`, and the calendar has `US`"),
        ({"subdivision": None}, "it locks the subdivision none, and the calendar has `MA`"),
        ({"observed": False}, "it locks the observed `false`, and the calendar has `true`"),
        ({"categories": ["bank", "public"]}, "the categories `bank`, `public`, and the calendar has none"),
    ],
)
def test_a_lock_of_another_calendar_says_what_is_otherwise(
    tmp_path: Path, more: dict[str, Any], told: str
) -> None:
    """Country, part of it, categories or observation, as the file has them."""
    place = written(
        tmp_path / "tiny.json", book(desk=MASSACHUSETTS), locks={"schedule": {"desk": lock(**more)}}
    )
    with pytest.raises(RulebookError) as caught:
        Rulebook.load(place)
    assert told in str(caught.value)
