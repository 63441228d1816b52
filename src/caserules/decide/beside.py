"""The other cases that a decision touches: its clones, and the one that a case is merged with."""

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from caserules.case import Case, Context, Draft, Refusal
from caserules.case import events as e
from caserules.case.commands import MergeCase, UnmergeCase
from caserules.decide.adopting import elsewhere
from caserules.model import FrozenMap
from caserules.rulebook import Rulebook
from caserules.rulesets.cloning import Clone

__all__ = ["Beside", "taken_over"]

C = TypeVar("C", bound=Case)


class Beside(Generic[C]):
    """The drafts beside the case that was handed in, one for each case, in the order of their beginning."""

    def __init__(self, book: Rulebook, context: Context, draft: Callable[[C | None], Draft[C]]) -> None:
        self._book = book
        self._context = context
        self._draft = draft
        self._drafts: dict[str, Draft[C]] = {}

    @property
    def drafts(self) -> Iterable[Draft[C]]:
        """All of them."""
        return self._drafts.values()

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
        if wanted == case.id or (isinstance(command, MergeCase) and case.merged_into is not None):
            where = "itself" if wanted == case.id else f"`{wanted}`: it has gone into `{case.merged_into}`"
            return Refusal(code="merged-already", message=f"case `{case.id}` can't go into {where}")
        other = self._other(wanted)
        if other is None:
            return Refusal(
                code="no-such-case",
                message=f"case `{wanted}` is not known here",
                remedy="give it in `context.related`",
            )
        if refusal := elsewhere(self._book, other.case) or _later(other.case, draft):
            return refusal
        if isinstance(command, MergeCase) and other.case.merged_into is not None:
            into = other.case.merged_into
            return Refusal(
                code="merged-already",
                message=f"case `{wanted}` has itself gone into `{into}`",
                remedy=f"merge into `{into}`",
            )
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


def _later(case: Case, draft: Draft[Any]) -> Refusal | None:
    if case.history[-1].at <= draft.at:
        return None
    at = case.history[-1].at.isoformat()
    return Refusal(code="time-runs-back", message=f"case `{case.id}` had an event at `{at}`")


def taken_over(clone: Clone) -> dict[str, Any]:
    """The facts of a clone's opening."""
    own = {name: value for name, value in clone.facts.items() if name not in Case.model_fields}
    plain = {name: value for name, value in clone.facts.items() if name in Case.model_fields}
    return {"subject": "", **plain, "fields": FrozenMap(own), "clone_of": clone.clone_of}
