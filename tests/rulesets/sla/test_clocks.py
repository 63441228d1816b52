"""Every row of the design's table of clocks, and the complaints about other desks' clocks that it answers."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import model_validator

from caserules.case import Agent, Case, Context, Draft, Roster
from caserules.case import events as e
from caserules.case.parts import CloneOf
from caserules.model import Word
from caserules.rulesets.place import RuleProblem
from caserules.rulesets.sla import ClockRule, Clocks
from caserules.rulesets.sla.clock import Clock
from caserules.rulesets.terms import Terms
from caserules.schedule import Schedule

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DESK = Schedule(time_zone="UTC", hours={"mon-fri": ["09:00-12:00", "13:00-18:00"]})
TERMS = Terms(schedules={"desk": DESK})
Move = tuple[type[e.OneEvent], dict[str, Any]]

ANSWERED = 'case.status == "answered"'
WAITING = 'case.status == "waiting"'


def status(name: str, phase: str = "open") -> Move:
    """The case moves to a status."""
    return e.StatusChanged, {"status": name, "phase": phase}


def priority(name: str) -> Move:
    """The case gets a priority."""
    return e.PriorityChanged, {"priority": name}


def opened(at: datetime = MONDAY, *moves: Move, case_type: type[Case] = Case, **facts: Any) -> Case:
    """A case that was opened, with what its first decision did beside."""
    draft = Draft(None, case_type, by="ana", at=at)
    given = {"desk": "d", "subject": "s", "status": "open", "phase": "open", "received_at": at, **facts}
    draft.emit(e.CaseOpened, case_id="C-1", **given)
    for kind, more in moves:
        draft.emit(kind, **more)
    return draft.case


def then(case: Case, hours: float, *moves: Move, occurred: float | None = None, by: str = "ana") -> Case:
    """One decision so many hours after Monday 09:00, about what occurred then or earlier."""
    draft = Draft(case, type(case), by=by, at=MONDAY + hours * HOUR)
    draft.occurred_at = MONDAY + (hours if occurred is None else occurred) * HOUR
    for kind, facts in moves:
        draft.emit(kind, **facts)
    return draft.case


def commented(case: Case, hours: float, *, public: bool = True) -> Case:
    """Somebody of the desk writes."""
    return then(case, hours, (e.CommentAdded, {"number": case.parts + 1, "text": "t", "public": public}))


def wrote(case: Case, hours: float) -> Case:
    """The customer writes."""
    return then(case, hours, (e.InteractionReceived, {"channel": "mail"}))


def rule(**keys: Any) -> ClockRule:
    """A clock rule of four hours, unless told otherwise."""
    keys = {"id": "reply", "targets": [{"within": "4 hours"}], **keys}
    return ClockRule.model_validate({name.removesuffix("_"): value for name, value in keys.items()})


def context(**facts: Any) -> Context:
    """A context that says little."""
    return Context(now=MONDAY, actor="sam", **facts)


def read(case: Case, hours: float, *, terms: Terms = TERMS, ctx: Context | None = None, **keys: Any) -> Clock:
    """The one clock of such a rule, so many hours after Monday 09:00."""
    (clock,) = Clocks((rule(**keys),), terms).read(case, MONDAY + hours * HOUR, ctx or context())
    return clock


def after(clock: Clock | Any, name: str) -> float | None:
    """An instant of the clock in hours after Monday 09:00."""
    instant = getattr(clock, name)
    return None if instant is None else (instant - MONDAY) / HOUR


# ---- start


def test_a_clock_starts_when_the_case_is_opened() -> None:
    """Without `start` and `from` a clock starts, and counts, from the opening."""
    clock = read(opened(), 1)
    assert (clock.phase, after(clock, "started_at"), after(clock, "counted_from")) == ("running", 0, 0)
    assert (clock.elapsed, clock.remaining, after(clock, "due_at")) == (HOUR, 3 * HOUR, 4)


def test_a_clock_without_history_has_not_started() -> None:
    """A case whose history is not at hand has clocks that have not started, and no more."""
    bare = Case(
        id="C", desk="d", subject="s", status="open", status_since=MONDAY, phase="open",
        received_at=MONDAY, opened_at=MONDAY, opened_by="ana",
    )  # fmt: skip
    clock = read(bare, 1, warn=["80%"])
    assert (clock.phase, clock.cycle, clock.segment, clock.segments) == ("not started", 0, 0, ())
    assert (clock.target, clock.started_at, clock.counted_from, clock.due_at) == (None, None, None, None)
    assert (clock.breached_at, clock.stopped_at, clock.elapsed, clock.remaining) == (
        None,
        None,
        0 * HOUR,
        None,
    )
    assert (clock.warnings, clock.next_change_at, clock.ledger().entries) == ((), None, ())


def test_a_clock_waits_for_its_start() -> None:
    """Before `start` holds a clock has not started; afterwards it counts from that decision."""
    case = opened()
    keys = {"start": 'case.status == "returned"'}
    assert read(case, 1, **keys).phase == "not started"
    case = then(case, 2, status("returned"))
    assert after(read(case, 3, **keys), "started_at") == 2
    assert read(then(case, 4, status("open")), 5, **keys).phase == "running"


def test_from_says_from_when_a_clock_counts() -> None:
    """A clock started by the opening counts from the receipt before it, and can be overdue at once."""
    case = opened(received_at=MONDAY - 5 * HOUR)
    clock = read(case, 0, from_="case.received_at")
    assert (after(clock, "started_at"), after(clock, "counted_from"), after(clock, "due_at")) == (0, -5, -1)
    assert (clock.elapsed, clock.remaining, after(clock, "breached_at")) == (5 * HOUR, -HOUR, 0)


def test_from_that_is_missing_is_the_start() -> None:
    """Where `from` names nothing yet the clock counts from its start."""
    assert after(read(opened(), 1, from_="case.first_contact_at"), "counted_from") == 0


def test_from_may_lie_ahead() -> None:
    """A clock that counts from a later instant has all its time until then."""
    planned = opened(MONDAY, (e.NextActionSet, {"text": "call", "due_at": MONDAY + 10 * HOUR}))
    keys = {"from_": "case.next_action.due_at", "pause": WAITING}
    clock = read(planned, 6, **keys)
    assert (clock.elapsed, clock.remaining, after(clock, "due_at")) == (0 * HOUR, 4 * HOUR, 14)
    assert clock.ledger().entries == ()
    paused = then(then(then(planned, 7, status("waiting")), 8, status("open")), 9, status("waiting"))
    clock = read(then(paused, 11, status("open")), 12, **keys)
    assert (clock.elapsed, clock.remaining, after(clock, "due_at")) == (HOUR, 3 * HOUR, 15)
    assert clock.ledger().counted == HOUR


def test_a_zone_of_a_hosts_own_function_is_settled() -> None:
    """An instant with a zone counts as the same instant with its offset."""
    zoned = opened(received_at=datetime(2026, 3, 2, 4, tzinfo=ZoneInfo("America/New_York")))
    assert after(read(zoned, 1, from_='after("1 hour", case.received_at)'), "counted_from") == 1


def test_what_stops_a_clock_already_meets_it_with_nothing_elapsed() -> None:
    """A clock that starts while `stop` holds is met at that instant, however early `from` lies."""
    case = opened(MONDAY, status("answered"), received_at=MONDAY - 9 * HOUR)
    clock = read(case, 3, from_="case.received_at", stop=ANSWERED)
    assert (clock.phase, after(clock, "stopped_at"), clock.breached_at) == ("stopped", 0, None)
    assert (clock.elapsed, clock.remaining) == (0 * HOUR, 4 * HOUR)


def test_a_naive_now_is_refused() -> None:
    """An instant without a zone is no instant."""
    with pytest.raises(ValueError, match="an instant needs a time zone"):
        Clocks((rule(),), TERMS).read(opened(), datetime(2026, 3, 2), context())  # noqa: DTZ001 that is the point


def test_a_clock_is_read_as_of_then() -> None:
    """What was decided after `now` does not count yet."""
    case = then(opened(), 2, status("answered"))
    assert read(case, 1, stop=ANSWERED).phase == "running"
    assert read(case, -1, stop=ANSWERED).phase == "not started"
    assert read(case, 2, stop=ANSWERED).phase == "stopped"


# ---- state


def test_a_clock_is_kept_at_its_due_instant_and_breached_after_it() -> None:
    """`at <= due` is kept; the breach bears the due instant."""
    due = read(opened(), 4)
    assert (due.breached_at, due.remaining) == (None, 0 * HOUR)
    late = read(opened(), 4.5)
    assert (late.phase, after(late, "breached_at"), late.remaining) == ("running", 4, -HOUR / 2)


def test_met_late_is_stopped_and_breached() -> None:
    """Phase and breach are two facts."""
    clock = read(then(opened(), 6, status("answered")), 9, stop=ANSWERED)
    assert (clock.phase, after(clock, "stopped_at"), after(clock, "breached_at")) == ("stopped", 6, 4)
    assert (clock.elapsed, clock.remaining) == (6 * HOUR, -2 * HOUR)


def test_met_at_the_due_instant_is_met() -> None:
    """An answer at the due instant itself is in time."""
    clock = read(then(opened(), 4, status("answered")), 9, stop=ANSWERED)
    assert (clock.phase, clock.breached_at) == ("stopped", None)


def test_a_clock_is_cancelled() -> None:
    """A cancelled clock stands as it stood then."""
    clock = read(then(opened(), 1, status("spam")), 9, cancel='case.status == "spam"')
    assert (clock.phase, after(clock, "stopped_at"), clock.elapsed) == ("cancelled", 1, HOUR)


def test_what_cancels_a_clock_already_cancels_it() -> None:
    """A clock that starts while `cancel` holds is cancelled with nothing elapsed."""
    clock = read(opened(MONDAY, status("spam")), 9, cancel='case.status == "spam"')
    assert (clock.phase, clock.elapsed) == ("cancelled", 0 * HOUR)


def test_the_order_at_one_instant_is_stop_cancel_pause_resume_start() -> None:
    """Where several conditions hold after one decision the earlier in that order decides."""
    done = 'case.status == "done"'
    both = then(opened(), 1, status("done"))
    assert read(both, 2, stop=done, cancel=done, pause=done).phase == "stopped"
    assert read(both, 2, cancel=done, pause=done).phase == "cancelled"
    assert read(both, 2, pause=done).phase == "paused"
    assert read(both, 2, start=done, stop=done, cancel=done).phase == "stopped"
    assert read(both, 2, start=done, pause=done).phase == "paused"


def test_one_decision_is_read_once_after_its_last_event() -> None:
    """What a decision passes through on its way never shows."""
    case = then(opened(), 1, status("answered"), status("open"))
    assert read(case, 2, stop=ANSWERED).phase == "running"
    case = then(opened(), 1, status("answered"))
    assert read(then(case, 1, status("open")), 2, stop=ANSWERED).phase == "stopped"


def test_a_decision_counts_at_the_instant_it_is_about() -> None:
    """An answer of 10:00 that is recorded at 15:00 stopped the clock at 10:00."""
    clock = read(then(opened(), 6, status("answered"), occurred=1), 9, stop=ANSWERED)
    assert (after(clock, "stopped_at"), clock.breached_at) == (1, None)


def test_a_decision_never_counts_before_the_clocks_last_change() -> None:
    """What is said of the past can't undo a pause that was read since."""
    case = then(opened(), 2, status("waiting"))
    clock = read(then(case, 3, status("answered"), occurred=1), 9, stop=ANSWERED, pause=WAITING)
    assert (after(clock, "stopped_at"), clock.elapsed) == (2, 2 * HOUR)
    early = then(opened(), 1, status("answered"), occurred=-3)
    assert after(read(early, 9, stop=ANSWERED), "stopped_at") == 0


