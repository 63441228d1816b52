"""The closed days of a calendar: a country's from the `holidays` package, own dates, exceptions, a lock.

The package is imported when a country's dates are first asked for, never with this module, and not at all
once the calendar is locked.
"""

import re
from calendar import isleap
from collections.abc import Iterable, Mapping
from datetime import date
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any, NamedTuple, Self

from pydantic import (
    AliasChoices,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
    model_validator,
)

from caserules.model import FrozenMap
from caserules.schedule.errors import CalendarError, ScheduleError, show, suggestion
from caserules.schedule.hours import WEEKDAYS, read_date, read_weekday
from caserules.schedule.terse import Terse
from caserules.schedule.zone import FIRST_YEAR, LAST_YEAR

__all__ = ["HolidayLock", "Holidays", "YearOfHolidays", "read_day"]


_MOST_DATES = 20_000
_LONGEST_NAME = 200
_YEARLY = re.compile(r"([0-9]{2})-([0-9]{2})")
_LEAP_YEAR = 2000


class YearOfHolidays(NamedTuple):
    """One year of a calendar: the closed dates with their names, and the weekend days that are worked."""

    closed: Mapping[date, str]
    worked: frozenset[date]


def _names(value: Any) -> FrozenMap[str, str]:
    """Own dates as a table of ISO dates, or `MM-DD` for every year, each to its name."""
    if isinstance(value, Mapping):
        pairs: Iterable[tuple[Any, Any]] = value.items()
    elif isinstance(value, list | tuple | set | frozenset):
        pairs = ((day, "holiday") for day in value)
    else:
        raise ScheduleError(f'holidays.dates: {show(value)} is no list of dates; write ["2026-12-24"]')
    if len(value) > _MOST_DATES:
        raise ScheduleError(f"holidays.dates: {len(value)} dates; at most {_MOST_DATES} are taken")
    table: dict[str, str] = {}
    for day, name in pairs:
        if not isinstance(name, str) or not name or len(name) > _LONGEST_NAME:
            raise ScheduleError(
                f"holidays.dates: {show(name)} is no name for {show(day)}; give it a short text"
            )
        key = _day_key(day)
        if key in table:
            raise ScheduleError(f"holidays.dates: {show(key)} stands there twice; name each date once")
        table[key] = name
    return FrozenMap({key: table[key] for key in sorted(table)})


def _day_key(day: object) -> str:
    yearly = _YEARLY.fullmatch(day) if isinstance(day, str) else None
    if yearly is None:
        return read_day(day, "holidays.dates").isoformat()
    read_day(f"{_LEAP_YEAR}-{day}", "holidays.dates")
    return str(day)


def read_day(day: object, where: str) -> date:
    """A date within the years that a schedule answers for."""
    read = read_date(day, where)
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        raise ScheduleError(f"{where}: {show(day)} lies outside the years `{FIRST_YEAR}` to `{LAST_YEAR}`")
    return read


def _exceptions(value: Any) -> tuple[date, ...]:
    if not isinstance(value, list | tuple | set | frozenset):
        raise ScheduleError(f'holidays.except: {show(value)} is no list of dates; write ["2026-04-20"]')
    if len(value) > _MOST_DATES:
        raise ScheduleError(f"holidays.except: {len(value)} dates; at most {_MOST_DATES} are taken")
    return tuple(sorted({read_day(day, "holidays.except") for day in value}))


def _weekday(value: Any) -> str:
    if value == "closed":
        return "closed"
    name = value.lower() if isinstance(value, str) else repr(value)
    return WEEKDAYS[read_weekday(name, "holidays.working_weekends")]


Names = Annotated[
    Mapping[str, str],
    PlainValidator(_names),
    PlainSerializer(dict),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "array", "items": {"type": "string"}},
                {"type": "object", "additionalProperties": {"type": "string"}},
            ]
        }
    ),
]
Code = Annotated[str, Field(min_length=1, max_length=20)]


