"""The fields that a desk's cases have of their own, and the few of every case that are set like them."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from caserules.case.case import Case
from caserules.case.told import told

__all__ = ["PLAIN_FIELDS", "checked_fields", "own_fields"]

PLAIN_FIELDS = ("subject", "description", "type", "reason", "priority", "origin")
"""Fields of every case that can be set as the desk's own are; any other is written by events of its own."""


@cache
def own_fields(kind: type[Case]) -> tuple[str, ...]:
    """The fields that a desk's cases have beside those of every case."""
    return tuple(name for name in kind.model_fields if name not in Case.model_fields)


def checked_fields(case: Case, fields: Mapping[str, Any]) -> dict[str, Any]:
    """These fields' values as that case holds them.

    Raises `ValueError` that names every value which does not fit, and every field that is not to be set.
    """
    kind = type(case)
    if faults := [f"`{name}` is no field to set" for name in fields if name not in _checks(kind)]:
        raise ValueError("; ".join(faults))
    if _watched(kind):
        after = case.replace(**fields)
        return {name: getattr(after, name) for name in fields}
    values: dict[str, Any] = {}
    checks = _checks(kind)
    for name, value in fields.items():
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
def _checks(kind: type[Case]) -> dict[str, Callable[[Any], Any]]:
    """What judges each field that can be set."""
    fields = {name: kind.model_fields[name] for name in (*own_fields(kind), *PLAIN_FIELDS)}
    marked = {name: (field.annotation, *field.metadata) for name, field in fields.items()}
    types: dict[str, Any] = {name: Annotated[mark] if mark[1:] else mark[0] for name, mark in marked.items()}
    return {name: TypeAdapter(each).validator.validate_python for name, each in types.items()}
