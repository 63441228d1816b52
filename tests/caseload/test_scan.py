"""The scan of a queue: unusual sizes, whom to tell, and near-identical subjects."""

from statistics import median
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.caseload.kinds import At, Desk, Opened

import caserules as cr
from caserules.caseload import Scan, scan
from caserules.testing import cases

SOME = st.lists(cases(max_commands=3), unique_by=lambda case: case.id, max_size=6)


def full(opened: Opened, count: int, **facts: Any) -> tuple[cr.Case, ...]:
    """So many open cases in the support queue."""
    return tuple(opened(f"C-{number}", **facts) for number in range(count))


@settings(max_examples=25)
@given(found=SOME, data=st.data())
def test_the_order_of_the_cases_does_not_matter_and_no_case_is_in_two_groups(
    desk: Desk, at: At, found: list[Any], data: Any
) -> None:
    """Equal scans; each group has its least size, and none but open cases of the queue."""
    told = scan(desk, "support", found, at())
    assert scan(desk, "support", data.draw(st.permutations(found)), at()) == told
    inside = [case.id for case in found if case.queue == "support" and case.phase == "open"]
    grouped = [case_id for group in told.groups for case_id in group.cases]
    assert len(set(grouped)) == len(grouped)
    assert set(grouped) <= set(inside)
    assert told.size <= len(inside)
    assert all(group.count >= 2 for group in told.groups)


@given(size=st.integers(0, 9), sizes=st.lists(st.integers(0, 6), max_size=4))
def test_a_size_is_unusual_beyond_the_limit_or_beyond_twice_the_median(
    desk: Desk, at: At, opened: Opened, size: int, sizes: list[int]
) -> None:
    """More than three; or more than twice the median of the sizes before, which counts as one at least."""
    told = scan(desk, "support", full(opened, size), at(), sizes)
    beyond = bool(sizes) and size > 2 * max(median(sizes), 1)
    assert told.unusual is (size > 3 or beyond)
    assert (told.size, told.usual) == (size, median(sizes) if sizes else None)


def test_an_unusual_size_is_told_until_somebody_acknowledges_it(desk: Desk, at: At, opened: Opened) -> None:
    """It is unusual since the first scan that finds it, with one key; once usual, all is cleared."""
    crowd = full(opened, 5)
    first = scan(desk, "support", crowd, at(1), (2, 2))
    assert first.queue == cr.Queue(id="support", size=5, unusual_since=at(1).now)
    assert first.queue.held
    again = scan(desk, "support", crowd, at(2, queues=(first.queue,)), (2, 2))
    assert again.queue.unusual_since == at(1).now
    assert [(each.to, each.key) for each in again.notices] == [(each.to, each.key) for each in first.notices]
    known = again.queue.acknowledged("chelsea", at(3).now)
    after = scan(desk, "support", crowd, at(4, queues=(known,)), (2, 2))
    assert (after.unusual, after.queue.held, after.notices) == (True, False, ())
    assert "unusual since Mon 2026-03-02 05:00 EST, acknowledged by `chelsea`" in str(after)
    usual = scan(desk, "support", crowd[:2], at(5, queues=(known,)))
    assert usual.queue == cr.Queue(id="support", size=2)
    anew = scan(desk, "support", crowd, at(6, queues=(usual.queue,)))
    assert anew.queue.unusual_since == at(6).now
    assert anew.notices[0].key != first.notices[0].key


def test_an_acknowledgement_is_the_word_of_whom_it_tells(desk: Desk, at: At, opened: Opened) -> None:
    """Somebody else's leaves the queue held, and is forgotten; where nobody is told, anybody's will do."""
    crowd = full(opened, 5)
    first = scan(desk, "support", crowd, at(1)).queue
    by_kim = first.acknowledged("kim", at(2).now)
    again = scan(desk, "support", crowd, at(3, queues=(by_kim,)))
    assert again.queue == first
    assert "chelsea" in [each.to for each in again.notices]
    data = desk.rulebook.to_data()
    data["scan"]["support"]["tell"] = []
    free = cr.Desk(cr.Rulebook.model_validate(data))
    assert scan(free, "support", crowd, at(3, queues=(by_kim,))).queue == by_kim


