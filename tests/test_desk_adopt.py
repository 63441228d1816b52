"""A case of another desk: it is not judged here before this desk has taken it over."""

import json
import pickle
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import caserules as cr
from caserules.case import events as e
from caserules.decide.adopting import plain
from caserules.display import timeline
from caserules.testing import cases, commands, contexts, laws, small_rulebooks

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
LIFE = {"new": {"phase": "open", "to": ["done"]}, "done": {"phase": "closed"}}
SALES = {
    "id": "sales",
    "first_status": "new",
    "first_queue": "shop",
    "status": LIFE,
    "effect": {"CloseCase": "done"},
    "words": {"type": ["offer", "fault"]},
    "fields": {"region": {"type": "text", "missing": True}, "budget": {"type": "integer", "default": 0}},
}
SUPPORT = {
    "id": "support",
    "first_status": "fresh",
    "first_queue": "front",
    "status": {"fresh": {"phase": "open", "to": ["over"]}, "over": {"phase": "closed"}},
    "effect": {"CloseCase": "over"},
    "words": {"type": ["fault"], "queue": ["front", "back"]},
    "fields": {"region": {"type": "text", "missing": True}, "serial": {"type": "text"}},
    "stage": [{"name": "look"}],
    "fill": [{"id": "urgent", "when": 'case.type == "fault"', "set": {"priority": "high"}}],
    "route": [{"id": "faults", "when": 'case.type == "fault"', "to": "back"}],
    "guard": [{"id": "whose", "on": "OpenCase", "require": "command.requester is not None"}],
    "clock": [{"id": "solve", "from": "case.received_at", "targets": [{"within": "8 hours"}]}],
}
ANA = cr.Person(id="P-1", name="Ana Kim")


def desk(book: dict[str, Any], **more: Any) -> cr.Desk[cr.Case]:
    """The desk of a rulebook with more keys."""
    return cr.Desk(cr.Rulebook.model_validate({**book, **more}))


def at(hours: float = 0, actor: str = "bo", **more: Any) -> cr.Context:
    """Some hours after the beginning."""
    return cr.Context(now=NOW + hours * HOUR, actor=actor, **more)


def sold(**more: Any) -> cr.Case:
    """A case of the sales desk with something of everything."""
    opening: dict[str, Any] = {
        "new_id": "C-1",
        "subject": "no heat",
        "type": "fault",
        "requester": ANA,
        **more,
    }
    fields = cr.FrozenMap({"region": "north", "budget": 3})
    work = [
        cr.OpenCase(**opening, received_at=NOW - HOUR, fields=fields, comment="by mail"),
        cr.LogCall(direction="in", issue="cold", result="looked at it", occurred_at=NOW),
        cr.AddActivity(kind="task", subject="ask the plumber"),
        cr.ChangeFields(fields={"budget": 5, "subject": "no heat at all"}),
        cr.SetNextAction(next_action=cr.NextAction(text="call back")),
        cr.Remind(to="bo", key="k", message="m"),
    ]
    case = desk(SALES).decide(None, work, at(0, "ana")).or_raise().case
    assert case is not None
    return case


SERIAL = {"serial": "S-7"}


def test_a_case_is_taken_over_with_all_that_was_said_and_done() -> None:
    """Parts, contacts, customer and the fields that both desks have; placed anew, by this desk's rules."""
    case, here = sold(), desk(SUPPORT)
    decision = here.adopt(case, at(1), set=SERIAL)
    taken = decision.or_raise().case
    assert taken is not None
    for name in (
        "id",
        "subject",
        "type",
        "requester",
        "received_at",
        "comments",
        "calls",
        "activities",
        "parts",
    ):
        assert getattr(taken, name) == getattr(case, name)
    for name in ("actions", "last_customer_at", "next_action"):
        assert getattr(taken, name) == getattr(case, name)
    assert (taken.desk, taken.adopted_from, taken.status, taken.stage) == (
        "support",
        "sales",
        "fresh",
        "look",
    )
    assert (taken.priority, taken.queue, decision.rules) == ("high", "back", ("urgent", "faults"))
    assert (getattr(taken, "region"), getattr(taken, "serial")) == ("north", "S-7")  # noqa: B009 own fields
    assert (taken.opened_at, taken.opened_by, taken.reminders) == (NOW + HOUR, "bo", ())
    (clock,) = here.clocks(taken, NOW + HOUR)
    assert clock.due_at == NOW + 7 * HOUR


