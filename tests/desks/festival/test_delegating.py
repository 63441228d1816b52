"""Who gets which case at the festival desk: by its class, and through whoever is out."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from tests.desks.festival.people import DAY, DESK, HOUR, MONDAY, OPENING, TO_THE_RULES, ZONE, classed, roster

import caserules as cr

LIAISON = {"festival": "Bay Shorts", "liaison": "lou"}
FINANCE = classed("finance", "payment")
LISTING = classed("festival", "listing change")
JUDGING = classed("festival", "premium judging")
TICKETING = classed("festival", "ticketing")
UNSURE = classed("unsure", "unsure")


@pytest.fixture
def case(desk: Any) -> Any:
    """A case about Bay Shorts, whose liaison is lou; it waits in the support queue."""
    return desk.given("ana", OPENING.replace(fields=LIAISON))


def delegated(story: Any, kind: Any, *out: str, after: timedelta = HOUR) -> cr.Decision[Any]:
    """The case once it is classed so and left to the rules, while these are out."""
    known = story.given("ana", kind)
    context = known.context("ana", after).replace(roster=roster(*out, now=MONDAY + after))
    decision: cr.Decision[Any] = known.desk.decide(known.case, TO_THE_RULES, context)
    return decision.or_raise()


@pytest.mark.requirement("FES-05")
@pytest.mark.parametrize("reason", ["refund", "payment", "ticketing", "premium judging", "other"])
def test_finance_cases_go_to_chelsea(case: Any, reason: str) -> None:
    """Whatever their reason."""
    decision = delegated(case, classed("finance", reason))
    assert (decision.case.owner, decision.case.queue) == ("chelsea", None)
    assert "routing: `chelsea` by `finance` (FES-05, FES-09)" in case.told(decision)


@pytest.mark.requirement("FES-06")
@pytest.mark.parametrize("reason", ["activation", "listing change"])
def test_activations_and_listing_changes_go_to_snk(case: Any, reason: str) -> None:
    """As long as SNK is in."""
    decision = delegated(case, classed("festival", reason))
    assert decision.case.owner == "snk"
    assert "routing: `snk` by `activation-or-listing` (FES-06)" in case.told(decision)


@pytest.mark.requirement("FES-06")
def test_while_snk_is_out_they_go_to_the_liaison_else_to_chelsea(case: Any) -> None:
    """To the festival's own liaison; where that one is out too, or nobody knows who it is, to Chelsea."""
    decision = delegated(case, LISTING, "snk")
    assert decision.case.owner == "lou"
    assert "passed over `snk`: is out until Tue 2026-03-03 10:00 PST (festival week)" in case.told(decision)
    assert delegated(case, LISTING, "snk", "lou").case.owner == "chelsea"
    unknown = case.given("ana", cr.ChangeFields(fields={"liaison": None}))
    decision = delegated(unknown, LISTING, "snk")
    assert decision.case.owner == "chelsea"
    assert "passed over `{case.liaison}`: names nobody" in case.told(decision)


@pytest.mark.requirement("FES-06")
def test_snk_is_back_at_the_end_of_the_absence(case: Any) -> None:
    """The last instant counts as back: the case of that minute is SNK's."""
    known = case.given("ana", LISTING)
    out = cr.Absence(since=MONDAY - DAY, until=MONDAY + HOUR)
    agents = tuple(each.replace(absences=(out,)) if each.id == "snk" else each for each in roster().agents)
    for after, owner in ((HOUR - timedelta(seconds=1), "lou"), (HOUR, "snk")):
        context = known.context("ana", after).replace(roster=cr.Roster(agents=agents))
        assert known.desk.decide(known.case, TO_THE_RULES, context).or_raise().case.owner == owner


@pytest.mark.requirement("FES-07")
def test_premium_judging_goes_to_blake(case: Any) -> None:
    """And while Blake is out to Chelsea."""
    decision = delegated(case, JUDGING)
    assert decision.case.owner == "blake"
    assert "routing: `blake` by `premium-judging` (FES-07, FES-09)" in case.told(decision)
    assert delegated(case, JUDGING, "blake").case.owner == "chelsea"


NOTICED = """
base = "festival"
[[route]]
id = "premium-judging"
effective_until = 2026-03-02
"""


@pytest.mark.requirement("FES-07")
@pytest.mark.parametrize(
    ("now", "answer"),
    [
        (datetime(2026, 3, 2, 23, 59, 59, tzinfo=ZONE), None),
        (datetime(2026, 3, 3, tzinfo=ZONE), "some-rule-takes-it"),
    ],
)
def test_until_further_notice_means_the_whole_last_day(
    story: Any, now: datetime, answer: str | None, tmp_path: Any
) -> None:
    """Given notice for Monday, then at the last second of that day it is Blake's, at midnight nobody's."""
    place = tmp_path / "ours.toml"
    place.write_text(NOTICED, encoding="utf-8")
    there = story(cr.load(place), roster(), now).given("ana", OPENING, JUDGING)
    decision = there.when("ana", TO_THE_RULES)
    assert [each.rule for each in decision.refusals] == ([] if answer is None else [answer])
    assert decision.case.owner == ("blake" if answer is None else None)


