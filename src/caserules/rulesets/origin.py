"""Origin: what becomes of an interaction, a case of its own, a part of another, or nothing at all."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from caserules.case import Agent, Case, Context, Interaction, Verdict
from caserules.case.decision import Then
from caserules.engine import Expression, Rule, RuleSet, Template, Trace
from caserules.model import FrozenMap
from caserules.rulesets.place import Fault, at, each_of
from caserules.rulesets.same import Same, Sought, agree, sought
from caserules.rulesets.task import Do, Task
from caserules.rulesets.terms import Plain, Setting, Terms, set_to

__all__ = ["Origin", "OriginRule"]


class OriginRule(Rule):
    """What becomes of an interaction for which `when` holds; the first that holds decides.

    It reads `command` (the interaction), `match` (the existing case on the same issue, may be missing),
    `actor` and `now`.
    """

    then: Then
    set: FrozenMap[str, Plain] = FrozenMap()
    """Facts of the case that is opened, such as its origin."""
    link: str | None = None
    """The case to link the new one to; to itself it is not linked."""
    notify: tuple[str, ...] = ()
    """Who is told: ids, or templates such as `{match.owner}`."""
    message: str | None = None
    """The reason told to the host."""
    do: Do | None = None
    """A command on the case that is opened or added to, with templates: `{ LogCall = { … } }`."""


class Origin:
    """The origin rules of a rulebook, ready to run."""

    def __init__(
        self, rules: tuple[OriginRule, ...], terms: Terms, *, same: tuple[Same, ...], similarity: float = 1
    ) -> None:
        self._terms = terms
        self._same = same
        self._similarity = similarity
        case_type: Any = terms.case_type
        self._scope = terms.scope(command=Interaction, match=case_type | None, actor=Agent, now=datetime)
        self._pairs: list[tuple[OriginRule, Expression | None]] = []
        self._set: dict[str, dict[str, Setting]] = {}
        self._notify: dict[str, tuple[Template, ...]] = {}
        self._link: dict[str, Template] = {}
        self._message: dict[str, Template] = {}
        self._tasks: dict[str, Task] = {}
        each_of(rules, self._add)
        self._rules = RuleSet(self._pairs, self._scope, "first", "origin")

    def _add(self, rule: OriginRule) -> None:
        self._pairs.append((rule, self._terms.condition(rule, self._scope)))
        for key, given in (("set", rule.set), ("link", rule.link)):
            if given and rule.then != "open":
                with at(rule.id, key):
                    raise Fault(
                        f"`{key}` is for a case that is opened, and `then` is `{rule.then}`", "leave it out"
                    )
        self._set[rule.id] = {}
        for field, value in rule.set.items():
            with at(rule.id, f"set.{field}"):
                self._set[rule.id][field] = self._terms.setting(field, value, self._scope)
        with at(rule.id, "notify"):
            self._notify[rule.id] = tuple(Template(text, self._scope, written=True) for text in rule.notify)
        with at(rule.id, "link"):
            self._link[rule.id] = Template(rule.link or "", self._scope, written=True)
        with at(rule.id, "message"):
            self._message[rule.id] = Template(rule.message or "", self._scope, written=True)
        if rule.do is not None:
            with at(rule.id, "do"):
                if rule.then == "none":
                    raise Fault("`do` is for a case, and `then` is `none`", "leave it out")
            self._tasks[rule.id] = Task(rule.id, rule.do, self._scope, self._terms)

    def match(self, interaction: Interaction, related: Iterable[Case], context: Context) -> Case | None:
        """The existing case on the same issue: the one replied to, else an open one, else the latest.

        Where there are several, the first of them for which the rules don't open a case of its own: one that
        can't be taken up again stands in no other's way, nor does the one replied to (INT-18, SOL-03). In the
        place of one that was merged stands the case that it went into, as far as `related` has it. A reply on
        another subject, or to a case that is not in `related`, matches nothing (FES-17).
        """
        known = {case.id: case for case in related}
        answered = interaction.reply_to
        if answered is not None and not (interaction.same_issue and answered in known):
            return None
        same = [_in_its_stead(case, known) for case in known.values() if self._is_same(interaction, case)]
        order = {"open": 2, "resolved": 1, "closed": 0}
        same.sort(key=lambda case: (order[case.phase], case.opened_at), reverse=True)
        if answered is not None:
            same.insert(0, _in_its_stead(known[answered], known))
        found = list({case.id: case for case in same}.values())
        rules = self._terms.in_force(self._rules, context.now)
        for case in found if len(found) > 1 else ():
            rule = rules.first(**self.values(interaction, case, context))
            if rule is not None and rule.then != "open":
                return case
        return found[0] if found else None

    def looks_for(self, interaction: Interaction) -> Sought | None:
        """What a host looks for to hand over as `context.related`; None where nothing need be fetched."""
        return sought(interaction, self._same)

    def _is_same(self, interaction: Interaction, case: Case) -> bool:
        return bool(self._same) and all(
            agree(name, interaction, case, self._similarity) for name in self._same
        )

    def verdict(
        self, interaction: Interaction, match: Case | None, context: Context
    ) -> tuple[Verdict, OriginRule | None]:
        """What becomes of it; without a rule that holds, a case of its own."""
        values = self.values(interaction, match, context)
        rule = self._terms.in_force(self._rules, context.now).first(**values)
        found = match.id if match else None
        if rule is None:
            return Verdict(then="open", match=found, reason="no origin rule holds"), None
        reason = self._message[rule.id].render(**values) or rule.note or f"rule `{rule.id}`"
        return Verdict(
            then=rule.then, rule=rule.id, source=rule.source or None, match=found, reason=reason
        ), rule

    def facts(self, rule: OriginRule, values: dict[str, Any]) -> dict[str, Any]:
        """What the rule sets on the case that is opened; a template that names nothing sets nothing."""
        found = {field: set_to(each, values) for field, each in self._set[rule.id].items()}
        return {field: value for field, value in found.items() if value is not None}

    def task(self, rule: OriginRule) -> Task | None:
        """What is to be done on the case that is opened or added to."""
        return self._tasks.get(rule.id)

    def link(self, rule: OriginRule, values: dict[str, Any]) -> str | None:
        """The case to link the new one to."""
        return self._link[rule.id].render(**values) or None

    def notify(self, rule: OriginRule, values: dict[str, Any]) -> tuple[str, ...]:
        """Who is told."""
        return tuple(dict.fromkeys(who for each in self._notify[rule.id] if (who := each.render(**values))))

    @staticmethod
    def values(interaction: Interaction, match: Case | None, context: Context) -> dict[str, Any]:
        """The names that origin rules read."""
        return {
            "command": interaction,
            "match": match,
            "actor": context.agent,
            "now": context.now,
            "_context": context,
        }

    def why(self, interaction: Interaction, match: Case | None, context: Context) -> Trace:
        """Every rule that was tried."""
        rules = self._terms.in_force(self._rules, context.now)
        return rules.why(**self.values(interaction, match, context))


def _in_its_stead(case: Case, known: dict[str, Case]) -> Case:
    """The case that is worked on instead; the last one known on the way there."""
    passed = {case.id}
    while case.merged_into in known and case.merged_into not in passed:
        case = known[case.merged_into]
        passed.add(case.id)
    return case
