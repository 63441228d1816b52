"""What may be asked for now: every command with yes, no and why, or what it depends on."""

from collections.abc import Callable, Iterator
from typing import Any, Literal

from caserules.case import Case, Context, Draft, Refusal
from caserules.case.commands import PickCase, ReactivateCase
from caserules.case.events import CommentAdded, StatusChanged
from caserules.case.record import record
from caserules.case.written import WRITTEN
from caserules.decide.adopting import elsewhere
from caserules.decide.beside import gone, unfit, unknown
from caserules.decide.moving import stuck
from caserules.decide.order import runs_back
from caserules.decide.placing import unplaced, without
from caserules.decide.plugged import HostCloning, HostRouting
from caserules.decide.rules import Rules
from caserules.decide.writing import may_write
from caserules.engine.walk import Path
from caserules.model import Model, builder
from caserules.rulesets.route import Route
from caserules.rulesets.terms import COMMANDS
from caserules.rulesets.transitions import LOOKING, PHASES, SETTLING

__all__ = ["Allowed", "allowed"]


class Allowed(Model):
    """Whether a command is accepted, as far as that is known before its content is.

    `yes`: whatever it says, as long as its words are the desk's and it tells of nothing that is yet to come,
    or was before the case or, where it ends the case's work, before the case came to its status.
    `no`: whatever it says, and at least for these `refusals`, but that a guard which reads the case as it
    would be waits until the command's facts fit; `…` stands in them for what it would say.
    `depends`: on what stands under `reads` (`command.to`, `result.priority`), by `rules`; where the library
    itself asks, no rule is named. What only an object of the host's can say (`validation`, `routing`,
    `cloning`) stands there by its name.

    >>> from caserules import OpenCase, load
    >>> desk = load("service_hub")
    >>> context = Context(now="2026-03-02T09:00Z", actor="ana")
    >>> case = desk.decide(None, OpenCase(new_id="C-17", subject="no heat"), context).or_raise().case
    >>> answers = {each.command: each for each in desk.allowed(case, context)}
    >>> answers["AssignCase"].answer, answers["AssignCase"].rules
    ('depends', ('assign-to-user-or-team', 'taken-as-it-is-picked'))
    >>> answers["AssignCase"].reads
    ('command.to', 'result.owner', 'result.queue')
    >>> answers["UnmergeCase"].answer, answers["UnmergeCase"].refusals[0].code
    ('no', 'not-merged')
    """

    command: str
    answer: Literal["yes", "no", "depends"]
    refusals: tuple[Refusal, ...] = ()
    rules: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()


def allowed(rules: Rules, case: Case, context: Context) -> tuple[Allowed, ...]:
    """The answer for every command on the case; `OpenCase` is left out, for the case is open."""
    kinds = [kind for kind in COMMANDS if kind != "OpenCase"]
    if refusal := elsewhere(rules.book, case):
        return tuple(Allowed(command=kind, answer="no", refusals=(refusal,)) for kind in kinds)
    return tuple(_answer(rules, kind, case, context) for kind in kinds)


def _answer(rules: Rules, kind: str, case: Case, context: Context) -> Allowed:
    if refusal := gone(case, kind):
        return Allowed(command=kind, answer="no", refusals=(refusal,))
    refusals = list(_refusals(rules, kind, case, context))
    reads = {f"command.{name}" for name in _asked(rules, kind, case)}
    by_rules: list[str] = []
    values = {
        "case": case,
        "result": case,
        "queue": context.queue(case.queue),
        "route": _route(rules, case, context) if ("route", kind) in rules.guards.placing else None,
        "placed": None,
        "actor": context.agent,
        "now": context.now,
        "_context": context,
    }
    if kind == "RouteCase":
        reads.update(f"result.{name}" for name in rules.routing.reads & _new_when_routed(rules))
    unknown = _unknown(rules, kind)
    for by_fill, field in rules.fills.unsure({path[1] for path in unknown if path[0] == "result"}):
        by_rules.append(by_fill)
        reads.add(f"result.{field}")
    for rule, outcome in rules.guards.foreseen(values, unknown, kind, context):
        if outcome.holds:
            told = {**values, "command": None, "item": None}
            refusals.append(rules.guards.refused(rule, told, unknown))
        elif outcome.holds is None:
            by_rules.append(rule.id)
            reads.update(".".join(path) for path in outcome.depends_on)
    refusals, hosts = _by_host(rules, kind, refusals)
    reads.update(hosts)
    if refusals:
        return Allowed(command=kind, answer="no", refusals=tuple(refusals))
    if reads or by_rules:
        return Allowed(command=kind, answer="depends", rules=tuple(by_rules), reads=tuple(sorted(reads)))
    return Allowed(command=kind, answer="yes")


