"""Cloning: for which reasons new cases may be made from a case, what they take over, and how often."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from caserules.case import Agent, Case, Context, Refusal
from caserules.case.commands import CloneCase
from caserules.case.parts import CloneOf
from caserules.engine import Expression, Rule, RuleSet, Template, Trace, parse
from caserules.model import FrozenMap, Model
from caserules.rulesets.place import at
from caserules.rulesets.terms import Terms

__all__ = ["Clone", "CloneRule", "Cloning"]

Copied = Literal["subject", "description", "type", "reason", "priority", "origin", "requester", "account"]


class CloneRule(Rule):
    """A reason for which a case may be cloned; it reads `case`, `command`, `item`, `actor` and `now`."""

    reason: str
    target: str = Field(alias="for")
    """For whom or what the clone is made; the same target is cloned once in a lineage (FES-13)."""
    each: Literal["items"] | None = None
    """`items`: one clone for each item that the command names (FES-12)."""
    require: str | None = None
    message: str | None = None
    remedy: str | None = None
    copied: tuple[Copied, ...] = Field(default=("subject", "description", "requester"), alias="copy")
    set: FrozenMap[str, Any] = FrozenMap()
    clock: Literal["fresh", "inherited"] = "fresh"
    """Whether the clone's clocks count from now or from when the source was received."""


class Clone(Model):
    """A case to be made: its id, what it takes over, and where it comes from."""

    new_id: str
    facts: FrozenMap[str, Any]
    received_at: datetime
    clone_of: CloneOf


class Cloning:
    """The clone rules of a rulebook, ready to run."""

    def __init__(self, rules: tuple[CloneRule, ...], terms: Terms) -> None:
        self._terms = terms
        names = {"case": terms.case_type, "command": CloneCase, "actor": Agent, "now": datetime}
        scope = terms.scope(**names, item=str | None)
        self._rules = RuleSet([(rule, terms.condition(rule, scope)) for rule in rules], scope, name="cloning")
        self._required: dict[str, Expression] = {}
        self._templates: dict[tuple[str, str], Template] = {}
        for rule in rules:
            if rule.require is not None:
                with at(rule.id, "require"):
                    self._required[rule.id] = parse(rule.require, scope)
            for key, text in (("for", rule.target), ("message", rule.message), ("remedy", rule.remedy)):
                with at(rule.id, key):
                    self._templates[rule.id, key] = Template(text or "", scope)
            for field, value in rule.set.items():
                with at(rule.id, f"set.{field}"):
                    terms.settable(field)
                    self._templates[rule.id, f"set.{field}"] = Template(str(value), scope)

    def clones(self, case: Case, command: CloneCase, context: Context) -> tuple[Clone, ...] | Refusal:
        """The cases to be made, all of them; or the refusal of the first thing that forbids it."""
        values = self._values(case, command, context)
        rules = self._rules.on(self._terms.day(context.now))
        reasons = tuple(dict.fromkeys(rule.reason for rule in rules.rules))
        rule = next((each for each in rules.every(**values) if each.reason == command.reason), None)
        if rule is None:
            return Refusal(
                code="no-reason-to-clone",
                message=f"case `{case.id}` may not be cloned for `{command.reason}`",
                remedy="reasons: " + (", ".join(f"`{reason}`" for reason in reasons) or "none"),
            )
        items: tuple[str | None, ...] = command.items if rule.each else (None,)
        if len(command.new_ids) != len(items) or len({*command.new_ids, case.id}) <= len(command.new_ids):
            return self._refusal(
                rule,
                "ids-do-not-fit",
                f"{len(items)} clones need as many new ids, all different, not `{command.new_ids}`",
            )
        made: list[Clone] = []
        for new_id, item in zip(command.new_ids, items, strict=True):
            clone = self._clone(rule, new_id, values | {"item": item}, made)
            if isinstance(clone, Refusal):
                return clone
            made.append(clone)
        return tuple(made)

    def _clone(
        self, rule: CloneRule, new_id: str, values: dict[str, Any], made: list[Clone]
    ) -> Clone | Refusal:
        case: Case = values["case"]
        required = self._required.get(rule.id)
        if required is not None and not required.compiled(**values):
            message = self._templates[rule.id, "message"].render(**values) or f"requires `{rule.require}`"
            return self._refusal(rule, "guard", message, self._templates[rule.id, "remedy"].render(**values))
        target = self._templates[rule.id, "for"].render(**values)
        if not target:
            return self._refusal(
                rule, "no-target", f"`{rule.target}` of the command names nothing to clone for"
            )
        taken = {(each.reason, each.target) for each in _lineage(case, values["_context"])}
        if (rule.reason, target) in taken | {(each.clone_of.reason, each.clone_of.target) for each in made}:
            message = f"case `{case.id}` was cloned for `{target}` already, for the reason `{rule.reason}`"
            return self._refusal(rule, "cloned-already", message)
        facts = {name: getattr(case, name) for name in rule.copied}
        facts |= {field: self._templates[rule.id, f"set.{field}"].value(**values) for field in rule.set}
        root = case.clone_of.root if case.clone_of else case.id
        return Clone(
            new_id=new_id,
            facts=FrozenMap({name: value for name, value in facts.items() if value is not None}),
            received_at=case.received_at if rule.clock == "inherited" else values["now"],
            clone_of=CloneOf(source=case.id, root=root, reason=rule.reason, target=target),
        )

    def rule(self, reason: str) -> CloneRule:
        """The rule for a reason."""
        return next(rule for rule in self._rules.rules if rule.reason == reason)

    @staticmethod
    def _refusal(rule: CloneRule, code: str, message: str, remedy: str = "") -> Refusal:
        source = rule.source or None
        return Refusal(code=code, message=message, rule=rule.id, source=source, remedy=remedy or None)

    @staticmethod
    def _values(case: Case, command: CloneCase, context: Context) -> dict[str, Any]:
        names = {"case": case, "command": command, "actor": context.agent, "now": context.now}
        return {**names, "item": None, "_context": context}

    def why(self, case: Case, command: CloneCase, context: Context) -> Trace:
        """Every rule that was tried."""
        return self._rules.on(self._terms.day(context.now)).why(**self._values(case, command, context))


def _lineage(case: Case, context: Context) -> Iterator[CloneOf]:
    """What was cloned from the case and its kin, as far as the host's `related` reach."""
    root = case.clone_of.root if case.clone_of else case.id
    for each in (case, *context.related):
        if each.id == root or (each.clone_of and each.clone_of.root == root) or each.id == case.id:
            yield from each.clones
            if each.clone_of:
                yield each.clone_of
