"""Where a case goes, checked against a definition of routing that shares no code with it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from tests.rulesets.cases import NOW, case

from caserules.case import Absence, Agent, Context, Roster, Team
from caserules.rulesets.place import RuleProblem
from caserules.rulesets.routing import PassedOver, Pick, Route, RouteRule, Routing
from caserules.rulesets.terms import Terms
from caserules.schedule import Schedule
from caserules.testing.people import TEAMS, rosters

QUEUES = Terms(words={"queue": ("support", "billing")})


def context(*agents: Agent, teams: tuple[Team, ...] = (), now: datetime = NOW) -> Context:
    """A context in which these people work."""
    return Context(now=now, actor="ana", roster=Roster(agents=agents, teams=teams))


def rule(to: Any, **more: Any) -> RouteRule:
    """One routing rule."""
    return RouteRule.model_validate({"id": "r", "to": to, "source": "FES-06", **more})


def routed(one: RouteRule, where: Context, *, terms: Terms = QUEUES, first: str | None = None) -> Route:
    """Where that rule alone sends a case."""
    return Routing((one,), terms, first_queue=first).route(case(), where)


def out(who: str) -> Agent:
    """Somebody who is out at `NOW`."""
    return Agent(id=who, absences=(Absence(since=NOW, until=NOW + timedelta(hours=1), reason="ill"),))


def reason_against(agent: Agent, skill: str | None, region: str | None, now: datetime) -> bool:
    """Whether the agent can't take a case, said again from the requirements."""
    away = any(a.since <= now < a.until for a in agent.absences)
    full = agent.capacity is not None and agent.load >= agent.capacity
    unfit = skill not in (None, *agent.skills) or region not in (None, *agent.regions)
    return away or full or unfit or agent.system


SKILLS = st.sampled_from((None, "general", "executive"))
REGIONS = st.sampled_from((None, "northeast", "west"))


@given(rosters(), st.sampled_from(TEAMS), SKILLS, REGIONS, st.sampled_from(("first", "least loaded")))
def test_a_pick_takes_whom_the_definition_takes(
    roster: Roster, team: str, skill: str | None, region: str | None, pick: Any
) -> None:
    """The first in the roster's order, or the one with the smallest load, of those who can; else it waits."""
    asked = Pick(team=team, skill=skill, region=region, pick=pick)
    found = routed(rule(asked, **{"else": "billing"}), Context(now=NOW, actor="ana", roster=roster))
    members = {who for each in roster.teams if each.id == team for who in each.members}
    can = [a for a in roster.agents if a.id in members and not reason_against(a, skill, region, NOW)]
    if pick == "least loaded":
        can = [a for a in can if a.load == min(each.load for each in can)]
    assert (found.owner, found.queue) == ((can[0].id, None) if can else (None, "billing"))


@given(rosters(), st.sampled_from(TEAMS), SKILLS)
def test_a_pick_names_everyone_passed_over(roster: Roster, team: str, skill: str | None) -> None:
    """Each member who can't take the case stands there once with a reason, strangers to the roster too."""
    found = routed(rule(Pick(team=team, skill=skill)), Context(now=NOW, actor="ana", roster=roster))
    members = [who for each in roster.teams if each.id == team for who in each.members]
    known = {agent.id: agent for agent in roster.agents}
    expected = {who for who in members if who not in known or reason_against(known[who], skill, None, NOW)}
    named = [each.who for each in found.passed_over]
    assert sorted(named) == sorted(expected if roster.is_team(team) else {team})
    assert all(each.why for each in found.passed_over)


CHAIN = st.lists(
    st.sampled_from(("ana", "bo", "chelsea", "dev", "support", "billing")), unique=True, min_size=1
)


@given(CHAIN, st.sets(st.sampled_from(("ana", "bo", "chelsea"))), st.booleans())
def test_a_chain_takes_the_first_who_is_there(chain: list[str], gone: set[str], strange: bool) -> None:  # noqa: FBT001 drawn
    """Those before are passed over in order; a queue always takes; without anybody `else` does."""
    people = tuple(out(who) if who in gone else Agent(id=who) for who in ("ana", "bo", "chelsea"))
    here = context(*people, *(() if strange else (Agent(id="dev"),)))
    found = routed(rule(chain, **{"else": "support"}), here)
    absent = {*gone, *(["dev"] if strange else [])}
    taken = next((who for who in chain if who not in absent), None)
    before = chain[: chain.index(taken)] if taken else chain
    assert (found.owner or found.queue) == (taken or "support")
    assert (found.queue is not None) == (taken in {None, "support", "billing"})
    assert [each.who for each in found.passed_over] == before


