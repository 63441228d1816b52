"""Rulebooks: every kind of rule, with every key, as data that loads."""

from functools import cache
from typing import Any

from hypothesis import strategies as st

from caserules.rulebook import Rulebook
from caserules.testing.texts import maybe, texts
from caserules.testing.vocabulary import WORDS

__all__ = ["rulebooks"]

Data = st.SearchStrategy[dict[str, Any]]

_TARGETS = (
    "48 hours",
    "8 business hours",
    "21 days",
    "7 business days",
    "close",
    "12:00 next business day",
    "end of shift",
    {"cutoff": "15:00", "before": "close", "after": "12:00 next business day"},
)
_CONDITIONS = (
    'case.type == "finance"',
    "open_case",
    'limit["a"] is not None and member(actor.id, case.owner)',
)
_OF_CASE = ('case.type == "finance"', "case.owner is None")


@cache
def rulebooks() -> st.SearchStrategy[Rulebook]:
    """A rulebook that a desk can be made of, with up to two rules of each kind."""
    return _data().map(Rulebook.model_validate)


def _data() -> Data:
    head = {
        "id": st.sampled_from(("desk", "naïve")),
        "first_status": st.just("new"),
        "status": st.just({"closed": {"phase": "closed", "read_only": True}}).flatmap(_statuses),
    }
    rest = {
        "title": texts(),
        "note": texts(),
        "effective_from": st.dates().map(lambda day: day.isoformat()),
        "first_queue": st.just("support"),
        "comments": st.sampled_from(("public", "internal")),
        "same": st.lists(st.sampled_from(("requester", "account", "subject")), unique=True),
        "words": st.just({**WORDS, "queue": ("support", "billing")}),
        "fields": _fields(),
        "effect": st.just({"CloseCase": "closed", "ResolveCase": "{command.outcome}"}),
        "schedule": st.fixed_dictionaries({"desk": _schedules()}),
        "origin": _rules("origin", _origins()),
        "fill": _rules("fill", _conditioned({"set": st.just({"priority": "high"})})),
        "route": _rules("route", _routes()),
        "clone": _rules("clone", _clones()),
        "guard": _rules("guard", _guards()),
        "clock": _rules("clock", _clocks()),
        "notice": _rules("notice", _notices()),
        "upkeep": _rules("upkeep", _upkeep()),
        "worklist": _rules("worklist", _worklists()),
        "metric": _rules("metric", _metrics()),
        "scan": st.fixed_dictionaries({"support": _scans()}),
        "stage": st.just([{"name": "research", "needs": ["case.type is not None"]}, {"name": "settle"}]),
    }
    fixed = {
        "table": st.dictionaries(st.sampled_from("abc"), _plain()).map(lambda entries: {"limit": entries}),
        "let": st.just({"open_case": 'case.phase == "open"'}),
    }
    return st.fixed_dictionaries({**head, **fixed}, optional=rest)


def _plain() -> st.SearchStrategy[Any]:
    return (
        texts() | st.integers(-(10**9), 10**9) | st.booleans() | st.decimals(-9999, 9999, places=2).map(float)
    )


def _statuses(end: dict[str, Any]) -> Data:
    more = st.fixed_dictionaries(
        {"phase": st.just("open"), "to": st.just(["closed"])},
        optional={"who": st.just("member(actor.id, case.owner)"), "source": texts(), "note": texts()},
    )
    return more.map(lambda first: {"new": first, **end})


def _fields() -> Data:
    spec = st.fixed_dictionaries(
        {"type": st.just("number")}, optional={"note": texts(), "missing": st.booleans()}
    )
    return st.fixed_dictionaries(
        {},
        optional={
            "amount": spec,
            "flag": st.booleans().map(lambda value: {"type": "bool", "default": value}),
            "remark": texts().map(lambda value: {"type": "text", "default": value}),
            "due": st.dates().map(lambda day: {"type": "date", "default": day.isoformat()}),
            "class_": st.just("text"),
        },
    )


def _schedules() -> Data:
    hours = st.sampled_from(
        ({"mon-fri": "09:00-17:00"}, {"mon,wed": ["08:00-12:00", "13:00-17:30"], "sat": "22:00-06:00"})
    )
    dates = st.lists(st.sampled_from(("2026-12-24", "05-01")), unique=True)
    holidays = st.fixed_dictionaries({"dates": dates}, optional={"country": st.just("US")})
    return st.fixed_dictionaries(
        {"time_zone": st.sampled_from(("UTC", "America/New_York")), "hours": hours},
        optional={"holidays": holidays, "overrides": st.just({"2026-12-31": []})},
    )


