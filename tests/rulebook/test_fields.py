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
