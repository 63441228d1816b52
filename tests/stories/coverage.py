"""Which rules of a desk its stories exercise, and in which ways they come out."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.stories.play import Moment, Played

import caserules as cr
from caserules.outline import Block, Outline, Text
from caserules.schedule import parse_target

__all__ = ["gaps", "shown"]

_TRIED = re.compile(r"(yes|no|holds|refuses|asks not)\s+`([^`]+)`")
"""How an explanation begins the line of a rule that was tried."""


def gaps(stories: Iterable[Played]) -> list[str]:
    """What the stories of one desk leave unexercised: a line for each rule and way."""
    told = list(stories)
    seen = shown(told)
    return [
        f"{kind} `{rule}`: never {way}"
        for kind, rule, ways in _wanted(told[0].desk.rulebook)
        for way in ways
        if way not in seen[rule]
    ]


def shown(stories: Iterable[Played]) -> Mapping[str, set[str]]:
    """How each rule came out in the stories."""
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for story in stories:
        for moment in story.moments:
            for rule, way in (*_of_decisions(story.desk, moment), *_of_time(story.desk, moment)):
                seen[rule].add(way)
    return seen


def _wanted(book: cr.Rulebook) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every rule by its kind and id, with all ways in which it can come out."""
    for name in book.status:
        yield "status", f"status.{name}", ("entered",)
    for command in book.effect:
        yield "effect", f"effect.{command}", ("followed",)
    for place, stage in enumerate(book.stage):
        ways = ("left",) if place + 1 < len(book.stage) else ()
        yield "stage", f"stage.{stage.name}", (*ways, *(("refusing",) if stage.needs else ()))
    for queue in book.scan:
        yield "scan", queue, ("asked for",)
    for kind, rules in book.rules().items():
        for rule in rules:
            if rule.enabled:
                yield kind, rule.id, tuple(_ways(kind, rule))


def _ways(kind: str, rule: Any) -> Iterator[str]:
    match kind:
        case "guard":
            yield from ("holding", "refusing")
            if rule.when is not None:
                yield "asking not"
        case "clock":
            yield "running"
            ends = {"paused": rule.pause, "stopped": rule.stop, "cancelled": rule.cancel}
            yield from (way for way, condition in ends.items() if condition is not None)
            yield from (f"promising `{target}`" for target in _promised(rule))
        case "upkeep":
            yield from ("due", "not due")
        case "worklist" | "metric":
            yield "asked for"
        case _:
            yield "answering"
            if rule.when is not None:
                yield "passed by"


def _promised(rule: Any) -> Iterator[str]:
    """The targets that stand in the rule itself; those of an expression are known only once it is read."""
    for row in rule.targets:
        if row.by is not None:
            yield str(row.by)
        elif "{" not in row.within:
            yield str(parse_target(row.within))


_WAYS = {
    "yes": "tried",
    "no": "passed by",
    "holds": "holding",
    "refuses": "refusing",
    "asks not": "asking not",
}


def _of_decisions(desk: cr.Desk[Any], moment: Moment) -> Iterator[tuple[str, str]]:
    for decision in moment.decisions:
        for line in _lines(desk.why(decision)):
            if found := _TRIED.match(line):
                yield found[2], _WAYS[found[1]]
        for rule in decision.rules:
            yield rule, "answering"
        for refusal in decision.refusals:
            yield refusal.rule or refusal.code, "refusing"
        for event in decision.events:
            yield from ((rule, "followed") for rule in event.rules if rule.startswith("effect."))
            if status := event.model_dump().get("status"):
                yield f"status.{status}", "entered"
        for change in decision.changes:
            before = change.before
            if before is not None and before.stage and before.stage != change.case.stage:
                yield f"stage.{before.stage}", "left"


def _of_time(desk: cr.Desk[Any], moment: Moment) -> Iterator[tuple[str, str]]:
    context = moment.context
    looked = bool(moment.step.sweep or moment.step.ask)
    for case in moment.cases.values():
        if not looked and moment.before.get(case.id) is case:
            continue
        for clock in desk.clocks(case, context.now, roster=context.roster):
            for segment in clock.segments:
                yield clock.id, segment.phase
                yield clock.id, f"promising `{segment.target}`"
    for case in moment.before.values() if moment.step.sweep else ():
        due = {each.rule for each in desk.due(case, context)}
        for rule in desk.rulebook.upkeep:
            yield rule.id, "due" if rule.id in due else "not due"
    ask = moment.step.ask
    if ask is not None:
        yield from ((name, "asked for") for name in (ask.worklist, ask.scan) if name)
        yield from ((rule.id, "asked for") for rule in desk.rulebook.metric if ask.metrics)


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Text):
        yield block.text
    elif isinstance(block, Outline):
        for each in block.blocks:
            yield from _lines(each)
