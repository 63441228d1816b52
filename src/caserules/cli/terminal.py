"""How an outline looks in a terminal, and a bar that shows how far a run is (extra `cli`)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import assert_never

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table as RichTable
from rich.text import Text as RichText

from caserules.outline import Block, Outline, Outlined, Table, Text, Timeline, minute

__all__ = ["console", "progress", "show"]

_TONES = {"plain": "", "good": "green", "bad": "red", "quiet": "dim"}


def console() -> Console:
    """The terminal, in colour where it has it; a pipe or a file gets plain lines, as long as they are."""
    out = Console(highlight=False)
    out.soft_wrap = not out.is_terminal
    return out


def show(said: Outlined | Outline, to: Console | None = None) -> None:
    """Print an outline: set for a terminal's width, and as its plain text, uncut, where there is none."""
    outline = said if isinstance(said, Outline) else said.outline()
    out = to or console()
    if out.is_terminal:
        out.print(_rendered(outline, 0))
    else:
        out.print(str(outline), markup=False, soft_wrap=True)


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Callable[[int], None] | None]:
    """A progress bar where there is a terminal, None where there is none."""
    terminal = Console(stderr=True)
    if not terminal.is_terminal:
        yield None
        return
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=terminal, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


def _rendered(block: Block, depth: int) -> RenderableType:
    match block:
        case Outline(heading=heading, blocks=blocks):
            style = "bold" if depth else "bold underline"
            inner = (Padding(_rendered(each, depth + 1), (0, 0, 0, 2)) for each in blocks)
            return Group(_coded(heading, style), *inner)
        case Text(text=text, tone=tone):
            return _coded(text, _TONES.get(tone, ""))
        case Table(columns=columns, rows=rows):
            return _table(columns, rows)
        case Timeline(moments=moments):
            return _table(("when", "what"), tuple((minute(each.at), each.what) for each in moments))
        case _:
            assert_never(block)


def _table(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> RichTable:
    table = RichTable(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in columns:
        table.add_column(column)
    for row in rows:
        table.add_row(*(_coded(cell, "") for cell in row))
    return table


def _coded(text: str, style: str) -> RichText:
    """Text in which what stands between backticks is set off."""
    said = RichText(style=style)
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return said.append(text)
    for place, part in enumerate(parts):
        said.append(part, style="cyan" if place % 2 else None)
    return said
