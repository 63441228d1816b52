"""Small rulebooks that live: any graph of statuses, and rules that have something to say to each other.

The examples below are what a test could claim:

>>> from hypothesis import given
"""

from functools import cache
from typing import Any, TypeAlias

from hypothesis import strategies as st

from caserules.rulebook import Rulebook
from caserules.testing.people import TEAMS
from caserules.testing.vocabulary import SMALL_LIFE, WORDS

__all__ = ["small_rulebooks"]

Rule: TypeAlias = dict[str, Any]

_OPEN = 'case.phase == "open"'
_WAITING = 'case.status == "waiting"'
_BY_PRIORITY = [
    {"when": 'case.priority == "high"', "within": "4 hours"},
    {"when": 'case.priority == "low"', "within": "8 business hours"},
    {"within": "20 business hours"},
]
_PHASES = {**SMALL_LIFE.phases, "merged": "closed"}
_EFFECTS = {
    "ResolveCase": ("resolved", "{command.outcome}"),
    "CloseCase": ("closed",),
    "ReactivateCase": ("working",),
    "MergeCase": ("merged",),
    "PickCase": ("working",),
    "AcknowledgeCase": ("working", "{command.comment.text}"),
}
_SCHEDULES = (
    {"time_zone": "UTC", "hours": {"mon-fri": ["09:00-12:00", "13:00-17:30"]}},
    {
        "time_zone": "America/New_York",
        "hours": {"mon,wed": "08:00-16:00", "sat": "22:00-06:00"},
        "holidays": {"dates": ["2026-12-25", "05-01"]},
        "overrides": {"2026-12-24": "09:00-12:00"},
    },
)

_TEMPLATES: dict[str, tuple[Rule, ...]] = {
    "origin": (
        {"id": "settled", "when": "command.resolved", "then": "none"},
        {"id": "known", "when": 'match.phase == "open"', "then": "append", "notify": ["{match.owner}"]},
        {"id": "again", "when": "match is not None and command.same_issue", "then": "reopen"},
        {"id": "aside", "when": "not command.same_issue", "then": "open", "link": "{command.reply_to}"},
    ),
    "fill": (
        {"id": "urgent", "when": 'case.type == "finance"', "set": {"priority": "high"}},
        {"id": "normal", "when": "case.priority is None", "set": {"priority": "normal"}},
    ),
    "route": (
        {"id": "to-high", "when": 'case.priority == "high"', "to": ["ana", "{case.opened_by}", TEAMS[1]]},
        {"id": "by-load", "to": {"team": TEAMS[0], "pick": "least loaded"}, "else": TEAMS[0]},
        {"id": "spread", "to": {"team": TEAMS[2], "pick": "even spread"}},
    ),
    "clone": (
        {"id": "beside", "reason": "another department", "for": "{command.department}"},
        {"id": "each", "reason": "named item", "for": "{item}", "each": "items", "clock": "inherited"},
    ),
    "guard": (
        {"id": "creator", "on": "CloseCase", "require": "member(actor.id, case.opened_by)"},
        {
            "id": "tasks",
            "on": ["ResolveCase", "CloseCase"],
            "require": 'not any(a.status == "open" for a in result.activities)',
        },
        {"id": "word", "on": ["AssignCase", "ChangeStatus"], "require": "command.comment is not None"},
        {"id": "grave", "on": "*", "require": 'result.priority != "high" or len(case.comments) < 3'},
        {"id": "queued", "on": "PickCase", "require": "member(actor.id, case.queue)"},
    ),
    "clock": (
        {"id": "reply", "stop": "case.last_agent_at is not None", "targets": _BY_PRIORITY, "warn": ["50%"]},
        {
            "id": "resolution",
            "stop": 'case.phase != "open"',
            "pause": _WAITING,
            "targets": _BY_PRIORITY,
            "warn": ["80%", "1 hour"],
        },
        {"id": "update", "restart": "case.last_agent_at", "targets": [{"within": "3 business days"}]},
        {
            "id": "callback",
            "each": 'a for a in case.activities if a.kind == "phone call"',
            "stop": 'each.status == "completed"',
            "targets": [{"by": {"cutoff": "15:00", "before": "close", "after": "12:00 next business day"}}],
        },
    ),
    "upkeep": (
        {
            "id": "silence",
            "when": f"{_WAITING} and case.closed_at is None",
            "since": "case.status_since",
            "after": "48 hours",
            "do": {"CloseCase": {"reason": "no reply"}},
            "as": "{case.opened_by}",
        },
        {
            "id": "look",
            "when": _OPEN,
            "since": "case.opened_at",
            "after": "4 business hours",
            "remind": "{case.opened_by}",
        },
        {
            "id": "raise",
            "when": f'{_OPEN} and case.priority == "low"',
            "since": "case.received_at",
            "after": "3 days",
            "do": {"ChangePriority": {"priority": "high"}},
        },
    ),
    "notice": (
        {"id": "all", "on": "*", "to": ["{result.owner}", "{result.opened_by}"]},
        {"id": "end", "on": ["CloseCase", "MergeCase"], "to": ["sam"], "hours": "desk"},
    ),
}
"""The rules of each kind of which a rulebook has some; none calls for itself again."""

