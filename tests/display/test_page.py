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
    """Each vocabulary stands on a line with all of its words, and each status on one with its phase."""
    lines = [" ".join(line.split()) for line in str(page(BOOK)).splitlines()]
    for name, words in BOOK.words.items():
        assert f"{name} {', '.join(f'`{word}`' for word in words)}" in lines
    for name, status in BOOK.status.items():
        assert any(line.startswith(f"`{name}` {status.phase}") for line in lines), name


def test_a_note_on_the_rulebook_opens_its_page() -> None:
    """What the rulebook says of itself comes first."""
    book = BOOK.replace(note="a made-up desk")
    assert str(page(book)).splitlines()[:2] == ["Brightwire customer support", "  a made-up desk"]


def test_a_page_has_a_form_for_notebooks() -> None:
    """The same page as HTML, escaped."""
    book = BOOK.replace(title="a <b> desk")
    assert "a &lt;b&gt; desk" in page(book)._repr_html_()


WHOLE = Rulebook.model_validate(
    {
        "id": "whole",
        "first_status": "new",
        "words": {"queue": ["front"]},
        "fields": {"floor": {"type": "integer", "default": 3, "note": "from the street"}},
        "let": {"high": "case.floor > 9"},
        "status": {"new": {"phase": "open", "to": ["new"], "read_only": True, "source": "handbook 1"}},
        "stage": [{"name": "first", "needs": ["case.requester is not None"]}],
        "route": [
            {"id": "vip", "to": ["ana", "bo"], "when": "high", "effective_from": "2026-03-01"},
            {"id": "rest", "to": {"team": "front"}, "effective_until": "2026-03-31", "enabled": False},
        ],
        "guard": [{"id": "g", "on": "CloseCase", "require": "high", "message": "case `{case.id}` is low"}],
        "clock": [{"id": "c", "targets": [{"within": "2 hours", "when": "high"}, {"within": "1 day"}]}],
        "worklist": [{"id": "mine", "when": "case.owner == actor.id"}],
        "metric": [{"id": "share", "share": "high"}],
        "scan": {"front": {"more_than": 50}},
    }
)


def test_all_that_a_rule_says_is_on_its_line() -> None:
    """Conditions, targets, chains and messages, when it is in force, and whether it is switched off."""
    lines = {line.split()[0]: line for line in map(str.strip, str(page(WHOLE)).splitlines())}
    assert lines["`vip`"].split(maxsplit=1)[1] == "`high`, from 2026-03-01  to `ana`, `bo`"
    assert "switched off" in lines["`rest`"]
    assert "to (team `front`)" in lines["`rest`"]
    assert 'on `CloseCase`; require `high`; message "case `{case.id}` is low"' in lines["`g`"]
    assert "targets (when `high`; within `2 hours`), (within `1 day`)" in lines["`c`"]
    assert "more than `50`" in lines["`front`"]
    assert "read only yes" in lines["`new`"]
    assert lines["`floor`"].split() == ["`floor`", "integer", "`3`", "from", "the", "street"]


def test_a_rule_that_ends_says_when() -> None:
    """The last day on which it is in force stands beside its condition."""
    ending = WHOLE.replace(route=[{"id": "rest", "to": "front", "effective_until": "2026-03-31"}])
    assert "always, until 2026-03-31" in str(page(ending))


def test_a_column_in_which_nothing_stands_is_left_out() -> None:
    """No rule has a note here, so there is no column for one."""
    (clocks,) = [
        block for block in page(WHOLE).blocks if getattr(block, "heading", "") == "What is promised by when"
    ]
    (table,) = clocks.blocks  # type: ignore[union-attr]
    assert table.columns == ("rule", "when", "what")  # type: ignore[union-attr]
