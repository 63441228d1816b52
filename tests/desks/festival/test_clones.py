"""Further cases out of one at the festival desk: for another department, or for items of their own."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.desks.festival.people import (
    DAY,
    HOUR,
    KIM,
    LOG,
    MONDAY,
    OPENING,
    REFUND,
    RELEASE,
    SUBMISSION,
    classed,
    roster,
)

import caserules as cr

DEPARTMENTS = {
    "liaison": ("lou", "liaison matter", "liaison"),
    "premium judging": ("blake", "premium judging", "premium-judging"),
    "finance": ("chelsea", "finance matter", "finance"),
    "ticketing and scheduling": ("natasha", "scheduling", "scheduling-and-ticketing"),
}
"""Each department with its person, the reason of a case that is made for it, and the rule that places it."""

ITEMS = ("Submission 7", "Submission 9", "Submission 12")


def for_department(name: str | None, *ids: str) -> cr.CloneCase:
    """A clone for that department."""
    return cr.CloneCase(reason="another department", department=name, new_ids=ids or ("C-2",))


def for_items(*items: str, department: str | None = None, first: int = 2) -> cr.CloneCase:
    """A case for each item."""
    ids = tuple(f"C-{first + place}" for place in range(len(items)))
    return cr.CloneCase(reason="additional cases", items=items, new_ids=ids, department=department)


@pytest.fixture
def case(desk: Any) -> Any:
    """A question about a submission to Bay Shorts, of Monday at nine, which ana accepted and worked on."""
    opening = OPENING.replace(
        description="which category is it in?", fields={"festival": "Bay Shorts", "liaison": "lou"}
    )
    there = desk.given("ana", opening)
    return there.given("ana", SUBMISSION, cr.PickCase(), LOG, after=HOUR)


@pytest.mark.requirement("FES-11")
@pytest.mark.parametrize("name", DEPARTMENTS)
def test_a_case_that_concerns_another_department_is_cloned_for_it(case: Any, name: str) -> None:
    """Its clone is with that department's person, says the same, begins anew, and both know of each other."""
    person, reason, rule = DEPARTMENTS[name]
    decision = case.when("ana", for_department(name), after=DAY).or_raise()
    source, clone = (change.case for change in decision.changes)
    assert (clone.owner, clone.queue, clone.reason) == (person, None, reason)
    assert (clone.subject, clone.description, clone.requester) == ("my fee", "which category is it in?", KIM)
    assert (clone.received_at, clone.opened_at) == (MONDAY + DAY, MONDAY + DAY)
    assert (clone.calls, clone.owner_since) == ((), MONDAY + DAY)
    assert [(link.to, link.relation) for link in source.links] == [("C-2", "clone")]
    assert [(link.to, link.relation) for link in clone.links] == [("C-1", "clone of")]
    assert source.owner == "ana"
    assert "also-concerns-a-department" in decision.rules
    assert f"routing: `{person}` by `{rule}`" in case.told(decision)


@pytest.mark.requirement("FES-11")
def test_the_clone_is_routed_as_any_case(case: Any) -> None:
    """While Natasha is out it is Chelsea's; while both are out it waits in the support queue."""
    for out, place in ((("natasha",), ("chelsea", None)), (("natasha", "chelsea"), (None, "support"))):
        context = case.context("ana", HOUR).replace(roster=roster(*out))
        decision = case.desk.decide(case.case, for_department("ticketing and scheduling"), context)
        clone = decision.or_raise().changes[1].case
        assert (clone.owner, clone.queue) == place


@pytest.mark.requirement("FES-11")
@pytest.mark.parametrize(
    ("kind", "own"),
    [
        (REFUND, "finance"),
        (classed("finance", "premium judging"), "finance"),
        (classed("festival", "activation"), "liaison"),
        (classed("festival", "listing change"), "liaison"),
        (classed("festival", "premium judging"), "premium judging"),
        (classed("festival", "scheduling"), "ticketing and scheduling"),
        (classed("festival", "ticketing"), "ticketing and scheduling"),
    ],
)
def test_a_case_s_own_department_is_no_other(
    case: Any, kind: Any, own: str, refused: Callable[..., str]
) -> None:
    """Refused for its own; accepted for each of the other three."""
    known = case.given("ana", RELEASE, kind, after=HOUR)
    answer = refused(known.when("ana", for_department(own), after=HOUR), "also-concerns-a-department")
    assert f"(FES-11, FES-13): case `C-1` is `{own}`'s own matter" in answer
    assert "remedy: class the case, and name another department that has to act on it" in answer
    others = (name for name in DEPARTMENTS if name != own)
    assert all(known.when("ana", for_department(name), after=HOUR).accepted for name in others)


