"""What is proved of the rules, and what is not."""

from datetime import date
from typing import Any

from tests.decide.findings.conftest import BASE, desk, found, life, route

import caserules as cr
from caserules.decide.findings.proof import Proof
from caserules.engine import Scope, negate, parse
from caserules.rulesets.transitions import Status


def test_without_time_nothing_is_proved_and_that_is_told() -> None:
    """Where time is over, what takes a proof is left out, and `finished` is false; the rest is found."""
    keys = {**route(None, None), **life(lost={"phase": "closed"})}
    checked = desk(**keys).check(seconds=0)
    assert [each.kind for each in checked] == ["unreachable status"]
    assert not checked.finished
    assert "not finished: time was over" in str(checked)


def test_a_shadowed_rule_names_those_in_its_way() -> None:
    """Whoever decides first, wherever it holds; in one or in several."""
    keys = route('case.type == "a"', 'case.type != "a"', 'case.priority == "low"')
    [whole] = desk(**keys).check().of("never decides")
    assert (whole.rule, whole.others) == ("r2", ("r0", "r1"))
    assert "`r0`, `r1` decide first" in whole.message
    [alone] = desk(**route(None, 'case.type == "a"')).check().of("never decides")
    assert (alone.others, alone.remedy) == (("r0",), "place it before `r0`, or leave it out")


def test_a_rulebook_is_judged_by_itself_whatever_objects_a_host_has() -> None:
    """What the host's router leaves to the rules is shadowed as ever."""

    class Mine:
        def route(self, case: cr.Case, context: cr.Context) -> Any:
            raise NotImplementedError

    book = cr.Rulebook.model_validate({**BASE, **route(None, None)})
    assert cr.Desk(book, routing=Mine()).check() == cr.Desk(book).check()
    assert cr.Desk(book).check()


def test_more_statuses_than_an_expression_holds_are_no_fault() -> None:
    """What can't be written down is not used; less is proved then, and nothing wrong is said."""
    many = {f"{'s' * 190}{place}": {"phase": "open", "to": ["done"]} for place in range(120)}
    new = {"phase": "open", "to": ["done", *many]}
    wrong = route('case.status == "done" and case.phase == "open"')
    assert found(**wrong) == [("never decides", "r0")]
    assert found(**wrong, **life(**many, new=new)) == []


def test_constants_need_no_proof() -> None:
    """What is written out as true or false is known, also where it is turned round."""
    scope = Scope({"amount": int})
    proof = Proof({"new": Status(phase="open")}, 5)
    wrong = parse("False", scope)
    assert proof.never(wrong)
    assert proof.never(negate(parse("True", scope)))
    assert not proof.never(negate(wrong), None)
    assert not proof.never()


def test_a_rule_that_answers_on_some_day_is_no_finding() -> None:
    """Days count: what shadows a rule for a while only does not make it idle."""
    first = {"effective_from": date(2026, 12, 21), "effective_until": date(2027, 1, 8)}
    assert found(**route(None, None, **first)) == []
    assert found(**route(None, None, None, **first)) == [("never decides", "r2")]
