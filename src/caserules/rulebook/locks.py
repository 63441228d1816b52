"""The holidays that a rulebook relies on, written down beside its file, so that they stay what they are."""

from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from caserules.model import FrozenMap, Model
from caserules.rulesets.place import Fault
from caserules.schedule import HolidayLock, Schedule

__all__ = ["Locks", "lock_file", "with_locks"]


class Locks(Model):
    """The holidays of a rulebook's schedules, by the schedule: what its lock file holds."""

    caserules: Literal[1] = 1
    schedule: FrozenMap[str, HolidayLock] = Field(min_length=1)

    @classmethod
    def of(cls, schedules: Mapping[str, Schedule], first_year: int, last_year: int) -> "Locks":
        """The dates of those years, both included, as the installed package has them now.

        Raises `ValueError` for years that the package lacks, and where no schedule names a country.
        """
        asking = {name: _unlocked(each) for name, each in schedules.items() if each.holidays.country}
        found = {name: each.lock(first_year, last_year) for name, each in asking.items()}
        return cls(schedule=FrozenMap(found))

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last year that any of its schedules has."""
        locks = self.schedule.values()
        return min(each.first_year for each in locks), max(each.last_year for each in locks)

    def changes(self, earlier: "Locks | None") -> tuple[str, ...]:
        """What is different from an earlier one in the years of both, a line for each date.

        >>> early, late = (
        ...     HolidayLock(package="p", country="US", first_year=2026, last_year=2026, closed={day: "x"})
        ...     for day in ("2026-01-01", "2026-01-02")
        ... )
        >>> Locks(schedule={"desk": late}).changes(Locks(schedule={"desk": early}))
        ('desk: 2026-01-01 x is closed no more', 'desk: 2026-01-02 x is closed now')
        """
        before = earlier.schedule if earlier else {}
        return tuple(
            chain.from_iterable(
                _changes(name, before[name], lock) for name, lock in self.schedule.items() if name in before
            )
        )


def _unlocked(schedule: Schedule) -> Schedule:
    return schedule.replace(holidays=schedule.holidays.replace(lock=None))


def _changes(name: str, before: HolidayLock, after: HolidayLock) -> list[str]:
    shared = range(max(before.first_year, after.first_year), min(before.last_year, after.last_year) + 1)
    old, new = (_marks(lock, shared) for lock in (before, after))
    gone = ((*mark, "no more") for mark in old - new)
    come = ((*mark, "now") for mark in new - old)
    return [f"{name}: {day} {what} {when}" for day, what, when in sorted((*gone, *come))]


def _marks(lock: HolidayLock, years: range) -> set[tuple[str, str]]:
    """Each date of those years with what it is."""
    closed = {(day, f"{holiday} is closed") for day, holiday in lock.closed.items()}
    worked = {(day.isoformat(), "is worked") for day in lock.worked}
    return {(day, what) for day, what in closed | worked if int(day[:4]) in years}


def lock_file(place: Path) -> Path:
    """The file beside a rulebook's that holds its holidays.

    >>> lock_file(Path("box.toml")).name
    'box.lock.json'
    """
    return place.parent / f"{place.stem}.lock.json"


def with_locks(data: dict[str, Any], locks: Mapping[str, Any]) -> dict[str, Any]:
    """A rulebook's data with those holidays in the place of the package's, by the schedule.

    Raises `Fault` for a schedule that the rulebook does not have, or that has no country.
    """
    schedules = data.get("schedule")
    whole = dict(schedules) if isinstance(schedules, dict) else {}
    for name, lock in locks.items():
        schedule = whole.get(name)
        holidays = schedule.get("holidays") if isinstance(schedule, dict) else None
        if not isinstance(schedule, dict) or not isinstance(holidays, dict) or "country" not in holidays:
            raise Fault(
                f"it locks the holidays of `{name}`, which is no schedule with a country", "lock it anew"
            )
        whole[name] = {**schedule, "holidays": {**holidays, "lock": lock}}
    return {**data, "schedule": whole}
