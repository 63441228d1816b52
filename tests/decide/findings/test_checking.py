"""What a check finds in a rulebook: each finding with a rulebook that has it, and the same one mended."""

from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

import pytest

import caserules as cr
from caserules.decide.findings.finding import FindingKind
from caserules.decide.findings.proof import Proof
from caserules.engine import Scope, negate, parse
from caserules.rulesets.transitions import Status

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


TO_DONE = {"phase": "open", "to": ["done"]}
LATE = 'match.status == "new" and match.phase == "closed"'
ON_TWO = ["AssignCase", "PickCase"]
PICKED = 'command.command == "PickCase"'
SAID = 'command.to != "x" or command.comment is not None'
NEITHER = [{"when": 'case.type == "a" and case.type == "b"', "within": "1 hour"}, {"within": "1 day"}]
TERMS = {"a": "1 hour", "b": "2 hours"}
TABLED = [{"when": "case.type is not None", "within": "{terms[case.type]}"}, {"within": "1 hour"}]
PICK = {"team": "support", "skill": "welsh"}
TO_B = [{"when": 'case.type == "a"', "within": "1 hour"}, {"when": 'case.type == "b"', "within": "2 hours"}]
OVER = "case.last_agent_at > case.opened_at"
LATER = [{"within": "1 hour", "effective_from": "2026-02-01"}]

