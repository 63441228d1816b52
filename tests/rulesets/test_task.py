"""A command in a rulebook: what is written out in it is checked when the rulebook is loaded."""

from typing import Any

import pytest

from caserules.case import Case
from caserules.case import commands as c
from caserules.engine import Scope
from caserules.model import FrozenMap
from caserules.rulesets.place import RuleProblem
from caserules.rulesets.task import Task
from caserules.rulesets.terms import Terms


class Parcel(Case):
    """A case with fields of its own."""

    weight: int = 0


WORDS = {
    "close": ("no reply",),
    "resolution_code": ("refunded",),
    "status": ("new", "done"),
    "clone": ("item",),
}
TERMS = Terms(case_type=Parcel, words=WORDS)


def task(**do: dict[str, Any]) -> Task:
    """A task that does this."""
    made = FrozenMap[str, Any]({kind: FrozenMap(facts) for kind, facts in do.items()})
    return Task("r", made, Scope({"case": Parcel}), TERMS)


@pytest.mark.parametrize(
    ("do", "key", "told"),
    [
        ({"OpenCase": {"new_id": "C-2", "subject": "s"}}, "do", "`OpenCase` begins a case"),
        ({"ClseCase": {}}, "do", "did you mean `CloseCase`?"),
        ({"CloseCase": {}, "PickCase": {}}, "do", "`do` names one command, not 2"),
        ({"CloseCase": {"reson": "no reply"}}, "do.CloseCase.reson", "did you mean `reason`?"),
        ({"CloseCase": {"command": "PickCase"}}, "do.CloseCase.command", "`CloseCase` has no `command`"),
        ({"CloseCase": {"reason": "{case.subjct}"}}, "do.CloseCase.reason", "did you mean `subject`?"),
        ({"CloseCase": {"reason": "no replay"}}, "do.CloseCase.reason", "did you mean `no reply`?"),
        ({"CloseCase": {"notify": "often"}}, "do.CloseCase.notify", "does not fit `CloseCase`"),
        ({"CloseCase": {"comment": " "}}, "do.CloseCase.comment", "does not fit `CloseCase`"),
        ({"ChangeStatus": {"to": "dne"}}, "do.ChangeStatus.to", "did you mean `done`?"),
        ({"ResolveCase": {"resolution": {"code": "refnded"}}}, "do.ResolveCase.resolution",
         "did you mean `refunded`?"),
        ({"CompleteActivity": {"number": "one"}}, "do.CompleteActivity.number", "does not fit"),
        ({"GrantCredit": {"amount": -3}}, "do.GrantCredit.amount", "more than `0` is wanted here"),
        ({"AssignCase": {}}, "do", "`AssignCase` needs `to`"),
        ({"ChangeFields": {"fields": {"weight": "much"}}}, "do.ChangeFields.fields.weight",
         "does not fit `weight`"),
        ({"ChangeFields": {"fields": {"wight": 3}}}, "do.ChangeFields.fields.wight",
         "did you mean `weight`?"),
        ({"ChangeFields": {"fields": {"priority": "high"}}}, "do.ChangeFields.fields.priority",
         "can't set `priority`"),
    ],
)  # fmt: skip
def test_what_can_not_be_done_is_refused_with_its_place(do: Any, key: str, told: str) -> None:
    """Commands, facts, values, words and fields, each under its key and with a remedy where one is known."""
    with pytest.raises(RuleProblem) as raised:
        task(**do)
    assert (raised.value.rule, raised.value.key) == ("r", key)
    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("do", "command"),
    [
        ({"CloseCase": {"reason": "no reply", "notify": True}}, c.CloseCase(reason="no reply", notify=True)),
        ({"ChangeStatus": {"to": "done", "fields": {"weight": 3, "subject": "{case.id}"}}},
         c.ChangeStatus(to="done", fields={"weight": 3, "subject": "C-1"})),
        ({"ChangeFields": {"fields": "{case.extra}"}}, None),
        ({"AddComment": {"comment": {"text": "of {case.id}", "public": True}}},
         c.AddComment(comment={"text": "of C-1", "public": True})),
        ({"ChangeStatus": {"to": "{case.status}"}}, c.ChangeStatus(to="new")),
    ],
)  # fmt: skip
def test_what_is_known_only_later_is_left_until_then(do: Any, command: c.Command | None) -> None:
    """A fact with a placeholder is judged when the command is made."""
    made = FrozenMap[str, Any]({kind: FrozenMap(facts) for kind, facts in do.items()})
    known = Task("r", made, Scope({"case": Any}), TERMS)
    case = FrozenMap({"id": "C-1", "status": "new", "extra": FrozenMap({"weight": 4})})
    if command is None:
        assert known.kind == "ChangeFields"
    else:
        facts = type("Known", (), dict(case))()
        assert known.command(case=facts) == command


def test_every_fault_of_a_task_is_told_at_once() -> None:
    """In the order in which they stand."""
    with pytest.raises(RuleProblem) as raised:
        task(ChangeStatus={"to": "dne", "notify": "x", "fields": {"wight": 1, "subject": 3}})
    assert [each.key for each in raised.value.all] == [
        "do.ChangeStatus.to",
        "do.ChangeStatus.notify",
        "do.ChangeStatus.fields.wight",
        "do.ChangeStatus.fields.subject",
    ]