# ---- pause


def paused(since: float, until: float, case: Case | None = None) -> Case:
    """A case that waited from the one hour to the other."""
    return then(then(case or opened(), since, status("waiting")), until, status("open"))


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

URGENT = [{"when": 'case.priority == "urgent"', "within": "2 hours"}, {"within": "8 hours"}]


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


# ---- out of hours, no target


def test_a_business_target_opened_out_of_hours_gains_nothing_until_the_opening() -> None:
    """It starts at the event and counts from the next opening; both instants are shown."""
    saturday = opened(MONDAY - timedelta(days=2))
    clock = read(saturday, -1, targets=[{"within": "4 business hours"}])
    assert (after(clock, "started_at"), after(clock, "counted_from")) == (-48, 0)
    assert (clock.elapsed, clock.remaining, after(clock, "due_at")) == (0 * HOUR, 4 * HOUR, 5)
    told = str(clock)
    assert "Sat 2026-02-28 09:00 UTC" in told
    assert "counted from Mon 2026-03-02 09:00 UTC" in told


def test_a_clock_without_a_fitting_target_says_so() -> None:
    """It is in the phase `no target`, counts for whatever comes, and promises nothing."""
    only = {"targets": [{"when": 'case.priority == "urgent"', "within": "2 hours"}], "warn": ["80%"]}
    case = opened()
    clock = read(case, 1, **only)
    assert (clock.phase, clock.target, clock.due_at, clock.remaining) == ("no target", None, None, None)
    assert (clock.breached_at, clock.warnings, clock.next_change_at) == (None, (), None)
    assert (clock.elapsed, clock.ledger().counted) == (HOUR, HOUR)
    assert "no target fits" in str(clock)
    clock = read(then(case, 1, priority("urgent")), 1, **only)
    assert (clock.phase, after(clock, "due_at"), clock.segments[0].phase) == ("running", 2, "superseded")
    assert read(then(case, 1, status("answered")), 9, **only, stop=ANSWERED).phase == "stopped"


