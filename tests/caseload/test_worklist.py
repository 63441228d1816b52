"""Worklists: which cases, or which of their items, stand on a list, and in which order."""

import pickle
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.caseload.kinds import LATE, At, Desk, Opened

import caserules as cr
from caserules.caseload import why_listed, worklist
from caserules.testing import cases

SOME = st.lists(cases(max_commands=4), unique_by=lambda case: case.id, max_size=5)
CALL = cr.AddActivity(kind="phone call", subject="ring back")
TASK = cr.AddActivity(kind="task", subject="look")


@settings(max_examples=25)
@given(found=SOME, data=st.data())
def test_the_order_of_the_cases_handed_in_does_not_matter(desk: Desk, found: list[Any], data: Any) -> None:
    """Any other order of the same cases gives an equal list, for each list of the desk."""
    other = data.draw(st.permutations(found))
    for name in ("plain", "mine", "tasks"):
        assert worklist(desk, name, found, LATE) == worklist(desk, name, iter(other), LATE)


@settings(max_examples=25)
@given(found=SOME)
def test_a_list_has_the_cases_for_which_its_condition_holds_in_its_order(
    desk: Desk, found: list[Any]
) -> None:
    """Against plain Python: ana's open cases by priority, then the last received first, then by their ids."""
    mine = [case for case in found if case.phase == "open" and case.owner == "ana"]
    mine.sort(key=lambda case: case.id)
    mine.sort(key=lambda case: case.received_at, reverse=True)
    mine.sort(key=lambda case: (case.priority is None, case.priority))
    assert worklist(desk, "mine", found, LATE).cases == tuple(case.id for case in mine)


@settings(max_examples=25)
@given(found=SOME)
def test_a_list_of_items_has_a_row_for_each(desk: Desk, found: list[Any]) -> None:
    """Against plain Python: each open activity that is due, by its case's owner, those of nobody last."""
    expected = [
        (case.owner, case.id, each.number)
        for case in sorted(found, key=lambda case: case.id)
        for each in case.activities
        if each.status == "open" and (each.due_at is None or each.due_at <= LATE.now)
    ]
    expected.sort(key=lambda row: (row[0] is None, row[0] or ""))
    rows = worklist(desk, "tasks", found, LATE).rows
    assert [(row.part, row.case_id, row.item) for row in rows] == expected


def test_a_list_shows_its_columns(desk: Desk, at: At, opened: Opened) -> None:
    """Values as they are, and told: instants in the desk's zone, nothing for what is missing."""
    first = opened("C-1", cr.AssignCase(to="ana"), priority="low")
    second = opened("C-2", cr.AssignCase(to="ana"), cr.AddComment(comment={"text": "hi", "public": True}))
    found = worklist(desk, "mine", (second, first), at(1))
    assert [row.cells[:2] for row in found.rows] == [("C-1", "low"), ("C-2", None)]
    assert str(found) == (
        "worklist `mine` (ESC-13): 2 rows\n"
        "  case.id  case.priority  case.received_at          clock.first_reply.due_at\n"
        "  C-1      low            Mon 2026-03-02 04:00 EST  Mon 2026-03-02 08:00 EST\n"
        "  C-2                     Mon 2026-03-02 04:00 EST  Mon 2026-03-02 08:00 EST"
    )
    assert "<td>Mon 2026-03-02 08:00 EST</td>" in found._repr_html_()
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 our own
    assert list(found.parts()) == [None]


def test_a_list_with_nothing_on_it_says_so(desk: Desk, at: At) -> None:
    """No rows, and no table."""
    found = worklist(desk, "mine", (), at())
    assert str(found) == "worklist `mine` (ESC-13): 0 rows\n  nothing"
    assert found.parts() == {}


def test_a_list_is_split_by_a_value(desk: Desk, at: At, opened: Opened) -> None:
    """A table for each owner, those of nobody last; an item has its own clock, and none where it has none."""
    hers = opened("C-2", cr.AssignCase(to="ana"), TASK, CALL)
    nobodys = opened("C-1", TASK)
    found = worklist(desk, "tasks", (nobodys, hers), at(1))
    assert str(found) == (
        "worklist `tasks`: 3 rows\n"
        "  case.owner: `ana`\n"
        "    case.id  each.subject  clock.call_back.due_at\n"
        "    C-2      look\n"
        "    C-2      ring back     Mon 2026-03-02 06:00 EST\n"
        "  no case.owner\n"
        "    case.id  each.subject  clock.call_back.due_at\n"
        "    C-1      look"
    )
    assert {part: len(rows) for part, rows in found.parts().items()} == {"ana": 2, None: 1}
    assert found.cases == ("C-2", "C-1")


