"""What a change of rules changes: a proof that it is nothing, or an example for each pair of rules.

Conditions that compare one field with literals are taken exactly, any other as free to hold or not.
So "equal" is a proof, and every example has been run through both rule sets.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from itertools import chain
from typing import Any, TypeVar

from caserules.engine.boxes import Box
from caserules.engine.findings import Difference, Finding, Report
from caserules.engine.ruleset import Rule, RuleSet
from caserules.engine.search import Search, Side

__all__ = ["diff"]

R = TypeVar("R", bound=Rule)


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
    report = Report()
    report.collect((_first if old.hit == "first" else _every)(search, outcome))
    return Difference(new.name, *report.parts)


def _first(search: Search, outcome: Callable[[Any], Hashable]) -> Iterator[Finding | str]:
    old, new = search.sides
    olds: list[Any] = [*old.rules.rules, old.rules.default]
    news: list[Any] = [*new.rules.rules, new.rules.default]
    for place, rule in enumerate(olds):
        regions: dict[int, list[tuple[Box, list[Box]]]] = {}
        for box in old.own[place] if place < len(old.own) else [{}]:
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
        for place, rule in enumerate((*side.rules.rules, side.rules.default)):
            if rule is None:
                continue

            def lost(
                values: Mapping[str, Any], rule: Any = rule, side: Any = side, against: Any = against
            ) -> bool:
                gone = all(not _alike(rule, other, outcome) for other in against.every(values))
                return rule in side.every(values) and gone

            any_left, values = search.example(_lost(search, side, place, against, outcome), lost)
            if values is not None:
                message = f"`{rule.id}` {verb} holds where {search.shown(values) or 'nothing is known'}"
                yield Finding("difference", rule.id, message, (), values)
            elif any_left:
                yield f"`{rule.id}` may {verb} hold"


def _lost(
    search: Search, side: Side, place: int, against: Side, outcome: Callable[[Any], Hashable]
) -> Iterator[Box]:
    """Where a rule of one side, its default behind the last, holds, and none that is alike on the other."""
    rule = (*side.rules.rules, side.rules.default)[place]
    same = [p for p, other in enumerate(against.rules.rules) if _alike(rule, other, outcome)]
    taken = [box for other in same for box in against.own[other]]
    own = side.own[place] if place < len(side.own) else search.left({}, chain.from_iterable(side.own))
    for box in own:
        pieces = [box]
        if against.rules.default is not None and _alike(rule, against.rules.default, outcome):
            meets = (search.space.meet(box, other) for boxes in against.own for other in boxes)
            pieces = [piece for piece in meets if piece is not None]
        for piece in pieces:
            yield from search.left(piece, taken)
