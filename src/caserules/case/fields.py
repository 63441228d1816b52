"""The fields that a desk's cases have of their own, and the few of every case that are set like them."""

from collections.abc import Callable, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, Strict, TypeAdapter, ValidationError
from pydantic_core import PydanticKnownError

from caserules.case.case import Case
from caserules.case.told import shown, told
from caserules.case.values import given, json_fields
from caserules.model import FrozenMap, Word

__all__ = [
    "PLAIN_FIELDS",
    "UNTRUE",
    "begins_with",
    "check_stored",
    "checked_fields",
    "fit",
    "own_fields",
    "stored_fields",
]

PLAIN_FIELDS = ("subject", "description", "type", "reason", "priority", "origin")
"""Fields of every case that can be set as the desk's own are; any other is written by events of its own."""


def _untrue(value: object) -> object:
    if isinstance(value, bool):
        raise PydanticKnownError("int_type")
    return value


UNTRUE = BeforeValidator(_untrue)
"""Marks a whole number that `true` is none of; `Annotated[int, UNTRUE]`."""


@cache
def own_fields(kind: type[Case]) -> tuple[str, ...]:
    """The fields that a desk's cases have beside those of every case.

    >>> class Escalation(Case):
    ...     agency: str | None = None
    >>> own_fields(Escalation)
    ('agency',)
    """
    return tuple(name for name in kind.model_fields if name not in Case.model_fields)


def checked_fields(case: Case, fields: Mapping[str, Any]) -> dict[str, Any]:
    """These fields' values as that case holds them.

    Raises `ValueError` that names every value which does not fit, and every field that is not to be set.
    """
    return dict(fields.items()) if fit(type(case), fields) else _checked(case, fields)


def stored_fields(case: Case, fields: Mapping[str, Any]) -> FrozenMap[str, Any]:
    """These fields' values in their JSON form; `checked_fields` of it gives the same values.

    Raises `ValueError` as that does, and for a value that would be read back as another.
    """
    values = checked_fields(case, fields)
    stored = json_fields(values)
    again = values if stored == fields else checked_fields(case, stored)
    if lost := [name for name, value in values.items() if again[name] != value]:
        raise ValueError(
            f"`{lost[0]}`: {shown(values[lost[0]])} would be read back as {shown(again[lost[0]])}"
        )
    return stored


def check_stored(case: Case, fields: Mapping[str, Any]) -> None:
    """Raises `ValidationError` where the case holds one of these fields' values in no form that JSON has."""
    if not fields or fit(type(case), fields):
        return
    try:
        json_fields({name: getattr(case, name) for name in fields})
    except ValueError as error:
        line: Any = {"type": "value_error", "loc": ("fields",), "input": fields, "ctx": {"error": error}}
        raise ValidationError.from_exception_data("CaseOpened", [line]) from None


def fit(kind: type[Case], fields: Mapping[str, Any]) -> bool:
    """Whether a case of that kind holds these fields' values just as they are, and JSON too."""
    fitting = _fitting(kind)
    for name, value in fields.items():  # noqa: SIM110 a generator costs more than what it asks
        if type(value) not in fitting.get(name, ()):
            return False
    return True


def begins_with(kind: type[Case], fields: Mapping[str, Any]) -> bool:
    """Whether a case can be begun with these fields of its own, as they are, and the others at their default.

    Then nothing about it is left to judge, if what the opening says of every case is known to be valid.
    """
    needed = _needed(kind)
    if needed is None:
        return False
    if not fields:
        return not needed
    return fields.keys() >= needed and fit(kind, fields) and fields.keys().isdisjoint(PLAIN_FIELDS)


def _checked(case: Case, fields: Mapping[str, Any]) -> dict[str, Any]:
    kind = type(case)
    checks = _checks(kind)
    if faults := [f"`{name}` is no field to set" for name in fields if name not in checks]:
        raise ValueError("; ".join(faults))
    if _watched(kind):
        after = case.replace(**given(fields))
        return {name: getattr(after, name) for name in fields}
    values: dict[str, Any] = {}
    for name, value in given(fields).items():
        try:
            values[name] = checks[name](value)
        except ValidationError as error:
            faults.append(told(error, name))
    if faults:
        raise ValueError("; ".join(faults))
    return values


@cache
def _watched(kind: type[Case]) -> bool:
    """Whether the class has validators of its own, so that no field can be judged alone."""
    own = kind.__pydantic_decorators__
    return bool(own.field_validators or own.validators or own.model_validators or own.root_validators)


@cache
def _needed(kind: type[Case]) -> frozenset[str] | None:
    """The own fields that a case can't begin without; None where only validation can begin one.

    That is so for a class with validators or ways of its own, and for one that declares a field of every case
    otherwise.
    """
    fields = kind.model_fields
    like_all = all(
        (fields[name].annotation, fields[name].metadata, fields[name].default)
        == (field.annotation, field.metadata, field.default)
        for name, field in Case.model_fields.items()
    )
    made: Any = kind
    made_as_all = made.__init__ is BaseModel.__init__ and made.model_post_init is BaseModel.model_post_init
    same_ways = kind.model_config == Case.model_config and not kind.__private_attributes__
    own = [(name, fields[name]) for name in own_fields(kind)]
    if _watched(kind) or not (like_all and made_as_all and same_ways):
        return None
    if any(field.default_factory or field.validate_default or field.alias for _, field in own):
        return None
    return frozenset(name for name, field in own if field.is_required())


def _marked(kind: type[Case]) -> dict[str, tuple[Any, ...]]:
    """The annotation of each field that can be set, with its marks."""
    fields = {name: kind.model_fields[name] for name in (*own_fields(kind), *PLAIN_FIELDS)}
    return {name: (field.annotation, *field.metadata) for name, field in fields.items()}


@cache
def _checks(kind: type[Case]) -> dict[str, Callable[[Any], Any]]:
    """What judges each field that can be set."""
    marked = _marked(kind)
    types: dict[str, Any] = {name: Annotated[mark] if mark[1:] else mark[0] for name, mark in marked.items()}
    return {name: TypeAdapter(each).validator.validate_python for name, each in types.items()}


@cache
def _fitting(kind: type[Case]) -> dict[str, frozenset[type]]:
    """For each field that can be set the exact types whose values it takes as they are, all of them."""
    return {} if _watched(kind) else {name: _taken(*mark) for name, mark in _marked(kind).items()}


def _taken(annotation: Any, *marks: Any) -> frozenset[type]:
    if not all(isinstance(mark, Word | Strict) or mark is UNTRUE for mark in marks):
        return frozenset()
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _taken(*arguments)
    if origin in {Union, UnionType}:
        each = [_taken(argument) for argument in arguments]
        return frozenset().union(*each) if all(each) else frozenset()
    return frozenset({annotation}) if annotation in {str, int, bool, NoneType} else frozenset()
