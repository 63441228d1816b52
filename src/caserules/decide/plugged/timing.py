"""The promises of time and what time alone calls for: by a host's object, or else the rules."""

from datetime import datetime
from typing import Any

from caserules.case import Case, Context
from caserules.decide.host import Host
from caserules.rulesets.sla import Clocks
from caserules.rulesets.sla.clock import Clock
from caserules.rulesets.terms import Terms
from caserules.rulesets.upkeep import Due, Upkeep

__all__ = ["HostClocks", "HostUpkeep"]


class HostClocks(Clocks):
    """Clocks by a host's object."""

    def __init__(self, plug: object, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.host = Host("sla", plug, "clocks")

    def read(self, case: Case, now: datetime, context: Context) -> tuple[Clock, ...]:
        """Every clock as the host reads it, or else by the rules."""
        clocks = self.host.several(Clock, case, now, context)
        if clocks is None:
            return super().read(case, now, context)
        named = [(clock.id, clock.item) for clock in clocks]
        if len(set(named)) < len(named) or any(clock.case_id != case.id for clock in clocks):
            told = ", ".join(f"`{clock.id}` of case `{clock.case_id}`" for clock in clocks)
            raise self.host.wrong(f"gives {told}", f"give each clock of case `{case.id}` once")
        return clocks


class HostUpkeep(Upkeep):
    """What a host's object says that time calls for."""

    def __init__(self, plug: object, rules: Any, terms: Terms) -> None:
        super().__init__(rules, terms)
        self.host = Host("upkeep", plug, "due")
        self._warnings = Upkeep((), terms)

    def due(self, case: Case, clocks: tuple[Clock, ...], context: Context) -> tuple[Due, ...]:
        """What is due by the host's word and the clocks' warnings, or else by the rules."""
        waiting = self._waiting(case, clocks, context)
        if waiting is None:
            return super().due(case, clocks, context)
        ripe = [each for each in waiting if each.due_at <= context.now]
        ripe += self._warnings.due(case, clocks, context)
        return tuple(sorted(ripe, key=lambda each: (each.due_at, each.key)))

    def next_due(self, case: Case, clocks: tuple[Clock, ...], context: Context) -> datetime | None:
        """The next instant at which something falls due."""
        waiting = self._waiting(case, clocks, context)
        if waiting is None:
            return super().next_due(case, clocks, context)
        instants = [each.due_at for each in waiting if each.due_at > context.now]
        warned = self._warnings.next_due(case, clocks, context)
        return min(filter(None, [*instants, warned]), default=None)

    def _waiting(self, case: Case, clocks: tuple[Clock, ...], context: Context) -> tuple[Due, ...] | None:
        """What the host names, but for reminders given; nothing of a case that went into another."""
        found = self.host.several(Due, case, clocks, context)
        if found is None:
            return None
        keys = [each.key for each in found]
        if twice := [key for place, key in enumerate(keys) if key in keys[:place]]:
            raise self.host.wrong(f"gives `{twice[0]}` twice", "give each a key of its own")
        given = {each.key for each in case.reminders}
        waiting = tuple(each for each in found if each.command.command != "Remind" or each.key not in given)
        return () if case.merged_into is not None else waiting
