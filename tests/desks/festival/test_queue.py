"""The support queue of the festival desk: what is delegated from it, and what is accepted."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.desks.festival.people import (
    ACCEPT,
    HOUR,
    LOG,
    OPENING,
    REFUND,
    RELEASE,
    SUBMISSION,
    TO_THE_RULES,
    classed,
    roster,
)

import caserules as cr


@pytest.fixture
def accepted(case: Any) -> Any:
    """A case of nobody in particular, which ana accepted at ten."""
    return case.given("ana", SUBMISSION, ACCEPT, after=HOUR)


@pytest.mark.requirement("FES-01")
def test_a_new_case_waits_in_the_support_queue(case: Any) -> None:
    """Even one whose class is known: it is delegated from there, by an act of its own."""
    assert (case.case.queue, case.case.owner) == ("support", None)
    assert [event.event for event in case.case.history] == ["CaseOpened", "CaseRouted"]
    known = case.desk.decide(None, OPENING.replace(type="finance", reason="refund"), case.context("ana"))
    assert (known.case.queue, known.case.owner) == ("support", None)


@pytest.mark.requirement("FES-01")
def test_a_case_is_not_passed_on_by_whom_has_not_worked_on_it(
    accepted: Any, refused: Callable[..., str]
) -> None:
    """Given ana accepted it, then she neither assigns it nor has it routed, and nor does anybody for her."""
    rule = "delegated-from-the-queue"
    for who in ("ana", "bo"):
        answer = refused(accepted.when(who, cr.AssignCase(to="lou"), after=2 * HOUR), rule)
        assert "(FES-01): case `C-1` would be passed on from the personal queue of `ana`" in answer
        assert "remedy: release it to the queue `support`, and assign it from there" in answer
    once = accepted.when("ana", classed("festival", "delivery"), TO_THE_RULES, after=2 * HOUR)
    refused(once, rule, "some-rule-takes-it")
    assert f"refuses  `{rule}` (FES-01)" in accepted.told(once)


@pytest.mark.requirement("FES-01")
@pytest.mark.parametrize(
    "work",
    [
        cr.TakeAction(action="asked for details"),
        LOG,
        cr.AddComment(comment="we ask the festival"),
        cr.LogAttempt(channel="e-mail", reached=False),
    ],
)
def test_whoever_has_worked_on_a_case_may_pass_it_on(
    accepted: Any, work: Any, refused: Callable[..., str]
) -> None:
    """An action, a call, a comment, an attempt by ana since she accepted it; bo's, or one before, is none."""
    passing = cr.AssignCase(to="lou")
    worked = accepted.given("ana", work, after=2 * HOUR).when("ana", passing, after=2 * HOUR)
    assert worked.or_raise().case.owner == "lou"
    assert "holds    `delegated-from-the-queue` (FES-01)" in accepted.told(worked)
    by_bo = accepted.given("bo", work, after=2 * HOUR)
    refused(by_bo.when("ana", passing, after=2 * HOUR), "delegated-from-the-queue")
    again = accepted.given("ana", work, RELEASE, after=2 * HOUR).given("ana", ACCEPT, after=3 * HOUR)
    refused(again.when("ana", passing, after=3 * HOUR), "delegated-from-the-queue")


@pytest.mark.requirement("FES-01")
@pytest.mark.parametrize("at_once", [cr.PickCase(comment="accepting"), cr.AddComment(comment="who has it?")])
def test_what_is_said_in_accepting_a_case_is_no_work(
    case: Any, at_once: Any, refused: Callable[..., str]
) -> None:
    """Neither with the command nor before it at the same instant; an action of that instant is."""
    steps = (at_once,) if at_once.command == "PickCase" else (at_once, ACCEPT)
    taken = case.given("ana", SUBMISSION, *steps, after=HOUR)
    refused(taken.when("ana", cr.AssignCase(to="lou"), after=2 * HOUR), "delegated-from-the-queue")
    acted = taken.given("ana", cr.TakeAction(action="asked for details"), after=HOUR)
    assert acted.when("ana", cr.AssignCase(to="lou"), after=HOUR).accepted


@pytest.mark.requirement("FES-01")
def test_what_is_yet_to_be_done_is_no_work(accepted: Any, refused: Callable[..., str]) -> None:
    """A task for later, or a document, and the case is still passed on by the queue alone."""
    planned = accepted.given(
        "ana",
        cr.AddActivity(kind="task", subject="ask the festival"),
        cr.AddAttachment(name="fee.pdf", reference="files/1"),
        after=2 * HOUR,
    )
    refused(planned.when("ana", cr.AssignCase(to="lou"), after=3 * HOUR), "delegated-from-the-queue")


@pytest.mark.requirement("FES-01")
def test_the_remedy_works(accepted: Any, refused: Callable[..., str]) -> None:
    """Released to the queue, a case is assigned from there, to a colleague whom the roster knows."""
    released = accepted.given("ana", RELEASE, after=2 * HOUR)
    assert released.when("ana", cr.AssignCase(to="lou"), after=2 * HOUR).or_raise().case.owner == "lou"
    answer = refused(released.when("ana", cr.AssignCase(to="luo"), after=2 * HOUR), "known-colleague")
    assert "(FES-01): `luo` is no agent or team of the roster" in answer


@pytest.mark.requirement("FES-01")
def test_what_was_delegated_is_not_passed_on_unworked_either(case: Any, refused: Callable[..., str]) -> None:
    """What ana said in delegating it is not Chelsea's work."""
    delegated = case.given("ana", REFUND, cr.RouteCase(comment="paid twice"))
    assert delegated.case.owner == "chelsea"
    refused(delegated.when("chelsea", cr.AssignCase(to="lou"), after=HOUR), "delegated-from-the-queue")


