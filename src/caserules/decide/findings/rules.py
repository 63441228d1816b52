"""Rules that decide nothing: shadowed ones, and guards that refuse always or never."""

from collections.abc import Iterable, Iterator
from typing import Any

from caserules.decide.findings.finding import Finding
from caserules.decide.findings.proof import Proof, constant
from caserules.decide.findings.texts import Book
from caserules.engine import Expression, Rule, RuleSet, Scope, Template, both, negate, parse
from caserules.engine.errors import suggest
from caserules.rulesets.fill import FillRule
from caserules.rulesets.guard import GuardRule
from caserules.rulesets.notices import NoticeRule
from caserules.rulesets.terms import COMMANDS, Terms, kinds_of

__all__ = ["deciding", "guarding", "never_holds"]


def deciding(book: Book, proof: Proof) -> Iterator[Finding]:
    """The rules of origin, fill, route and clone that never decide, and notices that never tell."""
    rules, terms = book.rules.book, book.rules.terms
    yield from _idle(rules.origin, proof.idle(_first(rules.origin, book.origin, terms)))
    yield from _idle(rules.fill, _idle_fills(book, proof))
    yield from _idle(rules.route, proof.idle(_first(rules.route, book.judging, terms)))
    reasons = dict.fromkeys(rule.reason for rule in rules.clone)
    for reason in reasons:
        alike = [rule for rule in rules.clone if rule.reason == reason]
        yield from _idle(alike, proof.idle(_first(alike, book.cloning, terms)))
    for notice in rules.notice:
        scope = terms.watching(kinds_of(notice.on))
        if notice.enabled and proof.never(terms.condition(notice, scope)):
            yield never_holds(notice, "when", "can never hold, so it tells nobody")
        if notice.enabled:
            yield from _not_refused(notice, rules.guard)


def _not_refused(notice: NoticeRule, guards: tuple[GuardRule, ...]) -> Iterator[Finding]:
    """Guards of whose refusals the notice would tell, and that refuse none of its commands."""
    there = {guard.id: guard for guard in guards if guard.enabled}
    for name in notice.refused:
        guard = there.get(name)
        if guard is not None and set(kinds_of(guard.on)) & set(kinds_of(notice.on)):
            continue
        told = "which is no guard" if guard is None else "which watches none of its commands"
        yield Finding(
            kind="no such guard",
            rule=notice.id,
            key="refused",
            source=notice.source or None,
            message=f"`{notice.id}` tells of refusals by `{name}`, {told}",
            remedy=(suggest(name, there) if guard is None else "") or "name a guard of these commands",
        )


def _first(rules: Iterable[Any], scope: Scope, terms: Terms) -> RuleSet[Any]:
    return RuleSet([(rule, terms.condition(rule, scope)) for rule in rules], scope, "first")


def _idle(rules: Iterable[Rule], idle: dict[str, tuple[str, ...]]) -> Iterator[Finding]:
    for rule in rules:
        if rule.id not in idle:
            continue
        others = idle[rule.id]
        names = ", ".join(f"`{each}`" for each in others)
        told = f"{names} decide{'s' if len(others) == 1 else ''} first wherever it holds"
        yield Finding(
            kind="never decides",
            rule=rule.id,
            key="when",
            source=rule.source or None,
            others=others,
            message=f"`{rule.id}` never decides: "
            + (told if others else "its conditions exclude each other"),
            remedy=f"place it before {names}, or leave it out" if others else "correct the condition",
        )


def never_holds(rule: Rule, key: str, told: str) -> Finding:
    """The finding on a rule whose condition under that key never holds."""
    return Finding(
        kind="never holds",
        rule=rule.id,
        key=key,
        source=rule.source or None,
        message=f"`{key}` of `{rule.id}` {told}",
        remedy="correct the condition, or leave the rule out",
    )


def _idle_fills(book: Book, proof: Proof) -> dict[str, tuple[str, ...]]:
    """The fills that set no field of theirs; each field is set by the first rule that names it and holds.

    Where another rule may set, in between, what the rules of a field ask for, those before a rule are not
    held against it.
    """
    fills = [rule for rule in book.rules.book.fill if rule.enabled]
    found: dict[str, list[tuple[str, ...] | None]] = {rule.id: [] for rule in fills}
    for field in dict.fromkeys(name for rule in fills for name in rule.set):
        naming = [rule for rule in fills if field in rule.set]
        asked = {path[1] for rule in naming for path in _asked(book, rule, field) if len(path) > 1}
        others = {name for rule in fills for name in rule.set if name != field}
        idle: dict[str, tuple[str, ...]]
        if asked & others:
            idle = {
                rule.id: () for rule in naming if proof.never(book.rules.terms.condition(rule, book.judging))
            }
        else:
            idle = proof.idle(_first(naming, book.judging, book.rules.terms))
        for rule in naming:
            found[rule.id].append(idle.get(rule.id))
    whole = {rule: each for rule, each in found.items() if None not in each}
    return {
        rule: tuple(dict.fromkeys(other for each in whole[rule] for other in each or ())) for rule in whole
    }


