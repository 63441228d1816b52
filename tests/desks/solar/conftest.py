"""Where the tests of the solar desk begin."""

from typing import Any

import pytest
from tests.desks.solar.people import MONDAY, OPENING, ROSTER

import caserules as cr


@pytest.fixture
def desk(story: Any) -> Any:
    """The desk on Monday at nine."""
    return story(cr.load("solar"), ROSTER, MONDAY)


@pytest.fixture
def case(desk: Any) -> Any:
    """A case about Kim's deal that ana opened at nine from her contact record."""
    return desk.given("ana", OPENING)
