"""A case's timeline: everything that happened to it, in the order in which it happened (SVC-14)."""

from zoneinfo import ZoneInfo

from caserules.case import Case
from caserules.case.brief import brief
from caserules.case.events import CaseOpened, Event, OneEvent
from caserules.outline import Moment, Outline, Timeline

__all__ = ["timeline"]


def timeline(case: Case, zone: ZoneInfo) -> Outline:
    """All that happened to the case, each at its time (told in `zone`), who did it, and by which rules.

    What was written down later stands where it happened; what happened at one instant, as it was decided. Of
    a case that was taken over it tells what happened at its former desk too.

    >>> from datetime import datetime, timezone
    >>> from caserules import Context, Desk, OpenCase, Rulebook
    >>> desk = Desk(Rulebook(id="tiny", first_status="new", status={"new": {"phase": "open"}}))
    >>> context = Context(now=datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc), actor="ana")
    >>> case = desk.decide(None, OpenCase(new_id="C-17", subject="no heat", comment="cold"), context).case
    >>> print(timeline(case, desk.zone))
    case `C-17`: no heat
      Mon 2026-03-02 09:30 UTC  CaseOpened by `ana`: status new
      Mon 2026-03-02 09:30 UTC  CommentAdded by `ana`: number 1, text cold, public False
    """
    happened = sorted(case.history.whole, key=lambda event: event.occurred_at)
    moments = tuple(Moment(at=each.occurred_at.astimezone(zone), what=_told(each)) for each in happened)
    return Outline(heading=f"case `{case.id}`: {case.subject}", blocks=(Timeline(moments=moments),))


_STAMP = {"event", *OneEvent.model_fields}
_UNASKED = _STAMP | {"desk", "phase", "received_at", "past"}
"""What nobody asks of a timeline."""


def _told(event: Event) -> str:
    unasked = _UNASKED | ({"subject"} if isinstance(event, CaseOpened) else set())  # the heading says it
    facts = event.model_dump(exclude=unasked, exclude_defaults=True, mode="json")
    said = brief(facts)
    ruled = f" ({', '.join(event.rules)})" if event.rules else ""
    return f"{event.event} by `{event.by}`" + (f": {said}" if said else "") + ruled
