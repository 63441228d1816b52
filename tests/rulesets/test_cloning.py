"""New cases made from a case: for which reasons, how often, and what they take over."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rulesets import cases
from tests.rulesets.cases import NOW

from caserules.case import Case, Context, Person, Refusal
from caserules.case.commands import CloneCase
from caserules.case.parts import CloneOf
from caserules.rulebook.fields import FieldSpec, case_type
from caserules.rulesets.cloning import Clone, CloneRule, Cloning
from caserules.rulesets.place import RuleProblem
from caserules.rulesets.terms import Terms

KIND = case_type(
    (
        ("due", FieldSpec(type="date", missing=True)),
        ("submission", FieldSpec(type="text", missing=True)),
        ("flag", FieldSpec(type="bool", default=False)),
    )
)
TERMS = Terms(case_type=KIND, words={"clone": ("department", "items", "urgent")})
DEPARTMENT = {
    "reason": "department",
    "for": "{command.department}",
    "require": "command.department != case.type",
    "message": "{command.department} has the case already",
    "remedy": "name another department",
    "source": "FES-11",
}
ITEMS = {
    "reason": "items",
    "for": "{item}",
    "each": "items",
    "copy": ["subject"],
    "set": {"submission": "{item}"},
}


def case(**facts: Any) -> Case:
    """A case of the desk."""
    return cases.case(KIND, **facts)


def cloning(*rules: dict[str, Any]) -> Cloning:
    """These rules, named by their places; the two usual ones where none is given."""
    made = rules or (DEPARTMENT, ITEMS)
    return Cloning(
        tuple(CloneRule.model_validate({"id": f"k{at}", **each}) for at, each in enumerate(made)), TERMS
    )


def clones(command: CloneCase, *rules: dict[str, Any], of: Case | None = None, related: Any = ()) -> Any:
    """What comes of the command."""
    return cloning(*rules).clones(of or case(), command, Context(now=NOW, actor="ana", related=related))


def asked(reason: str, *ids: str, **facts: Any) -> CloneCase:
    """A command to clone."""
    return CloneCase(reason=reason, new_ids=ids, **facts)


@pytest.mark.requirement("FES-11")
def test_a_clone_takes_over_what_the_rule_says_and_is_linked() -> None:
    """Subject, description and requester by default; a fresh clock; where it comes from."""
    source = case(description="d", requester=Person(id="P"), received_at=NOW - timedelta(days=9))
    (made,) = clones(asked("department", "K-1", department="finance"), of=source)
    assert isinstance(made, Clone)
    assert dict(made.facts) == {"subject": "s", "description": "d", "requester": Person(id="P")}
    assert (made.new_id, made.rule, made.received_at) == ("K-1", "k0", NOW)
    assert made.clone_of == CloneOf(source="C-1", root="C-1", reason="department", target="finance")


def test_a_clone_of_a_clone_keeps_the_root_and_may_keep_the_clock() -> None:
    """`inherited` counts from when the source was received."""
    source = case(
        received_at=NOW - timedelta(days=9),
        clone_of=CloneOf(source="C-0", root="C-0", reason="department", target="legal"),
    )
    inherited = {**DEPARTMENT, "clock": "inherited"}
    root = case(id="C-0")
    (made,) = clones(asked("department", "K", department="x"), inherited, of=source, related=(root,))
    assert (made.clone_of.root, made.received_at) == ("C-0", NOW - timedelta(days=9))


@given(st.lists(st.sampled_from("abcdef"), unique=True, min_size=1))
@pytest.mark.requirement("FES-12")
def test_there_is_one_clone_for_each_item_in_order(items: list[str]) -> None:
    """Each has its id, its target, and what the rule sets from the item."""
    made = clones(asked("items", *(f"K-{item}" for item in items), items=tuple(items)))
    assert [(each.new_id, each.clone_of.target, each.facts["submission"]) for each in made] == [
        (f"K-{item}", item, item) for item in items
    ]


TARGETS = st.sampled_from(("finance", "legal"))
KIN = st.tuples(
    st.sampled_from(("department", "urgent", "items")),
    TARGETS,
    st.sampled_from(("C-0", "X-0")),
    st.booleans(),
)


@given(st.lists(KIN, max_size=4), TARGETS)
@pytest.mark.requirement("FES-13")
def test_a_department_is_cloned_for_once_in_the_lineage(kin: list[Any], target: str) -> None:
    """Whichever relative has it, as a clone or as a source, and under whichever reason for departments."""
    of = case(clone_of=CloneOf(source="C-0", root="C-0", reason="department", target="liaison"))
    related = [case(id="C-0")]
    for number, (reason, taken, root, as_source) in enumerate(kin):
        mark = CloneOf(source="C-0", root=root, reason=reason, target=taken)
        own = CloneOf(source="C-0", root=root, reason="items", target=f"item {number}")
        facts = {"clone_of": own, "clones": (mark,)} if as_source else {"clone_of": mark}
        related.append(case(id=f"R-{number}", **facts))
    urgent = {"reason": "urgent", "for": "{command.department}"}
    found = clones(
        asked("department", "K", department=target), DEPARTMENT, ITEMS, urgent, of=of, related=tuple(related)
    )
    refused = any(root == "C-0" and taken == target and reason != "items" for reason, taken, root, _ in kin)
    assert isinstance(found, Refusal) == refused
    assert not refused or found.code == "cloned-already"


def test_an_item_is_not_cloned_for_twice_in_one_command() -> None:
    """Nor is anything made of the others then."""
    found = clones(asked("items", "K-1", "K-2", items=("a", "a")))
    assert (found.code, found.rule) == ("cloned-already", "k1")
    assert found.remedy == "leave it out, and work on the clone that there is"


@pytest.mark.requirement("FES-13")
def test_any_other_reason_is_refused_with_those_there_are() -> None:
    """Also a reason whose rule does not hold for the case."""
    found = clones(asked("curiosity", "K"))
    assert (found.code, found.remedy) == ("no-reason-to-clone", "reasons: `department`, `items`")
    never = {**DEPARTMENT, "when": 'case.type == "finance"'}
    assert clones(asked("department", "K", department="x"), never).code == "no-reason-to-clone"
    assert clones(asked("x", "K"), {**DEPARTMENT, "enabled": False}).remedy == "reasons: none"


@pytest.mark.requirement("FES-11")
def test_the_cases_own_department_is_refused_in_the_rules_words() -> None:
    """Message, remedy and source are the rule's; without a message the condition is told."""
    found = clones(asked("department", "K", department="finance"), of=case(type="finance"))
    assert str(found) == "`k0` (FES-11): finance has the case already"
    assert found.remedy == "name another department"
    bare = {"reason": "department", "for": "x", "require": "case.type is not None"}
    assert clones(asked("department", "K"), bare).message == "requires `case.type is not None`"


