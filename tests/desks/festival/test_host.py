"""The festival desk's rulebook as a whole: nothing doubtful in it, and other people put in their places."""

from dataclasses import replace
from typing import Any

from tests.desks.festival.people import DESK, HOUR, MONDAY, OPENING, TO_THE_RULES, classed, roster

import caserules as cr

FINANCE = classed("finance", "payment")


def test_a_check_finds_nothing() -> None:
    """No rule that never holds, nothing that may be missing unasked, nobody named who is not there."""
    checked = DESK.check(roster())
    assert (checked.findings, checked.finished) == ((), True)


def test_a_check_finds_who_is_missing() -> None:
    """Also those whom the rules name by the table of people: all, where the roster has nobody."""
    found = DESK.check(cr.Roster()).findings
    named = {each.message.split("`")[3] for each in found}
    assert named == {"chelsea", "snk", "blake", "natasha", "support-director"}


OURS = """
base = "festival"
[table.person]
finance = "bo"
"stand-in" = "ana"
director = "lou"
[schedule.desk]
hours = { mon-fri = "08:00-16:00" }
[scan.support]
more_than = 5
[[route]]
id = "spam"
when = 'contains(lower(case.subject), "prize")'
to = "lou"
source = "FES-02"
"""


def delegated(there: Any, kind: Any, *out: str) -> str | None:
    """Who gets the case once it is classed so and left to the rules, while these are out."""
    known = there.given("ana", kind)
    context = known.context("ana", HOUR).replace(roster=roster(*out))
    owner: str | None = known.desk.decide(known.case, TO_THE_RULES, context).or_raise().case.owner
    return owner


def test_a_host_puts_other_people_in_their_places(story: Any, tmp_path: Any) -> None:
    """A small file on top names whom it has to; all else stays as shipped, and a new rule decides first."""
    place = tmp_path / "ours.toml"
    place.write_text(OURS, encoding="utf-8")
    there = story(cr.load(place), roster(), MONDAY).given("ana", OPENING)
    assert delegated(there, FINANCE) == "bo"
    assert delegated(there, FINANCE, "bo") == "ana"
    assert delegated(there, classed("festival", "activation")) == "snk"
    assert delegated(there, classed("unsure", "unsure"), "chelsea") == "ana"
    spam = replace(there, case=None).given("ana", OPENING.replace(subject="Your PRIZE"), FINANCE)
    assert spam.case.queue == "support"
    assert spam.when("ana", TO_THE_RULES).or_raise().case.owner == "lou"
    queue = cr.Queue(id="support", size=6, unusual_since=MONDAY).acknowledged("lou", MONDAY)
    assert there.given("ana", FINANCE).when("ana", TO_THE_RULES, queues=(queue,)).accepted
    found = cr.load(place).check(roster()).findings
    assert found == ()
