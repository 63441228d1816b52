"""What has happened to a case, checked on entry."""

import json
import pickle
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from tests.case.beginnings import NOW

from caserules.case import Case, History, replay
from caserules.case import events as e
from caserules.testing import cases, histories, later

FEW = settings(max_examples=40)


def opened(case_id: str = "C-1", at: datetime = NOW) -> e.CaseOpened:
    """The opening of a case."""
    return e.CaseOpened(
        case_id=case_id, at=at, by="ana", desk="d", subject="s", status="new", phase="open", received_at=at
    )


def seen(case_id: str = "C-1", **facts: Any) -> e.CaseSeen:
    """A look at the case."""
    return e.CaseSeen(**{"case_id": case_id, "at": NOW, "by": "ana", **facts})


@FEW
@given(histories())
def test_the_stored_form_is_read_back(history: History) -> None:
    """`from_data` undoes `to_data`; pickling and JSON give an equal history too, with an equal hash."""
    adapter = TypeAdapter(History)
    for again in (
        History.from_data(history.to_data()),
        History(history),
        pickle.loads(pickle.dumps(history)),  # noqa: S301 our own
        adapter.validate_json(adapter.dump_json(history)),
        adapter.validate_python(history.to_data()),
    ):
        assert again == history
        assert hash(again) == hash(history)


@FEW
@given(histories())
def test_the_stored_form_leaves_out_what_is_default(history: History) -> None:
    """An event that happened when it was decided says so once."""
    for event, data in zip(history, history.to_data(), strict=True):
        assert data["event"] == event.event
        assert ("occurred_at" in data) == (event.occurred_at.isoformat() != event.at.isoformat())


@FEW
@given(histories())
def test_a_history_is_a_sequence(history: History) -> None:
    """It has a length, items and slices like a tuple, and shows its length only."""
    events = tuple(history)
    assert len(history) == len(events)
    assert history[0] is events[0]
    assert history[1:] == events[1:]
    assert repr(history) == f"<{len(events)} events>"
    assert history != events


@FEW
@given(histories(), st.timedeltas(timedelta(), timedelta(days=9)))
def test_appending_leaves_the_original(history: History, gap: timedelta) -> None:
    """Appending gives a new history with one event more."""
    length = len(history)
    event = seen(history[0].case_id, at=later(history[-1].at, gap))
    assert tuple(history.appended(event)) == (*history, event)
    assert len(history) == length


REFUSED = [
    ([seen()], "a history begins with `CaseOpened`, not with `CaseSeen`"),
    ([opened(), opened()], "case `C-1` is open already"),
    ([opened(), seen("C-2")], "an event of case `C-2` does not belong to case `C-1`"),
    ([opened(), seen(at=NOW - timedelta(seconds=1))], "time runs back in case `C-1`: `CaseSeen` at"),
    ([opened(), seen(occurred_at=NOW + timedelta(seconds=1))], "give an `occurred_at` that is not later"),
]


@pytest.mark.requirement("ALL-09")
@pytest.mark.parametrize(("events", "message"), REFUSED)
def test_what_cannot_follow_is_refused(events: list[e.Event], message: str) -> None:
    """On entry, on appending and on reading, with the same words."""
    *before, last = events
    with pytest.raises(ValueError, match=message):
        History(events)
    with pytest.raises(ValueError, match=message):
        History(before).appended(last)
    with pytest.raises(ValueError, match=message):
        History.from_data(each.model_dump(mode="json") for each in events)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"event": "CaseEaten", "case_id": "C-1"}, "event 2 of the history: .*CaseEaten"),
        ({"event": "CaseSeen", "case_id": "C-1", "at": NOW, "by": "ana", "x": 1}, "event 2 .*`CaseSeen.x`"),
        (
            {"event": "CaseSeen", "case_id": "C-1", "at": "2026-03-02T09:30:00", "by": "a"},
            "needs a time zone",
        ),
    ],
)
def test_an_unknown_event_or_fact_is_an_error(data: dict[str, Any], message: str) -> None:
    """Nothing is dropped silently; the message names the place."""
    with pytest.raises(ValueError, match=message):
        History.from_data([opened().model_dump(), data])


@FEW
@given(histories())
def test_every_stored_event_says_its_version(history: History) -> None:
    """So does one in a decision; data from before versions were written are of the first."""
    stored = json.loads(json.dumps(history.to_data()))
    assert [each["v"] for each in stored] == [1] * len(history)
    assert History.from_data({k: v for k, v in each.items() if k != "v"} for each in stored) == history
    assert all(json.loads(event.model_dump_json())["v"] == 1 for event in history)


@pytest.mark.parametrize("version", [2, 0, "1", None, True, 1.0])
def test_an_unknown_version_is_an_error(version: object) -> None:
    """The message names the event's place, the version found and the known one, and the remedy."""
    newer = {**seen().model_dump(mode="json"), "v": version, "event": "CaseEaten", "mood": "blue"}
    told = f"event 2 of the history: version `{version}` .* only `1`; .*newer caserules"
    with pytest.raises(ValueError, match=told):
        History.from_data([*History([opened()]).to_data(), newer])
    if version != 1:
        with pytest.raises(ValidationError, match=r"v\n  this version .* only `1`; .*newer caserules"):
            e.CaseSeen.model_validate({**seen().model_dump(), "v": version})


def test_the_version_stands_in_the_schemas() -> None:
    """A host's API tells of it, for a history and for an event alone."""
    history = Case.model_json_schema()["properties"]["history"]
    assert history["items"]["properties"]["v"]["const"] == 1
    assert e.CaseSeen.model_json_schema()["properties"]["v"]["const"] == 1


@pytest.mark.parametrize("value", ["x", 3, {"event": "CaseSeen"}])
def test_only_a_list_is_a_history(value: object) -> None:
    """Anything else is refused with what it should be."""
    with pytest.raises(ValidationError, match="a history is a list of events"):
        TypeAdapter(History).validate_python(value)


def test_a_history_has_a_json_schema() -> None:
    """A host's API can describe a case."""
    history = Case.model_json_schema()["properties"]["history"]
    assert history["type"] == "array"
    assert "event" in history["items"]["required"]


def test_a_long_history_is_not_walked() -> None:
    """Validating, hashing and showing a case asks nothing of the 1,000 events but the last."""

    class Watched(History):
        __slots__ = ()

        def __iter__(self) -> Any:
            raise AssertionError("the history was walked")

    case = replay([opened(), *(seen(by=f"a{n % 3}") for n in range(999))], Case)
    watched = Watched()
    watched._events = tuple(case.history)
    again = Case.model_validate({**case.__dict__, "history": watched})
    assert again.history is watched
    assert again.replace(subject="new").version == 1000
    assert isinstance(hash(again), int)
    assert "events>" not in repr(again)


@FEW
@given(cases())
def test_events_are_hashed(case: Case) -> None:
    """A case, its events and its history can be members of a set."""
    again = replay(History.from_data(case.to_events()), Case)
    assert len({case, again}) == 1
    assert len({case.history, again.history}) == 1
    assert {*again.history} == {*case.history}
