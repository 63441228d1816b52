"""Weekly hours as data: `{"mon-thu": ["09:00-12:00", "13:00-17:30"], "fri": "09:00-15:00"}`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from itertools import pairwise
from typing import TypeAlias

from caserules.model import FrozenMap
from caserules.schedule.errors import LONGEST_SHOWN, ScheduleError, show, suggestion

__all__ = [
    "DAY",
    "MINUTE",
    "WEEKDAYS",
    "Plan",
    "Week",
    "print_clock",
    "print_plan",
    "print_week",
    "read_clock",
    "read_date",
    "read_plan",
    "read_week",
    "read_weekday",
]

Plan: TypeAlias = tuple[tuple[int, int], ...]
"""The periods that open on one day: microseconds of wall clock from its midnight, in order; a closing may
lie up to 24 hours past the next midnight."""
Week: TypeAlias = tuple[Plan, ...]
"""Seven plans, Monday first."""

MINUTE = 60_000_000
DAY = 1_440 * MINUTE
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST_PLAN = 24
_SIXTY = 60
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")


def read_clock(value: object, where: str) -> int:
    """Microseconds from midnight of a wall-clock time: `"09:30"`, `"17:30:15"`, `"24:00"`, or a `time`."""
    if isinstance(value, time):
        if value.tzinfo is not None:
            raise ScheduleError(
                f"{where}: {show(value)} has a time zone; the schedule's own zone rules its hours"
            )
        return (value.hour * 3600 + value.minute * 60 + value.second) * 1_000_000 + value.microsecond
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ScheduleError(f'{where}: {show(value)} is no time of day; write it as "09:30" or "17:30:15"')
    hour, minutes, seconds = int(found[1]), int(found[2]), int(found[3] or 0)
    clock = (hour * 3600 + minutes * 60 + seconds) * 1_000_000
    if max(minutes, seconds) >= _SIXTY or clock > DAY:
        raise ScheduleError(
            f"{where}: the time {show(value)} does not exist; a day runs from `00:00` to `24:00`"
        )
    return clock


def print_clock(clock: int) -> str:
    """The text of a wall-clock time; inverse of `read_clock` for whole seconds, `24:00` included."""
    minutes, rest = divmod(clock, MINUTE)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}" + (f":{rest // 1_000_000:02}" if rest else "")


def read_date(value: object, where: str) -> date:
    """A calendar date from a `date` or ISO text; a `datetime` is refused, since its zone would matter."""
    if type(value) is date:
        return value
    if isinstance(value, str) and len(value) == len("2026-01-31"):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ScheduleError(f'{where}: {show(value)} is no date; write it as "2026-12-24"')


def read_plan(value: object, where: str) -> Plan:
    """The periods of one day from `"09:00-17:00"`, a list of such texts, or `"closed"` (the same as `[]`)."""
    if value == "closed":
        return ()
    texts = (value,) if isinstance(value, str) else value
    if not isinstance(texts, Sequence) or isinstance(texts, bytes):
        raise ScheduleError(
            f'{where}: {show(value)} is no list of periods; write "09:00-17:00" or a list of them'
        )
    if len(texts) > _LONGEST_PLAN:
        raise ScheduleError(f"{where}: {len(texts)} periods on one day; at most {_LONGEST_PLAN} are taken")
    plan = sorted(_read_period(text, where) for text in texts)
    for before, after in pairwise(plan):
        if after[0] < before[1]:
            raise ScheduleError(
                f"{where}: the periods {show(_print_period(before))} and {show(_print_period(after))} "
                "overlap; end one where the other begins"
            )
    return tuple(plan)


def print_plan(plan: Plan) -> tuple[str, ...]:
    """The texts of a day's periods; inverse of `read_plan`."""
    return tuple(_print_period(period) for period in plan)


