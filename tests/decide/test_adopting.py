"""Whose case it is: of this desk and this edition, of this desk in another, or of another desk."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import caserules as cr

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
BOOK: dict[str, Any] = {
    "id": "tiny",
    "first_status": "new",
    "status": {"new": {"phase": "open"}},
    "origin": [{"id": "reply", "then": "append", "when": "match is not None"}],
    "clone": [{"id": "parts", "reason": "split", "for": "{command.department}"}],
    "words": {"clone": ["split"]},
    "fields": {"region": {"type": "text", "missing": True}},
}
OLD = cr.Desk(cr.Rulebook.model_validate(BOOK))
NEW = cr.Desk(cr.Rulebook.model_validate({**BOOK, "fields": {"size": {"type": "integer", "default": 1}}}))
OTHER = cr.Desk(cr.Rulebook.model_validate({**BOOK, "id": "other"}))


def at(hours: float, *related: cr.Case) -> cr.Context:
    """Some hours after nine, with these cases at hand."""
    return cr.Context(now=NOW + hours * HOUR, actor="ana", related=related)


def opened(desk: cr.Desk[cr.Case], new_id: str) -> Any:
    """A case of the desk."""
    return desk.decide(None, cr.OpenCase(new_id=new_id, subject="s"), at(0)).or_raise().case


ASKED: dict[str, Callable[[cr.Case], object]] = {
    "decide": lambda case: NEW.decide(case, cr.SeeCase(), at(1)),
    "allowed": lambda case: NEW.allowed(case, at(1)),
    "clocks": lambda case: NEW.clocks(case, at(1).now),
    "due": lambda case: NEW.due(case, at(1)),
    "next due": lambda case: NEW.next_due(case, at(1)),
    "catch up": lambda case: NEW.catch_up(case, at(1)),
    "adopt": lambda case: NEW.adopt(case, at(1)),
    "merge": lambda case: NEW.decide(opened(NEW, "N"), cr.MergeCase(into=case.id), at(1, case)),
    "receive": lambda case: NEW.receive(
        cr.Interaction(channel="mail", subject="s", reply_to=case.id), at(1, case)
    ),
    "allowed beside it": lambda case: NEW.allowed(opened(NEW, "N"), at(1, case)),
    "due beside it": lambda case: NEW.due(opened(NEW, "N"), at(1, case)),
}


@pytest.mark.parametrize("ask", ASKED)
def test_a_case_of_another_edition_is_read_again_first(ask: str) -> None:
    """Whatever is asked, and whether it is the case or one beside it; read again, it is one of this desk."""
    case = opened(OLD, "K")
    told = r"the case `K` is a `Case` without the fields of the desk `tiny`; read it with `desk\.replay"
    with pytest.raises(TypeError, match=told):
        ASKED[ask](case)
    ASKED[ask](NEW.replay(case.to_events()))


def test_a_case_of_another_desk_may_lie_beside_it() -> None:
    """It is nobody's here: it is told of by the refusal, and by no error."""
    decision = NEW.decide(opened(NEW, "N"), cr.MergeCase(into="K"), at(1, opened(OTHER, "K")))
    assert [each.code for each in decision.refusals] == ["other-desk"]


def test_a_reply_to_a_case_of_another_desk_is_about_that_one() -> None:
    """An own case of the same person stands beside it; the reply is no note on that one."""
    kim = cr.Person(id="kim")
    book = {"id": "ours", "first_status": "new", "status": {"new": {"phase": "open"}}, "same": ["requester"]}
    desk = cr.Desk(cr.Rulebook.model_validate(book | {"origin": [{"id": "note", "then": "append"}]}))
    here = desk.decide(None, cr.OpenCase(new_id="N", subject="s", requester=kim), at(0)).or_raise().case
    reply = cr.Interaction(channel="mail", subject="s", reply_to="K", requester=kim, new_id="M")
    for related in ((opened(OTHER, "K"), here), (here, opened(OTHER, "K"))):
        decision = desk.receive(reply, at(1, *related))
        assert [each.code for each in decision.refusals] == ["other-desk"]
    noted = desk.receive(reply.replace(reply_to=None), at(1, *related)).or_raise()
    assert [change.case.id for change in noted.changes] == ["N"]


def test_what_is_here_is_not_taken_over() -> None:
    """A case of this desk's own: the decision says so, and comes out the same when it is decided again."""
    decision = NEW.adopt(opened(NEW, "N"), at(1))
    assert [each.code for each in decision.refusals] == ["id-taken"]
    assert NEW.decide(decision.before, decision.commands, decision.context) == decision


@pytest.mark.requirement("FES-13")
def test_kin_are_known_after_the_case_was_taken_over() -> None:
    """What was cloned from it at its former desk is named, and its id is not given again."""
    split = cr.CloneCase(reason="split", department="legal", new_ids=("K-1",))
    case, clone = (change.case for change in OLD.decide(opened(OLD, "K"), split, at(1)).changes)
    taken = OTHER.adopt(case, at(2)).or_raise().case
    again = split.replace(department="finance", new_ids=("K-2",))
    (refusal,) = OTHER.decide(taken, again, at(3)).refusals
    assert (refusal.code, "`K-1`" in refusal.message) == ("kin-missing", True)
    assert OTHER.decide(taken, again, at(3, clone)).accepted
    (refusal,) = OTHER.decide(taken, split.replace(department="finance"), at(3, clone)).refusals
    assert refusal.code == "ids-do-not-fit"
