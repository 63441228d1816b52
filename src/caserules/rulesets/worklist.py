"""Worklists as rules: which cases, or which of their items, stand on a list, in which columns and order."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pydantic import Field, field_validator, model_validator

from caserules.engine import Expression, Rule
from caserules.engine.errors import suggest
from caserules.engine.fitting import ORDERED
from caserules.rulesets.place import Fault, at, each_of
from caserules.rulesets.rows import Ground, Rows
from caserules.rulesets.sla.rule import ClockRule
from caserules.rulesets.terms import Terms
from caserules.schedule.hours import WEEKDAYS

__all__ = ["BUSINESS_DAY", "Listing", "Sorted", "WorklistRule", "Worklists", "in_order", "weekdays_of"]

BUSINESS_DAY = "business day"
_SORTED = ORDERED | {"boolean", "word"}


def weekdays_of(every: str) -> tuple[int, ...]:
    """The weekdays on which a worklist is due, Monday 0; none where it is due by the desk's business days.

    Raises `ValueError` for what names no days.

    >>> weekdays_of("mon, thu"), weekdays_of("business day")
    ((0, 3), ())
    """
    if every == BUSINESS_DAY:
        return ()
    names = [name.strip().lower() for name in every.split(",")]
    for name in names:
        if name not in WEEKDAYS:
            known = (*WEEKDAYS, BUSINESS_DAY)
            remedy = suggest(name, known) or f'write "{BUSINESS_DAY}", or weekdays such as "mon, thu"'
            raise Fault(f"`{name}` is no day on which a list can be due", remedy)
    return tuple(sorted({WEEKDAYS.index(name) for name in names}))


class WorklistRule(Rule):
    """A list of the cases for which `when` holds, or with `each` of their items.

    It reads `case`, `each`, `actor`, `now`, `clock`, and the texts that the caller hands in under the names
    in `given`.
    """

    each: str | None = None
    """The items, such as `r for r in case.referrals if r.kind == "dual"`: a row for each."""
    given: tuple[str, ...] = ()
    columns: tuple[str, ...] = Field(
        default=("case.id", "case.subject", "case.status", "case.owner"), min_length=1
    )
    """What a row shows: paths, or other expressions."""
    sort: tuple[str, ...] = ()
    """What the rows are sorted by, first things first; a `-` in front: the other way round."""
    split: str | None = None
    """A value by which it is split into lists of their own."""
    every: str | None = None
    """When it is due as a report: `business day`, or weekdays such as `mon, thu`."""

    @field_validator("every")
    @classmethod
    def _names_days(cls, every: str | None) -> str | None:
        if every is not None:
            weekdays_of(every)
        return every

    @model_validator(mode="after")
    def _made_unasked(self) -> "WorklistRule":
        if self.every is not None and self.given:
            raise ValueError(
                "a report is made unasked, so nobody hands in what is `given`; leave out one of the two"
            )
        return self


class Sorted(NamedTuple):
    """One thing that a list is sorted by."""

    by: Expression
    descending: bool


class Listing:
    """One worklist, ready to be made; raises `RuleProblem` where its rule names what is not there."""

    def __init__(self, rule: WorklistRule, ground: Ground) -> None:
        self.rule = rule
        self.rows = Rows(rule, ground, each=rule.each, given=rule.given)
        self.when = self.rows.asked("when", rule.when)
        self.columns = tuple(
            self.rows.read(f"columns.{place}", text) for place, text in enumerate(rule.columns)
        )
        self.sort = tuple(self._sorted(place, text) for place, text in enumerate(rule.sort))
        self.split = self.rows.asked("split", rule.split)
        if self.split is not None:
            in_order(rule.id, "split", self.split)

    def _sorted(self, place: int, text: str) -> Sorted:
        key, path = f"sort.{place}", text.removeprefix("-")
        by = self.rows.read(key, path)
        in_order(self.rule.id, key, by)
        return Sorted(by, descending=path is not text)


def in_order(rule: str, key: str, by: Expression) -> None:
    """Raises `RuleProblem` for a value by which nothing can be put in order."""
    with at(rule, key):
        if by.type.name not in _SORTED:
            raise Fault(f"`{by.text}` is {by.type}, which has no order", "name one of its facts")


class Worklists:
    """The worklists of a rulebook, ready to be made.

    >>> lists = Worklists((WorklistRule(id="open", when="case.phase == 'open'"),), Terms(), ())
    >>> lists["open"].rule.columns
    ('case.id', 'case.subject', 'case.status', 'case.owner')
    """

    def __init__(self, rules: tuple[WorklistRule, ...], terms: Terms, clocks: Iterable[ClockRule]) -> None:
        self._lists: dict[str, Listing] = {}
        ground = Ground(terms, clocks)

        def add(rule: WorklistRule) -> None:
            self._lists[rule.id] = Listing(rule, ground)

        each_of(rules, add)

    def __iter__(self) -> Iterator[Listing]:
        return iter(self._lists.values())

    def __getitem__(self, name: str) -> Listing:
        """The worklist by its id; raises `LookupError` that says which there are."""
        known = [each.rule.id for each in self if each.rule.enabled]
        if name not in known:
            told = suggest(name, known) or "the rulebook has none"
            raise LookupError(f"there is no worklist `{name}`; {told}")
        return self._lists[name]
