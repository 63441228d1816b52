"""What holds of every decision, whatever the case, the commands, the context and the rulebook."""

import pickle
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import caserules as cr
from caserules.case import History, evolve
from caserules.case.commands import Command
from caserules.testing import cases, commands, contexts, instants, openings

Asked = tuple[cr.Desk[Any], cr.Case | None, tuple[Command, ...], cr.Context]
FIELDS = st.fixed_dictionaries(
    {}, optional={"amount": st.integers(0, 900), "region": st.sampled_from(("north", "nrth"))}
)
EARLY = datetime(2030, 1, 1, tzinfo=UTC)
NONE = st.just(dict[str, Any]())


def asked(draw: st.DrawFn, desks: tuple[cr.Desk[Any], ...]) -> Asked:
    """A desk, a case or none, commands, and a context whose now is mostly late enough."""
    desk = draw(st.sampled_from(desks))
    fields = FIELDS if "amount" in desk.case_type.model_fields else NONE
    case = draw(st.none() | cases(desk.case_type, max_commands=4, opened=instants(before=EARLY)))
    related = cases(desk.case_type, max_commands=0, case_id=st.sampled_from(("C-1", "C-2")))
    earliest = case.history[-1].at if case and draw(st.integers(0, 9)) else None
    context = draw(contexts(after=earliest, related=related))
    before = draw(st.sampled_from((context.now, context.now, context.now, None)))
    first = [draw(openings(before=before, fields=fields))] if case is None else []
    more = draw(st.lists(commands(case, before=before, fields=fields), min_size=1 - len(first), max_size=2))
    return desk, case, (*first, *more), context


@settings(max_examples=60)
@given(st.data())
@pytest.mark.requirement("ALL-01")
@pytest.mark.requirement("ALL-03")
def test_a_decision_is_all_or_nothing_and_a_case_is_its_history(
    desks: tuple[cr.Desk[Any], ...], data: st.DataObject
) -> None:
    """A refusal changes nothing; what is accepted is the earlier history and the new events, in order."""
    desk, case, asked_for, context = data.draw(st.composite(asked)(desks))
    stored = case.to_events() if case else None
    decision = desk.decide(case, asked_for, context)
    assert (case.to_events() if case else None) == stored
    assert decision.before is case
    if not decision.accepted:
        assert (decision.changes, decision.notices, decision.case) == ((), (), case)
        assert all(refusal.message and refusal.code for refusal in decision.refusals)
    for change in decision.changes:
        earlier = change.before.history if change.before else ()
        assert change.case.history == History((*earlier, *change.events))
        assert change.case.version == len(change.case.history)
        assert [event.step for event in change.events] == list(range(len(change.events)))
        assert {(event.at, event.by) for event in change.events} == {(context.now, context.actor)}
        assert desk.replay(change.case.to_events()) == change.case
        folded = change.before
        for event in change.events:
            folded = evolve(folded, event, desk.case_type)
        assert folded == change.case


@settings(max_examples=20)
@given(st.data())
@pytest.mark.requirement("ALL-02")
@pytest.mark.requirement("ALL-06")
def test_the_same_question_has_the_same_answer(desks: tuple[cr.Desk[Any], ...], data: st.DataObject) -> None:
    """Asked twice, and of a desk loaded anew from its text, the decision is the same."""
    desk, case, asked_for, context = data.draw(st.composite(asked)(desks))
    decision = desk.decide(case, asked_for, context)
    assert desk.decide(case, asked_for, context) == decision
    anew = cr.Desk(cr.Rulebook.from_text(desk.rulebook.to_text("json"), "json"))
    assert anew.decide(case, asked_for, context) == decision


@settings(max_examples=20)
@given(st.data())
def test_a_decision_can_be_kept(desks: tuple[cr.Desk[Any], ...], data: st.DataObject) -> None:
    """It pickles, and it is read back from its JSON as the desk's own kind of decision."""
    desk, case, asked_for, context = data.draw(st.composite(asked)(desks))
    decision = desk.decide(case, asked_for, context)
    assert pickle.loads(pickle.dumps(decision)) == decision  # noqa: S301 our own
    assert desk.decision(decision.model_dump_json()) == decision


