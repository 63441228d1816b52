"""The text forms of targets: `1 hour 30 minutes`, `7 business days`, `12:00 next business day`."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from caserules.schedule.errors import ScheduleError, show, suggestion
from caserules.schedule.hours import print_clock, read_clock

__all__ = [
    "SCHEMA",
    "TEXT_SCHEMA",
    "Choice",
    "Days",
    "Mark",
    "Time",
    "parse",
    "print_amount",
    "print_days",
    "print_mark",
    "read_mark",
]

TEXT_SCHEMA = {
    "type": "string",
    "examples": ["48 hours", "8 business hours", "7 business days", "close", "end of shift"],
}
_TABLE_SCHEMA = {
    "type": "object",
    "properties": {"cutoff": {"type": "string"}, "before": TEXT_SCHEMA, "after": TEXT_SCHEMA},
    "required": ["cutoff", "before", "after"],
    "additionalProperties": False,
}
SCHEMA = {"anyOf": [TEXT_SCHEMA, _TABLE_SCHEMA]}
"""The JSON Schema of a target: a text, or a table with `cutoff`, `before` and `after`."""

_LONGEST = 200
_FORMS = (
    "`48 hours`, `8 business hours`, `21 days`, `7 business days`, `close`, `12:00 next business day`, "
    "`end of shift`, `close if by 15:00, else 12:00 next business day`"
)
_UNITS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
}
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")
_CHOICE = re.compile(r"(.{1,90}) if by ([^ ,]{1,9}), else (.{1,90})")
_MARK = re.compile(r"([^ ]{1,8})(?: (next business day|in ([0-9]{1,5}) business days))?")


class Time(NamedTuple):
    """So much real or business time."""

    business: bool
    amount: timedelta


class Days(NamedTuple):
    """So many days of the calendar, or business days."""

    business: bool
    days: int


class Mark(NamedTuple):
    """A time of day, `close` or `open`, so many business days on."""

    clock: str
    days: int


class Choice(NamedTuple):
    """Two texts and the time of day that decides between them."""

    before: str
    cutoff: str
    after: str


def parse(text: str) -> Time | Days | Mark | Choice | None:
    """What a target's text says; None stands for `end of shift`. Raises `ScheduleError`."""
    if len(text) > _LONGEST:
        raise ScheduleError(f"the target {show(text)} is too long; it may have {_LONGEST} characters")
    words = " ".join(text.split()).lower()
    if words == "end of shift":
        return None
    if choice := _CHOICE.fullmatch(words):
        return Choice(choice[1], choice[2], choice[3])
    if words[:1].isdigit() and " " in words and ":" not in words.split()[0]:
        return _length(words, text)
    mark = _MARK.fullmatch(words)
    if mark is None:
        raise _unknown(text)
    try:
        clock = read_mark(mark[1])
    except ScheduleError:
        raise _unknown(text) from None
    return Mark(clock, 0 if mark[2] is None else int(mark[3] or 1))


def read_mark(value: Any) -> str:
    """A time of day as canonical text, or `close`, or `open`."""
    return value if value in ("close", "open") else print_clock(read_clock(value, "clock"))


def _unknown(text: str) -> ScheduleError:
    near = suggestion(text, ("close", "open", "end of shift"))
    return ScheduleError(f"{show(text)} is no target{near}; the forms are {_FORMS}")


def _length(words: str, text: str) -> Time | Days:
    tokens = words.split()
    business = len(tokens) > 1 and tokens[1] == "business"
    if business:
        del tokens[1]
    if len(tokens) % 2:
        raise _unknown(text)
    sums = {"time": timedelta(), "days": timedelta()}
    kinds = set()
    for number, word in zip(tokens[::2], tokens[1::2], strict=True):
        unit = _UNITS.get(word.removesuffix("s"))
        if unit is None or not _NUMBER.fullmatch(number):
            near = suggestion(word, tuple(f"{name}s" for name in _UNITS)) if unit is None else ""
            raise ScheduleError(f"{show(text)} is no target{near}; the forms are {_FORMS}")
        kind = "days" if unit >= _UNITS["day"] else "time"
        kinds.add(kind)
        sums[kind] += timedelta(microseconds=int(Decimal(number) * (unit // timedelta(microseconds=1))))
    if len(kinds) > 1:
        raise ScheduleError(
            f"{show(text)} mixes days and hours, and a day isn't always 24 hours; "
            "write `28 hours` or `2 days`"
        )
    if kinds == {"time"}:
        return Time(business, sums["time"])
    if business and any(word.startswith("week") for word in tokens):
        raise ScheduleError(f"{show(text)}: a business week has no fixed length; write business days")
    days, rest = divmod(sums["days"], _UNITS["day"])
    if rest:
        raise ScheduleError(f"{show(text)} has a part of a day; write whole days, or hours")
    return Days(business, days)


def print_amount(amount: timedelta, kind: str = "") -> str:
    """The text of a length of time, `8 business hours 30 minutes`; inverse of `parse`."""
    minutes, rest = divmod(amount, _UNITS["minute"])
    hours, minutes = divmod(minutes, 60)
    seconds = Decimal(rest // timedelta(microseconds=1)) / 1_000_000
    parts: list[tuple[Any, str]] = [(hours, "hour"), (minutes, "minute"), (_plain(seconds), "second")]
    said = [(number, unit) for number, unit in parts if number != 0] or [(0, "hour")]
    texts = [_counted(number, unit, kind if place == 0 else "") for place, (number, unit) in enumerate(said)]
    return " ".join(texts)


def _plain(number: Decimal) -> Any:
    return int(number) if number == int(number) else number.normalize()


def print_days(days: int, kind: str = "") -> str:
    """The text of a number of days; inverse of `parse`."""
    return _counted(days, "day", kind)


def _counted(number: Any, unit: str, kind: str) -> str:
    text = format(number, "f") if isinstance(number, Decimal) else str(number)
    return " ".join(filter(None, (text, kind, unit if number == 1 else f"{unit}s")))


def print_mark(clock: str, days: int) -> str:
    """The text of a time of day, so many business days on; inverse of `parse`."""
    match days:
        case 0:
            return clock
        case 1:
            return f"{clock} next business day"
        case _:
            return f"{clock} in {days} business days"
