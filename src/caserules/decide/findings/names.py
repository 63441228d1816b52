"""Names that stand there twice, and those that no rule uses; what may be missing; what is not locked."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from caserules.case import Agent, Interaction, Queue, Roster, parts
from caserules.decide.findings.finding import Finding
from caserules.decide.findings.proof import Proof
from caserules.decide.findings.texts import Book, written
from caserules.engine import Expression, both, parse
from caserules.engine.nodes import Call, Comprehension, Node, show
from caserules.engine.walk import conjuncts, nodes
from caserules.model import Model
from caserules.rulesets.routing import Pick
from caserules.rulesets.terms import COMMANDS
from caserules.rulesets.words import vocabulary_of

__all__ = ["chained", "ending", "missing", "unlocked", "unused"]

_AHEAD = timedelta(days=90)
"""How long before the end of a lock it is told: what is promised by then falls due after it."""


def chained(book: Book) -> Iterator[Finding]:
    """Chains of routing that name somebody twice."""
    for rule in book.rules.book.route:
        if isinstance(rule.to, Pick):
            continue
        chain = [*((rule.to,) if isinstance(rule.to, str) else rule.to), *filter(None, [rule.otherwise])]
        for who in dict.fromkeys(each for each in chain if chain.count(each) > 1):
            yield Finding(
                kind="named twice",
                rule=rule.id,
                key="to",
                source=rule.source or None,
                message=f"`{rule.id}` names `{who}` twice; whoever could not take the case still can't",
                remedy="name everybody once",
            )


def missing(book: Book, proof: Proof) -> Iterator[Finding]:
    """Orderings on what may be missing without a test for it, in the condition or in the rule's `when`.

    A test is also what proves it to be there, and of the first or last of some items, that they are counted.
    """
    whens: dict[str, Expression] = {}
    for place in book.places:
        if place.template:
            continue
        (read,) = place.expressions(book.rules)
        if place.key in ("when", "of"):
            whens[place.rule] = read
        given = whens.get(place.rule) if place.key in ("require", "since", "share") else None
        tested = read if given is None else both(given, read)
        for told in read.findings:
            if told in tested.findings and not _there(told, tested, proof):
                yield Finding(
                    kind="may be missing",
                    rule=place.rule,
                    key=place.key,
                    source=place.source,
                    message=f"in `{place.key}` of `{place.rule}`, {told}",
                    remedy="test it with `is None`, and say what holds for a case that has none",
                )


def _there(told: str, tested: Expression, proof: Proof) -> bool:
    """Whether the rest of the condition sees to it that what may be missing is there."""
    _, name, _, ordering, *_ = told.split("`")
    path = tuple(name.split("."))
    if path in tested.reads:
        rest = [each for each in conjuncts(tested.root) if ordering not in show(each)]
        others = [Expression(each, tested.scope) for each in rest]
        return proof.never(parse(f"{name} is None", tested.scope), *others)
    return any(f"({show(items)})" in name for items in _counted(tested))


def _counted(expression: Expression) -> Iterator[Node]:
    """The items that an expression counts, or asks for any of."""
    for node in nodes(expression.root):
        match node:
            case Call(function="any" | "count" | "len", arguments=(Comprehension(items=items),)):
                yield items
            case Call(function="any" | "count" | "len", arguments=(items,)):
                yield items
            case _:
                pass


def unlocked(book: Book) -> Iterator[Finding]:
    """Schedules whose holidays are those of whichever version of the package is installed."""
    for name, schedule in book.rules.book.schedule.items():
        holidays = schedule.holidays
        if holidays.asks_package:
            yield Finding(
                kind="not locked",
                rule=f"schedule.{name}",
                key="holidays",
                message=f"the holidays of `{holidays.country}` in the schedule `{name}` come from the "
                "package `holidays`, whose versions differ",
                remedy="lock the years that count: `caserules lock FILE --years 2026-2030`",
            )


def ending(book: Book, on: date) -> Iterator[Finding]:
    """Schedules whose lock does not hold the year of that day, or of one in the quarter after it."""
    needed = (on.year, (on + _AHEAD).year)
    for name, schedule in book.rules.book.schedule.items():
        lock = schedule.holidays.lock
        if lock is None or lock.first_year <= needed[0] <= needed[1] <= lock.last_year:
            continue
        first, last = min(lock.first_year, needed[0]), max(lock.last_year, needed[1])
        yield Finding(
            kind="lock ends",
            rule=f"schedule.{name}",
            key="holidays",
            message=f"the holidays of `{lock.country}` in the schedule `{name}` are locked for "
            f"`{lock.first_year}` to `{lock.last_year}`; what asks for others is an error",
            remedy=f"lock them too: `caserules lock FILE --years {first}-{last}`",
        )


def unused(book: Book, roster: Roster | None) -> Iterator[Finding]:
    """Named conditions, tables, vocabularies, schedules and fields that no rule uses."""
    rules = book.rules.book
    names = {name for place in book.places for name in place.names()}
    waiting = [name for name in rules.let if name in names]
    while waiting:
        new = set(written(rules.let[waiting.pop()])) - names
        names |= new
        waiting.extend(new & set(rules.let))
    for name in rules.let:
        if name not in names:
            yield _unused(f"let.{name}", f"no rule uses the condition `{name}`")
    for name in rules.table:
        if name not in names:
            yield _unused(f"table.{name}", f"no rule looks anything up in `{name}`")
    governing = {
        vocabulary_of(book.rules.terms.case_type, name) for name in book.rules.terms.case_type.model_fields
    }
    for name in rules.words:
        if name not in governing | _vocabularies() and f"words.{name}" not in names:
            yield _unused(f"words.{name}", f"no field and no rule takes the words of `{name}`")
    used = _schedules(book, roster)
    for name in rules.schedule:
        if used is not None and name not in used:
            yield _unused(f"schedule.{name}", f"no rule goes by the schedule `{name}`")
    yield from _unused_fields(book)


def _unused(where: str, message: str, remedy: str = "leave it out") -> Finding:
    return Finding(kind="unused", rule=where, message=message, remedy=remedy)


@cache
def _vocabularies() -> frozenset[str | None]:
    """The vocabularies that govern what every case, command and interaction has."""
    made = [each for each in vars(parts).values() if isinstance(each, type) and issubclass(each, Model)]
    models: list[type[Model]] = [*COMMANDS.values(), Interaction, Agent, Queue, *made]
    return frozenset(vocabulary_of(model, name) for model in models for name in model.model_fields)


def _schedules(book: Book, roster: Roster | None) -> set[str] | None:
    """The schedules by which something goes; None where that may be any of them."""
    rules = book.rules.book
    named = [*(clock.schedule for clock in rules.clock), *(upkeep.schedule for upkeep in rules.upkeep)]
    if any(name.startswith("{") for name in named):
        return None
    found = {"desk", *named, *(notice.hours for notice in rules.notice if notice.hours)}
    if "owner" in found:
        if roster is None:
            return None
        found.update(agent.schedule for agent in roster.agents if agent.schedule)
    return found


def _unused_fields(book: Book) -> Iterator[Finding]:
    rules = book.rules.book
    reads = (each.reads for place in book.places for each in place.expressions(book.rules))
    used = {name for paths in reads for path in paths for name in path}
    used.update(name for fill in rules.fill for name in fill.set)
    used.update(name for origin in rules.origin for name in origin.set)
    used.update(name for clone in rules.clone for name in (*clone.set, *clone.copied))
    for name, spec in rules.fields.items():
        if name not in used and not spec.note:
            told = f"no rule reads or sets the field `{name}`"
            yield _unused(f"fields.{name}", told, "leave it out, or say in its `note` whom it is for")
