"""What a rule and a host's function see of a case in the middle of a decision: all of it, and as it stays."""

from datetime import UTC, datetime
from typing import Any

import caserules as cr

CONTEXT = cr.Context(now=datetime(2026, 3, 2, 9, 30, tzinfo=UTC), actor="ana")
OPEN = cr.OpenCase(new_id="C-1", subject="no heat")
EVENTS = ("CaseOpened", "CommentAdded", "StatusChanged")
LIFE = {name: {"phase": "open", "to": ["new", *EVENTS]} for name in ("new", *EVENTS)}


class Told(cr.Case):
    """A case that knows something of its own history."""

    turn: int = 0

    @property
    def told(self) -> int:
        """How many comments it has had."""
        return sum(event.event == "CommentAdded" for event in self.history)


def desk(**book: Any) -> cr.Desk[Told]:
    """A desk of such cases."""
    facts = {"id": "t", "first_status": "new", "status": LIFE, **book}
    return cr.Desk(cr.Rulebook.model_validate(facts), case=Told)


def test_an_effect_reads_what_the_command_has_recorded() -> None:
    """The history that it reads ends with the comment that it follows from."""
    these = desk(effect={"AddComment": "{case.history.last.event}"})
    case = these.decide(None, OPEN, CONTEXT).or_raise().case
    assert these.decide(case, cr.AddComment(comment="hi"), CONTEXT).or_raise().case.status == "CommentAdded"


def test_an_opening_shows_its_whole_history_to_whoever_may_move_it() -> None:
    """`who` of the first status reads the comment that came with the opening."""
    status = LIFE | {"new": LIFE["new"] | {"who": 'case.history.last.event == "CommentAdded"'}}
    these = desk(status=status, effect={"OpenCase": "StatusChanged"})
    opened = these.decide(None, OPEN.replace(comment=cr.Note(text="hi")), CONTEXT)
    assert opened.or_raise().case.status == "StatusChanged"


def test_a_fill_follows_from_what_a_case_knows_of_its_history() -> None:
    """A property of the host's own is new where the history that it reads is longer; `why` says the same."""
    these = desk(fill=[{"id": "turned", "when": "case.told > 0", "set": {"turn": 1}}])
    case = these.decide(None, OPEN, CONTEXT).or_raise().case
    commented = these.decide(case, cr.AddComment(comment="hi"), CONTEXT).or_raise()
    assert (commented.case.turn, commented.rules) == (1, ("turned",))
    assert "fills: `turned`" in str(these.why(commented))


def test_a_case_that_a_function_keeps_stays_as_it_was() -> None:
    """What a host's function was handed in the middle of a decision is not changed by what follows."""
    kept: list[tuple[cr.Case, int, str]] = []

    def lead(case: cr.Case) -> str:
        kept.append((case, case.version, case.status))
        return "StatusChanged"

    facts = {"id": "t", "first_status": "new", "status": LIFE, "let": {"t": "lead(case)"}}
    book = cr.Rulebook.model_validate(facts | {"effect": {"AddComment": "{t}"}})
    these = cr.Desk(book, functions=[lead])
    case = these.decide(None, OPEN, CONTEXT).or_raise().case
    decided = these.decide(case, cr.AddComment(comment="hi"), CONTEXT).or_raise()
    assert decided.case.status == "StatusChanged"
    assert kept
    assert all((seen.version, seen.status, len(seen.history)) == (v, s, v) for seen, v, s in kept)
