"""What a clock's questions answer after a decision, and what is promised by then."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal

from caserules.case import Case
from caserules.model import settled
from caserules.rulesets.sla.cycle import Promise
from caserules.rulesets.sla.growing import Ask
from caserules.rulesets.sla.plan import CANCEL, FROM, PAUSE, RESTART, SCHEDULE, START, STOP, Plan
from caserules.schedule import ScheduleError, Target, parse_target

__all__ = ["Facts"]


@lru_cache(maxsize=1024)
def _told(text: str) -> Target | None:
    """The target that a text of the case or of a table says, if it says one."""
    try:
        return parse_target(text)
    except ScheduleError:
        return None


def _alone(plan: Plan, held: Sequence[bool]) -> dict[int, Ask]:
    """The questions that rest on leaves, for one reading."""
    made: dict[int, Ask] = {}
    first = 0
    for place, question in enumerate(plan.questions):
        if question and question.grown:
            made[place] = question.grown.made(held, first)
            first += len(question.grown.leaves)
    return made


class Facts:
    """What a plan's questions answer after a decision."""

    __slots__ = ("_alone", "_due", "_given", "_listed", "_moved", "_plan", "_promise", "_values")

    def __init__(self, plan: Plan, given: dict[str, Any], held: Sequence[bool]) -> None:
        """`given` are the case, the context and, where there is one, the item; `held` is of the leaves."""
        self._plan = plan
        self._given = given
        self._alone = _alone(plan, held) if held else {}
        self._values: list[Any] = [None] * len(plan.questions)
        self._values[START] = True
        self._due = plan.everything
        self._listed = self._moved = True
        self._promise: Promise | None = None

    def follow(self, item: object, *, listed: bool) -> None:
        """The item as it is now, None if it is gone, and whether `each` still names it."""
        if item is not None and item is not self._given["each"]:
            self._given["each"] = item
            self._due = self._plan.everything
        if listed is not self._listed:
            self._listed = listed
            self._moved = True

    def ask(self, case: Case, questions: int) -> bool:
        """Asks these questions again, given as bits; whether any answer is another than before."""
        given, values = self._given, self._values
        given["case"] = case
        moved = self._moved
        places, together, alone = self._plan.batch(questions | self._due)
        if places:
            for place, value in zip(places, together(**given), strict=True):
                if value != values[place]:
                    values[place] = value
                    moved = True
        for place in alone:
            value = self._ask(place)
            if value != values[place]:
                values[place] = value
                moved = True
        self._due = 0
        self._moved = False
        if moved:
            self._promise = None
        return moved

    def _ask(self, place: int) -> Any:
        ask = self._alone.get(place)
        return self._plan.ask(place, self._given) if ask is None else ask(**self._given)

    def start(self) -> bool:
        """Whether the clock may start."""
        return bool(self._values[START])

    def ends(self) -> Literal["stopped", "cancelled"] | None:
        """How it ends, if it does."""
        if self._values[STOP]:
            return "stopped"
        return "cancelled" if self._values[CANCEL] or not self._listed else None

    def pause(self) -> bool:
        """Whether it stands still."""
        return bool(self._values[PAUSE])

    def restart(self) -> object:
        """The value whose change begins the next cycle."""
        return self._values[RESTART]

    def counts_from(self) -> datetime | None:
        """What `from` says."""
        found: datetime | None = self._values[FROM]
        return None if found is None else settled(found)

    def promise(self, at: datetime) -> Promise:
        """The first target that fits, of those in force at an instant."""
        if self._plan.dated:
            return self._fitting(self._plan.terms.day(at))
        if self._promise is None:
            self._promise = self._fitting(None)
        return self._promise

    def _fitting(self, day: date | None) -> Promise:
        plan, values = self._plan, self._values
        for place, row in enumerate(plan.rows):
            if day is not None and not row.rule.in_force(day):
                continue
            if row.when is None or values[row.when]:
                target, said = row.given, None if row.asked is None else values[row.asked]
                if isinstance(said, str):
                    target = _told(said)
                schedule = plan.schedule(values[SCHEDULE])
                if schedule is None:
                    return Promise(place, None, plan.desk, row.rule.source)
                return Promise(place, target, schedule, row.rule.source)
        return Promise(None, None, plan.desk, "")