ROWS: list[tuple[str, str, Mapping[str, Any], Mapping[str, Any]]] = [
    # the life of a case
    ("unreachable status", "status.lost", life(lost={"phase": "open", "to": ["done"]}),
     life(lost={"phase": "open", "to": ["done"]}, new={"phase": "open", "to": ["working", "done", "lost"]})),
    ("unreachable status", "status.lost",
     life(lost=TO_DONE, closed={"phase": "closed", "read_only": True, "to": ["lost"]}),
     life(lost=TO_DONE, closed={"phase": "closed", "to": ["lost"]})),
    ("no way to closed", "status.stuck",
     life(stuck={"phase": "open"}, new={"phase": "open", "to": ["working", "done", "stuck"]}),
     life(stuck=TO_DONE, new={"phase": "open", "to": ["working", "done", "stuck"]})),
    ("no way to closed", "status.new",
     {"status": {"new": {"phase": "open", "to": ["done"]}, "done": {"phase": "resolved"}}, "effect": {}},
     {"status": {"new": {"phase": "open", "to": ["done"]}, "done": {"phase": "closed"}}, "effect": {}}),
    ("effect without a way", "effect.AcknowledgeCase", {"effect": {**EFFECT, "AcknowledgeCase": "new"}},
     {"effect": {**EFFECT, "AcknowledgeCase": "working"}}),
    ("effect without a way", "effect.ReactivateCase", {"effect": {**EFFECT, "ReactivateCase": "new"}},
     {"effect": {**EFFECT, "ReactivateCase": "working"}}),
    ("effect without a way", "effect.OpenCase", {"effect": {**EFFECT, "OpenCase": "closed"}},
     {"effect": {**EFFECT, "OpenCase": "new"}}),
    ("effect without a way", "effect.ClassifyCase", {"effect": {**EFFECT, "ClassifyCase": "{command.type}"}},
     {"effect": {**EFFECT, "ResolveCase": "{command.outcome}", "CloseCase": "{case.subject}"}}),
    ("effect without a way", "effect.CloseCase",
     {**life(working={"phase": "open", "to": ["done", "new"]}), "effect": {**EFFECT, "CloseCase": "new"}},
     life()),
    ("effect without a way", "effect.ResolveCase", life(done={**LIFE["done"], "by": ["ChangeStatus"]}),
     life(done={**LIFE["done"], "by": ["ResolveCase"]})),
    ("unreachable status", "status.done", life(done={**LIFE["done"], "by": []}),
     life(done={**LIFE["done"], "by": ["ChangeStatus"]})),
    ("no way out", "status.closed", life(closed={"phase": "closed", "read_only": True, "to": ["new"]}),
     life(closed={"phase": "closed", "read_only": True, "to": ["working"]})),
    ("no way out", "status.closed",
     {**life(closed={"phase": "closed", "read_only": True, "to": ["new"]}), "effect": {}},
     {**life(closed={"phase": "closed", "to": ["new"]}), "effect": {}}),
    ("no way out", "status.new", life(new={"phase": "open", "read_only": True, "to": ["working"]}), life()),
    ("never holds", "status.working",
     life(working={"phase": "open", "to": ["done"], "who": 'actor.id == "ana" and actor.id == "bo"'}),
     life(working={"phase": "open", "to": ["done"], "who": 'actor.id == "ana" or actor.id == "bo"'})),
    # rules that never decide
    ("never decides", "r1", route(None, 'case.type == "a"'), route('case.type == "b"', 'case.type == "a"')),
    ("never decides", "r0", route('case.type == "a" and case.type == "b"'), route('case.type == "a"')),
    ("never decides", "r0", route('case.status == "new" and case.phase == "closed"'),
     route('case.status == "new" and case.phase == "open"')),
    ("never decides", "r0", route("case.owner is None and case.owner_since is not None"),
     route("case.owner is None and case.queue_since is not None")),
    ("never decides", "r1", route(None, None), route(None, None, effective_until="2026-12-31")),
    ("never decides", "r1", route(None, None, effective_from="0001-01-01"),
     route(None, None, effective_from="2026-01-01", effective_until="9999-12-31")),
    ("never decides", "o1",
     {"origin": [{"id": "o0", "then": "open"}, {"id": "o1", "when": "match is not None", "then": "append"}]},
     {"origin": [{"id": "o1", "when": "match is not None", "then": "append"}, {"id": "o0", "then": "open"}]}),
    ("never decides", "o0",
     {"origin": [{"id": "o0", "when": LATE, "then": "append"}]},
     {"origin": [{"id": "o0", "when": "match is None and match.phase is None", "then": "open"}]}),
    ("never decides", "o0",
     {"origin": [{"id": "o0", "when": 'match is None and match.phase == "open"', "then": "append"}]},
     {"origin": [{"id": "o0", "when": 'match is not None and match.phase == "open"', "then": "append"}]}),
    ("never decides", "o0",
     {"origin": [{"id": "o0", "when": "match is not None and match.opened_at is None", "then": "append"}]},
     {"origin": [{"id": "o0", "when": "match is not None and match.resolved_at is None", "then": "append"}]}),
    ("never decides", "f1", fill((None, {"priority": "low"}), ('case.type == "a"', {"priority": "high"})),
     fill(('case.type == "a"', {"priority": "high"}), (None, {"priority": "low"}))),
    ("never decides", "f1",
     fill((None, {"priority": "low"}), (None, {"priority": "high"})),
     fill((None, {"priority": "low"}), (None, {"priority": "high", "origin": "{case.subject}"}))),
    ("never decides", "f1",
     fill((None, {"type": "a"}), ('case.type == "a" and case.type == "b"', {"priority": "high"})),
     fill(('case.type == "a"', {"priority": "low"}), (None, {"type": "a"}), (None, {"priority": "high"}))),
    ("never decides", "k1", clone({}, {"when": "case.owner is not None"}),
     clone({"when": "case.owner is not None"}, {})),
    ("never decides", "k1", clone({}, {}), clone({}, {"reason": "another"})),
    ("never holds", "n",
     {"notice": [{"id": "n", "on": "PickCase", "to": ["ana"], "when": 'result.phase == "closed" and '
                  'result.status == "new"'}]},
     {"notice": [{"id": "n", "on": "PickCase", "to": ["ana"], "when": 'result.phase == "closed"'},
                 {"id": "m", "on": "*", "to": ["ana"]}]}),
    # guards
    ("never passes", "g", guard('case.priority == "high" and case.priority == "low"'),
     guard('case.priority == "high"')),
    ("never passes", "g", guard('case.priority == "low"', when='case.priority == "high"'),
     guard("False", when='case.priority == "high"')),
    ("never passes", "g", guard("command.reason is not None", ["CloseCase", "ResolveCase"]),
     guard("command.reason is not None", ["CloseCase", "ReactivateCase"])),
    ("never passes", "g", guard("case.owner is not None", ["OpenCase", "PickCase"]),
     guard("case.owner is not None", ["OpenCase", "PickCase"], when="case is not None")),
    ("never passes", "g", guard('case.status != "new"', ["OpenCase", "PickCase"],
                                when='case.status == "new" and command.command == "PickCase"'),
     guard('case.status != "new"', ["OpenCase", "PickCase"],
           when='case.type == "a" and command.command == "PickCase"')),
    ("never passes", "k0", clone({"when": 'case.type == "a"', "require": 'case.type == "b"'}),
     clone({"when": 'case.type == "a"', "require": 'case.priority == "low"'}, {"require": "False"})),
    ("never refuses", "g", guard('case.type == "a" or case.type != "a"'), guard('case.type == "a"')),
    ("never refuses", "g", guard("True"), guard("True", enabled=False)),
    ("never refuses", "g", guard(SAID, ON_TWO, when=PICKED), guard(SAID, ON_TWO)),
    ("never refuses", "g", guard("command.to is not None", ON_TWO, when="command.to is not None"),
     guard('command.to != "x"', ON_TWO, when="command.to is not None")),
    ("never holds", "g", guard('case.type == "a"', when='case.type == "b" and case.type == "c"'),
     guard('case.type == "a"', when='case.type in ("b", "a")')),
    ("no such guard", "n", {**guard('case.type == "a"'), **on_refusal("h")},
     {**guard('case.type == "a"'), **on_refusal("g")}),
    ("no such guard", "n", {**guard('case.type == "a"', "CloseCase"), **on_refusal("g")},
     {**guard('case.type == "a"', "*"), **on_refusal("g")}),
    ("no such guard", "n", on_refusal("g"), on_refusal("g", enabled=False)),
    # clocks
    ("clock never runs", "c", clock(start='case.status == "new" and case.phase == "resolved"'),
     clock(start='case.status == "done" and case.phase == "resolved"', enabled=True)),
    ("clock never runs", "c", clock(start='case.status == "done"', stop='case.phase != "open"'),
     clock(start='case.status == "working"', stop='case.phase != "open"')),
    ("clock never runs", "c", clock(stop="True"), clock(stop="True", enabled=False)),
    ("clock never runs", "c", clock(start='case.status == "done"', cancel='case.phase != "open"'),
     clock(start='case.status == "done"', cancel='case.phase != "open"', reopen="new_cycle")),
    ("clock never runs", "c", clock(stop='case.type == "a" or case.type != "a"'),
     clock(stop='case.type == "a"')),
    ("clock never runs", "c", clock(start='case.status == "done"', stop='case.phase != "open"'),
     clock(start='case.status == "done"', stop='case.phase != "open"', restart="case.last_agent_at")),
    ("never holds", "c", clock(pause='case.phase == "open" and case.status == "done"'),
     clock(pause='case.phase == "open" and case.status == "new"')),
    ("no target", "c", clock(targets=TO_B), clock(targets=[*TO_B, {"within": "1 day"}])),
    ("no target", "c", clock(targets=[{"when": "case.owner is None", "within": "1 hour"}]),
     clock(targets=[{"when": "case.owner is None", "within": "1 hour"}], start="case.owner is None")),
    ("no target", "c", clock(targets=TO_B, start='any(a.kind == "x" for a in case.actions)'),
     clock(targets=TO_B, start='any(a.kind == "x" for a in case.actions) and case.type == "a"')),
    ("no target", "c", clock(targets=[{"within": "1 hour", "effective_until": "2026-12-31"}]),
     clock(targets=[{"within": "1 hour", "effective_until": "2026-12-31"}, *LATER])),
    ("no target", "c", {**clock(targets=TABLED), "table": {"terms": TERMS}},
     {**clock(targets=TABLED), "table": {"terms": {**TERMS, "c": "3 hours"}}}),
    ("no target", "c", {**clock(targets=TABLED[1:] and [{"within": "{terms[case.type]}"}]),
                        "table": {"terms": {**TERMS, "c": "3 hours"}}},
     {**clock(targets=[{"when": 'case.type not in ("a", "b")', "within": "1 hour"},
                       {"within": "{terms[case.type]}"}]), "table": {"terms": TERMS}}),
    ("never decides", "c", clock(targets=[{"within": "1 hour"}, {"within": "2 hours"}]),
     clock(targets=[{"within": "1 hour", "effective_until": "2026-12-31"}, {"within": "2 hours"}])),
    ("never decides", "c",
     clock(targets=NEITHER),
     clock(targets=[{"when": 'case.type == "a"', "within": "1 hour"}, {"within": "1 day"}])),
    # upkeep
    ("never holds", "u", upkeep(when='case.phase == "closed" and case.status == "done"'), upkeep()),
    ("stays due", "u", upkeep(do={"ChangeStatus": {"to": "done"}}, since="case.opened_at"),
     upkeep(do={"ChangeStatus": {"to": "working"}}, since="case.opened_at")),
    ("stays due", "u", upkeep(do={"ChangePriority": {"priority": "high"}}),
     upkeep(do={"ChangePriority": {"priority": "high"}}, when='case.priority == "low"')),
    ("stays due", "u", upkeep(when=None, do={"ReferCase": {"department": "x"}}),
     upkeep(when="len(case.referrals) == 0", do={"ReferCase": {"department": "x"}})),
    ("stays due", "u", upkeep(do={"AddComment": {"comment": "still there?"}}),
     upkeep(do={"AddComment": {"comment": "still there?"}}, since="case.last_action_at",
            when="case.last_action_at is not None")),
    ("stays due", "u", upkeep(do={"ChangeFields": {"fields": {"subject": "late"}}}),
     upkeep(do={"ChangeFields": {"fields": {"subject": "late"}}}, when='case.subject != "late"')),
    ("stays due", "u",
     upkeep(do={"ReferCase": {"department": "x"}}, when='member(case.opened_by, "support")'),
     upkeep(do={"ReferCase": {"department": "x"}}, when="case.last_action_at is None")),
    ("stays due", "u", upkeep(do={"ChangeStatus": {"to": "{case.subject}"}}, when='case.type == "a"',
                              since="case.opened_at"),
     upkeep(do={"ChangeStatus": {"to": "{case.subject}"}}, since="case.opened_at")),
    ("stays due", "u", upkeep(do={"ReferCase": {"department": "x"}}, when="len(case.status_spans) > 2"),
     upkeep(do={"ChangeStatus": {"to": "done"}}, when="len(case.status_spans) > 2", since="case.opened_at")),
    ("stays due", "u", upkeep(do={"SeeCase": {}}, when="case.merged_into is None"),
     upkeep(do={"SeeCase": {}}, when='seen("ana") is None')),
    ("stays due", "u", upkeep(do={"SeeCase": {}}, when="len(case.contacts) > 0", enabled=True),
     upkeep(do={"ChangeFields": {"fields": "{case.subject}"}}, when='case.subject == "x"')),
    ("never passes", "u",
     upkeep(do={"ChangeStatus": {"to": "closed"}}, since="case.opened_at", when='case.status == "done"'),
     upkeep(do={"CloseCase": {}}, when='case.status == "done"')),
    ("may be missing", "u", upkeep(since="case.resolved_at"),
     upkeep(since="case.resolved_at", when='case.resolved_at is not None and case.phase == "resolved"')),
    ("may be missing", "u", upkeep(since="case.resolved_at", when=None, do=None, remind="ana"),
     upkeep(since="case.opened_at", when=None, do=None, remind="ana", enabled=False)),
    ("may be missing", "u", upkeep(since="max(a.at for a in case.attempts)", remind="ana"),
     upkeep(since="max(a.at for a in case.attempts)", when="len(case.attempts) > 0", remind="ana")),
    # names
    ("named twice", "r0", route(None, to=["ana", "support", "ana"]), route(None, to=["ana", "support"])),
    ("named twice", "r0", route(None, to="support", **{"else": "support"}),
     route(None, to=PICK, **{"else": "support"})),
    ("may be missing", "g", guard(OVER), guard(OVER, when="case.last_agent_at is not None")),
    ("may be missing", "c", clock(start=OVER), clock(start=f"case.last_agent_at is not None and {OVER}")),
    ("may be missing", "g", guard("case.owner_since < now"),
     guard("case.owner is not None and case.owner_since < now")),
    ("may be missing", "g", guard("last(case.attempts).at < now"),
     guard("last(case.attempts).at < now", when="len(case.attempts) > 1")),
    ("may be missing", "g", guard("first(case.calls).at < now", when="len(case.attempts) > 1"),
     guard("not any(c.at > now for c in case.calls)")),
    ("may be missing", "g", guard("any(r.completed_at < now for r in case.referrals)"),
     guard("any(r.completed_at is not None and r.completed_at < now for r in case.referrals)")),
    ("may be missing", "g", guard("last(case.attempts).at < now", when="any(c.issue for c in case.calls)"),
     guard("last(case.attempts).at < now", when="any(a.number > 1 for a in case.attempts)")),
    ("unused", "let.mine", {"let": {"mine": "case.owner == actor.id", "his": "mine"}},
     {"let": {"mine": "case.owner == actor.id", "his": "mine"}, **guard("his")}),
    ("unused", "table.limit", {"table": {"limit": {"x": 1}}},
     {"table": {"limit": {"x": 1}}, **guard("limit[actor.role] == 1")}),
    ("unused", "table.limit", {"table": {"limit": {"x": 1}}},
     {"table": {"limit": {"x": 1}},
      "notice": [{"id": "n", "on": "PickCase", "to": ["{{no}} {limit[actor.role]}"]}]}),
    ("unused", "words.color", {"words": {**BASE["words"], "color": ["red"]}},
     {"words": {**BASE["words"], "color": ["red"]}, **route("case.subject in words.color")}),
    ("unused", "words.color", {"words": {**BASE["words"], "color": ["red"]}},
     {"words": {**BASE["words"], "color": ["red"], "role": ["lead"]},
      "fields": {"tint": {"type": "words.color", "missing": True, "note": "for the printer"}}}),
    ("unused", "schedule.night", {"schedule": {"night": HOURS}},
     {"schedule": {"night": HOURS, "day": HOURS}, **clock(schedule="night"),
      "notice": [{"id": "n", "on": "PickCase", "to": ["ana"], "hours": "day"}]}),
    ("unused", "schedule.night", {"schedule": {"night": HOURS}},
     {"schedule": {"night": HOURS}, **upkeep(schedule="owner")}),
    ("unused", "schedule.night", {"schedule": {"night": HOURS}},
     {"schedule": {"night": HOURS}, **clock(schedule="{case.subject}")}),
    ("unused", "fields.amount", {"fields": {"amount": {"type": "integer", "default": 0}}},
     {"fields": {"amount": {"type": "integer", "default": 0}}, **guard("result.amount < 5")}),
    ("unused", "fields.amount", {"fields": {"amount": {"type": "integer", "default": 0}}},
     {"fields": {"amount": {"type": "integer", "default": 0}}, **fill((None, {"amount": 3}))}),
    ("unused", "fields.amount", {"fields": {"amount": {"type": "integer", "default": 0}}},
     {"fields": {"amount": {"type": "integer", "default": 0}}, **clone({"copy": ["amount"]})}),
    ("not locked", "schedule.desk", {"schedule": {"desk": {**HOURS, "holidays": {"country": "GB"}}}},
     {"schedule": {"desk": {**HOURS, "holidays": {"dates": ["2026-12-24"]}}}}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "rule", "wrong", "right"), ROWS)
