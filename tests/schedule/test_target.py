"""Targets: their text, when they are due, and what pauses do."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from tests.schedule.conftest import Spec, amounts, scenes

from caserules.model import Model
from caserules.schedule import (
    BusinessDays,
    BusinessTime,
    CalendarDays,
    ClockTime,
    Cutoff,
    Elapsed,
    EndOfShift,
    Schedule,
    ScheduleError,
    Target,
    parse_target,
)

NEW_YORK = ZoneInfo("America/New_York")
DESK = Schedule(
    time_zone="America/New_York",
    hours={"mon-thu": "08:00-18:00", "fri": ["08:00-12:00", "13:00-16:00"]},
    holidays={"dates": ["2026-03-10"]},
)
GENERAL = Cutoff(cutoff="15:00", before="close", after="12:00 next business day")

clocks = st.sampled_from(("close", "open")) | st.integers(0, 1440).map(lambda m: f"{m // 60:02}:{m % 60:02}")
durations = st.timedeltas(timedelta(), timedelta(days=10_000))
simple = st.one_of(
    st.builds(Elapsed, amount=durations),
    st.builds(BusinessTime, amount=durations),
    st.builds(CalendarDays, days=st.integers(0, 36_525)),
    st.builds(BusinessDays, days=st.integers(0, 36_525)),
    st.builds(ClockTime, clock=clocks, days=st.integers(0, 36_525)),
    st.just(EndOfShift()),
)
targets = simple | st.builds(
    Cutoff, cutoff=clocks.filter(lambda each: ":" in each), before=simple, after=simple
)


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A wall clock of New York in 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=NEW_YORK)


@given(targets)
def test_a_target_is_what_its_text_says(target: Any) -> None:
    """Printing and parsing are inverses, and so are dumping and validating."""
    adapter: TypeAdapter[Any] = TypeAdapter(Target)
    assert parse_target(str(target)) == target
    assert adapter.validate_json(adapter.dump_json(target)) == target
    assert type(target).model_validate(str(target)) == target


@pytest.mark.parametrize(
    ("text", "target", "printed"),
    [
        ("48 hours", Elapsed(hours=48), None),
        ("1 hour 30 minutes", Elapsed(minutes=90), None),
        ("1.5 HOURS", Elapsed(minutes=90), "1 hour 30 minutes"),
        ("90 seconds", Elapsed(seconds=90), "1 minute 30 seconds"),
        ("0.25 seconds", Elapsed(seconds=0.25), None),
        ("0 hours", Elapsed(), None),
        ("8 business hours", BusinessTime(hours=8), None),
        ("1 business hour 1 second", BusinessTime(hours=1, seconds=1), None),
        ("30  business minutes", BusinessTime(minutes=30), "30 business minutes"),
        ("21 days", CalendarDays(21), None),
        ("2 weeks", CalendarDays(14), "14 days"),
        ("1 week 1 day", CalendarDays(8), "8 days"),
        ("1 business day", BusinessDays(1), None),
        ("close", ClockTime("close"), None),
        ("9:00", ClockTime("09:00"), "09:00"),
        ("12:00 next business day", ClockTime("12:00", 1), None),
        ("open in 3 business days", ClockTime("open", 3), None),
        ("end of shift", EndOfShift(), None),
        ("close if by 15:00, else 12:00 next business day", GENERAL, None),
    ],
)
def test_the_forms_of_a_target(text: str, target: Any, printed: str | None) -> None:
    """Each text means its target and is printed in one way."""
    assert parse_target(text) == target
    assert str(target) == (printed or text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("soon", "`soon` is no target; the forms are `48 hours`"),
        ("clos", "did you mean `close`?"),
        ("8 busines hours", "`8 busines hours` is no target"),
        ("8 hour x", "`8 hour x` is no target"),
        ("8 fortnights", "`8 fortnights` is no target"),
        ("8 hrs", "`8 hrs` is no target; did you mean `hours`?"),
        ("-3 hours", "`-3 hours` is no target"),
        ("12:00 tomorrow", "`12:00 tomorrow` is no target"),
        ("25:00", "`25:00` is no target"),
        (
            "1 day 2 hours",
            "mixes days and hours, and a day isn't always 24 hours; write `28 hours` or `2 days`",
        ),
        ("1.5 days", "has a part of a day; write whole days, or hours"),
        ("2 business weeks", "a business week has no fixed length; write business days"),
        ("9" * 300, "is too long; it may have 200 characters"),
        ("9" * 12 + " hours", "is no target"),
        ("1000001 hours", "`1000001 hours` is no target: Input should be less than or equal to"),
        ("close if by 15:00, else close if by 16:00, else open", "is no target"),
    ],
)
def test_a_text_that_is_no_target_is_refused_by_name(text: str, says: str) -> None:
    """The error names the text and the forms there are."""
    with pytest.raises(ScheduleError) as caught:
        parse_target(text)
    assert says in str(caught.value)


class Row(Model):
    """A model with targets as fields."""

    within: Target
    elapsed: Elapsed = Elapsed()


def test_a_field_takes_a_target_its_text_or_its_table() -> None:
    """All three give the same, and a field of one kind takes that kind only."""
    table = {"cutoff": "15:00", "before": "close", "after": "12:00 next business day"}
    assert (
        Row(within=GENERAL)
        == Row.model_validate({"within": table})
        == Row.model_validate({"within": str(GENERAL)})
    )
    assert Row(within=GENERAL).model_dump(mode="json") == {"within": table, "elapsed": "0 hours"}
    assert Row.model_json_schema()["required"] == ["within"]
    with pytest.raises(ValidationError, match="`7 days` is of kind `CalendarDays`, not `Elapsed`"):
        Row.model_validate({"within": "close", "elapsed": "7 days"})


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (CalendarDays, {"hours": 8}),
        (CalendarDays, {}),
        (CalendarDays, 8),
        (BusinessDays, {"days": -1}),
        (Elapsed, {"hours": "many"}),
        (Elapsed, {"hours": 1e300}),
        (Elapsed, {"hours": float("nan")}),
        (Elapsed, {"hours": 1, "days": 1}),
        (Elapsed, {"amount": "PT1H", "hours": 1}),
        (ClockTime, {"clock": "noon"}),
    ],
)
def test_a_table_that_is_no_target_of_its_kind_is_refused(kind: Any, value: Any) -> None:
    """Whatever stands in a file, what comes of it is a target or a `ValidationError`."""
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)


def test_a_table_may_say_a_length_of_time_in_parts() -> None:
    """Hours, minutes and seconds add up, in a file as in Python."""
    assert TypeAdapter(CalendarDays).validate_python({"days": 8}) == CalendarDays(8)
    assert TypeAdapter(BusinessTime).validate_python({"hours": 1, "minutes": 30}) == BusinessTime(minutes=90)
    assert BusinessTime(timedelta(hours=1)).replace(amount=timedelta(hours=2)) == BusinessTime(hours=2)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (5, "`5` is no target; write"),
        ({"cutoff": "15:00"}, "is no target; write"),
        ({"cutoff": "15:00", "before": "close", "after": str(GENERAL)}, "a cutoff within a cutoff"),
        ({"cutoff": "noon", "before": "close", "after": "close"}, "cutoff: `noon` is no time of day"),
        ("1000001 hours", "less than or equal to"),
        ("36526 days", "less than or equal to"),
    ],
)
def test_a_value_that_is_no_target_is_refused(value: Any, says: str) -> None:
    """A table of other keys, a nested cutoff and an amount beyond all bounds don't validate."""
    with pytest.raises(ValidationError) as caught:
        Row.model_validate({"within": value})
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("text", "start", "due"),
    [
        ("48 hours", at(3, 6, 10), at(3, 8, 11)),
        ("2 days", at(3, 6, 10), at(3, 8, 10)),
        ("0 days", at(3, 7, 10), at(3, 7, 10)),
        ("1 day", at(3, 7, 2, 30), at(3, 8, 3)),
        ("8 business hours", at(3, 6, 10), at(3, 9, 11)),
        ("7 business hours", at(3, 6, 8), at(3, 6, 16)),
        ("2 business days", at(3, 6, 10), at(3, 11, 10)),
        ("1 business day", at(3, 6, 17), at(3, 11, 8)),
        ("close", at(3, 6, 10), at(3, 6, 16)),
        ("close", at(3, 6, 16), at(3, 6, 16)),
        ("close", at(3, 6, 17), at(3, 9, 18)),
        ("close", at(3, 7, 17), at(3, 9, 18)),
        ("open", at(3, 6, 7), at(3, 6, 8)),
        ("12:00", at(3, 6, 12), at(3, 6, 12)),
        ("12:00", at(3, 6, 13), at(3, 9, 12)),
        ("12:00 next business day", at(3, 9, 13), at(3, 11, 12)),
        ("12:00 next business day", at(3, 8, 13), at(3, 9, 12)),
        ("close in 2 business days", at(3, 6, 13), at(3, 11, 18)),
        ("end of shift", at(3, 6, 12, 30), at(3, 6, 16)),
        ("end of shift", at(3, 6, 16), at(3, 9, 18)),
        (str(GENERAL), at(3, 9, 15), at(3, 9, 18)),
        (str(GENERAL), at(3, 9, 15, 1), at(3, 11, 12)),
        (str(GENERAL), at(3, 9, 5), at(3, 9, 18)),
        (str(GENERAL), at(3, 7, 9), at(3, 9, 12)),
        (str(GENERAL), at(3, 10, 9), at(3, 11, 12)),
        ("close if by 17:00, else 12:00 next business day", at(3, 6, 16, 30), at(3, 9, 12)),
        ("2 business hours if by 12:00, else 1 business day", at(3, 9, 12), at(3, 9, 14)),
        ("2 business hours if by 12:00, else 1 business day", at(3, 9, 12, 1), at(3, 11, 12, 1)),
    ],
)
def test_when_a_target_is_due(text: str, start: datetime, due: datetime) -> None:
    """The due instants of a desk with a short Friday, a holiday on a Tuesday and a change of the clock."""
    target = parse_target(text)
    assert target.due(start, DESK) == due
    assert target.due(start.astimezone(UTC), DESK).tzinfo is UTC


