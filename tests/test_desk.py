"""The desk: what a host calls."""

import json
import pickle
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import caserules as cr
from caserules.rulesets.routing import PassedOver, Route

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CONTEXT = cr.Context(now=NOW, actor="ana")
OPEN = cr.OpenCase(new_id="C-17", subject="no heat")
BOOK: dict[str, Any] = {
    "id": "tiny",
    "first_status": "new",
    "first_queue": "desk",
    "status": {"new": {"phase": "open", "to": ["done"]}, "done": {"phase": "resolved"}},
    "effect": {"ResolveCase": "done"},
}


def desk(**more: Any) -> cr.Desk[cr.Case]:
    """A small desk with more keys."""
    return cr.Desk(cr.Rulebook.model_validate({**BOOK, **more}))


class Nearest:
    """A host's own router."""

    def __len__(self) -> int:
        """Nothing in it, and still a router."""
        return 0

    def route(self, case: cr.Case, context: cr.Context) -> Route:
        """Whoever asks gets the case, unless its subject is none of theirs."""
        if case.subject == "unheard of":
            return Route(passed_over=(PassedOver(who="bo", why="is on the moon"),))
        return Route(owner=context.actor, rule="nearest", source="host")


def test_a_host_routes_by_its_own_object() -> None:
    """`routing` replaces the rules; its answer is cited and shown like theirs."""
    own = cr.Desk(cr.Rulebook.model_validate(BOOK), routing=Nearest())
    decision = own.decide(None, OPEN, CONTEXT)
    assert decision.case is not None
    assert (decision.case.owner, decision.rules) == ("ana", ("nearest",))
    assert "routing: `ana` by `nearest` (host)" in str(own.why(decision))
    left = own.decide(None, OPEN.replace(subject="unheard of"), CONTEXT)
    assert "routing: nobody\n    passed over `bo`: is on the moon" in str(own.why(left))


@pytest.mark.requirement("ALL-04")
def test_who_was_passed_over_is_told() -> None:
    """The routing rules say who was not there, and why."""
    chain = desk(route=[{"id": "chain", "to": ["sam", "bo"], "source": "R-1"}])
    crew = cr.Roster(agents=(cr.Agent(id="sam", capacity=0), cr.Agent(id="bo")))
    decision = chain.decide(None, OPEN, CONTEXT.replace(roster=crew))
    told = str(chain.why(decision))
    assert "routing: `bo` by `chain` (R-1)\n    passed over `sam`: has 0 cases, at most 0" in told


def test_rules_call_a_hosts_functions() -> None:
    """A function given by name is called by the rules, and the reason names it."""
    risk = cr.Function("churn_risk", (str,), int, len)
    guard = [{"id": "calm", "on": "ResolveCase", "require": "churn_risk(case.subject) < 5"}]
    book = cr.Rulebook.model_validate({**BOOK, "guard": guard})
    own = cr.Desk(book, functions=(risk,))
    case = own.decide(None, OPEN, CONTEXT).case
    refused = own.decide(case, cr.ResolveCase(), CONTEXT)
    assert [refusal.rule for refusal in refused.refusals] == ["calm"]
    assert "churn_risk(case.subject) < 5" in str(own.why(refused))
    with pytest.raises(cr.RulebookError, match="churn_risk"):
        cr.Desk(book)
    with pytest.raises(ValueError, match="`churn_risk` is given twice"):
        cr.Desk(book, functions=(risk, risk))


def shouted(text: str) -> bool:
    """Whether it is all in capitals."""
    return text.isupper()


