"""What may be asked for, before it is."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import caserules as cr
from caserules.case.commands import OneCommand
from caserules.decide import Allowed
from caserules.rulesets.terms import COMMANDS
from caserules.testing import commands

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
BOOK = """
id = "desk"
first_status = "new"
first_queue = "support"

[status]
new = { phase = "open", to = ["waiting", "resolved"] }
waiting = { phase = "open", to = ["new", "resolved"], who = 'actor.id == "ana"' }
resolved = { phase = "resolved", to = ["new", "closed"] }
closed = { phase = "closed", read_only = true }

[effect]
ResolveCase = "resolved"
CloseCase = "closed"
ReactivateCase = "new"
AcknowledgeCase = "{command.comment.text}"

[[fill]]
id = "urgent"
when = 'case.type == "outage"'
set = { priority = "urgent" }

[[guard]]
id = "members-pick"
on = "PickCase"
require = 'member(actor.id, case.queue)'
message = "{actor.id} does not work {case.queue}"
source = "SVC-10"

[[guard]]
id = "call-back-first"
on = "ResolveCase"
require = 'not any(a.status == "open" for a in result.activities)'
source = "SVC-05"

[[guard]]
id = "said-why"
on = ["AssignCase", "ReleaseCase"]
when = 'case.owner is not None'
require = 'command.comment is not None'

[[guard]]
id = "urgent-is-ana's"
on = "*"
require = 'result.priority != "urgent" or actor.id == "ana"'

[[guard]]
id = "never-seen"
on = "SeeCase"
when = 'actor.id == "bo"'
require = 'case.id == "another"'
message = "{actor.id} has seen {case.id}: {command.comment.text}"
remedy = "ask {result.version}"

[[stage]]
name = "one"

[[clone]]
id = "again"
reason = "again"
for = "{command.department}"
"""
PLAIN = """
id = "plain"
first_status = "new"
[status]
new = { phase = "open" }
"""
TEXTS = {"full": BOOK, "plain": PLAIN}
DESKS = {name: cr.Desk(cr.Rulebook.from_text(text, "toml")) for name, text in TEXTS.items()}
ROSTER = cr.Roster(agents=(cr.Agent(id="ana"),), teams=(cr.Team(id="support", members=("ana",)),))
ACTORS = st.sampled_from(["ana", "bo", "cy"])


def at(hours: int, actor: str, *related: cr.Case) -> cr.Context:
    """A context that many hours after the start."""
    return cr.Context(now=START + timedelta(hours=hours), actor=actor, roster=ROSTER, related=related)


@st.composite
def moments(draw: st.DrawFn) -> tuple[cr.Desk[cr.Case], cr.Case, cr.Context]:
    """A desk, a case that has been through some commands, and a context."""
    desk = DESKS[draw(st.sampled_from(sorted(DESKS)))]
    opening = cr.OpenCase(new_id="C-1", subject="s", type=draw(st.sampled_from([None, "outage"])))
    case = desk.decide(None, opening, at(0, "ana")).case
    assert case is not None
    other = desk.decide(None, cr.OpenCase(new_id="C-2", subject="t"), at(0, "ana")).case
    assert other is not None
    for hour in range(draw(st.integers(0, 6))):
        context = at(hour, "ana", other)
        case = desk.decide(case, draw(likely(case, context)), context).case
        assert case is not None
    related = (other,) if draw(st.booleans()) else ()
    return desk, case, at(draw(st.integers(5, 9)), draw(ACTORS), *related)


@st.composite
def likely(draw: st.DrawFn, case: cr.Case, context: cr.Context) -> Any:
    """A command that tends to be accepted."""
    named: list[Any] = [
        cr.ChangeStatus(to=draw(st.sampled_from(["new", "waiting", "resolved"]))),
        cr.ResolveCase(),
        cr.AddActivity(kind="task", subject="x"),
        cr.ReferCase(department="d"),
        cr.AskApproval(subject="s"),
        cr.LinkCase(to="C-9"),
        cr.AssignCase(to="ana", comment="c"),
        cr.MergeCase(into="C-2"),
        cr.ResolveCase(cancel_activities=True),
        cr.CloseCase(),
    ]
    return draw(st.sampled_from(named) | commands(case, before=context.now))


@given(st.data())
def test_a_yes_is_accepted_and_a_no_is_refused_for_its_reasons(data: st.DataObject) -> None:
    """Whatever a command says in known words: yes holds, and no is refused by at least the rules named."""
    desk, case, context = data.draw(moments())
    command: OneCommand = data.draw(commands(case, before=context.now))
    assume(command.command in COMMANDS and not isinstance(command, cr.OpenCase))  # type: ignore[attr-defined]
    answers = {each.command: each for each in desk.allowed(case, context)}
    answer = answers[command.command]  # type: ignore[attr-defined]
    decision = desk.decide(case, command, context)  # type: ignore[arg-type]
    match answer.answer:
        case "yes":
            assert {each.code for each in decision.refusals} <= {"unknown-word"}, decision.explain()
        case "no":
            named = {refusal.rule for refusal in answer.refusals if refusal.rule}
            assert not decision.accepted
            codes = {refusal.code for refusal in decision.refusals}
            assert "unknown-word" in codes or named <= {refusal.rule for refusal in decision.refusals}
        case "depends":
            assert answer.reads or answer.rules


@given(moments())
def test_every_command_is_answered_once(moment: tuple[cr.Desk[cr.Case], cr.Case, cr.Context]) -> None:
    """All commands but the opening stand in the answer, each once."""
    desk, case, context = moment
    named = [each.command for each in desk.allowed(case, context)]
    assert sorted(named) == sorted(COMMANDS.keys() - {"OpenCase"})


def answers(actor: str, *done: Any, related: tuple[cr.Case, ...] = ()) -> dict[str, Allowed]:
    """What the desk answers for a case after these commands of ana's."""
    desk = DESKS["full"]
    opening = cr.OpenCase(new_id="C-1", subject="s")
    case = desk.decide(None, [opening, *done], at(0, "ana")).or_raise().case
    assert case is not None
    return {each.command: each for each in desk.allowed(case, at(1, actor, *related))}


