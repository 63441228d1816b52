"""What a validation error says, in the library's own words."""

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from caserules.case import Case, History
from caserules.case.commands import COMMAND
from caserules.case.told import shown, told


def fault(kind: Any, value: Any, *under: str) -> str:
    """What is told of a value that does not fit."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value)
    return told(caught.value, *under)


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        (int, "x", "a whole number is wanted here, not `x`"),
        (int, 1.5, "a whole number is wanted here, not `1.5`"),
        (int, "9" * 5000, f"a whole number is wanted here, not `{'9' * 60}…`"),
        (str, 10**99, "text is wanted here, not a number of more than 60 digits"),
        (str, None, "text is wanted here, not nothing"),
        (str, True, "text is wanted here, not `true`"),
        (Decimal, "x", "a number is wanted here, not `x`"),
        (Decimal, "NaN", "a finite number is wanted here, not `NaN`"),
        (bool, "x", "true or false is wanted here, not `x`"),
        (date, "2026", "a date without a time, such as `2026-03-01` is wanted here, not `2026`"),
        (
            AwareDatetime,
            "2026-13-01",
            "an instant with its offset, such as `2026-03-01T09:30Z` is wanted here, not `2026-13-01`",
        ),
        (time, "x", "a time of day, such as `09:30` is wanted here, not `x`"),
        (timedelta, "x", "a length of time, such as `PT30M` is wanted here, not `x`"),
        (tuple[int, ...], "x", "a list is wanted here, not `x`"),
        (dict[str, int], [1], "a table is wanted here, not a list"),
        (str, {"a": "b" * 999}, "text is wanted here, not a table"),
        (Literal["a", "b"], "c", "`c` is none of `a` or `b`"),
        (Annotated[str, Field(min_length=1)], "", "`` says nothing"),
        (Annotated[tuple[str, ...], Field(min_length=1)], (), "there is nothing in it"),
        (Annotated[int, Field(le=5)], 6, "at most `5` is wanted here, not `6`"),
        (Callable[[], int], object(), "input should be callable, not a `object`"),
    ],
)
def test_a_fault_is_told_in_plain_words(kind: Any, value: Any, message: str) -> None:
    """What is wanted and what there is, whoever found it; below a place with the place."""
    assert fault(kind, value) == message
    assert fault(kind, value, "row") == f"`row`: {message}"


def test_what_is_missing_and_what_is_too_much_is_named_without_the_rest() -> None:
    """A fact that is lacking does not show all the others; an unknown command is told by its name."""
    assert fault(Case, {"id": "C-1", "zz": "x" * 999}).startswith("`desk` is missing; `subject` is missing")
    assert fault(Case, {"id": "C-1", "zz": 1}).endswith("; there is no `zz`")
    with pytest.raises(ValidationError) as caught:
        COMMAND.validate_python({"command": "CloseCas"})
    assert told(caught.value) == "there is no command `CloseCas`"
    with pytest.raises(
        ValueError, match=r"`CommentAdded\.at` is missing; `CommentAdded\.by` is missing"
    ) as stored:
        History.from_data([{"event": "CommentAdded", "v": 1}])
    assert "not `{" not in str(stored.value)


@given(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.decimals()
    | st.datetimes()
    | st.lists(st.text())
    | st.dictionaries(st.text(), st.text())
)
def test_a_value_is_shown_in_one_short_piece(value: object) -> None:
    """Whatever it is, in at most 80 characters, and never as Python writes a thing with parts."""
    assert len(shown(value)) <= 80
    assert re.match("a |nothing|`", shown(value))
