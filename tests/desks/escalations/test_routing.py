"""Who gets a case at the escalations desk: by skill, and by region."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.desks.escalations.people import EXECUTIVE, KIM, OPENING, REGULATORY

import caserules as cr


@pytest.mark.requirement("ESC-22")
@pytest.mark.parametrize(("opening", "owner"), [(OPENING, "ana"), (EXECUTIVE, "ben"), (REGULATORY, "cy")])
def test_a_case_goes_to_somebody_with_the_skill(desk: Any, opening: cr.OpenCase, owner: str) -> None:
    """The first in the roster who is qualified for the type; who was passed over is told."""
    opened = desk.when("ida", opening).or_raise()
    assert opened.case.owner == owner
    assert "`northeast` (ESC-22, ESC-23)" in desk.told(opened)
    if owner == "cy":
        assert "passed over `ben`: lacks the skill `regulatory`" in desk.told(opened)


@pytest.mark.requirement("ESC-22")
def test_nobody_gets_a_case_for_which_he_is_not_qualified(desk: Any, refused: Callable[..., str]) -> None:
    """Not by assigning it, not by picking it, not by reclassing it; nor does a team."""
    far = REGULATORY.replace(requester=KIM.replace(region="South"))
    waiting = desk.given("ida", far)
    for who, command in (("lea", cr.AssignCase(to="ben")), ("ben", cr.PickCase())):
        said = refused(waiting.when(who, command), "owner-is-qualified")
        assert "(ESC-22): `ben` is not qualified for cases that are regulatory" in said
    assert waiting.given("cy", cr.PickCase()).case.owner == "cy"
    refused(waiting.when("lea", cr.AssignCase(to="escalations")), "owner-is-qualified")
    hers = desk.given("ida", OPENING)
    formal = cr.ChangeFields(fields={"formal": True})
    refused(hers.when("ana", formal), "owner-is-qualified")
    passed_on = hers.when("ana", cr.ReleaseCase(queue="general"), formal, cr.RouteCase()).or_raise()
    assert (passed_on.case.type, passed_on.case.owner) == ("regulatory", "cy")


@pytest.mark.requirement("ESC-23")
def test_the_region_of_the_customer_decides_where_a_case_goes(desk: Any) -> None:
    """Northeast and West have agents here; any other region, and an unknown one, goes to the queue."""
    west = desk.given("ida", OPENING.replace(requester=KIM.replace(region="West")))
    assert (west.case.region, west.case.owner) == ("West", "ben")
    for region in ("South", None):
        opened = desk.when("ida", OPENING.replace(requester=KIM.replace(region=region))).or_raise()
        assert (opened.case.owner, opened.case.queue) == (None, "general")
        assert "`elsewhere` (ESC-23)" in desk.told(opened)


@pytest.mark.requirement("ESC-23")
def test_a_region_is_a_word_and_moves_with_the_customer(
    desk: Any, case: Any, refused: Callable[..., str]
) -> None:
    """A region that there is not is refused; once the customer has moved, asking the rules follows."""
    refused(desk.when("ida", OPENING.replace(requester=KIM.replace(region="Norht"))), "unknown-word")
    moved = case.given("ana", cr.ChangeRequester(requester=KIM.replace(region="South")))
    assert (moved.case.region, moved.case.owner) == ("South", "ana")
    assert moved.given("lea", cr.RouteCase()).case.queue == "general"
