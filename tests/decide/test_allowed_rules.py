"""What may be asked for where routes, fills and guards depend on what the command writes."""

from datetime import UTC, datetime
from typing import Any

import pytest

import caserules as cr
from caserules.testing import laws

NOW = cr.Context(now=datetime(2026, 3, 2, 9, tzinfo=UTC), actor="ana")
LIFE: dict[str, Any] = {
    "id": "d",
    "first_status": "new",
    "status": {"new": {"phase": "open", "to": ["over"]}, "over": {"phase": "closed", "to": ["new"]}},
    "effect": {"CloseCase": "over", "ReactivateCase": "new"},
}


def desk(**keys: Any) -> cr.Desk[cr.Case]:
    """The desk of a rulebook with these keys."""
    return cr.Desk(cr.Rulebook.model_validate({**LIFE, **keys}))


def opened(here: cr.Desk[cr.Case], **facts: Any) -> cr.Case:
    """A case of the desk."""
    case = here.decide(None, cr.OpenCase(new_id="C-1", subject="s", **facts), NOW).or_raise().case
    assert case is not None
    return case


def answer(here: cr.Desk[cr.Case], case: cr.Case, command: str) -> cr.Allowed:
    """What `allowed` says of one command."""
    return next(each for each in here.allowed(case, NOW) if each.command == command)


@pytest.mark.parametrize("when", ["len(case.comments) == 0", "len(case.comments) > 0"])
def test_a_route_by_what_the_command_says_is_not_foretold(when: str) -> None:
    """The comment that comes with it is written before the rules place the case."""
    here = desk(route=[{"id": "r", "when": when, "to": "bo"}])
    case = opened(here)
    found = answer(here, case, "RouteCase")
    assert (found.answer, found.reads) == ("depends", ("result.comments",))
    verdicts = {here.decide(case, cr.RouteCase(comment=text), NOW).accepted for text in (None, "x")}
    assert verdicts == {True, False}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, "yes"),
        ({"effect": {**LIFE["effect"], "RouteCase": "over"}}, "yes"),
        ({"fill": [{"id": "f", "when": "case.version > 3", "set": {"type": "a"}}]}, "depends"),
        ({"fill": [{"id": "f", "when": "case.reason is None", "set": {"type": "a"}}]}, "yes"),
    ],
)
def test_a_route_by_what_stays_is_foretold(more: dict[str, Any], expected: str) -> None:
    """A type changes with a routing only where a fill that follows from what is written sets it."""
    here = desk(route=[{"id": "r", "when": 'case.type == "a"', "to": "bo"}], **more)
    assert answer(here, opened(here, type="a"), "RouteCase").answer == expected


def test_a_fill_that_gives_nothing_leaves_the_field_as_it_is() -> None:
    """A subject is not emptied by an owner who is not there; a field that may be missing is."""
    fill = [
        {"id": "f", "when": "case.version < 9", "set": {"subject": "{case.owner}", "type": "{case.owner}"}}
    ]
    here = desk(fill=fill)
    case = opened(here, type="a")
    call = here.decide(case, cr.LogCall(direction="in", issue="i", result="r"), NOW).or_raise().case
    assert call is not None
    assert (call.subject, call.type) == ("s", None)
    given = here.decide(call, cr.AssignCase(to="bo"), NOW).or_raise().case
    assert given is not None
    assert (given.subject, given.type) == ("bo", "bo")
    assert answer(here, case, "LogCall").answer == "yes"


def test_a_fill_that_may_give_what_is_none_of_the_field_is_told() -> None:
    """Where the command writes what it follows from, the answer names the rule; elsewhere it is a yes."""
    fill = [{"id": "f", "set": {"priority": "{case.owner}"}}]
    here = desk(fill=fill, words={"priority": ["low"]})
    case = opened(here)
    found = answer(here, case, "AssignCase")
    assert (found.answer, found.rules, found.reads) == ("depends", ("f",), ("result.priority",))
    assert [each.code for each in here.decide(case, cr.AssignCase(to="bo"), NOW).refusals] == ["unknown-word"]
    assert answer(here, case, "LogCall").answer == "yes"


def test_a_guard_on_what_can_not_be_recorded_waits() -> None:
    """It is named as what stands in the way, and asked once the facts of the command fit."""
    here = desk(guard=[{"id": "g", "on": "*", "require": "result.absorbed != case.absorbed"}])
    case = opened(desk())
    laws.allowed_keeps_its_word(here, case, cr.ReactivateCase(), NOW)
    laws.allowed_keeps_its_word(here, case, cr.CompleteActivity(number=9), NOW)
    assert [each.rule for each in here.decide(case, cr.SeeCase(), NOW).refusals] == ["g"]


def test_a_route_by_the_case_as_a_whole_is_not_foretold() -> None:
    """A property may follow from anything that the command writes; a rule that is off reads nothing."""
    rule = {"id": "r", "when": "len(case.contacts) == 0", "to": "bo"}
    here = desk(route=[rule])
    assert answer(here, opened(here), "RouteCase").answer == "depends"
    off = desk(route=[{**rule, "enabled": False}, {"id": "s", "to": "bo"}])
    assert answer(off, opened(off), "RouteCase").answer == "yes"


def test_a_yes_says_nothing_of_a_time_before_the_case_came_to_its_status() -> None:
    """A closing told of as before that is refused, and the promise is kept: its content is not the reason."""
    life = {"new": {"phase": "open", "to": ["wait"]}, "wait": {"phase": "open", "to": ["over"]}}
    here = desk(status={**life, "over": {"phase": "closed"}}, effect={"CloseCase": "over"})
    noon = NOW.replace(now=NOW.now.replace(hour=12))
    case = here.decide(opened(here), cr.ChangeStatus(to="wait"), noon).or_raise().case
    assert case is not None
    early = cr.CloseCase(occurred_at=NOW.now.replace(hour=11))
    assert [each.code for each in here.decide(case, early, noon).refusals] == ["before-the-status"]
    assert {each.command: each.answer for each in here.allowed(case, noon)}["CloseCase"] == "yes"
    for command in (early, early.replace(occurred_at=noon.now)):
        laws.allowed_keeps_its_word(here, case, command, noon)