def test_a_python_function_is_registered_under_its_own_name() -> None:
    """Its annotations are its types; a name that is built in is refused with the remedy."""
    guard = [{"id": "calm", "on": "OpenCase", "require": "not shouted(command.subject)"}]
    own = cr.Desk(cr.Rulebook.model_validate({**BOOK, "guard": guard}), functions=[shouted])
    assert own.decide(None, OPEN, CONTEXT).accepted
    assert not own.decide(None, OPEN.replace(subject="NO HEAT"), CONTEXT).accepted
    for name in ("member", "lower", "seen", "after", "related"):
        with pytest.raises(ValueError, match=f"`{name}` is built in; register yours .* such as `my_{name}`"):
            cr.Desk(cr.Rulebook.model_validate(BOOK), functions=[cr.Function.of(shouted, name=name)])


def test_a_guard_reads_the_right_way_round() -> None:
    """What holds holds, what refuses refuses with what it read, and what did not ask says so."""
    guards = desk(
        guard=[
            {"id": "owned", "on": "ResolveCase", "require": "case.owner is not None", "source": "S-1"},
            {"id": "new", "on": "*", "require": 'case.status == "new"'},
            {"id": "calls", "on": "*", "when": 'case.origin == "phone"', "require": "False"},
            {"id": "past", "on": "*", "require": "False", "effective_until": "2000-01-01"},
        ]
    )
    case = guards.decide(None, OPEN.replace(origin="mail"), CONTEXT.replace(actor="ana"))
    assert [refusal.rule for refusal in case.refusals] == ["new"]
    plain = desk().decide(None, OPEN.replace(origin="mail"), CONTEXT).case
    told = str(guards.why(guards.decide(plain, cr.ResolveCase(), CONTEXT))).splitlines()
    assert told[-4:] == [
        "  guards on ResolveCase: refused by `owned`",
        "    refuses  `owned` (S-1): `case.owner is not None`: `case.owner` is missing",
        '    holds    `new`: `case.status == "new"`',
        '    asks not `calls`: `case.origin == "phone"`: `case.origin` is `mail`',
    ]


def test_why_asks_the_rulebook_of_the_decision() -> None:
    """Another rulebook can't explain it."""
    decision = desk().decide(None, OPEN, CONTEXT)
    with pytest.raises(ValueError, match="load the one of its time"):
        desk(title="another").why(decision)


def test_what_is_no_command_is_a_broken_program() -> None:
    """Text, plain data, a number, and a list with one of these in it: told whole, by what it is."""
    for wrong in ("AddComment", {"command": "PickCase"}, 5, None, [OPEN, "AddComment"]):
        with pytest.raises(TypeError, match="is no command; give one such as"):
            desk().decide(None, wrong, CONTEXT)  # type: ignore[arg-type]


def test_a_case_of_another_desk_is_a_broken_program() -> None:
    """A case without the desk's fields is read again from its events."""
    own = desk(fields={"amount": {"type": "integer", "default": 0}})
    case = desk().decide(None, OPEN, CONTEXT).case
    assert case is not None
    with pytest.raises(TypeError, match=r"without the fields of the desk `tiny`; read it with `desk\.replay"):
        own.decide(case, cr.SeeCase(), CONTEXT)
    again = own.replay(case.to_events())
    assert own.decide(again, cr.SeeCase(), CONTEXT).accepted
    assert type(again) is own.case_type


@pytest.mark.requirement("ALL-05")
def test_a_naive_instant_is_no_context() -> None:
    """The error says what to give."""
    with pytest.raises(ValueError, match="an instant needs a time zone"):
        cr.Context(now=datetime(2026, 3, 2, 9, 30), actor="ana")  # noqa: DTZ001 the claim


@pytest.mark.requirement("ALL-03")
@pytest.mark.requirement("ALL-07")
def test_events_in_any_form_give_the_case_back() -> None:
    """Events as they are, as they were stored, from a generator, and both kinds in one list."""
    case = desk().decide(None, [OPEN, cr.ResolveCase()], CONTEXT).or_raise().case
    assert case is not None
    stored = case.to_events()
    for form in (case.history, stored, iter(stored), (each for each in case.history)):
        assert desk().replay(form) == case
    assert desk().replay([*case.history[:2], *stored[2:]]) == case
    with pytest.raises(ValueError, match="no events, no case"):
        desk().replay([])


