"""Where a case waits that the routing rules place later, and guards and notices that ask where that is."""

from datetime import UTC, datetime
from typing import Any

import pytest

import caserules as cr

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
ROSTER = cr.Roster(agents=(cr.Agent(id="ana"), cr.Agent(id="lea")))
CONTEXT = cr.Context(now=MONDAY, actor="ana", roster=ROSTER)
BOOK: dict[str, Any] = {
    "id": "small",
    "first_status": "new",
    "first_queue": "front",
    "route_on": ["RouteCase"],
    "words": {"queue": ["front"], "type": ["refund", "question"]},
    "status": {"new": {"phase": "open"}},
    "route": [{"id": "refunds", "when": 'case.type == "refund"', "to": "lea", "source": "R-1"}],
    "guard": [
        {
            "id": "goes-by-the-rules",
            "on": ["AssignCase", "PickCase"],
            "when": "route.owner is not None",
            "require": "command.to == route.owner",
            "message": "`{route.rule}` gives case `{case.id}` to `{route.owner}`",
        },
        {"id": "opened-unplaced", "on": "OpenCase", "require": "route is None"},
    ],
}
DESK = cr.Desk(cr.Rulebook.model_validate(BOOK))


def case(kind: str) -> Any:
    """A case of that type, in the queue."""
    opening = cr.OpenCase(new_id="C-1", subject="s", type=kind)
    return DESK.decide(None, opening, CONTEXT).or_raise().case


def test_a_new_case_waits_where_opening_asks_no_rule() -> None:
    """In the first queue, by no rule; where there is none, it is nowhere."""
    opened = case("refund")
    assert (opened.queue, opened.owner, opened.history[-1].rules) == ("front", None, ())
    desk = cr.Desk(cr.Rulebook.model_validate({**BOOK, "first_queue": None}))
    nowhere = desk.decide(None, cr.OpenCase(new_id="C-1", subject="s"), CONTEXT).or_raise().case
    assert (nowhere.queue, nowhere.version) == (None, 1)


def test_a_guard_knows_where_the_case_would_go() -> None:
    """The rule's person is accepted, anybody else refused by name; what no rule takes goes anywhere."""
    refund = case("refund")
    assert DESK.decide(refund, cr.AssignCase(to="lea"), CONTEXT).accepted
    (refusal,) = DESK.decide(refund, cr.AssignCase(to="ana"), CONTEXT).refusals
    assert (refusal.rule, refusal.message) == (
        "goes-by-the-rules",
        "`refunds` gives case `C-1` to `lea`",
    )
    assert DESK.decide(case("question"), cr.AssignCase(to="ana"), CONTEXT).accepted


def test_who_is_out_takes_nothing() -> None:
    """The route is that of the moment: while lea is out, no owner is named, and ana may take the case."""
    out = cr.Absence(since=MONDAY, until=MONDAY.replace(hour=10))
    roster = cr.Roster(agents=(cr.Agent(id="ana"), cr.Agent(id="lea", absences=(out,))))
    assert DESK.decide(case("refund"), cr.AssignCase(to="ana"), CONTEXT.replace(roster=roster)).accepted


def test_what_is_allowed_knows_it_too() -> None:
    """What depends on the case alone is answered at once; the rest names what it needs of the command."""
    answers = {each.command: each for each in DESK.allowed(case("refund"), CONTEXT)}
    assert answers["AssignCase"].reads == ("command.to",)
    free = {each.command: each.answer for each in DESK.allowed(case("question"), CONTEXT)}
    assert (free["AssignCase"], free["PickCase"]) == ("yes", "yes")


def test_a_notice_may_ask_for_it() -> None:
    """Who would have got the case hears that somebody else was tried, and of what is said about it."""
    notices = [
        {
            "id": "passed-by",
            "on": "AssignCase",
            "refused": ["goes-by-the-rules"],
            "to": ["{route.owner}"],
            "message": "`{actor.id}` tried `{command.to}`",
        },
        {"id": "said", "on": "AddComment", "when": "route.rule is not None", "to": ["lea"]},
    ]
    desk = cr.Desk(cr.Rulebook.model_validate({**BOOK, "notice": notices}))
    tried = desk.decide(case("refund"), cr.AssignCase(to="ana"), CONTEXT)
    assert [(each.to, each.message) for each in tried.notices] == [("lea", "`ana` tried `ana`")]
    said = [desk.decide(case(kind), cr.AddComment(comment="c"), CONTEXT) for kind in ("refund", "question")]
    assert [[each.rule for each in decision.notices] for decision in said] == [["said"], []]


NOT_ROUND_THEM = {
    "id": "classed-in-the-queue",
    "on": "ClassifyCase",
    "when": "case.owner is not None",
    "require": "placed.rule is None or placed.owner == case.owner",
    "message": "`{placed.rule}` would give case `{case.id}` to `{placed.owner}`",
}


