"""Routers, receivers, fillers and cloners of a host's own."""

from datetime import datetime
from typing import Any

import pytest
from pydantic import ValidationError, model_validator
from tests.decide.hosts import ASK, BOOK, MAIL, OPEN, Answer, at, clone, desk, opened

import caserules as cr
from caserules.decide.plugs import PlugError


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


@pytest.mark.parametrize("route", [cr.Route(owner=" "), cr.Route(queue="\t")])
def test_a_router_names_somebody(route: cr.Route) -> None:
    """A blank name is nobody's."""
    with pytest.raises(cr.PlugError, match="who is nobody; name a person or a queue"):
        opened(desk(routing=Answer(route)))


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


def test_a_host_adds_to_no_case_of_another_desk() -> None:
    """One that it names is refused as it is to every command; the remedy is to take it over first."""
    other = opened(desk()).replace(desk="other")
    own = desk(origin=Answer(cr.Intake(then="append", rule="model", reason="alike", match="C-1")))
    decision = own.receive(MAIL, at(1, related=(other,)))
    assert [each.code for each in decision.refusals] == ["other-desk"]


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
        ({"colour": "red"}, "there is no field `colour` to set"),
        ({"score": "many"}, "score"),
        ({"spam": "yes"}, "`yes` is no word of `spam`"),
        ({"subject": " "}, "a `subject` that says nothing"),
        ({"status": "done"}, "there is no field `status` to set"),
    ],
)
def test_what_does_not_fit_is_an_error_of_the_host(given: dict[str, Any], told: str) -> None:
    """An unknown field, another type, an unknown word."""
    plugs = {
        "fill": cr.Fill(set=given, rule="model"),
        "origin": cr.Intake(then="open", set=given, rule="model"),
        "cloning": [clone().replace(facts=cr.FrozenMap(given))],
    }
    asks: dict[str, Any] = {
        "fill": lambda own: own.decide(None, OPEN, at()),
        "origin": lambda own: own.receive(MAIL, at()),
        "cloning": lambda own: own.decide(opened(desk()), ASK, at(1)),
    }
    for name, answer in plugs.items():
        own = desk(**{name: Answer(answer)})
        with pytest.raises(PlugError, match=rf"the host's `{name}`, a `Answer`: `\w+` sets ") as error:
            asks[name](own)
        assert told in str(error.value)
    assert desk(fill=Answer(cr.Fill(set={"spam": None}, rule="m"))).decide(None, OPEN, at()).accepted


def test_a_host_clones() -> None:
    """Its clones are made and cited, its refusal refuses; the rules are not asked."""
    own = desk(cloning=Answer([clone(), clone("C-3")]))
    decision = own.decide(opened(own), ASK.replace(new_ids=("C-2", "C-3")), at(1))
    assert [change.case.id for change in decision.or_raise().changes] == ["C-1", "C-2", "C-3"]
    assert "model" in decision.rules
    assert "the host's `cloning`" in str(own.why(decision))
    no = cr.Refusal(code="enough", message="enough of them", rule="model")
    refused = desk(cloning=Answer(no)).decide(opened(own), ASK, at(1))
    assert refused.refusals == (no,)


class Score(cr.Case):
    """A case with a rule of its own about its fields."""

    score: int = 0

    @model_validator(mode="after")
    def _typed(self) -> "Score":
        if self.score > 5 and self.priority is None:
            raise ValueError("so high a score has a priority")
        return self


def test_fields_that_do_not_fit_together_are_an_error_of_the_host() -> None:
    """A host's case type may compare them; the filler hears of it."""
    book = {"id": "d", "first_status": "new", "status": {"new": {"phase": "open"}}}
    fields = {"score": {"type": "integer", "default": 0}}
    rulebook = cr.Rulebook.model_validate({**book, "fields": fields})
    own = cr.Desk(rulebook, case=Score, fill=Answer(cr.Fill(set={"score": 7}, rule="model")))
    with pytest.raises(PlugError, match="so high a score has a priority"):
        own.decide(None, cr.OpenCase(new_id="C-1", subject="s"), at())


