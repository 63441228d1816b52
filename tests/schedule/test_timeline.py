"""Business time against its naive definition, and the laws that it obeys."""

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.schedule.conftest import WEEKS, ZONES, Spec, amounts, each_minute, instants, scenes, spans

from caserules.schedule import Schedule

ZERO = timedelta()
OFFICE = {"mon-fri": "09:00-17:00"}
NEW_YORK = ZoneInfo("America/New_York")
APIA = Spec("Pacific/Apia", WEEKS["nights"])
zones = st.sampled_from(ZONES).map(ZoneInfo)


def real(a: datetime, b: datetime) -> timedelta:
    """Real time from a to b, which same-zone subtraction isn't."""
    return b.astimezone(UTC) - a.astimezone(UTC)


@settings(max_examples=200)
@given(spans())
@example((APIA, datetime(2011, 12, 28, tzinfo=UTC), datetime(2012, 1, 2, tzinfo=UTC)))
@example(
    (
        Spec("America/Sao_Paulo", WEEKS["always"]),
        datetime(2018, 11, 3, tzinfo=UTC),
        datetime(2018, 11, 6, tzinfo=UTC),
    )
)
def test_between_is_the_open_time_of_the_definition(span: tuple[Spec, datetime, datetime]) -> None:
    """`between` is the sum of the overlaps with the naive definition's intervals, in any zone asked in."""
    spec, a, b = span
    schedule = spec.schedule()
    expected = spec.naive().between(a, b)
    assert schedule.between(a, b) == expected
    assert schedule.between(a.astimezone(spec.tz), b.astimezone(spec.tz)) == expected


@settings(max_examples=200)
@given(scenes(), amounts, st.sampled_from((1, -1)))
def test_add_is_the_instant_of_the_definition(
    scene: tuple[Spec, datetime], amount: timedelta, sign: int
) -> None:
    """`add` forward and back ends where walking the naive intervals ends."""
    spec, t = scene
    signed = sign * amount
    expected = spec.naive().add(t, signed)
    schedule = spec.schedule()
    assert schedule.add(t, signed) == expected
    assert schedule.add(t.astimezone(spec.tz), signed).astimezone(UTC) == expected


@settings(max_examples=25)
@given(scenes())
def test_every_minute_is_open_as_the_definition_says(scene: tuple[Spec, datetime]) -> None:
    """`is_open` is true of just those minutes that lie in a naive interval, in any zone asked in."""
    spec, t = scene
    schedule = spec.schedule()
    pieces = spec.naive().around(t, t + timedelta(hours=30))
    for each in each_minute(t, t + timedelta(hours=30)):
        expected = any(start <= each < stop for start, stop in pieces)
        assert schedule.is_open(each) is schedule.is_open(each.astimezone(spec.tz)) is expected


@settings(max_examples=60)
@given(scenes(), amounts.filter(bool))
def test_add_is_the_earliest_instant_that_between_measures(
    scene: tuple[Spec, datetime], amount: timedelta
) -> None:
    """`between(t, add(t, n)) == n`, and a microsecond earlier there is less."""
    spec, t = scene
    schedule = spec.schedule()
    due = schedule.add(t, amount)
    assert schedule.between(t, due) == amount
    assert schedule.between(t, due - timedelta(microseconds=1)) < amount


@settings(max_examples=60)
@given(scenes(), amounts.filter(bool))
def test_subtracting_mirrors_adding(scene: tuple[Spec, datetime], amount: timedelta) -> None:
    """`between(add(t, -n), t) == n`, and a microsecond later there is less."""
    spec, t = scene
    schedule = spec.schedule()
    begun = schedule.add(t, -amount)
    assert schedule.between(begun, t) == amount
    assert schedule.between(begun + timedelta(microseconds=1), t) < amount


@settings(max_examples=60)
@given(spans())
def test_adding_what_lies_between_comes_no_further(span: tuple[Spec, datetime, datetime]) -> None:
    """`add(a, between(a, b)) <= b` for a <= b, with nothing open in between."""
    spec, a, b = span
    a, b = min(a, b), max(a, b)
    schedule = spec.schedule()
    reached = schedule.add(a, schedule.between(a, b))
    assert reached <= b
    assert schedule.between(reached, b) == ZERO