def test_an_unknown_value_of_a_table_is_no_target() -> None:
    """An agency without a term is never given a guessed one; nor is a text that says nothing."""
    terms = Terms(tables={"term": {"FCC": "30 hours"}}, case_type=OwnCase)
    keys: dict[str, Any] = {"targets": [{"within": "{term[case.reason]}"}], "terms": terms}
    assert read(opened(reason="CPUC"), 1, **keys).phase == "no target"
    assert read(opened(), 1, **keys).phase == "no target"
    keys["targets"] = [{"within": "{case.reason}"}]
    assert read(opened(reason="soon"), 1, **keys).phase == "no target"
    keys["targets"] = [{"within": "{case.anything}"}]
    assert read(opened(case_type=OwnCase, fields={"anything": [3]}), 1, **keys).phase == "no target"


# ---- warnings and the next change


def test_warnings_come_at_a_share_of_the_target_or_a_time_before_it() -> None:
    """Both are counted in the target's own measure, and have a key of their own."""
    keys = {"targets": [{"within": "8 business hours"}], "warn": ["50%", "2 hours", "20 hours", "150 %"]}
    clock = read(opened(), 5, **keys)
    assert [(each.threshold, after(each, "at"), each.reached) for each in clock.warnings] == [
        ("50%", 5, True),
        ("2 hours", 7, False),
        ("20 hours", 0, True),
        ("150 %", 29, False),
    ]
    assert clock.warnings[0].key == "C-1/reply/-/1/1/50%"
    assert after(clock, "next_change_at") == 7


