"""Where the tests of the integrations desk begin."""

from typing import Any

import pytest
from tests.desks.integrations.people import MONDAY, OPENING, ROSTER

import caserules as cr


@pytest.fixture
def desk(story: Any) -> Any:
    """The desk on Monday at nine."""
    return story(cr.load("integrations"), ROSTER, MONDAY)


@pytest.fixture
def case(desk: Any) -> Any:
    """A case that ana opened on Monday at nine; it waits in the queue of Integrations."""
    return desk.given("ana", OPENING)
