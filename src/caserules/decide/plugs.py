"""What a host may put in the place of a rulebook's rules: objects of its own, with one method each.

Every one may answer None, and so leave what it was asked to the rulebook's rules. It is asked with values
that it can't change, and asked again when a decision is explained or made once more: the same question has
to get the same answer. One that also has a `why`, with the parameters of its method, is heard when a
decision is explained; a text will do.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, Self, TypedDict

from pydantic import model_validator

from caserules.case import Context, Interaction, Notice, Refusal
from caserules.case.commands import CloneCase, Command
from caserules.case.decision import Then
from caserules.case.values import Fields, Filled
from caserules.model import FrozenMap, Model
from caserules.rulesets.cloning import Clone
from caserules.rulesets.route import Route
from caserules.rulesets.sla.clock import Clock
from caserules.rulesets.upkeep import Due

__all__ = [
    "Cloner",
    "Fill",
    "Filler",
    "Intake",
    "Notifier",
    "PlugError",
    "Plugs",
    "Proposal",
    "Receiver",
    "Router",
    "Sweeper",
    "Timekeeper",
    "Validator",
]


class PlugError(Exception):
    """A host's object has answered what nobody can use: a broken program, and no refusal.

    >>> from caserules import Desk, OpenCase, PlugError, Rulebook
    >>> class Broken:
    ...     def route(self, case, context):
    ...         return "ana"
    >>> book = Rulebook(id="tiny", first_status="new", status={"new": {"phase": "open"}})
    >>> context = Context(now="2026-03-02T09:00Z", actor="ana")
    >>> try:
    ...     Desk(book, routing=Broken()).decide(None, OpenCase(new_id="C-1", subject="no heat"), context)
    ... except PlugError as error:
    ...     print(error)
    the host's `routing`, a `Broken`: `route` answered `ana`; answer a `Route`, or None
    """


class Intake(Model):
    """What a host says that becomes of an interaction.

    Raises `pydantic.ValidationError` where it says what is not for that: `set` for a case that is not opened.

    >>> Intake(then="open", rule="spam-model", set={"type": "spam"}).notify
    ()
    """

    then: Then
    rule: Filled
    """What the decision cites."""
    source: str | None = None
    reason: str = ""
    """The reason told; without one, the rule."""
    match: str | None = None
    """The existing case that it concerns, one of `context.related`; by default the one that was found."""
    set: FrozenMap[str, Any] = FrozenMap()
    """Facts of the case that is opened (`then="open"`)."""
    link: str | None = None
    """The case to link the new one to (`then="open"`)."""
    notify: tuple[str, ...] = ()
    """Who is told."""
    do: Command | None = None
    """A command to be carried out on the case that is opened or added to."""

    @model_validator(mode="after")
    def _for_what_becomes_of_it(self) -> Self:
        if self.then != "open" and (self.set or self.link is not None):
            raise ValueError(f"`set` and `link` are for a case that is opened, and `then` is `{self.then}`")
        if self.then == "none" and self.do is not None:
            raise ValueError("`do` is for a case, and `then` is `none`")
        return self


class Fill(Model):
    """Fields that a host sets: the desk's own, or `subject description type reason priority origin`.

    >>> from caserules import Desk, Fill, OpenCase, Rulebook
    >>> class ByPhone:
    ...     def fill(self, before, case, context):
    ...         return Fill(set={"origin": "phone"}, rule="by-phone") if case.origin is None else None
    >>> book = Rulebook(id="tiny", first_status="new", status={"new": {"phase": "open"}})
    >>> context = Context(now="2026-03-02T09:00Z", actor="ana")
    >>> opening = OpenCase(new_id="C-1", subject="no heat")
    >>> Desk(book, fill=ByPhone()).decide(None, opening, context).case.origin
    'phone'
    """

    set: Fields
    rule: Filled
    """What the decision cites."""


@dataclass(frozen=True)
class Proposal:
    """A command on a case as it is judged: what was, what would be, and what the rulebook says to it.

    >>> from caserules import Desk, OpenCase, Rulebook
    >>> class Shouting:
    ...     def judge(self, proposal):
    ...         if proposal.result.subject.isupper():
    ...             return (*proposal.refusals, Refusal(code="shouting", message="say it calmly"))
    >>> book = Rulebook(id="tiny", first_status="new", status={"new": {"phase": "open"}})
    >>> context = Context(now="2026-03-02T09:00Z", actor="ana")
    >>> opening = OpenCase(new_id="C-1", subject="NO HEAT")
    >>> print(*Desk(book, validation=Shouting()).decide(None, opening, context).refusals)
    `shouting`: say it calmly
    """

    command: Command
    case: Any
    """The case before; None where it is opened."""
    result: Any
    """The case as it would be; where the command's facts could not be recorded, as it is."""
    context: Context
    refusals: tuple[Refusal, ...] = ()
    """The refusals by the rulebook's guards and by the ways between its statuses."""
    notices: tuple[Notice, ...] = ()
    """Whom the rulebook would tell; none while the command is judged."""


