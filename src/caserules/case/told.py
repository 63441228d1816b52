"""What a validation error says, in one line for a person, in the library's own words."""

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

__all__ = ["said", "shown", "told"]

_INSTANT = "an instant with its offset, such as `2026-03-01T09:30Z`"
_DATE = "a date, such as `2026-03-01`"
_WANTED = {
    "bool": "true or false",
    "int": "a whole number",
    "decimal": "a number",
    "float": "a number",
    "finite_number": "a finite number",
    "string": "text",
    "tuple": "a list",
    "list": "a list",
    "set": "a list",
    "frozen_set": "a list",
    "iterable": "a list",
    "dict": "a table",
    "mapping": "a table",
    "model": "a table",
    "date": _DATE,
    "date_from_datetime": "a date without a time, such as `2026-03-01`",
    "datetime": _INSTANT,
    "datetime_from_date": _INSTANT,
    "timezone_aware": _INSTANT,
    "time": "a time of day, such as `09:30`",
    "time_delta": "a length of time, such as `PT30M`",
}
"""What is wanted, by the kind of fault without how it was found: by its type, or as its text was read."""
_FOUND = re.compile("_(attributes_type|type|parsing|parsing_size|from_float|object_invalid|inexact)$")
_BOUNDS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}
"""What a bound is called, and where an error keeps it."""
_QUOTED = re.compile("'([^']*)'")
_SHOWN = 60


def told(error: ValidationError, *under: str) -> str:
    """A validation error in one line: each place (below `under`), and what is wrong there.

    >>> from caserules.case.commands import AddActivity
    >>> try:
    ...     AddActivity(kind="task", subject=7, colour="red")
    ... except ValidationError as error:
    ...     print(told(error))
    `subject`: text is wanted here, not `7`; there is no `colour`
    """
    faults = error.errors(include_url=False)
    own = [each for each in faults if each["type"] != "default_factory_not_called"]  # from another
    return "; ".join(_one((*under, *map(str, each["loc"])), each) for each in own)


def _one(place: tuple[str, ...], error: Mapping[str, Any]) -> str:
    where = f"`{'.'.join(place)}`"
    if error["type"] == "missing":
        return f"{where} is missing"
    if error["type"] == "extra_forbidden":
        return f"there is no {where}"
    return f"{where}: {said(error)}" if place else said(error)


def said(error: Mapping[str, Any]) -> str:
    """What one fault of a validation error says of the value, without its place."""
    kind, given, context = error["type"], shown(error["input"]), error.get("ctx", {})
    message: str = error["msg"]
    if kind in _BOUNDS:
        bound, where = _BOUNDS[kind]
        message = f"{bound} `{context[where]:g}` is wanted here, not {given}"
    elif wanted := _WANTED.get(_FOUND.sub("", kind)):
        message = f"{wanted} is wanted here, not {given}"
    elif kind == "literal_error":
        known = _QUOTED.sub(r"`\1`", context["expected"])
        message = f"{given} is none of {known}"
    elif kind in {"too_short", "string_too_short"}:
        message = f"{given} says nothing" if isinstance(error["input"], str) else "there is nothing in it"
    elif kind == "union_tag_invalid":
        message = "there is no {} {}".format(context["discriminator"].strip("'"), shown(context["tag"]))
    elif kind == "value_error":
        message = message.removeprefix("Value error, ").removesuffix(".")
    else:
        message = f"{message[:1].lower()}{message[1:]}, not {given}"
    return message


def shown(value: object) -> str:
    """A value as a message quotes it: cut where it is long, and what has parts by its kind alone.

    >>> shown("x" * 100) == f"`{'x' * 60}…`", shown({"a": 1}), shown(None)
    (True, 'a table', 'nothing')
    """
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple | set | frozenset):
        return "a list"
    if isinstance(value, int) and abs(value) >= 10**_SHOWN:
        return f"a number of more than {_SHOWN} digits"
    if not isinstance(value, str | int | float | Decimal | date | time | timedelta):
        return f"a `{type(value).__name__}`"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{text if len(text) <= _SHOWN else text[:_SHOWN] + '…'}`"
