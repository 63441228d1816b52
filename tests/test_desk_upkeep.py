"""What time calls for at a desk: due, next due, and catching up."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import caserules as cr

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
BOOK = """
id = "desk"
first_status = "new"

[status]
new = { phase = "open", to = ["waiting", "closed"] }
waiting = { phase = "open", to = ["new", "closed"] }
closed = { phase = "closed", to = ["new"] }

[effect]
CloseCase = "closed"
ReactivateCase = "new"

[[guard]]
id = "not-without-a-word"
on = "CloseCase"
require = 'len(case.comments) > 0'
remedy = "comment first"

[[clock]]
id = "answer"
stop = 'case.phase != "open"'
targets = [{ within = "10 hours" }]
warn = ["50%", "1 hour"]

[[upkeep]]
id = "silence"
when = 'case.status == "waiting"'
since = 'case.status_since'
after = "48 hours"
do = { CloseCase = { reason = "no reply" } }
as = "{case.opened_by}"
source = "INT-06"

[[upkeep]]
id = "look-at-it"
when = 'case.phase == "open"'
since = 'case.opened_at'
after = "24 hours"
remind = "{case.opened_by}"
message = "case {case.id} is a day old"
"""
DESK = cr.Desk(cr.Rulebook.from_text(BOOK, "toml"))


def at(hours: int, actor: str = "ana") -> cr.Context:
    """A context that many hours after the start."""
    return cr.Context(now=START + timedelta(hours=hours), actor=actor)


def case_after(*commands: Any) -> cr.Case:
    """A case that was opened at the start, with these commands."""
    opening = cr.OpenCase(new_id="C-1", subject="s")
    case = DESK.decide(None, [opening, *commands], at(0)).or_raise().case
    assert case is not None
    return case


WAITING = (cr.ChangeStatus(to="waiting"), cr.AddComment(comment="left a message"))


@pytest.mark.requirement("INT-06")
def test_silence_closes_a_waiting_case_on_behalf_of_its_opener() -> None:
    """Given a waiting case, when 48 hours have passed, then the sweep closes it, as the one who opened it."""
    swept = DESK.catch_up(case_after(*WAITING), at(48, "sweep"))
    closing = swept[-1]
    assert closing.accepted
    assert closing.case is not None
    assert (closing.case.status, closing.events[0].by) == ("closed", "ana")


def test_a_warning_and_a_reminder_are_given_once() -> None:
    """Both are due until a sweep has given them; they reach their people as notices, and change nothing."""
    case = case_after()
    swept = DESK.catch_up(case, at(24, "sweep"))
    told = [(notice.to, notice.key) for decision in swept for notice in decision.notices]
    assert [to for to, _ in told] == ["ana", "ana", "ana"]
    assert [key.rsplit("/", 1)[-1] for _, key in told][:2] == ["50%", "1 hour"]
    after = swept[-1].case
    assert after is not None
    assert DESK.catch_up(after, at(24, "sweep")) == ()
    assert (after.actions, after.status_since) == (case.actions, case.status_since)


def test_what_is_refused_is_told_and_stays_due() -> None:
    """A command that a guard refuses is in the answer with its reason; a second sweep has only that."""
    case = case_after(cr.ChangeStatus(to="waiting"))
    swept = DESK.catch_up(case, at(60, "sweep"))
    refused = [decision for decision in swept if not decision.accepted]
    assert [decision.refusals[0].rule for decision in refused] == ["not-without-a-word"]
    last = [decision for decision in swept if decision.accepted][-1].case
    assert last is not None
    again = DESK.catch_up(last, at(60, "sweep"))
    assert [decision.accepted for decision in again] == [False]


def test_a_clock_that_has_ended_warns_no_more() -> None:
    """A warning that no sweep gave while the clock ran is nothing to say once it has stopped."""
    case = case_after(cr.AddComment(comment="done"))
    assert "answer" in {due.rule for due in DESK.due(case, at(6))}
    closed = DESK.decide(case, cr.CloseCase(), at(6)).or_raise().case
    assert closed is not None
    assert DESK.due(closed, at(7)) == ()


def test_a_read_only_case_still_takes_reminders() -> None:
    """Somebody may be reminded of it, for a reminder changes nothing."""
    book = BOOK.replace('closed = { phase = "closed",', 'closed = { read_only = true, phase = "closed",')
    desk = cr.Desk(cr.Rulebook.from_text(book, "toml"))
    case = case_after(cr.AddComment(comment="done"), cr.CloseCase())
    remind = cr.Remind(to="bo", key="k", message="look")
    assert desk.decide(case, remind, at(1)).accepted
    assert not desk.decide(case, cr.AddComment(comment="x"), at(1)).accepted


@given(st.integers(0, 100), st.sampled_from([(), WAITING, (cr.ChangeStatus(to="waiting"),)]))
def test_a_second_sweep_has_only_what_was_refused(hours: int, commands: tuple[Any, ...]) -> None:
    """Whatever is due, once the accepted commands are applied, nothing but the refused ones is due."""
    case = case_after(*commands)
    swept = DESK.catch_up(case, at(hours, "sweep"))
    after = [decision.case for decision in swept if decision.accepted][-1:] or [case]
    assert after[0] is not None
    refused = {decision.commands[0] for decision in swept if not decision.accepted}
    assert {due.command for due in DESK.due(after[0], at(hours, "sweep"))} == refused


@given(st.integers(0, 100))
def test_nothing_falls_due_before_next_due(hours: int) -> None:
    """Between two looks that `next_due` names, what is due does not change."""
    case = case_after(*WAITING)
    upcoming = DESK.next_due(case, at(hours))
    now = {due.key for due in DESK.due(case, at(hours))}
    just_before = (upcoming or START + timedelta(hours=500)) - timedelta(microseconds=1)
    assert {due.key for due in DESK.due(case, cr.Context(now=just_before, actor="ana"))} == now
    if upcoming is not None:
        assert {due.key for due in DESK.due(case, cr.Context(now=upcoming, actor="ana"))} > now


def test_a_rule_that_calls_for_itself_again_ends() -> None:
    """A rule whose command leaves its condition true acts once in a sweep."""
    restless = BOOK.replace("when = 'case.status == \"waiting\"'", "when = 'case.phase == \"open\"'").replace(
        'do = { CloseCase = { reason = "no reply" } }', 'do = { AddComment = { comment = "still here" } }'
    )
    desk = cr.Desk(cr.Rulebook.from_text(restless, "toml"))
    swept = desk.catch_up(case_after(), at(60, "sweep"))
    assert [decision.commands[0].command for decision in swept].count("AddComment") == 1


@pytest.mark.requirement("SVC-02")
def test_a_guided_process_goes_forward_one_by_one() -> None:
    """Given stages, when one is skipped or not complete, then the move is refused with the stage's source."""
    book = (
        BOOK
        + """
[[stage]]
name = "identify"
needs = ['case.type is not None']
source = "SVC-02"

[[stage]]
name = "resolve"
"""
    )
    desk = cr.Desk(cr.Rulebook.from_text(book, "toml"))
    case = desk.decide(None, cr.OpenCase(new_id="C-1", subject="s"), at(0)).case
    assert case is not None
    assert case.stage == "identify"
    refused = desk.decide(case, cr.AdvanceStage(to="resolve"), at(0))
    assert [(each.rule, each.source) for each in refused.refusals] == [("stage.identify", "SVC-02")]
    known = desk.decide(case, [cr.ClassifyCase(type="question"), cr.AdvanceStage(to="resolve")], at(0))
    assert known.case is not None
    assert known.case.stage == "resolve"


