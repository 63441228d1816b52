"""What has happened to a case: an append-only sequence of events, checked on entry."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, overload

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic_core import CoreSchema, core_schema

from caserules.case.events import EVENT, CaseOpened, Event
from caserules.case.events.base import FORMAT, unknown_format
from caserules.case.told import told

__all__ = ["History"]


class History(Sequence[Event]):
    """The events of one case, oldest first.

    It begins with the opening, belongs to one case, and its instants never run back; whatever breaks
    that is a `ValueError` on entry. Appending gives a new history.

    >>> from datetime import datetime, timezone
    >>> at = datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc)
    >>> opened = CaseOpened(
    ...     case_id="C-17", at=at, by="ana", desk="support", subject="no heat", status="new", phase="open",
    ...     received_at=at,
    ... )
    >>> history = History([opened])
    >>> history
    <1 events>
    >>> History.from_data(history.to_data()) == history
    True
    >>> history.appended(opened)
    Traceback (most recent call last):
    ValueError: case `C-17` is open already; it can't be opened again
    """

    __slots__ = ("_events",)

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self._events = tuple(events)
        for earlier, later in zip((None, *self._events), self._events, strict=False):
            _check(earlier, later)

    def appended(self, *events: Event) -> "History":
        """This history with some events more; only those are checked."""
        last = self._events[-1] if self._events else None
        for event in events:
            said, before = event.__dict__, {} if last is None else last.__dict__
            at, occurred_at = said["at"], said["occurred_at"]
            if not (
                said["case_id"] == before.get("case_id")
                and (at is before["at"] or at >= before["at"])
                and (occurred_at is at or occurred_at <= at)
                and type(event) is not CaseOpened
            ):
                _check(last, event)
            last = event
        grown = object.__new__(History)
        grown._events = self._events + events
        return grown

    @overload
    def __getitem__(self, index: int) -> Event: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Event, ...]: ...
    def __getitem__(self, index: int | slice) -> Event | tuple[Event, ...]:
        return self._events[index]

    @property
    def last(self) -> Event | None:
        """The latest event; None in a history without any."""
        return self._events[-1] if self._events else None

    def __len__(self) -> int:
        return len(self._events)

    def __iter__(self) -> Iterator[Event]:
        return iter(self._events)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, History) and self._events == other._events

    def __hash__(self) -> int:
        return hash((len(self._events), self._events[-1:]))

    def __repr__(self) -> str:
        return f"<{len(self._events)} events>"

    @property
    def past(self) -> "History":
        """What had happened at the desk of which the case was taken over; nothing for any other case."""
        opened = self._events[0] if self._events else None
        if not isinstance(opened, CaseOpened) or not opened.past:
            return History()
        return History.from_data(opened.model_dump(mode="json", include={"past"})["past"])

    @property
    def whole(self) -> tuple[Event, ...]:
        """Every event, those at former desks first."""
        return (*self.past.whole, *self._events) if self._events else ()

    def to_data(self) -> list[dict[str, Any]]:
        """The compact stored form: JSON-ready, what equals its default left out; inverse of `from_data`.

        Each event says in `v` the version of the form.
        """
        return [_to_data(event) for event in self]

    @classmethod
    def from_data(cls, data: Iterable[Any]) -> "History":
        """The history that `to_data` wrote; an unknown event, field or version is an error, never a loss."""
        return cls(_from_data(place, each) for place, each in enumerate(data))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        del source, handler
        return core_schema.json_or_python_schema(
            json_schema=core_schema.no_info_plain_validator_function(cls._from_any),
            python_schema=core_schema.union_schema(
                [
                    core_schema.is_instance_schema(cls),
                    core_schema.no_info_plain_validator_function(cls._from_any),
                ],
                mode="left_to_right",
            ),
            serialization=core_schema.plain_serializer_function_ser_schema(cls.to_data),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        del schema, handler
        stamp = {"event": {"type": "string"}, "case_id": {"type": "string"}, "by": {"type": "string"}}
        at = {"type": "string", "format": "date-time"}
        facts = {**stamp, "at": at, "v": {"const": FORMAT, "default": FORMAT}}
        one = {"type": "object", "properties": facts, "required": [*stamp, "at"]}
        return {"type": "array", "items": one, "description": "the events of one case, oldest first"}

    @classmethod
    def _from_any(cls, value: Any) -> "History":
        if not isinstance(value, list | tuple):
            raise ValueError(f"a history is a list of events, not `{value!r}`")  # noqa: TRY004 pydantic reports ValueError
        return cls.from_data(value)


def _to_data(event: Event) -> dict[str, Any]:
    data = {"event": event.event, "v": event.v, **event.model_dump(mode="json", exclude_defaults=True)}
    if event.occurred_at == event.at and event.occurred_at.tzinfo == event.at.tzinfo:
        del data["occurred_at"]
    return data


def _from_data(place: int, data: Any) -> Event:
    found = data.get("v", FORMAT) if isinstance(data, dict) else FORMAT
    if type(found) is not int or found != FORMAT:
        raise ValueError(f"event {place + 1} of the history: {unknown_format(found)}")
    try:
        return EVENT.validate_python(data)
    except ValidationError as error:
        raise ValueError(f"event {place + 1} of the history: {told(error)}") from error


def _check(earlier: Event | None, event: Event) -> None:
    if event.occurred_at > event.at:
        raise ValueError(
            f"`{event.event}` of case `{event.case_id}` occurred at `{event.occurred_at.isoformat()}`, after "
            f"it was decided at `{event.at.isoformat()}`; give an `occurred_at` that is not later than `at`"
        )
    if earlier is None:
        if not isinstance(event, CaseOpened):
            raise ValueError(f"a history begins with `CaseOpened`, not with `{event.event}`")
        return
    if isinstance(event, CaseOpened):
        raise ValueError(  # noqa: TRY004 the kind of event is a value here
            f"case `{event.case_id}` is open already; it can't be opened again"
        )
    if event.case_id != earlier.case_id:
        raise ValueError(f"an event of case `{event.case_id}` does not belong to case `{earlier.case_id}`")
    if event.at < earlier.at:
        raise ValueError(
            f"time runs back in case `{event.case_id}`: `{event.event}` at `{event.at.isoformat()}` follows "
            f"`{earlier.event}` at `{earlier.at.isoformat()}`"
        )
