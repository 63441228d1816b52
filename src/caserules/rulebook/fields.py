"""A desk's own fields: from their declaration to a case type, one for equal declarations."""

import copyreg
import keyword
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from threading import Lock
from types import UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin
from unicodedata import normalize
from weakref import WeakKeyDictionary, WeakValueDictionary

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    StrictBool,
    TypeAdapter,
    ValidationError,
    create_model,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticKnownError

from caserules.case import Case
from caserules.case.fields import UNTRUE
from caserules.case.told import told
from caserules.engine.errors import suggest
from caserules.model import Instant, Model, Word
from caserules.rulesets.place import Fault
from caserules.rulesets.terms import Plain

__all__ = ["FieldSpec", "Specs", "case_type", "check_default", "check_field", "check_typed"]


def _dated(value: object) -> object:
    if isinstance(value, date) or (isinstance(value, str) and _YEAR.match(value)):
        return value
    raise PydanticKnownError("date_type")


_YEAR = re.compile(r"\d{4}-")
"""How a date begins; a bare number would be so many seconds of nobody knows when."""
_TYPES: dict[str, Any] = {
    "text": str,
    "integer": Annotated[int, UNTRUE],
    "number": Decimal,
    "bool": StrictBool,
    "instant": Instant,
    "date": Annotated[date, BeforeValidator(_dated)],
}
_WRITTEN: dict[str, tuple[type, ...]] = {"integer": (int,), "number": (int, Decimal), "bool": (bool,)}
"""What a default may be written as; where nothing is said, text."""

Specs: TypeAlias = "tuple[tuple[str, FieldSpec], ...]"


class FieldSpec(Model):
    """One field: its `type` (`text integer number bool instant date` or `words.X`), and what it is at first.

    `missing` says that it may have no value; so it has none until it is set.

    >>> FieldSpec.model_validate("words.region")
    FieldSpec(type='words.region', default=None, missing=False, note=None)
    """

    type: str
    default: Plain | None = None
    """A date, and an instant with its offset, may be written as text or as TOML has them."""
    missing: bool = False
    note: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_type_alone(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"type": value}
        if isinstance(value, dict) and isinstance(value.get("default"), date):
            return {**value, "default": value["default"].isoformat()}
        return value

    @model_validator(mode="after")
    def _type_is_known(self) -> "FieldSpec":
        if self.type not in _TYPES and not self.type.startswith("words."):
            known = ", ".join(f"`{name}`" for name in _TYPES)
            raise ValueError(
                f"there is no type `{self.type}`; known: {known}, and `words.X` for a vocabulary"
            )
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string"}, handler(core)]}

    @property
    def vocabulary(self) -> str | None:
        """The name of the vocabulary that governs it."""
        return self.type.removeprefix("words.") if self.type.startswith("words.") else None

    def annotation(self) -> Any:
        """The Python type of the field."""
        kind: Any = _TYPES[self.type] if self.vocabulary is None else Annotated[str, Word(self.vocabulary)]
        return kind | None if self.missing else kind

    def at_first(self) -> Any:
        """Its default as a case holds it; raises `ValueError` for one that does not fit the type."""
        if self.default is None:
            return None
        written = _WRITTEN.get(self.type, (str,))
        if type(self.default) not in written:
            raise ValueError(f"the default `{self.default}` does not fit the type `{self.type}`")
        try:
            return TypeAdapter(self.annotation()).validate_python(self.default)
        except ValidationError as error:
            raise ValueError(
                f"the default `{self.default}` does not fit the type `{self.type}`: {told(error)}"
            ) from None


def check_field(name: str, spec: FieldSpec, words: dict[str, tuple[str, ...]]) -> Iterator[Fault]:
    """What is wrong with a field's name or vocabulary."""
    if name in Case.model_fields:
        yield Fault(f"every case has `{name}` already", "give the field another name")
    elif not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
        yield Fault(f"`{name}` is no plain name", "use letters, digits and `_`, a letter first")
    elif name != normalize("NFKC", name):
        yield Fault(f"`{name}` is read as `{normalize('NFKC', name)}` in an expression", "write it so")
    elif hasattr(Case, name) or name.startswith(("model_validate", "model_dump")):
        yield Fault(f"`{name}` means something in every case", "give the field another name")
    if spec.vocabulary is not None and spec.vocabulary not in words:
        yield Fault(f"there is no vocabulary `{spec.vocabulary}`", suggest(spec.vocabulary, words))


def check_default(spec: FieldSpec, words: dict[str, tuple[str, ...]]) -> None:
    """Raises `ValueError` for a default that does not fit the type, or is no word of the vocabulary."""
    value = spec.at_first()
    known = words.get(spec.vocabulary or "")
    if value is not None and known is not None and value not in known:
        raise Fault(f"the default `{value}` is no word of `{spec.vocabulary}`", suggest(value, known))


def check_typed(name: str, spec: FieldSpec, base: type[Case]) -> None:
    """Raises `ValueError` where a host's own case type has the field, and otherwise than declared."""
    declared = base.model_fields[name].annotation
    kinds = _kinds(declared)
    wanted = _kinds(spec.annotation())
    if Any not in kinds and not wanted <= kinds:
        told = ", ".join(sorted(each.__name__ for each in wanted - kinds))
        raise Fault(
            f"`{base.__name__}.{name}` is declared otherwise: it takes no {told}",
            f"make it fit the type `{spec.type}`" + (", which may be missing" if spec.missing else ""),
        )


def _kinds(annotation: Any) -> set[Any]:
    """The plain types of an annotation: without its marks, a literal as the type of its values."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _kinds(get_args(annotation)[0])
    if origin is Literal:
        return {type(value) for value in get_args(annotation)}
    if origin in {Union, UnionType}:
        return {kind for each in get_args(annotation) for kind in _kinds(each)}
    return {annotation}


class _OwnFields(type(Case)):  # type: ignore[misc]  # pydantic's metaclass, whatever its name
    """The class of case types with own fields: they pickle by their declaration."""


_MADE: WeakValueDictionary[tuple[Specs, type[Case]], type[Case]] = WeakValueDictionary()
_DECLARED: WeakKeyDictionary[type[Case], tuple[Specs, type[Case]]] = WeakKeyDictionary()
_MAKING = Lock()


def case_type(fields: Specs, base: type[Case] = Case) -> type[Case]:
    """`base` with these fields beside its own; the same type for the same fields, so that cases stay equal.

    The order of the fields and their notes make no difference.
    """
    if not fields:
        return base
    specs = tuple((name, spec.replace(note=None)) for name, spec in sorted(fields, key=lambda each: each[0]))
    with _MAKING:
        made = _MADE.get((specs, base))
        if made is None:
            made = _MADE[specs, base] = _make(specs, base)
            _DECLARED[made] = (specs, base)
        return made


def _make(specs: Specs, base: type[Case]) -> type[Case]:
    declared: dict[str, Any] = {}
    for name, spec in specs:
        optional = spec.missing or spec.default is not None
        declared[name] = (spec.annotation(), Field(default=spec.at_first()) if optional else ...)
    meta = {"metaclass": _OwnFields}
    made: type[Case] = create_model(base.__name__, __base__=base, __cls_kwargs__=meta, **declared)
    made.__module__ = __name__
    return made


def _pickled(made: Any) -> Any:
    return case_type, _DECLARED[made]


copyreg.pickle(_OwnFields, _pickled)
