"""Fields of a desk's own: what is taken as it is, against validation."""

from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ConfigDict, Field, PrivateAttr, StrictBool, TypeAdapter, ValidationError, field_validator
from tests.case.beginnings import NOW

from caserules.case import Case, evolve, own_fields
from caserules.case import events as e
from caserules.case.commands import OpenCase
from caserules.case.fields import PLAIN_FIELDS, _fitting, begins_with, checked_fields
from caserules.case.parts import CloneOf
from caserules.model import FrozenMap, Instant, Word


class Parcel(Case):
    """Fields of every kind, one of them needed."""

    label: str
    size: Annotated[str, Word("size")] | None = None
    pieces: int = 1
    fragile: StrictBool = False
    weight: Decimal | None = None
    sent_at: Instant | None = None
    way: Literal["road", "air"] = "road"
    code: Annotated[str, Field(min_length=2)] = "xx"
    either: int | str | None = None
    mixed: int | Decimal = 0
    anything: Any = None


class Checked(Case):
    """One that judges a field by itself."""

    code: str = "x"

    @field_validator("code")
    @classmethod
    def _lower(cls, code: str) -> str:
        return code.lower()


class Made(Case):
    """One whose field has its default made."""

    tags: tuple[str, ...] = Field(default_factory=tuple)


class Narrow(Case):
    """One that declares a field of every case otherwise."""

    priority: Literal["low", "high"] | None = None


class Stripped(Case):
    """One with ways of its own."""

    model_config = ConfigDict(str_strip_whitespace=True)


class Private(Case):
    """One that keeps something to itself."""

    _kept: int = PrivateAttr(default=0)


class Ready(Case):
    """One that gets itself ready."""

    def model_post_init(self, context: object, /) -> None:
        """Nothing is to be done here."""


VALUES = st.one_of(
    st.text(max_size=3),
    st.integers(),
    st.booleans(),
    st.none(),
    st.sampled_from(["road", "7", "1.5", NOW.isoformat(), 1.5, Decimal(2), NOW, ["a"]]),
)
NAMED = st.dictionaries(st.sampled_from([*own_fields(Parcel), *PLAIN_FIELDS, "owner"]), VALUES, max_size=4)


def opened(**fields: Any) -> e.CaseOpened:
    """The event that opens a case with these fields of its own."""
    return e.CaseOpened(
        case_id="C-1",
        at=NOW,
        by="ana",
        desk="d",
        subject="s",
        status="new",
        phase="open",
        received_at=NOW,
        priority="normal",
        clone_of=CloneOf(source="C-0", root="C-0", reason="r", target="t"),
        fields=FrozenMap(fields),
    )


def validated(event: e.CaseOpened, kind: type[Case]) -> Case:
    """The case that begins with it, judged in full."""
    begun = evolve(None, event.replace(fields=FrozenMap()), Case)
    facts = {name: value for name, value in begun.__dict__.items() if name != "history"}
    return kind.model_validate({**facts, **event.fields, "history": [event]})


@given(NAMED)
def test_values_are_what_validation_makes_of_them(fields: dict[str, Any]) -> None:
    """Each field alone gives the same value, of the same type, or the same refusal."""
    case = evolve(None, opened(label="l"), Parcel)
    strange = sorted(fields.keys() - {*own_fields(Parcel), *PLAIN_FIELDS})
    try:
        found = checked_fields(case, fields)
    except ValueError as error:
        told = str(error)
        assert strange or any(f"`{name}`" in told for name in fields)
        assert not strange or told == "; ".join(f"`{name}` is no field to set" for name in strange)
    else:
        after = case.replace(**fields)
        assert not strange
        for name, value in found.items():
            assert (type(value), value) == (type(getattr(after, name)), getattr(after, name))


@given(NAMED)
def test_a_case_begins_as_validation_has_it(fields: dict[str, Any]) -> None:
    """An opening that is trusted gives the case that validation gives; any other is judged."""
    event = opened(**{name: value for name, value in fields.items() if name not in {*PLAIN_FIELDS, "owner"}})
    try:
        wanted = validated(event, Parcel)
    except ValidationError:
        assert not begins_with(Parcel, event.fields)
        with pytest.raises(ValidationError):
            evolve(None, event, Parcel)
    else:
        case = evolve(None, event, Parcel)
        assert case == wanted
        assert repr(case) == repr(wanted)


@pytest.mark.parametrize("name", ["subject", "owner", "colour"])
def test_an_opening_sets_no_field_of_every_case(name: str) -> None:
    """Those have places of their own in the event."""
    with pytest.raises(ValidationError, match=name):
        evolve(None, opened(label="l", **{name: "x"}), Parcel)


@pytest.mark.parametrize("kind", [Checked, Made, Narrow, Stripped, Private, Ready])
def test_a_class_with_ways_of_its_own_is_always_judged(kind: type[Case]) -> None:
    """Nothing is taken on trust where the class may think otherwise."""
    assert not begins_with(kind, {})


def test_a_narrower_field_of_every_case_is_judged() -> None:
    """`normal` is no priority there."""
    with pytest.raises(ValidationError, match="priority"):
        evolve(None, opened(), Narrow)


def test_a_class_that_judges_is_asked() -> None:
    """Its validators have their say at the opening and at every change."""
    case = evolve(None, opened(code="ABC"), Checked)
    assert case.code == "abc"
    assert checked_fields(case, {"code": "DE"}) == {"code": "de"}


def test_plain_fields_take_plain_values_as_they_are() -> None:
    """What is taken so is what validation would hand back unchanged, of that very type."""
    for name, kinds in _fitting(Parcel).items():
        field = Parcel.model_fields[name]
        marked: Any = Annotated[(field.annotation, *field.metadata, None)]
        judge: TypeAdapter[Any] = TypeAdapter(marked)
        for value in ("text", 7, True, None):
            if type(value) in kinds:
                assert judge.validate_python(value) is value
    assert _fitting(Parcel)["size"] == {str, type(None)}
    assert not any(_fitting(Parcel)[name] for name in ("way", "code", "mixed", "anything", "sent_at"))


@pytest.mark.parametrize("fields", [{"label": "\ud800"}, {"\ud800": 1}, {"label": ["ok", "\udfff"]}])
def test_a_text_that_can_not_be_stored_is_none(fields: dict[str, Any]) -> None:
    """Half a character is no value of an own field, nor its name: what is decided can be kept."""
    with pytest.raises(ValidationError, match="half a character"):
        OpenCase(new_id="C-1", subject="s", fields=fields)


@pytest.mark.parametrize(
    "value",
    [float("inf"), [float("nan")], 10**5000, {"a": [10**5000]}, object(), {"a": object()}, {object(): 1}],
    ids=["inf", "nan", "long", "long inside", "object", "object inside", "object as name"],
)
def test_a_value_without_a_form_in_json_is_none(value: object) -> None:
    """The fault names the field: nothing is decided that could not be read back."""
    with pytest.raises(ValidationError, match="`label` can't be stored"):
        OpenCase(new_id="C-1", subject="s", fields={"label": value})


@given(st.dictionaries(st.text(max_size=3), st.text(max_size=3) | st.integers(), max_size=3))
def test_every_whole_text_is_taken_as_it_is(fields: dict[str, Any]) -> None:
    """Whatever its characters, an own field's text comes back from JSON as it went."""
    opening = OpenCase(new_id="C-1", subject="s", fields=fields)
    assert dict(opening.fields) == fields
    assert OpenCase.model_validate_json(opening.model_dump_json()) == opening