@pytest.mark.requirement("FES-11")
@pytest.mark.parametrize(
    ("kind", "own"),
    [
        (classed("finance", "other"), "finance"),
        (classed("festival", "ticketing"), "ticketing and scheduling"),
    ],
)
def test_a_case_does_not_become_its_clone_s_matter(
    case: Any, kind: Any, own: str, refused: Callable[..., str]
) -> None:
    """Neither at once, so that the own department is another for a moment, nor the day after."""
    in_queue = case.given("ana", RELEASE, after=HOUR)
    answer = refused(in_queue.when("ana", for_department(own), kind, after=HOUR), "not-for-its-clone")
    assert f"(FES-11): as `{kind.type}`, for the reason `{kind.reason}`, case `C-1` would be" in answer
    assert "remedy: leave the matter to the clone, and close this one; or class it otherwise" in answer
    other = in_queue.given("ana", for_department("premium judging"), after=HOUR)
    assert other.when("ana", kind, after=DAY).accepted
    items = in_queue.given("ana", for_items("Submission 7", department=own), after=HOUR)
    assert items.when("ana", kind, after=DAY).accepted


@pytest.mark.requirement("FES-11")
def test_an_unclassed_case_has_no_other_department_yet(desk: Any, refused: Callable[..., str]) -> None:
    """Whose own it is shows once it is classed; and a clone is for a department that there is."""
    there = desk.given("ana", OPENING)
    refused(there.when("ana", for_department("finance")), "also-concerns-a-department")
    known = there.given("ana", classed("festival", "other"))
    assert known.when("ana", for_department("finance")).accepted
    nobody = refused(known.when("ana", for_department(None)), "also-concerns-a-department")
    assert "`department` of the command names nothing to clone for" in nobody
    answer = refused(known.when("ana", for_department("tiketing and scheduling")), "unknown-word")
    assert "did you mean `ticketing and scheduling`?" in answer


@pytest.mark.requirement("FES-12")
def test_every_named_item_gets_a_case_of_its_own(case: Any) -> None:
    """A category is cancelled: one decision makes a case for each submission, linked to the first."""
    cancelled = case.given("ana", classed("festival", "category cancelled"), after=HOUR)
    decision = cancelled.when("ana", for_items(*ITEMS), after=DAY).or_raise()
    source, *clones = (change.case for change in decision.changes)
    assert [clone.item for clone in clones] == list(ITEMS)
    assert {(clone.type, clone.reason, clone.festival) for clone in clones} == {
        ("festival", "category cancelled", "Bay Shorts")
    }
    assert {(clone.queue, clone.opened_at) for clone in clones} == {("support", MONDAY + DAY)}
    assert [clone.target for clone in source.clones] == list(ITEMS)
    assert [[link.to for link in clone.links] for clone in clones] == [["C-1"]] * 3
    assert "for-each-item" in str(decision.explain())


@pytest.mark.requirement("FES-12")
def test_the_items_may_be_a_department_s(case: Any) -> None:
    """To be refunded they go to Chelsea, each as a case of finance's."""
    decision = case.when("ana", for_items(*ITEMS, department="finance"), after=DAY).or_raise()
    assert {(each.case.type, each.case.owner) for each in decision.changes[1:]} == {("finance", "chelsea")}


@pytest.mark.requirement("FES-04")
@pytest.mark.parametrize("half", [cr.ClassifyCase(type="finance"), cr.ClassifyCase(reason="refund")])
def test_what_nobody_has_classed_is_not_delegated_by_cloning_it(
    desk: Any, half: Any, refused: Callable[..., str]
) -> None:
    """Its clones would be as unclassed as it is; once a department is named, or a class, they are not."""
    there = desk.given("ana", OPENING, half)
    answer = refused(there.when("ana", for_items(*ITEMS)), "for-each-item")
    assert "(FES-12, FES-13, FES-04): case `C-1` has no type, or no reason" in answer
    assert "remedy: class it first, or name the department for which they are made" in answer
    made = there.when("ana", for_items(*ITEMS, department="finance")).or_raise()
    assert {(each.case.type, each.case.reason) for each in made.changes[1:]} == {
        ("finance", "finance matter")
    }
    classed_first = there.given("ana", REFUND).when("ana", for_items(*ITEMS))
    assert {each.case.owner for each in classed_first.or_raise().changes[1:]} == {"chelsea"}


