"""What time alone calls for."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.rulesets.sla.steps import MONDAY, Move, opened, then

from caserules.case import Agent, Case, Context, History, Roster, replay
from caserules.case import events as e
from caserules.case.commands import Remind
from caserules.rulesets.place import RuleProblem
from caserules.rulesets.sla import ClockRule, Clocks
from caserules.rulesets.terms import Terms
from caserules.rulesets.upkeep import Upkeep, UpkeepRule
from caserules.schedule import Schedule, parse_target

TERMS = Terms(
    schedules={
        "desk": Schedule(time_zone="UTC", hours={"mon-fri": "08:00-17:00"}),
        "late": Schedule(time_zone="UTC", hours={"mon-fri": "12:00-20:00"}),
    }
)
CLOSE = UpkeepRule.model_validate(
    {
        "id": "silence",
        "when": 'case.phase == "open"',
        "since": "case.status_since",
        "after": "48 hours",
        "do": {"CloseCase": {"reason": "no reply from {case.opened_by}"}},
        "as": "{case.opened_by}",
        "source": "INT-06",
    }
)
FOLLOW_UP = UpkeepRule.model_validate(
    {
        "id": "follow-up",
        "since": "case.last_action_at",
        "remind": "{case.opened_by}",
        "message": "something was added to {case.id}",
    }
)


def case_with(*events: Move, owner: str | None = None) -> Case:
    """A case opened at the start, with these events an hour apart."""
    case = opened(MONDAY, *([(e.CaseAssigned, {"to": owner})] if owner else []), status="new")
    for hours, event in enumerate(events, start=1):
        case = then(case, hours, event, by="bo")
    return case


def context(after: timedelta, roster: Roster | None = None) -> Context:
    """A sweep that long after the start."""
    return Context(now=MONDAY + after, actor="sweep", roster=roster or Roster())


@given(st.integers(0, 200))
def test_a_command_is_due_from_its_instant_on(hours: int) -> None:
    """It is due exactly from `since` plus `after` on, with a key that does not change."""
    found = Upkeep((CLOSE,), TERMS).due(case_with(), (), context(timedelta(hours=hours)))
    assert bool(found) == (hours >= 48)
    assert {each.key for each in found} <= {f"C-1/silence/{MONDAY.isoformat()}"}


def test_a_due_command_is_ready_with_its_actor_and_source() -> None:
    """Placeholders are filled in, the actor is the one on whose behalf it is, and the source is cited."""
    (due,) = Upkeep((CLOSE,), TERMS).due(case_with(), (), context(timedelta(days=3)))
    assert due.command.model_dump(exclude_defaults=True) == {"reason": "no reply from ana"}
    assert (due.actor, due.rule, due.source) == ("ana", "silence", "INT-06")
    assert due.due_at == MONDAY + timedelta(hours=48)


def test_nothing_is_due_where_the_condition_does_not_hold() -> None:
    """A rule whose `when` does not hold calls for nothing, now or later."""
    closed = case_with((e.StatusChanged, {"status": "done", "phase": "closed"}))
    upkeep = Upkeep((CLOSE,), TERMS)
    assert upkeep.due(closed, (), context(timedelta(days=9))) == ()
    assert upkeep.next_due(closed, (), context(timedelta(days=9))) is None


def test_a_rule_without_a_since_yet_waits() -> None:
    """Where the instant is missing, nothing is due."""
    assert Upkeep((FOLLOW_UP,), TERMS).due(case_with(), (), context(timedelta(days=1))) == ()


def test_next_due_says_when_to_look_again() -> None:
    """Before the instant `next_due` names it; from it on, nothing lies ahead."""
    upkeep = Upkeep((CLOSE,), TERMS)
    at = MONDAY + timedelta(hours=48)
    assert upkeep.next_due(case_with(), (), context(timedelta(hours=1))) == at
    assert upkeep.next_due(case_with(), (), context(timedelta(hours=48))) is None


def test_a_reminder_is_due_until_it_was_given_and_again_after_new_work() -> None:
    """The same work is reminded of once; new work has a key of its own (glpi#1996)."""
    upkeep = Upkeep((FOLLOW_UP,), TERMS)
    comment = (e.CommentAdded, {"number": 1, "text": "t", "public": False})
    case = case_with(comment)
    (due,) = upkeep.due(case, (), context(timedelta(hours=5)))
    assert due.command == Remind(to="ana", key=due.key, message="something was added to C-1")
    reminded = (e.ReminderGiven, {"to": "ana", "key": due.key, "message": "m"})
    assert upkeep.due(case_with(comment, reminded), (), context(timedelta(hours=5))) == ()
    more = (e.CommentAdded, {"number": 2, "text": "t", "public": False})
    assert len(upkeep.due(case_with(comment, reminded, more), (), context(timedelta(hours=5)))) == 1


def test_the_longest_overdue_comes_first() -> None:
    """What fell due earlier stands earlier, whatever the order of the rules."""
    later = CLOSE.replace(id="later", after="50 hours")
    found = Upkeep((later, CLOSE), TERMS).due(case_with(), (), context(timedelta(days=9)))
    assert [each.rule for each in found] == ["silence", "later"]


def test_the_owners_shift_is_that_of_the_roster() -> None:
    """`schedule = "owner"` takes the owner's own hours, the desk's where the roster gives none (FES-22)."""
    rule = CLOSE.replace(after="end of shift", schedule="owner")
    upkeep = Upkeep((rule,), TERMS)
    roster = Roster(agents=(Agent(id="cy", schedule="late"), Agent(id="di")))
    for owner, hour in (("cy", 20), ("di", 17), (None, 17)):
        at = upkeep.next_due(case_with(owner=owner), (), context(timedelta(hours=3, minutes=30), roster))
        assert at == MONDAY.replace(hour=hour)


def test_warnings_of_clocks_come_through_the_same_door() -> None:
    """A warning that is reached is a reminder for the owner; once given, it is due no more."""
    rule = ClockRule.model_validate(
        {"id": "reply", "stop": "case.phase != 'open'", "targets": [{"within": "10 hours"}], "warn": ["50%"]}
    )
    clocks = Clocks((rule,), TERMS)
    upkeep = Upkeep((), TERMS)
    case = case_with(owner="bo")

    def swept(case: Case, hours: int) -> Any:
        sweep = context(timedelta(hours=hours))
        return upkeep.due(case, clocks.read(case, sweep.now, sweep), sweep)

    assert swept(case, 4) == ()
    (due,) = swept(case, 6)
    assert (due.command.to, due.due_at, due.rule) == ("bo", MONDAY + timedelta(hours=5), "reply")
    told = (e.ReminderGiven, {"to": "bo", "key": due.key, "message": "m"})
    assert swept(case_with(told, owner="bo"), 6) == ()


def test_a_clock_without_a_target_warns_of_nothing() -> None:
    """Where no target fits there is no instant to warn at."""
    rule = ClockRule.model_validate(
        {
            "id": "reply",
            "stop": "case.phase != 'open'",
            "targets": [{"when": "case.type == 'x'", "within": "1 hour"}],
            "warn": ["50%"],
        }
    )
    case = case_with()
    sweep = context(timedelta(hours=9))
    assert Upkeep((), TERMS).due(case, Clocks((rule,), TERMS).read(case, sweep.now, sweep), sweep) == ()


def test_nested_facts_of_a_command_are_filled_in() -> None:
    """A fact that is a table of facts is filled in as well."""
    rule = CLOSE.replace(do={"ResolveCase": {"resolution": {"details": "{case.subject}"}, "notify": True}})
    (due,) = Upkeep((rule,), TERMS).due(case_with(), (), context(timedelta(days=9)))
    assert due.command.resolution.details == "s"  # type: ignore[union-attr]
    assert due.command.notify


def test_what_lies_beyond_every_schedule_is_never_due() -> None:
    """A sweep goes on with the next rule."""
    rules = (CLOSE.replace(id="far", after=parse_target("36500 business days")), CLOSE)
    schedule = Schedule(time_zone="UTC", hours={"mon": "09:00-10:00"})
    upkeep = Upkeep(rules, Terms(schedules={"desk": schedule}))
    due = upkeep.due(case_with(), (), context(timedelta(days=9)))
    assert [each.rule for each in due] == ["silence"]
    assert upkeep.next_due(case_with(), (), context(timedelta(days=9))) is None


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"do": {"ClseCase": {}}}, "did you mean `CloseCase`"),
        ({"do": {"CloseCase": {"reson": "x"}}}, "did you mean `reason`"),
        ({"since": "case.id"}, "has to be an instant"),
        ({"since": "case.opend_at"}, "did you mean `opened_at`"),
        ({"schedule": "dsk"}, "did you mean `desk`"),
        ({"on_behalf_of": "{case.ownr}"}, "did you mean `owner`"),
    ],
)
def test_a_fault_is_found_when_the_rulebook_is_loaded(changed: dict[str, Any], told: str) -> None:
    """Every part of a rule is checked before it runs, with the rule's id."""
    rule = UpkeepRule.model_validate({**CLOSE.model_dump(), **changed})
    with pytest.raises(RuleProblem, match=told) as caught:
        Upkeep((rule,), TERMS)
    assert caught.value.rule == "silence"