def test_who_stands_in_a_chain_twice_is_asked_once() -> None:
    """As where two names of a table are one person: passed over once, and the trace says so once."""
    who = Terms(words=QUEUES.words, tables={"who": {"first": "ana", "stand-in": "ana", "last": "bo"}})
    chain = ['{who["first"]}', '{who["stand-in"]}', '{who["last"]}']
    found = routed(rule(chain), context(out("ana"), Agent(id="bo")), terms=who)
    assert (found.owner, [each.who for each in found.passed_over]) == ("bo", ["ana"])


NAMES = st.lists(st.integers(0, 99).map(lambda n: f"agent-{n}"), unique=True, min_size=2, max_size=8)


@given(NAMES, st.data())
def test_an_even_spread_moves_only_the_share_of_who_leaves(names: list[str], data: st.DataObject) -> None:
    """With one agent gone, every case that was another's stays where it was."""
    gone = data.draw(st.sampled_from(names))
    team = (Team(id="team", members=tuple(names)),)
    routing = Routing((rule(Pick(team="team", pick="even spread")),), QUEUES)
    whole = context(*(Agent(id=name) for name in names), teams=team)
    less = context(*(Agent(id=name) for name in names if name != gone), teams=team)
    for number in range(20):
        one = case(id=f"C-{number}")
        before, after = routing.route(one, whole).owner, routing.route(one, less).owner
        assert after != gone
        assert before in {after, gone}


def test_an_even_spread_is_even_and_needs_no_order() -> None:
    """Of 900 cases three agents get 250 to 350 each, in whatever order the roster has them."""
    names = ("ana", "bo", "dev")
    team = (Team(id="team", members=names),)
    routing = Routing((rule(Pick(team="team", pick="even spread")),), QUEUES)
    forth = context(*(Agent(id=name) for name in names), teams=team)
    back = context(*(Agent(id=name) for name in reversed(names)), teams=team)
    owners = [routing.route(case(id=f"C-{n}"), forth).owner for n in range(900)]
    assert owners == [routing.route(case(id=f"C-{n}"), back).owner for n in range(900)]
    assert all(250 <= owners.count(name) <= 350 for name in names)


@pytest.mark.requirement("FES-06")
def test_a_chain_tells_why_it_passed_over() -> None:
    """An absence is told with its end and reason, a stranger as such, a missing liaison as nobody."""
    here = context(out("snk"), Agent(id="full", load=3, capacity=3), Agent(id="chelsea"))
    found = routed(rule(["snk", "{case.priority}", "eve", "full", "chelsea"]), here)
    assert (found.owner, found.rule, found.source) == ("chelsea", "r", "FES-06")
    ill, *others = found.passed_over
    assert (ill.who, ill.why[:13], ill.why[-6:]) == ("snk", "is out until ", " (ill)")
    assert "16:00" in ill.why
    assert others == [
        PassedOver(who="{case.priority}", why="names nobody"),
        PassedOver(who="eve", why="is not in the roster"),
        PassedOver(who="full", why="has 3 cases, at most 3"),
    ]


def test_an_absence_without_a_reason_says_until_when() -> None:
    """Nothing stands in brackets where no reason was given."""
    away = Agent(id="bo", absences=(Absence(since=NOW, until=NOW + timedelta(hours=1)),))
    (passed,) = routed(rule("bo"), context(away)).passed_over
    assert passed.why == "is out until Mon 2026-03-02 16:00 UTC"


@pytest.mark.requirement("FES-09")
def test_where_nobody_is_there_the_case_waits_in_the_first_queue() -> None:
    """Without an `else`, `first_queue` takes it, and the rule is still named."""
    found = routed(rule("chelsea"), context(out("chelsea")), first="support")
    assert (found.owner, found.queue, found.rule) == (None, "support", "r")


def test_a_case_that_no_rule_takes_goes_to_the_first_queue() -> None:
    """No rule is named then."""
    routing = Routing((rule("ana", when='case.type == "x"'),), QUEUES, first_queue="support")
    assert routing.route(case(type="y"), context()) == Route(queue="support")


def test_a_team_may_own_a_case() -> None:
    """A team of the roster is taken as it is; it is never out."""
    found = routed(rule("back-office"), context(teams=(Team(id="back-office"),)))
    assert found.owner == "back-office"


def test_without_declared_queues_what_the_roster_does_not_know_is_one() -> None:
    """A small desk names no queues."""
    found = routed(rule("anywhere"), context(), terms=Terms())
    assert (found.owner, found.queue) == (None, "anywhere")


def test_the_earlier_in_the_roster_wins_a_tie() -> None:
    """Of two with the smallest load the roster's order decides."""
    people = (Agent(id="ana", load=2), Agent(id="bo", load=1), Agent(id="dev", load=1))
    team = (Team(id="team", members=("dev", "bo", "ana")),)
    assert routed(rule(Pick(team="team", pick="least loaded")), context(*people, teams=team)).owner == "bo"