@pytest.mark.requirement("ALL-03")
def test_an_adopted_case_is_the_fold_of_its_events() -> None:
    """Stored, read back and replayed it is equal; its past is the former history, and its version goes on."""
    case, here = sold(), desk(SUPPORT)
    taken = here.adopt(case, at(1), set=SERIAL).or_raise().case
    assert taken is not None
    assert here.replay(json.loads(json.dumps(taken.to_events()))) == taken
    assert pickle.loads(pickle.dumps(taken)) == taken  # noqa: S301 our own
    assert taken.history[0].replace() == taken.history[0]
    assert taken.history.past == case.history
    assert taken.version == case.version + len(taken.history)
    assert case.history.past == cr.History()
    assert cr.History().past == cr.History()


def test_the_work_goes_on_here() -> None:
    """Parts are numbered on, and what was left open can be done."""
    here = desk(SUPPORT)
    taken = here.adopt(sold(), at(1), set=SERIAL).or_raise().case
    assert taken is not None
    number = taken.activities[0].number
    work = [cr.CompleteActivity(number=number), cr.AddComment(comment="done"), cr.CloseCase()]
    closed = here.decide(taken, work, at(2)).or_raise().case
    assert closed is not None
    assert (closed.comments[-1].number, closed.status) == (taken.parts + 1, "over")


def test_a_case_goes_from_desk_to_desk_and_back() -> None:
    """Every past is within the next; fields that both have come along, others are at their default."""
    there, here = desk(SALES), desk(SUPPORT)
    case = sold()
    taken = here.adopt(case, at(1), set=SERIAL).or_raise().case
    assert taken is not None
    back = there.adopt(taken, at(2), set={"type": "offer", "budget": 9}).or_raise().case
    assert back is not None
    assert back.history.past.past == case.history
    assert back.history.whole == (*case.history, *taken.history, *back.history)
    assert str(timeline(back, there.zone)).count("CaseOpened") == 3
    assert (back.adopted_from, back.type, back.comments) == ("support", "offer", case.comments)
    assert (getattr(back, "budget"), getattr(back, "region")) == (9, "north")  # noqa: B009 own fields
    assert back.version == taken.version + len(back.history)
    assert there.replay(back.to_events()) == back


def test_what_is_lacking_here_is_told_all_at_once() -> None:
    """A word that is none here, a field without value, a guard of the opening; `set` mends them."""
    case, here = sold(type="offer", requester=None), desk(SUPPORT)
    refused = here.adopt(case, at(1))
    assert [refusal.code for refusal in refused.refusals] == ["unknown-word", "bad-field"]
    assert "`serial`" in refused.refusals[1].message
    assert [each.rule for each in here.adopt(case, at(1), set={**SERIAL, "type": None}).refusals] == ["whose"]
    assert here.adopt(case, at(1), set={**SERIAL, "type": "fault", "requester": ANA}).accepted
    strange = here.adopt(case, at(1), set={**SERIAL, "type": None, "requester": ANA, "colour": "red"})
    assert [refusal.code for refusal in strange.refusals] == ["bad-field"]


def test_an_adoption_is_kept_as_a_decision() -> None:
    """It is stored, read back, decided again and explained like any other."""
    here = desk(SUPPORT)
    related = sold(new_id="C-2")
    decision = here.adopt(sold(), at(1, related=(related,)), set=SERIAL)
    laws.laws_of_decision(here, decision)
    assert "CaseOpened" in str(here.why(decision))
    assert "taken over with 8 events" in str(decision.explain())
    assert "past" not in str(decision.explain())
    again = here.decision(decision.model_dump_json())
    assert (again.changes, again.commands, again.context.related[0]) == (
        decision.changes,
        decision.commands,
        decision.context.related[0],
    )
    assert here.decide(None, again.commands, again.context).changes == decision.changes


