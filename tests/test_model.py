"""The frozen base of every model."""

import json
import math
import pickle
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, PrivateAttr, TypeAdapter, ValidationError

from caserules.model import FrozenMap, Instant, Model, Word, ZonedInstant, builder, kept, settled
from caserules.testing import gaps, instants, later

AT: TypeAdapter[datetime] = TypeAdapter(Instant)
SHOWN: TypeAdapter[datetime] = TypeAdapter(ZonedInstant)
PARIS = ZoneInfo("Europe/Paris")


class Seat(Model):
    """A model with a required field, a default and a cached property."""

    row: int = Field(gt=0)
    taken: bool = False

    @cached_property
    def label(self) -> str:
        """The row in words."""
        return f"row {self.row}"


class Marked(Model):
    """A model with a private attribute."""

    row: int
    _mark: str = PrivateAttr(default="none")


class Bag(Model):
    """A model that holds a map."""

    items: FrozenMap[str, Any] = FrozenMap()


class Shelf(Model):
    """A model that holds a map of one kind."""

    counts: FrozenMap[str, int]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


def test_assignment_is_refused() -> None:
    """A field can't be set, added or deleted."""
    seat: Any = Seat(row=3)
    for change in (
        lambda: setattr(seat, "row", 4),
        lambda: setattr(seat, "other", 4),
        lambda: delattr(seat, "row"),
    ):
        with pytest.raises(ValidationError):
            change()
    assert seat == Seat(row=3)


def test_an_unknown_field_is_refused() -> None:
    """A name that the model does not have is an error, never a silent loss."""
    with pytest.raises(ValidationError, match="Extra inputs"):
        Seat.model_validate({"row": 3, "colour": "red"})


@given(st.integers(1, 99), st.integers(1, 99))
def test_replace_gives_a_validated_copy(row: int, other: int) -> None:
    """`replace` changes what it is told to and leaves the original as it is."""
    seat = Seat(row=row, taken=True)
    assert seat.replace(row=other) == Seat(row=other, taken=True)
    assert seat == Seat(row=row, taken=True)


@pytest.mark.parametrize("changes", [{"row": 0}, {"row": "x"}, {"colour": "red"}])
def test_replace_refuses_what_does_not_fit(changes: dict[str, Any]) -> None:
    """A value or a name that does not fit is refused as at construction."""
    with pytest.raises(ValidationError):
        Seat(row=3).replace(**changes)


def test_a_cached_property_does_not_outlive_a_change() -> None:
    """What was cached of the original is computed anew for a copy, however it is made."""
    seat = Seat(row=3)
    assert seat.label == "row 3"
    assert seat.replace(row=4).label == "row 4"
    assert seat._with({"row": 5}).label == "row 5"
    assert seat == Seat(row=3)


@given(st.integers(1, 99), st.booleans())
def test_a_trusted_value_is_the_validated_one(row: int, taken: bool) -> None:  # noqa: FBT001 drawn, not passed
    """Built, copied or validated: equal, hashed, shown, written and pickled alike."""
    validated = Seat(row=row, taken=taken)
    for made in (
        builder(Seat)({"taken": taken, "row": row}),
        Seat(row=1, taken=taken)._with({"row": row}),
    ):
        assert made == validated
        assert hash(made) == hash(validated)
        assert repr(made) == repr(validated)
        assert made.model_dump_json() == validated.model_dump_json()
        assert pickle.loads(pickle.dumps(made)) == validated  # noqa: S301 our own
        assert made.model_copy(deep=True) == validated


def test_a_trusted_value_has_its_defaults() -> None:
    """What a builder is not given is the field's default."""
    assert builder(Seat)({"row": 2}) == Seat(row=2)


def test_a_trusted_copy_keeps_private_attributes() -> None:
    """A private attribute goes along."""
    marked = Marked(row=1)
    marked._mark = "mine"
    assert marked._with({"row": 2})._mark == "mine"


def test_isinstance_knows_subclasses_only() -> None:
    """A model is an instance of its class and of those above it."""
    assert isinstance(Seat(row=1), Model)
    assert not isinstance(Seat(row=1), Bag)
    assert not isinstance(object(), Model)


