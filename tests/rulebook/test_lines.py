"""Lines are found in TOML and JSON, by the unique id, or along the path."""

import pytest
from hypothesis import given
from tests.rulebook.rulebooks import rulebooks

from caserules.rulebook import Rulebook
from caserules.rulebook.lines import Lines

TOML = """\
id = "desk"          # id = "none"
[words]
queue = ["a"]
[status.new]
phase = "open"
[status."not yet"]
to = []
[[route]]
id = "one"
to = "x"
[[route]]
to = "y"
id = "two"
"""


@pytest.mark.parametrize(
    ("rule", "key", "line"),
    [
        ("one", "to", 10),
        ("two", "to", 12),
        ("two", "when", 13),
        ("two", None, 13),
        ("three", "to", None),
        (None, None, None),
        (None, "id", 1),
        (None, "nothing", None),
        (None, "status.new.phase", 5),
        (None, "status.not yet.to", 7),
        (None, "status.gone", 4),
        (None, "words.queue.0", 3),
        (None, "route.1.to", 12),
        (None, "route.7.to", 11),
        (None, "0", None),
    ],
)
def test_a_line_is_found_as_far_as_the_place_is_there(
    rule: str | None, key: str | None, line: int | None
) -> None:
    """The key's line, else the rule's, else the section's; none where nothing of it is there."""
    assert Lines(TOML).of(rule, key) == line


@given(rulebooks())
def test_in_json_the_key_stands_on_its_rules_line_or_after(book: Rulebook) -> None:
    """Every key of every rule is found, within the rule that has it."""
    text = book.to_text("json")
    lines, written = Lines(text), text.split("\n")
    for rules in book.rules().values():
        for rule in rules:
            at = lines.of(rule.id, "id")
            assert at is not None
            assert f'"id": "{rule.id}"' in written[at - 1]
