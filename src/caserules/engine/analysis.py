"""What a rule set can never do, does twice, or leaves out; and what a change of rules changes.

Exact on conditions that compare one field with literals; any other condition is taken as free to hold or not.
So "never" and "equal" are proofs, and every example has been run through the rules that it is about.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from caserules.engine.boxes import Box, Unfinished
from caserules.engine.nodes import Not, show
from caserules.engine.ruleset import Rule, RuleSet
from caserules.engine.search import Search
from caserules.engine.walk import conjuncts
from caserules.outline import Block, Outline, Outlined, Text

__all__ = ["Analysis", "Difference", "Finding", "check", "diff"]

_NAMED = 5
R = TypeVar("R", bound=Rule)
Kind = Literal["never holds", "never answers", "ambiguous", "gap", "idle condition", "difference"]


@dataclass(frozen=True)
class Finding:
    """One thing found: `rule` is what it is about (empty where it is none), `others` who bring it about."""

    kind: Kind
    rule: str
    message: str
    others: tuple[str, ...] = ()
    values: Mapping[str, Any] | None = None
    """An example by the scope's names; it has been run."""

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}"


@dataclass(frozen=True)
class Analysis(Outlined):
    """What was found. Where `finished` is false, time ran out and there may be more."""

    name: str
    findings: tuple[Finding, ...]
    undecided: tuple[str, ...]
    """What may be, but no example of it could be run."""
    finished: bool

    def of(self, kind: Kind) -> tuple[Finding, ...]:
        """The findings of one kind."""
        return tuple(each for each in self.findings if each.kind == kind)

    def outline(self) -> Outline:
        """One line for each finding, and whether the search came to its end."""
        lines: list[Block] = [Text(text=str(each), tone="bad") for each in self.findings]
        lines += [Text(text=f"undecided: {each}", tone="quiet") for each in self.undecided]
        if not self.finished:
            lines.append(
                Text(text="not finished: time was over before every question was answered", tone="bad")
            )
        elif not lines:
            lines.append(Text(text="nothing found", tone="good"))
        return Outline(heading=self.name, blocks=tuple(lines))


@dataclass(frozen=True)
class Difference(Analysis):
    """What two rule sets decide differently, an example for each pair of rules."""

    @property
    def equal(self) -> bool:
        """Whether the two are proved to decide alike, whatever the values."""
        return self.finished and not self.findings and not self.undecided


