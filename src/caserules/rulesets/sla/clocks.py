"""The clocks of a desk: every promise of time to a case, read off its history whenever it is asked for."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeAlias

from caserules.case import Case, Context, History
from caserules.case.events import CaseMerged, Event
from caserules.model import builder, settled
from caserules.rulesets.place import RuleProblem, each_of
from caserules.rulesets.sla.clock import Clock
from caserules.rulesets.sla.cycle import Run
from caserules.rulesets.sla.facts import Facts
from caserules.rulesets.sla.fold import Fold, Scratch
from caserules.rulesets.sla.growing import parts_added
from caserules.rulesets.sla.plan import ITEMS, LISTED, Plan
from caserules.rulesets.sla.rule import ClockRule, ClockTarget
from caserules.rulesets.terms import Terms

__all__ = ["ClockRule", "ClockTarget", "Clocks"]

_CLOCK = builder(Clock)
_LIST = 1 << LISTED | 1 << ITEMS


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
        self._shifts: list[int] = []
        reads: dict[str | None, int] = {}
        everything = 0
        for plan in self._plans:
            shift = everything.bit_length()
            self._shifts.append(shift)
            everything |= plan.everything << shift
            for name, questions in plan.reads.items():
                reads[name] = reads.get(name, 0) | questions << shift
        self._fold = Fold(reads, terms.case_type, everything)
        """Its questions are those of the plans, those of one behind those of another."""

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
        events = _known(case.history, now)
        if not events or not courses:
            return
        scratch, last = Scratch(self._fold, events[0], type(case)), events[0]
        begins = _beginnings(courses, scratch.case, events)
        outdated = self._fold.everything
        for place, event in enumerate(events[1:], start=1):
            if outdated and event.step == 0 and not scratch.merged:
                _tell(courses, scratch.case, last.occurred_at, outdated)
                outdated = 0
            last = event
            outdated |= scratch.move(event)
            for held, number, questions in begins.get(place, ()):
                held[number] = True
                outdated |= questions
        if not scratch.merged:
            _tell(courses, scratch.case, last.occurred_at, outdated)
        else:
            merged_at = [each.occurred_at for each in events if type(each) is CaseMerged]
            for course in courses:
                course.call_off(merged_at[-1])


Begun: TypeAlias = tuple[list[bool], int, int]
"""Of a leaf that holds from now on: where that is noted, and the questions that rest on it, as bits."""


def _beginnings(
    courses: Iterable["_Course"], scratch: Case, events: tuple[Event, ...]
) -> dict[int, list[Begun]]:
    """For each event, by its place, the leaves that hold from it on."""
    added: dict[str, tuple[tuple[Any, ...], list[int]]] = {}
    found: dict[int, list[Begun]] = {}
    for course in courses:
        given = {"case": scratch, "_context": course.context}
        for number, (leaf, questions) in enumerate(course.leaves):
            if leaf.field not in added:
                added[leaf.field] = parts_added(leaf.field, scratch, events)
            parts, places = added[leaf.field]
            enough = leaf.takes(parts, given)
            if enough is not None:
                begun = (course.held, number, questions << course.shift)
                found.setdefault(places[enough - 1], []).append(begun)
    for held, number, _ in found.get(0, ()):
        held[number] = True
    return found


class _Course:
    """One plan on its way through one history, with a run for the case or for each of its items."""

    __slots__ = ("_given", "_plan", "_runs", "context", "held", "leaves", "mask", "shift")

    def __init__(self, plan: Plan, shift: int, context: Context) -> None:
        self._plan = plan
        self.shift = shift
        self.mask = plan.everything << shift
        self.context = context
        self.leaves = plan.leaves
        self.held = [False] * len(plan.leaves)
        """Whether each leaf holds by now."""
        self._given: dict[str, Any] = {"case": None, "_context": context}
        self._runs: dict[int | None, tuple[Facts, Run]] = {}

    def decided(self, case: Case, at: datetime, outdated: int) -> None:
        """What a decision means to its clocks, where it wrote what they read."""
        own = (outdated & self.mask) >> self.shift
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
        self._runs[number] = Facts(self._plan, given, self.held), run

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


def _known(history: History, now: datetime) -> tuple[Event, ...]:
    """The events that were decided by then."""
    events = history[:]
    return events if not events or events[-1].at <= now else tuple(e for e in events if e.at <= now)
