"""The scan of a queue: whether its size is unusual, whom to tell, and which subjects are near-identical.

The examples below are of one full queue:

>>> from caserules import OpenCase, Rulebook
>>> book = {"id": "tiny", "first_status": "new", "status": {"new": {"phase": "open"}}, "first_queue": "help"}
>>> book["scan"] = {"help": {"more_than": 2, "alike_from": 2, "tell": ["dana"]}}
>>> desk = Desk(Rulebook.model_validate(book))
>>> context = Context(now="2026-03-02T09:00Z", actor="ana")
>>> subjects = {"C-1": "ticket 17 lost", "C-2": "ticket 25 lost", "C-3": "no heat"}
>>> openings = [OpenCase(new_id=new_id, subject=subject) for new_id, subject in subjects.items()]
>>> found = scan(desk, "help", [desk.decide(None, each, context).case for each in openings], context)
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from statistics import median
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from caserules.case import Case, Context, Notice, Queue
from caserules.caseload.cells import known, told
from caserules.caseload.subjects import Forms, clusters
from caserules.desk import Desk
from caserules.engine.errors import suggest
from caserules.model import Instant, Model
from caserules.outline import Block, Outline, Outlined, Table, Text
from caserules.rulesets.scan import ScanRule, told_by

__all__ = ["Scan", "SubjectGroup", "scan"]

C = TypeVar("C", bound=Case)


class SubjectGroup(Model):
    """Cases whose subjects are near-identical (FES-02).

    >>> [(group.pattern, group.subject, group.cases) for group in found.groups]
    [('ticket lost', 'ticket 17 lost', ('C-1', 'C-2'))]
    """

    pattern: str
    """What they have in common: the normal form that most of them have; empty where nothing is left of it."""
    subject: str
    """One of the subjects, as it was written."""
    cases: tuple[str, ...]
    """Their ids, in order."""

    @property
    def count(self) -> int:
        """How many cases there are."""
        return len(self.cases)


class Scan(Outlined, Model):
    """What a scan found; the host keeps `queue`, and hands it over in the contexts that follow.

    >>> print(found.size, found.queue.held, found.notices[0].to, *found.reasons)
    3 True dana 3 open cases: more than `2`
    >>> scan(desk, "help", (), context.replace(queues=(found.queue,))).queue.held
    False
    """

    queue: Queue
    """With its size, and since when that is unusual; once it is usual, nothing is left to acknowledge."""
    at: Instant
    zone: str
    """The desk's zone, in which instants are told."""
    usual: float | None = None
    """The median of the earlier sizes; None where there are none."""
    reasons: tuple[str, ...] = ()
    """Why the size is unusual."""
    groups: tuple[SubjectGroup, ...] = ()
    """The largest first."""
    notices: tuple[Notice, ...] = ()
    """Who has to be told; with the same keys as long as nobody acknowledges it."""
    source: str = ""

    @property
    def size(self) -> int:
        """How many open cases are in the queue."""
        return self.queue.size or 0

    @property
    def unusual(self) -> bool:
        """Whether that is an unusual size."""
        return bool(self.reasons)

    def outline(self) -> Outline:
        """The size, what is unusual about it, and the groups as a table."""
        cited = f" ({self.source})" if self.source else ""
        blocks: list[Block] = [Text(text=reason, tone="bad") for reason in self.reasons]
        since = told(self.queue.unusual_since, ZoneInfo(self.zone))
        if self.queue.held:
            blocks.append(Text(text=f"unusual since {since}, and nobody has acknowledged it", tone="bad"))
        elif self.unusual:
            blocks.append(Text(text=f"unusual since {since}, acknowledged by `{self.queue.acknowledged_by}`"))
        blocks.extend(Text(text=f"tell `{each.to}`: {each.message}") for each in self.notices)
        if self.groups:
            rows = tuple(
                (str(each.count), each.pattern, each.subject, ", ".join(each.cases)) for each in self.groups
            )
            blocks.append(Table(columns=("cases", "what they share", "such as", "which"), rows=rows))
        return Outline(heading=f"scan of `{self.queue.id}`{cited}: {_cases(self.size)}", blocks=tuple(blocks))