@pytest.mark.parametrize(
    "do", [{"do": None}, {"remind": "ana"}, {"do": {"CloseCase": {}, "PickCase": {}}}, {"do": {}}]
)
def test_a_rule_says_one_thing_to_do(do: dict[str, Any]) -> None:
    """Neither nothing, nor two things."""
    with pytest.raises(ValidationError, match=r"one command|either"):
        UpkeepRule.model_validate({**CLOSE.model_dump(), **do})


def test_a_command_that_can_not_be_made_is_told_and_stops_nothing_else() -> None:
    """A fact that is missing where the command needs one: somebody is reminded of the fault, once."""
    broken = CLOSE.replace(id="broken", do={"AssignCase": {"to": "{case.owner}"}})
    upkeep = Upkeep((broken, CLOSE), TERMS)
    assert upkeep.next_due(case_with(), (), context(timedelta(hours=1))) == MONDAY + timedelta(hours=48)
    found = upkeep.due(case_with(), (), context(timedelta(days=9)))
    assert [due.rule for due in found] == ["broken", "silence"]
    fault = found[0].command
    assert isinstance(fault, Remind)
    assert fault.to == "ana"
    assert "rule `broken` can't be carried out on case `C-1`: `AssignCase.to`" in fault.message
    told = (e.ReminderGiven, {"to": "ana", "key": fault.key, "message": "m"})
    again = upkeep.due(case_with(told), (), context(timedelta(days=9)))
    assert [due.rule for due in again] == ["silence"]


