"""What a command may write of a case, as far as that is known before it is decided."""

from collections.abc import Iterable

from caserules.case.events import CaseRouted, CommentAdded, StatusChanged
from caserules.case.fields import PLAIN_FIELDS, own_fields
from caserules.case.record import events_of
from caserules.case.written import WRITTEN
from caserules.decide.rules import Rules
from caserules.rulesets.terms import COMMANDS

__all__ = ["may_write"]


def may_write(
    rules: Rules, kind: str, *, commented: bool = True, fields: Iterable[str] | None = None
) -> frozenset[str]:
    """The fields that a command of that kind may write: itself, by its comment, or by the rules that follow.

    `fields` are those that it is known to set, None where it may set any that can be set.
    """
    written = {"version", "history", *rules.fills.fields}
    for event in events_of(COMMANDS[kind]):
        written.update(WRITTEN[event])
    if commented:
        written.update(WRITTEN[CommentAdded])
    if kind in {"ChangeStatus", "ChangeFields"}:
        settable = (*own_fields(rules.terms.case_type), *PLAIN_FIELDS)
        written.update(settable if fields is None else fields)
    if kind in {"ChangeStatus", "UnmergeCase"} or rules.transitions.leads(kind) is not None:
        written.update(WRITTEN[StatusChanged])
    if kind in rules.routed:
        written.update(WRITTEN[CaseRouted])
    return frozenset(written)