def test_a_guard_knows_where_the_case_would_go_then() -> None:
    """Whoever owns a question does not make a refund of it, which is lea's; lea does."""
    notice = {
        "id": "would-be-hers",
        "on": "ClassifyCase",
        "refused": ["classed-in-the-queue"],
        "to": ["{placed.owner}"],
    }
    desk = cr.Desk(cr.Rulebook.model_validate({**BOOK, "guard": [NOT_ROUND_THEM], "notice": [notice]}))
    refund = cr.ClassifyCase(type="refund")
    hers, anas = (
        desk.decide(case("question"), cr.AssignCase(to=who), CONTEXT).or_raise().case
        for who in ("lea", "ana")
    )
    refused = desk.decide(anas, refund, CONTEXT)
    assert [each.message for each in refused.refusals] == ["`refunds` would give case `C-1` to `lea`"]
    assert [each.to for each in refused.notices] == ["lea"]
    assert desk.decide(hers, refund, CONTEXT).accepted
    assert desk.decide(case("question"), refund, CONTEXT).accepted


def test_where_it_would_go_is_not_known_before_it_is_said_what_becomes_of_it() -> None:
    """What is allowed depends on it; and where the facts could not be recorded, it refuses nothing."""
    desk = cr.Desk(cr.Rulebook.model_validate({**BOOK, "guard": [{**NOT_ROUND_THEM, "on": "PickCase"}]}))
    anas = desk.decide(case("question"), cr.AssignCase(to="ana"), CONTEXT).or_raise().case
    codes = [each.code for each in desk.decide(anas, cr.PickCase(), CONTEXT).refusals]
    assert codes == ["already-owned"]
    classing = cr.Desk(cr.Rulebook.model_validate({**BOOK, "guard": [NOT_ROUND_THEM]}))
    answers = {each.command: each for each in classing.allowed(anas, CONTEXT)}
    assert answers["ClassifyCase"].reads == ("placed.owner", "placed.rule")


@pytest.mark.parametrize("section", ["table", "let"])
@pytest.mark.parametrize("name", ["route", "placed"])
def test_nothing_else_is_called_route(section: str, name: str) -> None:
    """A table or a named condition by that name, or by `placed`, is refused."""
    given: Any = {"table": {name: {"a": 1}}, "let": {name: "True"}}[section]
    with pytest.raises(ValueError, match=f"`{name}` means something already"):
        cr.Rulebook.model_validate({**BOOK, section: given})


def team(**facts: Any) -> cr.Roster:
    """Ana and Lea, who take one case each; the facts are Ana's."""
    agents = (cr.Agent(**{"id": "ana", "capacity": 1, **facts}), cr.Agent(id="lea", capacity=1))
    return cr.Roster(agents=agents, teams=(cr.Team(id="crew", members=("ana", "lea")),))


CREW = cr.Desk(
    cr.Rulebook.model_validate(
        {
            **BOOK,
            "words": {"queue": ["front"], "clone": ["split"]},
            "guard": [],
            "route": [{"id": "crew", "to": {"team": "crew", "pick": "least loaded"}, "else": "front"}],
            "clone": [{"id": "parts", "reason": "split", "each": "items", "for": "{item}"}],
            "notice": [{"id": "told", "on": "AddComment", "when": 'placed.owner == "ana"', "to": ["bo"]}],
        }
    )
)
OPENED: Any = CREW.decide(None, cr.OpenCase(new_id="C-1", subject="s"), CONTEXT).or_raise().case


def test_the_clones_of_one_command_are_spread_over_the_team() -> None:
    """Each is one more for whoever has it; where everybody is full, the next waits."""
    split = cr.CloneCase(reason="split", new_ids=("K-1", "K-2", "K-3"), items=("a", "b", "c"))
    decision = CREW.decide(OPENED, split, CONTEXT.replace(roster=team())).or_raise()
    assert [change.case.owner for change in decision.changes[1:]] == ["ana", "lea", None]
    assert decision.changes[3].case.queue == "front"


def test_what_the_same_decision_takes_from_somebody_makes_room() -> None:
    """Ana had the case and hands it over, so that she has room for its clone."""
    owned = OPENED.replace(owner="ana", queue=None)
    split = cr.CloneCase(reason="split", new_ids=("K-1",), items=("a",))
    full = CONTEXT.replace(roster=team(load=1))
    owners = [change.case.owner for change in CREW.decide(owned, split, full).changes]
    assert owners == ["ana", "lea"]
    commands = (cr.AssignCase(to="lea"), split)
    owners = [change.case.owner for change in CREW.decide(owned, commands, full).changes]
    assert owners == ["lea", "ana"]


def test_a_case_is_not_one_more_for_whoever_has_it() -> None:
    """With room for one, ana keeps the one that she has; so say the route, the notice and what is allowed."""
    context = CONTEXT.replace(roster=team(load=1), now=MONDAY.replace(hour=10))
    owned = CREW.decide(OPENED, cr.AssignCase(to="ana"), CONTEXT).or_raise().case
    assert CREW.decide(owned, cr.RouteCase(), context).or_raise().case.owner == "ana"
    assert [each.to for each in CREW.decide(owned, cr.AddComment(comment="x"), context).notices] == ["bo"]
    lone = [{"id": "crew", "to": "ana"}]
    alone = cr.Desk(CREW.rulebook.replace(first_queue=None, route=lone))
    answers = {each.command: each for each in alone.allowed(owned, context)}
    assert answers["RouteCase"].answer != "no"
    assert alone.decide(owned, cr.RouteCase(), context).accepted
    resolved = owned.replace(phase="resolved")
    assert {each.command: each for each in alone.allowed(resolved, context)}["RouteCase"].answer == "no"
