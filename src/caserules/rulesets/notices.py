"""Notices: who has to be told of what was decided; the host sends them (ALL-07)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pydantic import Field

from caserules.case import Context, Notice
from caserules.case.commands import Command
from caserules.engine import Expression, Rule, RuleSet, Template
from caserules.engine.errors import suggest
from caserules.rulesets.place import at, each_of
from caserules.rulesets.terms import COMMANDS, On, Terms, kinds_of

__all__ = ["NoticeRule", "Notices"]

_QUIET = {"SeeCase", "Remind"}
"""Commands that are no change, so `*` leaves them out."""


class NoticeRule(Rule):
    """Tells `to` of commands `on` which it watches; nobody is told of his own (INT-14)."""

    on: On
    """The command's name, several, or `*` for every command that changes something."""
    to: tuple[str, ...] = Field(min_length=1)
    """Who is told: ids, or templates such as `{case.owner}`; one that names nobody tells nobody."""
    message: str | None = None
    hours: str | None = None
    """The name of the schedule in whose hours it may be sent; without one, at once."""


class Notices:
    """The notice rules of a rulebook, ready to run."""

    def __init__(self, rules: tuple[NoticeRule, ...], terms: Terms) -> None:
        self._terms = terms
        self._to: dict[str, tuple[Template, ...]] = {}
        self._message: dict[str, Template | None] = {}
        self._by_kind: dict[str, list[tuple[NoticeRule, Expression | None]]] = {kind: [] for kind in COMMANDS}
        each_of(rules, self._add)
        scope = terms.watching(tuple(COMMANDS))
        self._rules = {
            kind: RuleSet(pairs, scope, "every", f"notices on {kind}")
            for kind, pairs in self._by_kind.items()
        }

    def _add(self, rule: NoticeRule) -> None:
        with at(rule.id, "on"):
            kinds = kinds_of(rule.on)
        scope = self._terms.watching(kinds)
        when = self._terms.condition(rule, scope)
        with at(rule.id, "to"):
            self._to[rule.id] = tuple(Template(text, scope) for text in rule.to)
        with at(rule.id, "hours"):
            if rule.hours is not None and rule.hours not in self._terms.schedules:
                remedy = suggest(rule.hours, self._terms.schedules)
                raise ValueError(f"there is no schedule `{rule.hours}`; {remedy}")
        with at(rule.id, "message"):
            self._message[rule.id] = None if rule.message is None else Template(rule.message, scope)
        for kind in kinds:
            if rule.on != "*" or kind not in _QUIET:
                self._by_kind[kind].append((rule, when))

    def notices(self, values: dict[str, Any], command: Command, context: Context) -> Iterator[Notice]:
        """One notice for each to be told, none twice; `values` are the names that the rules read."""
        case = values["result"]
        told = {context.actor}
        for rule in self._rules[command.command].on(self._terms.day(context.now)).every(**values):
            text = self._message[rule.id]
            message = text.render(**values) if text else _said(command, case.id, context)
            for each in self._to[rule.id]:
                who = each.render(**values)
                if who and who not in told:
                    told.add(who)
                    yield Notice(
                        to=who,
                        case_id=case.id,
                        at=context.now,
                        message=message,
                        rule=rule.id,
                        source=rule.source or None,
                        key=f"{case.id}/{case.version}/{rule.id}/{who}",
                        send_from=self._send_from(rule, context.now),
                    )
        if command.command == "Remind":
            yield Notice(
                to=command.to, case_id=case.id, at=context.now, message=command.message, key=command.key
            )
        if command.notify and case.owner and case.owner not in told:
            yield Notice(
                to=case.owner,
                case_id=case.id,
                at=context.now,
                message=_said(command, case.id, context),
                key=f"{case.id}/{case.version}/notify/{case.owner}",
            )

    def _send_from(self, rule: NoticeRule, now: datetime) -> datetime | None:
        if rule.hours is None:
            return None
        schedule = self._terms.schedule(rule.hours)
        return None if schedule.is_open(now) else schedule.next_open(now)


def _said(command: Command, case_id: str, context: Context) -> str:
    comment = f": {command.comment.text}" if command.comment else ""
    return f"{command.command} on case `{case_id}` by `{context.actor}`{comment}"