def pauses_after(start: datetime) -> st.SearchStrategy[list[tuple[datetime, datetime]]]:
    """Pauses about a start, in order and disjoint, some of them empty."""

    def placed(minutes: list[int]) -> list[tuple[datetime, datetime]]:
        ends = [start + timedelta(minutes=each) for each in sorted(minutes)]
        return list(zip(ends[::2], ends[1::2], strict=False))

    return st.lists(st.integers(-600, 12_000), max_size=6).map(placed)


@settings(max_examples=60)
@given(scenes(), amounts.filter(bool), st.data())
def test_pauses_push_by_what_lies_in_them(
    scene: tuple[Spec, datetime], amount: timedelta, data: st.DataObject
) -> None:
    """From start to due there is just the target's amount outside the pauses, in its own measure."""
    spec, start = scene
    schedule = spec.schedule()
    pauses = data.draw(pauses_after(start))
    for target in (Elapsed(amount), BusinessTime(amount)):
        due = target.due(start, schedule, pauses)
        inside = sum(
            (
                target.measure(max(low, start), min(high, due), schedule)
                for low, high in pauses
                if max(low, start) < min(high, due)
            ),
            timedelta(),
        )
        assert target.measure(start, due, schedule) - inside == amount
        assert not any(low < due < high for low, high in pauses)


