"""An outline as Markdown, for wikis and repositories that draw it (GitHub's flavour, for the tables)."""

from collections.abc import Iterator, Sequence

from caserules.outline import Block, Outline, Table, Text, minute

__all__ = ["markdown"]

_DEEPEST = 6


def markdown(outline: Outline, level: int = 2) -> str:
    r"""The outline with its heading at that level; an outline within an outline stands one level deeper.

    What stands between backticks stays code; any other sign that means something in Markdown is escaped.

    >>> rows = (("`a`", "1 | 2"),)
    >>> print(markdown(Outline(heading="both", blocks=(Table(columns=("rule", "says"), rows=rows),))))
    ## both
    <BLANKLINE>
    | rule | says |
    | --- | --- |
    | `a` | 1 \| 2 |
    """
    return "\n\n".join(_blocks(outline, level))


def _blocks(outline: Outline, level: int) -> Iterator[str]:
    yield f"{'#' * min(level, _DEEPEST)} {_plain(outline.heading)}"
    for block in outline.blocks:
        yield from _block(block, level)


def _block(block: Block, level: int) -> Iterator[str]:
    match block:
        case Outline():
            yield from _blocks(block, level + 1)
        case Text(text=text):
            yield _plain(text)
        case Table(columns=columns, rows=rows):
            yield _table(columns, rows)
        case _:
            yield _table(("when", "what"), [(minute(each.at), each.what) for each in block.moments])


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    """Text for one cell: a table's row is one line, and a bar ends a cell even within code."""
    plain = _bare(text) if "\\|" in text else _plain(text)
    return " ".join(plain.split()).replace("|", "\\|")


def _plain(text: str) -> str:
    """The text with its signs escaped, but for those between backticks."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return _bare(text)
    return "`".join(part if odd % 2 else _escaped(part) for odd, part in enumerate(parts))


def _bare(text: str) -> str:
    return _escaped(text).replace("`", "\\`")


def _escaped(text: str) -> str:
    for sign in ("\\", "*", "_", "<", "[", "]"):
        text = text.replace(sign, f"\\{sign}")
    return text
