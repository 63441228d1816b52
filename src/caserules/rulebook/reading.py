"""From files to rulebooks and back: untrusted text in, a rulebook or a `RulebookError` out.

Loading executes nothing, and is bounded: in the file's size, in the depth of its nesting, and in the
number of its rules.
"""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from caserules.rulebook.errors import Problem, RulebookError

__all__ = ["parse", "read", "text_of", "write"]

Kind: TypeAlias = Literal["toml", "json"]
B = TypeVar("B", bound=BaseModel)

_SIZE = 4 * 1024 * 1024
_RULES = 20_000
_DEPTH = 30
_ENDINGS: dict[str, Kind] = {".toml": "toml", ".json": "json"}


def read(path: str | Path) -> tuple[str, Kind]:
    """The text of a rulebook file, and its kind by the file's ending."""
    place = Path(path)
    kind = _ENDINGS.get(place.suffix.lower())
    if kind is None:
        raise _error(f"`{place.name}` is neither `.toml` nor `.json`", place)
    try:
        size = place.stat().st_size
        if size > _SIZE:
            raise _error(f"the file has {size} bytes, at most {_SIZE} are read", place)
        return place.read_text(encoding="utf-8"), kind
    except OSError as error:
        raise _error(f"can't be read: {error.strerror}", place) from error
    except UnicodeDecodeError as error:
        raise _error(f"is not UTF-8 text: byte {error.start} can't be read", place) from error


def parse(model: type[B], text: str, kind: Kind, file: str | None) -> B:
    """The text as a rulebook."""
    if len(text) > _SIZE:
        raise _error(f"the text has {len(text)} characters, at most {_SIZE} are read", file)
    data = _plain(text, kind, file)
    _bounded(data, file)
    _ids_once(data, text, file)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        found = RulebookError(tuple(_problem(each, data) for each in error.errors(include_url=False)))
        raise found.located(file or "rulebook", text) from None


def write(path: str | Path, data: dict[str, Any]) -> None:
    """Write a rulebook's data, in the form that the file's ending asks for."""
    place = Path(path)
    kind = _ENDINGS.get(place.suffix.lower())
    if kind is None:
        raise _error(f"`{place.name}` is neither `.toml` nor `.json`", place)
    place.write_text(text_of(data, kind), encoding="utf-8")


def text_of(data: dict[str, Any], kind: Kind) -> str:
    """A rulebook's data as text."""
    if kind == "json":
        return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    try:
        import tomli_w  # noqa: PLC0415 an extra
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "writing TOML takes the extra `toml`: pip install 'caserules[toml]'; JSON needs nothing"
        ) from error
    return tomli_w.dumps(data)


def _plain(text: str, kind: Kind, file: str | None) -> dict[str, Any]:
    try:
        data = tomllib.loads(text) if kind == "toml" else json.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _error(f"is no TOML: {error}", file) from error
    except json.JSONDecodeError as error:
        raise _error(f"is no JSON: {error.msg}", file, error.lineno, error.colno) from error
    except (RecursionError, ValueError) as error:
        raise _error(f"can't be read: {error}", file) from error
    if not isinstance(data, dict):
        raise _error("a rulebook is a table of keys, not a list or a value", file)
    return data


def _bounded(data: dict[str, Any], file: str | None) -> None:
    rules = sum(len(each) for each in data.values() if isinstance(each, list))
    if rules > _RULES:
        raise _error(f"has {rules} rules, at most {_RULES} are read", file)
    level: list[Any] = [data]
    for _ in range(_DEPTH):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    raise _error(f"is nested deeper than {_DEPTH} levels", file)


def _inside(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _ids_once(data: dict[str, Any], text: str, file: str | None) -> None:
    seen: dict[str, str] = {}
    problems: list[Problem] = []
    for kind, rules in data.items():
        for rule in rules if isinstance(rules, list) else ():
            name = rule.get("id") if isinstance(rule, dict) else None
            if not isinstance(name, str):
                continue
            if name in seen:
                problems.append(
                    Problem(
                        rule=name,
                        key="id",
                        message=f"the id is given twice, under `{seen[name]}` and under `{kind}`",
                        remedy="rename one of them; a decision cites its rules by their ids",
                    )
                )
            seen[name] = kind
    if problems:
        raise RulebookError(tuple(problems)).located(file or "rulebook", text)


def _problem(error: Any, data: dict[str, Any]) -> Problem:
    """A validation error as a fault with its place: `("guard", 3, "require")` is the fourth guard's key."""
    place = [str(part) for part in error["loc"] if part != "function-before"]
    rule = None
    inner: Any = data.get(place[0]) if place else None
    if isinstance(inner, list) and len(place) > 1:
        rule = inner[int(place[1])].get("id") if isinstance(inner[int(place[1])], dict) else None
        place = place[2:] if rule else place
    elif isinstance(inner, dict) and len(place) > 1:
        rule, place = place[1], place[2:] or place[:1]
    given = error["input"]
    shown = None if isinstance(given, dict | list) else str(given)[:200]
    strange = error["type"] == "extra_forbidden"
    return Problem(
        rule=rule,
        key=".".join(place) or None,
        message=error["msg"].removeprefix("Value error, ").removesuffix("."),
        text=shown,
        remedy="take it out, or look up its spelling in the reference" if strange else None,
    )


def _error(
    message: str, file: str | Path | None, line: int | None = None, column: int | None = None
) -> RulebookError:
    place = None if file is None else str(file)
    return RulebookError((Problem(message=message, file=place, line=line, column=column),))
