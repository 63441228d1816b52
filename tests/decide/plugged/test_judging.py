"""Validators and notifiers of a host's own."""

from collections.abc import Iterable
from typing import Any

import pytest
from tests.decide.hosts import NOW, Answer, at, desk, opened

import caserules as cr
from caserules.decide.plugs import PlugError


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


def notice(**facts: Any) -> cr.Notice:
    """A notice by a host."""
    return cr.Notice(**{"to": "max", "case_id": "C-1", "at": NOW, "message": "m", "key": "k", **facts})


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ([notice(to=" ")], "gives `k` to nobody"),
        ([notice(), notice(to="zoe")], "gives `k` twice"),
        ([notice(case_id="ZZ")], "about the case `ZZ`; the command is on `C-1`"),
    ],
)
def test_a_notice_that_nobody_can_be_sent_is_an_error_of_the_host(told: list[cr.Notice], fault: str) -> None:
    """To nobody, one key for two, about another case."""
    own = desk(notices=Answer(told))
    with pytest.raises(PlugError, match=fault):
        own.decide(opened(desk()), cr.AddComment(comment="c"), at(1))


def test_nobody_is_told_of_his_own_by_a_host_either() -> None:
    """But for a reminder that he gives himself; of a queue somebody may be told without a case."""
    own = desk(notices=Answer(lambda proposal: [*proposal.notices, notice(to="ana"), notice(key="q")]))
    case = opened(desk())
    assert [each.key for each in own.decide(case, cr.RouteCase(comment="c"), at(1)).notices] == ["q"]
    remind = cr.Remind(to="ana", key="r", message="m")
    assert [each.key for each in own.decide(case, remind, at(1)).notices] == ["r", "q"]
    queue = desk(notices=Answer([notice(case_id=None)]))
    assert queue.decide(case, cr.AddComment(comment="c"), at(1)).notices[0].case_id is None
