"""What clocks, upkeep, notices and expressions say of a year whose holidays nobody has written down."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import caserules as cr
from caserules.schedule import CalendarError

NEW_YEAR = datetime(2027, 1, 4, 15, tzinfo=UTC)
LOCK = {"package": "holidays 0", "country": "US", "first_year": 2026, "last_year": 2026}
LIFE = {"new": {"phase": "open", "to": ["closed"]}, "closed": {"phase": "closed"}}
HOURS = {"time_zone": "UTC", "hours": {"mon-fri": "09:00-17:00"}, "holidays": {"country": "US", "lock": LOCK}}
CLOCK = {"id": "answer", "targets": [{"within": "4 business hours"}], "warn": ["50%"]}
UPKEEP = {"id": "quiet", "since": "case.opened_at", "after": "4 business hours", "remind": "bo"}
GUARD = {"id": "g", "on": "AddComment", "require": 'now < after("4 business hours", case.opened_at)'}
SAY = cr.AddComment(comment="x")


def at(hours: float = 0) -> cr.Context:
    """So long after the beginning of the year that is not locked."""
    return cr.Context(now=NEW_YEAR + timedelta(hours=hours), actor="ana")


def desk(**rules: Any) -> cr.Desk[cr.Case]:
    """A desk of those hours."""
    book = {"id": "d", "first_status": "new", "status": LIFE, "schedule": {"desk": HOURS}, **rules}
    return cr.Desk(cr.Rulebook.model_validate(book))


@pytest.mark.parametrize(
    ("rules", "ask"),
    [
        ({"clock": [CLOCK]}, lambda desk, case: desk.clocks(case, at().now)[0].due_at),
        ({"clock": [CLOCK]}, lambda desk, case: desk.clocks(case, at(9).now)[0].breached_at),
        ({"clock": [CLOCK]}, lambda desk, case: desk.clocks(case, at(9).now)[0].remaining),
        ({"clock": [CLOCK]}, lambda desk, case: desk.clocks(case, at(9).now)[0].elapsed),
        ({"clock": [CLOCK]}, lambda desk, case: desk.next_due(case, at())),
        ({"upkeep": [UPKEEP]}, lambda desk, case: desk.next_due(case, at())),
        ({"upkeep": [UPKEEP]}, lambda desk, case: desk.due(case, at(9))),
        ({"guard": [GUARD]}, lambda desk, case: desk.decide(case, SAY, at(1))),
        (
            {"notice": [{"id": "n", "on": "AddComment", "to": ["bo"], "hours": "desk"}]},
            lambda desk, case: desk.decide(case, SAY, at(1)),
        ),
    ],
)
def test_whatever_asks_for_a_year_that_is_not_locked_says_so(
    rules: dict[str, Any], ask: Callable[[cr.Desk[cr.Case], cr.Case], Any]
) -> None:
    """No promise falls silent at the turn of the year: each raises, and names the year to lock."""
    here = desk(**rules)
    case = here.decide(None, cr.OpenCase(new_id="C-1", subject="s"), at()).or_raise().case
    assert case is not None
    with pytest.raises(CalendarError, match="lock the year `2027` too"):
        ask(here, case)
