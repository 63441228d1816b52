"""A rulebook's page."""

from pathlib import Path

from caserules import Rulebook
from caserules.display import page

BOOK = Rulebook.load(Path(__file__).parents[2] / "examples" / "helpdesk.toml")


def test_every_rule_is_on_the_page_with_its_source() -> None:
    """Each rule's id stands on the page, in a row that has its source too."""
    lines = str(page(BOOK)).splitlines()
    for rules in BOOK.rules().values():
        for rule in rules:
            assert any(rule.id in line and rule.source in line for line in lines), rule.id


def test_words_and_statuses_are_on_the_page() -> None:
    """Each vocabulary and each status stands on the page."""
    told = str(page(BOOK))
    for name in (*BOOK.words, *BOOK.status):
        assert name in told


def test_a_note_on_the_rulebook_opens_its_page() -> None:
    """What the rulebook says of itself comes first."""
    book = BOOK.replace(note="a made-up desk")
    assert str(page(book)).splitlines()[:2] == ["Brightwire customer support", "  a made-up desk"]


def test_a_page_has_a_form_for_notebooks() -> None:
    """The same page as HTML, escaped."""
    book = BOOK.replace(title="a <b> desk")
    assert "a &lt;b&gt; desk" in page(book)._repr_html_()
