"""Complaints about other desks' clocks, shown end to end not to happen here."""

from datetime import UTC, datetime, timedelta
from typing import Any

import caserules as cr

HOUR = timedelta(hours=1)
WAIT = cr.ChangeStatus(to="waiting")
GO_ON = cr.ChangeStatus(to="new")


def march(when: str) -> datetime:
    """An instant such as `09 13:00`."""
    return datetime.fromisoformat(f"2026-03-{when}").replace(tzinfo=UTC)


def test_a_weekend_inside_a_pause_does_not_extend_the_deadline(story: Any) -> None:
    """glpi#10594: waiting from Friday 17:00 to Monday 10:00 moves ten business hours by two, not by days."""
    story.opened("06 09:00")
    story.did("06 17:00", WAIT)
    story.did("09 10:00", GO_ON)
    clock = story.clock("resolution", "09 10:00")
    assert (clock.elapsed, clock.due_at) == (7 * HOUR, march("09 14:00"))


def test_a_priority_change_does_not_forget_the_pauses(story: Any) -> None:
    """glpi#6902: four business hours from 09:00, three of them paused before the change, end at 17:00."""
    story.opened("02 09:00")
    story.did("02 10:00", WAIT)
    story.did("02 14:00", GO_ON)
    story.did("02 14:30", cr.ChangePriority(priority="urgent"))
    clock = story.clock("resolution", "02 14:30")
    assert (clock.elapsed, clock.due_at) == (1.5 * HOUR, march("02 17:00"))


def test_a_hold_over_a_holiday_does_not_give_back_the_holiday(story: Any) -> None:
    """frappe/helpdesk PR 2449: held from Monday 17:00 over a closed Tuesday, it moves by two hours."""
    story.opened("09 09:00")
    story.did("09 17:00", WAIT)
    story.did("11 10:00", GO_ON)
    clock = story.clock("resolution", "11 10:00")
    assert (clock.elapsed, clock.due_at) == (7 * HOUR, march("11 14:00"))


def test_lunch_does_not_count_as_working_time(story: Any) -> None:
    """chatwoot#14009: four business hours from 11:00 end at 16:00, with lunch between."""
    story.opened("02 11:00", priority="urgent")
    assert story.clock("resolution", "02 13:00").elapsed == HOUR
    assert story.clock("resolution", "02 13:00").due_at == march("02 16:00")


def test_a_group_change_does_not_keep_the_old_policy(story: Any) -> None:
    """zammad#5624: the case that moves to another queue has that queue's target from then on."""
    story.opened("02 09:00")
    story.did("02 09:30", cr.ReleaseCase(queue="vip"))
    assert story.clock("resolution", "02 09:30").due_at == march("02 11:00")


def test_the_update_clock_does_not_fire_after_the_agent_answered_last(story: Any) -> None:
    """zammad#3140: each answer begins it anew, so it is not due four hours after the one before."""
    story.opened("02 09:00")
    story.did("02 10:00", cr.AddComment(comment="on it"))
    story.wrote("02 11:00")
    story.did("02 12:30", cr.AddComment(comment="found it"))
    clock = story.clock("update", "02 15:00")
    assert (clock.breached_at, clock.due_at) == (None, march("02 16:30"))


def test_a_sparse_week_does_not_end_the_calculation_early(story: Any) -> None:
    """osTicket#6739: ten business hours at an hour a week are ten Mondays."""
    story.opened("02 09:00")
    assert story.clock("sparse", "02 09:00").due_at == march("02 10:00") + timedelta(weeks=9)


def test_the_next_reply_clock_does_not_run_after_resolution(story: Any) -> None:
    """chatwoot#10178: what is settled waits for no reply."""
    story.opened("02 09:00")
    story.wrote("02 09:30")
    story.did("02 10:00", cr.ResolveCase())
    clock = story.clock("next-reply", "03 09:00")
    assert (clock.phase, clock.breached_at, clock.next_change_at) == ("cancelled", None, None)


def test_a_clone_for_another_team_does_not_inherit_what_was_left(story: Any) -> None:
    """InfotelGLPI/behaviors#38, #39: cloned with three hours left, the clone has all its ten."""
    story.opened("02 09:00")
    story.did("02 17:00", cr.CloneCase(reason="another team", department="legal", new_ids=["C-2"]))
    assert story.clock("resolution", "02 17:00").remaining == 3 * HOUR
    assert story.clock("resolution", "02 17:00", "C-2").remaining == 10 * HOUR
