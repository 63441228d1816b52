"""What type checkers see of a host's own objects: any class with the method, in the host's own case type."""

from collections.abc import Iterable
from datetime import datetime
from typing import assert_type

import caserules as cr


class Escalation(cr.Case):
    """A case type of the host's own."""

    agency: str | None = None


class Nearest:
    """Routes typed cases."""

    def route(self, case: Escalation, context: cr.Context) -> cr.Route | None:
        """Whoever asks."""
        return cr.Route(owner=context.actor) if case.agency else None


class Judge:
    """Lets everything pass."""

    def judge(self, proposal: cr.Proposal) -> Iterable[cr.Refusal]:
        """What the rulebook says."""
        return proposal.refusals


class Clocks:
    """Reads no clock of its own."""

    def clocks(self, case: cr.Case, now: datetime, context: cr.Context) -> None:
        """Leave it to the rules."""


def risk(subject: str) -> int:
    """A function for expressions."""
    return len(subject)


def on_a_desk_with_objects(rulebook: cr.Rulebook) -> None:
    """They are checked by name, and the desk's type is as ever."""
    desk = cr.Desk(
        rulebook, case=Escalation, routing=Nearest(), validation=Judge(), sla=Clocks(), functions=[risk]
    )
    assert_type(desk, cr.Desk[Escalation])
    assert_type(cr.load("desk.toml", validation=Judge(), functions=(risk,)), cr.Desk[cr.Case])
    cr.Desk(rulebook, routing=Judge())  # type: ignore[call-overload]
    cr.Desk(rulebook, routng=Nearest())  # type: ignore[call-overload]