def test_a_word_is_equal_by_its_vocabulary() -> None:
    """Markers of one vocabulary are one value."""
    assert Word("reason") == Word("reason")
    assert hash(Word("reason")) == hash(Word("reason"))
    assert Word("reason") != Word("type")
    assert Word("reason") != "reason"
    assert repr(Word("reason")) == "Word('reason')"


@given(instants())
def test_an_instant_stays_the_same_instant(at: datetime) -> None:
    """The real time and the wall clock are kept; the zone is reduced to its offset."""
    settled = AT.validate_python(at)
    assert settled.timestamp() == at.timestamp()
    assert settled.replace(tzinfo=None) == at.replace(tzinfo=None, fold=0)
    assert type(settled.tzinfo) is timezone


@given(instants())
def test_an_instant_survives_storage(at: datetime) -> None:
    """Written and read again it is equal, with an equal offset: in a fold and in a gap too."""
    settled = AT.validate_python(at)
    again = AT.validate_json(AT.dump_json(settled))
    assert again == settled
    assert again.utcoffset() == settled.utcoffset()
    assert again.tzname() == settled.tzname()


@given(instants(), gaps(), st.data())
def test_instants_are_ordered_and_measured_in_real_time(
    at: datetime, gap: timedelta, data: st.DataObject
) -> None:
    """Of two instants of any zones, the same one included, order and distance are those of real time."""
    zone = data.draw(st.sampled_from((at.tzinfo, UTC, PARIS)))
    one, other = AT.validate_python(at), AT.validate_python(later(at, gap).astimezone(zone))
    assert other - one == gap
    assert one <= other
    assert (one == other) == (not gap)


def test_both_passes_of_an_hour_are_told_apart() -> None:
    """Half past two comes twice in Paris on 25 October 2026, and an hour lies between."""
    first = datetime(2026, 10, 25, 2, 30, tzinfo=PARIS)
    second = first.replace(fold=1)
    assert AT.validate_python(second) - AT.validate_python(first) == timedelta(hours=1)


def test_an_offset_with_seconds_becomes_utc() -> None:
    """ISO 8601 can't write a local mean time's offset; the instant is kept in UTC."""
    old = datetime(1970, 1, 1, 12, tzinfo=ZoneInfo("Africa/Monrovia"))
    assert old.utcoffset() == -timedelta(minutes=44, seconds=30)
    assert AT.validate_python(old) == old.astimezone(UTC)
    assert AT.validate_json(AT.dump_json(AT.validate_python(old))) == old.astimezone(UTC)


@pytest.mark.requirement("ALL-05")
@pytest.mark.parametrize("adapter", [AT, SHOWN])
@pytest.mark.parametrize("naive", [datetime(2026, 3, 2, 9, 30), "2026-03-02T09:30:00", "soon"])  # noqa: DTZ001 the point
def test_a_naive_instant_is_refused_with_the_remedy(adapter: TypeAdapter[datetime], naive: object) -> None:
    """Whatever has no time zone is refused, and the message says what to write instead."""
    with pytest.raises(ValidationError, match=r"an instant needs a time zone.*tzinfo=ZoneInfo.*\+01:00"):
        adapter.validate_python(naive)


BARE = st.integers() | st.floats() | st.booleans()


@pytest.mark.requirement("ALL-05")
@given(BARE, st.sampled_from((AT, SHOWN)))
def test_a_bare_number_is_no_instant(number: float, adapter: TypeAdapter[datetime]) -> None:
    """Neither as it is nor written out, from Python or from JSON: nobody said in what, and since when."""
    for value in (number, str(number)):
        with pytest.raises(ValidationError, match="an instant needs a time zone"):
            adapter.validate_python(value)
        if math.isfinite(number):
            with pytest.raises(ValidationError, match="an instant needs a time zone"):
                adapter.validate_json(json.dumps(value))


@pytest.mark.parametrize("year", [1, 1900, 2199, 9998])
def test_an_instant_that_no_schedule_knows_is_refused(year: int) -> None:
    """Before anything is computed from it; the first and the last that are known go through."""
    for value in (datetime(year, 6, 1, tzinfo=UTC), f"{year:04}-06-01T00:00:00Z"):
        with pytest.raises(ValidationError, match="lies in the years 1901 to 2198"):
            AT.validate_python(value)
    first, last = datetime(1901, 1, 1, tzinfo=UTC), datetime(2198, 12, 31, 23, 59, tzinfo=UTC)
    assert (AT.validate_python(first), AT.validate_python(last)) == (first, last)


