"""Routing: ordered rules that place a case with an agent, a team or a queue; the first that holds decides."""

from collections.abc import Iterable, Iterator
from datetime import tzinfo
from difflib import get_close_matches
from hashlib import blake2b
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag

from caserules.case import Agent, Case, Context
from caserules.case.values import Filled
from caserules.engine import Expression, Rule, RuleSet, Template, Trace
from caserules.engine.errors import suggest
from caserules.model import Model
from caserules.outline import minute
from caserules.rulesets.place import Fault, at, each_of
from caserules.rulesets.route import PassedOver, Route
from caserules.rulesets.terms import Terms, judged

__all__ = ["PassedOver", "Pick", "Route", "RouteRule", "Routing"]


class Pick(Model):
    """Somebody of a team: who has the skill, covers the region, is there and has room for one case more.

    `first` takes the roster's order, `least loaded` the smallest load, `even spread` a stable choice by the
    case's id that needs no memory (rendezvous hashing, Thaler and Ravishankar 1998).
    """

    team: Filled
    skill: Filled | None = None
    """The skill that is asked for; one that a template does not find, nobody has."""
    region: Filled | None = None
    """The region, likewise: `{case.region}`."""
    pick: Literal["first", "least loaded", "even spread"] = "first"


def _form(value: Any) -> str | None:
    match value:
        case str():
            return "an id"
        case list() | tuple():
            return "a chain"
        case dict() | Pick():
            return "a pick"
        case _:
            return None


Target: TypeAlias = Annotated[
    Annotated[Filled, Tag("an id")]
    | Annotated[tuple[Filled, ...], Field(min_length=1), Tag("a chain")]
    | Annotated[Pick, Tag("a pick")],
    Discriminator(
        _form,
        custom_error_type="route_target",
        custom_error_message='name an agent, a team or a queue, give a list of them, or `{ team = "…" }`',
    ),
]
"""Whom a rule sends a case to: an agent, a team or a queue, a chain of them, or somebody of a team."""


class RouteRule(Rule):
    """Whom a case goes to; a list is a chain, in which the first who is there is taken (FES-06)."""

    to: Target
    otherwise: Filled | None = Field(default=None, alias="else")
    """The queue that takes the case where nobody of `to` can."""