def test_what_is_wrong_is_found_and_what_is_mended_is_not(
    kind: str, rule: str, wrong: Mapping[str, Any], right: Mapping[str, Any]
) -> None:
    """The finding stands under the rule that it is about, and is gone once that is mended."""
    assert (kind, rule) in found(**wrong)
    assert (kind, rule) not in found(**right)


def test_every_kind_of_finding_is_shown() -> None:
    """No kind is only promised; who is nobody takes a roster, and is shown by itself."""
    assert {kind for kind, *_ in ROWS} == set(get_args(FindingKind)) - {"nobody"}


def test_a_plain_rulebook_is_clean_and_says_so() -> None:
    """Nothing is found, and that is told."""
    checked = desk().check(ROSTER)
    assert (len(checked), bool(checked), list(checked), checked.finished) == (0, False, [], True)
    assert str(checked) == "desk\n  nothing found"


def test_findings_are_told_with_their_source_and_remedy() -> None:
    """One line for each, and each kind by itself; a title is the heading."""
    checked = desk(title="The desk", **route(None, to=["ana", "ana"], source="R-1")).check()
    [twice] = checked.of("named twice")
    assert (twice.rule, twice.key, twice.source) == ("r0", "to", "R-1")
    assert checked.of("no target") == ()
    assert str(checked) == (
        "The desk\n  named twice: `r0` names `ana` twice; whoever could not take the case still can't (R-1); "
        "name everybody once"
    )


