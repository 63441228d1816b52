"""What kind of value an expression may meet, read from type annotations."""

import types
from collections import abc
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Annotated, Any, ForwardRef, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import pydantic

from caserules.model import Word

__all__ = ["ANY", "BOOLEAN", "NOTHING", "Type", "Words", "attributes", "join", "type_of"]

Words = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Type:
    """The kind of a value; `missing` says whether it may be missing.

    `name` is one of text, number, boolean, instant, date, time, duration, word (an enum's member), model,
    items (anything to go through), table (anything looked up by key), nothing, any.

    >>> from caserules.engine import Scope, parse
    >>> sum_of = parse("days + 1", Scope({"days": int})).type
    >>> str(sum_of), sum_of.missing, sum_of.or_missing().missing
    ('a number', False, True)
    """

    name: str
    missing: bool = False
    words: tuple[Any, ...] | None = None
    """The only values there are, where they are known."""
    python: type | None = None
    """The number's or the enum's own class."""
    models: tuple[type, ...] = ()
    of: "Type | None" = None
    """What the items are, or what the table gives."""

    def __str__(self) -> str:
        if self.name == "model":
            return " or ".join(f"`{model.__name__}`" for model in self.models)
        if self.name == "items" and self.of is not None and self.of.name != "any":
            return f"items of {self.of}"
        bare = {"any": "anything", "nothing": "nothing", "items": "items", "instant": "an instant"}
        return bare.get(self.name, f"a {self.name}")

    def or_missing(self, missing: bool = True) -> "Type":  # noqa: FBT001, FBT002 - reads as its name
        """The same kind, which may be missing too where `missing` says so."""
        return replace(self, missing=True) if missing and not self.missing else self

    def holds(self, value: object) -> bool:
        """Whether the value is of this kind, as far as its class tells: of items, not what is among them.

        >>> Type("number").holds(3), Type("number").holds(True), Type("date").holds(datetime.max)
        (True, False, False)
        """
        if value is None:
            return self.missing
        if self.words is not None and self.name != "items":
            return value in self.words
        if self.name == "model":
            return _is_one(value, self.models)
        wanted, but = _HELD.get(self.name, (object, ()))
        return isinstance(value, wanted) and not isinstance(value, but)


def _is_one(value: object, classes: tuple[Any, ...]) -> bool:
    try:
        return isinstance(value, classes)
    except TypeError:  # a protocol that can't be asked at run time
        return True


_HELD: dict[str, tuple[Any, Any]] = {
    "text": (str, ()),
    "number": ((int, float, Decimal), bool),
    "boolean": (bool, ()),
    "instant": (datetime, ()),
    "date": (date, datetime),
    "time": (time, ()),
    "duration": (timedelta, ()),
    "items": (abc.Iterable, str),
    "table": (abc.Mapping, ()),
    "nothing": ((), ()),
}
"""The classes of each kind's values, and those of them that are another kind's."""
ANY = Type("any", missing=True)
BOOLEAN = Type("boolean")
NOTHING = Type("nothing", missing=True)
_PRIMITIVES: dict[Any, Type] = {
    Any: ANY,
    object: ANY,
    None: NOTHING,
    type(None): NOTHING,
    str: Type("text"),
    bool: BOOLEAN,
    int: Type("number", python=int),
    float: Type("number", python=float),
    Decimal: Type("number", python=Decimal),
    datetime: Type("instant"),
    date: Type("date"),
    time: Type("time"),
    timedelta: Type("duration"),
    pydantic.AwareDatetime: Type("instant"),
    pydantic.NaiveDatetime: Type("instant"),
    pydantic.PastDatetime: Type("instant"),
    pydantic.FutureDatetime: Type("instant"),
    pydantic.PastDate: Type("date"),
    pydantic.FutureDate: Type("date"),
    tuple: Type("items", of=ANY),
    list: Type("items", of=ANY),
    set: Type("items", of=ANY),
    frozenset: Type("items", of=ANY),
    dict: Type("table", of=ANY),
}
_ITEMS = (tuple, list, set, frozenset, abc.Sequence, abc.Iterable, abc.Iterator, abc.Collection, abc.Set)
_TABLES = (dict, abc.Mapping, abc.MutableMapping, types.MappingProxyType)


def type_of(annotation: Any, words: Words) -> Type:  # noqa: PLR0911 - one answer for each form
    """The kind of value that `annotation` admits; an annotation that says nothing admits anything."""
    if annotation.__hash__ is not None and annotation in _PRIMITIVES:
        return _PRIMITIVES[annotation]
    origin = get_origin(annotation)
    if origin is Annotated:
        base, *marks = get_args(annotation)
        return _marked(type_of(base, words), marks, words)
    if origin is Literal:
        return _literal(get_args(annotation))
    if origin is Union or origin is types.UnionType:
        return join(*(type_of(each, words) for each in get_args(annotation)))
    if origin in _ITEMS:
        members = [each for each in get_args(annotation) if each is not Ellipsis]
        return Type("items", of=join(*(type_of(each, words) for each in members)))
    if origin in _TABLES:
        return Type("table", of=type_of(get_args(annotation)[-1], words))
    if hasattr(annotation, "__value__"):  # `type X = ...` of newer Pythons
        return type_of(annotation.__value__, words)
    if hasattr(annotation, "__supertype__"):
        return type_of(annotation.__supertype__, words)
    if isinstance(annotation, TypeVar | ForwardRef | str) or not isinstance(origin or annotation, type):
        return ANY
    return _class(origin or annotation, words)


