"""What a command must satisfy: which guards ask, all refusals at once, each with its words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rulesets.cases import NOW, case

from caserules.case import Case, Context
from caserules.case import commands as c
from caserules.rulesets.guard import GuardRule, Guards
from caserules.rulesets.place import RuleProblem
from caserules.rulesets.terms import COMMANDS, Terms
from caserules.testing.commands import commands

CONTEXT = Context(now=NOW, actor="sam")
CASE = case()


def guards(*rules: dict[str, Any], terms: Terms | None = None) -> Guards:
    """These rules, named by their places."""
    made = [GuardRule.model_validate({"id": f"g{at}", **each}) for at, each in enumerate(rules)]
    return Guards(tuple(made), terms or Terms())


def values(command: c.Command, before: Case | None = CASE) -> dict[str, Any]:
    """What guards read."""
    named = {"case": before, "command": command, "result": CASE, "item": None, "queue": None}
    return {**named, "actor": CONTEXT.agent, "now": NOW, "_context": CONTEXT}


def refused(these: Guards, command: c.Command, before: Case | None = CASE) -> list[str | None]:
    """The ids of the guards that refuse."""
    return [each.rule for each in these.refusals(values(command, before), command.command, CONTEXT)]


ON = st.just("*") | st.lists(st.sampled_from(sorted(COMMANDS)), min_size=1, max_size=4)
GUARD = st.fixed_dictionaries(
    {"on": ON, "require": st.sampled_from(("command.notify", "not command.notify"))}
)
WHEN = st.sampled_from((None, 'actor.id == "sam"', 'actor.id == "ana"'))


@given(st.lists(st.tuples(GUARD, WHEN), max_size=5), commands(CASE))
@pytest.mark.requirement("ALL-08")
def test_every_guard_on_the_command_that_does_not_hold_refuses(
    drawn: list[tuple[dict[str, Any], str | None]], command: c.Command
) -> None:
    """In the file's order, those whose `when` holds and whose `require` does not; a star watches all."""
    these = guards(*({**guard, "when": when} for guard, when in drawn))
    expected = [
        f"g{place}"
        for place, (guard, when) in enumerate(drawn)
        if (guard["on"] == "*" or command.command in guard["on"])
        and (when is None or "sam" in when)
        and command.notify != (guard["require"] == "command.notify")
    ]
    assert refused(these, command) == expected


@pytest.mark.requirement("INT-09")
def test_a_refusal_names_rule_source_and_remedy_in_the_desks_words() -> None:
    """Message and remedy are templates of what the guard reads."""
    these = guards(
        {
            "on": "CloseCase",
            "require": "member(actor.id, case.opened_by)",
            "message": "case {case.id} was opened by {case.opened_by}; {actor.id} may not close it",
            "remedy": "reassign the case to {case.opened_by}",
            "source": "INT-09",
        },
        {"on": "CloseCase", "require": "command.reason is not None"},
    )
    command = c.CloseCase()
    first, second = these.refusals(values(command), command.command, CONTEXT)
    assert str(first) == "`g0` (INT-09): case C-1 was opened by ana; sam may not close it"
    assert first.remedy == "reassign the case to ana"
    assert (second.message, second.source, second.remedy) == (
        "requires `command.reason is not None`",
        None,
        None,
    )


def test_what_is_required_of_a_missing_value_does_not_hold() -> None:
    """A guard on every command refuses an opening where it asks for the case before."""
    these = guards({"on": "*", "require": 'case.phase == "open"'})
    assert refused(these, c.OpenCase(new_id="C-2", subject="s"), None) == ["g0"]
    assert refused(these, c.PickCase()) == []


def test_what_is_not_known_yet_is_left_open_in_the_words() -> None:
    """A button is grey before anybody says to whom: the message has a gap, and is never short of a word."""
    guard = {"on": "AssignCase", "require": "False", "message": "{actor.id} may not give it to {command.to}"}
    these = guards({**guard, "remedy": "ask {command.to}"}, {"on": "AssignCase", "require": "False"})
    rules = [
        rule for rule, _ in these.foreseen(values(c.SeeCase()), frozenset({"command"}), "AssignCase", CONTEXT)
    ]
    unknown = values(c.SeeCase()) | {"command": None}
    told = [these.refused(rule, unknown, frozenset({"command"})) for rule in rules]
    assert [(each.message, each.remedy) for each in told] == [
        ("sam may not give it to …", "ask …"),
        ("requires `False`", None),
    ]


@pytest.mark.parametrize(
    ("guard", "key", "remedy"),
    [
        ({"on": "ClsoeCase"}, "on", "did you mean `CloseCase`?"),
        ({"on": "CloseCase", "require": "comand.notify"}, "require", "did you mean `command`?"),
        ({"on": "CloseCase", "when": "case.quue is None"}, "when", "did you mean `queue`?"),
        ({"on": "CloseCase", "message": "{case.quue}"}, "message", "did you mean `queue`?"),
        ({"on": "CloseCase", "remedy": "{case.quue}"}, "remedy", "did you mean `queue`?"),
        ({"on": "CloseCase", "message": "{case}"}, "message", "name one of its facts"),
        ({"on": "CloseCase", "message": "not {case.links}"}, "message", "name one of its facts"),
        ({"on": "CloseCase", "require": 'command.reason == "slved"'}, "require", "did you mean `solved`?"),
        ({"on": "CloseCase", "require": "membr(actor.id, case.owner)"}, "require", "did you mean `member`?"),
    ],
)
def test_a_guard_that_names_what_is_not_there_is_refused(guard: Any, key: str, remedy: str) -> None:
    """Commands, names, fields, words and functions, each with the nearest that there is."""
    with pytest.raises(RuleProblem) as raised:
        guards({"require": "command.notify", **guard}, terms=Terms(words={"close": ("solved",)}))
    assert (raised.value.rule, raised.value.key, raised.value.remedy) == ("g0", key, remedy)


def test_the_faults_of_all_guards_are_told_at_once() -> None:
    """Not only the first."""
    with pytest.raises(RuleProblem) as raised:
        guards(
            {"on": "No", "require": "x"},
            {"on": "*", "require": "x"},
            {"on": "*", "require": "command.notify"},
        )
    assert [each.rule for each in raised.value.all] == ["g0", "g1"]