def test_without_time_nothing_is_proved_and_that_is_told() -> None:
    """Where time is over, what takes a proof is left out, and `finished` is false; the rest is found."""
    keys = {**route(None, None), **life(lost={"phase": "closed"})}
    checked = desk(**keys).check(seconds=0)
    assert [each.kind for each in checked] == ["unreachable status"]
    assert not checked.finished
    assert "not finished: time was over" in str(checked)


def test_a_shadowed_rule_names_those_in_its_way() -> None:
    """Whoever decides first, wherever it holds; in one or in several."""
    keys = route('case.type == "a"', 'case.type != "a"', 'case.priority == "low"')
    [whole] = desk(**keys).check().of("never decides")
    assert (whole.rule, whole.others) == ("r2", ("r0", "r1"))
    assert "`r0`, `r1` decide first" in whole.message
    [alone] = desk(**route(None, 'case.type == "a"')).check().of("never decides")
    assert (alone.others, alone.remedy) == (("r0",), "place it before `r0`, or leave it out")


def test_a_rulebook_is_judged_by_itself_whatever_objects_a_host_has() -> None:
    """What the host's router leaves to the rules is shadowed as ever."""

    class Mine:
        def route(self, case: cr.Case, context: cr.Context) -> Any:
            raise NotImplementedError

    book = cr.Rulebook.model_validate({**BASE, **route(None, None)})
    assert cr.Desk(book, routing=Mine()).check() == cr.Desk(book).check()
    assert cr.Desk(book).check()