@pytest.mark.requirement("FES-04")
@pytest.mark.parametrize("command", [TO_THE_RULES, ACCEPT, cr.AssignCase(to="chelsea")])
def test_a_case_is_classed_before_it_is_delegated(
    case: Any, command: Any, refused: Callable[..., str]
) -> None:
    """Without a type or without a reason it goes to nobody; a class is the desk's own word."""
    for half in (cr.ClassifyCase(type="finance"), cr.ClassifyCase(reason="other")):
        answer = refused(case.given("ana", half).when("ana", command), "classed-before-delegated")
        assert "`classed-before-delegated` (FES-04): case `C-1` has no type, or no reason" in answer
    assert case.given("ana", REFUND).when("ana", TO_THE_RULES).accepted
    assert "did you mean `finance`?" in refused(
        case.when("ana", cr.ClassifyCase(type="finanse", reason="refund")), "unknown-word"
    )


@pytest.mark.requirement("FES-10")
def test_a_case_that_no_rule_takes_is_accepted(case: Any, refused: Callable[..., str]) -> None:
    """Given a question about a submission, then the agent accepts it; delegating it is refused."""
    other = case.given("ana", SUBMISSION)
    accepted = other.when("ana", ACCEPT, after=HOUR).or_raise()
    assert (accepted.case.owner, accepted.case.queue) == ("ana", None)
    assert "holds    `no-rule-takes-it` (FES-10)" in case.told(accepted)
    answer = refused(other.when("ana", TO_THE_RULES), "some-rule-takes-it")
    assert "(FES-10): no rule delegates case `C-1`" in answer
    assert "remedy: accept it from the queue with `PickCase`" in answer


@pytest.mark.requirement("FES-10")
def test_a_case_that_a_rule_takes_is_not_accepted(case: Any, refused: Callable[..., str]) -> None:
    """A refund is finance's: not ana's, not Chelsea's but by the rule, and nobody's while she is out."""
    refund = case.given("ana", REFUND)
    for who in ("ana", "chelsea"):
        answer = refused(refund.when(who, ACCEPT), "no-rule-takes-it")
        assert "(FES-10): the rule `finance` delegates case `C-1`; it is nobody's to accept" in answer
        assert "remedy: delegate it with `RouteCase`" in answer
    context = refund.context("ana").replace(roster=roster("chelsea"))
    refused(refund.desk.decide(refund.case, ACCEPT, context), "no-rule-takes-it")


@pytest.mark.requirement("FES-10")
def test_a_host_can_grey_out_what_is_not_to_be_accepted(case: Any) -> None:
    """Before anything is tried: no for a refund; for a submission it takes no more than public words."""

    def accepting(kind: Any) -> cr.Allowed:
        there = case.given("ana", kind)
        answers = there.desk.allowed(there.case, there.context("ana"))
        return next(each for each in answers if each.command == "PickCase")

    assert [each.rule for each in accepting(REFUND).refusals] == ["no-rule-takes-it"]
    assert accepting(SUBMISSION).rules == ("comments-are-public",)


@pytest.mark.requirement("FES-05")
@pytest.mark.requirement("FES-10")
def test_what_a_rule_takes_is_made_of_no_case_of_one_s_own(
    accepted: Any, refused: Callable[..., str]
) -> None:
    """Ana makes no refund of what she has accepted; given back to the queue, it is Chelsea's."""
    answer = refused(accepted.when("ana", REFUND, after=2 * HOUR), "classed-for-its-owner")
    assert (
        "as `finance`, for the reason `refund`, case `C-1` would be delegated by the rule `finance`" in answer
    )
    assert "remedy: release it to the queue `support`, class it there" in answer
    worked = accepted.given("ana", LOG, after=2 * HOUR)
    refused(worked.when("ana", REFUND, cr.AssignCase(to="natasha"), after=2 * HOUR), "classed-for-its-owner")
    back = accepted.when("ana", RELEASE, REFUND, TO_THE_RULES, after=2 * HOUR).or_raise()
    assert back.case.owner == "chelsea"
    another = accepted.when("ana", classed("festival", "delivery"), after=2 * HOUR)
    assert another.or_raise().case.owner == "ana"


@pytest.mark.requirement("FES-09")
def test_whom_the_rules_name_may_class_a_case_anew(case: Any, refused: Callable[..., str]) -> None:
    """Chelsea makes a refund of it, which is hers, or what is anybody's; judging is Blake's, out or in."""
    hers = case.given("ana", classed("unsure", "unsure"), TO_THE_RULES)
    assert hers.when("chelsea", REFUND, after=HOUR).accepted
    assert hers.when("chelsea", SUBMISSION, after=HOUR).accepted
    judging = classed("festival", "premium judging")
    refused(hers.when("chelsea", judging, after=HOUR), "classed-for-its-owner")
    out = hers.context("chelsea", HOUR).replace(roster=roster("blake", "chelsea"))
    refused(hers.desk.decide(hers.case, judging, out), "classed-for-its-owner")


@pytest.mark.requirement("FES-09")
def test_a_stand_in_keeps_a_case_of_the_same_rule(case: Any) -> None:
    """Natasha was out, and is back: Chelsea makes a matter of tickets of it, and need not give it back."""
    context = case.context("ana").replace(roster=roster("natasha"))
    known = case.given("ana", classed("festival", "scheduling"))
    taken = known.desk.decide(known.case, TO_THE_RULES, context).or_raise().case
    assert taken.owner == "chelsea"
    back = known.context("chelsea", HOUR)
    assert known.desk.decide(taken, classed("festival", "ticketing"), back).accepted
