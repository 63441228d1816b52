"""The rulebooks of one desk over the years."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

import caserules as cr

TEXT = """
id = "desk"
first_status = "new"
[status]
new = { phase = "open" }
[schedule.desk]
time_zone = "America/New_York"
hours = { mon-fri = "09:00-17:00" }
"""


def desk(day: date | None, **changed: object) -> cr.Desk[cr.Case]:
    """The desk as its rulebook is from that day on."""
    return cr.Desk(cr.Rulebook.from_text(TEXT, "toml").replace(effective_from=day, **changed))


FIRST, SECOND = desk(None), desk(date(2026, 7, 1), title="second")
EDITIONS = cr.Editions([SECOND, FIRST])


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (datetime(2026, 6, 30, 23, 59, tzinfo=ZoneInfo("America/New_York")), FIRST),
        (datetime(2026, 7, 1, 0, 0, tzinfo=ZoneInfo("America/New_York")), SECOND),
        (datetime(2026, 7, 1, 3, 59, tzinfo=UTC), FIRST),
        (datetime(2026, 7, 1, 4, 0, tzinfo=UTC), SECOND),
    ],
)
def test_an_edition_begins_with_its_day_in_the_desks_zone(
    instant: datetime, expected: cr.Desk[cr.Case]
) -> None:
    """The day on which it is in force begins at the desk's midnight."""
    assert EDITIONS.at(instant) is expected


def test_a_decision_is_explained_by_the_rules_of_its_time() -> None:
    """A decision knows the digest of its rulebook, and finds that edition again."""
    context = cr.Context(now=datetime(2026, 3, 2, 9, tzinfo=UTC), actor="ana")
    decision = EDITIONS.at(context.now).decide(None, cr.OpenCase(new_id="C-1", subject="s"), context)
    assert EDITIONS.of(decision) is FIRST
    with pytest.raises(LookupError, match="no edition"):
        EDITIONS.of(decision.replace(rulebook="0" * 64))


def test_before_the_first_there_is_none() -> None:
    """Without an edition that was always in force, an earlier instant has no rules."""
    with pytest.raises(LookupError, match="from `2026-07-01`"):
        cr.Editions([SECOND]).at(datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.requirement("ALL-05")
def test_a_naive_instant_has_no_edition() -> None:
    """It would be read in the zone of whichever machine asks."""
    with pytest.raises(ValueError, match="it needs a time zone"):
        EDITIONS.at(datetime(2026, 7, 1))  # noqa: DTZ001 the point


@pytest.mark.parametrize(
    ("desks", "told"),
    [
        ([], "at least one"),
        ([FIRST, desk(None, title="x")], "of its own"),
        ([FIRST, desk(date(2027, 1, 1), id="other")], "`desk`, `other`"),
    ],
)
def test_editions_are_of_one_desk_and_of_different_days(desks: list[cr.Desk[cr.Case]], told: str) -> None:
    """None at all, two of a day, and desks that are not one are broken programs."""
    with pytest.raises(ValueError, match=told):
        cr.Editions(desks)
