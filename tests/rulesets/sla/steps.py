"""How the tests of clocks tell what happens to a case, and when."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from caserules.case import Case, Context, Draft
from caserules.case import events as e
from caserules.model import Word
from caserules.rulesets.sla import ClockRule, Clocks
from caserules.rulesets.sla.clock import Clock
from caserules.rulesets.terms import Terms
from caserules.schedule import Schedule

__all__ = [
    "ANSWERED",
    "DESK",
    "HOUR",
    "MONDAY",
    "TERMS",
    "URGENT",
    "WAITING",
    "Move",
    "OwnCase",
    "after",
    "commented",
    "context",
    "opened",
    "paused",
    "priority",
    "read",
    "rule",
    "status",
    "then",
    "told",
    "wrote",
]

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DESK = Schedule(time_zone="UTC", hours={"mon-fri": ["09:00-12:00", "13:00-18:00"]})
TERMS = Terms(schedules={"desk": DESK})
Move = tuple[type[e.OneEvent], dict[str, Any]]

ANSWERED = 'case.status == "answered"'
URGENT = [{"when": 'case.priority == "urgent"', "within": "2 hours"}, {"within": "8 hours"}]
WAITING = 'case.status == "waiting"'


def status(name: str, phase: str = "open") -> Move:
    """The case moves to a status."""
    return e.StatusChanged, {"status": name, "phase": phase}


def priority(name: str) -> Move:
    """The case gets a priority."""
    return e.PriorityChanged, {"priority": name}


def opened(at: datetime = MONDAY, *moves: Move, case_type: type[Case] = Case, **facts: Any) -> Case:
    """A case that was opened, with what its first decision did beside."""
    draft = Draft(None, case_type, by="ana", at=at)
    given = {"desk": "d", "subject": "s", "status": "open", "phase": "open", "received_at": at, **facts}
    draft.emit(e.CaseOpened, case_id="C-1", **given)
    for kind, more in moves:
        draft.emit(kind, **more)
    return draft.case


def then(case: Case, hours: float, *moves: Move, occurred: float | None = None, by: str = "ana") -> Case:
    """One decision so many hours after Monday 09:00, about what occurred then or earlier."""
    draft = Draft(case, type(case), by=by, at=MONDAY + hours * HOUR)
    draft.occurred_at = MONDAY + (hours if occurred is None else occurred) * HOUR
    for kind, facts in moves:
        draft.emit(kind, **facts)
    return draft.case


def told(case: Case | None, hours: float, *moves: tuple[float, Move]) -> Case:
    """One decision so many hours after Monday 09:00, about what occurred at the hours given with each move.

    Without a case the first of them opens it.
    """
    draft: Draft[Case] = Draft(case, Case if case is None else type(case), by="ana", at=MONDAY + hours * HOUR)
    for occurred, (kind, facts) in moves:
        draft.occurred_at = MONDAY + occurred * HOUR
        draft.emit(kind, **facts)
    return draft.case


def commented(case: Case, hours: float, *, public: bool = True) -> Case:
    """Somebody of the desk writes."""
    return then(case, hours, (e.CommentAdded, {"number": case.parts + 1, "text": "t", "public": public}))


def wrote(case: Case, hours: float) -> Case:
    """The customer writes."""
    return then(case, hours, (e.InteractionReceived, {"channel": "mail"}))


def rule(**keys: Any) -> ClockRule:
    """A clock rule of four hours, unless told otherwise."""
    keys = {"id": "reply", "targets": [{"within": "4 hours"}], **keys}
    return ClockRule.model_validate({name.removesuffix("_"): value for name, value in keys.items()})


def context(**facts: Any) -> Context:
    """A context that says little."""
    return Context(now=MONDAY, actor="sam", **facts)


def read(case: Case, hours: float, *, terms: Terms = TERMS, ctx: Context | None = None, **keys: Any) -> Clock:
    """The one clock of such a rule, so many hours after Monday 09:00."""
    (clock,) = Clocks((rule(**keys),), terms).read(case, MONDAY + hours * HOUR, ctx or context())
    return clock


def after(clock: Clock | Any, name: str) -> float | None:
    """An instant of the clock in hours after Monday 09:00."""
    instant = getattr(clock, name)
    return None if instant is None else (instant - MONDAY) / HOUR


def paused(since: float, until: float, case: Case | None = None) -> Case:
    """A case that waited from the one hour to the other."""
    return then(then(case or opened(), since, status("waiting")), until, status("open"))


class OwnCase(Case):
    """A desk's own fields."""

    anything: Any = None
    waiting_on: Annotated[str, Word("waiting_on")] | None = None