def test_a_warning_too_far_to_say_comes_at_the_end_of_what_can_be_said() -> None:
    """Ten times a century is no instant; a million hours is."""
    clock = read(opened(), 1, targets=[{"within": "36500 days"}], warn=["1000%"])
    assert after(clock.warnings[0], "at") == 1_000_000


def test_a_pause_moves_the_warnings_that_were_not_reached() -> None:
    """A warning that was reached stays; the others move with the clock."""
    clock = read(paused(1, 3), 3.5, pause=WAITING, warn=["25%", "75%"])
    assert [after(each, "at") for each in clock.warnings] == [1, 5]


def test_warnings_after_the_end_never_come() -> None:
    """A stopped clock keeps the warnings that it reached, and shows no instant for the others."""
    clock = read(then(opened(), 2, status("answered")), 9, stop=ANSWERED, warn=["25%", "50%"])
    assert [(after(each, "at"), each.reached) for each in clock.warnings] == [(1, True), (None, False)]


def test_a_warning_never_comes_before_its_segment() -> None:
    """A share that had passed before another target came is reached when that comes."""
    clock = read(then(opened(), 1.5, priority("urgent")), 1.5, targets=URGENT, warn=["50%"])
    assert after(clock.warnings[0], "at") == 1.5


def test_the_next_change_is_the_next_warning_or_the_breach() -> None:
    """A host that sleeps until then misses nothing; at the due instant itself all is well yet."""
    keys = {"warn": ["50%"]}
    assert after(read(opened(), 1, **keys), "next_change_at") == 2
    clock = read(opened(), 3, **keys)
    assert clock.next_change_at == MONDAY + 4 * HOUR + timedelta(microseconds=1)
    assert read(opened(), 4, **keys).next_change_at == clock.next_change_at
    assert read(opened(), 5, **keys).next_change_at is None
    (late,) = Clocks((rule(**keys),), TERMS).read(opened(), clock.next_change_at, context())
    assert late.breached_at is not None
    assert read(then(opened(), 1, status("answered")), 2, stop=ANSWERED).next_change_at is None


