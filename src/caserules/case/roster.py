"""Who works here: agents and teams, their skills, regions, loads and absences."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Annotated, Any, Protocol

from pydantic import Field, ModelWrapValidatorHandler, model_validator

from caserules.model import Instant, Model, Word, builder

__all__ = ["NOBODY", "Absence", "Agent", "Roster", "Team"]


class _Owned(Protocol):
    @property
    def owner(self) -> str | None: ...
    @property
    def phase(self) -> str: ...


class _Changed(Protocol):
    @property
    def before(self) -> _Owned | None: ...
    @property
    def case(self) -> _Owned: ...


class Decided(Protocol):
    """A decision, as far as the roster asks: the cases that it changes."""

    @property
    def changes(self) -> Iterable[_Changed]: ...


class Absence(Model):
    """A stretch in which an agent is out: from the first instant to just before the last.

    >>> from datetime import datetime, timezone
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)
    >>> out = Absence(since=noon, until=noon.replace(hour=13))
    >>> ana = Agent(id="ana", absences=(out,))
    >>> ana.absence(out.since) == out, ana.absence(out.until)
    (True, None)
    """

    since: Instant
    until: Instant
    reason: str | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Absence":
        if self.until <= self.since:
            raise ValueError(
                f"an absence ends after it begins: `{self.since.isoformat()}` to `{self.until.isoformat()}`"
            )
        return self


class Agent(Model):
    """One who works on cases; `system` marks a sweep that acts on nobody's behalf.

    >>> from datetime import datetime, timezone
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)
    >>> out = Absence(since=noon, until=noon.replace(hour=13), reason="lunch")
    >>> ana = Agent(id="ana", skills=("general",), absences=(out,))
    >>> ana.absence(noon).reason, ana.absence(out.until)
    ('lunch', None)
    """

    id: str
    name: str | None = None
    role: Annotated[str, Word("role")] | None = None
    skills: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    load: int = Field(default=0, ge=0)
    """How many cases the agent has now."""
    capacity: int | None = Field(default=None, ge=0)
    """How many at the most; None: no limit."""
    absences: tuple[Absence, ...] = ()
    schedule: str | None = None
    """The name of the schedule that holds the agent's shifts."""
    system: bool = False

    def absence(self, at: datetime) -> Absence | None:
        """The absence that covers `at`, if any; half-open, so the last instant counts as back."""
        return next((each for each in self.absences if each.since <= at < each.until), None)


_agent = builder(Agent)


@lru_cache(maxsize=1_000)
def _unknown(who: str) -> Agent:
    """Somebody whom no roster knows."""
    return _agent({"id": who})


class Team(Model):
    """Agents under one name: a team, or a queue and those who work it.

    >>> roster = Roster(teams=(Team(id="support", members=("ana",)),))
    >>> roster.is_team("support"), roster.member("ana", "support"), roster.knows("ana")
    (True, True, False)
    """

    id: str
    members: tuple[str, ...] = ()


class Roster(Model):
    """All agents and teams that rules may ask about; who is not in it is nobody's member.

    >>> roster = Roster(agents=(Agent(id="ana"),), teams=(Team(id="support", members=("ana",)),))
    >>> roster.member("ana", "support"), roster.member("bo", "support")
    (True, False)
    """

    agents: tuple[Agent, ...] = ()
    teams: tuple[Team, ...] = ()

    @model_validator(mode="wrap")
    @classmethod
    def _ids_are_unique(cls, value: Any, handler: ModelWrapValidatorHandler["Roster"]) -> "Roster":
        """Checked once: a context that takes in a roster as it is does not look through it again."""
        made = handler(value)
        if isinstance(value, cls):
            return made
        seen: set[str] = set()
        for who in (*(agent.id for agent in made.agents), *(team.id for team in made.teams)):
            if who in seen:
                raise ValueError(f"the roster has `{who}` twice; give each agent and team an id of its own")
            seen.add(who)
        return made

    @cached_property
    def _agents(self) -> dict[str, Agent]:
        return {agent.id: agent for agent in self.agents}

    @cached_property
    def _teams(self) -> dict[str, frozenset[str]]:
        return {team.id: frozenset(team.members) for team in self.teams}

    def agent(self, who: str) -> Agent:
        """The agent by that id; one that the roster does not know has no role, skill or team."""
        return self._agents.get(who) or _unknown(who)

    def knows(self, who: str) -> bool:
        """Whether an agent or a team of that id is in the roster."""
        return who in self._agents or who in self._teams

    def is_team(self, who: str) -> bool:
        """Whether `who` is a team."""
        return who in self._teams

    def member(self, who: str | None, group: str | None) -> bool:
        """Whether `who` is `group` itself or one of its members."""
        if who is None or group is None:
            return False
        return who == group or who in self._teams.get(group, ())

    def members(self, group: str) -> Iterator[Agent]:
        """The agents of a team, in the roster's order."""
        ids = self._teams.get(group, frozenset())
        return (agent for agent in self.agents if agent.id in ids)

    def after(self, decision: "Decided") -> "Roster":
        """The roster with the loads as a decision leaves them: an open case counts for its owner.

        So the next routing by load knows of it. Teams have no load.
        """
        moves: Counter[str] = Counter()
        for change in decision.changes:
            for case, step in ((change.before, -1), (change.case, 1)):
                if case is not None and case.owner is not None and case.phase == "open":
                    moves[case.owner] += step
        return self.loaded(moves)

    def loaded(self, moves: Mapping[str, int]) -> "Roster":
        """The roster with each agent's load changed by that many cases, never below none."""
        if not any(agent.id in moves for agent in self.agents):
            return self
        return Roster(
            agents=tuple(
                agent.replace(load=max(0, agent.load + moves[agent.id])) if moves.get(agent.id) else agent
                for agent in self.agents
            ),
            teams=self.teams,
        )


NOBODY: Roster = builder(Roster)({})
"""A roster of nobody, made without the schema that the first real one needs."""
