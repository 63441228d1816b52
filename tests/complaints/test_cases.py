"""Complaints about what other desks do with cases, shown end to end not to happen here."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import caserules as cr


def merged(story: Any) -> None:
    """Two cases, of which `C-1` goes into `C-2`."""
    story.opened("02 09:00")
    story.opened("02 09:10", "C-2")
    story.did("02 10:00", cr.MergeCase(into="C-2"))


def test_a_merged_case_does_not_escalate(story: Any) -> None:
    """zammad#904: its clocks are called off, no sweep has anything to do, whatever time passes."""
    merged(story)
    gone = story.cases["C-1"]
    assert (gone.status, gone.phase) == ("merged", "closed")
    assert {clock.phase for clock in story.desk.clocks(gone, story.context("31 09:00").now)} == {
        "cancelled",
        "not started",
    }
    assert story.swept("31 09:00") == []
    assert story.desk.next_due(gone, story.context("02 10:00")) is None
    assert "escalate" in story.swept("31 09:00", "C-2")


def test_an_undone_merge_loses_nothing(story: Any) -> None:
    """zammad#904, the other way: back in its old status, the clocks run as if there had been no merge."""
    merged(story)
    story.did("02 15:00", cr.UnmergeCase())
    assert (story.cases["C-1"].status, story.cases["C-2"].absorbed) == ("new", ())
    clock = story.clock("resolution", "02 15:00")
    assert (clock.phase, clock.elapsed) == ("running", timedelta(hours=5))


def test_a_merged_case_is_not_reactivated(story: Any) -> None:
    """zammad#904: whoever wants it back undoes the merge, or goes on with the other case."""
    merged(story)
    refusal, *_ = refusals = story.asked("02 11:00", cr.ReactivateCase()).refusals
    assert (refusal.code, refusal.remedy) == ("merged", "work on `C-2`, or undo the merge with `UnmergeCase`")
    answers = {
        each.command: each for each in story.desk.allowed(story.cases["C-1"], story.context("02 11:00"))
    }
    assert answers["ReactivateCase"].refusals == refusals
    assert answers["UnmergeCase"].answer == "yes"


def test_a_merge_is_not_undone_into_a_status_that_is_gone(story: Any) -> None:
    """zammad#904: under a rulebook without the old status the undoing says so, and what it depends on."""
    merged(story)
    book = story.desk.rulebook
    left = {name: status for name, status in book.status.items() if name != "new"}
    kept = {name: status.replace(to=set(status.to) & left.keys()) for name, status in left.items()}
    effects = {name: status for name, status in book.effect.items() if status != "new"}
    story.desk = cr.Desk(book.replace(status=kept, first_status="waiting", effect=effects))
    assert "unknown-word" in {each.code for each in story.asked("02 11:00", cr.UnmergeCase()).refusals}
    answers = {
        each.command: each for each in story.desk.allowed(story.cases["C-1"], story.context("02 11:00"))
    }
    assert answers["UnmergeCase"].answer == "no"


def test_a_reply_to_a_merged_case_does_not_reopen_the_loser(story: Any) -> None:
    """frappe/helpdesk#2539: it reaches the case that is worked on, through however many merges."""
    merged(story)
    story.opened("02 10:30", "C-3")
    story.did("02 11:00", cr.MergeCase(into="C-3"), case="C-2")
    reply = story.wrote("02 12:00")
    assert reply.case.id == "C-3"
    assert story.cases["C-1"].status == "merged"
    story.did("02 13:00", cr.ResolveCase(), case="C-3")
    assert story.wrote("02 14:00").case.id == "C-3"
    assert {name: case.status for name, case in story.cases.items()} == {
        "C-1": "merged",
        "C-2": "merged",
        "C-3": "new",
    }


def test_a_reply_to_a_merged_case_is_refused_where_the_winner_is_not_known(story: Any) -> None:
    """frappe/helpdesk#2539: a host that does not give the winner is told to, and nothing is reopened."""
    merged(story)
    del story.cases["C-2"]
    mail = cr.Interaction(channel="e-mail", subject="still cold", reply_to="C-1")
    decision = story.desk.receive(mail, story.context("02 12:00"))
    assert [(each.code, each.remedy) for each in decision.refusals] == [
        ("no-such-case", "give `C-2` in `context.related`")
    ]


def test_an_escalation_does_not_fire_at_every_run(story: Any) -> None:
    """glpi#1996: what a sweep has said once is said."""
    story.opened("02 09:00")
    assert story.swept("03 10:00").count("escalate") == 1
    assert story.swept("03 10:15") == story.swept("04 10:00") == []


def test_a_chain_of_absences_is_not_lost(story: Any) -> None:
    """zammad#3694: with `ana` and `bo` away the case goes to `cy`, and the reasons tell of both."""
    away = cr.Absence(since=datetime(2026, 3, 1, tzinfo=UTC), until=datetime(2026, 3, 8, tzinfo=UTC))
    crew = [cr.Agent(id="ana", absences=[away]), cr.Agent(id="bo", absences=[away]), cr.Agent(id="cy")]
    story.roster = cr.Roster(agents=tuple(crew))
    opening = cr.OpenCase(new_id="C-1", subject="s", type="legal")
    decision = story.desk.decide(None, opening, story.context("02 09:00", "lead"))
    assert decision.case.owner == "cy"
    told = str(story.desk.why(decision))
    assert "passed over `ana`" in told
    assert "passed over `bo`" in told


@pytest.mark.parametrize("command", [cr.ResolveCase(), cr.CloseCase()])
def test_a_case_with_open_tasks_is_not_closed(story: Any, command: Any) -> None:
    """glpi#17306: neither resolved nor closed, with the remedy; calling the tasks off makes it possible."""
    story.opened("02 09:00")
    story.did("02 09:10", cr.AddActivity(kind="task", subject="look"))
    refused = story.asked("02 10:00", command).refusals
    assert ("tasks-first", "complete or cancel them") in [(each.rule, each.remedy) for each in refused]
    assert story.asked("02 10:00", cr.ResolveCase(cancel_activities=True)).accepted