def _rules(kind: str, rule: Data) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rules with ids of their own kind."""
    return st.lists(rule, max_size=2).map(
        lambda rules: [{**each, "id": f"{kind}-{place}"} for place, each in enumerate(rules)]
    )


def _conditioned(keys: dict[str, Any], conditions: Any = _CONDITIONS, **more: Any) -> Data:
    dates = {"effective_from": st.just("2026-01-01"), "effective_until": st.just("2026-12-31")}
    shared = {"source": texts(), "note": texts(), "enabled": st.booleans(), **dates}
    whens = {"when": st.sampled_from(conditions)} if conditions else {}
    return st.fixed_dictionaries(keys, optional={**shared, **whens, **more})


def _origins() -> Data:
    opened = {"set": st.just({"origin": "Email"}), "link": st.just("{command.reply_to}")}
    told = {"notify": st.just(["{match.owner}"]), "message": st.just("{{braces}} of {command.channel}")}
    asked = ("match is not None", "command.resolved")
    others = st.sampled_from(("append", "reopen", "none"))
    return _conditioned({"then": st.just("open")}, asked, **opened, **told) | _conditioned(
        {"then": others}, asked, **told
    )


def _routes() -> Data:
    pick = st.fixed_dictionaries(
        {"team": st.just("team")},
        optional={
            "skill": texts().filter(lambda text: not set(text) & set("{}")),
            "region": st.just("{case.requester.region}"),
            "pick": st.sampled_from(("first", "least loaded", "even spread")),
        },
    )
    chain = st.lists(st.sampled_from(("ana", "{case.owner}", "billing")), min_size=1)
    return _conditioned({"to": st.just("support") | chain | pick}, **{"else": st.just("billing")})


def _clones() -> Data:
    more = {
        "require": st.just("item is None"),
        "message": st.just("no"),
        "remedy": st.just("do"),
        "copy": st.just(["subject"]),
        "set": st.just({"type": "finance"}),
        "clock": st.sampled_from(("fresh", "inherited")),
        "each": st.just("items"),
    }
    keys = {"reason": st.just("named item"), "for": st.just("{command.department}")}
    return _conditioned(keys, _OF_CASE, **more)


def _guards() -> Data:
    on = st.sampled_from(("*", "CloseCase", ["CloseCase", "PickCase"]))
    more = {"message": st.just("{case.id}"), "remedy": st.just("ask {actor.id}")}
    return _conditioned({"on": on, "require": st.just("command.comment is not None")}, **more)


def _clocks() -> Data:
    target = st.sampled_from(_TARGETS).flatmap(
        lambda promise: st.fixed_dictionaries(
            {"within" if isinstance(promise, str) else "by": st.just(promise)},
            optional={"when": st.sampled_from(_OF_CASE), "source": texts()},
        )
    )
    more = {
        "from": st.just("case.received_at"),
        "start": st.just('case.type == "finance"'),
        "stop": st.just('case.phase == "closed"'),
        "pause": st.just("case.owner is None"),
        "restart": st.just("case.last_agent_at"),
        "reopen": st.sampled_from(("none", "resume", "new_cycle")),
        "retarget": st.sampled_from(("carry_elapsed", "restart", "keep")),
        "warn": st.just(["80%", "30 minutes"]),
    }
    return _conditioned({"targets": st.lists(target, min_size=1, max_size=2)}, (), **more)


def _upkeep() -> Data:
    acts = st.sampled_from(
        ({"do": {"CloseCase": {"reason": "solved"}}}, {"remind": "{case.owner}", "message": "look"})
    )
    more = {"after": st.sampled_from(_TARGETS), "schedule": st.just("owner"), "as": st.just("{case.owner}")}
    rule = _conditioned({"since": st.just("case.opened_at")}, _OF_CASE, **more)
    return st.builds(lambda keys, act: {**keys, **act}, rule, acts)


def _worklists() -> Data:
    more = {
        "each": st.just("r for r in case.referrals if open_case"),
        "columns": st.just(["case.id", "case.next_action.text"]),
        "sort": st.just(["case.owner", "-case.received_at"]),
        "split": st.just("case.queue"),
    }
    due = st.sampled_from(({"every": "mon, thu"}, {"every": "business day"}, {"given": ["customer"]}, {}))
    return st.builds(lambda keys, days: {**keys, **days}, _conditioned({}, **more), due)


def _metrics() -> Data:
    more = {
        "of": st.just("open_case"),
        "share": st.just("case.owner is None"),
        "each": st.just("a for a in case.calls"),
    }
    bands = [{"name": "owned", "when": "case.owner is not None"}, {"name": "rest"}]
    apart = st.sampled_from(({"by": "case.type"}, {"bands": bands}, {}))
    return st.builds(lambda keys, by: {**keys, **by}, _conditioned({}, (), **more), apart)


def _scans() -> Data:
    more = {
        "times_usual": st.sampled_from((2, 2.5)),
        "alike_from": st.integers(2, 9),
        "similarity": st.sampled_from((0.5, 1)),
        "names": st.sampled_from(("known", "capitalised")),
        "tell": st.just(["ana"]),
        "source": texts(),
        "note": texts(),
    }
    return st.fixed_dictionaries({"more_than": st.integers(0, 99)}, optional=more)


def _notices() -> Data:
    on = st.sampled_from(("*", "CloseCase", ["CloseCase", "PickCase"]))
    return _conditioned(
        {"on": on, "to": st.just(["{case.owner}", "ana"])}, message=maybe(st.just("{case.id}"))
    )
