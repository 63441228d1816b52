"""What every event says of itself."""

from pydantic import Field

from caserules.model import Instant, Model

__all__ = ["OneEvent"]


class OneEvent(Model):
    """What every event says of itself."""

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
