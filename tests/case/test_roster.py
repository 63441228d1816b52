"""Who works here, and what a decision knows beside the case."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.case.beginnings import NOW

from caserules.case import (
    Absence,
    Account,
    Agent,
    Case,
    Change,
    Context,
    Decision,
    Interaction,
    NextAction,
    Note,
    Person,
    Queue,
    Roster,
    Team,
)
from caserules.case import commands as c
from caserules.testing import AGENTS, TEAMS, actors, agents, contexts, instants, later, people, rosters

WHO = st.sampled_from((*AGENTS, *TEAMS, "stranger")) | st.none()


@given(agents(), instants(), st.integers(-2, 2))
def test_an_absence_is_half_open(agent: Agent, at: datetime, minutes: int) -> None:
    """Out from its first instant to just before its last; of those that overlap, the first that covers."""
    for each in agent.absences:
        near = later(at if minutes else each.until, timedelta(minutes=minutes))
        covering = [one for one in agent.absences if one.since <= near.astimezone(UTC) < one.until]
        assert agent.absence(near) == (covering[0] if covering else None)


@given(instants(), st.integers(0, 600))
def test_an_absence_has_to_last(at: datetime, minutes: int) -> None:
    """One that ends when it begins, or before, is refused."""
    with pytest.raises(ValidationError, match="an absence ends after it begins"):
        Absence(since=at, until=later(at, -timedelta(minutes=minutes)))


def test_an_absence_over_a_repeated_hour_lasts() -> None:
    """From the first half past two in Paris to the second ten past two are forty minutes."""
    since = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Paris"))
    absence = Absence(since=since, until=since.replace(minute=10, fold=1))
    assert absence.until - absence.since == timedelta(minutes=40)


@given(rosters(), WHO, WHO)
def test_membership_is_read_off_the_teams(roster: Roster, who: str | None, group: str | None) -> None:
    """One is a member of himself, and of the teams that name him; nobody is a member of nothing."""
    named = any(team.id == group and who in team.members for team in roster.teams)
    assert roster.member(who, group) == (who is not None and group is not None and (who == group or named))


@given(rosters(), actors() | st.sampled_from(TEAMS))
def test_the_roster_knows_whom_it_has(roster: Roster, who: str) -> None:
    """Agents and teams by id; a stranger has no role, skill or team; members come in the roster's order."""
    known = {agent.id: agent for agent in roster.agents}
    teams = {team.id: team.members for team in roster.teams}
    assert roster.knows(who) == (who in known or who in teams)
    assert roster.is_team(who) == (who in teams)
    assert roster.agent(who) == known.get(who, Agent(id=who))
    assert [each.id for each in roster.members(who)] == [one for one in known if one in teams.get(who, ())]


@given(rosters(), st.dictionaries(actors(), st.integers(-50, 50)))
def test_loads_move_and_never_fall_below_none(roster: Roster, moves: dict[str, int]) -> None:
    """Each agent's load changes by what is said of him; nothing else does; the asked roster stays."""
    before = {agent.id: agent for agent in roster.agents}
    moved = roster.loaded(moves)
    for agent in moved.agents:
        assert agent == before[agent.id].replace(load=max(0, before[agent.id].load + moves.get(agent.id, 0)))
    assert moved.teams == roster.teams
    assert len(moved.agents) == len(before)


def test_a_roster_asked_before_can_be_replaced() -> None:
    """What it looked up once does not get in the way of a changed copy."""
    roster = Roster(agents=(Agent(id="ana"),))
    assert roster.knows("ana")
    assert not roster.replace(agents=()).knows("ana")


@pytest.mark.parametrize(
    "roster",
    [
        {"agents": (Agent(id="ana"), Agent(id="ana"))},
        {"agents": (Agent(id="ana"),), "teams": (Team(id="ana"),)},
    ],
)
def test_an_id_stands_once_in_a_roster(roster: dict[str, tuple[Agent, ...]]) -> None:
    """Two of one id could not be told apart."""
    with pytest.raises(ValidationError, match="the roster has `ana` twice"):
        Roster.model_validate(roster)


@given(contexts(), WHO, WHO)
def test_a_queue_has_members_of_its_own(context: Context, who: str | None, group: str | None) -> None:
    """A member of the team, or of the queue of that name; the actor is resolved in the roster (SVC-09)."""
    queues = {queue.id: queue for queue in context.queues}
    by_queue = group in queues and who in queues[group].members
    assert context.member(who, group) == (context.roster.member(who, group) or by_queue)
    assert context.queue(group) == queues.get(group or "")
    assert context.agent == context.roster.agent(context.actor)


