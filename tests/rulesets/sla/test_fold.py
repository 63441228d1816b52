"""A case followed as far as the clocks read it, against the whole case taken from event to event."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import model_validator
from tests.rulesets.sla.steps import HOUR, MONDAY, OwnCase, after, opened, priority, read, status, then

from caserules.case import Case, Context, replay
from caserules.case import events as e
from caserules.rulesets.sla import Clock, ClockRule, Clocks
from caserules.rulesets.sla.fold import Fold
from caserules.rulesets.terms import Terms
from caserules.testing import cases


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


class Whole(Case):
    """The same case, of a class that may compare any field with any other."""

    @model_validator(mode="after")
    def _looked_at(self) -> "Whole":
        return self


CONDITIONS = [
    'case.phase != "open"',
    "case.owner is not None",
    "case.first_contact_at is not None",
    'case.priority == "high"',
    "case.resolved_at is not None",
    "case.resolution is not None",
    "len(case.comments) > 1",
    'any(a.kind == "call" for a in case.actions)',
    "any(c.public for c in case.comments)",
    "not any(c.public for c in case.comments) and case.owner is not None",
    'any(a.reached for a in case.attempts) or case.status == "working"',
    'any(each.kind == "comment" and each.by == "ana" for each in case.actions)',
    "any(t.to == 'bo' for t in case.reminders) or any(t.tracker == 'x' for t in case.tickets)",
    "any(each.target == 'x' for each in case.clones)",
]
KEYS = st.dictionaries(st.sampled_from(["stop", "pause", "cancel", "start"]), st.sampled_from(CONDITIONS))


def clocks(case: Case, keys: list[dict[str, Any]]) -> tuple[Clock, ...]:
    """A clock for each of these conditions."""
    targets = [{"when": CONDITIONS[8], "within": "1 hour"}, {"within": "2 hours"}]
    rules = tuple(
        ClockRule.model_validate({"id": str(place), "targets": targets, "reopen": "resume", **each})
        for place, each in enumerate(keys)
    )
    now = case.history[-1].at
    return Clocks(rules, Terms(case_type=type(case))).read(case, now, Context(now=now, actor="ana"))


@given(cases(max_commands=20), st.lists(KEYS, min_size=1, max_size=3))
def test_what_is_followed_is_what_the_whole_case_says(case: Case, keys: list[dict[str, Any]]) -> None:
    """Whatever the clocks read, they stand as they do where every event makes a new, checked case."""
    assert clocks(case, keys) == clocks(replay(case.history, Whole), keys)


@given(cases(max_commands=20), st.sampled_from(["actions", "attempts", "calls", "comments"]))
def test_a_leaf_is_what_counting_says(case: Case, name: str) -> None:
    """`any` over a growing tuple, asked once, holds from the same event on as a count, asked every time."""
    once = {"stop": f'any(each.by == "ana" for each in case.{name})'}
    every_time = {"stop": f'len(each for each in case.{name} if each.by == "ana") > 0'}
    [one], [other] = clocks(case, [once]), clocks(case, [every_time])
    assert one == other


@pytest.mark.parametrize("kind", [Case, Whole])
def test_a_case_is_followed_as_a_whole_where_its_class_needs_it(kind: type[Case]) -> None:
    """Where nobody reads more than some fields, only those are kept up."""
    fold = Fold({"owner": 1}, kind, 1)
    assert fold.whole == (kind is Whole)


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


def test_what_was_said_at_another_desk_holds_from_the_opening_on() -> None:
    """A case that was taken over begins with the parts that it had there."""
    there = then(opened(), 1, (e.CommentAdded, {"number": 1, "text": "t", "public": True}))
    facts = there.history[0].model_dump(exclude={"event", "case_id", "v", "at", "occurred_at", "by"})
    here = opened(MONDAY + 2 * HOUR, **{**facts, "desk": "other", "past": there.to_events(), "step": 0})
    clock = read(here, 9, stop="any(c.public for c in case.comments)")
    assert (clock.phase, clock.elapsed, after(clock, "stopped_at")) == ("stopped", 0 * HOUR, 2)


def test_a_value_unlike_its_type_is_the_interpreters_to_judge() -> None:
    """Where one of a clock's conditions can't be answered the short way, all take the long one."""
    case = then(opened(case_type=OwnCase), 1, (e.FieldsChanged, {"fields": {"anything": "text"}}))
    keys: dict[str, Any] = {"stop": "case.anything > 3", "pause": 'case.status == "open"'}
    assert read(case, 9, terms=Terms(case_type=OwnCase), **keys).phase == "paused"
