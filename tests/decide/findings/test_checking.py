"""What a check finds in a rulebook: each finding with a rulebook that has it, and the same one mended."""

from collections.abc import Mapping
from typing import Any, get_args

import pytest
from tests.decide.findings.conftest import (
    BASE,
    EFFECT,
    HOURS,
    LIFE,
    ROSTER,
    TERMS,
    TO_B,
    clock,
    clone,
    desk,
    fill,
    found,
    guard,
    life,
    on_refusal,
    route,
    upkeep,
)

from caserules.decide.findings.finding import FindingKind

TO_DONE = {"phase": "open", "to": ["done"]}
LATE = 'match.status == "new" and match.phase == "closed"'
ON_TWO = ["AssignCase", "PickCase"]
PICKED = 'command.command == "PickCase"'
SAID = 'command.to != "x" or command.comment is not None'
NEITHER = [{"when": 'case.type == "a" and case.type == "b"', "within": "1 hour"}, {"within": "1 day"}]
TABLED = [{"when": "case.type is not None", "within": "{terms[case.type]}"}, {"within": "1 hour"}]
PICK = {"team": "support", "skill": "welsh"}
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
    ("round a guard", "effect.AddComment",
     {**guard("case.owner is not None", "ResolveCase"), "effect": {**EFFECT, "AddComment": "done"}},
     {**guard("case.owner is not None", ["ResolveCase", "AddComment"]),
      "effect": {**EFFECT, "AddComment": "done"}}),
    ("round a guard", "effect.AddComment",
     {**guard("case.owner is not None", "ResolveCase"), "effect": {**EFFECT, "AddComment": "done"}},
     {**guard("case.owner is not None", "ResolveCase"), "effect": {**EFFECT, "AddComment": "working"}}),
    ("round a guard", "effect.AddComment",
     {**guard("case.owner is not None", "ResolveCase"), "effect": {**EFFECT, "AddComment": "done"}},
     {**guard("case.owner is not None", "CloseCase"), "effect": {**EFFECT, "AddComment": "done"}}),
    ("round a guard", "effect.AddComment",
     {**guard("case.owner is not None", "ResolveCase"), "effect": {**EFFECT, "AddComment": "done"}},
     {**guard("case.owner is not None", "ResolveCase"), "effect": {**EFFECT, "AddComment": "done"},
      **life(done={**LIFE["done"], "by": ["ResolveCase", "AddComment"]})}),
    ("round a guard", "effect.AddComment",
     {**guard("case.owner is not None", "ResolveCase"), "effect": {**EFFECT, "AddComment": "done"}},
     {**guard("case.owner is not None", "ResolveCase"), "effect": {**EFFECT, "AddComment": "{case.status}"}}),
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
    ("stays due", "u",
     upkeep(do={"SetNextAction": {"next_action": {"text": "y"}}}, when="case.queue is None"),
     {"route_on": ["SetNextAction"],
      **upkeep(do={"SetNextAction": {"next_action": {"text": "y"}}}, when="case.queue is None")}),
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
    """No kind is only promised; two take what a rulebook does not say, and are shown by themselves."""
    assert {kind for kind, *_ in ROWS} == set(get_args(FindingKind)) - {"nobody", "lock ends"}


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
