"""One clock rule on its way through a history: which items there are, and how each of their clocks fares."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from caserules.case import Case, Context
from caserules.model import builder
from caserules.rulesets.sla.clock import Clock
from caserules.rulesets.sla.cycle import Run
from caserules.rulesets.sla.facts import Facts
from caserules.rulesets.sla.plan import ITEMS, LISTED, Plan

__all__ = ["Course"]

_CLOCK = builder(Clock)
_LIST = 1 << LISTED | 1 << ITEMS


class Course:
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
