"""A decision that tells of several instants, against definitions that share nothing with its reading."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import model_validator
from tests.rulesets.sla.steps import (
    HOUR,
    MONDAY,
    TERMS,
    WAITING,
    Move,
    OwnCase,
    after,
    context,
    opened,
    priority,
    read,
    status,
    then,
    told,
)
from tests.rulesets.sla.test_cycle import decisions_of, gaps, setups
from tests.rulesets.sla.walk import BEFORE, FRIDAY, STEP, Decision, Setup, Walk
from tests.rulesets.sla.walk import read as clock_of
from tests.rulesets.sla.walk import told as said_of

from caserules.case import Case, Draft, replay
from caserules.case import events as e
from caserules.engine import parse
from caserules.rulesets.terms import Terms

CONTACT = "case.first_contact_at is not None"
CALLED: Move = e.AttemptLogged, {"number": 1, "channel": "phone", "reached": True}


def comment(number: int, *, public: bool = True) -> Move:
    """Somebody of the desk writes."""
    return e.CommentAdded, {"number": number, "text": "t", "public": public}


# ---- by hand


def test_a_late_contact_is_late_whatever_is_told_with_it() -> None:
    """A call of 12:00 is one of 12:00, though a note of 9:30 is written down after it."""
    case = told(opened(), 3, (3, CALLED), (0.5, comment(2)))
    clock = read(case, 4, stop=CONTACT, targets=[{"within": "2 hours"}])
    assert (after(clock, "stopped_at"), after(clock, "breached_at"), clock.elapsed) == (3, 2, 3 * HOUR)


def test_a_promise_kept_stays_kept_whatever_is_told_with_it() -> None:
    """A call of 9:30 is one of 9:30, though it is logged at 12:00 with a note of then."""
    case = told(opened(), 3, (0.5, CALLED), (3, comment(2)))
    clock = read(case, 4, stop=CONTACT, targets=[{"within": "2 hours"}])
    assert (after(clock, "stopped_at"), clock.breached_at, clock.elapsed) == (0.5, None, HOUR / 2)


def test_an_opening_of_before_counts_from_then() -> None:
    """A case opened at 6:00 has its clocks from 6:00, though a comment of 9:00 comes with it."""
    facts = {"case_id": "C-1", "desk": "d", "subject": "s", "status": "open", "phase": "open"}
    opening = e.CaseOpened, {**facts, "received_at": MONDAY - 3 * HOUR}
    assert after(read(told(None, 0, (-3, opening), (0, comment(1))), 2), "started_at") == -3


def test_no_clock_starts_before_the_case_is_opened() -> None:
    """A letter of 8:00 that opens a case at 12:00 opens it at 12:00."""
    facts = {"case_id": "C-1", "desk": "d", "subject": "s", "status": "open", "phase": "open"}
    opening = e.CaseOpened, {**facts, "received_at": MONDAY - HOUR}
    clock = read(told(None, 3, (3, opening), (-1, (e.InteractionReceived, {"channel": "mail"}))), 4)
    assert (after(clock, "started_at"), after(clock, "due_at"), clock.breached_at) == (3, 7, None)


def test_a_pause_that_is_told_with_its_end_counts() -> None:
    """From the one instant to the other, as if they had been told one by one."""
    clock = read(told(opened(), 5, (1, status("waiting")), (3, status("open"))), 5, pause=WAITING)
    assert (clock.elapsed, after(clock, "due_at")) == (3 * HOUR, 6)


@pytest.mark.parametrize(
    "said", [(comment(1), (e.CaseMerged, {"into": "B"})), ((e.CaseMerged, {"into": "B"}), comment(1))]
)
def test_what_is_said_with_a_merge_counts_from_then(said: tuple[Move, Move]) -> None:
    """Before it or with it, and whether it is undone or not."""
    merged = then(opened(), 1, *said, status("merged", "closed"))
    keys = {"stop": "case.last_agent_at is not None", "cancel": 'case.phase != "open"'}
    undone = then(merged, 9, (e.CaseUnmerged, {}), status("open"))
    for case in (merged, undone):
        clock = read(case, 10, **keys)
        assert (clock.phase, after(clock, "stopped_at"), clock.breached_at) == ("stopped", 1, None)


def test_a_case_opened_and_merged_at_once_has_its_clocks_called_off() -> None:
    """They start, as they would by two decisions, and end there."""
    clock = read(opened(MONDAY, (e.CaseMerged, {"into": "B"})), 1)
    assert (clock.phase, after(clock, "stopped_at"), clock.elapsed) == ("cancelled", 0, 0 * HOUR)


class Watched(OwnCase):
    """A case that compares its fields."""

    @model_validator(mode="after")
    def _has_an_owner(self) -> "Watched":
        if self.status == "assigned" and self.owner is None:
            raise ValueError("an assigned case has an owner")
        return self


def test_what_a_hosts_class_does_not_allow_counts_from_when_it_does() -> None:
    """The case can't be as it would have been at 10:00, so what was told of then counts from 11:00."""
    changed = e.FieldsChanged, {"fields": {"subject": "other"}}
    moves = ((2, (e.CaseAssigned, {"to": "bo"})), (1, status("assigned")), (1, changed))
    case = told(opened(case_type=Watched), 3, *moves)
    clock = read(case, 4, terms=Terms(case_type=Watched), stop='case.subject == "other"')
    assert after(clock, "stopped_at") == 2


