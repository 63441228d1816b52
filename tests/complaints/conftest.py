"""One desk, as the complainers had it, and a way to tell what happened at it."""

from datetime import UTC, datetime
from typing import Any

import pytest

import caserules as cr
from caserules.case.commands import Command
from caserules.rulesets.sla.clock import Clock

BOOK = """
id = "desk"
first_status = "new"
first_queue = "support"
comments = "public"

[schedule.desk]
time_zone = "UTC"
hours = { mon-fri = ["09:00-12:00", "13:00-18:00"] }
holidays = { dates = ["2026-03-10"] }

[schedule.sparse]
time_zone = "UTC"
hours = { mon = "09:00-10:00" }

[status]
new      = { phase = "open", to = ["waiting", "resolved", "merged"] }
waiting  = { phase = "open", to = ["new", "resolved", "merged"] }
resolved = { phase = "resolved", to = ["new", "closed", "merged"] }
closed   = { phase = "closed", to = ["new"], read_only = true }
merged   = { phase = "closed", read_only = true }

[effect]
ResolveCase = "resolved"
CloseCase = "closed"
ReactivateCase = "new"
MergeCase = "merged"

[[origin]]
id = "reply-opens-again"
when = 'match.phase != "open"'
then = "reopen"

[[origin]]
id = "reply-is-added"
when = 'match is not None'
then = "append"

[[route]]
id = "chain"
when = 'case.type == "legal"'
to = ["ana", "bo", "cy"]

[[clone]]
id = "for-another-team"
reason = "another team"
for = "{command.department}"

[[guard]]
id = "tasks-first"
on = ["ResolveCase", "CloseCase"]
require = 'not any(a.status == "open" for a in result.activities)'
message = "case {case.id} has open tasks"
remedy = "complete or cancel them"

[[clock]]
id = "resolution"
stop = 'case.phase != "open"'
pause = 'case.status == "waiting"'
targets = [
  { when = 'case.queue == "vip"', within = "2 business hours" },
  { when = 'case.priority == "urgent"', within = "4 business hours" },
  { within = "10 business hours" },
]
warn = ["50%"]

[[clock]]
id = "update"
cancel = 'case.phase != "open"'
restart = "case.last_agent_at"
targets = [{ within = "4 hours" }]

[[clock]]
id = "next-reply"
start = 'case.last_customer_at is not None'
stop = 'case.last_agent_at is not None and case.last_agent_at >= case.last_customer_at'
cancel = 'case.phase != "open"'
reopen = "new_cycle"
targets = [{ within = "4 hours" }]

[[clock]]
id = "sparse"
schedule = "sparse"
targets = [{ within = "10 business hours" }]

[[upkeep]]
id = "escalate"
when = 'case.phase == "open"'
since = "case.opened_at"
after = "24 hours"
remind = "lead"
message = "case {case.id} is a day old"
"""


class Story:
    """What happened, told in order; days are of March 2026, of which the 2nd is a Monday, all in UTC."""

    def __init__(self, desk: cr.Desk[cr.Case], roster: cr.Roster) -> None:
        self.desk = desk
        self.roster = roster
        self.cases: dict[str, cr.Case] = {}

    def context(self, when: str, by: str = "ana") -> cr.Context:
        """Somebody, at an instant such as `06 17:00`."""
        now = datetime.fromisoformat(f"2026-03-{when}").replace(tzinfo=UTC)
        return cr.Context(now=now, actor=by, roster=self.roster, related=tuple(self.cases.values()))

    def opened(self, when: str, case: str = "C-1", **facts: Any) -> None:
        """A case is opened."""
        opening = cr.OpenCase(new_id=case, subject="no heat", **facts)
        self.took(self.desk.decide(None, opening, self.context(when)))

    def asked(
        self, when: str, *commands: Command, by: str = "ana", case: str = "C-1"
    ) -> cr.Decision[cr.Case]:
        """Somebody asks for something, and hears whether it may be."""
        return self.desk.decide(self.cases[case], commands, self.context(when, by))

    def did(self, when: str, *commands: Command, by: str = "ana", case: str = "C-1") -> None:
        """Somebody does something that may be done."""
        self.took(self.asked(when, *commands, by=by, case=case))

    def wrote(self, when: str, reply_to: str = "C-1") -> cr.Decision[cr.Case]:
        """The customer writes."""
        mail = cr.Interaction(channel="e-mail", subject="still cold", reply_to=reply_to, new_id="C-99")
        return self.took(self.desk.receive(mail, self.context(when)))

    def swept(self, when: str, case: str = "C-1") -> list[str]:
        """The host's sweep runs; gives which rules had something to do."""
        due = [each.rule for each in self.desk.due(self.cases[case], self.context(when, "sweep"))]
        for decision in self.desk.catch_up(self.cases[case], self.context(when, "sweep")):
            self.took(decision)
        return due

    def clock(self, name: str, when: str, case: str = "C-1") -> Clock:
        """A clock as it stands."""
        now = self.context(when).now
        return next(each for each in self.desk.clocks(self.cases[case], now) if each.id == name)

    def took(self, decision: cr.Decision[cr.Case]) -> cr.Decision[cr.Case]:
        """The host keeps what was decided."""
        for change in decision.or_raise().changes:
            self.cases[change.case.id] = change.case
        return decision


@pytest.fixture
def story() -> Story:
    """A new story at the desk, with `ana`, `bo` and `cy` at work."""
    crew = tuple(cr.Agent(id=name) for name in ("ana", "bo", "cy"))
    return Story(cr.Desk(cr.Rulebook.from_text(BOOK, "toml")), cr.Roster(agents=crew))
