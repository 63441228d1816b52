"""Tells instants and ledgers briefly, so that a table of them fits 80 columns."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from caserules.outline import Table
from caserules.schedule import Ledger

__all__ = ["stretches", "told"]


def told(instant: datetime, zone: ZoneInfo) -> str:
    """An instant to the minute, as the zone's clocks read: `Wed 23 Dec 18:00`."""
    return f"{instant.astimezone(zone):%a %d %b %H:%M}"


def stretches(ledger: Ledger, zone: ZoneInfo) -> Table:
    """Every stretch of time that a clock counted, or did not, and why."""
    rows = tuple(
        (
            told(each.from_, zone),
            told(each.until, zone),
            _hours(each.length),
            "yes" if each.counted else "no",
            each.reason,
        )
        for each in ledger.entries
    )
    return Table(columns=("from", "until", "hours", "counts", "because"), rows=rows)


def _hours(length: timedelta) -> str:
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    return f"{hours:>2}:{minutes:02}"
