"""What rules over many cases read: a case, or one of its items, and the clocks of that case."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, Union

from caserules.case import Agent, Case, Context
from caserules.engine import Expression, Rule, Scope
from caserules.rulesets.items import listed
from caserules.rulesets.place import Fault, at
from caserules.rulesets.sla.clock import Clock
from caserules.rulesets.sla.clocks import Clocks
from caserules.rulesets.sla.rule import ClockRule
from caserules.rulesets.terms import GRANTED, Terms

__all__ = ["Ground", "Rows", "named"]


def named(clock: str) -> str:
    """A clock's id as it is written behind `clock.`: an underscore for what no name may have.

    >>> named("initial-contact")
    'initial_contact'
    """
    return "".join(sign if sign.isalnum() else "_" for sign in clock)


class Ground:
    """What such rules of one rulebook have in common: its terms, its clocks, and the scopes made so far."""

    def __init__(self, terms: Terms, clocks: Iterable[ClockRule]) -> None:
        self.terms = terms
        known = tuple(clocks)
        self.clocks = {named(clock.id): clock for clock in known}
        ids: dict[str, list[str]] = {}
        for clock in known:
            ids.setdefault(named(clock.id), []).append(clock.id)
        self.unclear = {name: tuple(each) for name, each in ids.items() if len(each) > 1}
        """Names that more than one clock has, with the ids of those."""
        self._scopes: dict[Any, Scope] = {}

    def scope(self, given: tuple[str, ...], each: Any = None) -> Scope:
        """What an expression may read beside what is given; `each` is what an item is, if there are any."""
        key = frozenset(given), each
        if key not in self._scopes:
            names: dict[str, Any] = {**dict.fromkeys(given, str), **({} if each is None else {"each": each})}
            clocks: dict[str, Any] = {}
            for name, clock in self.clocks.items():
                several = clock.each is not None and each is None
                clocks[name] = tuple[Clock, ...] if several else Clock | None
            kind = type("Clocks", (), {"__annotations__": clocks})
            self._scopes[key] = self.terms.scope(
                case=self.terms.case_type, actor=Agent, now=datetime, clock=kind, **names
            )
        return self._scopes[key]


class Rows:
    """The rows that one rule looks at: its cases, or with `each` their items, with the names it may read.

    `clock.x` is the clock `x` of the case, missing where it has none. A clock that is there for each of some
    parts gives all of them, and in a rule with `each` the item's own.
    """

    def __init__(
        self,
        rule: Rule,
        ground: Ground,
        *,
        each: str | None = None,
        given: tuple[str, ...] = (),
    ) -> None:
        self.rule = rule
        self.given = given
        self._ground = ground
        self.texts: list[tuple[str, str, Scope]] = []
        """Every text of the rule with its key, and what it may read."""
        self._wanted: set[str] = set()
        self._items: Expression | None = None
        with at(rule.id, "given"):
            _plain(given, ground.terms)
        self.scope = ground.scope(given)
        if each is not None:
            self.scope = ground.scope(given, self._listed(each))

    def _listed(self, text: str) -> Any:
        """Notes the items; what each of them is."""
        found, kind = listed(self.rule.id, text, self.scope, self._ground.terms)
        with at(self.rule.id, "each"):
            self._items = self._noted("each", f"[{text}]", found)
            if not kind.models:
                remedy = "a row is for a part of a case, such as an activity or a referral"
                raise Fault(f"`{text}` gives {kind}", remedy)
        return Union[kind.models]  # noqa: UP007 as many as there are

    def read(self, key: str, text: str) -> Expression:
        """The text as an expression; raises `RuleProblem` with its place."""
        with at(self.rule.id, key):
            return self._noted(key, text, self._ground.terms.read(text, self.scope))

    def asked(self, key: str, text: str | None) -> Expression | None:
        """The same for a text that may be left out."""
        return None if text is None else self.read(key, text)

    def _noted(self, key: str, text: str, found: Expression) -> Expression:
        asked = {path[1] for path in found.reads if path[0] == "clock" and len(path) > 1}
        for name in asked & self._ground.unclear.keys():
            ids = " or ".join(f"`{each}`" for each in self._ground.unclear[name])
            raise Fault(f"`clock.{name}` may be {ids}", "rename one of the clocks")
        self._wanted |= asked
        self.texts.append((key, text, self.scope))
        return found

    @cached_property
    def _course(self) -> Clocks:
        """The clocks that the rule reads, and no others."""
        rules = tuple(self._ground.clocks[name] for name in sorted(self._wanted))
        return Clocks(rules, self._ground.terms)

    def of(
        self, case: Case, context: Context, given: Mapping[str, str], reader: Clocks
    ) -> Iterator[dict[str, Any]]:
        """The values of the names for each row of the case; `reader` reads its clocks, maybe a host's own."""
        read = self._course if type(reader) is Clocks else reader
        clocks = _CaseClocks(read, self._ground.clocks, case, context)
        values: dict[str, Any] = {
            **given,
            "case": case,
            "actor": context.agent,
            "now": context.now,
            "clock": _Read(clocks, None),
            "_context": context,
        }
        if self._items is None:
            yield values
            return
        for item in self._items.compiled(**values):
            yield {**values, "each": item, "clock": _Read(clocks, item)}


def _plain(given: tuple[str, ...], terms: Terms) -> None:
    """Raises `ValueError` for what the caller can't hand in under that name."""
    for place, name in enumerate(given):
        if not name.isidentifier() or name.startswith("_"):
            raise Fault(f"`{name}` is no plain name", "use letters, digits and `_`, a letter first")
        if name in GRANTED or name in terms.lets or name in terms.tables or name in given[:place]:
            raise Fault(f"`{name}` means something already", "rename it")


class _CaseClocks:
    """The clocks of one case, read when the first of them is asked for."""

    def __init__(self, course: Clocks, rules: Mapping[str, ClockRule], case: Case, context: Context) -> None:
        self._course = course
        self._case = case
        self._context = context
        self.rules = rules

    @cached_property
    def by_rule(self) -> dict[str, list[Clock]]:
        found: dict[str, list[Clock]] = {}
        for clock in self._course.read(self._case, self._context.now, self._context):
            found.setdefault(clock.id, []).append(clock)
        return found


class _Read:
    """What `clock` stands for; each clock of it is looked up when it is asked for."""

    def __init__(self, clocks: _CaseClocks, item: Any) -> None:
        self._clocks = clocks
        self._item = item

    def __getattr__(self, name: str) -> Any:
        rule = self._clocks.rules.get(name)
        if rule is None:
            raise AttributeError(name)
        found: Any = tuple(self._clocks.by_rule.get(rule.id, ()))
        if rule.each is None:
            found = next(iter(found), None)
        elif self._item is not None:
            number = getattr(self._item, "number", None)
            found = next((clock for clock in found if clock.item == number), None)
        setattr(self, name, found)
        return found