def test_a_list_asks_for_texts(desk: Desk, at: At, opened: Opened) -> None:
    """The customer is the caller's to name; a clock for each of some parts gives all of them."""
    kims = opened("C-1", CALL, CALL, requester=cr.Person(id="kim"))
    lees = opened("C-2", requester=cr.Person(id="lee"))
    found = worklist(desk, "customer", (kims, lees), at(1), customer="kim")
    ((case_id, status, clocks),) = (row.cells for row in found.rows)
    assert (case_id, status, [clock.item for clock in clocks]) == ("C-1", "new", [1, 2])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "the worklist `customer` takes a text as `customer`; give `customer=...`"),
        ({"customer": 3}, "the worklist `customer` takes a text as `customer`"),
        ({"customer": "kim", "of": "x"}, "the worklist `customer` takes no `of`; it takes `customer`"),
    ],
)
def test_the_texts_that_a_list_asks_for_are_given(desk: Desk, at: At, given: Any, message: str) -> None:
    """What is missing, no text, or not asked for is a fault of the call."""
    with pytest.raises(TypeError, match=message):
        worklist(desk, "customer", (), at(), **given)
    with pytest.raises(TypeError, match=message):
        why_listed(desk, "customer", _none(), at(), **given)


def _none() -> Any:
    return None


def test_a_list_that_asks_for_nothing_takes_nothing(desk: Desk, at: At) -> None:
    """And says so."""
    with pytest.raises(TypeError, match="the worklist `plain` takes no `of`; it takes nothing"):
        worklist(desk, "plain", (), at(), of="x")


def test_a_list_that_there_is_not_is_named(desk: Desk, at: At) -> None:
    """With the nearest name; one that is switched off is none, and one out of its dates is not in force."""
    with pytest.raises(LookupError, match="there is no worklist `mnie`; did you mean `mine`"):
        worklist(desk, "mnie", (), at())
    with pytest.raises(LookupError, match="there is no worklist `gone`"):
        worklist(desk, "gone", (), at())
    assert worklist(desk, "spring", (), at()).rows == ()
    with pytest.raises(LookupError, match="the worklist `spring` is not in force on `2026-04-01`"):
        worklist(desk, "spring", (), at(30 * 24))


def test_why_a_case_is_listed_or_not(desk: Desk, at: At, opened: Opened) -> None:
    """What the rule asks and what it read, for each item; a case without items says that it has none."""
    due = at(5).now
    case = opened("C-1", TASK, TASK.replace(due_at=due + timedelta(hours=1)))
    assert str(why_listed(desk, "mine", case, at())) == (
        "case `C-1` and the worklist `mine`\n"
        "  no   `mine` (ESC-13): `case.owner == actor.id`: `case.owner` is missing, `actor.id` is `ana`"
    )
    first, second = str(why_listed(desk, "tasks", case, at(5))).splitlines()[1:]
    assert first.startswith("  yes  `tasks` for number: 1, kind: task, subject: look")
    assert second.startswith("  no   `tasks`: `each.due_at is None or each.due_at <= now`")
    assert str(why_listed(desk, "tasks", opened("C-2"), at())).endswith(
        'no item: `a for a in case.activities if a.status == "open"` names none'
    )


def test_clocks_of_a_hosts_own_are_read(book: dict[str, Any], at: At, opened: Opened) -> None:
    """Where a host replaces the clocks, a list shows what they say; one that they do not have is missing."""

    class Own:
        def clocks(self, case: cr.Case, now: datetime, context: cr.Context) -> tuple[cr.Clock, ...]:
            del now, context
            return (
                () if case.id == "C-1" else (cr.Clock(id="first-reply", case_id=case.id, read_at=at().now),)
            )

    desk = cr.Desk(cr.Rulebook.model_validate(book), sla=Own())
    assign = cr.AssignCase(to="ana")
    found = worklist(desk, "mine", (opened("C-1", assign), opened("C-2", assign)), at())
    assert [row.cells[3] for row in found.rows] == [None, None]
    told = worklist(desk, "customer", (opened("C-3", requester=cr.Person(id="k")),), at(), customer="k")
    assert told.rows[0].cells[2] == ()
