"""Cases of other desks: they are not judged here until this desk has taken them over."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from caserules.case import Case, Context, Refusal, own_fields
from caserules.case.commands import OpenCase
from caserules.case.fields import PLAIN_FIELDS
from caserules.decide.order import runs_back
from caserules.rulebook import Rulebook

__all__ = ["adopted", "adoption", "elsewhere", "is_home", "of_this_edition", "plain"]


def is_home(book: Rulebook, desk: str) -> bool:
    """Whether cases of the desk by that id are this rulebook's: its own, and those that it `continues`."""
    return desk == book.id or desk in book.continues


def elsewhere(book: Rulebook, case: Case) -> Refusal | None:
    """The refusal where the case is another desk's."""
    if is_home(book, case.desk):
        return None
    return Refusal(
        code="other-desk",
        message=f"case `{case.id}` is of the desk `{case.desk}`, not of `{book.id}`",
        remedy="take it over with `desk.adopt(case, context)`",
    )


def of_this_edition(book: Rulebook, case_type: type[Case], *cases: Case | None) -> None:
    """Raises `TypeError` for a case of this desk without its fields: one that another edition made."""
    for case in cases:
        if case is not None and not isinstance(case, case_type) and is_home(book, case.desk):
            raise TypeError(
                f"the case `{case.id}` is a `{type(case).__name__}` without the fields of the desk "
                f"`{book.id}`; read it with `desk.replay(case.to_events())`"
            )


def plain(case: Case) -> Case:
    """The case as every desk can read it: without the fields of its desk's own, with its whole history."""
    return Case.model_validate({name: getattr(case, name) for name in Case.model_fields})


def adoption(case: Case, case_type: type[Case], given: Mapping[str, Any]) -> OpenCase:
    """The command that opens the case here; `given` stands before what the case itself says.

    A field of its former desk's own is brought along where this desk has one by the same name.
    """
    facts = {name: getattr(case, name) for name in _FACTS} | {
        name: value for name, value in given.items() if name in OpenCase.model_fields
    }
    known = own_fields(type(case))
    own = {name: getattr(case, name) for name in own_fields(case_type) if name in known}
    fields = {name: value for name, value in own.items() if value is not None} | {
        name: value for name, value in given.items() if name not in OpenCase.model_fields
    }
    return OpenCase.model_validate({**facts, "fields": fields, "new_id": case.id, "adopt": True})


_FACTS = (*PLAIN_FIELDS, "requester", "account", "received_at", "opened_for")


def adopted(book: Rulebook, case_id: str, context: Context, at: datetime) -> Case | Refusal:
    """The case that is to be taken over at that instant, or why it can't be."""
    found = next((each for each in context.related if each.id == case_id), None)
    if found is None:
        return Refusal(
            code="no-such-case",
            message=f"case `{case_id}` is not known here",
            remedy="give it in `context.related`, or call `desk.adopt(case, context)`",
        )
    if is_home(book, found.desk):
        return Refusal(
            code="id-taken",
            message=f"case `{case_id}` is of the desk `{found.desk}` already",
            remedy="work on it as it is",
        )
    if found.merged_into is not None:
        return Refusal(
            code="merged-already",
            message=f"case `{case_id}` has gone into `{found.merged_into}`",
            remedy=f"take over `{found.merged_into}`",
        )
    return runs_back(found, at) or found
