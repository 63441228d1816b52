"""Functions that a host registers: with their types, or read off annotations."""

import pickle
from functools import partial
from typing import Any

import pytest

from caserules.engine import Function, Scope, parse


def risk(subject: str, urgent: bool | None = None) -> int:  # noqa: FBT001 the host's function
    """How many letters, and ten more where it is urgent."""
    return len(subject) + 10 * bool(urgent)


class Model:
    """A host's model, called like a function."""

    def __call__(self, subject: str) -> int:
        """One for every letter."""
        return len(subject)

    def score(self, subject: str) -> int:
        """Twice that."""
        return 2 * len(subject)


def test_an_annotated_function_is_taken_as_it_is() -> None:
    """Its name, parameters and result are those of its annotations; a default may be left out."""
    function = Function.of(risk)
    assert (function.name, function.parameters, function.returns) == ("risk", (str, bool | None), int)
    scope = Scope({"text": str}, functions={"risk": function})
    assert parse("risk(text) + risk(text, True)", scope).compiled(text="abc") == 16
    assert parse("risk(text) + risk(text, True)", scope).evaluate(text="abc") == 16


@pytest.mark.parametrize(
    ("call", "name", "value"), [(Model(), "score_of", 3), (Model().score, None, 6), (risk, "risk_of", 3)]
)
def test_whatever_can_be_called_does(call: Any, name: str | None, value: int) -> None:
    """An object, a method, a function under another name."""
    function = Function.of(call, name=name)
    assert function.name == (name or "score")
    assert function.parameters[0] is str
    assert function.call("abc") == value


def test_what_is_not_annotated_is_asked_for() -> None:
    """A parameter, the result, and what has no plain name."""

    def bare(subject, urgent: bool) -> int:  # type: ignore[no-untyped-def]  # noqa: ANN001, FBT001 the claim
        return len(subject) + urgent

    def endless(subject: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 the claim
        return subject

    def by_name(*, subject: str) -> int:
        return len(subject)

    def many(*subjects: str) -> int:
        return len(subjects)

    for call, name in ((by_name, "subject"), (many, "subjects")):
        with pytest.raises(ValueError, match=f"does not take `{name}` by its place; give a `Function`"):
            Function.of(call)
    with pytest.raises(
        ValueError, match="`bare` does not annotate `subject`; annotate it, or give a `Function`"
    ):
        Function.of(bare)
    with pytest.raises(ValueError, match="`endless` does not annotate what it returns"):
        Function.of(endless)
    with pytest.raises(ValueError, match="`partial` does not annotate"):
        Function.of(partial(risk, "a"))
    with pytest.raises(ValueError, match="`<lambda>` does not annotate"):
        Function.of(lambda: 1)


async def later(subject: str) -> bool:
    """Answers when somebody waits for it."""
    return bool(subject)


async def one_by_one(subject: str) -> Any:
    """Answers piece by piece."""
    for each in subject:
        yield each


class Later:
    """An object that answers when somebody waits for it."""

    async def __call__(self, subject: str) -> bool:
        """The same."""
        return bool(subject)


@pytest.mark.parametrize("call", [later, Later(), partial(later), one_by_one])
def test_a_function_that_has_to_be_waited_for_is_none(call: Any) -> None:
    """Nobody waits for it in a rule, where what it gives at once would always hold."""
    with pytest.raises(ValueError, match="`f` is asynchronous, and no rule can wait for it"):
        Function("f", (str,), bool, call)


def test_a_function_is_pickled() -> None:
    """With its call, if that can be."""
    assert pickle.loads(pickle.dumps(Function.of(risk))) == Function.of(risk)  # noqa: S301 our own
