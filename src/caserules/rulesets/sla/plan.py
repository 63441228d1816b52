"""A clock's rule, compiled: what it asks of a case, what those questions read, and what it promises."""

import re
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal, NamedTuple, Union

from caserules.case import Case, Context
from caserules.case.written import READ_WITH
from caserules.engine import Expression, ExpressionError, Scope
from caserules.engine.errors import suggest
from caserules.engine.nodes import Comprehension, Item, Table, Variable
from caserules.rulesets.place import Fault, RuleProblem, at
from caserules.rulesets.sla.cycle import Promise
from caserules.rulesets.sla.growing import Ask, asks_anew
from caserules.rulesets.sla.rule import ClockRule, ClockTarget
from caserules.rulesets.sla.segment import Threshold, settled
from caserules.rulesets.terms import Terms
from caserules.schedule import Elapsed, Schedule, ScheduleError, Target, parse_target

__all__ = ["ITEMS", "LISTED", "Facts", "Plan"]

_KEYS = ("start", "stop", "pause", "cancel", "restart", "from")
_START, _STOP, _PAUSE, _CANCEL, _RESTART, _FROM, LISTED, ITEMS, _SCHEDULE = range(9)
"""The places of a plan's questions; those of its targets follow."""


class Question(NamedTuple):
    """An expression that a clock asks, as a function of `case`, `each` and the context."""

    ask: Ask
    reads: frozenset[str] | None
    """Fields of the case; None where it may read any of them."""
    anew: Any = None
    """Makes the function for one reading, where it has to remember."""


class Row(NamedTuple):
    """One target, compiled: when it fits, and what it promises."""

    when: int | None
    given: Target | None
    asked: int | None
    """The question that gives the target's text, where it is no fixed one."""
    rule: ClockTarget


