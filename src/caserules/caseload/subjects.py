"""Near-identical subjects: equal once numbers, ids, dates, names and punctuation are set aside.

The normal form of a subject is what is left of it, in small letters, once these are taken out:

- signs that open a reply or a forwarded message (`Re:`, `Fwd:` and the like), web and e-mail addresses,
  and what stands in quotation marks (a title);
- words with a digit in them: numbers, ids, dates, times, sums;
- the names of weekdays and months, where they begin with a capital;
- names: the words of the names that the case knows (its requester's and its account's), and every word that
  begins with a capital here and that among all these subjects stands with a capital inside a sentence more
  often than in small letters. Words in capitals alone (`PDF`) are no names, and subjects that Give Every
  Longer Word A Capital tell nothing about names.

Two subjects are alike where the share of the words of their normal forms that both have is at least the
`similarity` (the index of Jaccard, as in `rulesets.same`); a group is made of subjects each of which is like
some other of it. At a similarity of 1 that is: the same words.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import ceil, floor

__all__ = ["Forms", "clusters"]

_ANSWERED = re.compile(
    r"^\s*(?:(?:re|fwd?|aw|wg|sv|vs|tr|rv|antw|r[ée]f)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE
)
_QUOTED = re.compile(
    r"""["\u201c\u201d\u201e\u00ab\u00bb][^"\u201c\u201d\u201e\u00ab\u00bb]{1,200}["\u201c\u201d\u201e\u00ab\u00bb]"""
    r"|(?<!\w)['\u2018\u201a\u2039][^'\u2018\u2019\u201a\u2039\u203a]{1,200}['\u2018\u2019\u203a](?!\w)"
)
"""What stands in double quotation marks, or in single ones that are no apostrophes."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['\u2019_-][^\W_]+)*|[.!?](?=\s)")
_OWN = re.compile(r"['\u2019][sS]$")
_DATES = frozenset(
    word
    for full in (
        *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
        *("October", "November", "December", "Sept"),
    )
    for word in (full, full[:3], full.upper(), full[:3].upper())
)
_STOPS = frozenset(".!?")
_LONG = 4
_LONGEST = 1_000
"""So many signs of a subject are looked at."""


class Forms:
    """The normal forms of some subjects, each given with the names that its case knows.

    Other names are told by their capitals, unless `by_capital` is false.

    >>> forms = Forms([("Refund of 12.50 for Ana Novak, please", ()), ("refund of 9 for bo, please", ["Bo"])])
    >>> [" ".join(form) for form in forms]
    ['refund of for please', 'refund of for please']
    """

    def __init__(self, subjects: Iterable[tuple[str, Iterable[str]]], *, by_capital: bool = True) -> None:
        given = tuple(subjects)
        self._words = [tuple(_words(subject)) for subject, _ in given]
        self._own = [
            frozenset(part.casefold() for name in names for part, _ in _words(name)) for _, names in given
        ]
        inside: Counter[str] = Counter()
        small: Counter[str] = Counter()
        for words in self._words:
            titled = _is_titled(words)
            for word, first in words:
                if word.islower():
                    small[word] += 1
                elif _is_capital(word) and not first and not titled:
                    inside[word.casefold()] += 1
        self._names = {word for word, count in inside.items() if count > small[word] and by_capital}

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        """The form of each subject, in their order."""
        return (tuple(self._left(*each)) for each in zip(self._words, self._own, strict=True))

    def _left(self, words: Sequence[tuple[str, bool]], own: frozenset[str]) -> Iterator[str]:
        for word, _ in words:
            folded = word.casefold()
            if folded not in own and not (_is_capital(word) and folded in self._names):
                yield folded


def _words(subject: str) -> Iterator[tuple[str, bool]]:
    """The words that may be left, each with whether it begins a sentence."""
    text = unicodedata.normalize("NFKC", subject[:_LONGEST])
    text = _ADDRESS.sub(" ", _QUOTED.sub(" ", _ANSWERED.sub("", text)))
    first = True
    for found in _WORD.findall(text):
        if found in _STOPS:
            first = True
            continue
        if found not in _DATES and not any(sign.isdigit() for sign in found):
            yield _OWN.sub("", found), first
        first = False


def _is_capital(word: str) -> bool:
    """Whether it begins with a capital, and is not in capitals alone."""
    return word[0].isupper() and not word.isupper()


def _is_titled(words: Sequence[tuple[str, bool]]) -> bool:
    """Whether every longer word has a capital, which then says nothing."""
    longer = [word for word, first in words if len(word) >= _LONG and not first]
    return len(longer) > 1 and all(word[0].isupper() for word in longer)


def clusters(forms: Iterable[tuple[str, ...]], similarity: float) -> list[int]:
    """For each form the number of its group: the place of the group's first form.

    Its cost grows with the words that rare words have in common, not with the square of the forms.
    """
    sets = [frozenset(form) for form in forms]
    places: dict[frozenset[str], int] = {}
    groups = [places.setdefault(each, place) for place, each in enumerate(sets)]
    if similarity < 1:
        leader = _joined(places, Fraction(str(similarity)))
        groups = [leader[each] for each in groups]
        first: dict[int, int] = {}
        for place, group in enumerate(groups):
            groups[place] = first.setdefault(group, place)
    return groups


def _joined(places: dict[frozenset[str], int], similarity: Fraction) -> dict[int, int]:
    """Each distinct form's leader, once all that are alike are joined.

    Words are taken rarest first. Of two sets of `a` and `b` words that are alike, neither is smaller than
    `similarity` times the other, and they have `similarity / (1 + similarity) * (a + b)` words in common; so
    they share one among the rarest of each, and only sets that do are compared.
    """
    counts = Counter(word for words in places for word in words)
    leader = {place: place for place in places.values()}
    index: dict[tuple[str, int], list[tuple[int, frozenset[str], int]]] = {}
    for words, place in places.items():
        size = len(words)
        sizes = [
            (other, ceil(similarity / (1 + similarity) * (size + other)))
            for other in range(ceil(similarity * size), floor(size / similarity) + 1)
        ]
        rarest = sorted(words, key=lambda word: (counts[word], word))[: size - ceil(similarity * size) + 1]
        for at, word in enumerate(rarest):
            for other_size, common in sizes:
                for other_at, other, other_place in index.get((word, other_size), ()):
                    near = at <= size - common and other_at <= other_size - common
                    if near and len(words & other) >= common:
                        _join(leader, place, other_place)
            index.setdefault((word, size), []).append((at, words, place))
    return {place: _lead(leader, place) for place in leader}


def _lead(leader: dict[int, int], place: int) -> int:
    while leader[place] != place:
        leader[place] = leader[leader[place]]
        place = leader[place]
    return place


def _join(leader: dict[int, int], one: int, other: int) -> None:
    first, second = sorted((_lead(leader, one), _lead(leader, other)))
    leader[second] = first
