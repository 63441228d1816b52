"""Editions: the rulebooks of one desk over the years, each in force from a day of its own."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Generic, TypeVar

from caserules.case import Case, Decision
from caserules.desk import Desk

__all__ = ["Editions"]

C = TypeVar("C", bound=Case)


class Editions(Generic[C]):
    """The rulebooks of one desk over the years: a case is judged by the rules of its time.

    Each but the first says `effective_from`, the first day on which it is in force, in its own zone. Raises
    `ValueError` for none, for two of one day, and for rulebooks of different desks.

    >>> from datetime import date
    >>> from caserules.rulebook import Rulebook
    >>> life = {"first_status": "new", "status": {"new": {"phase": "open"}}}
    >>> book = Rulebook.model_validate({"id": "d", **life})
    >>> years = Editions([Desk(book), Desk(book.replace(effective_from=date(2026, 7, 1), title="new"))])
    >>> years.at(datetime.fromisoformat("2026-06-30T23:59Z")).rulebook.title
    ''
    >>> years.at(datetime.fromisoformat("2026-07-01T00:00Z")).rulebook.title
    'new'
    """

    def __init__(self, desks: Iterable[Desk[C]]) -> None:
        self._desks = tuple(sorted(desks, key=lambda desk: desk.rulebook.effective_from or date.min))
        days = [desk.rulebook.effective_from for desk in self._desks]
        if not days or len(set(days)) < len(days):
            raise ValueError("editions are at least one, each with an `effective_from` of its own")
        if len(ids := {desk.rulebook.id for desk in self._desks}) > 1:
            named = ", ".join(f"`{each}`" for each in sorted(ids))
            raise ValueError(f"editions are of one desk, not of {named}")

    def at(self, instant: datetime) -> Desk[C]:
        """The desk in force at an instant; raises `LookupError` before the first.

        Raises `ValueError` for an instant without a time zone.
        """
        if instant.utcoffset() is None:
            raise ValueError(
                f"`{instant.isoformat()}` is no instant: it needs a time zone, such as `tzinfo=UTC`"
            )
        for desk in reversed(self._desks):
            first = desk.rulebook.effective_from
            if first is None or first <= instant.astimezone(desk.zone).date():
                return desk
        first = self._desks[0].rulebook.effective_from
        raise LookupError(f"the first edition is in force from `{first}`, not yet at `{instant.isoformat()}`")

    def of(self, decision: "Decision[C]") -> Desk[C]:
        """The desk that made a decision; raises `LookupError` if it was none of these."""
        for desk in self._desks:
            if desk.digest == decision.rulebook:
                return desk
        raise LookupError(f"no edition has the digest `{decision.rulebook[:12]}`")
