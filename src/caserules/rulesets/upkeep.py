"""Upkeep: what time alone calls for, as ready commands; a host decides them once they are due."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

from pydantic import Field, ValidationError, model_validator

from caserules.case import Case, Context
from caserules.case.commands import Command, Remind
from caserules.case.told import told
from caserules.case.values import Filled
from caserules.engine import Expression, Rule, RuleSet, Template, parse
from caserules.engine.errors import suggest
from caserules.model import Instant, Model, builder
from caserules.rulesets.place import at, each_of
from caserules.rulesets.sla.clock import Clock, ClockWarning
from caserules.rulesets.task import Do, Task
from caserules.rulesets.terms import Terms
from caserules.schedule import CalendarError, Elapsed, Schedule, ScheduleError, Target

__all__ = ["Due", "Upkeep", "UpkeepRule"]


_AT_ONCE: Target = builder(Elapsed)({})


class UpkeepRule(Rule):
    """While `when` holds, `after` that much time since the instant `since`, a command is due.

    `do` names the command with its facts, `remind` somebody to be reminded with `message`; one of the two.
    A reminder is given once for each such instant. A command that leaves `when` and `since` as they were is
    due again at the next sweep, such as a routing that found nobody; `check` names its rule (`stays due`).
    It reads `case` alone, so that nothing but an event or the passing of time changes what is due.
    """

    since: str
    after: Target = _AT_ONCE
    schedule: str = "desk"
    """The name of a schedule, or `owner`: that of the owner's shifts."""
    do: Do | None = None
    remind: str | None = None
    message: str | None = None
    on_behalf_of: str | None = Field(default=None, alias="as")
    """Who acts; by default whoever sweeps."""

    @model_validator(mode="after")
    def _one_thing_to_do(self) -> "UpkeepRule":
        if (self.do is None) == (self.remind is None):
            raise ValueError("give either `do`, a command, or `remind`, a person")
        if self.do is not None and len(self.do) != 1:
            raise ValueError(f"`do` names one command, not {len(self.do)}")
        return self


class Due(Model):
    """A command that time calls for: who gives it, since when it is due, and a key that is the same at
    every sweep until it is done.

    >>> from caserules import OpenCase, Rulebook
    >>> from caserules.desk import Desk
    >>> book = {"id": "tiny", "first_status": "new", "status": {"new": {"phase": "open"}}}
    >>> book["upkeep"] = [{"id": "look", "since": "case.opened_at", "after": "2 days", "remind": "bo"}]
    >>> desk = Desk(Rulebook.model_validate(book))
    >>> context = Context(now="2026-03-02T09:00Z", actor="ana")
    >>> case = desk.decide(None, OpenCase(new_id="C-1", subject="no heat"), context).case
    >>> [due] = desk.due(case, context.replace(now="2026-03-05T09:00Z"))
    >>> print(due.command.to, due.actor, due.due_at, due.key)
    bo ana 2026-03-04 09:00:00+00:00 C-1/look/2026-03-02T09:00:00+00:00
    """  # noqa: D205 one sentence

    command: Command
    actor: Filled
    due_at: Instant
    key: str
    rule: str
    source: str | None = None


