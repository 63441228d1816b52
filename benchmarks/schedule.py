"""Business time beside the libraries that do the same; peers from the dependency group `bench`.

Everyone has the same office: Monday to Friday, 09:00 to 17:00 in New York, closed on the federal holidays of
2026 to 2037. A peer without time zones is asked in wall clock, which is less than what the others do.
"""

import warnings
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from functools import partial
from importlib import import_module
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.measure import Row, measured, once, show, side_by_side
from caserules.schedule import Schedule

ZONE = ZoneInfo("America/New_York")
START = datetime(2026, 3, 5, 12, 3, tzinfo=ZONE)
WALL = START.replace(tzinfo=None)
OPEN = Schedule(time_zone="America/New_York", hours={"mon-fri": "09:00-17:00"}, holidays={"country": "US"})
HOLIDAYS = sorted(day for year in range(2026, 2038) for day in OPEN.holidays.year(year).closed)
SPANS = {"1 day": 1, "30 days": 30, "1 year": 365, "10 years": 3652}
MILLION = 1_000_000

Calls = dict[str, Callable[[], Any]]


def office() -> Schedule:
    """The office, with its table not yet built."""
    return OPEN.replace(holidays={"dates": HOLIDAYS})


def peers() -> dict[str, Any]:
    """Every peer that is installed, with the same office made."""
    found = {}
    for name, make in _MAKERS.items():
        try:
            found[name] = make()
        except ImportError:
            print(f"{name} is not installed; `pip install --group bench` brings the peers")
    return found


def _workclock() -> Any:
    workclock = import_module("workclock")
    return workclock.Schedule(
        [workclock.WorkDay(time(9), time(17)), workclock.Holidays(HOLIDAYS)], time_zone=ZONE
    )


def _timegrid() -> Any:
    timegrid = import_module("timegrid")
    calendar = timegrid.TimeGridCalendar.weekdays(time(9), time(17))
    for day in HOLIDAYS:
        calendar = calendar.close(day)
    return calendar


def _businesstimedelta() -> Any:
    library, pytz = import_module("businesstimedelta"), import_module("pytz")
    zone = pytz.timezone("America/New_York")
    week = library.WorkDayRule(start_time=time(9), end_time=time(17), working_days=[0, 1, 2, 3, 4], tz=zone)
    return library.Rules([week, library.HolidayRule(dict.fromkeys(HOLIDAYS, "holiday"), tz=zone)])


def _bizdays() -> Any:
    return import_module("bizdays").Calendar(
        holidays=HOLIDAYS, weekdays=["Saturday", "Sunday"], startdate="2026-01-01", enddate="2037-12-31"
    )


_MAKERS: dict[str, Callable[[], Any]] = {
    "workclock (Rust)": _workclock,
    "timegrid (Rust)": _timegrid,
    "businesstimedelta": _businesstimedelta,
    "pandas": partial(import_module, "pandas"),
    "numpy": partial(import_module, "numpy"),
    "bizdays": _bizdays,
    "workalendar": lambda: import_module("workalendar.usa").UnitedStates(),
    "officehours": lambda: import_module("officehours").Calculator("9:00", "17:00", holidays=HOLIDAYS),
    "worktimecalc": lambda: import_module("worktimecalc.calc").WorkTimeCalculator(9, 17, holidays=HOLIDAYS),
}


def _kept(calls: Calls, made: dict[str, Any]) -> Calls:
    return {name: call for name, call in calls.items() if name in made}


def _wall(moment: Any) -> datetime:
    """A peer's answer as a wall clock of New York."""
    moment = moment.to_pydatetime() if hasattr(moment, "to_pydatetime") else moment
    return moment.astimezone(ZONE).replace(tzinfo=None) if moment.tzinfo else moment


def _added(made: dict[str, Any], ours: Schedule, hours: int) -> Iterable[Row]:
    amount = timedelta(hours=hours)
    calls: Calls = {"workclock (Rust)": lambda: made["workclock (Rust)"].add(START, hours=hours)}
    if "timegrid (Rust)" in made:
        spent = import_module("timegrid").hours(hours)
        calls["timegrid (Rust)"] = lambda: made["timegrid (Rust)"].add_work_duration(WALL, spent)
    if "businesstimedelta" in made:
        delta = import_module("businesstimedelta").BusinessTimeDelta(made["businesstimedelta"], hours=hours)
        calls["businesstimedelta"] = lambda: START + delta
    if "pandas" in made:
        pandas = made["pandas"]
        offset = pandas.offsets.CustomBusinessHour(n=hours, start="09:00", end="17:00", holidays=HOLIDAYS)
        stamp = pandas.Timestamp(START)
        calls["pandas"] = lambda: stamp + offset
    calls["officehours"] = lambda: made["officehours"].due_date(hours, WALL)
    yield from side_by_side(
        f"add {hours:,} h",
        lambda: ours.add(START, amount),
        _kept(calls, made),
        lambda a, b: _wall(a) == _wall(b),
    )


