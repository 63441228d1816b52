"""Facts in a few words, for explanations and timelines."""

from collections.abc import Mapping
from typing import Any

__all__ = ["brief"]

_NAMES = ("name", "text", "id")
"""What a person or a thing is called by, where it has one of these."""


def brief(facts: Mapping[str, Any]) -> str:
    """Each fact with its value, a person or a thing by its name; what says nothing is left out.

    >>> brief({"requester": {"id": "kim", "name": "Kim"}, "number": 2, "resolution": {}})
    'requester Kim, number 2'
    >>> brief({"evidence": ["the bills", "a photograph"]})
    'evidence the bills and a photograph'
    """
    return ", ".join(f"{name} {_word(value)}" for name, value in facts.items() if value != {})


def _word(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " and ".join(_word(each) for each in value)
    if not isinstance(value, Mapping):
        return str(value)
    named = next((value[key] for key in _NAMES if value.get(key)), None)
    return str(named or brief(value))