class Upkeep:
    """The upkeep rules of a rulebook, ready to run; warnings of clocks come through the same door."""

    def __init__(self, rules: tuple[UpkeepRule, ...], terms: Terms) -> None:
        self._terms = terms
        self._scope = terms.scope(case=terms.case_type)
        self._pairs: list[tuple[UpkeepRule, Expression | None]] = []
        self._since: dict[str, Expression] = {}
        self._templates: dict[tuple[str, str], Template] = {}
        self._tasks: dict[str, Task] = {}
        each_of(rules, self._read)
        self._rules = RuleSet(self._pairs, self._scope, "every", "upkeep")

    def _read(self, rule: UpkeepRule) -> None:
        self._pairs.append((rule, self._terms.condition(rule, self._scope)))
        with at(rule.id, "schedule"):
            names = ("owner", "desk", *self._terms.schedules)
            if rule.schedule not in names:
                raise ValueError(f"there is no schedule `{rule.schedule}`; {suggest(rule.schedule, names)}")
        with at(rule.id, "since"):
            since = self._since[rule.id] = parse(rule.since, self._scope)
            if since.type.name not in ("instant", "any"):
                raise ValueError(f"`since` is {since.type}, and has to be an instant")
        for key, text in (("remind", rule.remind), ("message", rule.message), ("as", rule.on_behalf_of)):
            with at(rule.id, key):
                self._templates[rule.id, key] = Template(text or "", self._scope, written=True)
        if rule.do is not None:
            self._tasks[rule.id] = Task(rule.id, rule.do, self._scope, self._terms)

    def due(self, case: Case, clocks: tuple[Clock, ...], context: Context) -> tuple[Due, ...]:
        """What is due at `context.now`, the longest overdue first."""
        known = {each.key for each in case.reminders}
        made = (make(due_at) for due_at, make in self._all(case, clocks, context) if due_at <= context.now)
        found = (each for each in made if each.command.command != "Remind" or each.key not in known)
        return tuple(sorted(found, key=lambda each: (each.due_at, each.key)))

    def next_due(self, case: Case, clocks: tuple[Clock, ...], context: Context) -> datetime | None:
        """The next instant after `context.now` at which something falls due, if nothing happens before."""
        later = (due_at for due_at, _ in self._all(case, clocks, context) if due_at > context.now)
        return min(later, default=None)

    def _all(
        self, case: Case, clocks: tuple[Clock, ...], context: Context
    ) -> Iterator[tuple[datetime, Callable[[datetime], Due]]]:
        """Each instant at which something is due, and what makes the command then."""
        if case.merged_into is not None:
            return  # the case that it went into is looked after in its stead
        known = {each.key for each in case.reminders}
        for rule in self._terms.in_force(self._rules, context.now).every(case=case, _context=context):
            since = self._since[rule.id].compiled(case=case, _context=context)
            if since is None:
                continue
            key = f"{case.id}/{rule.id}/{since.astimezone(UTC).isoformat()}"
            if rule.remind is None or key not in known:
                due_at = _due_at(rule.after, since, self._schedule(rule, case, context))
                if due_at is not None:
                    yield due_at, partial(self._due, rule, case, context, key)
        for clock in clocks:
            if clock.phase not in ("running", "paused"):
                continue
            for warning in clock.warnings:
                if warning.at is not None and warning.key not in known:
                    yield warning.at, partial(_warned, case, clock, warning, context)

    def _schedule(self, rule: UpkeepRule, case: Case, context: Context) -> Schedule:
        if rule.schedule != "owner":
            return self._terms.schedule(rule.schedule)
        owner = context.roster.agent(case.owner) if case.owner else None
        return self._terms.schedule((owner and owner.schedule) or "desk")

    def _due(self, rule: UpkeepRule, case: Case, context: Context, key: str, due_at: datetime) -> Due:
        values = {"case": case, "_context": context}

        def written(name: str) -> str:
            return self._templates[rule.id, name].render(**values)

        command: Command
        try:
            if rule.do is None:
                message = written("message") or rule.note or f"case `{case.id}`: `{rule.id}`"
                command = Remind(
                    to=written("remind") or _responsible(case, context), key=key, message=message
                )
            else:
                command = self._tasks[rule.id].command(**values)
        except ValidationError as error:  # one rule's fault does not stop a sweep; somebody hears of it
            message = f"rule `{rule.id}` can't be carried out on case `{case.id}`: {told(error)}"
            command = Remind(to=_responsible(case, context), key=key, message=message)
        return Due(
            command=command,
            actor=written("as").strip() or context.actor,
            due_at=due_at,
            key=key,
            rule=rule.id,
            source=rule.source or None,
        )


def _responsible(case: Case, context: Context) -> str:
    """Who hears of it; whoever sweeps, where a case of old names nobody."""
    named = (case.owner, case.queue, case.opened_by)
    return next((who for who in named if who and who.strip()), context.actor)


def _due_at(target: Target, since: datetime, schedule: Schedule) -> datetime | None:
    """When it is due; None where that is further off than any schedule knows."""
    try:
        return target.due(since, schedule)
    except CalendarError:
        raise
    except (ScheduleError, OverflowError):
        return None


def _warned(case: Case, clock: Clock, warning: ClockWarning, context: Context, due_at: datetime) -> Due:
    due = f", due {clock.due_at.isoformat()}" if clock.due_at else ""
    return Due(
        command=Remind(
            to=_responsible(case, context),
            key=warning.key,
            message=f"clock `{clock.id}` of case `{case.id}` has reached {warning.threshold}{due}",
        ),
        actor=context.actor,
        due_at=due_at,
        key=warning.key,
        rule=clock.id,
        source=clock.source or None,
    )
