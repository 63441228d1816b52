"""What one decision on commands comes to: given, when, then."""

from datetime import timedelta
from typing import Any

import pytest

import caserules as cr
from caserules.testing import TEAMS

HOUR = timedelta(hours=1)
OPEN = cr.OpenCase(new_id="C-17", subject="no heat")
PHONE = {"direction": "in", "issue": "no heat", "result": "sent somebody"}
ANA = cr.Roster(agents=(cr.Agent(id="ana"),))


def test_a_case_is_opened_filled_and_routed(given: Any, ruled: cr.Desk[Any]) -> None:
    """An opening has its comment, the facts that follow from others, and a place, each with its rules."""
    command = OPEN.replace(type="finance", comment={"text": "on the phone"}, notify=True)
    told = given(ruled, roster=ANA).when(command)
    case = told.then("CaseOpened", "CommentAdded", "FieldsChanged", "CaseRouted")
    assert (case.status, case.phase, case.priority, case.owner) == ("new", "open", "high", "ana")
    assert case.comments[0].public
    assert told.decision.rules == ("finance-is-urgent", "urgent", "tell-owner")
    assert [each.to for each in told.decision.notices] == ["lead"]


def test_a_note_is_as_public_as_it_says(given: Any, ruled: cr.Desk[Any]) -> None:
    """What the desk has it goes only for notes that do not say so themselves."""
    note = cr.Note(text="between us", public=False)
    assert not given(ruled, OPEN).when(cr.AddComment(comment=note)).then("CommentAdded").comments[0].public


def test_a_command_leads_to_the_status_of_its_effect(given: Any, plain: cr.Desk[Any]) -> None:
    """The effect names the status, and is cited; a command of status itself cites nothing."""
    told = given(plain, OPEN).when(cr.ResolveCase())
    assert told.then("CaseResolved", "StatusChanged").phase == "resolved"
    assert told.decision.rules == ("effect.ResolveCase",)
    assert given(plain, OPEN).when(cr.ChangeStatus(to="working")).decision.rules == ()


def test_a_status_that_stays_is_not_written(given: Any, ruled: cr.Desk[Any]) -> None:
    """A command whose effect is the present status writes no change of status."""
    working = given(ruled, OPEN, cr.ChangeStatus(to="working"))
    working.when(cr.AcknowledgeCase(comment=cr.Note(text="seen"))).then("CommentAdded")


@pytest.mark.requirement("ALL-08")
def test_all_reasons_come_at_once(given: Any, ruled: cr.Desk[Any]) -> None:
    """Word, instant, read-only status and guards refuse together, each with what to do about it."""
    closed = given(ruled, OPEN, cr.CloseCase(reason="solved"))
    command = cr.CloseCase(reason="sloved", occurred_at=closed.now + 9 * HOUR)
    refusals = closed.when(command, by="sam").refused(
        "unknown-word", "in-the-future", "status.closed", "creator-closes"
    )
    assert [each.code for each in refusals] == ["unknown-word", "in-the-future", "read-only", "guard"]
    assert [each.remedy for each in refusals] == [
        "did you mean `solved`?",
        "what happened can be told once it has happened",
        "reactivate the case first",
        "reassign the case to `ana`",
    ]


def test_a_way_that_is_none_is_refused(given: Any, ruled: cr.Desk[Any]) -> None:
    """The refusal names the ways that there are; where the case is read-only it says that too."""
    closed = given(ruled, OPEN, cr.CloseCase(reason="solved"))
    refusals = closed.when(cr.ChangeStatus(to="resolved")).refused("status.closed", "status.closed")
    assert [each.code for each in refusals] == ["read-only", "no-way"]
    assert refusals[1].remedy == "allowed: `working`"


def test_whose_move_it_is_is_said_beside_the_way(given: Any, variant: Any) -> None:
    """No way leads there, or there is no such status, and the actor may not move the case anyway."""
    status = {
        "new": {"phase": "open", "to": ["done"], "who": 'actor.role == "lead"'},
        "done": {"phase": "closed"},
    }
    case = given(variant(status=status, effect={}), OPEN)
    for to, code in (("new", "no-way"), ("dne", "unknown-word")):
        decision = case.when(cr.ChangeStatus(to=to)).decision
        assert [refusal.code for refusal in decision.refusals] == [code, "not-yours-to-move"]
    assert [each.code for each in case.when(cr.ChangeStatus(to="done")).decision.refusals] == [
        "not-yours-to-move"
    ]


