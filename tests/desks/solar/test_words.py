"""What the solar desk holds against each other: who a customer is, and what a description names."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.desks.solar.people import HOME, ORGANISATION

import caserules as cr

ANN = cr.Person(name="Ann Lee", email="ann@home.example", role="homeowner")
REP = cr.Person(name="Al Ray", email="al@sun.example", role="sales rep")
TITLE = cr.OpenCase(
    new_id="C-1",
    subject="the title",
    description="Ann Lee (ann@home.example) and Al Ray (al@sun.example) ask for the title, see SUN-12.",
    type="title transfer",
    requester=ANN,
    account=HOME,
)


@pytest.fixture
def case(desk: Any) -> Any:
    """A case of Ann's, who is in no record."""
    return desk.given("ana", TITLE)


@pytest.mark.requirement("SOL-03")
@pytest.mark.parametrize(
    "again",
    [
        ANN,
        ANN.replace(email="Ann@Home.example"),
        ANN.replace(id="p-9"),
        ANN.replace(id=" "),
    ],
)
def test_the_same_customer_is_found_whatever_the_record_has(
    case: Any, desk: Any, again: cr.Person, refused: Callable[..., str]
) -> None:
    """By the address in whatever letters, and also where a contact record stands on one side alone."""
    second = TITLE.replace(new_id="C-2", requester=again)
    refused(desk.when("ana", second, related=(case.case,)), "looked-for-first")
    assert desk.when("ana", second.replace(comment="the other house"), related=(case.case,)).accepted
    other = second.replace(requester=again.replace(id="p-7", email="lee@home.example"))
    assert desk.when("ana", other, related=(case.case,)).accepted


@pytest.mark.requirement("SOL-03")
def test_a_case_is_not_classed_into_the_issue_of_another(
    case: Any, desk: Any, refused: Callable[..., str]
) -> None:
    """Opened as another request and classed anew at once, it is looked for all the same; not by itself."""
    second = TITLE.replace(new_id="C-2", type="commission")
    anew = cr.ClassifyCase(type="title transfer")
    refused(desk.when("ana", second, anew, related=(case.case,)), "looked-for-first")
    known = {"related": (case.case,)}
    told = anew.replace(comment="the other house")
    assert desk.when("ana", second, told, **known).accepted
    gone = case.case.replace(merged_into="C-9")
    assert desk.when("ana", second, anew, related=(gone,)).accepted
    assert case.when("ana", cr.ClassifyCase(type="commission"), **known).accepted


@pytest.mark.requirement("SOL-05")
@pytest.mark.requirement("SOL-12")
def test_a_requester_without_a_record_has_an_account_later_too(
    desk: Any, refused: Callable[..., str]
) -> None:
    """A rep on the organisation's, a homeowner on some; what opening refuses no correction brings in."""
    kim = TITLE.replace(requester=cr.Person(id="kim"), account=None, fields={"installer": "O-1"})
    case = desk.given("ana", kim)
    for account in (None, HOME):
        told = refused(
            case.when("ana", cr.ChangeRequester(requester=REP, account=account)), "rep-on-the-organisation"
        )
        assert "remedy: give the account of the rep's organisation" in told
    refused(case.when("ana", cr.ChangeRequester(requester=ANN)), "homeowner-on-an-account")
    assert case.when("ana", cr.ChangeRequester(requester=REP, account=ORGANISATION)).accepted
    assert case.when("ana", cr.ChangeRequester(requester=ANN, account=HOME)).accepted


LEGAL = cr.ReferCase(kind="task", department="legal", reason="a letter", comments="a lawyer wrote")


@pytest.mark.requirement("SOL-14")
def test_another_class_is_no_way_round_the_reason(case: Any, refused: Callable[..., str]) -> None:
    """Classed for legal, referred there and classed back, it stays there for no reason that is told."""
    there, back = cr.ClassifyCase(type="legal notice"), cr.ClassifyCase(type="title transfer")
    answer = refused(case.when("ana", there, LEGAL, back), "reclassed-with-a-reason")
    assert "(SOL-14): for `title transfer` the procedures name `credit and title`" in answer
    assert "remedy: say in the comment why it stays there, or call it off first" in answer
    assert case.when("ana", there, LEGAL, back.replace(comment="the letter is legal's all the same")).accepted
    assert case.when("ana", there, LEGAL.replace(justification="a letter came"), back).accepted
    off = cr.CancelReferral(number=1)
    assert case.when("ana", there, LEGAL, off, back).accepted
    assert case.when("ana", there, LEGAL, cr.ClassifyCase(type="general question")).accepted


@pytest.mark.requirement("SOL-11")
def test_another_account_is_no_way_round_its_managers(desk: Any, refused: Callable[..., str]) -> None:
    """Sales was asked on the organisation's account; a homeowner's has the managers above it, or none."""
    kim = cr.Person(id="kim")
    opening = TITLE.replace(requester=kim, type="commission", account=ORGANISATION)
    sales = cr.ReferCase(
        department="sales", reason="r", comments="c", account_manager="mara", sales_manager="max"
    )
    case = desk.given("ana", opening, sales)
    above, bare = ORGANISATION, ORGANISATION.replace(account_manager=None, sales_manager=None)
    for parent in (None, bare, above.replace(sales_manager="mo")):
        home = cr.ChangeRequester(requester=kim, account=HOME.replace(parent=parent))
        answer = refused(case.when("ana", home), "managers-go-with-the-account")
        assert "(SOL-11): an assignment of case `C-1` to `sales` is open, and names other managers" in answer
        assert case.given("ana", cr.CancelReferral(number=1)).when("ana", home).accepted
    own = case.given("ana", cr.ChangeRequester(requester=kim, account=HOME.replace(parent=above)))
    anew = HOME.replace(parent=above.replace(sales_manager="mo"))
    assert own.when("ana", cr.ChangeRequester(requester=kim, account=anew)).accepted


@pytest.mark.requirement("SOL-15")
def test_a_blank_account_is_no_installer(case: Any, refused: Callable[..., str]) -> None:
    """The installer is read off the account, and one without an id says none."""
    blank = cr.ChangeRequester(requester=ANN, account=ORGANISATION.replace(id=" "))
    refused(case.when("ana", blank), "installer-given")


@pytest.mark.requirement("SOL-07")
def test_a_ticket_is_named_by_itself(case: Any, refused: Callable[..., str]) -> None:
    """SUN-12 is not SUN-1; in small letters it is the same."""
    for ticket in ("SUN-1", "UN-12"):
        refused(
            case.when("ana", cr.LinkTicket(tracker="jira", ticket=ticket)), "tickets-stand-in-the-description"
        )
    for ticket in ("SUN-12", "sun-12"):
        assert case.when("ana", cr.LinkTicket(tracker="jira", ticket=ticket)).accepted


@pytest.mark.requirement("SOL-05")
def test_a_name_within_a_word_names_nobody(desk: Any, refused: Callable[..., str]) -> None:
    """Al stands neither in also nor in an address."""
    opening = TITLE.replace(requester=REP.replace(name="Al"), account=ORGANISATION)
    also = opening.replace(description="Somebody also asks (al@sun.example).")
    refused(desk.when("ana", also), "rep-is-named")
    assert desk.when("ana", opening).accepted
