"""Over all cases of the escalations desk: worklists, metrics, the hand-over; and a host's own settings."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.desks.escalations.people import (
    ACKNOWLEDGE,
    BEGIN,
    CREDIT,
    DAY,
    DUAL,
    EXECUTIVE,
    HOUR,
    INQUIRY,
    MONDAY,
    NO_ANSWER,
    OPENING,
    REGULATORY,
    RESOLVE,
    ROSTER,
    SEND_BACK,
    TASK,
    TO_WORK,
    local,
    span,
)

import caserules as cr
from caserules.caseload import hand_over, metrics, why_listed, worklist

LOU = cr.Person(id="lou-7", name="Lou Kent", email="lou@home.example", region="West")
CALL_IN = cr.LogCall(direction="in", issue="the bill", result="asks for news")


@pytest.fixture
def shelf(desk: Any) -> dict[str, Any]:
    """Four complaints: ana's, in work since Monday, with partners; ben's, new; one to review; one closed."""
    worked = desk.given("ida", OPENING).given("ana", *TO_WORK)
    hers = worked.given("ana", DUAL, TASK.replace(to="bo"), CALL_IN, CALL_IN, after=HOUR)
    bens = desk.given("ida", EXECUTIVE.replace(new_id="C-2", requester=LOU))
    again = desk.given("ida", OPENING.replace(new_id="C-3")).given("ana", *TO_WORK, NO_ANSWER, RESOLVE)
    back = again.given("quinn", SEND_BACK, after=DAY).given("ana", BEGIN, RESOLVE, after=2 * DAY)
    closed = desk.given("ida", OPENING.replace(new_id="C-4")).given("ana", *TO_WORK, NO_ANSWER)
    closed = closed.given("ana", CALL_IN, RESOLVE, after=5 * DAY).given(
        "quinn", cr.CloseCase(), after=6 * DAY
    )
    return {"C-1": hers, "C-2": bens, "C-3": back, "C-4": closed}


@pytest.fixture
def cases(shelf: dict[str, Any]) -> tuple[Any, ...]:
    """The cases alone."""
    return tuple(story.case for story in shelf.values())


@pytest.mark.requirement("ESC-13")
def test_the_next_action_is_read_off_the_worklist(desk: Any, cases: tuple[Any, ...]) -> None:
    """Ana's open cases with what she means to do; what is in review is on it no more; the lead sees all."""
    mine = worklist(desk.desk, "my-cases", cases, desk.context("ana", DAY))
    assert mine.cases == ("C-1",)
    assert "ask billing for January" in str(mine)
    everybody = worklist(desk.desk, "open-cases", cases, desk.context("lea", DAY))
    assert {owner: [row.case_id for row in rows] for owner, rows in everybody.parts().items()} == {
        "ana": ["C-1"],
        "ben": ["C-2"],
    }
    reviewed = str(why_listed(desk.desk, "my-cases", cases[2], desk.context("ana", DAY)))
    assert 'no   `my-cases` (ESC-13): `case.phase == "open"`: `case.phase` is `resolved`' in reviewed


@pytest.mark.requirement("ESC-15")
def test_corporate_has_a_list_of_what_to_review(desk: Any, cases: tuple[Any, ...]) -> None:
    """What was resolved and is not closed yet, the longest waiting first."""
    found = worklist(desk.desk, "to-review", cases, desk.context("quinn", 3 * DAY))
    assert (found.cases, found.source) == (("C-3",), "ESC-15")


@pytest.mark.requirement("ESC-07")
def test_what_has_no_target_is_on_a_list(desk: Any, cases: tuple[Any, ...]) -> None:
    """A complaint through an agency whose term nobody has entered is found, and no other."""
    unknown = REGULATORY.replace(new_id="C-9", fields={**REGULATORY.fields, "agency": "utility board"})
    found = worklist(
        desk.desk, "without-target", (*cases, desk.given("ida", unknown).case), desk.context("lea", DAY)
    )
    assert (found.cases, found.source) == (("C-9",), "ESC-07")


@pytest.mark.requirement("ESC-21")
def test_a_partner_sees_dual_assignments_and_tasks(
    desk: Any, shelf: dict[str, Any], cases: tuple[Any, ...]
) -> None:
    """Bo has one of each: the dual as billing's, the task by name; ana has none; what is done is off."""
    bo = desk.context("bo", DAY)
    dual = worklist(desk.desk, "my-dual-assignments", cases, bo)
    tasks = worklist(desk.desk, "my-tasks", cases, bo)
    assert [(row.case_id, row.cells[3]) for row in dual.rows] == [("C-1", "take back the second bill")]
    assert [(row.case_id, row.cells[3]) for row in tasks.rows] == [("C-1", "send January's bill")]
    assert worklist(desk.desk, "my-tasks", cases, desk.context("ana", DAY)).rows == ()
    number = tasks.rows[0].item
    logged = shelf["C-1"].given(
        "bo",
        cr.UpdateReferral(number=number, text="sent"),
        cr.CompleteReferral(number=number),
        after=DAY,
    )
    assert worklist(desk.desk, "my-tasks", (logged.case,), bo).rows == ()
    said = str(why_listed(desk.desk, "my-dual-assignments", cases[0], desk.context("ana", DAY)))
    assert "no   `my-dual-assignments` (ESC-21): `member(actor.id, each.to) or each.to is None" in said


