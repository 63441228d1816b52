"""Values in rows: how they are put in order, and how they are told."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from caserules.case import Case
from caserules.desk import Desk
from caserules.model import Model
from caserules.outline import minute

__all__ = ["known", "ordered", "told"]

C = TypeVar("C", bound=Case)
T = TypeVar("T")


def ordered(rows: Iterable[T], value: Callable[[T], Any], *, descending: bool = False) -> list[T]:
    """The rows by a value, those without one last whichever way; rows of equal values stay as they were.

    >>> ordered(["b", None, "a"], lambda row: row, descending=True)
    ['b', 'a', None]
    """
    there: list[T] = []
    missing: list[T] = []
    for row in rows:
        found = value(row)
        there.append(row) if found is not None and found == found else missing.append(row)  # noqa: PLR0124 NaN
    return [*sorted(there, key=lambda row: _order(value(row)), reverse=descending), *missing]


_KINDS: tuple[Any, ...] = (bool, (int, float, Decimal), str, datetime, date, timedelta)


def _order(value: Any) -> tuple[int, Any]:
    """Values of one kind beside each other, each kind in its own order, and what has none by its text."""
    for place, kind in enumerate(_KINDS):
        if isinstance(value, kind):
            return place, value
    return len(_KINDS), repr(value)


def told(value: Any, zone: ZoneInfo) -> str:  # noqa: PLR0911 one answer for each kind
    """The value as a person reads it; an instant in that zone, and nothing for what is missing."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return minute(value.astimezone(zone))
        case Model():
            facts = ((name, told(each, zone)) for name, each in value)
            return ", ".join(f"{name}: {fact}" for name, fact in facts if fact)
        case Mapping():
            return ", ".join(f"{name}: {told(each, zone)}" for name, each in value.items())
        case tuple() | frozenset():
            return ", ".join(told(each, zone) for each in value)
        case _:
            return str(value)


def known(desk: Desk[C], cases: Iterable[C]) -> Iterable[C]:
    """The cases, one by one; raises `TypeError` at the first that is none of the desk's."""
    for case in cases:
        if not isinstance(case, desk.case_type):
            raise TypeError(
                f"the case `{case.id}` is a `{type(case).__name__}` without the fields of the desk "
                f"`{desk.rulebook.id}`; take it over with `desk.adopt(case, ...)`"
            )
        yield case