def test_a_scan_is_told(desk: Desk, at: At, opened: Opened) -> None:
    """Size, reasons, whom to tell, and the groups; nobody is told of what he has found himself."""
    crowd = (
        *(opened(f"C-{number}", subject=f"Order {number} is late") for number in range(3)),
        opened("C-7", subject="order of Bo's is late", requester=cr.Person(name="Bo Li")),
        opened("C-8", subject="no heat"),
    )
    told = scan(desk, "support", reversed(crowd), at(actor="dev"), (1, 2, 2))
    assert str(told) == (
        "scan of `support` (FES-03): 5 open cases\n"
        "  5 open cases: more than `3`\n"
        "  5 open cases: more than `2` times the usual `2`\n"
        "  unusual since Mon 2026-03-02 04:00 EST, and nobody has acknowledged it\n"
        "  tell `chelsea`: the queue `support` is of unusual size: 5 open cases: more than `3`; "
        "5 open cases: more than `2` times the usual `2`\n"
        "  cases  what they share  such as          which\n"
        "  3      order is late    Order 0 is late  C-0, C-1, C-2"
    )
    (notice,) = told.notices
    assert (notice.rule, notice.source, notice.case_id) == ("scan.support", "FES-03", None)
    assert notice.key == "scan.support/2026-03-02T09:00:00+00:00/chelsea"
    assert Scan.model_validate_json(told.model_dump_json()) == told
    assert str(scan(desk, "support", crowd[:1], at())) == "scan of `support` (FES-03): 1 open case"


def test_subjects_are_grouped_by_their_similarity(desk: Desk, at: At, opened: Opened) -> None:
    """Those that have most words in common; what most of a group share is told, the largest group first."""
    subjects = ("a b c d", "a b c e", "a b c d", "x y", "y x", "z")
    crowd = [
        opened(f"C-{place}", cr.ReleaseCase(queue="legal"), subject=subject)
        for place, subject in enumerate(subjects)
    ]
    told = scan(desk, "legal", crowd, at())
    assert [(each.pattern, each.cases) for each in told.groups] == [
        ("a b c d", ("C-0", "C-1", "C-2")),
        ("x y", ("C-3", "C-4")),
    ]
    assert not told.unusual


def test_a_scan_may_look_at_the_size_alone(book: dict[str, Any], at: At, opened: Opened) -> None:
    """Without `alike_from` no groups are told."""
    desk = cr.Desk(cr.Rulebook.model_validate(book | {"scan": {"support": {"more_than": 0}}}))
    told = scan(desk, "support", full(opened, 2, account=cr.Account(id="A", name="Late Films")), at())
    assert (told.groups, told.unusual, told.notices) == ((), True, ())


def test_a_case_that_went_into_another_is_not_counted(desk: Desk, at: At, opened: Opened) -> None:
    """It is worked on there."""
    one, other = full(opened, 2)
    merged = desk.decide(one, cr.MergeCase(into="C-1"), at(related=(other,))).or_raise()
    assert scan(desk, "support", [change.case for change in merged.changes], at()).size == 1


def test_a_scan_of_another_queue_is_named(desk: Desk, at: At, book: dict[str, Any]) -> None:
    """With the nearest name."""
    with pytest.raises(LookupError, match="there is no scan of a queue `suport`; did you mean `support`"):
        scan(desk, "suport", (), at())
    bare = cr.Desk(cr.Rulebook.model_validate({**book, "scan": {}}))
    with pytest.raises(LookupError, match="no scan of a queue `support`; the rulebook has none"):
        scan(bare, "support", (), at())
