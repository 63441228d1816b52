"""The application around a desk: it keeps the cases, hands them in, and stores what comes back."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeAlias

from day import Arrival, Step, Tried
from staff import CLOSING, SWITCHBOARD, roster

import caserules as cr

__all__ = ["Decision", "Host"]

Decision: TypeAlias = cr.Decision[Any]


class Host:
    """Keeps everything in memory; a real one would commit `decision.changes` to its database."""

    def __init__(self, desk: cr.Desk[Any]) -> None:
        self.desk = desk
        self.roster = roster()
        self.cases: dict[str, cr.Case] = {}
        self.received: list[Decision] = []
        self.tried: list[Decision] = []
        self._cases_of: dict[str | None, list[str]] = {}

    def live(self, moments: Iterable[Arrival | Step]) -> None:
        """The whole day, in order of time."""
        for moment in moments:
            match moment:
                case Arrival(at=now, interaction=interaction):
                    self._store(self.received, self.desk.receive(interaction, self._known(now, interaction)))
                case Step(at=now, case_id=case_id, trying=trying):
                    tried = trying(self.cases[case_id], now)
                    if tried is not None:
                        self._store(self.tried, self._decided(case_id, tried, now))

    def _known(self, now: datetime, interaction: cr.Interaction) -> cr.Context:
        """What the desk may know of a message: the cases of whoever sent it, for one."""
        sender = interaction.requester
        ids = self._cases_of.get(sender.id, ()) if sender else ()
        related = tuple(self.cases[case_id] for case_id in ids)
        return cr.Context(now=now, actor=SWITCHBOARD, roster=self.roster, related=related)

    def _decided(self, case_id: str, tried: Tried, now: datetime) -> Decision:
        context = cr.Context(now=now, actor=tried.by, roster=self.roster)
        return self.desk.decide(self.cases[case_id], tried.commands, context)

    def _store(self, decisions: list[Decision], decision: Decision) -> None:
        """Keeps the cases as they are now, and how many open ones each agent has."""
        decisions.append(decision)
        moves: Counter[str] = Counter()
        for change in decision.changes:
            for case, step in ((change.before, -1), (change.case, 1)):
                if case is not None and case.owner and case.phase == "open":
                    moves[case.owner] += step
            self.cases[change.case.id] = change.case
            if change.before is None and change.case.requester:
                self._cases_of.setdefault(change.case.requester.id, []).append(change.case.id)
        if any(moves.values()):
            self.roster = self.roster.loaded(moves)

    def decisions(self) -> Iterator[Decision]:
        """All of them: first on messages, then on tries."""
        yield from self.received
        yield from self.tried

    def clocks(self) -> Iterator[tuple[cr.Case, cr.Clock]]:
        """Every clock of every case, as it stands at closing time."""
        for case in self.cases.values():
            for clock in self.desk.clocks(case, CLOSING, roster=self.roster):
                yield case, clock