# ---- effective dates


def test_a_target_is_judged_at_the_start_of_its_segment() -> None:
    """A target that goes out of force while a clock runs still measures it; the next case gets another."""
    targets = [
        {"within": "100 hours", "effective_until": "2026-03-02"},
        {"within": "50 hours", "effective_from": date(2026, 3, 3), "effective_until": date(2026, 3, 5)},
        {"within": "200 hours"},
    ]
    case = commented(opened(), 30)
    assert after(read(case, 40, targets=targets), "due_at") == 100
    tuesday = opened(MONDAY + 24 * HOUR)
    assert after(read(tuesday, 40, targets=targets), "due_at") == 24 + 50
    assert after(read(opened(MONDAY + 96 * HOUR), 100, targets=targets), "due_at") == 96 + 200


def test_a_new_target_is_one_that_is_in_force_when_it_comes() -> None:
    """The change is seen by the segment's own targets; what follows is chosen among those of the day."""
    when = 'case.priority == "urgent"'
    targets = [
        {"when": when, "within": "10 hours", "effective_until": "2026-03-02"},
        {"when": when, "within": "30 hours", "effective_from": "2026-03-03"},
        {"within": "100 hours"},
    ]
    changed = then(opened(), 25, priority("urgent"))
    clock = read(changed, 26, targets=targets)
    assert (len(clock.segments), after(clock, "due_at")) == (2, 30)
    gone = [targets[0], targets[2]]
    assert len(read(changed, 26, targets=gone).segments) == 1


def test_any_other_date_is_judged_at_now() -> None:
    """A clock's own dates say on which days it is read at all."""
    clocks = Clocks((rule(effective_from="2026-03-03"), rule(id="off", enabled=False)), TERMS)
    assert clocks.read(opened(), MONDAY, context()) == ()
    assert len(clocks.read(opened(), MONDAY + 24 * HOUR, context())) == 1


# ---- ledger


def test_the_ledger_counts_every_interval_with_its_reason() -> None:
    """Lunch, night and pause are skipped, each by name, and the sums are exact."""
    clock = read(paused(1, 2), 26, pause=WAITING, targets=[{"within": "9 business hours"}])
    ledger = clock.ledger()
    assert [(each.length / HOUR, each.counted, each.reason) for each in ledger.entries] == [
        (1, True, "open"),
        (1, False, "paused"),
        (1, True, "open"),
        (1, False, "closed"),
        (5, True, "open"),
        (15, False, "closed"),
        (2, True, "open"),
    ]
    assert (ledger.counted, ledger.skipped) == (clock.elapsed, 26 * HOUR - clock.elapsed)