@pytest.mark.requirement("FES-07")
def test_the_rule_s_first_day_counts_too(story: Any) -> None:
    """From the first minute of it, in the desk's zone; the day before it is nobody's."""
    (rule,) = [each for each in DESK.rulebook.route if each.id == "premium-judging"]
    assert rule.effective_from == date(2010, 1, 1)
    first = datetime(2010, 1, 1, tzinfo=ZONE)
    for now, accepted in ((first, True), (first - timedelta(seconds=1), False)):
        there = story(DESK, roster(), now).given("ana", OPENING, JUDGING)
        assert there.when("ana", TO_THE_RULES).accepted == accepted


@pytest.mark.requirement("FES-08")
@pytest.mark.parametrize("reason", ["scheduling", "ticketing"])
def test_scheduling_and_ticketing_go_to_natasha(case: Any, reason: str) -> None:
    """And while Natasha is out to Chelsea."""
    kind = classed("festival", reason)
    decision = delegated(case, kind)
    assert decision.case.owner == "natasha"
    assert "routing: `natasha` by `scheduling-and-ticketing` (FES-08, FES-09)" in case.told(decision)
    assert delegated(case, kind, "natasha").case.owner == "chelsea"


@pytest.mark.requirement("FES-09")
@pytest.mark.parametrize("kind", [UNSURE, classed("unsure", "other"), classed("festival", "unsure")])
def test_what_nobody_is_sure_of_goes_to_chelsea(case: Any, kind: Any) -> None:
    """Be it the type or the reason."""
    decision = delegated(case, kind)
    assert decision.case.owner == "chelsea"
    assert "routing: `chelsea` by `unsure` (FES-09)" in case.told(decision)


@pytest.mark.requirement("FES-09")
@pytest.mark.parametrize(
    ("kind", "rule", "out"),
    [
        (FINANCE, "finance", ("chelsea",)),
        (UNSURE, "unsure", ("chelsea",)),
        (LISTING, "activation-or-listing", ("snk", "lou", "chelsea")),
        (JUDGING, "premium-judging", ("blake", "chelsea")),
        (TICKETING, "scheduling-and-ticketing", ("natasha", "chelsea")),
    ],
)
def test_while_chelsea_is_out_too_a_case_stays_in_the_queue(
    case: Any, kind: Any, rule: str, out: tuple[str, ...], refused: Any
) -> None:
    """The trace says who was passed over; nobody assigns it round the rule meanwhile."""
    decision = delegated(case, kind, *out)
    assert (decision.case.owner, decision.case.queue) == (None, "support")
    said = case.told(decision)
    assert f"routing: `support` by `{rule}`" in said
    assert all(f"passed over `{who}`: is out until" in said for who in out)
    assert said.count("passed over `chelsea`") == 1
    known = case.given("ana", kind)
    context = known.context("ana", HOUR).replace(roster=roster(*out))
    refusal = refused(known.desk.decide(known.case, cr.AssignCase(to="bo"), context), "stays-in-the-queue")
    assert f"(FES-09): those to whom the rule `{rule}` gives case `C-1` can't take it" in refusal
    assert "it stays in the queue: `" in refusal
    assert "is out until" in refusal


@pytest.mark.requirement("FES-05")
@pytest.mark.requirement("FES-08")
def test_who_has_as_many_cases_as_the_host_lets_them_is_told_of_as_that(case: Any, refused: Any) -> None:
    """Natasha's go to Chelsea meanwhile, Chelsea's stay in the queue, and nobody says that they were out."""

    def placed(kind: Any, *full: str, command: Any = TO_THE_RULES) -> cr.Decision[Any]:
        known = case.given("ana", kind)
        agents = (each.replace(load=5, capacity=5 if each.id in full else None) for each in roster().agents)
        context = known.context("ana", HOUR).replace(roster=cr.Roster(agents=tuple(agents)))
        decision: cr.Decision[Any] = known.desk.decide(known.case, command, context)
        return decision

    assert placed(TICKETING, "natasha").or_raise().case.owner == "chelsea"
    assert placed(FINANCE, "chelsea").or_raise().case.queue == "support"
    by_hand = placed(TICKETING, "natasha", "chelsea", command=cr.AssignCase(to="chelsea"))
    answer = refused(by_hand, "stays-in-the-queue")
    assert "it stays in the queue: `natasha` has 5 cases, at most 5; `chelsea` has 5 cases" in answer
    assert "is out" not in answer


@pytest.mark.requirement("FES-05")
@pytest.mark.requirement("FES-08")
@pytest.mark.parametrize(("kind", "owner"), [(FINANCE, "chelsea"), (TICKETING, "natasha")])
def test_a_case_is_not_assigned_round_the_rules(case: Any, kind: Any, owner: str, refused: Any) -> None:
    """By hand it goes to whom the rules name, and to nobody else."""
    known = case.given("ana", kind)
    assert known.when("ana", cr.AssignCase(to=owner)).or_raise().case.owner == owner
    answer = refused(known.when("ana", cr.AssignCase(to="bo")), "goes-by-the-rules")
    assert f"case `C-1` goes to `{owner}` by the rule" in answer
    assert "remedy: delegate it with `RouteCase`, or class it anew" in answer
