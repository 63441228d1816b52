"""What becomes of an interaction: a case, a part of one, one taken up again, or none."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

import caserules as cr
from caserules.testing import cases, contexts, interactions

HOUR = timedelta(hours=1)
KIM = cr.Person(id="kim")
OPEN = cr.OpenCase(new_id="C-17", subject="no heat", type="listing", requester=KIM)
MAIL = cr.Interaction(channel="e-mail", subject="still cold", requester=KIM, type="listing", new_id="C-18")


def received(start: Any, interaction: cr.Interaction, **more: Any) -> cr.Decision[Any]:
    """What the desk makes of it an hour after the given."""
    context = cr.Context(now=start.now + HOUR, actor="ana", **more)
    return start.desk.receive(interaction, context)


@settings(max_examples=60)
@drawn(st.data())
def test_an_interaction_is_all_or_nothing(desks: tuple[cr.Desk[Any], ...], data: st.DataObject) -> None:
    """Whatever comes in: a refusal changes nothing, and what changes is the fold of its history."""
    desk = data.draw(st.sampled_from(desks))
    context = data.draw(contexts(related=cases(desk.case_type, max_commands=2)))
    decision = desk.receive(data.draw(interactions()), context)
    if decision.refusals:
        assert (decision.changes, decision.notices, decision.case) == ((), (), decision.before)
    for change in decision.changes:
        assert desk.replay(change.case.to_events()) == change.case
    assert decision.verdict is not None
    assert str(desk.why(decision)).startswith(str(decision.explain()))
    assert desk.receive(decision.interaction, context) == decision


def test_it_opens_a_case(given: Any, ruled: cr.Desk[Any]) -> None:
    """The origin rule sets facts and is cited; what came in stands in the history at its own time."""
    at = given(ruled).now
    phone = MAIL.replace(channel="phone", received_at=at, comment={"text": "angry"})
    decision = received(given(ruled), phone)
    assert (decision.verdict.then, decision.verdict.rule) == ("open", "phone")
    case = decision.case
    assert (case.id, case.origin, case.received_at, case.last_customer_at) == ("C-18", "Phone", at, at)
    assert case.comments[0].text == "angry"
    assert "yes  `phone`" in str(ruled.why(decision))


def test_without_a_rule_it_opens_a_case(given: Any, plain: cr.Desk[Any]) -> None:
    """A desk without origin rules makes a case of everything."""
    decision = received(given(plain), MAIL)
    assert decision.verdict.reason == "no origin rule holds"
    assert [event.event for event in decision.events] == ["CaseOpened", "InteractionReceived"]


def test_it_is_added_to_an_open_case(given: Any, ruled: cr.Desk[Any]) -> None:
    """The case on the same issue gets it, with the comment; the owner and others are told."""
    case = given(ruled, OPEN, cr.AssignCase(to="sam"))
    mail = MAIL.replace(comment={"text": "urgent"}, received_at=case.now)
    decision = received(case, mail, related=(case.case,))
    assert [event.event for event in decision.events] == ["InteractionReceived", "CommentAdded"]
    assert [event.occurred_at - case.now for event in decision.events] == [timedelta(0), HOUR]
    assert [each.to for each in decision.notices] == ["sam", "lead"]
    assert decision.case.id == "C-17"


def test_it_takes_a_settled_case_up_again(given: Any, ruled: cr.Desk[Any]) -> None:
    """The case is reactivated by the effect of that command."""
    closed = given(ruled, OPEN, cr.CloseCase(reason="solved"))
    decision = received(closed, MAIL, related=(closed.case,))
    assert [event.event for event in decision.events] == [
        "InteractionReceived",
        "CaseReactivated",
        "StatusChanged",
    ]
    assert decision.case.phase == "open"


def test_a_comment_that_comes_with_it_is_guarded(given: Any, variant: Any) -> None:
    """What is refused of a comment is refused of one that an interaction brings to an open case."""
    rule = {"id": "internal", "on": "AddComment", "require": "not command.comment.public", "source": "S-1"}
    start = given(variant(guard=[rule]), OPEN)
    public = MAIL.replace(comment={"text": "angry", "public": True})
    assert [each.rule for each in received(start, public, related=(start.case,)).refusals] == ["internal"]


def test_nobody_is_told_of_an_interaction_of_his_own(given: Any, ruled: cr.Desk[Any]) -> None:
    """The owner who hands it over is not told of it."""
    case = given(ruled, OPEN, cr.AssignCase(to="ana")).case
    assert [each.to for each in received(given(ruled), MAIL, related=(case,)).notices] == ["lead"]


def test_a_case_taken_up_again_is_placed_where_the_rulebook_says_so(given: Any, variant: Any) -> None:
    """`route_on` names the commands after which the routing rules place the case."""
    stays, moves = variant(), variant(route_on=["OpenCase", "ReactivateCase"])
    commands = (OPEN.replace(origin="Email"), cr.AssignCase(to="sam"), cr.CloseCase(reason="solved"))
    for desk, owner in ((stays, "sam"), (moves, None)):
        closed = given(desk, *commands)
        again = received(closed, MAIL, related=(closed.case,)).or_raise()
        assert again.case.owner == owner
    assert again.case.queue is not None
    answers = {
        each.command: each for each in moves.allowed(closed.case, cr.Context(now=closed.now, actor="ana"))
    }
    assert answers["ReactivateCase"].answer == "yes"


def test_it_may_need_no_case(given: Any, ruled: cr.Desk[Any]) -> None:
    """Settled at once: no case, the reason and its source."""
    decision = received(given(ruled), MAIL.replace(resolved=True))
    assert decision.accepted
    assert (decision.case, decision.changes) == (None, ())
    assert (decision.verdict.then, decision.verdict.source) == ("none", "SOL-02")
    assert str(decision.explain()).startswith("accepted: an interaction by `ana`\n  none: ")


def test_nobody_is_told_of_no_case(given: Any, variant: Any) -> None:
    """Where there is no case, a rule's `notify` has nothing to tell of."""
    desk = variant(origin=[{"id": "none", "then": "none", "notify": ["lead"]}])
    assert received(given(desk), MAIL).notices == ()


