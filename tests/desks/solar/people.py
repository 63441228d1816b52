"""Who works at the solar desk, for whom, and the cases with which its tests begin."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import caserules as cr

MONDAY = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("America/Denver")).astimezone(UTC)
HOUR = timedelta(hours=1)

HOMEOWNERS, INSTALLERS = "back office: homeowners", "back office: installers"
ROSTER = cr.Roster(
    agents=(
        *(cr.Agent(id=who) for who in ("ana", "amy", "bea", "ben", "dora", "sid")),
        cr.Agent(id="form", system=True),
    ),
    teams=(
        cr.Team(id="support", members=("ana", "amy")),
        cr.Team(id=HOMEOWNERS, members=("bea",)),
        cr.Team(id=INSTALLERS, members=("ben",)),
        cr.Team(id="deal processing", members=("dora",)),
        cr.Team(id="sales", members=("sid",)),
    ),
)

ORGANISATION = cr.Account(
    id="O-1", kind="installer", name="Sunrise Roofs", account_manager="mara", sales_manager="max"
)
HOME = cr.Account(id="H-1", kind="homeowner", name="Kim Reyes", parent=ORGANISATION)
KIM = cr.Person(id="kim", name="Kim Reyes", email="kim@example.com", phone="555 0100")
REP = cr.Person(name="Ria Sol", email="ria@sunrise.example", role="sales rep")
STRANGER = cr.Person(name="Lee Park", phone="555 0199", role="homeowner")

OPENING = cr.OpenCase(
    new_id="C-1",
    subject="the deal does not move",
    description="Kim asks why the deal is still on hold.",
    type="deal status",
    requester=KIM,
    account=HOME,
)
