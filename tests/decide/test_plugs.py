"""Objects of a host's own in the place of rule sets: asked first, checked, cited, and explained."""

import copy
import pickle
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import caserules as cr
from caserules.case.commands import CloneCase
from caserules.decide.plugs import PlugError
from caserules.outline import Outline
from caserules.rulesets.terms import COMMANDS
from caserules.schedule import parse_target
from caserules.testing import laws

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
BOOK: dict[str, Any] = {
    "id": "tiny",
    "first_status": "new",
    "first_queue": "front",
    "words": {"type": ["refund", "question"], "queue": ["front", "back"], "clone": ["split"], "spam": ["no"]},
    "fields": {"score": {"type": "integer", "default": 0}, "spam": {"type": "words.spam", "missing": True}},
    "status": {
        "new": {"phase": "open", "to": ["done"], "who": 'actor.id != "eve"'},
        "done": {"phase": "closed", "to": ["new"]},
    },
    "effect": {"CloseCase": "done"},
    "origin": [{"id": "mail", "then": "open", "set": {"origin": "mail"}}],
    "fill": [{"id": "scored", "when": 'case.type == "refund"', "set": {"score": 1}}],
    "route": [{"id": "refunds", "when": 'case.type == "refund"', "to": "back"}],
    "clone": [{"id": "parts", "reason": "split", "for": "{item}", "each": "items"}],
    "guard": [
        {"id": "told", "on": "CloseCase", "require": "command.comment is not None"},
        {"id": "typed", "on": "OpenCase", "require": "command.type is not None"},
    ],
    "clock": [{"id": "solve", "targets": [{"within": "8 hours"}], "warn": ["50%"]}],
    "notice": [{"id": "news", "on": "AddComment", "to": ["zoe"]}],
    "upkeep": [{"id": "stale", "since": "case.opened_at", "after": "2 hours", "remind": "zoe"}],
}
OPEN = cr.OpenCase(new_id="C-1", subject="no heat", type="refund")
MAIL = cr.Interaction(channel="mail", subject="no heat", type="refund", new_id="C-1")


def desk(**own: Any) -> cr.Desk[cr.Case]:
    """The desk with these objects of the host's."""
    return cr.Desk(cr.Rulebook.model_validate(BOOK), **own)


def at(hours: float = 0, actor: str = "ana", **more: Any) -> cr.Context:
    """Some hours after the beginning."""
    return cr.Context(now=NOW + hours * HOUR, actor=actor, **more)


def opened(own: cr.Desk[cr.Case], **more: Any) -> cr.Case:
    """A case of the desk."""
    case = own.decide(None, OPEN.replace(**more), at()).or_raise().case
    assert case is not None
    return case


class Answer:
    """Gives one answer to whatever it is asked, by whatever method; and says why."""

    def __init__(self, answer: Any, told: Any = "as it was told") -> None:
        self._answer = answer
        self._told = told

    def __len__(self) -> int:
        """Nothing in it, and still an object to ask."""
        return 0

    def _asked(self, *given: Any) -> Any:
        return self._answer(*given) if callable(self._answer) else self._answer

    route = receive = fill = clones = clocks = judge = notices = due = _asked

    def why(self, *given: Any) -> Any:
        """The reason."""
        del given
        return self._told


NAMES = ("routing", "origin", "fill", "cloning", "sla", "validation", "notices", "upkeep")


class ByScore:
    """Routes by a model's score: whoever has most to do with such subjects, if the model is sure enough."""

    AGENTS = ("ana", "bo", "kim")

    def score(self, subject: str, agent: str) -> float:
        """The model's part; any function of the facts does."""
        return len(set(subject) & set(agent)) / len(agent)

    def route(self, case: cr.Case, context: cr.Context) -> cr.Route | None:
        """The best, with what the others had."""
        del context
        scores = sorted(((self.score(case.subject, each), each) for each in self.AGENTS), reverse=True)
        (best, owner), *others = scores
        if best < 0.5:
            return None
        passed = tuple(cr.PassedOver(who=who, why=f"scored {score:.2f}") for score, who in others)
        return cr.Route(owner=owner, rule="score-7", source="model 7", passed_over=passed)

    def why(self, case: cr.Case, context: cr.Context) -> str:
        """The scores."""
        del context
        return "\n".join(f"{each}: {self.score(case.subject, each):.2f}" for each in self.AGENTS)


