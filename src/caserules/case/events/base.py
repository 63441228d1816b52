"""What every event says of itself."""

from typing import Annotated, Any, Final, Literal

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from caserules.model import Instant, Model

__all__ = ["FORMAT", "OneEvent", "unknown_format"]

FORMAT: Final = 1
"""The version of the form in which events are stored."""


def unknown_format(found: object) -> str:
    """What is to be said of a version that this release can't read."""
    return f"version `{found}` of the stored form is not known here, only `{FORMAT}`; {_REMEDY}"


_REMEDY = "a later one was written by a newer caserules: upgrade to read it"


class _Format:
    """Says what to do about a version that is not known."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        told = f"this version of the stored form is not known here, only `{FORMAT}`; {_REMEDY}"
        return core_schema.custom_error_schema(handler(source), "event_format", custom_error_message=told)


class OneEvent(Model):
    """What every event says of itself.

    >>> from datetime import datetime, timezone
    >>> from caserules.case.events import CaseSeen
    >>> at = datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc)
    >>> seen = CaseSeen(case_id="C-17", at=at, by="ana")
    >>> seen.v, seen.occurred_at == at
    (1, True)
    """

    v: Annotated[Literal[1], _Format()] = FORMAT
    """The version of its stored form; data that say none are of version 1."""
    case_id: str
    at: Instant
    """When it was decided."""
    occurred_at: Instant = Field(default_factory=lambda data: data["at"])
    """When it happened: a call of 16:50 that is logged at 17:10 counts from 16:50 (ALL-11)."""
    by: str
    rules: tuple[str, ...] = ()
    """The ids of the rules that determined it."""
    step: int = 0
    """Its place among the events that one decision gave this case; 0 begins a decision."""
