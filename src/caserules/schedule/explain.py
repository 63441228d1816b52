"""Makes the ledger of a span: the open periods, and between them each date's reason for being closed."""

from collections.abc import Iterator
from datetime import date, tzinfo

from caserules.schedule.hours import DAY
from caserules.schedule.ledger import Entry, Ledger
from caserules.schedule.reckon import moment_of
from caserules.schedule.timeline import Timeline
from caserules.schedule.zone import EPOCH_ORDINAL, first_instant, offset_at, segments

__all__ = ["ledger_of"]


def ledger_of(timeline: Timeline, start: int, stop: int, zone: tzinfo | None) -> Ledger:
    """The ledger from one instant of the epoch to another, written in that zone."""
    low, high = min(start, stop), max(start, stop)
    entries: list[tuple[int, int, bool, str]] = []
    for begin, end, counted, reason in _stretches(timeline, low, high):
        if entries and entries[-1][2:] == (counted, reason):
            entries[-1] = (entries[-1][0], end, counted, reason)
        else:
            entries.append((begin, end, counted, reason))
    return Ledger(
        entries=tuple(
            Entry(from_=moment_of(begin, zone), until=moment_of(end, zone), counted=counted, reason=reason)
            for begin, end, counted, reason in entries
        ),
        backward=stop < start,
    )


def _stretches(timeline: Timeline, low: int, high: int) -> Iterator[tuple[int, int, bool, str]]:
    reached = low
    for opening, closing in timeline.pieces(low, high):
        yield from _closed(timeline, reached, opening)
        yield opening, closing, True, timeline.almanac.day(_date_of(timeline, opening)).open_for
        reached = closing
    yield from _closed(timeline, reached, high)


def _closed(timeline: Timeline, low: int, high: int) -> Iterator[tuple[int, int, bool, str]]:
    """A stretch without an open period, cut where its reason changes."""
    if low >= high:
        return
    ordinal = _date_of(timeline, low)
    while low < high:
        year = date.fromordinal(ordinal).year
        known = segments(timeline.zone, year)
        midnight = (ordinal - EPOCH_ORDINAL) * DAY
        end = min(first_instant(midnight + DAY, known), high)
        hours = timeline.almanac.day(ordinal)
        for begin, stop, reason in sorted(hours.breaks):
            opening = max(first_instant(midnight + begin, known), low)
            closing = min(first_instant(midnight + stop, known), end)
            if opening < closing:
                if low < opening:
                    yield low, opening, False, hours.closed_for
                yield opening, closing, False, reason
                low = closing
        if low < end:
            yield low, end, False, hours.closed_for
            low = end
        ordinal += 1


def _date_of(timeline: Timeline, instant: int) -> int:
    """The ordinal of the date that an instant lies on; in a fold over midnight, that of the later one."""
    ordinal = (instant + offset_at(timeline.zone, instant)) // DAY + EPOCH_ORDINAL
    known = segments(timeline.zone, date.fromordinal(ordinal).year)
    while first_instant((ordinal + 1 - EPOCH_ORDINAL) * DAY, known) <= instant:
        ordinal += 1
    return ordinal