class Routing:
    """The routing rules of a rulebook, ready to run."""

    def __init__(self, rules: tuple[RouteRule, ...], terms: Terms, *, first_queue: str | None = None) -> None:
        self._terms = terms
        self._first_queue = first_queue
        self._unplaced = Route(queue=first_queue)
        self._scope = terms.judging
        self._queues = frozenset(terms.words.get("queue", ()))
        self._targets: dict[str, tuple[Template, ...]] = {}
        self._pairs: list[tuple[RouteRule, Expression | None]] = []
        self.reads: frozenset[str] = frozenset()
        """The facts of the case that its rules read."""
        with at(None, "first_queue"):
            self._known(first_queue)
        each_of(rules, self._add)
        self._rules = RuleSet(self._pairs, self._scope, "first", "routing")

    def _add(self, rule: RouteRule) -> None:
        when = self._terms.condition(rule, self._scope)
        self._pairs.append((rule, when))
        with at(rule.id, "to"):
            templates = tuple(Template(text, self._scope) for text in _texts(rule.to))
            if rule.enabled:
                self.reads |= self._facts(when, *templates)
            self._targets[rule.id] = templates
            if not isinstance(rule.to, Pick):
                for template in templates:
                    self._plausible(template)
        with at(rule.id, "else"):
            self._known(rule.otherwise)

    def _facts(self, *readers: Expression | Template | None) -> frozenset[str]:
        """The fields of the case that these read; all of them where they read it as a whole."""
        paths = {path for each in readers if each is not None for path in each.reads if path[0] == "case"}
        fields = self._terms.case_type.model_fields
        if not all(path[1:] and path[1] in fields for path in paths):
            return frozenset(fields)
        return frozenset(path[1] for path in paths)

    def _known(self, queue: str | None) -> None:
        if queue is not None and self._queues and queue not in self._queues:
            raise Fault(f"`{queue}` is no word of `queue`", suggest(queue, sorted(self._queues)))

    def _plausible(self, template: Template) -> None:
        """Refuses what is a queue misspelt; any other text may be an agent or a team of the roster."""
        if template.reads or (name := template.render()) in self._queues:
            return
        plain = {_letters(queue): queue for queue in sorted(self._queues)}
        near = get_close_matches(_letters(name)[:60], plain, n=1, cutoff=0.9)
        if near and _digits(near[0]) == _digits(name):
            raise Fault(f"`{name}` is no word of `queue`", f"did you mean `{plain[near[0]]}`?")

    @property
    def asks(self) -> bool:
        """Whether there is anything to ask of a case; else every case waits in the first queue."""
        return bool(self._pairs)

    def route(self, case: Case, context: Context) -> Route:
        """Where the case goes, and everyone who was passed over on the way."""
        if not self._pairs:
            return self._unplaced
        values = judged(case, context)
        rule = self._terms.in_force(self._rules, context.now).first(**values)
        if rule is None:
            return self._unplaced
        passed: list[PassedOver] = []
        cited = {"rule": rule.id, "source": rule.source or None}
        for who, reason in self._candidates(rule, values, context):
            if reason is not None:
                passed.append(PassedOver(who=who, why=reason))
            elif self._is_queue(who, context):
                return Route(queue=who, passed_over=tuple(passed), **cited)
            else:
                return Route(owner=who, passed_over=tuple(passed), **cited)
        return Route(queue=rule.otherwise or self._first_queue, passed_over=tuple(passed), **cited)

    def _is_queue(self, who: str, context: Context) -> bool:
        """A word of `queue`; where the rulebook names no queues, whatever the roster does not know."""
        return who in self._queues if self._queues else not context.roster.knows(who)

    def why(self, case: Case, context: Context) -> Trace:
        """Every rule that was tried."""
        return self._terms.in_force(self._rules, context.now).why(**judged(case, context))

    def _candidates(
        self, rule: RouteRule, values: dict[str, Any], context: Context
    ) -> Iterator[tuple[str, str | None]]:
        """Each candidate in the order of preference, once, with the reason against it, if any."""
        templates = self._targets[rule.id]
        named = [template.render(**values).strip() for template in templates]
        if isinstance(rule.to, Pick):
            yield from self._picked(rule.to, templates, named, values["case"].id, context)
            return
        for place, (template, who) in enumerate(zip(templates, named, strict=True)):
            if not who:
                yield template.text, "names nobody"
            elif who not in named[:place]:
                yield who, None if self._is_queue(who, context) else _away(who, context, self._terms.zone)

    def _picked(
        self, to: Pick, templates: tuple[Template, ...], named: list[str], case_id: str, context: Context
    ) -> Iterator[tuple[str, str | None]]:
        """The team's members who can't, each with the reason, then those who can, the preferred one first."""
        team, skill, region = named
        unknown = [each.text for each, name in zip(templates, named, strict=True) if each.text and not name]
        if unknown:
            yield team or unknown[0], "names nobody" if not team else f"`{unknown[0]}` is not known"
            return
        if not context.roster.is_team(team):
            yield team, "is no team of the roster"
            return
        fit: list[Agent] = []
        for agent in context.roster.members(team):
            reason = _unfit(agent, skill, region) or _away(agent.id, context, self._terms.zone)
            if reason is None:
                fit.append(agent)
            else:
                yield agent.id, reason
        yield from ((who, "is not in the roster") for who in _strangers(team, context))
        yield from ((agent.id, None) for agent in _preferred(fit, to, case_id))


def _preferred(fit: list[Agent], to: Pick, case_id: str) -> Iterable[Agent]:
    if to.pick == "least loaded":
        return sorted(fit, key=lambda agent: agent.load)
    if to.pick == "even spread":
        return sorted(fit, key=lambda agent: _weight(case_id, agent.id), reverse=True)
    return fit


def _strangers(team: str, context: Context) -> Iterator[str]:
    """The members of a team whom the roster does not have as agents."""
    members = next(each.members for each in context.roster.teams if each.id == team)
    known = {agent.id for agent in context.roster.agents}
    return (who for who in members if who not in known)


def _texts(to: Target) -> tuple[str, ...]:
    match to:
        case str():
            return (to,)
        case Pick(team=team, skill=skill, region=region):
            return (team, skill or "", region or "")
        case _:
            return to


def _unfit(agent: Agent, skill: str, region: str) -> str | None:
    if agent.system:
        return "is no person"
    if skill and skill not in agent.skills:
        return f"lacks the skill `{skill}`"
    if region and region not in agent.regions:
        return f"does not cover `{region}`"
    return None


def _away(who: str, context: Context, zone: tzinfo) -> str | None:
    if not context.roster.knows(who):
        return "is not in the roster"
    agent = context.roster.agent(who)
    if absence := agent.absence(context.now):
        until = minute(absence.until.astimezone(zone))
        return f"is out until {until}" + (f" ({absence.reason})" if absence.reason else "")
    if agent.capacity is not None and agent.load >= agent.capacity:
        return f"has {agent.load} cases, at most {agent.capacity}"
    return None


def _weight(case_id: str, agent_id: str) -> bytes:
    return blake2b(f"{case_id}\0{agent_id}".encode(), digest_size=8).digest()


def _letters(name: str) -> str:
    """The name in small letters and digits alone: what is left of it when it is written carelessly."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _digits(name: str) -> str:
    return "".join(sign for sign in name if sign.isdigit())
