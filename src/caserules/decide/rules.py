"""All rule sets of a desk side by side, ready to run."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, TypeVar

from caserules.decide.plugged import (
    HostClocks,
    HostCloning,
    HostFills,
    HostNotices,
    HostOrigin,
    HostRouting,
    HostUpkeep,
    HostValidation,
)
from caserules.decide.plugs import Plugs
from caserules.engine import parse
from caserules.rulebook import Problem, Rulebook, RulebookError, problems_of
from caserules.rulesets.cloning import Cloning
from caserules.rulesets.fill import Fills
from caserules.rulesets.guard import GuardRule, Guards
from caserules.rulesets.metric import Measures
from caserules.rulesets.notices import NoticeRule, Notices
from caserules.rulesets.origin import Origin
from caserules.rulesets.place import RuleProblem
from caserules.rulesets.routing import Routing
from caserules.rulesets.scan import check_scans
from caserules.rulesets.sla import Clocks
from caserules.rulesets.stages import Stages
from caserules.rulesets.terms import COMMANDS, Terms, kinds_of
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
    routing: Routing
    cloning: Cloning
    guards: Guards
    transitions: Transitions
    clocks: Clocks
    notices: Notices
    stages: Stages
    upkeep: Upkeep
    worklists: Worklists
    measures: Measures
    validation: HostValidation | None

    @cached_property
    def comments_public(self) -> bool:
        """Whether a comment that does not say so itself is public."""
        return self.book.comments == "public"

    @cached_property
    def routed(self) -> frozenset[str]:
        """The commands after which the routing rules place the case."""
        return frozenset({"RouteCase", *self.book.route_on})

    @cached_property
    def filling(self) -> bool:
        """Whether anything is ever filled in."""
        return bool(self.book.fill) or isinstance(self.fills, HostFills)

    @cached_property
    def guarded(self) -> frozenset[str]:
        """The commands that some guard watches, or the host."""
        return _watched(self.book.guard) if self.validation is None else frozenset(COMMANDS)

    @cached_property
    def watched(self) -> frozenset[str]:
        """The commands that some guard or notice watches, in whatever way."""
        return self.guarded | self.noticed | self.noticed_if_refused

    @cached_property
    def placing(self) -> frozenset[tuple[str, str]]:
        """`route` or `placed`, with the commands on which a guard or a notice asks for it."""
        return frozenset(self.guards.placing | self.notices.placing)

    @cached_property
    def noticed(self) -> frozenset[str]:
        """The commands of which some notice tells; a reminder is one by itself."""
        if isinstance(self.notices, HostNotices):
            return frozenset(COMMANDS)
        return _watched(rule for rule in self.book.notice if not rule.refused) | {"Remind"}

    @cached_property
    def noticed_if_refused(self) -> frozenset[str]:
        """The commands of whose refusal some notice tells."""
        if isinstance(self.notices, HostNotices):
            return frozenset(COMMANDS)
        return _watched(rule for rule in self.book.notice if rule.refused)

    @cached_property
    def foreseeing(self) -> frozenset[str]:
        """The guards that read the case as it would be: without that case they can't be judged."""
        found = set()
        for rule in self.book.guard:
            scope = self.terms.watching(kinds_of(rule.on))
            texts = (rule.require, *((rule.when,) if rule.when else ()))
            if any(path[0] in ("result", "placed") for text in texts for path in parse(text, scope).reads):
                found.add(rule.id)
        return frozenset(found)


def _watched(rules: Iterable[GuardRule | NoticeRule]) -> frozenset[str]:
    return frozenset(kind for rule in rules if rule.enabled for kind in kinds_of(rule.on))


def compiled(book: Rulebook, terms: Terms, plugs: Plugs) -> Rules:
    """The rulebook's rules, checked against the case, and the host's objects in front of them.

    Raises `RulebookError` with every fault, and `TypeError` for an object without the method that is asked.
    """
    problems: list[Problem] = []

    def tried(make: Callable[[], T]) -> Any:
        try:
            return make()
        except RuleProblem as error:
            problems.extend(problems_of(error))
            return None

    tried(terms.check_lets)
    tried(lambda: check_scans(book.scan, terms))
    made: Callable[..., Any] = partial(_made, tried, plugs)
    rules = Rules(
        digest=book.digest(),
        book=book,
        terms=terms,
        words=Words(terms.words),
        origin=made(
            "origin", Origin, HostOrigin, book.origin, terms, same=book.same, similarity=book.similarity
        ),
        fills=made("fill", Fills, HostFills, book.fill, terms),
        routing=made("routing", Routing, HostRouting, book.route, terms, first_queue=book.first_queue),
        cloning=made("cloning", Cloning, HostCloning, book.clone, terms),
        guards=tried(lambda: Guards(book.guard, terms)),
        transitions=tried(lambda: Transitions(book.status, book.effect, book.first_status, terms)),
        clocks=made("sla", Clocks, HostClocks, book.clock, terms),
        notices=made("notices", Notices, HostNotices, book.notice, terms),
        stages=tried(lambda: Stages(book.stage, terms)),
        upkeep=made("upkeep", Upkeep, HostUpkeep, book.upkeep, terms),
        worklists=tried(lambda: Worklists(book.worklist, terms, book.clock)),
        measures=tried(lambda: Measures(book.metric, terms, book.clock)),
        validation=_validation(book, plugs),
    )
    if problems:
        raise RulebookError(tuple(problems))
    return rules


def _made(
    tried: Callable[[Callable[[], Any]], Any],
    plugs: Plugs,
    name: str,
    kind: Callable[..., Any],
    host_kind: Callable[..., Any],
    *given: Any,
    **named: Any,
) -> Any:
    """The rule set, with the host's object in front of it where there is one."""
    plug = plugs.get(name)
    return tried(lambda: kind(*given, **named) if plug is None else host_kind(plug, *given, **named))


def _validation(book: Rulebook, plugs: Plugs) -> HostValidation | None:
    plug = plugs.get("validation")
    return None if plug is None else HostValidation(plug, (rule.id for rule in book.guard))