def test_an_aside_is_linked_to_what_it_answered(given: Any, ruled: cr.Desk[Any]) -> None:
    """Another question in a reply is a case of its own, linked (FES-17)."""
    case = given(ruled, OPEN).case
    decision = received(given(ruled), MAIL.replace(reply_to="C-17", same_issue=False), related=(case,))
    assert [(link.to, link.relation) for link in decision.case.links] == [("C-17", "related")]
    assert decision.case.history[-1].rules == ("aside",)


def test_a_case_is_not_linked_to_itself(given: Any, variant: Any) -> None:
    """A rule whose `link` names the new case links it to none."""
    desk = variant(origin=[{"id": "own", "then": "open", "link": "{command.new_id}"}])
    assert received(given(desk), MAIL).case.links == ()


def codes(decision: cr.Decision[Any]) -> list[str]:
    """The refusals' codes, nothing having changed."""
    assert (decision.changes, decision.notices) == ((), ())
    return [refusal.code for refusal in decision.refusals]


def test_what_is_wrong_with_it_is_said_at_once(given: Any, ruled: cr.Desk[Any]) -> None:
    """An unknown channel and type, a contradicted origin, no id: all in one answer."""
    wrong = MAIL.replace(channel="fone", type="festivl", new_id=None)
    assert codes(received(given(ruled), wrong)) == ["unknown-word", "unknown-word", "new-id-missing"]
    phone = MAIL.replace(channel="phone", origin="Email")
    refusals = received(given(ruled), phone).refusals
    assert [(each.code, each.rule, each.remedy) for each in refusals] == [
        ("contradiction", "phone", "leave `origin` out")
    ]


@pytest.mark.requirement("ALL-11")
def test_it_can_not_come_from_the_future(given: Any, ruled: cr.Desk[Any]) -> None:
    """Whether a case comes of it or not."""
    case = given(ruled, OPEN)
    later = MAIL.replace(received_at=case.now + 2 * HOUR)
    assert codes(received(case, later)) == ["in-the-future"]
    assert codes(received(case, later.replace(new_id=None))) == ["new-id-missing", "in-the-future"]
    assert codes(received(case, later.replace(resolved=True))) == ["in-the-future"]
    assert codes(received(case, later, related=(case.case,))) == ["in-the-future"]


def test_a_rule_that_adds_to_nothing_is_refused(given: Any, variant: Any) -> None:
    """The refusal names the rule, and what to write."""
    desk = variant(origin=[{"id": "always", "then": "append", "source": "S-1"}])
    refusal = received(given(desk), MAIL).refusals[0]
    assert (refusal.code, refusal.rule, refusal.source) == ("no-match", "always", "S-1")


def test_a_value_that_a_rule_can_not_set_is_refused(given: Any, variant: Any) -> None:
    """A placeholder that gives a blank for a subject: the refusal names the rule."""
    desk = variant(origin=[{"id": "named", "then": "open", "set": {"subject": "{command.text}"}}])
    refusal = received(given(desk), MAIL.replace(text=" ")).refusals[0]
    assert refusal.code == "bad-field"
    assert refusal.remedy == "look at what the rule `named` sets"


def test_a_field_that_is_none_is_refused(given: Any, plain: cr.Desk[Any]) -> None:
    """The desk's own fields are checked when the interaction opens a case."""
    assert codes(received(given(plain), MAIL.replace(fields={"color": "red"}))) == ["bad-field"]


def test_it_is_not_added_to_a_case_that_has_gone_into_another(
    given: Any, plain: cr.Desk[Any], variant: Any
) -> None:
    """Without the case into which it went, the refusal names that one."""
    case = given(plain, OPEN)
    other = given(plain, OPEN.replace(new_id="C-20")).case
    gone = case.when(cr.MergeCase(into="C-20"), related=(other,)).decision.case
    reply = MAIL.replace(reply_to="C-17")
    desk = variant(origin=[{"id": "always", "when": "match is not None", "then": "append"}])
    refusal = received(given(desk), reply, related=(gone,)).refusals[0]
    assert (refusal.code, refusal.remedy) == ("no-such-case", "give `C-20` in `context.related`")


@pytest.mark.requirement("SVC-11")
@pytest.mark.parametrize(("then", "refused"), [("append", ["read-only"]), ("reopen", [])])
def test_nothing_is_written_into_a_read_only_case(
    given: Any, ruled: cr.Desk[Any], variant: Any, then: str, refused: list[str]
) -> None:
    """An interaction is not added to it; it may be taken up again by one."""
    origin = [{"id": "reply", "when": "match is not None", "then": then}]
    desk = variant(status=ruled.rulebook.status, origin=origin, guard=[])
    closed = given(desk, OPEN, cr.CloseCase(reason="solved"))
    decision = received(closed, MAIL.replace(reply_to="C-17"), related=(closed.case,))
    assert [each.code for each in decision.refusals] == refused
    assert decision.accepted or decision.changes == ()
