"""Vocabularies: a word that the rulebook does not have is refused, with a suggestion (ALL-10)."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from caserules.case import Refusal
from caserules.engine.errors import suggest
from caserules.model import Model, Word

__all__ = ["Words"]


class Words:
    """The vocabularies of a rulebook; a field whose vocabulary it does not declare takes any text.

    >>> from caserules.case.commands import TakeAction
    >>> [refusal.message for refusal in Words({"action": ("refund",)}).refusals(TakeAction(action="refnd"))]
    ['`refnd` is no word of `action`']
    """

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        self._words = {name: tuple(each) for name, each in words.items()}
        self._sets = {name: frozenset(each) for name, each in self._words.items()}

    def refusals(self, value: Model, *, only: tuple[str, ...] | None = None) -> Iterator[Refusal]:
        """One refusal for each unknown word in `value` and what it is made of; `only` these fields of it."""
        for name, vocabulary in _governed(type(value)):
            if only is not None and name not in only:
                continue
            given = getattr(value, name)
            if vocabulary is None:
                if isinstance(given, Model):
                    yield from self.refusals(given)
            elif given is not None and given not in self._sets.get(vocabulary, (given,)):
                yield Refusal(
                    code="unknown-word",
                    message=f"`{given}` is no word of `{vocabulary}`",
                    remedy=suggest(given, self._words[vocabulary]),
                )


@cache
def _governed(kind: type[Model]) -> tuple[tuple[str, str | None], ...]:
    """The fields that a vocabulary governs, and (with None) those that may hold a model."""
    found: list[tuple[str, str | None]] = []
    for name, field in kind.model_fields.items():
        words = [
            mark.vocabulary for mark in (*field.metadata, *_marks(field.annotation)) if isinstance(mark, Word)
        ]
        if words:
            found.append((name, words[0]))
        elif any(isinstance(each, type) and issubclass(each, Model) for each in _parts(field.annotation)):
            found.append((name, None))
    return tuple(found)


def _parts(annotation: Any) -> tuple[Any, ...]:
    return (annotation, *getattr(annotation, "__args__", ()), getattr(annotation, "__origin__", None))


def _marks(annotation: Any) -> Iterator[Any]:
    for part in _parts(annotation):
        yield from getattr(part, "__metadata__", ())
