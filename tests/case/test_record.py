"""What a command records by itself."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from tests.case.beginnings import COMMANDS, NOW, Parcel, draft_of_one

from caserules.case import Case, Draft, Refusal, Resolution, record
from caserules.case import commands as c
from caserules.case import events as e
from caserules.case.commands import COMMAND
from caserules.case.draft import Draft as DraftItself
from caserules.case.fields import PLAIN_FIELDS
from caserules.case.record import _FACTS, _NUMBERED, _ONGOING, _SHARED, _SPECIAL, record_fields
from caserules.model import FrozenMap
from caserules.testing import cases, commands, do, instants, open_case

ELSEWHERE = {
    c.OpenCase: "the origin rules and the desk open a case",
    c.RouteCase: "the routing rules place it",
    c.CloneCase: "the cloning rules make its clones",
    c.AcknowledgeCase: "only the way through the statuses knows it",
    c.AddComment: "every command may carry a comment; the desk adds it",
    c.MergeCase: "it changes two cases",
    c.UnmergeCase: "it changes two cases",
}
"""The commands that the rule sets answer, and why."""


def after(*done: c.Command) -> Draft[Any]:
    """A draft on which these were carried out."""
    draft = draft_of_one()
    for command in done:
        assert do(draft, command)
    return draft


@pytest.mark.parametrize("kind", COMMANDS)
def test_every_command_is_recorded_or_left_to_the_rule_sets(kind: type[Any]) -> None:
    """Each member of the union stands in one place, and in one only."""
    places = [kind in table for table in (_FACTS, _NUMBERED, _ONGOING, _SPECIAL, ELSEWHERE)]
    assert sum(places) == 1


@pytest.mark.parametrize("kind", ELSEWHERE)
def test_what_is_left_to_the_rule_sets_records_nothing(kind: type[Any]) -> None:
    """Such a command adds no event here."""
    facts = {
        "new_id": "C-2",
        "subject": "s",
        "reason": "r",
        "new_ids": ("K-1",),
        "comment": "t",
        "into": "C-3",
    }
    draft = draft_of_one()
    assert record(draft, kind(**{name: facts[name] for name in facts if name in kind.model_fields})) is None
    assert len(draft.events) == 1


def events_of(kind: type[Any]) -> type[Any]:
    """The event that a command's facts are trusted to fit."""
    return _FACTS.get(kind) or _NUMBERED.get(kind) or _ONGOING[kind][0]


@pytest.mark.parametrize("kind", [*_FACTS, *_NUMBERED, *_ONGOING])
def test_a_commands_facts_are_its_events(kind: type[Any]) -> None:
    """Name by name, and the command allows nothing that the event would not take, so they are trusted."""
    event = events_of(kind)
    own = set(event.model_fields) - set(e.OneEvent.model_fields) - {"event"}
    assert own - {"number"} == set(kind.model_fields) - _SHARED - {"number"}
    for name in own - {"number"}:
        asked, told_of = kind.model_fields[name], event.model_fields[name]
        assert get_type_hints(event)[name] == get_type_hints(kind)[name]
        assert all(mark in asked.metadata for mark in told_of.metadata)


@settings(max_examples=40)
@given(cases(max_commands=4), st.data())
def test_what_is_recorded_passes_as_validated(case: Case, data: st.DataObject) -> None:
    """Every event that a command leaves is what a validated construction of its facts gives."""
    draft = Draft(case, Case, by="ana", at=case.history[-1].at)
    command = data.draw(commands(case, before=draft.at))
    refusal = record(draft, command)
    assert refusal is None or not draft.events
    for event in draft.events:
        again = type(event).model_validate(event.__dict__)
        assert again == event
        assert repr(again) == repr(event)
        assert again.model_dump_json() == event.model_dump_json()


@given(commands())
def test_a_command_survives_storage(command: c.Command) -> None:
    """Read back from JSON or from data it is equal, of the same kind."""
    assert COMMAND.validate_json(COMMAND.dump_json(command)) == command
    assert COMMAND.validate_python(command.model_dump()) == command


def test_commands_make_the_body_of_a_request() -> None:
    """Alone or in a list, they have a JSON schema told apart by `command`."""
    schema = TypeAdapter(list[c.Command]).json_schema()
    assert schema["items"]["discriminator"]["propertyName"] == "command"
    assert len(schema["items"]["oneOf"]) == len(COMMANDS)


def test_an_unknown_command_is_an_error() -> None:
    """A tag that nobody knows is refused."""
    with pytest.raises(ValidationError, match="does not match any of the expected tags"):
        COMMAND.validate_python({"command": "EatCase"})


@pytest.mark.parametrize(
    ("done", "command", "code", "message"),
    [
        ((), c.PickCase(), "not-in-a-queue", "is in no queue"),
        ((c.AssignCase(to="bo"),), c.PickCase(), "already-owned", "is owned by `bo`"),
        ((), c.ReactivateCase(), "not-settled", "there is nothing to reactivate"),
        ((), c.UnlinkCase(to="C-9"), "no-such-link", "is not linked to `C-9`"),
        ((), c.DecideApproval(number=1, approved=True), "no-such-approval", "no approval `1`"),
        ((), c.CompleteActivity(number=1), "no-such-part", "no `1` among its activities"),
        (
            (c.AddActivity(kind="task", subject="s"), c.CancelActivity(number=1)),
            c.CompleteActivity(number=1),
            "part-is-ended",
            "`C-1.1` is cancelled already",
        ),
        (
            (c.AskApproval(subject="credit"), c.DecideApproval(number=1, approved=False)),
            c.DecideApproval(number=1, approved=True),
            "no-such-approval",
            "that waits for a decision",
        ),
        (
            (c.Remind(to="bo", key="k", message="m"),),
            c.Remind(to="bo", key="k", message="m"),
            "reminded-already",
            "has had the reminder `k`",
        ),
        ((), c.ChangeFields(fields={"status": "x"}), "no-such-field", "by the name of `status`"),
        ((), c.ChangeFields(fields={"subject": 3}), "bad-field", "`subject`: .*not `3`"),
    ],
)
def test_what_the_case_has_no_place_for_is_refused(
    done: tuple[c.Command, ...], command: c.Command, code: str, message: str
) -> None:
    """A refusal names the case and the value; the draft stays as it was."""
    draft = after(*done)
    known = len(draft.events)
    refusal = record(draft, command)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code
    assert refusal.replace(code="x").message == refusal.message
    with pytest.raises(AssertionError, match=message):
        raise AssertionError(refusal.message)
    assert len(draft.events) == known