def test_of_several_commands_a_refusal_says_which_one_it_is_of(given: Any, plain: cr.Desk[Any]) -> None:
    """By its place, also in what is told; alone it needs none, and none at all is told as such."""
    case = given(plain, OPEN)
    told = case.when(cr.AddComment(comment=cr.Note(text="x")), cr.PickCase(), cr.TakeAction(action="sent"))
    (refusal,) = told.refused("not-in-a-queue")
    assert refusal.place == 2
    assert "command 2, PickCase, refused by `not-in-a-queue`: case `C-17`" in str(told.decision)
    assert case.when(cr.PickCase()).refused("not-in-a-queue")[0].place is None
    late = case.when(cr.SeeCase(), cr.PickCase(), after=-HOUR).decision
    assert [(each.code, each.place) for each in late.refusals] == [("time-runs-back", None)]
    assert str(case.when().decision).startswith("refused: no command by `ana`")


@pytest.mark.requirement("ALL-04")
def test_a_refusal_reads_as_promised(given: Any, ruled: cr.Desk[Any]) -> None:
    """A heading, then each refusal with rule and source, its remedy under it."""
    decision = given(ruled, OPEN).when(cr.CloseCase(reason="solved"), by="sam").decision
    assert str(decision.explain()).splitlines() == [
        "refused: CloseCase by `sam`",
        "  refused by `creator-closes` (INT-09): case `C-17` was opened by `ana`; `sam` may not close it",
        "    remedy: reassign the case to `ana`",
    ]


def test_a_list_is_all_or_nothing(given: Any, ruled: cr.Desk[Any]) -> None:
    """The second command's refusal takes the first one's events and notices with it."""
    routed = given(ruled, OPEN.replace(type="finance"), roster=ANA)
    told = routed.when(cr.TakeAction(action="sent a guide"), cr.CloseCase(), by="sam")
    told.refused("creator-closes", "reason-to-close")


def test_each_command_sees_what_the_one_before_it_did(given: Any, ruled: cr.Desk[Any]) -> None:
    """A case is opened, taken and resolved in one decision."""
    told = given(ruled).when(OPEN, cr.AssignCase(to="sam"), cr.ResolveCase())
    case = told.then(
        "CaseOpened", "FieldsChanged", "CaseRouted", "CaseAssigned", "CaseResolved", "StatusChanged"
    )
    assert [event.step for event in case.history] == [0, 1, 2, 3, 4, 5]


def test_nothing_to_do_is_no_success(given: Any, plain: cr.Desk[Any]) -> None:
    """A command that changes nothing is refused, and so is an empty list."""
    given(plain, OPEN).when(cr.AcknowledgeCase()).refused("nothing-to-do")
    given(plain, OPEN).when().refused("nothing-to-do")


def test_only_an_opening_begins_a_case(given: Any, plain: cr.Desk[Any]) -> None:
    """Any other command without a case is refused, and so is a second opening."""
    given(plain).when(cr.AcknowledgeCase()).refused("not-open")
    given(plain, OPEN).when(OPEN).refused("open-already")
    given(plain).when(OPEN, OPEN.replace(new_id="C-18")).refused("open-already")


def test_an_id_is_given_once(given: Any, plain: cr.Desk[Any]) -> None:
    """An opening under the id of a case that the host told of is refused."""
    other = given(plain, OPEN).case
    given(plain).when(OPEN, related=(other,)).refused("id-taken")


@pytest.mark.requirement("ALL-09")
def test_a_now_before_the_last_event_is_refused(given: Any, plain: cr.Desk[Any]) -> None:
    """The refusal names both instants."""
    refusals = given(plain, OPEN).when(cr.SeeCase(), after=-HOUR).refused("time-runs-back")
    assert "2026-03-02T08:30:00+01:00" in refusals[0].message
    assert "2026-03-02T09:30:00+01:00" in refusals[0].message


