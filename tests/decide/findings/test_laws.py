"""What a check says, held against what commands on cases really come to."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import caserules as cr
from caserules.case.commands import Command

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
BASE: Mapping[str, Any] = {
    "id": "desk",
    "first_status": "new",
    "words": {"type": ["a", "b", "c"], "priority": ["high", "low"]},
    "status": {
        "new": {"phase": "open", "to": ["working", "done"]},
        "working": {"phase": "open", "to": ["done"]},
        "done": {"phase": "resolved", "to": ["working", "closed"]},
        "closed": {"phase": "closed"},
    },
    "effect": {"ResolveCase": "done"},
}


def desk(**keys: Any) -> cr.Desk[cr.Case]:
    """The desk of the plain rulebook with other keys."""
    return cr.Desk(cr.Rulebook.model_validate({**BASE, **keys}))


STATUSES = ("new", "one", "two", "three")


@st.composite
def lives(draw: st.DrawFn) -> cr.Desk[cr.Case]:
    """A desk with a random life of four statuses."""
    statuses = {
        name: {
            "phase": draw(st.sampled_from(["open", "resolved", "closed"])),
            "to": draw(st.lists(st.sampled_from([each for each in STATUSES if each != name]), unique=True)),
            "read_only": draw(st.booleans()),
            **draw(st.sampled_from([{}, {}, {"who": 'actor.id == "ana" and actor.id == "bo"'}])),
        }
        for name in STATUSES
    }
    kinds = draw(st.lists(st.sampled_from(["AcknowledgeCase", "CloseCase", "ReactivateCase"]), unique=True))
    effects = {kind: draw(st.sampled_from(STATUSES)) for kind in kinds}
    return desk(status=statuses, effect=effects, words={})


def moves(that: cr.Desk[cr.Case], case: cr.Case) -> Iterator[tuple[str, cr.Case]]:
    """Every status that one command on the case leads to, by the command's name."""
    asked: list[Command] = [cr.ChangeStatus(to=name) for name in STATUSES]
    for command in (*asked, cr.AcknowledgeCase(), cr.CloseCase(), cr.ReactivateCase()):
        after = that.decide(case, command, cr.Context(now=MONDAY, actor="ana")).case
        if after is not None and after.status != case.status:
            yield command.command, after


@given(lives())
@settings(max_examples=40)
def test_statuses_and_effects_are_judged_as_commands_find_them(that: cr.Desk[cr.Case]) -> None:
    """Unreachable is where no row of commands leads, endless from where none leads to a closed case."""
    opening = cr.OpenCase(new_id="C-1", subject="s")
    case = that.decide(None, opening, cr.Context(now=MONDAY, actor="ana")).or_raise().case
    assert case is not None
    known, waiting = {case.status: case}, [case]
    ways: dict[str, set[str]] = {}
    taken: set[str] = set()
    while waiting:
        each = waiting.pop()
        for kind, after in moves(that, each):
            taken.add(kind)
            ways.setdefault(each.status, set()).add(after.status)
            if after.status not in known:
                known[after.status] = after
                waiting.append(after)
    ends = {name for name in known if known[name].phase == "closed"}
    while more := {name for name in known if name not in ends and ways.get(name, set()) & ends}:
        ends |= more
    checked = that.check()
    assert {each.rule for each in checked.of("unreachable status")} == {
        f"status.{name}" for name in STATUSES if name not in known
    }
    if any(status.phase == "closed" for status in that.rulebook.status.values()):
        assert {each.rule for each in checked.of("no way to closed")} == {
            f"status.{name}" for name in known if name not in ends
        }
    assert {each.rule for each in checked.of("effect without a way")} == {
        f"effect.{kind}" for kind in that.rulebook.effect if kind not in taken
    }


CONDITIONS = st.sampled_from(
    [
        'result.type == "a"', 'result.type in ("a", "b")', "result.type is None", 'result.priority == "high"',
        'result.phase == "open"', 'result.status == "working"', "result.owner is None",
        "command.reason is None",
        "command.to is not None", 'command.command == "CloseCase"', "case.owner is not None", "case is None",
        "result.owner_since is None",
    ]
)  # fmt: skip


