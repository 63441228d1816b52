"""What a rule set can never do, does twice, or leaves out.

Exact on conditions that compare one field with literals; any other condition is taken as free to hold or not.
So "never" is a proof, and every example has been run through the rules that it is about.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeVar

from caserules.engine.boxes import Box
from caserules.engine.errors import suggest
from caserules.engine.findings import KINDS, Analysis, Finding, Kind, Report
from caserules.engine.nodes import Not, show
from caserules.engine.ruleset import Rule, RuleSet
from caserules.engine.search import Search
from caserules.engine.walk import conjuncts

__all__ = ["check"]

_NAMED = 5
R = TypeVar("R", bound=Rule)


def check(rules: RuleSet[R], *, kinds: Collection[Kind] = KINDS, seconds: float = 5.0) -> Analysis:
    """What can be found out about the rules alone, within so many seconds.

    Only findings of these `kinds` are looked for; a rule that can't be reached is one that never holds or
    never answers. A rule that never holds, one whose condition says something twice (`idle condition`); with
    hit policy `first` one that never answers, and who is in its way; with `unique` two that hold together;
    with both a gap, where no rule holds and there is no default; a default that never answers.
    Raises `ValueError` for a kind that there is not.

    >>> from caserules.engine import Scope, parse
    >>> scope = Scope({"amount": int})
    >>> texts = {"large": "amount > 100", "huge": "amount > 1000", "small": "amount < 100"}
    >>> print(check(RuleSet([(Rule(id=i), parse(text, scope)) for i, text in texts.items()], scope)))
    rules
      never answers: `huge` never answers: `large` comes first wherever it holds
      gap: no rule holds where `amount` is `100`
    """
    for kind in kinds:
        if kind not in KINDS:
            raise ValueError(f"there is no kind `{kind}` to check for; {suggest(kind, KINDS)}")
    report = Report()
    report.collect(_checked(rules, frozenset(kinds), Search(rules, seconds=seconds)))
    return Analysis(rules.name, *report.parts)


def _checked(rules: RuleSet[Any], kinds: frozenset[Kind], search: Search) -> Iterator[Finding | str]:
    side = search.sides[0]
    for place, (rule, _) in enumerate(rules.pairs):
        if side.own[place]:
            if "idle condition" in kinds:
                yield from _idle(rules, place, search)
            if rules.hit == "first" and "never answers" in kinds:
                yield from _never_answers(rules, place, search)
            if rules.hit == "unique" and "ambiguous" in kinds:
                yield from _ambiguous(rules, place, search)
        elif "never holds" in kinds:
            yield Finding(
                "never holds", rule.id, f"`{rule.id}` never holds: its conditions exclude each other"
            )
    if rules.default is not None:
        if "never answers" in kinds and not side.overlaps.left({}, side.before(len(rules)), search.tick):
            message = f"the default `{rules.default.id}` never answers: some other rule always holds"
            yield Finding("never answers", rules.default.id, message)
    elif rules.hit != "every" and "gap" in kinds:
        yield from _gap(search)


def _gap(search: Search) -> Iterator[Finding | str]:
    side = search.sides[0]
    boxes = [box for own in side.own for box in own]
    left, values = search.example(search.left({}, boxes), lambda values: side.first(values) is None)
    if values is not None:
        message = f"no rule holds where {search.shown(values) or 'nothing is known'}"
        yield Finding("gap", "", message, (), values)
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
    own, overlaps = side.own[place], side.overlaps
    if any(overlaps.left(box, side.before(place), search.tick) for box in own):
        return
    meeting = 0
    for box in own:
        meeting |= overlaps.of(box) & side.before(place)
    covering = [set(side.rules_of(overlaps.covering(box))) for box in own]
    before = side.rules_of(meeting)
    for other in before:
        alone = all(other in each for each in covering)
        several = side.of(other) if len(side.own[other]) > 1 else 0
        if alone or (several and not any(overlaps.left(box, several, search.tick) for box in own)):
            before = [other]
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