def test_a_host_routes_by_a_models_score() -> None:
    """The decision cites the model, and the explanation has every score."""
    own = desk(routing=ByScore())
    decision = own.decide(None, OPEN.replace(subject="mink"), at())
    assert (opened(own, subject="mink").owner, decision.rules) == ("kim", ("scored", "score-7"))
    told = str(own.why(decision))
    assert "routing: `kim` by `score-7` (model 7)" in told
    assert "passed over `bo`: scored 0.00" in told
    assert (
        "the host's `routing`, a `ByScore`, has decided\n      ana: 0.33\n      bo: 0.00\n      kim: 1.00"
        in told
    )
    unsure = own.decide(None, OPEN.replace(subject="u"), at())
    assert unsure.rules == ("scored", "refunds")
    assert "the host's `routing`, a `ByScore`, leaves it to the rules" in str(own.why(unsure))


def test_nowhere_is_an_answer_of_a_router() -> None:
    """A route without owner and queue; where it was asked for, that is a refusal."""
    own = desk(routing=Answer(cr.Route()))
    case = opened(own)
    assert (case.owner, case.queue) == (None, None)
    assert [each.code for each in own.decide(case, cr.RouteCase(), at()).refusals] == ["no-route"]


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


def test_a_host_takes_interactions_in() -> None:
    """It opens with facts, a link and notices, all cited by its rule."""
    intake = cr.Intake(
        then="open", rule="model", source="m", set={"priority": "high"}, link="C-9", notify=("zoe", "ana")
    )
    own = desk(origin=Answer(intake))
    decision = own.receive(MAIL, at())
    case = decision.or_raise().case
    assert case is not None
    assert (case.priority, [each.to for each in case.links]) == ("high", ["C-9"])
    assert [(each.to, each.rule) for each in decision.notices] == [("zoe", "model")]
    assert decision.verdict is not None
    assert (decision.verdict.rule, decision.verdict.reason) == ("model", "rule `model`")
    assert "the host's `origin`, a `Answer`, has decided\n      as it was told" in str(own.why(decision))


def test_a_host_has_something_done_on_what_comes_in() -> None:
    """A command of its own, judged like any other, on the case that is opened or added to."""
    call = cr.LogCall(direction="in", issue="cold", result="told to wait")
    own = desk(origin=Answer(cr.Intake(then="open", rule="model", do=call)))
    case = own.receive(MAIL, at()).or_raise().case
    assert case is not None
    assert [each.result for each in case.calls] == ["told to wait"]
    closing = desk(origin=Answer(cr.Intake(then="open", rule="model", do=cr.CloseCase())))
    assert [each.rule for each in closing.receive(MAIL, at()).refusals] == ["told"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"then": "append", "set": {"type": "refund"}}, "`then` is `append`"),
        ({"then": "reopen", "link": "C-9"}, "`then` is `reopen`"),
        ({"then": "none", "do": cr.CloseCase()}, "`do` is for a case"),
    ],
)
def test_an_intake_says_nothing_that_would_be_lost(given: dict[str, Any], told: str) -> None:
    """Facts are for a case that is opened, a command for a case."""
    with pytest.raises(ValueError, match=told):
        cr.Intake(rule="model", **given)


def test_a_host_finds_the_case_that_an_interaction_concerns() -> None:
    """One of the related cases, whatever the desk's own likeness says; another is an error."""
    case = opened(desk())
    own = desk(origin=Answer(cr.Intake(then="append", rule="model", reason="alike", match="C-1")))
    decision = own.receive(MAIL.replace(new_id=None, comment="hello"), at(1, related=(case,)))
    case = decision.or_raise().case
    assert case is not None
    assert case.comments[0].text == "hello"
    assert decision.verdict is not None
    assert (decision.verdict.reason, decision.verdict.match) == ("alike", "C-1")
    with pytest.raises(PlugError, match=r"names the case `C-1`, which is not in `context\.related`"):
        own.receive(MAIL, at(1))


