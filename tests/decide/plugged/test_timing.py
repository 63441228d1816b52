"""Timekeepers and sweepers of a host's own."""

import pytest
from tests.decide.hosts import HOUR, NOW, Answer, at, by_the_clock, desk, due, opened

import caserules as cr
from caserules.decide.plugs import PlugError
from caserules.testing import laws


def test_a_host_keeps_the_time() -> None:
    """Its clocks are read, and the rules' warnings are none any more."""
    own = desk(sla=Answer(by_the_clock))
    case = opened(own)
    (clock,) = own.clocks(case, NOW + HOUR)
    assert (clock.id, clock.due_at, clock.remaining) == ("model", NOW + 4 * HOUR, 3 * HOUR)
    assert [due.rule for due in own.due(case, at(6))] == ["stale"]
    assert [due.rule for due in desk().due(case, at(6))] == ["stale", "solve"]


def test_a_host_says_what_time_calls_for() -> None:
    """What is ripe is due beside the clocks' warnings; what is not is next; what was reminded of is over."""
    own = desk(upkeep=Answer([due(1, "a"), due(9, "b"), due(2, "c", cr.AddComment(comment="again"))]))
    case = opened(own)
    assert [each.key for each in own.due(case, at(3))] == ["a", "c"]
    assert own.next_due(case, at(3)) == NOW + 4 * HOUR
    assert own.next_due(case, at(5)) == NOW + 9 * HOUR
    assert own.next_due(case, at(10)) is None
    decisions = own.catch_up(case, at(5))
    assert [decision.accepted for decision in decisions] == [True] * 3
    after = decisions[-1].case
    assert after is not None
    assert [each.key for each in own.due(after, at(5))] == ["c"]
    laws.sweep_does_each_thing_once(desk(upkeep=Answer([due(1, "a")])), case, at(5))


def test_a_merged_case_is_left_alone() -> None:
    """Nothing is due on it, whatever the host says."""
    own = desk(upkeep=Answer([due(1, "a")]))
    other = opened(own, new_id="C-2")
    merged = own.decide(opened(own), cr.MergeCase(into="C-2"), at(1, related=(other,))).or_raise().case
    assert merged is not None
    assert own.due(merged, at(3)) == ()


def test_two_things_with_one_key_are_an_error_of_the_host() -> None:
    """What is done is known by its key, so the other would never be."""
    own = desk(upkeep=Answer([due(1, "a"), due(2, "a")]))
    with pytest.raises(PlugError, match="gives `a` twice"):
        own.due(opened(own), at(3))
