"""How cases come about at the festival desk: by whose hand, from where, and what is no case of its own."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.desks.festival.people import DAY, FORM, HOUR, KIM, MONDAY, OPENING, REFUND

import caserules as cr

SHOWN = {
    "phone": ("Phone", "request-by-phone", "FES-14"),
    "delivery report": ("We Generated", "we-generated", "FES-15"),
    "service": ("We Generated", "we-generated", "FES-15"),
    "e-mail": ("Email", "mail-to-an-agent", "FES-16"),
    "form": ("Web", "support-form", "FES-01"),
}
"""Each channel with the origin that is read off it, by which rule and row."""

REPLY = FORM.replace(channel="e-mail", reply_to="C-1", subject="Re: my fee")
ASIDE = REPLY.replace(same_issue=False, subject="by the way, when do you open?")
CALL = FORM.replace(channel="phone", subject="where is my fee", text="it is on its way")


@pytest.fixture
def case(desk: Any) -> Any:
    """Kim's refund, which is Chelsea's since nine."""
    return desk.given("ana", OPENING, REFUND, cr.RouteCase())


@pytest.fixture
def closed(case: Any) -> Any:
    """The same, closed at ten."""
    return case.given("chelsea", cr.CloseCase(reason="answered", comment="paid back"), after=HOUR)


@pytest.mark.requirement("FES-14")
@pytest.mark.requirement("FES-15")
@pytest.mark.requirement("FES-16")
@pytest.mark.parametrize("channel", SHOWN)
def test_the_origin_is_read_off_the_channel(desk: Any, channel: str) -> None:
    """A call, a delivery-trouble report, a service's action, a mail to an agent, the site's form."""
    origin, rule, source = SHOWN[channel]
    decision = desk.receive("ana", FORM.replace(channel=channel)).or_raise()
    assert (decision.case.id, decision.case.origin, decision.case.queue) == ("C-2", origin, "support")
    assert (decision.verdict.then, decision.verdict.rule, decision.verdict.source) == ("open", rule, source)
    assert f"yes  `{rule}` ({source})" in desk.told(decision)


@pytest.mark.requirement("FES-14")
@pytest.mark.requirement("FES-15")
@pytest.mark.requirement("FES-16")
@pytest.mark.parametrize("channel", SHOWN)
def test_an_origin_that_contradicts_the_channel_is_refused(
    desk: Any, channel: str, refused: Callable[..., str]
) -> None:
    """Each of the others; the right one may be said as well."""
    right, rule, source = SHOWN[channel]
    for origin in ("Phone", "We Generated", "Email", "Web"):
        decision = desk.receive("ana", FORM.replace(channel=channel, origin=origin))
        if origin == right:
            assert decision.accepted
            continue
        answer = refused(decision, rule)
        assert f"`{rule}` ({source}): `origin` is given as `{origin}`, and the rule says `{right}`" in answer
        assert "remedy: leave `origin` out" in answer


@pytest.mark.requirement("FES-14")
@pytest.mark.requirement("FES-15")
@pytest.mark.requirement("FES-16")
def test_a_case_made_by_hand_names_its_origin(desk: Any, refused: Callable[..., str]) -> None:
    """One of the desk's origins; without it, or with another word, no case is opened."""
    for origin in ("Phone", "We Generated", "Email"):
        opening = OPENING.replace(origin=origin)
        assert desk.when("ana", opening).or_raise().case.origin == origin
    answer = refused(desk.when("ana", OPENING.replace(origin=None)), "origin-is-named")
    assert "(FES-14, FES-15, FES-16): nobody says where the case `C-1` comes from" in answer
    unknown = refused(desk.when("ana", OPENING.replace(origin="Telephone")), "unknown-word")
    assert "`Telephone` is no word of `origin`" in unknown


@pytest.mark.requirement("FES-17")
def test_an_unrelated_question_in_a_reply_is_a_case_of_its_own(
    case: Any, refused: Callable[..., str]
) -> None:
    """Of origin Email, linked to the earlier one, waiting in the queue; a contradicting origin is refused."""
    decision = case.receive("ana", ASIDE, HOUR).or_raise()
    assert (decision.case.id, decision.case.origin, decision.case.queue) == ("C-2", "Email", "support")
    assert [(link.to, link.relation) for link in decision.case.links] == [("C-1", "related")]
    assert (decision.verdict.rule, decision.verdict.source) == ("aside", "FES-17")
    answer = refused(case.receive("ana", ASIDE.replace(origin="Phone"), HOUR), "aside")
    assert "`aside` (FES-17): `origin` is given as `Phone`, and the rule says `Email`" in answer
    by_form = case.receive("ana", ASIDE.replace(channel="form"), HOUR).or_raise()
    assert by_form.case.origin == "Email"


