"""What reaches the escalations desk: through whom, what it is, and how urgent."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.desks.escalations.people import (
    ACKNOWLEDGE,
    COMPLAINT,
    EXECUTIVE,
    HOUR,
    INQUIRY,
    KIM,
    MONDAY,
    NEXT,
    OPENING,
    REGULATORY,
    RESOLVE,
    ROSTER,
    TO_WORK,
)

import caserules as cr

SOURCES = (
    "company executive",
    "regulatory agency",
    "direct customer contact",
    "contact to corporate",
    "social media",
    "legal",
    "CDC",
    "OTK",
)
MAIL = cr.Interaction(
    channel="e-mail",
    subject="billed twice",
    text="I was billed twice",
    requester=KIM,
    new_id="C-2",
    fields=COMPLAINT,
)
CALL = MAIL.replace(channel="phone")


def test_a_check_finds_nothing(desk: Any) -> None:
    """No rule that never holds, nothing that may be missing unasked, no status without a way on."""
    assert desk.desk.check(ROSTER).findings == ()


@pytest.mark.requirement("ESC-01")
@pytest.mark.parametrize("source", SOURCES)
def test_a_complaint_comes_through_one_of_eight_sources(desk: Any, source: str) -> None:
    """Each of them is a word of the desk, and the case knows it."""
    given = OPENING.replace(fields={**COMPLAINT, "source": source})
    assert desk.given("ida", given).case.source == source


@pytest.mark.requirement("ESC-01")
def test_a_complaint_through_nobody_or_somebody_else_is_refused(
    desk: Any, refused: Callable[..., str]
) -> None:
    """Without a source nothing is opened; a ninth is no word, and the nearest is named."""
    said = refused(desk.when("ida", OPENING.replace(fields={})), "source-is-said")
    assert "(ESC-01): nobody says through whom the complaint of case `C-1` came" in said
    said = refused(
        desk.when("ida", OPENING.replace(fields={**COMPLAINT, "source": "social medai"})), "unknown-word"
    )
    assert "did you mean `social media`?" in said


@pytest.mark.requirement("ESC-01")
def test_what_comes_over_social_media_came_through_social_media(desk: Any) -> None:
    """Where the intake gives no source the channel says it; a source that it gives stays."""
    post = MAIL.replace(channel="social media", fields={})
    opened = desk.receive("ida", post).or_raise()
    assert (opened.case.source, opened.case.origin, opened.verdict.rule) == (
        "social media",
        "social media",
        "from-social-media",
    )
    legal = desk.receive("ida", post.replace(fields={"source": "legal"})).or_raise()
    assert (legal.case.source, legal.verdict.source) == ("legal", "ESC-01")


@pytest.mark.requirement("ESC-02")
def test_contact_details_change_until_the_case_is_final(case: Any, refused: Callable[..., str]) -> None:
    """Given a case in work, and under review: yes; once it is closed: no."""
    moved = cr.ChangeRequester(requester=KIM.replace(phone="555 0199"))
    worked = case.given("ana", *TO_WORK)
    assert worked.given("ida", moved).case.requester.phone == "555 0199"
    reviewed = worked.given("ana", RESOLVE)
    assert reviewed.given("ana", moved).case.requester.phone == "555 0199"
    closed = reviewed.given("quinn", cr.CloseCase())
    said = refused(closed.when("ana", moved), "status.Closed")
    assert "`status.Closed` (ESC-02, ESC-15): case `C-1` is `Closed`, which is read-only" in said


@pytest.mark.requirement("ESC-03")
def test_cases_are_general_executive_or_regulatory(desk: Any, refused: Callable[..., str]) -> None:
    """By what they came through; another type is no word of the desk."""
    for opening, kind in ((OPENING, "general"), (EXECUTIVE, "executive"), (REGULATORY, "regulatory")):
        assert desk.given("ida", opening).case.type == kind
    assert desk.given("ida", OPENING.replace(type="executive")).case.type == "executive"
    refused(desk.when("ida", OPENING.replace(type="exotic")), "unknown-word")


@pytest.mark.requirement("ESC-03")
def test_regulatory_means_a_formal_complaint(case: Any, refused: Callable[..., str]) -> None:
    """A case is no more regulatory without one than it is general with one; the field brings the type."""
    said = refused(
        case.when("cy", cr.ClassifyCase(type="regulatory")), "regulatory-is-formal", "owner-is-qualified"
    )
    assert "(ESC-03): case `C-1` is `regulatory`" in said
    cys = case.given("lea", cr.AssignCase(to="cy"))
    formal = cys.when("cy", cr.ChangeFields(fields={"formal": True})).or_raise()
    assert formal.case.type == "regulatory"
    assert "`formal-is-regulatory` (ESC-03)" in case.told(formal)
    again = cys.given("cy", cr.ChangeFields(fields={"formal": True}))
    refused(again.when("cy", cr.ClassifyCase(type="general")), "regulatory-is-formal")
    assert again.given("cy", cr.ChangeFields(fields={"formal": False})).case.type == "general"


@pytest.mark.requirement("ESC-01")
@pytest.mark.requirement("ESC-22")
@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"formal": True}, "owner-is-qualified"),
        ({"source": "company executive"}, "owner-is-qualified"),
        ({"source": None}, "source-is-said"),
    ],
)
def test_facts_that_go_with_a_status_are_held_to_the_same(
    case: Any, fields: dict[str, Any], rule: str, refused: Callable[..., str]
) -> None:
    """Ana, who works general cases, makes no agency's case of hers in taking it into work either."""
    ready = case.given("ana", NEXT, ACKNOWLEDGE)
    to_work = cr.ChangeStatus(to="Pending", fields=fields)
    for command in (to_work, cr.ChangeFields(fields=fields)):
        refused(ready.when("ana", command), rule)
    assert ready.when("ana", to_work.replace(fields={"agency": "FCC"})).accepted


