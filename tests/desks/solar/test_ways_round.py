"""What holds at the solar desk by whatever command it is tried: fields, records, order, merging."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.desks.solar.people import HOUR, INSTALLERS, MONDAY, ORGANISATION, REP, STRANGER

import caserules as cr
from caserules.caseload import worklist

TITLE = cr.OpenCase(
    new_id="C-1",
    subject="the title",
    description="Kim asks for the title, see ABC-1.",
    type="title transfer",
    requester=cr.Person(id="kim", name="Kim"),
    account=ORGANISATION,
)
REFERRAL = cr.ReferCase(kind="task", department="credit and title", reason="title", comments="see there")


@pytest.fixture
def case(desk: Any) -> Any:
    """A case that ana opened, with a ticket that its description names."""
    return desk.given("ana", TITLE, cr.LinkTicket(tracker="jira", ticket="ABC-1"))


@pytest.mark.requirement("SOL-15")
@pytest.mark.requirement("SOL-07")
@pytest.mark.parametrize("by", ["ChangeFields", "ChangeStatus"])
def test_what_a_case_needs_it_needs_by_every_way(case: Any, by: str, refused: Callable[..., str]) -> None:
    """Description, installer and named tickets: no status brings fields that a change of fields may not."""
    fields = {"description": "  ", "installer": None}
    referred = case.given("ana", REFERRAL)
    change = (
        cr.ChangeFields(fields=fields)
        if by == "ChangeFields"
        else cr.ChangeStatus(to="awaiting support", fields=fields)
    )
    told = refused(
        referred.when("ana", change),
        "description-given",
        "installer-given",
        "tickets-stand-in-the-description",
    )
    assert "remedy: name every linked ticket in the description" in told


@pytest.mark.requirement("SOL-05")
@pytest.mark.parametrize(
    ("person", "rules"),
    [
        (cr.Person(name="", email="", role="sales rep"), ["rep-is-named"]),
        (cr.Person(name=" ", phone="", role="homeowner"), ["homeowner-is-named"]),
        (cr.Person(id=" ", name="Kim"), ["opened-from-a-contact"]),
    ],
)
def test_what_is_blank_names_nobody(
    desk: Any, person: cr.Person, rules: list[str], refused: Callable[..., str]
) -> None:
    """Neither a blank name stands in every description, nor is a blank id a contact record."""
    refused(desk.when("ana", TITLE.replace(requester=person)), *rules)


@pytest.mark.requirement("SOL-05")
@pytest.mark.requirement("SOL-12")
@pytest.mark.parametrize(
    ("person", "how"), [(REP, "Ria Sol, ria@sunrise.example"), (STRANGER, "Lee Park, 555 0199")]
)
def test_who_has_no_record_stays_in_the_description(
    desk: Any, person: cr.Person, how: str, refused: Callable[..., str]
) -> None:
    """Whoever rewrites it leaves name and address in; with a record the description is free."""
    case = desk.given("ana", TITLE.replace(requester=person, description=f"{how} asks for the title."))
    bare = cr.ChangeFields(fields={"description": "asks for the title"})
    told = refused(case.when("ana", bare), "who-it-is-stays")
    assert "or link the contact record with `ChangeRequester`" in told
    assert case.when("ana", cr.ChangeFields(fields={"description": f"{how}: the title"})).accepted
    linked = case.given("ana", cr.ChangeRequester(requester=person.replace(id="r-1"), account=ORGANISATION))
    assert linked.when("ana", bare).accepted
    nobody = cr.ChangeRequester(requester=cr.Person(name="?"), account=ORGANISATION)
    refused(linked.when("ana", nobody), "who-it-is-stays")


@pytest.mark.requirement("SOL-17")
def test_the_order_of_the_back_office_is_not_gone_round(
    case: Any, desk: Any, refused: Callable[..., str]
) -> None:
    """Neither by the rules for new cases nor by making a case urgent does its taker choose it."""
    older = TITLE.replace(new_id="C-0", type="commission", received_at=MONDAY - HOUR)
    first = desk.given("ana", older, cr.ReleaseCase(queue=INSTALLERS)).case
    waits = case.given("ana", cr.ReleaseCase(queue=INSTALLERS))
    for who in ("ana", "ben", "sid"):
        refused(waits.when(who, cr.RouteCase(), related=(first,)), "back-office-keeps-its-cases")
    urgent = cr.ChangePriority(priority="high")
    decision = waits.when("ben", urgent, cr.PickCase(), related=(first,))
    assert [each.rule for each in decision.refusals] == ["urgent-by-support"]
    assert waits.given("ana", urgent).when("ben", cr.PickCase(), related=(first,)).accepted


@pytest.mark.requirement("SOL-14")
def test_the_reason_for_another_department_is_not_dodged(case: Any, refused: Callable[..., str]) -> None:
    """The procedures count, whatever stands in the case as proposed."""
    elsewhere = case.given("ana", cr.ChangeFields(fields={"proposed_department": "legal"}))
    legal = REFERRAL.replace(department="legal")
    told = refused(elsewhere.when("ana", legal), "another-department-with-a-reason")
    assert "for `title transfer` the procedures name `credit and title`, not `legal`" in told
    assert elsewhere.when("ana", legal.replace(justification="a letter came")).accepted
    assert elsewhere.when("ana", REFERRAL).accepted


@pytest.mark.requirement("SOL-11")
def test_managers_that_nobody_has_are_not_named(desk: Any, refused: Callable[..., str]) -> None:
    """Where the organisation's account lacks one, that is what is said, and not an empty name."""
    home = cr.Account(id="H-1", kind="homeowner", name="Kim", parent=ORGANISATION.replace(sales_manager=None))
    case = desk.given("ana", TITLE.replace(type="commission", account=home))
    sales = REFERRAL.replace(department="sales", account_manager="mara", sales_manager="max")
    told = refused(case.when("ana", sales), "parent-has-managers")
    assert "``" not in told


@pytest.mark.requirement("SOL-16")
@pytest.mark.requirement("SOL-03")
def test_a_merge_is_of_one_issue_and_leaves_no_assignment_open(
    case: Any, desk: Any, refused: Callable[..., str]
) -> None:
    """Refused while an assignment is open, into another customer's or another request, and to sales."""
    second = TITLE.replace(new_id="C-2", comment="the other house")
    into, merge = desk.given("ana", second).case, cr.MergeCase(into="C-2")
    assert case.when("ana", merge, related=(into,)).accepted
    refused(case.when("sid", merge, related=(into,)), "merged-by-its-own")
    refused(case.given("ana", REFERRAL).when("ana", merge, related=(into,)), "assignments-closed-first")
    for other in (second.replace(type="commission"), second.replace(requester=cr.Person(id="jo"))):
        strange = desk.given("ana", other).case
        refused(case.when("ana", merge, related=(strange,)), "merged-with-its-like")


@pytest.mark.requirement("SOL-04")
def test_a_case_that_has_gone_into_another_is_on_no_list(case: Any, desk: Any) -> None:
    """Neither its owner's, nor the back office's, nor that of the assignments."""
    gone = case.given("ana", REFERRAL).case.replace(merged_into="C-2")
    waits = case.given("ana", cr.ReleaseCase(queue=INSTALLERS)).case.replace(merged_into="C-2")
    for name, each in (("my-cases", gone), ("open-assignments", gone), ("back-office", waits)):
        left = each.replace(merged_into=None)
        assert worklist(desk.desk, name, [left], desk.context("ana")).cases == ("C-1",)
        assert worklist(desk.desk, name, [each], desk.context("ana")).cases == ()
