"""`caserules lock FILE...`: write down the holidays that rulebooks rely on, each beside its file."""

import json
import re
from argparse import ArgumentTypeError
from collections.abc import Iterator
from pathlib import Path

from caserules.rulebook import Rulebook, RulebookError
from caserules.rulebook.locks import Locks, lock_file
from caserules.rulebook.reading import locks_beside
from caserules.schedule import ScheduleError
from caserules.schedule.zone import FIRST_YEAR, LAST_YEAR

__all__ = ["locked", "years"]

_YEARS = re.compile(r"(\d{4})-(\d{4})")
_MOST_YEARS = 100


def years(text: str) -> tuple[int, int]:
    """The first and the last year of `2026-2030`."""
    found = _YEARS.fullmatch(text)
    if found is None:
        raise ArgumentTypeError(f"`{text}` is no span of years; write `2026-2030`")
    first, last = int(found[1]), int(found[2])
    if not FIRST_YEAR <= first <= last <= min(LAST_YEAR, first + _MOST_YEARS - 1):
        told = f"`{text}` is not one to {_MOST_YEARS} years from `{FIRST_YEAR}` to `{LAST_YEAR}`"
        raise ArgumentTypeError(f"{told}; write `2026-2030`")
    return first, last


def locked(file: str, span: tuple[int, int] | None) -> Iterator[str]:
    """Write the lock file of one rulebook, and say what it holds; without a span the years that it had.

    Raises `RulebookError` for a rulebook that can't be read, `ScheduleError` for what can't be locked.
    """
    place = Path(file)
    beside = lock_file(place)
    if not place.is_file() and file.isidentifier():
        told = f'`{file}` is no file; lock one of your own, which may say `base = "{file}"`'
        raise ScheduleError(told)
    book = Rulebook.load(file, locked=False)
    if not any(schedule.holidays.country for schedule in book.schedule.values()):
        yield f"{file}: no schedule names a country, so there is nothing to lock"
        return
    earlier = _earlier(place)
    if earlier is not None:
        span = span or earlier.years
    if span is None:
        raise ScheduleError(f"`{beside}` holds no years yet; name them: `--years 2026-2030`")
    locks = Locks.of(book.schedule, *span)
    beside.write_text(_text(locks), encoding="utf-8", newline="\n")
    for name, lock in locks.schedule.items():
        span_told = f"{lock.first_year} to {lock.last_year}"
        yield f"{beside}: {name}: {len(lock.closed)} dates, {span_told}, from {lock.package}"
    yield from (f"  {line}" for line in locks.changes(earlier))


def _text(locks: Locks) -> str:
    return json.dumps(locks.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"


def _earlier(place: Path) -> Locks | None:
    """What is written down already; what can't be read is written anew."""
    try:
        return locks_beside(place)
    except RulebookError:
        return None
