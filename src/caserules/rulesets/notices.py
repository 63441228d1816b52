"""Notices: who has to be told of what was decided; the host sends them (ALL-07)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeAlias

from pydantic import Field

from caserules.case import Context, Notice, Refusal
from caserules.case.commands import Command
from caserules.engine import Expression, Rule, RuleSet, Template
from caserules.engine.errors import suggest
from caserules.model import assembler, settled
from caserules.rulesets.place import Fault, at, each_of
from caserules.rulesets.terms import COMMANDS, On, Terms, kinds_of

__all__ = ["NoticeRule", "Notices", "each_once"]

_NOTICE = assembler(Notice)

_ByKind: TypeAlias = dict[str, list[tuple["NoticeRule", Expression | None]]]

_QUIET = {"SeeCase", "Remind"}
"""Commands that are no change, so `*` leaves them out."""


class NoticeRule(Rule):
    """Tells `to` of commands `on` which it watches; nobody is told of what he did himself (INT-14).

    With `refused` it tells of refusals instead: of a command that one of those guards refused (FES-03).
    """

    on: On
    """The command's name, several, or `*` for every command that changes something."""
    to: tuple[str, ...] = Field(min_length=1)
    """Who is told: ids, or templates such as `{case.owner}`; one that names nobody tells nobody."""
    message: str | None = None
    refused: tuple[str, ...] = ()
    """The ids of guards: it is told when one of these refused the command, and only then."""
    once: str | None = None
    """A template of what makes it the same notice; while something in it is missing, or without one, each
    version of a case has its own."""
    hours: str | None = None
    """The name of the schedule in whose hours it may be sent; without one, at once."""


class Notices:
    """The notice rules of a rulebook, ready to run."""

    def __init__(self, rules: tuple[NoticeRule, ...], terms: Terms) -> None:
        self._terms = terms
        self._to: dict[str, tuple[Template, ...]] = {}
        self._message: dict[str, Template | None] = {}
        self._once: dict[str, Template | None] = {}
        self.placing: set[tuple[str, str]] = set()
        """`route` or `placed`, with the commands of which some notice asks for it."""
        self._done: _ByKind = {kind: [] for kind in COMMANDS}
        self._refused: _ByKind = {kind: [] for kind in COMMANDS}
        each_of(rules, self._add)
        scope = terms.watching(tuple(COMMANDS))
        self._of_done, self._of_refused = (
            {kind: RuleSet(pairs, scope, "every", f"{name} {kind}") for kind, pairs in by_kind.items()}
            for name, by_kind in (("notices on", self._done), ("notices on a refused", self._refused))
        )

    def _add(self, rule: NoticeRule) -> None:
        with at(rule.id, "on"):
            kinds = kinds_of(rule.on)
        scope = self._terms.watching(kinds)
        when = self._terms.condition(rule, scope)
        with at(rule.id, "to"):
            self._to[rule.id] = tuple(Template(text, scope, written=True) for text in rule.to)
        with at(rule.id, "hours"):
            if rule.hours is not None and rule.hours not in self._terms.schedules:
                remedy = suggest(rule.hours, self._terms.schedules) or "declare it under `[schedule]`"
                raise Fault(f"there is no schedule `{rule.hours}`", remedy)
        for key, text, read in (
            ("message", rule.message, self._message),
            ("once", rule.once, self._once),
        ):
            with at(rule.id, key):
                read[rule.id] = None if text is None else Template(text, scope, written=True)
        readers: list[Expression | Template | None] = [when, *self._to[rule.id]]
        readers += [self._message[rule.id], self._once[rule.id]]
        self.placing.update(self._terms.placing(readers, kinds))
        by_kind = self._refused if rule.refused else self._done
        for kind in kinds:
            if rule.on != "*" or kind not in _QUIET:
                by_kind[kind].append((rule, when))

    def notices(
        self, values: dict[str, Any], command: Command, context: Context, refusals: Iterable[Refusal] = ()
    ) -> Iterator[Notice]:
        """One notice for each to be told, none twice; `values` are the names that the rules read.

        Where there are `refusals`, those who are told of them and nobody else; `values["result"]` is the case
        as it would have been.
        """
        told = {context.doer}
        refusing = {each.rule for each in refusals}
        case = values["result"]
        if command.command == "Remind" and not refusing:
            told.add(command.to)
            yield Notice(
                to=command.to, case_id=case.id, at=context.now, message=command.message, key=command.key
            )
        rules = self._of_refused if refusing else self._of_done
        for rule in self._terms.in_force(rules[command.command], context.now).every(**values):
            if refusing.isdisjoint(rule.refused) and refusing:
                continue
            yield from self._told(rule, values, command, context, told)
        if refusing:
            return
        if command.notify and case.owner and case.owner not in told:
            yield Notice(
                to=case.owner,
                case_id=case.id,
                at=context.now,
                message=_said(command, case.id, context),
                key=f"{case.id}/{case.version}/notify/{case.owner}",
            )

    def _told(
        self, rule: NoticeRule, values: dict[str, Any], command: Command, context: Context, told: set[str]
    ) -> Iterator[Notice]:
        """The rule's notices to whom nobody `told` yet."""
        case_id, at = values["result"].id, context.now
        text = self._message[rule.id]
        if text is not None:
            message = text.render(**values)
        else:
            message = ("refused: " if rule.refused else "") + _said(command, case_id, context)
        for each in self._to[rule.id]:
            who = each.render(**values)
            if who and who not in told:
                told.add(who)
                yield _NOTICE(
                    {
                        "to": who,
                        "case_id": case_id,
                        "at": at,
                        "message": message,
                        "rule": rule.id,
                        "source": rule.source or None,
                        "key": self._key(rule, values, who),
                        "send_from": None if rule.hours is None else self._send_from(rule.hours, at),
                    }
                )

    def _key(self, rule: NoticeRule, values: dict[str, Any], who: str) -> str:
        once = self._once[rule.id]
        if once is not None and _says_all(once, values):
            return f"{rule.id}/{once.key(**values)}/{who}"
        case = values["case"] if rule.refused else values["result"]
        known = f"{case.id}/{case.version}" if case else f"{values['result'].id}/0"
        return f"{known}/{rule.id}/{who}"

    def _send_from(self, hours: str, now: datetime) -> datetime | None:
        schedule = self._terms.schedule(hours)
        return None if schedule.is_open(now) else settled(schedule.next_open(now))


def each_once(notices: list[Notice]) -> tuple[Notice, ...]:
    """Those of one decision: of two with the same key, which are the same notice, the first (INT-14)."""
    if len(notices) == 1:
        return tuple(notices)
    found: dict[str, Notice] = {}
    for each in notices:
        found.setdefault(each.key, each)
    return tuple(found.values())


def _says_all(text: Template, values: dict[str, Any]) -> bool:
    """Whether nothing that it names is missing."""
    named = (piece for piece in text.pieces if isinstance(piece, Expression))
    return all(piece.compiled(**values) is not None for piece in named)


def _said(command: Command, case_id: str, context: Context) -> str:
    comment = f": {command.comment.text}" if command.comment else ""
    acted = f"`{context.through}` for `{context.actor}`" if context.through else f"`{context.actor}`"
    return f"{command.command} on case `{case_id}` by {acted}{comment}"