@settings(max_examples=20)
@given(st.data())
@pytest.mark.requirement("ALL-04")
def test_why_repeats_the_decision(desks: tuple[cr.Desk[Any], ...], data: st.DataObject) -> None:
    """What `why` says begins as the decision itself does, and names every rule behind it."""
    desk, case, asked_for, context = data.draw(st.composite(asked)(desks))
    decision = desk.decide(case, asked_for, context)
    told = str(desk.why(decision))
    assert told.startswith(str(decision.explain()))
    assert all(rule in told for rule in decision.rules)


@settings(max_examples=20)
@given(st.data())
def test_several_commands_do_what_each_would_do_after_the_other(
    desks: tuple[cr.Desk[Any], ...], data: st.DataObject
) -> None:
    """A list comes to the same events as each command by itself, and is refused where they are."""
    desk, case, asked_for, context = data.draw(st.composite(asked)(desks))
    together = desk.decide(case, asked_for, context)
    events: list[Any] = []
    refusals: tuple[cr.Refusal, ...] = ()
    standing = case
    for each in asked_for:
        decision = desk.decide(standing, each, context)
        refusals = decision.refusals
        if refusals:
            break
        standing = decision.case
        events += decision.changes[0].events
    assert [each.replace(place=None) for each in together.refusals] == list(refusals)
    if together.accepted:
        kept = together.changes[0].events
        assert [event.replace(step=0) for event in kept] == [event.replace(step=0) for event in events]


@settings(max_examples=20)
@given(st.data())
@pytest.mark.requirement("ALL-09")
def test_time_never_runs_back(desks: tuple[cr.Desk[Any], ...], data: st.DataObject) -> None:
    """A now before the case's last event is refused; what is accepted is never later than now."""
    desk, case, asked_for, context = data.draw(st.composite(asked)(desks))
    decision = desk.decide(case, asked_for, context)
    late = case is not None and context.now < case.history[-1].at
    assert ("time-runs-back" in {refusal.code for refusal in decision.refusals}) >= late
    assert all(event.occurred_at <= event.at == context.now for event in decision.events)


@settings(max_examples=40)
@given(command=commands(before=EARLY))
def test_a_case_that_has_gone_takes_no_more_work(plain: cr.Desk[Any], command: Command) -> None:
    """Whatever is asked, it is refused with the case that is worked on; a look and a reminder are no work."""
    now = cr.Context(now=EARLY, actor="ana")
    openings_of = [cr.OpenCase(new_id=new_id, subject="x") for new_id in ("C-1", "C-2")]
    case, other = (plain.decide(None, opening, now).case for opening in openings_of)
    assert other is not None
    known = now.replace(related=(other,))
    now_told = command.replace(occurred_at=None)
    decision = plain.decide(case, [cr.MergeCase(into="C-2"), now_told], known)
    if command.command in {"SeeCase", "Remind"} and command.comment is None:
        assert decision.accepted
    elif command.command not in {"UnmergeCase", "OpenCase"}:
        assert decision.refusals[-1].code == "merged"
        assert decision.refusals[-1].remedy == "work on `C-2`, or undo the merge with `UnmergeCase`"


@given(instants=st.tuples(instants(), instants()))
def test_instants_are_those_of_the_command(plain: cr.Desk[Any], instants: tuple[Any, Any]) -> None:
    """Every event of a command says that it happened when the command does (ALL-11)."""
    happened, now = sorted(instants)
    command = cr.OpenCase(new_id="C-1", subject="x", occurred_at=happened, comment="said so")
    decision = plain.decide(None, command, cr.Context(now=now, actor="ana"))
    assert {event.occurred_at for event in decision.events} == {command.occurred_at}
    assert decision.case is not None
    assert decision.case.opened_at == decision.case.received_at == command.occurred_at
