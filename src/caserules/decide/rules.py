"""All rule sets of a desk side by side, ready to run."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from caserules.engine import parse
from caserules.rulebook import Problem, Rulebook, RulebookError, problems_of
from caserules.rulesets.cloning import Cloning
from caserules.rulesets.fill import Fills
from caserules.rulesets.guard import GuardRule, Guards
from caserules.rulesets.metric import Measures
from caserules.rulesets.notices import NoticeRule, Notices
from caserules.rulesets.origin import Origin
from caserules.rulesets.place import RuleProblem
from caserules.rulesets.routing import Router, Routing
from caserules.rulesets.scan import check_scans
from caserules.rulesets.sla import Clocks
from caserules.rulesets.stages import Stages
from caserules.rulesets.terms import Terms, kinds_of
from caserules.rulesets.transitions import Transitions
from caserules.rulesets.upkeep import Upkeep
from caserules.rulesets.words import Words
from caserules.rulesets.worklist import Worklists

__all__ = ["Rules", "compiled"]

T = TypeVar("T")


@dataclass(frozen=True)
class Rules:
    """What a decision is made by."""

    digest: str
    book: Rulebook
    terms: Terms
    words: Words
    origin: Origin
    fills: Fills
    routing: Router
    cloning: Cloning
    guards: Guards
    transitions: Transitions
    clocks: Clocks
    notices: Notices
    stages: Stages
    upkeep: Upkeep
    worklists: Worklists
    measures: Measures

    @cached_property
    def comments_public(self) -> bool:
        """Whether a comment that does not say so itself is public."""
        return self.book.comments == "public"

    @cached_property
    def routed(self) -> frozenset[str]:
        """The commands after which the routing rules place the case."""
        return frozenset({"RouteCase", *self.book.route_on})

    @cached_property
    def guarded(self) -> frozenset[str]:
        """The commands that some guard watches."""
        return _watched(self.book.guard)

    @cached_property
    def noticed(self) -> frozenset[str]:
        """The commands of which some notice tells; a reminder is one by itself."""
        return _watched(rule for rule in self.book.notice if not rule.refused) | {"Remind"}

    @cached_property
    def noticed_if_refused(self) -> frozenset[str]:
        """The commands of whose refusal some notice tells."""
        return _watched(rule for rule in self.book.notice if rule.refused)

    @cached_property
    def foreseeing(self) -> frozenset[str]:
        """The guards that read the case as it would be: without that case they can't be judged."""
        found = set()
        for rule in self.book.guard:
            scope = self.terms.watching(kinds_of(rule.on))
            texts = (rule.require, *((rule.when,) if rule.when else ()))
            if any(path[0] == "result" for text in texts for path in parse(text, scope).reads):
                found.add(rule.id)
        return frozenset(found)


def _watched(rules: Iterable[GuardRule | NoticeRule]) -> frozenset[str]:
    return frozenset(kind for rule in rules if rule.enabled for kind in kinds_of(rule.on))


def compiled(book: Rulebook, terms: Terms, routing: Router | None) -> Rules:
    """The rulebook's rules, checked against the case; raises `RulebookError` with every fault."""
    problems: list[Problem] = []

    def tried(make: Callable[[], T]) -> Any:
        try:
            return make()
        except RuleProblem as error:
            problems.extend(problems_of(error))
            return None

    tried(terms.check_lets)
    tried(lambda: check_scans(book.scan, terms))
    ruled = tried(lambda: Routing(book.route, terms, first_queue=book.first_queue))
    rules = Rules(
        digest=book.digest(),
        book=book,
        terms=terms,
        words=Words(terms.words),
        origin=tried(lambda: Origin(book.origin, terms, same=book.same, similarity=book.similarity)),
        fills=tried(lambda: Fills(book.fill, terms)),
        routing=ruled if routing is None else routing,
        cloning=tried(lambda: Cloning(book.clone, terms)),
        guards=tried(lambda: Guards(book.guard, terms)),
        transitions=tried(lambda: Transitions(book.status, book.effect, book.first_status, terms)),
        clocks=tried(lambda: Clocks(book.clock, terms)),
        notices=tried(lambda: Notices(book.notice, terms)),
        stages=tried(lambda: Stages(book.stage, terms)),
        upkeep=tried(lambda: Upkeep(book.upkeep, terms)),
        worklists=tried(lambda: Worklists(book.worklist, terms, book.clock)),
        measures=tried(lambda: Measures(book.metric, terms, book.clock)),
    )
    if problems:
        raise RulebookError(tuple(problems))
    return rules
