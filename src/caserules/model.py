"""The frozen base of every model: one way to build a value, one way to change it."""

from collections.abc import Callable
from datetime import UTC, datetime, timezone
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Self, TypeVar, overload
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, TypeAdapter
from pydantic_core import CoreSchema, core_schema

from caserules.frozen import FrozenMap

if TYPE_CHECKING:
    from pydantic._internal._model_construction import ModelMetaclass as _ModelType
else:

    class _ModelType(type(BaseModel)):
        """Answers `isinstance` as plain classes do, some ten times as fast: `match` lives on it."""

        __instancecheck__ = type.__instancecheck__


__all__ = ["FrozenMap", "Instant", "Model", "Word", "ZonedInstant", "assembler", "builder", "kept", "settled"]

M = TypeVar("M", bound="Model")
T_co = TypeVar("T_co", covariant=True)


class kept(cached_property[T_co]):  # noqa: N801 reads as what it does to a method
    """A property worked out once: `functools.cached_property` without its lock, which costs more than most.

    Two threads may both work it out; of a frozen value both get the same.
    """

    @overload
    def __get__(self, instance: None, owner: type | None = None) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type | None = None) -> T_co: ...
    def __get__(self, instance: object, owner: type | None = None) -> Any:
        if instance is None:
            return self
        held: Any = self
        value = instance.__dict__[held.attrname] = held.func(instance)
        return value


class Model(BaseModel, metaclass=_ModelType):
    """A frozen value: equal by content, closed to unknown fields, changed only by `replace`.

    >>> class Seat(Model):
    ...     row: int
    ...     taken: bool = False
    >>> Seat(row=3).replace(taken=True)
    Seat(row=3, taken=True)
    """

    model_config = ConfigDict(
        frozen=True,
        defer_build=True,
        extra="forbid",
        populate_by_name=True,
        ser_json_timedelta="iso8601",
        ignored_types=(kept,),
    )

    def replace(self, **changes: Any) -> Self:
        """A copy with `changes`, validated as at construction; the original stays as it is.

        Raises `pydantic.ValidationError` where a name or a value does not fit.
        """
        fields = type(self).__pydantic_fields__
        known = {name: value for name, value in self.__dict__.items() if name in fields}
        return self.__class__.model_validate({**known, **changes})

    def _with(self, changes: dict[str, Any]) -> Self:
        """A copy with values that are known to be valid already; nothing is checked.

        INVARIANT: only a library-owned writer calls this, with values taken from validated models.
        """
        assemble, blank, private = UNCHECKED[type(self)]
        values = self.__dict__ | changes
        if len(values) != len(blank):  # a cached property; it may not hold for the copy
            values = {name: values[name] for name in blank}
        copy: Self = assemble(values)
        if private:
            _set_private(copy, self.__pydantic_private__)
        return copy

    def _amend(self, changes: dict[str, Any]) -> None:
        """What `_with` does, in place: no copy, nothing is checked.

        INVARIANT: only the maker of a value calls this, as long as nobody else can have kept it.
        """
        values: Any = self.__dict__
        values.update(changes)
        blank = UNCHECKED[type(self)][1]
        if len(values) != len(blank):  # as above
            for name in [name for name in values if name not in blank]:
                del values[name]


_set_values = BaseModel.__dict__["__dict__"].__set__
_set_named = BaseModel.__dict__["__pydantic_fields_set__"].__set__
_set_extra = BaseModel.__dict__["__pydantic_extra__"].__set__
_set_private = BaseModel.__dict__["__pydantic_private__"].__set__
"""A model's four slots, written past its frozen front; half the time of `object.__setattr__`."""


class _Unchecked(dict[type, tuple[Callable[[dict[str, Any]], Any], dict[str, Any], bool]]):
    """For each kind of model what makes one of it, and of what.

    That is a function that takes all its facts in the order of its fields, every field in that order with its
    default (a required one, and one with a factory, holds its place), and whether the kind has attributes
    beside its fields. It is a table, since to ask a class of pydantic for an attribute takes far longer.
    """

    def __missing__(self, kind: Any) -> Any:
        fields = kind.__pydantic_fields__
        names, new = set(fields), object.__new__

        def assemble(facts: dict[str, Any]) -> Any:
            made = new(kind)
            _set_values(made, facts)
            _set_named(made, names)  # shared by all that nothing was left out of
            _set_extra(made, None)
            _set_private(made, None)
            return made

        blank = {name: field.get_default() for name, field in fields.items()}
        return self.setdefault(kind, (assemble, blank, bool(kind.__private_attributes__)))


