"""The clocks of a desk: every promise of time to a case, read off its history whenever it is asked for."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from caserules.case import Case, Context, History, changes, evolve
from caserules.case.events import Event, FieldsChanged
from caserules.model import builder
from caserules.rulesets.clock import Clock
from caserules.rulesets.clockrule import ClockRule, ClockTarget
from caserules.rulesets.cycle import Run
from caserules.rulesets.place import RuleProblem
from caserules.rulesets.plan import ITEMS, LISTED, Facts, Plan
from caserules.rulesets.segment import settled
from caserules.rulesets.terms import Terms
from caserules.rulesets.written import GROWING, READ_WITH, WRITTEN

__all__ = ["ClockRule", "ClockTarget", "Clocks"]

_CLOCK = builder(Clock)


class Clocks:
    """The clock rules of a rulebook, ready to run; raises `RuleProblem` for one that can't be used.

    INVARIANT: a reading keeps nothing; what a clock says follows from the case, the instant and the context.
    """

    def __init__(self, rules: tuple[ClockRule, ...], terms: Terms) -> None:
        self._terms = terms
        seen: set[str] = set()
        for rule in rules:
            if rule.id in seen:
                raise RuleProblem(rule.id, "id", "the id is given to two clocks", "rename one of them")
            seen.add(rule.id)
        self.plans = tuple(Plan(rule, terms) for rule in rules if rule.enabled)
        self._wanted = _wanted(self.plans, terms.case_type)
        self._kinds = {
            kind: self._wanted is None or not self._wanted.isdisjoint(fields)
            for kind, fields in WRITTEN.items()
        }
        unread = GROWING if self._wanted is None else GROWING - self._wanted
        self._unread: dict[str, Any] = {} if self._wanted is None else dict.fromkeys(unread, ())

    def read(self, case: Case, now: datetime, context: Context) -> tuple[Clock, ...]:
        """Every clock of the case as it stands at `now`, one for each item where the rule says `each`.

        Only what was decided by then counts. The rules are those in force at `now`. Raises `ValueError`
        for a naive instant.
        """
        read_at = settled(now)
        day = self._terms.day(read_at)
        courses = [_Course(plan, context) for plan in self.plans if plan.rule.in_force(day)]
        if courses:
            self._follow(case, read_at, courses)
        return tuple(clock for course in courses for clock in course.read(case.id, read_at))

    def _follow(self, case: Case, now: datetime, courses: list["_Course"]) -> None:
        """Takes the courses through the history, decision by decision."""
        events = iter(_known(case.history, now))
        last = next(events, None)
        if last is None:
            return
        scratch = evolve(None, last, type(case))
        fields = vars(scratch)
        fields.update(self._unread)
        written: set[str] | None = None
        for event in events:
            if event.step == 0:
                for course in courses:
                    course.decided(scratch, last.occurred_at, written)
                written = set()
            last = event
            if self._wanted is None:
                scratch = evolve(scratch, event)
                written = None
            elif isinstance(event, FieldsChanged) or self._kinds[type(event)]:
                new = changes(scratch, event)
                fields.update(new)
                fields.update(self._unread)
                if written is not None:
                    written.update(new)
        for course in courses:
            course.decided(scratch, last.occurred_at, written)


class _Course:
    """One plan on its way through one history, with a run for the case or for each of its items."""

    def __init__(self, plan: Plan, context: Context) -> None:
        self._plan = plan
        self._given: dict[str, Any] = {"case": None, "_context": context}
        self._runs: dict[int | None, tuple[Facts, Run]] = {}

    def decided(self, case: Case, at: datetime, written: Iterable[str] | None) -> None:
        """What a decision means to its clocks; `written` are its fields, None where that is unknown."""
        plan = self._plan
        outdated = plan.everything
        if written is not None:
            outdated = 0
            for name in written:
                outdated |= plan.reads.get(name, 0)
            if not outdated:
                return
        self._given["case"] = case
        if plan.rule.each is not None:
            self._items(outdated)
        elif not self._runs:
            self._begin(None, self._given)
        for facts, run in self._runs.values():
            if not run.is_over:
                facts.given["case"] = case
                facts.outdate(outdated)
                run.decided(at, facts)

    def _begin(self, number: int | None, given: dict[str, Any]) -> None:
        rule = self._plan.rule
        run = Run(rule.reopen, rule.retarget, restarts=rule.restart is not None)
        self._runs[number] = Facts(self._plan, given), run

    def _items(self, outdated: int) -> None:
        """Which items there are now; one that `each` no longer names keeps its clock."""
        plan = self._plan
        if not outdated & (1 << LISTED | 1 << ITEMS):
            return
        listed = {item.number for item in plan.ask(LISTED, self._given)}
        known = {item.number: item for item in plan.ask(ITEMS, self._given)}
        for number, item in known.items():
            if number in self._runs:
                facts, _ = self._runs[number]
                if facts.given["each"] is not item:
                    facts.given["each"] = item
                    facts.outdate(plan.everything)
            elif number in listed:
                self._begin(number, {**self._given, "each": item})
        for number, (facts, _) in self._runs.items():
            facts.listed = number in listed

    def read(self, case_id: str, now: datetime) -> Iterator[Clock]:
        """Its clocks as they stand; one that has no history has not started."""
        plan = self._plan
        if plan.rule.each is None and not self._runs:
            self._begin(None, self._given)
        for number, (_, run) in self._runs.items():
            yield _CLOCK(
                {
                    "id": plan.rule.id,
                    "case_id": case_id,
                    "item": number,
                    "source": plan.rule.source,
                    "read_at": now,
                    "segments": run.read(now),
                    "thresholds": plan.thresholds,
                }
            )


def _known(history: History, now: datetime) -> Iterable[Event]:
    """The events that were decided by then."""
    return history if not history or history[-1].at <= now else (e for e in history if e.at <= now)


def _wanted(plans: Iterable[Plan], case_type: type[Case]) -> frozenset[str] | None:
    """The fields of the case that any plan reads; None where the whole case has to be followed.

    That is so for a property of a host's own, which may read anything, and for a case type with validators,
    which may compare any field with any other.
    """
    checks = case_type.__pydantic_decorators__
    if checks.field_validators or checks.model_validators or checks.validators or checks.root_validators:
        return None
    followed = case_type.model_fields.keys() - {"history", "version"}
    wanted: set[str] = set()
    for name in (name for plan in plans for name in plan.reads):
        shared = name in READ_WITH and getattr(case_type, name, None) is vars(Case).get(name)
        if name is None or not (name in followed or shared):
            return None
        wanted.add(name)
    return frozenset(wanted)
