"""A clock's rule, compiled: what it asks of a case, what those questions read, and what it promises."""

import re
from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any, NamedTuple, Union

from caserules.case import Case, Context
from caserules.case.written import READ_WITH
from caserules.engine import Expression, ExpressionError, Scope
from caserules.engine.errors import suggest
from caserules.engine.generate import Source
from caserules.engine.interpret import Interpreter
from caserules.engine.nodes import Comprehension, Item, Node, Table, Variable
from caserules.rulesets.items import listed
from caserules.rulesets.place import Fault, RuleProblem, at
from caserules.rulesets.sla.growing import Ask, Grown, growing
from caserules.rulesets.sla.rule import ClockRule, ClockTarget
from caserules.rulesets.sla.segment import Threshold
from caserules.rulesets.terms import Terms
from caserules.schedule import Elapsed, Schedule, Target, parse_target

__all__ = ["CANCEL", "FROM", "ITEMS", "LISTED", "PAUSE", "RESTART", "SCHEDULE", "START", "STOP", "Plan"]

_KEYS = ("start", "stop", "pause", "cancel", "restart", "from")
START, STOP, PAUSE, CANCEL, RESTART, FROM, LISTED, ITEMS, SCHEDULE = range(9)
"""The places of a plan's questions; those of its targets follow."""


class Question(NamedTuple):
    """An expression that a clock asks, as a function of `case`, `each` and the context."""

    ask: Ask
    reads: frozenset[str] | None
    """Fields of the case; None where it may read any of them."""
    root: Node | None = None
    """What it is made of, where it may be asked together with others."""
    grown: Grown | None = None
    """The same by its leaves, where it asks for parts of tuples that grow."""


class Batch(NamedTuple):
    """Questions to be asked at one time."""

    together: tuple[int, ...]
    """The places of those that one function answers."""
    ask: Ask
    alone: tuple[int, ...]
    """The places of the others."""


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
        self.questions: list[Question | None] = [None] * (SCHEDULE + 1)
        if rule.when is not None:
            raise RuleProblem(
                rule.id, "when", "a clock has no `when`", "write it as `start`, or in its targets"
            )
        scope = terms.following()
        if rule.each is not None:
            with at(rule.id, "each"):
                scope = self._each(rule.each, scope)
        self.scope = scope
        for place, key in enumerate(_KEYS):
            text = rule.from_ if place == FROM else getattr(rule, key)
            if text is None:
                continue
            with at(rule.id, key):
                read = self.terms.read(text, scope)
                if place == FROM and read.type.name != "instant":
                    raise Fault(f"`{text}` is {read.type}, and an instant is wanted here")
                self.questions[place] = _question(read, once=place < RESTART and rule.each is None)
        self._schedule()
        self.rows = tuple(self._row(place, target) for place, target in enumerate(rule.targets))
        with at(rule.id, "warn"):
            self.thresholds = tuple(_threshold(text) for text in rule.warn)
        self.dated = any(target.dated for target in rule.targets)
        self.everything = (1 << len(self.questions)) - 1
        self.leaves = tuple(
            (leaf, 1 << place)
            for place, each in enumerate(self.questions)
            if each and each.grown
            for leaf in each.grown.leaves
        )
        """What is asked of growing tuples, and the question that it belongs to, as a bit."""
        self._batches: dict[int, Batch] = {}
        self.reads = self._reads()

    def _each(self, text: str, scope: Scope) -> Scope:
        """Asks for the items; the scope in which `each` is one of them."""
        found, kind = listed(self.rule.id, text, scope, self.terms)
        if not kind.models or "number" not in scope.attributes(kind):
            remedy = "a clock is for numbered parts of a case, such as its activities or referrals"
            raise Fault(f"`{text}` gives {kind}", remedy)
        source = found.root
        while isinstance(source, Comprehension) and isinstance(source.element, Variable):
            source = source.items  # a named condition may pick among the parts too
        self.questions[LISTED] = _question(found)
        self.questions[ITEMS] = _question(Expression(source, scope))
        return self.terms.following(Union[kind.models])  # noqa: UP007 any number

    def batch(self, questions: int) -> Batch:
        """These questions, given as bits, less those about the list of items."""
        found = self._batches.get(questions)
        if found is None:
            asked = {
                place: each
                for place, each in enumerate(self.questions)
                if each and questions >> place & 1 and place not in (LISTED, ITEMS)
            }
            roots = {place: each.root for place, each in asked.items() if each.root is not None}
            alone = tuple(place for place in asked if place not in roots)
            found = Batch(tuple(roots), _together(tuple(roots.values()), self.scope), alone)
            self._batches[questions] = found
        return found

    def ask(self, place: int, given: dict[str, Any]) -> Any:
        """The answer to a question for the list of items; nothing where it is not asked."""
        question = self.questions[place]
        return () if question is None else question.ask(**given)

    def _schedule(self) -> None:
        name, known = self.rule.schedule, self.terms.schedules
        if name.startswith("{"):
            with at(self.rule.id, "schedule"):
                self.questions[SCHEDULE] = _question(_braced(name, self.scope, self.terms))
        elif name == "owner" and name not in known:
            self.questions[SCHEDULE] = Question(_owners_schedule, frozenset({"owner"}))
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
                    self.terms.promises(name)
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
    grown = growing(expression) if once else None
    for path in expression.reads:
        if path[0] == "case":
            anything = anything or len(path) == 1
            for name in path[1:2]:
                if grown is None or name in grown.fields:
                    fields.update((name, *READ_WITH.get(name, ())))
    if grown is not None:
        return Question(expression.compiled, None if anything else frozenset(fields), grown=grown)
    return Question(expression.compiled, None if anything else frozenset(fields), expression.root)


def _together(roots: tuple[Node, ...], scope: Scope) -> Ask:
    """The values of all of them, in order; what each means is the interpreter's to say."""
    source, interpreter = Source(scope), Interpreter(scope)

    def again(values: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(interpreter.value(root, values) for root in roots)

    codes = "".join(f"{source.code(root)}, " for root in roots)
    return source.function([f"return ({codes})"], again, "values")


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