@pytest.mark.requirement("ESC-08")
@pytest.mark.parametrize(
    ("opening", "priority"),
    [
        (OPENING, "normal"),
        (EXECUTIVE, "high"),
        (REGULATORY, "high"),
        (OPENING.replace(fields={**COMPLAINT, "source": "legal"}), "high"),
        (OPENING.replace(fields={**COMPLAINT, "fairshake": True}), "high"),
        (OPENING.replace(fields={**COMPLAINT, "notice_of_dispute": True}), "high"),
    ],
)
def test_priority_follows_from_what_a_case_is(desk: Any, opening: cr.OpenCase, priority: str) -> None:
    """Executive, legal, fairshake, notice of dispute, regulatory: high; any other is normal."""
    opened = desk.when("ida", opening).or_raise()
    assert opened.case.priority == priority
    assert f"{priority}-priority" in opened.rules
    assert f"{priority}-priority" in str(opened.explain())


@pytest.mark.requirement("ESC-08")
def test_a_supervisor_changes_a_priority_with_a_reason(
    desk: Any, case: Any, refused: Callable[..., str]
) -> None:
    """Lea may, saying why; ana may not, nor set one at opening; a blank reason is none."""
    high = cr.ChangePriority(priority="high", reason="third call this week")
    assert case.given("lea", high).case.priority == "high"
    said = refused(case.when("ana", high), "priority-by-supervisor")
    assert "(ESC-08): `ana` is no supervisor, and may not change a priority by hand" in said
    refused(case.when("lea", high.replace(reason="  ")), "priority-has-a-reason")
    refused(desk.when("ida", OPENING.replace(priority="high")), "priority-follows-facts")
    disputed = case.given("lea", high, cr.ChangePriority(priority="normal", reason="settled"))
    again = disputed.given("ana", cr.ChangeFields(fields={"notice_of_dispute": True}))
    assert again.case.priority == "high"


@pytest.mark.requirement("ESC-19")
def test_a_customer_s_calls_are_kept_as_calls(desk: Any, case: Any) -> None:
    """The call that opens a case, and the one about a case that is there; its owner hears of it."""
    opened = desk.receive("ida", CALL).or_raise()
    assert [call.direction for call in opened.case.calls] == ["in"]
    again = case.receive("ida", CALL, HOUR).or_raise()
    assert (again.case.id, again.verdict.rule, again.verdict.source) == ("C-1", "call-in-hand", "ESC-19")
    assert [call.issue for call in again.case.calls] == ["billed twice"]
    assert [notice.to for notice in again.notices] == ["ana"]