@settings(max_examples=20)
@given(scenes(), st.integers(0, 40))
def test_a_pause_after_the_due_instant_changes_nothing(scene: tuple[Spec, datetime], amount: int) -> None:
    """Neither does one that ends before the start; that holds for each kind of target."""
    spec, start = scene
    schedule = Spec(spec.zone, {"mon-sun": "09:00-17:00"}).schedule()
    for target in (
        Elapsed(hours=amount),
        BusinessTime(hours=amount),
        CalendarDays(amount),
        BusinessDays(amount),
        ClockTime("12:00", amount),
        EndOfShift(),
        GENERAL,
    ):
        due = target.due(start, schedule)
        later = (due, due + timedelta(days=3))
        earlier = (start - timedelta(days=3), start)
        assert target.due(start, schedule, [earlier, later]) == due


@pytest.mark.parametrize(
    ("text", "start", "pause", "due"),
    [
        ("48 hours", at(3, 2, 10), (at(3, 3, 10), at(3, 3, 12)), at(3, 4, 12)),
        ("2 days", at(3, 2, 10), (at(3, 3, 10), at(3, 3, 12)), at(3, 4, 12)),
        ("8 business hours", at(3, 2, 10), (at(3, 2, 17), at(3, 3, 9)), at(3, 3, 10)),
        ("2 business days", at(3, 2, 10), (at(3, 2, 17), at(3, 3, 9)), at(3, 4, 12)),
        ("2 business days", at(3, 2, 10), (at(3, 2, 18), at(3, 3, 8)), at(3, 4, 10)),
        (str(GENERAL), at(3, 2, 10), (at(3, 2, 11), at(3, 2, 16)), at(3, 2, 18)),
        (str(GENERAL), at(3, 2, 10), (at(3, 2, 11), at(3, 3, 11)), at(3, 3, 18)),
        (str(GENERAL), at(3, 2, 10), (at(3, 2, 11), at(3, 2, 18)), at(3, 2, 18)),
        ("end of shift", at(3, 2, 10), (at(3, 2, 11), at(3, 3, 11)), at(3, 3, 18)),
        ("12:00 next business day", at(3, 2, 10), (at(3, 2, 11), at(3, 3, 13)), at(3, 4, 12)),
    ],
)
def test_what_a_pause_does_to_each_kind(
    text: str, start: datetime, pause: tuple[datetime, datetime], due: datetime
) -> None:
    """Real time moves by real time, business time by business time; a fixed time that passed is set anew."""
    assert parse_target(text).due(start, DESK, [pause]) == due