@pytest.mark.requirement("ALL-11")
def test_what_happened_counts_from_when_it_happened(given: Any, plain: cr.Desk[Any]) -> None:
    """A call of ten that is logged at half past ten is one of ten; a future one is refused."""
    case = given(plain, OPEN)
    ten = case.now + HOUR / 2
    logged = case.when(cr.LogCall(**PHONE, occurred_at=ten)).then("CallLogged")
    assert (logged.last_customer_at, logged.calls[0].at) == (ten, ten)
    case.when(OPEN.replace(occurred_at=case.now + 2 * HOUR)).refused("in-the-future", "open-already")
    received = OPEN.replace(received_at=case.now + 2 * HOUR)
    given(plain).when(received).refused("in-the-future")


@pytest.mark.requirement("ALL-11")
def test_nothing_happened_on_a_case_before_it_came_in(given: Any, plain: cr.Desk[Any]) -> None:
    """From when it was received on, which may be before it was opened, what happened may be told."""
    received = OPEN.replace(received_at="2026-03-02T08:00:00+01:00")
    case = given(plain, received)
    eight = case.case.received_at
    assert case.when(cr.LogCall(**PHONE, occurred_at=eight)).then("CallLogged").calls[0].at == eight
    (refusal,) = case.when(cr.LogCall(**PHONE, occurred_at=eight - HOUR)).refused("before-the-case")
    assert "`2026-03-02T07:00:00+01:00` is before case `C-17` came in" in refusal.message


@pytest.mark.requirement("ALL-10")
def test_an_unknown_word_is_refused_with_a_suggestion(given: Any, plain: cr.Desk[Any]) -> None:
    """In a command, in a status to move to, and in a field."""
    refusals = given(plain, OPEN).when(cr.TakeAction(action="sent a gide")).refused("unknown-word")
    assert refusals[0].remedy == "did you mean `sent a guide`?"
    refusals = given(plain, OPEN).when(cr.ChangeStatus(to="wroking")).refused("unknown-word")
    assert refusals[0].remedy == "did you mean `working`?"


def test_an_effect_to_an_unknown_status_is_refused(given: Any, variant: Any) -> None:
    """Where the effect names the status by a placeholder, the word is judged when it is known."""
    desk = variant(effect={"ResolveCase": "{command.resolution.code}"})
    resolution = cr.Resolution(code="refunded")
    mine = given(desk, OPEN, cr.AssignCase(to="ana"))
    mine.when(cr.ResolveCase(resolution=resolution)).refused("unknown-word")


def test_fields_are_checked(given: Any, own: cr.Desk[Any]) -> None:
    """A value of another type, a word of no vocabulary, a field that is none: each is a refusal."""
    case = given(own, OPEN)
    refusals = case.when(cr.ChangeFields(fields={"amount": "much"})).refused("bad-field")
    assert "`amount`" in refusals[0].message
    assert "much" in refusals[0].message
    refusals = case.when(cr.ChangeFields(fields={"region": "nrth"})).refused("unknown-word")
    assert refusals[0].remedy == "did you mean `north`?"
    case.when(cr.ChangeFields(fields={"color": "red"})).refused("no-such-field")
    case.when(cr.ChangeFields(fields={"amount": 700})).refused("small")
    assert case.when(cr.ChangeFields(fields={"amount": 300})).then("FieldsChanged").amount == 300


def test_fields_are_checked_at_the_opening(given: Any, own: cr.Desk[Any]) -> None:
    """The same for the fields that a case is opened with; one that is no field to set is named."""
    given(own).when(OPEN.replace(fields={"amount": "much"})).refused("bad-field")
    refusals = given(own).when(OPEN.replace(fields={"version": 7})).refused("bad-field")
    assert "`version`" in refusals[0].message
    given(own).when(OPEN.replace(fields={"region": "nrth"})).refused("unknown-word")


def test_a_fill_that_does_not_fit_is_refused_by_its_rule(given: Any, variant: Any) -> None:
    """The refusal names the rule whose value the field can't take."""
    fill = [{"id": "blank", "when": "case.description is None", "set": {"subject": "{case.description}"}}]
    told = given(variant(fill=fill), OPEN.replace(description="dark"))
    told.when(cr.ChangeFields(fields={"description": None})).refused("blank")


def test_a_guard_waits_for_a_case_as_it_would_be(given: Any, ruled: cr.Desk[Any]) -> None:
    """Where the facts can't be recorded, guards on the result don't add a reason that is none."""
    taken = given(ruled, OPEN, cr.AssignCase(to="ana"), cr.ReleaseCase(queue=TEAMS[0]))
    taken.when(cr.PickCase(), by="sam").then("CasePicked")
    owned = given(ruled, OPEN, cr.AssignCase(to="ana"))
    told = owned.when(cr.PickCase(), by="sam")
    assert told.refused("already-owned")
    assert "waits    `picked`" in str(ruled.why(told.decision))


