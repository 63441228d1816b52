"""Who works at the festival desk, and the cases with which its tests begin."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import caserules as cr

ZONE = ZoneInfo("America/Los_Angeles")
MONDAY = datetime(2026, 3, 2, 9, tzinfo=ZONE).astimezone(UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

DESK = cr.load("festival")
NAMES = ("ana", "bo", "chelsea", "snk", "blake", "natasha", "lou", "dana")
KIM = cr.Person(id="kim", name="Kim", email="kim@example.org", phone="555 0100")
FORM = cr.Interaction(channel="form", subject="my fee", text="please", requester=KIM, new_id="C-2")
OPENING = cr.OpenCase(new_id="C-1", subject="my fee", requester=KIM, origin="Phone")
TO_THE_RULES = cr.RouteCase()
ACCEPT = cr.PickCase()
RELEASE = cr.ReleaseCase(queue="support")
LOG = cr.LogCall(direction="out", issue="the fee", result="paid back tomorrow", facts="paid twice")


def roster(*out: str, now: datetime = MONDAY, **schedules: str) -> cr.Roster:
    """Everybody, of whom some are out all that day; `schedules` names the shifts of some."""
    absences = (cr.Absence(since=now - DAY, until=now + DAY, reason="festival week"),)
    return cr.Roster(
        agents=(
            *(
                cr.Agent(id=who, absences=absences if who in out else (), schedule=schedules.get(who))
                for who in NAMES
            ),
            cr.Agent(id="sweep", system=True),
        ),
        teams=(cr.Team(id="support-director", members=("dana",)),),
    )


def classed(kind: str, reason: str) -> cr.ClassifyCase:
    """The class of a case."""
    return cr.ClassifyCase(type=kind, reason=reason)


SUBMISSION = classed("festival", "submission")
REFUND = classed("finance", "refund")
