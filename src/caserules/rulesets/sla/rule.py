"""Clocks as a rulebook writes them down: conditions as text, and targets: the first that fits counts."""

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from caserules.engine import Rule
from caserules.model import Model
from caserules.rulesets.sla.cycle import Reopen, Retarget
from caserules.schedule import Target

__all__ = ["ClockRule", "ClockTarget"]


class ClockTarget(Model):
    """What is promised where `when` holds; its dates are judged at the start of the segment it measures."""

    when: str | None = None
    within: str | None = None
    """A target's text, or in braces an expression that gives one: `{agency_term[case.agency]}`."""
    by: Target | None = None
    """The same for one that a text says badly: `{ cutoff = "15:00", before = "close", after = "close" }`."""
    source: str = ""
    note: str = ""
    effective_from: date | None = None
    effective_until: date | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.within is None) == (self.by is None):
            raise ValueError("a target says either `within` or `by`; give one of the two")
        return self

    @property
    def dated(self) -> bool:
        """Whether it is in force on some days only."""
        return self.effective_from is not None or self.effective_until is not None

    def in_force(self, day: date) -> bool:
        """Whether `day` lies between its dates, both included."""
        after = self.effective_from is None or self.effective_from <= day
        return after and (self.effective_until is None or day <= self.effective_until)


class ClockRule(Rule):
    """A clock of every case, or with `each` of every part of a kind; its conditions read `case` and `each`.

    A change of `restart` ends the cycle as stopped, since it is what the cycle waited for, and begins the
    next; while `stop` or `cancel` holds it waits. An item that `each` no longer names has its clock
    cancelled, unless `stop` holds for it.
    """

    each: str | None = None
    """The parts, such as `a for a in case.activities if a.kind == "call-back"`."""
    from_: str | None = Field(default=None, alias="from")
    """The instant from which the first cycle counts; without it, the one at which the clock starts.

    Where it names another by the time that a cycle begins, or that another target fits, that one counts.
    """
    start: str | None = None
    stop: str | None = None
    pause: str | None = None
    cancel: str | None = None
    restart: str | None = None
    """A value, such as `case.last_agent_at`."""
    reopen: Reopen = "none"
    """What becomes of it when `stop` or `cancel` turns false again."""
    retarget: Retarget = "carry_elapsed"
    """What becomes of it when another target fits."""
    schedule: str = "desk"
    """A schedule's name; `owner` for that of the case's owner; in braces an expression that gives a name."""
    targets: tuple[ClockTarget, ...] = Field(min_length=1)
    warn: tuple[str, ...] = ()
    """Shares of the target (`80%`) and times before its end (`30 minutes`), both in the target's measure."""
