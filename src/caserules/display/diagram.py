"""A desk's life cycle as a diagram: Mermaid text, which GitHub, documentation sites and notebooks draw."""

from collections.abc import Iterator

from caserules.rulebook import Rulebook
from caserules.rulesets.transitions import STILL_TAKEN, Status

__all__ = ["life_cycle"]


def life_cycle(book: Rulebook) -> str:
    """The statuses and the ways between them as a Mermaid state diagram; the phase stands under each status.

    A way is named by the commands that lead to its end, where they are known without the command's content.

    >>> print(life_cycle(Rulebook(id="tiny", first_status="new", status={"new": {"phase": "open"}})))
    stateDiagram-v2
        state "new (open)" as s0
        [*] --> s0
    """
    return "\n".join(("stateDiagram-v2", *(f"    {line}" for line in _lines(book))))


def _lines(book: Rulebook) -> Iterator[str]:
    names = {status: f"s{number}" for number, status in enumerate(book.status)}
    for status, rule in book.status.items():
        marks = f"{rule.phase}, read-only" if rule.read_only else rule.phase
        yield f'state "{_quoted(status)} ({marks})" as {names[status]}'
    yield f"[*] --> {names[book.first_status]}"
    for status, rule in book.status.items():
        for target in rule.to:
            commands = ", ".join(each for each in _leading_to(book, target) if _taken(rule, each))
            yield f"{names[status]} --> {names[target]}" + (f": {commands}" if commands else "")


def _leading_to(book: Rulebook, status: str) -> tuple[str, ...]:
    """The commands that are said to lead to a status: by the status itself, else by their effects."""
    by = book.status[status].by
    if by is not None:
        return by
    return tuple(command for command, effect in book.effect.items() if effect == status)


def _taken(status: Status, command: str) -> bool:
    """Whether a case in the status takes the command: an open one, say, is not reactivated."""
    if command == "ReactivateCase":
        return status.phase != "open"
    return not status.read_only or command in STILL_TAKEN


def _quoted(text: str) -> str:
    """Text that can stand between the quotes of a diagram."""
    return text.replace('"', "#quot;").replace("\n", " ")