def test_pauses_out_of_order_are_refused() -> None:
    """A pause that ends before it begins, or begins within another, is a mistake of the caller."""
    backward = [(at(3, 2, 12), at(3, 2, 11))]
    crossing = [(at(3, 2, 11), at(3, 2, 13)), (at(3, 2, 12), at(3, 2, 14))]
    for pauses in (backward, crossing):
        with pytest.raises(ScheduleError, match="is out of order; give closed pauses in order of time"):
            Elapsed(hours=1).due(at(3, 2, 10), DESK, pauses)


def test_each_kind_has_its_own_measure() -> None:
    """Elapsed time and calendar days are measured in real time, all others in business time."""
    night = (at(3, 2, 17), at(3, 3, 9))
    for target in (Elapsed(hours=1), CalendarDays(1)):
        assert target.measure(*night, DESK) == timedelta(hours=16)
        assert target.measure(*reversed(night), DESK) == -timedelta(hours=16)
    for other in (BusinessTime(hours=1), BusinessDays(1), GENERAL, EndOfShift(), ClockTime("close")):
        assert other.measure(*night, DESK) == timedelta(hours=2)


def test_days_beyond_the_calendar_are_an_error() -> None:
    """A due date past 2199 is refused, not wrapped round."""
    with pytest.raises(ScheduleError, match="asks for `2225`"):
        CalendarDays(36_525).due(datetime(2125, 6, 1, tzinfo=UTC), DESK)
