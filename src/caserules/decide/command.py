"""From a command to a decision: facts, ways, fills, routes, guards, notices, each by its own rule set."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from caserules.case import Case, Context, Decision, Draft, Notice, Refusal, own_fields, record
from caserules.case import events as e
from caserules.case.commands import CloneCase, Command, OpenCase
from caserules.case.parts import Note
from caserules.case.record import PLAIN_FIELDS, record_fields, told
from caserules.decide.rules import Rules
from caserules.engine import Trace
from caserules.model import FrozenMap
from caserules.rulesets.cloning import Clone

__all__ = ["Deciding", "decide"]

C = TypeVar("C", bound=Case)


def decide(
    rules: Rules,
    case: C | None,
    commands: tuple[Command, ...],
    context: Context,
    traces: list[Trace] | None = None,
) -> Decision[C]:
    """What the commands, taken in order, do to the case: all of them, or none with every reason.

    Refusals are those of the first command that is refused. `traces` collects every rule that was tried.
    """
    deciding: Deciding[C] = Deciding(rules, case, context, traces)
    deciding.in_time()
    for command in commands:
        if deciding.refusals:
            break
        deciding.take(command)
    return deciding.decision(commands=commands)


class Deciding(Generic[C]):
    """A decision on its way: the drafts of the cases it touches, refusals and notices so far."""

    def __init__(
        self, rules: Rules, case: C | None, context: Context, traces: list[Trace] | None = None
    ) -> None:
        self.rules = rules
        self.context = context
        self.before = case
        self.traces = traces
        self.refusals: list[Refusal] = []
        self.notices: list[Notice] = []
        self.draft: Draft[C] = self._draft(case)
        self._clones: list[Draft[C]] = []

    def _draft(self, case: C | None) -> Draft[C]:
        case_type: Any = type(case) if case is not None else self.rules.terms.case_type
        return Draft(case, case_type, by=self.context.actor, at=self.context.now)

    def decision(self, **asked: Any) -> Decision[C]:
        """The decision as it stands."""
        drafts = () if self.refusals else (self.draft, *self._clones)
        return Decision(
            rulebook=self.rules.digest,
            before=self.before,
            context=self.context,
            changes=tuple(draft.change() for draft in drafts if draft.events),
            refusals=tuple(self.refusals),
            notices=tuple(self.notices),
            **asked,
        )

    def in_time(self) -> None:
        """Refuses a `now` that lies before the case's last event (ALL-09)."""
        if self.before is None or not self.before.history:
            return
        last, now = self.before.history[-1].at, self.context.now
        if now < last:
            self._refuse(
                "time-runs-back",
                f"now is `{now.isoformat()}`, case `{self.before.id}` had an event at `{last.isoformat()}`",
                "give the time of the decision; when a thing happened is the command's `occurred_at`",
            )

    def take(self, command: Command) -> None:
        """Add what one command does, or all the reasons against it."""
        before = self.draft.case if self.draft.events or self.before is not None else None
        known = len(self.draft.events)
        self.refusals.extend(self.rules.words.refusals(command))
        self.draft.occurred_at = command.occurred_at or self.context.now
        self._not_later(self.draft.occurred_at)
        if self.refusals:
            return
        if isinstance(command, OpenCase):
            self.open(command)
        elif before is None:
            raise TypeError(f"`{command.command}` needs a case; only `OpenCase` begins one, with None")
        else:
            self._go_on(before, command)
        if self.refusals:
            return
        self.remark(command.comment)

        self._move(before, command)
        self._fill(before)
        if command.command in {"OpenCase", "RouteCase"} and not self.refusals:
            self._route(self.draft, asked=command.command == "RouteCase")
        if len(self.draft.events) == known and not self.refusals:
            case_id = self.draft.case.id
            self._refuse("nothing-to-do", f"`{command.command}` changes nothing in case `{case_id}`")
        self._check(before, command)

    def remark(self, note: Note | None) -> None:
        """Add a comment, as public as it says, else as the desk has it."""
        if note is not None:
            public = self.rules.comments_public if note.public is None else note.public
            self.draft.emit(e.CommentAdded, number=self.draft.number, text=note.text, public=public)

    def open(self, command: OpenCase) -> None:
        """Begin the case."""
        if self.before is not None or self.draft.events:
            message = f"case `{self.draft.case.id}` is open; the decision can't open `{command.new_id}` too"
            self._refuse("open-already", message)
            return
        received_at = command.received_at or self.draft.occurred_at
        self._not_later(received_at)
        if not self.refusals:
            facts = {name: getattr(command, name) for name in _OPENING}
            self._begin(self.draft, command.new_id, received_at, facts)

    def _begin(
        self, draft: Draft[C], new_id: str, received_at: datetime, facts: dict[str, Any], *by_rules: str
    ) -> None:
        first = self.rules.transitions.first
        try:
            draft.emit(
                e.CaseOpened,
                by_rules,
                case_id=new_id,
                desk=self.rules.desk,
                status=first,
                phase=self.rules.transitions.phase(first),
                received_at=received_at,
                **facts,
            )
        except ValidationError as error:
            self._refuse("bad-field", told(error))

    def _go_on(self, before: C, command: Command) -> None:
        if refusal := self.rules.transitions.closed_to(before, command):
            self.refusals.append(refusal)
        elif isinstance(command, CloneCase):
            self._clone(before, command)
        elif refusal := record(self.draft, command):
            self.refusals.append(refusal)

    def _move(self, before: C | None, command: Command) -> None:
        case = self.draft.case
        target = self.rules.transitions.target(case, command)
        if target is None or (target == case.status and command.command != "ChangeStatus"):
            return
        if refusal := self.rules.transitions.refusal(before or case, target, self.context):
            self.refusals.append(refusal)
            return
        by_rule = () if command.command == "ChangeStatus" else (f"effect.{command.command}",)
        self.draft.emit(e.StatusChanged, by_rule, status=target, phase=self.rules.transitions.phase(target))

    def _fill(self, before: C | None) -> None:
        if self.refusals:
            return
        for field, value, rule in tuple(self.rules.fills.fill(before, self.draft.case, self.context)):
            given = FrozenMap({field: value})
            refusal = record_fields(self.draft, given, editable=PLAIN_FIELDS, rules=(rule,))
            if refusal is not None:
                self.refusals.append(refusal.replace(rule=rule))

    def _route(self, draft: Draft[C], *, asked: bool) -> None:
        route = self.rules.routing.route(draft.case, self.context)
        self._trace(draft.case, self.context, of=self.rules.routing)
        by_rule = (route.rule,) if route.rule else ()
        if route.owner or route.queue:
            draft.emit(e.CaseRouted, by_rule, owner=route.owner, queue=route.queue)
        elif asked:
            passed = "; ".join(f"`{each.who}` {each.why}" for each in route.passed_over)
            self.refusals.append(
                Refusal(
                    code="no-route",
                    message=f"no rule places case `{draft.case.id}`" + (f": {passed}" if passed else ""),
                    rule=route.rule,
                    source=route.source,
                )
            )

    def _clone(self, case: C, command: CloneCase) -> None:
        clones = self.rules.cloning.clones(case, command, self.context)
        self._trace(case, command, self.context, of=self.rules.cloning)
        if isinstance(clones, Refusal):
            self.refusals.append(clones)
            return
        rule = self.rules.cloning.rule(command.reason).id
        for clone in clones:
            draft = self._draft(None)
            draft.occurred_at = self.draft.occurred_at
            self._begin(draft, clone.new_id, clone.received_at, _taken_over(clone), rule)
            if self.refusals:
                return
            target = clone.clone_of.target
            self.draft.emit(e.CaseCloned, (rule,), clone=clone.new_id, reason=command.reason, target=target)
            self._route(draft, asked=False)
            self._clones.append(draft)

    def _check(self, before: C | None, command: Command) -> None:
        if not self.draft.events:
            return
        result = self.draft.case
        if own := own_fields(type(result)):
            self.refusals.extend(self.rules.words.refusals(result, only=own))
        values = self._values(before, command, result)
        self.refusals.extend(self.rules.guards.refusals(values, command, self.context))
        self._trace(values, command, self.context, of=self.rules.guards)
        if not self.refusals:
            self.notices.extend(self.rules.notices.notices(values, command, self.context))

    def _values(self, before: C | None, command: Command, result: C) -> dict[str, Any]:
        return {
            "case": before,
            "command": command,
            "result": result,
            "item": _item(before, command),
            "queue": self.context.queue(before.queue) if before else None,
            "actor": self.context.agent,
            "now": self.context.now,
            "_context": self.context,
        }

    def _not_later(self, instant: datetime) -> None:
        if instant > self.context.now:
            self._refuse(
                "in-the-future",
                f"`{instant.isoformat()}` is later than now, `{self.context.now.isoformat()}`",
                "what happened can be told once it has happened",
            )

    def _refuse(self, code: str, message: str, remedy: str | None = None) -> None:
        self.refusals.append(Refusal(code=code, message=message, remedy=remedy))

    def _trace(self, *asked: Any, of: Any) -> None:
        if self.traces is not None and hasattr(of, "why"):
            self.traces.append(of.why(*asked))


_OPENING = (*PLAIN_FIELDS, "requester", "account", "opened_for", "fields")
"""What the opening takes from its command as it is."""


def _item(case: Case | None, command: Command) -> Any:
    number = getattr(command, "number", None)
    parts: Iterable[Any] = (*case.referrals, *case.activities) if case and number else ()
    return next((part for part in parts if part.number == number), None)


def _taken_over(clone: Clone) -> dict[str, Any]:
    own = {name: value for name, value in clone.facts.items() if name not in Case.model_fields}
    plain = {name: value for name, value in clone.facts.items() if name in Case.model_fields}
    return {"subject": "", **plain, "fields": FrozenMap(own), "clone_of": clone.clone_of}
