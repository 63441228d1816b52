"""Rules in order under one hit policy: the answer, and on demand the reason."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Any, Generic, Literal, TypeVar

from caserules.engine.dispatch import Dispatch
from caserules.engine.expression import Expression
from caserules.engine.scope import Scope
from caserules.engine.trace import Trace, Try, conditions
from caserules.model import Model

__all__ = ["Hit", "Rule", "RuleSet"]

Hit = Literal["first", "every", "unique"]


class Rule(Model):
    """What every rule has: an id, a condition, where it comes from, and when it is in force.

    >>> autumn = Rule(id="fair", effective_from=date(2026, 9, 1), effective_until=date(2026, 9, 30))
    >>> autumn.in_force(date(2026, 9, 30)), autumn.in_force(date(2026, 10, 1)), autumn.always
    (True, False, False)
    """

    id: str
    when: str | None = None
    """The condition; without one the rule always holds."""
    source: str = ""
    note: str = ""
    effective_from: date | None = None
    """The first day on which it is in force."""
    effective_until: date | None = None
    """The last day on which it is in force."""
    enabled: bool = True

    @property
    def always(self) -> bool:
        """Whether nothing restricts the rule: it is enabled, without a condition and without dates."""
        dated = self.effective_from is not None or self.effective_until is not None
        return self.enabled and self.when is None and not dated

    def in_force(self, day: date) -> bool:
        """Whether the rule is enabled and `day` lies between its dates, both included."""
        after = self.effective_from is None or self.effective_from <= day
        before = self.effective_until is None or day <= self.effective_until
        return self.enabled and after and before


R = TypeVar("R", bound=Rule)


class RuleSet(Generic[R]):
    """Rules of one kind in their order, without those not enabled.

    The `default` answers where no other rule holds, whatever the hit policy and the day.
    Raises `ValueError` for an id given to two rules, and for a default with a condition or dates of its own.

    >>> from caserules.engine import parse
    >>> scope = Scope({"amount": int})
    >>> rules = RuleSet([(Rule(id="large"), parse("amount > 100", scope))], scope, default=Rule(id="rest"))
    >>> rules.first(amount=500).id
    'large'
    >>> print(rules.why(amount=5))
    rules (first): `rest`
      no   `large`: `amount > 100`: `amount` is `5`
      yes  `rest`: the default
    """

    def __init__(
        self,
        rules: Iterable[tuple[R, Expression | None]],
        scope: Scope,
        hit: Hit = "first",
        name: str = "rules",
        default: R | None = None,
    ) -> None:
        given = tuple(rules)
        seen: set[str] = set()
        for rule in (*(rule for rule, _ in given), *(() if default is None else (default,))):
            if rule.id in seen:
                raise ValueError(f"the id `{rule.id}` is given to two rules; rename one of them")
            seen.add(rule.id)
        if default is not None and not default.always:
            raise ValueError(f"the default `{default.id}` answers always; leave out its condition and dates")
        self.scope = scope
        self.hit: Hit = hit
        self.name = name
        self.default = default
        """The rule that answers where no other does."""
        self.pairs = tuple((rule, when) for rule, when in given if rule.enabled)
        self._compiling = Lock()
        self.first: Callable[..., R | None] = self._first
        """The first rule that holds, the default, or `None`; takes the scope's names, compiles if called."""
        self.every: Callable[..., tuple[R, ...]] = self._every
        """Every rule that holds, in order, or else the default; called and compiled like `first`."""
        self.dated = any(rule.effective_from or rule.effective_until for rule, _ in self.pairs)
        """Whether some rule is in force on some days only."""
        self._days: dict[tuple[bool, ...], RuleSet[R]] = {}

    @property
    def rules(self) -> tuple[R, ...]:
        """The rules that are tried, in order, before the default."""
        return tuple(rule for rule, _ in self.pairs)

    @cached_property
    def _dispatch(self) -> Dispatch[R]:
        return Dispatch(self.pairs, self.scope, self.default)

    def _first(self, **values: Any) -> R | None:
        with self._compiling:
            self.first = self._dispatch.first
        return self.first(**values)

    def _every(self, **values: Any) -> tuple[R, ...]:
        with self._compiling:
            self.every = self._dispatch.every
        return self.every(**values)

    def unique(self, **values: Any) -> tuple[R, ...]:
        """The rules that hold: none, the one match, or the matches among which nothing decides."""
        return self.every(**values)

    def on(self, day: date) -> "RuleSet[R]":
        """The rules in force that day; this very rule set where no rule has dates."""
        if not self.dated:
            return self
        kept = tuple(rule.in_force(day) for rule, _ in self.pairs)
        found = self._days.get(kept)
        if found is None:
            pairs = (pair for pair, keep in zip(self.pairs, kept, strict=True) if keep)
            found = self._days.setdefault(kept, RuleSet(pairs, self.scope, self.hit, self.name, self.default))
        return found

    def why(self, **values: Any) -> Trace:
        """Every rule with whether it held and what it read; evaluated anew by the definition of meaning."""
        tries = []
        answered = False
        for rule, when in self.pairs:
            found = conditions(when, values)
            held = all(each.held for each in found)
            tries.append(
                Try(rule.id, rule.source, held, held and not (answered and self.hit == "first"), found)
            )
            answered = answered or held
        if self.default is not None:
            tries.append(Try(self.default.id, self.default.source, not answered, not answered, (), True))
        return Trace(self.name, self.hit, tuple(tries))

    def why_not(self, rule: str, **values: Any) -> Try:
        """What became of one rule; raises `KeyError` for an id that is not in force here."""
        return self.why(**values).of(rule)

    def __len__(self) -> int:
        return len(self.pairs)

    def __repr__(self) -> str:
        return f"<RuleSet {self.name} ({self.hit}): {len(self.pairs)} rules>"
