"""Where a command leads a case: along a way of the graph, by a command and an actor that may take it."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from caserules.case import Case, Refusal
from caserules.case import events as e
from caserules.case.commands import Command
from caserules.decide.rules import Rules
from caserules.rulesets.transitions import PHASES, SETTLING

if TYPE_CHECKING:
    from caserules.decide.deciding import Deciding

__all__ = ["move", "stuck"]

_MOVING = frozenset({"ChangeStatus", *SETTLING})
"""Commands that are there to change the status: one to the status that the case has is asked for as well."""


def move(deciding: "Deciding[Any]", before: Case | None, command: Command, kind: str) -> None:
    """Change the status as the command wants it; or all the reasons why not, the way being judged apart."""
    transitions, refusals = deciding.rules.transitions, deciding.refusals
    if kind not in transitions.moving:
        return
    plain = before is not None and kind in transitions.plain
    case = deciding.draft.sketch if plain else deciding.draft.case
    target = transitions.target(case, command)
    standing = before or case
    if kind in PHASES and (unsettled := transitions.settles(standing, kind, target)):
        refusals.append(unsettled)  # a second time where the status is read-only: told once
        return
    if target is None or (target == case.status and kind not in _MOVING):
        return
    if before is not None and kind == "UnmergeCase" and transitions.leads(kind) is None:
        refusal = transitions.undoing(before, deciding.context)
    else:
        refusal = transitions.refusal(standing, target, kind, deciding.context)
    if refusal is not None:
        _refuse(deciding, refusal, standing)
        if refusal.code == "unknown-word":
            return
    if kind in _MOVING and (early := _too_early(before, deciding.draft.occurred_at)):
        refusals.append(early)
    facts = {"status": target, "phase": transitions.phases[target]}
    by_rule = () if kind == "ChangeStatus" else (f"effect.{kind}",)
    deciding.draft.emit_known(e.StatusChanged, facts, by_rule)


def _refuse(deciding: "Deciding[Any]", refusal: Refusal, case: Case) -> None:
    """The refusal of the way, and whatever else is against any way out of that status."""
    unknown = refusal.code == "unknown-word"
    if not (unknown and deciding.refusals):  # the word may have been refused already
        deciding.refusals.append(refusal)
    if unknown:
        deciding.refusals.extend(stuck(deciding.rules, case))
    if unknown or refusal.code in {"no-way", "not-by-this-command"}:
        barred = deciding.rules.transitions.barred(case, deciding.context)
        deciding.refusals.extend([] if barred is None else [barred])


def _too_early(case: Case | None, instant: datetime) -> Refusal | None:
    """The refusal of a way that would have been taken before the case came to where it begins (ALL-11)."""
    if case is None or instant >= case.status_since or len(case.status_spans) == 1:
        return None
    said = f"case `{case.id}` is `{case.status}` since `{case.status_since.isoformat()}`"
    return Refusal(
        code="before-the-status",
        message=f"{said}, which is after `{instant.isoformat()}`",
        remedy="tell with `occurred_at` when it became so too, or leave the `occurred_at` out",
    )


def stuck(rules: Rules, case: Case) -> Iterator[Refusal]:
    """The refusal of a case that can go nowhere, whatever status is meant."""
    status = rules.book.status[case.status]
    if not status.to:
        message = f"case `{case.id}` is `{case.status}`, and no way leads out of that"
        yield Refusal(code="no-way", rule=f"status.{case.status}", source=status.source, message=message)
