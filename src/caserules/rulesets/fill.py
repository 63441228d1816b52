"""Fills: facts that follow from other facts, such as a priority from a type."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from pydantic import Field

from caserules.case import Case, Context
from caserules.case import events as e
from caserules.case.fields import PLAIN_FIELDS, checked_fields, own_fields
from caserules.engine import Expression, Rule, RuleSet, Template
from caserules.model import FrozenMap
from caserules.outline import Outline, Text
from caserules.rulesets.place import at, each_of
from caserules.rulesets.terms import Plain, Setting, Terms, judged, set_to

__all__ = ["FillRule", "Fills"]

_SET = "what it sets is set"
_ANY = "any text"
_NOT_NEW = "nothing that it reads is new"


class FillRule(Rule):
    """Sets fields where `when` holds; a field is set by the first rule that names it and holds (ESC-08)."""

    set: FrozenMap[str, Plain] = Field(min_length=1)
    """Each field with its value, or the template of it: `{case.requester.region}`."""


class Fills:
    """The fill rules of a rulebook, ready to run.

    - A field is filled when a case is opened that leaves it at its default, and anew when a fact that one
      of its rules reads has changed; what a command set itself in the same decision stays.
    - Rules are taken in the file's order, and each sees what those before it have set.
    - A field is set by the first rule that names it and holds; where none does, it stays as it is, and so
      does a field that has to have a value where the rule gives none.
    """

    def __init__(self, rules: tuple[FillRule, ...], terms: Terms) -> None:
        self._terms = terms
        self._scope = terms.judging
        self._settings: dict[tuple[str, str], Setting] = {}
        self._reads: dict[str, frozenset[str]] = {}
        self._needed: set[str] = set()
        self._unsure: list[tuple[str, str]] = []
        self._pairs: list[tuple[FillRule, Expression | None]] = []
        each_of(rules, self._add)
        self._facts: frozenset[str] = frozenset().union(*self._reads.values())
        self._rules = RuleSet(self._pairs, self._scope, "every", "fills")

    def _add(self, rule: FillRule) -> None:
        when = self._terms.condition(rule, self._scope)
        for field, value in rule.set.items():
            with at(rule.id, f"set.{field}"):
                setting = self._terms.setting(field, value, self._scope)
            self._settings[rule.id, field] = setting
            if not self._fits(field, None):
                self._needed.add(field)
            if rule.enabled and isinstance(setting, Template) and setting.reads:
                self._unsure += [] if self._fits(field, _ANY) else [(rule.id, field)]
            if rule.enabled:
                self._reads[field] = self._reads.get(field, frozenset()) | _facts(when) | _facts(setting)
        self._pairs.append((rule, when))

    def _fits(self, field: str, value: str | None) -> bool:
        """Whether the field takes the value."""
        try:
            self._terms.fits(field, value)
        except ValueError:
            return False
        return True

    @property
    def fields(self) -> frozenset[str]:
        """The fields that some rule sets."""
        return frozenset(self._reads)

    def anew(self, written: Collection[str]) -> frozenset[str]:
        """These facts of a case, with the fields that may be filled in where they are new."""
        found = frozenset(written)
        while more := {field for field, reads in self._reads.items() if reads & found} - found:
            found |= more
        return found

    def unsure(self, written: Collection[str]) -> Iterator[tuple[str, str]]:
        """Each rule with its field where, these facts being new, it may give what does not fit."""
        new = self.anew(written)
        return ((rule, field) for rule, field in self._unsure if self._reads[field] & new)

    def asks(self, before: Case | None, case: Case) -> bool:
        """Whether there is anything to fill in: at the opening, and where a fact that a rule reads is new."""
        return _asks(self._facts, before, case)

    def fill(
        self, before: Case | None, case: Case, context: Context, events: Iterable[e.Event] = ()
    ) -> Iterator[tuple[str, Any, str]]:
        """Each field to set, with its value and the id of the rule that says so.

        `before` is the case before the command, None when it is opened; `case` as the command leaves it;
        `events` those of the commands before it in the same decision, which may have set some of them.
        """
        if not self.asks(before, case):
            return
        settled = self._settled(before, case, events)
        if len(settled) == len(self._reads):
            return
        values = judged(case, context)
        for rule, when in self._terms.in_force(self._rules, context.now).pairs:
            asked = self._asked(rule, settled, before, values["case"])
            if not asked or (when is not None and not when.compiled(**values)):
                continue
            settled.update(asked)
            values["case"], given = self._set(rule, asked, values)
            yield from ((field, value, rule.id) for field, value in given.items())

    def why(
        self, before: Case | None, case: Case, context: Context, events: Iterable[e.Event] = ()
    ) -> Outline:
        """Every rule as `fill` came to it: whether it held for the case as it was then, or was not asked."""
        settled = self._settled(before, case, events)
        values = judged(case, context)
        filling: list[str] = []
        lines: list[Text] = []
        for rule, when in self._terms.in_force(self._rules, context.now).pairs:
            asked = self._asked(rule, settled, before, values["case"])
            if not asked:
                named = f"`{rule.id}`" + (f" ({rule.source})" if rule.source else "")
                reason = _SET if settled.issuperset(rule.set) else _NOT_NEW
                lines.append(Text(text=f"asks not {named}: {reason}", tone="quiet"))
                continue
            (tried,) = RuleSet([(rule, when)], self._scope, "every", "fills").why(**values).tries
            lines.append(Text(text=str(tried), tone="good" if tried.held else "quiet"))
            if tried.held:
                filling.append(f"`{rule.id}`")
                settled.update(asked)
                values["case"], _ = self._set(rule, asked, values)
        return Outline(heading=f"fills: {', '.join(filling) or 'no rule'}", blocks=tuple(lines))

    def _settled(self, before: Case | None, case: Case, events: Iterable[e.Event]) -> set[str]:
        """The fields that no rule sets, since the command did, or one before it in the same decision."""
        said = {field for event in events for field in _said(event, case)}
        return {field for field in self._reads if field in said or not _is_free(field, before, case)}

    def _asked(self, rule: FillRule, settled: set[str], before: Case | None, case: Case) -> list[str]:
        """The rule's fields that it may still set, of which something that they follow from is new."""
        return [
            field for field in rule.set if field not in settled and _asks(self._reads[field], before, case)
        ]

    def _set(self, rule: FillRule, asked: list[str], values: dict[str, Any]) -> tuple[Case, dict[str, Any]]:
        """The case with these fields set, and those of them that it had otherwise, with their values."""
        said = {field: set_to(self._settings[rule.id, field], values) for field in asked}
        given = {
            field: value for field, value in said.items() if value is not None or field not in self._needed
        }
        case, changed = _filled(values["case"], given)
        return case, {field: given[field] for field in changed}


