"""The other cases that a decision touches: its clones, and the one that a case is merged with."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Generic, TypeVar

from caserules.case import Case, Context, Draft, Refusal
from caserules.case import events as e
from caserules.case.commands import MergeCase, UnmergeCase
from caserules.decide.adopting import elsewhere
from caserules.decide.order import runs_back, too_early
from caserules.decide.rules import Rules
from caserules.model import FrozenMap
from caserules.rulesets.cloning import Clone
from caserules.rulesets.transitions import LOOKING, STILL_TAKEN

__all__ = ["Beside", "gone", "taken_over", "unfit", "unknown"]

C = TypeVar("C", bound=Case)


class Beside(Generic[C]):
    """The drafts beside the case that was handed in, one for each case, in the order of their beginning."""

    def __init__(self, rules: Rules, context: Context, draft: Callable[[C | None], Draft[C]]) -> None:
        self._rules = rules
        self._context = context
        self._draft = draft
        self._drafts: dict[str, Draft[C]] = {}

    @property
    def drafts(self) -> Iterable[Draft[C]]:
        """All of them."""
        return self._drafts.values()

    @property
    def context(self) -> Context:
        """The context with these cases as they are by now."""
        if not self._drafts:
            return self._context
        there = {case.id: case for case in self._context.related}
        there.update((name, draft.case) for name, draft in self._drafts.items())
        return self._context.replace(related=tuple(there.values()))

    def has(self, case_id: str) -> bool:
        """Whether there is such a case, as far as this decision knows."""
        return case_id in self._drafts or any(case.id == case_id for case in self._context.related)

    def add(self, draft: Draft[C]) -> None:
        """Take in the draft of a case that has just begun."""
        self._drafts[draft.case.id] = draft

    def merged(self, draft: Draft[C], command: MergeCase | UnmergeCase) -> Refusal | None:
        """Let the draft's case go into another or come out of it again; both know; or the refusal."""
        case = draft.case
        wanted = command.into if isinstance(command, MergeCase) else case.merged_into
        if wanted is None:
            return Refusal(code="not-merged", message=f"case `{case.id}` has not gone into another")
        if wanted == case.id:
            return Refusal(code="merged-already", message=f"case `{case.id}` can't go into itself")
        other = self._other(wanted)
        if other is None:
            return unknown(wanted)
        if refusal := unfit(self._rules, case, other.case, command.command, draft.at):
            return refusal
        if refusal := too_early(other.case, draft.occurred_at, other.events):
            return refusal.replace(remedy="leave `occurred_at` out, or tell when the two were there")
        other.occurred_at = draft.occurred_at
        if isinstance(command, MergeCase):
            draft.emit(e.CaseMerged, into=wanted)
            other.emit(e.CaseAbsorbed, merged=case.id)
        else:
            draft.emit(e.CaseUnmerged)
            other.emit(e.CaseParted, merged=case.id)
        return None

    def _other(self, case_id: str) -> Draft[C] | None:
        if case_id not in self._drafts:
            found: Any = next((case for case in self._context.related if case.id == case_id), None)
            if found is None:
                return None
            self._drafts[case_id] = self._draft(found)
        return self._drafts[case_id]


_STILL_TAKEN = STILL_TAKEN - {"ReactivateCase"}
"""What a case still takes that has gone into another."""


def gone(case: Case, kind: str, *, noted: bool = False) -> Refusal | None:
    """The refusal where the case has gone into another, and is worked on no more; nor is it commented."""
    if case.merged_into is None or (kind in _STILL_TAKEN and not (noted and kind in LOOKING)):
        return None
    return Refusal(
        code="merged",
        message=f"case `{case.id}` has gone into `{case.merged_into}`",
        remedy=f"work on `{case.merged_into}`, or undo the merge with `UnmergeCase`",
    )


def unknown(case_id: str) -> Refusal:
    """The refusal where the host has not handed over the other case."""
    message = f"case `{case_id}` is not known here"
    return Refusal(code="no-such-case", message=message, remedy="give it in `context.related`")


def unfit(rules: Rules, case: Case, other: Case, kind: str, at: datetime) -> Refusal | None:
    """The refusal where `case` can't go into `other` at that instant, or not come out of it."""
    if refusal := elsewhere(rules.book, other):
        return refusal
    if refusal := runs_back(other, at):
        return refusal
    return _no_winner(rules, other) if kind == "MergeCase" else _never_met(case, other)


def _no_winner(rules: Rules, other: Case) -> Refusal | None:
    """The refusal where nothing can go into the case any more."""
    if other.merged_into is not None:
        return Refusal(
            code="merged-already",
            message=f"case `{other.id}` has itself gone into `{other.merged_into}`",
            remedy=f"merge into `{other.merged_into}`",
        )
    if refusal := rules.transitions.closed_to(other, "MergeCase"):
        return refusal
    if other.phase != "closed":
        return None
    return Refusal(
        code="closed",
        message=f"case `{other.id}` is closed, and nothing goes into it",
        remedy=f"reactivate `{other.id}` first",
    )


def _never_met(case: Case, other: Case) -> Refusal | None:
    if case.id in other.absorbed:
        return None
    return Refusal(
        code="not-merged",
        message=f"case `{other.id}`, as it is known here, never took in case `{case.id}`",
        remedy=f"give case `{other.id}` in `context.related` as it is now",
    )


def taken_over(clone: Clone) -> dict[str, Any]:
    """The facts of a clone's opening."""
    own = {name: value for name, value in clone.facts.items() if name not in Case.model_fields}
    plain = {name: value for name, value in clone.facts.items() if name in Case.model_fields}
    return {"subject": "", **plain, "fields": FrozenMap(own), "clone_of": clone.clone_of}
