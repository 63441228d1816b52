"""The life-cycle machine: it finds nothing at sound desks, and every planted fault."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

import caserules as cr
from caserules.rulesets.routing import Route
from caserules.testing import life_cycle, small_rulebooks
from caserules.testing.vocabulary import WORDS

QUICK = settings(
    max_examples=40,
    stateful_step_count=15,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
LIFE: dict[str, Any] = {
    "id": "small",
    "first_status": "new",
    "words": {"type": ["heat", "water"], "priority": ["soon", "now"]},
    "fields": {"floor": {"type": "integer", "default": 0}},
    "status": {
        "new": {"phase": "open", "to": ["done"]},
        "done": {"phase": "resolved", "to": ["new"]},
    },
    "effect": {"ResolveCase": "done", "ReactivateCase": "new"},
    "clock": [
        {
            "id": "heat",
            "each": 'a for a in case.activities if a.kind == "task"',
            "stop": 'each.status != "open"',
            "targets": [{"when": 'case.type == "heat"', "within": "4 hours"}],
        },
        {"id": "age", "targets": [{"within": "4 hours"}]},
    ],
}


def found_at(desk: Any, **how: Any) -> str:
    """What the machine finds."""
    with pytest.raises(AssertionError) as caught:
        run_state_machine_as_test(life_cycle(desk, **how), settings=QUICK)
    return str(caught.value)


def test_random_small_rulebooks_keep_every_law() -> None:
    """Whatever the graph, the rules and the commands: the library's own laws hold."""
    machine = life_cycle(small_rulebooks().map(cr.Desk))
    run_state_machine_as_test(machine, settings=settings(QUICK, max_examples=30, stateful_step_count=20))


def test_a_desk_with_words_and_fields_of_its_own_keeps_every_law() -> None:
    """The machine speaks the desk's words, and fills its fields."""
    said: set[str | None] = set()

    class Listening:
        """Routes nobody, and notes what it hears."""

        def route(self, case: cr.Case, context: cr.Context) -> Route:
            """Nobody gets it."""
            del context
            said.add(case.type)
            return Route()

    fields = st.fixed_dictionaries({"floor": st.integers(0, 9)})
    desk = cr.Desk(cr.Rulebook.model_validate(LIFE), routing=Listening())
    machine = life_cycle(desk, fields=fields, actors=st.just("ana"), rosters=st.just(cr.Roster()))
    run_state_machine_as_test(machine, settings=settings(QUICK, max_examples=20))
    assert said == {None, "heat", "water"}


class InTurn:
    """A router with a memory: the next in turn, whoever asks."""

    def __init__(self) -> None:
        """From the first one on."""
        self.turn = itertools.cycle(("ana", "bo"))

    def route(self, case: cr.Case, context: cr.Context) -> Route:
        """The next one gets it."""
        del case, context
        return Route(owner=next(self.turn), rule="in-turn")


def test_a_router_that_remembers_is_found() -> None:
    """The same inputs must make the same decision; an owner by turns breaks that."""
    desk = cr.Desk(cr.Rulebook.model_validate(LIFE), routing=InTurn())
    assert "the same inputs make another decision" in found_at(desk)


def test_an_upkeep_rule_that_calls_for_itself_again_is_found() -> None:
    """A rule whose command leaves its own condition true would act at every sweep."""
    again = {
        "id": "nag",
        "when": 'case.phase == "open"',
        "since": "case.opened_at",
        "do": {"AddComment": {"comment": "still here"}},
    }
    desk = cr.Desk(cr.Rulebook.model_validate({**LIFE, "upkeep": [again]}))
    assert "what was done is due again" in found_at(desk)


class Careless(cr.Desk[cr.Case]):
    """A desk that mends a host's clock on its own."""

    def decide(self, case: cr.Case | None, command: Any, context: cr.Context) -> cr.Decision[cr.Case]:
        """Never before the case's last event."""
        now = context.now if case is None else max(context.now, case.history[-1].at)
        return super().decide(case, command, context.replace(now=now))


class Backward(cr.Desk[cr.Case]):
    """A desk whose clocks run backward."""

    def clocks(self, case: cr.Case, now: datetime, *, roster: cr.Roster = cr.Roster()) -> Any:  # noqa: B008 frozen
        """The less behind them the later it is."""
        left = timedelta(days=400) - (now - case.opened_at)
        return super().clocks(case, case.history[-1].at + max(left, timedelta()), roster=roster)


@pytest.mark.parametrize(
    ("kind", "found"), [(Careless, ("time runs back",)), (Backward, ("takes time away", "loses time"))]
)
def test_a_desk_that_plays_with_time_is_found(kind: Any, found: tuple[str, ...]) -> None:
    """Time neither runs back nor takes time away; whichever law is broken first says so."""
    said = found_at(kind(cr.Rulebook.model_validate(LIFE)))
    assert any(each in said for each in found)


def test_time_that_takes_time_away_is_told_with_the_clock() -> None:
    """A clock that has less behind it later than earlier breaks the machine, which names it."""
    desk = Backward(cr.Rulebook.model_validate(LIFE))
    machine: Any = life_cycle(desk)()
    machine.desk, machine.now = desk, datetime(2026, 3, 2, 9, tzinfo=UTC)
    opening = cr.OpenCase(new_id="C-1", subject="s")
    case = desk.decide(None, opening, cr.Context(now=machine.now, actor="ana")).case
    machine.cases = {"C-1": case}
    with pytest.raises(AssertionError, match="takes time away: clock `age`"):
        machine._pass(machine.now + timedelta(days=1))


@settings(max_examples=30)
@given(small_rulebooks())
def test_small_rulebooks_make_a_desk(book: cr.Rulebook) -> None:
    """Each loads again as what it is, makes a desk, and speaks the strategies' words."""
    assert cr.Rulebook.from_text(book.to_text("json"), "json") == book
    assert cr.Desk(book).rulebook.words["type"] == WORDS["type"]
    assert book.first_status in book.status
