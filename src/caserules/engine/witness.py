"""Concrete values for a region: an example that can be run."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from math import ceil, floor
from typing import Any

from pydantic import BaseModel

from caserules.engine.fields import Discrete, Index
from caserules.engine.kinds import ANY, Type
from caserules.engine.nodes import Call, Compare, Literal, Node
from caserules.engine.scope import Scope
from caserules.engine.walk import Path, path_of

__all__ = ["examples", "sample", "texts"]

_STEP: Mapping[str, Any] = {
    "instant": timedelta(microseconds=1),
    "duration": timedelta(microseconds=1),
    "date": timedelta(days=1),
}
_PLAIN: Mapping[str, Any] = {
    "text": "",
    "number": 0,
    "boolean": False,
    "instant": datetime(2026, 1, 1, tzinfo=UTC),
    "date": date(2026, 1, 1),
    "time": time(0),
    "duration": timedelta(0),
    "items": (),
    "table": {},
}
_DEEP = 4


def sample(field: Node, index: Index, slot: int) -> Any:
    """A value of the field that falls into the slot; `sample` itself where there is none."""
    kind = field.type
    if slot == index.missing:
        return None if kind.missing else sample
    if isinstance(index, Discrete):
        if slot:
            return next(value for value, own in index.slots.items() if own == slot)
        return _other(kind, index)
    if slot == index.size - 1:
        return float("nan") if kind.python is float else sample
    at, point = divmod(slot, 2)
    found = index.cuts[at] if point else _between(kind, index.cuts, at)
    if found is sample or (kind.words is not None and found not in kind.words):
        found = next((word for word in kind.words or () if index.place(word) == slot), sample)
    return found if found is sample or index.place(found) == slot else sample


def _other(kind: Type, index: Discrete) -> Any:
    """A value that no condition names."""
    words = (True, False) if kind.words is None and kind.name == "boolean" else kind.words
    if words is not None:
        return next((word for word in words if word not in index.slots), sample)
    plain = _PLAIN.get(kind.name, "")
    found: Iterable[Any] = range(len(index.slots) + 1)
    if isinstance(plain, str):
        found = (f"other {number}" for number in found)
    elif not isinstance(plain, int):
        found = (plain + timedelta(days=number) for number in found)
    return next(value for value in found if value not in index.slots)


def _between(kind: Type, cuts: list[Any], at: int) -> Any:
    """A value below the first cut point, between two, or above the last; whole where the field is."""
    below, above = cuts[at - 1] if at else None, cuts[at] if at < len(cuts) else None
    if kind.name == "text":
        return "" if below is None else f"{below}\0"
    if kind.name == "number":
        return _number(kind, below, above)
    step = _STEP[kind.name]
    try:
        return above - step if below is None else below + step
    except OverflowError:
        return sample


def _number(kind: Type, below: Any, above: Any) -> Any:
    if kind.python is int:
        return ceil(above) - 1 if below is None else floor(below) + 1
    if below is None:
        near = above - 1
    elif above is None:
        near = below + 1
    else:
        near = (Decimal(below) + Decimal(above)) / 2
    return Decimal(near) if kind.python is Decimal else float(near)


def examples(scope: Scope, facts: Mapping[Path, Any]) -> dict[str, Any] | None:
    """Values for the scope's names with these values at the paths; nothing where they can't be built."""
    found = {}
    for name, kind in scope.types.items():
        own = {path[1:]: value for path, value in facts.items() if path[0] == name}
        try:
            found[name] = _built(scope, kind, own, _DEEP)
        except LookupError:
            return None
    return found


def _built(scope: Scope, kind: Type, facts: Mapping[Path, Any], depth: int) -> Any:
    """A value of the kind in which the paths have their values; raises `LookupError` where none can."""
    inner: dict[str, dict[Path, Any]] = {}
    for path, value in facts.items():
        if path:
            inner.setdefault(path[0], {})[path[1:]] = value
    needed = {path[0] for path, value in facts.items() if path and value is not None}
    if () in facts:
        if needed and facts[()] is None:
            raise LookupError(kind)
        return facts[()]
    if kind.missing and not needed:
        return None
    if kind.name == "model":
        return _model(scope, kind, inner, needed, depth)
    if needed:
        if kind.name not in ("any", "table") or not depth:
            raise LookupError(kind)
        return {name: _built(scope, kind.of or ANY, own, depth - 1) for name, own in inner.items()}
    return kind.words[0] if kind.words else _PLAIN.get(kind.name)


def _model(
    scope: Scope, kind: Type, inner: Mapping[str, dict[Path, Any]], needed: set[str], depth: int
) -> Any:
    for model in kind.models:
        known = scope.attributes(Type("model", models=(model,)))
        if depth and issubclass(model, BaseModel) and needed <= model.model_fields.keys():
            given = {}
            for name, field in model.model_fields.items():
                if name in inner or field.is_required():
                    given[name] = _built(scope, known[name], inner.get(name, {}), depth - 1)
                else:
                    given[name] = field.get_default(call_default_factory=True, validated_data={})
            return model.model_construct(**given)
    raise LookupError(kind)


def texts(conditions: Iterable[tuple[Node, bool]]) -> dict[Path, Any]:
    """What texts and collections must hold for opaque conditions of a plain form to come out as asked."""
    found: dict[Path, Any] = {}
    for node, holds in conditions:
        match node:
            case Compare(first=Literal(value=str() as word), rest=(("in", of),)) if holds and path_of(of):
                _hold(found, of, word, start=False)
            case Call(function="contains", arguments=(of, Literal(value=str() as word))) if holds and path_of(
                of
            ):
                _hold(found, of, word, start=False)
            case Call(function="startswith", arguments=(of, Literal(value=str() as word))) if (
                holds and path_of(of)
            ):
                _hold(found, of, word, start=True)
            case _:
                pass
    return found


def _hold(found: dict[Path, Any], of: Node, word: str, *, start: bool) -> None:
    path = path_of(of) or ()
    if of.type.name == "text":
        before = found.get(path, "")
        found[path] = f"{word} {before}".rstrip() if start else f"{before} {word}".lstrip()
    else:
        found[path] = (*found.get(path, ()), word)
