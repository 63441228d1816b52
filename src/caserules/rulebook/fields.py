"""A desk's own fields: from their declaration to a case type, one for equal declarations."""

import copyreg
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, TypeAlias

from pydantic import Field, StrictBool, create_model, model_validator

from caserules.case import Case
from caserules.model import Instant, Model, Word
from caserules.rulesets.terms import Plain

__all__ = ["FieldSpec", "case_type"]

_TYPES: dict[str, Any] = {
    "text": str,
    "integer": int,
    "number": Decimal,
    "bool": StrictBool,
    "instant": Instant,
    "date": date,
}

Specs: TypeAlias = "tuple[tuple[str, FieldSpec], ...]"


class FieldSpec(Model):
    """One field: its `type` (`text integer number bool instant date` or `words.X`), and what it is at first.

    `missing` says that it may have no value; so it has none until it is set.
    """

    type: str
    default: Plain | None = None
    missing: bool = False
    note: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_type_alone(cls, value: Any) -> Any:
        return {"type": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _type_is_known(self) -> "FieldSpec":
        if self.type not in _TYPES and not self.type.startswith("words."):
            known = ", ".join(f"`{name}`" for name in _TYPES)
            raise ValueError(
                f"there is no type `{self.type}`; known: {known}, and `words.X` for a vocabulary"
            )
        return self

    def annotation(self) -> Any:
        """The Python type of the field."""
        kind = _TYPES.get(self.type) or Annotated[str, Word(self.type.removeprefix("words."))]
        return kind | None if self.missing else kind


class _OwnFields(type(Case)):  # type: ignore[misc]  # pydantic's metaclass, whatever its name
    """The class of case types with own fields: they pickle by their declaration."""


def case_type(fields: Specs, base: type[Case] = Case) -> type[Case]:
    """`base` with these fields beside its own; the same type for the same fields, so that cases stay equal.

    Raises `ValueError` for a name that every case has already.
    """
    return _case_type(fields, base) if fields else base


@lru_cache(maxsize=256)
def _case_type(fields: Specs, base: type[Case]) -> type[Case]:
    for name, _ in fields:
        if name in base.model_fields or hasattr(base, name):
            raise ValueError(f"every case has `{name}` already; give the field another name")
    declared: dict[str, Any] = {}
    for name, spec in fields:
        optional = spec.missing or spec.default is not None
        default = Field(default=spec.default, validate_default=True) if optional else ...
        declared[name] = (spec.annotation(), default)
    meta = {"metaclass": _OwnFields}
    made: type[Case] = create_model(base.__name__, __base__=base, __cls_kwargs__=meta, **declared)
    made.__module__ = __name__
    _DECLARED[made] = (fields, base)
    return made


_DECLARED: dict[type[Case], tuple[Specs, type[Case]]] = {}


def _pickled(made: Any) -> Any:
    return _case_type, _DECLARED[made]


copyreg.pickle(_OwnFields, _pickled)
