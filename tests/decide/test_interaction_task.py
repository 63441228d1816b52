"""What an origin rule has done on the case that an interaction opens, or is added to."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import caserules as cr

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
KIM = cr.Person(id="kim")
LOG = {"LogCall": {"direction": "in", "issue": "{command.subject}", "result": "{command.text}"}}
CALL = cr.Interaction(
    channel="phone", subject="where is it", text="on its way", requester=KIM, type="refund", new_id="C-2"
)


def desk(then: str, **more: Any) -> cr.Desk[cr.Case]:
    """A desk whose only origin rule has calls logged."""
    rule = {"id": "call", "then": then, "do": LOG, "source": "R-1"}
    status = {"new": {"phase": "open", "to": ["done"]}, "done": {"phase": "resolved", "to": ["new"]}}
    effect = {"ResolveCase": "done", "ReactivateCase": "new"}
    book = {"id": "small", "first_status": "new", "status": status, "effect": effect, "origin": [rule]}
    return cr.Desk(cr.Rulebook.model_validate({**book, **more}))


def context(after: timedelta, **more: Any) -> cr.Context:
    """Ana, that long after nine."""
    return cr.Context(now=MONDAY + after, actor="ana", **more)


@pytest.fixture
def received() -> Callable[..., cr.Decision[cr.Case]]:
    """What comes of a call an hour after Kim's case was opened (and resolved, where it is taken up again)."""

    def receive(then: str, call: cr.Interaction = CALL, **more: Any) -> cr.Decision[cr.Case]:
        there = desk(then, **more)
        opening = cr.OpenCase(new_id="C-1", subject="lost", requester=KIM, type="refund")
        commands = (opening, cr.ResolveCase()) if then == "reopen" else (opening,)
        case: Any = there.decide(None, commands, context(timedelta())).or_raise().case
        return there.receive(call, context(HOUR, related=(case,)))

    return receive


@pytest.mark.requirement("FES-19")
@pytest.mark.parametrize(
    ("then", "events"),
    [
        ("append", ["InteractionReceived", "CallLogged"]),
        ("reopen", ["InteractionReceived", "CaseReactivated", "StatusChanged", "CallLogged"]),
        ("open", ["CaseOpened", "InteractionReceived", "CallLogged"]),
    ],
)
def test_it_is_done_in_the_same_decision(received: Any, then: str, events: list[str]) -> None:
    """After what the interaction itself does, with what the interaction says."""
    decision = received(then).or_raise()
    assert [event.event for event in decision.events] == events
    assert [(call.issue, call.result) for call in decision.case.calls] == [("where is it", "on its way")]


@pytest.mark.requirement("ALL-11")
def test_it_happened_when_the_interaction_was_received(received: Any) -> None:
    """A call of half past nine that is told of at ten was made at half past nine."""
    half_past = CALL.replace(received_at=MONDAY + HOUR / 2)
    assert received("append", half_past).or_raise().case.calls[0].at == MONDAY + HOUR / 2
    assert received("append").or_raise().case.calls[0].at == MONDAY + HOUR


@pytest.mark.requirement("ALL-11")
def test_what_came_before_the_case_was_opened_is_a_part_of_it_all_the_same(received: Any) -> None:
    """A call of eight, told of after the case was opened by hand: made at eight; by hand it stays refused."""
    early = MONDAY - HOUR
    decision = received("append", CALL.replace(received_at=early)).or_raise()
    assert (decision.case.calls[0].at, decision.case.last_customer_at) == (early, early)
    log = cr.LogCall(direction="in", issue="where is it", result="on its way", occurred_at=early)
    (refusal,) = desk("append").decide(decision.before, log, context(HOUR)).refusals
    assert refusal.code == "before-the-case"


def test_what_can_not_be_made_of_it_is_refused(received: Any) -> None:
    """A call of which nobody says what was said: by the rule and its source, nothing having changed."""
    decision = received("append", CALL.replace(text=None))
    (refusal,) = decision.refusals
    assert (refusal.code, refusal.rule, refusal.source) == ("bad-field", "call", "R-1")
    assert refusal.message.startswith("`LogCall` can't be made of the interaction: `LogCall.result`")
    assert decision.changes == ()


def test_guards_watch_it_as_any_command(received: Any) -> None:
    """A guard that forbids calls refuses the interaction."""
    guard = {"id": "no-calls", "on": "LogCall", "require": 'command.direction == "out"'}
    assert [each.rule for each in received("append", guard=[guard]).refusals] == ["no-calls"]
    assert received("append", guard=[{**guard, "require": 'command.direction == "in"'}]).accepted


def test_nothing_is_done_where_no_case_is(received: Any) -> None:
    """Where the case could not be opened, its refusal is all that is told."""
    assert [each.code for each in received("open", CALL.replace(new_id=None, text=None)).refusals] == [
        "new-id-missing"
    ]


def test_where_there_is_no_case_there_is_nothing_to_do() -> None:
    """With `none` it is refused when the rulebook is loaded; so is a command that there is not."""
    with pytest.raises(cr.RulebookError, match="`do` is for a case, and `then` is `none`"):
        desk("none")
    with pytest.raises(cr.RulebookError, match="did you mean `LogCall`"):
        desk("open", origin=[{"id": "call", "then": "open", "do": {"LogCal": {}}}])


def test_a_reply_to_a_case_that_was_not_handed_over_says_which_is_missing() -> None:
    """The remedy names the case; where nothing was replied to, it is the rule that asks too little."""
    there = desk("append")
    (refusal,) = there.receive(CALL.replace(reply_to="C-9"), context(HOUR)).refusals
    assert (refusal.code, refusal.remedy) == ("no-match", "give `C-9` in `context.related`")
    (refusal,) = there.receive(CALL, context(HOUR)).refusals
    assert (refusal.code, refusal.remedy) == ("no-match", "let the rule ask for a `match`")


def test_what_comes_before_it_is_judged_apart() -> None:
    """A validator that lets every call pass says nothing of the opening, which a guard refuses."""

    class LetsCallsPass:
        def judge(self, proposal: cr.Proposal) -> list[cr.Refusal] | None:
            return [] if proposal.command.command == "LogCall" else None

    guard = {"id": "has-priority", "on": "OpenCase", "require": "command.priority is not None"}
    book = desk("open", guard=[guard]).rulebook
    for there in (cr.Desk(book), cr.Desk(book, validation=LetsCallsPass())):
        refused = there.receive(CALL, context(HOUR)).refusals
        assert [each.rule for each in refused] == ["has-priority"]
        assert there.receive(CALL.replace(priority="high"), context(HOUR)).accepted
