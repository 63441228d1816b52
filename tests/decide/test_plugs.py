"""Objects of a host's own in the place of rule sets: asked first, checked, and explained."""

import copy
import pickle
from typing import Any

import pytest
from tests.decide.hosts import (
    ASK,
    BOOK,
    MAIL,
    NAMES,
    NOW,
    OPEN,
    Answer,
    at,
    by_the_clock,
    clone,
    desk,
    opened,
)

import caserules as cr
from caserules.case.commands import CloneCase
from caserules.decide.plugs import PlugError
from caserules.outline import Outline
from caserules.rulesets.terms import COMMANDS


@pytest.mark.parametrize("name", NAMES)
def test_none_leaves_everything_to_the_rules(name: str) -> None:
    """Decisions, clocks, what is due and what is told are those of the desk without it."""
    own, plain = desk(**{name: Answer(None)}), desk()
    case = opened(plain)
    commands = [cr.AddComment(comment="c"), cr.CloseCase(comment="c"), cr.RouteCase(), cr.CloseCase()]
    clone = CloneCase(reason="split", new_ids=("C-2",), items=("x",))
    for command in (*commands, clone):
        assert own.decide(case, command, at(1)) == plain.decide(case, command, at(1))
        assert own.decide(case, command, at(1, "eve")) == plain.decide(case, command, at(1, "eve"))
        own.why(own.decide(case, command, at(1)))
    assert own.receive(MAIL, at()) == plain.receive(MAIL, at())
    assert own.clocks(case, NOW) == plain.clocks(case, NOW)
    for hours in (1, 3, 5):
        assert own.due(case, at(hours)) == plain.due(case, at(hours))
        assert own.next_due(case, at(hours)) == plain.next_due(case, at(hours))
    assert own.check() == plain.check()
    assert own.digest == plain.digest


def asked(own: cr.Desk[cr.Case], name: str) -> None:
    """Asks whatever makes the desk ask the host's object."""
    case = opened(desk())
    match name:
        case "routing":
            own.decide(case, cr.RouteCase(), at(1))
        case "origin":
            own.receive(MAIL, at(1))
        case "cloning":
            own.decide(case, ASK, at(1))
        case "sla":
            own.clocks(case, NOW)
        case "upkeep":
            own.due(case, at(1))
        case _:
            own.decide(case, cr.ClassifyCase(type="question"), at(1))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("answer", ["back", 7, [7], {"owner": "ana"}])
def test_a_wrong_answer_is_told_with_what_was_expected(name: str, answer: Any) -> None:
    """The object, its method, the answer and the remedy."""
    with pytest.raises(
        PlugError, match=rf"the host's `{name}`, a `Answer`: `\w+` answered .*; answer .*None$"
    ):
        asked(desk(**{name: Answer(answer)}), name)


@pytest.mark.parametrize(
    ("name", "answer", "told"),
    [
        ("routing", cr.Route(queue="bck"), "names `bck`, which is no word of `queue`; did you mean `back`?"),
        ("routing", cr.Route(queue="zzz"), "names `zzz`, which is no word of `queue`"),
        ("routing", cr.Route(queue="back", owner="bo"), "the owner `bo` and the queue `back`; name one"),
        ("cloning", [], "gives the ids"),
        ("cloning", [clone(), clone()], "gives the ids"),
        ("cloning", [clone(source="C-9")], "makes `C-2` a clone of `C-9`"),
        ("sla", lambda case, now, _: [*by_the_clock(case, now, _)] * 2, "give each clock of case `C-1` once"),
    ],
)
def test_an_answer_that_means_nothing_here_is_told(name: str, answer: Any, told: str) -> None:
    """It names what is wrong with it."""
    with pytest.raises(PlugError) as error:
        asked(desk(**{name: Answer(answer)}), name)
    assert told in str(error.value)


@pytest.mark.parametrize("name", NAMES)
def test_an_object_that_can_not_be_asked_is_told_at_once(name: str) -> None:
    """When the desk is made, not when a customer waits."""
    with pytest.raises(TypeError, match=rf"the host's `{name}`, a `object`, has no method `\w+`"):
        desk(**{name: object()})
    with pytest.raises(TypeError, match=r"a desk takes no `routng`; did you mean `routing`\?"):
        desk(routng=object())


