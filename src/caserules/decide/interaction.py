"""From an interaction to a decision: a new case, a part of an existing one, or none (SOL-01, SOL-02)."""

from typing import Any

from pydantic import ValidationError

from caserules.case import Case, Context, Decision, Interaction, Notice, Refusal, Verdict
from caserules.case import events as e
from caserules.case.commands import AddComment, OpenCase, ReactivateCase
from caserules.case.fields import PLAIN_FIELDS
from caserules.case.told import told as said_of
from caserules.decide import why
from caserules.decide.adopting import is_home
from caserules.decide.deciding import Deciding
from caserules.decide.rules import Rules
from caserules.model import FrozenMap
from caserules.outline import Outline
from caserules.rulesets.origin import OriginRule
from caserules.rulesets.task import Task

__all__ = ["receive"]


def receive(
    rules: Rules, interaction: Interaction, context: Context, told: list[Outline] | None = None
) -> "Decision[Any]":
    """What becomes of the interaction; `decision.case` is the case opened or added to, or None."""
    origin = rules.origin
    match = origin.match(interaction, _candidates(rules, interaction, context), context)
    if match is not None and not is_home(rules.book, match.desk):
        foreign: Deciding[Any] = Deciding(rules, match, context, told)
        foreign.at_home()  # refuses it
        return foreign.decision(interaction=interaction)
    if told is not None:
        told.append(why.origin(rules, interaction, match, context))
    verdict, rule = origin.verdict(interaction, match, context)
    if match is None or verdict.match != match.id:  # a host may name another
        match = next((each for each in context.related if each.id == verdict.match), None)
    existing = match if verdict.then in {"append", "reopen"} else None
    deciding: Deciding[Any] = Deciding(rules, existing, context, told)
    if deciding.at_home():
        deciding.in_time()
        deciding.refusals.extend(rules.words.refusals(interaction))
        _become(deciding, interaction, verdict, rule, origin.values(interaction, match, context))
    return deciding.decision(interaction=interaction, verdict=verdict)


def _become(
    deciding: Deciding[Any],
    interaction: Interaction,
    verdict: Verdict,
    rule: OriginRule | None,
    values: dict[str, Any],
) -> None:
    """Do what the verdict says; the rule's command is taken where nothing refused what comes before it."""
    origin, existing = deciding.rules.origin, deciding.before
    known = len(deciding.refusals)
    if verdict.then == "open":
        facts = origin.facts(rule, values) if rule else {}
        link = origin.link(rule, values) if rule else None
        _open(deciding, interaction, facts, rule, link)
    elif verdict.then == "none":
        _in_the_past(deciding, interaction)
    elif existing is None:
        deciding.refusals.append(_nothing_to_add_to(verdict, interaction))
    elif existing.merged_into is not None:
        message = f"case `{existing.id}` has gone into `{existing.merged_into}`, which is not known here"
        deciding.refuse("no-such-case", message, f"give `{existing.merged_into}` in `context.related`")
    elif closed := deciding.rules.transitions.closed_to(existing, _COMES_AS[verdict.then]):
        deciding.refusals.append(closed)
    else:
        _added(deciding, interaction, rule, verdict)
    if rule and deciding.draft.events and len(deciding.refusals) == known:
        _carry_out(deciding, interaction, rule, origin.task(rule), values)
    if rule and not deciding.refusals:
        _tell(deciding, interaction, rule, origin.notify(rule, values))


_COMES_AS = {"append": "AddComment", "reopen": "ReactivateCase"}
"""The command as which an interaction reaches an existing case, which may be closed to it."""


def _candidates(rules: Rules, interaction: Interaction, context: Context) -> tuple[Case, ...]:
    """The cases that the interaction may concern: this desk's, or that of another desk which it answers."""
    ours: list[Case] = []
    for case in context.related:
        if is_home(rules.book, case.desk):
            ours.append(case)
        elif case.id == interaction.reply_to:
            return (case,)
    return tuple(ours)