def test_a_shown_instant_keeps_its_zone() -> None:
    """What is shown to a person stays in its zone."""
    at = datetime(2026, 3, 2, 9, 30, tzinfo=PARIS)
    assert SHOWN.validate_python(at).tzinfo is PARIS


def test_an_instant_has_a_json_schema() -> None:
    """A host's API can describe it."""
    assert AT.json_schema() == {"type": "string", "format": "date-time"}


@given(st.dictionaries(st.text(max_size=3), JSON, max_size=4))
def test_a_frozen_map_survives_storage(items: dict[str, Any]) -> None:
    """Written as JSON and read again, dumped and validated again, or pickled: an equal map."""
    bag = Bag(items=FrozenMap(items))
    assert Bag.model_validate_json(bag.model_dump_json()) == bag
    assert Bag.model_validate(bag.model_dump()) == bag
    assert pickle.loads(pickle.dumps(bag)) == bag  # noqa: S301 our own
    assert json.loads(bag.model_dump_json())["items"] == items
    assert hash(Bag(items=FrozenMap(items))) == hash(bag)


@given(st.dictionaries(st.text(max_size=3), JSON, max_size=4))
def test_nothing_in_a_frozen_map_can_be_changed(items: dict[str, Any]) -> None:
    """No list, dict or set is left in it, however deep."""

    def walk(value: Any) -> None:
        assert not isinstance(value, list | dict | set)
        for each in value.values() if isinstance(value, FrozenMap) else value if type(value) is tuple else ():
            walk(each)

    walk(FrozenMap(items))


def test_a_frozen_map_is_a_mapping() -> None:
    """It reads like a dict, equals one of the same content, and shows what it holds."""
    held = FrozenMap({"a": {1, 2}, "b": 2})
    assert (len(held), list(held), held["b"], held["a"]) == (2, ["a", "b"], 2, frozenset({1, 2}))
    assert held == {"a": {1, 2}, "b": 2}
    assert repr(FrozenMap({"a": 1})) == "FrozenMap({'a': 1})"
    with pytest.raises(TypeError):
        held["c"] = 3  # type: ignore[index]
    assert FrozenMap() == {}


def test_a_frozen_map_checks_its_values() -> None:
    """The declared types of keys and values are held to, whether a dict or a map is given."""
    assert Shelf(counts={"a": "1"}).counts == FrozenMap({"a": 1})  # type: ignore[arg-type]
    assert Shelf(counts=FrozenMap({"a": 1})).counts["a"] == 1
    with pytest.raises(ValidationError):
        Shelf(counts={"a": "x"})  # type: ignore[arg-type]
    assert Shelf.model_json_schema()["properties"]["counts"]["type"] == "object"


class Row(Model):
    """A value with something worked out."""

    row: int

    @kept
    def doubled(self) -> int:
        """Twice the row."""
        return self.row * 2


def test_what_is_kept_is_worked_out_once_and_for_one_value() -> None:
    """It is no field, does not count for equality, and a changed copy works it out anew."""
    one = Row(row=3)
    assert (one.doubled, one.__dict__["doubled"], one.replace(row=4).doubled) == (6, 6, 8)
    assert one == Row(row=3)
    assert isinstance(Row.doubled, kept)
    assert one.model_dump() == {"row": 3}


class Later(datetime):
    """Another library's datetime."""


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=1)), ZoneInfo("Europe/Lisbon")])
@pytest.mark.parametrize("kind", [datetime, Later])
def test_an_instant_settled_by_hand_is_what_a_field_holds(kind: type[datetime], zone: tzinfo) -> None:
    """The same instant with its offset alone; a naive one is refused."""
    at = kind(2026, 10, 25, 1, 30, 5, 7, tzinfo=zone, fold=1)
    held = TypeAdapter(Instant).validate_python(at)
    found = settled(at)
    assert (found, found.utcoffset(), type(found.tzinfo)) == (held, held.utcoffset(), timezone)
    assert found.timestamp() == at.timestamp()
    with pytest.raises(ValueError, match="needs a time zone"):
        settled(kind(2026, 10, 25))
