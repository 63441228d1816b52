"""When the escalations desk gives up on a customer whom it can't reach."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.desks.escalations.people import KIM, NO_ANSWER, RESOLUTION, RESOLVE, local, span

import caserules as cr

GIVE_UP = RESOLVE.replace(resolution=RESOLUTION.replace(code="no contact"))


@pytest.fixture
def tried(worked: Any) -> Any:
    """The case, tried on Monday, Tuesday and Wednesday, by phone and by mail, without an answer."""
    by_mail = NO_ANSWER.replace(channel="e-mail")
    attempts = ((NO_ANSWER, 2), (by_mail, 3), (NO_ANSWER, 4))
    story = worked
    for attempt, day in attempts:
        story = story.given("ana", attempt, after=span(day, 17))
    return story


WEDNESDAY = span(4, 18)


@pytest.mark.requirement("ESC-18")
def test_giving_up_takes_three_attempts_on_different_days(
    worked: Any, tried: Any, refused: Callable[..., str]
) -> None:
    """Each is an entry of its own; three on two days are not enough, whatever UTC says."""
    given_up = tried.when("ana", GIVE_UP, after=WEDNESDAY).or_raise()
    assert len(given_up.case.attempts) == 3
    assert "holds    `giving-up` (ESC-18)" in tried.told(given_up)
    twice = worked.given("ana", NO_ANSWER.replace(channel="e-mail"), after=span(2, 17))
    late = twice.given("ana", NO_ANSWER, after=span(2, 23)).given("ana", NO_ANSWER, after=span(3, 17))
    said = refused(late.when("ana", GIVE_UP, after=span(3, 18)), "giving-up")
    assert "(ESC-18): giving up on contact with the customer of case `C-1` takes attempts" in said
    assert "remedy: try again, and log each attempt on its own" in said


@pytest.mark.requirement("ESC-18")
def test_giving_up_takes_every_channel_on_file(worked: Any, refused: Callable[..., str]) -> None:
    """Three calls do where only a number is on file; where an address is too, it has to be tried."""
    called = worked
    for day in (2, 3, 4):
        called = called.given("ana", NO_ANSWER, after=span(day, 17))
    refused(called.when("ana", GIVE_UP, after=WEDNESDAY), "giving-up")
    off = cr.ChangeRequester(requester=KIM.replace(email=None))
    back = cr.ChangeRequester(requester=KIM)
    said = refused(called.when("ana", off, GIVE_UP, back, after=WEDNESDAY), "channels-stay-on-file")
    assert "(ESC-18, ESC-02): the customer of case `C-1` could not be reached any more over a channel" in said
    other = cr.ChangeRequester(requester=KIM.replace(email="kim@new.example", phone="555 0111"))
    assert called.when("ana", other, after=WEDNESDAY).accepted
    by_phone = called.given("ana", off.replace(comment="the address is her brother's"), after=WEDNESDAY)
    assert by_phone.when("ana", GIVE_UP, after=WEDNESDAY).accepted


@pytest.mark.requirement("ESC-18")
@pytest.mark.parametrize(
    "word",
    [NO_ANSWER.replace(reached=True), cr.LogCall(direction="in", issue="the bill", result="will wait")],
)
def test_a_word_between_the_attempts_begins_the_count_anew(
    tried: Any, word: Any, refused: Callable[..., str]
) -> None:
    """Kim was reached, or called herself, on Wednesday at noon: only what came after it counts."""
    spoken = tried.given("ana", word.replace(occurred_at=local(4, 12)), after=WEDNESDAY)
    refused(spoken.when("ana", GIVE_UP, after=WEDNESDAY), "giving-up")
    wrote = tried.receive(
        "ida",
        cr.Interaction(channel="e-mail", subject="my bill", requester=KIM, received_at=local(4, 12)),
        after=WEDNESDAY,
    ).or_raise()
    refused(
        tried.desk.decide(wrote.case, GIVE_UP, tried.context("ana", WEDNESDAY)),
        "giving-up",
    )
    story = spoken
    for attempt, day in ((NO_ANSWER, 5), (NO_ANSWER.replace(channel="e-mail"), 6), (NO_ANSWER, 9)):
        story = story.given("ana", attempt, after=span(day, 10))
    assert story.when("ana", GIVE_UP, after=span(9, 11)).accepted


@pytest.mark.requirement("ESC-18")
def test_other_ways_to_resolve_take_no_attempts(worked: Any) -> None:
    """What was settled was not given up."""
    assert worked.when("ana", RESOLVE).accepted
