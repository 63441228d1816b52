"""A decision in the making: the events so far, and the case as they leave it."""

from datetime import datetime
from typing import Any, Generic, TypeVar

from caserules.case.case import Case
from caserules.case.decision import Change
from caserules.case.events import Event, OneEvent
from caserules.case.evolve import changes, evolve
from caserules.model import UNCHECKED, assembler, settled

__all__ = ["Draft"]

C = TypeVar("C", bound=Case)

_CHANGE = assembler(Change)


class Draft(Generic[C]):
    """Collects the events that one decision gives to one case; local to that decision.

    INVARIANT: a case that was handed out (`before`, and every `case`) never changes. The first event after
    that begins a copy, which is the draft's alone: further events are folded into it in place, and its
    history is written when it is handed out.

    >>> from datetime import timezone
    >>> from caserules.case.events import CaseClosed, CaseOpened
    >>> at = datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc)
    >>> draft = Draft(None, Case, by="ana", at=at)
    >>> facts = {"desk": "support", "subject": "no heat", "status": "new", "phase": "open", "received_at": at}
    >>> draft.emit(CaseOpened, case_id="C-17", **facts)
    >>> draft.emit(CaseClosed, reason="solved")
    >>> [event.step for event in draft.events], draft.case.version
    ([0, 1], 2)
    """

    def __init__(self, before: C | None, case_type: type[C], *, by: str, at: datetime) -> None:
        self.before = before
        self.events: list[Event] = []
        self.by = by
        self.at = self._occurred_at = settled(at)
        self._case_type = case_type
        self._case = before
        self._held: Any = {} if before is None else before.__dict__
        self._alone = False
        self._size = 0
        self._recorded = 0

    @property
    def occurred_at(self) -> datetime:
        """When the next event happened; by default when it is decided."""
        return self._occurred_at

    @occurred_at.setter
    def occurred_at(self, instant: datetime) -> None:
        self._occurred_at = settled(instant)

    @property
    def case(self) -> C:
        """The case as it stands; asking before it is opened is a broken program."""
        case = self._case
        if case is None:
            return self.sketch
        if self._alone:
            new = self.events[self._recorded :]
            self._recorded += len(new)
            self._held["history"] = self._held["history"].appended(*new)
            if len(self._held) != self._size:
                case._amend({})  # noqa: SLF001 drops what it worked out, which holds no more
            self._alone = False
        return case

    @property
    def sketch(self) -> C:
        """The same to look at and let go of: the next event may change it in place.

        Its `history` is still that of the case that was handed out last.
        """
        if self._case is None:
            raise LookupError("the case is not open yet")
        return self._case

    @property
    def number(self) -> int:
        """The number of the next part."""
        number: int = self._held["parts"] + 1
        return number

    def emit(self, event_type: type[OneEvent], rules: tuple[str, ...] = (), /, **facts: Any) -> None:
        """Add an event; the stamp (case, instants, actor, step) is the draft's.

        Only the opening brings its `case_id`.
        """
        stamp = {"case_id": self._held.get("id"), "at": self.at, "occurred_at": self._occurred_at}
        stamp |= {"by": self.by, "rules": rules, "step": len(self.events)}
        self._add(event_type(**(stamp | facts)))

    def emit_known(
        self, event_type: type[OneEvent], facts: dict[str, Any], rules: tuple[str, ...] = ()
    ) -> None:
        """The same with facts that are known to be valid: those of a command that has its constraints."""
        assemble, blank, _ = UNCHECKED[event_type]
        values = blank | facts
        if self._case is not None:
            values["case_id"] = self._held["id"]
        values["at"] = self.at
        values["occurred_at"] = self._occurred_at
        values["by"] = self.by
        values["rules"] = rules
        values["step"] = len(self.events)
        self._add(assemble(values))

    def _add(self, event: Any) -> None:
        case = self._case
        if case is None:
            self._own(evolve(None, event, self._case_type))
            self._recorded = 1
        else:
            held, written = self._held, changes(case, event)
            written["version"] = held["version"] + 1
            if self._alone:
                held.update(written)  # nobody else can have kept it
                if len(held) != self._size:
                    case._amend({})  # noqa: SLF001 as above
            else:
                self._own(case._with(written))  # noqa: SLF001 a trusted copy
        self.events.append(event)

    def _own(self, case: C) -> None:
        """From now on the case is the draft's alone."""
        self._case, self._held, self._alone = case, case.__dict__, True
        self._size = len(self._held)

    def change(self) -> "Change[C]":
        """What the decision does to the case."""
        made: Change[C] = _CHANGE({"before": self.before, "events": tuple(self.events), "case": self.case})
        return made