# ---- against a walk through time


def told_late(decisions: list[Decision], order: list[int], delay: int, *, opening: bool) -> Case:
    """The case of these decisions, all but the opening told in one decision; or with the opening, too.

    Changes of status come in their own order, and so do priorities and messages; the order of the three among
    one another is any.
    """
    first, *others = decisions
    kinds: list[list[tuple[int, Move]]] = [
        [(each.step, status(each.status)) for each in decisions[1:]],
        [(each.step, priority("urgent" if each.urgent else "normal")) for each in others],
        [(each.step, (e.InteractionReceived, {"channel": "mail"})) for each in others if each.touched],
    ]
    turns = (*order, *[0, 1, 2] * len(decisions))
    events = [kinds[number].pop(0) for number in turns if kinds[number]]
    facts = {"desk": "d", "subject": "s", "phase": "open", "received_at": FRIDAY - BEFORE * STEP}
    begins: list[Move] = [
        (e.CaseOpened, {**facts, "case_id": "C", "status": "new"}),
        status(first.status),
        priority("urgent" if first.urgent else "normal"),
        *([(e.InteractionReceived, {"channel": "mail"})] if first.touched else []),
    ]
    late = FRIDAY + (decisions[-1].step + delay) * STEP
    draft: Draft[Case] = Draft(None, Case, by="ana", at=late if opening else FRIDAY)
    _emit(draft, [(0, move) for move in begins])
    if not opening:
        draft = Draft(draft.case, Case, by="ana", at=late)
    _emit(draft, events)
    return draft.case


def at_once(decisions: list[Decision], *, opening: bool) -> list[Decision]:
    """Those of one step as one; the opening stays apart where it is a decision of its own."""
    found = decisions[:1]
    for each in decisions[1:]:
        last = found[-1]
        if each.step == last.step and (opening or len(found) > 1):
            found[-1] = replace(each, touched=each.touched or last.touched)
        else:
            found.append(each)
    return found


def _emit(draft: Draft[Case], events: Iterable[tuple[int, Move]]) -> None:
    for step, (kind, facts) in events:
        draft.occurred_at = FRIDAY + step * STEP
        draft.emit(kind, **facts)


@given(setups, gaps, st.lists(st.integers(0, 2), max_size=20), st.integers(0, 60), st.booleans())
@example(
    Setup("none", "carry_elapsed", False, False, 40, 9),
    [(0, "open", False, False), (3, "waiting", True, False), (5, "done", False, False)],
    [1, 1, 0, 0],
    7,
    False,
)
def test_told_at_once_is_told_one_by_one(
    setup: Setup,
    moves: list[tuple[int, str, bool, bool]],
    order: list[int],
    delay: int,
    opening: bool,  # noqa: FBT001 a value
) -> None:
    """A walk through time with a decision at each instant finds what one decision of them all is read as."""
    decisions = decisions_of(moves)
    until = decisions[-1].step + delay
    walk = Walk(setup)
    expected = [walk.told(each) for each in walk.run(at_once(decisions, opening=opening), until)]
    case = told_late(decisions, order, delay, opening=opening)
    assert [said_of(each) for each in clock_of(setup, case, until).segments] == expected


# ---- against the plain definition: at each instant, what the events of by then make of the case

CONDITIONS = [
    CONTACT,
    "any(c.public for c in case.comments)",
    "any(c.public for c in case.comments) and case.owner is not None",
    'not any(a.reached for a in case.attempts) or case.priority == "high"',
    'case.owner == "bo" or any(a.kind == "call-back" for a in case.activities)',
    "any(c.public and c.number == max(o.number for o in case.comments) for c in case.comments)",
    "case.last_agent_at is not None and case.last_agent_at > case.opened_at",
]
MOVES: dict[str, tuple[type[e.OneEvent], dict[str, Any]]] = {
    "note": (e.CommentAdded, {"text": "t", "public": False}),
    "reply": (e.CommentAdded, {"text": "t", "public": True}),
    "reach": (e.AttemptLogged, {"channel": "phone", "reached": True}),
    "try": (e.AttemptLogged, {"channel": "phone", "reached": False}),
    "task": (e.ActivityAdded, {"kind": "call-back", "subject": "s"}),
    "own": (e.CaseAssigned, {"to": "bo"}),
    "high": (e.PriorityChanged, {"priority": "high"}),
}


