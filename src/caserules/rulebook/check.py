"""What is wrong with a rulebook that its types can't say: names that clash, words that are nowhere."""

import keyword
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from caserules.case import Case
from caserules.engine.errors import suggest
from caserules.engine.functions import AGGREGATES
from caserules.rulebook.errors import Problem
from caserules.rulebook.fields import check_default, check_field
from caserules.rulesets.place import Fault
from caserules.rulesets.terms import COMMANDS, GRANTED, Terms

if TYPE_CHECKING:
    from caserules.rulebook.rulebook import Rulebook

__all__ = ["problems"]

_LONGEST = 200
_MOST_FIELDS = 500


@cache
def _functions() -> frozenset[str]:
    return frozenset(Terms().scope(case=Case).functions)


def problems(book: "Rulebook") -> Iterator[Problem]:
    """Every fault that can be told without the case and the functions of a host."""
    yield from _rules(book)
    yield from _routed(book)
    yield from _words(book)
    yield from _fields(book)
    yield from _names(book)


def _rules(book: "Rulebook") -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for kind, rules in book.rules().items():
        for place, rule in enumerate(rules):
            if not rule.id.strip() or len(rule.id) > _LONGEST:
                told = f"an id has 1 to {_LONGEST} characters that can be seen, not {len(rule.id.strip())}"
                yield Problem(key=f"{kind}.{place}.id", message=told, remedy="give it an id")
            elif rule.id in seen:
                told = f"the id `{rule.id}` is given twice, under `{seen[rule.id]}` and under `{kind}`"
                remedy = "rename one of them; a decision cites its rules by their ids"
                yield Problem(rule=rule.id, key="id", message=told, remedy=remedy)
            seen[rule.id] = kind
            first, last = rule.effective_from, rule.effective_until
            if first is not None and last is not None and last < first:
                told = f"the rule is in force from `{first}` until `{last}`, which is never"
                yield Problem(rule=rule.id, key="effective_until", message=told, remedy="swap the dates")


def _routed(book: "Rulebook") -> Iterator[Problem]:
    for kind in book.route_on:
        if kind not in COMMANDS:
            message, remedy = f"there is no command `{kind[:_LONGEST]}`", suggest(kind, COMMANDS) or None
            yield Problem(key="route_on", message=message, remedy=remedy)


def _words(book: "Rulebook") -> Iterator[Problem]:
    for name, words in book.words.items():
        place = f"words.{name}"
        if name == "status":
            message = "the words of `status` are the statuses themselves"
            yield Problem(key=place, message=message, remedy="leave it out")
        if not words:
            yield Problem(key=place, message=f"`{name}` has no words", remedy="name them, or leave it out")
        if len(set(words)) < len(words):
            twice = Counter(words).most_common(1)[0][0]
            yield Problem(
                key=place, message=f"`{twice[:_LONGEST]}` stands there twice", remedy="name it once"
            )
    for place, names in (
        *((f"words.{name}", each) for name, each in book.words.items()),
        ("status", book.status),
    ):
        yield from (_too_long(place, name) for name in names if not name or len(name) > _LONGEST)


def _too_long(place: str, name: str) -> Problem:
    return Problem(key=place, message=f"a word has 1 to {_LONGEST} characters, not {len(name)}")


def _fields(book: "Rulebook") -> Iterator[Problem]:
    if len(book.fields) > _MOST_FIELDS:
        yield Problem(key="fields", message=f"there are {len(book.fields)} fields, at most {_MOST_FIELDS}")
        return
    words = {**book.words, "status": tuple(book.status)}
    for name, spec in book.fields.items():
        found = tuple(check_field(name, spec, words))
        yield from (_told(f"fields.{name}", each) for each in found)
        try:
            check_default(spec, words)
        except ValueError as error:
            yield _told(f"fields.{name}.default", error)


def _names(book: "Rulebook") -> Iterator[Problem]:
    """The names that rules read beside those that their kind grants them."""
    seen: dict[str, str] = {}
    for section, names in (("table", book.table), ("let", book.let)):
        for name in names:
            place = f"{section}.{name}"
            if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
                remedy = "use letters, digits and `_`, a letter first"
                yield Problem(key=place, message=f"`{name[:_LONGEST]}` is no plain name", remedy=remedy)
            elif name in GRANTED or name in AGGREGATES or name in _functions():
                yield Problem(key=place, message=f"`{name}` means something already", remedy="rename it")
            elif name in seen:
                message = f"`{name}` is a `{seen[name]}` already"
                yield Problem(key=place, message=message, remedy="rename one of them")
            seen[name] = section


def _told(place: str, error: ValueError) -> Problem:
    if isinstance(error, Fault):
        return Problem(key=place, message=error.message, remedy=error.remedy or None)
    return Problem(key=place, message=str(error))