_STAGES = (
    {"name": "identify", "needs": ["case.type is not None"]},
    {"name": "research"},
    {"name": "settle"},
)


@st.composite
def _small(draw: st.DrawFn) -> Rulebook:
    names = tuple(_PHASES)
    effects = draw(st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in _EFFECTS.items()}))
    data = {
        "id": "small",
        "first_status": "new",
        "first_queue": draw(st.sampled_from((None, TEAMS[0]))),
        "comments": draw(st.sampled_from(("public", "internal"))),
        "words": {**WORDS, "queue": TEAMS},
        "schedule": {"desk": draw(st.sampled_from(_SCHEDULES))},
        "status": {name: draw(_statuses(name, names)) for name in names},
        "effect": effects,
        "stage": draw(st.sampled_from(((), _STAGES))),
    }
    rules = {kind: draw(_some(templates)) for kind, templates in _TEMPLATES.items()}
    for clock in rules["clock"]:
        clock["retarget"] = draw(st.sampled_from(("carry_elapsed", "restart", "keep")))
        clock["reopen"] = draw(st.sampled_from(("none", "resume", "resume_including_closed", "new_cycle")))
    return Rulebook.model_validate(data | rules)


def _statuses(name: str, names: tuple[str, ...]) -> st.SearchStrategy[Rule]:
    """A status with any ways out; one that is settled may be read-only."""
    ways = st.lists(st.sampled_from(names), unique=True, max_size=4)
    return st.fixed_dictionaries(
        {"phase": st.just(_PHASES[name]), "to": ways},
        optional={
            "who": st.just("case.owner is None or member(actor.id, case.owner)"),
            "read_only": st.just(_PHASES[name] == "closed"),
            "by": st.sampled_from((("ChangeStatus",), ("ChangeStatus", *_EFFECTS), ("ResolveCase",))),
        },
    )


def _some(templates: tuple[Rule, ...]) -> st.SearchStrategy[list[Rule]]:
    """Some of them, in any order."""
    places = st.lists(st.sampled_from(range(len(templates))), unique=True)
    return places.map(lambda chosen: [dict(templates[place]) for place in chosen])


@cache
def small_rulebooks() -> st.SearchStrategy[Rulebook]:
    """A rulebook with up to six statuses, any ways between them, and rules of every kind that interfere.

    Its words are `WORDS`, its queues `TEAMS`.

    >>> @given(small_rulebooks())
    ... def claim(book):
    ...     assert book.first_status in book.status
    >>> claim()
    """
    return _small()
