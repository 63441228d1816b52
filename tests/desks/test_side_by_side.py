"""One case at all five desks side by side: one engine, the same commands, and each answers from its data."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import caserules as cr

NOW = datetime(2026, 3, 2, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROSTER = cr.Roster(
    agents=tuple(cr.Agent(id=who, skills=("general",)) for who in ("ana", "bo", "ivo")),
    teams=(cr.Team(id="support", members=("ana", "bo")), cr.Team(id="integrations", members=("ivo",))),
)
FRONT = cr.Desk(
    cr.Rulebook.model_validate(
        {"id": "front", "first_status": "new", "status": {"new": {"phase": "open"}}, "comments": "public"}
    )
)
"""The office at which the case comes in, before anybody knows whose it is."""


@dataclass(frozen=True)
class Way:
    """How one desk has it; what refuses is named by rule or code, nothing where it is accepted."""

    known: dict[str, Any]
    """What the desk asks to be told when it takes the case over."""
    owner: str | None
    queue: str | None
    public: bool
    """What a comment is that does not say so itself."""
    said_publicly: tuple[str, ...] = ()
    said_internally: tuple[str, ...] = ()
    from_nothing: tuple[str, ...] = ()
    """What refuses to open a case for nobody."""
    closed_by_opener: tuple[str, ...] = ()
    closed_by_mate: tuple[str, ...] = ()


WAYS = {
    "festival": Way(
        {"type": "finance", "reason": "refund", "origin": "Email"},
        owner=None,
        queue="support",
        public=True,
        said_internally=("comments-are-public",),
    ),
    "solar": Way(
        {"type": "overdue payment", "installer": "acme"},
        owner="ana",
        queue=None,
        public=False,
        from_nothing=("opened-from-a-contact",),
    ),
    "escalations": Way(
        {"type": "general", "source": "direct customer contact"},
        owner=None,
        queue="general",
        public=False,
        closed_by_opener=("status.Assigned",),
        closed_by_mate=("status.Assigned",),
    ),
    "service_hub": Way(
        {"type": "problem"},
        owner="ana",
        queue=None,
        public=False,
        closed_by_opener=("leads-nowhere",),
        closed_by_mate=("leads-nowhere",),
    ),
    "integrations": Way(
        {"type": "failure"},
        owner=None,
        queue="integrations",
        public=False,
        said_publicly=("comments-stay-internal",),
        closed_by_mate=("creator-closes",),
    ),
}
DESKS: dict[str, cr.Desk[Any]] = {name: cr.load(name) for name in WAYS}


def at(hours: float, who: str) -> cr.Context:
    """So many hours after the beginning."""
    return cr.Context(now=NOW + hours * HOUR, actor=who, roster=ROSTER)


def refusing(decision: cr.Decision[Any]) -> tuple[str, ...]:
    """What refuses; each rule with a source that a reader can look up."""
    assert all(refusal.source for refusal in decision.refusals if refusal.rule)
    return tuple(refusal.rule or refusal.code for refusal in decision.refusals)


@pytest.fixture(scope="module")
def come_in() -> cr.Case:
    """Kim was charged twice; the front office took the call, and said so in a comment."""
    kim = {"id": "kim", "name": "Kim", "email": "kim@home.example"}
    call = cr.OpenCase(
        new_id="C-1", subject="charged twice", description="twice in February", requester=kim, comment="angry"
    )
    case = FRONT.decide(None, call, at(0, "ana")).or_raise().case
    assert case is not None
    return case


@pytest.fixture(params=WAYS)
def here(request: pytest.FixtureRequest, come_in: cr.Case) -> tuple[cr.Desk[Any], Way, Any]:
    """Each desk in turn, its ways, and the case as it has taken it over."""
    desk, way = DESKS[request.param], WAYS[request.param]
    return desk, way, desk.adopt(come_in, at(1, "ana"), set=way.known).or_raise().case


def test_each_desk_takes_the_case_over_and_places_it(here: Any, come_in: cr.Case) -> None:
    """With its customer and what was said; at one the opener owns it, at others it waits in a queue."""
    desk, way, case = here
    assert (case.owner, case.queue) == (way.owner, way.queue)
    assert (case.status, case.adopted_from) == (desk.rulebook.first_status, "front")
    assert (case.requester, case.comments) == (come_in.requester, come_in.comments)
    assert desk.replay(json.loads(json.dumps(case.to_events()))) == case


def test_a_desk_does_not_judge_what_it_has_not_taken_over(come_in: cr.Case) -> None:
    """A case of the front office has neither the fields nor the statuses of any of the five."""
    for desk in DESKS.values():
        decision = desk.decide(come_in, cr.AddComment(comment="hello"), at(1, "ana"))
        assert refusing(decision) == ("other-desk",)
        assert "front" in decision.refusals[0].message


def test_comments_are_public_at_one_and_never_at_another(here: Any) -> None:
    """The same remark, said without a word on who may read it, publicly, and internally."""
    desk, way, case = here
    plain = desk.decide(case, cr.AddComment(comment="hello"), at(2, "ana")).or_raise().case
    assert plain.comments[-1].public is way.public
    for public, refused in ((True, way.said_publicly), (False, way.said_internally)):
        note = cr.Note(text="hello", public=public)
        assert refusing(desk.decide(case, cr.AddComment(comment=note), at(2, "ana"))) == refused


def test_a_case_is_opened_from_a_contact_at_one_and_from_nothing_at_another(here: Any) -> None:
    """Nobody is named as requester; one desk asks for the contact's record, the others do not."""
    desk, way, _ = here
    known = {"origin": None, "reason": None, **way.known}
    fields = {name: value for name, value in way.known.items() if name in desk.rulebook.fields}
    opening = cr.OpenCase(
        new_id="C-2",
        subject="somebody rang",
        description="and rang off",
        type=known["type"],
        reason=known["reason"],
        origin=known["origin"],
        fields=fields,
    )
    assert refusing(desk.decide(None, opening, at(2, "ana"))) == way.from_nothing


def test_who_closes_differs(here: Any) -> None:
    """The one who opened it, or anybody, or nobody before a review, or nobody at all without resolving it."""
    desk, way, case = here
    reason = next(iter(desk.rulebook.words.get("close", ())), None)
    close = cr.CloseCase(reason=reason, comment="paid back")
    for who, refused in (("ana", way.closed_by_opener), ("bo", way.closed_by_mate)):
        assert refusing(desk.decide(case, close, at(2, who))) == refused


def test_the_same_case_is_promised_different_things(come_in: cr.Case) -> None:
    """Three desks promise it something, each its own; two promise nothing."""
    promised = {
        name: {
            clock.id: str(clock.target)
            for clock in desk.clocks(
                desk.adopt(come_in, at(1, "ana"), set=WAYS[name].known).or_raise().case, at(1, "ana").now
            )
            if clock.phase == "running"
        }
        for name, desk in DESKS.items()
    }
    assert promised["integrations"] == {"first-comment": "48 hours"}
    assert promised["escalations"]["resolution"] == "4 days"
    assert promised["service_hub"] == {}


def test_each_answers_by_rules_of_its_own(here: Any) -> None:
    """Whatever decided on the case at a desk is a rule of that desk's file, and cites its rows."""
    desk, _, case = here
    own = {rule.id: rule.source for kind in desk.rulebook.rules().values() for rule in kind}
    decided = {rule for event in case.history for rule in event.rules}
    assert all(own[rule] for rule in decided)
