"""Facts in a few words."""

import pytest

from caserules.case.brief import brief


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"number": 2, "public": False}, "number 2, public False"),
        ({"requester": {"id": "kim", "name": "Kim"}}, "requester Kim"),
        ({"requester": {"id": "kim", "name": ""}}, "requester kim"),
        ({"next_action": {"text": "call back", "due_at": "noon"}}, "next_action call back"),
        ({"resolution": {"code": "refunded", "details": "paid"}}, "resolution code refunded, details paid"),
        ({"resolution": {}, "outcome": "done"}, "outcome done"),
        ({}, ""),
    ],
)
def test_facts_are_told_in_a_few_words(facts: dict[str, object], told: str) -> None:
    """Who or what has a name is called by it, what has none is told fact by fact, what is empty not."""
    assert brief(facts) == told