def _asked(book: Book, rule: FillRule, field: str) -> Iterator[tuple[str, ...]]:
    """What of the case the rule asks for before it sets the field."""
    when = book.rules.terms.condition(rule, book.judging)
    yield from when.reads if when is not None else ()
    value = rule.set[field]
    if isinstance(value, str):
        yield from Template(value, book.judging).reads


def guarding(book: Book, proof: Proof) -> Iterator[Finding]:
    """The guards that can't be passed, and those that never refuse."""
    for rule in book.rules.book.guard:
        if rule.enabled:
            yield from _guard(rule, book, proof)
    for clone in book.rules.book.clone:
        if clone.enabled and clone.require is not None:
            required = book.rules.terms.read(clone.require, book.cloning)
            when = book.rules.terms.condition(clone, book.cloning)
            if constant(required.root) is None and proof.never(when, required) and not proof.never(when):
                yield _impassable(clone, "every clone is refused")


def _guard(rule: GuardRule, book: Book, proof: Proof) -> Iterator[Finding]:
    kinds = kinds_of(rule.on)
    scope = book.rules.terms.watching(kinds)
    required = book.rules.terms.read(rule.require, scope)
    when = book.rules.terms.condition(rule, scope)
    refusing = False
    locked: list[str] = []
    for alike, facts in _kinds(kinds, required if when is None else both(when, required), book):
        if proof.never(facts, when):
            continue
        if not proof.never(facts, when, negate(required)):
            refusing = True
        if constant(required.root) is None and proof.never(facts, when, required):
            locked.extend(alike)
    if not refusing and proof.never(when):
        yield never_holds(rule, "when", "can never hold, so it refuses nothing")
    elif not refusing:
        yield Finding(
            kind="never refuses",
            rule=rule.id,
            key="require",
            source=rule.source or None,
            message=f"`{rule.id}` never refuses: `{rule.require}` holds wherever it is asked",
            remedy="correct the condition, or leave the rule out",
        )
    if locked:
        names = ", ".join(f"`{kind}`" for kind in locked)
        yield _impassable(rule, f"{names} can't be given" + (" where its `when` holds" if when else ""))


def _impassable(rule: Any, so: str) -> Finding:
    return Finding(
        kind="never passes",
        rule=rule.id,
        key="require",
        source=rule.source or None,
        message=f"`{rule.require}` of `{rule.id}` can never hold, so {so}",
        remedy="correct the condition, or write `False` where it is forbidden on purpose",
    )


def _kinds(
    kinds: tuple[str, ...], asked: Expression, book: Book
) -> Iterator[tuple[tuple[str, ...], Expression | None]]:
    """The commands, those together of which the same is known, with what is known of them."""
    groups: dict[str, list[str]] = {}
    paths = sorted({path[:2] for path in asked.reads if len(path) > 1 and path[0] in ("case", "command")})
    for kind in kinds:
        known: list[str] = []
        if ("case",) in asked.reads and asked.scope.types["case"].missing:
            known.append("case is None" if kind == "OpenCase" else "case is not None")
        for name, field in paths:
            if name == "command" and field == "command":
                known.append(f"command.command == {kind!r}")
            else:
                known.extend(_presence(name, field, kind, asked.scope, book))
        groups.setdefault(" and ".join(known), []).append(kind)
    for text, alike in groups.items():
        yield tuple(alike), parse(text, asked.scope) if text else None


def _presence(name: str, field: str, kind: str, scope: Scope, book: Book) -> Iterator[str]:
    """Whether a command of that kind has the field; a case that is opened was none before."""
    there = scope.attributes(scope.types[name]).get(field)
    if there is None or not (there.missing or scope.types[name].missing):
        return
    if name == "case":
        if kind == "OpenCase":
            yield f"case.{field} is None"
        elif not book.judging.attributes(book.judging.types["case"])[field].missing:
            yield f"case.{field} is not None"
    elif field not in COMMANDS[kind].model_fields:
        yield f"command.{field} is None"
    elif not book.rules.terms.watching((kind,)).attributes(_own(book, kind))[field].missing:
        yield f"command.{field} is not None"


def _own(book: Book, kind: str) -> Any:
    return book.rules.terms.watching((kind,)).types["command"]
