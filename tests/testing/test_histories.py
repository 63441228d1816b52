"""The commands, cases and histories that tests are made with."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.case.beginnings import COMMANDS, EVENTS, NOW, PARCELS, Parcel, draft_of_one

from caserules.case import Case, History, NextAction
from caserules.case import commands as c
from caserules.case import events as e
from caserules.testing import (
    SMALL_LIFE,
    Life,
    befall,
    cases,
    commands,
    do,
    histories,
    openings,
)


class AllMet(Exception):  # noqa: N818 ends the search, and is no error
    """Nothing is left to look for."""


def never_met(
    strategy: st.SearchStrategy[Any],
    kinds: Callable[[Any], Iterable[Any]],
    wanted: Iterable[Any],
) -> set[Any]:
    """What comes up in none of a good many examples, always the same; once all is met, it looks no more."""
    left = set(wanted)

    @settings(
        derandomize=True,
        database=None,
        max_examples=400,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(strategy)
    def look(example: Any) -> None:
        left.difference_update(kinds(example))
        if not left:
            raise AllMet

    with suppress(AllMet):
        look()
    return left


def test_every_command_is_met() -> None:
    """Every member of the union comes up."""
    many = st.lists(commands(), min_size=15, max_size=15)
    assert never_met(many, lambda drawn: map(type, drawn), COMMANDS) == set()


def test_every_event_is_met() -> None:
    """Every event comes up in some history."""
    many = st.lists(histories(max_commands=25), min_size=5, max_size=5)
    assert never_met(many, lambda drawn: [type(e) for history in drawn for e in history], EVENTS) == set()


@settings(max_examples=30)
@given(st.data())
def test_commands_aim_at_the_case(data: st.DataObject) -> None:
    """With a case, a status asked for is one that it has a way to, and what happened lies before now."""
    case = data.draw(cases(max_commands=5))
    now = case.history[-1].at
    command = data.draw(commands(case, before=now))
    assert command.occurred_at is None or command.occurred_at <= now
    if isinstance(command, c.ChangeStatus):
        assert command.to in SMALL_LIFE.ways[case.status]


@given(openings(st.just("C-9"), before=NOW))
def test_an_opening_keeps_to_what_it_is_given(command: c.OpenCase) -> None:
    """The id is the caller's; nothing in it is later than `before`."""
    assert command.new_id == "C-9"
    assert command.received_at is None or command.received_at <= NOW


@settings(max_examples=30)
@given(cases())
def test_a_case_stands_in_a_status_of_its_life(case: Case) -> None:
    """Status and phase are the life's, and every step was one of its ways."""
    assert case.phase == SMALL_LIFE.phases[case.status]
    steps = [span.status for span in case.status_spans]
    assert all(after in SMALL_LIFE.ways[before] for before, after in pairwise(steps))


@settings(max_examples=30)
@given(PARCELS)
def test_a_case_may_have_fields_of_its_own(parcel: Parcel) -> None:
    """A subclass is made of its own type, its fields of theirs."""
    assert type(parcel) is Parcel
    assert parcel.weight in {None, Decimal("1.50")}
    assert parcel.tags in {(), ("a", "b")}


@settings(max_examples=30)
@given(cases(case_id=st.just("C-5"), opened=st.just(NOW), max_commands=3))
def test_a_case_keeps_to_what_it_is_given(case: Case) -> None:
    """Its id and the instant of its opening are the caller's, and so is its length."""
    assert case.id == "C-5"
    assert case.history[0].at == NOW
    assert isinstance(case.history, History)


@settings(max_examples=30)
@given(histories(life=Life(first="on", phases={"on": "open"}, ways={"on": ("on",)})))
def test_a_life_may_be_the_callers(history: History) -> None:
    """Only its statuses come up."""
    assert {each.status for each in history if isinstance(each, e.CaseOpened | e.StatusChanged)} == {"on"}


@pytest.mark.parametrize(
    "command",
    [
        c.OpenCase(new_id="C-2", subject="again"),
        c.UnmergeCase(),
        c.ChangeStatus(to="waiting"),
        c.ChangeStatus(to="working", fields={"no": 1}),
        c.ReactivateCase(),
        c.CompleteActivity(number=9),
        c.ChangeFields(fields={"weight": "1.50"}),
    ],
)
def test_what_cannot_be_is_refused(command: c.Command) -> None:
    """A command that the case has no place for is refused."""
    assert not do(draft_of_one(), command)


def test_what_is_done_is_said() -> None:
    """A command's comment is added behind what it did."""
    draft = draft_of_one()
    assert do(draft, c.SetNextAction(next_action=NextAction(text="call back"), comment="will do"))
    assert [each.event for each in draft.events] == ["CaseOpened", "NextActionSet", "CommentAdded"]


def test_a_case_without_others_has_none_to_part_with() -> None:
    """Nothing befalls a case that has taken in no other."""
    draft = draft_of_one()
    befall(draft, "CaseParted", "")
    assert len(draft.events) == 1


def test_a_status_without_a_case_is_any() -> None:
    """Without a case, a change of status goes to each status of the life, and to no other."""
    two = Life(first="on", phases={"on": "open", "off": "closed"}, ways={"on": ("off",), "off": ()})
    met: set[Any] = set()

    def goes(drawn: list[Any]) -> list[Any]:
        found = [each.to for each in drawn if isinstance(each, c.ChangeStatus)]
        met.update(found)
        return found

    assert never_met(st.lists(commands(life=two), min_size=20, max_size=20), goes, two.phases) == set()
    assert met == set(two.phases)
