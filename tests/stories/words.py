"""How a story is told: instants, spans of time and facts in words."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

__all__ = ["clock_time", "day_of", "facts", "span"]

_QUIET = {"command", "event", "case_id", "at", "by", "rules", "step", "desk", "occurred_at"}
_BRIEF = ("name", "text", "id")
"""What a thing is called by, where one of these is there."""


def day_of(instant: datetime, zone: ZoneInfo) -> str:
    """The day, such as `Monday 2 March 2026`."""
    local = instant.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y}"


def clock_time(instant: datetime, zone: ZoneInfo, today: datetime) -> str:
    """The minute, with its day where that is not today."""
    local, present = instant.astimezone(zone), today.astimezone(zone)
    minute = f"{local:%H:%M:%S}".removesuffix(":00")
    return minute if local.date() == present.date() else f"{local:%a %d %b} {minute}"


def span(time: timedelta, *, days: bool = True) -> str:
    """So much time, such as `2 days 1 h 30 min`; with a minus where it is overrun."""
    minutes = int(abs(time).total_seconds()) // 60
    whole = minutes // 1440 if days else 0
    hours = minutes // 60 - whole * 24
    parts = [f"{whole} day{'s' if whole > 1 else ''}"] if whole else []
    parts += [f"{hours} h"] if hours else []
    parts += [f"{minutes % 60} min"] if minutes % 60 or not parts else []
    return ("-" if time < timedelta() else "") + " ".join(parts)


def facts(data: Mapping[str, Any], zone: ZoneInfo, today: datetime) -> str:
    """What is said, fact by fact; what a stamp repeats is left out."""
    said = [
        f"{name.replace('_', ' ')} {_word(value, zone, today, plain=name.endswith('_at'))}"
        for name, value in data.items()
        if name not in _QUIET and value not in (None, "", [], {}, ())
    ]
    return ", ".join(said)


def _word(value: Any, zone: ZoneInfo, today: datetime, *, plain: bool = False) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return clock_time(value, zone, today)
    if isinstance(value, Mapping):
        brief = [str(value[key]) for key in _BRIEF if value.get(key)]
        rest = {name: each for name, each in value.items() if name not in _BRIEF}
        told = facts(rest, zone, today)
        return f"`{brief[0]}`" + (f" ({told})" if told else "") if brief else f"({told})"
    if isinstance(value, list | tuple):
        return "; ".join(_word(each, zone, today) for each in value)
    return f"`{value}`" if isinstance(value, str) and not plain else str(value)
