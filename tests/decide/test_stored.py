"""What is decided can be stored, and read back as it was."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError, field_validator

import caserules as cr

CONTEXT = cr.Context(now=datetime(2026, 3, 2, 9, 30, tzinfo=UTC), actor="ana")
OPEN = cr.OpenCase(new_id="C-1", subject="no heat")
BOOK: dict[str, Any] = {
    "id": "own",
    "first_status": "new",
    "status": {"new": {"phase": "open"}},
    "clone": [{"id": "split", "reason": "split", "for": "it", "copy": ["item", "items", "counts"]}],
}


class Item(BaseModel, frozen=True):
    """A part of a host's own."""

    name: str
    weight: float = 0.0


class Parcel(cr.Case):
    """A case with fields that hold tables, lists and numbers."""

    item: Item | None = None
    items: tuple[Item, ...] = ()
    counts: cr.FrozenMap[str, int] = cr.FrozenMap()
    weight: float = 0.0
    price: Decimal | None = None
    sent_on: date | None = None
    pieces: int = 0


class Loose(cr.Case):
    """A case with fields that take anything."""

    thing: Any = None
    table: dict[str, Any] = {}  # noqa: RUF012 a field of pydantic's
    things: list[Any] = []  # noqa: RUF012 as above


class Hidden(cr.Case):
    """A case that writes a field otherwise each time it is asked."""

    code: Any = None

    @field_validator("code")
    @classmethod
    def _again(cls, code: Any) -> Any:
        return (code,)


DESK = cr.Desk(cr.Rulebook.model_validate(BOOK), case=Parcel)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
ITEMS = st.builds(Item, name=st.text(max_size=3), weight=FINITE)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "item": ITEMS | ITEMS.map(Item.model_dump) | st.none(),
        "items": st.lists(ITEMS | ITEMS.map(Item.model_dump), max_size=2),
        "counts": st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
        "weight": FINITE,
        "price": st.decimals(allow_nan=False, allow_infinity=False),
        "sent_on": st.dates(),
        "pieces": st.integers(),
    },
)


def read_back(decision: cr.Decision[Any], desk: cr.Desk[Any] = DESK) -> None:
    """The decision, and every case that it leaves."""
    assert desk.decision(decision.model_dump_json()) == decision
    for change in decision.changes:
        assert desk.replay(json.loads(json.dumps(change.case.to_events()))) == change.case


@pytest.mark.requirement("ALL-03")
@given(FIELDS, FIELDS)
def test_fields_of_a_hosts_own_types_are_read_back(first: dict[str, Any], then: dict[str, Any]) -> None:
    """Tables and lists of models too, given as Python values or as JSON has them."""
    opened = DESK.decide(None, OPEN.replace(fields=first), CONTEXT)
    read_back(opened)
    change = cr.ChangeFields.model_validate({"fields": {"weight": 1.5, **then}})
    changed = DESK.decide(opened.or_raise().case, change, CONTEXT)
    assert changed.accepted
    read_back(changed)


@pytest.mark.parametrize(
    "fields", [{"weight": "inf"}, {"weight": "nan"}, {"item": {"name": "tent", "weight": "-inf"}}]
)
def test_a_text_that_is_read_as_no_number_of_json_is_refused(fields: dict[str, Any]) -> None:
    """A number without end has no form there; neither the opening nor a change takes it."""
    case = DESK.decide(None, OPEN, CONTEXT).or_raise().case
    for before, command in (
        (None, OPEN.replace(fields=fields)),
        (case, cr.ChangeFields.model_validate({"fields": fields})),
    ):
        [refusal] = DESK.decide(before, command, CONTEXT).refusals
        assert refusal.code == "bad-field"
        assert "can't be stored" in refusal.message


def test_a_value_that_would_be_read_back_as_another_is_refused() -> None:
    """Where a class of the host's own takes no value as it has written it."""
    hidden = cr.Desk(cr.Rulebook.model_validate(BOOK | {"clone": []}), case=Hidden)
    case = hidden.decide(None, OPEN, CONTEXT).or_raise().case
    [refusal] = hidden.decide(
        case, cr.ChangeFields.model_validate({"fields": {"code": "x"}}), CONTEXT
    ).refusals
    assert (refusal.code, refusal.message) == ("bad-field", "`code`: a list would be read back as a list")


def test_clones_and_other_desks_take_such_fields_over() -> None:
    """A table is copied as it is stored."""
    fields = {"item": {"name": "tent"}, "items": [{"name": "peg"}], "counts": {"pegs": 12}}
    case = DESK.decide(None, OPEN.replace(fields=fields), CONTEXT).or_raise().case
    assert case is not None
    cloned = DESK.decide(case, cr.CloneCase(reason="split", new_ids=("C-2",)), CONTEXT)
    read_back(cloned)
    other = cr.Desk(cr.Rulebook.model_validate(BOOK | {"id": "other"}), case=Parcel)
    adopted = other.adopt(case, CONTEXT)
    read_back(adopted, other)
    for taken in (cloned.changes[1].case, adopted.changes[0].case):
        assert (taken.item, taken.items, taken.counts) == (case.item, case.items, case.counts)


def test_a_fill_of_the_hosts_own_can_be_stored() -> None:
    """Or it is the host's error."""
    with pytest.raises(ValidationError, match="`pieces` can't be stored"):
        cr.Fill.model_validate({"set": {"pieces": 10**5000}, "rule": "counted"})


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "9" * 5_000,
        b"\xff",
        "null",
        '{"context": 5}',
        '{"context": {"related": 5}}',
        '{"context": {"related": "C-1"}}',
        '{"context": {"related": [5]}}',
        '{"context": {"related": [{"desk": 5}]}}',
        '{"context": {"related": []}, "before": {"desk": []}}',
        '{"context": {"related": []}, "before": 5}',
        '{"context": {"related": []}, "changes": [5]}',
    ],
    ids=lambda text: str(text)[:40],
)
def test_whatever_is_no_decision_is_a_value_error(text: str | bytes) -> None:
    """No text makes another error than that."""
    with pytest.raises(ValueError, match=r"\w"):
        DESK.decision(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
        max_leaves=5,
    )
)
def test_what_a_field_takes_that_takes_anything_is_stored(thing: Any) -> None:
    """Tables in lists in tables: the case holds them as JSON has them, and so does the decision read back."""
    desk = cr.Desk(cr.Rulebook.model_validate(BOOK | {"clone": []}), case=Loose)
    fields = {"thing": thing, "table": {"a": thing}, "things": [thing]}
    opened = desk.decide(None, OPEN.replace(fields=fields), CONTEXT).or_raise()
    read_back(opened, desk)
    assert (opened.case.thing, opened.case.table, opened.case.things) == (thing, {"a": thing}, [thing])
    changed = desk.decide(opened.case, cr.ChangeFields(fields={"thing": [thing], "table": {}}), CONTEXT)
    read_back(changed.or_raise(), desk)
    assert desk.replay(changed.case.to_events()) == changed.case
