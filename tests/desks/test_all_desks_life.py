"""The life of every shipped desk, driven at random from any minute of its stories on: no law is broken."""

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test
from tests.stories.play import Moment, play_file
from tests.stories.script import read, scripts

import caserules as cr
from caserules.testing import life_cycle, own_fields

SMALL = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
STORIES: dict[str, list[Any]] = {}
for place in scripts().values():
    STORIES.setdefault(read(place).desk, []).append(place)


def lives(desk: cr.Desk[Any], moments: list[Moment]) -> Any:
    """A machine that drives the desk: it begins as a story is at some minute, and goes on as chance has it.

    Beside what is drawn of all commands, people say and do what they do in the stories, to any case.
    """
    people = sorted({agent.id for moment in moments for agent in moment.context.roster.agents})
    decisions = [decision for moment in moments for decision in moment.decisions]
    done = [each for each in decisions if each.commands and each.commands[0].command != "OpenCase"]
    heard = [each for each in decisions if each.interaction is not None] or decisions[:1]
    machine: Any = life_cycle(desk, fields=own_fields(desk.rulebook), actors=st.sampled_from(people))

    class FromTheStory(machine):  # type: ignore[misc]  # made at run time
        @initialize(data=st.data())
        def begin(self, data: st.DataObject) -> None:
            """The cases, people and queues of that minute."""
            super().begin(data)
            moment = data.draw(st.sampled_from(moments), "moment")
            self.now, self.cases = moment.at, dict(moment.cases)
            self.roster, self.queues = moment.context.roster, moment.context.queues

        @rule(data=st.data())
        def do_as_told(self, data: st.DataObject) -> None:
            """Somebody does to some case what somebody did in the story."""
            told = data.draw(st.sampled_from(done), "told")
            case, context = self._case(data), self._context(data, told.context.actor)
            self._apply(self.desk.decide(case, map(self._anew, told.commands), context))

        @rule(data=st.data())
        def hear_as_told(self, data: st.DataObject) -> None:
            """What came in comes in again."""
            told = data.draw(st.sampled_from(heard), "told").interaction
            if told is not None:
                again = told.replace(new_id=self._new_id(), received_at=None)
                self._apply(self.desk.receive(again, self._context(data)))

        def _anew(self, command: Any) -> Any:
            """The same, now, with ids that are not taken."""
            changes: dict[str, Any] = {"occurred_at": None}
            if command.command == "CloneCase":
                changes["new_ids"] = tuple(self._new_id() for _ in command.new_ids)
            return command.replace(**changes)

        def _new_id(self) -> str:
            """One that no story gives."""
            return f"X-{super()._new_id()}"

    return FromTheStory


@pytest.mark.parametrize("name", STORIES)
def test_a_shipped_desk_keeps_every_law(name: str) -> None:
    """Whatever its people do, whatever comes in, and however time passes: replay, clocks, graph, sweeps."""
    moments = [moment for place in STORIES[name] for moment in play_file(place).moments if moment.cases]
    run_state_machine_as_test(lives(cr.load(name), moments), settings=SMALL)
