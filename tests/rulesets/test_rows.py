"""What rules over many cases may read, and the faults of those that read anything else."""

from typing import Any

import pytest
from tests.rulesets.sla.steps import MONDAY, opened

from caserules.case import Case, Context
from caserules.case import events as e
from caserules.engine import Rule
from caserules.rulesets.place import RuleProblem
from caserules.rulesets.rows import Ground, Rows, named
from caserules.rulesets.sla import ClockRule, Clocks
from caserules.rulesets.terms import Terms

CONTEXT = Context(now=MONDAY, actor="ana")
CLOCKS = (
    ClockRule.model_validate(
        {"id": "first-reply", "stop": "case.last_agent_at is not None", "targets": [{"within": "1 hours"}]}
    ),
    ClockRule.model_validate(
        {"id": "done", "each": "a for a in case.activities", "targets": [{"within": "2 hours"}]}
    ),
)
RULE = Rule(id="r")


@pytest.fixture
def case() -> Case:
    """A case with two activities."""
    looks = ({"number": number, "kind": "task", "subject": f"look {number}"} for number in (1, 2))
    return opened(MONDAY, *((e.ActivityAdded, each) for each in looks))


def values(case: Case, text: str, **more: Any) -> list[Any]:
    """What the text gives for each row of the case."""
    given = more.pop("handed", {})
    rows = Rows(RULE, Ground(Terms(), CLOCKS), **more)
    read = rows.read("x", text).compiled
    return [read(**each) for each in rows.of(case, CONTEXT, given, Clocks(CLOCKS, Terms()))]


def test_a_clock_is_named_with_underscores() -> None:
    """For every sign that no name may have."""
    assert named("initial-contact 2.b") == "initial_contact_2_b"


def test_a_case_is_one_row_with_its_clocks(case: Case) -> None:
    """A clock of the case is one; a clock for each of some parts gives all of them."""
    assert values(case, "clock.first_reply.phase") == ["running"]
    assert values(case, "count(clock.done)") == [2]
    assert values(case, "case.id == actor.id or now == case.opened_at") == [True]


def test_an_item_is_a_row_with_its_own_clock(case: Case) -> None:
    """One for each item; a clock of the case is that of each; an item without one has none."""
    each = "a for a in case.activities"
    assert values(case, "each.number", each=each) == [1, 2]
    assert values(case, "clock.done.item", each=each) == [1, 2]
    assert values(case, "clock.first_reply.item", each=each) == [None, None]
    assert values(case, "clock.done.phase", each="s for s in case.status_spans") == [None]


def test_the_list_of_items_may_read_clocks_and_what_is_given(case: Case) -> None:
    """All clocks of the case are there before there is an item."""
    each = "a for a in case.activities if count(clock.done) == 2 and a.subject == which"
    assert values(case, "each.number", each=each, given=("which",), handed={"which": "look 2"}) == [2]


def test_a_clock_that_is_not_in_force_is_missing(case: Case) -> None:
    """As a desk's clocks are read with their dates."""
    over = CLOCKS[0].replace(effective_until="2025-01-01")
    rows = Rows(RULE, Ground(Terms(), (over,)))
    read = rows.read("x", "clock.first_reply").compiled
    assert [read(**each) for each in rows.of(case, CONTEXT, {}, Clocks((), Terms()))] == [None]


def test_every_text_is_kept_with_its_key() -> None:
    """So that a check can look at each; what is left out is none."""
    rows = Rows(RULE, Ground(Terms(), CLOCKS), each="a for a in case.activities")
    assert rows.asked("when", None) is None
    assert rows.asked("when", "each.number == 1") is not None
    assert [(key, text) for key, text, _ in rows.texts] == [
        ("each", "[a for a in case.activities]"),
        ("when", "each.number == 1"),
    ]


@pytest.mark.parametrize(
    ("given", "key", "message", "remedy"),
    [
        ({"each": "case.activities"}, "each", "names no parts", "write `a for a in case.activities`"),
        ({"each": "a for a in case.absorbed"}, "each", "gives a text", "a row is for a part of a case"),
        ({"each": "a for a in case.activites"}, "each", "has no `activites`", "did you mean `activities`?"),
        ({"given": ("case",)}, "given", "`case` means something already", "rename it"),
        ({"given": ("who", "who")}, "given", "`who` means something already", "rename it"),
        ({"given": ("_who",)}, "given", "`_who` is no plain name", "use letters"),
        ({"given": ("a b",)}, "given", "`a b` is no plain name", "use letters"),
    ],
)
def test_faults_are_told_with_their_place(given: Any, key: str, message: str, remedy: str) -> None:
    """The rule, the key, and what to do about it."""
    with pytest.raises(RuleProblem) as error:
        Rows(RULE, Ground(Terms(), CLOCKS), **given)
    assert (error.value.rule, error.value.key) == ("r", key)
    assert message in error.value.message
    assert (error.value.remedy or "").startswith(remedy)


def test_an_unknown_clock_is_named() -> None:
    """With those that there are."""
    with pytest.raises(RuleProblem) as error:
        Rows(RULE, Ground(Terms(), CLOCKS)).read("when", "clock.frist_reply.due_at < now")
    assert error.value.remedy == "did you mean `first_reply`?"


def test_a_given_name_is_none_of_the_rulebooks() -> None:
    """A table or a named condition keeps its name."""
    for terms in (Terms(lets={"big": "case.id == 'x'"}), Terms(tables={"big": {"a": 1}})):
        with pytest.raises(RuleProblem, match="`big` means something already"):
            Rows(RULE, Ground(terms, ()), given=("big",))


def test_a_clock_can_be_asked_for_what_it_is_not(case: Case) -> None:
    """A name that is no clock's gives nothing, as an attribute that is not there."""
    rows = Rows(RULE, Ground(Terms(), CLOCKS))
    (row,) = rows.of(case, CONTEXT, {}, Clocks(CLOCKS, Terms()))
    assert getattr(row["clock"], "other", None) is None


def test_rules_that_read_the_same_share_a_scope() -> None:
    """Whatever the order of what is given; another kind of item is another scope."""
    ground = Ground(Terms(), CLOCKS)
    assert ground.scope(("a", "b")) is ground.scope(("b", "a"))
    assert ground.scope(()) is not ground.scope(("a",))
    one, other = (Rows(RULE, ground, each="a for a in case.activities") for _ in range(2))
    assert one.scope is other.scope is not Rows(RULE, ground, each="c for c in case.calls").scope


@pytest.mark.parametrize(
    ("key", "each"), [("each", "a for a in case.activities if clock.first_reply.met"), ("when", None)]
)
def test_a_name_that_two_clocks_have_is_unclear(key: str, each: str | None) -> None:
    """Where it is read; other names of that rulebook are clear."""
    ground = Ground(Terms(), (*CLOCKS, CLOCKS[0].replace(id="first_reply")))
    assert Rows(RULE, ground).read("when", "count(clock.done) > 1").text
    with pytest.raises(RuleProblem) as error:
        Rows(RULE, ground, each=each).read("when", "clock.first_reply.met")
    assert (error.value.key, error.value.message) == (
        key,
        "`clock.first_reply` may be `first-reply` or `first_reply`",
    )
