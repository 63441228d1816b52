"""Rule sets in whose place a host's object stands: it is asked first, and its answer is checked."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from caserules.case import Case, Context, Interaction, Notice, Refusal, Verdict
from caserules.case.commands import CloneCase, Command
from caserules.case.fields import PLAIN_FIELDS, checked_fields, own_fields
from caserules.decide.host import Host
from caserules.decide.plugs import Fill, Intake, Proposal
from caserules.engine.errors import suggest
from caserules.outline import Outline
from caserules.rulesets.cloning import Clone, Cloning
from caserules.rulesets.fill import Fills
from caserules.rulesets.notices import Notices
from caserules.rulesets.origin import Origin, OriginRule
from caserules.rulesets.route import Route
from caserules.rulesets.routing import Routing
from caserules.rulesets.sla import Clocks
from caserules.rulesets.sla.clock import Clock
from caserules.rulesets.terms import Terms
from caserules.rulesets.upkeep import Due, Upkeep
from caserules.rulesets.words import vocabulary_of

__all__ = [
    "HostClocks",
    "HostCloning",
    "HostFills",
    "HostNotices",
    "HostOrigin",
    "HostRouting",
    "HostUpkeep",
    "HostValidation",
]


class HostRouting(Routing):
    """Routing by a host's object."""

    def __init__(self, plug: object, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.host = Host("routing", plug, "route")

    def route(self, case: Case, context: Context) -> Route:
        """Where the host places the case, or else the rules."""
        route = self.host.one(Route, case, context)
        if route is None:
            return super().route(case, context)
        if route.owner and route.queue:
            both = f"names the owner `{route.owner}` and the queue `{route.queue}`"
            raise self.host.wrong(both, "name one of them: in a queue nobody owns a case")
        if route.queue and self._queues and route.queue not in self._queues:
            near = suggest(route.queue, sorted(self._queues)) or "declare it in `[words]`"
            raise self.host.wrong(f"names `{route.queue}`, which is no word of `queue`", near)
        return route


class _Said(OriginRule):
    """An intake as a rule that holds."""

    intake: Intake


class _Ready:
    """A host's command in the place of one that a rulebook writes."""

    def __init__(self, command: Command) -> None:
        self.kind = command.command
        self._command = command

    def command(self, **values: Any) -> Command:
        """The command, whatever the values."""
        del values
        return self._command


class HostOrigin(Origin):
    """Intake by a host's object."""

    def __init__(self, plug: object, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.host = Host("origin", plug, "receive")

    def verdict(
        self, interaction: Interaction, match: Case | None, context: Context
    ) -> tuple[Verdict, OriginRule | None]:
        """What the host says that becomes of the interaction, or else the rules."""
        said = self.host.one(Intake, interaction, match, context)
        if said is None:
            return super().verdict(interaction, match, context)
        if said.match is not None and all(each.id != said.match for each in context.related):
            unknown = f"names the case `{said.match}`, which is not in `context.related`"
            raise self.host.wrong(unknown, "name one of those, or leave `match` out")
        rule = _Said(id=said.rule, then=said.then, source=said.source or "", intake=said)
        found = said.match or (match.id if match else None)
        reason = said.reason or f"rule `{said.rule}`"
        verdict = Verdict(then=said.then, rule=said.rule, source=said.source, match=found, reason=reason)
        return verdict, rule

    def facts(self, rule: OriginRule, values: dict[str, Any]) -> dict[str, Any]:
        """What is set on the case that is opened."""
        return dict(rule.intake.set) if isinstance(rule, _Said) else super().facts(rule, values)

    def link(self, rule: OriginRule, values: dict[str, Any]) -> str | None:
        """The case to link the new one to."""
        return rule.intake.link if isinstance(rule, _Said) else super().link(rule, values)

    def notify(self, rule: OriginRule, values: dict[str, Any]) -> tuple[str, ...]:
        """Who is told."""
        return rule.intake.notify if isinstance(rule, _Said) else super().notify(rule, values)

    def task(self, rule: OriginRule) -> Any:
        """What is done on the case."""
        if not isinstance(rule, _Said):
            return super().task(rule)
        return None if rule.intake.do is None else _Ready(rule.intake.do)


class HostFills(Fills):
    """Fills by a host's object."""

    def __init__(self, plug: object, rules: Any, terms: Terms) -> None:
        super().__init__(rules, terms)
        self.host = Host("fill", plug, "fill")
        self._known = frozenset({*own_fields(terms.case_type), *PLAIN_FIELDS})

    @property
    def fields(self) -> frozenset[str]:
        """Every field that can be set, for nobody knows which the host will."""
        return self._known

    def asks(self, before: Case | None, case: Case) -> bool:
        """The host is asked every time."""
        del before, case
        return True

    def fill(self, before: Case | None, case: Case, context: Context) -> Iterator[tuple[str, Any, str]]:
        """Each field that the host sets otherwise than it is, or else those of the rules."""
        given = self.host.one(Fill, before, case, context)
        if given is None:
            yield from super().fill(before, case, context)
            return
        for name, value in self._fitting(case, given.set).items():
            if value != getattr(case, name):
                yield name, given.set[name], given.rule

    def _fitting(self, case: Case, given: Mapping[str, Any]) -> dict[str, Any]:
        try:
            values = checked_fields(case, given)
            for name, value in values.items():
                if value is not None:
                    self._terms.word(vocabulary_of(type(case), name), value)
        except ValueError as error:
            fields = ", ".join(f"`{name}`" for name in sorted(self._known))
            raise self.host.wrong(f"sets what does not fit: {error}", f"the fields are {fields}") from error
        return values


class HostCloning(Cloning):
    """Cloning by a host's object."""

    def __init__(self, plug: object, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.host = Host("cloning", plug, "clones")

    def clones(self, case: Case, command: CloneCase, context: Context) -> tuple[Clone, ...] | Refusal:
        """The cases that the host lets be made, or else the rules."""
        made = self.host.either(Clone, case, command, context)
        if made is None:
            return super().clones(case, command, context)
        if isinstance(made, Refusal):
            return made
        ids = [clone.new_id for clone in made]
        if not ids or len(set(ids)) < len(ids):
            raise self.host.wrong(
                f"gives the ids `{ids}`", "give one clone or more, each with an id of its own"
            )
        for clone in made:
            if clone.clone_of.source != case.id:
                strange = f"makes `{clone.new_id}` a clone of `{clone.clone_of.source}`"
                raise self.host.wrong(strange, f"the case that is cloned is `{case.id}`")
        return made


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
        yield from proposal.notices if told is None else told

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
        given = {each.key for each in case.reminders}
        waiting = tuple(each for each in found if each.command.command != "Remind" or each.key not in given)
        return () if case.merged_into is not None else waiting


def _proposal(
    values: dict[str, Any],
    command: Command,
    context: Context,
    refusals: tuple[Refusal, ...],
    notices: tuple[Notice, ...] = (),
) -> Proposal:
    return Proposal(command, values["case"], values["result"], context, refusals, notices)
