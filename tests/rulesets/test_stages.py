"""The stages of a guided process."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rulesets.cases import NOW, case

from caserules.case import Context
from caserules.rulesets.place import RuleProblem
from caserules.rulesets.stages import Stage, Stages
from caserules.rulesets.terms import Terms

CONTEXT = Context(now=NOW, actor="ana")
STAGES = Stages(
    (
        Stage(
            name="identify", needs=("case.type is not None", "case.description is not None"), source="SVC-02"
        ),
        Stage(name="research"),
        Stage(name="resolve"),
    ),
    Terms(),
)
NAMES = ("identify", "research", "resolve")


def test_a_case_begins_at_the_first_stage() -> None:
    """The first stage is the first in the file; without stages there is none."""
    assert STAGES.first == "identify"
    assert Stages((), Terms()).first is None


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_forward_goes_one_by_one_and_backward_at_will(present: str, target: str) -> None:
    """With complete facts a move is refused exactly where it skips a stage."""
    known = case(stage=present, type="question", description="d")
    refused = [refusal.code for refusal in STAGES.refusals(known, target, CONTEXT)]
    skips = NAMES.index(target) > NAMES.index(present) + 1
    assert refused == (["skips-a-stage"] if skips else [])


def test_every_need_that_is_not_met_is_told() -> None:
    """A stage whose facts are not complete refuses once for each need, with its source."""
    refused = list(STAGES.refusals(case(stage="identify"), "research", CONTEXT))
    assert [(each.code, each.rule, each.source) for each in refused] == [
        ("stage-not-complete", "stage.identify", "SVC-02"),
        ("stage-not-complete", "stage.identify", "SVC-02"),
    ]
    assert "`case.type is not None`" in refused[0].message


def test_a_skipped_stage_is_named_with_the_way() -> None:
    """The refusal names the stage that would be skipped, and the remedy is to go there."""
    (refused,) = STAGES.refusals(case(stage="identify"), "resolve", CONTEXT)
    assert refused.rule == "stage.research"
    assert refused.source is None
    assert refused.remedy == "move to `research` first"


def test_an_unknown_stage_gets_a_suggestion() -> None:
    """A stage that the desk does not have is refused with the nearest one."""
    (refused,) = STAGES.refusals(case(stage="identify"), "reserch", CONTEXT)
    assert refused.remedy == "did you mean `research`?"


def test_a_case_that_was_opened_before_there_were_stages_may_begin() -> None:
    """A case without a stage may move to the first one, and to no other."""
    assert list(STAGES.refusals(case(), "identify", CONTEXT)) == []
    assert [each.code for each in STAGES.refusals(case(), "research", CONTEXT)] == ["skips-a-stage"]


def test_a_desk_without_stages_has_none_to_move_to() -> None:
    """Without a guided process every stage is unknown."""
    (refused,) = Stages((), Terms()).refusals(case(), "research", CONTEXT)
    assert refused.remedy == "the desk has no guided process"


def test_two_stages_of_one_name_are_a_fault() -> None:
    """The names of stages are unique."""
    with pytest.raises(RuleProblem, match="given to two stages"):
        Stages((Stage(name="a"), Stage(name="a")), Terms())


def test_a_need_is_checked_when_the_rulebook_is_loaded() -> None:
    """A need that names an unknown field is a fault with its stage and key."""
    with pytest.raises(RuleProblem, match="rule `a`, `needs`"):
        Stages((Stage(name="a", needs=("case.typ is not None",)),), Terms())


@pytest.mark.parametrize("target", NAMES)
def test_a_case_at_a_stage_that_is_no_more_moves_nowhere(target: str) -> None:
    """The refusal says so and what to do, whichever stage is asked for; it raises nothing."""
    (refusal,) = STAGES.refusals(case(stage="triage"), target, CONTEXT)
    assert refusal.code == "unknown-word"
    assert refusal.message == "case `C-1` is at `triage`, a stage that this rulebook does not have"
    assert refusal.remedy == "decide it by the rulebook of its time, or add the stage"