class Whole(Case):
    """The same case, of a class that may compare any field with any other."""

    @model_validator(mode="after")
    def _looked_at(self) -> "Whole":
        return self


def written(moves: list[tuple[str, int]], case_type: type[Case]) -> Case:
    """All of it told in one decision at hour 12, each as of its own hour."""
    draft = Draft(opened(case_type=case_type), case_type, by="ana", at=MONDAY + 12 * HOUR)
    for name, hours in moves:
        kind, facts = MOVES[name]
        draft.occurred_at = MONDAY + hours * HOUR
        numbered = {"number": draft.number} if "number" in kind.model_fields else {}
        draft.emit(kind, **numbered, **facts)
    return draft.case


SCOPE = Terms().scope(case=Case)


def holds(condition: str, case: Case, at: datetime) -> bool:
    """Whether it holds of what had happened by then."""
    by_then = [each for each in case.history if each.occurred_at <= at]
    return bool(parse(condition, SCOPE).evaluate(case=replay(by_then, Case), _context=context()))


@given(
    st.sampled_from(CONDITIONS),
    st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.integers(1, 11)), max_size=8),
    st.sampled_from([Case, Whole]),
)
@example(CONDITIONS[1], [("reply", 8), ("reply", 3)], Case)
@example(CONDITIONS[2], [("own", 8), ("reply", 3)], Case)
@example(CONDITIONS[5], [("reply", 8), ("note", 3)], Whole)
def test_each_turn_counts_from_the_fact_that_caused_it(
    condition: str, moves: list[tuple[str, int]], case_type: type[Case]
) -> None:
    """A clock stops at the first hour at which `stop` holds of what had happened; so it stands by `pause`."""
    case = written(moves, case_type)
    terms = Terms(schedules=TERMS.schedules, case_type=case_type)
    true = [holds(condition, case, MONDAY + hours * HOUR) for hours in range(13)]
    stopped = read(case, 12, terms=terms, stop=condition)
    assert after(stopped, "stopped_at") == (true.index(True) if any(true) else None)
    standing = read(case, 12, terms=terms, pause=condition)
    assert standing.elapsed == (12 - sum(true[:12])) * HOUR


@given(st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.integers(0, 11)), max_size=6), st.data())
def test_no_order_of_commands_changes_a_clock(moves: list[tuple[str, int]], data: st.DataObject) -> None:
    """What is told of several instants may be told in any order."""
    other = data.draw(st.permutations(moves))
    for condition in CONDITIONS[:5]:
        keys: dict[str, Any] = {"stop": condition, "restart": "case.last_contact_at", "reopen": "resume"}
        one, two = read(written(moves, Case), 12, **keys), read(written(other, Case), 12, **keys)
        assert one == two


# ---- merges that are undone


def story(moves: list[tuple[str, int]], *, merging: bool) -> Case:
    """Decisions at such distances; without the merges there is only what was said with them."""
    case, hours, merged = opened(), 0, False
    for name, gap in moves:
        hours += gap
        if name == "merge":
            into: list[Move] = [(e.CaseMerged, {"into": "B"}), status("merged", "closed")]
            apart: list[Move] = [(e.CaseUnmerged, {}), status("open")]
            said: list[Move] = [comment(case.parts + 1)]
            first, *rest = apart if merged else into
            case = then(case, hours, first, *said, *rest) if merging else then(case, hours, *said)
            merged = not merged
        elif name == "seen" or merged:
            case = then(case, hours, (e.CaseSeen, {}), by="bo")
        else:
            kind, facts = MOVES[name]
            case = then(case, hours, (kind, {"number": case.parts + 1, **facts}))
    if merged and merging:
        case = then(case, hours + 1, (e.CaseUnmerged, {}), status("open"))
    return case


@given(
    st.lists(
        st.tuples(st.sampled_from(["note", "reply", "try", "merge", "seen"]), st.integers(0, 5)), max_size=9
    )
)
@example([("merge", 1), ("seen", 3), ("merge", 2), ("merge", 0), ("reply", 1)])
def test_a_merge_that_is_undone_never_was(moves: list[tuple[str, int]]) -> None:
    """The clocks stand as if nobody had merged the case, with what was said and seen on the way."""
    told_of, never = story(moves, merging=True), story(moves, merging=False)
    rules: list[dict[str, Any]] = [
        {"restart": "case.last_agent_at", "cancel": 'case.phase != "open"'},
        {"stop": 'seen("bo") is not None', "pause": 'case.status == "merged"'},
        {"stop": 'any(c.text == "never" for c in case.comments)', "pause": "case.merged_into is not None"},
    ]
    for keys in rules:
        assert read(told_of, 60, **keys) == read(never, 60, **keys)
