"""Every rule that was tried for a decision, told for a person; asked for on demand, never while deciding."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from caserules.case import Agent, Case, Context
from caserules.decide.rules import Rules
from caserules.engine import Rule, RuleSet, Scope, parse
from caserules.engine.trace import Try
from caserules.outline import Outline, Text
from caserules.rulesets.guard import GuardRule
from caserules.rulesets.routing import Route, Router
from caserules.rulesets.terms import kinds_of

__all__ = ["fills", "guards", "notices", "routing"]

R = TypeVar("R", bound=Rule)


def fills(rules: Rules, case: Case, context: Context) -> Outline:
    """Which fills hold for the case."""
    scope = rules.terms.scope(case=rules.terms.case_type, actor=Agent, now=datetime)
    values = {"case": case, "actor": context.agent, "now": context.now, "_context": context}
    return _tried("fills", rules, rules.book.fill, scope, values)


def notices(
    rules: Rules, kind: str, values: dict[str, Any], refusing: frozenset[str | None] = frozenset()
) -> Outline:
    """Which notices hold for the command, or where these guards are refusing it, for that."""
    watching = tuple(
        rule
        for rule in rules.book.notice
        if kind in kinds_of(rule.on)
        and (not refusing.isdisjoint(rule.refused) if refusing else not rule.refused)
    )
    asked = f"notices on a refused {kind}" if refusing else f"notices on {kind}"
    return _tried(asked, rules, watching, rules.terms.watching((kind,)), values)


def _tried(name: str, rules: Rules, those: Iterable[R], scope: Scope, values: dict[str, Any]) -> Outline:
    pairs = [(rule, rules.terms.condition(rule, scope)) for rule in those]
    day = rules.terms.day(values["now"])
    return RuleSet(pairs, scope, "every", name).on(day).why(**values).outline()


def routing(router: Router, route: Route, case: Case, context: Context) -> Outline:
    """Where the case goes, who was passed over, and each rule where the router can tell."""
    where = route.owner or route.queue
    heading = f"routing: `{where}`" if where else "routing: nobody"
    cited = f" by `{route.rule}`" + (f" ({route.source})" if route.source else "") if route.rule else ""
    passed = tuple(Text(text=f"passed over `{each.who}`: {each.why}") for each in route.passed_over)
    tried = getattr(router, "why", None)
    told = () if tried is None else tried(case, context).outline().blocks
    return Outline(heading=heading + cited, blocks=(*passed, *told))


def guards(
    rules: Rules, kind: str, values: dict[str, Any], context: Context, skipped: frozenset[str]
) -> Outline:
    """Each guard on the command: whether it asks, and whether what it requires holds."""
    day = rules.terms.day(context.now)
    lines: list[Text] = []
    refusing: list[str] = []
    for rule in rules.book.guard:
        if kind not in kinds_of(rule.on) or not rule.in_force(day):
            continue
        named = f"`{rule.id}`" + (f" ({rule.source})" if rule.source else "")
        asked, required = _judged(rules, rule, values)
        if rule.id in skipped:
            lines.append(Text(text=f"waits    {named}: it reads a `result` that there is not", tone="quiet"))
        elif asked.failed is not None:
            lines.append(Text(text=f"asks not {named}: {asked.failed}", tone="quiet"))
        elif required.failed is not None:
            refusing.append(f"`{rule.id}`")
            lines.append(Text(text=f"refuses  {named}: {required.failed}", tone="bad"))
        else:
            lines.append(Text(text=f"holds    {named}: `{rule.require}`", tone="good"))
    answer = "refused by " + ", ".join(refusing) if refusing else "none refuses"
    return Outline(heading=f"guards on {kind}: {answer}", blocks=tuple(lines))


def _judged(rules: Rules, rule: GuardRule, values: dict[str, Any]) -> tuple[Try, Try]:
    scope = rules.terms.watching(kinds_of(rule.on))
    asked = RuleSet([(rule, rules.terms.condition(rule, scope))], scope)
    required = RuleSet([(rule, parse(rule.require, scope))], scope)
    return asked.why(**values).of(rule.id), required.why(**values).of(rule.id)
