"""One reading of a case's clocks: its history gone through once, and every clock told of what it reads."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeAlias

from caserules.case import Case
from caserules.case.events import Event
from caserules.rulesets.sla.course import Course
from caserules.rulesets.sla.fold import Fold, Scratch
from caserules.rulesets.sla.growing import parts_added
from caserules.rulesets.sla.turns import Telling, as_heard, tellings

__all__ = ["follow"]

Begun: TypeAlias = tuple[list[bool], int, int]
"""Of a leaf that holds from now on: where that is noted, and the questions that rest on it, as bits."""


def follow(fold: Fold, courses: list[Course], events: tuple[Event, ...], case_type: type[Case]) -> None:
    """Takes the courses through the history of a case of that type, decision by decision.

    While the case is merged into another they hear of nothing that the merge did: one that is undone never
    was, and one that stands calls them off.
    """
    told = tellings(events)
    way = _Way(fold, courses, events, told, case_type)
    place = 0
    for telling in told:
        way.plainly(place, telling.first)
        way.apart(telling)
        place = telling.stop
    way.plainly(place, len(events))


class _Way:
    """How far a reading has come; INVARIANT: what lies before has been told of."""

    def __init__(
        self,
        fold: Fold,
        courses: list[Course],
        events: tuple[Event, ...],
        told: list[Telling],
        case_type: type[Case],
    ) -> None:
        self._courses = courses
        self._events = events
        self._scratch = Scratch(fold, events[0], case_type)
        heard = as_heard(events, told) if told else events
        self._begins = _beginnings(courses, self._scratch.case, heard)
        self._outdated = fold.everything
        """The questions that rest on what was written and not told of yet, as bits."""

    def plainly(self, first: int, stop: int) -> None:
        """Goes through decisions of one instant each, from one place to before the other."""
        if first == stop:
            return
        scratch, begins, outdated = self._scratch, self._begins, self._outdated
        first = first or 1  # the case begins with the opening
        last = self._events[first - 1]
        for place, event in enumerate(self._events[first:stop], first):
            if outdated and event.step == 0:
                self._tell(last.occurred_at, outdated)
                outdated = 0
            last = event
            outdated |= scratch.move(event)
            for held, number, questions in begins.get(place, ()):
                held[number] = True
                outdated |= questions
        self._tell(last.occurred_at, outdated)
        self._outdated = 0

    def apart(self, telling: Telling) -> None:
        """Goes through what tells of several instants, one after the other, whatever order it came in.

        At each of them the case is what those events make of it that count by then, in the history's order.
        """
        scratch, outdated, rank = self._scratch, self._outdated, telling.first
        before, in_order = scratch.kept(), telling.in_order
        by_then: list[int] = []
        for at, places in telling.turns:
            by_then = sorted((*by_then, *places))
            for place in range(rank, rank + len(places)):
                for held, number, questions in self._begins.get(place, ()):
                    held[number] = True
                    outdated |= questions
            rank += len(places)
            if not in_order:
                scratch.back_to(before)
            try:
                for place in places if in_order else by_then:
                    if place:
                        outdated |= scratch.move(self._events[place])
            except ValueError:  # a host's class has no such case; the next instant has this too
                continue
            self._tell(at, outdated)
        self._outdated = 0
        if telling.left_at is not None:
            for course in self._courses:
                course.call_off(telling.left_at)

    def _tell(self, at: datetime, outdated: int) -> None:
        """Every course hears of an instant that reads what was written."""
        case = self._scratch.case
        for course in self._courses:
            if outdated & course.mask:
                course.decided(case, at, outdated)


def _beginnings(
    courses: Iterable[Course], scratch: Case, events: tuple[Event, ...]
) -> dict[int, list[Begun]]:
    """For each event, by its place among those heard, the leaves that hold from it on."""
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
