"""The support queue of the festival desk when it is long: patterns in it, and how it is held."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.desks.festival.people import (
    ACCEPT,
    DAY,
    FORM,
    HOUR,
    LOG,
    MONDAY,
    OPENING,
    REFUND,
    SUBMISSION,
    TO_THE_RULES,
    ZONE,
    roster,
)

import caserules as cr
from caserules.caseload import scan

UNUSUAL = cr.Queue(id="support", size=90, unusual_since=MONDAY)
TOUCHING = (
    (REFUND, TO_THE_RULES),
    (REFUND, cr.AssignCase(to="chelsea")),
    (SUBMISSION, ACCEPT),
)


@pytest.mark.requirement("FES-03")
@pytest.mark.parametrize(("kind", "command"), TOUCHING)
def test_nothing_leaves_a_queue_of_unusual_size(
    case: Any, kind: Any, command: Any, refused: Callable[..., str]
) -> None:
    """Until the director has acknowledged it since it became unusual; the director's word ends it."""
    known = case.given("ana", kind)
    answer = refused(known.when("ana", command, after=HOUR, queues=(UNUSUAL,)), "queue-is-held")
    assert "(FES-03): the queue `support` is of unusual size, and its director" in answer
    assert "remedy: wait until the director has; a notice says so" in answer
    for queue in (
        UNUSUAL.acknowledged("dana", MONDAY - HOUR),
        UNUSUAL.acknowledged("bo", MONDAY),
        UNUSUAL.acknowledged("dana", MONDAY + 2 * HOUR),
    ):
        refused(known.when("ana", command, after=HOUR, queues=(queue,)), "queue-is-held")
    for queue in (UNUSUAL.acknowledged("dana", MONDAY), cr.Queue(id="support", size=90)):
        decision = known.when("ana", command, after=HOUR, queues=(queue,))
        assert decision.accepted
        assert "holds    `queue-is-held` (FES-03)" in case.told(decision)


@pytest.mark.requirement("FES-03")
@pytest.mark.parametrize(
    "command",
    [
        cr.CloneCase(reason="additional cases", new_ids=("C-2",), items=("film 1",)),
        cr.CloneCase(reason="another department", new_ids=("C-2",), department="liaison"),
        cr.MergeCase(into="C-9"),
    ],
)
def test_nothing_leaves_a_held_queue_by_a_clone_or_into_another_case(
    case: Any, command: Any, refused: Callable[..., str]
) -> None:
    """A clone is delegated as it is made; a case of Chelsea's takes none in; both are told of as any is."""
    refund = case.given("ana", REFUND)
    opening = OPENING.replace(new_id="C-9", type="finance", reason="refund")
    hers = refund.desk.decide(None, (opening, TO_THE_RULES), refund.context("ana")).or_raise().case
    held = refund.when("ana", command, after=HOUR, queues=(UNUSUAL,), related=(hers,))
    refused(held, "queue-is-held")
    assert [(each.to, each.rule) for each in held.notices] == [
        ("support-director", "director-hears-of-the-queue")
    ]
    let_go = UNUSUAL.acknowledged("dana", MONDAY)
    assert refund.when("ana", command, after=HOUR, queues=(let_go,), related=(hers,)).accepted


DIRECTED = """
base = "festival"
[table.person]
director = "maria"
[scan.support]
more_than = 0
"""


@pytest.mark.requirement("FES-03")
def test_a_scan_takes_nobody_s_word_but_the_director_s(desk: Any) -> None:
    """Bo's does not quiet it, any more than it lets the queue go; that of dana, who directs, does."""
    cases = queue_of(desk, questions(51))
    found = scan(desk.desk, "support", cases, desk.context("ana")).queue
    for who, told_of in (("bo", ["support-director"]), ("dana", [])):
        seen = found.acknowledged(who, MONDAY + HOUR)
        again = scan(desk.desk, "support", cases, desk.context("ana", 2 * HOUR, queues=(seen,)))
        assert [each.to for each in again.notices] == told_of


@pytest.mark.requirement("FES-03")
def test_the_host_names_the_director_in_one_place(story: Any) -> None:
    """The scan that finds the size tells whom the refusal tells, and that one's word ends it."""
    there = story(cr.Desk(cr.Rulebook.from_text(DIRECTED, "toml")), roster(), MONDAY)
    there = there.given("ana", OPENING, REFUND)
    found = scan(there.desk, "support", (there.case,), there.context("ana"))
    refusal = there.when("ana", TO_THE_RULES, after=HOUR, queues=(found.queue,))
    assert {each.to for each in (*found.notices, *refusal.notices)} == {"maria"}
    seen = found.queue.acknowledged("maria", MONDAY)
    assert there.when("ana", TO_THE_RULES, after=HOUR, queues=(seen,)).accepted


