"""What a rulebook's rules may name: the case type, words, tables, named conditions, functions, schedules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, TypeAlias, Union
from zoneinfo import ZoneInfo

from pydantic import PlainSerializer, StrictBool, StrictInt, StrictStr

from caserules.case import Agent, Case, Context, Queue, own_fields
from caserules.case.commands import OneCommand
from caserules.case.parts import Activity, Referral
from caserules.case.record import PLAIN_FIELDS
from caserules.engine import Expression, Function, Rule, Scope, parse
from caserules.engine.errors import suggest
from caserules.rulesets.place import at
from caserules.schedule import Schedule, parse_target

__all__ = ["COMMANDS", "Plain", "Terms", "kinds_of"]

Plain: TypeAlias = (
    StrictBool | StrictInt | Annotated[Decimal, PlainSerializer(float, when_used="json")] | StrictStr
)
"""A value in a rulebook; a number with a fraction is read exactly as it is written."""

COMMANDS: dict[str, type[OneCommand]] = {
    kind.model_fields["command"].default: kind for kind in OneCommand.__subclasses__()
}
"""Every command by its name."""


def kinds_of(on: str | tuple[str, ...]) -> tuple[str, ...]:
    """The names of the commands that a rule's `on` stands for; raises `ValueError` for an unknown one."""
    if on == "*":
        return tuple(COMMANDS)
    kinds = (on,) if isinstance(on, str) else on
    for kind in kinds:
        if kind not in COMMANDS:
            raise ValueError(f"there is no command `{kind}`; {suggest(kind, COMMANDS)}")
    return kinds


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

    def condition(self, rule: Rule, scope: Scope) -> Expression | None:
        """The rule's `when`, read in that scope; raises `RuleProblem` with its place."""
        if rule.when is None:
            return None
        with at(rule.id, "when"):
            return parse(rule.when, scope)

    def settable(self, name: str) -> None:
        """Raises `ValueError` unless rules may set the field: a desk's own, or one of the plain ones."""
        own = own_fields(self.case_type)
        if name not in own and name not in PLAIN_FIELDS:
            raise ValueError(f"there is no field `{name}` to set; {suggest(name, (*own, *PLAIN_FIELDS))}")

    def scope(self, **names: Any) -> Scope:
        """What an expression may read where these names are granted; functions see the context too."""
        return Scope(
            names={**names, "_context": Context},
            words=self.words,
            tables=self.tables,
            functions={**self._functions(seen="case" in names), **self.registered},
            lets=self.lets,
        )

    def watching(self, kinds: tuple[str, ...]) -> Scope:
        """What a rule that watches these commands may read.

        `case` is the case before (missing for `OpenCase`), `result` as it would be, `item` the referral or
        activity that the command names, `queue` the case's queue as the host told of it.
        """
        case_type: Any = self.case_type
        command: Any = Union[tuple(COMMANDS[kind] for kind in kinds)]  # noqa: UP007 built from a tuple
        return self.scope(
            case=case_type | None if "OpenCase" in kinds else case_type,
            command=command,
            result=case_type,
            item=Referral | Activity | None,
            queue=Queue | None,
            actor=Agent,
            now=datetime,
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