TOLD_IN_HOURS = (
    BOOK
    + """
[schedule.office]
time_zone = "UTC"
hours = { mon-fri = "08:00-17:00" }

[[notice]]
id = "told"
on = "AddComment"
to = ["bo"]
hours = "office"
"""
)


def test_a_notice_waits_for_opening_hours() -> None:
    """Outside of the hours that its rule names a notice carries the next opening, inside of them nothing."""
    desk = cr.Desk(cr.Rulebook.from_text(TOLD_IN_HOURS, "toml"))
    case = case_after()
    for hours, expected in ((1, None), (10, datetime(2026, 3, 3, 8, tzinfo=UTC))):
        (notice,) = desk.decide(case, cr.AddComment(comment="x"), at(hours)).notices
        assert notice.send_from == expected


def test_a_notice_for_hours_that_nobody_keeps_is_a_fault() -> None:
    """A schedule that the rulebook does not have is found at load, with the rule and a suggestion."""
    misspelt = TOLD_IN_HOURS.replace('hours = "office"', 'hours = "ofice"')
    with pytest.raises(cr.RulebookError, match="did you mean `office`") as caught:
        cr.Desk(cr.Rulebook.from_text(misspelt, "toml"))
    assert (caught.value.problems[0].rule, caught.value.problems[0].key) == ("told", "hours")


@pytest.mark.parametrize(
    "far", ["36500 days", "36500 business days", "300000 business hours", "876000 hours"]
)
def test_a_promise_beyond_every_schedule_is_never_broken_and_stops_no_sweep(far: str) -> None:
    """Its clock runs without a due instant; what a schedule knows of is due as ever."""
    clocks = [{"id": "far", "targets": [{"within": far}], "warn": ["1%"]}]
    near = {"id": "near", "since": "case.opened_at", "after": "1 hour", "remind": "ana", "message": "look"}
    book = {
        "id": "late",
        "first_status": "new",
        "status": {"new": {"phase": "open"}},
        "schedule": {"desk": {"time_zone": "UTC", "hours": {"mon": "09:00-17:00"}}},
        "clock": clocks,
        "upkeep": [{**near, "id": "never", "after": far}, near],
    }
    desk = cr.Desk(cr.Rulebook.model_validate(book))
    opened = cr.Context(now=datetime(2150, 1, 1, tzinfo=UTC), actor="ana")
    case = desk.decide(None, cr.OpenCase(new_id="C-1", subject="s"), opened).or_raise().case
    assert case is not None
    later = opened.replace(now=opened.now + timedelta(days=1), actor="sweep")
    (clock,) = desk.clocks(case, later.now)
    assert (clock.phase, clock.due_at, clock.breached_at, clock.warnings) == ("running", None, None, ())
    assert [each.rule for each in desk.due(case, later)] == ["near"]
    assert desk.next_due(case, later) is None