def _class(cls: type, words: Words) -> Type:  # noqa: PLR0911 - one answer for each class
    if issubclass(cls, Enum):
        return Type("word", words=tuple(cls), python=cls)
    for base in (bool, str, int, float, Decimal, datetime, date, time, timedelta):
        if issubclass(cls, base):
            return _PRIMITIVES[base]
    if issubclass(cls, _TABLES):
        return Type("table", of=ANY)
    if issubclass(cls, pydantic.BaseModel):
        return Type("model", models=(cls,))
    if issubclass(cls, tuple | list | set | frozenset) and not hasattr(cls, "_fields"):
        return Type("items", of=ANY)
    if hasattr(cls, "__iter__"):
        given = type_of(_hints(cls.__iter__).get("return", Any), words)
        return Type("model", models=(cls,), of=given.of or ANY)
    return Type("model", models=(cls,))


def _literal(values: tuple[Any, ...]) -> Type:
    kinds = {Type("word", python=type(v)) if isinstance(v, Enum) else type_of(type(v), {}) for v in values}
    missing = NOTHING in kinds
    kinds.discard(NOTHING)
    if len(kinds) != 1:
        return ANY if kinds else NOTHING
    return replace(kinds.pop(), words=tuple(v for v in values if v is not None), missing=missing)


def _marked(kind: Type, marks: abc.Iterable[Any], words: Words) -> Type:
    for mark in marks:
        if isinstance(mark, Word) and mark.vocabulary in words:
            if kind.name == "text":
                return replace(kind, words=tuple(words[mark.vocabulary]))
            if kind.name == "items" and kind.of is not None and kind.of.name == "text":
                return replace(kind, of=replace(kind.of, words=tuple(words[mark.vocabulary])))
    return kind


def join(*kinds: Type) -> Type:  # noqa: PLR0911 - one answer for each kind
    """The kind that covers them all: models side by side, numbers as one, the rest anything."""
    if kinds and all(kind is kinds[0] for kind in kinds):
        return kinds[0]
    missing = any(kind.missing for kind in kinds)
    solid = list(dict.fromkeys(replace(kind, missing=False) for kind in kinds if kind.name != "nothing"))
    if not solid:
        return NOTHING if kinds else ANY
    first = solid[0]
    if len(solid) == 1:
        return first.or_missing(missing)
    if any(kind.name != first.name for kind in solid) or first.name == "any":
        return ANY
    if first.name == "model":
        models = dict.fromkeys(model for kind in solid for model in kind.models)
        iterable = all(kind.of is not None for kind in solid)
        of = join(*(kind.of for kind in solid if kind.of is not None)) if iterable else None
        return Type("model", missing=missing, models=tuple(models), of=of)
    if first.name in ("items", "table"):
        return Type(first.name, missing=missing, of=join(*(kind.of or ANY for kind in solid)))
    if first.name == "word" and any(kind.python is not first.python for kind in solid):
        return ANY
    closed = all(kind.words is not None for kind in solid)
    words = tuple(dict.fromkeys(w for kind in solid for w in kind.words or ())) if closed else None
    python = first.python if all(kind.python is first.python for kind in solid) else None
    return Type(first.name, missing=missing, words=words, python=python)


_WHOLE = Type("number", python=int)
_PARTS = {
    "instant": dict.fromkeys(("year", "month", "day", "hour", "minute", "second"), _WHOLE),
    "date": dict.fromkeys(("year", "month", "day"), _WHOLE),
    "time": dict.fromkeys(("hour", "minute", "second"), _WHOLE),
    "duration": dict.fromkeys(("days", "seconds"), _WHOLE),
    "word": {"name": Type("text"), "value": ANY},
}


def attributes(kind: Type, words: Words) -> dict[str, Type]:
    """Every attribute of such a value; one that only some of several models have may be missing."""
    if kind.name != "model":
        return _PARTS.get(kind.name, {})
    each = [dict(_fields(model, words)) for model in kind.models]
    names = dict.fromkeys(name for fields in each for name in fields)
    found = {}
    for name in names:
        having = [fields[name] for fields in each if name in fields]
        found[name] = join(*having).or_missing(len(having) < len(each))
    return found


def _fields(model: type, words: Words) -> Iterator[tuple[str, Type]]:
    if issubclass(model, pydantic.BaseModel):
        for name, field in model.model_fields.items():
            yield name, _marked(type_of(field.annotation, words), field.metadata, words)
        for name, computed in model.model_computed_fields.items():
            yield name, type_of(computed.return_type, words)
    else:
        for name, annotation in _hints(model).items():
            yield name, type_of(annotation, words)
    for cls in reversed(model.__mro__):
        for name, value in tuple(vars(cls).items()):  # a deferred model is built while it is read
            getter = value.fget if isinstance(value, property) else getattr(value, "func", None)
            if isinstance(value, property | cached_property) and getter and cls.__module__ != "pydantic.main":
                yield name, type_of(_hints(getter).get("return", Any), words)


def _hints(of: Any) -> dict[str, Any]:
    try:
        return {
            n: a for n, a in get_type_hints(of, include_extras=True).items() if get_origin(a) is not None or a
        }
    except (NameError, TypeError, AttributeError):
        return {}