class Router(Protocol):
    """Places cases in the place of `[[route]]`."""

    def route(self, case: Any, context: Context, /) -> Route | None:
        """Where the case goes: to an owner, or into a queue of the desk's; a `Route()` says nowhere."""
        ...


class Receiver(Protocol):
    """Takes interactions in, in the place of `[[origin]]`."""

    def receive(self, interaction: Interaction, match: Any, context: Context, /) -> Intake | None:
        """What becomes of it; `match` is the existing case on the same issue, or None."""
        ...


class Filler(Protocol):
    """Sets facts that follow from others, in the place of `[[fill]]`."""

    def fill(self, before: Any, case: Any, context: Context, /) -> Fill | None:
        """The fields to set on `case`, as the command leaves it; `before` is None where it was opened."""
        ...


class Cloner(Protocol):
    """Says what is cloned, in the place of `[[clone]]`."""

    def clones(self, case: Any, command: CloneCase, context: Context, /) -> Iterable[Clone] | Refusal | None:
        """The cases to be made, or why none may be."""
        ...


class Timekeeper(Protocol):
    """Reads the promises of time, in the place of `[[clock]]`."""

    def clocks(self, case: Any, now: datetime, context: Context, /) -> Iterable[Clock] | None:
        """Every clock of the case as it stands at `now`, no two with one id (and item)."""
        ...


class Validator(Protocol):
    """Judges commands, in the place of `[[guard]]` and of the ways that `[status]` gives and bars.

    What the library itself asks stays asked: words, read-only statuses, the order of time.
    """

    def judge(self, proposal: Proposal, /) -> Iterable[Refusal] | None:
        """All reasons against the command; `proposal.refusals` are those of the rulebook, to keep or drop."""
        ...


class Notifier(Protocol):
    """Says who is told of a command, in the place of `[[notice]]`."""

    def notices(self, proposal: Proposal, /) -> Iterable[Notice] | None:
        """Everybody to be told; `proposal.notices` are those of the rulebook, to keep or drop.

        Of a refused command it is asked too: then `proposal.refusals` has all the reasons.
        """
        ...


class Sweeper(Protocol):
    """Says what time alone calls for, in the place of `[[upkeep]]`; warnings of clocks come beside it."""

    def due(self, case: Any, clocks: tuple[Clock, ...], context: Context, /) -> Iterable[Due] | None:
        """All that is due or will be if nothing happens, each with its `due_at` and a key that stays.

        What was done is due no more. Of one `rule` a sweep carries out one command that is no reminder.
        """
        ...


class Plugs(TypedDict, total=False):
    """The objects of a host's own, by the rule set in whose place they stand."""

    routing: Router | None
    origin: Receiver | None
    fill: Filler | None
    cloning: Cloner | None
    sla: Timekeeper | None
    validation: Validator | None
    notices: Notifier | None
    upkeep: Sweeper | None