def _open(
    deciding: Deciding[Any],
    interaction: Interaction,
    facts: dict[str, Any],
    rule: OriginRule | None,
    link: str | None,
) -> None:
    given = {name: getattr(interaction, name) for name in ("type", "reason", "priority", "origin")}
    plain = {name: value for name, value in facts.items() if name in PLAIN_FIELDS}
    own = {name: value for name, value in facts.items() if name not in PLAIN_FIELDS}
    if rule:
        deciding.refusals.extend(
            _contradiction(name, given[name], said, rule)
            for name, said in plain.items()
            if given.get(name) not in (None, said)
        )
    if interaction.new_id is None:
        message = "a case has to be opened, and the interaction brings no `new_id` for it"
        deciding.refuse("new-id-missing", message, "give `new_id`; it stays unused where no case is opened")
        _in_the_past(deciding, interaction)
        return
    try:
        command = OpenCase(
            new_id=interaction.new_id,
            **{"subject": interaction.subject, "description": interaction.text, **given, **plain},
            requester=interaction.requester,
            account=interaction.account,
            received_at=interaction.received_at,
            opened_for=interaction.opened_for,
            fields=FrozenMap({**interaction.fields, **own}),
            comment=interaction.comment,
        )
    except ValidationError as error:
        deciding.refuse(
            "bad-field", said_of(error), f"look at what the rule `{rule.id}` sets" if rule else None
        )
        return
    deciding.take(command)
    if not deciding.refusals:
        _said(deciding, interaction, rule)
        deciding.happened(None)
        if link and rule and link != command.new_id:
            deciding.draft.emit(e.CaseLinked, (rule.id,), to=link, relation="related")


def _added(
    deciding: Deciding[Any], interaction: Interaction, rule: OriginRule | None, verdict: Verdict
) -> None:
    """Make it a part of the existing case."""
    _said(deciding, interaction, rule)
    deciding.happened(None)
    if verdict.then == "reopen":
        deciding.take(ReactivateCase(comment=interaction.comment))
    elif interaction.comment is not None:
        deciding.take(AddComment(comment=interaction.comment))


def _carry_out(
    deciding: Deciding[Any],
    interaction: Interaction,
    rule: OriginRule,
    task: Task | None,
    values: dict[str, Any],
) -> None:
    """Do what the rule says on the case, if anything, as of when the interaction reached the company."""
    if task is None:
        return
    try:
        command = task.command(**values)
    except ValidationError as error:
        refusal = Refusal(
            code="bad-field",
            message=f"`{task.kind}` can't be made of the interaction: {said_of(error)}",
            rule=rule.id,
            source=rule.source or None,
            remedy="complete what the interaction says",
        )
        deciding.refusals.append(refusal)
        return
    if command.occurred_at is None and interaction.received_at is not None:
        command = command.replace(occurred_at=interaction.received_at)
    deciding.take(command)


def _in_the_past(deciding: Deciding[Any], interaction: Interaction) -> None:
    if interaction.received_at is not None:
        deciding.not_later(interaction.received_at)


def _said(deciding: Deciding[Any], interaction: Interaction, rule: OriginRule | None) -> None:
    """Record it at the time when it reached the company (ALL-11)."""
    deciding.happened(interaction.received_at)
    facts = {name: getattr(interaction, name) for name in ("channel", "subject", "text", "requester")}
    deciding.draft.emit_known(e.InteractionReceived, facts, (rule.id,) if rule else ())


def _tell(
    deciding: Deciding[Any], interaction: Interaction, rule: OriginRule, people: tuple[str, ...]
) -> None:
    case: Case | None = deciding.draft.case if deciding.draft.events else deciding.before
    if case is None:
        return
    told = {deciding.context.doer, *(notice.to for notice in deciding.notices)}
    for who in people:
        if who in told:
            continue
        deciding.notices.append(
            Notice(
                to=who,
                case_id=case.id,
                at=deciding.context.now,
                message=f"{interaction.channel}: {interaction.subject}",
                rule=rule.id,
                source=rule.source or None,
                key=f"{case.id}/{case.version}/{rule.id}/{who}",
            )
        )


def _nothing_to_add_to(verdict: Verdict, interaction: Interaction) -> Refusal:
    answered = interaction.reply_to
    return Refusal(
        code="no-match",
        message=f"the rule says `{verdict.then}`, and there is no existing case",
        rule=verdict.rule,
        source=verdict.source,
        remedy=f"give `{answered}` in `context.related`" if answered else "let the rule ask for a `match`",
    )


def _contradiction(name: str, given: Any, said: Any, rule: OriginRule) -> Refusal:
    return Refusal(
        code="contradiction",
        message=f"`{name}` is given as `{given}`, and the rule says `{said}`",
        rule=rule.id,
        source=rule.source or None,
        remedy=f"leave `{name}` out",
    )
