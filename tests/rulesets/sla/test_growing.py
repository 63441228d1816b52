"""Conditions over growing tuples, each part asked once, against asking anew every time."""

from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from caserules.case import Case, Context, Draft
from caserules.case import events as e
from caserules.engine import parse
from caserules.rulesets.sla.growing import asks_anew
from caserules.rulesets.terms import Terms

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SCOPE = Terms().scope(case=Case)
GIVEN: dict[str, Any] = {"_context": Context(now=AT, actor="sam")}

PUBLIC = "any(c.public for c in case.comments)"
BY_ANA = 'any(member(c.by, "ana") for c in case.comments if c.text != "skip")'
REACHED = "any(a.reached for a in case.attempts)"
CONDITIONS = [
    PUBLIC,
    BY_ANA,
    f"not {PUBLIC}",
    f"{PUBLIC} and {REACHED}",
    f"{PUBLIC} or not ({REACHED} and case.priority == 'high')",
    f"case.priority == 'high' and not {BY_ANA}",
]


def written(case: Case, step: int, move: str) -> Case:
    """The case after one more decision."""
    draft = Draft(case, Case, by="ana" if "a" in move else "bo", at=AT + step * timedelta(minutes=1))
    match move:
        case "attempt" | "reach":
            draft.emit(e.AttemptLogged, number=draft.number, channel="phone", reached=move == "reach")
        case "high" | "low":
            draft.emit(e.PriorityChanged, priority=move)
        case _:
            draft.emit(e.CommentAdded, number=draft.number, text=move, public=move == "public")
    return draft.case


def opened() -> Case:
    """A case with nothing in it."""
    draft = Draft(None, Case, by="ana", at=AT)
    facts = {"desk": "d", "subject": "s", "status": "open", "phase": "open", "received_at": AT}
    draft.emit(e.CaseOpened, case_id="C", **facts)
    return draft.case


@given(
    st.sampled_from(CONDITIONS),
    st.lists(st.sampled_from(["public", "skip", "note", "attempt", "reach", "high", "low"]), max_size=12),
)
@example(CONDITIONS[3], ["note", "attempt", "public", "reach"])
@example(CONDITIONS[4], ["note", "attempt", "high", "reach", "public"])
@example(CONDITIONS[5], ["high", "skip", "note", "low"])
def test_each_part_asked_once_gives_the_same_answer(condition: str, moves: list[str]) -> None:
    """After every decision the answer is that of the condition itself, and the case is as it was."""
    expression = parse(condition, SCOPE)
    make = asks_anew(expression)
    assert make is not None
    ask, again = make(), make()
    steps = accumulate(enumerate(moves, 1), lambda case, move: written(case, *move), initial=opened())
    for case in steps:
        before = dict(vars(case))
        expected = bool(expression.evaluate(case=case, **GIVEN))
        assert bool(ask(case=case, **GIVEN)) == expected
        assert vars(case) == before
    assert bool(again(case=case, **GIVEN)) == expected


@pytest.mark.parametrize(
    "condition",
    [
        'case.status == "open"',
        "any(a.status == 'open' for a in case.activities)",
        "any(c.at > case.opened_at for c in case.comments)",
        "any(c.at > seen(c.by) for c in case.comments)",
        "len(case.comments) > 2",
        "all(c.public for c in case.comments)",
    ],
)
def test_other_conditions_are_asked_as_they_are(condition: str) -> None:
    """Parts that may change, and conditions that read beside the part, have to be asked anew."""
    assert asks_anew(parse(condition, SCOPE)) is None


def test_a_condition_that_fails_leaves_the_case_as_it_was() -> None:
    """The tuple is put back whatever happens."""
    make = asks_anew(parse(BY_ANA, SCOPE))
    assert make is not None
    case = written(opened(), 1, "public")
    with pytest.raises(AttributeError):
        make()(case=case, _context=None)
    assert len(case.comments) == 1
