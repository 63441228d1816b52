"""A host stands on top of the solar desk, and changes names, queues and procedures without a copy of it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import caserules as cr

OWN = """
base = "solar"
id = "sunny"

[words]
type = ["roof", "meter"]
queue = ["support", "homes", "builders"]

[table.team]
support = "care"

[table.back_office]
homeowner = "homes"
installer = "builders"

[table.procedure]
roof = "risk"

[schedule.desk]
time_zone = "Europe/Paris"
"""
ROSTER = cr.Roster(
    agents=(cr.Agent(id="ana"), cr.Agent(id="bea")),
    teams=(cr.Team(id="care", members=("ana",)), cr.Team(id="homes", members=("bea",))),
)
INSTALLER = cr.Account(id="O-1", kind="installer")
OPENING = cr.OpenCase(
    new_id="C-1",
    subject="it leaks",
    description="Kim's roof leaks.",
    type="roof",
    requester=cr.Person(id="kim"),
    account=cr.Account(id="H-1", kind="homeowner", parent=INSTALLER),
)


@pytest.fixture
def case(story: Any, tmp_path: Path) -> Any:
    """A case at the host's desk."""
    file = tmp_path / "sunny.toml"
    file.write_text(OWN, encoding="utf-8")
    return story(cr.load(file), ROSTER, datetime(2026, 3, 2, 9, tzinfo=UTC)).given("ana", OPENING)


@pytest.mark.requirement("SOL-13")
def test_a_host_names_its_own_team_and_queues(case: Any, refused: Any) -> None:
    """Support is called care there, and the back office has queues by other names."""
    assert (case.case.owner, case.desk.zone.key) == ("ana", "Europe/Paris")
    told = refused(case.when("ana", cr.ReleaseCase(queue="builders")), "queue-of-its-account")
    assert "remedy: release it to `homes`" in told
    queued = case.given("ana", cr.ReleaseCase(queue="homes"))
    assert queued.given("bea", cr.PickCase()).case.owner == "bea"
    refused(case.when("ana", cr.AssignCase(to="support")), "support-owns")


@pytest.mark.requirement("SOL-14")
def test_a_host_has_its_own_procedures(case: Any, refused: Any) -> None:
    """Its request types, and where each of them goes."""
    assert case.case.proposed_department == "risk"
    engaged = cr.ReferCase(department="risk", reason="leak", comments="it rains in")
    assert case.when("ana", engaged).accepted
    refused(case.when("ana", engaged.replace(department="legal")), "another-department-with-a-reason")


def test_the_host_s_desk_is_as_sound_as_the_shipped_one(case: Any) -> None:
    """A check finds nothing there either."""
    assert case.desk.check().findings == ()