class Plan:
    """One clock's rule, ready to be followed through a history; raises `RuleProblem` with its place."""

    def __init__(self, rule: ClockRule, terms: Terms) -> None:
        self.rule = rule
        self.terms = terms
        self.desk = terms.schedule()
        """The schedule by which it is measured unless a case names another."""
        self.questions: list[Question | None] = [None] * (_SCHEDULE + 1)
        if rule.when is not None:
            raise RuleProblem(
                rule.id, "when", "a clock has no `when`", "write it as `start`, or in its targets"
            )
        scope = terms.scope(case=terms.case_type)
        if rule.each is not None:
            with at(rule.id, "each"):
                scope = self._each(rule.each, scope)
        self.scope = scope
        for place, key in enumerate(_KEYS):
            text = rule.from_ if place == _FROM else getattr(rule, key)
            if text is None:
                continue
            with at(rule.id, key):
                read = self.terms.read(text, scope)
                if place == _FROM and read.type.name != "instant":
                    raise Fault(f"`{text}` is {read.type}, and an instant is wanted here")
                self.questions[place] = _question(read, once=place < _RESTART and rule.each is None)
        self._schedule()
        self.rows = tuple(self._row(place, target) for place, target in enumerate(rule.targets))
        with at(rule.id, "warn"):
            self.thresholds = tuple(_threshold(text) for text in rule.warn)
        self.dated = any(target.dated for target in rule.targets)
        self.everything = (1 << len(self.questions)) - 1
        self._places: dict[int, tuple[int, ...]] = {}
        self.reads = self._reads()

    def _each(self, text: str, scope: Scope) -> Scope:
        """Asks for the items; the scope in which `each` is one of them."""
        try:
            listed = self.terms.read(f"[{text}]", scope)
        except ExpressionError as error:
            inside = error.text == f"[{text}]"
            raise RuleProblem(
                self.rule.id,
                "each",
                error.message,
                error.remedy or None,
                max(error.column - 1, 1) if inside else error.column,
                text if inside else error.text,
            ) from error
        root = listed.root
        if not isinstance(root, Comprehension) or not isinstance(root.element, Variable):
            raise Fault(f"`{text}` names no parts", "write `a for a in case.activities`")
        models = root.element.type.models
        if not models or "number" not in scope.attributes(root.element.type):
            remedy = "a clock is for numbered parts of a case, such as its activities or referrals"
            raise Fault(f"`{text}` gives {root.element.type}", remedy)
        source = root.items
        while isinstance(source, Comprehension) and isinstance(source.element, Variable):
            source = source.items  # a named condition may pick among the parts too
        self.questions[LISTED] = _question(listed)
        self.questions[ITEMS] = _question(Expression(source, scope))
        return self.terms.scope(case=self.terms.case_type, each=Union[models])  # noqa: UP007 as many as there are

    def places(self, questions: int) -> tuple[int, ...]:
        """The places of these questions, given as bits, less those about the list of items."""
        found = self._places.get(questions)
        if found is None:
            asked = (place for place, each in enumerate(self.questions) if each and questions >> place & 1)
            found = self._places[questions] = tuple(each for each in asked if each not in (LISTED, ITEMS))
        return found

    def ask(self, place: int, given: dict[str, Any]) -> Any:
        """The answer to a question for the list of items; nothing where it is not asked."""
        question = self.questions[place]
        return () if question is None else question.ask(**given)

    def _schedule(self) -> None:
        name, known = self.rule.schedule, self.terms.schedules
        if name.startswith("{"):
            with at(self.rule.id, "schedule"):
                self.questions[_SCHEDULE] = _question(_braced(name, self.scope, self.terms))
        elif name == "owner" and name not in known:
            self.questions[_SCHEDULE] = Question(_owners_schedule, frozenset({"owner"}))
        elif name != "desk" and name not in known:
            remedy = suggest(name, ("desk", "owner", *known))
            raise RuleProblem(self.rule.id, "schedule", f"there is no schedule `{name}`", remedy)
        else:
            self.desk = self.terms.schedule(name)

    def schedule(self, name: object) -> Schedule | None:
        """The schedule by the name asked for; the desk's where none is named, None for an unknown one."""
        return self.desk if name is None else self.terms.schedules.get(str(name))

    def _row(self, place: int, target: ClockTarget) -> Row:
        key = f"targets.{place}"
        when = None
        if target.when is not None:
            with at(self.rule.id, f"{key}.when"):
                when = self._asked(self.terms.read(target.when, self.scope), once=self.rule.each is None)
        if target.within is None:
            return Row(when, target.by, None, target)
        with at(self.rule.id, f"{key}.within"):
            if not target.within.startswith("{"):
                return Row(when, parse_target(target.within), None, target)
            text = _braced(target.within, self.scope, self.terms)
            if text.type.name not in ("text", "any"):
                raise Fault(f"`{target.within}` is {text.type}, and a target's text is wanted here")
            match text.root:
                case Item(of=Table(name=name)):
                    for value in self.scope.tables[name].values():
                        parse_target(str(value))
                case _:
                    pass
            return Row(when, None, self._asked(text), target)

    def _asked(self, expression: Expression, *, once: bool = False) -> int:
        self.questions.append(_question(expression, once=once))
        return len(self.questions) - 1

    def _reads(self) -> dict[str | None, int]:
        """For each field of the case the questions that read it, as bits; under None those that read any."""
        masks: dict[str | None, int] = {}
        for place, question in enumerate(self.questions):
            if question is not None:
                for name in (None,) if question.reads is None else question.reads:
                    masks[name] = masks.get(name, 0) | 1 << place
        return masks


def _question(expression: Expression, *, once: bool = False) -> Question:
    """The question; `once` says that it asks for truth alone, and of one case that only moves on."""
    fields: set[str] = set()
    anything = False
    for path in expression.reads:
        if path[0] == "case":
            anything = anything or len(path) == 1
            for name in path[1:2]:
                fields.update((name, *READ_WITH.get(name, ())))
    anew = asks_anew(expression) if once else None
    return Question(expression.compiled, None if anything else frozenset(fields), anew)