def test_a_guard_on_known_facts_says_no_with_its_message() -> None:
    """Whoever does not work the queue can't pick, and reads why beside the grey button."""
    (refusal,) = answers("bo")["PickCase"].refusals
    assert (refusal.rule, refusal.source, refusal.message) == (
        "members-pick",
        "SVC-10",
        "bo does not work support",
    )
    assert answers("ana")["PickCase"].answer == "yes"


def test_a_message_leaves_open_what_the_command_would_say() -> None:
    """It reads as a sentence with a gap."""
    refusal = answers("bo")["SeeCase"].refusals[0]
    assert (refusal.message, refusal.remedy) == ("bo has seen C-1: …", "ask …")


def test_a_guard_on_the_command_says_on_what_it_depends() -> None:
    """What the command has to say is named: here, a comment."""
    found = answers("ana", cr.AssignCase(to="ana"))["AssignCase"]
    assert (found.answer, found.rules, found.reads) == ("depends", ("said-why",), ("command.comment",))


def test_an_open_activity_may_be_called_off() -> None:
    """Resolving depends on the activities that the command may cancel."""
    found = answers("ana", cr.AddActivity(kind="task", subject="x"))["ResolveCase"]
    assert (found.answer, found.rules) == ("depends", ("call-back-first",))
    assert "result.activities" in found.reads


def test_a_way_that_is_not_there_is_a_no() -> None:
    """There is no way from new to closed, and nothing leads on from a closed case."""
    assert answers("ana")["CloseCase"].refusals[0].rule == "status.new"
    resolved = answers("ana", cr.ResolveCase())
    assert [each.code for each in resolved["ResolveCase"].refusals] == ["already"]
    closed = answers("ana", cr.ResolveCase(), cr.CloseCase())
    assert closed["ChangeStatus"].refusals[0].code == "read-only"
    assert (closed["SeeCase"].answer, closed["SeeCase"].reads) == ("depends", ("command.comment",))


