"""Values in rows: their order, and how they are told."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import caserules as cr
from caserules.caseload.cells import known, ordered, told

ZONE = ZoneInfo("America/New_York")
AT = datetime(2026, 3, 2, 14, tzinfo=UTC)


@given(values=st.lists(st.none() | st.integers(-3, 3)), descending=st.booleans())
def test_rows_are_in_order_with_the_missing_last_and_equals_as_they_were(
    values: list[int | None], *, descending: bool
) -> None:
    """Naively: sorted by the value, or its negative, then by the place; what is missing follows."""
    rows = list(enumerate(values))
    there = [row for row in rows if row[1] is not None]
    sign = -1 if descending else 1
    expected = sorted(there, key=lambda row: (sign * (row[1] or 0), row[0]))
    expected += [row for row in rows if row[1] is None]
    assert ordered(rows, lambda row: row[1], descending=descending) == expected


def test_values_of_many_kinds_have_an_order() -> None:
    """Each kind in its own order, kind by kind; what is no number counts as missing."""
    kim = cr.Person(id="kim")
    values: list[Any] = [
        kim,
        timedelta(1),
        date(2026, 3, 2),
        AT,
        "b",
        "a",
        Decimal("0.5"),
        2,
        True,
        float("nan"),
    ]
    told_of = ordered(values, lambda value: value)
    assert told_of[:-1] == [True, Decimal("0.5"), 2, "a", "b", AT, date(2026, 3, 2), timedelta(1), kim]
    assert told_of[-1] != told_of[-1]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (AT, "Mon 2026-03-02 09:00 EST"),
        (cr.NextAction(text="ring", due_at=AT), "text: ring, due_at: Mon 2026-03-02 09:00 EST"),
        (cr.Person(id="kim"), "id: kim"),
        (cr.FrozenMap({"a": True}), "a: yes"),
        (("x", 2), "x, 2"),
        (frozenset({"x"}), "x"),
        (Decimal("1.50"), "1.50"),
    ],
)
def test_a_value_is_told_as_a_person_reads_it(value: Any, text: str) -> None:
    """Instants in the desk's zone, and nothing for what is missing."""
    assert told(value, ZONE) == text


def test_a_case_of_another_desk_is_refused() -> None:
    """One without the desk's own fields is named, with the remedy; those before it are handed on."""
    desk = cr.Desk(
        cr.Rulebook.model_validate(
            {
                "id": "d",
                "first_status": "new",
                "status": {"new": {"phase": "open"}},
                "fields": {"amount": "number"},
            }
        )
    )
    opening = cr.OpenCase(new_id="C-1", subject="s", fields={"amount": 1})
    mine = desk.decide(None, opening, cr.Context(now=AT, actor="ana")).or_raise().case
    plain = cr.Case.model_validate(
        {**{name: getattr(mine, name) for name in cr.Case.model_fields}, "id": "C-2"}
    )
    cases = iter(known(desk, (mine, plain)))  # type: ignore[arg-type]
    assert next(cases) is mine
    with pytest.raises(TypeError, match="the case `C-2` is a `Case` without the fields of the desk `d`"):
        next(cases)
