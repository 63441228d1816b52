"""Names that clash and words that are nowhere, found when a rulebook is loaded."""

import json
from typing import Any

import pytest

from caserules.rulebook import Rulebook, RulebookError

TINY: dict[str, Any] = {"id": "a", "first_status": "n", "status": {"n": {"phase": "open"}}}
GUARD = {"id": "r", "on": "*", "require": "actor.system"}


@pytest.mark.parametrize(
    ("more", "rule", "key", "message", "remedy"),
    [
        (
            {"route": [{"id": "r", "to": "x"}], "guard": [GUARD]},
            "r",
            "id",
            "the id `r` is given twice, under `route` and under `guard`",
            "rename one of them; a decision cites its rules by their ids",
        ),
        (
            {"guard": [{**GUARD, "id": "r" * 201}]},
            None,
            "guard.0.id",
            "an id has 1 to 200 characters that can be seen, not 201",
            "give it an id",
        ),
        (
            {"guard": [{**GUARD, "effective_from": "2026-01-02", "effective_until": "2026-01-01"}]},
            "r",
            "effective_until",
            "the rule is in force from `2026-01-02` until `2026-01-01`, which is never",
            "swap the dates",
        ),
        (
            {"words": {"status": ["n"]}},
            None,
            "words.status",
            "the words of `status` are the statuses themselves",
            "leave it out",
        ),
        (
            {"route_on": ["OpenCse"]},
            None,
            "route_on",
            "there is no command `OpenCse`",
            "did you mean `OpenCase`?",
        ),
        ({"words": {"w": []}}, None, "words.w", "`w` has no words", "name them, or leave it out"),
        ({"words": {"w": ["b", "a", "a"]}}, None, "words.w", "`a` stands there twice", "name it once"),
        ({"words": {"w": [""]}}, None, "words.w", "a word has 1 to 200 characters, not 0", None),
        (
            {"status": {**TINY["status"], "s" * 201: {"phase": "open"}}},
            None,
            "status",
            "a word has 1 to 200 characters, not 201",
            None,
        ),
        (
            {"fields": {"owner": "text"}},
            None,
            "fields.owner",
            "every case has `owner` already",
            "give the field another name",
        ),
        (
            {"fields": {"copy": "text"}},
            None,
            "fields.copy",
            "`copy` means something in every case",
            "give the field another name",
        ),
        (
            {"fields": {"model_dump_x": "text"}},
            None,
            "fields.model_dump_x",
            "`model_dump_x` means something in every case",
            "give the field another name",
        ),
        (
            {"fields": {"_x": "text"}},
            None,
            "fields._x",
            "`_x` is no plain name",
            "use letters, digits and `_`, a letter first",
        ),
        (
            {"fields": {"\uff41": "text"}},
            None,
            "fields.\uff41",
            "`\uff41` is read as `a` in an expression",
            "write it so",
        ),
        (
            {"fields": {"class": "text"}},
            None,
            "fields.class",
            "`class` is no plain name",
            "use letters, digits and `_`, a letter first",
        ),
        (
            {"words": {"region": ["w"]}, "fields": {"x": "words.regoin"}},
            None,
            "fields.x",
            "there is no vocabulary `regoin`",
            "did you mean `region`?",
        ),
        (
            {"words": {"region": ["west"]}, "fields": {"x": {"type": "words.region", "default": "wets"}}},
            None,
            "fields.x.default",
            "the default `wets` is no word of `region`",
            "did you mean `west`?",
        ),
        (
            {"fields": {"x": {"type": "integer", "default": True}}},
            None,
            "fields.x.default",
            "the default `True` does not fit the type `integer`",
            None,
        ),
        (
            {"table": {"a b": {}}},
            None,
            "table.a b",
            "`a b` is no plain name",
            "use letters, digits and `_`, a letter first",
        ),
        ({"table": {"case": {}}}, None, "table.case", "`case` means something already", "rename it"),
        ({"let": {"sum": "actor.system"}}, None, "let.sum", "`sum` means something already", "rename it"),
        (
            {"let": {"member": "actor.system"}},
            None,
            "let.member",
            "`member` means something already",
            "rename it",
        ),
        (
            {"table": {"x": {}}, "let": {"x": "actor.system"}},
            None,
            "let.x",
            "`x` is a `table` already",
            "rename one of them",
        ),
    ],
)
def test_what_does_not_hold_together_is_told(
    more: dict[str, Any], rule: str | None, key: str, message: str, remedy: str | None
) -> None:
    """With its place and what to do."""
    with pytest.raises(RulebookError) as raised:
        Rulebook.from_text(json.dumps({**TINY, **more}), "json")
    (found,) = raised.value.problems
    assert (found.rule, found.key, found.message, found.remedy) == (rule, key, message, remedy)


def test_a_field_may_take_the_words_of_the_statuses() -> None:
    """`words.status` is there without being declared."""
    assert Rulebook.model_validate(
        {**TINY, "fields": {"from_status": {"type": "words.status", "missing": True}}}
    )
