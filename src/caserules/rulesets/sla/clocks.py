"""The clocks of a desk: every promise of time to a case, read off its history whenever it is asked for."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from caserules.case import Case, Context, History, changes, evolve
from caserules.case.events import CaseMerged, CaseUnmerged, Event
from caserules.case.written import GROWING, READ_WITH, WRITTEN
from caserules.model import builder
from caserules.rulesets.place import RuleProblem, each_of
from caserules.rulesets.sla.clock import Clock
from caserules.rulesets.sla.cycle import Run
from caserules.rulesets.sla.plan import ITEMS, LISTED, Facts, Plan
from caserules.rulesets.sla.rule import ClockRule, ClockTarget
from caserules.rulesets.sla.segment import settled
from caserules.rulesets.terms import Terms

__all__ = ["ClockRule", "ClockTarget", "Clocks"]

_CLOCK = builder(Clock)
_LIST = 1 << LISTED | 1 << ITEMS


class Clocks:
    """The clock rules of a rulebook, ready to run; raises `RuleProblem` for those that can't be used.

    >>> from datetime import timezone
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
        wanted = _wanted(self._plans, terms.case_type)
        self._whole = wanted is None
        """Whether the case has to be followed with all that it holds."""
        self._unread = GROWING - (wanted or GROWING)
        """Tuples that nobody reads need not grow."""
        self._shifts: list[int] = []
        self._readers: dict[str | None, int] = {}
        """For each field the questions that read it, as bits, those of one plan behind those of another."""
        self._all = 0
        for plan in self._plans:
            shift = self._all.bit_length()
            self._shifts.append(shift)
            self._all |= plan.everything << shift
            for name, questions in plan.reads.items():
                self._readers[name] = self._readers.get(name, 0) | questions << shift
        self._passed_over = {
            kind for kind, fields in WRITTEN.items() if self._readers.keys().isdisjoint(fields)
        } - {CaseMerged, CaseUnmerged}
        """Events that write nothing that anybody reads."""

    def read(self, case: Case, now: datetime, context: Context) -> tuple[Clock, ...]:
        """Every clock of the case as it stands at `now`, one for each item where the rule says `each`.

        Only what was decided by then counts. The rules are those in force at `now`. Raises `ValueError`
        for a naive instant.
        """
        read_at = settled(now)
        day = self._terms.day(read_at) if self._dated else None
        courses = [
            _Course(plan, shift, context)
            for plan, shift in zip(self._plans, self._shifts, strict=True)
            if day is None or plan.rule.in_force(day)
        ]
        self._follow(case, read_at, courses)
        return tuple(clock for course in courses for clock in course.read(case.id, read_at))

    def _follow(self, case: Case, now: datetime, courses: list["_Course"]) -> None:
        """Takes the courses through the history, decision by decision.

        While the case is merged into another they hear of nothing: a merge that is undone never was, and one
        that stands calls them off.
        """
        events = iter(_known(case.history, now))
        first = next(events, None)
        if first is None or not courses:
            return
        scratch = evolve(None, first, type(case))
        fields, readers, unread = vars(scratch), self._readers, self._unread
        outdated, at = self._all, first.occurred_at
        for event in events:
            if outdated and event.step == 0 and scratch.merged_into is None:
                _tell(courses, scratch, at, outdated)
                outdated = 0
            at = event.occurred_at
            if self._whole:
                scratch = evolve(scratch, event)
                outdated = self._all
            elif type(event) not in self._passed_over:
                for name, value in changes(scratch, event).items():
                    if value is not fields[name] and name not in unread:
                        fields[name] = value
                        outdated |= readers.get(name, 0)
        if scratch.merged_into is None:
            _tell(courses, scratch, at, outdated)
        else:
            merged_at = [each.occurred_at for each in _known(case.history, now) if type(each) is CaseMerged]
            for course in courses:
                course.call_off(merged_at[-1])


class _Course:
    """One plan on its way through one history, with a run for the case or for each of its items."""

    __slots__ = ("_given", "_plan", "_runs", "_shift", "mask")

    def __init__(self, plan: Plan, shift: int, context: Context) -> None:
        self._plan = plan
        self._shift = shift
        self.mask = plan.everything << shift
        self._given: dict[str, Any] = {"case": None, "_context": context}
        self._runs: dict[int | None, tuple[Facts, Run]] = {}

    def decided(self, case: Case, at: datetime, outdated: int) -> None:
        """What a decision means to its clocks, where it wrote what they read."""
        own = (outdated & self.mask) >> self._shift
        if self._plan.rule.each is not None:
            if own & _LIST:
                self._items(case)
        elif not self._runs:
            self._begin(None, self._given)
        for facts, run in self._runs.values():
            if facts.ask(case, own):
                run.decided(at, facts)

    def call_off(self, at: datetime) -> None:
        """The case is worked on elsewhere from then on."""
        for _, run in self._runs.values():
            run.call_off(at)

    def _begin(self, number: int | None, given: dict[str, Any]) -> None:
        rule = self._plan.rule
        run = Run(rule.reopen, rule.retarget, for_good=rule.reopen == "none" and rule.restart is None)
        self._runs[number] = Facts(self._plan, given), run

    def _items(self, case: Case) -> None:
        """Which items there are now; one that `each` no longer names keeps its clock."""
        self._given["case"] = case
        listed = {item.number: item for item in self._plan.ask(LISTED, self._given)}
        known = {item.number: item for item in self._plan.ask(ITEMS, self._given)}
        for number, item in listed.items():
            if number not in self._runs:
                self._begin(number, {**self._given, "each": item})
        for number, (facts, _) in self._runs.items():
            facts.follow(known.get(number), listed=number in listed)

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


def _tell(courses: Iterable[_Course], case: Case, at: datetime, outdated: int) -> None:
    """A decision is over: every course hears of it that reads what it wrote."""
    for course in courses:
        if outdated & course.mask:
            course.decided(case, at, outdated)


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