def test_routing_can_be_asked_for(given: Any, variant: Any) -> None:
    """Where no rule places the case, that is a refusal, with who was passed over; at opening it is not."""
    desk = variant(route=[{"id": "duty", "to": ["sam", "bo"], "source": "R-9"}], first_queue=None)
    crew = cr.Roster(agents=(cr.Agent(id="sam", capacity=0), cr.Agent(id="bo", capacity=0)))
    case = given(desk, OPEN, roster=crew)
    assert (case.case.owner, case.case.queue) == (None, None)
    refusals = case.when(cr.RouteCase()).refused("duty")
    assert refusals[0].message.startswith("no rule places case `C-17`: `sam` has 0 cases, at most 0; `bo`")
    told = case.when(cr.RouteCase(), roster=cr.Roster(agents=(cr.Agent(id="bo"),)))
    assert told.then("CaseRouted").owner == "bo"


def test_nobody_to_route_to_without_a_rule(given: Any, plain: cr.Desk[Any]) -> None:
    """A desk without routing rules and without a first queue says so."""
    refusals = given(plain, OPEN).when(cr.RouteCase()).refused("no-route")
    assert refusals[0].message == "no rule places case `C-17`"


def test_the_owner_is_told_if_asked(given: Any, plain: cr.Desk[Any]) -> None:
    """`notify` tells the owner, without any notice rule."""
    owned = given(plain, OPEN, cr.AssignCase(to="sam"))
    assert [each.to for each in owned.when(cr.SeeCase(notify=True)).decision.notices] == ["sam"]
    assert owned.when(cr.SeeCase()).decision.notices == ()


@pytest.mark.requirement("FES-03")
def test_a_refusal_may_tell_somebody_and_changes_nothing_else(given: Any, variant: Any) -> None:
    """The director hears of a held queue once; of what else is refused, and of what is accepted, nothing."""
    held = {
        "guard": [{"id": "held", "on": "AssignCase", "require": "not queue.held", "source": "FES-03"}],
        "notice": [
            {
                "id": "held-queue",
                "on": "AssignCase",
                "refused": ["held"],
                "to": ["director"],
                "message": "{queue.id} holds {queue.size}",
                "once": "{queue.id}/{queue.unusual_since}",
            }
        ],
    }
    desk = variant(**held)
    case = given(desk, OPEN)
    full = cr.Queue(id=TEAMS[0], size=90, unusual_since=case.now)
    told = case.when(cr.AddComment(comment=cr.Note(text="x")), cr.AssignCase(to="sam"), queues=(full,))
    assert [each.rule for each in told.decision.refusals] == ["held"]
    assert (told.decision.changes, told.decision.case) == ((), case.case)
    (notice,) = told.decision.notices
    assert (notice.to, notice.rule, notice.message) == ("director", "held-queue", f"{TEAMS[0]} holds 90")
    assert "notices on a refused AssignCase" in str(desk.why(told.decision))
    again = case.when(cr.AssignCase(to="bo"), after=2 * HOUR, queues=(full,)).decision
    assert [each.key for each in again.notices] == [notice.key]
    assert case.when(cr.AssignCase(to="director"), by="director", queues=(full,)).decision.notices == ()
    known = full.acknowledged("director", case.now)
    accepted = case.when(cr.AssignCase(to="sam"), queues=(known,)).decision
    assert (accepted.accepted, accepted.notices) == (True, ())


def test_a_change_of_status_does_not_go_round_a_resolution_or_a_closing(given: Any, plain: Any) -> None:
    """A status to which one of these leads is reached by it alone, and the remedy says so."""
    case = given(plain, OPEN)
    for to, command in (("resolved", "ResolveCase"), ("closed", "CloseCase")):
        (refusal,) = case.when(cr.ChangeStatus(to=to)).refused(f"status.{to}")
        assert refusal.code == "not-by-this-command"
        assert refusal.message == f"case `C-17` becomes `{to}` by `{command}`, not by `ChangeStatus`"
        assert refusal.remedy == f"use `{command}`"


