"""What validation finds is told in the file's own words."""

import json
from pathlib import Path
from typing import Any

import pytest

import caserules as cr
from caserules.rulebook import Problem, Rulebook, RulebookError

TINY: dict[str, Any] = {"id": "a", "first_status": "n", "status": {"n": {"phase": "open"}}}
ROUTE = {"id": "r", "to": "x"}
TARGET = "a target says either `within` or `by`; give one of the two"


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
        ({"clock": [{"id": "c", "targets": [{}]}]}, "c", "targets.0", TARGET, None),
        ({"clock": [{"id": "c", "targets": []}]}, "c", "targets", "there is nothing in it", None),
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
        (
            {"comments": "publc"},
            None,
            "comments",
            "`publc` is none of `public` or `internal`",
            "did you mean `public`?",
        ),
        ({"similarity": 0}, None, "similarity", "more than `0` is wanted here, not `0`", None),
        ({"similarity": 2}, None, "similarity", "at most `1` is wanted here, not `2`", None),
        (
            {"scan": {"q": {"alike_from": 1}}},
            None,
            "scan.q.alike_from",
            "at least `2` is wanted here, not `1`",
            None,
        ),
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


BAD: dict[str, Any] = {
    "guard": [
        {"id": "g", "on": "CloseCase", "require": "case.x == 1"},
        {"id": "h", "on": 3, "require": "case.y == 1"},
    ],
    "worklist": [{"id": "w", "columns": []}, {"id": "v", "columns": ["case.z"]}],
}


def test_faults_of_data_and_of_expressions_are_told_in_one_run(tmp_path: Path) -> None:
    """Rules that can't be read are told, and those that can are judged all the same."""
    place = tmp_path / "tiny.json"
    place.write_text(json.dumps({**TINY, **BAD}))
    with pytest.raises(RulebookError) as raised:
        cr.load(place)
    assert [(each.rule, each.key) for each in raised.value.problems] == [
        ("h", "on"),
        ("w", "columns"),
        ("g", "require"),
        ("v", "columns.0"),
    ]
    assert all(each.file == str(place) for each in raised.value.problems)


@pytest.mark.parametrize(
    ("more", "count"),
    [
        ({"guard": BAD["guard"][1:]}, 1),
        ({**BAD, "comments": "none"}, 3),
        ({**BAD, "route": 3}, 3),
        ({**BAD, "guard": [*BAD["guard"], BAD["guard"][0]]}, 2),
    ],
)
def test_where_more_than_rules_is_at_fault_that_alone_is_told(
    tmp_path: Path, more: dict[str, Any], count: int
) -> None:
    """What is left would be no rulebook; nor is more told where all that is left is right."""
    place = tmp_path / "tiny.json"
    place.write_text(json.dumps({**TINY, **more}))
    with pytest.raises(RulebookError) as raised:
        cr.load(place)
    assert len(raised.value.problems) == count


def test_an_unknown_kind_of_text_is_refused() -> None:
    """To read and to write, with those that there are."""
    with pytest.raises(RulebookError, match="a rulebook is no `yaml`"):
        Rulebook.from_text("", "yaml")  # type: ignore[arg-type]
    with pytest.raises(RulebookError, match='give "toml" or "json" as its kind'):
        Rulebook.model_validate(TINY).to_text("yaml")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("do", "key"),
    [
        ({"CloneCase": {"new_ids": ["K"]}}, "do.CloneCase.new_ids"),
        ({"AddComment": {"comment": {"text": ["x"]}}}, "do.AddComment.comment.text"),
    ],
)
def test_a_fact_of_a_task_has_one_fault(do: dict[str, Any], key: str) -> None:
    """What is no plain value is one fault, at its own place."""
    found = problem(upkeep=[{"id": "u", "since": "case.opened_at", "after": "1 hour", "do": do}])
    assert (found.rule, found.key) == ("u", key)
    assert found.message == "text, a number, true or false is wanted here"
