"""A case on its way through its history, as far as anybody reads it."""

from collections.abc import Mapping
from typing import Any

from caserules.case import Case, changes, evolve
from caserules.case.events import Event
from caserules.case.narrow import narrowed
from caserules.case.written import READ_WITH, WRITTEN

__all__ = ["Fold", "Scratch"]


class Fold:
    """Which fields of a case are followed, and which questions, as bits, read each of them."""

    def __init__(self, reads: Mapping[str | None, int], case_type: type[Case], everything: int) -> None:
        self.readers = dict(reads)
        self.everything = everything
        followed = _followed(self.readers, case_type)
        self.whole = followed is None
        """Whether the case has to be followed with all that it holds."""
        self.followed = followed or frozenset()
        self.writes = {kind: None if self.whole else narrowed(kind, self.followed) for kind in WRITTEN}
        """What each kind of event writes of what is followed; None where that is not said field by field."""


class Scratch:
    """A case that one reading takes from event to event; INVARIANT: nobody else has it."""

    __slots__ = ("_fields", "_fold", "case")

    def __init__(self, fold: Fold, first: Event, case_type: type[Case]) -> None:
        self._fold = fold
        self.case = evolve(None, first, case_type)
        self._fields: dict[str, Any] = vars(self.case)

    def kept(self) -> tuple[Case, dict[str, Any]]:
        """How the case stands, to go `back_to`."""
        return self.case, dict(self._fields)

    def back_to(self, kept: tuple[Case, dict[str, Any]]) -> None:
        """Undoes every move since then."""
        self.case, fields = kept
        self._fields = vars(self.case)
        self._fields.update(fields)

    def move(self, event: Event) -> int:
        """Writes what the event changes; the questions that read any of it, as bits."""
        fold, fields, outdated = self._fold, self._fields, 0
        writes = fold.writes.get(type(event))
        if writes is not None:
            for name, write in writes:
                value = write(fields, event)
                if value is not fields[name]:
                    fields[name] = value
                    outdated |= fold.readers.get(name, 0)
            return outdated
        if fold.whole:
            self.case = evolve(self.case, event)
            self._fields = vars(self.case)
            return fold.everything
        for name, value in changes(self.case, event).items():
            if name in fold.followed and value is not fields[name]:
                fields[name] = value
                outdated |= fold.readers.get(name, 0)
        return outdated


def _followed(reads: Mapping[str | None, int], case_type: type[Case]) -> frozenset[str] | None:
    """The fields of the case that anybody reads; None where the whole case has to be followed.

    That is so for a property of a host's own, which may read anything, and for a case type with validators,
    which may compare any field with any other.
    """
    checks = case_type.__pydantic_decorators__
    if checks.field_validators or checks.model_validators or checks.validators or checks.root_validators:
        return None
    known = case_type.model_fields.keys() - {"history", "version"}
    wanted: set[str] = set()
    for name in reads:
        shared = name in READ_WITH and getattr(case_type, name, None) is vars(Case).get(name)
        if name is None or not (name in known or shared):
            return None
        wanted.add(name)
    return frozenset(wanted)