@pytest.mark.requirement("ESC-19")
def test_a_call_of_which_nothing_was_written_down_is_a_call(desk: Any, case: Any) -> None:
    """The first as well as a further one: it counts among the calls, and says what is wanting."""
    silent = CALL.replace(text=" ")
    for there, rule in ((desk, "bare-first-call"), (case, "bare-call-in-hand")):
        called = there.receive("ida", silent, HOUR).or_raise()
        assert called.verdict.rule == rule
        assert [(call.direction, call.result) for call in called.case.calls] == [
            ("in", "nothing was written down")
        ]


@pytest.mark.requirement("ESC-19")
def test_a_call_from_before_the_case_was_opened_counts(case: Any) -> None:
    """It was made at eight, opened by hand at nine, and handed over at ten."""
    called = case.receive("ida", CALL.replace(received_at=MONDAY - HOUR), HOUR).or_raise()
    assert [call.at for call in called.case.calls] == [MONDAY - HOUR]
    assert called.case.first_contact_at is None


@pytest.mark.requirement("ESC-03")
@pytest.mark.requirement("ESC-06")
@pytest.mark.requirement("ESC-08")
@pytest.mark.parametrize("channel", ["letter", "phone", "social media"])
@pytest.mark.parametrize(
    ("facts", "kind", "priority"),
    [
        ({"source": "regulatory agency", "agency": "FCC", "formal": True}, "regulatory", "high"),
        ({"source": "company executive"}, "executive", "high"),
        ({"source": "legal"}, "general", "high"),
        ({**COMPLAINT, "notice_of_dispute": True}, "general", "high"),
        ({**COMPLAINT, "fairshake": True}, "general", "high"),
    ],
)
def test_what_is_of_another_kind_is_not_swallowed_by_the_case_in_hand(
    case: Any, channel: str, facts: dict[str, Any], kind: str, priority: str
) -> None:
    """An agency's, an executive's, a lawyer's word on a customer with a general case: a case of its own."""
    word = MAIL.replace(channel=channel, fields=facts)
    for story in (case, case.given("ana", *TO_WORK, RESOLVE)):
        opened = story.receive("ida", word, HOUR).or_raise()
        assert (opened.verdict.then, opened.case.id) == ("open", "C-2")
        assert (opened.case.type, opened.case.priority) == (kind, priority)
        assert [link.to for link in opened.case.links] == ["C-1"]
        again = story.desk.receive(word, story.context("ida", HOUR, related=(opened.case,))).or_raise()
        assert again.verdict.then == "append"
    typed = case.receive("ida", MAIL.replace(type="executive"), HOUR).or_raise()
    assert (typed.verdict.then, typed.case.type) == ("open", "executive")


@pytest.mark.requirement("ESC-08")
@pytest.mark.requirement("ESC-22")
def test_a_case_is_made_less_by_the_qualified_alone(desk: Any, refused: Callable[..., str]) -> None:
    """Neither bo nor ana makes a general case of an executive's or an agency's; ben, cy and lea may."""
    executive = desk.given("ida", EXECUTIVE.replace(type="executive", fields=COMPLAINT))
    less = cr.ClassifyCase(type="general")
    for who in ("bo", "ana"):
        said = refused(executive.when(who, less), "made-less-by-the-qualified")
        assert f"(ESC-07, ESC-08, ESC-22): case `C-1` is executive, and `{who}` is not qualified" in said
    assert executive.when("ben", less).or_raise().case.priority == "normal"
    assert executive.when("lea", less).accepted
    agency = desk.given("ida", REGULATORY)
    informal = cr.ChangeFields(fields={"formal": False})
    refused(agency.when("ben", informal), "made-less-by-the-qualified")
    assert agency.when("cy", informal).or_raise().case.type == "general"
    filed = executive.given("lea", cr.AssignCase(to="cy"))
    formal = cr.ChangeFields(fields={"formal": True})
    refused(filed.when("bo", formal), "made-less-by-the-qualified")
    assert filed.when("ben", formal).or_raise().case.type == "regulatory"