def test_clocks_are_read_at_an_instant() -> None:
    """Every clock of the case, with a roster for rules that ask for one."""
    clock = {"id": "solve", "targets": [{"when": 'member("ana", "crew")', "within": "2 hours"}]}
    own = desk(clock=[clock])
    case = own.decide(None, OPEN, CONTEXT).case
    assert case is not None
    crew = cr.Roster(teams=(cr.Team(id="crew", members=("ana",)),))
    assert own.clocks(case, NOW, roster=crew)[0].due_at == NOW + timedelta(hours=2)
    assert own.clocks(case, NOW)[0].phase == "no target"


def test_what_time_calls_for_is_done_once() -> None:
    """A rule of upkeep is due when its time has come, is caught up with, and is quiet then."""
    upkeep = [
        {
            "id": "stale",
            "when": 'case.phase == "open"',
            "since": "case.opened_at",
            "after": "2 days",
            "do": {"ResolveCase": {}},
            "as": "sweep",
        },
    ]
    own = desk(upkeep=upkeep)
    case = own.decide(None, OPEN, CONTEXT).case
    assert case is not None
    assert own.due(case, CONTEXT) == ()
    when = own.next_due(case, CONTEXT)
    assert when == NOW + timedelta(days=2)
    later = CONTEXT.replace(now=when + timedelta(hours=1))
    assert [due.actor for due in own.due(case, later)] == ["sweep"]
    decisions = own.catch_up(case, later)
    assert [decision.accepted for decision in decisions] == [True]
    assert own.catch_up(decisions[0].case, later) == ()


def test_a_stored_decision_is_one_of_the_desk() -> None:
    """Text that is none is an error."""
    decision = desk().decide(None, OPEN, CONTEXT)
    assert desk().decision(decision.model_dump_json()) == decision
    with pytest.raises(ValueError, match="Expecting value"):
        desk().decision("nothing")


def test_a_desk_is_loaded_from_a_file(tmp_path: Path) -> None:
    """With a host's router and functions; a fault names the file."""
    file = tmp_path / "tiny.json"
    cr.Rulebook.model_validate(BOOK).save(file)
    loaded = cr.load(file, routing=Nearest())
    assert repr(loaded) == f"<Desk tiny: {loaded.digest[:12]}>"
    assert loaded.digest == desk().digest
    assert str(loaded.zone) == "UTC"
    assert loaded.decide(None, OPEN, CONTEXT).rules == ("nearest",)
    file.write_text(file.read_text().replace('"ResolveCase"', '"ResolvCase"'))
    with pytest.raises(cr.RulebookError, match=r"tiny\.json"):
        cr.load(file)


class Escalation(cr.Case):
    """A case type of the host's own."""

    agency: str | None = None


def test_the_typed_way_gives_cases_of_that_type() -> None:
    """`case` is the type that decisions and replays give."""
    typed = cr.Desk(cr.Rulebook.model_validate(BOOK), case=Escalation)
    decision = typed.decide(None, OPEN.replace(fields={"agency": "FCC"}), CONTEXT)
    assert isinstance(decision.case, Escalation)
    assert decision.case.agency == "FCC"
    assert pickle.loads(pickle.dumps(decision)) == decision  # noqa: S301 our own


class Agency(cr.Case):
    """A case type with a field that has no default."""

    agency: str


def test_a_field_without_default_is_asked_for_at_the_opening() -> None:
    """The refusal names the field."""
    typed = cr.Desk(cr.Rulebook.model_validate(BOOK), case=Agency)
    refusal = typed.decide(None, OPEN, CONTEXT).refusals[0]
    assert refusal.code == "bad-field"
    assert "`agency`" in refusal.message
    assert typed.decide(None, OPEN.replace(fields={"agency": "FCC"}), CONTEXT).accepted