def test_the_ledger_of_a_standing_clock_goes_to_now() -> None:
    """The pause that goes on is an entry too."""
    clock = read(then(opened(), 1, status("waiting")), 3, pause=WAITING)
    assert [(each.length / HOUR, each.reason) for each in clock.ledger().entries] == [
        (1, "running"),
        (2, "paused"),
    ]


# ---- each


CALLS = 'a for a in case.activities if a.kind == "call-back"'


def activity(number: int, kind: str = "call-back") -> Move:
    """Something to be done."""
    return e.ActivityAdded, {"number": number, "kind": kind, "subject": "s"}


def test_each_makes_a_clock_per_item() -> None:
    """Every call-back has a clock of its own, stopped by its own completion."""
    case = then(opened(), 1, activity(1), activity(2, "note"))
    case = then(then(case, 2, activity(3)), 3, (e.ActivityCompleted, {"number": 1}))
    clocks = Clocks((rule(each=CALLS, stop='each.status != "open"', warn=["80%"]),), TERMS)
    one, three = clocks.read(case, MONDAY + 4 * HOUR, context())
    assert (one.item, one.phase, one.elapsed) == (1, "stopped", 2 * HOUR)
    assert (three.item, three.phase, after(three, "started_at")) == (3, "running", 2)
    assert three.warnings[0].key == "C-1/reply/3/1/1/80%"
    assert str(three).startswith("clock `reply` of `C-1.3`: running")
    assert clocks.read(opened(), MONDAY, context()) == ()


def test_conditions_of_an_item_read_the_case_too() -> None:
    """A pause of the case is a pause of its items' clocks."""
    case = then(then(opened(), 1, activity(1)), 2, status("waiting"))
    assert read(case, 9, each=CALLS, pause=WAITING).elapsed == HOUR
    owned = then(case, 3, (e.CaseAssigned, {"to": "bo"}))
    assert read(owned, 9, each=CALLS, pause=WAITING, stop='case.owner == "bo"').elapsed == HOUR


def test_an_item_that_is_no_longer_named_has_its_clock_cancelled_unless_it_is_met() -> None:
    """`stop` is asked of the item even where `each` leaves it out."""
    case = then(opened(), 1, activity(1))
    done = then(case, 2, (e.ActivityCompleted, {"number": 1}))
    keys = {"each": 'a for a in case.activities if a.status == "open"'}
    assert read(done, 3, **keys, stop='each.status == "completed"').phase == "stopped"
    assert read(done, 3, **keys).phase == "cancelled"
    terms = Terms(lets={"ongoing": '[a for a in case.activities if a.status == "open"]'})
    named = {"each": "a for a in ongoing", "terms": terms}
    assert read(done, 3, **named, stop='each.status == "completed"').phase == "stopped"


def test_an_item_that_is_gone_has_its_clock_cancelled() -> None:
    """What the case no longer holds needs no clock; when it comes back `reopen` says what becomes of it."""

    class Job(Case):
        @property
        def jobs(self) -> "tuple[e.ActivityAdded, ...]":
            return tuple(each for each in self.history if isinstance(each, e.ActivityAdded)) * (
                self.status == "open"
            )

    terms = Terms(case_type=Job)
    case = then(opened(case_type=Job), 1, activity(1))
    case = then(case, 2, status("waiting"))
    keys = {"each": "j for j in case.jobs", "terms": terms}
    assert read(case, 3, **keys, stop='each.subject != "s"').phase == "cancelled"
    assert read(then(case, 4, status("open")), 5, **keys, reopen="resume").elapsed == 2 * HOUR


# ---- schedules

NIGHT = Schedule(time_zone="UTC", hours={"mon-sun": "18:00-24:00"})
BOTH = Terms(schedules={"desk": DESK, "night": NIGHT})
IN_HOURS = [{"within": "2 business hours"}]


def test_a_clock_is_measured_by_the_schedule_it_names() -> None:
    """By its name, or by the desk's own."""
    assert after(read(opened(), 0, terms=BOTH, targets=IN_HOURS, schedule="night"), "due_at") == 11
    assert after(read(opened(), 0, terms=BOTH, targets=IN_HOURS), "due_at") == 2


