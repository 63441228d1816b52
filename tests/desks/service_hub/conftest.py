"""Where the tests of the service hub begin."""

from typing import Any

import pytest
from tests.desks.service_hub.people import MONDAY, OPENING, ROSTER

import caserules as cr


@pytest.fixture
def hub(story: Any) -> Any:
    """The hub on Monday at nine."""
    return story(cr.load("service_hub"), ROSTER, MONDAY)


@pytest.fixture
def case(hub: Any) -> Any:
    """A case that ana opened at nine."""
    return hub.given("ana", OPENING)
