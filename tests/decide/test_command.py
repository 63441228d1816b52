"""What one decision on commands comes to: given, when, then."""

from datetime import timedelta
from typing import Any

import pytest
from tests.decide.conftest import OPEN

import caserules as cr
from caserules.decide.command import commands_of

HOUR = timedelta(hours=1)
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
    blank = 'case.description is not None and strip(case.description) == ""'
    fill = [{"id": "blank", "when": blank, "set": {"subject": "{case.description}"}}]
    told = given(variant(fill=fill), OPEN.replace(description="dark"))
    told.when(cr.ChangeFields(fields={"description": " "})).refused("blank")


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


def test_a_fill_sets_nothing_that_a_command_of_its_decision_set(given: Any, ruled: cr.Desk[Any]) -> None:
    """A case of type `finance` is urgent, but not where the opening itself says otherwise."""
    opening = cr.OpenCase(new_id="C-1", subject="s", priority="low")
    classified = cr.ClassifyCase(type="finance")
    together = given(ruled).when(opening, classified).decision
    assert (together.case.priority, together.accepted) == ("low", True)
    assert "asks not `finance-is-urgent`" in str(ruled.why(together))
    assert given(ruled, opening).when(classified).decision.case.priority == "high"


def test_the_same_notice_comes_once_in_a_decision(given: Any, variant: Any) -> None:
    """Of one decision, nobody gets the same notice twice."""
    notice = {"id": "once", "on": "AddComment", "to": ["lead"], "once": "{case.id}"}
    desk = variant(notice=[notice])
    told = given(desk, cr.OpenCase(new_id="C-1", subject="s"))
    decision = told.when(cr.AddComment(comment="a"), cr.AddComment(comment="b")).decision
    assert [(each.to, each.key) for each in decision.notices] == [("lead", "once/C-1/lead")]


def test_a_class_of_ones_own_is_no_command() -> None:
    """What no release knows is not half done: a subclass of a command is a `TypeError`."""

    class Mine(cr.CloseCase):
        pass

    with pytest.raises(TypeError, match="is no command"):
        commands_of(Mine(reason="solved"))
