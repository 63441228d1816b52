"""A small desk with worklists, metrics and scans, and cases for it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import caserules as cr
from caserules.testing import SMALL_LIFE, TEAMS, WORDS

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
BOOK: dict[str, Any] = {
    "id": "small",
    "first_status": "new",
    "first_queue": "support",
    "words": {**WORDS, "queue": TEAMS},
    "schedule": {
        "desk": {
            "time_zone": "America/New_York",
            "hours": {"mon-fri": "09:00-17:00"},
            "holidays": {"dates": ["2026-03-05"]},
        }
    },
    "status": {
        name: {"phase": phase, "to": list(SMALL_LIFE.ways[name])} for name, phase in SMALL_LIFE.phases.items()
    },
    "effect": {"ResolveCase": "resolved", "CloseCase": "closed", "ReactivateCase": "working"},
    "clock": [
        {"id": "first-reply", "stop": "case.last_agent_at is not None", "targets": [{"within": "4 hours"}]},
        {
            "id": "call-back",
            "each": 'a for a in case.activities if a.kind == "phone call"',
            "stop": 'each.status == "completed"',
            "targets": [{"within": "2 hours"}],
        },
    ],
    "worklist": [
        {"id": "plain"},
        {
            "id": "mine",
            "when": 'case.phase == "open" and case.owner == actor.id',
            "columns": ["case.id", "case.priority", "case.received_at", "clock.first_reply.due_at"],
            "sort": ["case.priority", "-case.received_at"],
            "source": "ESC-13",
            "every": "mon, thu",
        },
        {
            "id": "tasks",
            "each": 'a for a in case.activities if a.status == "open"',
            "when": "each.due_at is None or each.due_at <= now",
            "columns": ["case.id", "each.subject", "clock.call_back.due_at"],
            "split": "case.owner",
            "every": "business day",
        },
        {
            "id": "customer",
            "when": "case.requester.id == customer",
            "given": ["customer"],
            "columns": ["case.id", "case.status", "clock.call_back"],
        },
        {"id": "spring", "effective_until": "2026-03-31", "every": "mon"},
        {"id": "gone", "enabled": False},
    ],
    "metric": [
        {"id": "all"},
        {"id": "by-type", "of": 'case.phase == "open"', "by": "case.type", "share": "case.owner is not None"},
        {"id": "replied", "of": "clock.first_reply.met is not None", "share": "clock.first_reply.met"},
        {"id": "activities", "each": "a for a in case.activities", "by": "each.kind"},
        {
            "id": "backlog",
            "of": 'case.phase == "open"',
            "bands": [
                {"name": "up to a day", "when": "now - case.received_at <= hours(24)"},
                {"name": "up to a week", "when": "now - case.received_at <= days(7)"},
                {"name": "older"},
            ],
            "source": "ESC-19",
        },
        {
            "id": "reopened",
            "of": 'any(s.phase != "open" for s in case.status_spans)',
            "share": 'any(any(t.phase != "open" and t.since < s.since for t in case.status_spans) '
            'for s in case.status_spans if s.phase == "open")',
        },
        {"id": "later", "effective_from": "2099-01-01"},
    ],
    "scan": {
        "support": {
            "more_than": 3,
            "times_usual": 2,
            "alike_from": 2,
            "tell": ["chelsea", "dev"],
            "source": "FES-03",
        },
        "legal": {"alike_from": 2, "similarity": 0.6, "names": "known"},
    },
}


@pytest.fixture(scope="session")
def desk() -> cr.Desk[cr.Case]:
    """The desk."""
    return cr.Desk(cr.Rulebook.model_validate(BOOK))


@pytest.fixture(scope="session")
def book() -> dict[str, Any]:
    """The desk's rulebook as data."""
    return BOOK


@pytest.fixture(scope="session")
def at() -> Callable[..., cr.Context]:
    """A context so many hours after Monday, the 2nd of March 2026, nine o'clock in UTC."""

    def context(hours: float = 0, actor: str = "ana", **more: Any) -> cr.Context:
        return cr.Context(now=MONDAY + timedelta(hours=hours), actor=actor, **more)

    return context


@pytest.fixture(scope="session")
def opened(desk: cr.Desk[cr.Case], at: Callable[..., cr.Context]) -> Callable[..., cr.Case]:
    """A case that ana opened so many hours after Monday at nine, with what else was done to it then."""

    def case(case_id: str, *commands: Any, hours: float = 0, who: str = "ana", **facts: Any) -> cr.Case:
        opening = cr.OpenCase(new_id=case_id, **{"subject": "no heat", **facts})
        context = at(hours, who)
        found = desk.decide(None, opening, context).or_raise().case
        for command in commands:
            found = desk.decide(found, command, context).or_raise().case
        assert found is not None
        return found

    return case
