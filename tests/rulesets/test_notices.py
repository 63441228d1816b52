"""Who is told of what: nobody twice, nobody of his own."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.rulesets.cases import NOW, case

from caserules.case import Case, Context, Notice, Refusal
from caserules.case import commands as c
from caserules.rulesets.notices import NoticeRule, Notices, each_once
from caserules.rulesets.place import RuleProblem
from caserules.rulesets.terms import Terms
from caserules.schedule import Schedule
from caserules.testing.commands import commands

PEOPLE = ("ana", "bo", "sam")
WHO = st.sampled_from((None, *PEOPLE))


def told(  # noqa: PLR0913 what a notice is made of
    rules: list[dict[str, Any]],
    before: Case | None,
    result: Case,
    command: c.Command,
    terms: Terms | None = None,
    *,
    refused_by: Iterable[str | None] = (),
) -> list[Notice]:
    """The notices of these rules, where `sam` gives the command, and these guards refuse it."""
    made = tuple(NoticeRule.model_validate({"id": f"n{at}", **each}) for at, each in enumerate(rules))
    context = Context(now=NOW, actor="sam")
    named = {"case": before, "command": command, "result": result, "item": None, "queue": None}
    values = {**named, "actor": context.agent, "now": NOW, "_context": context}
    refusals = [Refusal(code="guard", message="no", rule=each) for each in refused_by]
    return list(Notices(made, terms or Terms()).notices(values, command, context, refusals))


EVERY = [{"on": "*", "to": ["{case.opened_by}", "{case.owner}", "{result.owner}"], "source": "INT-14"}]


@given(WHO, WHO, commands())
@pytest.mark.requirement("INT-14")
def test_creator_and_owners_are_told_of_every_change_and_nobody_of_his_own(
    old: str | None, new: str | None, command: c.Command
) -> None:
    """Old and new owner and the creator, each once; looking at a case is no change."""
    found = told(EVERY, case(owner=old), case(owner=new), command)
    quiet = isinstance(command, c.SeeCase | c.Remind)
    people = {who for who in (() if quiet else ("ana", old, new)) if who not in {None, "sam"}}
    reminded = [command.to] if isinstance(command, c.Remind) else []
    asked = [new] if command.notify and new not in {None, "sam", *people} else []
    assert sorted(each.to for each in found) == sorted([*people, *reminded, *asked])
    assert len({each.key for each in found}) == len(found)


def test_a_notice_cites_its_rule_and_says_what_was_done() -> None:
    """Without a text of the rule's own it is the command with its comment; with one, that."""
    (found,) = told(EVERY, case(), case(), c.AddComment(comment="called back"))
    assert (found.rule, found.source, found.key) == ("n0", "INT-14", "C-1/0/n0/ana")
    assert found.message == "AddComment on case `C-1` by `sam`: called back"
    own = [{"on": ["PickCase"], "to": ["bo"], "message": "{actor.id} took {case.id}"}]
    assert [each.message for each in told(own, case(), case(), c.PickCase())] == ["sam took C-1"]


@pytest.mark.requirement("INT-15")
def test_a_command_that_asks_for_it_tells_the_owner() -> None:
    """Though no rule does; by no rule then."""
    (found,) = told([], case(), case(owner="bo"), c.PickCase(notify=True))
    assert (found.to, found.rule, found.message) == ("bo", None, "PickCase on case `C-1` by `sam`")


def test_looking_is_told_where_a_rule_names_it() -> None:
    """Only the star leaves it out; a `when` that does not hold tells nobody."""
    rules = [
        {"on": "SeeCase", "to": ["bo"]},
        {"on": "SeeCase", "to": ["ana"], "when": "case.owner is not None"},
    ]
    assert [each.to for each in told(rules, case(), case(), c.SeeCase())] == ["bo"]


def test_a_notice_with_hours_waits_for_the_next_opening() -> None:
    """In the hours of the named schedule it is sent at once."""
    schedules = {
        name: Schedule(time_zone="UTC", hours={"mon-sun": hours})
        for name, hours in (("day", "09:00-17:00"), ("night", "20:00-22:00"))
    }
    rules = [
        {"on": "PickCase", "to": ["bo"], "hours": "day"},
        {"on": "PickCase", "to": ["ana"], "hours": "night"},
    ]
    found = told(rules, case(), case(), c.PickCase(), Terms(schedules=schedules))
    assert [each.send_from for each in found] == [None, NOW.replace(hour=20)]


HELD = [{"on": "*", "to": ["lead", "sam"], "refused": ["held", "full"]}]


