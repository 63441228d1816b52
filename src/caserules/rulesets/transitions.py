"""Transitions: the desk's statuses, the ways between them, who may take them, which command leads where."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Annotated

from caserules.case import Case, Context, Refusal
from caserules.case.commands import Command
from caserules.case.events import StatusChanged
from caserules.case.parts import Phase
from caserules.engine import Expression, Template
from caserules.engine.errors import suggest
from caserules.model import FrozenMap, Model, Word
from caserules.rulesets.place import Fault, RuleProblem, at, together
from caserules.rulesets.terms import COMMANDS, Terms, judged

__all__ = ["LOOKING", "PHASES", "SETTLING", "STILL_TAKEN", "Status", "Transitions"]


class Status(Model):
    """One status of a desk: its phase, its ways out, and who may take those."""

    phase: Phase
    to: tuple[Annotated[str, Word("status")], ...] = ()
    who: str | None = None
    """A condition on whoever moves a case out of it (ESC-15)."""
    by: tuple[str, ...] | None = None
    """The commands that may bring a case into it. Left out: any, but `ChangeStatus` into a status of the
    phase `resolved` or `closed` to which `ResolveCase` or `CloseCase` may lead, so that nothing goes round
    the guards on those."""
    read_only: bool = False
    """Nothing but reactivating it, undoing its merge or looking at it changes a case in it (SVC-11)."""
    remedy: str | None = None
    """What to do for whom `who` does not hold."""
    source: str | None = None
    note: str | None = None


SETTLING = ("ResolveCase", "CloseCase")
"""The commands that end a case's work; what they record is true only once the status says so too."""

PHASES: Mapping[str, tuple[Phase, ...]] = {
    "ResolveCase": ("resolved", "closed"),
    "CloseCase": ("closed",),
    "ReactivateCase": ("open",),
}
"""Where commands have to lead that write, or clear, what a case knows of its end: that follows its phase."""

LOOKING = {"Remind", "SeeCase"}
"""Commands that leave a case as it is, unless they bring a comment."""

STILL_TAKEN = {"ReactivateCase", "UnmergeCase", *LOOKING}
"""What a read-only case still takes."""


