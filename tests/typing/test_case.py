"""What the type checkers know of cases and decisions; checked, and run too."""

from datetime import UTC, datetime
from typing import assert_type

from caserules.case import Case, Change, Context, Decision, Draft, Refusal, evolve, record, replay
from caserules.case import commands as c
from caserules.case import events as e
from caserules.testing import cases

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class Parcel(Case):
    """A case with a field of its own."""

    weight: int | None = None


OPENED = e.CaseOpened(
    case_id="C-1", at=NOW, by="ana", desk="d", subject="s", status="new", phase="open", received_at=NOW
)


def test_a_case_keeps_its_type() -> None:
    """`evolve`, `replay` and `replace` give the type that they are given."""
    parcel = replay([OPENED], Parcel)
    assert_type(parcel, Parcel)
    assert_type(parcel.replace(subject="x"), Parcel)
    assert_type(evolve(parcel, e.CaseSeen(case_id="C-1", at=NOW, by="ana")), Parcel)
    assert_type(evolve(None, OPENED, Parcel), Parcel)
    assert parcel.replace(weight=3).weight == 3


def test_a_decision_keeps_the_type_of_its_case() -> None:
    """A decision on a parcel gives a parcel; nothing needs narrowing but whether there is one."""
    draft = Draft(replay([OPENED], Parcel), Parcel, by="ana", at=NOW)
    assert_type(record(draft, c.SeeCase()), Refusal | None)
    assert_type(draft.case, Parcel)
    change = draft.change()
    assert_type(change, Change[Parcel])
    decision: Decision[Parcel] = Decision(
        rulebook="x", context=Context(now=NOW, actor="ana"), changes=(change,)
    )
    assert_type(decision.case, Parcel | None)
    assert_type(decision.or_raise().case, Parcel)
    assert decision.case is change.case


def test_strategies_are_typed() -> None:
    """`cases` gives the type of case that it is asked for."""
    cases().map(lambda case: assert_type(case, Case))
    cases(Parcel).map(lambda case: assert_type(case, Parcel))
