"""The clocks of a desk: every promise of time to a case, read off its history whenever it is asked for."""

from datetime import datetime

from caserules.case import Case, Context, History
from caserules.case.events import Event
from caserules.model import settled
from caserules.rulesets.place import RuleProblem, each_of
from caserules.rulesets.sla.clock import Clock
from caserules.rulesets.sla.course import Course
from caserules.rulesets.sla.fold import Fold
from caserules.rulesets.sla.plan import Plan
from caserules.rulesets.sla.reading import follow
from caserules.rulesets.sla.rule import ClockRule, ClockTarget
from caserules.rulesets.terms import Terms

__all__ = ["ClockRule", "ClockTarget", "Clocks"]


class Clocks:
    """The clock rules of a rulebook, ready to run; raises `RuleProblem` for those that can't be used.

    >>> from datetime import timezone
    >>> from caserules.case import evolve
    >>> from caserules.case.events import CaseOpened
    >>> rule = ClockRule(id="reply", stop="case.last_agent_at is not None", targets=[{"within": "4 hours"}])
    >>> at = datetime(2026, 3, 2, 9, tzinfo=timezone.utc)
    >>> opened = CaseOpened(
    ...     case_id="C-17", at=at, by="ana", desk="d", subject="s", status="new", phase="open", received_at=at
    ... )
    >>> [clock] = Clocks((rule,), Terms()).read(
    ...     evolve(None, opened, Case), at.replace(hour=10), Context(now=at, actor="ana")
    ... )
    >>> print(clock)
    clock `reply`: running
      target: 4 hours
      cycle  segment  target   started                   phase    due                       elapsed  left
      1      1        4 hours  Mon 2026-03-02 09:00 UTC  running  Mon 2026-03-02 13:00 UTC  1:00:00  3:00:00

    INVARIANT: a reading keeps nothing; what a clock says follows from the case, the instant and the context.
    """

    def __init__(self, rules: tuple[ClockRule, ...], terms: Terms) -> None:
        self._terms = terms
        plans: dict[str, Plan] = {}

        def add(rule: ClockRule) -> None:
            if rule.id in plans:
                raise RuleProblem(rule.id, "id", "the id is given to two clocks", "rename one of them")
            plans[rule.id] = Plan(rule, terms)

        each_of(rules, add)
        self._plans = tuple(plan for plan in plans.values() if plan.rule.enabled)
        self._dated = any(each.rule.effective_from or each.rule.effective_until for each in self._plans)
        shift = 0
        self._shifts: list[int] = []
        reads: dict[str | None, bytearray] = {}
        for plan in self._plans:
            self._shifts.append(shift)
            for name, questions in plan.reads.items():
                _set(reads.setdefault(name, bytearray()), shift, questions)
            shift += -(-len(plan.questions) // 8) * 8  # whole bytes
        together = {name: int.from_bytes(bits, "little") for name, bits in reads.items()}
        self._fold = Fold(together, terms.case_type, (1 << shift) - 1)
        """Its questions are those of the plans, those of one behind those of another."""

    def read(self, case: Case, now: datetime, context: Context) -> tuple[Clock, ...]:
        """Every clock of the case as it stands at `now`, one for each item where the rule says `each`.

        Only what was decided by then counts. The rules are those in force at `now`. Raises `ValueError`
        for a naive instant.
        """
        read_at = settled(now)
        day = self._terms.day(read_at) if self._dated else None
        courses = [
            Course(plan, shift, context)
            for plan, shift in zip(self._plans, self._shifts, strict=True)
            if day is None or plan.rule.in_force(day)
        ]
        events = _known(case.history, read_at)
        if events and courses:
            follow(self._fold, courses, events, type(case))
        return tuple(clock for course in courses for clock in course.read(case.id, read_at))


def _set(bits: bytearray, shift: int, questions: int) -> None:
    """Writes the questions behind those of the plans before; `|` of ever longer numbers takes the square."""
    bits.extend(bytes(shift // 8 - len(bits)))
    bits.extend(questions.to_bytes(-(-questions.bit_length() // 8), "little"))


def _known(history: History, now: datetime) -> tuple[Event, ...]:
    """The events that were decided by then."""
    events = history[:]
    return events if not events or events[-1].at <= now else tuple(e for e in events if e.at <= now)
