"""What holds whatever objects a host has, and whatever they answer."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import caserules as cr
from caserules.testing import cases, commands, contexts, laws, small_rulebooks


class Whim:
    """Answers by the length of what it is asked about: often with None, otherwise as it likes."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def _asks(self, case: Any, salt: int) -> int:
        return (self._seed + salt + (case.parts if case else 0) + len(case.subject if case else "")) % 3

    def route(self, case: cr.Case, context: cr.Context) -> cr.Route | None:
        """To whoever asks, nowhere, or as the rules say."""
        return (None, cr.Route(), cr.Route(owner=context.actor, rule="whim"))[self._asks(case, 0)]

    def fill(self, before: cr.Case | None, case: cr.Case, context: cr.Context) -> cr.Fill | None:
        """A description, a type that is none, or as the rules say."""
        del before, context
        asked = self._asks(case, 1)
        return None if asked == 0 else cr.Fill(set={"description": f"d{asked}", "type": None}, rule="whim")

    def judge(self, proposal: cr.Proposal) -> list[cr.Refusal] | None:
        """No, nothing against it, or as the rules say."""
        no = cr.Refusal(code="whim", message="no", rule="whim")
        return (None, [], [*proposal.refusals, no])[self._asks(proposal.result, 2)]

    def notices(self, proposal: cr.Proposal) -> tuple[cr.Notice, ...] | None:
        """Nobody, or as the rules say."""
        return None if self._asks(proposal.result, 3) else ()


PLUGS = ("routing", "fill", "validation", "notices")


@settings(max_examples=25)
@given(
    small_rulebooks(), cases(max_commands=5), st.sets(st.sampled_from(PLUGS)), st.integers(0, 2), st.data()
)
def test_a_desk_keeps_its_word_whatever_its_host_answers(
    book: cr.Rulebook, case: cr.Case, named: set[str], seed: int, data: st.DataObject
) -> None:
    """What `allowed` says comes true, a decision is all or nothing, made again it is the same."""
    plugs: dict[str, Any] = dict.fromkeys(named, Whim(seed))
    desk = cr.Desk(book.replace(id=case.desk), **plugs)
    context = data.draw(contexts(after=case.history[-1].at))
    command = data.draw(commands(case).filter(lambda each: each.command != "OpenCase"))
    laws.allowed_keeps_its_word(desk, case, command, context)
    decision = desk.decide(case, command, context)
    laws.laws_of_decision(desk, decision)
    for change in decision.changes:
        laws.replay_is_equal(desk, change.case)
    assert str(desk.why(decision)).startswith(str(decision.explain()))
