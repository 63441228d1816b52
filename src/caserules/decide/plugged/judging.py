"""What is refused, and who is told: by a host's object, or else the rules."""

from collections.abc import Iterable, Iterator
from typing import Any

from caserules.case import Context, Notice, Refusal
from caserules.case.commands import Command
from caserules.decide.host import Host
from caserules.decide.plugs import Proposal
from caserules.outline import Outline
from caserules.rulesets.notices import Notices

__all__ = ["HostNotices", "HostValidation"]


class HostValidation:
    """The judgement of a host's object on commands."""

    def __init__(self, plug: object, guards: Iterable[str]) -> None:
        self.host = Host("validation", plug, "judge")
        self._guards = frozenset(guards)

    def judged(
        self, values: dict[str, Any], command: Command, context: Context, refusals: Iterable[Refusal]
    ) -> list[Refusal]:
        """The refusals, with what the host says in the place of what guards and ways do."""
        known = list(refusals)
        proposal = self._proposal(values, command, context, known)
        answer = self.host.several(Refusal, proposal)
        return known if answer is None else [*(each for each in known if not self.is_of_rules(each)), *answer]

    def why(
        self, values: dict[str, Any], command: Command, context: Context, refusals: Iterable[Refusal]
    ) -> Outline:
        """Whether the host judges it, and what it says why."""
        return self.host.told(self._proposal(values, command, context, refusals))

    def _proposal(
        self, values: dict[str, Any], command: Command, context: Context, refusals: Iterable[Refusal]
    ) -> Proposal:
        return _proposal(values, command, context, tuple(each for each in refusals if self.is_of_rules(each)))

    def is_of_rules(self, refusal: Refusal) -> bool:
        """Whether a guard refuses, or no way leads where the command does; the host may see it otherwise."""
        return refusal.rule in self._guards or refusal.code in _WAYS


_WAYS = frozenset({"no-way", "not-yours-to-move", "not-by-this-command"})


class HostNotices(Notices):
    """Notices by a host's object."""

    def __init__(self, plug: object, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.host = Host("notices", plug, "notices")

    def notices(
        self, values: dict[str, Any], command: Command, context: Context, refusals: Iterable[Refusal] = ()
    ) -> Iterator[Notice]:
        """Whom the host tells, or else the rules."""
        proposal = self._proposal(values, command, context, refusals)
        told = self.host.several(Notice, proposal)
        yield from proposal.notices if told is None else self._fitting(told, proposal)

    def _fitting(self, told: Iterable[Notice], proposal: Proposal) -> Iterator[Notice]:
        """Those to be told; nobody is of his own, but for what the rulebook tells him (INT-14)."""
        keys: set[str] = set()
        for notice in told:
            if not notice.to.strip() or notice.key in keys:
                fault = "to nobody" if notice.key not in keys else "twice"
                raise self.host.wrong(f"gives `{notice.key}` {fault}", "name a person, and each key once")
            if notice.case_id not in {None, proposal.result.id}:
                strange = f"gives a notice about the case `{notice.case_id}`"
                raise self.host.wrong(strange, f"the command is on `{proposal.result.id}`")
            keys.add(notice.key)
            if notice.to != proposal.context.doer or notice in proposal.notices:
                yield notice

    def why(
        self, values: dict[str, Any], command: Command, context: Context, refusals: Iterable[Refusal]
    ) -> Outline:
        """Whether the host says who is told, and what it says why."""
        return self.host.told(self._proposal(values, command, context, refusals))

    def _proposal(
        self, values: dict[str, Any], command: Command, context: Context, refusals: Iterable[Refusal]
    ) -> Proposal:
        by_rules = tuple(super().notices(values, command, context, refusals))
        return _proposal(values, command, context, tuple(refusals), by_rules)


def _proposal(
    values: dict[str, Any],
    command: Command,
    context: Context,
    refusals: tuple[Refusal, ...],
    notices: tuple[Notice, ...] = (),
) -> Proposal:
    return Proposal(command, values["case"], values["result"], context, refusals, notices)
