"""Reports: the worklists that are due on a day, by the rulebook's `every`."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from dateutil.rrule import DAILY, WEEKLY, rrule

from caserules.case import Case, Context
from caserules.caseload.worklist import Worklist, made
from caserules.desk import Desk
from caserules.rulesets.worklist import WorklistRule, weekdays_of
from caserules.schedule import Schedule

__all__ = ["next_report", "reports"]

C = TypeVar("C", bound=Case)

_AHEAD = 366
"""As many days are looked through: one without a business day within a year has none."""


def reports(desk: Desk[C], cases: Iterable[C], context: Context) -> tuple[Worklist, ...]:
    """Every worklist that is due on the day of `context.now` in the desk's zone, in the rulebook's order.

    One that is due on weekdays is due on holidays too; one on business days as the desk's schedule has them.

    >>> from datetime import datetime, timezone
    >>> from caserules import Context, load
    >>> context = Context(now=datetime(2026, 3, 2, 14, tzinfo=timezone.utc), actor="ana")
    >>> [report.id for report in reports(load("integrations"), (), context)]
    ['created-by-support', 'daily-review']
    """
    terms = desk.rules.terms
    day = terms.day(context.now)
    due = [
        listing
        for listing in desk.rules.worklists
        if listing.rule.in_force(day) and _due(listing.rule, day, terms.schedule())
    ]
    if not due:
        return ()
    known = tuple(cases)
    return tuple(made(desk, listing, known, context, {}) for listing in due)


def next_report(desk: Desk[C], name: str, now: datetime) -> date | None:
    """The first day after that of `now`, in the desk's zone, on which the worklist is due as a report.

    None where it never is, or not within a year. Raises `LookupError` where there is no such list.

    >>> from datetime import timezone
    >>> from caserules import load
    >>> monday = datetime(2026, 3, 2, 14, tzinfo=timezone.utc)
    >>> next_report(load("integrations"), "created-by-support", monday).isoformat()
    '2026-03-05'
    """
    rule = desk.rules.worklists[name].rule
    terms = desk.rules.terms
    days = _days(rule, terms.day(now) + timedelta(days=1), terms.schedule())
    return next((day for day in days if rule.in_force(day)), None)


def _due(rule: WorklistRule, day: date, schedule: Schedule) -> bool:
    return next(_days(rule, day, schedule, ahead=1), None) == day


def _days(rule: WorklistRule, first: date, schedule: Schedule, *, ahead: int = _AHEAD) -> Iterator[date]:
    """The days on which the rule is due, from `first` on for so many days."""
    if rule.every is None:
        return
    weekdays = weekdays_of(rule.every)
    start = datetime.combine(first, time())
    last = start + timedelta(days=ahead - 1)
    if weekdays:
        yield from (each.date() for each in rrule(WEEKLY, dtstart=start, until=last, byweekday=weekdays))
    else:
        days = (each.date() for each in rrule(DAILY, dtstart=start, until=last))
        yield from (day for day in days if schedule.is_business_day(day))