def test_a_rulebook_may_say_by_which_commands_a_case_enters_a_status(given: Any, variant: Any) -> None:
    """Then by these and no other: `ChangeStatus` where it is named, not what the effect leads there too."""
    status = {
        "new": {"phase": "open", "to": ["waiting", "gone", "closed"]},
        "waiting": {"phase": "open", "to": ["new"], "by": []},
        "gone": {"phase": "resolved", "by": ["ChangeStatus"], "source": "X-1"},
        "closed": {"phase": "closed", "by": ["CloseCase", "ChangeStatus"]},
    }
    effect = {"ResolveCase": "{command.outcome}", "CloseCase": "closed", "AcknowledgeCase": "waiting"}
    case = given(variant(status=status, effect=effect, guard=[]), OPEN)
    assert case.when(cr.ChangeStatus(to="gone")).then("StatusChanged").resolved_by == "ana"
    assert case.when(cr.ChangeStatus(to="closed")).decision.accepted
    (refusal,) = case.when(cr.ResolveCase(outcome="gone")).refused("status.gone")
    assert (refusal.source, refusal.remedy) == ("X-1", "use `ChangeStatus`")
    (refusal,) = case.when(cr.AcknowledgeCase()).refused("status.waiting")
    assert refusal.message == "case `C-17` becomes `waiting` by no command, not by `AcknowledgeCase`"
    assert refusal.remedy is None


def test_what_ends_the_work_has_to_lead_somewhere(given: Any, variant: Any) -> None:
    """One that would move nothing is refused: no effect, no status named, one of an open phase."""
    status = {"new": {"phase": "open", "to": ["waiting"]}, "waiting": {"phase": "open"}}
    nowhere = given(variant(status=status, effect={}, guard=[]), OPEN)
    for command in (cr.ResolveCase(), cr.CloseCase(reason="solved")):
        (refusal,) = nowhere.when(command).refused("leads-nowhere")
        assert refusal.remedy == f"give `effect.{command.command}` in the rulebook a status"
    effect = {"ResolveCase": "{command.outcome}", "CloseCase": "waiting"}
    case = given(variant(status=status, effect=effect, guard=[]), OPEN)
    (refusal,) = case.when(cr.ResolveCase()).refused("effect.ResolveCase")
    assert (refusal.code, refusal.remedy) == ("leads-nowhere", "name it: `command.outcome`")
    case.when(cr.ResolveCase(outcome="waiting")).then("CaseResolved", "StatusChanged")
    (refusal,) = case.when(cr.CloseCase(reason="solved")).refused("effect.CloseCase")
    assert refusal.message == "`CloseCase` leads case `C-17` to `waiting`, which is of the phase `open`"


def test_what_is_ended_is_not_ended_again(given: Any, plain: Any, variant: Any) -> None:
    """Who resolved it and when stays, unless the graph has a way from the status to itself."""
    for ending, name in ((cr.ResolveCase(), "resolved"), (cr.CloseCase(), "closed")):
        (refusal,) = given(plain, OPEN, ending).when(ending, by="sam").refused(f"status.{name}")
        assert (refusal.code, refusal.message) == ("already", f"case `C-17` is `{name}` already")
    status = {"new": {"phase": "open", "to": ["done"]}, "done": {"phase": "resolved", "to": ["done"]}}
    again = given(variant(status=status, effect={"ResolveCase": "done"}, guard=[]), OPEN, cr.ResolveCase())
    case = again.when(cr.ResolveCase(), by="sam").then("CaseResolved", "StatusChanged")
    assert (case.resolved_by, len(case.status_spans)) == ("sam", 3)


def test_what_a_case_knows_of_its_end_follows_its_phase(given: Any, variant: Any) -> None:
    """At a desk that resolves, closes and reopens by a mere change of status too."""
    status = {
        "new": {"phase": "open", "to": ["done"]},
        "done": {"phase": "resolved", "to": ["away", "new"]},
        "away": {"phase": "closed", "to": ["done"]},
    }
    desk = variant(status=status, effect={}, guard=[])
    done = given(desk, OPEN).when(cr.ChangeStatus(to="done"), by="sam").then("StatusChanged")
    assert (done.resolved_at, done.resolved_by, done.closed_at) == (done.status_since, "sam", None)
    away = given(desk, OPEN, cr.ChangeStatus(to="done"), cr.ChangeStatus(to="away")).case
    assert (away.resolved_by, away.closed_at) == ("ana", away.status_since)
    steps = (cr.ChangeStatus(to="done"), cr.ChangeStatus(to="away"), cr.ChangeStatus(to="done"))
    again = given(desk, OPEN, *steps)
    assert again.case.closed_at is None
    reopened = again.when(cr.ChangeStatus(to="new")).then("StatusChanged")
    assert (reopened.resolved_at, reopened.resolved_by) == (None, None)


