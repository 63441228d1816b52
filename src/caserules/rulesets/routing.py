"""Routing: ordered rules that place a case with an agent, a team or a queue; the first that holds decides."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b
from typing import Any, Literal, Protocol, TypeAlias

from pydantic import Field

from caserules.case import Agent, Case, Context
from caserules.engine import Rule, RuleSet, Template, Trace
from caserules.model import Model
from caserules.rulesets.place import at
from caserules.rulesets.terms import Terms

__all__ = ["PassedOver", "Pick", "Route", "RouteRule", "Router", "Routing"]


class Pick(Model):
    """Somebody of a team: who has the skill, covers the region, is there and has room for one case more.

    `first` takes the roster's order, `least loaded` the smallest load, `even spread` a stable choice by the
    case's id that needs no memory (rendezvous hashing, Thaler and Ravishankar 1998).
    """

    team: str
    skill: str | None = None
    region: str | None = None
    pick: Literal["first", "least loaded", "even spread"] = "first"


Target: TypeAlias = str | tuple[str, ...] | Pick


class RouteRule(Rule):
    """Whom a case goes to; a list is a chain, in which the first who is there is taken (FES-06)."""

    to: Target
    otherwise: str | None = Field(default=None, alias="else")
    """The queue that takes the case where nobody of `to` can."""


class PassedOver(Model):
    """Who was considered and not taken, and why."""

    who: str
    why: str


class Route(Model):
    """Where a case goes: with an owner, or in a queue, or (both None) nowhere, and by which rule."""

    owner: str | None = None
    queue: str | None = None
    rule: str | None = None
    source: str | None = None
    passed_over: tuple[PassedOver, ...] = ()


class Router(Protocol):
    """What places cases; a host may give an object of its own (`Desk(rulebook, routing=...)`)."""

    def route(self, case: Case, context: Context) -> Route:
        """Where the case goes."""
        ...


class Routing:
    """The routing rules of a rulebook, ready to run."""

    def __init__(self, rules: tuple[RouteRule, ...], terms: Terms, *, first_queue: str | None = None) -> None:
        self._terms = terms
        self._first_queue = first_queue
        self._scope = terms.scope(case=terms.case_type, actor=Agent, now=datetime)
        self._queues = frozenset(terms.words.get("queue", ()))
        self._targets: dict[str, tuple[Template, ...]] = {}
        self._rules = RuleSet(
            [(rule, terms.condition(rule, self._scope)) for rule in rules], self._scope, "first", "routing"
        )
        for rule in rules:
            with at(rule.id, "to"):
                self._targets[rule.id] = tuple(Template(text, self._scope) for text in _texts(rule.to))
                self._known(rule)

    def _known(self, rule: RouteRule) -> None:
        if rule.otherwise is not None and self._queues and rule.otherwise not in self._queues:
            known = ", ".join(f"`{queue}`" for queue in sorted(self._queues))
            raise ValueError(f"`else` names `{rule.otherwise}`, which is no queue of `words.queue`: {known}")

    def route(self, case: Case, context: Context) -> Route:
        """Where the case goes, and who was passed over on the way."""
        values = self._values(case, context)
        rule = self._rules.on(self._terms.day(context.now)).first(**values)
        if rule is None:
            return Route(queue=self._first_queue)
        named = [target.value(**values) for target in self._targets[rule.id]]
        passed: list[PassedOver] = []
        cited = {"rule": rule.id, "source": rule.source or None}
        for who, reason in self._candidates(rule.to, named, case, context):
            if self._is_queue(who, context):
                return Route(queue=who, passed_over=tuple(passed), **cited)
            if reason is None:
                return Route(owner=who, passed_over=tuple(passed), **cited)
            passed.append(PassedOver(who=who, why=reason))
        queue = rule.otherwise or self._first_queue
        return Route(queue=queue, passed_over=tuple(passed), **cited)

    def _is_queue(self, who: str, context: Context) -> bool:
        """A word of `queue`; where the rulebook names no queues, whatever the roster does not know."""
        return who in self._queues if self._queues else not context.roster.knows(who)

    def why(self, case: Case, context: Context) -> Trace:
        """Every rule that was tried."""
        return self._rules.on(self._terms.day(context.now)).why(**self._values(case, context))

    @staticmethod
    def _values(case: Case, context: Context) -> dict[str, Any]:
        return {"case": case, "actor": context.agent, "now": context.now, "_context": context}

    def _candidates(
        self, to: Target, named: list[Any], case: Case, context: Context
    ) -> Iterator[tuple[str, str | None]]:
        """Each candidate in the order of preference, with the reason against it, if any."""
        if not isinstance(to, Pick):
            for who in named:
                if who is not None:
                    name = str(who)
                    yield name, None if self._is_queue(name, context) else _away(name, context)
            return
        team, skill, region = named
        if not context.roster.is_team(team):
            yield team, "it is no team of the roster"
            return
        fit: list[Agent] = []
        for agent in context.roster.members(team):
            reason = _unfit(agent, skill, region) or _away(agent.id, context)
            if reason is None:
                fit.append(agent)
            else:
                yield agent.id, reason
        if to.pick == "least loaded":
            fit.sort(key=lambda agent: agent.load)
        elif to.pick == "even spread":
            fit.sort(key=lambda agent: _weight(case.id, agent.id), reverse=True)
        yield from ((agent.id, None) for agent in fit)


def _texts(to: Target) -> tuple[str, ...]:
    match to:
        case str():
            return (to,)
        case Pick(team=team, skill=skill, region=region):
            return (team, skill or "", region or "")
        case _:
            return to


def _unfit(agent: Agent, skill: str | None, region: str | None) -> str | None:
    if skill and skill not in agent.skills:
        return f"lacks the skill `{skill}`"
    if region and region not in agent.regions:
        return f"does not cover `{region}`"
    return None


def _away(who: str, context: Context) -> str | None:
    if not context.roster.knows(who):
        return "is not in the roster"
    agent = context.roster.agent(who)
    if absence := agent.absence(context.now):
        return f"is out until {absence.until.isoformat()}" + (
            f" ({absence.reason})" if absence.reason else ""
        )
    if agent.capacity is not None and agent.load >= agent.capacity:
        return f"has {agent.load} cases, at most {agent.capacity}"
    return None


def _weight(case_id: str, agent_id: str) -> bytes:
    return blake2b(f"{case_id}\0{agent_id}".encode(), digest_size=8).digest()
