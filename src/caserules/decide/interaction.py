"""From an interaction to a decision: a new case, a part of an existing one, or none (SOL-01, SOL-02)."""

from typing import Any

from pydantic import ValidationError

from caserules.case import Case, Context, Decision, Interaction, Notice, Refusal, Verdict
from caserules.case import events as e
from caserules.case.commands import OpenCase, ReactivateCase
from caserules.case.record import PLAIN_FIELDS, told
from caserules.decide.command import Deciding
from caserules.decide.rules import Rules
from caserules.engine import Trace
from caserules.model import FrozenMap
from caserules.rulesets.origin import OriginRule

__all__ = ["receive"]


def receive(
    rules: Rules, interaction: Interaction, context: Context, traces: list[Trace] | None = None
) -> Decision[Any]:
    """What becomes of the interaction; `decision.case` is the case opened or added to, or None."""
    origin = rules.origin
    match = origin.match(interaction, context.related)
    if traces is not None:
        traces.append(origin.why(interaction, match, context))
    verdict, rule = origin.verdict(interaction, match, context)
    values = origin.values(interaction, match, context)
    existing = match if verdict.then in {"append", "reopen"} else None
    deciding: Deciding[Any] = Deciding(rules, existing, context, traces)
    deciding.in_time()
    deciding.refusals.extend(rules.words.refusals(interaction))
    if not deciding.refusals:
        match verdict.then:
            case "open":
                facts = origin.facts(rule, values) if rule else {}
                _open(deciding, interaction, facts, rule)
                if rule and not deciding.refusals and (to := origin.link(rule, values)):
                    deciding.draft.emit(e.CaseLinked, (rule.id,), to=to, relation="related")
            case "reopen" | "append" if existing is None:
                deciding.refusals.append(_nothing_to_add_to(verdict))
            case "reopen":
                _added(deciding, interaction, rule)
                deciding.take(ReactivateCase(comment=interaction.comment))
            case "append":
                _added(deciding, interaction, rule, comment=True)
            case "none":
                pass
    if rule and not deciding.refusals:
        _tell(deciding, interaction, rule, origin.notify(rule, values))
    return deciding.decision(interaction=interaction, verdict=verdict)


def _open(
    deciding: Deciding[Any], interaction: Interaction, facts: dict[str, Any], rule: OriginRule | None
) -> None:
    if interaction.new_id is None:
        message = "a case has to be opened, and the interaction brings no `new_id` for it"
        remedy = "give `new_id`; it stays unused where no case is opened"
        deciding.refusals.append(Refusal(code="new-id-missing", message=message, remedy=remedy))
        return
    given = {name: getattr(interaction, name) for name in ("type", "reason", "priority", "origin")}
    plain = {name: value for name, value in facts.items() if name in PLAIN_FIELDS}
    contradicted = [name for name in plain if given.get(name) not in (None, plain[name])]
    if contradicted and rule:
        deciding.refusals.extend(
            _contradiction(name, given[name], plain[name], rule) for name in contradicted
        )
        return
    own = {name: value for name, value in facts.items() if name not in PLAIN_FIELDS}
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
        deciding.refusals.append(Refusal(code="bad-field", message=told(error)))
        return
    deciding.take(command)
    if not deciding.refusals:
        _said(deciding, interaction, (rule.id,) if rule else ())


def _added(
    deciding: Deciding[Any], interaction: Interaction, rule: OriginRule | None, *, comment: bool = False
) -> None:
    _said(deciding, interaction, (rule.id,) if rule else ())
    note = interaction.comment
    if comment and note is not None:
        public = deciding.rules.comments_public if note.public is None else note.public
        deciding.draft.emit(e.CommentAdded, number=deciding.draft.number, text=note.text, public=public)


def _said(deciding: Deciding[Any], interaction: Interaction, by_rules: tuple[str, ...]) -> None:
    deciding.draft.occurred_at = interaction.received_at or deciding.context.now
    deciding.draft.emit(
        e.InteractionReceived,
        by_rules,
        channel=interaction.channel,
        subject=interaction.subject,
        text=interaction.text,
        requester=interaction.requester,
    )
    deciding.draft.occurred_at = deciding.context.now


def _tell(
    deciding: Deciding[Any], interaction: Interaction, rule: OriginRule, people: tuple[str, ...]
) -> None:
    case: Case | None = deciding.draft.case if deciding.draft.events else deciding.before
    if case is None:
        return
    for who in people:
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


def _nothing_to_add_to(verdict: Verdict) -> Refusal:
    return Refusal(
        code="no-match",
        message=f"the rule says `{verdict.then}`, and there is no existing case",
        rule=verdict.rule,
        source=verdict.source,
        remedy="let the rule ask for `match is not None`",
    )


def _contradiction(name: str, given: Any, said: Any, rule: OriginRule) -> Refusal:
    return Refusal(
        code="contradiction",
        message=f"`{name}` is given as `{given}`, and the rule says `{said}`",
        rule=rule.id,
        source=rule.source or None,
        remedy=f"leave `{name}` out",
    )
