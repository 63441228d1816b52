"""A handful of rulebooks, and tests in the manner of deciders: given, when, then."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

import caserules as cr
from caserules.case.commands import Command
from caserules.testing import SMALL_LIFE, TEAMS, WORDS

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=1)))
OPEN = cr.OpenCase(new_id="C-17", subject="no heat")

PLAIN: Mapping[str, Any] = {
    "id": "small",
    "first_status": SMALL_LIFE.first,
    "words": {**WORDS, "queue": TEAMS},
    "status": {
        name: {"phase": phase, "to": SMALL_LIFE.ways[name]} for name, phase in SMALL_LIFE.phases.items()
    },
    "effect": {"ResolveCase": "resolved", "CloseCase": "closed", "ReactivateCase": "working"},
}
"""A desk with nothing but a life: every command is taken."""

RULED: Mapping[str, Any] = {
    **PLAIN,
    "first_queue": TEAMS[0],
    "comments": "public",
    "schedule": {"desk": {"time_zone": "Europe/Paris", "hours": {"mon-fri": ["09:00-17:00"]}}},
    "let": {"urgent": 'case.priority == "high"'},
    "status": {**PLAIN["status"], "closed": {"phase": "closed", "to": ["working"], "read_only": True}},
    "effect": {**PLAIN["effect"], "AcknowledgeCase": "working"},
    "fill": [
        {"id": "finance-is-urgent", "when": 'case.type == "finance"', "set": {"priority": "high"}},
        {"id": "else-normal", "when": "case.priority is None", "set": {"priority": "normal"}},
    ],
    "route": [
        {"id": "urgent", "when": "urgent", "to": ["ana", TEAMS[1]], "source": "R-1"},
        {"id": "mail", "when": 'case.origin == "Email"', "to": {"team": TEAMS[0]}, "else": TEAMS[0]},
    ],
    "clone": [
        {"id": "clone-department", "reason": "another department", "for": "{command.department}"},
        {
            "id": "clone-item",
            "reason": "named item",
            "for": "{item}",
            "each": "items",
            "set": {"origin": "Web"},
        },
    ],
    "guard": [
        {
            "id": "creator-closes",
            "on": "CloseCase",
            "require": "member(actor.id, case.opened_by)",
            "message": "case `{case.id}` was opened by `{case.opened_by}`; `{actor.id}` may not close it",
            "remedy": "reassign the case to `{case.opened_by}`",
            "source": "INT-09",
        },
        {"id": "reason-to-close", "on": "CloseCase", "require": "command.reason is not None"},
        {"id": "owned", "on": "ResolveCase", "require": "result.owner is not None"},
        {"id": "picked", "on": "PickCase", "require": "result.owner is not None"},
        {"id": "old", "on": "*", "require": 'actor.id == "nobody"', "effective_until": "2000-12-31"},
        {"id": "calls", "on": "LogCall", "when": 'command.direction == "in"', "require": "case.version < 9"},
    ],
    "notice": [
        {"id": "tell-owner", "on": "*", "when": "result.owner is not None", "to": ["{result.owner}", "lead"]}
    ],
    "origin": [
        {"id": "settled", "when": "command.resolved", "then": "none", "source": "SOL-02"},
        {
            "id": "known",
            "when": 'match.phase == "open"',
            "then": "append",
            "notify": ["{match.owner}", "lead"],
        },
        {"id": "again", "when": "match is not None and command.same_issue", "then": "reopen"},
        {"id": "phone", "when": 'command.channel == "phone"', "then": "open", "set": {"origin": "Phone"}},
        {"id": "aside", "when": "not command.same_issue", "then": "open", "link": "{command.reply_to}"},
    ],
}
"""A desk with rules of every kind."""

OWN: Mapping[str, Any] = {
    **RULED,
    "fields": {
        "amount": {"type": "number", "default": 0},
        "region": {"type": "words.region", "missing": True},
        "seen_on": {"type": "date", "missing": True},
    },
    "words": {**PLAIN["words"], "region": ["north", "south"]},
    "guard": [*RULED["guard"], {"id": "small", "on": "ChangeFields", "require": "result.amount <= 500"}],
}
"""The same with fields of its own."""


def desk(data: Mapping[str, Any], /, **more: Any) -> cr.Desk[cr.Case]:
    """The desk of such a rulebook, with more or other keys."""
    return cr.Desk(cr.Rulebook.model_validate({**data, **more}))


@dataclass(frozen=True)
class Told:
    """What came of the last decision."""

    decision: cr.Decision[cr.Case]

    def then(self, *events: str) -> cr.Case:
        """The events, by kind, and nothing refused; gives the case."""
        assert self.decision.refusals == ()
        assert [event.event for event in self.decision.events] == list(events)
        assert self.decision.case is not None
        return self.decision.case

    def refused(self, *codes: str) -> tuple[cr.Refusal, ...]:
        """The refusals, by rule or by code where the library refused; nothing changed, nobody is told."""
        assert [each.rule or each.code for each in self.decision.refusals] == list(codes)
        assert (self.decision.changes, self.decision.notices) == ((), ())
        assert self.decision.case is self.decision.before
        return self.decision.refusals


@dataclass(frozen=True)
class Given:
    """A desk and a case as earlier commands left it."""

    desk: cr.Desk[cr.Case]
    case: cr.Case | None
    now: datetime
    context: Mapping[str, Any]

    def when(
        self,
        *commands: Command,
        by: str = "ana",
        after: timedelta = timedelta(hours=1),
        **context: Any,
    ) -> Told:
        """What one decision on these commands comes to, an hour later."""
        surroundings = cr.Context(now=self.now + after, actor=by, **{**self.context, **context})
        return Told(self.desk.decide(self.case, commands, surroundings))


@pytest.fixture(scope="session")
def given() -> Any:
    """`given(desk, *commands)`: the case that these commands leave, each decided by itself, by `ana`."""

    def start(that: cr.Desk[cr.Case], *commands: Command, by: str = "ana", **context: Any) -> Given:
        case: cr.Case | None = None
        for command in commands:
            surroundings = cr.Context(now=MONDAY, actor=by, **context)
            case = that.decide(case, command, surroundings).or_raise().case
        return Given(that, case, MONDAY, context)

    return start


@pytest.fixture(scope="session")
def desks() -> Iterable[cr.Desk[cr.Case]]:
    """A plain desk, one with rules of every kind, and one with fields of its own."""
    return (desk(PLAIN), desk(RULED), desk(OWN))


@pytest.fixture(scope="session")
def plain(desks: tuple[cr.Desk[cr.Case], ...]) -> cr.Desk[cr.Case]:
    """The desk without rules."""
    return desks[0]


@pytest.fixture(scope="session")
def ruled(desks: tuple[cr.Desk[cr.Case], ...]) -> cr.Desk[cr.Case]:
    """The desk with rules of every kind."""
    return desks[1]


@pytest.fixture(scope="session")
def own(desks: tuple[cr.Desk[cr.Case], ...]) -> cr.Desk[cr.Case]:
    """The desk with fields of its own."""
    return desks[2]


@pytest.fixture(scope="session")
def variant() -> Any:
    """`variant(**keys)`: the desk with rules of every kind, with other keys."""
    return lambda **keys: desk(RULED, **keys)