def _braced(text: str, scope: Scope, terms: Terms) -> Expression:
    """The expression that stands in braces; an error counts its columns in the whole text."""
    if not text.endswith("}"):
        raise ExpressionError(text, 1, "`{` has no `}`")
    try:
        return terms.read(text[1:-1], scope)
    except ExpressionError as error:
        if error.text != text[1:-1]:
            raise
        raise ExpressionError(text, error.column + 1, error.message, error.remedy) from None


_SHARE = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,4})?) ?%")


def _threshold(text: str) -> Threshold:
    if share := _SHARE.fullmatch(text):
        return Threshold(text, Fraction(share[1]) / 100, timedelta())
    target = parse_target(text)
    if not isinstance(target, Elapsed):
        remedy = "write a share, `80%`, or a time before the end, `30 minutes`"
        raise Fault(f"`{text}` is no warning", remedy)
    return Threshold(text, None, target.amount)


def _owners_schedule(*, case: Case, _context: Context, each: object = None) -> str | None:
    del each
    return None if case.owner is None else _context.roster.agent(case.owner).schedule


@lru_cache(maxsize=1024)
def _told(text: str) -> Target | None:
    """The target that a text of the case or of a table says, if it says one."""
    try:
        return parse_target(text)
    except ScheduleError:
        return None


class Facts:
    """What a plan's questions answer after a decision."""

    __slots__ = ("_asks", "_due", "_given", "_listed", "_moved", "_plan", "_promise", "_values")

    def __init__(self, plan: Plan, given: dict[str, Any]) -> None:
        """`given` are the case, the context and, where there is one, the item."""
        self._plan = plan
        self._given = given
        self._asks: list[Any] = [each and (each.anew() if each.anew else each.ask) for each in plan.questions]
        self._values: list[Any] = [None] * len(self._asks)
        self._values[_START] = True
        self._due = plan.everything
        self._listed = self._moved = True
        self._promise: Promise | None = None

    def follow(self, item: object, *, listed: bool) -> None:
        """The item as it is now, None if it is gone, and whether `each` still names it."""
        if item is not None and item is not self._given["each"]:
            self._given["each"] = item
            self._due = self._plan.everything
        if listed is not self._listed:
            self._listed = listed
            self._moved = True

    def ask(self, case: Case, questions: int) -> bool:
        """Asks these questions again, given as bits; whether any answer is another than before."""
        given, values, asks = self._given, self._values, self._asks
        given["case"] = case
        moved = self._moved
        for place in self._plan.places(questions | self._due):
            value = asks[place](**given)
            if value != values[place]:
                values[place] = value
                moved = True
        self._due = 0
        self._moved = False
        if moved:
            self._promise = None
        return moved

    def start(self) -> bool:
        """Whether the clock may start."""
        return bool(self._values[_START])

    def ends(self) -> Literal["stopped", "cancelled"] | None:
        """How it ends, if it does."""
        if self._values[_STOP]:
            return "stopped"
        return "cancelled" if self._values[_CANCEL] or not self._listed else None

    def pause(self) -> bool:
        """Whether it stands still."""
        return bool(self._values[_PAUSE])

    def restart(self) -> object:
        """The value whose change begins the next cycle."""
        return self._values[_RESTART]

    def counts_from(self) -> datetime | None:
        """What `from` says."""
        found: datetime | None = self._values[_FROM]
        return None if found is None else settled(found)

    def promise(self, at: datetime) -> Promise:
        """The first target that fits, of those in force at an instant."""
        if self._plan.dated:
            return self._fitting(self._plan.terms.day(at))
        if self._promise is None:
            self._promise = self._fitting(None)
        return self._promise

    def _fitting(self, day: date | None) -> Promise:
        plan, values = self._plan, self._values
        for place, row in enumerate(plan.rows):
            if day is not None and not row.rule.in_force(day):
                continue
            if row.when is None or values[row.when]:
                target, said = row.given, None if row.asked is None else values[row.asked]
                if isinstance(said, str):
                    target = _told(said)
                schedule = plan.schedule(values[_SCHEDULE])
                if schedule is None:
                    return Promise(place, None, plan.desk, row.rule.source)
                return Promise(place, target, schedule, row.rule.source)
        return Promise(None, None, plan.desk, "")
