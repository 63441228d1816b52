"""Whole columns against the scalar answers, row by row."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.schedule.conftest import Spec, scenes

from caserules.schedule import Schedule, ScheduleError, column

OFFICE = Schedule(time_zone="America/New_York", hours={"mon-fri": "09:00-17:00"})


def whole(moments: list[datetime]) -> Any:
    """A column of instants."""
    return np.array([each.astimezone(UTC).replace(tzinfo=None) for each in moments], dtype="datetime64[us]")


@settings(max_examples=25)
@given(scenes(), st.data())
def test_a_column_is_the_scalar_answers(scene: tuple[Spec, datetime], data: st.DataObject) -> None:
    """`add` and `between` over columns equal the scalar ones in every row, forward, back and not at all."""
    spec, t = scene
    schedule = spec.schedule()
    near = st.integers(-20_000, 20_000).map(lambda minutes: t + timedelta(minutes=minutes))
    starts, stops = (data.draw(st.lists(near, min_size=9, max_size=9)) for _ in range(2))
    spans = data.draw(st.lists(st.integers(-3_000, 3_000), min_size=9, max_size=9))
    if data.draw(st.booleans()):
        spans = [abs(each) + 1 for each in spans]
    amounts = np.array(spans, dtype="timedelta64[m]")
    expected = [schedule.between(a, b) for a, b in zip(starts, stops, strict=True)]
    assert column.between(schedule, whole(starts), whole(stops)).tolist() == expected
    reached = [schedule.add(a, timedelta(minutes=n)) for a, n in zip(starts, spans, strict=True)]
    assert column.add(spec.schedule(), whole(starts), amounts).tolist() == whole(reached).tolist()


def test_many_rows_over_many_years_are_the_scalar_answers() -> None:
    """Rows of several chunks and many years, for which the table has to grow, agree with the scalar one."""
    rng = np.random.default_rng(7)
    micros = rng.integers(0, 40 * 365 * 86_400 * 10**6, 100_000)
    starts = np.datetime64("1990-01-01", "us") + micros.astype("timedelta64[us]")
    stops = np.roll(starts, 1)
    between = column.between(OFFICE, starts, stops)
    added = column.add(OFFICE, starts, timedelta(hours=1_000))
    for row in range(0, 100_000, 991):
        a, b = (each[row].item().replace(tzinfo=UTC) for each in (starts, stops))
        assert OFFICE.between(a, b) == between[row].item()
        assert OFFICE.add(a, timedelta(hours=1_000)).replace(tzinfo=None) == added[row].item()


def test_a_missing_instant_stays_missing_and_shapes_are_kept() -> None:
    """`NaT` in is `NaT` out; arrays broadcast; an empty column gives an empty one."""
    starts = np.array([["2026-03-02T12:00", "NaT"], ["2026-03-03T12:00", "2026-03-04T12:00"]], dtype="M8[s]")
    between = column.between(OFFICE, starts, np.datetime64("2026-03-04T15:00"))
    assert between.shape == (2, 2)
    assert np.isnat(between).tolist() == [[False, True], [False, False]]
    added = column.add(OFFICE, starts.ravel(), np.timedelta64(2, "h"))
    assert np.isnat(added).tolist() == [False, True, False, False]
    assert column.add(OFFICE, starts[:0], timedelta(hours=1)).shape == (0, 2)
    assert column.between(OFFICE, starts[:0], starts[:0]).shape == (0, 2)
    assert column.add(OFFICE, starts[::-1, 0], timedelta(0)).tolist() == starts[::-1, 0].tolist()


def test_a_column_may_be_of_the_first_days_of_its_table() -> None:
    """Before the first opening that is known there is nothing to count yet."""
    schedule = Schedule(time_zone="UTC", hours={"mon-fri": "09:00-17:00"})
    starts = np.array(["2026-01-01T00:00", "2026-01-01T12:00"], dtype="M8[us]")
    assert column.between(schedule, starts, starts[::-1]).astype(int).tolist() == [
        3 * 3600 * 10**6,
        -3 * 3600 * 10**6,
    ]
    assert column.add(schedule, starts[:1], -timedelta(hours=9)).tolist() == [datetime(2025, 12, 30, 16)]  # noqa: DTZ001 - of a column


@pytest.mark.parametrize(
    ("starts", "amounts", "says"),
    [
        (
            ["2026-03-02"],
            timedelta(1),
            "instants: `<U10` is no column of instants; give UTC as `datetime64[us]`",
        ),
        (np.array(["2026-03-02"], "M8[s]"), 5, "amounts: `int64` is no column of durations"),
        (
            np.array(["1492-10-12"], "M8[s]"),
            timedelta(1),
            "for the years `1900` to `2199`, and this asks for `1492`",
        ),
        (np.array(["2026-03-02", "2999-01-01"], "M8[s]"), timedelta(1), "asks for `2999`"),
    ],
)
def test_a_column_that_makes_no_sense_is_refused_by_name(starts: Any, amounts: Any, says: str) -> None:
    """The error names what was given and what to give instead."""
    with pytest.raises(ScheduleError) as caught:
        column.add(OFFICE, starts, amounts)
    assert says in str(caught.value)
