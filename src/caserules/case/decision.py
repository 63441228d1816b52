"""The answer to a command: what changes, what is refused and why, and whom to tell."""

from typing import TYPE_CHECKING, Generic, Literal, TypeAlias, TypeVar

from caserules.case.brief import brief
from caserules.case.case import Case
from caserules.case.commands import Command
from caserules.case.context import Context
from caserules.case.events import CaseOpened, Event
from caserules.case.interaction import Interaction
from caserules.model import Instant, Model
from caserules.outline import Outline, Outlined, Table, Text

__all__ = ["Accepted", "Change", "Decision", "Notice", "Received", "Refusal", "Refused", "Then", "Verdict"]

C = TypeVar("C", bound=Case)

Then: TypeAlias = Literal["open", "append", "reopen", "none"]


class Refusal(Model):
    """A domain "no": `rule` is the id of the rule behind it, None where the library itself says so.

    >>> print(Refusal(code="guard", message="`sam` may not close it", rule="creator-closes", source="INT-09"))
    `creator-closes` (INT-09): `sam` may not close it
    """

    code: str
    message: str
    rule: str | None = None
    source: str | None = None
    remedy: str | None = None
    place: int | None = None
    """Which of several commands is refused, counted from 1; None where there is but one."""

    def __str__(self) -> str:
        cited = f" ({self.source})" if self.source else ""
        named = f"`{self.rule}`{cited}" if self.rule else f"`{self.code}`"
        return f"{named}: {self.message}"


class Notice(Model):
    """Somebody to be told; the host sends it. The same `key` is the same notice (INT-14).

    >>> from caserules import Context, OpenCase, load
    >>> context = Context(now="2026-03-02T15:00Z", actor="ana")
    >>> opening = OpenCase(new_id="C-17", subject="feed stopped")
    >>> told = load("integrations").decide(None, opening, context.replace(through="web-form")).notices
    >>> [(notice.to, notice.rule, notice.send_from) for notice in told]
    [('ana', 'every-change', None)]
    """

    to: str
    case_id: str | None = None
    """The case that it is about; None where it is about a queue."""
    at: Instant
    message: str
    rule: str | None = None
    source: str | None = None
    key: str
    send_from: Instant | None = None
    """The earliest instant to send it at, where it has to wait for opening hours; None: at once."""


class Change(Model, Generic[C]):
    """What happens to one case: as it was (None: it is new), the events, and as it is then.

    >>> from caserules import Context, OpenCase, load
    >>> context = Context(now="2026-03-02T15:00Z", actor="ana")
    >>> opening = OpenCase(new_id="C-17", subject="feed stopped")
    >>> [change] = load("integrations").decide(None, opening, context).changes
    >>> change.before is None, change.case.version == len(change.events)
    (True, True)
    """

    before: C | None
    events: tuple[Event, ...]
    case: C


class Verdict(Model):
    """What becomes of an interaction, and by which rule (SOL-02).

    >>> from caserules import Context, Interaction, load
    >>> context = Context(now="2026-03-02T15:00Z", actor="ana")
    >>> call = Interaction(channel="phone", subject="feed stopped", new_id="C-18")
    >>> load("integrations").receive(call, context).verdict
    Verdict(then='open', rule='another-issue', source='INT-18', match=None, reason='rule `another-issue`')
    """

    then: Then
    rule: str | None = None
    source: str | None = None
    match: str | None = None
    """The id of the existing case that it concerns."""
    reason: str


class Refused(Exception):  # noqa: N818 reads as what happened, for hosts that prefer exceptions
    """Raised by `Decision.or_raise`; carries the decision.

    >>> from caserules import AddComment, Context, Refused, load
    >>> context = Context(now="2026-03-02T15:00Z", actor="ana")
    >>> try:
    ...     load("integrations").decide(None, AddComment(comment="rang"), context).or_raise()
    ... except Refused as refused:
    ...     print(refused, refused.decision.changes)
    `not-open`: `AddComment` needs a case, and none is open ()
    """

    def __init__(self, decision: "Decision[Case]") -> None:
        super().__init__("; ".join(str(refusal) for refusal in decision.refusals))
        self.decision = decision

    def __reduce__(self) -> tuple[type["Refused"], tuple["Decision[Case]"]]:
        return type(self), (self.decision,)


