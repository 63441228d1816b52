"""Every rule that was tried for a decision, told for a person; asked for on demand, never while deciding."""

from collections.abc import Iterable
from typing import Any, TypeVar

from caserules.case import Case, Context, Interaction, Refusal
from caserules.case.commands import CloneCase, Command
from caserules.case.events import Event
from caserules.decide.host import Host
from caserules.decide.plugged import HostNotices
from caserules.decide.rules import Rules
from caserules.engine import Rule, RuleSet, Scope, parse
from caserules.engine.trace import Try
from caserules.outline import Outline, Text
from caserules.rulesets.guard import GuardRule
from caserules.rulesets.route import Route
from caserules.rulesets.routing import Routing
from caserules.rulesets.terms import kinds_of

__all__ = ["cloning", "fills", "guards", "notices", "origin", "routing"]

R = TypeVar("R", bound=Rule)


def fills(
    rules: Rules, before: Case | None, case: Case, context: Context, events: Iterable[Event] = ()
) -> Outline:
    """Which fills held for the case, each as it came to its turn."""
    tried = rules.fills.why(before, case, context, events)
    return _beside(_hosted(rules.fills, before, case, context), tried)


def cloning(rules: Rules, case: Case, command: CloneCase, context: Context) -> Outline:
    """Which reasons for cloning hold."""
    tried = rules.cloning.why(case, command, context).outline()
    return _beside(_hosted(rules.cloning, case, command, context), tried)


def origin(rules: Rules, interaction: Interaction, match: Case | None, context: Context) -> Outline:
    """What was tried for the interaction."""
    tried = rules.origin.why(interaction, match, context).outline()
    return _beside(_hosted(rules.origin, interaction, match, context), tried)


def _hosted(rule_set: object, *given: Any) -> tuple[Outline, ...]:
    """What the host's object says that stands in the place of the rule set, if one does."""
    host = getattr(rule_set, "host", None)
    return (host.told(*given),) if isinstance(host, Host) else ()


def _beside(hosted: tuple[Outline, ...], tried: Outline) -> Outline:
    return Outline(heading=tried.heading, blocks=(*hosted, *tried.blocks))


def notices(
    rules: Rules, command: Command, values: dict[str, Any], refusals: tuple[Refusal, ...] = ()
) -> Outline:
    """Which notices hold for the command, or where it is refused, for that."""
    kind, refusing = command.command, {each.rule for each in refusals}
    watching = tuple(
        rule
        for rule in rules.book.notice
        if kind in kinds_of(rule.on)
        and (not refusing.isdisjoint(rule.refused) if refusing else not rule.refused)
    )
    asked = f"notices on a refused {kind}" if refusing else f"notices on {kind}"
    tried = _tried(asked, rules, watching, rules.terms.watching((kind,)), values)
    if not isinstance(rules.notices, HostNotices):
        return tried
    return _beside((rules.notices.why(values, command, values["_context"], refusals),), tried)


def _tried(name: str, rules: Rules, those: Iterable[R], scope: Scope, values: dict[str, Any]) -> Outline:
    pairs = [(rule, rules.terms.condition(rule, scope)) for rule in those]
    day = rules.terms.day(values["now"])
    return RuleSet(pairs, scope, "every", name).on(day).why(**values).outline()


def routing(router: Routing, route: Route, case: Case, context: Context) -> Outline:
    """Where the case goes, who was passed over, what the host says if it is asked, and each rule."""
    where = route.owner or route.queue
    heading = f"routing: `{where}`" if where else "routing: nobody"
    cited = f" by `{route.rule}`" + (f" ({route.source})" if route.source else "") if route.rule else ""
    passed = tuple(Text(text=f"passed over `{each.who}`: {each.why}") for each in route.passed_over)
    hosted = _hosted(router, case, context)
    tried = router.why(case, context).outline().blocks
    return Outline(heading=heading + cited, blocks=(*passed, *hosted, *tried))


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