class Transitions:
    """The graph of a rulebook's statuses, ready to run."""

    def __init__(
        self, statuses: FrozenMap[str, Status], effects: FrozenMap[str, str], first: str, terms: Terms
    ) -> None:
        self._statuses = dict(statuses)
        self.phases: dict[str, Phase] = {name: status.phase for name, status in statuses.items()}
        """The library's reading of each status."""
        self.first = first
        self._who: dict[str, Expression] = {}
        self._effects: dict[str, Template] = {}
        self._plain: dict[str, str] = {}
        """Where the commands lead whose effect reads nothing."""
        self._targets: dict[str, tuple[str, ...]] = {}
        self._plain_ways: set[tuple[str, str, str]] = set()
        self._true = {
            (kind, name)
            for kind, phases in PHASES.items()
            for name, phase in self.phases.items()
            if phase in phases
        }
        """The commands of `PHASES`, each with the statuses to which it may lead."""
        self._open = frozenset(name for name, status in self._statuses.items() if not status.read_only)
        self.moving = frozenset({"ChangeStatus", "UnmergeCase", *PHASES, *effects})
        """The commands that may change the status; any other leaves it as it is."""
        self._scope = terms.judging
        self._terms = terms
        together(self._problems(effects))
        self.plain = frozenset({"ChangeStatus", *self._plain})
        """The commands of which it is known where they lead, whatever the case."""

    def _problems(self, effects: FrozenMap[str, str]) -> Iterator[RuleProblem]:
        """Makes every status and effect ready; gives what is wrong with those that can't be used."""
        made: list[tuple[str, Callable[[], None]]] = [("first_status", lambda: self._known(self.first))]
        for name, status in self._statuses.items():
            made.append((f"status.{name}.to", partial(self._ways, status)))
            made.append((f"status.{name}.who", partial(self._gate, name, status)))
            made.append((f"status.{name}.by", partial(self._entry, status)))
        made.extend((f"effect.{kind}", partial(self._effect, kind, text)) for kind, text in effects.items())
        for key, make in made:
            try:
                with at(None, key):
                    make()
            except RuleProblem as problem:
                yield problem

    def _ways(self, status: Status) -> None:
        for target in status.to:
            self._known(target)

    def _gate(self, name: str, status: Status) -> None:
        if status.who is not None:
            self._who[name] = self._terms.read(status.who, self._scope)

    def _entry(self, status: Status) -> None:
        for kind in status.by or ():
            _known_command(kind)

    def _effect(self, kind: str, text: str) -> None:
        _known_command(kind)
        if kind == "ChangeStatus":
            raise Fault("`ChangeStatus` names its status itself", "leave the effect out")
        scope = self._terms.scope(case=self._terms.case_type, command=COMMANDS[kind])
        effect = self._effects[kind] = Template(text, scope)
        if not effect.reads:
            self._plain[kind] = effect.render()
            self._known(self._plain[kind])
        self._targets[kind] = _named(effect, tuple(self._statuses))

    def _known(self, name: str) -> None:
        if name not in self._statuses:
            raise Fault(f"there is no status `{name}`", suggest(name, self._statuses))

    def target(self, case: Case, command: Command) -> str | None:
        """The status that the command leads to, None where it leads to no other."""
        kind = command.command
        if kind in self._plain and kind not in LOOKING:
            return self._plain[kind]
        if command.command == "ChangeStatus":
            return command.to
        if kind in LOOKING and self._keeps(case.status):
            return None
        effect = self._effects.get(kind)
        if effect is None:
            return _before_merge(case) if kind == "UnmergeCase" else None
        named = effect.value(case=case, command=command)
        return str(named) if named else None

    def stray(self, case: Case) -> Refusal | None:
        """The refusal where the case is in a status that is none here."""
        if case.status in self._statuses:
            return None
        return Refusal(
            code="unknown-word",
            message=f"case `{case.id}` is `{case.status}`, a status that this rulebook does not have",
            remedy="decide it by the rulebook of its time, or add the status",
        )

    def closed_to(self, case: Case, kind: str, *, noted: bool = False) -> Refusal | None:
        """The refusal where the case's status takes no command of that kind, or none with a comment."""
        if case.status in self._open:
            return None
        if stray := self.stray(case):
            return stray
        status = self._statuses[case.status]
        if not status.read_only or (kind in STILL_TAKEN and not (noted and kind in LOOKING)):
            return None
        return Refusal(
            code="read-only",
            rule=f"status.{case.status}",
            message=f"case `{case.id}` is `{case.status}`, which is read-only",
            source=status.source,
            remedy="reactivate the case first" if status.to else "open another case: no way leads out of it",
        )

    def leads(self, kind: str, status: str | None = None) -> Template | None:
        """Where a command of that kind leads; None where it moves no case, or names the status itself.

        With a status: where it leads from there, which is nowhere for a look at what is read-only.
        """
        if status is not None and kind in LOOKING and self._keeps(status):
            return None
        return self._effects.get(kind)

    def _keeps(self, status: str) -> bool:
        known = self._statuses.get(status)
        return known is not None and known.read_only

    def targets(self, kind: str) -> tuple[str, ...]:
        """The statuses to which a command of that kind may lead by its effect."""
        return self._targets.get(kind, ())

    def enters(self, kind: str, target: str) -> bool:
        """Whether a command of that kind may bring a case into the status, if a way leads there."""
        status = self._statuses[target]
        if kind in PHASES and (kind, target) not in self._true:
            return False
        if status.by is not None:
            return kind in status.by
        return kind != "ChangeStatus" or not self._entered_by(target)

    def _entered_by(self, target: str) -> tuple[str, ...]:
        """The commands whose own it is to bring a case into that status; none where it is every one's."""
        status = self._statuses[target]
        if status.by is not None:
            return status.by
        settling = () if status.phase == "open" else SETTLING
        return tuple(kind for kind in settling if target in self.targets(kind))

    def settles(self, case: Case, kind: str, target: str | None) -> Refusal | None:
        """The refusal where one of `PHASES` would not move the case to where what it writes is true."""
        if target is None:
            return self._leads_nowhere(case, kind)
        if target != case.status and (kind, target) in self._true:
            return None
        status = self._statuses[case.status]
        if kind in SETTLING and target == case.status and target not in status.to:
            if status.read_only:
                return self.closed_to(case, kind)
            return Refusal(
                code="already",
                message=f"case `{case.id}` is `{target}` already",
                rule=f"status.{target}",
                source=status.source,
            )
        if target not in self._statuses or (kind, target) in self._true:
            return None
        wanted = " or ".join(f"`{each}`" for each in PHASES[kind])
        told = f"`{kind}` leads case `{case.id}` to `{target}`, which is of the phase `{self.phases[target]}`"
        return Refusal(
            code="settles-nothing",
            message=told,
            rule=f"effect.{kind}",
            remedy=f"let `effect.{kind}` lead to a status of the phase {wanted}",
        )

    def _leads_nowhere(self, case: Case, kind: str) -> Refusal:
        effect = self._effects.get(kind)
        if effect is None:
            told = f"`{kind}` leads nowhere at this desk: case `{case.id}` would stay `{case.status}`"
            return Refusal(
                code="leads-nowhere", message=told, remedy=f"give `effect.{kind}` in the rulebook a status"
            )
        named = ", ".join(sorted(f"`{'.'.join(path)}`" for path in effect.reads))
        return Refusal(
            code="leads-nowhere",
            message=f"`{kind}` names no status for case `{case.id}`",
            rule=f"effect.{kind}",
            remedy=f"name it: {named}",
        )

    def refusal(self, case: Case, target: str, kind: str, context: Context) -> Refusal | None:
        """The refusal where no way leads from the case's status to `target`, or none for these two."""
        if self._plainly_leads((case.status, target, kind)):
            return None
        status = self._statuses[case.status]
        if target not in self._statuses:
            return Refusal(
                code="unknown-word",
                message=f"there is no status `{target}`",
                remedy=suggest(target, self._statuses),
            )
        if target not in status.to:
            ways = ", ".join(f"`{each}`" for each in status.to) or "none"
            return Refusal(
                code="no-way",
                rule=f"status.{case.status}",
                source=status.source,
                message=f"case `{case.id}` cannot move from `{case.status}` to `{target}`",
                remedy=f"allowed: {ways}",
            )
        return self._not_by(case, target, kind) or self.barred(case, context)

    def _plainly_leads(self, way: tuple[str, str, str]) -> bool:
        """Whether a way leads from the first status to the second, by such commands, for everybody."""
        if way in self._plain_ways:
            return True
        status, target, kind = way
        if status in self._who or target not in self._statuses[status].to or not self.enters(kind, target):
            return False
        self._plain_ways.add(way)
        return True

    def _not_by(self, case: Case, target: str, kind: str) -> Refusal | None:
        if self.enters(kind, target):
            return None
        commands = self._entered_by(target)
        named = " or ".join(f"`{each}`" for each in commands) or "no command"
        return Refusal(
            code="not-by-this-command",
            rule=f"status.{target}",
            source=self._statuses[target].source,
            message=f"case `{case.id}` becomes `{target}` by {named}, not by `{kind}`",
            remedy=f"use {named}" if commands else None,
        )

    def undoing(self, case: Case, context: Context) -> Refusal | None:
        """The refusal where a merge can't be undone; back to the status before it, no way need lead."""
        effect = self._effects.get("UnmergeCase")
        target = _before_merge(case)
        if effect is not None or target is None:
            return None
        if target not in self._statuses:
            return self.refusal(case, target, "UnmergeCase", context)
        return self.barred(case, context)

    def barred(self, case: Case, context: Context) -> Refusal | None:
        """The refusal where this actor may take the case nowhere out of its status."""
        who = self._who.get(case.status)
        if who is None:
            return None
        status = self._statuses[case.status]
        if not who.compiled(**judged(case, context)):
            return Refusal(
                code="not-yours-to-move",
                rule=f"status.{case.status}",
                source=status.source,
                message=f"`{context.actor}` may not move case `{case.id}` out of `{case.status}`",
                remedy=status.remedy or f"it takes somebody for whom `{status.who}` holds",
            )
        return None


def _known_command(kind: str) -> None:
    if kind not in COMMANDS:
        raise Fault(f"there is no command `{kind}`", suggest(kind, COMMANDS))


def _named(leads: Template, statuses: tuple[str, ...]) -> tuple[str, ...]:
    """The statuses that a template may give: its own text, the words of what it names, or any."""
    if not leads.reads:
        return (leads.render(),)
    match leads.pieces:
        case (Expression() as only,) if only.type.words is not None:
            return tuple(each for each in statuses if each in only.type.words)
        case _:
            return statuses


def _before_merge(case: Case) -> str | None:
    """The status that the merge led out of, while the case is still where it led to."""
    moved = next((each for each in reversed(case.history) if type(each) is StatusChanged), None)
    return case.status_spans[-2].status if moved and moved.rules == ("effect.MergeCase",) else None