def read_week(value: object, where: str = "hours") -> Week:
    """Seven plans from a mapping of days, ranges of days, or lists of them, each to its periods.

    A day that is named nowhere is closed; a day named twice, periods that overlap over midnight and a week
    without any period are errors.
    """
    if not isinstance(value, Mapping):
        raise ScheduleError(f'{where}: {show(value)} is no table of days; write {{"mon-fri": "09:00-17:00"}}')
    if len(value) > len(WEEKDAYS):
        raise ScheduleError(f"{where}: {len(value)} entries; a week has seven days")
    plans: dict[int, Plan] = {}
    for key, texts in value.items():
        place = f"{where}.{key}" if isinstance(key, str) and len(key) <= LONGEST_SHOWN else where
        plan = read_plan(texts, place)
        for day in _read_days(key, place):
            if day in plans:
                raise ScheduleError(f"{place}: `{WEEKDAYS[day]}` has its hours already; name each day once")
            plans[day] = plan
    week = tuple(plans.get(day, ()) for day in range(7))
    if not any(week):
        raise ScheduleError(f"{where}: an empty week; give at least one day its hours")
    for day, plan in enumerate(week):
        following = week[(day + 1) % 7]
        if plan and following and plan[-1][1] > following[0][0] + DAY:
            raise ScheduleError(
                f"{where}: {show(_print_period(plan[-1]))} of `{WEEKDAYS[day]}` overlaps "
                f"{show(_print_period(following[0]))} of `{WEEKDAYS[(day + 1) % 7]}`; "
                "end one where the other begins"
            )
    return week


def print_week(week: Week) -> FrozenMap[str, str | tuple[str, ...]]:
    """The shortest table of a week: neighbours with the same hours share an entry, closed days have none."""
    table: dict[str, str | tuple[str, ...]] = {}
    for first, last in _runs(week):
        name = WEEKDAYS[first] if first == last else f"{WEEKDAYS[first]}-{WEEKDAYS[last]}"
        texts = print_plan(week[first])
        table[name] = texts[0] if len(texts) == 1 else texts
    return FrozenMap(table)


def _runs(week: Week) -> Iterator[tuple[int, int]]:
    first = 0
    for day in range(1, len(week) + 1):
        if day == len(week) or week[day] != week[first]:
            if week[first]:
                yield first, day - 1
            first = day


def _read_period(text: object, where: str) -> tuple[int, int]:
    first, dash, last = text.partition("-") if isinstance(text, str) else ("", "", "")
    if not dash:
        raise ScheduleError(f'{where}: {show(text)} is no period; write it as "09:00-17:00"')
    opening, closing = read_clock(first.strip(), where), read_clock(last.strip(), where)
    if opening == DAY:
        raise ScheduleError(f'{where}: a period can\'t open at `24:00`; open it at "00:00" of the next day')
    if opening == closing:
        raise ScheduleError(
            f'{where}: the period {show(text)} has no length; write "00:00-24:00" for a whole day, '
            '"closed" for none'
        )
    return opening, closing if closing > opening else closing + DAY


def _print_period(period: tuple[int, int]) -> str:
    opening, closing = period
    return f"{print_clock(opening)}-{print_clock(closing if closing <= DAY else closing - DAY)}"


def _read_days(key: object, where: str) -> Iterator[int]:
    if not isinstance(key, str):
        raise ScheduleError(f'{where}: {show(key)} is no day; write "mon", "mon-fri" or "mon,wed"')
    for part in key.split(","):
        first, dash, last = part.strip().lower().partition("-")
        start = read_weekday(first.strip(), where)
        stop = read_weekday(last.strip(), where) if dash else start
        yield from ((start + step) % 7 for step in range((stop - start) % 7 + 1))


def read_weekday(name: str, where: str) -> int:
    """The number of a day of the week, Monday 0, from its name or its first three letters."""
    for number, short in enumerate(WEEKDAYS):
        if name in (short, _FULL_NAMES[number]):
            return number
    raise ScheduleError(
        f"{where}: {show(name)} is no day of the week{suggestion(name[:20], WEEKDAYS + _FULL_NAMES)}"
    )


_FULL_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