def test_a_clock_may_be_measured_by_its_owners_schedule() -> None:
    """The owner's where there is one, the desk's where not; a change of owner is a change of target."""
    night = Agent(id="nia", schedule="night")
    lost = Agent(id="lou", schedule="nowhere")
    ctx = context(roster=Roster(agents=(night, lost, Agent(id="bo"))))
    keys: dict[str, Any] = {"terms": BOTH, "targets": IN_HOURS, "schedule": "owner", "ctx": ctx}
    case = then(opened(), 1, (e.CaseAssigned, {"to": "nia"}))
    assert [after(each, "due_at") for each in read(case, 1, **keys).segments] == [2, 11]
    assert after(read(then(opened(), 1, (e.CaseAssigned, {"to": "bo"})), 1, **keys), "due_at") == 2
    assert read(then(opened(), 1, (e.CaseAssigned, {"to": "lou"})), 1, **keys).phase == "no target"


def test_a_clock_may_be_measured_by_the_customers_schedule() -> None:
    """A field of the case names it; an unknown name is no target."""
    keys: dict[str, Any] = {"terms": BOTH, "targets": IN_HOURS, "schedule": "{case.opened_for}"}
    assert after(read(opened(opened_for="night"), 0, **keys), "due_at") == 11
    assert after(read(opened(), 0, **keys), "due_at") == 2
    assert read(opened(opened_for="moon"), 0, **keys).phase == "no target"


# ---- what has to be followed


class OwnCase(Case):
    """A desk's own fields."""

    anything: Any = None
    waiting_on: Annotated[str, Word("waiting_on")] | None = None


class Watched(Case):
    """A case that compares its fields."""

    @model_validator(mode="after")
    def _has_an_owner(self) -> "Watched":
        if self.status == "assigned" and self.owner is None:
            raise ValueError("an assigned case has an owner")
        return self


class Counted(Case):
    """A case with a property of its own."""

    @property
    def touched(self) -> int:
        """How much has happened."""
        return len(self.history)


def test_a_desks_own_fields_are_followed() -> None:
    """A condition may read them like any other."""
    terms = Terms(case_type=OwnCase, words={"waiting_on": ("customer", "nobody")})
    moves = (e.FieldsChanged, {"fields": {"waiting_on": "customer"}})
    case = then(opened(case_type=OwnCase), 1, moves)
    assert read(case, 9, terms=terms, pause='case.waiting_on == "customer"').elapsed == HOUR


def test_a_case_type_with_validators_is_followed_as_a_whole() -> None:
    """No field is left behind that another may be compared with."""
    terms = Terms(case_type=Watched)
    case = then(opened(case_type=Watched), 1, (e.CaseAssigned, {"to": "bo"}), status("assigned"))
    case = then(case, 2, (e.FieldsChanged, {"fields": {"subject": "other"}}))
    assert read(case, 9, terms=terms, stop='case.subject == "other"').elapsed == 2 * HOUR


@pytest.mark.parametrize("stop", ["case.touched > 2", "case.version > 2", "len(case.history) > 2"])
def test_a_property_of_a_hosts_own_may_read_anything(stop: str) -> None:
    """So may the history and the version."""
    case = then(then(opened(case_type=Counted), 1, priority("low")), 2, priority("high"))
    assert read(case, 9, terms=Terms(case_type=Counted), stop=stop).elapsed == 2 * HOUR


def test_a_property_of_the_library_is_followed_by_its_fields() -> None:
    """`contacts` changes with calls and attempts."""
    case = then(opened(), 1, (e.AttemptLogged, {"number": 1, "channel": "phone", "reached": False}))
    assert read(case, 9, stop="len(case.contacts) > 0").elapsed == HOUR


def test_a_function_that_reads_the_case_is_followed() -> None:
    """`seen` reads the case as a whole."""
    case = then(opened(), 1, (e.CaseSeen, {}), by="bo")
    assert read(case, 9, stop='seen("bo") is not None').elapsed == HOUR


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


