"""A rulebook's page: every rule in a table with all that it says, for people who don't program."""

from collections.abc import Iterator, Mapping
from typing import Any

from caserules.model import Model
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
    "worklist": "Which lists there are",
    "metric": "What is measured",
}
_APART = {"id", "name", "when", "source", "note", "enabled", "effective_from", "effective_until"}
"""What has a column of its own, or stands in the one of conditions."""


def page(book: Rulebook) -> Outline:
    """The rulebook as a page: its words, its statuses, and its rules kind by kind, in their order.

    >>> print(page(Rulebook(id="tiny", first_status="new", status={"new": {"phase": "open"}})))
    tiny
      Statuses
        status  phase
        `new`   open
    """
    blocks: list[Outline | Text] = [Text(text=book.note)] if book.note else []
    blocks.extend(_section(heading, rows) for heading, *rows in _sections(book) if len(rows) > 1)
    return Outline(heading=book.title or book.id, blocks=tuple(blocks))


def _section(heading: str, rows: list[tuple[str, ...]]) -> Outline:
    """A table, without the columns in which no row has anything."""
    filled = [place for place in range(len(rows[0])) if any(row[place] for row in rows[1:])]
    columns, *below = (tuple(row[place] for place in filled) for row in rows)
    table = Table(columns=columns, rows=tuple(below))
    return Outline(heading=heading, blocks=(table,))


def _sections(book: Rulebook) -> Iterator[list[Any]]:
    """Each heading with its columns and rows."""
    yield ["Words", ("vocabulary", "words"), *((name, _listed(words)) for name, words in book.words.items())]
    fields = (
        (f"`{name}`", each.type, _code(each.default), each.note or "") for name, each in book.fields.items()
    )
    yield ["Fields", ("field", "type", "at first", "note"), *fields]
    yield [
        "Named conditions",
        ("name", "means"),
        *((f"`{name}`", f"`{text}`") for name, text in book.let.items()),
    ]
    yield [
        "Statuses",
        ("status", "phase", "ways out", "what", "source", "note"),
        *(
            (
                f"`{name}`",
                each.phase,
                _listed(each.to),
                _what(each, ("phase", "to")),
                each.source or "",
                each.note or "",
            )
            for name, each in book.status.items()
        ),
    ]
    effects = ((f"`{command}`", f"`{status}`") for command, status in book.effect.items())
    yield ["What a command leads to", ("command", "status"), *effects]
    stages = ((f"`{each.name}`", _listed(each.needs), each.source, each.note) for each in book.stage)
    yield ["Stages, in order", ("stage", "needs", "source", "note"), *stages]
    for kind, rules in book.rules().items():
        yield [_KINDS[kind], ("rule", "when", "what", "source", "note"), *map(_rule, rules)]
    scans = ((f"`{queue}`", _what(each), each.source, each.note) for queue, each in book.scan.items())
    yield ["What is looked for in a queue", ("queue", "what", "source", "note"), *scans]


def _rule(rule: Any) -> tuple[str, ...]:
    when = f"`{rule.when}`" if rule.when else "always"
    if rule.effective_from:
        when += f", from {rule.effective_from}"
    if rule.effective_until:
        when += f", until {rule.effective_until}"
    return f"`{rule.id}`", when if rule.enabled else "switched off", _what(rule), rule.source, rule.note


def _what(rule: Model, besides: tuple[str, ...] = ()) -> str:
    """All that the rule says beside its condition and its source, key by key."""
    said = rule.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)
    return _told({key: value for key, value in said.items() if key not in (*_APART, *besides)})


def _told(said: Mapping[str, Any]) -> str:
    return "; ".join(f"{key.replace('_', ' ')} {_code(value)}" for key, value in said.items())


def _code(value: Any) -> str:
    match value:
        case None:
            return ""
        case dict():
            return f"({_told(value)})"
        case list():
            return _listed(value)
        case bool():
            return "yes" if value else "no"
        case _:
            return f'"{value}"' if "`" in str(value) else f"`{value}`"


def _listed(values: Any) -> str:
    return ", ".join(map(_code, values))