def _days_added(made: dict[str, Any], ours: Schedule) -> Iterable[Row]:
    day = START.date()
    calls: Calls = {
        "bizdays": lambda: made["bizdays"].offset(day, 4),
        "workalendar": lambda: made["workalendar"].add_working_days(day, 4),
    }
    if "pandas" in made:
        offset = made["pandas"].offsets.CustomBusinessDay(4, holidays=HOLIDAYS)
        stamp = made["pandas"].Timestamp(START)
        calls["pandas"] = lambda: stamp + offset
    if "numpy" in made:
        numpy = made["numpy"]
        calendar = numpy.busdaycalendar(holidays=HOLIDAYS)
        first = numpy.datetime64(day)
        calls["numpy"] = lambda: numpy.busday_offset(first, 4, busdaycal=calendar).item()

    def same(ours: datetime, theirs: Any) -> bool:
        return ours.date() == (theirs.date() if isinstance(theirs, datetime) else theirs)

    yield from side_by_side("add 4 business days", lambda: ours.add_days(START, 4), _kept(calls, made), same)


def _between(made: dict[str, Any], ours: Schedule, name: str, days: int) -> Iterable[Row]:
    stop = (WALL + timedelta(days=days, hours=2)).replace(tzinfo=ZONE)
    wall = stop.replace(tzinfo=None)
    calls: Calls = {
        "workclock (Rust)": lambda: made["workclock (Rust)"].between(START, stop),
        "timegrid (Rust)": lambda: made["timegrid (Rust)"].get_working_duration(WALL, wall),
        "businesstimedelta": lambda: made["businesstimedelta"].difference(START, stop).timedelta,
        "officehours": lambda: timedelta(seconds=made["officehours"].working_seconds(WALL, wall)),
        "worktimecalc": lambda: timedelta(seconds=made["worktimecalc"](WALL, wall).total_seconds()),
    }
    yield from side_by_side(f"between over {name}", lambda: ours.between(START, stop), _kept(calls, made))


def _columns(made: dict[str, Any], ours: Schedule) -> Iterable[Row]:
    if "numpy" not in made:
        return
    numpy, column = made["numpy"], import_module("caserules.schedule.column")
    chance = numpy.random.default_rng(1)
    micros = chance.integers(0, 10 * 365 * 86_400 * 10**6, (2, MILLION)).astype("timedelta64[us]")
    starts, stops = numpy.datetime64("2026-01-02", "us") + micros
    eight = timedelta(hours=8)
    question = "a million rows: add 8 h"
    answer = column.add(ours, starts, eight)
    yield Row(question, "caserules", measured(lambda: column.add(ours, starts, eight), batches=5))
    if "workclock (Rust)" in made:
        rust = made["workclock (Rust)"]
        same = bool((rust.add_many(starts, numpy.timedelta64(eight)) == answer).all())
        seconds = measured(lambda: rust.add_many(starts, numpy.timedelta64(eight)), batches=1)
        yield Row(question, "workclock (Rust)", seconds, "" if same else "another answer")
    question = "a million rows: between, over up to 10 years"
    between = column.between(ours, starts, stops)
    yield Row(question, "caserules", measured(lambda: column.between(ours, starts, stops), batches=5))
    if "workclock (Rust)" in made:
        part = slice(0, MILLION // 100)
        same = bool((rust.between_many(starts[part], stops[part]) == between[part]).all())
        seconds = 100 * measured(lambda: rust.between_many(starts[part], stops[part]), batches=1)
        yield Row(question, "workclock (Rust)", seconds, "a hundredth of them" if same else "another answer")


def _building() -> Iterable[Row]:
    question = "build a year's table"
    years = count(2027)

    def fresh() -> Callable[[], Any]:
        schedule, noon = office(), datetime(next(years), 6, 1, 12, tzinfo=ZONE)
        return lambda: schedule.is_open(noon)

    yield Row(question, "caserules", once(fresh))


def rows() -> Iterable[Row]:
    """Every figure, as it is taken."""
    made, ours = peers(), office()
    ours.between(START, datetime(2037, 1, 1, tzinfo=ZONE))
    for hours in (8, 1_000):
        yield from _added(made, ours, hours)
    yield from _days_added(made, ours)
    for name, days in SPANS.items():
        yield from _between(made, ours, name, days)
    yield from _columns(made, ours)
    yield from _building()


def main() -> None:
    """Print the figures beside the peers'."""
    warnings.simplefilter("ignore")
    show("business time", rows())


if __name__ == "__main__":
    main()