def test_words_without_a_target_are_named() -> None:
    """Each word and what is missing, with an example; not those that have one whatever else is."""
    [gap] = desk(**clock(targets=TO_B)).check()
    assert gap.message == "the clock `c` has no target where `case.type` is `c`, what is missing"
    assert gap.example == {"case.type": "c"}
    both = [*TO_B, {"when": 'case.priority == "high"', "within": "1 hour"}]
    first, second = desk(**clock(targets=both)).check()
    assert first.message == "the clock `c` has no target where `case.type` is `c`, what is missing"
    assert second.message == "the clock `c` has no target where `case.priority` is `low`, what is missing"
    assert second.example == {"case.type": "c", "case.priority": "low"}


def test_a_gap_without_a_vocabulary_is_shown_by_an_example() -> None:
    """Where no word is to blame, what the targets read is told with values that none of them fits."""
    [gap] = desk(**clock(targets=[{"when": "case.owner is None", "within": "1 hour"}])).check()
    assert (gap.message, gap.example) == (
        "the clock `c` has no target where `case.owner` is `other 0`",
        {"case.owner": "other 0"},
    )
    [gap] = desk(
        **clock(targets=[{"when": 'case.type == "a" and case.owner is None', "within": "1 hour"}])
    ).check()
    assert gap.example == {"case.type": "b", "case.owner": "other 0"}
    [day] = desk(**clock(targets=[{"within": "1 hour", "effective_until": "2026-12-31"}])).check()
    assert day.message == "the clock `c` has no target on some day"


