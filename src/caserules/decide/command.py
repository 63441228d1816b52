"""From commands to a decision: in order, each by all the rule sets that it concerns, all or nothing."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias, TypeVar, cast

from caserules.case import Case, Context, Decision
from caserules.case.commands import Command, OneCommand
from caserules.decide.deciding import Deciding
from caserules.decide.rules import Rules
from caserules.outline import Outline
from caserules.rulesets.terms import COMMANDS

__all__ = ["Commands", "commands_of", "decide"]

C = TypeVar("C", bound=Case)

_KINDS = frozenset(COMMANDS.values())

Commands: TypeAlias = OneCommand | Iterable[OneCommand]
"""One command, or several; for a type checker each of them is any command, whatever list it stands in."""


def decide(
    rules: Rules,
    case: C | None,
    commands: tuple[Command, ...],
    context: Context,
    told: list[Outline] | None = None,
) -> "Decision[C]":
    """What the commands, taken in order, do to the case: all of them, or none with every reason.

    Refusals are those of the first command that is refused, and say which one that is where there are
    several. `told` collects every rule that was tried.
    """
    deciding = Deciding(rules, case, context, told)
    if not deciding.at_home():
        return deciding.decision(commands=commands)
    deciding.in_time()
    if not commands:
        deciding.refuse("nothing-to-do", "no command is given", "give one command or several")
    known = len(deciding.refusals)
    for place, command in enumerate(commands, 1):
        deciding.take(command)
        if deciding.refusals:
            if len(commands) > 1:
                refused = [each.replace(place=place) for each in deciding.refusals[known:]]
                deciding.refusals[known:] = refused
            break
    return deciding.decision(commands=commands)


def commands_of(command: Commands) -> tuple[Command, ...]:
    """One command or several as a tuple; raises `TypeError` for what is none."""
    commands: tuple[Any, ...] = command if type(command) is tuple else _each(command)
    for each in commands:
        if type(each) not in _KINDS:
            raise TypeError(f"`{each!r}` is no command; give one such as `AddComment(comment=...)`")
    return commands


def _each(command: Any) -> tuple[Any, ...]:
    if isinstance(command, OneCommand):
        return (command,)
    several = isinstance(command, Iterable) and not isinstance(command, str | bytes | Mapping)
    return tuple(cast("Iterable[Any]", command)) if several else (command,)
