"""A desk's own fields, and the case type that they make."""

import gc
import pickle
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from caserules.case import Case, own_fields
from caserules.case.fields import checked_fields
from caserules.model import Instant
from caserules.rulebook.fields import FieldSpec, case_type, check_typed
from caserules.rulesets.place import Fault
from caserules.rulesets.words import vocabulary_of

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
FACTS: dict[str, Any] = {
    "id": "C-1",
    "desk": "d",
    "subject": "s",
    "status": "new",
    "status_since": NOW,
    "phase": "open",
    "received_at": NOW,
    "opened_at": NOW,
    "opened_by": "ana",
}
TYPES = st.sampled_from(("text", "integer", "number", "bool", "instant", "date", "words.region"))
SPECS = st.dictionaries(
    st.sampled_from(("a", "b", "c")),
    st.builds(FieldSpec, type=TYPES, missing=st.booleans(), note=st.none() | st.just("n")),
)


@given(SPECS, st.randoms())
def test_equal_declarations_make_one_type(specs: dict[str, FieldSpec], chance: Any) -> None:
    """Whatever their order and their notes; without fields it is the plain case."""
    pairs = list(specs.items())
    made = case_type(tuple(pairs))
    chance.shuffle(pairs)
    assert case_type(tuple((name, spec.replace(note="other")) for name, spec in pairs)) is made
    assert sorted(own_fields(made)) == sorted(specs)
    assert pickle.loads(pickle.dumps(made)) is made  # noqa: S301 our own
    assert specs or made is Case


def test_a_type_that_nobody_uses_is_given_back() -> None:
    """A host that loads many rulebooks does not fill its memory with their types."""
    before = {id(kind) for kind in Case.__subclasses__()}
    case_type((("never_used_elsewhere", FieldSpec(type="text", missing=True)),))
    gc.collect()
    assert {id(kind) for kind in Case.__subclasses__()} <= before


@pytest.mark.parametrize(
    ("kind", "default", "expected"),
    [
        ("text", "x", "x"),
        ("integer", 3, 3),
        ("number", 3, Decimal(3)),
        ("number", 2.5, Decimal("2.5")),
        ("bool", False, False),
        ("date", "2026-03-02", date(2026, 3, 2)),
        ("date", date(2026, 3, 2), date(2026, 3, 2)),
        ("instant", "2026-03-02T15:00:00Z", NOW),
        ("instant", NOW, NOW),
        ("words.region", "west", "west"),
    ],
)
def test_a_default_is_what_a_case_has_at_first(kind: str, default: Any, expected: Any) -> None:
    """In the field's own type, whichever way it was written."""
    spec = FieldSpec.model_validate({"type": kind, "default": default})
    value = case_type((("x", spec),))(**FACTS).x  # type: ignore[attr-defined]  # made at run time
    assert (value, type(value)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("kind", "default"),
    [
        ("text", 3),
        ("integer", "3"),
        ("integer", True),
        ("integer", 2.5),
        ("number", "3"),
        ("bool", 1),
        ("bool", "true"),
        ("date", "soon"),
        ("date", 3),
        ("instant", "2026-03-02T15:00:00"),
        ("instant", NOW.replace(tzinfo=None)),
    ],
)
def test_a_default_fits_its_type(kind: str, default: Any) -> None:
    """Nothing is bent to fit, and an instant has a zone."""
    with pytest.raises(ValueError, match="does not fit the type"):
        FieldSpec.model_validate({"type": kind, "default": default}).at_first()


def test_a_field_is_required_unless_it_may_be_missing_or_has_a_default() -> None:
    """A case without it is refused."""
    with pytest.raises(ValidationError, match="Field required"):
        case_type((("x", FieldSpec(type="text")),))(**FACTS)
    assert case_type((("x", FieldSpec(type="text", missing=True)),))(**FACTS).x is None  # type: ignore[attr-defined]  # likewise


def test_a_vocabulary_governs_its_field() -> None:
    """So that its words are checked like those of every case."""
    assert vocabulary_of(case_type((("x", FieldSpec(type="words.region", missing=True)),)), "x") == "region"


class Typed(Case):
    """A host's own class."""

    amount: Decimal = Decimal(0)
    form: Literal["full", "inquiry"] = "full"
    since: Instant | None = None
    anything: Any = None


@pytest.mark.parametrize(
    ("name", "spec", "fits"),
    [
        ("amount", {"type": "number"}, True),
        ("amount", {"type": "integer"}, False),
        ("amount", {"type": "number", "missing": True}, False),
        ("form", "words.form", True),
        ("form", "bool", False),
        ("since", {"type": "instant", "missing": True}, True),
        ("since", {"type": "instant"}, True),
        ("since", {"type": "date"}, False),
        ("anything", "text", True),
    ],
)
def test_a_typed_case_fits_if_it_takes_every_value_declared(name: str, spec: Any, fits: bool) -> None:  # noqa: FBT001 a table
    """It may take more."""
    given = FieldSpec.model_validate(spec)
    if fits:
        check_typed(name, given, Typed)
    else:
        with pytest.raises(Fault, match=rf"`Typed.{name}` is declared otherwise: it takes no"):
            check_typed(name, given, Typed)


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        ("date", 0, "a date, such as `2026-03-01` is wanted here, not `0`"),
        ("date", "20260301", "a date, such as `2026-03-01` is wanted here, not `20260301`"),
        ("integer", True, "a whole number is wanted here, not `true`"),
    ],
)
def test_a_value_of_another_kind_is_not_made_into_one(kind: Any, value: object, told: str) -> None:
    """No number is a date, and no truth a number."""
    made = case_type((("own", FieldSpec(type=kind, missing=True)),))
    with pytest.raises(ValueError, match="`own`: ") as raised:
        checked_fields(made.model_validate(FACTS), {"own": value})
    assert str(raised.value) == f"`own`: {told}"


@pytest.mark.parametrize(
    ("kind", "value", "held"),
    [
        ("date", "2026-03-01", date(2026, 3, 1)),
        ("date", date(2026, 3, 1), date(2026, 3, 1)),
        ("integer", 3, 3),
        ("integer", "3", 3),
    ],
)
def test_a_value_is_read_as_it_is_written(kind: Any, value: object, held: object) -> None:
    """A date and its text, a whole number and its text."""
    made = case_type((("own", FieldSpec(type=kind, missing=True)),))
    assert checked_fields(made.model_validate(FACTS), {"own": value}) == {"own": held}
