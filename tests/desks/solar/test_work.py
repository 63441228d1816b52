"""A day at the solar desk: tickets, case assignments for others, the back office, and how a case ends."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.desks.solar.people import HOME, HOMEOWNERS, HOUR, INSTALLERS, KIM, MONDAY, OPENING, ORGANISATION

import caserules as cr
from caserules.caseload import why_listed, worklist

ASSIGNMENT = cr.ReferCase(
    kind="task", department="deal processing", reason="stuck deal", comments="on hold since Friday"
)
FOR_SALES = cr.ReferCase(
    kind="task",
    department="sales",
    reason="commission",
    comments="Kim's rep asks",
    account_manager="mara",
    sales_manager="max",
    justification="the rep is asked first",
)

PICK = cr.PickCase()


@pytest.mark.requirement("SOL-07")
def test_tickets_are_linked_from_the_description(case: Any, refused: Callable[..., str]) -> None:
    """Given an open ticket: named in the description and linked, in one decision; linked alone, refused."""
    link = cr.LinkTicket(tracker="engineering", ticket="ENG-7")
    named = cr.ChangeFields(fields={"description": "The deal hangs, see ENG-7."})
    linked = case.given("ana", named, link)
    assert [each.ticket for each in linked.case.tickets] == ["ENG-7"]
    assert case.when("ana", named, link).accepted
    told = refused(case.when("ana", link), "tickets-stand-in-the-description")
    assert "`tickets-stand-in-the-description` (SOL-07): a ticket that is linked to case `C-1`" in told
    lost = cr.ChangeFields(fields={"description": "The deal hangs."})
    refused(linked.when("ana", lost), "tickets-stand-in-the-description")


@pytest.mark.requirement("SOL-08")
def test_another_team_is_engaged_by_a_case_assignment(case: Any, refused: Callable[..., str]) -> None:
    """Given department, reason and comments it is open; without either text, or with blanks, refused."""
    decided = case.when("ana", ASSIGNMENT).or_raise()
    assert [(each.to, each.source) for each in decided.notices] == [("deal processing", "SOL-08")]
    (assignment,) = decided.case.referrals
    assert (assignment.department, assignment.status, assignment.reason) == (
        "deal processing",
        "open",
        "stuck deal",
    )
    for missing in ({"reason": None}, {"comments": None}, {"comments": "  "}):
        told = refused(case.when("ana", ASSIGNMENT.replace(**missing)), "assignment-says-what-for")
        assert "`assignment-says-what-for` (SOL-08): a case assignment to `deal processing`" in told


@pytest.mark.requirement("SOL-08")
@pytest.mark.parametrize(
    "department",
    [
        *("deal processing", "resolution specialist", "compliance", "credit and title", "sales", "legal"),
        *("operations and maintenance", "risk", "revenue protection", "configuration", "product development"),
    ],
)
def test_the_departments_are_a_vocabulary(case: Any, department: str, refused: Callable[..., str]) -> None:
    """Each of the eleven; another is no word of the desk."""
    assert case.when("ana", FOR_SALES.replace(department=department)).accepted
    told = refused(case.when("ana", FOR_SALES.replace(department="complience")), "unknown-word")
    assert "did you mean `compliance`?" in told


@pytest.mark.requirement("SOL-08")
@pytest.mark.parametrize("missing", ["account_manager", "sales_manager"])
def test_sales_takes_both_managers(desk: Any, missing: str, refused: Callable[..., str]) -> None:
    """An installer's case goes to sales with its account manager and its sales manager."""
    opened = desk.given("ana", OPENING.replace(account=ORGANISATION))
    assert opened.when("ana", FOR_SALES).accepted
    told = refused(opened.when("ana", FOR_SALES.replace(**{missing: None})), "sales-takes-managers")
    assert "`sales-takes-managers` (SOL-08, SOL-11): a case assignment to `sales` names the account" in told


