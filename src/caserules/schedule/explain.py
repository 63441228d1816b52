"""Makes the ledger of a span: the open periods, and between them each date's reason for being closed."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from caserules.schedule.hours import DAY
from caserules.schedule.ledger import Entry, Ledger
from caserules.schedule.timeline import Timeline
from caserules.schedule.workdays import date_of
from caserules.schedule.zone import clock_on

__all__ = ["ledger_of"]

Stretch = tuple[datetime, datetime, bool, str]


def ledger_of(timeline: Timeline, start: datetime, stop: datetime, zone: tzinfo | None) -> Ledger:
    """The ledger from one instant to another, both in UTC, written in that zone."""
    stretches: list[Stretch] = []
    for begin, end, counted, reason in _stretches(timeline, min(start, stop), max(start, stop)):
        if stretches and stretches[-1][2:] == (counted, reason):
            begin = stretches.pop()[0]  # noqa: PLW2901 - it goes on with the same reason
        stretches.append((begin, end, counted, reason))
    return Ledger(
        entries=tuple(
            Entry(from_=begin.astimezone(zone), until=end.astimezone(zone), counted=counted, reason=reason)
            for begin, end, counted, reason in stretches
        ),
        backward=stop < start,
    )


def _stretches(timeline: Timeline, low: datetime, high: datetime) -> Iterator[Stretch]:
    reached = low
    for opening, closing in timeline.pieces(low, high):
        yield from _closed(timeline, reached, opening)
        yield opening, closing, True, timeline.almanac.day(date_of(timeline, opening)).open_for
        reached = closing
    yield from _closed(timeline, reached, high)


def _closed(timeline: Timeline, low: datetime, high: datetime) -> Iterator[Stretch]:
    """A stretch without an open period, cut where its reason changes."""
    zone = timeline.zone
    ordinal = low.astimezone(zone).toordinal()
    while low < high:
        end = min(clock_on(zone, ordinal, DAY), high)
        hours = timeline.almanac.day(ordinal)
        for begin, stop, reason in hours.breaks:
            opening, closing = (
                max(clock_on(zone, ordinal, begin), low),
                min(clock_on(zone, ordinal, stop), end),
            )
            if opening < closing:
                if low < opening:
                    yield low, opening, False, hours.closed_for
                yield opening, closing, False, reason
                low = closing
        if low < end:
            yield low, end, False, hours.closed_for
            low = end
        ordinal += 1