@pytest.mark.requirement("ALL-03")
@pytest.mark.parametrize(
    ("kind", "value"),
    [("date", date(2026, 1, 1)), ("number", Decimal("1.10")), ("instant", datetime(2026, 1, 1, tzinfo=UTC))],
)
def test_own_fields_given_as_python_values_are_stored_and_read_back(kind: str, value: object) -> None:
    """The case, its replay from storage and its decision from JSON are equal."""
    text = f"""
id = "own"
first_status = "new"
[status]
new = {{ phase = "open" }}
[fields]
fact = {{ type = "{kind}", missing = true }}
"""
    desk = cr.Desk(cr.Rulebook.from_text(text, "toml"))
    context = cr.Context(now=datetime(2026, 3, 2, 9, tzinfo=UTC), actor="ana")
    opening = cr.OpenCase(new_id="C-1", subject="s", fields=cr.FrozenMap({"fact": value}))
    decision = desk.decide(None, opening, context)
    case = decision.or_raise().case
    assert case is not None
    assert getattr(case, "fact") == value  # noqa: B009 a field of the desk's own
    assert desk.replay(json.loads(json.dumps(case.to_events()))) == case
    assert desk.decision(decision.model_dump_json()) == decision


@pytest.mark.parametrize("text", ["{}", "[]", "3"])
def test_what_is_no_decision_is_said(text: str) -> None:
    """Other JSON than a decision's is a `ValueError`."""
    book = {"id": "d", "first_status": "n", "status": {"n": {"phase": "open"}}}
    desk = cr.Desk(cr.Rulebook.model_validate(book))
    with pytest.raises(ValueError, match="is no decision"):
        desk.decision(text)


def test_a_decision_of_another_desk_is_none_of_this_one() -> None:
    """It names both; one of a rulebook that goes on with the other's cases is read."""
    text = desk().decide(None, OPEN, CONTEXT).model_dump_json()
    with pytest.raises(ValueError, match="is a decision of the desk `tiny`, not of `other`"):
        desk(id="other").decision(text)
    assert desk(id="other", continues=["tiny"]).decision(text).accepted


@pytest.mark.parametrize("events", [[5], "C-1", [None], [()], [{}], [[1]]])
def test_what_is_no_event_is_no_case(events: Any) -> None:
    """It is a `ValueError` that says which event it is."""
    with pytest.raises(ValueError, match="event 1 of the history"):
        desk().replay(events)


@pytest.mark.parametrize("then", ["append", "reopen"])
def test_nothing_is_written_into_a_case_whose_status_is_no_more(then: str) -> None:
    """An interaction is refused as a command is."""
    case = desk().decide(None, OPEN, CONTEXT).or_raise().case
    assert case is not None
    origin = [{"id": "mail", "then": then, "when": "match is not None"}]
    status = {"open": {"phase": "open", "to": ["done"]}, "done": {"phase": "resolved"}}
    new = desk(first_status="open", status=status, origin=origin)
    mail = cr.Interaction(channel="mail", subject="no heat", reply_to="C-17", new_id="C-18")
    refused = new.receive(mail, CONTEXT.replace(related=(case,)))
    (refusal,) = refused.refusals
    assert (refused.changes, refusal.code) == ((), "unknown-word")
    assert refusal.message == "case `C-17` is `new`, a status that this rulebook does not have"


@pytest.mark.parametrize("call", ['member("a")', "member()", 'skilled("a")', "date()"])
def test_a_function_takes_what_it_needs(call: str) -> None:
    """An argument that may be missing may not be left out; that is found at load, not when it is asked."""
    book = {
        "id": "d",
        "first_status": "n",
        "status": {"n": {"phase": "open"}},
        "guard": [{"id": "g", "on": "AddComment", "require": f"{call} is not None"}],
    }
    with pytest.raises(cr.RulebookError, match=r"takes . argument"):
        cr.Desk(cr.Rulebook.model_validate(book))