def test_a_case_of_another_desk_is_not_judged() -> None:
    """No command, no interaction and no merge touches it, and the remedy says what to do."""
    case, here = sold(), desk(SUPPORT)
    decision = here.decide(case, cr.CloseCase(), at(1))
    (refusal,) = decision.refusals
    assert refusal.code == "other-desk"
    assert refusal.message == "case `C-1` is of the desk `sales`, not of `support`"
    assert refusal.remedy == "take it over with `desk.adopt(case, context)`"
    assert {each.refusals for each in here.allowed(case, at(1))} == {(refusal,)}
    again = here.decision(decision.model_dump_json())
    assert (again.refusals, again.before) == ((refusal,), plain(case))
    reply = cr.Interaction(channel="mail", subject="again", reply_to="C-1")
    appending = desk(SUPPORT, origin=[{"id": "reply", "when": "match is not None", "then": "append"}])
    assert appending.receive(reply, at(1, related=(case,))).refusals == (refusal,)
    own = here.adopt(sold(new_id="C-3"), at(1), set=SERIAL).or_raise().case
    merging = here.decide(own, cr.MergeCase(into="C-1"), at(2, related=(case,)))
    assert merging.refusals == (refusal,)
    for ask in (here.due, here.next_due, here.catch_up):
        with pytest.raises(ValueError, match="is of the desk `sales`"):
            ask(case, at(1))
    with pytest.raises(ValueError, match="is of the desk `sales`"):
        here.clocks(case, NOW)


def test_rules_see_the_related_cases_of_their_own_desk() -> None:
    """A case that is taken over is no duplicate of itself, and another desk's is none either."""
    once = {
        "id": "once",
        "on": "OpenCase",
        "require": 'not any(each.serial == command.fields["serial"] for each in related())',
    }
    same = {"id": "same", "when": 'match.serial == "S-7"', "then": "append"}
    here = desk(SUPPORT, guard=[once], same=["type"], origin=[same])
    case = sold()
    taken = here.adopt(case, at(1), set=SERIAL).or_raise().case
    assert taken is not None
    again = here.adopt(sold(new_id="C-2"), at(1, related=(taken,)), set=SERIAL)
    assert [refusal.rule for refusal in again.refusals] == ["once"]
    call = cr.Interaction(
        channel="phone", subject="s", type="fault", new_id="C-3", fields=cr.FrozenMap(SERIAL)
    )
    assert here.receive(call, at(1, related=(case,))).or_raise().verdict == cr.Verdict(
        then="open", reason="no origin rule holds"
    )
    found = here.receive(call, at(1, related=(case, taken))).verdict
    assert found is not None
    assert (found.then, found.match) == ("append", "C-1")


def test_an_edition_and_a_composition_go_on_with_the_cases() -> None:
    """A rulebook of the same id, and one that stands on top of another or says whose cases it continues."""
    case = sold()
    assert desk(SALES, title="of this year").decide(case, cr.CloseCase(), at(1)).accepted
    assert desk(SALES, id="shop", continues=["sales"]).decide(case, cr.CloseCase(), at(1)).accepted
    refusal = desk(SALES, id="shop").decide(case, cr.CloseCase(), at(1)).refusals[0]
    assert refusal.code == "other-desk"


@pytest.mark.parametrize(
    ("change", "hours", "code"),
    [
        ({"merged_into": "C-9"}, 1, "merged-already"),
        ({}, -1, "time-runs-back"),
    ],
)
def test_what_can_not_be_taken_over(change: dict[str, Any], hours: float, code: str) -> None:
    """A case that has gone into another, and one from the future."""
    refused = desk(SUPPORT).adopt(sold().replace(**change), at(hours), set=SERIAL)
    assert code in {refusal.code for refusal in refused.refusals}


@pytest.mark.parametrize(
    ("hours", "code"),
    [(-9, "time-runs-back"), (-0.5, "time-runs-back"), (0.5, None)],
)
def test_it_is_taken_over_after_its_past(hours: float, code: str | None) -> None:
    """When that happened is told, and it was not before its last event."""
    told = {**SERIAL, "occurred_at": NOW + hours * HOUR}
    refused = desk(SUPPORT).adopt(sold(), at(1), set=told).refusals
    assert (code in {refusal.code for refusal in refused}) if code else refused == ()
    assert all(told["occurred_at"].isoformat() in refusal.message for refusal in refused)
    assert not any("now is" in refusal.message for refusal in refused)


