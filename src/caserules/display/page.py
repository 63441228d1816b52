"""A rulebook's page: every rule in a table with its condition and source, for people who don't program."""

from typing import Any

from caserules.outline import Outline, Table, Text
from caserules.rulebook import Rulebook

__all__ = ["page"]

_KINDS = {
    "origin": "What becomes of what comes in",
    "fill": "What is filled in",
    "route": "Where a case goes",
    "clone": "What may be cloned",
    "guard": "What a command must satisfy",
    "clock": "What is promised by when",
    "notice": "Who is told",
    "upkeep": "What time alone calls for",
}


def page(book: Rulebook) -> Outline:
    """The rulebook as a page: its words, its statuses, and its rules kind by kind, in their order.

    >>> print(page(Rulebook(id="tiny", first_status="new", status={"new": {"phase": "open"}})))
    tiny
      statuses
        status  phase  ways out
        new     open
    """
    blocks: list[Outline | Text] = []
    if book.note:
        blocks.append(Text(text=book.note))
    if book.words:
        rows = tuple((name, ", ".join(words)) for name, words in book.words.items())
        blocks.append(Outline(heading="words", blocks=(Table(columns=("vocabulary", "words"), rows=rows),)))
    ways = tuple((name, status.phase, ", ".join(status.to)) for name, status in book.status.items())
    columns = ("status", "phase", "ways out")
    blocks.append(Outline(heading="statuses", blocks=(Table(columns=columns, rows=ways),)))
    blocks.extend(_section(kind, rules) for kind, rules in book.rules().items() if rules)
    return Outline(heading=book.title or book.id, blocks=tuple(blocks))


def _section(kind: str, rules: tuple[Any, ...]) -> Outline:
    rows = tuple((rule.id, rule.when or "always", rule.source, rule.note) for rule in rules)
    table = Table(columns=("rule", "when", "source", "note"), rows=rows)
    return Outline(heading=_KINDS[kind], blocks=(table,))
