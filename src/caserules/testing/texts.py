"""Texts as people write them: names, subjects, remarks, ids; markup and odd letters among them.

The examples below are what a test could claim:

>>> from hypothesis import given
"""

from functools import cache
from typing import TypeVar

from hypothesis import strategies as st

__all__ = ["ids", "maybe", "names", "texts"]

T = TypeVar("T")

_ODD = (
    "<script>alert('hi')</script>",
    "R&D asks: \"why?\" & 'when?'",
    "`code` in a remark",
    "an unpaired ` backtick",
    "two\nlines",
    "naïve Straße 東京 🚀",
    "{case.owner}",
)
"""What has broken pages, templates and tables before."""


@cache
def maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    """Sometimes the thing, sometimes nothing.

    >>> @given(maybe(ids("C")))
    ... def claim(found):
    ...     assert found is None or found.startswith("C-")
    >>> claim()
    """
    return st.none() | strategy


@cache
def texts() -> st.SearchStrategy[str]:
    """A remark: never blank, without blanks at its ends, of any letters.

    >>> @given(texts())
    ... def claim(text):
    ...     assert text == text.strip() != ""
    >>> claim()
    """
    plain = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=20)
    return st.sampled_from(_ODD) | plain.map(str.strip).filter(bool)


@cache
def names() -> st.SearchStrategy[str]:
    """A name.

    >>> @given(names())
    ... def claim(name):
    ...     assert name.isprintable()
    >>> claim()
    """
    return st.sampled_from(("Kim", "Lee Ann", "Zoë", "O'Hara", "Nguyễn Văn A"))


@cache
def ids(prefix: str) -> st.SearchStrategy[str]:
    """An id such as `C-17`.

    >>> @given(ids("C"))
    ... def claim(found):
    ...     assert found.startswith("C-") and int(found[2:]) > 0
    >>> claim()
    """
    return st.integers(1, 99).map(lambda number: f"{prefix}-{number}")