def test_no_case_is_opened_before_it_came_in() -> None:
    """Received now and opened five hours ago is refused; received then, too, it is not."""
    opening = cr.OpenCase(new_id="C-1", subject="s", occurred_at=NOW - 5 * HOUR)
    here = desk(SALES)
    (refusal,) = here.decide(None, opening.replace(received_at=NOW), at(1)).refusals
    assert refusal.code == "before-the-case"
    assert "came in at `2026-03-02T09:30:00+00:00`, after it was opened" in refusal.message
    assert here.decide(None, opening.replace(received_at=NOW - 5 * HOUR), at(1)).accepted


def test_a_desk_may_take_over_nobody() -> None:
    """A guard on the opening knows which kind of opening it is."""
    alone = [{"id": "alone", "on": "OpenCase", "require": "not command.adopt", "source": "S-1"}]
    here = desk(SUPPORT, guard=alone)
    assert [refusal.rule for refusal in here.adopt(sold(), at(1), set=SERIAL).refusals] == ["alone"]
    opening = cr.OpenCase(new_id="C-1", subject="s", fields=cr.FrozenMap(SERIAL))
    assert here.decide(None, opening, at(1)).accepted


def test_the_command_asks_for_the_case() -> None:
    """Given by itself it finds the case among the related ones; without `adopt` the id is taken."""
    case, here = sold(), desk(SUPPORT)
    opening = cr.OpenCase(new_id="C-1", subject="s", requester=ANA, fields=cr.FrozenMap(SERIAL))
    (lacking,) = here.decide(None, opening.replace(adopt=True), at(1)).refusals
    assert (lacking.code, "desk.adopt" in (lacking.remedy or "")) == ("no-such-case", True)
    assert here.decide(None, opening.replace(adopt=True), at(1, related=(case,))).accepted
    (taken,) = here.decide(None, opening, at(1, related=(case,))).refusals
    assert taken.code == "id-taken"


def test_a_past_that_nobody_knows_is_an_error() -> None:
    """An unknown event in it is never a silent loss."""
    taken = desk(SUPPORT).adopt(sold(), at(1), set=SERIAL).or_raise().case
    assert taken is not None
    stored = taken.to_events()
    stored[0]["past"][0]["event"] = "CaseForgotten"
    with pytest.raises(ValueError, match="event 1 of the history"):
        desk(SUPPORT).replay(stored)


@given(st.integers(0, 5), st.integers(0, 5))
def test_taking_over_loses_nothing_whatever_was_done(comments: int, calls: int) -> None:
    """As many comments and calls as before, in their order, and the replay is equal."""
    case = sold()
    done: list[Any] = [cr.AddComment(comment=f"c{n}") for n in range(comments)]
    done += [cr.LogCall(direction="in", issue=f"i{n}", result="r") for n in range(calls)]
    before = desk(SALES).decide(case, done, at(1)).or_raise().case if done else case
    assert before is not None
    here = desk(SUPPORT)
    taken = here.adopt(before, at(2), set=SERIAL).or_raise().case
    assert taken is not None
    assert (taken.comments, taken.calls, taken.actions) == (before.comments, before.calls, before.actions)
    assert here.replay(taken.to_events()) == taken
    assert [type(event) for event in taken.history if isinstance(event, e.CommentAdded)] == []


@settings(max_examples=30)
@given(cases(max_commands=8), small_rulebooks(), st.data())
def test_whatever_case_comes_to_whatever_desk_keeps_the_laws(
    case: cr.Case, book: cr.Rulebook, data: st.DataObject
) -> None:
    """It is refused and nothing changes, or it is a case of this desk like any other, with its past."""
    here = cr.Desk(book.replace(id="here"))
    context = data.draw(contexts(after=case.history[-1].at))
    decision = here.adopt(case, context)
    laws.laws_of_decision(here, decision)
    assert here.decision(decision.model_dump_json()) == decision
    taken = decision.case
    if taken is None:
        assert decision.refusals
        return
    laws.laws_of_case(here, taken, context)
    assert taken.history.past == case.history
    assert (taken.comments, taken.calls, taken.referrals) == (case.comments, case.calls, case.referrals)
    after = here.decide(taken, data.draw(commands(taken)), context)
    laws.laws_of_decision(here, after)
