"""A decision in the making: the events so far, and the case as they leave it."""

from datetime import datetime
from typing import Any, Generic, TypeVar

from caserules.case.case import Case
from caserules.case.decision import Change
from caserules.case.events import Event, OneEvent
from caserules.case.evolve import evolve

__all__ = ["Draft"]

C = TypeVar("C", bound=Case)


class Draft(Generic[C]):
    """Collects the events that one decision gives to one case; local to that decision."""

    def __init__(self, before: C | None, case_type: type[C], *, by: str, at: datetime) -> None:
        self.before = before
        self.events: list[Event] = []
        self.by = by
        self.at = at
        self.occurred_at = at
        self._case_type = case_type
        self._case = before

    @property
    def case(self) -> C:
        """The case as it stands; asking before it is opened is a broken program."""
        if self._case is None:
            raise LookupError("the case is not open yet")
        return self._case

    @property
    def number(self) -> int:
        """The number of the next part."""
        return self.case.parts + 1

    def emit(self, event_type: type[OneEvent], rules: tuple[str, ...] = (), /, **facts: Any) -> None:
        """Add an event; the stamp (case, instants, actor, step) is the draft's."""
        case_id = facts.pop("case_id", None) or self.case.id
        event: Any = event_type(
            case_id=case_id,
            at=self.at,
            occurred_at=self.occurred_at,
            by=self.by,
            rules=rules,
            step=len(self.events),
            **facts,
        )
        self._case = evolve(self._case, event, self._case_type)
        self.events.append(event)

    def change(self) -> Change[C]:
        """What the decision does to the case."""
        return Change(before=self.before, events=tuple(self.events), case=self.case)