@pytest.mark.requirement("SOL-09")
def test_the_back_office_gets_the_case_and_no_assignment(case: Any, refused: Callable[..., str]) -> None:
    """Given a case for the back office: ana releases it to that queue; an assignment for it is refused."""
    handed = case.given("ana", cr.ReleaseCase(queue=HOMEOWNERS, comment="the contract has to be typed"))
    assert (handed.case.owner, handed.case.queue) == (None, HOMEOWNERS)
    for to in ("bea", "ben", INSTALLERS):
        told = refused(case.when("ana", ASSIGNMENT.replace(to=to)), "back-office-gets-no-assignment")
        assert "(SOL-09): the back office gets no case assignment" in told
        assert f"to `{HOMEOWNERS}` or to `{INSTALLERS}`" in told
    named = ASSIGNMENT.replace(department="Back office", justification="it is for them")
    refused(case.when("ana", named), "unknown-word", "back-office-gets-no-assignment")


@pytest.mark.requirement("SOL-10")
def test_the_case_stays_supports_while_assignments_are_open(case: Any, refused: Callable[..., str]) -> None:
    """Given two assignments at once: the case is still ana's, and no team whose part is open gets it."""
    engaged = case.given("ana", ASSIGNMENT, FOR_SALES)
    assert [each.status for each in engaged.case.referrals] == ["open", "open"]
    assert (engaged.case.owner, engaged.case.status) == ("ana", "awaiting assignment")
    listed = worklist(engaged.desk, "open-assignments", [engaged.case], engaged.context("ana"))
    assert {part: [row.item for row in rows] for part, rows in listed.parts().items()} == {
        "deal processing": [1],
        "sales": [2],
    }
    assert listed.source == "SOL-10, SOL-16"
    told = refused(engaged.when("ana", cr.AssignCase(to="deal processing")), "support-owns")
    assert "open a case assignment for the other team" in told


@pytest.mark.requirement("SOL-11")
def test_a_homeowners_managers_are_those_of_the_organisation_above(
    case: Any, refused: Callable[..., str]
) -> None:
    """Kim's home stands below Sunrise Roofs: its managers, and no others."""
    assert case.when("ana", FOR_SALES).accepted
    for other in ({"account_manager": "max"}, {"sales_manager": "mara"}):
        told = refused(case.when("ana", FOR_SALES.replace(**other)), "managers-of-the-parent")
        assert "(SOL-11): the managers are not those of the parent organisation `O-1`" in told
        assert "name `mara` as account manager and `max` as sales manager" in told


@pytest.mark.requirement("SOL-11")
def test_a_missing_parent_is_refused_with_the_remedy(desk: Any, refused: Callable[..., str]) -> None:
    """Given a home without its organisation: once the account is corrected, sales can be engaged."""
    alone = OPENING.replace(account=HOME.replace(parent=None), fields={"installer": "O-7"})
    opened = desk.given("ana", alone)
    told = refused(opened.when("ana", FOR_SALES), "parent-is-known")
    assert "`parent-is-known` (SOL-11): the homeowner's account `H-1` has no parent organisation" in told
    assert "remedy: put the organisation's account above it as its `parent`" in told
    corrected = opened.given("ana", cr.ChangeRequester(requester=KIM, account=HOME))
    assert corrected.case.installer == "O-1"
    assert corrected.when("ana", FOR_SALES).accepted
    unmanaged = HOME.replace(parent=ORGANISATION.replace(sales_manager=None))
    half = opened.given("ana", cr.ChangeRequester(requester=KIM, account=unmanaged))
    refused(half.when("ana", FOR_SALES), "parent-has-managers")


@pytest.mark.requirement("SOL-13")
@pytest.mark.parametrize("whom", ["amy", "bea"])
def test_the_owner_is_of_support(case: Any, whom: str, refused: Callable[..., str]) -> None:
    """An agent of Support or of its back office; another team is sent an assignment."""
    assert case.given("ana", cr.AssignCase(to=whom)).case.owner == whom
    for other in ("dora", "sales", "nobody"):
        told = refused(case.when("ana", cr.AssignCase(to=other)), "support-owns")
        assert f"`support-owns` (SOL-13, SOL-04): `{other}` is not of Support" in told
        assert "remedy: keep the case, and open a case assignment" in told


@pytest.mark.requirement("SOL-13")
def test_nobody_else_takes_a_case_from_a_queue(case: Any, refused: Callable[..., str]) -> None:
    """Given a case in Support's queue: sid of sales can't pick it, amy can; other queues there are none."""
    queued = case.given("ana", cr.ReleaseCase(queue="support"))
    refused(queued.when("sid", cr.PickCase()), "support-owns")
    assert queued.given("amy", cr.PickCase()).case.owner == "amy"
    told = refused(case.when("ana", cr.ReleaseCase(queue="suport")), "unknown-word")
    assert "did you mean `support`?" in told