def test_a_case_is_linked_to_another_and_once(given: Any, plain: cr.Desk[Any]) -> None:
    """Not to itself, nor twice as the same; another relation takes the place of the first."""
    case = given(plain, OPEN, cr.LinkCase(to="C-18"))
    case.when(cr.LinkCase(to="C-17")).refused("linked-already")
    (refusal,) = case.when(cr.LinkCase(to="C-18")).refused("linked-already")
    assert refusal.message == "case `C-17` is linked to `C-18` as `related` already"
    again = case.when(cr.LinkCase(to="C-18", relation="duplicate of")).then("CaseLinked")
    assert [link.relation for link in again.links] == ["duplicate of"]


def test_a_subject_says_something(given: Any, plain: cr.Desk[Any]) -> None:
    """At the opening it has to; it can't be blanked out afterwards."""
    case = given(plain, OPEN)
    (refusal,) = case.when(cr.ChangeFields(fields={"subject": " "})).refused("bad-field")
    assert refusal.message == "`subject` of case `C-17` would say nothing"


@pytest.mark.parametrize("strange", ["C-1\nC-2", "C\t1", "C\x00", "C\u202e1"])
def test_the_id_of_a_new_case_is_one_line(strange: str) -> None:
    """What a log, a message and a key can't hold is no id, wherever a case begins."""
    for begin in (
        lambda: cr.OpenCase(new_id=strange, subject="s"),
        lambda: cr.CloneCase(reason="r", new_ids=(strange,)),
        lambda: cr.Interaction(channel="mail", subject="s", new_id=strange),
    ):
        with pytest.raises(ValueError, match="an id is one line"):
            begin()


def test_stages_are_gone_through_in_order(given: Any, variant: Any) -> None:
    """A case begins in the first stage; one may not be skipped."""
    desk = variant(stage=[{"name": "identify"}, {"name": "research"}, {"name": "settle"}])
    case = given(desk, OPEN)
    assert case.case.stage == "identify"
    case.when(cr.AdvanceStage(to="settle")).refused("stage.research")
    assert case.when(cr.AdvanceStage(to="research")).then("StageChanged").stage == "research"


def test_an_item_is_the_part_that_the_command_names(given: Any, variant: Any) -> None:
    """A guard reads the activity whose number the command gives."""
    guard = [
        {"id": "calls-stay", "on": "CancelActivity", "when": 'item.kind == "phone call"', "require": "False"}
    ]
    desk = variant(guard=guard)
    task = cr.AddActivity(kind="task", subject="look")
    case = given(desk, OPEN, task, cr.AddActivity(kind="phone call", subject="ring"))
    case.when(cr.CancelActivity(number=1)).then("ActivityCancelled")
    case.when(cr.CancelActivity(number=2)).refused("calls-stay")


def test_a_case_in_a_status_of_no_rulebook_is_refused(given: Any, plain: cr.Desk[Any], variant: Any) -> None:
    """The rulebook of its time decides it; this one says so, and does not fail."""
    case = given(plain, OPEN, cr.ChangeStatus(to="working"))
    statuses = {"new": {"phase": "open", "to": ["gone"]}, "gone": {"phase": "closed"}}
    later = variant(status=statuses, effect={})
    for command in (cr.ChangeStatus(to="gone"), cr.AddComment(comment=cr.Note(text="x"))):
        decision = later.decide(case.case, command, cr.Context(now=case.now, actor="ana"))
        assert [refusal.code for refusal in decision.refusals] == ["unknown-word"]


def test_a_case_that_can_go_nowhere_says_so(given: Any, variant: Any) -> None:
    """Beside the suggestion for a status that is none."""
    case = given(variant(status={"new": {"phase": "open"}}, effect={}), OPEN)
    decision = case.when(cr.ChangeStatus(to="nwe")).decision
    assert [refusal.code for refusal in decision.refusals] == ["unknown-word", "no-way"]
