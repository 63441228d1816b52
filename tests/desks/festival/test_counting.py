"""Over many cases of the festival desk: who did how much, what the cases are about, and whose turn it is."""

from typing import Any

import pytest
from tests.desks.festival.people import (
    ACCEPT,
    FORM,
    HOUR,
    LOG,
    MONDAY,
    OPENING,
    REFUND,
    SUBMISSION,
    TO_THE_RULES,
)

import caserules as cr
from caserules.caseload import hand_over, metrics, worklist


@pytest.fixture
def cases(desk: Any) -> tuple[Any, ...]:
    """Chelsea's refund, with two calls; ana's question, with a comment and an action; one that waits."""
    refund = desk.given("ana", OPENING, REFUND, TO_THE_RULES)
    refund = refund.given("chelsea", LOG, after=HOUR).given("bo", LOG, after=2 * HOUR)
    other = desk.given("ana", OPENING.replace(new_id="C-2"), SUBMISSION)
    asked = cr.TakeAction(action="asked for details", comment="which submission?")
    other = other.given("ana", ACCEPT, after=HOUR).given("ana", asked, after=2 * HOUR)
    form = FORM.replace(new_id="C-3", subject="my dvd is lost")
    waiting = desk.receive("sweep", form, HOUR).or_raise().case
    return refund.case, other.case, waiting


def counted(desk: Any, cases: tuple[Any, ...], name: str) -> dict[Any, int]:
    """How many there are of each, by that metric."""
    found = metrics(desk.desk, cases, desk.context("ana", 3 * HOUR))
    metric = next(each for each in found.metrics if each.id == name)
    assert metric.source == "FES-23"
    return {group.by: group.count for group in metric.groups}


@pytest.mark.requirement("FES-23")
def test_the_work_of_each_agent_is_counted(desk: Any, cases: tuple[Any, ...]) -> None:
    """Calls, comments and actions, for whoever did them, whosever case it is; what was refused is none."""
    assert counted(desk, cases, "work-done") == {"ana": 2, "bo": 1, "chelsea": 1}
    refusal = desk.desk.decide(
        cases[1], cr.TakeAction(action="slept"), desk.context("ana", 3 * HOUR)
    ).refusals
    assert [each.source for each in refusal if each.rule] == ["FES-20"]
    assert counted(desk, (), "work-done") == {}


@pytest.mark.requirement("FES-23")
def test_what_cases_are_about_and_where_they_come_from_is_counted(desk: Any, cases: tuple[Any, ...]) -> None:
    """So that patterns are seen; a case that nobody has classed yet has no reason."""
    assert counted(desk, cases, "cases-by-reason") == {"refund": 1, "submission": 1, None: 1}
    assert counted(desk, cases, "cases-by-origin") == {"Phone": 2, "Web": 1}


@pytest.mark.requirement("FES-23")
def test_anyone_can_carry_on(desk: Any, cases: tuple[Any, ...]) -> None:
    """What ana leaves behind says what was said last; lou, who never saw the case, goes on with it."""
    handed = hand_over(desk.desk, cases, desk.context("lou", 3 * HOUR), "ana")
    assert [each.case_id for each in handed.cases] == ["C-2"]
    assert handed.cases[0].last_agent_at == MONDAY + 2 * HOUR
    assert desk.desk.decide(cases[1], LOG, desk.context("lou", 3 * HOUR)).accepted


@pytest.mark.requirement("FES-01")
def test_the_support_queue_is_worked_in_the_order_in_which_it_filled(
    desk: Any, cases: tuple[Any, ...]
) -> None:
    """What waits there, the oldest first; what was delegated or accepted is not on the list."""
    earlier = desk.given("ana", OPENING.replace(new_id="C-4")).case
    listed = worklist(desk.desk, "support-queue", (*cases, earlier), desk.context("bo", HOUR))
    assert [row.case_id for row in listed.rows] == ["C-4", "C-3"]


@pytest.mark.requirement("FES-10")
@pytest.mark.parametrize(("who", "mine"), [("ana", ["C-2"]), ("chelsea", ["C-1"]), ("bo", [])])
def test_everybody_has_a_personal_queue(desk: Any, cases: tuple[Any, ...], who: str, mine: list[str]) -> None:
    """What somebody accepted, or was delegated, and has not closed."""
    listed = worklist(desk.desk, "my-queue", cases, desk.context(who, HOUR))
    assert [row.case_id for row in listed.rows] == mine