def test_a_host_fills_in() -> None:
    """What is otherwise than it was is set and cited; what the rules would say is not asked."""
    own = desk(fill=Answer(cr.Fill(set={"score": 7, "priority": "low"}, rule="model")))
    decision = own.decide(None, OPEN, at())
    case = decision.or_raise().case
    assert (getattr(case, "score"), getattr(case, "priority")) == (7, "low")  # noqa: B009 own field
    assert decision.rules == ("model", "refunds")
    assert "fills" in str(own.why(decision))
    again = own.decide(case, cr.AddComment(comment="c"), at(1))
    assert "model" not in again.rules


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"colour": "red"}, "`colour` is no field to set"),
        ({"score": "many"}, "score"),
        ({"spam": "yes"}, "`yes` is no word of `spam`"),
    ],
)
def test_what_does_not_fit_is_an_error_of_the_host(given: dict[str, Any], told: str) -> None:
    """An unknown field, another type, an unknown word."""
    own = desk(fill=Answer(cr.Fill(set=given, rule="model")))
    with pytest.raises(
        PlugError, match="the host's `fill`, a `Answer`: `fill` sets what does not fit"
    ) as error:
        own.decide(None, OPEN, at())
    assert told in str(error.value)
    assert desk(fill=Answer(cr.Fill(set={"spam": None}, rule="m"))).decide(None, OPEN, at()).accepted


def clone(new_id: str = "C-2", source: str = "C-1") -> cr.Clone:
    """A clone by a host."""
    of = cr.CloneOf(source=source, root=source, reason="split", target="t")
    facts = cr.FrozenMap({"subject": "half", "type": "refund"})
    return cr.Clone(new_id=new_id, rule="model", facts=facts, received_at=NOW, clone_of=of)


ASK = CloneCase(reason="split", new_ids=("C-2",), items=("x",))


def test_a_host_clones() -> None:
    """Its clones are made and cited, its refusal refuses; the rules are not asked."""
    own = desk(cloning=Answer([clone(), clone("C-3")]))
    decision = own.decide(opened(own), ASK, at(1))
    assert [change.case.id for change in decision.or_raise().changes] == ["C-1", "C-2", "C-3"]
    assert "model" in decision.rules
    assert "the host's `cloning`" in str(own.why(decision))
    no = cr.Refusal(code="enough", message="enough of them", rule="model")
    refused = desk(cloning=Answer(no)).decide(opened(own), ASK, at(1))
    assert refused.refusals == (no,)


def by_the_clock(case: cr.Case, now: datetime, context: cr.Context) -> Iterator[cr.Clock]:
    """One clock of four hours, as a generator."""
    del context
    segment = cr.Segment(
        cycle=1,
        number=1,
        phase="running",
        target=parse_target("4 hours"),
        started_at=case.opened_at,
        since=case.opened_at,
        until=now,
        schedule=cr.Schedule(time_zone="UTC", hours={"mon-sun": "00:00-24:00"}),
    )
    yield cr.Clock(id="model", case_id=case.id, read_at=now, source="m", segments=(segment,), thresholds=())


def test_a_host_keeps_the_time() -> None:
    """Its clocks are read, and the rules' warnings are none any more."""
    own = desk(sla=Answer(by_the_clock))
    case = opened(own)
    (clock,) = own.clocks(case, NOW + HOUR)
    assert (clock.id, clock.due_at, clock.remaining) == ("model", NOW + 4 * HOUR, 3 * HOUR)
    assert [due.rule for due in own.due(case, at(6))] == ["stale"]
    assert [due.rule for due in desk().due(case, at(6))] == ["stale", "solve"]


def test_a_host_judges_commands() -> None:
    """It sees what the rulebook refuses, and its word stands in the place of guards and ways."""
    seen: list[cr.Proposal] = []

    def judge(proposal: cr.Proposal) -> Iterable[cr.Refusal] | None:
        seen.append(proposal)
        if proposal.command.command == "AddComment":
            return [cr.Refusal(code="quiet", message="hush", rule="model")]
        return () if proposal.context.actor == "eve" else None

    own = desk(validation=Answer(judge))
    case = opened(own)
    assert [each.rule for each in own.decide(case, cr.AddComment(comment="c"), at(1)).refusals] == ["model"]
    assert [each.rule for each in own.decide(case, cr.CloseCase(), at(1)).refusals] == ["told"]
    decision = own.decide(case, cr.CloseCase(), at(1, "eve"))
    assert [each.code for each in desk().decide(case, cr.CloseCase(), at(1, "eve")).refusals] == [
        "not-yours-to-move",
        "guard",
    ]
    assert decision.or_raise().case is not None
    assert [each.code for each in seen[-1].refusals] == ["not-yours-to-move", "guard"]
    assert (seen[-1].case.status, seen[-1].result.status) == ("new", "done")
    assert "the host's `validation`, a `Answer`, has decided" in str(own.why(decision))