@pytest.mark.requirement("FES-12")
def test_it_is_all_of_the_items_or_none(case: Any, refused: Callable[..., str]) -> None:
    """Without items, with too few ids, or with one named twice, no case is made."""
    answer = refused(case.when("ana", for_items(), after=DAY), "for-each-item")
    assert "(FES-12, FES-13, FES-04): `items` of the command names nothing to clone for" in answer
    few = for_items(*ITEMS).replace(new_ids=("C-2",))
    assert "3 clones need a new id each" in refused(case.when("ana", few, after=DAY), "for-each-item")
    twice = for_items("Submission 7", "Submission 9", "Submission 7")
    assert "cloned for `Submission 7` already" in refused(case.when("ana", twice, after=DAY), "for-each-item")


@pytest.mark.requirement("FES-13")
def test_an_item_is_the_same_however_it_is_written(case: Any, refused: Callable[..., str]) -> None:
    """In small letters, or with blanks between, it has its case already; another number has not."""
    for again in ("submission 7", "Submission  7", " Submission 7 "):
        twice = for_items("Submission 7", again)
        refused(case.when("ana", twice, after=DAY), "for-each-item")
    made = case.when("ana", for_items("Submission 7"), after=DAY).or_raise()
    kin = tuple(change.case for change in made.changes)
    assert kin[1].item == "Submission 7"
    context = case.context("ana", 2 * DAY, related=kin)
    refused(case.desk.decide(kin[0], for_items("SUBMISSION 7", first=9), context), "for-each-item")
    assert case.desk.decide(kin[0], for_items("Submission 77", first=9), context).accepted


@pytest.mark.requirement("FES-13")
def test_nothing_else_is_a_reason_to_clone(case: Any, refused: Callable[..., str]) -> None:
    """A reason of one's own is refused, with the two that there are."""
    command = for_department("finance").replace(reason="to have it twice")
    answer = refused(
        case.when("ana", command, after=DAY), "unknown-word", "no-reason-to-clone", "one-of-two-reasons"
    )
    assert "(FES-13): `to have it twice` is no reason to clone case `C-1`" in answer
    assert "reasons: `another department`, `additional cases`" in answer
    assert case.when("ana", for_department("finance"), after=DAY).accepted


@pytest.mark.requirement("FES-13")
def test_nobody_is_cloned_for_twice_in_a_lineage(case: Any, refused: Callable[..., str]) -> None:
    """Neither from the first case, nor from its clone, nor from a clone's clone; another target is."""
    first = case.when("ana", for_department("finance"), after=DAY).or_raise()
    source, clone = (change.case for change in first.changes)
    context = case.context("ana", 2 * DAY, related=(source, clone))
    again = for_department("finance", "C-3")
    rule = "also-concerns-a-department"
    answer = refused(case.desk.decide(source, again, context), rule)
    assert "(FES-11, FES-13): case `C-1` or its kin was cloned for `finance` already" in answer
    second = case.desk.decide(clone, for_department("premium judging", "C-3"), context).or_raise()
    clone, grandchild = (change.case for change in second.changes)
    context = case.context("ana", 3 * DAY, related=(source, clone, grandchild))
    for kin in (source, grandchild):
        for name in ("finance", "premium judging"):
            assert not case.desk.decide(kin, for_department(name, "C-4"), context).accepted
    assert case.desk.decide(grandchild, for_department("liaison", "C-4"), context).accepted


@pytest.mark.requirement("FES-13")
def test_a_case_whose_kin_nobody_handed_over_is_not_cloned(case: Any, refused: Callable[..., str]) -> None:
    """The remedy names whom to hand over, and the desk says what to look for."""
    first = case.when("ana", for_department("finance"), after=DAY).or_raise()
    source, clone = (change.case for change in first.changes)
    command = for_department("liaison", "C-3")
    alone = case.desk.decide(clone, command, case.context("ana", 2 * DAY))
    answer = refused(alone, "also-concerns-a-department")
    assert "remedy: give `C-1` in `context.related`" in answer
    assert case.desk.looks_for(clone).lineage == "C-1"
    assert case.desk.decide(clone, command, case.context("ana", 2 * DAY, related=(source,))).accepted


@pytest.mark.requirement("FES-13")
def test_no_item_is_cloned_for_twice_in_a_lineage(case: Any, refused: Callable[..., str]) -> None:
    """One more item is, from the first case as from a clone."""
    first = case.when("ana", for_items(*ITEMS), after=DAY).or_raise()
    kin = tuple(change.case for change in first.changes)
    context = case.context("ana", 2 * DAY, related=kin)
    for each in kin[:2]:
        refused(case.desk.decide(each, for_items("Submission 9", first=9), context), "for-each-item")
        assert case.desk.decide(each, for_items("Submission 13", first=9), context).accepted
