"""An outline as Markdown."""

import re
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from caserules.display import markdown
from caserules.outline import Moment, Outline, Table, Text, Timeline
from caserules.testing import texts

CELL = re.compile(r"(?:\\.|[^|\\])*")


def test_an_outline_within_an_outline_stands_deeper() -> None:
    """Headings go down by one level, to the sixth and no deeper; paragraphs stand apart."""
    inner = Outline(heading="inner", blocks=(Text(text="said"),))
    assert markdown(Outline(heading="outer", blocks=(inner,))) == "## outer\n\n### inner\n\nsaid"
    assert markdown(Outline(heading="outer", blocks=(inner,)), 6) == "###### outer\n\n###### inner\n\nsaid"


@given(st.lists(st.tuples(texts(), texts()), max_size=3))
def test_a_row_is_one_line_with_as_many_cells(rows: list[tuple[str, str]]) -> None:
    """Whatever stands in a cell, bars, breaks and backticks among it: the table keeps its form."""
    told = markdown(Outline(heading="h", blocks=(Table(columns=("a", "b"), rows=tuple(rows)),)))
    _, lines = told.split("\n\n")
    assert len(lines.splitlines()) == 2 + len(rows)
    for line in lines.splitlines():
        assert len([cell for cell in CELL.findall(line) if cell]) == 2


def test_code_stays_code_and_other_signs_are_escaped() -> None:
    """Between backticks nothing is touched; a lone backtick is a sign as any other."""
    assert markdown(Outline(heading="`a_b` and a_b")) == "## `a_b` and a\\_b"
    assert markdown(Outline(heading="a lone ` and <b>")) == "## a lone \\` and \\<b>"


def test_a_bar_ends_no_cell() -> None:
    """Neither in a text, nor in code, nor after a backslash."""
    rows = (("a | b", "`c | d`", "`e \\| f`"),)
    told = markdown(Outline(heading="h", blocks=(Table(columns=("x", "y", "z"), rows=rows),)))
    assert told.splitlines()[-1] == r"| a \| b | `c \| d` | \`e \\\| f\` |"


def test_a_timeline_is_a_table() -> None:
    """When, and what."""
    moments = (Moment(at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC), what="opened"),)
    told = markdown(Outline(heading="h", blocks=(Timeline(moments=moments),)))
    assert told.splitlines()[2:] == [
        "| when | what |",
        "| --- | --- |",
        "| Mon 2026-03-02 09:30 UTC | opened |",
    ]
