"""What pauses a clock, gives it another target, opens it again or begins it anew."""

from tests.rulesets.sla.steps import (
    ANSWERED,
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

from caserules.case import Case
from caserules.case import events as e
from caserules.rulesets.terms import Terms

# ---- pause


def test_real_time_moves_by_the_real_time_of_a_pause() -> None:
    """Two hours of waiting are two hours more for a target in hours."""
    clock = read(paused(1, 3), 5, pause=WAITING)
    assert (after(clock, "due_at"), clock.elapsed, clock.remaining) == (6, 3 * HOUR, HOUR)


def test_calendar_days_move_by_the_real_time_of_a_pause() -> None:
    """Six hours of waiting move a target in days by six hours."""
    clock = read(paused(1, 7), 10, pause=WAITING, targets=[{"within": "2 days"}])
    assert after(clock, "due_at") == 54
    assert (clock.elapsed, clock.remaining) == (4 * HOUR, 44 * HOUR)


def test_business_targets_move_by_the_business_time_of_a_pause() -> None:
    """Waiting from 17:00 to 10:00 next day is two business hours."""
    clock = read(paused(8, 25), 26, pause=WAITING, targets=[{"within": "10 business hours"}])
    assert (after(clock, "due_at"), clock.elapsed) == (24 + 5, 8 * HOUR)
    days = read(paused(8, 25), 26, pause=WAITING, targets=[{"within": "2 business days"}])
    assert after(days, "due_at") == 48 + 2


def test_a_cutoff_does_not_move_with_a_pause() -> None:
    """A time of day stays where it is when the pause ends before it."""
    clock = read(paused(1, 7), 8, pause=WAITING, targets=[{"within": "close"}])
    assert after(clock, "due_at") == 9


def test_a_cutoff_that_passes_in_a_pause_is_set_anew() -> None:
    """The close of Monday is missed in a pause, so Tuesday's counts; also where the pause begins at it."""
    for since in (1, 9):
        clock = read(paused(since, 25), 26, pause=WAITING, targets=[{"within": "close"}])
        assert (after(clock, "due_at"), clock.breached_at) == (24 + 9, None)


def test_a_breach_stays_and_its_overrun_stands_still_in_a_pause() -> None:
    """A pause after the breach takes nothing back; the overrun waits."""
    case = then(opened(), 5, status("waiting"))
    for now in (5, 8):
        clock = read(case, now, pause=WAITING)
        assert (clock.phase, after(clock, "due_at"), after(clock, "breached_at")) == ("paused", 4, 4)
        assert (clock.elapsed, clock.remaining) == (5 * HOUR, -HOUR)
    clock = read(then(case, 9, status("open")), 10, pause=WAITING)
    assert (after(clock, "breached_at"), clock.remaining) == (4, -2 * HOUR)


def test_a_pause_at_the_due_instant_holds_it() -> None:
    """What stands still at its last instant can't be missed until it goes on."""
    case = then(opened(), 4, status("waiting"))
    clock = read(case, 9, pause=WAITING)
    assert (clock.due_at, clock.breached_at, clock.remaining) == (None, None, 0 * HOUR)
    case = then(case, 10, status("open"))
    assert read(case, 10, pause=WAITING).breached_at is None
    assert after(read(case, 11, pause=WAITING), "breached_at") == 10


def test_a_paused_clock_says_no_due_instant() -> None:
    """Nobody knows when a paused clock will be due, and nothing changes it but an event."""
    clock = read(then(opened(), 1, status("waiting")), 9, pause=WAITING, warn=["10%", "80%"])
    assert (clock.due_at, clock.next_change_at, clock.remaining) == (None, None, 3 * HOUR)
    assert [(warning.reached, after(warning, "at")) for warning in clock.warnings] == [
        (True, 0.4),
        (False, None),
    ]


def test_a_clock_may_start_paused() -> None:
    """A clock that starts while `pause` holds has what lies before the start, and stands."""
    case = opened(MONDAY, status("waiting"), received_at=MONDAY - HOUR)
    clock = read(case, 2, from_="case.received_at", pause=WAITING)
    assert (clock.phase, clock.elapsed) == ("paused", HOUR)


def test_a_pause_of_no_length_is_none() -> None:
    """Waiting that ends at the instant at which it began leaves no trace."""
    assert read(paused(2, 2), 3, pause=WAITING).segments[0].pauses == ()


# ---- retarget


def test_another_target_supersedes_the_segment_and_carries_what_has_passed() -> None:
    """By default the time that has passed counts for the new target too."""
    case = then(opened(), 1, priority("urgent"))
    clock = read(case, 1.5, targets=URGENT)
    earlier, present = clock.segments
    assert (earlier.phase, after(earlier, "until"), earlier.elapsed) == ("superseded", 1, HOUR)
    assert (present.cycle, present.number, after(present, "started_at")) == (1, 2, 1)
    assert (clock.elapsed, clock.remaining, after(clock, "due_at")) == (1.5 * HOUR, HOUR / 2, 2)


def test_a_superseded_segment_keeps_its_breach() -> None:
    """Another target takes no breach back, and a clock late by its new target is so from then on."""
    case = then(then(opened(), 1, priority("urgent")), 3, priority("normal"))
    clock = read(case, 4, targets=URGENT)
    assert [after(segment, "breached_at") for segment in clock.segments] == [None, 2, None]
    assert clock.remaining == 4 * HOUR
    late = read(then(opened(), 5, priority("urgent")), 5, targets=URGENT)
    assert (after(late, "due_at"), after(late, "breached_at")) == (2, 5)


def test_another_target_counts_from_where_it_says_itself() -> None:
    """An urgent case counts from its opening, any other from an hour before it, whichever it was first."""
    at_first = "t == case.opened_at or case.priority == 'normal'"
    begins = f"min(t for t in [case.opened_at, case.received_at] if {at_first})"
    case = opened(received_at=MONDAY - HOUR, priority="normal")
    keys = {"targets": URGENT, "from": begins}
    assert after(read(case, 1, **keys), "due_at") == 7
    urgent = then(case, 1, priority("urgent"))
    clock = read(urgent, 1.5, **keys)
    assert [after(segment, "counted_from") for segment in clock.segments] == [-1, 0]
    assert (after(clock, "due_at"), clock.elapsed) == (2, 1.5 * HOUR)
    back = read(then(urgent, 3, priority("normal")), 4, **keys)
    assert (after(back, "due_at"), after(back, "breached_at"), back.elapsed) == (7, None, 5 * HOUR)


def test_retarget_restart_counts_anew() -> None:
    """With `restart` the new target counts from the change."""
    case = then(paused(1, 2), 3, priority("urgent"))
    clock = read(case, 4, targets=URGENT, pause=WAITING, retarget="restart")
    assert (clock.elapsed, after(clock, "due_at"), after(clock, "counted_from")) == (HOUR, 5, 3)
    standing = then(then(opened(), 1, status("waiting")), 3, priority("urgent"))
    clock = read(standing, 4, targets=URGENT, pause=WAITING, retarget="restart")
    assert (clock.phase, clock.elapsed, clock.remaining) == ("paused", 0 * HOUR, 2 * HOUR)
    assert clock.segments[1].pauses[0].since == MONDAY + 3 * HOUR


def test_retarget_keep_keeps_the_first_target() -> None:
    """With `keep` the first target that fits stays, whatever fits later."""
    clock = read(then(opened(), 1, priority("urgent")), 2, targets=URGENT, retarget="keep")
    assert (len(clock.segments), after(clock, "due_at")) == (1, 8)
    only = [{"when": 'case.priority == "urgent"', "within": "2 hours"}]
    none = then(then(opened(), 1, priority("urgent")), 1.5, priority("normal"))
    assert after(read(none, 1.6, targets=only, retarget="keep"), "due_at") == 2


def test_a_pause_stays_a_pause_under_another_target() -> None:
    """A change of target in a pause leaves the clock standing, with the pause counted once."""
    case = then(then(opened(), 1, status("waiting")), 2, priority("urgent"))
    clock = read(case, 3, targets=URGENT, pause=WAITING)
    assert (clock.phase, clock.elapsed, clock.remaining) == ("paused", HOUR, HOUR)
    clock = read(then(case, 4, status("open")), 4.5, targets=URGENT, pause=WAITING)
    assert (clock.elapsed, after(clock, "due_at")) == (1.5 * HOUR, 5)


def test_a_changed_value_of_the_same_target_is_another_target() -> None:
    """A term looked up by a field that changes is looked up again."""
    terms = Terms(tables={"term": {"FCC": "30 hours", "PUC": "2 hours"}})
    keys = {"targets": [{"within": "{term[case.reason]}"}], "terms": terms}
    case = opened(reason="FCC")
    assert after(read(case, 1, **keys), "due_at") == 30
    case = then(case, 1, (e.CaseClassified, {"reason": "PUC"}))
    assert after(read(case, 1, **keys), "due_at") == 2


# ---- reopen


def reopened(stop: float = 1, again: float = 3) -> Case:
    """A case answered at the one hour and taken up again at the other."""
    return then(then(opened(), stop, status("answered")), again, status("open"))


def test_reopen_none_leaves_a_clock_stopped() -> None:
    """Without another word a clock that was met stays met."""
    clock = read(reopened(), 9, stop=ANSWERED)
    assert (clock.phase, after(clock, "stopped_at")) == ("stopped", 1)


def test_reopen_resume_leaves_the_closed_time_out() -> None:
    """The clock goes on with what it had."""
    clock = read(reopened(), 4, stop=ANSWERED, reopen="resume")
    assert (clock.phase, clock.elapsed, after(clock, "due_at")) == ("running", 2 * HOUR, 6)
    assert [(pause.reason, pause.until) for pause in clock.segments[0].pauses] == [
        ("stopped", MONDAY + 3 * HOUR)
    ]


def test_reopen_resume_including_closed_counts_it() -> None:
    """The clock goes on as if it had never stopped."""
    clock = read(reopened(), 4, stop=ANSWERED, reopen="resume_including_closed")
    assert (clock.elapsed, after(clock, "due_at"), len(clock.segments)) == (4 * HOUR, 4, 1)


def test_reopen_new_cycle_begins_anew_and_keeps_the_cycle_before() -> None:
    """Both cycles are there, the first as it was met."""
    clock = read(reopened(), 4, stop=ANSWERED, from_="case.received_at", reopen="new_cycle")
    assert [(each.cycle, each.number, each.phase) for each in clock.segments] == [
        (1, 1, "stopped"),
        (2, 1, "running"),
    ]
    assert (clock.cycle, clock.elapsed, after(clock, "due_at")) == (2, HOUR, 7)


def test_a_new_cycle_counts_from_what_from_says_by_then() -> None:
    """A later cycle counts from `from` where that names another instant than before."""
    keys = {"from_": "case.next_action.due_at", "stop": ANSWERED, "reopen": "new_cycle"}
    first = opened(MONDAY, (e.NextActionSet, {"text": "call", "due_at": MONDAY + HOUR}))
    case = then(
        first, 2, status("answered"), (e.NextActionSet, {"text": "call", "due_at": MONDAY + 5 * HOUR})
    )
    assert after(read(then(case, 4, status("open")), 6, **keys), "counted_from") == 5
    case = then(case, 3, (e.NextActionSet, {"text": None}))
    assert after(read(then(case, 4, status("open")), 6, **keys), "counted_from") == 4


def test_a_cancelled_clock_reopens_too() -> None:
    """What `reopen` says holds for `cancel` as well."""
    spam = {"cancel": 'case.status == "spam"', "reopen": "resume"}
    case = then(then(opened(), 1, status("spam")), 3, status("open"))
    assert (read(case, 4, **spam).phase, read(case, 4, **spam).elapsed) == ("running", 2 * HOUR)


def test_a_clock_stays_ended_while_another_end_holds() -> None:
    """A stopped clock does not reopen into a cancelled one."""
    case = then(then(opened(), 1, status("answered")), 3, status("spam"))
    clock = read(case, 4, stop=ANSWERED, cancel='case.status == "spam"', reopen="resume")
    assert (clock.phase, after(clock, "stopped_at")) == ("stopped", 1)


def test_a_clock_may_reopen_into_a_pause() -> None:
    """The pause that holds when it is taken up again holds for it."""
    case = then(then(opened(), 1, status("answered")), 3, status("waiting"))
    for reopen in ("resume", "new_cycle"):
        clock = read(case, 9, stop=ANSWERED, pause=WAITING, reopen=reopen)
        assert (clock.phase, clock.elapsed) == ("paused", HOUR if reopen == "resume" else 0 * HOUR)


def test_a_clock_stopped_in_a_pause_resumes_without_either() -> None:
    """Neither the pause before the stop nor the closed time counts."""
    case = then(opened(), 1, status("waiting"))
    case = then(then(case, 2, status("answered")), 5, status("open"))
    keys = {"stop": ANSWERED, "pause": WAITING, "reopen": "resume"}
    assert (read(case, 6, **keys).elapsed, after(read(case, 6, **keys), "due_at")) == (2 * HOUR, 8)


def test_a_clock_that_reopens_under_another_target_keeps_the_met_segment() -> None:
    """The segment that was stopped stays so; the next carries on, or counts anew."""
    case = then(then(opened(), 1, status("answered")), 3, status("open"), priority("urgent"))
    keys = {"stop": ANSWERED, "targets": URGENT, "reopen": "resume"}
    clock = read(case, 3.5, **keys)
    assert [(each.cycle, each.number, each.phase) for each in clock.segments] == [
        (1, 1, "stopped"),
        (1, 2, "running"),
    ]
    assert (clock.elapsed, after(clock, "due_at")) == (1.5 * HOUR, 4)
    assert read(case, 3.5, **keys, retarget="restart").elapsed == HOUR / 2
    assert len(read(case, 3.5, **keys, retarget="keep").segments) == 1


# ---- restart


def test_a_changed_value_of_restart_closes_the_cycle_and_opens_the_next() -> None:
    """A periodic update is due anew after each update; a late one stays late."""
    case = commented(commented(opened(), 1), 6)
    clock = read(case, 7, restart="case.last_agent_at")
    assert [(each.cycle, each.phase, after(each, "breached_at")) for each in clock.segments] == [
        (1, "stopped", None),
        (2, "stopped", 5),
        (3, "running", None),
    ]
    assert (clock.elapsed, after(clock, "due_at")) == (HOUR, 10)


def test_a_restart_waits_while_the_clock_is_ended() -> None:
    """A change while `stop` holds begins the next cycle once it no longer does."""
    case = commented(then(opened(), 1, status("answered")), 2)
    keys = {"stop": ANSWERED, "restart": "case.last_agent_at"}
    assert (read(case, 3, **keys).phase, read(case, 3, **keys).cycle) == ("stopped", 1)
    clock = read(then(case, 4, status("open")), 5, **keys)
    assert (clock.phase, clock.cycle, clock.elapsed) == ("running", 2, HOUR)


def test_a_restart_in_a_pause_opens_a_cycle_that_stands() -> None:
    """The next cycle begins paused where `pause` holds."""
    case = commented(then(opened(), 1, status("waiting")), 2)
    clock = read(case, 5, pause=WAITING, restart="case.last_agent_at")
    assert (clock.phase, clock.cycle, clock.elapsed) == ("paused", 2, 0 * HOUR)


# ---- begun anew by each question


NEXT_REPLY = {
    "start": "case.last_customer_at is not None",
    "stop": "case.last_agent_at is not None and case.last_agent_at >= case.last_customer_at",
    "cancel": 'case.phase != "open"',
    "reopen": "new_cycle",
}


def test_a_settled_case_waits_for_no_reply_though_the_customer_thanks() -> None:
    """Due four hours after the question while the case is open; a word after that begins nothing."""
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
