"""A desk's life cycle as a diagram: Mermaid text, which documentation sites and notebooks draw."""

from collections.abc import Iterator

from caserules.rulebook import Rulebook

__all__ = ["life_cycle"]


def life_cycle(book: Rulebook) -> str:
    """The statuses and the ways between them as a Mermaid state diagram; the phase stands under each status.

    >>> print(life_cycle(Rulebook(id="tiny", first_status="new", status={"new": {"phase": "open"}})))
    stateDiagram-v2
        state "new (open)" as s0
        [*] --> s0
    """
    return "\n".join(("stateDiagram-v2", *(f"    {line}" for line in _lines(book))))


def _lines(book: Rulebook) -> Iterator[str]:
    names = {status: f"s{number}" for number, status in enumerate(book.status)}
    commands = {status: command for command, status in book.effect.items()}
    for status, rule in book.status.items():
        marks = f"{rule.phase}, read-only" if rule.read_only else rule.phase
        yield f'state "{_quoted(status)} ({marks})" as {names[status]}'
    yield f"[*] --> {names[book.first_status]}"
    for status, rule in book.status.items():
        for target in rule.to:
            command = commands.get(target)
            label = f": {command}" if command else ""
            yield f"{names[status]} --> {names[target]}{label}"


def _quoted(text: str) -> str:
    """Text that can stand between the quotes of a diagram."""
    return text.replace('"', "#quot;").replace("\n", " ")