@given(st.sets(st.sampled_from(("held", "full", "other", None))), commands())
@pytest.mark.requirement("FES-03")
def test_a_notice_on_a_refusal_is_told_when_one_of_its_guards_refused_and_only_then(
    refusing: set[str | None], command: c.Command
) -> None:
    """Whatever else refuses; nobody is told then of what was not done, the refused one least of all."""
    found = told([*EVERY, *HELD], case(owner="bo"), case(owner="bo"), command, refused_by=refusing)
    if not refusing:
        assert "lead" not in {each.to for each in found}
    else:
        quiet = isinstance(command, c.SeeCase | c.Remind)
        expected = ["lead"] if refusing & {"held", "full"} and not quiet else []
        assert [each.to for each in found] == expected


def test_a_notice_on_a_refusal_says_that_it_was_one() -> None:
    """Where it has no text of its own."""
    (found,) = told(HELD, case(), case(), c.PickCase(), refused_by=["held"])
    assert found.message == "refused: PickCase on case `C-1` by `sam`"


def test_a_notice_told_once_has_the_key_that_its_text_makes() -> None:
    """The same for every case and version; as long as something in it is missing, each version's own."""
    rules = [{**HELD[0], "once": "{case.queue}/{case.queue_since}"}]
    queued = case(queue="front", queue_since=NOW, version=3)
    keys = [
        each.key
        for before in (queued, queued.replace(id="C-2"), case(version=3), None)
        for each in told(rules, before, case(version=9), c.PickCase(), refused_by=["held"])
    ]
    same = "n0/front/2026-03-02 15:00:00+00:00/lead"
    assert keys == [same, same, "C-1/3/n0/lead", "C-1/0/n0/lead"]
    done = [{"on": "PickCase", "to": ["lead"], "once": "{result.owner}"}]
    assert [each.key for each in told(done, case(), case(owner="bo"), c.PickCase())] == ["n0/bo/lead"]


@pytest.mark.requirement("FES-03")
@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Asia/Kolkata"])
def test_a_notice_told_once_has_one_key_in_whatever_zone_its_instants_come(zone: str) -> None:
    """A database that gives the same instant back in UTC does not have the notice told again."""
    rules = [{**HELD[0], "once": "{case.queue}/{case.queue_since}"}]
    queued = case(queue="front", queue_since=NOW.astimezone(ZoneInfo(zone)))
    (found,) = told(rules, queued, queued, c.PickCase(), refused_by=["held"])
    assert found.key == "n0/front/2026-03-02 15:00:00+00:00/lead"


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        ({"on": "Pick"}, "on"),
        ({"to": ["{case.x}"]}, "to"),
        ({"message": "{case.x}"}, "message"),
        ({"once": "{case.x}"}, "once"),
        ({"when": "x"}, "when"),
        ({"hours": "x"}, "hours"),
    ],
)
def test_a_notice_that_names_what_is_not_there_is_refused(rule: dict[str, Any], key: str) -> None:
    """With the rule and the key."""
    with pytest.raises(RuleProblem) as raised:
        told([{"on": "*", "to": ["bo"], **rule}], case(), case(), c.PickCase())
    assert (raised.value.rule, raised.value.key) == ("n0", key)


def test_a_notice_tells_somebody() -> None:
    """An empty list is a rule without an effect."""
    with pytest.raises(ValidationError, match="at least 1 item"):
        NoticeRule(id="n", on="*", to=())


def test_hours_of_a_desk_without_schedules_are_told_with_a_remedy() -> None:
    """Where there is no schedule that could be meant, the message says what to do."""
    rule = NoticeRule(id="n", on="CloseCase", to=("bo",), hours="office")
    with pytest.raises(RuleProblem, match=r"no schedule `office`; declare it under `\[schedule\]`"):
        Notices((rule,), Terms())


def test_a_reminder_is_the_one_notice_to_whom_it_is_for() -> None:
    """Neither a rule nor `notify` tells him of it once more; others are told as ever."""
    command = c.Remind(to="bo", key="k", message="ring back", notify=True)
    rule = {"on": "Remind", "to": ["{case.owner}", "ana"]}
    found = told([rule], case(owner="bo"), case(owner="bo"), command)
    assert [(each.to, each.key) for each in found] == [("bo", "k"), ("ana", "C-1/0/n0/ana")]


def test_a_refused_reminder_reminds_nobody() -> None:
    """Those who are told of the refusal are told."""
    command = c.Remind(to="bo", key="k", message="ring back")
    rule = {"on": "Remind", "to": ["bo"], "refused": ["g"]}
    found = told([rule], case(), case(), command, refused_by=["g"])
    assert [(each.to, each.rule) for each in found] == [("bo", "n0")]


def test_the_same_key_is_the_same_notice() -> None:
    """Of those that one decision has twice, the first is told."""
    first, again, other = (
        Notice(to="bo", at=NOW, message=message, key=key)
        for message, key in (("a", "k"), ("b", "k"), ("c", "l"))
    )
    assert each_once([first, again, other]) == (first, other)
    assert each_once([first]) == (first,)