# ---- rules that can't be used


@pytest.mark.parametrize(
    ("keys", "key", "message", "column"),
    [
        ({"when": "case.owner is None"}, "when", "has no `when`", None),
        ({"stop": "case.closd_at is None"}, "stop", "closd_at", 1),
        ({"from": "case.owner"}, "from", "an instant is wanted here", None),
        ({"each": "a for a in case.activites"}, "each", "activites", 12),
        ({"each": "broken"}, "each", "broken", 1),
        ({"each": "a.kind for a in case.activities"}, "each", "names no parts", None),
        ({"each": "a for a in case.links"}, "each", "numbered parts", None),
        ({"each": "w for w in case.requester.channels"}, "each", "numbered parts", None),
        ({"stop": "each.status == 'x'"}, "stop", "there is no `each` here", 1),
        ({"schedule": "nights"}, "schedule", "there is no schedule `nights`", None),
        ({"schedule": "{case.ownr}"}, "schedule", "ownr", 2),
        ({"schedule": "{case.owner"}, "schedule", "`{` has no `}`", 1),
        ({"warn": ["soon"]}, "warn", "is no target", None),
        ({"warn": ["2 business hours"]}, "warn", "is no warning", None),
        ({"targets": [{"within": "soon"}]}, "targets.0.within", "is no target", None),
        ({"targets": [{"within": "close"}, {"within": "{case.ownr}"}]}, "targets.1.within", "ownr", 2),
        ({"targets": [{"within": "{case.opened_at}"}]}, "targets.0.within", "a target's text", None),
        ({"targets": [{"within": "{bad[case.type]}"}]}, "targets.0.within", "is no target", None),
        ({"targets": [{"within": "{mixed[case.type]}"}]}, "targets.0.within", "is no target", None),
        ({"targets": [{"within": "{faulty}"}]}, "targets.0.within", "ownr", 6),
        ({"targets": [{"when": "case.typ == 'a'", "within": "close"}]}, "targets.0.when", "typ", 1),
    ],
)
def test_a_rule_that_cannot_be_used_says_where(
    keys: dict[str, Any], key: str, message: str, column: int | None
) -> None:
    """The rule, the key and, in an expression, the column in what was written there."""
    terms = Terms(
        schedules={"desk": DESK, "night": NIGHT},
        tables={"bad": {"a": "soon"}, "mixed": {"a": "close", "b": 3}},
        lets={"faulty": "case.ownr"},
    )
    with pytest.raises(RuleProblem, match=message) as raised:
        Clocks((rule(**keys),), terms)
    assert (raised.value.rule, raised.value.key) == ("reply", key)
    assert (raised.value.column is None) == (column is None)


def test_all_rules_that_cannot_be_used_are_told_at_once() -> None:
    """A rulebook is mended in one go; a rule that is switched off is checked with the others."""
    with pytest.raises(RuleProblem) as raised:
        Clocks((rule(id="a", stop="case.x"), rule(id="b"), rule(id="c", warn=["x"], enabled=False)), TERMS)
    assert [each.rule for each in raised.value.all] == ["a", "c"]


def test_an_id_is_given_once() -> None:
    """Two clocks of one id could not be told apart."""
    with pytest.raises(RuleProblem, match="given to two clocks"):
        Clocks((rule(), rule()), TERMS)


@pytest.mark.parametrize("target", [{}, {"within": "2 hours", "by": "close"}])
def test_a_target_says_one_thing(target: dict[str, str]) -> None:
    """Either `within` or `by`."""
    with pytest.raises(ValueError, match="either `within` or `by`"):
        rule(targets=[target])


def test_by_takes_a_target_as_a_table() -> None:
    """A cutoff is written with its parts."""
    by = {"cutoff": "15:00", "before": "close", "after": "12:00 next business day"}
    assert after(read(opened(), 0, targets=[{"by": by}]), "due_at") == 9
    assert after(read(opened(MONDAY + 7 * HOUR), 8, targets=[{"by": by}]), "due_at") == 27