@pytest.mark.requirement("FES-17")
def test_an_aside_that_needs_nothing_is_no_case(case: Any) -> None:
    """Neither a response nor an action: nothing changes, and the reason is told."""
    decision = case.receive("ana", ASIDE.replace(resolved=True), HOUR).or_raise()
    assert (decision.verdict.then, decision.verdict.source) == ("none", "FES-17")
    assert decision.changes == ()
    assert "it needs neither a response nor an action" in str(decision.explain())


@pytest.mark.requirement("FES-17")
def test_a_reply_on_the_subject_stays_on_its_case(case: Any, refused: Callable[..., str]) -> None:
    """Nothing is opened, the owner hears of it; the case it answers has to be handed over."""
    decision = case.receive("ana", REPLY, HOUR).or_raise()
    assert (decision.case.id, decision.verdict.rule) == ("C-1", "reply-on-the-subject")
    assert [change.before.id for change in decision.changes] == ["C-1"]
    assert decision.case.last_customer_at == MONDAY + HOUR
    assert [notice.to for notice in decision.notices] == ["chelsea"]
    assert "yes  `reply-on-the-subject` (FES-17)" in case.told(decision)
    alone = case.desk.receive(REPLY, case.context("ana", HOUR))
    answer = refused(alone, "reply-on-the-subject")
    assert "remedy: give `C-1` in `context.related`" in answer


@pytest.mark.requirement("FES-17")
def test_a_reply_takes_up_a_closed_case(closed: Any) -> None:
    """It stays on its case all the same, and with whoever had it."""
    decision = closed.receive("ana", REPLY, DAY).or_raise()
    assert (decision.case.id, decision.case.status, decision.case.owner) == ("C-1", "open", "chelsea")
    assert decision.verdict.rule == "reply-to-a-closed-case"
    another = closed.receive("ana", ASIDE, DAY).or_raise()
    assert (another.case.id, another.verdict.rule) == ("C-2", "aside")


@pytest.mark.requirement("FES-19")
@pytest.mark.parametrize(
    "call", [CALL.replace(reply_to="C-1"), CALL.replace(type="finance", reason="refund")]
)
def test_a_call_about_an_existing_case_is_logged_on_it(
    case: Any, call: Any, refused: Callable[..., str]
) -> None:
    """Which case it is the agent says, or the caller's matter does; a log without words is refused."""
    decision = case.receive("ana", call, HOUR).or_raise()
    assert (decision.case.id, decision.verdict.rule, decision.verdict.source) == (
        "C-1",
        "call-about-a-case",
        "FES-19",
    )
    (logged,) = decision.case.calls
    assert (logged.direction, logged.issue, logged.result, logged.by) == (
        "in",
        "where is my fee",
        "it is on its way",
        "ana",
    )
    assert [change.case.id for change in decision.changes] == ["C-1"]
    assert [notice.to for notice in decision.notices] == ["chelsea"]
    for nothing in (None, "  "):
        answer = refused(case.receive("ana", call.replace(text=nothing), HOUR), "call-about-a-case")
        assert "`call-about-a-case` (FES-19): `LogCall` can't be made of the interaction" in answer


@pytest.mark.requirement("FES-19")
def test_a_call_about_a_closed_case_takes_it_up_again(closed: Any) -> None:
    """If the agent says that it is about that one; a matter like it may be a new one."""
    decision = closed.receive("ana", CALL.replace(reply_to="C-1"), DAY).or_raise()
    assert (decision.case.id, decision.case.status, len(decision.case.calls)) == ("C-1", "open", 1)
    assert decision.verdict.rule == "call-about-a-closed-case"
    like_it = closed.receive("ana", CALL.replace(type="finance", reason="refund"), DAY).or_raise()
    assert (like_it.case.id, like_it.verdict.rule) == ("C-2", "request-by-phone")


@pytest.mark.requirement("FES-14")
def test_a_call_about_something_else_is_a_new_case(case: Any) -> None:
    """Of origin Phone, linked to the case beside which it came up; another caller's matter is not Kim's."""
    beside = CALL.replace(reply_to="C-1", same_issue=False)
    decision = case.receive("ana", beside, HOUR).or_raise()
    assert (decision.case.id, decision.case.origin) == ("C-2", "Phone")
    assert [link.to for link in decision.case.links] == ["C-1"]
    stranger = CALL.replace(requester=cr.Person(id="lee"), type="finance", reason="refund")
    decision = case.receive("ana", stranger, HOUR).or_raise()
    assert (decision.case.id, decision.case.links) == ("C-2", ())
    assert decision.case.requester != KIM


@pytest.mark.requirement("FES-19")
def test_a_call_from_before_the_case_was_opened_is_logged_on_it(case: Any) -> None:
    """Kim rang at eight, her case was opened at nine, and the call is written down at ten."""
    early = CALL.replace(reply_to="C-1", received_at=MONDAY - HOUR)
    decision = case.receive("ana", early, HOUR).or_raise()
    assert (decision.verdict.then, decision.case.calls[0].at) == ("append", MONDAY - HOUR)