@settings(max_examples=60)
@given(spans(), st.integers(-20_000, 20_000))
def test_business_time_is_additive_and_antisymmetric(
    span: tuple[Spec, datetime, datetime], minutes: int
) -> None:
    """`between(a, c)` is the sum of its parts, turns its sign with its ends, and never exceeds real time."""
    spec, a, b = span
    schedule = spec.schedule()
    c = a + timedelta(minutes=minutes)
    assert schedule.between(a, b) + schedule.between(b, c) == schedule.between(a, c)
    assert schedule.between(b, a) == -schedule.between(a, b)
    assert ZERO <= schedule.between(min(a, b), max(a, b)) <= abs(b - a)


@settings(max_examples=60)
@given(spans(), amounts, amounts)
def test_add_is_monotonic_and_composes(
    span: tuple[Spec, datetime, datetime], n: timedelta, m: timedelta
) -> None:
    """A later start or a larger amount ends no earlier, and two steps end where their sum does."""
    spec, a, b = span
    schedule = spec.schedule()
    assert schedule.add(min(a, b), n) <= schedule.add(max(a, b), n)
    assert schedule.add(a, min(n, m)) <= schedule.add(a, max(n, m))
    assert schedule.add(schedule.add(a, n), m) == schedule.add(a, n + m)
    assert schedule.add(schedule.add(a, -n), -m) == schedule.add(a, -n - m)


@settings(max_examples=60)
@given(scenes(), amounts, zones)
def test_the_zone_asked_in_changes_no_instant(
    scene: tuple[Spec, datetime], amount: timedelta, zone: ZoneInfo
) -> None:
    """The same instant in another zone has the same answer, and the answer stands in that zone."""
    spec, t = scene
    schedule = spec.schedule()
    answer = schedule.add(t.astimezone(zone), amount)
    assert answer.tzinfo is zone
    assert answer.astimezone(UTC) == schedule.add(t, amount)
    assert schedule.next_open(t.astimezone(zone)).astimezone(UTC) == schedule.next_open(t)


@settings(max_examples=60)
@given(spans())
def test_around_the_clock_is_real_time(span: tuple[Spec, datetime, datetime]) -> None:
    """A schedule that never closes counts every microsecond, over all changes of the clock."""
    spec, a, b = span
    schedule = Schedule(time_zone=spec.zone, hours=WEEKS["always"])
    assert schedule.between(a.astimezone(spec.tz), b.astimezone(spec.tz)) == b - a
    assert schedule.add(a.astimezone(spec.tz), b - a).astimezone(UTC) == b


@settings(max_examples=60)
@given(spans())
def test_a_holiday_never_adds_time(span: tuple[Spec, datetime, datetime]) -> None:
    """Closing dates leaves at most as much business time as before."""
    spec, a, b = span
    a, b = min(a, b), max(a, b)
    without = Spec(spec.zone, spec.hours).schedule()
    closed = Spec(spec.zone, spec.hours, closed=(a.date(), a.date() + timedelta(days=1))).schedule()
    assert closed.between(a, b) <= without.between(a, b)


@settings(max_examples=12)
@given(spans(), st.permutations((1999, 2005, 2011, 2012, 2020)))
def test_the_order_in_which_years_are_built_never_matters(
    span: tuple[Spec, datetime, datetime], years: list[int]
) -> None:
    """A table that grew to and fro answers as a fresh one."""
    spec, a, b = span
    grown = spec.schedule()
    for year in years:
        grown.is_open(datetime(year, 6, 1, tzinfo=UTC))
    fresh = spec.schedule()
    assert grown.between(b, a) == fresh.between(b, a)
    assert list(grown.periods(min(a, b), max(a, b))) == list(fresh.periods(min(a, b), max(a, b)))
    assert grown.add(a.astimezone(spec.tz), timedelta(hours=3)) == fresh.add(
        a.astimezone(spec.tz), timedelta(hours=3)
    )


def test_a_night_over_new_year_counts_once_whichever_year_is_built_first() -> None:
    """An overridden New Year's morning and the night that runs into it make one union."""
    spec = Spec(
        "Europe/London",
        {"mon-sun": "22:00-06:00"},
        overrides={date(2026, 1, 1): ["05:00-08:00"], date(2027, 1, 1): ["01:00-02:00"]},
    )
    low, high = datetime(2025, 12, 31, 12, tzinfo=UTC), datetime(2027, 1, 2, 12, tzinfo=UTC)
    forward, backward = spec.schedule(), spec.schedule()
    backward.is_open(datetime(2027, 6, 1, tzinfo=UTC))
    expected = spec.naive().between(low, high)
    assert forward.between(low, high) == backward.between(low, high) == expected
    for each in (low + timedelta(hours=hour) for hour in range(30)):
        assert backward.between(each, high) == forward.between(each, high) == spec.naive().between(each, high)


