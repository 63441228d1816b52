"""Worklists that list nothing, metrics that count nothing, scans that tell nobody who is there."""

from typing import Any

import pytest

import caserules as cr

BOOK: dict[str, Any] = {
    "id": "d",
    "first_status": "new",
    "words": {"type": ["finance", "press"], "queue": ["support"]},
    "status": {"new": {"phase": "open", "to": ["done"]}, "done": {"phase": "closed"}},
    "effect": {"CloseCase": "done"},
}
NEVER = 'case.type == "finance" and case.type == "press"'


def found(roster: cr.Roster | None = None, **rules: Any) -> list[tuple[str, str, str | None, str]]:
    """What is found about these rules."""
    desk = cr.Desk(cr.Rulebook.model_validate(BOOK | rules))
    return [(each.kind, each.rule, each.key, each.message) for each in desk.check(roster)]


@pytest.mark.parametrize("more", [{}, {"each": "a for a in case.activities"}])
def test_a_list_whose_condition_never_holds_lists_nothing(more: dict[str, Any]) -> None:
    """It is found; one that is switched off is nobody's concern."""
    told = found(worklist=[{"id": "w", "when": NEVER, "source": "A", **more}])
    assert told == [("never holds", "w", "when", "`when` of `w` can never hold, so it lists nothing")]
    assert found(worklist=[{"id": "w", "when": NEVER, "enabled": False}, {"id": "x"}]) == []


def test_a_metric_of_nothing_is_found() -> None:
    """Where its `of` never holds, or its `share` never where `of` does."""
    assert found(metric=[{"id": "m", "of": NEVER, "share": "case.owner is None"}]) == [
        ("never holds", "m", "of", "`of` of `m` can never hold, so there is nothing to count")
    ]
    share = {"id": "m", "of": 'case.type == "finance"', "share": 'case.type == "press"'}
    assert found(metric=[share]) == [
        ("never holds", "m", "share", "`share` of `m` can never hold there, so the share is always none")
    ]
    assert found(metric=[{**share, "enabled": False}, {"id": "n", "of": 'case.type == "press"'}]) == []


def test_an_ordering_on_what_may_be_missing_is_found() -> None:
    """Also in a list or a share; a test in the metric's `of` is enough for the share."""
    late = "case.closed_at < now"
    assert [each[:3] for each in found(worklist=[{"id": "w", "when": late}])] == [
        ("may be missing", "w", "when")
    ]
    assert [each[:3] for each in found(metric=[{"id": "m", "share": late}])] == [
        ("may be missing", "m", "share")
    ]
    assert found(metric=[{"id": "m", "of": "case.closed_at is not None", "share": late}]) == []


def test_what_a_list_names_is_used() -> None:
    """A named condition, a field and a table that nothing else reads."""
    rules = {
        "let": {"big": "limit[case.type] is not None and case.size > limit[case.type]"},
        "table": {"limit": {"finance": 3}},
        "fields": {"size": {"type": "number"}},
    }
    assert {each[1] for each in found(**rules)} == {"let.big", "fields.size", "table.limit"}
    assert found(**rules, worklist=[{"id": "w", "when": "big"}]) == []
    assert found(**rules, metric=[{"id": "m", "of": "big"}]) == []


def test_whom_a_scan_tells_is_somebody() -> None:
    """An id that the roster does not know is found."""
    roster = cr.Roster(agents=(cr.Agent(id="lea"),))
    scan = {"support": {"more_than": 3, "tell": ["lea", "leo"], "source": "A"}}
    assert found(roster, scan=scan) == [
        ("nobody", "scan.support", "tell", "`scan.support` names `leo`, and that is no agent, team or queue")
    ]
