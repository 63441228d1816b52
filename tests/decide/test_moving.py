"""Where a command leads a case: by which way, by which command, by whom."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.decide.conftest import OPEN

import caserules as cr
from caserules.testing import laws

LATER = cr.Context(now=datetime(2026, 3, 9, tzinfo=UTC), actor="ana")


def test_a_command_leads_to_the_status_of_its_effect(given: Any, plain: cr.Desk[Any]) -> None:
    """The effect names the status, and is cited; a command of status itself cites nothing."""
    told = given(plain, OPEN).when(cr.ResolveCase())
    assert told.then("CaseResolved", "StatusChanged").phase == "resolved"
    assert told.decision.rules == ("effect.ResolveCase",)
    assert given(plain, OPEN).when(cr.ChangeStatus(to="working")).decision.rules == ()


def test_a_status_that_stays_is_not_written(given: Any, ruled: cr.Desk[Any]) -> None:
    """A command whose effect is the present status writes no change of status."""
    working = given(ruled, OPEN, cr.ChangeStatus(to="working"))
    working.when(cr.AcknowledgeCase(comment=cr.Note(text="seen"))).then("CommentAdded")


def test_a_way_that_is_none_is_refused(given: Any, ruled: cr.Desk[Any]) -> None:
    """The refusal names the ways that there are; where the case is read-only it says that too."""
    closed = given(ruled, OPEN, cr.CloseCase(reason="solved"))
    refusals = closed.when(cr.ChangeStatus(to="resolved")).refused("status.closed", "status.closed")
    assert [each.code for each in refusals] == ["read-only", "no-way"]
    assert refusals[1].remedy == "allowed: `working`"


def test_whose_move_it_is_is_said_beside_the_way(given: Any, variant: Any) -> None:
    """No way leads there, or there is no such status, and the actor may not move the case anyway."""
    status = {
        "new": {"phase": "open", "to": ["done"], "who": 'actor.role == "lead"'},
        "done": {"phase": "closed"},
    }
    case = given(variant(status=status, effect={}), OPEN)
    for to, code in (("new", "no-way"), ("dne", "unknown-word")):
        decision = case.when(cr.ChangeStatus(to=to)).decision
        assert [refusal.code for refusal in decision.refusals] == [code, "not-yours-to-move"]
    assert [each.code for each in case.when(cr.ChangeStatus(to="done")).decision.refusals] == [
        "not-yours-to-move"
    ]


@pytest.mark.parametrize("ways", [["new"], []])
def test_a_look_moves_a_case_but_none_that_is_read_only(given: Any, variant: Any, ways: list[str]) -> None:
    """The effect of a look leads out of a status that is worked in, and never out of what is over."""
    status = {
        "new": {"phase": "open", "to": ["seen", "done"]},
        "seen": {"phase": "open", "to": ["new", "done"]},
        "done": {"phase": "closed", "to": ways, "read_only": True},
    }
    desk = variant(status=status, effect={"SeeCase": "seen", "Remind": "new", "CloseCase": "done"})
    case = given(desk, OPEN)
    seen = case.when(cr.SeeCase()).decision.or_raise().case
    assert (case.case.status, seen.status) == ("new", "seen")
    over = given(desk, OPEN, cr.CloseCase(reason="solved")).case
    context = cr.Context(now=case.now, actor="ana")
    look = next(each for each in desk.allowed(over, context) if each.command == "SeeCase")
    assert (look.answer, desk.decide(over, cr.SeeCase(), context).or_raise().case.status) == (
        "depends",
        "done",
    )


def test_an_effect_to_an_unknown_status_is_refused(given: Any, variant: Any) -> None:
    """Where the effect names the status by a placeholder, the word is judged when it is known."""
    desk = variant(effect={"ResolveCase": "{command.resolution.code}"})
    resolution = cr.Resolution(code="refunded")
    mine = given(desk, OPEN, cr.AssignCase(to="ana"))
    mine.when(cr.ResolveCase(resolution=resolution)).refused("unknown-word")


def test_a_change_of_status_does_not_go_round_a_resolution_or_a_closing(given: Any, plain: Any) -> None:
    """A status to which one of these leads is reached by it alone, and the remedy says so."""
    case = given(plain, OPEN)
    for to, command in (("resolved", "ResolveCase"), ("closed", "CloseCase")):
        (refusal,) = case.when(cr.ChangeStatus(to=to)).refused(f"status.{to}")
        assert refusal.code == "not-by-this-command"
        assert refusal.message == f"case `C-17` becomes `{to}` by `{command}`, not by `ChangeStatus`"
        assert refusal.remedy == f"use `{command}`"


def test_a_rulebook_may_say_by_which_commands_a_case_enters_a_status(given: Any, variant: Any) -> None:
    """Then by these and no other: `ChangeStatus` where it is named, not what the effect leads there too."""
    status = {
        "new": {"phase": "open", "to": ["waiting", "gone", "closed"]},
        "waiting": {"phase": "open", "to": ["new"], "by": []},
        "gone": {"phase": "resolved", "by": ["ChangeStatus"], "source": "X-1"},
        "closed": {"phase": "closed", "by": ["CloseCase", "ChangeStatus"]},
    }
    effect = {"ResolveCase": "{command.outcome}", "CloseCase": "closed", "AcknowledgeCase": "waiting"}
    case = given(variant(status=status, effect=effect, guard=[]), OPEN)
    assert case.when(cr.ChangeStatus(to="gone")).then("StatusChanged").resolved_by == "ana"
    assert case.when(cr.ChangeStatus(to="closed")).decision.accepted
    (refusal,) = case.when(cr.ResolveCase(outcome="gone")).refused("status.gone")
    assert (refusal.source, refusal.remedy) == ("X-1", "use `ChangeStatus`")
    (refusal,) = case.when(cr.AcknowledgeCase()).refused("status.waiting")
    assert refusal.message == "case `C-17` becomes `waiting` by no command, not by `AcknowledgeCase`"
    assert refusal.remedy is None


def test_what_ends_the_work_has_to_lead_somewhere(given: Any, variant: Any) -> None:
    """One that would move nothing is refused: no effect, no status named, one of an open phase."""
    status = {"new": {"phase": "open", "to": ["waiting"]}, "waiting": {"phase": "open"}}
    nowhere = given(variant(status=status, effect={}, guard=[]), OPEN)
    for command in (cr.ResolveCase(), cr.CloseCase(reason="solved")):
        (refusal,) = nowhere.when(command).refused("leads-nowhere")
        assert refusal.remedy == f"give `effect.{command.command}` in the rulebook a status"
    effect = {"ResolveCase": "{command.outcome}", "CloseCase": "waiting"}
    case = given(variant(status=status, effect=effect, guard=[]), OPEN)
    (refusal,) = case.when(cr.ResolveCase()).refused("effect.ResolveCase")
    assert (refusal.code, refusal.remedy) == ("leads-nowhere", "name it: `command.outcome`")
    (refusal,) = case.when(cr.CloseCase(reason="solved")).refused("effect.CloseCase")
    assert refusal.message == "`CloseCase` leads case `C-17` to `waiting`, which is of the phase `open`"
    (refusal,) = case.when(cr.ResolveCase(outcome="waiting")).refused("effect.ResolveCase")
    assert refusal.remedy == "let `effect.ResolveCase` lead to a status of the phase `resolved` or `closed`"


PHASES = ("open", "resolved", "closed")
ENDS = {"ResolveCase": cr.ResolveCase, "CloseCase": cr.CloseCase, "ReactivateCase": cr.ReactivateCase}


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("kind", ENDS)
def test_what_writes_of_an_end_leads_where_that_is_true(
    given: Any, variant: Any, kind: str, phase: str
) -> None:
    """Resolving to an end, closing to a closed status, taking up again to an open one; else it is refused."""
    first = "resolved" if kind == "ReactivateCase" else "open"
    status = {"new": {"phase": first, "to": ["next"]}, "next": {"phase": phase, "to": ["new"]}}
    case = given(variant(status=status, effect={kind: "next"}, guard=[]), OPEN)
    decision = case.when(ENDS[kind]()).decision
    true = {"ResolveCase": PHASES[1:], "CloseCase": ("closed",), "ReactivateCase": ("open",)}
    assert [each.code for each in decision.refusals] == ([] if phase in true[kind] else ["settles-nothing"])
    if decision.case is not None:
        laws.end_follows_the_phase(decision.case)
    (answer,) = (each for each in case.desk.allowed(case.case, LATER) if each.command == kind)
    assert answer.refusals == decision.refusals
    assert case.desk.check().of("effect without a way") == () or phase not in true[kind]


def test_a_case_is_not_taken_up_again_where_that_leads_nowhere(given: Any, variant: Any) -> None:
    """It would stay settled, and know nothing of its end any more."""
    status = {"new": {"phase": "resolved", "to": ["next"]}, "next": {"phase": "open"}}
    case = given(variant(status=status, effect={}, guard=[]), OPEN)
    (refusal,) = case.when(cr.ReactivateCase()).refused("leads-nowhere")
    assert refusal.remedy == "give `effect.ReactivateCase` in the rulebook a status"


def test_what_is_ended_is_not_ended_again(given: Any, plain: Any, variant: Any) -> None:
    """Who resolved it and when stays, unless the graph has a way from the status to itself."""
    for ending, name in ((cr.ResolveCase(), "resolved"), (cr.CloseCase(), "closed")):
        (refusal,) = given(plain, OPEN, ending).when(ending, by="sam").refused(f"status.{name}")
        assert (refusal.code, refusal.message) == ("already", f"case `C-17` is `{name}` already")
    status = {"new": {"phase": "open", "to": ["done"]}, "done": {"phase": "resolved", "to": ["done"]}}
    again = given(variant(status=status, effect={"ResolveCase": "done"}, guard=[]), OPEN, cr.ResolveCase())
    case = again.when(cr.ResolveCase(), by="sam").then("CaseResolved", "StatusChanged")
    assert (case.resolved_by, len(case.status_spans)) == ("sam", 3)


def test_what_a_case_knows_of_its_end_follows_its_phase(given: Any, variant: Any) -> None:
    """At a desk that resolves, closes and reopens by a mere change of status too."""
    status = {
        "new": {"phase": "open", "to": ["done"]},
        "done": {"phase": "resolved", "to": ["away", "new"]},
        "away": {"phase": "closed", "to": ["done"]},
    }
    desk = variant(status=status, effect={}, guard=[])
    done = given(desk, OPEN).when(cr.ChangeStatus(to="done"), by="sam").then("StatusChanged")
    assert (done.resolved_at, done.resolved_by, done.closed_at) == (done.status_since, "sam", None)
    away = given(desk, OPEN, cr.ChangeStatus(to="done"), cr.ChangeStatus(to="away")).case
    assert (away.resolved_by, away.closed_at) == ("ana", away.status_since)
    steps = (cr.ChangeStatus(to="done"), cr.ChangeStatus(to="away"), cr.ChangeStatus(to="done"))
    again = given(desk, OPEN, *steps)
    assert again.case.closed_at is None
    reopened = again.when(cr.ChangeStatus(to="new")).then("StatusChanged")
    assert (reopened.resolved_at, reopened.resolved_by) == (None, None)


def test_a_case_in_a_status_of_no_rulebook_is_refused(given: Any, plain: cr.Desk[Any], variant: Any) -> None:
    """The rulebook of its time decides it; this one says so, and does not fail."""
    case = given(plain, OPEN, cr.ChangeStatus(to="working"))
    statuses = {"new": {"phase": "open", "to": ["gone"]}, "gone": {"phase": "closed"}}
    later = variant(status=statuses, effect={})
    for command in (cr.ChangeStatus(to="gone"), cr.AddComment(comment=cr.Note(text="x"))):
        decision = later.decide(case.case, command, cr.Context(now=case.now, actor="ana"))
        assert [refusal.code for refusal in decision.refusals] == ["unknown-word"]


def test_a_case_that_can_go_nowhere_says_so(given: Any, variant: Any) -> None:
    """Beside the suggestion for a status that is none."""
    case = given(variant(status={"new": {"phase": "open"}}, effect={}), OPEN)
    decision = case.when(cr.ChangeStatus(to="nwe")).decision
    assert [refusal.code for refusal in decision.refusals] == ["unknown-word", "no-way"]
