"""Guards: what a command must satisfy; every guard that does not hold refuses, all of them at once."""

from collections.abc import Iterator
from typing import Any, cast

from caserules.case import Context, Refusal
from caserules.engine import Expression, Rule, RuleSet, Template, both, negate
from caserules.engine.partial import Outcome, partial
from caserules.engine.walk import Path
from caserules.model import builder
from caserules.rulesets.place import at, each_of
from caserules.rulesets.terms import COMMANDS, On, Terms, kinds_of

__all__ = ["GuardRule", "Guards"]


_REFUSAL = builder(Refusal)


class GuardRule(Rule):
    """Where `when` holds for a command `on` which it watches, `require` must hold too.

    It reads `case` (before), `command`, `result` (the case as it would be), `item` (the referral or activity
    that the command names), `queue`, `route` (where the routing rules place the case before), `placed` (where
    they would place `result`), `actor` and `now`.
    """

    on: On
    """The command's name, several, or `*` for every command."""
    require: str
    message: str | None = None
    remedy: str | None = None


class Guards:
    """The guards of a rulebook, ready to run."""

    def __init__(self, rules: tuple[GuardRule, ...], terms: Terms) -> None:
        self._terms = terms
        self._texts: dict[str, tuple[Template | None, Template | None]] = {}
        self.placing: set[tuple[str, str]] = set()
        """`route` or `placed`, with the commands on which some guard asks for it."""
        self._by_kind: dict[str, list[tuple[GuardRule, Expression | None]]] = {kind: [] for kind in COMMANDS}
        each_of(rules, self._add)
        scope = terms.watching(tuple(COMMANDS))
        self._rules = {
            kind: RuleSet(pairs, scope, "every", f"guards on {kind}") for kind, pairs in self._by_kind.items()
        }

    def _add(self, rule: GuardRule) -> None:
        with at(rule.id, "on"):
            kinds = kinds_of(rule.on)
        refused = self._refused_when(rule, kinds)
        for kind in kinds:
            self._by_kind[kind].append((rule, refused))

    def _refused_when(self, rule: GuardRule, kinds: tuple[str, ...]) -> Expression:
        scope = self._terms.watching(kinds)
        with at(rule.id, "require"):
            required = self._terms.read(rule.require, scope)
        refused = negate(required)
        if (when := self._terms.condition(rule, scope)) is not None:
            refused = both(when, refused)
        texts: list[Template | None] = []
        for key, text in (("message", rule.message), ("remedy", rule.remedy)):
            with at(rule.id, key):
                texts.append(None if text is None else Template(text, scope, written=True))
        self._texts[rule.id] = (texts[0], texts[1])
        readers: list[Expression | Template | None] = [refused, *texts]
        self.placing.update(self._terms.placing(readers, kinds))
        return refused

    def foreseen(
        self, values: dict[str, Any], unknown: frozenset[str | Path], kind: str, context: Context
    ) -> Iterator[tuple[GuardRule, Outcome]]:
        """For each guard on commands of that kind whether it refuses, while these paths are not known."""
        for rule, refused in self._terms.in_force(self._rules[kind], context.now).pairs:
            yield rule, partial(cast("Expression", refused), unknown, **values)

    def refused(
        self, rule: GuardRule, values: dict[str, Any], unknown: frozenset[str | Path] = frozenset()
    ) -> Refusal:
        """The refusal by a guard that does not hold; `…` stands in it for what is not known yet."""
        message, remedy = self._texts[rule.id]
        said = f"requires `{rule.require}`" if message is None else message.foreseen(unknown, **values)
        helps = None if remedy is None else remedy.foreseen(unknown, **values)
        source = rule.source or None
        facts = {"code": "guard", "message": said, "rule": rule.id, "source": source, "remedy": helps}
        made: Refusal = _REFUSAL(facts)
        return made

    def refusals(self, values: dict[str, Any], kind: str, context: Context) -> list[Refusal]:
        """One refusal for each guard on such commands that does not hold; `values` are what they read."""
        rules = self._rules[kind]
        if rules.dated:
            rules = self._terms.in_force(rules, context.now)
        refusing = rules.every(**values)
        return [self.refused(rule, values) for rule in refusing] if refusing else []
