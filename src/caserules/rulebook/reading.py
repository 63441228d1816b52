"""From files to rulebooks and back: untrusted text in, a rulebook or a `RulebookError` out.

Loading executes nothing, and is bounded: in the file's size, in the depth of its nesting, and in the
number of its rules.
"""

import json
import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, NoReturn, TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError

from caserules.engine.errors import suggest
from caserules.rulebook.composition import check_switches, composed
from caserules.rulebook.errors import Problem, RulebookError
from caserules.rulebook.faults import faults, sound
from caserules.rulebook.locks import Locks, lock_file, with_locks
from caserules.rulesets.place import Fault

__all__ = ["locks_beside", "parse", "read", "text_of", "write"]

Kind: TypeAlias = Literal["toml", "json"]
B = TypeVar("B", bound=BaseModel)

_SIZE = 4 * 1024 * 1024
_RULES = 20_000
_DEPTH = 30
_LARGEST = 2**63
_DIGITS = 400
_DOTTED = re.compile(
    r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){%d}""" % _DEPTH  # noqa: UP031 braces
)
"""A key of more parts than any table is deep: reading it would take time by the square of its length."""
_BASES = 5
_DESKS = Path(__file__).parents[1] / "desks"
_ENDINGS: dict[str, Kind] = {".toml": "toml", ".json": "json"}


def read(path: str | Path) -> tuple[str, Kind]:
    """The text of a rulebook file, and its kind by the file's ending."""
    place = _shipped(str(path)) or Path(path)
    kind = _kind(place)
    if "\0" in str(place):
        raise _error("can't be read: its name has a null character, as no file's has", place)
    try:
        if not place.is_file():
            place.stat()  # says why, where there is none
            raise _error("is no file", place)
        with place.open("rb") as file:
            content = file.read(_SIZE + 1)
        if len(content) > _SIZE:
            raise _error(f"the file has more than {_SIZE} bytes, which is the most that is read", place)
        return content.decode("utf-8-sig").replace("\r\n", "\n"), kind
    except OSError as error:
        raise _error(f"can't be read: {error.strerror}", place) from error
    except UnicodeDecodeError as error:
        raise _error(f"is not UTF-8 text: byte {error.start} can't be read", place) from error


def parse(model: type[B], text: str, kind: Kind, file: str | None, *, locked: bool = True) -> B:
    """The text as a rulebook; `locked` says whether it takes up the holidays that stand beside its file."""
    _known(kind)
    if len(text) > _SIZE:
        raise _error(f"the text has {len(text)} characters, at most {_SIZE} are read", file)
    data = _based(_read(text, kind, file), file, locked=locked)
    _bounded(data, file)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise faults(error, data, model).located(file, text, sound(error, data, model)) from None


def _read(text: str, kind: Kind, file: str | None) -> dict[str, Any]:
    data = _plain(text, kind, file)
    _bounded(data, file)
    return data


def _based(
    data: dict[str, Any], file: str | None, above: tuple[Path, ...] = (), *, locked: bool
) -> dict[str, Any]:
    """The data on top of the rulebook that it names as its `base`, and that one's base in turn.

    Each takes up the holidays beside its own file, if it is to be `locked`.
    """
    whole = _on_its_base(data, file, above, locked=locked)
    place = None if file is None else _shipped(file) or Path(file)
    return _locked(whole, place) if locked and place is not None else whole


def _on_its_base(
    data: dict[str, Any], file: str | None, above: tuple[Path, ...], *, locked: bool
) -> dict[str, Any]:
    base = data.pop("base", None)
    if base is None:
        return data
    place = _base_file(base, file)
    if place in above or len(above) == _BASES:
        chain = " -> ".join(f"`{each.name}`" for each in (*above, place))
        raise _error(f"`base` leads in a circle, or too far: {chain}", file)
    text, kind = read(place)
    below = _read(text, kind, str(place))
    whole = _based(below, str(place), (*above, place), locked=locked)
    try:
        check_switches(whole, data)
    except Fault as fault:
        raise _error(fault.message, file, remedy=fault.remedy or None) from None
    return composed(whole, data)


def _locked(data: dict[str, Any], place: Path) -> dict[str, Any]:
    locks = locks_beside(place)
    if locks is None:
        return data
    try:
        return with_locks(data, locks.model_dump(mode="json")["schedule"])
    except Fault as fault:
        raise _error(fault.message, lock_file(place), remedy=fault.remedy) from None


def locks_beside(place: Path) -> Locks | None:
    """The holidays that are written down beside a rulebook's file; None where none are."""
    beside = lock_file(place)
    if not beside.exists():
        return None
    text, kind = read(beside)
    data = _read(text, kind, str(beside))
    try:
        return Locks.model_validate(data)
    except ValidationError as error:
        raise faults(error, data, Locks).located(str(beside), text) from None


