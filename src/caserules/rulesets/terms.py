"""What a rulebook's rules may name: the case type, words, tables, named conditions, functions, schedules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from caserules.case import Case, Context
from caserules.engine import Function, Scope
from caserules.schedule import Schedule, parse_target

__all__ = ["Terms"]

_ALWAYS_OPEN = Schedule(time_zone="UTC", hours={"mon-sun": ["00:00-24:00"]})


@dataclass(frozen=True)
class Terms:
    """The shared ground of all rule sets of one desk."""

    case_type: type[Case] = Case
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    lets: Mapping[str, str] = field(default_factory=dict)
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    registered: Mapping[str, Function] = field(default_factory=dict)
    """Functions of the host's own."""

    def schedule(self, name: str = "desk") -> Schedule:
        """The schedule by that name; a desk without one is open always, in UTC."""
        return self.schedules.get(name, _ALWAYS_OPEN)

    @property
    def zone(self) -> ZoneInfo:
        """The desk's zone, in which dates are told."""
        return ZoneInfo(self.schedule().time_zone)

    def day(self, instant: datetime) -> date:
        """The date of an instant in the desk's zone."""
        return instant.astimezone(self.zone).date()

    def scope(self, **names: Any) -> Scope:
        """What an expression may read where these names are granted; functions see the context beside them."""
        return Scope(
            names={**names, "_context": Context},
            words=self.words,
            tables=self.tables,
            functions={**self._functions(seen="case" in names), **self.registered},
            lets=self.lets,
        )

    def _functions(self, *, seen: bool) -> dict[str, Function]:
        who, instant = str | None, datetime | None
        desk = self.schedule()
        functions = [
            Function("member", (who, who), bool, _member, given=("_context",)),
            Function("skilled", (who, who), bool, _skilled, given=("_context",)),
            Function("date", (instant,), date | None, lambda at: at and self.day(at)),
            Function("hours", (int,), timedelta, lambda number: timedelta(hours=number)),
            Function("days", (int,), timedelta, lambda number: timedelta(days=number)),
            Function("after", (str, instant), instant, lambda text, at: at and _target(text).due(at, desk)),
        ]
        if seen:
            functions.append(Function("seen", (who,), instant, _seen, given=("case",)))
        return {function.name: function for function in functions}


_target = lru_cache(maxsize=1024)(parse_target)


def _member(context: Context, who: str | None, group: str | None) -> bool:
    return context.member(who, group)


def _skilled(context: Context, who: str | None, skill: str | None) -> bool:
    return who is not None and skill in context.roster.agent(who).skills


def _seen(case: Case | None, who: str | None) -> datetime | None:
    return next((each.at for each in case.seen if each.by == who), None) if case else None