@pytest.mark.parametrize("told", [None, "a line", Outline(heading="a line"), desk().check()])
def test_a_host_explains_itself_as_it_likes(told: Any) -> None:
    """By a text, an outline, whatever has one, or not at all."""
    own = desk(routing=Answer(cr.Route(owner="bo"), told))
    said = str(own.why(own.decide(None, OPEN, at())))
    assert "the host's `routing`, a `Answer`, has decided" in said
    assert told is None or str(told).splitlines()[0] in said


def test_what_a_host_decides_is_never_foretold() -> None:
    """A validator makes every answer depend on it, but what the library itself refuses."""
    case = opened(desk())
    plain = {each.command: each for each in desk().allowed(case, at(1, "eve"))}
    judged = {each.command: each for each in desk(validation=Answer(())).allowed(case, at(1, "eve"))}
    assert plain["CloseCase"].answer == "no"
    assert (judged["CloseCase"].answer, "validation" in judged["CloseCase"].reads) == ("depends", True)
    assert {each.answer for each in judged.values()} == {"no", "depends"}
    assert judged["UpdateReferral"].refusals == plain["UpdateReferral"].refusals
    late = desk(validation=Answer(())).allowed(case, at(-1))
    assert {each.answer for each in late} == {"no"}


def test_a_router_and_a_cloner_make_their_commands_depend_on_them() -> None:
    """Not refused for want of a rule, and not promised either."""
    nowhere = cr.Desk(cr.Rulebook.model_validate({**BOOK, "route": [], "clone": [], "first_queue": None}))
    case = opened(nowhere)
    plain = {each.command: each.answer for each in nowhere.allowed(case, at(1))}
    own = cr.Desk(nowhere.rulebook, routing=Answer(None), cloning=Answer([clone()]))
    hosted = {each.command: each for each in own.allowed(case, at(1))}
    assert (plain["RouteCase"], plain["CloneCase"]) == ("no", "no")
    assert (hosted["RouteCase"].answer, hosted["RouteCase"].reads) == ("depends", ("routing",))
    assert (hosted["CloneCase"].answer, "cloning" in hosted["CloneCase"].reads) == ("depends", True)


@pytest.mark.parametrize("kind", [kind for kind in COMMANDS if kind != "OpenCase"])
def test_a_host_that_fills_in_makes_no_promise_false(kind: str) -> None:
    """A guard on a field that it may set is not foretold from the field as it is."""
    guard = [{"id": "low", "on": kind, "require": "result.score < 5"}]
    book = cr.Rulebook.model_validate({**BOOK, "guard": guard})
    own = cr.Desk(book, fill=Answer(cr.Fill(set={"score": 7}, rule="model")))
    (answer,) = (each for each in own.allowed(opened(desk()), at(1)) if each.command == kind)
    assert answer.answer != "yes"


def length(text: str) -> int:
    """How long a text is."""
    return len(text)


def test_a_desk_is_pickled_and_copied_with_all_it_was_made_of() -> None:
    """Rulebook, case type, objects and functions; a copy is the desk itself."""
    guard = [{"id": "short", "on": "OpenCase", "require": "length(command.subject) < 9"}]
    book = cr.Rulebook.model_validate({**BOOK, "guard": guard})
    own = cr.Desk(book, routing=Answer(cr.Route(owner="bo", rule="score-7")), functions=[length])
    again = pickle.loads(pickle.dumps(own))  # noqa: S301 our own
    for command in (OPEN.replace(subject="mink"), OPEN.replace(subject="much too long")):
        assert again.decide(None, command, at()) == own.decide(None, command, at())
    assert (again.rulebook, again.case_type, again.digest) == (own.rulebook, own.case_type, own.digest)
    assert copy.copy(own) is own
    assert copy.deepcopy([own]) == [own]
    editions = pickle.loads(pickle.dumps(cr.Editions([own])))  # noqa: S301 our own
    assert editions.at(NOW).digest == own.digest
