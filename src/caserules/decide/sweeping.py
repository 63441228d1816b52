"""What time alone calls for at a desk: what is due, when the next thing will be, and doing it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TypeVar

from caserules.case import Case, Context, Decision
from caserules.decide.adopting import elsewhere
from caserules.decide.command import decide
from caserules.decide.rules import Rules
from caserules.engine import Rule
from caserules.rulesets.sla.clock import Clock
from caserules.rulesets.upkeep import Due
from caserules.schedule import ScheduleError
from caserules.schedule.zone import clock_on

__all__ = ["MOST_AT_ONCE", "clocks_at", "due", "next_due", "sweep"]

C = TypeVar("C", bound=Case)

MOST_AT_ONCE = 1000
"""As much is done to one case in one sweep; the next goes on from there."""


def clocks_at(rules: Rules, case: Case, context: Context) -> tuple[Clock, ...]:
    """Every clock of the case at `context.now`; raises `ValueError` for a case of another desk."""
    if refusal := elsewhere(rules.book, case):
        raise ValueError(f"{refusal.message}; {refusal.remedy}")
    return rules.clocks.read(case, context.now, context)


def due(rules: Rules, case: Case, context: Context) -> tuple[Due, ...]:
    """What is due at `context.now`, the longest overdue first."""
    return rules.upkeep.due(case, clocks_at(rules, case, context), context)


def next_due(rules: Rules, case: Case, context: Context) -> datetime | None:
    """The next instant after `context.now` at which something falls due, if nothing happens before.

    Time is taken stretch by stretch: in each the same rules are in force, and where the next begins whatever
    is called for by a rule that comes into force there falls due.
    """
    turns = iter(_turns(rules, context.now))
    while True:
        turn = next(turns, None)
        found = rules.upkeep.next_due(case, clocks_at(rules, case, context), context)
        if turn is None or (found is not None and found < turn):
            return found
        then = context.replace(now=turn)
        known = {each.key for each in due(rules, case, context)}
        if any(each.key not in known for each in due(rules, case, then)):
            return turn
        context = then


def _turns(rules: Rules, after: datetime) -> list[datetime]:
    """The instants after that one at which a rule comes into force or goes out of it, in their order."""
    dated: tuple[Rule, ...] = (*rules.book.upkeep, *rules.book.clock)
    days = {day for rule in dated if rule.enabled for day in _edges(rule)}
    turns: list[datetime] = []
    for day in sorted(day for day in days if day > rules.terms.day(after)):
        try:
            turns.append(clock_on(rules.terms.zone, day.toordinal(), 0))
        except ScheduleError:  # further off than any schedule knows
            break
    return turns


def _edges(rule: Rule) -> Iterator[date]:
    """The first day on which the rule is in force, and the first on which it no longer is."""
    if rule.effective_from is not None:
        yield rule.effective_from
    if rule.effective_until is not None and rule.effective_until < date.max:
        yield rule.effective_until + timedelta(days=1)


def sweep(rules: Rules, case: C, context: Context) -> "Iterator[Decision[C]]":
    """Decides what is due, one by one on the case as it then is, until nothing is left that was not tried.

    What is due from the beginning is tried once each; what only comes up on the way is tried too, unless its
    rule has given a command already that was no reminder.
    """
    first = {each.key for each in due(rules, case, context)}
    tried: set[str] = set()
    acted: set[str] = set()

    def waits(each: Due) -> bool:
        again = each.rule in acted and each.key not in first and each.command.command != "Remind"
        return each.key not in tried and not again

    while len(tried) < MOST_AT_ONCE and (waiting := next(filter(waits, due(rules, case, context)), None)):
        tried.add(waiting.key)
        if waiting.command.command != "Remind":
            acted.add(waiting.rule)
        through = None if waiting.actor == context.actor else context.doer
        decided = decide(
            rules, case, (waiting.command,), context.replace(actor=waiting.actor, through=through)
        )
        yield decided
        case = decided.case or case
