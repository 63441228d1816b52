"""The graph of the statuses: ways, gates, effects, and what is refused at load."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rulesets import cases
from tests.rulesets.cases import NOW

from caserules.case import Case, Context
from caserules.case import commands as c
from caserules.model import FrozenMap
from caserules.rulesets.place import RuleProblem
from caserules.rulesets.terms import Terms
from caserules.rulesets.transitions import Status, Transitions
from caserules.testing.commands import commands

NAMES = ("new", "working", "resolved", "closed")


def case(status: str = "new") -> Case:
    """A case in that status, which is ana's."""
    return cases.case(status=status, owner="ana")


def graph(statuses: dict[str, Any], effects: dict[str, str] | None = None, first: str = "new") -> Transitions:
    """A graph, made ready."""
    made = FrozenMap({name: Status.model_validate(each) for name, each in statuses.items()})
    return Transitions(made, FrozenMap(effects or {}), first, Terms(words={"status": tuple(statuses)}))


WAYS = st.fixed_dictionaries({name: st.sets(st.sampled_from(NAMES)) for name in NAMES})


@given(WAYS, st.sampled_from(NAMES), st.sampled_from((*NAMES, "nowhere")))
def test_a_way_is_open_exactly_if_it_is_declared(ways: dict[str, set[str]], start: str, end: str) -> None:
    """Refused otherwise, with what is allowed; a status that is not there is an unknown word."""
    these = graph({name: {"phase": "open", "to": sorted(to)} for name, to in ways.items()})
    refusal = these.refusal(case(start), end, "ChangeStatus", Context(now=NOW, actor="ana"))
    if end in ways[start]:
        assert refusal is None
    elif end == "nowhere":
        assert refusal is not None
        assert refusal.code == "unknown-word"
    else:
        assert refusal is not None
        assert (refusal.code, refusal.rule) == ("no-way", f"status.{start}")
        allowed = ", ".join(f"`{each}`" for each in sorted(ways[start])) or "none"
        assert refusal.remedy == f"allowed: {allowed}"


@pytest.mark.requirement("ESC-15")
def test_who_may_move_a_case_out_of_a_status_is_a_condition() -> None:
    """Anyone else is told what it takes."""
    these = graph(
        {"new": {"phase": "open", "to": ["new"], "who": "member(actor.id, case.owner)", "source": "X"}}
    )
    assert these.refusal(case(), "new", "ChangeStatus", Context(now=NOW, actor="ana")) is None
    refusal = these.refusal(case(), "new", "ChangeStatus", Context(now=NOW, actor="sam"))
    assert str(refusal) == "`status.new` (X): `sam` may not move case `C-1` out of `new`"
    assert refusal is not None
    assert refusal.remedy == "it takes somebody for whom `member(actor.id, case.owner)` holds"


@given(commands())
@pytest.mark.requirement("SVC-11")
def test_a_read_only_case_takes_little_more_than_reactivation(command: c.Command) -> None:
    """Also a look, a reminder and the undoing of its merge; all else is refused with the remedy."""
    these = graph({"new": {"phase": "open"}, "closed": {"phase": "closed", "to": ["new"], "read_only": True}})
    refusal = these.closed_to(case("closed"), command.command)
    assert (refusal is None) == (command.command in {"ReactivateCase", "SeeCase", "Remind", "UnmergeCase"})
    assert refusal is None or refusal.remedy == "reactivate the case first"
    assert these.closed_to(case("new"), command.command) is None


def test_nobody_is_sent_back_where_no_way_leads() -> None:
    """A read-only status without ways out is the end: the remedy is another case."""
    these = graph({"new": {"phase": "open"}, "closed": {"phase": "closed", "read_only": True}})
    refusal = these.closed_to(case("closed"), "AddComment")
    assert refusal is not None
    assert refusal.remedy == "open another case: no way leads out of it"


def test_a_case_in_a_status_of_another_rulebook_is_refused() -> None:
    """A domain no, not an error of the program."""
    refusal = graph({"new": {"phase": "open"}}).closed_to(case("old"), "PickCase")
    assert refusal is not None
    assert str(refusal) == "`unknown-word`: case `C-1` is `old`, a status that this rulebook does not have"


def test_effects_lead_where_they_say() -> None:
    """A status by its name, one that the command names, none, and `ChangeStatus` its own."""
    these = graph(
        {"new": {"phase": "open"}, "done{": {"phase": "resolved"}},
        {"CloseCase": "done{{", "ResolveCase": "{command.outcome}"},
    )
    assert these.target(case(), c.CloseCase()) == "done{"
    assert these.target(case(), c.ResolveCase(outcome="done{")) == "done{"
    assert these.target(case(), c.ResolveCase()) is None
    assert these.target(case(), c.PickCase()) is None
    assert these.target(case(), c.ChangeStatus(to="new")) == "new"
    assert (these.first, these.phases["done{"]) == ("new", "resolved")


def test_every_fault_of_the_graph_is_told_at_once() -> None:
    """Unknown statuses, commands and names, each under its key and with the nearest."""
    with pytest.raises(RuleProblem) as raised:
        graph(
            {
                "new": {"phase": "open", "to": ["nwe"], "by": ["ChangeSttus"]},
                "done": {"phase": "closed", "who": "acto.id is None"},
            },
            {
                "ClsoeCase": "done",
                "CloseCase": "doen",
                "ResolveCase": "{command.outcme}",
                "ChangeStatus": "new",
            },
            first="nwe",
        )
    assert [(each.rule, each.key, each.remedy) for each in raised.value.all] == [
        (None, "first_status", "did you mean `new`?"),
        (None, "status.new.to", "did you mean `new`?"),
        (None, "status.new.by", "did you mean `ChangeStatus`?"),
        (None, "status.done.who", "did you mean `actor`?"),
        (None, "effect.ClsoeCase", "did you mean `CloseCase`?"),
        (None, "effect.CloseCase", "did you mean `done`?"),
        (None, "effect.ResolveCase", "did you mean `outcome`?"),
        (None, "effect.ChangeStatus", "leave the effect out"),
    ]
