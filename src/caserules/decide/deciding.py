"""A decision on its way: facts, ways, fills, routes, guards, notices, each by its own rule set."""

from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from caserules.case import (
    Case,
    Change,
    Context,
    Decision,
    Draft,
    Interaction,
    Notice,
    Refusal,
    Verdict,
    record,
)
from caserules.case import events as e
from caserules.case.commands import AdvanceStage, CloneCase, Command, MergeCase, OpenCase, UnmergeCase
from caserules.case.fields import PLAIN_FIELDS, check_stored, own_fields
from caserules.case.parts import Note
from caserules.case.record import record_fields
from caserules.case.told import told as said_of
from caserules.decide import why
from caserules.decide.adopting import adopted, elsewhere
from caserules.decide.beside import Beside, gone, taken_over
from caserules.decide.judging import judge
from caserules.decide.moving import move
from caserules.decide.order import runs_back, too_early, yet_to_come
from caserules.decide.placing import place, route
from caserules.decide.rules import Rules
from caserules.model import FrozenMap, assembler
from caserules.outline import Outline
from caserules.rulesets.notices import each_once

__all__ = ["Deciding"]

C = TypeVar("C", bound=Case)

_DECISION = assembler(Decision)


class Deciding(Generic[C]):
    """The drafts of the cases that a decision touches, its refusals and notices so far.

    A refusal does not end the work on its command: what can still be judged is judged, so that all the
    reasons come at once (ALL-08). What was drafted after one is never seen by anybody.
    """

    def __init__(
        self, rules: Rules, case: C | None, context: Context, told: list[Outline] | None = None
    ) -> None:
        self.rules = rules
        self.context = context
        self.before = case
        self.told = told
        self._at = context.now
        self.refusals: list[Refusal] = []
        self.notices: list[Notice] = []
        self.of_refusal: list[Notice] = []
        self.draft: Draft[C] = self._draft(case)
        self.others: Beside[C] | None = None

    @property
    def _beside(self) -> Beside[C]:
        if self.others is None:
            self.others = Beside(self.rules, self.context, self._draft)
        return self.others

    def _draft(self, case: C | None) -> Draft[C]:
        case_type: Any = type(case) if case is not None else self.rules.terms.case_type
        return Draft(case, case_type, by=self.context.actor, at=self._at)

    def decision(
        self,
        *,
        commands: tuple[Command, ...] = (),
        interaction: Interaction | None = None,
        verdict: Verdict | None = None,
    ) -> "Decision[C]":
        """The decision as it stands; a refused one changes nothing, and tells of the refusal alone."""
        refused = tuple(dict.fromkeys(self.refusals))
        changes: tuple[Change[C], ...] = ()
        if self.draft.events and not refused:
            changes = (self.draft.change(),)
        if self.others is not None and not refused:
            changes += tuple(draft.change() for draft in self.others.drafts if draft.events)
        made: Decision[C] = _DECISION(
            {
                "rulebook": self.rules.digest,
                "before": self.before,
                "commands": commands,
                "interaction": interaction,
                "context": self.context,
                "verdict": verdict,
                "changes": changes,
                "refusals": refused,
                "notices": each_once(told) if (told := self.of_refusal if refused else self.notices) else (),
            }
        )
        return made

    def refuse(self, code: str, message: str, remedy: str | None = None) -> None:
        """Refuse by the library's own reason."""
        self.refusals.append(Refusal(code=code, message=message, remedy=remedy))

    def at_home(self) -> bool:
        """Refuses a case of another desk: its facts are not in this desk's words."""
        if self.before is None or self.before.desk == self.rules.book.id:
            return True
        if (refusal := elsewhere(self.rules.book, self.before)) is None:
            return True
        self.refusals.append(refusal)
        return False

    def in_time(self) -> None:
        """Refuses a `now` that lies before the case's last event (ALL-09)."""
        if self.before is None or (refusal := runs_back(self.before, self.context.now)) is None:
            return
        self.refusals.append(refusal)
        # so that whatever else is wrong can still be told
        self._at = self.draft.at = self.draft.occurred_at = self.before.history[-1].at

    def happened(self, instant: datetime | None, case: C | None = None) -> None:
        """Whatever is drafted next happened at that instant, in the past and the case's time (ALL-11)."""
        if instant is None:
            self.draft.occurred_at = self.draft.at
        else:
            self.not_later(instant)
            self.draft.occurred_at = min(instant, self.draft.at)
            if case is not None and (early := too_early(case, instant, self.draft.events)):
                self.refusals.append(early)

    def not_later(self, instant: datetime) -> None:
        """Refuses what is yet to come."""
        if early := yet_to_come(instant, self.context.now):
            self.refusals.append(early)

    def take(self, command: Command) -> None:
        """Add what one command does, or all the reasons against it."""
        kind, comment, occurred_at = command.command, command.comment, command.occurred_at
        known = len(self.draft.events)
        before = self.draft.case if known or self.before is not None else None
        if unknown := self.rules.words.refusals(command):
            self.refusals.extend(unknown)
        if known or occurred_at is not None:
            self.happened(occurred_at, before)
        if type(command) is OpenCase:
            recorded = self._open(command)
        elif before is None:
            remedy = "only `OpenCase` begins a case, with no case given"
            self.refuse("not-open", f"`{kind}` needs a case, and none is open", remedy)
            return
        elif before.merged_into is not None and (left := gone(before, kind, noted=comment is not None)):
            self.refusals.append(left)
            return
        else:
            recorded = self._record(before, command, kind, noted=comment is not None)
        if recorded:
            self._follow(before, command, kind, known)
        elif before is None:
            return
        elif before.status in self.rules.book.status:
            move(self, before, command, kind)  # the way is judged all the same
        judge(self, before, command, kind, recorded=recorded)

    def _follow(self, before: C | None, command: Command, kind: str, known: int) -> None:
        """Draft what follows from the facts that the command recorded."""
        drafted = self.draft.events
        if command.comment is not None:
            self._remark(command.comment)
        move(self, before, command, kind)
        if self.rules.filling:
            self._fill(self.draft, before, known)
        place(self, kind)
        self._word(self.draft, drafted[known:])
        if len(drafted) == known and not self.refusals:
            self.refuse("nothing-to-do", f"`{kind}` changes nothing in case `{self.draft.case.id}`")

    def _remark(self, note: Note) -> None:
        """Add a comment, as public as it says, else as the desk has it."""
        public = self.rules.comments_public if note.public is None else note.public
        facts = {"number": self.draft.number, "text": note.text, "public": public}
        self.draft.emit_known(e.CommentAdded, facts)

    def _open(self, command: OpenCase) -> bool:
        if self.before is not None or self.draft.events:
            message = f"case `{self.draft.case.id}` is open; the decision can't open `{command.new_id}` too"
            self.refuse("open-already", message, "open it in a decision of its own, or clone the case")
            return False
        said = command.__dict__
        facts = {name: said[name] for name in _OPENING}
        if command.adopt:
            case = adopted(self.rules.book, command.new_id, self.context, self.draft.occurred_at)
            if isinstance(case, Refusal):
                self.refusals.append(case)
                return False
            facts["past"] = case.to_events()
        elif self.context.related and self._beside.has(command.new_id):
            return self._taken(command.new_id)
        received_at = command.received_at or self.draft.occurred_at
        self.not_later(received_at)
        opened_at = self.draft.occurred_at
        if opened_at < received_at <= self.context.now:
            told = f"case `{command.new_id}` came in at `{received_at.isoformat()}`"
            remedy = "leave `occurred_at` out, or say that it was received before"
            self.refuse(
                "before-the-case", f"{told}, after it was opened, at `{opened_at.isoformat()}`", remedy
            )
        return self._begin(self.draft, command.new_id, received_at, facts, known=not command.adopt)

    def _taken(self, new_id: str) -> bool:
        self.refuse("id-taken", f"there is a case `{new_id}` already", "give an id of its own")
        return False

    def _begin(
        self,
        draft: Draft[C],
        new_id: str,
        received_at: datetime,
        facts: dict[str, Any],
        *by_rules: str,
        known: bool = False,
    ) -> bool:
        """Open a case; `known` says that the facts are a command's, which has been judged."""
        first = self.rules.transitions.first
        phase = self.rules.transitions.phases[first]
        stamp = {"case_id": new_id, "desk": self.rules.book.id, "received_at": received_at}
        stamp |= {"status": first, "phase": phase, "stage": self.rules.stages.first}
        try:
            if known:
                draft.emit_known(e.CaseOpened, stamp | facts, by_rules)
            else:
                draft.emit(e.CaseOpened, by_rules, **stamp, **facts)
            check_stored(draft.sketch, facts.get("fields", {}))
        except ValidationError as error:
            self.refuse("bad-field", said_of(error))
        else:
            return True
        return False

    def _record(self, before: C, command: Command, kind: str, *, noted: bool) -> bool:
        if refusal := self.rules.transitions.closed_to(before, kind, noted=noted):
            self.refusals.append(refusal)
            if refusal.code == "unknown-word":
                return False
        if kind in _SILENT:
            return True
        if type(command) is CloneCase:
            return self._clone(before, command)
        if type(command) is MergeCase or type(command) is UnmergeCase:
            refusal = self._beside.merged(self.draft, command)
        else:
            if type(command) is AdvanceStage:
                stages = self.rules.stages.refusals(before, command.to, self.context)
                self.refusals.extend(stages)
            refusal = record(self.draft, command)
        if refusal is not None:
            self.refusals.append(refusal)
        return refusal is None

    def _fill(self, draft: Draft[C], before: C | None, known: int = 0) -> None:
        if self.told is not None:
            self.told.append(why.fills(self.rules, before, draft.case, self.context, draft.events[:known]))
        if not self.rules.fills.asks(before, draft.case):
            return
        for field, value, rule in tuple(
            self.rules.fills.fill(before, draft.case, self.context, draft.events[:known])
        ):
            given = FrozenMap({field: value})
            refusal = record_fields(draft, given, editable=PLAIN_FIELDS, rules=(rule,))
            if refusal is not None:
                self.refusals.append(refusal.replace(rule=rule))

    def _clone(self, case: C, command: CloneCase) -> bool:
        context = self._beside.context
        clones = self.rules.cloning.clones(case, command, context)
        if self.told is not None:
            self.told.append(why.cloning(self.rules, case, command, context))
        if isinstance(clones, Refusal):
            self.refusals.append(clones)
            return False
        for clone in clones:
            rule = clone.rule
            draft = self._draft(None)
            draft.occurred_at = self.draft.occurred_at
            received_at = min(clone.received_at, draft.occurred_at)
            if not self._begin(draft, clone.new_id, received_at, taken_over(clone), rule):
                return False
            self._beside.add(draft)
            target = clone.clone_of.target
            self.draft.emit(e.CaseCloned, (rule,), clone=clone.new_id, reason=command.reason, target=target)
            if self.rules.filling:
                self._fill(draft, None)
            route(self, draft, asked=False)
            self._word(draft, draft.events)
        return True

    def _word(self, draft: Draft[C], events: list[e.Event]) -> None:
        """Refuses words that rules and fields brought in; those of the command were looked at before."""
        case = draft.sketch
        names: set[str] = set()
        for event in events:
            kind = type(event)
            if kind is e.FieldsChanged:
                names.update(event.__dict__["fields"].keys())
            elif kind is e.CaseRouted:
                names.add("queue")
            elif kind is e.CaseOpened:
                names.update(own_fields(type(case)), PLAIN_FIELDS)
        if names and not self.rules.words.governed(type(case)).isdisjoint(names):
            self.refusals.extend(self.rules.words.refusals(case, only=names))


_SILENT = frozenset({"AddComment", "AcknowledgeCase", "RouteCase"})
"""Commands that record no fact of their own: what they say is a comment, a status, a route."""

_OPENING = (*PLAIN_FIELDS, "requester", "account", "opened_for", "fields")
"""What the opening takes from its command as it is."""
