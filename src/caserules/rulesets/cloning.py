"""Cloning: for which reasons new cases may be made from a case, what they take over, and how often."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from caserules.case import Agent, Case, Context, Refusal, own_fields
from caserules.case.commands import CloneCase
from caserules.case.fields import PLAIN_FIELDS
from caserules.case.parts import CloneOf
from caserules.case.values import json_form
from caserules.engine import Expression, Rule, RuleSet, Template, Trace, both, parse
from caserules.engine.errors import suggest
from caserules.model import FrozenMap, Instant, Model
from caserules.rulesets.place import Fault, at, each_of
from caserules.rulesets.same import Sought
from caserules.rulesets.terms import Plain, Setting, Terms, judged, set_to

__all__ = ["Clone", "CloneRule", "Cloning", "kin_of", "root_of"]

_COPIED = (*PLAIN_FIELDS, "requester", "account")
"""What of every case a clone can take over, beside the desk's own fields."""


class CloneRule(Rule):
    """A reason for which a case may be cloned; it reads `case`, `command`, `item`, `actor` and `now`."""

    reason: str
    target: str = Field(alias="for")
    """For whom or what the clone is made; the same target is cloned once in a lineage (FES-13)."""
    each: Literal["items"] | None = None
    """`items`: one clone for each item that the command names (FES-12)."""
    require: str | None = None
    """A condition on each clone; where it does not hold, all are refused with `message` and `remedy`."""
    message: str | None = None
    remedy: str | None = None
    copied: tuple[str, ...] = Field(default=("subject", "description", "requester"), alias="copy")
    """What the clone takes over: any of `subject`, `description`, `type`, `reason`, `priority`, `origin`,
    `requester`, `account`, and the desk's own fields; the subject always, where `set` gives it no other."""
    set: FrozenMap[str, Plain] = FrozenMap()
    """Fields of the clone with their values, or templates of them: `{item}`."""
    clock: Literal["fresh", "inherited"] = "fresh"
    """Whether the clone's clocks count from now or from when the source was received."""


class Clone(Model):
    """A case to be made: its id, what it takes over, and where it comes from.

    >>> from caserules import Clone, Desk, OpenCase, Rulebook
    >>> book = {"id": "tiny", "first_status": "new", "status": {"new": {"phase": "open"}}}
    >>> book["words"] = {"clone": ["refund"]}
    >>> class ForFinance:
    ...     def clones(self, case, command, context):
    ...         origin = CloneOf(source=case.id, root=case.id, reason=command.reason, target="finance")
    ...         facts = {"facts": FrozenMap({"subject": case.subject}), "received_at": context.now}
    ...         return [Clone(new_id=each, rule="own", clone_of=origin, **facts) for each in command.new_ids]
    >>> desk = Desk(Rulebook.model_validate(book), cloning=ForFinance())
    >>> context = Context(now="2026-03-02T09:00Z", actor="ana")
    >>> case = desk.decide(None, OpenCase(new_id="C-1", subject="no heat"), context).case
    >>> clone = desk.decide(case, CloneCase(reason="refund", new_ids=("C-2",)), context).changes[1].case
    >>> clone.id, clone.subject, clone.clone_of.target
    ('C-2', 'no heat', 'finance')
    """

    new_id: str
    rule: str
    """The id of the rule that makes it."""
    facts: FrozenMap[str, Any]
    received_at: Instant
    clone_of: CloneOf


