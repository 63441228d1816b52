"""Values of a desk's own fields."""

from typing import Any

import pytest
from hypothesis import find, given, settings

import caserules as cr
from caserules.testing import instants, own_fields

BOOK = cr.Rulebook.model_validate(
    {
        "id": "small",
        "first_status": "new",
        "status": {"new": {"phase": "open"}},
        "words": {"region": ["north", "south"]},
        "fields": {
            "floor": "integer",
            "region": {"type": "words.region", "missing": True},
            "urgent": {"type": "bool", "default": False},
            "credit": {"type": "number", "missing": True},
            "met_at": {"type": "instant", "missing": True},
            "built_on": {"type": "date", "missing": True},
            "liaison": {"type": "text", "default": "ana"},
        },
    }
)


@settings(max_examples=50)
@given(own_fields(BOOK), instants())
def test_a_case_opens_with_them(fields: dict[str, Any], now: Any) -> None:
    """What is required is always there, and every value is one that the field takes."""
    opening = cr.OpenCase(new_id="C-1", subject="s", fields=fields)
    case = cr.Desk(BOOK).decide(None, opening, cr.Context(now=now, actor="ana")).or_raise().case
    assert {"floor"} <= fields.keys() <= BOOK.fields.keys()
    assert case is not None


@pytest.mark.parametrize("name", [name for name in BOOK.fields if name != "floor"])
def test_what_may_be_left_out_is_given_and_left_out(name: str) -> None:
    """Each field that an opening does not need comes up, and is missing at times."""
    for there in (True, False):
        assert find(own_fields(BOOK), lambda fields, there=there: (name in fields) == there)


def test_a_desk_without_fields_has_none() -> None:
    """There is nothing to give."""
    plain = cr.Rulebook(id="plain", first_status="new", status={"new": {"phase": "open"}})
    assert find(own_fields(plain), lambda fields: fields == {}) == {}


def test_a_text_may_name_somebody() -> None:
    """Rules that look a person up by a field find one now and then."""
    found = find(own_fields(BOOK), lambda fields: fields.get("liaison") in ("bo", "sam"))
    assert found["liaison"] in ("bo", "sam")