@pytest.mark.requirement("SOL-14")
def test_the_procedures_propose_the_department(desk: Any, case: Any) -> None:
    """Each request type of the table with its department, also when it is classed anew; else none."""
    procedure = desk.desk.rulebook.table["procedure"]
    for request, department in procedure.items():
        assert desk.given("ana", OPENING.replace(type=request)).case.proposed_department == department
    opened = desk.when("ana", OPENING).or_raise()
    assert "`department-by-procedure` (SOL-14)" in desk.told(opened)
    assert set(procedure.values()) == set(desk.desk.rulebook.words["department"])
    anew = case.given("ana", cr.ClassifyCase(type="title transfer"))
    assert anew.case.proposed_department == "credit and title"
    free = anew.given("ana", cr.ClassifyCase(type="general question"))
    assert free.case.proposed_department is None
    assert free.when("ana", ASSIGNMENT.replace(department="risk")).accepted


@pytest.mark.requirement("SOL-14")
def test_another_department_takes_a_reason(case: Any, refused: Callable[..., str]) -> None:
    """For a deal's status that is any but deal processing."""
    assert case.when("ana", ASSIGNMENT).accepted
    legal = ASSIGNMENT.replace(department="legal")
    told = refused(case.when("ana", legal), "another-department-with-a-reason")
    assert "(SOL-14): for `deal status` the procedures name `deal processing`, not `legal`" in told
    assert case.when("ana", legal.replace(justification="a lawyer wrote")).accepted


@pytest.mark.requirement("SOL-16")
def test_a_case_closes_once_all_its_assignments_are_closed(case: Any, refused: Callable[..., str]) -> None:
    """Given two: after one is completed not yet, after the other is cancelled it does."""
    engaged = case.given("ana", ASSIGNMENT, FOR_SALES, cr.CompleteReferral(number=1))
    told = refused(engaged.when("ana", cr.CloseCase()), "assignments-closed-first")
    assert "`assignments-closed-first` (SOL-16, SOL-10): case `C-1` has a case assignment" in told
    closed = engaged.given("ana", cr.CancelReferral(number=2), cr.CloseCase())
    assert (closed.case.status, closed.case.phase) == ("closed", "closed")
    assert closed.given("ana", cr.ReactivateCase()).case.status == "awaiting support"


@pytest.mark.requirement("SOL-16")
@pytest.mark.parametrize("command", [cr.CompleteReferral(number=1), cr.CancelReferral(number=1)])
def test_a_closed_assignment_puts_the_case_back_to_support(
    case: Any, command: Any, refused: Callable[..., str]
) -> None:
    """Completed or called off: it awaits Support, ana hears of it; while others are open it may wait on."""
    engaged = case.given("ana", ASSIGNMENT, FOR_SALES)
    back = engaged.when("dora", command).or_raise()
    assert (back.case.status, back.case.owner) == ("awaiting support", "ana")
    assert f"effect.{command.command}" in back.rules
    assert [(each.to, each.rule) for each in back.notices] == [("ana", "assignment-closed")]
    again = engaged.given("dora", command)
    waits = cr.ChangeStatus(to="awaiting assignment")
    assert again.given("ana", waits).case.status == "awaiting assignment"
    told = refused(case.when("ana", waits), "waits-for-an-assignment")
    assert "(SOL-16): case `C-1` has no open assignment to wait for" in told


@pytest.mark.requirement("SOL-16")
def test_nothing_goes_round_a_closing(case: Any, refused: Callable[..., str]) -> None:
    """Neither a mere change of status nor a resolution ends a case."""
    engaged = case.given("ana", ASSIGNMENT)
    told = refused(engaged.when("ana", cr.ChangeStatus(to="closed")), "status.closed")
    assert "(SOL-16): case `C-1` becomes `closed` by `CloseCase`, not by `ChangeStatus`" in told
    refused(engaged.when("ana", cr.ResolveCase()), "leads-nowhere")