@st.composite
def conditions(draw: st.DrawFn) -> str:
    """A condition of up to three parts."""
    parts = draw(st.lists(CONDITIONS, min_size=1, max_size=3, unique=True))
    joined = draw(st.sampled_from([" and ", " or "])).join(parts)
    return f"not ({joined})" if draw(st.booleans()) else joined


@given(conditions(), st.none() | conditions(), st.data())
@settings(max_examples=60)
def test_a_guard_that_is_said_never_to_refuse_or_to_pass_does_so(
    require: str, when: str | None, data: st.DataObject
) -> None:
    """Whatever is done: it never refuses a command, and refuses every command that it is said to bar."""
    kinds = ["OpenCase", "AssignCase", "CloseCase", "ChangePriority"]
    rule = {"id": "g", "on": kinds, "require": require, **({} if when is None else {"when": when})}
    that = desk(guard=[rule], effect={})
    checked = that.check()
    words = {"type": data.draw(st.sampled_from([None, "a", "c"])), "priority": "low"}
    commands: list[Command] = [
        cr.OpenCase(new_id="C-1", subject="s", **words),
        cr.AssignCase(to="ana"),
        cr.ChangePriority(priority="high", reason=data.draw(st.sampled_from([None, "so"]))),
        cr.CloseCase(),
    ]
    case: cr.Case | None = None
    for command in commands:
        context = cr.Context(now=MONDAY, actor="ana")
        decision = that.decide(case, command, context)
        refused = any(each.rule == "g" for each in decision.refusals)
        assert not (refused and (checked.of("never refuses") or checked.of("never holds")))
        for locked in checked.of("never passes"):
            if f"`{command.command}`" in locked.message and when is None:
                assert refused
        case = desk(effect={}).decide(case, command, context).case


@given(
    st.lists(
        st.tuples(st.sampled_from(["type", "priority"]), st.sampled_from(["a", "b", "c", "high", "low"])),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=40)
def test_a_word_lacks_a_target_where_trying_every_case_says_so(fits: list[tuple[str, str]]) -> None:
    """The words named are those for which some case, of all there can be, finds no target."""
    known = {"type": ["a", "b", "c", None], "priority": ["high", "low", None]}
    fits = [(field, word) for field, word in fits if word in known[field]] or [("type", "a")]
    targets = [{"when": f'case.{field} == "{word}"', "within": "1 hour"} for field, word in fits]
    gaps = [
        {"type": one, "priority": other}
        for one in known["type"]
        for other in known["priority"]
        if not any({"type": one, "priority": other}[field] == word for field, word in fits)
    ]
    expected = set()
    for field in {field for field, _ in fits}:
        named = [word for word in known[field] if any(gap[field] == word for gap in gaps)]
        if 0 < len(named) < len(known[field]):
            told = ", ".join("what is missing" if word is None else f"`{word}`" for word in named)
            expected.add(f"the clock `c` has no target where `case.{field}` is {told}")
    assert {
        each.message for each in desk(clock=[{"id": "c", "targets": targets}]).check().of("no target")
    } == expected


def test_what_is_said_to_stay_due_does() -> None:
    """After its command the rule is due again; the one that is mended is not."""
    for status, again in (("done", True), ("working", False)):
        when = 'case.phase == "resolved"' if again else "len(case.referrals) == 0"
        rule = {"id": "u", "when": when, "since": "case.opened_at", "do": {"ReferCase": {"department": "x"}}}
        that = desk(upkeep=[rule])
        context = cr.Context(now=MONDAY + timedelta(days=9), actor="ana")
        opening = [cr.OpenCase(new_id="C-1", subject=status), cr.ResolveCase()]
        case = that.decide(None, opening, cr.Context(now=MONDAY, actor="ana")).or_raise().case
        assert case is not None
        [due] = that.due(case, context)
        case = that.decide(case, due.command, context).or_raise().case
        assert case is not None
        assert bool(that.due(case, context)) is again
        assert bool(that.check().of("stays due")) is again
