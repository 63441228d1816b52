"""The one error of this floor, and how its messages quote what they are about."""

from collections.abc import Collection
from difflib import get_close_matches

__all__ = ["LONGEST_SHOWN", "CalendarError", "ScheduleError", "show", "suggestion"]

LONGEST_SHOWN = 60


class ScheduleError(ValueError):
    """A schedule or a target that says nothing sensible, or a question that it can't answer.

    Raised inside a pydantic validator it arrives as a `ValidationError` with the same message.

    >>> from caserules.schedule import ScheduleError, parse_target
    >>> try:
    ...     parse_target("8 busy hours")
    ... except ScheduleError as error:
    ...     print(str(error).split(";")[0])
    `8 busy hours` is no target
    """


class CalendarError(ScheduleError):
    """A question about a year whose holidays a calendar lacks, since its lock or its package ends before.

    >>> from caserules.schedule import CalendarError, Holidays
    >>> year = {"package": "holidays 0.60", "country": "US", "first_year": 2026, "last_year": 2026}
    >>> try:
    ...     Holidays(country="US", lock=year).year(2027)
    ... except CalendarError as error:
    ...     print(error)
    holidays: the calendar of `US` is locked for `2026` to `2026`; lock the year `2027` too
    """


def show(value: object) -> str:
    """A value between backticks, cut where it is long: what a message quotes of untrusted input."""
    text = value if isinstance(value, str) else repr(value)
    return f"`{text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + '…'}`"


def suggestion(word: str, known: Collection[str]) -> str:
    """`` did you mean `x`?`` after a semicolon, or nothing when no known word is near."""
    near = get_close_matches(word[:LONGEST_SHOWN], known, n=1)
    return f"; did you mean `{near[0]}`?" if near else ""
