"""What hours each date has, and why: weekly hours, holidays, overrides, breaks; the most specific wins."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple, Self, TypeAlias

from caserules.schedule.holidays import Holidays
from caserules.schedule.hours import DAY, WEEKDAYS, Plan, Week

__all__ = ["Almanac", "DayHours", "Span"]

Span: TypeAlias = tuple[timedelta, timedelta, timedelta, timedelta | None]
"""A period's opening and closing since its date's midnight on the wall clock, its length, and where it ends
on the date itself: None for one that opens after the next midnight, which a break in a night leaves."""

_ONE_DAY = timedelta(days=1)


class DayHours(NamedTuple):
    """The periods that open on a date, and the reasons that a ledger gives for its open and closed hours."""

    plan: Plan
    spans: tuple[Span, ...]
    """The same periods as durations."""
    open_for: str
    closed_for: str
    breaks: tuple[tuple[int, int, str], ...] = ()
    """Stretches of the date itself that are taken out of any period, each with its reason."""

    @classmethod
    def of(cls, plan: Plan, open_for: str = "open", closed_for: str = "closed") -> Self:
        """The hours of a plan without breaks."""
        return cls(plan, _spans(plan), open_for, closed_for)

    def less(self, taken: Plan) -> "DayHours":
        """The hours with these stretches taken out."""
        plan = self.plan
        for start, stop in taken:
            plan = tuple(
                piece
                for opening, closing in plan
                for piece in ((opening, min(closing, start)), (max(opening, stop), closing))
                if piece[0] < piece[1]
            )
        return self._replace(plan=plan, spans=_spans(plan))


def _spans(plan: Plan) -> tuple[Span, ...]:
    ends = [(timedelta(microseconds=opening), timedelta(microseconds=closing)) for opening, closing in plan]
    return tuple(
        (opening, closing, closing - opening, min(closing, _ONE_DAY) if opening < _ONE_DAY else None)
        for opening, closing in ends
    )


class Almanac:
    """Answers for any date; a year's special dates are worked out once."""

    __slots__ = ("_breaks", "_holidays", "_moved_plan", "_overrides", "_years", "overnight", "week")

    def __init__(
        self,
        week: Week,
        holidays: Holidays,
        overrides: Mapping[date, tuple[Plan, str]],
        breaks: Mapping[date, tuple[Plan, str]],
    ) -> None:
        self.week = tuple(DayHours.of(plan) for plan in week)
        self._holidays = holidays
        moved = holidays.working_weekends
        self._moved_plan: Plan = () if moved == "closed" else week[WEEKDAYS.index(moved)]
        self._overrides = {day.toordinal(): found for day, found in overrides.items()}
        self._breaks = {day.toordinal(): found for day, found in breaks.items()}
        self._years: dict[int, dict[int, DayHours]] = {}
        plans = [*week, *(plan for plan, _ in self._overrides.values())]
        self.overnight = any(plan and plan[-1][1] > DAY for plan in plans)

    def day(self, ordinal: int) -> DayHours:
        """The hours of the date with that proleptic Gregorian ordinal."""
        return self.special(date.fromordinal(ordinal).year).get(ordinal) or self.weekly(ordinal)

    def weekly(self, ordinal: int) -> DayHours:
        """The hours of a date's day of the week, whatever else is said of the date."""
        return self.week[(ordinal + 6) % 7]

    def special(self, year: int) -> Mapping[int, DayHours]:
        """The dates of a year whose hours are not simply those of the weekday, by ordinal."""
        known = self._years.get(year)
        if known is None:
            known = self._years[year] = self._special(year)
        return known

    def _special(self, year: int) -> dict[int, DayHours]:
        dates = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
        closed, worked = self._holidays.year(year)
        found = {day.toordinal(): DayHours.of((), closed_for=name) for day, name in closed.items()}
        for ordinal in (day.toordinal() for day in worked):
            if ordinal not in found and not self.weekly(ordinal).plan:
                found[ordinal] = DayHours.of(self._moved_plan, open_for="working weekend")
        for ordinal, (plan, note) in self._overrides.items():
            if ordinal in dates:
                found[ordinal] = DayHours.of(plan, note or "open", note or "override")
        for ordinal, (taken, note) in self._breaks.items():
            stretches = tuple((start, stop, note or "break") for start, stop in taken)
            if ordinal in dates:
                hours = found.get(ordinal) or self.weekly(ordinal)
                found[ordinal] = hours.less(taken)._replace(breaks=stretches)
            if ordinal - 1 in dates:
                night = found.get(ordinal - 1) or self.weekly(ordinal - 1)
                found[ordinal - 1] = night.less(tuple((start + DAY, stop + DAY) for start, stop in taken))
        return found
