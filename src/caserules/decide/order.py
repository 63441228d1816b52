"""The order of time: what is decided later happened later, on every case that a decision touches (ALL-09)."""

from datetime import datetime

from caserules.case import Case, Refusal

__all__ = ["runs_back"]

_REMEDY = "give the time of the decision; when a thing happened is the command's `occurred_at`"


def runs_back(case: Case, at: datetime) -> Refusal | None:
    """The refusal where the case has an event after that instant, at which it is to have another."""
    last = case.history.last
    if last is None or at >= last.at:
        return None
    message = f"now is `{at.isoformat()}`, case `{case.id}` had an event at `{last.at.isoformat()}`"
    return Refusal(code="time-runs-back", message=message, remedy=_REMEDY)
