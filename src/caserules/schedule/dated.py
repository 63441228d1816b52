"""Hours of one date: an override of the weekly hours, or a break taken out of them."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema

from caserules.model import FrozenMap
from caserules.schedule.errors import ScheduleError, show
from caserules.schedule.holidays import read_day
from caserules.schedule.hours import DAY, print_plan, read_plan
from caserules.schedule.terse import Terse

__all__ = ["Breaks", "DatedHours", "Overrides"]

_MOST_DATES = 5_000
_LONGEST_NOTE = 200


class DatedHours(Terse):
    """The periods of one date, and a note that the ledger gives as their reason."""

    hours: tuple[str, ...] = ()
    """Periods such as `09:00-12:00`; none means closed."""
    note: Annotated[str, Field(max_length=_LONGEST_NOTE)] = ""


def _read(value: object, where: str) -> DatedHours:
    if isinstance(value, DatedHours):
        return value
    note: object = ""
    if isinstance(value, Mapping):
        unknown = [key for key in value if key not in ("hours", "note")]
        if unknown:
            raise ScheduleError(f"{where}: {show(unknown[0])} is not known there; `hours` and `note` are")
        note, value = value.get("note", ""), value.get("hours", ())
    if not isinstance(note, str) or len(note) > _LONGEST_NOTE:
        raise ScheduleError(f"{where}.note: {show(note)} is no text of at most {_LONGEST_NOTE} characters")
    return DatedHours(hours=print_plan(read_plan(value, where)), note=note)


def _read_table(value: object, field: str) -> FrozenMap[date, DatedHours]:
    if not isinstance(value, Mapping):
        raise ScheduleError(
            f'{field}: {show(value)} is no table of dates; write {{"2026-12-24": "09:00-12:00"}}'
        )
    if len(value) > _MOST_DATES:
        raise ScheduleError(f"{field}: {len(value)} dates; at most {_MOST_DATES} are taken")
    table: dict[date, DatedHours] = {}
    for key, hours in value.items():
        day = read_day(key, field)
        if day in table:
            raise ScheduleError(f"{field}: `{day}` stands there twice; name each date once")
        table[day] = _read(hours, f"{field}.{day}")
    return FrozenMap({day: table[day] for day in sorted(table)})


def _read_overrides(value: object) -> FrozenMap[date, DatedHours]:
    return _read_table(value, "overrides")


def _read_breaks(value: object) -> FrozenMap[date, DatedHours]:
    table = _read_table(value, "breaks")
    for day, each in table.items():
        plan = read_plan(each.hours, f"breaks.{day}")
        if not plan:
            raise ScheduleError(f'breaks.{day}: an empty break; write "12:00-13:00", or leave it out')
        if plan[-1][1] > DAY:
            raise ScheduleError(
                f"breaks.{day}: {show(each.hours[-1])} runs past midnight; end it at `24:00` and "
                "name the rest on the next date"
            )
    return table


def _write(table: Mapping[date, DatedHours]) -> dict[str, Any]:
    return {day.isoformat(): _write_day(each) for day, each in table.items()}


def _write_day(each: DatedHours) -> Any:
    hours: Any = each.hours[0] if len(each.hours) == 1 else list(each.hours)
    return {"hours": hours, "note": each.note} if each.note else hours


_PERIODS = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_SCHEMA = WithJsonSchema(
    {
        "type": "object",
        "additionalProperties": {
            "anyOf": [
                *_PERIODS["anyOf"],
                {
                    "type": "object",
                    "properties": {"hours": _PERIODS, "note": {"type": "string", "maxLength": _LONGEST_NOTE}},
                    "additionalProperties": False,
                },
            ]
        },
    }
)
Overrides = Annotated[
    Mapping[date, DatedHours], PlainValidator(_read_overrides), PlainSerializer(_write), _SCHEMA
]
"""Hours of dates instead of the weekly ones, from `{"2026-12-24": "09:00-12:00"}`; `[]` is closed."""
Breaks = Annotated[Mapping[date, DatedHours], PlainValidator(_read_breaks), PlainSerializer(_write), _SCHEMA]
"""Stretches of dates on which nothing is open, whatever else is said of the date."""