def test_the_open_parts_are_named() -> None:
    """A number that is none of the case's is answered with those that are open."""
    refusal = record(after(c.AddActivity(kind="task", subject="s")), c.CancelActivity(number=7))
    assert refusal is not None
    assert refusal.remedy == "open ones: `1`"


def test_resolving_calls_off_what_is_open_if_asked_to() -> None:
    """Only the open activities, and in the same decision (SVC-05)."""
    activity = c.AddActivity(kind="task", subject="s")
    draft = after(activity, activity, c.CompleteActivity(number=1))
    record(draft, c.ResolveCase(cancel_activities=True))
    assert [each.status for each in draft.case.activities] == ["completed", "cancelled"]
    assert draft.case.resolution == Resolution()
    kept = after(activity)
    record(kept, c.ResolveCase())
    assert kept.case.activities[0].status == "open"


def test_a_settled_case_forgets_its_end_when_taken_up_again() -> None:
    """Resolution, closing and escalation are determined anew (SVC-12)."""
    draft = after(c.DetermineEscalation(needed=True), c.EscalateCase(to="bo"), c.ResolveCase())
    assert draft.case.escalation.to == "bo"
    assert do(draft, c.ReactivateCase())
    assert (draft.case.resolution, draft.case.resolved_at, draft.case.escalation) == (None, None, None)


def test_fields_are_set_and_replayed_in_their_stored_form() -> None:
    """The event keeps JSON's kinds, the case the field's own; rules are named; no fields, no event."""
    draft = draft_of_one(Parcel)
    fields = FrozenMap({"weight": "1.5", "type": "finance"})
    assert record_fields(draft, fields, editable=("type",), rules=("fill",)) is None
    assert draft.case.weight == Decimal("1.5")
    assert draft.events[-1].fields == {"weight": "1.5", "type": "finance"}
    assert draft.events[-1].rules == ("fill",)
    assert record_fields(draft, FrozenMap(), editable=()) is None
    assert len(draft.events) == 2


@pytest.mark.requirement("ALL-08")
def test_all_bad_fields_are_told_at_once() -> None:
    """Each with its place, the value and the remedy; a naive instant too."""
    fields = FrozenMap({"weight": "heavy", "sent_at": "2026-03-02T09:30:00"})
    refusal = record_fields(draft_of_one(Parcel), fields, editable=())
    assert refusal is not None
    assert "`weight`: " in refusal.message
    assert "`sent_at`: an instant needs a time zone" in refusal.message


@given(instants())
def test_a_draft_stamps_its_events(at: datetime) -> None:
    """Case, instants, actor and place in the decision are the draft's; what happened may lie before."""
    draft = Draft(None, Case, by="ana", at=at)
    open_case(draft, c.OpenCase(new_id="C-1", subject="s"))
    draft.occurred_at = at - timedelta(days=1)
    record(draft, c.SeeCase())
    event = draft.events[1]
    assert (event.case_id, event.by, event.step) == ("C-1", "ana", 1)
    assert event.at == draft.at
    assert event.occurred_at == draft.occurred_at < event.at
    assert draft.change().case.seen[0].at == draft.occurred_at
    assert draft.change().before is None


@pytest.mark.requirement("ALL-05")
def test_a_draft_refuses_naive_instants() -> None:
    """Neither its own nor that of what happened may be without a zone."""
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(ValidationError, match="needs a time zone"):
        Draft(None, Case, by="ana", at=naive)
    draft = draft_of_one()
    with pytest.raises(ValidationError, match="needs a time zone"):
        draft.occurred_at = naive


def test_a_draft_has_no_case_before_it_is_opened() -> None:
    """Asking for it is a broken program."""
    with pytest.raises(LookupError, match="not open yet"):
        _ = DraftItself(None, Case, by="ana", at=NOW).case


@pytest.mark.parametrize("name", [*PLAIN_FIELDS, "requester", "account", "opened_for", "fields"])
def test_an_opening_takes_what_its_command_was_judged_for(name: str) -> None:
    """A fact of `OpenCase` is of the type that the event wants, with its constraints and perhaps more."""
    asked, written = c.OpenCase.model_fields[name], e.CaseOpened.model_fields[name]
    assert asked.annotation == written.annotation
    assert {repr(mark) for mark in written.metadata} <= {repr(mark) for mark in asked.metadata}


@pytest.mark.parametrize("needed", [True, False])
def test_an_escalation_that_took_place_stays_known(needed: bool) -> None:  # noqa: FBT001 a parameter
    """To determine its need again says nothing of where it went, and when."""
    draft = after(c.EscalateCase(to="bo"), c.DetermineEscalation(needed=needed))
    found = draft.case.escalation
    assert (found.needed, found.to, found.escalated_at) == (needed, "bo", draft.at)
    assert after(c.DetermineEscalation(needed=needed)).case.escalation.to is None