def _facts(reader: Expression | Setting | None) -> frozenset[str]:
    """The fields of the case that it reads; a history, and a case as a whole, is new by its version."""
    if not isinstance(reader, Expression | Template):
        return frozenset()
    names = (path[1] if path[1:] else "history" for path in reader.reads if path[0] == "case")
    return frozenset("version" if name == "history" else name for name in names)


def _said(event: e.Event, case: Case) -> Iterable[str]:
    """The fields that a command set by this event; what a rule filled in is none of them."""
    match event:
        case e.FieldsChanged():
            return () if event.rules else event.fields
        case e.PriorityChanged():
            return ("priority",)
        case e.CaseClassified():
            return [name for name in ("type", "reason") if getattr(event, name) is not None]
        case e.CaseOpened():
            plain = [name for name in PLAIN_FIELDS if getattr(event, name) is not None]
            own = [name for name in own_fields(type(case)) if name in event.fields]
            return (*plain, *own)
        case _:
            return ()


def _is_free(field: str, before: Case | None, case: Case) -> bool:
    """Whether the command left the field as it was, or at its default."""
    if before is None:
        return bool(getattr(case, field) == type(case).__pydantic_fields__[field].default)
    return bool(getattr(before, field) == getattr(case, field))


def _asks(reads: frozenset[str], before: Case | None, case: Case) -> bool:
    """Whether a fact that the field follows from is new."""
    if before is None:
        return True
    for name in reads:  # noqa: SIM110 a generator costs more than what it asks
        if getattr(before, name) != getattr(case, name):
            return True
    return False


def _filled(case: Case, given: dict[str, Any]) -> tuple[Case, list[str]]:
    """The case with these fields set, and those of them that it had otherwise.

    A value that does not fit leaves the case as it is; whoever records it says so.
    """
    try:
        values = checked_fields(case, given)
    except ValueError:
        return case, list(given)
    changed = [field for field, value in values.items() if value != getattr(case, field)]
    return case._with({field: values[field] for field in changed}), changed  # noqa: SLF001 they were checked
