"""What is said of a command once it is drafted: the guards refuse it or not, and somebody is told."""

from typing import TYPE_CHECKING, Any

from caserules.case import Case
from caserules.case.commands import Command
from caserules.decide import why
from caserules.decide.placing import surroundings
from caserules.decide.plugged import HostValidation
from caserules.rulesets.route import Route

if TYPE_CHECKING:
    from caserules.decide.deciding import Deciding

__all__ = ["judge"]


_NONE: frozenset[str] = frozenset()


def judge(
    deciding: "Deciding[Any]", before: Case | None, command: Command, kind: str, *, recorded: bool
) -> None:
    """The guards; and who is to be told of what was done, or of what they refused.

    Where the facts could not be recorded, there is no case as it would be: guards that read it wait.
    """
    rules, notify = deciding.rules, command.notify
    if kind not in rules.watched and not notify:
        return
    guarded = kind in rules.guarded
    told_of = (kind in rules.noticed or notify) and recorded
    if not guarded and not told_of and kind not in rules.noticed_if_refused:
        return
    values = _values(deciding, before, command)
    if guarded:
        refused = rules.guards.refusals(values, kind, deciding.context)
        skipped = _NONE if recorded else rules.foreseeing
        if refused:
            deciding.refusals.extend([each for each in refused if each.rule not in skipped])
        if deciding.told is not None:
            deciding.told.append(why.guards(rules, kind, values, deciding.context, skipped))
        if rules.validation is not None:
            _validate(deciding, rules.validation, values, command)
    if deciding.refusals:
        _tell_of_refusal(deciding, values, command)
    elif told_of:
        deciding.notices.extend(rules.notices.notices(values, command, deciding.context))
        if deciding.told is not None and kind in rules.noticed:
            deciding.told.append(why.notices(rules, command, values))


def _validate(
    deciding: "Deciding[Any]", validation: HostValidation, values: dict[str, Any], command: Command
) -> None:
    """What the host says in the place of guards and ways, where it does."""
    if deciding.told is not None:
        deciding.told.append(validation.why(values, command, deciding.context, deciding.refusals))
    deciding.refusals[:] = validation.judged(values, command, deciding.context, deciding.refusals)


def _tell_of_refusal(deciding: "Deciding[Any]", values: dict[str, Any], command: Command) -> None:
    rules = deciding.rules
    if command.command not in rules.noticed_if_refused:
        return
    deciding.of_refusal.extend(rules.notices.notices(values, command, deciding.context, deciding.refusals))
    if deciding.told is not None:
        deciding.told.append(why.notices(rules, command, values, tuple(deciding.refusals)))


def _values(deciding: "Deciding[Any]", before: Case | None, command: Command) -> dict[str, Any]:
    """The names that guards and notices read."""
    context, result = deciding.context, deciding.draft.case
    placing = deciding.rules.placing
    return {
        "case": before,
        "command": command,
        "result": result,
        "item": _item(before, command) if "number" in command.__dict__ else None,
        "queue": context.queue(before.queue) if before and context.queues else None,
        "route": _placing(deciding, "route", before, command.command) if placing else None,
        "placed": _placing(deciding, "placed", result, command.command) if placing else None,
        "actor": context.agent,
        "now": context.now,
        "_context": context,
    }


def _placing(deciding: "Deciding[Any]", name: str, case: Case | None, kind: str) -> Route | None:
    """Where the routing rules place the case, for those who ask for that by this name."""
    asked = (name, kind) in deciding.rules.placing
    if not asked or case is None:
        return None
    return deciding.rules.routing.route(case, surroundings(deciding, deciding.draft))


def _item(case: Case | None, command: Command) -> Any:
    """The referral or activity whose number the command gives."""
    parts: tuple[Any, ...] = () if case is None else (*case.referrals, *case.activities)
    number = command.__dict__["number"]
    return next((part for part in parts if part.number == number), None)
