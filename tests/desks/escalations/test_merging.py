"""A ticket of the escalations desk that goes into another: it goes round neither the review nor a promise."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.desks.escalations.people import (
    COMPLAINT,
    CREDIT,
    EXECUTIVE,
    HOUR,
    KIM,
    OPENING,
    REGULATORY,
    RESOLVE,
    TO_WORK,
)

import caserules as cr

INTO = cr.MergeCase(into="C-1")
AGAIN = {"new_id": "C-2"}
FAIRSHAKE = OPENING.replace(fields={**COMPLAINT, "fairshake": True})


@pytest.fixture
def first(desk: Any) -> Any:
    """Kim's complaint, in work with ana."""
    return desk.given("ida", OPENING).given("ana", *TO_WORK).case


@pytest.mark.requirement("ESC-07")
def test_a_second_ticket_for_one_complaint_goes_into_the_first(desk: Any, first: Any) -> None:
    """Kim wrote again an hour later: the promises of the first, which came earlier, are those that stay."""
    second = desk.given("ida", OPENING.replace(**AGAIN), after=HOUR)
    merged = second.when("ida", INTO, after=HOUR, related=(first,)).or_raise()
    assert [change.case.merged_into for change in merged.changes] == ["C-1", None]
    assert "holds    `merged-with-its-like` (ESC-03, ESC-07, ESC-08, ESC-12)" in second.told(merged)


@pytest.mark.requirement("ESC-07")
@pytest.mark.parametrize(
    ("opening", "kept"),
    [
        (REGULATORY, OPENING),
        (EXECUTIVE, OPENING),
        (REGULATORY, REGULATORY.replace(fields={**REGULATORY.fields, "agency": "utility board"})),
        (OPENING, OPENING.replace(requester=cr.Person(id="max", name="Max"))),
        (OPENING.replace(requester=None), OPENING.replace(requester=None)),
        (OPENING.replace(fields={**COMPLAINT, "notice_of_dispute": True}), OPENING),
        (OPENING.replace(fields={**COMPLAINT, "notice_of_dispute": True}), FAIRSHAKE),
        (OPENING.replace(fields={**COMPLAINT, "source": "legal"}), OPENING),
        (FAIRSHAKE, OPENING),
    ],
)
def test_no_promise_is_lost_in_another_case(
    desk: Any, opening: cr.OpenCase, kept: cr.OpenCase, refused: Callable[..., str]
) -> None:
    """Not in one of another type, agency or customer, of nobody knows whom, or that is less urgent."""
    other = desk.given("ida", kept).case
    later = desk.given("ida", opening.replace(**AGAIN), after=HOUR)
    said = refused(later.when("ida", INTO, after=HOUR, related=(other,)), "merged-with-its-like")
    assert "(ESC-03, ESC-07, ESC-08, ESC-12): case `C-1` is another customer's, of another type" in said
    assert "remedy: say there what is said here, link the two with `LinkCase`, or let the later" in said


@pytest.mark.requirement("ESC-07")
def test_the_earlier_of_two_does_not_go_into_the_later(
    desk: Any, first: Any, refused: Callable[..., str]
) -> None:
    """Its clocks count from its receipt, and would be forgotten."""
    later = desk.given("ida", OPENING.replace(**AGAIN), after=HOUR).case
    earlier = desk.desk.decide(first, cr.MergeCase(into="C-2"), desk.context("ana", HOUR, related=(later,)))
    refused(earlier, "merged-with-its-like")


@pytest.mark.requirement("ESC-07")
@pytest.mark.parametrize("known", [{"id": "kim"}, {"email": KIM.email}, {"phone": KIM.phone}])
def test_a_customer_is_the_same_by_number_address_or_telephone(
    desk: Any, first: Any, known: dict[str, str]
) -> None:
    """Whichever of them is on file."""
    opening = OPENING.replace(requester=cr.Person(name="K.", region="Northeast", **known), **AGAIN)
    assert desk.given("ida", opening).when("ida", INTO, related=(first,)).accepted


