"""A desk's day for tests: who does what to a case, how long after the day began, and what comes of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

import caserules as cr

NOTHING = timedelta()


@dataclass(frozen=True)
class Story:
    """A desk, those who work there, when the story begins, and the case as it is by then."""

    desk: cr.Desk[Any]
    roster: cr.Roster
    start: datetime
    case: Any = None

    def context(self, who: str, after: timedelta = NOTHING, **more: Any) -> cr.Context:
        """That person, that long after the beginning."""
        return cr.Context(now=self.start + after, actor=who, roster=self.roster, **more)

    def when(self, who: str, *commands: Any, after: timedelta = NOTHING, **more: Any) -> cr.Decision[Any]:
        """What the desk answers; the story does not move on."""
        return self.desk.decide(self.case, commands, self.context(who, after, **more))

    def given(self, who: str, *commands: Any, after: timedelta = NOTHING, **more: Any) -> "Story":
        """The story once that was done, each command by itself, and accepted."""
        story = self
        for command in commands:
            story = replace(story, case=story.when(who, command, after=after, **more).or_raise().case)
        return story

    def receive(
        self, who: str, interaction: cr.Interaction, after: timedelta = NOTHING, **more: Any
    ) -> cr.Decision[Any]:
        """What the desk makes of an interaction, knowing the story's case."""
        related = () if self.case is None else (self.case,)
        return self.desk.receive(interaction, self.context(who, after, related=related, **more))

    def clock(self, name: str, after: timedelta) -> cr.Clock:
        """The clock by that name, that long after the beginning."""
        clocks = self.desk.clocks(self.case, self.start + after, roster=self.roster)
        return next(clock for clock in clocks if clock.id == name)

    def told(self, decision: cr.Decision[Any]) -> str:
        """Every rule that was tried for the decision."""
        return str(self.desk.why(decision))

    def due(self, after: timedelta) -> dict[str, cr.Due]:
        """What time alone calls for by then, by rule."""
        return {due.rule: due for due in self.desk.due(self.case, self.context("sweep", after))}


def _refused(decision: cr.Decision[Any], *rules: str) -> str:
    assert [refusal.rule or refusal.code for refusal in decision.refusals] == list(rules)
    assert decision.changes == ()
    told = str(decision.explain())
    for refusal in decision.refusals:
        assert f"refused by {refusal}" in told
        assert refusal.remedy is None or f"remedy: {refusal.remedy}" in told
        if refusal.rule is not None:
            assert f"`{refusal.rule}` ({refusal.source}): " in told
    return told


@pytest.fixture(scope="session")
def story() -> type[Story]:
    """The beginning of a story."""
    return Story


@pytest.fixture(scope="session")
def refused() -> Callable[..., str]:
    """Asserts that these rules (or the library, by its codes) refused, with their sources; what is told."""
    return _refused
