"""Who works at the made-up desk of `demo.py`, on which day, and who is out when."""

from datetime import date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

import caserules as cr

__all__ = ["CLOSING", "SWITCHBOARD", "TEAMS", "ZONE", "at", "roster"]

ZONE = ZoneInfo("Europe/London")
DATE = date(2026, 12, 23)
SWITCHBOARD = "switchboard"
"""Hands in what comes in, on nobody's behalf."""

TEAMS = {
    "first line": ("amy", "ben", "cara", "dai", "eve", "finn"),
    "billing": ("gus", "hana"),
    "field service": ("joe", "kim", "lou"),
    "retention": ("mia", "pete"),
    "leads": ("nora", "otto"),
}


def at(clock: str) -> datetime:
    """A wall-clock time of the day."""
    return datetime.combine(DATE, time.fromisoformat(clock), ZONE)


CLOSING = at("18:00")


@cache
def roster() -> cr.Roster:
    """Who works here today, and who is out."""
    return cr.Roster(
        agents=(
            _agent("amy", capacity=12, out="00:00-23:59 on leave"),
            _agent("ben", capacity=14),
            _agent("cara", "welsh", capacity=14),
            _agent("dai", "welsh", capacity=14, out="12:30-17:00 at the dentist"),
            _agent("eve", capacity=14),
            _agent("finn", capacity=10),
            _agent("gus", capacity=30),
            _agent("hana", capacity=30, out="13:00-23:59 half a day"),
            _agent("joe", region="north"),
            _agent("kim", region="south", out="00:00-10:30 ill"),
            _agent("lou", region="south"),
            _agent("mia", out="11:30-14:00 in a training"),
            _agent("pete", capacity=6),
            _agent("nora", role="lead", out="10:30-13:30 in a meeting"),
            _agent("otto", role="lead"),
            cr.Agent(id=SWITCHBOARD, system=True),
        ),
        teams=tuple(cr.Team(id=team, members=members) for team, members in TEAMS.items()),
    )


def _agent(
    who: str, *skills: str, capacity: int | None = None, role: str = "agent", region: str = "", out: str = ""
) -> cr.Agent:
    absences: tuple[cr.Absence, ...] = ()
    if out:
        span, _, reason = out.partition(" ")
        since, until = span.split("-")
        absences = (cr.Absence(since=at(since), until=at(until), reason=reason),)
    regions = (region,) if region else ()
    return cr.Agent(id=who, role=role, skills=skills, capacity=capacity, regions=regions, absences=absences)