@pytest.mark.requirement("ESC-07")
@pytest.mark.requirement("ESC-08")
def test_what_a_case_promises_is_taken_from_it_by_the_qualified_alone(
    desk: Any, refused: Callable[..., str]
) -> None:
    """Neither its urgency nor its agency's term goes by a field that bo changes; more may be said by him."""

    def opened(**fields: Any) -> Any:
        return desk.given("ida", OPENING.replace(fields={**COMPLAINT, **fields}))

    legal = opened(source="legal")
    for story, fields in ((legal, {"source": "OTK"}), (opened(fairshake=True), {"fairshake": False})):
        less = cr.ChangeFields(fields=fields)
        told_of = refused(story.when("bo", less), "made-less-by-the-qualified")
        assert "`bo` is not qualified to take its type, its agency or its priority from it" in told_of
        assert story.when("ana", less).or_raise().case.priority == "normal"
    by_hand = opened().given("lea", cr.ChangePriority(priority="high", reason="third call"))
    refused(by_hand.when("bo", cr.ChangeFields(fields={"source": "OTK"})), "made-less-by-the-qualified")
    assert by_hand.when("bo", cr.ChangeFields(fields={"source": "legal"})).accepted
    filed = opened(source="regulatory agency", agency="state attorney general")
    for agency in ("FCC", None):
        changed = cr.ChangeFields(fields={"agency": agency})
        refused(filed.when("bo", changed), "made-less-by-the-qualified")
        assert filed.when("cy", changed).accepted
    unnamed = opened(source="regulatory agency")
    assert unnamed.when("bo", cr.ChangeFields(fields={"agency": "FCC"})).accepted
    released = desk.given("ida", EXECUTIVE).when(
        "bo", cr.ReleaseCase(queue="general"), cr.ChangeFields(fields={"formal": True})
    )
    refused(released, "made-less-by-the-qualified")


@pytest.mark.requirement("ESC-03")
def test_what_came_through_an_executive_is_no_general_case(desk: Any, refused: Callable[..., str]) -> None:
    """Neither at opening nor later, as long as it is said to have come that way."""
    said = refused(desk.when("ida", EXECUTIVE.replace(type="general")), "executives-stay-executive")
    assert "(ESC-03, ESC-08): case `C-1` came through an executive, and is no general one" in said
    executive = desk.given("ida", EXECUTIVE)
    refused(executive.when("ben", cr.ClassifyCase(type="general")), "executives-stay-executive")
    otherwise = cr.ChangeFields(fields={"source": "direct customer contact"})
    assert executive.when("ben", otherwise).or_raise().case.type == "general"


@pytest.mark.requirement("ESC-22")
def test_a_case_is_resolved_by_the_qualified_alone(desk: Any, refused: Callable[..., str]) -> None:
    """Not by bo of billing, or by ana for cy; cy does, and whoever leads."""
    agency = desk.given("ida", REGULATORY).given("cy", *TO_WORK)
    for who in ("bo", "ana"):
        said = refused(agency.when(who, RESOLVE), "resolved-by-the-qualified")
        assert f"(ESC-22): `{who}` is not qualified for cases that are regulatory" in said
    assert all(agency.when(who, RESOLVE).accepted for who in ("cy", "lea"))
    refused(desk.when("ida", INQUIRY, RESOLVE), "resolved-by-the-qualified")


@pytest.mark.requirement("ESC-15")
def test_what_a_customer_sends_goes_to_the_case_that_is_not_closed(case: Any) -> None:
    """Also while it is under review; after the closing it is a new case, linked to the old one."""
    reviewed = case.given("ana", *TO_WORK, RESOLVE)
    for story in (case, reviewed):
        assert story.receive("ida", MAIL, HOUR).or_raise().verdict.rule == "word-in-hand"
    closed = reviewed.given("quinn", cr.CloseCase())
    anew = closed.receive("ida", MAIL, HOUR).or_raise()
    assert (anew.case.id, anew.case.status, anew.verdict.rule) == ("C-2", "Assigned", "new-complaint")
    assert [link.to for link in anew.case.links] == ["C-1"]


@pytest.mark.requirement("ESC-16")
def test_who_takes_an_inquiry_keeps_it(desk: Any) -> None:
    """Ben is qualified, and is not asked to hand it over; ida is not, and the rules place it."""
    assert desk.given("ben", INQUIRY).case.owner == "ben"
    assert desk.given("ida", INQUIRY).case.owner == "ana"
    his = desk.when("ben", INQUIRY).or_raise()
    assert "`own-inquiry` (ESC-16, ESC-22)" in desk.told(his)
    assert desk.given("ben", INQUIRY, NEXT, ACKNOWLEDGE).case.form == "full"
