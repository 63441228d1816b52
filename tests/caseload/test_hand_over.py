"""The hand-over summary: what a colleague has to know to carry on."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.caseload.kinds import LATE, At, Desk, Opened

import caserules as cr
from caserules.caseload import hand_over
from caserules.testing import cases

COLLEAGUE = LATE.replace(actor="bo")
SOME = st.lists(cases(max_commands=4), unique_by=lambda case: case.id, max_size=4)
TASKS = {
    "id": "tasks-done",
    "on": ["ResolveCase", "CloseCase"],
    "require": 'not any(a.status == "open" for a in result.activities)',
    "message": "`{case.id}` has a task that is open",
    "remedy": "complete it",
}
EVIDENCE = {"id": "evidence", "on": "ResolveCase", "require": "command.resolution.details is not None"}


@settings(max_examples=25)
@given(found=SOME, data=st.data())
def test_every_case_of_the_owner_that_is_not_over_is_handed_over(
    desk: Desk, found: list[Any], data: Any
) -> None:
    """Each once, the first one due first, whatever the order of the cases."""
    told = hand_over(desk, found, COLLEAGUE, "ana")
    assert {case.case_id for case in told.cases} == {
        case.id
        for case in found
        if case.owner == "ana" and case.phase != "closed" and case.merged_into is None
    }
    due = [case.due_at for case in told.cases if case.due_at is not None]
    assert due == sorted(due)
    assert hand_over(desk, data.draw(st.permutations(found)), COLLEAGUE, "ana") == told


def test_a_hand_over_tells_where_each_case_stands(book: dict[str, Any], at: At, opened: Opened) -> None:
    """Status, next action, last contact, what is open, the clocks that run, and what is missing."""
    desk = cr.Desk(cr.Rulebook.model_validate(book | {"guard": [TASKS, EVIDENCE]}))
    case = opened(
        "C-1",
        cr.AssignCase(to="ana"),
        cr.AddActivity(kind="phone call", subject="ring Kim"),
        cr.ReferCase(kind="dual", department="legal", to="second line"),
        cr.ReferCase(kind="task", department="finance"),
        cr.AskApproval(subject="credit"),
        cr.SetNextAction(next_action=cr.NextAction(text="ring back", due_at=at(5).now)),
        cr.LogCall(direction="in", issue="i", result="r"),
    )
    quiet = opened("C-2", cr.AssignCase(to="ana"), cr.SetNextAction(next_action=cr.NextAction(text="wait")))
    absent = cr.Absence(since=at().now, until=at(24).now)
    roster = cr.Roster(agents=(cr.Agent(id="ana", absences=(absent,)),))
    told = hand_over(desk, (quiet, case), at(1, "bo", roster=roster), "ana")
    assert str(told) == (
        "hand-over of `ana`, out until Tue 2026-03-03 04:00 EST: 2 cases\n"
        "  case `C-1`: no heat (`new` since Mon 2026-03-02 04:00 EST)\n"
        "    next action: ring back, due Mon 2026-03-02 09:00 EST\n"
        "    last contact: Mon 2026-03-02 04:00 EST\n"
        "    last word of the customer: Mon 2026-03-02 04:00 EST\n"
        "    last answer: none\n"
        "    open: `C-1.1` phone call: ring Kim\n"
        "    open: `C-1.2` dual with second line\n"
        "    open: `C-1.3` task with finance\n"
        "    open: `C-1.4` approval of credit\n"
        "    clock                   phase    due                       breached\n"
        "    `call-back` of `C-1.1`  running  Mon 2026-03-02 06:00 EST\n"
        "    `first-reply`           running  Mon 2026-03-02 08:00 EST\n"
        "    missing: `tasks-done`: `C-1` has a task that is open; complete it\n"
        "    missing: `evidence`: requires `command.resolution.details is not None`\n"
        "  case `C-2`: no heat (`new` since Mon 2026-03-02 04:00 EST)\n"
        "    next action: wait\n"
        "    last contact: none\n"
        "    last word of the customer: none\n"
        "    last answer: none\n"
        "    clock          phase    due                       breached\n"
        "    `first-reply`  running  Mon 2026-03-02 08:00 EST\n"
        "    missing: `evidence`: requires `command.resolution.details is not None`"
    )


def test_what_is_over_is_not_open(desk: Desk, at: At, opened: Opened) -> None:
    """Done activities, referrals and approvals are left out; so are clocks that have stopped."""
    case = opened(
        "C-1",
        cr.AssignCase(to="ana"),
        cr.AddActivity(kind="task", subject="look"),
        cr.CompleteActivity(number=1),
        cr.ReferCase(kind="task", department="finance"),
        cr.CancelReferral(number=2),
        cr.AskApproval(subject="credit"),
        cr.DecideApproval(number=3, approved=True),
        cr.LogCall(direction="out", issue="i", result="r"),
    )
    whole = hand_over(desk, (case,), at(1), "ana")
    (told,) = whole.cases
    assert str(whole) == (
        "hand-over of `ana`: 1 case\n"
        "  case `C-1`: no heat (`new` since Mon 2026-03-02 04:00 EST)\n"
        "    next action: none\n"
        "    last contact: Mon 2026-03-02 04:00 EST\n"
        "    last word of the customer: none\n"
        "    last answer: Mon 2026-03-02 04:00 EST"
    )
    assert (told.open, told.clocks, told.due_at, told.missing) == ((), (), None, ())
    assert whole.out_until is None


def test_what_is_missing_is_what_the_next_step_takes(book: dict[str, Any], at: At) -> None:
    """The next stage and the resolution while it is open; the closing once it is resolved; else nothing."""
    stages = [{"name": "identify", "needs": ["case.type is not None"]}, {"name": "settle"}]
    words = {**book["words"], "stage": ["identify", "settle"]}
    closing = {"id": "close-late", "on": "CloseCase", "require": 'now > after("1 hour", case.resolved_at)'}
    desk = cr.Desk(cr.Rulebook.model_validate({**book, "words": words, "stage": stages, "guard": [closing]}))

    def missing(*commands: Any, of: cr.Desk[Any] = desk, **facts: Any) -> list[str]:
        opening = cr.OpenCase(new_id="C-1", subject="s", **facts)
        found = of.decide(None, opening, at()).or_raise().case
        for command in (cr.AssignCase(to="ana"), *commands):
            found = of.decide(found, command, at()).or_raise().case
        (told,) = hand_over(of, (found,), at(), "ana").cases
        return [refusal.rule or refusal.code for refusal in told.missing]

    assert missing() == ["stage.identify"]
    assert missing(cr.AdvanceStage(to="settle"), type="finance") == []
    assert missing(cr.ResolveCase()) == ["close-late"]
    bare = cr.Desk(cr.Rulebook.model_validate({**book, "effect": {"ResolveCase": "resolved"}}))
    assert missing(cr.ResolveCase(), of=bare) == []