@pytest.mark.requirement("FES-03")
def test_what_is_in_a_personal_queue_is_not_held(case: Any) -> None:
    """Ana goes on working on what she has."""
    worked = case.given("ana", SUBMISSION, ACCEPT, LOG, after=2 * HOUR)
    assert worked.when("ana", cr.AssignCase(to="lou"), after=2 * HOUR, queues=(UNUSUAL,)).accepted


@pytest.mark.requirement("FES-03")
def test_the_director_hears_of_it_once(case: Any) -> None:
    """However many cases are tried, by whomever: one notice, by its key, until the queue is unusual anew."""
    refund = case.given("ana", REFUND)
    held = [
        refund.when(who, TO_THE_RULES, after=after, queues=(UNUSUAL,))
        for who, after in (("ana", HOUR), ("bo", 2 * HOUR))
    ]
    notices = [notice for decision in held for notice in decision.notices]
    assert {(each.to, each.rule, each.source) for each in notices} == {
        ("support-director", "director-hears-of-the-queue", "FES-03")
    }
    assert len({each.key for each in notices}) == 1
    stored = UNUSUAL.replace(unusual_since=MONDAY.astimezone(ZONE))
    same = refund.when("ana", TO_THE_RULES, after=3 * HOUR, queues=(stored,))
    assert {each.key for each in same.notices} == {each.key for each in notices}
    later = UNUSUAL.replace(unusual_since=MONDAY + DAY)
    anew = refund.when("ana", TO_THE_RULES, after=2 * DAY, queues=(later,))
    assert {each.key for each in anew.notices}.isdisjoint({each.key for each in notices})
    assert "the queue `support` has an unusual size, and is held" in str(held[0].explain())


def questions(count: int) -> tuple[str, ...]:
    """So many subjects, no two of which are alike."""
    return tuple(f"question {chr(97 + n % 26) * (2 + n // 26)}" for n in range(count))


def queue_of(story: Any, subjects: tuple[str, ...]) -> tuple[Any, ...]:
    """As many cases, which came in by the form with these subjects."""
    decisions = (
        story.desk.receive(FORM.replace(new_id=f"C-{n}", subject=subject), story.context("sweep"))
        for n, subject in enumerate(subjects, 1)
    )
    return tuple(decision.or_raise().case for decision in decisions)


OUTAGE = tuple(f"Error {n}: submission #{n * 37} failed on 03/0{n}/2026" for n in range(1, 7))
ORDINARY = ("when is the deadline?", "my dvd is lost", "forgot my password", "a new listing")


@pytest.mark.requirement("FES-02")
def test_a_scan_finds_subjects_that_point_to_a_fault_or_to_spam(desk: Any) -> None:
    """Six that differ in numbers and dates alone are a group, with its cases; four questions are none."""
    cases = queue_of(desk, (*ORDINARY, *OUTAGE))
    found = scan(desk.desk, "support", cases, desk.context("ana"))
    (group,) = found.groups
    assert (group.count, group.cases) == (6, tuple(sorted(case.id for case in cases[4:])))
    assert scan(desk.desk, "support", cases[:8], desk.context("ana")).groups == ()
    assert (found.size, found.unusual) == (10, False)
    assert "FES-02" in str(found)


@pytest.mark.requirement("FES-03")
@pytest.mark.parametrize(("size", "sizes"), [(51, ()), (31, (9, 10, 11))])
def test_the_scan_that_finds_an_unusual_size_notifies_the_director(
    desk: Any, size: int, sizes: tuple[int, ...], refused: Callable[..., str]
) -> None:
    """More than fifty, or three times what is usual: the queue is held from then on, and no longer."""
    cases = queue_of(desk, questions(size))
    found = scan(desk.desk, "support", cases, desk.context("ana"), sizes=sizes)
    assert (found.unusual, found.queue.unusual_since) == (True, MONDAY)
    assert [(each.to, each.source) for each in found.notices] == [("support-director", "FES-02, FES-03")]
    fewer = scan(desk.desk, "support", cases[:-1], desk.context("ana"), sizes=sizes)
    assert (fewer.unusual, fewer.notices) == (False, ())
    context = desk.context("ana", HOUR, queues=(found.queue,))
    first = desk.desk.decide(cases[0], REFUND, context).or_raise().case
    refused(desk.desk.decide(first, TO_THE_RULES, context), "queue-is-held")
    after = desk.context("ana", HOUR + timedelta(minutes=5), queues=(fewer.queue,))
    assert desk.desk.decide(first, TO_THE_RULES, after).accepted