class HolidayLock(Terse):
    """The dates that a calendar took from the package, so that another version of it changes nothing.

    It answers for the whole years `first_year` to `last_year`, both included.

    >>> year = {"package": "holidays 0.60", "country": "US", "first_year": 2026, "last_year": 2026}
    >>> lock = HolidayLock(**year, closed={"2026-07-03": "Independence Day (observed)"})
    >>> Holidays(country="US", lock=lock).year(2026).closed
    {datetime.date(2026, 7, 3): 'Independence Day (observed)'}
    """

    package: str
    """Name and version that the dates come from, such as `holidays 0.109`."""
    country: str
    subdivision: str | None = None
    categories: tuple[str, ...] = ()
    observed: bool = True
    first_year: Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
    last_year: Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
    closed: Names = Field(default_factory=FrozenMap[str, str])
    """Every closed date with its name."""
    worked: Annotated[tuple[date, ...], BeforeValidator(_exceptions)] = ()
    """The weekend days that the country moved its work to."""

    @model_validator(mode="after")
    def _within_its_years(self) -> Self:
        years = range(self.first_year, self.last_year + 1)
        dates = (*self.closed, *(day.isoformat() for day in self.worked))
        for day in dates if years else ():
            if len(day) != len("2026-12-24") or int(day[:4]) not in years:
                raise ScheduleError(
                    f"holidays.lock: {show(day)} is no date of the years `{self.first_year}` to "
                    f"`{self.last_year}`, which it locks; lock it anew"
                )
        return self


_CALENDAR = ("country", "subdivision", "categories", "observed")


def _named(value: object) -> str:
    """A part of a calendar's description as a file has it."""
    if isinstance(value, tuple):
        return ", ".join(map(show, value)) or "none"
    return "none" if value is None else show(str(value).lower() if isinstance(value, bool) else value)


