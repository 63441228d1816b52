"""Who works at the service hub, and the case with which its tests begin."""

from datetime import UTC, datetime, timedelta

import caserules as cr

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROSTER = cr.Roster(
    agents=(*(cr.Agent(id=who) for who in ("ana", "bo", "cy", "zoe")), cr.Agent(id="robot", system=True)),
    teams=(cr.Team(id="second line", members=("bo",)), cr.Team(id="service", members=("cy",))),
)
KIM = cr.Person(id="kim", name="Kim")
OPENING = cr.OpenCase(new_id="C-1", subject="the screen stays dark", type="problem", requester=KIM)
NOT_NEEDED = cr.DetermineEscalation(needed=False, reason="a cable")