@pytest.mark.parametrize(
    ("command", "code", "message"),
    [
        (
            asked("department", "K"),
            "no-target",
            "`department` of the command names nothing to clone for",
        ),
        (asked("items"), "no-target", "`items` of the command names nothing to clone for"),
        (asked("department", department="x"), "ids-do-not-fit", "1 clone needs a new id, and there are 0"),
        (
            asked("items", "K", items=("a", "b")),
            "ids-do-not-fit",
            "2 clones need a new id each, and there are 1",
        ),
        (asked("items", "K", "K", items=("a", "b")), "ids-do-not-fit", "`K` is the id of another case"),
        (asked("department", "C-1", department="x"), "ids-do-not-fit", "`C-1` is the id of another case"),
        (asked("department", "R-1", department="x"), "ids-do-not-fit", "`R-1` is the id of another case"),
    ],
)
def test_a_clone_needs_a_target_and_an_id_of_its_own(command: CloneCase, code: str, message: str) -> None:
    """As many ids as clones, none of them taken."""
    found = clones(command, related=(case(id="R-1"),))
    assert (found.code, found.message) == (code, message)


def test_the_desks_own_fields_are_taken_over_in_their_stored_form() -> None:
    """A date as the event keeps it; what is missing is left out; a truth value stays one."""
    rule = {"reason": "department", "for": "x", "copy": ["due", "submission", "type"], "set": {"flag": True}}
    (made,) = clones(asked("department", "K"), rule, of=case(due=date(2026, 3, 2)))
    assert dict(made.facts) == {"due": "2026-03-02", "flag": True, "subject": "s"}


def test_a_template_that_names_nothing_sets_nothing() -> None:
    """The field keeps what was copied."""
    rule = {"reason": "department", "for": "x", "copy": ["type"], "set": {"type": "{case.reason}"}}
    (made,) = clones(asked("department", "K"), rule, of=case(type="t"))
    assert dict(made.facts) == {"type": "t", "subject": "s"}


def test_the_rule_that_holds_makes_the_clone() -> None:
    """Of two for one reason, by the case; `why` tells both."""
    two = ({**DEPARTMENT, "when": 'case.type == "a"'}, {**DEPARTMENT, "when": 'case.type == "b"'})
    command = asked("department", "K", department="x")
    (made,) = clones(command, *two, of=case(type="b"))
    assert made.rule == "k1"
    trace = cloning(*two).why(case(type="b"), command, Context(now=NOW, actor="ana"))
    assert [each.held for each in trace.tries] == [False, True]


def test_the_trace_says_why_a_rule_was_not_taken() -> None:
    """It is for another reason, or it does not hold for the case, or one before it was taken."""
    three = (ITEMS, {**DEPARTMENT, "when": 'case.type == "a"'}, DEPARTMENT, DEPARTMENT)
    command = asked("department", "K", department="x")
    trace = cloning(*three).why(case(type="b"), command, Context(now=NOW, actor="ana"))
    told = [str(each) for each in trace.tries]
    assert 'command.reason == "items"' in told[0]
    assert 'case.type == "a"' in told[1]
    assert told[2].startswith("yes")
    assert "comes later" in told[3]


@pytest.mark.parametrize(
    ("rule", "key", "remedy"),
    [
        ({"reason": "departmnt"}, "reason", "did you mean `department`?"),
        ({"copy": ["subjct"]}, "copy", "did you mean `subject`?"),
        ({"require": "case.tpye is None"}, "require", "did you mean `type`?"),
        ({"for": "{itme}"}, "for", "did you mean `item`?"),
        ({"message": "{itme}"}, "message", "did you mean `item`?"),
        ({"set": {"flg": True}}, "set.flg", "did you mean `flag`?"),
    ],
)
def test_a_rule_that_can_not_be_meant_is_refused(rule: dict[str, Any], key: str, remedy: str) -> None:
    """Each key with the nearest that there is."""
    with pytest.raises(RuleProblem) as raised:
        cloning({**DEPARTMENT, **rule})
    assert (raised.value.rule, raised.value.key, raised.value.remedy) == ("k0", key, remedy)


@pytest.mark.parametrize("more", [{}, {"set": {"subject": "{case.description}"}}])
def test_a_clone_has_a_subject(more: dict[str, Any]) -> None:
    """That of its source, where the rule neither copies one nor sets one that says something."""
    command = asked("department", "K-1", department="finance")
    (made,) = clones(command, {**DEPARTMENT, "copy": [], **more}, of=case(description=" "))
    assert made.facts["subject"] == "s"