@pytest.mark.requirement("SOL-17")
def test_homeowners_and_installers_have_queues_of_their_own(desk: Any, refused: Callable[..., str]) -> None:
    """Each case goes to the one of its account; one on no account to either."""
    for account, own, other in ((HOME, HOMEOWNERS, INSTALLERS), (ORGANISATION, INSTALLERS, HOMEOWNERS)):
        opened = desk.given("ana", OPENING.replace(account=account))
        assert opened.given("ana", cr.ReleaseCase(queue=own)).case.queue == own
        told = refused(opened.when("ana", cr.ReleaseCase(queue=other)), "queue-of-its-account")
        assert f"remedy: release it to `{own}`" in told
        assert opened.when("ana", cr.ReleaseCase(queue="support")).accepted
    on_none = desk.given("ana", OPENING.replace(account=None, fields={"installer": "O-1"}))
    assert on_none.when("ana", cr.ReleaseCase(queue=INSTALLERS)).accepted


@pytest.fixture
def waiting(desk: Any) -> Callable[..., Any]:
    """Makes a case that waits for the back office, received at that hour."""

    def made(new_id: str, hour: int, *, priority: str | None = None, account: cr.Account = HOME) -> Any:
        received = MONDAY + hour * HOUR
        opening = OPENING.replace(new_id=new_id, priority=priority, account=account, received_at=received)
        queue = HOMEOWNERS if account is HOME else INSTALLERS
        return desk.given("ana", opening, cr.ReleaseCase(queue=queue), after=9 * HOUR)

    return made


@pytest.mark.requirement("SOL-17")
def test_the_back_office_sees_the_oldest_first_unless_one_is_urgent(waiting: Any) -> None:
    """Given two queues: in each the high priority stands first, then the oldest."""
    cases = [
        waiting("C-1", 3),
        waiting("C-2", 1),
        waiting("C-3", 4, priority="high"),
        waiting("C-4", 0, account=ORGANISATION),
        waiting("C-5", 2, priority="high"),
    ]
    context, desk = cases[0].context("bea", 9 * HOUR), cases[0].desk
    listed = worklist(desk, "back-office", [each.case for each in cases], context)
    assert {part: [row.case_id for row in rows] for part, rows in listed.parts().items()} == {
        HOMEOWNERS: ["C-5", "C-3", "C-2", "C-1"],
        INSTALLERS: ["C-4"],
    }
    assert "worklist `back-office` (SOL-17): 5 rows" in str(listed)
    picked = cases[0].given("bea", cr.PickCase(), after=9 * HOUR)
    assert worklist(desk, "back-office", [picked.case], context).rows == ()
    assert "C-1" in str(why_listed(desk, "back-office", picked.case, context))


@pytest.mark.requirement("SOL-17")
def test_the_back_office_takes_the_next_one(waiting: Any, refused: Callable[..., str]) -> None:
    """The oldest, the urgent before it, whatever waits elsewhere; what was taken is in nobody's way."""
    young, old, urgent = waiting("C-1", 3), waiting("C-2", 1), waiting("C-3", 4, priority="high")
    other = waiting("C-4", 0, account=ORGANISATION)

    def pick(case: Any, *known: Any, command: Any = PICK) -> Any:
        related = tuple(each.case for each in (case, *known))
        return case.when("bea", command, after=9 * HOUR, related=related)

    told = refused(pick(young, old, other), "oldest-first")
    assert f"`oldest-first` (SOL-17): case `C-1` is not the next one in `{HOMEOWNERS}`" in told
    refused(pick(old, urgent), "oldest-first")
    refused(pick(young, old, command=cr.AssignCase(to="bea")), "oldest-first")
    refused(pick(young, old, command=cr.AssignCase(to="amy")), "oldest-first")
    shared = {"after": 9 * HOUR, "related": (old.case,)}
    assert young.when("ana", cr.AssignCase(to="bea"), **shared).accepted
    refused(pick(urgent, waiting("C-5", 2, priority="high")), "oldest-first")
    assert pick(old, young, other).accepted
    assert pick(urgent, young, old, other).accepted
    taken = old.given("bea", cr.PickCase(), after=9 * HOUR)
    assert pick(young, taken).accepted
    assert (
        young.given("ana", cr.ReleaseCase(queue="support"), after=9 * HOUR)
        .when("ana", cr.PickCase(), after=9 * HOUR, related=(old.case,))
        .accepted
    )