class Holidays(Terse):
    """The days on which a schedule is closed whatever its weekly hours say.

    >>> boston = Holidays(country="US", subdivision="MA", dates={"12-24": "the day before Christmas"})
    >>> boston.year(2026).closed[date(2026, 4, 20)]
    "Patriots' Day"
    """

    model_config = ConfigDict(serialize_by_alias=True)

    country: Code | None = None
    """ISO 3166 code, as the `holidays` package writes it: `US`, `GB`, `CN`."""
    subdivision: Code | None = None
    categories: tuple[Code, ...] = ()
    """Kinds of holiday, such as `public` or `bank`; none named means the country's own default."""
    observed: bool = True
    """Whether a holiday that falls on a day off also closes the day on which the country observes it."""
    dates: Names = Field(default_factory=FrozenMap[str, str])
    """Own closed dates with their names: `2026-12-24`, or `12-24` for every year."""
    except_: Annotated[
        tuple[date, ...],
        BeforeValidator(_exceptions),
        Field(validation_alias=AliasChoices("except", "except_"), serialization_alias="except"),
    ] = ()
    """Holidays on which the schedule is open all the same, with the weekday's own hours."""
    working_weekends: Annotated[str, BeforeValidator(_weekday)] = "mon"
    """Whose hours a weekend day has that the country moved its work to, unless it has hours of its own."""
    lock: HolidayLock | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.country is None:
            if self.subdivision or self.categories or self.lock:
                raise ScheduleError("holidays: a subdivision, categories or a lock need a `country`")
        elif self.lock is None:
            self._calendar(FIRST_YEAR)
        else:
            self._fits_lock(self.lock, self.country)
        return self

    def _fits_lock(self, lock: HolidayLock, country: str) -> None:
        have = (country, self.subdivision, self.categories, self.observed)
        locked = (lock.country, lock.subdivision, lock.categories, lock.observed)
        for name, known, wanted in zip(_CALENDAR, locked, have, strict=True):
            if known != wanted:
                raise ScheduleError(
                    f"holidays.lock: it locks the {name} {_named(known)}, and the calendar has "
                    f"{_named(wanted)}; lock it anew"
                )
        if lock.first_year > lock.last_year:
            raise ScheduleError(
                f"holidays.lock: the first year `{lock.first_year}` lies after the last, `{lock.last_year}`"
            )

    @property
    def asks_package(self) -> bool:
        """Whether dates come from the installed `holidays` package: a country is named and not locked."""
        return self.country is not None and self.lock is None

    def year(self, year: int) -> YearOfHolidays:
        """The closed dates of one year, own dates over the country's, exceptions left out.

        Raises `CalendarError` for a year that a lock does not hold or the package's calendar ends before.
        """
        closed, worked = self._of_country(year)
        this_year = f"{year:04}-"
        for key, name in self.dates.items():
            if key.startswith(this_year):
                closed[date.fromisoformat(key)] = name
            elif len(key) == len("12-24") and (key != "02-29" or isleap(year)):
                closed[date.fromisoformat(this_year + key)] = name
        for day in self.except_:
            closed.pop(day, None)
        return YearOfHolidays(closed, frozenset(worked))

    def lock_of(self, first_year: int, last_year: int) -> HolidayLock:
        """The country's dates of those years, both included, with the package and version they come from."""
        if self.country is None:
            raise ScheduleError("holidays: no `country` is named, so there is nothing to lock")
        closed: dict[str, str] = {}
        worked: list[date] = []
        for year in range(first_year, last_year + 1):
            dates, weekends = self._of_country(year)
            closed.update((day.isoformat(), name[:_LONGEST_NAME]) for day, name in dates.items())
            worked.extend(weekends)
        return HolidayLock(
            package=self.lock.package if self.lock else f"holidays {version('holidays')}",
            country=self.country,
            subdivision=self.subdivision,
            categories=self.categories,
            observed=self.observed,
            first_year=first_year,
            last_year=last_year,
            closed=closed,
            worked=tuple(worked),
        )

    def _of_country(self, year: int) -> tuple[dict[date, str], set[date]]:
        if self.country is None:
            return {}, set()
        if self.lock is None:
            return _of_package(self._calendar(year), year)
        if not self.lock.first_year <= year <= self.lock.last_year:
            raise CalendarError(
                f"holidays: the calendar of {show(self.country)} is locked for `{self.lock.first_year}` to "
                f"`{self.lock.last_year}`; lock the year `{year}` too"
            )
        prefix = f"{year:04}"
        return (
            {
                date.fromisoformat(day): name
                for day, name in self.lock.closed.items()
                if day.startswith(prefix)
            },
            {day for day in self.lock.worked if day.year == year},
        )

    def _calendar(self, year: int) -> Any:
        package = import_module("holidays")
        known = package.list_supported_countries(include_aliases=True)
        if self.country not in known:
            near = suggestion(str(self.country).upper(), tuple(known))
            raise ScheduleError(f"holidays.country: {show(self.country)} is no country of the calendar{near}")
        try:
            return package.country_holidays(
                self.country,
                subdiv=self.subdivision,
                years=year,
                observed=self.observed,
                categories=self.categories or None,
            )
        except NotImplementedError:
            near = suggestion(str(self.subdivision), tuple(known[self.country]))
            raise ScheduleError(
                f"holidays.subdivision: {show(self.subdivision)} is no part of {show(self.country)}{near}"
            ) from None
        except ValueError as error:
            raise ScheduleError(f"holidays.categories: {show(self.categories)}: {error}") from None


def _of_package(calendar: Any, year: int) -> tuple[dict[date, str], set[date]]:
    last = getattr(calendar, "end_year", LAST_YEAR)
    if year > last:
        raise CalendarError(
            f"holidays: the calendar of {show(calendar.country)} ends with `{last}`; "
            f"for `{year}` give the dates yourself, without a country"
        )
    closed = {day: name for day, name in calendar.items() if day.year == year}
    return closed, {day for day in getattr(calendar, "weekend_workdays", ()) if day.year == year}
