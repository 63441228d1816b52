"""Composition: a rulebook on top of another, so that a host changes what it has to and copies nothing."""

from collections.abc import Mapping
from typing import Any

from caserules.engine.errors import suggest
from caserules.rulesets.place import Fault

__all__ = ["check_switches", "composed"]

_KEYS = ("id", "name")
_SWITCH = {*_KEYS, "enabled", "note"}
"""What a rule says that only switches one of the base on or off."""


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


def check_switches(base: Mapping[str, Any], own: Mapping[str, Any]) -> None:
    """Raises `Fault` for a rule of `own` that only says whether it is enabled, and is none of the base.

    >>> check_switches({"route": [{"id": "all"}]}, {"route": [{"id": "al", "enabled": False}]})
    Traceback (most recent call last):
    caserules.rulesets.place.Fault: the base has no rule `al`; did you mean `all`?
    """
    for kind, rules in own.items():
        below = base.get(kind, [])
        if not isinstance(rules, list) or not isinstance(below, list) or not _are_rules([*below, *rules]):
            continue
        known = [_name(rule) for rule in below]
        for rule in rules:
            if "enabled" in rule and rule.keys() <= _SWITCH and _name(rule) not in known:
                raise Fault(f"the base has no rule `{_name(rule)}`", suggest(_name(rule), known))


def _rules(below: list[dict[str, Any]], above: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = {_name(rule) for rule in below}
    changed = {_name(rule): rule for rule in above if _name(rule) in known}
    new = [rule for rule in above if _name(rule) not in known]
    return [*new, *({**rule, **changed.get(_name(rule), {})} for rule in below)]


def _are_rules(value: list[Any]) -> bool:
    return all(isinstance(each, dict) and _name(each) is not None for each in value)


def _name(rule: dict[str, Any]) -> Any:
    return next((rule[key] for key in _KEYS if isinstance(rule.get(key), str)), None)