def test_a_field_that_is_never_missing_lacks_words_alone() -> None:
    """Of a status there is one always."""
    named = [{"when": 'case.status in ("new", "working", "done")', "within": "1 hour"}]
    [gap] = desk(**clock(targets=named)).check()
    assert gap.message == "the clock `c` has no target where `case.status` is `closed`"


def test_what_no_example_shows_is_not_said() -> None:
    """A condition that the analysis can't look into may leave a gap, and is given the benefit."""
    opaque = [{"when": "len(case.comments) < 3", "within": "1 hour"}]
    assert found(**clock(targets=[*opaque, {"when": "len(case.comments) >= 3", "within": "1 hour"}])) == []


def test_words_that_a_table_lacks_are_named() -> None:
    """A look-up that finds nothing is a clock without a target; what is missing finds nothing either."""
    keys = {**clock(targets=[{"within": "{terms[case.type]}"}]), "table": {"terms": TERMS}}
    [lacking] = desk(**keys).check()
    assert lacking.message == "the clock `c` has no target where `case.type` is `c`, what is missing"
    keys = {**clock(targets=[{"within": "{terms[case.subject]}"}]), "table": {"terms": TERMS}}
    assert not desk(**keys).check()
    required = {"fields": {"tier": {"type": "words.type", "default": "a"}}}
    keys = {**clock(targets=[{"within": "{terms[case.tier]}"}]), "table": {"terms": TERMS}, **required}
    assert [each.message[-16:] for each in desk(**keys).check()] == ["`case.tier` is `c`"[-16:]]


