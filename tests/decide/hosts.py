"""A small desk, and a host's object that answers as it is told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import caserules as cr
from caserules.case.commands import CloneCase
from caserules.schedule import parse_target

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
BOOK: dict[str, Any] = {
    "id": "tiny",
    "first_status": "new",
    "first_queue": "front",
    "words": {"type": ["refund", "question"], "queue": ["front", "back"], "clone": ["split"], "spam": ["no"]},
    "fields": {"score": {"type": "integer", "default": 0}, "spam": {"type": "words.spam", "missing": True}},
    "status": {
        "new": {"phase": "open", "to": ["done"], "who": 'actor.id != "eve"'},
        "done": {"phase": "closed", "to": ["new"]},
    },
    "effect": {"CloseCase": "done"},
    "origin": [{"id": "mail", "then": "open", "set": {"origin": "mail"}}],
    "fill": [{"id": "scored", "when": 'case.type == "refund"', "set": {"score": 1}}],
    "route": [{"id": "refunds", "when": 'case.type == "refund"', "to": "back"}],
    "clone": [{"id": "parts", "reason": "split", "for": "{item}", "each": "items"}],
    "guard": [
        {"id": "told", "on": "CloseCase", "require": "command.comment is not None"},
        {"id": "typed", "on": "OpenCase", "require": "command.type is not None"},
    ],
    "clock": [{"id": "solve", "targets": [{"within": "8 hours"}], "warn": ["50%"]}],
    "notice": [{"id": "news", "on": "AddComment", "to": ["zoe"]}],
    "upkeep": [{"id": "stale", "since": "case.opened_at", "after": "2 hours", "remind": "zoe"}],
}
OPEN = cr.OpenCase(new_id="C-1", subject="no heat", type="refund")
MAIL = cr.Interaction(channel="mail", subject="no heat", type="refund", new_id="C-1")


def desk(**own: Any) -> cr.Desk[cr.Case]:
    """The desk with these objects of the host's."""
    return cr.Desk(cr.Rulebook.model_validate(BOOK), **own)


def at(hours: float = 0, actor: str = "ana", **more: Any) -> cr.Context:
    """Some hours after the beginning."""
    return cr.Context(now=NOW + hours * HOUR, actor=actor, **more)


def opened(own: cr.Desk[cr.Case], **more: Any) -> cr.Case:
    """A case of the desk."""
    case = own.decide(None, OPEN.replace(**more), at()).or_raise().case
    assert case is not None
    return case


class Answer:
    """Gives one answer to whatever it is asked, by whatever method; and says why."""

    def __init__(self, answer: Any, told: Any = "as it was told") -> None:
        self._answer = answer
        self._told = told

    def __len__(self) -> int:
        """Nothing in it, and still an object to ask."""
        return 0

    def _asked(self, *given: Any) -> Any:
        return self._answer(*given) if callable(self._answer) else self._answer

    route = receive = fill = clones = clocks = judge = notices = due = _asked

    def why(self, *given: Any) -> Any:
        """The reason."""
        del given
        return self._told


NAMES = ("routing", "origin", "fill", "cloning", "sla", "validation", "notices", "upkeep")


def clone(new_id: str = "C-2", source: str = "C-1") -> cr.Clone:
    """A clone by a host."""
    of = cr.CloneOf(source=source, root=source, reason="split", target="t")
    facts = cr.FrozenMap({"subject": "half", "type": "refund"})
    return cr.Clone(new_id=new_id, rule="model", facts=facts, received_at=NOW, clone_of=of)


ASK = CloneCase(reason="split", new_ids=("C-2",), items=("x",))


def by_the_clock(case: cr.Case, now: datetime, context: cr.Context) -> Iterator[cr.Clock]:
    """One clock of four hours, as a generator."""
    del context
    segment = cr.Segment(
        cycle=1,
        number=1,
        phase="running",
        target=parse_target("4 hours"),
        started_at=case.opened_at,
        since=case.opened_at,
        until=now,
        schedule=cr.Schedule(time_zone="UTC", hours={"mon-sun": "00:00-24:00"}),
    )
    yield cr.Clock(id="model", case_id=case.id, read_at=now, source="m", segments=(segment,), thresholds=())


def due(hours: float, key: str, command: Any = None) -> cr.Due:
    """Something that a host finds due."""
    reminder = command or cr.Remind(to="max", key=key, message="m")
    return cr.Due(command=reminder, actor="sweep", due_at=NOW + hours * HOUR, key=key, rule="model")
