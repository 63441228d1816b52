"""Clocks that can't run, conditions of theirs that can't hold, and words for which they have no target."""

from collections.abc import Iterator
from typing import Any

from caserules.decide.findings.finding import Finding
from caserules.decide.findings.proof import Proof, days_of
from caserules.decide.findings.texts import Book
from caserules.engine import Expression, Rule, RuleSet, negate, parse
from caserules.engine.interpret import Interpreter
from caserules.engine.nodes import Item, Node, Table, show
from caserules.engine.walk import nodes, path_of
from caserules.model import FrozenMap
from caserules.rulesets.sla.plan import Plan

__all__ = ["clocking"]


def clocking(book: Book, proof: Proof) -> Iterator[Finding]:
    """What is wrong with the clocks."""
    for plan in book.plans:
        if plan.rule.enabled:
            yield from _Clock(plan, proof).findings()


class _Clock:
    """One clock's conditions and targets, read once."""

    def __init__(self, plan: Plan, proof: Proof) -> None:
        self._plan = plan
        self._rule = plan.rule
        self._proof = proof
        self._asked = {
            key: self._read(getattr(plan.rule, key)) for key in ("start", "stop", "pause", "cancel")
        }
        self._fits = [
            (
                Rule(
                    id=f"targets.{place}",
                    effective_from=each.effective_from,
                    effective_until=each.effective_until,
                ),
                self._read(each.when),
            )
            for place, each in enumerate(plan.rule.targets)
        ]

    def _read(self, text: str | None) -> Expression | None:
        return None if text is None else self._plan.terms.read(text, self._plan.scope)

    def findings(self) -> Iterator[Finding]:
        """All that is wrong with it."""
        name, start = self._rule.id, self._asked["start"]
        if self._proof.never(start):
            yield self._found(
                "clock never runs", "start", f"the clock `{name}` never starts: its `start` can never hold"
            )
            return
        for key in ("stop", "pause", "cancel"):
            asked = self._asked[key]
            if asked is None:
                continue
            if self._proof.never(asked):
                yield self._found("never holds", key, f"`{key}` of the clock `{name}` can never hold")
            elif key != "pause" and self._for_good() and self._proof.never(start, negate(asked)):
                told = f"the clock `{name}` ends as it starts: `{key}` holds wherever `start` does"
                if start is None:
                    told = f"the clock `{name}` ends as it starts: its `{key}` always holds"
                yield self._found("clock never runs", key, told)
        yield from self._idle_targets()
        yield from self._gaps()
        yield from self._not_in_table()

    def _for_good(self) -> bool:
        """Whether a clock that has ended stays so."""
        return self._rule.reopen == "none" and self._rule.restart is None

    def _found(
        self, kind: Any, key: str, message: str, remedy: str = "correct the condition", **more: Any
    ) -> Finding:
        source = self._rule.source or None
        return Finding(
            kind=kind, rule=self._rule.id, key=key, source=source, message=message, remedy=remedy, **more
        )

    def _idle_targets(self) -> Iterator[Finding]:
        idle = self._proof.idle(RuleSet(self._fits, self._plan.scope, "first"))
        for key, others in idle.items():
            names = ", ".join(f"`{each}`" for each in others)
            told = f"{names} fit wherever it does" if others else "its conditions exclude each other"
            yield self._found(
                "never decides", key, f"`{key}` of the clock `{self._rule.id}` is never promised: {told}",
                "place it before them, or leave it out" if others else "correct the condition",
                others=others,
            )  # fmt: skip

    def _gaps(self) -> Iterator[Finding]:
        found = self._gap()
        if found is None:
            return
        told = f"the clock `{self._rule.id}` has no target"
        remedy = "add a target for them, or one without `when` at the end"
        said = False
        for field in self._vocabularies():
            words = field.type.words or ()
            equal = {f"`{word}`": f"{show(field)} != {word!r}" for word in words}
            if field.type.missing:
                equal["what is missing"] = f"{show(field)} is not None"
            without = {name: self._gap(text) for name, text in equal.items()}
            named = [name for name, example in without.items() if example is not None]
            if named and len(named) < len(equal):
                said = True
                message = f"{told} where `{show(field)}` is {', '.join(named)}"
                yield self._found("no target", "targets", message, remedy, example=without[named[0]])
        if not said:
            read = ", ".join(f"`{name}` is {_shown(value)}" for name, value in found.items())
            message = f"{told} where {read}" if read else f"{told} on some day"
            yield self._found("no target", "targets", message, remedy, example=found)

    def _vocabularies(self) -> list[Node]:
        """The fields with a vocabulary that its targets ask for."""
        found = (node for _, when in self._fits if when is not None for node in nodes(when.root))
        return list(dict.fromkeys(node for node in found if path_of(node) and node.type.words))

    def _gap(self, but: str | None = None) -> FrozenMap[str, Any] | None:
        """What a case is like that runs the clock and has no target; left out, where the text holds.

        Where no example can be run because of what starts or stops it, one that has no target is enough.
        """
        start, stop = self._asked["start"], self._asked["stop"]
        aside = [parse(but, self._plan.scope)] if but else []
        running = [*([negate(start)] if start else []), *([stop] if stop else [])]
        targets = [rule for rule, _ in self._fits]
        for day in days_of(targets, before=False):
            for outside in ([*aside, *running], aside):
                pairs = [(Rule(id=f"outside {place}"), each) for place, each in enumerate(outside)]
                rules = RuleSet([*pairs, *self._fits], self._plan.scope, "first")
                analysis = self._proof.analysis(rules.on(day))
                for gap in analysis.of("gap"):
                    return self._example(gap.values or {})
                if not analysis.undecided:
                    break
        return None

    def _example(self, values: Any) -> FrozenMap[str, Any]:
        plain = Interpreter(self._plan.scope)
        whens = [when for _, when in self._fits if when is not None]
        fields = dict.fromkeys(node for when in whens for node in nodes(when.root) if path_of(node))
        return FrozenMap(
            {show(node): plain.value(node, values) for node in fields if len(path_of(node) or ()) > 1}
        )

    def _not_in_table(self) -> Iterator[Finding]:
        """The words that a table of targets does not have."""
        before: list[Expression] = []
        for place, ((_, when), target) in enumerate(zip(self._fits, self._rule.targets, strict=True)):
            within = target.within
            if within is not None and within.startswith("{"):
                read = self._read(within[1:-1])
                match read and read.root:
                    case Item(of=Table(name=name), key=key) if key.type.words is not None and path_of(key):
                        yield from self._lacking(place, name, key, when, before)
                    case _:
                        pass
            if not target.dated:
                if when is None:
                    return
                before.append(negate(when))

    def _lacking(
        self, place: int, table: str, key: Node, when: Expression | None, before: list[Expression]
    ) -> Iterator[Finding]:
        asked = {f"`{word}`": f"{show(key)} == {word!r}" for word in key.type.words or ()
                 if word not in self._plan.scope.tables[table]}  # fmt: skip
        if key.type.missing:
            asked["what is missing"] = f"{show(key)} is None"
        named = [
            name
            for name, text in asked.items()
            if not self._proof.never(self._asked["start"], when, *before, parse(text, self._plan.scope))
        ]
        if named:
            told = f"the clock `{self._rule.id}` has no target where `{show(key)}` is {', '.join(named)}"
            remedy = f"name them in `table.{table}`, or ask for others under `when` of the target"
            yield self._found("no target", f"targets.{place}.within", told, remedy)


def _shown(value: Any) -> str:
    return "missing" if value is None else f"`{value}`"