def scan(desk: Desk[C], queue: str, cases: Iterable[C], context: Context, sizes: Iterable[int] = ()) -> Scan:
    """What the rulebook's scan of that queue finds among these cases; those of other queues are passed over.

    Counted are open cases that are not merged into another. `sizes` are earlier sizes of the queue, as the
    host kept them; the usual size is their median, and at least 1. The queue as it was is taken from
    `context.queues`. Raises `LookupError` where the rulebook has no scan of that queue.

    >>> from datetime import datetime, timezone
    >>> from caserules import Context, load
    >>> context = Context(now=datetime(2026, 3, 2, 9, tzinfo=timezone.utc), actor="ana")
    >>> print(scan(load("festival"), "support", (), context))
    scan of `support` (FES-02, FES-03): 0 open cases
    """
    rules = desk.rulebook.scan
    rule = rules.get(queue)
    if rule is None:
        remedy = suggest(queue, rules) or "the rulebook has none"
        raise LookupError(f"there is no scan of a queue `{queue}`; {remedy}")
    inside = sorted(
        (each for each in known(desk, cases) if each.queue == queue and each.phase == "open"),
        key=lambda case: case.id,
    )
    inside = [each for each in inside if each.merged_into is None]
    before = tuple(sizes)
    usual = float(median(before)) if before else None
    reasons = tuple(_reasons(rule, len(inside), usual))
    people = told_by(rule, desk.rules.terms)
    found = _queue(queue, len(inside), context, people, unusual=bool(reasons))
    return Scan(
        queue=found,
        at=context.now,
        zone=desk.zone.key,
        usual=usual,
        reasons=reasons,
        groups=tuple(_groups(rule, inside)),
        notices=tuple(_notices(rule, people, found, reasons, context)),
        source=rule.source,
    )


def _reasons(rule: ScanRule, size: int, usual: float | None) -> Iterator[str]:
    if rule.more_than is not None and size > rule.more_than:
        yield f"{_cases(size)}: more than `{rule.more_than}`"
    if rule.times_usual is not None and usual is not None:
        least = max(Fraction(str(usual)), Fraction(1))
        if size > Fraction(str(rule.times_usual)) * least:
            yield f"{_cases(size)}: more than `{rule.times_usual:g}` times the usual `{usual:g}`"


def _queue(name: str, size: int, context: Context, people: tuple[str, ...], *, unusual: bool) -> Queue:
    """The queue as it is now; of acknowledgements those of whom it tells, where it tells anybody."""
    before = context.queue(name) or Queue(id=name)
    facts: dict[str, Any] = {"size": size}
    by = before.acknowledged_by
    if by is not None and people and not any(context.member(by, who) for who in people):
        facts |= {"acknowledged_at": None, "acknowledged_by": None}
    if not unusual:
        facts |= {"unusual_since": None, "acknowledged_at": None, "acknowledged_by": None}
    elif before.unusual_since is None:
        facts["unusual_since"] = context.now
    return before.replace(**facts)


def _notices(
    rule: ScanRule, people: tuple[str, ...], queue: Queue, reasons: tuple[str, ...], context: Context
) -> Iterator[Notice]:
    """Who is told as long as nobody has acknowledged it; nobody of what he has found himself."""
    since = queue.unusual_since
    if since is None or not queue.held:
        return
    for who in people:
        if who != context.doer:
            yield Notice(
                to=who,
                at=context.now,
                message=f"the queue `{queue.id}` is of unusual size: {'; '.join(reasons)}",
                rule=f"scan.{queue.id}",
                source=rule.source or None,
                key=_key(queue.id, since, who),
            )


def _key(queue: str, since: datetime, who: str) -> str:
    return f"scan.{queue}/{since.astimezone(UTC).isoformat()}/{who}"


def _groups(rule: ScanRule, cases: Sequence[Case]) -> Iterator[SubjectGroup]:
    """The groups of at least that size, the largest first, then by what they share."""
    if rule.alike_from is None:
        return
    by_capital = rule.names == "capitalised"
    forms = list(Forms(((case.subject, _names(case)) for case in cases), by_capital=by_capital))
    members: dict[int, list[int]] = {}
    for place, group in enumerate(clusters(forms, rule.similarity)):
        members.setdefault(group, []).append(place)
    large = [places for places in members.values() if len(places) >= rule.alike_from]
    found = [
        _group([cases[place] for place in places], [forms[place] for place in places]) for places in large
    ]
    yield from sorted(found, key=lambda group: (-group.count, group.pattern, group.cases))


def _group(cases: list[Case], forms: list[tuple[str, ...]]) -> SubjectGroup:
    counts = Counter(" ".join(form) for form in forms)
    return SubjectGroup(
        pattern=min(counts, key=lambda text: (-counts[text], text)),
        subject=min(case.subject for case in cases),
        cases=tuple(case.id for case in cases),
    )


def _names(case: Case) -> tuple[str, ...]:
    """The names that the case knows."""
    named = (each.name for each in (case.requester, case.account) if each is not None)
    return tuple(name for name in named if name is not None)


def _cases(count: int) -> str:
    return f"{count} open case{'' if count == 1 else 's'}"