class _Report:
    """Collects findings, and keeps them where time runs out."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.undecided: list[str] = []
        self.finished = False

    def collect(self, steps: Iterator[Finding | str]) -> None:
        try:
            for step in steps:
                if isinstance(step, str):
                    self.undecided.append(step)
                else:
                    self.findings.append(step)
            self.finished = True
        except Unfinished:
            pass

    @property
    def parts(self) -> tuple[tuple[Finding, ...], tuple[str, ...], bool]:
        return tuple(self.findings), tuple(self.undecided), self.finished


def check(rules: RuleSet[R], *, seconds: float = 5.0) -> Analysis:
    """What can be found out about the rules alone, within so many seconds.

    A rule that never holds, one whose condition says something twice (`idle condition`); with hit policy
    `first` one that never answers, and who is in its way; with `unique` two that hold together; with both
    a gap, where no rule holds.

    >>> from caserules.engine import Scope, parse
    >>> scope = Scope({"amount": int})
    >>> texts = {"large": "amount > 100", "huge": "amount > 1000", "small": "amount < 100"}
    >>> print(check(RuleSet([(Rule(id=i), parse(text, scope)) for i, text in texts.items()], scope)))
    rules
      never answers: `huge` never answers: `large` comes first wherever it holds
      gap: no rule holds where `amount` is `100`
    """
    report = _Report()
    report.collect(_checked(rules, Search(rules, seconds=seconds)))
    return Analysis(rules.name, *report.parts)


def _checked(rules: RuleSet[Any], search: Search) -> Iterator[Finding | str]:
    side = search.sides[0]
    for place, (rule, _) in enumerate(rules.pairs):
        if not side.own[place]:
            yield Finding(
                "never holds", rule.id, f"`{rule.id}` never holds: its conditions exclude each other"
            )
            continue
        yield from _idle(rules, place, search)
        if rules.hit == "first":
            yield from _never_answers(rules, place, search)
        if rules.hit == "unique":
            yield from _ambiguous(rules, place, search)
    if rules.hit != "every":
        boxes = [box for own in side.own for box in own]
        left, values = search.example(search.left({}, boxes), lambda values: side.first(values) is None)
        if values is not None:
            yield Finding(
                "gap", "", f"no rule holds where {search.shown(values) or 'nothing is known'}", (), values
            )
        elif left:
            yield "there may be values for which no rule holds"


def _idle(rules: RuleSet[Any], place: int, search: Search) -> Iterator[Finding]:
    rule, when = rules.pairs[place]
    nodes = conjuncts(when.root) if when is not None else ()
    each = [search.space.boxes(node) for node in nodes]
    fields = Counter(name for boxes in each for name in {name for box in boxes for name in box})
    for number, node in enumerate(nodes) if len(nodes) > 1 else ():
        alone = all(fields[name] == 1 for box in each[number] for name in box)
        if alone and not any(search.space.whole(box) for box in each[number]):
            continue
        found = search.space.boxes(Not(node))
        for other, boxes in enumerate(each):
            if other != number:
                meets = (search.space.meet(one, box) for one in found for box in boxes)
                found = [box for box in meets if box is not None]
        if not found:
            message = f"in `{rule.id}`, `{show(node)}` follows from the other conditions"
            yield Finding("idle condition", rule.id, message)


def _never_answers(rules: RuleSet[Any], place: int, search: Search) -> Iterator[Finding]:
    side, rule = search.sides[0], rules.pairs[place][0]
    before: dict[int, list[Box]] = {}
    for box in side.own[place]:
        meeting = list(side.meeting(box, place))
        for other, taken in meeting:
            before.setdefault(other, []).append(taken)
        if next(search.left(box, [taken for _, taken in meeting]), None) is not None:
            return
    for other, boxes in before.items():
        if all(next(search.left(box, boxes), None) is None for box in side.own[place]):
            before = {other: boxes}
            break
    others = tuple(rules.pairs[other][0].id for other in before)
    names = ", ".join(f"`{other}`" for other in others[:_NAMED])
    names += f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
    come = "comes" if len(others) == 1 else "together come"
    message = f"`{rule.id}` never answers: {names} {come} first wherever it holds"
    yield Finding("never answers", rule.id, message, others)


def _ambiguous(rules: RuleSet[Any], place: int, search: Search) -> Iterator[Finding | str]:
    side, rule = search.sides[0], rules.pairs[place][0]
    common: dict[int, list[Box]] = {}
    for box in side.own[place]:
        for other, taken in side.meeting(box, place):
            found = search.space.meet(box, taken)
            common.setdefault(other, []).extend([] if found is None else [found])
    for other, regions in common.items():
        search.tick()
        second = rules.pairs[other][0]

        def both(values: Mapping[str, Any], second: Any = second) -> bool:
            found = side.every(values)
            return rule in found and second in found

        _, values = search.example(iter(regions), both)
        if values is None:
            yield f"`{second.id}` and `{rule.id}` may both hold"
        else:
            message = (
                f"`{second.id}` and `{rule.id}` both hold where {search.shown(values) or 'nothing is known'}"
            )
            yield Finding("ambiguous", rule.id, message, (second.id,), values)


def diff(
    old: RuleSet[R],
    new: RuleSet[R],
    *,
    outcome: Callable[[R], Hashable] = lambda rule: rule.id,
    seconds: float = 5.0,
) -> Difference:
    """What the new rules decide differently from the old, within so many seconds.

    `outcome` says what of a rule counts, its id unless told otherwise. Where nothing is found and nothing is
    undecided, the two are proved `equal`.

    >>> from caserules.engine import Scope, parse
    >>> scope = Scope({"amount": int})
    >>> def rules(text):
    ...     return RuleSet([(Rule(id="large"), parse(text, scope)), (Rule(id="rest"), None)], scope)
    >>> diff(rules("amount > 100"), rules("not amount <= 100")).equal
    True
    >>> print(diff(rules("amount > 100"), rules("amount >= 100")))
    rules
      difference: `rest` becomes `large` where `amount` is `100`
    """
    search = Search(old, new, seconds=seconds)
    report = _Report()
    report.collect((_first if old.hit == "first" else _every)(search, outcome))
    return Difference(new.name, *report.parts)


def _first(search: Search, outcome: Callable[[Any], Hashable]) -> Iterator[Finding | str]:
    old, new = search.sides
    olds: list[Any] = [*old.rules.rules, None]
    news: list[Any] = [*new.rules.rules, None]
    for place, rule in enumerate(olds):
        regions: dict[int, list[tuple[Box, list[Box]]]] = {}
        for box in old.own[place] if rule is not None else [{}]:
            taken = [each for _, each in old.meeting(box, place)]
            for other, meeting in (
                *new.meeting(box),
                (len(news) - 1, {}),
            ):  # pragma: no branch - the last breaks
                search.tick()
                common = search.space.meet(box, meeting)
                if common is not None and meeting not in taken and not _alike(rule, news[other], outcome):
                    before = [each for _, each in new.meeting(common, other)]
                    regions.setdefault(other, []).append((common, [*taken, *before]))
                if common == box:
                    break  # whatever comes later, this one answers here
        for other, pieces in regions.items():
            left = (region for piece, boxes in pieces for region in search.left(piece, boxes))
            yield from _differs(search, rule, news[other], left)


def _differs(search: Search, rule: Any, other: Any, left: Iterator[Box]) -> Iterator[Finding | str]:
    old, new = search.sides
    names = tuple("no rule" if each is None else f"`{each.id}`" for each in (rule, other))
    any_left, values = search.example(
        left, lambda values: old.first(values) is rule and new.first(values) is other
    )
    if values is not None:
        message = f"{names[0]} becomes {names[1]} where {search.shown(values) or 'nothing is known'}"
        yield Finding("difference", rule.id if rule else "", message, (other.id if other else "",), values)
    elif any_left:
        yield f"{names[0]} may become {names[1]}"


def _alike(one: Any, other: Any, outcome: Callable[[Any], Hashable]) -> bool:
    if one is None or other is None:
        return one is other
    return outcome(one) == outcome(other)


def _every(search: Search, outcome: Callable[[Any], Hashable]) -> Iterator[Finding | str]:
    old, new = search.sides
    for side, against, verb in ((old, new, "no longer"), (new, old, "newly")):
        for place, rule in enumerate(side.rules.rules):
            same = [p for p, other in enumerate(against.rules.rules) if _alike(rule, other, outcome)]
            boxes = [box for other in same for box in against.own[other]]
            left = (region for box in side.own[place] for region in search.left(box, boxes))

            def lost(
                values: Mapping[str, Any], rule: Any = rule, side: Any = side, against: Any = against
            ) -> bool:
                gone = all(not _alike(rule, other, outcome) for other in against.every(values))
                return rule in side.every(values) and gone

            any_left, values = search.example(left, lost)
            if values is not None:
                message = f"`{rule.id}` {verb} holds where {search.shown(values) or 'nothing is known'}"
                yield Finding("difference", rule.id, message, (), values)
            elif any_left:
                yield f"`{rule.id}` may {verb} hold"
