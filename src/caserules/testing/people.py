"""People and accounts, agents and teams: whom a case concerns, and who works on it.

The examples below are what a test could claim:

>>> from hypothesis import given
"""

from datetime import timedelta
from functools import cache

from hypothesis import strategies as st

from caserules.case import Absence, Account, Agent, Person, Roster, Team
from caserules.testing.instants import gaps, instants, later
from caserules.testing.texts import ids, maybe, names, texts

__all__ = ["AGENTS", "TEAMS", "absences", "accounts", "actors", "agents", "people", "rosters"]

AGENTS = ("ana", "bo", "chelsea", "dev", "sam", "sweep")
"""The agents that a random roster may have; commands are given by them."""

TEAMS = ("support", "second line", "back-office", "legal")
"""The teams, and queues by the same names."""

_SKILLS = ("general", "executive", "regulatory")
_REGIONS = ("northeast", "west", "south")


@cache
def actors() -> st.SearchStrategy[str]:
    """The id of one who gives a command.

    >>> @given(actors())
    ... def claim(who):
    ...     assert who in AGENTS
    >>> claim()
    """
    return st.sampled_from(AGENTS)


@cache
def people() -> st.SearchStrategy[Person]:
    """A person, known by any of id, name and addresses, or by none.

    >>> @given(people())
    ... def claim(person):
    ...     assert set(person.channels) <= {"phone", "e-mail"}
    >>> claim()
    """
    return st.builds(
        Person,
        id=maybe(ids("P")),
        name=maybe(names()),
        email=maybe(st.sampled_from(("kim@example.com", "lee@example.org", "o'hara@example.net"))),
        phone=maybe(st.from_regex(r"\+[1-9][0-9]{6,11}", fullmatch=True)),
        role=maybe(st.sampled_from(("primary signer", "sales rep"))),
        region=maybe(st.sampled_from(_REGIONS)),
    )


@cache
def accounts() -> st.SearchStrategy[Account]:
    """An organisation's account, or a homeowner's with or without its organisation as parent.

    >>> @given(accounts())
    ... def claim(account):
    ...     assert account.parent is None or account.parent.parent is None
    >>> claim()
    """

    def account(kind: str, parent: st.SearchStrategy[Account | None]) -> st.SearchStrategy[Account]:
        managers = maybe(st.sampled_from(AGENTS))
        return st.builds(
            Account,
            id=ids("A"),
            kind=maybe(st.just(kind)),
            name=maybe(names()),
            account_manager=managers,
            sales_manager=managers,
            parent=parent,
        )

    organisation = account("organisation", st.none())
    return organisation | account("homeowner", maybe(organisation))


@cache
def absences() -> st.SearchStrategy[Absence]:
    """A stretch out of office, from a minute to a month.

    >>> @given(absences())
    ... def claim(out):
    ...     assert timedelta(minutes=1) <= out.until - out.since
    >>> claim()
    """
    return st.builds(
        lambda since, length, reason: Absence(
            since=since, until=later(since, max(length, timedelta(minutes=1))), reason=reason
        ),
        instants(),
        gaps(),
        maybe(texts()),
    )


def agents(agent_id: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Agent]:
    """An agent with any skills, regions, load, capacity and absences.

    >>> @given(agents(st.just("ana")))
    ... def claim(agent):
    ...     assert agent.id == "ana" and agent.load >= 0
    >>> claim()
    """
    return st.builds(
        Agent,
        id=actors() if agent_id is None else agent_id,
        name=maybe(names()),
        role=maybe(st.sampled_from(("agent", "lead", "supervisor"))),
        skills=_some(_SKILLS),
        regions=_some(_REGIONS),
        load=st.integers(0, 40),
        capacity=maybe(st.integers(0, 40)),
        absences=st.lists(absences(), max_size=2).map(tuple),
        schedule=maybe(st.sampled_from(("desk", "nights"))),
        system=st.booleans(),
    )


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """Some of `AGENTS` in some of `TEAMS`; a team may name agents that the roster does not have.

    >>> @given(rosters())
    ... def claim(roster):
    ...     assert all(agent.id in AGENTS for agent in roster.agents)
    >>> claim()
    """
    here = draw(_some(AGENTS))
    teams = draw(_some(TEAMS))
    return Roster(
        agents=tuple(draw(agents(st.just(who))) for who in here),
        teams=tuple(Team(id=team, members=draw(_some(AGENTS))) for team in teams),
    )


def _some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=len(values)).map(tuple)
