"""A rulebook on top of another."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from caserules.rulebook.composition import composed

IDS = st.sampled_from("abcdef")
RULES = st.lists(
    st.fixed_dictionaries({"id": IDS}, optional={"when": IDS, "to": IDS, "enabled": st.booleans()}),
    unique_by=lambda rule: rule["id"],
)


@given(RULES, RULES)
def test_every_rule_of_both_is_there_once(base: list[dict[str, Any]], own: list[dict[str, Any]]) -> None:
    """No rule is lost, none stands twice, and the base's keep their order."""
    found = [rule["id"] for rule in composed({"route": base}, {"route": own})["route"]]
    assert sorted(found) == sorted({rule["id"] for rule in (*base, *own)})
    known = [rule["id"] for rule in base]
    assert [each for each in found if each in known] == known


@given(RULES, RULES)
def test_new_rules_come_first_in_their_order(base: list[dict[str, Any]], own: list[dict[str, Any]]) -> None:
    """What the base does not have stands before it, so that it decides first."""
    new = [rule for rule in own if rule["id"] not in {each["id"] for each in base}]
    assert composed({"route": base}, {"route": own})["route"][: len(new)] == new


@given(RULES, RULES)
def test_a_known_rule_overrides_key_by_key(base: list[dict[str, Any]], own: list[dict[str, Any]]) -> None:
    """Keys that are given replace the base's, the others stay."""
    below = {rule["id"]: rule for rule in base}
    above = {rule["id"]: rule for rule in own}
    for rule in composed({"route": base}, {"route": own})["route"]:
        assert rule == {**below.get(rule["id"], {}), **above.get(rule["id"], {})}


def test_a_rule_is_switched_off_alone() -> None:
    """`enabled = false` under the rule's id is all that it takes."""
    base = {"guard": [{"id": "strict", "on": "*", "require": "actor.system"}]}
    (rule,) = composed(base, {"guard": [{"id": "strict", "enabled": False}]})["guard"]
    assert rule == {"id": "strict", "on": "*", "require": "actor.system", "enabled": False}


def test_stages_are_known_by_their_names() -> None:
    """What has a name in place of an id is merged by it."""
    base = {"stage": [{"name": "identify", "needs": ["a"]}, {"name": "resolve"}]}
    own = {"stage": [{"name": "identify", "needs": []}]}
    assert composed(base, own)["stage"] == [{"name": "identify", "needs": []}, {"name": "resolve"}]


def test_tables_are_merged_by_name_and_entry() -> None:
    """One hour or limit is changed without repeating the rest."""
    base = {
        "schedule": {
            "desk": {"time_zone": "UTC", "hours": {"mon": "09:00-17:00"}},
            "late": {"time_zone": "UTC"},
        },
        "table": {"limit": {"agent": 300, "lead": 500}},
        "words": {"type": ["a", "b"], "reason": ["c"]},
        "first_status": "new",
    }
    own = {
        "schedule": {"desk": {"hours": {"tue": "10:00-12:00"}}},
        "table": {"limit": {"agent": 100}},
        "words": {"type": ["z"]},
        "first_status": "open",
    }
    assert composed(base, own) == {
        "schedule": {
            "desk": {"time_zone": "UTC", "hours": {"tue": "10:00-12:00"}},
            "late": {"time_zone": "UTC"},
        },
        "table": {"limit": {"agent": 100, "lead": 500}},
        "words": {"type": ["z"], "reason": ["c"]},
        "first_status": "open",
    }


def test_what_is_malformed_replaces_and_is_told_later() -> None:
    """Data of another shape is handed on as it is; validation names its place."""
    assert composed({"route": [{"id": "a"}]}, {"route": [3]})["route"] == [3]
    assert composed({"words": {"type": ["a"]}}, {"words": 3})["words"] == 3


@given(RULES)
def test_nothing_on_top_changes_nothing(base: list[dict[str, Any]]) -> None:
    """An empty rulebook on top is the base."""
    assert composed({"id": "a", "route": base}, {}) == {"id": "a", "route": base}


def test_a_rulebook_with_an_id_of_its_own_continues_its_base() -> None:
    """And what that continues; under the same id there is nothing to continue."""
    base = {"id": "a", "continues": ["old"]}
    assert composed(base, {"id": "b"})["continues"] == ["a", "old"]
    assert composed(base, {"id": "b", "continues": ["c"]})["continues"] == ["c", "a", "old"]
    assert composed(base, {"title": "t"})["continues"] == ["old"]
    assert "continues" not in composed({"id": "a"}, {"id": "a"})
