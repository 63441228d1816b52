"""The values that fields of any part hold: texts that say something, ids, and a desk's own fields as JSON.

>>> from decimal import Decimal
>>> from pydantic import TypeAdapter
>>> TypeAdapter(Filled).validate_python("  rang twice ")
'rang twice'
>>> json_form(Decimal("12.50"))
'12.50'
"""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from pydantic import AfterValidator, StringConstraints, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import to_jsonable_python

from caserules.frozen import thawed
from caserules.model import FrozenMap

__all__ = ["Fields", "Filled", "Id", "given", "json_fields", "json_form"]

Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Text that says something: blanks alone are none."""


def _one_line(name: str) -> str:
    if not name.isprintable():
        raise ValueError("an id is one line of signs that can be seen")
    return name


Id = Annotated[Filled, AfterValidator(_one_line)]
"""The id of a new case: one line, so that a message, a log and a key hold it as it is."""


def _json_form(value: Any, validate: ValidatorFunctionWrapHandler) -> FrozenMap[str, Any]:
    if type(value) is dict:
        for name, each in value.items():
            if type(name) is not str or type(each) not in _OWN_FORM or not name.isascii():
                break
            if (type(each) is str and not each.isascii()) or (type(each) is int and not _is_short(each)):
                break
        else:
            return FrozenMap.of_plain(value.copy())
    fields: FrozenMap[str, Any] = validate(value)
    return json_fields(fields)


def json_fields(fields: Mapping[str, Any]) -> FrozenMap[str, Any]:
    """The values by their names, as JSON has them; raises `ValueError` for one that it has no form for."""
    found: dict[str, Any] = {}
    for name, value in fields.items():
        try:
            found[name] = json_form(value)
            json.dumps({name: found[name]}, allow_nan=False, ensure_ascii=False).encode()
        except (ValueError, TypeError):
            raise ValueError(f"`{ascii(name)[1:-1]}` can't be stored: it has {_NO_FORM}") from None
    return FrozenMap(found)


def json_form(value: object) -> Any:
    """The value as JSON has it, if it has a form there."""
    return value if type(value) in _OWN_FORM else to_jsonable_python(value, fallback=_plain)


def given(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The values in the containers of JSON, as a field that takes anything shall hold them."""
    return {name: thawed(value, list) for name, value in fields.items()}


def _plain(value: object) -> dict[Any, Any]:
    if isinstance(value, FrozenMap):
        return dict(value)
    raise TypeError(value)


def _is_short(number: int) -> bool:
    return -_LONG < number < _LONG


_OWN_FORM = frozenset({str, int, bool, type(None)})
_LONG = 2**63
_NO_FORM = "half a character, a number without end or of thousands of digits, or an object of no known kind"


if TYPE_CHECKING:
    Fields: TypeAlias = Mapping[str, Any]  # a checker knows no field that takes more than it gives
else:
    Fields = Annotated[FrozenMap[str, Any], WrapValidator(_json_form)]
"""Values of a desk's own fields, in their JSON form: what is stored and read back is the same (ALL-03)."""
