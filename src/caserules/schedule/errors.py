"""The one error of this floor, and the frozen mapping in which its data stands."""

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import Generic, TypeVar

__all__ = ["LONGEST_SHOWN", "Frozen", "ScheduleError", "show", "suggestion"]

LONGEST_SHOWN = 60

K = TypeVar("K")
V = TypeVar("V")


class ScheduleError(ValueError):
    """A schedule or a target that says nothing sensible, or a question that it can't answer.

    Raised inside a pydantic validator it arrives as a `ValidationError` with the same message.
    """


class Frozen(Mapping[K, V], Generic[K, V]):
    """A mapping that can't change: it hashes, pickles, and keeps the order in which it was given.

    >>> Frozen({"mon": "09:00-17:00"})
    {'mon': '09:00-17:00'}
    """

    __slots__ = ("_content", "_hash")

    def __init__(self, content: Mapping[K, V] | None = None) -> None:
        self._content = dict(content or {})
        self._hash: int | None = None

    def __getitem__(self, key: K) -> V:
        return self._content[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._content)

    def __len__(self) -> int:
        return len(self._content)

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self._content.items()))
        return self._hash

    def __repr__(self) -> str:
        return repr(self._content)

    def __reduce__(self) -> tuple[type["Frozen[K, V]"], tuple[dict[K, V]]]:
        return (type(self), (self._content,))


def show(value: object) -> str:
    """A value between backticks, cut where it is long: what a message quotes of untrusted input."""
    text = value if isinstance(value, str) else repr(value)
    return f"`{text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + '…'}`"


def suggestion(word: str, known: Collection[str]) -> str:
    """`` did you mean `x`?`` after a semicolon, or nothing when no known word is near."""
    near = get_close_matches(word[:LONGEST_SHOWN], known, n=1)
    return f"; did you mean `{near[0]}`?" if near else ""