class Cloning:
    """The clone rules of a rulebook, ready to run."""

    def __init__(self, rules: tuple[CloneRule, ...], terms: Terms) -> None:
        self._terms = terms
        names = {"case": terms.case_type, "command": CloneCase, "actor": Agent, "now": datetime}
        self._scope = terms.scope(**names, item=str | None)
        self._pairs: list[tuple[CloneRule, Expression | None]] = []
        self._required: dict[str, Expression] = {}
        self._templates: dict[tuple[str, str], Template] = {}
        self._settings: dict[tuple[str, str], Setting] = {}
        each_of(rules, self._add)
        self._rules = RuleSet(self._pairs, self._scope, "first", "cloning")
        self._for_items = {rule.reason for rule in rules if rule.each}

    def _add(self, rule: CloneRule) -> None:
        terms = self._terms
        when = terms.condition(rule, self._scope)
        with at(rule.id, "reason"):
            terms.word("clone", rule.reason)
            asked = parse(f"command.reason == {rule.reason!r}", self._scope)
        self._pairs.append((rule, asked if when is None else both(asked, when)))
        with at(rule.id, "copy"):
            copyable = (*_COPIED, *own_fields(terms.case_type))
            for name in rule.copied:
                if name not in copyable:
                    raise Fault(f"a clone can't take over `{name}`", suggest(name, copyable))
        if rule.require is not None:
            with at(rule.id, "require"):
                self._required[rule.id] = terms.read(rule.require, self._scope)
        for key, text in (("for", rule.target), ("message", rule.message), ("remedy", rule.remedy)):
            with at(rule.id, key):
                self._templates[rule.id, key] = Template(text or "", self._scope, written=True)
        for field, value in rule.set.items():
            with at(rule.id, f"set.{field}"):
                self._settings[rule.id, field] = terms.setting(field, value, self._scope)

    def clones(self, case: Case, command: CloneCase, context: Context) -> tuple[Clone, ...] | Refusal:
        """The cases to be made, all of them; or the refusal of the first thing that forbids it."""
        values = self._values(case, command, context)
        rules = self._terms.in_force(self._rules, context.now)
        reasons = tuple(dict.fromkeys(rule.reason for rule in rules.rules))
        rule = rules.first(**values)
        if rule is None:
            return Refusal(
                code="no-reason-to-clone",
                message=f"case `{case.id}` may not be cloned for `{command.reason}`",
                remedy="reasons: " + (", ".join(f"`{reason}`" for reason in reasons) or "none"),
            )
        items: tuple[str | None, ...] = command.items if rule.each else (None,)
        if refusal := self._unnamed(rule, items, case, command, context):
            return refusal
        made: list[Clone] = []
        for new_id, item in zip(command.new_ids, items, strict=True):
            clone = self._clone(rule, new_id, values | {"item": item}, made)
            if isinstance(clone, Refusal):
                return clone
            made.append(clone)
        return tuple(made)

    def _unnamed(
        self, rule: CloneRule, items: tuple[str | None, ...], case: Case, command: CloneCase, context: Context
    ) -> Refusal | None:
        """The refusal where the command does not name what to clone for, or not an id for each clone."""
        if not items:
            message = "`items` of the command names nothing to clone for"
            return self._refusal(rule, "no-target", message, "name each item")
        ids = command.new_ids
        if len(ids) != len(items):
            wanted = (
                "1 clone needs a new id" if len(items) == 1 else f"{len(items)} clones need a new id each"
            )
            return self._refusal(rule, "ids-do-not-fit", f"{wanted}, and there are {len(ids)}")
        known = {case.id, *(each.id for each in context.related)}
        used = [new_id for place, new_id in enumerate(ids) if new_id in known or new_id in ids[:place]]
        if used:
            message = f"`{used[0]}` is the id of another case"
            return self._refusal(rule, "ids-do-not-fit", message, "give each clone an id of its own")
        return None

    def _clone(
        self, rule: CloneRule, new_id: str, values: dict[str, Any], made: list[Clone]
    ) -> Clone | Refusal:
        case: Case = values["case"]
        target = self._templates[rule.id, "for"].render(**values)
        if not target:
            named = rule.target.strip("{}").removeprefix("command.")
            message = f"`{named}` of the command names nothing to clone for"
            return self._refusal(rule, "no-target", message, "name it")
        required = self._required.get(rule.id)
        if required is not None and not required.compiled(**values):
            message = self._templates[rule.id, "message"].render(**values) or f"requires `{rule.require}`"
            return self._refusal(rule, "guard", message, self._templates[rule.id, "remedy"].render(**values))
        taken, missing = _lineage(case, values["_context"])
        taken.extend(each.clone_of for each in made)
        if any(
            _plain(each.target) == _plain(target) and self._alike(each.reason, rule.reason) for each in taken
        ):
            message = f"case `{case.id}` or its kin was cloned for `{target}` already"
            remedy = "leave it out, and work on the clone that there is"
            return self._refusal(rule, "cloned-already", message, remedy)
        if missing:
            named = ", ".join(f"`{each}`" for each in missing)
            message = f"whether the kin of case `{case.id}` was cloned for `{target}` is not known: {named}"
            remedy = f"give {named} in `context.related`; `desk.looks_for(case)` says what to fetch"
            return self._refusal(rule, "kin-missing", message, remedy)
        copied = {name: getattr(case, name) for name in rule.copied}
        facts = {name: _written(name, value) for name, value in copied.items() if value is not None}
        given = {field: set_to(self._settings[rule.id, field], values) for field in rule.set}
        facts |= {field: value for field, value in given.items() if value is not None}
        if not str(facts.get("subject", "")).strip():
            facts["subject"] = case.subject
        return Clone(
            new_id=new_id,
            rule=rule.id,
            facts=FrozenMap(facts),
            received_at=case.received_at if rule.clock == "inherited" else values["now"],
            clone_of=CloneOf(source=case.id, root=root_of(case), reason=rule.reason, target=target),
        )

    def _alike(self, one: str, other: str) -> bool:
        """Whether two reasons name their targets in one way: departments, or items (FES-13)."""
        return (one in self._for_items) == (other in self._for_items)

    @staticmethod
    def _refusal(rule: CloneRule, code: str, message: str, remedy: str = "") -> Refusal:
        source = rule.source or None
        return Refusal(code=code, message=message, rule=rule.id, source=source, remedy=remedy or None)

    @staticmethod
    def _values(case: Case, command: CloneCase, context: Context) -> dict[str, Any]:
        return {**judged(case, context), "command": command, "item": None}

    def why(self, case: Case, command: CloneCase, context: Context) -> Trace:
        """Every rule that was tried."""
        return self._terms.in_force(self._rules, context.now).why(**self._values(case, command, context))


