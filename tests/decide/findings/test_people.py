"""Whom the rules name and the roster does not have."""

from collections.abc import Mapping
from typing import Any

import pytest
from tests.decide.findings.conftest import (
    BASE,
    HOURS,
    ROSTER,
    desk,
    guard,
    route,
    upkeep,
)

PEOPLE: list[tuple[str, str, Mapping[str, Any]]] = [
    ("r0", "`r0` names `bob`", route(None, to=["bo", "bob", "support", "{case.opened_by}"])),
    ("r0", "`r0` names `bob`", route(None, to="bob")),
    ("r0", "`r0` picks of `supprt`", route(None, to={"team": "supprt"})),
    ("r0", "the skill `greek`, which nobody of `support`",
     route(None, to={"team": "support", "skill": "greek"})),
    ("r0", "the region `south`, which nobody of `support`",
     {**route(None, to={"team": "support", "region": "{case.area}"}), "fields": {"area": "words.area"},
      "words": {**BASE["words"], "area": ["north", "south"]}}),
    ("r0", "the skill `greek`, which nobody of the roster",
     route(None, to={"team": "{case.queue}{case.type}", "skill": "greek"})),
    ("n", "`n` names `lead`",
     {"notice": [{"id": "n", "on": "PickCase", "to": ["lead", "x@y.org", "support"]}]}),
    ("o", "`o` names `lead`", {"origin": [{"id": "o", "then": "open", "notify": ["lead"]}]}),
    ("u", "`u` names `lead`", upkeep(remind="lead")),
    ("r0", "`r0` names `bob`",
     {**route(None, to=['{who["first"]}', '{who["second"]}', "{case.opened_by}"]),
      "table": {"who": {"first": "bo", "second": "bob"}}}),
    ("g", "members of `billing`", guard('member(actor.id, "billing") or member(actor.id, case.queue)')),
    ("g", "the skill `greek`", guard('skilled(actor.id, "greek") or skilled(actor.id, "welsh")')),
    ("g", "members of `leads`", guard('member(actor.id, "support") or member(actor.id, "leads")')),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "told", "keys"), PEOPLE)
def test_whom_nobody_is_is_found_with_a_roster(rule: str, told: str, keys: Mapping[str, Any]) -> None:
    """One finding for whom the roster does not have, and none without a roster."""
    [nobody] = desk(**keys).check(ROSTER)
    assert (nobody.kind, nobody.rule) == ("nobody", rule)
    assert told in nobody.message
    assert not desk(**keys).check()


def test_without_a_vocabulary_of_queues_any_name_may_be_one() -> None:
    """Whom the roster does not know is a queue then; the agents' own schedules are used."""
    keys = {
        **route(None, to="bob"),
        "words": {},
        "schedule": {"night": HOURS, "day": HOURS},
        **upkeep(schedule="owner"),
    }
    assert [(each.kind, each.rule) for each in desk(**keys).check(ROSTER)] == [("unused", "schedule.day")]


def test_shifts_that_the_rulebook_does_not_have_are_found() -> None:
    """Where a rule counts by them; ana's is `night`."""
    keys = {**upkeep(schedule="owner"), "schedule": {"desk": HOURS}}
    [shift] = desk(**keys).check(ROSTER)
    assert (shift.kind, shift.rule, shift.key) == ("nobody", "u", "schedule")
    assert "`ana` works by `night`, no schedule" in shift.message
    assert not desk(schedule={"desk": HOURS}).check(ROSTER)
