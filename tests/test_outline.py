"""The tree in which everything is said to a person."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caserules.outline import Moment, Outline, Outlined, Table, Text, Timeline, minute
from caserules.testing import texts

AT = datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("America/New_York"))

TREE = Outline(
    heading="case `C-17`",
    blocks=(
        Text(text="two\nlines"),
        Text(text=""),
        Table(columns=("who", "what"), rows=(("ana", "called"), ("bo", "wrote"))),
        Outline(heading="trail", blocks=(Timeline(moments=(Moment(at=AT, what="opened"),)),)),
        Timeline(moments=()),
    ),
)


class Reader(HTMLParser):
    """Collects the tags, and the text between them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Remember the tag."""
        del attrs
        self.tags.append(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the tag that is open."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.text += data


def read(outline: Outline) -> Reader:
    """What a browser would find."""
    reader = Reader()
    reader.feed(outline._repr_html_())
    reader.close()
    assert not reader.open
    return reader


def test_text_is_indented_by_depth() -> None:
    """Each level stands two blanks further in; columns are aligned; blanks at line ends are none."""
    assert str(TREE).splitlines() == [
        "case `C-17`",
        "  two",
        "  lines",
        "  ",
        "  who  what",
        "  ana  called",
        "  bo   wrote",
        "  trail",
        "    Mon 2026-03-02 09:30 EST  opened",
    ]


def test_html_has_the_same_blocks() -> None:
    """Headings, paragraphs and tables, each closed, with code between backticks set as code."""
    page = TREE._repr_html_()
    assert "<h3>case <code>C-17</code></h3>" in page
    assert "<h4>trail</h4>" in page
    assert "<td>ana</td><td>called</td>" in page
    assert "<td>Mon 2026-03-02 09:30 EST</td><td>opened</td>" in page
    assert read(TREE).tags.count("section") == 2


@given(texts(), st.sampled_from(("plain", '"><img src=x>')))
def test_html_says_what_was_said_and_nothing_else(text: str, tone: str) -> None:
    """Markup in any text or tone is shown, never obeyed; no text is lost."""
    outline = Outline(
        heading=text,
        blocks=(
            Text(text=text, tone=tone),
            Table(columns=(text,), rows=((text,),)),
            Timeline(moments=(Moment(at=AT, what=text),)),
        ),
    )
    found = read(outline)
    known = {"section", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code"}
    assert set(found.tags) <= known
    shown = text if text.count("`") % 2 else text.replace("`", "")
    assert found.text.count(shown) >= 5


def test_headings_go_no_deeper_than_six() -> None:
    """HTML has six levels; what lies deeper stays on the last."""
    outline = Outline(heading="0")
    for depth in range(1, 7):
        outline = Outline(heading=str(depth), blocks=(outline,))
    assert "<h6>0</h6>" in outline._repr_html_()


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 3, 2, 9, 30, tzinfo=UTC), "Mon 2026-03-02 09:30 UTC"),
        (datetime(2026, 3, 2, 9, 30, 5, tzinfo=UTC), "Mon 2026-03-02 09:30:05 UTC"),
        (AT, "Mon 2026-03-02 09:30 EST"),
    ],
)
def test_an_instant_is_told_in_its_own_zone(at: datetime, said: str) -> None:
    """Seconds are told only where there are any."""
    assert minute(at) == said


def test_what_has_an_outline_has_its_text_and_page() -> None:
    """`str` and HTML are the outline's."""

    class Said(Outlined):
        def outline(self) -> Outline:
            return TREE

    assert str(Said()) == str(TREE)
    assert Said()._repr_html_() == TREE._repr_html_()


def test_an_outline_has_to_be_written() -> None:
    """The base has nothing to say."""
    with pytest.raises(NotImplementedError):
        str(Outlined())


@given(
    st.recursive(
        st.builds(Text, text=texts()),
        lambda inner: st.builds(
            lambda heading, blocks: Outline(heading=heading, blocks=tuple(blocks)),
            texts(),
            st.lists(inner, max_size=3),
        ),
    )
)
def test_an_outline_survives_storage(block: Text | Outline) -> None:
    """Written as JSON and read again, the tree is equal."""
    outline = Outline(heading="top", blocks=(block,))
    assert Outline.model_validate_json(outline.model_dump_json()) == outline
