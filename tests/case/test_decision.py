"""The answer to a command."""

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.case.beginnings import NOW, draft_of_one

from caserules.case import (
    Case,
    Change,
    Context,
    Decision,
    Draft,
    Interaction,
    Notice,
    Refusal,
    Refused,
    Verdict,
    replay,
)
from caserules.case import commands as c
from caserules.case import events as e
from caserules.testing import cases, commands, contexts, do, interactions

CONTEXT = Context(now=NOW, actor="ana")
NO = Refusal(
    code="not-yours", message="case `C-1` was opened by `bo`", rule="creator-closes", source="INT-09",
    remedy="reassign it",
)  # fmt: skip
NOTICE = Notice(to="bo", case_id="C-1", at=NOW, message="closed", rule="tell-owner", key="C-1:1:bo")


def change() -> Change[Case]:
    """A case just opened, with a line said."""
    draft = draft_of_one()
    draft.emit(e.CaseRouted, ("vip", "vip"), queue="q")
    return draft.change()


@settings(max_examples=30)
@given(st.data())
def test_a_decision_survives_storage(data: st.DataObject) -> None:
    """With case, commands, interaction and context, JSON and pickling give an equal decision."""
    case = data.draw(cases(max_commands=4))
    context = data.draw(contexts(after=case.history[-1].at, related=cases(max_commands=1)))
    draft = Draft(case, Case, by=context.actor, at=context.now)
    command = data.draw(commands(case, before=context.now))
    if not do(draft, command):
        draft = Draft(case, Case, by=context.actor, at=context.now)
    decision: Decision[Case] = Decision(
        rulebook="digest", before=case, commands=(command,), context=context,
        interaction=data.draw(interactions()), changes=(draft.change(),), notices=(NOTICE,),
    )  # fmt: skip
    assert (
        Decision[Case].model_validate_json(decision.model_dump_json()).model_dump() == decision.model_dump()
    )
    assert Decision.model_validate_json(decision.model_dump_json()) == decision
    assert pickle.loads(pickle.dumps(decision)) == decision  # noqa: S301 our own
    assert Context.model_validate_json(context.model_dump_json()) == context
    assert str(decision)
    assert "<script" not in decision._repr_html_()


def test_an_accepted_decision_gives_the_case() -> None:
    """`case` is the case afterwards; the rules behind it are named once."""
    made = change()
    decision: Decision[Case] = Decision(
        rulebook="x", commands=(c.OpenCase(new_id="C-1", subject="no heat"),), context=CONTEXT,
        changes=(made,), notices=(NOTICE,),
    )  # fmt: skip
    assert decision.accepted
    assert decision.or_raise().case == replay(decision.events, Case)
    assert decision.rules == ("vip", "tell-owner")
    said = str(decision.explain())
    assert said.startswith("accepted: OpenCase by `ana`")
    assert "CaseRouted" in said
    assert "tell `bo`: closed" in said


@pytest.mark.requirement("ALL-01")
def test_a_refused_decision_changes_nothing() -> None:
    """`case` is the case handed in; the refusals come with rule, source and remedy."""
    case = change().case
    other = Refusal(code="time-runs-back", message="m")
    decision: Decision[Case] = Decision(
        rulebook="x", before=case, commands=(c.CloseCase(),), context=CONTEXT, refusals=(NO, other)
    )
    assert not decision.accepted
    assert decision.case is decision.before
    assert decision.rules == ("creator-closes",)
    assert str(decision).splitlines()[1:] == [
        "  refused by `creator-closes` (INT-09): case `C-1` was opened by `bo`",
        "    remedy: reassign it",
        "  refused by `time-runs-back`: m",
    ]


def test_refused_is_an_exception_that_travels() -> None:
    """It says all refusals, carries the decision, and pickles: a worker process can raise it."""
    bare = NO.replace(source=None, remedy=None)
    decision: Decision[Case] = Decision(rulebook="x", context=CONTEXT, refusals=(NO, bare))
    with pytest.raises(Refused, match=r"\(INT-09\): case .*; `creator-closes`: case") as caught:
        decision.or_raise()
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 our own
    assert again.decision == decision
    assert str(again) == str(caught.value)


def test_an_interaction_is_answered_with_a_verdict() -> None:
    """Its rule comes first, and nothing need come of it."""
    decision: Decision[Case] = Decision(
        rulebook="x", context=CONTEXT, interaction=Interaction(channel="phone", subject="s"),
        verdict=Verdict(then="none", rule="settled", reason="resolved at once"),
    )  # fmt: skip
    assert decision.case is None
    assert decision.rules == ("settled",)
    assert str(decision).splitlines() == ["accepted: an interaction by `ana`", "  none: resolved at once"]