@settings(max_examples=60)
@given(scenes())
def test_openings_and_closings_are_those_of_the_definition(scene: tuple[Spec, datetime]) -> None:
    """`next_open`, `next_close` and `previous_close` are ends of the naive intervals."""
    spec, t = scene
    schedule = spec.schedule()
    pieces = spec.naive().around(t - timedelta(days=14), t + timedelta(days=14))
    inside = any(start <= t < stop for start, stop in pieces)
    assert schedule.is_open(t) is inside
    assert schedule.next_open(t) == (t if inside else min(start for start, _ in pieces if start > t))
    if spec.hours is not WEEKS["always"]:
        assert schedule.next_close(t) == min(stop for _, stop in pieces if stop > t)
        assert schedule.previous_close(t) == max(stop for _, stop in pieces if stop <= t)


@settings(max_examples=60)
@given(spans())
def test_periods_are_disjoint_in_order_and_add_up(span: tuple[Spec, datetime, datetime]) -> None:
    """The periods of a span lie in it one after the other, and their lengths add up to `between`."""
    spec, a, b = span
    a, b = min(a, b), max(a, b)
    schedule = spec.schedule()
    periods = list(schedule.periods(a.astimezone(spec.tz), b))
    ends = [each.astimezone(UTC) for period in periods for each in period]
    assert ends == sorted(ends)
    assert all(a <= each <= b for each in ends)
    assert sum((real(*period) for period in periods), ZERO) == schedule.between(a, b)


def test_periods_without_an_end_go_on() -> None:
    """Without `until` the periods are an endless walk, past the end of what was built before."""
    schedule = Schedule(time_zone="UTC", hours={"wed": "10:00-11:00"})
    walk = schedule.periods(datetime(2026, 12, 20, tzinfo=UTC))
    openings = [next(walk).opens for _ in range(60)]
    assert {(later - earlier).days for earlier, later in pairwise(openings)} == {7}
    assert openings[0] == datetime(2026, 12, 23, 10, tzinfo=UTC)


@settings(max_examples=12)
@given(st.sampled_from(ZONES).flatmap(lambda zone: st.tuples(st.just(zone), instants(zone))))
def test_threads_share_a_schedule(drawn: tuple[str, datetime]) -> None:
    """Threads that grow one table at once get the answers of a table of their own."""
    zone, t = drawn
    shared = Schedule(time_zone=zone, hours=WEEKS["lunch"])
    steps = [timedelta(days=400 * number) for number in (0, 3, -2, 1, -1, 2)]

    def ask(step: timedelta) -> timedelta:
        return shared.between(t, t + step)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, steps))
    assert answers == [Schedule(time_zone=zone, hours=WEEKS["lunch"]).between(t, t + step) for step in steps]


class Later(datetime):
    """A datetime of another library."""


def test_a_datetime_of_another_kind_gives_a_plain_one() -> None:
    """Subclasses of `datetime` are taken, and the answers are plain datetimes in their zone."""
    schedule = Schedule(time_zone="America/New_York", hours=OFFICE)
    plain = schedule.add(datetime(2026, 3, 2, 12, tzinfo=NEW_YORK), timedelta(hours=8))
    other = schedule.add(Later(2026, 3, 2, 12, tzinfo=NEW_YORK), timedelta(hours=8))
    assert (type(other), other) == (datetime, plain)


def test_a_schedule_is_a_value_with_or_without_its_table() -> None:
    """A used schedule equals, hashes, copies and pickles as an unused one; so does a changed copy."""
    used, unused = (Schedule(time_zone="UTC", hours=OFFICE) for _ in range(2))
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    used.is_open(now)
    assert used == unused
    assert hash(used) == hash(unused)
    assert pickle.loads(pickle.dumps(used)) == used  # noqa: S301 - its own bytes
    assert copy.deepcopy(used).next_close(now) == used.next_close(now)
    assert copy.deepcopy(vars(used))["_timeline"] is vars(used)["_timeline"]
    assert used.model_dump() == unused.model_dump()
    moved = used.replace(time_zone="Asia/Tokyo")
    assert moved.is_open(now) is False
    assert used.is_open(now) is True
