"""Decisions read back from where they were stored."""

import json
from typing import Any

from caserules.case import Case, Decision
from caserules.decide.adopting import is_home
from caserules.rulebook import Rulebook

__all__ = ["stored_decision"]


def stored_decision(book: Rulebook, case_type: type[Case], text: str | bytes) -> "Decision[Any]":
    """A stored decision by this rulebook, on cases of that type; inverse of `model_dump_json`.

    A case of another desk is read as far as every desk knows it. Raises `ValueError` for what is no decision.
    """

    def known(data: dict[str, Any]) -> Case:
        if is_home(book, data.get("desk", book.id)):
            return case_type.model_validate(data)
        return Case.model_validate({name: data[name] for name in Case.model_fields if name in data})

    data = json.loads(text)
    try:
        related, before = data["context"]["related"], data.get("before")
    except (LookupError, TypeError, AttributeError):
        raise ValueError("is no decision: it has no `context` with `related` cases") from None
    data["context"]["related"] = tuple(map(known, related))
    if isinstance(before, dict) and not is_home(book, before.get("desk", book.id)):
        return Decision[Case].model_validate({**data, "before": known(before)})
    kind: type[Decision[Any]] = Decision[case_type]  # type: ignore[valid-type]  # at run time
    decision = kind.model_validate(data)
    if strange := [each.case.desk for each in decision.changes if not is_home(book, each.case.desk)]:
        raise ValueError(f"is a decision of the desk `{strange[0]}`, not of `{book.id}`")
    return decision
