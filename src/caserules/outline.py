"""A small tree of headings, text, tables and timelines, with one renderer for text and one for HTML.

Whatever this library says to a person (an explanation, a report, a ledger) is first an `Outline`; `str`
and a notebook's `_repr_html_` are two ways to write it down, and they can't disagree.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeAlias

from caserules.model import Model, ZonedInstant

__all__ = ["Block", "Moment", "Outline", "Outlined", "Table", "Text", "Timeline", "minute"]


class Text(Model):
    """A paragraph; `tone` says what it is about, so that a terminal may colour it."""

    text: str
    tone: str = "plain"
    """One of `plain`, `good`, `bad`, `quiet`."""


class Table(Model):
    """Rows under named columns; every cell is text already."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Moment(Model):
    """One entry of a timeline."""

    at: ZonedInstant
    what: str


class Timeline(Model):
    """What happened, in order, each at its instant and in that instant's own zone."""

    moments: tuple[Moment, ...]


Block: TypeAlias = "Text | Table | Timeline | Outline"


class Outline(Model):
    """A heading with blocks under it; a block may be an outline itself.

    >>> print(Outline(heading="case `C-17`", blocks=(Text(text="owner: ana"),)))
    case `C-17`
      owner: ana
    """

    heading: str
    blocks: "tuple[Text | Table | Timeline | Outline, ...]" = ()

    def __str__(self) -> str:
        return "\n".join(_text_of(self, 0))

    def _repr_html_(self) -> str:
        return "".join(_html_of(self, 3))


class Outlined:
    """Gives `str` and a notebook's HTML to whatever has an `outline()`."""

    def outline(self) -> Outline:
        """What there is to say, as a tree."""
        raise NotImplementedError

    def __str__(self) -> str:
        return str(self.outline())

    def _repr_html_(self) -> str:
        return self.outline()._repr_html_()


def minute(instant: datetime) -> str:
    """An instant as a person reads it, in its own zone; seconds only where there are any.

    >>> from datetime import datetime, timezone
    >>> minute(datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc))
    'Mon 2026-03-02 09:30 UTC'
    """
    clock = "%H:%M:%S" if instant.second or instant.microsecond else "%H:%M"
    return instant.strftime(f"%a %Y-%m-%d {clock} %Z")


def _text_of(block: Block, depth: int) -> Iterator[str]:
    pad = "  " * depth
    match block:
        case Outline(heading=heading, blocks=blocks):
            yield pad + heading
            for each in blocks:
                yield from _text_of(each, depth + 1)
        case Text(text=text):
            yield from (pad + line for line in text.splitlines() or [""])
        case Table(columns=columns, rows=rows):
            yield from (pad + line for line in _aligned([columns, *rows]))
        case _:
            yield from (pad + line for line in _aligned(_told(block)))


def _told(timeline: Timeline) -> list[tuple[str, str]]:
    return [(minute(each.at), each.what) for each in timeline.moments]


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    if not rows:
        return []
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _html_of(block: Block, level: int) -> Iterator[str]:
    match block:
        case Outline(heading=heading, blocks=blocks):
            yield f"<section><h{level}>{_code(heading)}</h{level}>"
            for each in blocks:
                yield from _html_of(each, min(level + 1, 6))
            yield "</section>"
        case Text(text=text, tone=tone):
            yield f'<p class="{tone.translate(_ESCAPED)}">{_code(text)}</p>'
        case Table(columns=columns, rows=rows):
            yield from _html_table(columns, rows)
        case _:
            yield from _html_table(("when", "what"), _told(block))


def _html_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield "<table><thead><tr>"
    yield "".join(f"<th>{_code(cell)}</th>" for cell in columns)
    yield "</tr></thead><tbody>"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{_code(cell)}</td>" for cell in row) + "</tr>"
    yield "</tbody></table>"


def _code(text: str) -> str:
    """Escaped text in which what stood between backticks is set as code."""
    escaped = text.translate(_ESCAPED)
    parts = escaped.split("`")
    if len(parts) % 2 == 0:
        return escaped
    return "".join(f"<code>{part}</code>" if odd % 2 else part for odd, part in enumerate(parts))


_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})
"""As `html.escape` writes them, without the table of all entities that comes with it."""