PEOPLE: list[tuple[str, str, Mapping[str, Any]]] = [
    ("r0", "`r0` names `bob`", route(None, to=["bo", "bob", "support", "{case.opened_by}"])),
    ("r0", "`r0` names `bob`", route(None, to="bob")),
    ("r0", "`r0` picks of `supprt`", route(None, to={"team": "supprt"})),
    ("r0", "the skill `greek`, which nobody of `support`",
     route(None, to={"team": "support", "skill": "greek"})),
    ("r0", "the region `south`, which nobody of `support`",
     {**route(None, to={"team": "support", "region": "{case.area}"}), "fields": {"area": "words.area"},
      "words": {**BASE["words"], "area": ["north", "south"]}}),
    ("r0", "the skill `greek`, which nobody of the roster",
     route(None, to={"team": "{case.queue}{case.type}", "skill": "greek"})),
    ("n", "`n` names `lead`",
     {"notice": [{"id": "n", "on": "PickCase", "to": ["lead", "x@y.org", "support"]}]}),
    ("o", "`o` names `lead`", {"origin": [{"id": "o", "then": "open", "notify": ["lead"]}]}),
    ("u", "`u` names `lead`", upkeep(remind="lead")),
    ("r0", "`r0` names `bob`",
     {**route(None, to=['{who["first"]}', '{who["second"]}', "{case.opened_by}"]),
      "table": {"who": {"first": "bo", "second": "bob"}}}),
    ("g", "members of `billing`", guard('member(actor.id, "billing") or member(actor.id, case.queue)')),
    ("g", "the skill `greek`", guard('skilled(actor.id, "greek") or skilled(actor.id, "welsh")')),
    ("g", "members of `leads`", guard('member(actor.id, "support") or member(actor.id, "leads")')),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "told", "keys"), PEOPLE)