def test_what_the_library_asks_itself_no_host_overrules() -> None:
    """The order of time, words, and what the case has no place for."""
    own = desk(validation=Answer(()))
    case = opened(own)
    assert [each.code for each in own.decide(case, cr.SeeCase(), at(-1)).refusals] == ["time-runs-back"]
    unknown = own.decide(case, cr.ClassifyCase(type="refnd"), at(1))
    assert [each.code for each in unknown.refusals] == ["unknown-word"]
    number = own.decide(case, cr.CompleteActivity(number=9), at(1))
    assert [each.code for each in number.refusals] == ["no-such-part"]
    assert [each.code for each in own.decide(case, cr.ChangeStatus(to="nwe"), at(1)).refusals][:1] == [
        "unknown-word"
    ]


def test_a_host_says_who_is_told() -> None:
    """Of what is done and of what is refused, keeping the rulebook's notices or not."""

    def tell(proposal: cr.Proposal) -> list[cr.Notice]:
        about = "refused" if proposal.refusals else "done"
        given = proposal.command.command
        own = cr.Notice(to="max", case_id="C-1", at=NOW, message=f"{given} {about}", key=f"{given}/{about}")
        return [*proposal.notices, own]

    own = desk(notices=Answer(tell))
    case = opened(own)
    done = own.decide(case, cr.AddComment(comment="c"), at(1))
    assert [(each.to, each.message) for each in done.notices][1:] == [("max", "AddComment done")]
    assert done.notices[0].rule == "news"
    refused = own.decide(case, cr.CloseCase(), at(1))
    assert [each.message for each in refused.notices] == ["CloseCase refused"]
    unrecorded = own.decide(case, cr.CompleteActivity(number=9), at(1))
    assert [each.message for each in unrecorded.notices] == ["CompleteActivity refused"]
    assert "the host's `notices`" in str(own.why(refused))
    assert "the host's `notices`" in str(own.why(done))


def due(hours: float, key: str, command: Any = None) -> cr.Due:
    """Something that a host finds due."""
    reminder = command or cr.Remind(to="max", key=key, message="m")
    return cr.Due(command=reminder, actor="sweep", due_at=NOW + hours * HOUR, key=key, rule="model")


def test_a_host_says_what_time_calls_for() -> None:
    """What is ripe is due beside the clocks' warnings; what is not is next; what was reminded of is over."""
    own = desk(upkeep=Answer([due(1, "a"), due(9, "b"), due(2, "c", cr.AddComment(comment="again"))]))
    case = opened(own)
    assert [each.key for each in own.due(case, at(3))] == ["a", "c"]
    assert own.next_due(case, at(3)) == NOW + 4 * HOUR
    assert own.next_due(case, at(5)) == NOW + 9 * HOUR
    assert own.next_due(case, at(10)) is None
    decisions = own.catch_up(case, at(5))
    assert [decision.accepted for decision in decisions] == [True] * 3
    after = decisions[-1].case
    assert after is not None
    assert [each.key for each in own.due(after, at(5))] == ["c"]
    laws.sweep_does_each_thing_once(desk(upkeep=Answer([due(1, "a")])), case, at(5))


def test_a_merged_case_is_left_alone() -> None:
    """Nothing is due on it, whatever the host says."""
    own = desk(upkeep=Answer([due(1, "a")]))
    other = opened(own, new_id="C-2")
    merged = own.decide(opened(own), cr.MergeCase(into="C-2"), at(1, related=(other,))).or_raise().case
    assert merged is not None
    assert own.due(merged, at(3)) == ()


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
    own = cr.Desk(book, routing=ByScore(), functions=[length])
    again = pickle.loads(pickle.dumps(own))  # noqa: S301 our own
    for command in (OPEN.replace(subject="mink"), OPEN.replace(subject="much too long")):
        assert again.decide(None, command, at()) == own.decide(None, command, at())
    assert (again.rulebook, again.case_type, again.digest) == (own.rulebook, own.case_type, own.digest)
    assert copy.copy(own) is own
    assert copy.deepcopy([own]) == [own]
    editions = pickle.loads(pickle.dumps(cr.Editions([own])))  # noqa: S301 our own
    assert editions.at(NOW).digest == own.digest