def _by_host(rules: Rules, kind: str, refusals: list[Refusal]) -> tuple[list[Refusal], tuple[str, ...]]:
    """The refusals that stand whatever objects of the host's say, and which of those are asked."""
    if rules.validation is not None:
        kept = [each for each in refusals if not rules.validation.is_of_rules(each)]
        return kept, ("validation",)
    asked = _ASKED.get(kind)
    if asked is None or not isinstance(getattr(rules, asked[0]), asked[1]):
        return refusals, ()
    return [each for each in refusals if each.code != asked[2]], (asked[0],)


_ASKED = {
    "RouteCase": ("routing", HostRouting, "no-route"),
    "CloneCase": ("cloning", HostCloning, "no-reason-to-clone"),
}
"""Commands that a rule set may refuse, and the code by which it does."""


def _refusals(rules: Rules, kind: str, case: Case, context: Context) -> Iterator[Refusal]:
    """What is refused whatever the command says."""
    if back := runs_back(case, context.now):
        yield back
    closed = rules.transitions.closed_to(case, kind)
    if closed is not None:
        yield closed
        return
    if standing := _STANDING.get(kind):
        yield from standing(rules, case, context)
    leads = rules.transitions.leads(kind, case.status)
    plain = leads.render() if leads is not None and not leads.reads else None
    if kind in PHASES and (leads is None or plain is not None):
        unsettled = rules.transitions.settles(case, kind, plain)
        if unsettled is not None:
            yield unsettled
            return
    if plain is not None and (plain != case.status or kind in SETTLING):
        yield from filter(None, [rules.transitions.refusal(case, plain, kind, context)])


def _asked(rules: Rules, kind: str, case: Case) -> Iterator[str]:
    """The fields of the command whose content the library itself may refuse, or needs to know."""
    yield from _CHOICES.get(kind, ())
    leads = rules.transitions.leads(kind, case.status)
    for path in leads.reads if leads else ():
        yield ".".join(path[1:]) if path[0] == "command" else "command"
    if kind in LOOKING and (
        rules.transitions.closed_to(case, kind, noted=True) or gone(case, kind, noted=True)
    ):
        yield "comment"  # none is added to what is over
    if kind == "AcknowledgeCase" and (leads is None or (not leads.reads and leads.render() == case.status)):
        yield "comment"  # else it would change nothing


def _unknown(rules: Rules, kind: str) -> frozenset[str | Path]:
    """The command, the part that it names, and what is not known of the case as it would be."""
    named = (("result", name) for name in may_write(rules, kind))
    return frozenset({"command", "item", "placed", *named})


_CHOICES: dict[str, tuple[str, ...]] = {
    "AdvanceStage": ("to",),
    "CancelActivity": ("number",),
    "CancelReferral": ("number",),
    "ChangeFields": ("fields",),
    "ChangeStatus": ("to", "fields"),
    "CloneCase": ("reason", "new_ids", "department", "items"),
    "CompleteActivity": ("number",),
    "CompleteReferral": ("number",),
    "DecideApproval": ("number",),
    "LinkCase": ("relation", "to"),
    "MergeCase": ("into",),
    "Remind": ("key",),
    "UnlinkCase": ("to",),
    "UpdateReferral": ("number",),
}
"""What a command has to choose from what there is."""


def _tried(command: Any) -> Callable[[Rules, Case, Context], Iterator[Refusal]]:
    """For commands without content: what the case itself says to them."""

    def standing(rules: Rules, case: Case, context: Context) -> Iterator[Refusal]:
        del rules
        at = max(context.now, case.history[-1].at) if case.history else context.now
        yield from filter(None, [record(Draft(case, type(case), by=context.actor, at=at), command)])

    return standing


def _none_open(name: str) -> Callable[[Rules, Case, Context], Iterator[Refusal]]:
    def standing(rules: Rules, case: Case, context: Context) -> Iterator[Refusal]:
        del rules, context
        if not any(part.status == "open" for part in getattr(case, name)):
            yield Refusal(code="none-open", message=f"case `{case.id}` has none open among its {name}")

    return standing


