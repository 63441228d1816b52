"""The order of time, on every case that a decision touches (ALL-09, ALL-11)."""

from collections.abc import Iterable
from datetime import datetime

from caserules.case import Case, Refusal
from caserules.case.events import Event

__all__ = ["runs_back", "too_early", "yet_to_come"]

_REMEDY = "give the time of the decision; when a thing happened is the command's `occurred_at`"


def runs_back(case: Case, at: datetime) -> Refusal | None:
    """The refusal where the case has an event after that instant, at which it is to have another."""
    last = case.history.last
    if last is None or at >= last.at:
        return None
    message = f"`{at.isoformat()}` is before case `{case.id}` had an event, at `{last.at.isoformat()}`"
    return Refusal(code="time-runs-back", message=message, remedy=_REMEDY)


def yet_to_come(instant: datetime, now: datetime) -> Refusal | None:
    """The refusal of what is told before it has happened."""
    if instant <= now:
        return None
    message = f"`{instant.isoformat()}` is later than now, `{now.isoformat()}`"
    remedy = "what happened can be told once it has happened"
    return Refusal(code="in-the-future", message=message, remedy=remedy)


def too_early(case: Case, instant: datetime, recorded: Iterable[Event] = ()) -> Refusal | None:
    """The refusal of what was before anybody knew of the case, and before all that is `recorded` with it."""
    first = min(case.received_at, case.opened_at, *(each.occurred_at for each in recorded))
    if instant >= first:
        return None
    message = f"`{instant.isoformat()}` is before case `{case.id}` came in, at `{first.isoformat()}`"
    return Refusal(code="before-the-case", message=message, remedy="tell what was before in a comment")
