"""Where the tests of the escalations desk begin."""

from typing import Any

import pytest
from tests.desks.escalations.people import MONDAY, OPENING, ROSTER, TO_WORK

import caserules as cr


@pytest.fixture(scope="module")
def desk(story: Any) -> Any:
    """The desk on Monday at nine."""
    return story(cr.load("escalations"), ROSTER, MONDAY)


@pytest.fixture
def case(desk: Any) -> Any:
    """A general complaint of Kim's, which ida took in and the rules gave to ana."""
    return desk.given("ida", OPENING)


@pytest.fixture
def worked(case: Any) -> Any:
    """The same, in work."""
    return case.given("ana", *TO_WORK)
