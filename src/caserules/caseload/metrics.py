"""Metrics: how many, and which share, by the rules of the rulebook.

The examples below are of one metric of a small desk:

>>> from caserules import OpenCase, Rulebook
>>> book = {"id": "tiny", "first_status": "new", "status": {"new": {"phase": "open"}}}
>>> book["metric"] = [{"id": "owned", "share": "case.owner is not None", "by": "case.origin"}]
>>> desk = Desk(Rulebook.model_validate(book))
>>> context = Context(now="2026-03-02T09:00Z", actor="ana")
>>> opening = OpenCase(new_id="C-1", subject="no heat", origin="phone")
>>> case = desk.decide(None, opening, context).case
>>> found = metrics(desk, (case, case.replace(id="C-2", owner="bo", origin=None)), context)
"""

from collections.abc import Iterable
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from caserules.case import Case, Context
from caserules.caseload.cells import known, ordered, told
from caserules.desk import Desk
from caserules.engine.errors import suggest
from caserules.model import Instant, Model
from caserules.outline import Outline, Outlined, Table
from caserules.rulesets.metric import Measure

__all__ = ["Metric", "MetricGroup", "Metrics", "metrics"]

C = TypeVar("C", bound=Case)


class MetricGroup(Model):
    """What was counted for one value.

    >>> [(group.by, group.count, group.held) for group in found["owned"].groups]
    [('phone', 1, 0), (None, 1, 1)]
    >>> MetricGroup(count=0, held=0).share is None
    True
    """

    by: Any = None
    """The value, or the band's name; None for what has none, and where nothing is told apart."""
    count: int
    """How many there are."""
    held: int | None = None
    """For how many of them the condition holds; None where none is asked for."""

    @property
    def share(self) -> float | None:
        """The share for which it holds, from 0 to 1; None where there are none, or nothing is asked for."""
        return None if self.held is None or not self.count else self.held / self.count


class Metric(Model):
    """One metric: in all, and where its rule tells values apart, for each of them.

    >>> found["owned"].count, found["owned"].share
    (2, 0.5)
    """

    id: str
    source: str = ""
    note: str = ""
    total: MetricGroup
    groups: tuple[MetricGroup, ...] = ()
    """In the order of the values, or of the bands; those without one last; they sum up to the total."""

    @property
    def count(self) -> int:
        """How many there are in all."""
        return self.total.count

    @property
    def share(self) -> float | None:
        """The share in all, from 0 to 1; None where there are none, or none is asked for."""
        return self.total.share


class Metrics(Outlined, Model):
    """All metrics of a rulebook over some cases.

    >>> print(found)
    metrics of `tiny`, Mon 2026-03-02 09:00 UTC
      metric   of     count  held  share
      `owned`         2      1     50.0%
               phone  1      0     0.0%
               none   1      1     100.0%
    >>> try:
    ...     found["ownd"]
    ... except LookupError as error:
    ...     print(error)
    there is no metric `ownd`; did you mean `owned`?
    """

    desk: str
    at: Instant
    zone: str
    """The desk's zone, in which instants are told."""
    metrics: tuple[Metric, ...]

    def __getitem__(self, name: str) -> Metric:
        """The metric by its id; raises `LookupError` where there is none."""
        for each in self.metrics:
            if each.id == name:
                return each
        told_of = suggest(name, (each.id for each in self.metrics)) or "the rulebook has none"
        raise LookupError(f"there is no metric `{name}`; {told_of}")

    def outline(self) -> Outline:
        """A line for each metric, and one for each value that it is told for apart."""
        zone = ZoneInfo(self.zone)
        rows: list[tuple[str, ...]] = []
        for each in self.metrics:
            named = f"`{each.id}`" + (f" ({each.source})" if each.source else "")
            rows.append((named, "", *_figures(each.total)))
            rows.extend(("", _named(group.by, zone), *_figures(group)) for group in each.groups)
        table = Table(columns=("metric", "of", "count", "held", "share"), rows=tuple(rows))
        return Outline(heading=f"metrics of `{self.desk}`, {told(self.at, zone)}", blocks=(table,))


def metrics(desk: Desk[C], cases: Iterable[C], context: Context) -> Metrics:
    """Every metric of the rulebook that is in force on the day of `context.now`, in its order.

    >>> from datetime import datetime, timezone
    >>> from caserules import Context, load
    >>> context = Context(now=datetime(2026, 3, 2, 9, tzinfo=timezone.utc), actor="ana")
    >>> success = metrics(load("escalations"), (), context)["ticket-success"]
    >>> success.count, success.share
    (0, None)
    """
    day = desk.rules.terms.day(context.now)
    measures = [each for each in desk.rules.measures if each.rule.in_force(day)]
    counts: list[dict[Any, tuple[int, int]]] = [{} for _ in measures]
    for case in known(desk, cases):
        for measure, groups in zip(measures, counts, strict=True):
            _count(measure, measure.rows.of(case, context, {}, desk.rules.clocks), groups)
    return Metrics(
        desk=desk.rulebook.id,
        at=context.now,
        zone=desk.zone.key,
        metrics=tuple(_metric(*each) for each in zip(measures, counts, strict=True)),
    )


def _count(measure: Measure, rows: Iterable[dict[str, Any]], groups: dict[Any, tuple[int, int]]) -> None:
    for values in rows:
        if measure.of is not None and not measure.of.compiled(**values):
            continue
        by = measure.group(values)
        held = measure.share is not None and bool(measure.share.compiled(**values))
        count, before = groups.get(by, (0, 0))
        groups[by] = count + 1, before + held


def _metric(measure: Measure, counted: dict[Any, tuple[int, int]]) -> Metric:
    rule = measure.rule
    shared = rule.share is not None
    groups = [
        MetricGroup(by=by, count=count, held=held if shared else None)
        for by, (count, held) in counted.items()
    ]
    places = {band.name: place for place, band in enumerate(rule.bands)}
    total = MetricGroup(
        count=sum(each.count for each in groups),
        held=sum(each.held or 0 for each in groups) if shared else None,
    )
    apart = rule.by is not None or bool(rule.bands)
    return Metric(
        id=rule.id,
        source=rule.source,
        note=rule.note,
        total=total,
        groups=tuple(ordered(groups, lambda group: places.get(group.by) if places else group.by))
        if apart
        else (),
    )


def _figures(group: MetricGroup) -> tuple[str, str, str]:
    held = "" if group.held is None else str(group.held)
    return str(group.count), held, "" if group.share is None else f"{group.share:.1%}"


def _named(by: Any, zone: ZoneInfo) -> str:
    return "none" if by is None else told(by, zone)