@pytest.mark.requirement("ESC-21")
@pytest.mark.parametrize(("part", "name"), [(DUAL, "my-dual-assignments"), (TASK, "my-tasks")])
def test_what_names_a_team_is_on_the_lists_of_its_members(desk: Any, part: Any, name: str) -> None:
    """Billing's, said by name too: bo may complete it, and so bo sees it."""
    case = desk.given("ida", OPENING).given("ana", part.replace(to="billing"))
    for who, count in (("bo", 1), ("mia", 0)):
        assert len(worklist(desk.desk, name, (case.case,), desk.context(who)).rows) == count


@pytest.mark.requirement("ESC-13")
@pytest.mark.requirement("ESC-21")
def test_what_has_gone_into_another_case_is_on_no_list_of_open_work(desk: Any) -> None:
    """Nobody acts on it, reviews it or looks for its target; the look-up of a customer still finds it."""
    unknown = {**REGULATORY.fields, "agency": "utility board"}
    first = desk.given("ida", REGULATORY.replace(fields=unknown))
    second = desk.given("ida", REGULATORY.replace(new_id="C-2", fields=unknown), after=HOUR)
    merged = second.when("cy", cr.MergeCase(into="C-1"), after=HOUR, related=(first.case,)).or_raise()
    cases = tuple(change.case for change in merged.changes)
    for who, name in (("cy", "my-cases"), ("lea", "open-cases"), ("lea", "without-target")):
        assert worklist(desk.desk, name, cases, desk.context(who, HOUR)).cases == ("C-1",)
    found = worklist(desk.desk, "customer-cases", cases, desk.context("ben", HOUR), customer="kim")
    assert set(found.cases) == {"C-1", "C-2"}
    figures = metrics(desk.desk, cases, desk.context("lea", span(9, 9)))
    assert {each.id: each.count for each in figures.metrics} == {
        "initial-contact-kept": 1,
        "resolution-kept": 0,
        "ticket-success": 0,
        "repeat-calls": 1,
    }


@pytest.mark.requirement("ESC-26")
@pytest.mark.parametrize("customer", ["kim", "Kim", "kim@home.example", "KIM@Home.example", "555 0100"])
def test_a_customer_look_up_lists_cases_and_assignments(
    desk: Any, cases: tuple[Any, ...], customer: str
) -> None:
    """By number, name, address (in capitals too) or telephone: all cases, whatever their status."""
    now = desk.context("ben", DAY)
    found = worklist(desk.desk, "customer-cases", cases, now, customer=customer)
    assert set(found.cases) == {"C-1", "C-3", "C-4"}
    parts = worklist(desk.desk, "customer-assignments", cases, now, customer=customer)
    assert sorted(row.cells[1] for row in parts.rows) == ["dual", "task"]


@pytest.mark.requirement("ESC-26")
def test_a_customer_look_up_finds_that_customer_alone(desk: Any, cases: tuple[Any, ...]) -> None:
    """Lou has one case and no assignment; a stranger has none; and it has to be said who is meant."""
    now = desk.context("ben", DAY)
    assert worklist(desk.desk, "customer-cases", cases, now, customer="lou-7").cases == ("C-2",)
    assert worklist(desk.desk, "customer-assignments", cases, now, customer="lou-7").rows == ()
    assert worklist(desk.desk, "customer-cases", cases, now, customer="max").rows == ()
    with pytest.raises(TypeError, match="takes a text as `customer`"):
        worklist(desk.desk, "customer-cases", cases, now)
    said = str(why_listed(desk.desk, "customer-cases", cases[0], now, customer="max"))
    assert "no   `customer-cases` (ESC-26)" in said


@pytest.mark.requirement("ESC-19")
def test_the_four_metrics(desk: Any, cases: tuple[Any, ...]) -> None:
    """Of ana's three the first was never tried; one closed late; one came back; one customer called twice."""
    unknown = REGULATORY.replace(new_id="C-9", fields={**REGULATORY.fields, "agency": "utility board"})
    all_of_them = (*cases, desk.given("ida", unknown).case)
    found = metrics(desk.desk, all_of_them, desk.context("lea", span(9, 9)))
    figures = {each.id: (each.total.held, each.count, each.source) for each in found.metrics}
    assert figures == {
        "initial-contact-kept": (2, 5, "ESC-19"),
        "resolution-kept": (1, 4, "ESC-19"),
        "ticket-success": (1, 1, "ESC-19"),
        "repeat-calls": (1, 5, "ESC-19"),
    }
    kinds = {group.by: (group.held, group.count) for group in found["initial-contact-kept"].groups}
    assert kinds == {"executive": (0, 1), "general": (2, 3), "regulatory": (0, 1)}


