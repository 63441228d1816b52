"""What a validation error says, in one line for a person."""

from pydantic import ValidationError

__all__ = ["told"]


def told(error: ValidationError, *under: str) -> str:
    """A validation error in one line: each place (below `under`), what is wrong there, and the value."""
    faults = error.errors(include_url=False)
    return "; ".join(_one((*under, *map(str, each["loc"])), each["msg"], each["input"]) for each in faults)


def _one(place: tuple[str, ...], what: str, value: object) -> str:
    where = f"`{'.'.join(place)}`: " if place else ""
    return f"{where}{what}, not `{value!r}`"