def _nothing_to_decide(rules: Rules, case: Case, context: Context) -> Iterator[Refusal]:
    del rules, context
    if not any(approval.approved is None for approval in case.approvals):
        message = f"case `{case.id}` has no approval that waits for a decision"
        yield Refusal(code="no-such-approval", message=message)


def _nothing_linked(rules: Rules, case: Case, context: Context) -> Iterator[Refusal]:
    del rules, context
    if not case.links:
        yield Refusal(code="no-such-link", message=f"case `{case.id}` is linked to no other")


def _new_when_routed(rules: Rules) -> frozenset[str]:
    """The facts of a case that `RouteCase` may have written by the time at which the rules place it."""
    moved = WRITTEN[StatusChanged] if rules.transitions.leads("RouteCase") is not None else ()
    return rules.fills.anew({"version", "history", *WRITTEN[CommentAdded], *moved})


def _route(rules: Rules, case: Case, context: Context) -> Route:
    return rules.routing.route(case, without(context, case))


def _not_placed(rules: Rules, case: Case, context: Context) -> Iterator[Refusal]:
    if rules.routing.reads & _new_when_routed(rules):
        return
    route = _route(rules, case, context)
    if not route.owner and not route.queue:
        yield unplaced(case, route)


def _nowhere(rules: Rules, case: Case, context: Context) -> Iterator[Refusal]:
    status = rules.book.status[case.status]
    if not status.to:
        yield from stuck(rules, case)
    elif not any(rules.transitions.enters("ChangeStatus", each) for each in status.to):
        ways = ", ".join(f"`{each}`" for each in status.to)
        message = f"`ChangeStatus` leads case `{case.id}` to none of {ways}"
        yield Refusal(code="not-by-this-command", message=message, remedy="use the commands that do")
    else:
        yield from filter(None, [rules.transitions.barred(case, context)])


def _no_stage(rules: Rules, case: Case, context: Context) -> Iterator[Refusal]:
    del context
    if rules.stages.first is None:
        yield Refusal(code="unknown-word", message=f"case `{case.id}`: the desk has no guided process")


def _no_reason(rules: Rules, case: Case, context: Context) -> Iterator[Refusal]:
    del context
    if not rules.book.clone:
        message = f"case `{case.id}` may not be cloned: the desk has no reason for it"
        yield Refusal(code="no-reason-to-clone", message=message)


def _alone(rules: Rules, case: Case, context: Context) -> Iterator[Refusal]:
    if case.merged_into is None:
        yield Refusal(code="not-merged", message=f"case `{case.id}` has not gone into another")
        return
    other = next((each for each in context.related if each.id == case.merged_into), None)
    if other is None:
        yield unknown(case.merged_into)
    else:
        at = max(context.now, case.history[-1].at)
        found = [unfit(rules, case, other, "UnmergeCase", at), rules.transitions.undoing(case, context)]
        yield from filter(None, found)


def _merged(rules: Rules, case: Case, context: Context) -> Iterator[Refusal]:
    others = [each for each in context.related if each.id != case.id]
    if not any(unfit(rules, case, each, "MergeCase", context.now) is None for each in others):
        message = f"there is no case into which `{case.id}` could go"
        remedy = "give one that is open in `context.related`"
        yield Refusal(code="no-such-case", message=message, remedy=remedy)


_STANDING: dict[str, Callable[[Rules, Case, Context], Iterator[Refusal]]] = {
    "AdvanceStage": _no_stage,
    "CancelActivity": _none_open("activities"),
    "CancelReferral": _none_open("referrals"),
    "ChangeStatus": _nowhere,
    "CloneCase": _no_reason,
    "CompleteActivity": _none_open("activities"),
    "CompleteReferral": _none_open("referrals"),
    "DecideApproval": _nothing_to_decide,
    "MergeCase": _merged,
    "PickCase": _tried(builder(PickCase)({})),
    "ReactivateCase": _tried(builder(ReactivateCase)({})),
    "RouteCase": _not_placed,
    "UnlinkCase": _nothing_linked,
    "UnmergeCase": _alone,
    "UpdateReferral": _none_open("referrals"),
}
"""What the case itself says to a command, whatever its content."""
