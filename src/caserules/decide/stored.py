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
    try:
        return _read(book, case_type, json.loads(text))
    except RecursionError:
        raise ValueError("is no decision: it has lists and tables within others without end") from None


def _read(book: Rulebook, case_type: type[Case], data: Any) -> "Decision[Any]":
    def strange(case: Any) -> bool:
        return isinstance(case, dict) and not is_home(book, case.get("desk", book.id))

    def known(case: Any) -> Case:
        if not strange(case):
            return case_type.model_validate(case)
        return Case.model_validate({name: case[name] for name in Case.model_fields if name in case})

    match data:
        case {"context": {"related": [*related]} as context}:
            data["context"] = {**context, "related": tuple(map(known, related))}
        case _:
            raise ValueError("is no decision: it has no `context` with a list of `related` cases")
    if strange(data.get("before")):
        return Decision[Case].model_validate({**data, "before": known(data["before"])})
    kind: type[Decision[Any]] = Decision[case_type]  # type: ignore[valid-type]  # at run time
    decision = kind.model_validate(data)
    if others := [each.case.desk for each in decision.changes if not is_home(book, each.case.desk)]:
        raise ValueError(f"is a decision of the desk `{others[0]}`, not of `{book.id}`")
    return decision
