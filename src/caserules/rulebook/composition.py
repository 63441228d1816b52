"""Composition: a rulebook on top of another, so that a host changes what it has to and copies nothing."""

from collections.abc import Mapping
from typing import Any

__all__ = ["composed"]

_KEYS = ("id", "name")


def composed(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The data of `own` on top of `base`, as one rulebook's data.

    A rule with an id of the base takes its place there and overrides the keys that it gives (so
    `enabled = false` alone switches it off); a new rule stands before those of the base, and so decides
    first. Tables are merged name by name, and the entries under a name key by key; anything else replaces.

    >>> base = {"id": "a", "route": [{"id": "all", "to": "x"}], "words": {"type": ["q"]}}
    >>> composed(base, {"id": "b", "route": [{"id": "vip", "to": "y"}, {"id": "all", "to": "z"}]})["route"]
    [{'id': 'vip', 'to': 'y'}, {'id': 'all', 'to': 'z'}]
    """
    whole = {**base, **own}
    for key in base.keys() & own.keys():
        match base[key], own[key]:
            case dict() as below, dict() as above:
                whole[key] = {**below, **above} | {
                    name: {**below[name], **above[name]}
                    for name in below.keys() & above.keys()
                    if isinstance(below[name], dict) and isinstance(above[name], dict)
                }
            case list() as below, list() as above if _are_rules(below) and _are_rules(above):
                whole[key] = _rules(below, above)
            case _:
                pass
    if "id" in base and whole["id"] != base["id"]:
        whole["continues"] = [*own.get("continues", ()), base["id"], *base.get("continues", ())]
    return whole


def _rules(below: list[dict[str, Any]], above: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = {_name(rule) for rule in below}
    changed = {_name(rule): rule for rule in above if _name(rule) in known}
    new = [rule for rule in above if _name(rule) not in known]
    return [*new, *({**rule, **changed.get(_name(rule), {})} for rule in below)]


def _are_rules(value: list[Any]) -> bool:
    return all(isinstance(each, dict) and _name(each) is not None for each in value)


def _name(rule: dict[str, Any]) -> Any:
    return next((rule[key] for key in _KEYS if isinstance(rule.get(key), str)), None)
