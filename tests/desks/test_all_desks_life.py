"""The life of every shipped desk, driven at random: its own words, its own people, and every law."""

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test
from tests.stories.script import Script, read, scripts

import caserules as cr
from caserules.testing import absences, life_cycle, own_fields

SMALL = settings(
    max_examples=20,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
PEOPLE = {script.desk: script for script in map(read, scripts().values())}


@st.composite
def staff(draw: st.DrawFn, script: Script) -> cr.Roster:
    """Those who work at the desk by its story, with any loads, some of them out."""
    return cr.Roster(
        agents=tuple(
            cr.Agent.model_validate(
                {
                    **{name: value for name, value in facts.items() if name != "absences"},
                    "id": who,
                    "load": draw(st.integers(0, 9)),
                    "absences": draw(st.lists(absences(), max_size=1)),
                }
            )
            for who, facts in script.agent.items()
        ),
        teams=tuple(cr.Team(id=name, members=members) for name, members in script.team.items()),
    )


@pytest.mark.parametrize("name", PEOPLE)
def test_a_shipped_desk_keeps_every_law(name: str) -> None:
    """Whatever its people do, and whatever comes in, in whatever order: no law of a desk is broken."""
    desk: cr.Desk[Any] = cr.load(name)
    script = PEOPLE[name]
    machine = life_cycle(
        desk,
        fields=own_fields(desk.rulebook),
        actors=st.sampled_from(sorted(script.agent)),
        rosters=staff(script),
    )
    run_state_machine_as_test(machine, settings=SMALL)