def test_a_host_adds_to_no_case_that_is_not_there() -> None:
    """Where there is nothing to add to, the person who wrote is not to blame."""
    own = desk(origin=Answer(cr.Intake(then="append", rule="model")))
    with pytest.raises(PlugError, match="says `append`, and there is no case that it concerns"):
        own.receive(MAIL, at())


def test_a_clone_takes_no_id_that_is_not_its_own() -> None:
    """One that the command does not bring is an error of the host, one that is taken is the person's."""
    for cloner in (Answer([clone("ZZ")]), Answer([clone("C-1")])):
        with pytest.raises(PlugError, match="the command brings `C-2`"):
            desk(cloning=cloner).decide(opened(desk()), ASK, at(1))
    for taken in ("C-1", "C-9"):
        other = opened(desk(), new_id="C-9")
        own = desk(cloning=Answer([clone(taken)]))
        refused = own.decide(opened(own), ASK.replace(new_ids=(taken,)), at(1, related=(other,)))
        assert [(each.code, each.message) for each in refused.refusals] == [
            ("id-taken", f"there is a case `{taken}` already")
        ]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"clone_of": {"source": "C-9"}}, "a clone of `C-9`; the case that is cloned is `C-1`"),
        ({"clone_of": {"root": "C-9"}}, "the root `C-9`; that of the case `C-1` is `C-1`"),
        ({"clone_of": {"reason": "other"}}, "for the reason `other`; the command says `split`"),
        ({"clone_of": {"target": " "}}, "for nobody; name the target"),
        ({"facts": cr.FrozenMap({})}, "leaves out `subject` of `C-2`"),
    ],
)
def test_a_clone_keeps_the_lineage_that_the_command_says(changed: dict[str, Any], told: str) -> None:
    """Where it comes from, and for what, is told truly, or nobody could say what was cloned (FES-13)."""
    made = clone()
    origin = made.clone_of.replace(**changed.get("clone_of", {}))
    made = made.replace(**{**changed, "clone_of": origin})
    with pytest.raises(PlugError, match=told):
        desk(cloning=Answer([made])).decide(opened(desk()), ASK, at(1))


def test_a_clone_is_received_at_an_instant() -> None:
    """A naive one is refused where the host makes it."""
    with pytest.raises(ValidationError, match="received_at"):
        clone().replace(received_at=datetime(2026, 1, 1))  # noqa: DTZ001 the point


def test_a_clone_takes_over_whom_it_is_for() -> None:
    """A requester is a fact of its own, beside the fields that rules set."""
    facts = cr.FrozenMap({"subject": "half", "type": "refund", "requester": cr.Person(id="P-1")})
    own = desk(cloning=Answer([clone().replace(facts=facts)]))
    made = own.decide(opened(own), ASK, at(1)).or_raise().changes[1].case
    assert made.requester == cr.Person(id="P-1")


def test_a_clone_has_every_field_that_has_to_have_a_value() -> None:
    """A cloner that leaves one out has forgotten it."""
    fields = {"serial": {"type": "text"}}
    rulebook = cr.Rulebook.model_validate({**BOOK, "fields": fields, "fill": []})
    own = cr.Desk(rulebook, cloning=Answer([clone()]))
    case = own.decide(None, OPEN.replace(fields=cr.FrozenMap({"serial": "S"})), at()).or_raise().case
    with pytest.raises(PlugError, match="leaves out `serial` of `C-2`"):
        own.decide(case, ASK, at(1))


def test_a_wrong_answer_is_named_and_not_written_out() -> None:
    """A whole case in the place of a route is told by its kind."""
    own = desk(routing=Answer(lambda case, _: case))
    with pytest.raises(PlugError, match=r"`route` answered a `\w+`; answer a `Route`, or None$"):
        own.decide(None, OPEN, at())
