"""What validation finds is told in the file's own words."""

import json
from typing import Any

import pytest

from caserules.rulebook import Problem, Rulebook, RulebookError

TINY: dict[str, Any] = {"id": "a", "first_status": "n", "status": {"n": {"phase": "open"}}}
ROUTE = {"id": "r", "to": "x"}


def problem(**more: Any) -> Problem:
    """The one fault of the tiny rulebook with these keys."""
    with pytest.raises(RulebookError) as raised:
        Rulebook.from_text(json.dumps({**TINY, **more}), "json")
    (found,) = raised.value.problems
    return found


@pytest.mark.parametrize(
    ("more", "rule", "key", "message", "remedy"),
    [
        ({"gaurd": []}, None, "gaurd", "there is no key `gaurd` here", "did you mean `guard`?"),
        (
            {"route": [{**ROUTE, "esle": "x"}]},
            "r",
            "esle",
            "there is no key `esle` here",
            "did you mean `else`?",
        ),
        ({"route": [{"id": "r"}]}, "r", "to", "`to` is missing", "give `to`"),
        ({"route": [{"to": "x"}]}, None, "route.0.id", "`id` is missing", "give `id`"),
        ({"route": [{"id": 3, "to": "x"}]}, None, "route.0.id", "text is wanted here, not `3`", None),
        (
            {"route": [{"id": "", "to": "x"}]},
            None,
            "route.0.id",
            "an id has 1 to 200 characters that can be seen, not 0",
            "give it an id",
        ),
        ({"route": [3]}, None, "route.0", "a table is wanted here, not `3`", None),
        ({"route": 3}, None, "route", "a list is wanted here, not `3`", None),
        (
            {"route": [{**ROUTE, "enabled": []}]},
            "r",
            "enabled",
            "true or false is wanted here, not a list",
            None,
        ),
        ({"route": [{**ROUTE, "source": {}}]}, "r", "source", "text is wanted here, not a table", None),
        ({"route": [{**ROUTE, "note": True}]}, "r", "note", "text is wanted here, not `true`", None),
        ({"route": [{**ROUTE, "note": False}]}, "r", "note", "text is wanted here, not `false`", None),
        ({"route": [{**ROUTE, "to": []}]}, "r", "to", "there is nothing in it", None),
        ({"route": [{**ROUTE, "to": " "}]}, "r", "to", "` ` says nothing", None),
        (
            {"route": [{**ROUTE, "to": {"team": "t", "pik": 1}}]},
            "r",
            "to.pik",
            "there is no key `pik` here",
            "take it out",
        ),
        ({"comments": "privat"}, None, "comments", "`privat` is none of 'public' or 'internal'", None),
        (
            {"status": {"n": {"phase": "open", "t": []}}},
            None,
            "status.n.t",
            "there is no key `t` here",
            "did you mean `to`?",
        ),
        (
            {"fields": {"x": "txt"}},
            None,
            "fields.x",
            (
                "there is no type `txt`; known: `text`, `integer`, `number`, `bool`, `instant`, `date`, "
                "and `words.X` for a vocabulary"
            ),
            None,
        ),
    ],
)
def test_a_fault_is_told_once_with_its_place(
    more: dict[str, Any], rule: str | None, key: str, message: str, remedy: str | None
) -> None:
    """Rule and key as the file has them, what is wrong, and what to do."""
    found = problem(**more)
    assert (found.rule, found.key, found.message, found.remedy) == (rule, key, message, remedy)
