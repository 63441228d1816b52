"""What hours each date has, and why: weekly hours, holidays, overrides and breaks, the most specific first."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from caserules.schedule.holidays import Holidays
from caserules.schedule.hours import DAY, WEEKDAYS, Plan, Week

__all__ = ["Almanac", "DayHours"]


class DayHours(NamedTuple):
    """The periods that open on a date, and the reasons that a ledger gives for its open and closed hours."""

    plan: Plan
    open_for: str = "open"
    closed_for: str = "closed"
    breaks: tuple[tuple[int, int, str], ...] = ()
    """Stretches of the date itself that are taken out, each with its reason."""


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
        self.week = tuple(DayHours(plan) for plan in week)
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
        return self.special(date.fromordinal(ordinal).year).get(ordinal) or self.week[(ordinal + 6) % 7]

    def special(self, year: int) -> Mapping[int, DayHours]:
        """The dates of a year whose hours are not simply those of the weekday, by ordinal."""
        known = self._years.get(year)
        if known is None:
            known = self._years[year] = self._special(year)
        return known

    def _special(self, year: int) -> dict[int, DayHours]:
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        closed, worked = self._holidays.year(year)
        found = {day.toordinal(): DayHours((), closed_for=name) for day, name in closed.items()}
        for day in worked:
            ordinal = day.toordinal()
            if ordinal not in found and not self.week[day.weekday()].plan:
                found[ordinal] = DayHours(self._moved_plan, open_for="working weekend")
        for ordinal, (plan, note) in self._overrides.items():
            if first <= ordinal <= last:
                found[ordinal] = DayHours(plan, note or "open", note or "override")
        for ordinal, (taken, note) in self._breaks.items():
            reason = note or "break"
            for target, shift in ((ordinal - 1, DAY), (ordinal, 0)):
                if first <= target <= last:
                    hours = found.get(target) or self.week[(target + 6) % 7]
                    moved = tuple((start + shift, stop + shift) for start, stop in taken)
                    found[target] = hours._replace(plan=_without(hours.plan, moved))
            if first <= ordinal <= last:
                stretches = tuple((start, stop, reason) for start, stop in taken)
                found[ordinal] = found[ordinal]._replace(breaks=stretches)
        return found


def _without(plan: Plan, taken: Plan) -> Plan:
    """The plan less the stretches taken out of it."""
    for start, stop in taken:
        plan = tuple(
            piece
            for opening, closing in plan
            for piece in ((opening, min(closing, start)), (max(opening, stop), closing))
            if piece[0] < piece[1]
        )
    return plan
