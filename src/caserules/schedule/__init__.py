"""Business time: schedules of opening hours, and the targets that are measured by them."""

from caserules.schedule.errors import CalendarError, ScheduleError
from caserules.schedule.holidays import HolidayLock, Holidays
from caserules.schedule.ledger import Entry, Ledger
from caserules.schedule.pauses import Pauses
from caserules.schedule.schedule import Period, Schedule
from caserules.schedule.target import (
    BusinessDays,
    BusinessTime,
    CalendarDays,
    ClockTime,
    Cutoff,
    Elapsed,
    EndOfShift,
    Target,
    parse_target,
)

__all__ = [
    "BusinessDays",
    "BusinessTime",
    "CalendarDays",
    "CalendarError",
    "ClockTime",
    "Cutoff",
    "Elapsed",
    "EndOfShift",
    "Entry",
    "HolidayLock",
    "Holidays",
    "Ledger",
    "Pauses",
    "Period",
    "Schedule",
    "ScheduleError",
    "Target",
    "parse_target",
]
