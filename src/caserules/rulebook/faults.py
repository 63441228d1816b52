"""What validation found wrong in a rulebook's data, told with its place in the file's own words."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from caserules.case.told import said
from caserules.engine.errors import suggest
from caserules.rulebook.errors import Problem, RulebookError
from caserules.rulesets.place import MOST_PROBLEMS

__all__ = ["faults", "sound"]

B = TypeVar("B", bound=BaseModel)

_QUOTED = re.compile("'([^']*)'")


def faults(error: ValidationError, data: dict[str, Any], model: type[BaseModel]) -> RulebookError:
    """The error as the faults of the rulebook that has this data."""
    found: dict[tuple[str | None, str | None, str], Problem] = {}
    errors = error.errors(include_url=False)
    places = [each["loc"] for each in errors]
    for each in errors:
        if each["type"] == "too_short" and any(
            place[: len(each["loc"])] == each["loc"] != place for place in places
        ):
            continue  # it has parts, and what is wrong with them is told
        for problem in _told(each, data, model):
            found.setdefault((problem.rule, problem.key, problem.message), problem)
        if len(found) >= MOST_PROBLEMS:
            break
    return RulebookError(tuple(found.values()))


def sound(error: ValidationError, data: dict[str, Any], model: type[B]) -> B | None:
    """What is left without the rules that the error is about, so that its expressions can be judged as well.

    None where something else is at fault than rules in lists.
    """
    found: dict[str, set[int]] = {}
    for each in error.errors(include_url=False):
        match each["loc"]:
            case (str() as kind, int() as number, *_) if isinstance(data.get(kind), list):
                found.setdefault(kind, set()).add(number)
            case _:
                return None
    rest = {
        kind: [rule for number, rule in enumerate(data[kind]) if number not in places]
        for kind, places in found.items()
    }
    try:
        return model.model_validate(data | rest)
    except ValidationError:
        return None


def _told(error: Any, data: dict[str, Any], model: type[BaseModel]) -> Iterator[Problem]:
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, RulebookError):
        yield from cause.problems
        return
    place = _place(error["loc"], data, missing=error["type"] == "missing")
    rule, key = _rule(place, data)
    message, remedy = _message(error, place, model)
    text = error["input"] if isinstance(error["input"], str) else None
    yield Problem(rule=rule, key=key, message=message, remedy=remedy, text=text)


def _place(loc: tuple[int | str, ...], data: Any, *, missing: bool) -> tuple[int | str, ...]:
    """The steps that lead through the data, without the names of validators and of a union's members."""
    place: list[int | str] = []
    for part in loc:
        known: Any = data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
        if part in known:
            inner: Any = data
            data = inner[part]
        elif not (missing and part is loc[-1]):
            continue
        place.append(part)
    return tuple(place)


def _rule(place: tuple[int | str, ...], data: dict[str, Any]) -> tuple[str | None, str | None]:
    """The rule's id and the key under it; without an id the whole path."""
    match place:
        case (str() as kind, int() as number, *under):
            rule = data[kind][number]
            name = rule.get("id", rule.get("name")) if isinstance(rule, dict) else None
            if isinstance(name, str) and name:
                return name, ".".join(map(str, under)) or None
        case _:
            pass
    return None, ".".join(map(str, place)) or None


def _message(error: Any, place: tuple[int | str, ...], model: type[BaseModel]) -> tuple[str, str | None]:
    kind, given = error["type"], error["input"]
    name = place[-1] if place else ""
    context = error.get("ctx", {})
    if kind == "missing":
        return f"`{name}` is missing", f"give `{name}`"
    if kind == "extra_forbidden":
        return f"there is no key `{name}` here", suggest(name, _keys(place[:-1], model)) or "take it out"
    known = _QUOTED.findall(context["expected"]) if kind == "literal_error" else ()
    return said(error), (suggest(given, known) or None) if known else None


def _keys(place: tuple[int | str, ...], model: type[BaseModel]) -> Iterable[str]:
    """The keys that a table at this place may have; none where it is not the rulebook's own to say."""
    kind: Any = model
    for part in place:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            fields = {field.alias or name: field.annotation for name, field in kind.model_fields.items()}
            kind = fields.get(str(part))
        else:
            kind = next((each for each in get_args(kind)[::-1] if each is not Ellipsis), None)
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return ()
    return tuple(field.alias or name for name, field in kind.model_fields.items())
