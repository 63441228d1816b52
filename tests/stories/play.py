"""A story played: its steps put to the desk one by one, as a host would."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from tests.stories.asking import of_a_case, of_cases
from tests.stories.script import Ask, Script, Step, StoryError, instant, read, timed

import caserules as cr
from caserules import caseload
from caserules.case.commands import COMMAND, Command
from caserules.case.told import told
from caserules.engine.errors import suggest
from caserules.rulesets.terms import COMMANDS

__all__ = ["Moment", "Played", "play", "play_file"]


@dataclass(frozen=True)
class Moment:
    """One step, and what came of it; `cases` are all of the story's by then."""

    at: datetime
    step: Step
    context: cr.Context
    before: Mapping[str, Any]
    cases: Mapping[str, Any]
    asked: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    """What was put to the desk, as it stands in the story, once for each decision."""
    decisions: tuple[cr.Decision[Any], ...] = ()
    due: tuple[cr.Due, ...] = ()
    """What time called for when the host looked."""
    answer: tuple[str, ...] = ()
    """What was answered to a question, line by line."""


@dataclass(frozen=True)
class Played:
    """A story with all that came of it."""

    name: str
    script: Script
    desk: cr.Desk[Any]
    moments: tuple[Moment, ...]

    @property
    def cases(self) -> Mapping[str, Any]:
        """Every case as it is in the end."""
        return self.moments[-1].cases if self.moments else {}


def play_file(place: Path) -> Played:
    """The story in a file, played; raises `StoryError` with the place where it can't go on."""
    script = read(place)
    desk: cr.Desk[Any] = cr.load(script.desk)
    return Played(place.stem, script, desk, tuple(play(script, desk, place.name)))


def play(script: Script, desk: cr.Desk[Any], name: str = "story") -> Iterator[Moment]:
    """Every step with what came of it, in order."""
    world = _World(script, desk)
    for number, step in enumerate(script.step, 1):
        try:
            yield world.take(step)
        except (StoryError, ValidationError, ValueError, TypeError) as error:
            said = told(error) if isinstance(error, ValidationError) else error
            raise StoryError(f"{name}, step {number} ({step.at}): {said}") from error


