"""Complaints about other desks' clocks, and that they can't happen here."""

from tests.rulesets.sla.steps import (
    DESK,
    HOUR,
    MONDAY,
    URGENT,
    WAITING,
    after,
    commented,
    opened,
    paused,
    priority,
    read,
    status,
    then,
    wrote,
)

from caserules.case import events as e
from caserules.case.parts import CloneOf
from caserules.rulesets.terms import Terms

# ---- complaints about other desks


def test_a_weekend_inside_a_pause_extends_the_deadline() -> None:
    """glpi#10594: waiting from Friday 17:00 to Monday 10:00 moves a business target by two hours."""
    friday = 4 * 24.0
    case = paused(friday + 8, friday + 73, opened(MONDAY + friday * HOUR))
    clock = read(case, friday + 73, pause=WAITING, targets=[{"within": "10 business hours"}])
    assert (clock.elapsed, clock.remaining) == (7 * HOUR, 3 * HOUR)
    assert after(clock, "due_at") == friday + 72 + 5


def test_a_priority_change_remembers_the_pauses() -> None:
    """glpi#6902: the pause before the change of target still counts for the new one."""
    clock = read(then(paused(1, 5), 6, priority("urgent")), 6, pause=WAITING, targets=URGENT)
    assert (clock.elapsed, after(clock, "due_at"), clock.breached_at) == (2 * HOUR, 6, None)


def test_hold_time_round_holidays_is_business_time() -> None:
    """frappe/helpdesk PR 2449: a pause over a holiday gives back business hours, not days."""
    closed = DESK.replace(holidays={"dates": ["2026-03-03"]})
    terms = Terms(schedules={"desk": closed})
    clock = read(paused(8, 49), 49, pause=WAITING, terms=terms, targets=[{"within": "8 business hours"}])
    assert (clock.elapsed, after(clock, "due_at")) == (7 * HOUR, 50)


def test_lunch_is_no_working_time() -> None:
    """chatwoot#14009: four business hours from 11:00 end at 16:00, with lunch between."""
    clock = read(opened(MONDAY + 2 * HOUR), 3.5, targets=[{"within": "4 business hours"}])
    assert (clock.elapsed, after(clock, "due_at")) == (HOUR, 7)


def test_a_group_change_brings_the_new_groups_policy() -> None:
    """zammad#5624: the target follows the queue, with what has passed."""
    targets = [{"when": 'case.queue == "vip"', "within": "2 hours"}, {"within": "9 hours"}]
    case = then(opened(), 1, (e.CaseReleased, {"queue": "vip"}))
    assert after(read(case, 1, targets=targets), "due_at") == 2


def test_the_update_clock_is_silent_after_the_agent_answered_last() -> None:
    """zammad#3140: each answer of the desk begins the update clock anew."""
    case = commented(wrote(commented(opened(), 1), 2), 3.5)
    clock = read(case, 7, restart="case.last_agent_at")
    assert (clock.breached_at, after(clock, "due_at")) == (None, 7.5)


NEXT_REPLY = {
    "start": "case.last_customer_at is not None",
    "stop": "case.last_agent_at is not None and case.last_agent_at >= case.last_customer_at",
    "cancel": 'case.phase != "open"',
    "reopen": "new_cycle",
}


def test_the_next_reply_clock_is_silent_after_resolution() -> None:
    """chatwoot#10178: a settled case waits for no reply, even when the customer thanks."""
    case = wrote(opened(), 1)
    assert after(read(case, 2, **NEXT_REPLY), "due_at") == 5
    settled = then(case, 2, status("done", "resolved"))
    clock = read(wrote(settled, 3), 9, **NEXT_REPLY)
    assert (clock.phase, clock.breached_at, clock.next_change_at) == ("cancelled", None, None)


def test_a_second_question_gets_a_second_cycle() -> None:
    """The next-reply clock counts from the oldest question that nobody answered."""
    case = wrote(wrote(commented(wrote(opened(), 1), 2), 3), 4)
    clock = read(case, 5, **NEXT_REPLY)
    assert (clock.cycle, after(clock, "due_at")) == (2, 7)


def test_a_clone_has_a_clock_of_its_own() -> None:
    """InfotelGLPI/behaviors#38, #39: a clone opened late has all its time."""
    origin = CloneOf(source="C-0", root="C-0", reason="department", target="liaison")
    clone = opened(MONDAY + 5 * HOUR, clone_of=origin)
    assert read(clone, 5, from_="case.received_at", targets=[{"within": "8 hours"}]).remaining == 8 * HOUR
