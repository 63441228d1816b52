"""The facts that a case carries, against a plain reading of its events."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any, get_args

from hypothesis import given

from caserules.case import Case, History
from caserules.case import events as e
from caserules.case.work import Work
from caserules.testing import cases


def last(history: History, wanted: Callable[[Any], bool]) -> datetime | None:
    """When the latest of such events happened."""
    return max((each.occurred_at for each in history if wanted(each)), default=None)


def first(history: History, wanted: Callable[[Any], bool]) -> datetime | None:
    """When the earliest of such events happened."""
    return min((each.occurred_at for each in history if wanted(each)), default=None)


def outgoing(event: Any) -> bool:
    """The desk tried to reach the requester."""
    return event.event == "AttemptLogged" or (event.event == "CallLogged" and event.direction == "out")


@given(cases())
def test_contacts_are_read_off_the_events(case: Case) -> None:
    """The facts about contact are the extremes of the events that make them, by when they happened."""
    history = case.history
    assert case.first_contact_at == first(history, outgoing)
    assert case.last_agent_at == last(
        history, lambda each: outgoing(each) or (each.event == "CommentAdded" and each.public)
    )
    assert case.last_customer_at == last(
        history,
        lambda each: (
            each.event == "InteractionReceived" or (each.event == "CallLogged" and each.direction == "in")
        ),
    )
    assert case.last_contact_at == last(
        history,
        lambda each: each.event == "CallLogged" or (each.event == "AttemptLogged" and each.reached),
    )
    assert case.last_action_at == last(history, lambda each: isinstance(each, get_args(Work)))


@given(cases())
def test_the_trail_has_a_line_for_each_piece_of_work(case: Case) -> None:
    """In the order in which it was recorded, with who and when."""
    work = [each for each in case.history if isinstance(each, get_args(Work))]
    assert [(line.at, line.by) for line in case.actions] == [(each.occurred_at, each.by) for each in work]


@given(cases())
def test_looks_are_the_latest_of_each(case: Case) -> None:
    """`seen` has everyone who looked, once, with the latest look."""
    looks = {each.by for each in case.history if each.event == "CaseSeen"}
    assert {each.by: each.at for each in case.seen} == {
        who: last(case.history, lambda each, who=who: each.event == "CaseSeen" and each.by == who)
        for who in looks
    }
    assert len(case.seen) == len(looks)


@given(cases())
def test_ownership_is_read_off_the_events(case: Case) -> None:
    """Owner and queue are the last placing's, since the first of the placings that left them so."""
    owner, owner_since, queue, queue_since = None, None, None, None
    for each in case.history:
        match each:
            case e.CaseRouted():
                placed = (each.owner, each.queue)
            case e.CaseAssigned():
                placed = (each.to, None)
            case e.CasePicked():
                placed = (each.by, None)
            case e.CaseReleased():
                placed = (None, each.queue)
            case _:
                continue
        if placed[0] != owner:
            owner, owner_since = placed[0], each.occurred_at if placed[0] else None
        if placed[1] != queue:
            queue, queue_since = placed[1], each.occurred_at if placed[1] else None
    assert (case.owner, case.owner_since) == (owner, owner_since)
    assert (case.queue, case.queue_since) == (queue, queue_since)


@given(cases())
def test_status_spans_adjoin(case: Case) -> None:
    """They begin with the opening, follow each other without a gap, never run back, and end with now's."""
    named = [each.status for each in case.history if isinstance(each, e.CaseOpened | e.StatusChanged)]
    spans = case.status_spans
    assert [span.status for span in spans] == named
    assert spans[0].since == case.opened_at
    for span, following in pairwise(spans):
        assert span.since <= following.since
        assert span.until == following.since
    assert (spans[-1].status, spans[-1].phase) == (case.status, case.phase)
    assert (spans[-1].since, spans[-1].until) == (case.status_since, None)


@given(cases())
def test_numbers_of_parts_never_repeat(case: Case) -> None:
    """Parts are numbered through, over all kinds, in the order in which they came."""
    kinds = (
        case.comments, case.calls, case.attempts, case.activities,
        case.attachments, case.referrals, case.credits, case.approvals,
    )  # fmt: skip
    numbers = [part.number for kind in kinds for part in kind]
    assert sorted(numbers) == list(range(1, case.parts + 1))
    assert [part.number for part in case.contacts] == sorted(
        part.number for part in (*case.calls, *case.attempts)
    )
    assert case.credited == sum(
        (each.amount for each in case.history if isinstance(each, e.CreditGranted)), Decimal(0)
    )
