"""Where a case goes, what is taken in, filled in and cloned: by a host's object, or else the rules."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from caserules.case import Case, Context, Interaction, Refusal, Verdict
from caserules.case.commands import CloneCase, Command
from caserules.case.events import Event
from caserules.case.fields import PLAIN_FIELDS, checked_fields, own_fields
from caserules.decide.host import Host
from caserules.decide.plugs import Fill, Intake
from caserules.engine.errors import suggest
from caserules.rulesets.cloning import Clone, Cloning, root_of
from caserules.rulesets.fill import Fills
from caserules.rulesets.origin import Origin, OriginRule
from caserules.rulesets.route import Route
from caserules.rulesets.routing import Routing
from caserules.rulesets.terms import Terms

__all__ = ["HostCloning", "HostFills", "HostOrigin", "HostRouting"]


class HostRouting(Routing):
    """Routing by a host's object."""

    def __init__(self, plug: object, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.host = Host("routing", plug, "route")

    @property
    def asks(self) -> bool:
        """The host is asked every time."""
        return True

    def route(self, case: Case, context: Context) -> Route:
        """Where the host places the case, or else the rules."""
        route = self.host.one(Route, case, context)
        if route is None:
            return super().route(case, context)
        if route.owner and route.queue:
            both = f"names the owner `{route.owner}` and the queue `{route.queue}`"
            raise self.host.wrong(both, "name one of them: in a queue nobody owns a case")
        if (who := route.owner or route.queue) and not who.strip():
            raise self.host.wrong(f"names `{who}`, who is nobody", "name a person or a queue")
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
        if said.match is None and match is None and said.then in {"append", "reopen"}:
            nowhere = f"says `{said.then}`, and there is no case that it concerns"
            raise self.host.wrong(nowhere, "name one of `context.related` as `match`, or open a case")
        _fit(self.host, self._terms, said.set)
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

    def anew(self, written: Collection[str]) -> frozenset[str]:
        """The host may set any of them, whatever is new."""
        return self._known.union(written)

    def unsure(self, written: Collection[str]) -> Iterator[tuple[str, str]]:
        """What a host gives fits, or is its error."""
        del written
        yield from ()

    def asks(self, before: Case | None, case: Case) -> bool:
        """The host is asked every time."""
        del before, case
        return True

    def fill(
        self, before: Case | None, case: Case, context: Context, events: Iterable[Event] = ()
    ) -> Iterator[tuple[str, Any, str]]:
        """Each field that the host sets otherwise than it is, or else those of the rules."""
        given = self.host.one(Fill, before, case, context)
        if given is None:
            yield from super().fill(before, case, context, events)
            return
        for name, value in self._fitting(case, given.set).items():
            if value != getattr(case, name):
                yield name, given.set[name], given.rule

    def _fitting(self, case: Case, given: Mapping[str, Any]) -> dict[str, Any]:
        _fit(self.host, self._terms, given)
        try:
            return checked_fields(case, given)
        except ValueError as error:  # of a host's own case type, which compares fields
            raise self.host.wrong(
                f"sets what does not fit: {error}", "set fields that fit together"
            ) from error


def _fit(host: Host, terms: Terms, given: Mapping[str, Any], more: Collection[str] = ()) -> None:
    """Raises `PlugError` for what is no field to set (nor one of `more`), and for a value that is none."""
    for name, value in given.items():
        try:
            if name not in more:
                terms.settable(name)
            terms.fits(name, value)
        except ValueError as error:
            fields = ", ".join(f"`{each}`" for each in (*own_fields(terms.case_type), *PLAIN_FIELDS, *more))
            raise host.wrong(f"sets what does not fit: {error}", f"the fields are {fields}") from error
    if not str(given.get("subject", "-")).strip():
        raise host.wrong("sets a `subject` that says nothing", "say something, or leave it as it is")


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
            self._comes_from(clone, case, command)
            self._opens(clone, command)
        taken = {case.id, *(each.id for each in context.related)}.intersection(ids)
        if taken:
            message = f"there is a case `{min(taken)}` already"
            return Refusal(code="id-taken", message=message, remedy="give an id of its own")
        return made

    def _comes_from(self, clone: Clone, case: Case, command: CloneCase) -> None:
        """Raises `PlugError` unless the clone's lineage is that of the case, as the command says."""
        said = clone.clone_of
        if said.source != case.id:
            strange = f"makes `{clone.new_id}` a clone of `{said.source}`"
            raise self.host.wrong(strange, f"the case that is cloned is `{case.id}`")
        if said.root != root_of(case):
            strange = f"gives `{clone.new_id}` the root `{said.root}`"
            raise self.host.wrong(strange, f"that of the case `{case.id}` is `{root_of(case)}`")
        if said.reason != command.reason:
            strange = f"clones `{clone.new_id}` for the reason `{said.reason}`"
            raise self.host.wrong(strange, f"the command says `{command.reason}`")
        if not said.target.strip():
            raise self.host.wrong(f"clones `{clone.new_id}` for nobody", "name the target")

    def _opens(self, clone: Clone, command: CloneCase) -> None:
        """Raises `PlugError` unless a case can be begun with what the clone says."""
        if clone.new_id not in command.new_ids:
            named = ", ".join(f"`{each}`" for each in command.new_ids) or "none"
            raise self.host.wrong(f"gives the id `{clone.new_id}`", f"the command brings {named}")
        _fit(self.host, self._terms, clone.facts, ("requester", "account"))
        fields = self._terms.case_type.model_fields
        needed = ["subject"]
        needed += [name for name in own_fields(self._terms.case_type) if fields[name].is_required()]
        if lacking := [name for name in needed if name not in clone.facts]:
            raise self.host.wrong(f"leaves out `{lacking[0]}` of `{clone.new_id}`", "give it in `facts`")
