"""The back office of the solar desk: a case gets there by its queue, and leaves it in the queue's order."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.desks.solar.people import HOME, HOMEOWNERS, HOUR, INSTALLERS, KIM, MONDAY, ORGANISATION

import caserules as cr
from caserules.caseload import worklist

DESIGN = cr.OpenCase(
    new_id="C-2",
    subject="a design",
    description="The roof is smaller than in the plan.",
    type="design change",
    requester=KIM,
    account=ORGANISATION,
)


@pytest.fixture
def case(desk: Any) -> Any:
    """A case of an installer's that ana opened."""
    return desk.given("ana", DESIGN)


@pytest.fixture
def waits(case: Any) -> Any:
    """The same, waiting for the back office."""
    return case.given("ana", cr.ReleaseCase(queue=INSTALLERS))


@pytest.fixture
def older(desk: Any) -> Any:
    """A case that came in an hour before, and waits in the same queue."""
    opening = DESIGN.replace(new_id="C-1", requester=cr.Person(id="jo"), received_at=MONDAY - HOUR)
    return desk.given("ana", opening, cr.ReleaseCase(queue=INSTALLERS)).case


@pytest.mark.requirement("SOL-09")
@pytest.mark.parametrize("team", ["support", HOMEOWNERS, INSTALLERS])
def test_no_team_owns_a_case(case: Any, team: str, refused: Callable[..., str]) -> None:
    """With a team it would be on nobody's list; released to the queue, those who work it find it."""
    told = refused(case.when("ana", cr.AssignCase(to=team)), "owned-by-one")
    assert f"`owned-by-one` (SOL-13, SOL-09): `{team}` is a team" in told
    assert "remedy: release it to the queue (`ReleaseCase`), or assign it to one of them" in told
    waits = case.given("ana", cr.ReleaseCase(queue=INSTALLERS))
    assert worklist(waits.desk, "back-office", (waits.case,), waits.context("ben")).cases == ("C-2",)
    assert waits.given("ben", cr.PickCase()).case.owner == "ben"


@pytest.mark.requirement("SOL-17")
@pytest.mark.parametrize(
    ("way", "rule"),
    [
        ((cr.PickCase(),), "oldest-first"),
        ((cr.AssignCase(to="ana"), cr.AssignCase(to="ben")), "oldest-first"),
        ((cr.ReleaseCase(queue="support"), cr.PickCase()), "urgent-by-support"),
        (
            (
                cr.ReleaseCase(queue="support"),
                cr.ChangePriority(priority="high"),
                cr.ReleaseCase(queue=INSTALLERS),
                cr.PickCase(),
            ),
            "urgent-by-support",
        ),
    ],
)
def test_whoever_works_the_queue_takes_the_oldest_by_every_way(
    waits: Any, older: Any, way: tuple[Any, ...], rule: str, refused: Callable[..., str]
) -> None:
    """Not by way of a colleague, another queue or a priority; what ana of Support gives him, he has."""
    refused(waits.when("ben", *way, related=(older,)), rule)
    assert waits.when("ana", cr.AssignCase(to="ben"), related=(older,)).accepted
    assert waits.when("ana", cr.ReleaseCase(queue="support"), related=(older,)).accepted


@pytest.mark.requirement("SOL-17")
def test_the_two_queues_have_workers_of_their_own(waits: Any, refused: Callable[..., str]) -> None:
    """Bea, of the homeowners', takes no case of the installers', and is given none; ana and ben do."""
    for who, command in (("bea", cr.PickCase()), ("ana", cr.AssignCase(to="bea"))):
        told = refused(waits.when(who, command), "works-that-queue")
        assert f"(SOL-17): case `C-2` waits in `{INSTALLERS}`, which `bea` does not work" in told
    for who in ("ana", "ben"):
        assert waits.when(who, cr.PickCase()).accepted


@pytest.mark.requirement("SOL-17")
def test_a_case_does_not_wait_where_its_account_has_no_place(waits: Any, refused: Callable[..., str]) -> None:
    """It was a homeowner's all along: by way of Support it goes to their queue."""
    home = cr.ChangeRequester(requester=KIM, account=HOME)
    told = refused(waits.when("ana", home), "queue-of-its-account")
    assert f"case `C-2` is on the account of a `homeowner`, for which `{INSTALLERS}` is not" in told
    assert f"remedy: release it to `{HOMEOWNERS}`; where its account changes, by way of `support`" in told
    moved = waits.when("ana", cr.ReleaseCase(queue="support"), home, cr.ReleaseCase(queue=HOMEOWNERS))
    assert moved.or_raise().case.queue == HOMEOWNERS
    assert waits.when("ana", cr.ChangeRequester(requester=KIM.replace(phone="555 0100"))).accepted