def test_a_case_all_of_whose_ways_are_other_commands_is_not_changed_in_status() -> None:
    """Each of the statuses to which it can go is reached by a command of its own."""
    status = {"new": {"phase": "open", "to": ["closed"]}, "closed": {"phase": "closed"}}
    book = {"id": "b", "first_status": "new", "status": status, "effect": {"CloseCase": "closed"}}
    desk = cr.Desk(cr.Rulebook.model_validate(book))
    case = desk.decide(None, cr.OpenCase(new_id="C-1", subject="s"), at(0, "ana")).or_raise().case
    assert case is not None
    (answer,) = (each for each in desk.allowed(case, at(1, "ana")) if each.command == "ChangeStatus")
    assert (answer.answer, answer.refusals[0].code) == ("no", "not-by-this-command")


def test_an_actor_who_may_not_move_it_is_told() -> None:
    """Only ana moves a waiting case."""
    waiting = answers("cy", cr.ChangeStatus(to="waiting"))
    assert waiting["ChangeStatus"].refusals[0].code == "not-yours-to-move"
    assert waiting["ResolveCase"].refusals[0].code == "not-yours-to-move"
    assert answers("ana", cr.ChangeStatus(to="waiting"))["ChangeStatus"].answer == "depends"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("CompleteActivity", "none-open"),
        ("CompleteReferral", "none-open"),
        ("DecideApproval", "no-such-approval"),
        ("MergeCase", "no-such-case"),
        ("ReactivateCase", "not-settled"),
        ("UnlinkCase", "no-such-link"),
        ("UnmergeCase", "not-merged"),
    ],
)
def test_what_has_nothing_to_work_on_is_a_no(command: str, code: str) -> None:
    """A case without parts, links or kin takes no command on them."""
    assert [refusal.code for refusal in answers("ana")[command].refusals] == [code]


def test_a_plain_desk_has_no_stages_clones_or_ways() -> None:
    """What the rulebook does not have is a no with the library's own reason."""
    desk = DESKS["plain"]
    case = desk.decide(None, cr.OpenCase(new_id="C-1", subject="s"), at(0, "ana")).case
    assert case is not None
    found = {each.command: each for each in desk.allowed(case, at(1, "ana"))}
    expected = {
        "AdvanceStage": "unknown-word",
        "CloneCase": "no-reason-to-clone",
        "ChangeStatus": "no-way",
        "CloseCase": "leads-nowhere",
        "ResolveCase": "leads-nowhere",
        "RouteCase": "no-route",
    }
    assert {name: found[name].refusals[0].code for name in expected} == expected
    assert found["AcknowledgeCase"].reads == ("command.comment",)


def test_time_that_runs_back_is_a_no_for_everything() -> None:
    """Before the case's last event nothing may be decided."""
    desk = DESKS["plain"]
    case = desk.decide(None, cr.OpenCase(new_id="C-1", subject="s"), at(5, "ana")).case
    assert case is not None
    assert {each.answer for each in desk.allowed(case, at(1, "ana"))} == {"no"}


def test_a_merged_case_goes_nowhere_else() -> None:
    """What has gone into another can't go into a third, and comes out only where that other is known."""
    desk = DESKS["plain"]
    openings = [cr.OpenCase(new_id=new_id, subject="s") for new_id in ("C-1", "C-2")]
    case, other = (desk.decide(None, opening, at(0, "ana")).case for opening in openings)
    assert case is not None
    assert other is not None
    changes = desk.decide(case, cr.MergeCase(into="C-2"), at(0, "ana", other)).changes
    merged, winner = (change.case for change in changes)
    alone = {each.command: each for each in desk.allowed(merged, at(1, "ana"))}
    assert {
        name for name, each in alone.items() if each.refusals[:1] and each.refusals[0].code == "merged"
    } == {name for name in alone if name not in {"UnmergeCase", "SeeCase", "Remind"}}
    assert alone["UnmergeCase"].refusals[0].code == "no-such-case"
    together = {each.command: each for each in desk.allowed(merged, at(1, "ana", winner))}
    assert together["UnmergeCase"].answer == "yes"
