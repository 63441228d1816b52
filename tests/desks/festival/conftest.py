"""Where the tests of the festival desk begin."""

from typing import Any

import pytest
from tests.desks.festival.people import DESK, MONDAY, OPENING, roster


@pytest.fixture
def desk(story: Any) -> Any:
    """The desk on Monday at nine."""
    return story(DESK, roster(), MONDAY)


@pytest.fixture
def case(desk: Any) -> Any:
    """A case that came in by phone on Monday at nine; it waits in the support queue."""
    return desk.given("ana", OPENING)