UNCHECKED = _Unchecked()


def builder(kind: type[M]) -> Callable[[dict[str, Any]], M]:
    """What makes a `kind` of facts that are known to be valid; nothing is checked, defaults are filled in.

    INVARIANT: only a library-owned writer calls it, with every required fact (and every one whose default
    is made by a factory), taken from validated models that have the same constraints.
    """
    assemble, blank, _ = UNCHECKED[kind]
    return lambda facts: assemble(blank | facts)


def assembler(kind: type[M]) -> Callable[[dict[str, Any]], M]:
    """What makes a `kind` of all its facts, in the order of its fields; the dict becomes the value's own.

    INVARIANT: as `builder`, and nobody else keeps the dict.
    """
    return UNCHECKED[kind][0]


class Word:
    """Marks a text field as governed by a vocabulary: `Annotated[str, Word("reason")]`.

    The vocabulary itself is data of a rulebook (`[words]`); where the rulebook declares none by that
    name, any text is taken (ALL-10).
    """

    __slots__ = ("vocabulary",)

    def __init__(self, vocabulary: str) -> None:
        self.vocabulary = vocabulary

    def __repr__(self) -> str:
        return f"Word({self.vocabulary!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Word) and other.vocabulary == self.vocabulary

    def __hash__(self) -> int:
        return hash((Word, self.vocabulary))


class _AwareInstant:
    """Accepts an aware `datetime` or ISO 8601 text with an offset, and says what to do about any other.

    A number, or a text that is one, is none: nobody said in which unit, and since when.
    """

    def __init__(self, *, keep_zone: bool) -> None:
        self.keep_zone = keep_zone

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        del source, handler
        text = core_schema.chain_schema([core_schema.str_schema(strict=True, pattern=_DATED), _aware()])
        value = core_schema.union_schema([_aware(strict=True), text], mode="left_to_right")
        aware = core_schema.custom_error_schema(
            core_schema.json_or_python_schema(text, value),
            custom_error_type="aware_instant",
            custom_error_message=(
                "an instant needs a time zone, and lies in the years 1901 to 2198: give an aware datetime, "
                'such as datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("Europe/Paris")), or text with an '
                'offset, such as "2026-03-02T09:30:00+01:00"'
            ),
        )
        return aware if self.keep_zone else core_schema.no_info_after_validator_function(_settled, aware)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: Any) -> dict[str, Any]:
        del schema, handler
        return {"type": "string", "format": "date-time"}


_DATED = r"^\s*\d{4}-"
"""How a text with a date begins, where a bare number does not: that would be seconds of nobody knows when."""

_FIRST, _END = datetime(1901, 1, 1, tzinfo=UTC), datetime(2199, 1, 1, tzinfo=UTC)
"""Within these, every schedule answers, and every zone has a date."""


def _aware(*, strict: bool = False) -> CoreSchema:
    return core_schema.datetime_schema(tz_constraint="aware", strict=strict, ge=_FIRST, lt=_END)


def _settled(instant: datetime) -> datetime:
    """The same instant and wall clock with the offset alone, so that no rule of a zone can move it.

    Two datetimes of one zone compare and subtract by wall clock in Python, wrong across a change of
    clocks, and one in a fold equals none of another zone. With fixed offsets order, difference and
    equality are those of real time, and the same after storage.
    """
    if type(instant.tzinfo) is timezone:
        return instant
    offset: Any = instant.utcoffset()
    if offset.seconds % 60 or offset.microseconds:  # ISO 8601 has no seconds in an offset
        return instant.astimezone(UTC)
    return instant.astimezone(_fixed(offset))  # `replace` takes twice the time


_fixed = lru_cache(maxsize=256)(timezone)


Instant = Annotated[datetime, _AwareInstant(keep_zone=False)]
"""An instant and its offset from UTC; a naive one is refused with the remedy (ALL-05).

A zone given with it is reduced to its offset at that instant: what happened stays where it happened, and
is equal, ordered and measured in real time, before and after it was stored.
"""

_INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)


def settled(instant: datetime) -> datetime:
    """The instant with its offset alone, as an `Instant` has it; raises `ValueError` for a naive one."""
    if type(instant.tzinfo) is timezone:
        return instant
    plain = type(instant) is datetime and type(instant.tzinfo) is ZoneInfo
    return _settled(instant) if plain else _INSTANT.validate_python(instant)


ZonedInstant = Annotated[datetime, _AwareInstant(keep_zone=True)]
"""An instant that keeps its zone, to be shown to a person; not to be compared."""
