"""Where a fault of a rule stands, in text and through pickle."""

import pickle

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from caserules.engine import ExpressionError, Rule
from caserules.rulesets.place import MOST_PROBLEMS, Fault, RuleProblem, at, each_of


def test_an_expressions_error_keeps_its_column_text_and_remedy() -> None:
    """What the engine says about a text arrives whole, with the rule and the key in front."""
    with pytest.raises(RuleProblem) as raised, at("first-comment", "stop"):
        raise ExpressionError("case.quue", 6, "a case has no field `quue`", "did you mean `queue`?")
    problem = raised.value
    assert (problem.rule, problem.key, problem.column, problem.text) == (
        "first-comment",
        "stop",
        6,
        "case.quue",
    )
    assert str(problem) == (
        "rule `first-comment`, `stop`: a case has no field `quue`, at column 6 of `case.quue`; "
        "did you mean `queue`?"
    )


def test_an_error_without_a_remedy_has_none() -> None:
    """No remedy is None, not an empty text."""
    with pytest.raises(RuleProblem) as raised, at("a", "when"):
        raise ExpressionError("x", 1, "there is no `x` here")
    assert raised.value.remedy is None


def test_any_other_value_error_becomes_a_problem_without_a_column() -> None:
    """A target that says nothing sensible is a fault of its key as a whole."""
    with (
        pytest.raises(RuleProblem, match="rule `a`, `within`: `soon` is no target") as raised,
        at("a", "within"),
    ):
        raise ValueError("`soon` is no target")
    assert raised.value.column is None


def test_the_innermost_place_stays() -> None:
    """A problem that names its place already is not renamed further out."""
    with pytest.raises(RuleProblem) as raised, at("outer", "targets"), at("inner", "stop"):
        raise ValueError("no")
    assert (raised.value.rule, raised.value.key) == ("inner", "stop")


def test_nothing_happens_where_nothing_is_wrong() -> None:
    """The body's result is its own."""
    with at("a", "when"):
        value = 1
    assert value == 1


def test_a_problem_pickles() -> None:
    """A problem crosses a process boundary whole."""
    problem = RuleProblem("a", "when", "no", "do", 3, "text")
    assert str(pickle.loads(pickle.dumps(problem))) == str(problem)  # noqa: S301 - our own bytes


def test_a_fault_keeps_its_remedy_apart() -> None:
    """What to do about it is not part of what is wrong; what is no rule stands under its key alone."""
    with pytest.raises(RuleProblem) as raised, at(None, "effect.Close"):
        raise Fault("there is no command `Close`", "did you mean `CloseCase`?")
    assert (raised.value.message, raised.value.remedy) == (
        "there is no command `Close`",
        "did you mean `CloseCase`?",
    )
    assert str(raised.value) == "`effect.Close`: there is no command `Close`; did you mean `CloseCase`?"


def test_a_fault_pickles() -> None:
    """A fault crosses a process boundary whole, with a remedy or without."""
    for fault in (Fault("no", "do"), Fault("no")):
        assert str(pickle.loads(pickle.dumps(fault))) == str(fault)  # noqa: S301 - our own bytes


@given(st.lists(st.booleans(), max_size=80))
@example([False] * (MOST_PROBLEMS + 5))
@example([True])
def test_the_problems_of_all_rules_come_together(sound: list[bool]) -> None:
    """Every rule is tried, in order, until there are as many problems as are told at once."""
    rules = [Rule(id=str(number)) for number in range(len(sound))]
    made: list[str] = []

    def make(rule: Rule) -> None:
        with at(rule.id, "when"):
            if not sound[int(rule.id)]:
                raise ValueError("no")
        made.append(rule.id)

    bad = [rule.id for rule in rules if not sound[int(rule.id)]]
    if bad:
        with pytest.raises(RuleProblem) as raised:
            each_of(rules, make)
        assert [each.rule for each in raised.value.all] == bad[:MOST_PROBLEMS]
        assert all(not each.others for each in raised.value.all)
    else:
        each_of(rules, make)
    last = int(bad[MOST_PROBLEMS - 1]) if len(bad) >= MOST_PROBLEMS else len(rules)
    assert made == [rule.id for rule in rules[:last] if sound[int(rule.id)]]
