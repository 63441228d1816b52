"""Where a case is placed: by the routing rules, with everybody's load as the decision has left it so far."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from caserules.case import Case, Context, Draft, Refusal
from caserules.case import events as e
from caserules.decide import why
from caserules.rulesets.route import Route

if TYPE_CHECKING:
    from caserules.decide.deciding import Deciding

__all__ = ["place", "route", "surroundings", "unplaced", "without"]


def place(deciding: "Deciding[Any]", kind: str) -> None:
    """By the rules after a command that asks for them; else a new case waits in the first queue."""
    rules = deciding.rules
    if kind in rules.routed:
        route(deciding, deciding.draft, asked=kind == "RouteCase")
    elif kind == "OpenCase" and (queue := rules.book.first_queue) is not None:
        deciding.draft.emit_known(e.CaseRouted, {"owner": None, "queue": queue})


def route(deciding: "Deciding[Any]", draft: Draft[Any], *, asked: bool) -> None:
    """Place the case; where nobody takes it, that is a refusal only if it was asked for."""
    routing, context = deciding.rules.routing, surroundings(deciding, draft)
    found = routing.route(draft.case if routing.asks else draft.sketch, context)
    if deciding.told is not None:
        deciding.told.append(why.routing(routing, found, draft.case, context))
    if found.owner or found.queue:
        by_rule = (found.rule,) if found.rule else ()
        draft.emit_known(e.CaseRouted, {"owner": found.owner, "queue": found.queue}, by_rule)
    elif asked:
        deciding.refusals.append(unplaced(draft.case, found))


def surroundings(deciding: "Deciding[Any]", draft: Draft[Any]) -> Context:
    """The context in which the draft's case is placed: with what the others have become of by now."""
    context = deciding.context
    if deciding.others is None:
        return context if draft.before is None else without(context, draft.before)
    moves: Counter[str] = Counter()
    for each in (deciding.draft, *deciding.others.drafts):
        moves.subtract(_borne(each.before))
        if each is not draft:
            moves.update(_borne(each.sketch))
    return _moved(context, moves)


def without(context: Context, case: Case) -> Context:
    """The context without the case in its owner's load: for whoever has it, it is not one case more."""
    return _moved(context, Counter(dict.fromkeys(_borne(case), -1)))


def _borne(case: Case | None) -> Iterator[str]:
    """Whose load the case is in, if anybody's; as `Roster.after` counts it."""
    if case is not None and case.owner is not None and case.phase == "open":
        yield case.owner


def _moved(context: Context, moves: "Counter[str]") -> Context:
    moved = {who: step for who, step in moves.items() if step}
    roster = context.roster.loaded(moved) if moved else context.roster
    return context if roster is context.roster else context.replace(roster=roster)


def unplaced(case: Case, found: Route) -> Refusal:
    """The refusal where the routing rules were asked and place the case nowhere."""
    passed = "; ".join(f"`{each.who}` {each.why}" for each in found.passed_over)
    return Refusal(
        code="no-route",
        message=f"no rule places case `{case.id}`" + (f": {passed}" if passed else ""),
        rule=found.rule,
        source=found.source,
        remedy="assign it to somebody, or release it to a queue",
    )