def test_whom_nobody_is_is_found_with_a_roster(rule: str, told: str, keys: Mapping[str, Any]) -> None:
    """One finding for whom the roster does not have, and none without a roster."""
    [nobody] = desk(**keys).check(ROSTER)
    assert (nobody.kind, nobody.rule) == ("nobody", rule)
    assert told in nobody.message
    assert not desk(**keys).check()


def test_without_a_vocabulary_of_queues_any_name_may_be_one() -> None:
    """Whom the roster does not know is a queue then; the agents' own schedules are used."""
    keys = {
        **route(None, to="bob"),
        "words": {},
        "schedule": {"night": HOURS, "day": HOURS},
        **upkeep(schedule="owner"),
    }
    assert [(each.kind, each.rule) for each in desk(**keys).check(ROSTER)] == [("unused", "schedule.day")]


def test_shifts_that_the_rulebook_does_not_have_are_found() -> None:
    """Where a rule counts by them; ana's is `night`."""
    keys = {**upkeep(schedule="owner"), "schedule": {"desk": HOURS}}
    [shift] = desk(**keys).check(ROSTER)
    assert (shift.kind, shift.rule, shift.key) == ("nobody", "u", "schedule")
    assert "`ana` works by `night`, no schedule" in shift.message
    assert not desk(schedule={"desk": HOURS}).check(ROSTER)


def test_texts_of_every_place_are_read() -> None:
    """A table that is read in one place alone is used there, wherever that is."""
    read = 'limit[case.subject] == "ana"'
    places: list[dict[str, Any]] = [
        life(working={"phase": "open", "to": ["done"], "who": read}),
        {"effect": {**EFFECT, "AcknowledgeCase": "{limit[case.subject]}"}},
        {"stage": [{"name": "one", "needs": [read]}]},
        {"origin": [{"id": "o", "then": "open", "set": {"origin": "{limit[command.subject]}"}}]},
        {"origin": [{"id": "o", "then": "open", "notify": ["{limit[command.subject]}"]}]},
        route(None, to={"team": "support", "skill": "{limit[case.subject]}"}),
        clock(each=f"a for a in case.activities if {read}"),
        clock(targets=[{"when": read, "within": "1 hour"}, {"within": "1 day"}]),
        clock(schedule="{limit[case.subject]}"),
        clock(stop=read),
        clock(targets=[{"within": "{terms[case.subject]}"}]),
        upkeep(remind="{limit[case.subject]}"),
        upkeep(
            do={"AddComment": {"comment": {"text": "{limit[case.subject]}"}}}, since="case.last_action_at"
        ),
        upkeep(**{"as": "{limit[case.subject]}"}),
    ]
    for keys in places:
        tables = {"limit": {"x": "ana"}, "terms": {"x": "1 hour"}}
        assert {("unused", "table.limit"), ("unused", "table.terms")} - set(found(table=tables, **keys))


def test_more_statuses_than_an_expression_holds_are_no_fault() -> None:
    """What can't be written down is not used; less is proved then, and nothing wrong is said."""
    many = {f"{'s' * 190}{place}": {"phase": "open", "to": ["done"]} for place in range(120)}
    new = {"phase": "open", "to": ["done", *many]}
    wrong = route('case.status == "done" and case.phase == "open"')
    assert found(**wrong) == [("never decides", "r0")]
    assert found(**wrong, **life(**many, new=new)) == []


def test_constants_need_no_proof() -> None:
    """What is written out as true or false is known, also where it is turned round."""
    scope = Scope({"amount": int})
    proof = Proof({"new": Status(phase="open")}, 5)
    wrong = parse("False", scope)
    assert proof.never(wrong)
    assert proof.never(negate(parse("True", scope)))
    assert not proof.never(negate(wrong), None)
    assert not proof.never()


def test_a_rule_that_answers_on_some_day_is_no_finding() -> None:
    """Days count: what shadows a rule for a while only does not make it idle."""
    first = {"effective_from": date(2026, 12, 21), "effective_until": date(2027, 1, 8)}
    assert found(**route(None, None, **first)) == []
    assert found(**route(None, None, None, **first)) == [("never decides", "r2")]
