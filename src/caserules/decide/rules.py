"""All rule sets of a desk side by side, ready to run."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from caserules.rulebook import Problem, Rulebook, RulebookError
from caserules.rulesets.cloning import Cloning
from caserules.rulesets.fill import Fills
from caserules.rulesets.guard import Guards
from caserules.rulesets.notices import Notices
from caserules.rulesets.origin import Origin
from caserules.rulesets.place import RuleProblem, at
from caserules.rulesets.routing import Router, Routing
from caserules.rulesets.sla import Clocks
from caserules.rulesets.terms import Terms
from caserules.rulesets.transitions import Transitions
from caserules.rulesets.words import Words

__all__ = ["Rules", "compiled"]

T = TypeVar("T")


@dataclass(frozen=True)
class Rules:
    """What a decision is made by."""

    digest: str
    desk: str
    terms: Terms
    comments_public: bool
    words: Words
    origin: Origin
    fills: Fills
    routing: Router
    cloning: Cloning
    guards: Guards
    transitions: Transitions
    clocks: Clocks
    notices: Notices


def compiled(book: Rulebook, terms: Terms, routing: Router | None) -> Rules:
    """The rulebook's rules, checked against the case; raises `RulebookError` with a fault of each kind."""
    problems: list[Problem] = []

    def tried(make: Callable[[], T]) -> Any:
        try:
            return make()
        except RuleProblem as error:
            problems.append(
                Problem(
                    message=error.message,
                    remedy=error.remedy,
                    rule=error.rule,
                    key=error.key,
                    column=error.column,
                    text=error.text,
                )
            )
            return None

    def conditions() -> None:
        scope = terms.scope(case=terms.case_type)
        for name in book.let:
            with at("let", name):
                scope.let(name)

    tried(conditions)
    rules = Rules(
        digest=book.digest(),
        desk=book.id,
        terms=terms,
        comments_public=book.comments == "public",
        words=Words(terms.words),
        origin=tried(lambda: Origin(book.origin, terms, same=book.same)),
        fills=tried(lambda: Fills(book.fill, terms)),
        routing=routing or tried(lambda: Routing(book.route, terms, first_queue=book.first_queue)),
        cloning=tried(lambda: Cloning(book.clone, terms)),
        guards=tried(lambda: Guards(book.guard, terms)),
        transitions=tried(lambda: Transitions(book.status, book.effect, book.first_status, terms)),
        clocks=tried(lambda: Clocks(book.clock, terms)),
        notices=tried(lambda: Notices(book.notice, terms)),
    )
    if problems:
        raise RulebookError(tuple(problems))
    return rules