@pytest.mark.requirement("ESC-19")
def test_a_case_that_came_back_is_no_success(desk: Any, shelf: dict[str, Any]) -> None:
    """Once C-3 is closed too, one of two closed cases was never incomplete."""
    closed = shelf["C-3"].given("quinn", cr.CloseCase(), after=3 * DAY)
    found = metrics(desk.desk, (closed.case, shelf["C-4"].case), desk.context("lea", span(9, 9)))
    assert found["ticket-success"].share == 0.5
    assert "`ticket-success` (ESC-19)" in str(found)


@pytest.mark.requirement("ESC-19")
def test_a_promise_that_is_still_open_is_neither_kept_nor_missed(desk: Any, shelf: dict[str, Any]) -> None:
    """Half an hour after its opening nothing is decided about ben's case."""
    found = metrics(desk.desk, (shelf["C-2"].case,), desk.context("lea", HOUR / 2))
    assert found["initial-contact-kept"].share is None
    assert found["resolution-kept"].share is None


@pytest.mark.requirement("ESC-20")
def test_a_hand_over_lets_a_colleague_carry_on(desk: Any, cases: tuple[Any, ...]) -> None:
    """Ana is out: her case with its next action, clocks, last contact, and what is missing to resolve it."""
    absence = cr.Absence(since=MONDAY, until=local(9, 9), reason="ill")
    out = ROSTER.replace(
        agents=tuple(
            agent.replace(absences=(absence,)) if agent.id == "ana" else agent for agent in ROSTER.agents
        )
    )
    now = replace(desk, roster=out).context("ben", DAY)
    summary = hand_over(desk.desk, cases, now, "ana")
    assert summary.out_until == absence.until
    case = next(each for each in summary.cases if each.case_id == "C-1")
    assert (case.status, case.next_action.text) == ("Pending", "ask billing for January")
    assert [clock.id for clock in case.clocks] == ["initial-contact", "resolution"]
    assert case.last_contact_at == MONDAY + HOUR
    missing = {refusal.rule for refusal in case.missing}
    assert missing == {"evidence-named", "drop-downs", "resolution-details", "partners-have-answered"}
    assert any("dual with billing" in each for each in case.open)
    assert "next action: ask billing for January" in str(summary)
    carried_on = desk.desk.decide(cases[0], cr.AssignCase(to="ben"), now).or_raise().case
    assert desk.desk.decide(carried_on, ACKNOWLEDGE, now).accepted


@pytest.mark.requirement("ESC-20")
def test_a_hand_over_says_what_is_missing(desk: Any, refused: Callable[..., str]) -> None:
    """No complaint on the case: the colleague reads it, with what to do, before the refusal does."""
    bare = desk.given("ida", OPENING.replace(fields={"source": "legal"})).given("ana", *TO_WORK)
    (case,) = hand_over(desk.desk, (bare.case,), bare.context("ben", HOUR), "ana").cases
    lacking = {refusal.rule: refusal.remedy for refusal in case.missing}
    assert "attach it as `customer complaint`" in lacking["complaint-on-case"]
    refused(bare.when("ben", RESOLVE), "complaint-on-case")


HOST = """
base = "escalations"
id = "escalations"
title = "Complaints of the west"
[schedule.desk]
time_zone = "America/Los_Angeles"
hours = { mon-fri = "07:00-16:00" }
[table.contact_term]
general = "close if by 12:00, else 10:00 next business day"
[table.agency_term]
"utility board" = "21 days"
[table.team]
leadership = "west leads"
[table.inquiry]
lasts = "30 minutes"
[let]
credit_limit = '150.00'
"""


def test_a_host_sets_its_own_hours_terms_limits_and_people(story: Any, refused: Callable[..., str]) -> None:
    """In a few lines on top; the rest is as it is shipped, and a check finds nothing there either."""
    roster = ROSTER.replace(teams=(*ROSTER.teams, cr.Team(id="west leads", members=("ida",))))
    desk = story(cr.Desk(cr.Rulebook.from_text(HOST, "toml")), roster, MONDAY)
    assert desk.desk.check(roster).findings == ()
    case = desk.given("ida", OPENING)
    assert case.clock("initial-contact", HOUR).due_at == local(2, 19)
    regulatory = desk.given(
        "ida", REGULATORY.replace(fields={**REGULATORY.fields, "agency": "utility board"})
    )
    assert str(regulatory.clock("resolution", HOUR).target) == "21 days"
    worked = case.given("ana", *TO_WORK)
    refused(worked.when("ana", CREDIT), "credit-in-authority")
    assert worked.when("ida", cr.ChangePriority(priority="high", reason="third call")).accepted
    assert case.due(DAY)["not-begun-lead"].command.to == "west leads"
    inquiry = desk.given("ana", INQUIRY)
    assert inquiry.due(HOUR / 2).keys() == {"inquiry-left-open"}
