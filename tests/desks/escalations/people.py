"""Who works at the escalations desk, and the complaints with which its tests begin."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import caserules as cr

ZONE = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 3, 2, 9, tzinfo=ZONE).astimezone(UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

ROSTER = cr.Roster(
    agents=(
        cr.Agent(id="ana", skills=("general",), regions=("Northeast",)),
        cr.Agent(id="ben", skills=("general", "executive"), regions=("Northeast", "West")),
        cr.Agent(id="cy", skills=("general", "executive", "regulatory"), regions=("Northeast", "West")),
        cr.Agent(id="ida"),
        cr.Agent(id="lea"),
        cr.Agent(id="lou"),
        cr.Agent(id="quinn"),
        cr.Agent(id="mia"),
        cr.Agent(id="bo"),
        cr.Agent(id="sweep", system=True),
    ),
    teams=(
        cr.Team(id="escalations", members=("ana", "ben", "cy")),
        cr.Team(id="leadership", members=("lea", "lou")),
        cr.Team(id="corporate-review", members=("quinn",)),
        cr.Team(id="manager channel", members=("mia",)),
        cr.Team(id="billing", members=("bo",)),
    ),
)
"""Three agents, the intake (ida), those who lead, corporate's review, the managers, a partner in billing."""

KIM = cr.Person(id="kim", name="Kim", email="kim@home.example", phone="555 0100", region="Northeast")
COMPLAINT = {"source": "direct customer contact", "complaint": "billed twice in January"}
OPENING = cr.OpenCase(new_id="C-1", subject="billed twice", requester=KIM, fields=COMPLAINT)
EXECUTIVE = OPENING.replace(fields={**COMPLAINT, "source": "company executive"})
REGULATORY = OPENING.replace(fields={**COMPLAINT, "source": "regulatory agency", "agency": "FCC"})
INQUIRY = OPENING.replace(fields={**COMPLAINT, "form": "inquiry"})

NEXT = cr.SetNextAction(next_action=cr.NextAction(text="ask billing for January"))
ACKNOWLEDGE = cr.AcknowledgeCase()
BEGIN = cr.ChangeStatus(to="Pending")
TO_WORK = (NEXT, ACKNOWLEDGE, BEGIN)
NO_ANSWER = cr.LogAttempt(channel="phone", reached=False)
RESOLUTION = cr.Resolution(
    code="resolved in full", details="the second bill was taken back", evidence=("the bills of January",)
)
RESOLVE = cr.ResolveCase(resolution=RESOLUTION)
CREDIT = cr.GrantCredit(amount=200, justification="billed twice")
SEND_BACK = cr.ChangeStatus(to="Incomplete")
DUAL = cr.ReferCase(kind="dual", department="billing", reason="take back the second bill")
TASK = cr.ReferCase(kind="task", department="billing", reason="send January's bill")


def span(day: int, hour: int, minute: int = 0) -> timedelta:
    """From Monday at nine to that day of March, by the clock on the wall."""
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE) - MONDAY


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """That instant in March, in the desk's zone."""
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)