def _base_file(base: Any, file: str | None) -> Path:
    if not isinstance(base, str):
        raise _error("`base` is text: the name of a shipped desk, or of a file beside this one", file)
    if shipped := _shipped(base):
        return shipped
    if file is None or Path(base).name != base:
        message = f"`base` names `{base[:200]}`, which is no shipped desk and no file beside this one"
        raise _error(message, file)
    return Path(file).parent / base


def _shipped(name: str) -> Path | None:
    """The file of a shipped desk, where `name` is one's: a bare word, which no file's name is."""
    place = _DESKS / f"{name}.toml"
    return place if name.isidentifier() and place.is_file() else None


def write(path: str | Path, data: dict[str, Any]) -> None:
    """Write a rulebook's data, in the form that the file's ending asks for."""
    place = Path(path)
    place.write_text(text_of(data, _kind(place)), encoding="utf-8", newline="\n")


def text_of(data: dict[str, Any], kind: Kind) -> str:
    """A rulebook's data as text."""
    _known(kind)
    if kind == "json":
        return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    try:
        import tomli_w  # noqa: PLC0415 an extra
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "writing TOML takes the extra `toml`: pip install 'caserules[toml]'; JSON needs nothing"
        ) from error
    return tomli_w.dumps(data)


def _known(kind: str) -> None:
    if kind not in _ENDINGS.values():
        raise _error(f"a rulebook is no `{kind}`", None, remedy='give "toml" or "json" as its kind')


def _kind(place: Path) -> Kind:
    kind = _ENDINGS.get(place.suffix.lower())
    if kind is None and place.suffix:
        raise _error(
            f"`{place.name}` is neither `.toml` nor `.json`", place, remedy="write it as one of the two"
        )
    if kind is None:
        shipped = suggest(place.name, (each.stem for each in _DESKS.glob("*.toml")))
        remedy = f"name a file, or a shipped desk; {shipped}" if shipped else "name a file"
        raise _error(f"`{place.name}` is neither `.toml` nor `.json`", place, remedy=remedy)
    return kind


def _plain(text: str, kind: Kind, file: str | None) -> dict[str, Any]:
    try:
        data = _toml(text) if kind == "toml" else _json(text)
    except tomllib.TOMLDecodeError as error:
        raise _error(f"is no TOML: {error}", file) from error
    except json.JSONDecodeError as error:
        raise _error(f"is no JSON: {error.msg}", file, error.lineno, error.colno) from error
    except RecursionError as error:
        raise _error(f"is nested deeper than {_DEPTH} levels", file) from error
    except ValueError as error:
        told = f"a number has more than {_DIGITS} digits" if "int_max_str" in str(error) else error
        raise _error(f"can't be read: {told}", file) from error
    if not isinstance(data, dict):
        raise _error("it has to be a table of keys, not a list or a value", file)
    return data


def _toml(text: str) -> Any:
    if _DOTTED.search(text):
        raise ValueError(f"a key has more than {_DEPTH} parts")
    return tomllib.loads(text, parse_float=_number)


def _json(text: str) -> Any:
    return json.loads(
        text, parse_float=_number, parse_int=_whole, parse_constant=_no_number, object_pairs_hook=_distinct
    )


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys each stand there once, as TOML demands them."""
    table = dict(pairs)
    if len(table) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"the key `{twice[:_DIGITS]}` is given twice; rename one of them")
    return table


def _whole(text: str) -> int:
    if len(text) > _DIGITS:
        raise ValueError(f"`{text[:20]}…` has {len(text)} digits")
    return int(text)


def _number(text: str) -> float:
    """The number, if a file keeps it exactly: it is read as written, or not at all."""
    near = float(text)
    if not math.isfinite(near) or len(text) > _DIGITS or Decimal(str(near)) != Decimal(text):
        raise ValueError(f"`{text[:20]}` is no number that is kept exactly; write it as text")
    return near


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"`{text}` is no number")


def _bounded(data: dict[str, Any], file: str | None) -> None:
    rules = sum(len(each) for each in data.values() if isinstance(each, list))
    if rules > _RULES:
        raise _error(f"has {rules} rules, at most {_RULES} are read", file)
    level: list[Any] = [data]
    for _ in range(_DEPTH):
        level = [inner for outer in level for inner in _inside(outer, file)]
        if not level:
            return
    raise _error(f"is nested deeper than {_DEPTH} levels", file)


def _inside(value: Any, file: str | None) -> Iterator[Any]:
    match value:
        case dict():
            yield from value
            yield from value.values()
        case list():
            yield from value
        case str() if not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value):
            raise _error("has half of a surrogate pair in a text, which is no character", file)
        case int() if abs(value) > _LARGEST:
            raise _error(f"has a whole number beyond {_LARGEST}; write it as text", file)
        case _:
            pass


def _error(
    message: str,
    file: str | Path | None,
    line: int | None = None,
    column: int | None = None,
    *,
    remedy: str | None = None,
) -> RulebookError:
    place = None if file is None else str(file)
    problem = Problem(message=message, file=place, line=line, column=column, remedy=remedy)
    return RulebookError((problem,))