@pytest.mark.requirement("ESC-15")
@pytest.mark.parametrize("who", ["ana", "quinn"])
def test_what_is_under_review_goes_into_no_other_case(
    desk: Any, first: Any, who: str, refused: Callable[..., str]
) -> None:
    """The review closes it or sends it back; there is no third way, for nobody."""
    second = desk.given("ida", OPENING.replace(**AGAIN), after=HOUR).given(
        "ana", *TO_WORK, RESOLVE, after=HOUR
    )
    said = refused(second.when(who, INTO, after=HOUR, related=(first,)), "review-is-not-gone-round")
    assert "(ESC-15, ESC-19): case `C-2`, or the one that it would go into, is under review" in said


@pytest.mark.requirement("ESC-19")
def test_what_came_back_from_the_review_goes_back_there(
    desk: Any, first: Any, refused: Callable[..., str]
) -> None:
    """An incomplete ticket would else count for nothing; taken up again, it is one all the same."""
    second = desk.given("ida", OPENING.replace(**AGAIN)).given("ana", *TO_WORK, RESOLVE)
    back = second.given("quinn", cr.ChangeStatus(to="Incomplete"))
    for story in (back, back.given("ana", cr.ChangeStatus(to="Pending"))):
        refused(story.when("ana", INTO, related=(first,)), "review-is-not-gone-round")


@pytest.mark.requirement("ESC-15")
def test_nothing_goes_into_a_case_under_review(desk: Any, refused: Callable[..., str]) -> None:
    """The review has before it what it judges, and no more."""
    kept = desk.given("ida", OPENING).given("ana", *TO_WORK, RESOLVE).case
    second = desk.given("ida", OPENING.replace(**AGAIN), after=HOUR)
    refused(second.when("ana", INTO, after=HOUR, related=(kept,)), "review-is-not-gone-round")


@pytest.mark.requirement("ESC-08")
def test_an_urgent_case_goes_into_an_urgent_one(desk: Any) -> None:
    """For whatever reason each of them is; and a dispute into a dispute."""
    legal = OPENING.replace(fields={**COMPLAINT, "source": "legal"}, **AGAIN)
    shaken = desk.given("ida", FAIRSHAKE).case
    assert desk.given("ida", legal, after=HOUR).when("ida", INTO, after=HOUR, related=(shaken,)).accepted
    disputed = OPENING.replace(fields={**COMPLAINT, "notice_of_dispute": True})
    first = desk.given("ida", disputed).case
    second = desk.given("ida", disputed.replace(**AGAIN), after=HOUR)
    assert second.when("ida", INTO, after=HOUR, related=(first,)).accepted


@pytest.mark.requirement("ESC-11")
def test_credits_do_not_vanish_in_another_case(desk: Any, first: Any, refused: Callable[..., str]) -> None:
    """200 here and 200 there are 400, and above what an agent may."""
    second = desk.given("ida", OPENING.replace(**AGAIN), after=HOUR).given("ana", CREDIT, after=HOUR)
    said = refused(second.when("ana", INTO, after=HOUR, related=(first,)), "credits-are-not-left-behind")
    assert "(ESC-11, ESC-12): case `C-2` has credits of 200, which would not count in case `C-1`" in said


@pytest.mark.requirement("ESC-14")
@pytest.mark.parametrize("kind", ["dual", "task"])
def test_a_partner_s_part_does_not_go_with_a_case(
    desk: Any, first: Any, kind: Any, refused: Callable[..., str]
) -> None:
    """Bo could not complete it there any more; once it is cancelled, the case goes."""
    part = cr.ReferCase(kind=kind, department="billing", reason="the bill")
    second = desk.given("ida", OPENING.replace(**AGAIN), after=HOUR).given("ana", part, after=HOUR)
    refused(second.when("ana", INTO, after=HOUR, related=(first,)), "nobody-is-left-with-a-part")
    number = second.case.referrals[0].number
    without = second.given("ana", cr.CancelReferral(number=number), after=HOUR)
    assert without.when("ana", INTO, after=HOUR, related=(first,)).accepted


@pytest.mark.requirement("ESC-07")
def test_a_case_that_is_not_known_here_is_no_other_s(desk: Any, refused: Callable[..., str]) -> None:
    """The library says what is wanting, and the desk's rules say nothing."""
    second = desk.given("ida", OPENING.replace(fields=COMPLAINT, **AGAIN))
    refused(second.when("ida", INTO), "no-such-case")