@pytest.mark.requirement("ESC-23")
def test_a_region_that_is_not_known_fits_nobody() -> None:
    """The case goes to `else`, and the trace says what is missing."""
    asked = Pick(team="team", region="{case.priority}")
    here = context(Agent(id="ana"), teams=(Team(id="team", members=("ana",)),))
    found = routed(rule(asked, **{"else": "billing"}), here)
    assert found.queue == "billing"
    assert found.passed_over == (PassedOver(who="team", why="`{case.priority}` is not known"),)


def test_a_team_that_is_not_known_is_nobody() -> None:
    """A template for the team that finds nothing is passed over by its text."""
    (passed,) = routed(rule(Pick(team="{case.priority}")), context()).passed_over
    assert (passed.who, passed.why) == ("{case.priority}", "names nobody")


def test_reasons_against_a_member_are_told() -> None:
    """Skill, region and being a sweep are each named."""
    people = (
        Agent(id="ana", regions=("west",)),
        Agent(id="bo", skills=("general",)),
        Agent(id="sweep", system=True),
    )
    team = (Team(id="team", members=("ana", "bo", "sweep")),)
    found = routed(rule(Pick(team="team", skill="general", region="west")), context(*people, teams=team))
    assert [each.why for each in found.passed_over] == [
        "lacks the skill `general`",
        "does not cover `west`",
        "is no person",
    ]


@given(st.integers(-3, 3), st.integers(0, 23))
@pytest.mark.requirement("FES-07")
def test_dates_hold_on_both_ends_in_the_desks_zone(day: int, hour: int) -> None:
    """A rule of one day is in force from the desk's midnight to the desk's midnight."""
    desk = Schedule(time_zone="America/Los_Angeles", hours={"mon-sun": "00:00-24:00"})
    terms = Terms(words=QUEUES.words, schedules={"desk": desk})
    one = rule("billing", effective_from=date(2026, 3, 2), effective_until=date(2026, 3, 2))
    now = datetime(2026, 3, 2, 0, tzinfo=UTC) + timedelta(days=day, hours=hour)
    found = Routing((one,), terms).route(case(), context(now=now))
    start = datetime(2026, 3, 2, 8, tzinfo=UTC)  # midnight in Los Angeles
    assert (found.rule is not None) == (start <= now < start + timedelta(days=1))


def test_why_names_every_rule_that_was_tried() -> None:
    """The first that holds is chosen, a later one that holds too is told."""
    routing = Routing((rule("billing"), rule("support").replace(id="s")), QUEUES)
    trace = routing.why(case(), context())
    assert (trace.rules, [each.held for each in trace.tries]) == (("r",), [True, True])


@pytest.mark.parametrize(
    ("to", "more", "key", "remedy"),
    [
        ("SUPPORT", {}, "to", "did you mean `support`?"),
        (["ana", "suport"], {}, "to", "did you mean `support`?"),
        ("ana", {"else": "bililng"}, "else", "did you mean `billing`?"),
        ("{case.quue}", {}, "to", "did you mean `queue`?"),
        ("ana", {"when": "case.quue is None"}, "when", "did you mean `queue`?"),
    ],
)
def test_a_rule_that_can_not_be_meant_is_refused(to: Any, more: Any, key: str, remedy: str) -> None:
    """A queue misspelt, a word that is no queue, an unknown field: each with place and remedy."""
    terms = Terms(words={"queue": ("support", "billing", "Support-2")})
    with pytest.raises(RuleProblem) as raised:
        Routing((rule(to, **more),), terms)
    assert (raised.value.rule, raised.value.key, raised.value.remedy) == ("r", key, remedy)


def test_a_name_like_a_queue_with_another_number_is_left_alone() -> None:
    """`support-11` may be a team beside the queue `support-10`."""
    Routing((rule("support-line-11"),), Terms(words={"queue": ("support-line-10",)}))


def test_the_first_queue_is_a_word_of_queue() -> None:
    """Where queues are declared, another is refused at load."""
    with pytest.raises(RuleProblem, match=r"`first_queue`: `suport` is no word of `queue`; did you mean"):
        Routing((), QUEUES, first_queue="suport")


@pytest.mark.parametrize("to", [[], "", " ", ["ana", ""], 3, {"team": ""}, {"team": "x", "pick": "random"}])
def test_a_target_says_something(to: Any) -> None:
    """An empty chain, a blank name and what is no target are refused."""
    with pytest.raises(ValidationError):
        rule(to)


def test_a_target_reads_back_as_it_was_written() -> None:
    """A name, a chain and a pick survive JSON."""
    adapter = TypeAdapter(tuple[RouteRule, ...])
    rules = (rule("ana"), rule(["ana", "bo"]), rule(Pick(team="t", skill="s")), rule({"team": "t"}))
    assert adapter.validate_json(adapter.dump_json(rules, by_alias=True)) == rules
