"""Every expression and template of a rulebook, with its place and with what it may read."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from caserules.decide.rules import Rules
from caserules.engine import Expression, Rule, Scope, Template
from caserules.engine.grammar import Reader
from caserules.engine.nodes import Attribute, Name
from caserules.engine.walk import nodes
from caserules.model import FrozenMap
from caserules.rulesets.guard import GuardRule
from caserules.rulesets.notices import NoticeRule
from caserules.rulesets.routing import Pick
from caserules.rulesets.sla.plan import Plan
from caserules.rulesets.terms import kinds_of

__all__ = ["Book", "Place", "written"]

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


class Place(NamedTuple):
    """One text: the rule and the key under which it stands, and the scope in which it is read."""

    rule: str
    key: str
    text: str
    scope: Scope
    source: str | None = None
    template: bool = False

    def expressions(self, rules: Rules) -> tuple[Expression, ...]:
        """The text as an expression, or those of its placeholders."""
        if not self.template:
            return (rules.terms.read(self.text, self.scope),)
        return tuple(each for each in Template(self.text, self.scope).pieces if isinstance(each, Expression))

    def names(self) -> Iterator[str]:
        """The names that are written in it, named conditions by their own; `words.x` in one."""
        texts = (self.text,)
        if self.template:
            texts = tuple(_PLACEHOLDER.findall(self.text.replace("{{", "").replace("}}", "")))
        for text in texts:
            yield from written(text)


def written(text: str) -> Iterator[str]:
    """The names that an expression is written with."""
    for node in nodes(Reader(text).read()):
        match node:
            case Attribute(of=Name(name="words"), name=name):
                yield f"words.{name}"
            case Name(name=name):
                yield name
            case _:
                pass


class Book:
    """A rulebook's rules with the scopes in which their rule sets read them."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.origin: Scope = rules.origin._scope  # noqa: SLF001 the very scope in which they were read
        self.judging: Scope = rules.terms.judging
        self.cloning: Scope = rules.cloning._scope  # noqa: SLF001 as above
        self.upkeep: Scope = rules.upkeep._scope  # noqa: SLF001 as above

    @cached_property
    def plans(self) -> tuple[Plan, ...]:
        """The clocks, compiled."""
        return tuple(Plan(rule, self.rules.terms) for rule in self.rules.book.clock)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every text of every rule."""
        found = (*self._of_life(), *self._of_cases(), *self._of_commands(), *self._of_time())
        return (*found, *self._over_many())

    def _of_life(self) -> Iterator[Place]:
        book = self.rules.book
        for name, status in book.status.items():
            if status.who is not None:
                yield Place(f"status.{name}", "who", status.who, self.judging, status.source)
        yield from (
            Place(f"effect.{kind}", kind, leads.text, leads.scope, template=True)
            for kind in book.effect
            if (leads := self.rules.transitions.leads(kind)) is not None
        )
        for stage in book.stage:
            for place, need in enumerate(stage.needs):
                key = f"needs.{place}"
                yield Place(f"stage.{stage.name}", key, need, self.judging, stage.source or None)

    def _of_cases(self) -> Iterator[Place]:
        book = self.rules.book
        for origin in book.origin:
            told = {"link": origin.link, "message": origin.message, "do": origin.do}
            yield from _places(
                origin, self.origin, ("when",), {**told, "set": origin.set, "notify": origin.notify}
            )
        for fill in book.fill:
            yield from _places(fill, self.judging, ("when",), {"set": fill.set})
        for route in book.route:
            to = route.to
            sent = {"to": (to.team, to.skill, to.region) if isinstance(to, Pick) else to}
            yield from _places(route, self.judging, ("when",), sent)
        for clone in book.clone:
            told = {"for": clone.target, "message": clone.message, "remedy": clone.remedy}
            yield from _places(clone, self.cloning, ("when", "require"), {**told, "set": clone.set})

    def _of_commands(self) -> Iterator[Place]:
        book = self.rules.book
        watching: tuple[GuardRule | NoticeRule, ...] = (*book.guard, *book.notice)
        for rule in watching:
            scope = self.rules.terms.watching(kinds_of(rule.on))
            texts = {key: getattr(rule, key, None) for key in ("to", "message", "remedy", "once")}
            yield from _places(rule, scope, ("when", "require"), texts)

    def _of_time(self) -> Iterator[Place]:
        for plan in self.plans:
            yield from _of_clock(plan, self.rules.terms.scope(case=self.rules.terms.case_type))
        for due in self.rules.book.upkeep:
            texts = {key: getattr(due, key) for key in ("remind", "message", "do")}
            yield from _places(due, self.upkeep, ("when", "since"), {**texts, "as": due.on_behalf_of})

    def _over_many(self) -> Iterator[Place]:
        for rows in (
            *(each.rows for each in self.rules.worklists),
            *(each.rows for each in self.rules.measures),
        ):
            for key, text, scope in rows.texts:
                yield Place(rows.rule.id, key, text, scope, rows.rule.source or None)


def _places(
    rule: Rule, scope: Scope, conditions: tuple[str, ...], templates: dict[str, Any]
) -> Iterator[Place]:
    source = rule.source or None
    for key in conditions:
        text = getattr(rule, key, None)
        if text is not None:
            yield Place(rule.id, key, text, scope, source)
    for key, given in templates.items():
        for at, text in _texts(key, given):
            yield Place(rule.id, at, text, scope, source, template=True)


def _texts(key: str, given: Any) -> Iterator[tuple[str, str]]:
    match given:
        case str():
            yield key, given
        case tuple():
            for place, each in enumerate(given):
                yield from _texts(f"{key}.{place}", each)
        case FrozenMap():
            for name, each in given.items():
                yield from _texts(f"{key}.{name}", each)
        case _:
            pass


def _of_clock(plan: Plan, outer: Scope) -> Iterator[Place]:
    rule = plan.rule
    source = rule.source or None
    if rule.each is not None:
        yield Place(rule.id, "each", f"[{rule.each}]", outer, source)
    texts = {key: getattr(rule, key) for key in ("start", "stop", "pause", "cancel", "restart")}
    texts["from"] = rule.from_
    for place, target in enumerate(rule.targets):
        texts[f"targets.{place}.when"] = target.when
        texts[f"targets.{place}.within"] = _braced(target.within)
    texts["schedule"] = _braced(rule.schedule)
    for key, text in texts.items():
        if text is not None:
            yield Place(rule.id, key, text, plan.scope, source)


def _braced(text: str | None) -> str | None:
    """The expression in braces, where the text is one."""
    return text[1:-1] if text is not None and text.startswith("{") else None
