"""A clock's start, its state and its warnings: the first rows of the design's table."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.rulesets import cases
from tests.rulesets.sla.steps import (
    ANSWERED,
    HOUR,
    MONDAY,
    TERMS,
    URGENT,
    WAITING,
    OwnCase,
    after,
    context,
    opened,
    paused,
    priority,
    read,
    rule,
    status,
    then,
)

from caserules.case import events as e
from caserules.rulesets.sla import Clocks
from caserules.rulesets.terms import Terms

# ---- start


def test_a_clock_starts_when_the_case_is_opened() -> None:
    """Without `start` and `from` a clock starts, and counts, from the opening."""
    clock = read(opened(), 1)
    assert (clock.phase, after(clock, "started_at"), after(clock, "counted_from")) == ("running", 0, 0)
    assert (clock.elapsed, clock.remaining, after(clock, "due_at")) == (HOUR, 3 * HOUR, 4)


def test_a_clock_without_history_has_not_started() -> None:
    """A case whose history is not at hand has clocks that have not started, and no more."""
    clock = read(cases.case(), 1, warn=["80%"])
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


def test_without_warnings_the_next_change_is_the_breach() -> None:
    """Just after it is due; a clock that is late, or has no target, changes by itself no more."""
    assert read(opened(), 1).next_change_at == MONDAY + 4 * HOUR + timedelta(microseconds=1)
    assert read(opened(), 5).next_change_at is None
    none = read(opened(), 5, targets=[{"when": 'case.priority == "urgent"', "within": "1 hour"}])
    assert none.next_change_at is None


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