@dataclass
class _World:
    """What the host of a story keeps: the cases, the queues and the roster."""

    script: Script
    desk: cr.Desk[Any]
    cases: dict[str, Any] = field(default_factory=dict)
    queues: dict[str, cr.Queue] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.day = self.script.day
        self.now = instant("00:00", self.day, self.desk.zone)
        agents = [self._agent({"id": name}, facts) for name, facts in self.script.agent.items()]
        teams = [cr.Team(id=name, members=members) for name, members in self.script.team.items()]
        self.roster = cr.Roster(agents=tuple(agents), teams=tuple(teams))
        self._hear_of(self.script.queue)

    def take(self, step: Step) -> Moment:
        """What comes of one step."""
        self.day = step.day or self.day
        now = instant(step.at, self.day, self.desk.zone)
        if now < self.now:
            raise StoryError(f"the step before it was later, at {self.now:%Y-%m-%d %H:%M}")
        self.now = now
        before, result = dict(self.cases), self._result(step)
        for decision in result.get("decisions", ()):
            if decision.accepted == step.refused and not step.sweep:
                said = "it was accepted, and says `refused`" if step.refused else "it was refused"
                raise StoryError(f"{said}: {decision.explain()}")
        return Moment(now, step, self._context(step.who), before, dict(self.cases), **result)

    def _result(self, step: Step) -> dict[str, Any]:
        if step.do:
            return self._do(step)
        if step.receive:
            return self._receive(step)
        if step.sweep:
            return self._sweep(step)
        if step.ask:
            return {"answer": tuple(self._answer(step.ask, self._context(step.who)))}
        if step.acknowledge:
            queue = self.queues.get(step.acknowledge) or cr.Queue(id=step.acknowledge)
            self.queues[queue.id] = queue.acknowledged(step.who, self.now)
        self._hear_of(step.queue)
        self._meet(step.agent)
        return {}

    def _do(self, step: Step) -> dict[str, Any]:
        asked, decisions = [], []
        for number in _numbers(step):
            case = self._case(_numbered(step.case, number)) if step.case else None
            given = tuple(_commands(_numbered(step.do, number)))
            commands = [self._command(name, facts) for name, facts in given]
            context = self._context(step.who)
            decision = self.desk.decide(case, commands, context)
            asked.append(given)
            decisions.append(self._kept(decision))
        return {"asked": tuple(asked), "decisions": tuple(decisions)}

    def _receive(self, step: Step) -> dict[str, Any]:
        asked, decisions = [], []
        for number in _numbers(step):
            given = _numbered(step.receive, number)
            interaction = cr.Interaction.model_validate(self._facts(given))
            context = self._context(step.who)
            asked.append((("receive", given),))
            decisions.append(self._kept(self.desk.receive(interaction, context)))
        return {"asked": tuple(asked), "decisions": tuple(decisions)}

    def _sweep(self, step: Step) -> dict[str, Any]:
        due: list[cr.Due] = []
        decisions: list[cr.Decision[Any]] = []
        for case_id in tuple(self.cases) if step.sweep is True else step.sweep or ():
            context = self._context(step.who)
            due.extend(self.desk.due(self._case(case_id), context))
            decisions.extend(map(self._kept, self.desk.catch_up(self._case(case_id), context)))
        if step.refused == all(each.accepted for each in decisions):
            said = "nothing was refused" if step.refused else "something was refused"
            raise StoryError("\n".join([said, *(str(each.explain()) for each in decisions)]))
        return {"due": tuple(due), "decisions": tuple(decisions)}

    def _answer(self, ask: Ask, context: cr.Context) -> Iterator[str]:
        asked = ask.clocks or ask.allowed or ask.timeline
        if asked:
            return of_a_case(ask, self.desk, self._case(asked), context)
        if ask.scan:
            found = caseload.scan(self.desk, ask.scan, self.cases.values(), context, sizes=ask.sizes)
            self.queues[found.queue.id] = found.queue
            return iter(str(found).splitlines())
        if ask.hand_over and not self.roster.knows(ask.hand_over):
            known = suggest(ask.hand_over, self.script.agent)
            raise StoryError(f"`{ask.hand_over}` does not work here; {known}")
        return of_cases(ask, self.desk, tuple(self.cases.values()), context)

    def _case(self, case_id: str | None) -> Any:
        if case_id not in self.cases:
            raise StoryError(f"there is no case `{case_id}` yet; {suggest(case_id, self.cases)}")
        return self.cases[case_id]

    def _context(self, who: str) -> cr.Context:
        related, queues = tuple(self.cases.values()), tuple(self.queues.values())
        return cr.Context(now=self.now, actor=who, roster=self.roster, related=related, queues=queues)

    def _kept(self, decision: cr.Decision[Any]) -> cr.Decision[Any]:
        self.cases |= {change.case.id: change.case for change in decision.changes}
        self.roster = self.roster.after(decision)
        return decision

    def _command(self, name: str, facts: Mapping[str, Any]) -> Command:
        if name not in COMMANDS:
            raise StoryError(f"there is no command `{name}`; {suggest(name, COMMANDS)}")
        return COMMAND.validate_python({"command": name, **self._facts(facts)})

    def _facts(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """The facts with people and accounts in the place of their names, and minutes as instants."""
        found = dict(timed(facts, self.day, self.desk.zone))
        for key, known in (("requester", self.script.person), ("account", self.script.account)):
            if isinstance(name := found.get(key), str):
                if name not in known:
                    raise StoryError(f"`{name}` is nobody of this story; {suggest(name, known)}")
                found[key] = {"id": name, **known[name]}
        return found

    def _hear_of(self, queues: Mapping[str, Mapping[str, Any]]) -> None:
        for name, facts in queues.items():
            known = self.queues.get(name) or cr.Queue(id=name)
            self.queues[name] = known.replace(**timed(facts, self.day, self.desk.zone))

    def _meet(self, agents: Mapping[str, Mapping[str, Any]]) -> None:
        if unknown := [name for name in agents if name not in self.script.agent]:
            raise StoryError(f"`{unknown[0]}` does not work here; {suggest(unknown[0], self.script.agent)}")
        met = [
            self._agent(each.__dict__, agents[each.id]) if each.id in agents else each
            for each in self.roster.agents
        ]
        self.roster = cr.Roster(agents=tuple(met), teams=self.roster.teams)

    def _agent(self, known: Mapping[str, Any], facts: Mapping[str, Any]) -> cr.Agent:
        fields = {name: value for name, value in known.items() if name in cr.Agent.model_fields}
        return cr.Agent.model_validate({**fields, **timed(facts, self.day, self.desk.zone)})


def _commands(do: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for table in do if isinstance(do, list | tuple) else (do,):
        yield from table.items()


def _numbers(step: Step) -> tuple[int | None, ...]:
    return tuple(range(step.numbers[0], step.numbers[1] + 1)) if step.numbers else (None,)


def _numbered(value: Any, number: int | None) -> Any:
    """The value with the number in the place of `{n}`."""
    if number is None:
        return value
    if isinstance(value, Mapping):
        return {name: _numbered(each, number) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_numbered(each, number) for each in value]
    return value.replace("{n}", str(number)) if isinstance(value, str) else value
