"""A case of the festival desk that goes into another: it goes round no rule on who gets what."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.desks.festival.people import ACCEPT, HOUR, LOG, OPENING, REFUND, SUBMISSION, TO_THE_RULES, classed

import caserules as cr
from caserules.caseload import metrics, worklist

INTO = cr.MergeCase(into="C-2")


@pytest.fixture
def case(desk: Any) -> Any:
    """A question about a submission that waits in the queue."""
    return desk.given("ana", OPENING, SUBMISSION)


def second(desk: Any, who: str, *steps: Any) -> Any:
    """Another case, `C-2`, with which that person did this."""
    return desk.given(who, OPENING.replace(new_id="C-2"), *steps).case


@pytest.mark.requirement("FES-01")
def test_a_case_is_not_passed_on_unworked_by_merging_it(
    desk: Any, case: Any, refused: Callable[..., str]
) -> None:
    """Ana's goes into bo's once she has worked on it; into one of her own, or of the queue, at once."""
    hers = case.given("ana", ACCEPT)
    bos = second(desk, "bo", SUBMISSION, ACCEPT)
    tried = hers.when("ana", INTO, after=HOUR, related=(bos,))
    assert "from the personal queue of `ana`" in refused(tried, "delegated-from-the-queue")
    worked = hers.given("ana", LOG, after=HOUR).when("ana", INTO, after=HOUR, related=(bos,))
    assert [change.case.owner for change in worked.or_raise().changes] == ["ana", "bo"]
    for other in (second(desk, "ana", SUBMISSION, ACCEPT), second(desk, "bo", SUBMISSION)):
        assert hers.when("ana", INTO, after=HOUR, related=(other,)).accepted


@pytest.mark.requirement("FES-05")
@pytest.mark.parametrize("kind", [REFUND, classed("festival", "delivery"), cr.ClassifyCase(type="festival")])
def test_a_case_goes_into_one_of_its_own_class_alone(
    desk: Any, case: Any, kind: Any, refused: Callable[..., str]
) -> None:
    """A refund does not end in what bo has accepted; what nobody has classed doesn't either (FES-04)."""
    bos = second(desk, "bo", SUBMISSION, ACCEPT)
    other = desk.given("ana", OPENING, kind)
    rules = ["merged-with-its-like"] + ["merged-by-the-rules"] * (kind is REFUND)
    answer = refused(other.when("ana", INTO, related=(bos,)), *rules)
    assert "(FES-04, FES-05): case `C-2` is of another type, or for another reason, than case `C-1`" in answer
    assert case.when("ana", INTO, related=(bos,)).accepted


@pytest.mark.requirement("FES-05")
def test_what_a_rule_takes_goes_into_its_person_s_cases_alone(desk: Any, refused: Callable[..., str]) -> None:
    """A refund in the queue: into another there, or Chelsea's; not into one that she has passed on to lou."""
    refund = desk.given("ana", OPENING, REFUND)
    waiting = second(desk, "ana", REFUND)
    chelseas = second(desk, "ana", REFUND, TO_THE_RULES)
    for other in (waiting, chelseas):
        merged = refund.when("ana", INTO, after=HOUR, related=(other,))
        assert "holds    `merged-by-the-rules`" in refund.told(merged)
    passed_on = desk.desk.decide(
        chelseas, (LOG, cr.AssignCase(to="lou")), desk.context("chelsea", HOUR)
    ).or_raise()
    answer = refused(refund.when("ana", INTO, after=HOUR, related=(passed_on.case,)), "merged-by-the-rules")
    assert "the rule `finance` delegates case `C-1`, and not to the owner of case `C-2`" in answer
    assert "remedy: delegate it with `RouteCase`" in answer


@pytest.mark.requirement("FES-23")
def test_what_has_gone_into_another_case_is_on_no_list(desk: Any, case: Any) -> None:
    """Neither of the queue nor of a person; its matter is counted once, and the work on it stays."""
    bos = second(desk, "bo", SUBMISSION, ACCEPT)
    worked = case.given("ana", ACCEPT, LOG, after=HOUR)
    cases = tuple(
        change.case for change in worked.when("ana", INTO, after=HOUR, related=(bos,)).or_raise().changes
    )
    waiting = case.when("ana", INTO, after=HOUR, related=(bos,)).or_raise().changes[0].case
    for who, name, shown in (
        ("ana", "my-queue", ()),
        ("bo", "my-queue", ("C-2",)),
        ("ana", "support-queue", ()),
    ):
        found = worklist(desk.desk, name, (waiting, *cases), desk.context(who, HOUR))
        assert found.cases == shown
    told_of = metrics(desk.desk, cases, desk.context("dana", HOUR))
    counts = {each.id: each.count for each in told_of.metrics}
    assert counts == {"work-done": 1, "cases-by-reason": 1, "cases-by-origin": 1}
