"""The functions that every rule may call: who belongs where, what day it is, when a span of time is over."""

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from caserules.case import Case, Context, Person
from caserules.engine import Expression, ExpressionError, Function
from caserules.engine.nodes import Call, Literal, Node, parts
from caserules.rulesets.same import same_person
from caserules.schedule import CalendarError, Schedule, ScheduleError, parse_target

__all__ = ["check_spans", "functions"]


def functions(
    names: Collection[str],
    case_type: type[Case],
    desk: Schedule,
    day: Callable[[datetime], date],
    homes: Collection[str] = (),
) -> dict[str, Function]:
    """What may be called where these names are granted: `seen` reads the case, `related` the context.

    `desk` is the schedule by which business time counts, `day` tells the date of an instant in its zone.
    Where there are `homes`, cases of other desks are none of the related ones.
    """
    who, instant = str | None, datetime | None
    made = [
        Function("member", (who, who), bool, _member, given=("_context",)),
        Function("known", (who,), bool, _known, given=("_context",)),
        Function("system", (who,), bool, _system, given=("_context",)),
        Function("staffed", (who,), bool, _staffed, given=("_context",)),
        Function("skilled", (who, who), bool, _skilled, given=("_context",)),
        Function("same_person", (Person, Person), bool, _same_person),
        Function("names", (str, str), bool, _names),
        Function("date", (instant,), date | None, lambda at: at and day(at)),
        Function("hours", (float,), timedelta, partial(_span, _HOUR)),
        Function("days", (float,), timedelta, partial(_span, _DAY)),
        Function("after", (str, instant), instant, lambda text, at: at and _after(text, at, desk)),
    ]
    if "case" in names:
        made.append(Function("seen", (who,), instant, _seen, given=("case",)))
    if "command" in names:
        cases: Any = tuple[case_type, ...]  # type: ignore[valid-type]  # at run time

        def related(context: Context) -> tuple[Case, ...]:
            return tuple(each for each in context.related if not homes or each.desk in homes)

        made.append(Function("related", (), cases, related, given=("_context",)))
    return {function.name: function for function in made}


_target = lru_cache(maxsize=1024)(parse_target)
_LONGEST, _DAY, _HOUR = timedelta(hours=1_000_000), timedelta(days=1), timedelta(hours=1)


def _span(unit: timedelta, number: Any) -> timedelta | None:
    """So many of the unit; missing where they are too many, or where it is no number."""
    if not isinstance(number, int | float | Decimal):
        return None
    amount = float(number)
    return unit * amount if abs(amount) <= _LONGEST / unit else None


def _after(text: str, start: datetime, schedule: Schedule) -> datetime | None:
    """When the target is due; missing where the text, which may come from a table, is none."""
    try:
        return _target(text).due(start, schedule)
    except CalendarError:
        raise
    except (ScheduleError, OverflowError):
        return None


_SPANS = ("after(", "hours(", "days(")


def check_spans(found: Expression, text: str) -> None:
    """Raises `ExpressionError` for a span or a target written out in the expression that is none."""
    if any(name in found.text for name in _SPANS):
        _check_spans(found.root, text)


def _check_spans(node: Node, text: str) -> None:
    """Raises `ExpressionError` for `after("soon", …)` and `hours(10000000)`."""
    match node:
        case Call(function="after", arguments=(Literal(value=value), _)):
            try:
                parse_target(value)
            except ScheduleError as error:
                raise ExpressionError(text, _column(node, text), str(error)) from error
        case Call(
            function="hours" | "days", arguments=(Literal(value=int() | float() | Decimal() as number),)
        ):
            span = _HOUR if node.function == "hours" else _DAY
            if number > _LONGEST / span:
                told = f"`{number}` {node.function} are more than `{_LONGEST // span}`"
                raise ExpressionError(text, _column(node, text), told)
        case _:
            pass
    for each in parts(node):
        _check_spans(each, text)


def _column(node: Call, text: str) -> int:
    """Where the call stands; 1 where a named condition brought it here."""
    return node.column if text.startswith(node.function, node.column - 1) else 1


def _member(context: Context, who: str | None, group: str | None) -> bool:
    return context.member(who, group)


def _known(context: Context, who: str | None) -> bool:
    return who is not None and context.roster.knows(who)


def _system(context: Context, who: str | None) -> bool:
    """Whether the roster has that name for what is no person: a form, a sweep."""
    return who is not None and context.roster.agent(who).system


def _staffed(context: Context, group: str | None) -> bool:
    """Whether anybody works the team or the queue of that name."""
    queue = context.queue(group)
    by_team = any(team.id == group and team.members for team in context.roster.teams)
    return by_team or (queue is not None and bool(queue.members))


def _skilled(context: Context, who: str | None, skill: str | None) -> bool:
    return who is not None and skill in context.roster.agent(who).skills


def _seen(case: Case | None, who: str | None) -> datetime | None:
    return next((each.at for each in case.seen if each.by == who), None) if case else None


def _same_person(one: object, other: object) -> bool:
    return isinstance(one, Person) and isinstance(other, Person) and same_person(one, other)


def _names(text: object, word: object) -> bool:
    """Whether the text has the word or the words by themselves; a blank one stands in none.

    Neither within a word or a number, nor as the name in an address: `Al` stands in no `al@sun.example`.
    """
    if not (isinstance(text, str) and isinstance(word, str)):
        return False
    said, sought = (" ".join(each.casefold().split()) for each in (text, word))
    place = said.find(sought) if sought else -1
    while place >= 0:
        end = place + len(sought)
        if not any(sign.isalnum() or sign == "@" for sign in (said[place - 1 : place], said[end : end + 1])):
            return True
        place = said.find(sought, place + 1)
    return False