def _plain(target: str) -> str:
    """The target in small letters and single blanks: written otherwise it is the same (FES-13)."""
    return " ".join(target.casefold().split())


def _written(name: str, value: Any) -> Any:
    """A fact as the clone's opening holds it: the desk's own fields in their JSON form, for replay."""
    return value if name in _COPIED else json_form(value)


def kin_of(case: Case) -> Sought | None:
    """What a host looks for before the case is cloned; None where it has no kin as yet."""
    return Sought(lineage=root_of(case)) if case.clone_of or case.clones else None


def root_of(case: Case) -> str:
    """The first case of its lineage."""
    return case.clone_of.root if case.clone_of else case.id


def _lineage(case: Case, context: Context) -> tuple[list[CloneOf], list[str]]:
    """What was cloned from the case and its kin, and the ids of kin that the host's `related` lack.

    Each case knows where it comes from and what was cloned from it; so all kin are found, or named here.
    """
    related = {each.id: each for each in context.related}
    kin = [
        case,
        *(each for each in related.values() if root_of(each) == root_of(case) and each.id != case.id),
    ]
    known = {each.id for each in kin}
    named = dict.fromkeys(name for each in kin for name in _named(each))
    taken = [clone for each in kin for clone in each.clones]
    taken += [each.clone_of for each in kin if each.clone_of]
    return taken, [name for name in named if name not in known]


def _named(case: Case) -> Iterator[str]:
    """The ids of the cases of which this one is the clone, and of its own clones, at former desks as well."""
    if case.clone_of:
        yield from (case.clone_of.root, case.clone_of.source)
    yield from (event.clone for event in case.history.whole if event.event == "CaseCloned")