def test_a_reminder_for_nobody_goes_to_whoever_answers_for_the_case() -> None:
    """Where the one to be reminded is missing, the queue is told, else the one who opened the case."""
    rule = FOLLOW_UP.replace(since="case.opened_at", remind="{case.owner}")
    (due,) = Upkeep((rule,), TERMS).due(case_with(), (), context(timedelta(hours=5)))
    assert due.command == Remind(to="ana", key=due.key, message="something was added to C-1")
    queued = case_with((e.CaseReleased, {"queue": "support"}))
    (due,) = Upkeep((rule,), TERMS).due(queued, (), context(timedelta(hours=5)))
    assert isinstance(due.command, Remind)
    assert due.command.to == "support"


@pytest.mark.parametrize("who", ["", " "])
def test_a_case_of_nobody_stops_no_sweep(who: str) -> None:
    """Such as one stored before blank names were refused: whoever sweeps is reminded, and acts."""
    opened, *_ = case_with().to_events()
    case = replay(History.from_data([opened | {"by": who}]), Case)
    rules = (FOLLOW_UP.replace(since="case.opened_at", remind=" "), CLOSE)
    reminded, closed = Upkeep(rules, TERMS).due(case, (), context(timedelta(days=9)))
    assert isinstance(reminded.command, Remind)
    assert (reminded.command.to, closed.actor) == ("sweep", "sweep")


def test_without_an_actor_of_its_own_the_sweep_acts() -> None:
    """`as` left out means whoever sweeps."""
    rule = CLOSE.replace(on_behalf_of=None)
    (due,) = Upkeep((rule,), TERMS).due(case_with(), (), context(timedelta(days=9)))
    assert due.actor == "sweep"
