"""The values that fields of any part hold: texts that say something, ids, and a desk's own fields as JSON.

>>> from decimal import Decimal
>>> from pydantic import TypeAdapter
>>> TypeAdapter(Filled).validate_python("  rang twice ")
'rang twice'
>>> json_form(Decimal("12.50"))
'12.50'
"""

from typing import Annotated, Any

from pydantic import AfterValidator, StringConstraints, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticSerializationError, to_json, to_jsonable_python

from caserules.model import FrozenMap

__all__ = ["Fields", "Filled", "Id", "json_form"]

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
            if type(name) is not str or type(each) not in _OWN_FORM:
                break
            if not name.isascii() or (type(each) is str and not each.isascii()):
                break
        else:
            return FrozenMap.of_plain(value.copy())
    fields: FrozenMap[str, Any] = validate(value)
    found = {name: json_form(each) for name, each in fields.items()}
    try:
        to_json(found)
    except PydanticSerializationError:
        raise ValueError("a text holds half a character, which can't be stored") from None
    return FrozenMap(found)


def json_form(value: object) -> Any:
    """The value as JSON has it."""
    return value if type(value) in _OWN_FORM else to_jsonable_python(value)


_OWN_FORM = frozenset({str, int, bool, type(None)})


Fields = Annotated[FrozenMap[str, Any], WrapValidator(_json_form)]
"""Values of a desk's own fields, in their JSON form: what is stored and read back is the same (ALL-03)."""
