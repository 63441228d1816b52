"""Where a fault of a rule stands, in text and through pickle."""

import pickle

import pytest

from caserules.engine import ExpressionError
from caserules.rulesets.place import RuleProblem, at


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
