"""Who works at the integrations desk, and what its tests say and do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import caserules as cr

ZONE = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 3, 2, 9, tzinfo=ZONE).astimezone(UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ROSTER = cr.Roster(
    agents=(
        cr.Agent(id="ana"),
        cr.Agent(id="amy"),
        cr.Agent(id="ivo"),
        cr.Agent(id="ines"),
        cr.Agent(id="sweep", system=True),
    ),
    teams=(
        cr.Team(id="support", members=("ana", "amy")),
        cr.Team(id="integrations", members=("ivo", "ines")),
    ),
)
KIM = cr.Person(id="kim", name="Kim", phone="555 0100")
OPENING = cr.OpenCase(new_id="C-17", subject="orders do not arrive", type="failure", requester=KIM)
MAIL = cr.Interaction(channel="e-mail", subject="again", type="failure", requester=KIM, new_id="C-18")
MESSAGE = cr.LogAttempt(channel="phone", reached=False, outcome="detailed message", comment="l/m on v/m")
SPOKEN = cr.LogAttempt(channel="phone", reached=True, outcome="spoken to, settled", comment="all is well")
NO_ANSWER = cr.LogAttempt(
    channel="e-mail", reached=False, outcome="no answer", comment="wrote to the carrier"
)
TO_IVO = cr.AssignCase(to="ivo", comment="which orders?", notify=True)
WAIT = cr.ChangeStatus(to="Waiting", fields={"waiting_on": "outside source"})
NO_RESPONSE = cr.ChangeStatus(to="No Response")
TO_INES = cr.AssignCase(to="ines", comment="yours", notify=True)
TO_ANA = cr.AssignCase(to="ana", comment="is it urgent?", notify=True)
DONE = cr.ResolveCase(outcome="Complete", comment="the key was renewed")
ASK = cr.AskForUpdate(of="ivo", comment="any news?", notify=True)
SOLVED = cr.CloseCase(reason="solved", comment="it works")
