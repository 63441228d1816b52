"""The ledger of a span of time: every stretch of it, counted or not, with the reason."""

from datetime import timedelta
from typing import Annotated

from pydantic import AliasChoices, ConfigDict, Field

from caserules.model import Model, ZonedInstant
from caserules.outline import Outline, Outlined, Table, minute

__all__ = ["Entry", "Ledger", "span"]


class Entry(Model):
    """One stretch, from its first instant to the one past its last.

    >>> Entry(from_="2026-03-06T16:00Z", until="2026-03-06T17:30Z", counted=True, reason="open").length
    datetime.timedelta(seconds=5400)
    """

    model_config = ConfigDict(serialize_by_alias=True)

    from_: Annotated[
        ZonedInstant, Field(validation_alias=AliasChoices("from", "from_"), serialization_alias="from")
    ]
    until: ZonedInstant
    counted: bool
    """Whether the stretch is business time."""
    reason: str
    """`open`, `closed`, the holiday's name, or the note of an override or a break."""

    @property
    def length(self) -> timedelta:
        """Real time from the one end to the other."""
        return span(self)


class Ledger(Outlined, Model):
    """Adjoining entries in order of time; `counted` is exactly what `between` answers for the same ends.

    >>> from datetime import UTC, datetime
    >>> from caserules.schedule import Schedule
    >>> desk = Schedule(time_zone="UTC", hours={"mon-fri": "08:00-17:00"})
    >>> friday, monday = datetime(2026, 3, 6, 16, tzinfo=UTC), datetime(2026, 3, 9, 9, tzinfo=UTC)
    >>> print(desk.explain(friday, monday))
    counted 2:00:00, skipped 2 days, 15:00:00
      from                      until                     length            counted  reason
      Fri 2026-03-06 16:00 UTC  Fri 2026-03-06 17:00 UTC  1:00:00           yes      open
      Fri 2026-03-06 17:00 UTC  Mon 2026-03-09 08:00 UTC  2 days, 15:00:00  no       closed
      Mon 2026-03-09 08:00 UTC  Mon 2026-03-09 09:00 UTC  1:00:00           yes      open
    >>> desk.explain(monday, friday).counted == desk.between(monday, friday) == timedelta(hours=-2)
    True
    """

    entries: tuple[Entry, ...]
    backward: bool = False
    """Whether the span was asked for from its later end, so that its sums are negative."""

    @property
    def counted(self) -> timedelta:
        """Business time of the span; negative when it was asked for backward."""
        return self._sum(counted=True)

    @property
    def skipped(self) -> timedelta:
        """The rest of the span's real time; negative when it was asked for backward."""
        return self._sum(counted=False)

    def _sum(self, *, counted: bool) -> timedelta:
        total = sum((each.length for each in self.entries if each.counted is counted), timedelta())
        return -total if self.backward else total

    def outline(self) -> Outline:
        """The entries as a table, their sums in the heading."""
        rows = tuple(
            (
                minute(each.from_),
                minute(each.until),
                str(each.length),
                "yes" if each.counted else "no",
                each.reason,
            )
            for each in self.entries
        )
        heading = (
            f"counted {self.counted}, skipped {self.skipped}"
            if not self.backward
            else (f"counted -{-self.counted}, skipped -{-self.skipped}")
        )
        return Outline(
            heading=heading,
            blocks=(Table(columns=("from", "until", "length", "counted", "reason"), rows=rows),),
        )


def span(entry: Entry) -> timedelta:
    """Real time that an entry takes; two readings of one wall clock would not tell it."""
    return (entry.until - entry.until.utcoffset()).replace(tzinfo=None) - (  # type: ignore[operator]
        entry.from_ - entry.from_.utcoffset()  # type: ignore[operator]
    ).replace(tzinfo=None)
