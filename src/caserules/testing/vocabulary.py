"""The words of a small desk, and the graph of its statuses.

The examples below are what a test could claim:

>>> from hypothesis import given
"""

from functools import cache

from hypothesis import strategies as st

from caserules.case.parts import Phase
from caserules.model import FrozenMap, Model

__all__ = ["SMALL_LIFE", "WORDS", "Life", "words"]

WORDS: FrozenMap[str, tuple[str, ...]] = FrozenMap(
    {
        "type": ("finance", "listing", "unsure"),
        "reason": ("refund", "listing", "judging"),
        "priority": ("low", "normal", "high"),
        "origin": ("Phone", "Email", "Web"),
        "channel": ("phone", "e-mail", "chat", "form"),
        "stage": ("identify", "research", "settle"),
        "action": ("reset password", "sent a guide", "asked the engineers"),
        "activity": ("task", "phone call", "e-mail", "appointment"),
        "attachment": ("invoice", "screenshot"),
        "attempt": ("no answer", "left a message"),
        "relation": ("related", "duplicate of"),
        "department": ("finance", "legal", "liaison"),
        "clone": ("another department", "named item"),
        "resolution_code": ("refunded", "explained"),
        "approval": ("credit", "notice of dispute"),
        "close": ("solved", "no reply"),
    }
)
"""Vocabularies by name, as a rulebook's `[words]` has them."""


class Life(Model):
    """The statuses of a desk: the first, each one's phase, and each one's ways out.

    >>> SMALL_LIFE.leading_to("waiting", "resolved")
    ('resolved',)
    """

    first: str
    phases: FrozenMap[str, Phase]
    ways: FrozenMap[str, tuple[str, ...]]

    def leading_to(self, status: str, phase: Phase) -> tuple[str, ...]:
        """The statuses of that phase which `status` has a way to."""
        return tuple(each for each in self.ways[status] if self.phases[each] == phase)


SMALL_LIFE = Life(
    first="new",
    phases=FrozenMap(
        {"new": "open", "working": "open", "waiting": "open", "resolved": "resolved", "closed": "closed"}
    ),
    ways=FrozenMap(
        {
            "new": ("working", "resolved", "closed"),
            "working": ("waiting", "resolved", "closed"),
            "waiting": ("working", "resolved"),
            "resolved": ("working", "closed"),
            "closed": ("working",),
        }
    ),
)
"""A life that has everything: a waiting status, two ends, and ways back."""


@cache
def words(vocabulary: str) -> st.SearchStrategy[str]:
    """A word of that vocabulary, of `WORDS`.

    >>> @given(words("type"))
    ... def claim(word):
    ...     assert word in WORDS["type"]
    >>> claim()
    """
    return st.sampled_from(WORDS[vocabulary])
