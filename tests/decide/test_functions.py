"""Functions of a host's own: what they answer is what they annotate."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Literal, Protocol

import pytest

import caserules as cr
from caserules.decide.functions import own_functions
from caserules.decide.plugs import PlugError

NOW = datetime.fromisoformat("2026-03-02T09:00Z")


class Mood(Enum):
    """How somebody feels."""

    GOOD = "good"
    BAD = "bad"


class Named(Protocol):
    """What can't be asked for at run time."""

    name: str


VALUES = (
    "x",
    3,
    1.5,
    Decimal(1),
    True,
    NOW,
    NOW.date(),
    time(9),
    timedelta(1),
    ("x",),
    ["x"],
    {"x": 1},
    Mood.BAD,
)
HELD: list[tuple[Any, tuple[Any, ...]]] = [
    (str, ("x",)),
    (int, (3, 1.5, Decimal(1))),
    (Decimal, (3, 1.5, Decimal(1))),
    (bool, (True,)),
    (datetime, (NOW,)),
    (date, (NOW.date(),)),
    (time, (time(9),)),
    (timedelta, (timedelta(1),)),
    (tuple[str, ...], (("x",), ["x"], {"x": 1})),
    (Mapping[str, int], ({"x": 1},)),
    (Literal["x", "y"], ("x",)),
    (Literal["y"], ()),
    (Mood, (Mood.BAD,)),
    (cr.Agent, ()),
    (str | None, ("x", None)),
    (None, (None,)),
    (str | int, (*VALUES, None)),
    (Any, (*VALUES, None)),
    (Named, VALUES),
]


@pytest.mark.parametrize(("returns", "held"), HELD)
def test_an_answer_is_of_the_type_that_is_annotated(returns: Any, held: tuple[Any, ...]) -> None:
    """Every other is an error, as far as its class tells; a sum of types that says nothing takes any."""
    for value in (*VALUES, None):
        (function,) = own_functions([cr.Function("f", (), returns, lambda value=value: value)])
        if (type(value), value) in [(type(each), each) for each in held]:
            assert function.call() is value
        else:
            with pytest.raises(PlugError, match=r"the host's function `f` answered .*; answer "):
                function.call()


def score(subject: str) -> int:
    """Says otherwise than it annotates where the subject does."""
    return {"few": 3, "none": None, "text": "3"}[subject]  # type: ignore[return-value]  # the claim


def test_a_rule_that_gets_another_answer_says_so() -> None:
    """It neither holds nor fails to in silence; a desk that was made again says the same."""
    guard = {"id": "g", "on": "OpenCase", "require": "score(command.subject) >= 3"}
    book = {"id": "d", "first_status": "new", "status": {"new": {"phase": "open"}}, "guard": [guard]}
    desk = cr.Desk(cr.Rulebook.model_validate(book), functions=own_functions([score]))
    context = cr.Context(now=NOW, actor="ana")
    assert desk.decide(None, cr.OpenCase(new_id="C-1", subject="few"), context).accepted
    with pytest.raises(PlugError, match=r"the host's function `score` answered `3`; answer a number$"):
        desk.decide(None, cr.OpenCase(new_id="C-1", subject="text"), context)
    with pytest.raises(PlugError, match="answered nothing; answer a number, or annotate that it may be None"):
        desk.decide(None, cr.OpenCase(new_id="C-1", subject="none"), context)
