"""Business time over whole columns, with NumPy (extra `bulk`): the scalar answers, a million rows at a time.

A column is an array of `datetime64`, which stands for instants in UTC; `NaT` stays `NaT`. Import this module
only where NumPy is there: nothing else of this floor does.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from caserules.schedule.errors import ScheduleError, show
from caserules.schedule.schedule import Schedule, timeline_of
from caserules.schedule.table import Table
from caserules.schedule.timeline import Timeline
from caserules.schedule.zone import EPOCH, FIRST_YEAR, LAST_YEAR, micros, out_of_years

__all__ = ["add", "between"]

Instants: TypeAlias = NDArray[np.datetime64]
Durations: TypeAlias = NDArray[np.timedelta64]
_Whole: TypeAlias = NDArray[np.int64]

_CHUNK = 1 << 15
"""So many rows at a time stay in the processor's cache."""
_EARLIEST = np.datetime64(f"{FIRST_YEAR - 1}-12-31T00:00:00", "us").astype(np.int64)
_LATEST = np.datetime64(f"{LAST_YEAR + 1}-01-02T00:00:00", "us").astype(np.int64)


class _Places:
    """Finds the last of some rising figures that is at most (`right`) or below (`left`) each of a column.

    The figures' range is cut into steps of a power of two; a step knows its first candidate, and a few
    comparisons lead from there to the place.
    """

    def __init__(self, figures: _Whole, side: Literal["left", "right"]) -> None:
        self._figures = np.append(figures, np.iinfo(np.int64).max)
        self._origin = int(figures[0])
        width = max((int(figures[-1]) - self._origin) // max(len(figures), 1), 1)
        self._shift = max(width.bit_length() - 1, 0)
        steps = ((int(figures[-1]) - self._origin) >> self._shift) + 2
        edges = self._origin + (np.arange(steps + 1, dtype=np.int64) << self._shift)
        first = np.searchsorted(figures, edges, side) - 1
        self._first = np.maximum(first, 0)
        self._strides = int(np.diff(first).max())
        self._reached = np.less_equal if side == "right" else np.less

    def __call__(self, values: _Whole) -> _Whole:
        place: _Whole = self._first.take((values - self._origin) >> self._shift, mode="clip")
        for _ in range(self._strides):
            place += self._reached(self._figures.take(place + 1), values)
        return place


@dataclass(frozen=True, slots=True)
class _Arrays:
    """A table in whole microseconds; the first period is an empty one at the table's beginning."""

    table: Table
    ends: _Whole
    shifts: _Whole
    """What to add to an instant within a period for the running total at it."""
    opened: _Places
    reached: _Places
    left: _Places

    def total(self, instants: _Whole) -> _Whole:
        """The running total of open time at each instant."""
        place = self.opened(instants)
        return np.minimum(instants, self.ends.take(place)) + self.shifts.take(place)


def _arrays(timeline: Timeline, table: Table) -> _Arrays:
    known = timeline.columns
    if isinstance(known, _Arrays) and known.table is table:
        return known
    low = micros(table.low - EPOCH)
    first = min(low, micros(table.starts[0] - EPOCH)) if table.starts else low
    starts = np.concatenate(([first], _whole(table.starts)))
    totals = np.array([micros(total) for total in (table.totals[0], *table.totals[:-1])], dtype=np.int64)
    arrays = _Arrays(
        table=table,
        ends=np.concatenate(([first], _whole(table.ends))),
        shifts=totals - starts,
        opened=_Places(starts, "right"),
        reached=_Places(totals, "left"),
        left=_Places(totals, "right"),
    )
    timeline.columns = arrays
    return arrays


def _whole(instants: tuple[datetime, ...]) -> _Whole:
    return np.array([each.replace(tzinfo=None) for each in instants], dtype="datetime64[us]").astype(np.int64)


def between(schedule: Schedule, starts: Any, stops: Any) -> Durations:
    """Business time from each start to its stop, row by row `Schedule.between`; arrays broadcast.

    >>> support = Schedule(time_zone="UTC", hours={"mon-fri": "09:00-17:00"})
    >>> between(support, np.array(["2026-03-02T16:00"], "M8[m]"), np.datetime64("2026-03-03T10:00"))
    array([7200000000], dtype='timedelta64[us]')
    """
    first, last = np.broadcast_arrays(_instants(starts, "starts"), _instants(stops, "stops"))
    shape, first, last = first.shape, first.ravel(), last.ravel()
    result = np.full(len(first), np.timedelta64("NaT"), dtype="timedelta64[us]")
    rows = np.flatnonzero(~(np.isnat(first) | np.isnat(last)))
    if len(rows):
        first, last = _rows(first, rows), _rows(last, rows)
        timeline = timeline_of(schedule)
        arrays = _covering(timeline, min(first.min(), last.min()), max(first.max(), last.max()))
        out = np.empty(len(rows), dtype=np.int64)
        for low in range(0, len(rows), _CHUNK):
            chunk = slice(low, low + _CHUNK)
            np.subtract(arrays.total(last[chunk]), arrays.total(first[chunk]), out=out[chunk])
        result = _spread(result, rows, out)
    return result.reshape(shape)


def add(schedule: Schedule, instants: Any, amounts: Any) -> Instants:
    """Business time after each instant, row by row `Schedule.add`; `amounts` is one duration or a column.

    >>> support = Schedule(time_zone="UTC", hours={"mon-fri": "09:00-17:00"})
    >>> add(support, np.array(["2026-03-02T16:00"], "M8[m]"), timedelta(hours=2))
    array(['2026-03-03T10:00:00.000000'], dtype='datetime64[us]')
    """
    moments, spans = np.broadcast_arrays(_instants(instants, "instants"), _durations(amounts))
    shape, moments, spans = moments.shape, moments.ravel(), spans.ravel()
    result = np.full(len(moments), np.datetime64("NaT"), dtype="datetime64[us]")
    rows = np.flatnonzero(~(np.isnat(moments) | np.isnat(spans)))
    if len(rows):
        begun, wanted = _rows(moments, rows), _rows(spans, rows)
        timeline = timeline_of(schedule)
        arrays = _covering(timeline, begun.min(), begun.max())
        out = np.empty(len(rows), dtype=np.int64)
        totals = np.empty(len(rows), dtype=np.int64)
        for low in range(0, len(rows), _CHUNK):
            chunk = slice(low, low + _CHUNK)
            np.add(arrays.total(begun[chunk]), wanted[chunk], out=totals[chunk])
        arrays = _reaching(timeline, arrays, totals[wanted < 0], totals[wanted > 0])
        for low in range(0, len(rows), _CHUNK):
            chunk = slice(low, low + _CHUNK)
            out[chunk] = _moved(arrays, begun[chunk], wanted[chunk], totals[chunk])
        result = _spread(result, rows, out)
    return result.reshape(shape)


def _moved(arrays: _Arrays, begun: _Whole, wanted: _Whole, totals: _Whole) -> _Whole:
    forward = wanted > 0
    if forward.all():
        place = arrays.reached(totals)
    else:
        place = np.where(forward, arrays.reached(totals), arrays.left(totals))
    moved = totals - arrays.shifts.take(place)
    return moved if forward.all() else np.where(wanted == 0, begun, moved)


def _rows(column: NDArray[Any], rows: NDArray[Any]) -> _Whole:
    whole = column.view(np.int64) if column.flags.c_contiguous else column.astype(np.int64)
    return whole if len(rows) == len(whole) else whole[rows]


def _spread(result: NDArray[Any], rows: NDArray[Any], values: _Whole) -> NDArray[Any]:
    if len(rows) == len(result):
        return values.view(result.dtype)
    result[rows] = values.view(result.dtype)
    return result


def _covering(timeline: Timeline, low: np.int64, high: np.int64) -> _Arrays:
    for instant in (low, high):
        if not _EARLIEST <= instant < _LATEST:
            raise out_of_years(
                int(instant.astype("datetime64[us]").astype("datetime64[Y]").astype(int)) + EPOCH.year
            )
    first = EPOCH + timedelta(microseconds=int(low))
    last = EPOCH + timedelta(microseconds=int(high))
    timeline.at(first)
    table = timeline.at(last)
    return _arrays(timeline, table)


def _reaching(timeline: Timeline, arrays: _Arrays, back: _Whole, on: _Whole) -> _Arrays:
    table = arrays.table
    if len(on):
        furthest = timedelta(microseconds=int(on.max()))
        while table.totals[-1] < furthest:
            table = timeline.later(table, table.last_year)
    if len(back):
        furthest = timedelta(microseconds=int(back.min()))
        while table.totals[0] > furthest:
            table = timeline.earlier(table, table.first_year)
    return _arrays(timeline, table)


def _instants(column: Any, name: str) -> Instants:
    array = np.asarray(column)
    if array.dtype.kind != "M":
        raise ScheduleError(
            f"{name}: {show(str(array.dtype))} is no column of instants; give UTC as `datetime64[us]`"
        )
    return array.astype("datetime64[us]", copy=False)


def _durations(amounts: Any) -> Durations:
    array = np.asarray(amounts, dtype="timedelta64[us]" if isinstance(amounts, timedelta) else None)
    if array.dtype.kind != "m":
        raise ScheduleError(
            f"amounts: {show(str(array.dtype))} is no column of durations; "
            "give `timedelta64[us]` or a `timedelta`"
        )
    return array.astype("timedelta64[us]", copy=False)
