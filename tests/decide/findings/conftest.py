"""A plain rulebook, single rules to put into it, and what is found then."""

from collections.abc import Mapping
from typing import Any

import caserules as cr

LIFE: Mapping[str, Any] = {
    "new": {"phase": "open", "to": ["working", "done"]},
    "working": {"phase": "open", "to": ["done"]},
    "done": {"phase": "resolved", "to": ["working", "closed"]},
    "closed": {"phase": "closed", "read_only": True},
}
EFFECT = {"ResolveCase": "done", "CloseCase": "closed", "ReactivateCase": "working"}
BASE: Mapping[str, Any] = {
    "id": "desk",
    "first_status": "new",
    "words": {"type": ["a", "b", "c"], "priority": ["high", "low"], "queue": ["support", "billing"]},
    "status": LIFE,
    "effect": EFFECT,
}
ROSTER = cr.Roster(
    agents=(
        cr.Agent(id="ana", skills=("welsh",), regions=("north",), schedule="night"),
        cr.Agent(id="bo", regions=("south",)),
    ),
    teams=(cr.Team(id="support", members=("ana",)), cr.Team(id="north", members=("ana", "bo"))),
)
HOURS = {"time_zone": "Europe/London", "hours": {"mon-fri": "09:00-17:00"}}
TERMS = {"a": "1 hour", "b": "2 hours"}
TO_B = [{"when": 'case.type == "a"', "within": "1 hour"}, {"when": 'case.type == "b"', "within": "2 hours"}]


def desk(**keys: Any) -> cr.Desk[cr.Case]:
    """The desk of the plain rulebook with other keys."""
    return cr.Desk(cr.Rulebook.model_validate({**BASE, **keys}))


def found(roster: cr.Roster | None = None, **keys: Any) -> list[tuple[str, str]]:
    """What is found in such a rulebook, by kind and rule; every word that is said can be read."""
    checked = desk(**keys).check(roster)
    assert checked.finished
    assert all(each.message and each.remedy for each in checked)
    return [(each.kind, each.rule) for each in checked]


def life(**statuses: Any) -> dict[str, Any]:
    """The plain life with other statuses."""
    return {"status": {**LIFE, **statuses}}


def guard(require: str, on: Any = "PickCase", **keys: Any) -> dict[str, Any]:
    """A guard alone."""
    return {"guard": [{"id": "g", "on": on, "require": require, **keys}]}


def on_refusal(*guards: str, **keys: Any) -> dict[str, Any]:
    """A notice of refusals by these guards."""
    return {"notice": [{"id": "n", "on": "PickCase", "to": ["ana"], "refused": guards, **keys}]}


def route(*whens: str | None, to: Any = "support", **keys: Any) -> dict[str, Any]:
    """Routing rules `r0`, `r1`, … under these conditions; the keys are the first one's."""
    rules: list[dict[str, Any]] = [{"id": f"r{place}", "to": to} for place, _ in enumerate(whens)]
    for rule, when in zip(rules, whens, strict=True):
        rule.update({} if when is None else {"when": when})
    rules[0].update(keys)
    return {"route": rules}


def fill(*rules: tuple[str | None, Mapping[str, Any]]) -> dict[str, Any]:
    """Fill rules `f0`, `f1`, …."""
    made = [{"id": f"f{place}", "set": given} for place, (_, given) in enumerate(rules)]
    for rule, (when, _) in zip(made, rules, strict=True):
        rule.update({} if when is None else {"when": when})
    return {"fill": made}


def clock(**keys: Any) -> dict[str, Any]:
    """A clock alone, of four hours where nothing else is said."""
    return {"clock": [{"id": "c", "targets": [{"within": "4 hours"}], **keys}]}


def upkeep(**keys: Any) -> dict[str, Any]:
    """An upkeep rule alone, which closes a settled case after a week where nothing else is said."""
    plain = {"id": "u", "when": 'case.phase == "resolved"', "since": "case.status_since", "after": "7 days"}
    return {"upkeep": [{**plain, **({} if "remind" in keys else {"do": {"CloseCase": {}}}), **keys}]}


def clone(*rules: Mapping[str, Any]) -> dict[str, Any]:
    """Clone rules `k0`, `k1`, … for one reason."""
    plain = {"reason": "again", "for": "{command.department}"}
    return {"clone": [{"id": f"k{place}", **plain, **rule} for place, rule in enumerate(rules)]}