class Decision(Outlined, Model, Generic[C]):
    """All or nothing: either `changes` happen, or `refusals` say why nothing does.

    It keeps what it was decided from (`before`, the commands or the interaction, the context, the digest
    of the rulebook) and no compiled code, so it pickles. A refusal may still carry notices (FES-03).

    >>> from datetime import datetime, timezone
    >>> from caserules import AddComment, load
    >>> context = Context(now=datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc), actor="ana")
    >>> decision = load("integrations").decide(None, AddComment(comment="rang"), context)
    >>> decision.accepted, decision.changes
    (False, ())
    >>> print(decision.explain())
    refused: AddComment by `ana`
      refused by `not-open`: `AddComment` needs a case, and none is open
        remedy: only `OpenCase` begins a case, with no case given
    """

    rulebook: str
    before: C | None = None
    commands: tuple[Command, ...] = ()
    interaction: Interaction | None = None
    context: Context
    verdict: Verdict | None = None
    changes: tuple[Change[C], ...] = ()
    refusals: tuple[Refusal, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether nothing was refused."""
        return not self.refusals

    @property
    def case(self) -> C | None:
        """The case handed in, afterwards; for an interaction the case opened or added to, or None."""
        return self.changes[0].case if self.changes else self.before

    @property
    def events(self) -> tuple[Event, ...]:
        """All events, case by case."""
        return tuple(event for change in self.changes for event in change.events)

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules behind the decision, each once, in the order of their effect."""
        named = [self.verdict.rule] if self.verdict else []
        named += [rule for event in self.events for rule in event.rules]
        named += [refusal.rule for refusal in self.refusals]
        named += [notice.rule for notice in self.notices]
        return tuple(dict.fromkeys(rule for rule in named if rule))

    def or_raise(self) -> "Accepted[C]":
        """Itself if accepted; otherwise raises `Refused`."""
        if self.refusals:
            raise Refused(self)  # type: ignore[arg-type]  # C is a Case; Model generics are invariant
        return self  # type: ignore[return-value]  # see there

    def explain(self) -> Outline:
        """What was decided, and the rules behind it; `Desk.why` adds every rule that was tried."""
        return self.outline()

    def outline(self) -> Outline:
        """What was decided, as a tree."""
        blocks: list[Text | Table] = []
        if self.verdict:
            blocks.append(Text(text=f"{self.verdict.then}: {self.verdict.reason}"))
        for refusal in self.refusals:
            blocks.append(Text(text=f"{self._refused(refusal)}refused by {refusal}", tone="bad"))
            if refusal.remedy:
                blocks.append(Text(text=f"  remedy: {refusal.remedy}", tone="quiet"))
        blocks.extend(_told(change) for change in self.changes)
        blocks.extend(Text(text=f"tell `{each.to}`: {each.message}") for each in self.notices)
        return Outline(heading=self._heading(), blocks=tuple(blocks))

    def _refused(self, refusal: Refusal) -> str:
        place = refusal.place
        return "" if place is None else f"command {place}, {self.commands[place - 1].command}, "

    def _heading(self) -> str:
        nothing = "an interaction" if self.interaction else "no command"
        asked = ", ".join(command.command for command in self.commands) or nothing
        verdict = "accepted" if self.accepted else "refused"
        through, actor = self.context.through, self.context.actor
        acted = f"`{through}` for `{actor}`" if through else f"`{actor}`"
        return f"{verdict}: {asked} by {acted}"


if TYPE_CHECKING:

    class Accepted(Decision[C]):
        """What `or_raise` gives, as a type checker sees it: a command that was accepted leaves a case."""

        @property
        def case(self) -> C:
            """The case, afterwards."""
            ...

    class Received(Decision[C]):
        """What `Desk.receive` gives, as a type checker sees it: an interaction may need no case at all."""

        def or_raise(self) -> Decision[C]:  # type: ignore[override]  # so it is no `Accepted`
            """Itself if accepted; otherwise raises `Refused`."""
            ...

else:
    Accepted = Received = Decision


def _told(change: Change[C]) -> Table:
    rows = tuple(
        (change.case.id, event.event, _facts(event), ", ".join(event.rules)) for event in change.events
    )
    return Table(columns=("case", "event", "facts", "rules"), rows=rows)


_STAMP = {"event", "case_id", "at", "occurred_at", "by", "rules", "step", "past"}


def _facts(event: Event) -> str:
    facts = event.model_dump(exclude=_STAMP, exclude_defaults=True, mode="json")
    if isinstance(event, CaseOpened) and event.past:
        facts["taken over with"] = f"{len(event.past)} events"
    return brief(facts)
