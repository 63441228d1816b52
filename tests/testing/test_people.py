"""The people, teams, contexts and interactions that tests are made with."""

from datetime import UTC, datetime

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from caserules.case import Account, Agent, Context, Interaction, Person, Queue, Roster
from caserules.testing import (
    AGENTS,
    TEAMS,
    WORDS,
    accounts,
    actors,
    agents,
    cases,
    contexts,
    ids,
    instants,
    interactions,
    maybe,
    names,
    people,
    queues,
    rosters,
    texts,
    words,
)

MANY = settings(max_examples=2000, database=None, phases=[Phase.generate])


@given(texts())
def test_a_text_is_never_blank(text: str) -> None:
    """A text passes where a field asks for one that says something, and comes out as it went in."""
    assert text
    assert text == text.strip()


@pytest.mark.parametrize("odd", ["<script", "`", "\n", "{", "&", "東"])
def test_texts_have_what_breaks_pages(odd: str) -> None:
    """Markup, newlines, braces, backticks and letters of other scripts come up."""
    assert find(texts(), lambda text: odd in text, settings=MANY)


@given(ids("C"), names())
def test_ids_and_names_say_something(an_id: str, name: str) -> None:
    """An id begins as asked for; a name is no blank."""
    assert an_id.startswith("C-")
    assert name.strip()


@pytest.mark.parametrize("wanted", [None, 1])
def test_maybe_gives_both(wanted: int | None) -> None:
    """`maybe` gives the thing, and nothing."""
    assert find(maybe(st.just(1)), lambda value: value == wanted) == wanted


@given(st.sampled_from(sorted(WORDS)).flatmap(lambda name: st.tuples(st.just(name), words(name))))
def test_words_are_of_their_vocabulary(drawn: tuple[str, str]) -> None:
    """A word stands in the vocabulary asked for."""
    vocabulary, word = drawn
    assert word in WORDS[vocabulary]


@pytest.mark.parametrize("channels", [(), ("phone",), ("e-mail",), ("phone", "e-mail")])
def test_people_can_be_reached_in_every_way(channels: tuple[str, ...]) -> None:
    """A person has any of the channels, both, or none."""
    person: Person = find(people(), lambda one: one.channels == channels, settings=MANY)
    assert person.channels == channels


@given(accounts())
def test_only_a_homeowner_has_a_parent(account: Account) -> None:
    """A parent is an organisation, and an organisation has none."""
    if account.parent is not None:
        assert account.kind in {None, "homeowner"}
        assert account.parent.kind in {None, "organisation"}
        assert account.parent.parent is None


@pytest.mark.parametrize("there", [True, False])
def test_a_homeowner_may_have_a_parent(*, there: bool) -> None:
    """One with the organisation above it comes up, and one without."""
    wanted = find(accounts(), lambda each: each.kind == "homeowner" and (each.parent is not None) == there)
    assert (wanted.parent is not None) == there


@given(agents(st.just("zoe")), actors())
def test_an_agent_has_the_id_asked_for(agent: Agent, who: str) -> None:
    """An id can be asked for; the others are of `AGENTS`."""
    assert agent.id == "zoe"
    assert who in AGENTS


@given(agents())
def test_absences_begin_before_they_end(agent: Agent) -> None:
    """Every absence lasts, in real time."""
    assert all(each.since.astimezone(UTC) < each.until.astimezone(UTC) for each in agent.absences)


@given(rosters())
def test_rosters_are_of_known_names(roster: Roster) -> None:
    """Agents and teams are of the names that commands use."""
    assert {agent.id for agent in roster.agents} <= set(AGENTS)
    assert {team.id for team in roster.teams} <= set(TEAMS)


def test_a_team_may_have_strangers() -> None:
    """A team that names an agent whom the roster does not have comes up."""

    def strange(roster: Roster) -> bool:
        here = {agent.id for agent in roster.agents}
        return any(not here.issuperset(team.members) for team in roster.teams)

    assert find(rosters(), strange, settings=MANY)


@given(queues(st.just("billing")), queues())
def test_a_queue_has_the_id_asked_for(one: Queue, other: Queue) -> None:
    """An id can be asked for; the others are of `TEAMS`."""
    assert one.id == "billing"
    assert other.id in TEAMS


@settings(max_examples=30)
@given(st.data())
def test_a_context_keeps_to_what_it_is_given(data: st.DataObject) -> None:
    """`after`, the roster and the related cases are the caller's; a queue stands there once."""
    after = data.draw(instants())
    roster = Roster(agents=(Agent(id="zoe"),))
    related = cases(case_id=st.just("C-1"), max_commands=1)
    context: Context = data.draw(contexts(after=after, roster=st.just(roster), related=related))
    assert context.now >= after.astimezone(UTC)
    assert context.roster == roster
    assert {case.id for case in context.related} <= {"C-1"}
    assert len({queue.id for queue in context.queues}) == len(context.queues)


@settings(max_examples=30)
@given(contexts())
def test_a_context_needs_nothing(context: Context) -> None:
    """Without being told anything, a context is any."""
    assert context.related == ()


@settings(max_examples=30)
@given(st.data())
def test_an_interaction_comes_before_it_is_handed_over(data: st.DataObject) -> None:
    """Nothing is received later than `before`."""
    before: datetime = data.draw(instants())
    interaction: Interaction = data.draw(interactions(before=before))
    assert interaction.received_at is None or interaction.received_at <= before.astimezone(UTC)


def test_an_interaction_may_come_at_any_time() -> None:
    """Without a bound it is received early, late, or at nobody knows what instant."""
    middle = datetime(2020, 1, 1, tzinfo=UTC)
    for wanted in (
        lambda at: at is None,
        lambda at: at is not None and at < middle,
        lambda at: at is not None and at > middle,
    ):
        assert find(interactions(), lambda each, wanted=wanted: wanted(each.received_at), settings=MANY)