@pytest.mark.requirement("ALL-05")
def test_a_context_needs_a_zone() -> None:
    """A naive `now` is refused with the remedy."""
    with pytest.raises(ValidationError, match="an instant needs a time zone"):
        Context(now=datetime(2026, 3, 2, 9, 30), actor="ana")  # noqa: DTZ001 the point
    with pytest.raises(ValidationError, match="an instant needs a time zone"):
        Queue(id="q", unusual_since=datetime(2026, 3, 2, 9, 30))  # noqa: DTZ001 the point


@pytest.mark.parametrize("actor", ["", " ", "\t"])
def test_somebody_acts(actor: str) -> None:
    """A blank actor is nobody; what he opened would have nobody to be reminded of it."""
    with pytest.raises(ValidationError, match="actor"):
        Context(now=datetime(2026, 3, 2, 9, 30, tzinfo=UTC), actor=actor)


@given(people())
def test_channels_are_those_on_file(person: Person) -> None:
    """Phone before e-mail, as far as there is an address (ESC-18)."""
    assert ("phone" in person.channels, "e-mail" in person.channels) == (
        bool(person.phone),
        bool(person.email),
    )


@pytest.mark.parametrize("blank", ["", "  ", "\t\n"])
def test_blank_text_says_nothing(blank: str) -> None:
    """Where a text has to say something, blanks are refused."""
    for make in (
        lambda: Note(text=blank),
        lambda: NextAction(text=blank),
        lambda: Interaction(channel="phone", subject=blank),
        lambda: c.LogCall(direction="in", issue="i", result=blank),
        lambda: c.OpenCase(new_id=blank, subject="s"),
    ):
        with pytest.raises(ValidationError, match="at least 1 character"):
            make()


def test_a_note_may_be_its_text_alone() -> None:
    """Blanks at its ends are dropped; whether it is public is left to the desk."""
    assert c.SeeCase(comment=" hello ").comment == Note(text="hello", public=None)  # type: ignore[arg-type]
    assert c.AddComment(comment=Note(text="hello", public=True)).comment.public


def test_an_account_has_its_organisation() -> None:
    """A homeowner's account holds its parent's (SOL-06)."""
    parent = Account(id="A-1", account_manager="bo")
    assert Account(id="A-2", parent=parent).parent == parent


def test_a_decision_moves_the_loads_on() -> None:
    """An open case counts for its owner: taken over, handed on, and settled."""
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    roster = Roster(agents=(Agent(id="ana", load=3), Agent(id="bo")))

    def owned(owner: str | None, phase: str = "open") -> Case:
        facts = {"status": "s", "status_since": now, "received_at": now, "opened_at": now, "opened_by": "x"}
        return Case(id="C-1", desk="d", subject="s", phase=phase, owner=owner, **facts)

    def loads(before: Case | None, after: Case) -> tuple[int, ...]:
        change: Change[Case] = Change(before=before, events=(), case=after)
        decision: Decision[Case] = Decision(
            rulebook="r", context=Context(now=now, actor="x"), changes=(change,)
        )
        return tuple(agent.load for agent in roster.after(decision).agents)

    assert loads(None, owned("bo")) == (3, 1)
    assert loads(owned("ana"), owned("bo")) == (2, 1)
    assert loads(owned("ana"), owned("ana", "resolved")) == (2, 0)
    assert loads(owned("bo"), owned(None)) == (3, 0)


@given(st.integers(-(10**6), 10**6))
def test_a_queue_is_held_until_it_is_acknowledged_since(seconds: int) -> None:
    """Unusual and not acknowledged since: held; an acknowledgement from before does not count (FES-03)."""
    queue = Queue(id="support", unusual_since=NOW)
    acknowledged = queue.acknowledged("director", NOW + timedelta(seconds=seconds))
    assert queue.held
    assert acknowledged.held == (seconds < 0)
    assert not Queue(id="support").held


def test_a_context_takes_a_roster_as_it_is() -> None:
    """Its ids were looked through when it was made; from data they are looked through again."""
    roster = Roster(agents=(Agent(id="ana"),))
    assert Context(now=datetime(2026, 3, 2, tzinfo=UTC), actor="ana", roster=roster).roster is roster
    with pytest.raises(ValidationError, match="has `ana` twice"):
        Context.model_validate(
            {"now": "2026-03-02T09:30:00Z", "actor": "ana", "roster": {"agents": [{"id": "ana"}] * 2}}
        )
