"""Conditions over growing tuples, a history asked once, against asking anew every time."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.rulesets.sla.steps import MONDAY, opened

from caserules.case import Case, Context, Draft, evolve
from caserules.case import events as e
from caserules.engine import parse
from caserules.rulesets.sla import ClockRule, Clocks
from caserules.rulesets.sla.growing import growing, parts_added
from caserules.rulesets.terms import Terms

SCOPE = Terms().scope(case=Case)
GIVEN: dict[str, Any] = {"_context": Context(now=MONDAY, actor="sam")}

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
    draft = Draft(case, Case, by="ana" if "a" in move else "bo", at=MONDAY + step * timedelta(minutes=1))
    match move:
        case "attempt" | "reach":
            draft.emit(e.AttemptLogged, number=draft.number, channel="phone", reached=move == "reach")
        case "high" | "low":
            draft.emit(e.PriorityChanged, priority=move)
        case _:
            draft.emit(e.CommentAdded, number=draft.number, text=move, public=move == "public")
    return draft.case


def asked(condition: str, history: tuple[Any, ...], case: Case) -> Iterator[bool]:
    """The condition's truth after each event, by the places at which its leaves begin to hold."""
    grown = growing(parse(condition, SCOPE))
    assert grown is not None
    begins = []
    for leaf in grown.leaves:
        parts, places = parts_added(leaf.field, case, history)
        enough = leaf.takes(parts, {"case": case, **GIVEN})
        begins.append(None if enough is None else places[enough - 1])
    for place, event in enumerate(history):
        case = evolve(case, event) if place else case
        ask = grown.made([each is not None and each <= place for each in begins], 0)
        yield bool(ask(case=case, **GIVEN))


@given(
    st.sampled_from(CONDITIONS),
    st.lists(st.sampled_from(["public", "skip", "note", "attempt", "reach", "high", "low"]), max_size=12),
)
@example(CONDITIONS[3], ["note", "attempt", "public", "reach"])
@example(CONDITIONS[4], ["note", "attempt", "high", "reach", "public"])
@example(CONDITIONS[5], ["high", "skip", "note", "low"])
def test_a_history_asked_once_gives_the_same_answers(condition: str, moves: list[str]) -> None:
    """After every event the answer is that of the condition itself, and the case is as it was."""
    expression = parse(condition, SCOPE)
    steps = list(accumulate(enumerate(moves, 1), lambda case, move: written(case, *move), initial=opened()))
    first = opened()
    before = dict(vars(first))
    found = list(asked(condition, steps[-1].history[:], first))
    assert found == [bool(expression.evaluate(case=case, **GIVEN)) for case in steps]
    assert vars(first) == before


ASKED = [
    "c.public",
    'c.by == "ana"',
    "c.number == max(o.number for o in case.comments)",
    "len(case.comments) == 1",
    "all(o.public for o in case.comments)",
    "not any(o.number > c.number and o.public for o in case.comments)",
    "c.at == case.last_agent_at",
]
PICKED = ["", ' if c.text != "skip"', " if len(case.comments) < 3", " if case.version > 2 if not c.public"]
FORMS = ["any({} for c in case.comments{})", "all({} for c in case.comments{})"]


@given(
    st.sampled_from(FORMS),
    st.sampled_from(ASKED),
    st.sampled_from(PICKED),
    st.booleans(),
    st.lists(st.sampled_from(["public", "skip", "note", "attempt"]), max_size=8),
)
@example(FORMS[0], ASKED[2] + " and c.public", "", False, ["public", "note", "public", "note"])
@example(FORMS[0], ASKED[2] + " and c.public", " if case.version > 0", False, ["public", "note", "public"])
def test_a_clock_stands_as_the_plain_fold_says(
    form: str,
    asked: str,
    picked: str,
    opposite: bool,  # noqa: FBT001 a value
    moves: list[str],
) -> None:
    """Minute by minute, whatever is asked of the comments: the clock stands while the condition holds."""
    condition = f"{'not ' * opposite}{form.format(asked, picked)}"
    expression = parse(condition, SCOPE)
    steps = list(accumulate(enumerate(moves, 1), lambda case, move: written(case, *move), initial=opened()))
    running = [not expression.evaluate(case=case, **GIVEN) for case in steps]
    rule = ClockRule.model_validate({"id": "k", "pause": condition, "targets": [{"within": "8 hours"}]})
    now = MONDAY + len(steps) * timedelta(minutes=1)
    [clock] = Clocks((rule,), Terms()).read(steps[-1], now, GIVEN["_context"])
    assert clock.elapsed == sum(running) * timedelta(minutes=1)


def test_parts_that_were_there_at_the_opening_count() -> None:
    """A case that was taken over from another desk begins with what was said there."""
    [leaf] = growing(parse(PUBLIC, SCOPE)).leaves  # type: ignore[union-attr]
    begun = written(opened(), 1, "public")
    parts, places = parts_added("comments", begun, written(opened(), 2, "note").history[:])
    assert [part.text for part in parts] == ["public", "note"]
    assert places == [0, 1]
    assert leaf.takes(parts, {"case": begun, **GIVEN}) == 1


@pytest.mark.parametrize(
    "condition",
    [
        'case.status == "open"',
        "any(a.status == 'open' for a in case.activities)",
        "any(c.at > case.opened_at for c in case.comments)",
        "any(c.at > seen(c.by) for c in case.comments)",
        "len(case.comments) > 2",
        "all(c.public for c in case.comments)",
        "any(c.number == max(o.number for o in case.comments) for c in case.comments)",
        "any(c.public for c in case.comments if len(case.comments) == 1)",
        "any(c.public for c in case.comments if case.version > 0)",
        "any(all(o.public for o in case.comments) for c in case.comments)",
        "any(all(c.public for c in case.comments) for a in case.attempts)",
        "any(c.public for c in [c for c in case.comments if c.by == 'ana'])",
    ],
)
def test_other_conditions_are_asked_as_they_are(condition: str) -> None:
    """Parts that may change, and conditions that read beside the part, have to be asked anew."""
    assert growing(parse(condition, SCOPE)) is None


def test_a_condition_that_fails_leaves_the_case_as_it_was() -> None:
    """The tuple is put back whatever happens."""
    [leaf] = growing(parse(BY_ANA, SCOPE)).leaves  # type: ignore[union-attr]
    case = written(opened(), 1, "public")
    with pytest.raises(AttributeError):
        leaf.takes(case.comments, {"case": case, "_context": None})
    assert len(case.comments) == 1
