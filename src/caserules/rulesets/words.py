"""Vocabularies: a word that the rulebook does not have is refused, with a suggestion (ALL-10)."""

from collections.abc import Collection, Iterable, Iterator, KeysView, Mapping
from functools import cache
from typing import Any

from caserules.case import Refusal
from caserules.engine.errors import suggest
from caserules.model import Model, Word

__all__ = ["Words", "vocabulary_of"]


class Words:
    """The vocabularies of a rulebook; a field whose vocabulary it does not declare takes any text.

    >>> from caserules.case.commands import TakeAction
    >>> [refusal.message for refusal in Words({"action": ("refund",)}).refusals(TakeAction(action="refnd"))]
    ['`refnd` is no word of `action`']
    """

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        self._words = {name: tuple(each) for name, each in words.items()}
        self._sets = {name: frozenset(each) for name, each in self._words.items()}
        self._fields: dict[type[Model], dict[str, str | None]] = {}
        """For each kind its fields that hold words of a vocabulary declared here, or (with None) models that
        may."""

    def refusals(self, value: Model, *, only: Collection[str] | None = None) -> Iterable[Refusal]:
        """One refusal for each unknown word in `value` and what it is made of; `only` these fields of it."""
        governing = self._fields.get(type(value))
        if governing is None:
            governing = self._governing(type(value))
        if not governing:
            return ()
        held = value.__dict__
        found: list[Refusal] = []
        for name, vocabulary in governing.items():
            given = held[name]
            if given is None or (only is not None and name not in only):
                continue
            if type(given) is str and vocabulary is not None:
                if given not in self._sets[vocabulary]:
                    found.append(self._refusal(given, vocabulary))
            else:
                found.extend(self._unknown(given, vocabulary))
        return found

    def governed(self, kind: type[Model]) -> KeysView[str]:
        """The fields in which a word is wanted."""
        governing = self._fields.get(kind)
        return (self._governing(kind) if governing is None else governing).keys()

    def _unknown(self, given: Any, vocabulary: str | None) -> Iterator[Refusal]:
        for each in given if isinstance(given, tuple) else (given,):
            if isinstance(each, Model):
                yield from self.refusals(each)
            elif vocabulary is not None and each is not None and each not in self._sets[vocabulary]:
                yield self._refusal(each, vocabulary)

    def _refusal(self, word: str, vocabulary: str) -> Refusal:
        return Refusal(
            code="unknown-word",
            message=f"`{word}` is no word of `{vocabulary}`",
            remedy=suggest(word, self._words[vocabulary]) or None,
        )

    def _governing(self, kind: type[Model]) -> dict[str, str | None]:
        found = {name: word for name, (word, known) in _governed(kind).items() if known & self._sets.keys()}
        self._fields[kind] = found
        return found


@cache
def _governed(kind: type[Model]) -> dict[str, tuple[str | None, frozenset[str]]]:
    """The fields that a vocabulary governs, and (with None) those that hold models with such fields.

    Each with every vocabulary whose words it may hold; what holds its own kind may hold all of them.
    """
    found: dict[str, tuple[str | None, frozenset[str]]] = {}
    within: dict[str, frozenset[str]] = {}
    for name, field in kind.model_fields.items():
        parts = (*field.metadata, *_parts(field.annotation))
        marks = [part.vocabulary for part in parts if isinstance(part, Word)]
        models = [part for part in parts if isinstance(part, type) and issubclass(part, Model)]
        held = _all_of(more for each in models if each is not kind for _, more in _governed(each).values())
        if marks:
            found[name] = marks[0], frozenset(marks[:1])
        elif kind in models:
            within[name] = held
        elif held:
            found[name] = None, held
    known = _all_of((*within.values(), *(more for _, more in found.values())))
    return found | {name: (None, known) for name in within if known}


def _all_of(several: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*several)


def _parts(annotation: Any) -> Iterator[Any]:
    """The annotation, whatever it is made of, and the marks on it."""
    yield annotation
    for part in (*getattr(annotation, "__args__", ()), *getattr(annotation, "__metadata__", ())):
        yield from _parts(part)


def vocabulary_of(kind: type[Model], name: str) -> str | None:
    """The name of the vocabulary that governs a field; None where it takes any text."""
    governed = _governed(kind).get(name)
    return None if governed is None else governed[0]
