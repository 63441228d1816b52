"""Backtest: what a change of rules changes, case by case.

The commands that made a case are not stored, so what can be decided anew is: its opening, with the facts of
then; and what the rules say of the case as it stands.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Literal, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from caserules.case import Case, Context, Decision
from caserules.case.commands import OpenCase
from caserules.case.events import CaseOpened, FieldsChanged
from caserules.case.fields import PLAIN_FIELDS, own_fields
from caserules.case.told import told as said_of
from caserules.case.written import WRITTEN
from caserules.caseload.cells import known, told
from caserules.decide.adopting import is_home
from caserules.desk import Desk
from caserules.model import Instant, Model
from caserules.outline import Outline, Outlined, Table, Text

__all__ = ["Backtest", "Difference", "backtest"]

C = TypeVar("C", bound=Case)

Kind: TypeAlias = Literal["case", "opening", "placing", "clock", "allowed", "due"]

_PLACED = ("status", "stage", "owner", "queue")
_SHOWN = 20


class Difference(Model):
    """One thing that the two rulebooks see differently in one case.

    >>> from caserules import Rulebook
    >>> book = {"id": "tiny", "first_status": "new", "status": {"new": {"phase": "open"}}}
    >>> old, new = (Desk(Rulebook.model_validate({**book, "first_queue": each})) for each in ("east", "west"))
    >>> context = Context(now="2026-03-02T09:00Z", actor="ana")
    >>> case = old.decide(None, OpenCase(new_id="C-1", subject="no heat"), context).case
    >>> for each in backtest(old, new, (case,)).differences:
    ...     print(each.kind, each.of, each.old, each.new)
    opening queue east west
    placing route east west
    """

    case_id: str
    kind: Kind
    """`opening`: what the opening makes of it, decided anew; `placing`: where the routing rules would put it
    now; `clock`, `allowed`, `due`: what they say of it now; `case`: why the new rules can't take it."""
    of: str
    """The field, the clock, the command or the upkeep rule."""
    old: str
    new: str
    rules: tuple[str, ...] = ()
    """The rules behind it, of either rulebook."""


class Backtest(Outlined, Model):
    """Every difference, in the order of the cases' ids.

    >>> from caserules import Rulebook
    >>> book = {"id": "tiny", "first_status": "new", "status": {"new": {"phase": "open"}}}
    >>> old, new = (Desk(Rulebook.model_validate({**book, "first_queue": each})) for each in ("east", "west"))
    >>> context = Context(now="2026-03-02T09:00Z", actor="ana")
    >>> case = old.decide(None, OpenCase(new_id="C-1", subject="no heat"), context).case
    >>> found = backtest(old, new, (case,))
    >>> found.changed, found.counts(), found.at == case.history[-1].at
    (('C-1',), {('opening', 'queue'): 1, ('placing', 'route'): 1}, True)
    """

    old: str
    """The digest of the old rulebook."""
    new: str
    at: Instant
    cases: int
    """How many cases were looked at."""
    differences: tuple[Difference, ...]

    @property
    def changed(self) -> tuple[str, ...]:
        """The cases in which anything differs, each once."""
        return tuple(dict.fromkeys(each.case_id for each in self.differences))

    def counts(self) -> dict[tuple[str, str], int]:
        """In how many cases each thing differs, by its kind and name; most first."""
        seen = {(each.kind, each.of, each.case_id) for each in self.differences}
        counts = Counter((kind, of) for kind, of, _ in seen)
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def of(self, case_id: str) -> tuple[Difference, ...]:
        """The differences in one case."""
        return tuple(each for each in self.differences if each.case_id == case_id)

    def outline(self) -> Outline:
        """The counts, and the first cases one by one."""
        heading = f"backtest: {len(self.changed)} of {self.cases} cases differ"
        if not self.differences:
            return Outline(heading=heading, blocks=(Text(text="the two rulebooks agree", tone="good"),))
        rows = tuple((kind, of, str(count)) for (kind, of), count in self.counts().items())
        shown = tuple(self._told(case_id) for case_id in self.changed[:_SHOWN])
        more = len(self.changed) - _SHOWN
        rest = (Text(text=f"and {more} more cases"),) if more > 0 else ()
        table = Table(columns=("what", "of", "cases"), rows=rows)
        return Outline(heading=heading, blocks=(table, *shown, *rest))

    def _told(self, case_id: str) -> Outline:
        rows = tuple(
            (each.kind, each.of, each.old or "-", each.new or "-", ", ".join(each.rules))
            for each in self.of(case_id)
        )
        table = Table(columns=("what", "of", "old", "new", "rules"), rows=rows)
        return Outline(heading=f"case `{case_id}`", blocks=(table,))


def backtest(old: Desk[C], new: Desk[Any], cases: Iterable[C], context: Context | None = None) -> Backtest:
    """What `new` would say differently of the cases of `old`.

    `context` gives the roster, and the instant at which they are looked at; without one that is the last
    event of all, with nobody in the roster. Openings are decided at their own instant. What is allowed is
    judged for the case's owner, else for whoever opened it. A clone's opening, and that of a case taken over
    from another desk, is not decided anew. Raises `ValueError` for desks of which neither `continues` the
    other, as one on top of the other does, and without a context for no cases.

    >>> from datetime import datetime, timezone
    >>> from caserules import Context, load
    >>> context = Context(now=datetime(2026, 3, 2, 9, tzinfo=timezone.utc), actor="ana")
    >>> desk = load("service_hub")
    >>> print(backtest(desk, desk, (), context))
    backtest: 0 of 0 cases differ
      the two rulebooks agree
    """
    one, other = old.rulebook, new.rulebook
    if not is_home(one, other.id) and not is_home(other, one.id):
        told = f"a backtest is of two rulebooks of one desk, not of `{one.id}` and `{other.id}`"
        raise ValueError(f"{told}; let one say that it `continues` the other")
    given = sorted(known(old, cases), key=lambda case: case.id)
    if context is None:
        if not given:
            raise ValueError("without cases there is no last event; give a context")
        last = max(case.history[-1].at for case in given)
        context = Context(now=last, actor="backtest")
    found = (difference for case in given for difference in _differences(old, new, case, context))
    return Backtest(
        old=old.digest, new=new.digest, at=context.now, cases=len(given), differences=tuple(found)
    )


def _differences(old: Desk[C], new: Desk[Any], case: C, context: Context) -> Iterator[Difference]:
    case = _at(old, case)
    taken = _taken(new, case)
    if isinstance(taken, Difference):
        yield taken
        return
    who = context.replace(actor=_named(case.owner or case.opened_by, context))
    yield from _opening(old, new, case, context)
    yield from _placing(old, new, (case, taken), who)
    yield from _by_name(case, "clock", _clocks(old, case, context), _clocks(new, taken, context))
    yield from _by_name(case, "allowed", _allowed(old, case, who), _allowed(new, taken, who))
    yield from _by_name(case, "due", _due(old, case, context), _due(new, taken, context))


def _named(who: str, context: Context) -> str:
    """Who did it; a case of old may name nobody, and then whoever asks is taken for them."""
    return who if who.strip() else context.actor


def _taken(new: Desk[Any], case: Case) -> Any:
    """The case as the new rules see it; a difference where they can't."""
    if case.status not in new.rulebook.status:
        told_of = f"there is no status `{case.status}`"
        return Difference(case_id=case.id, kind="case", of="status", old=case.status, new=told_of)
    if isinstance(case, new.case_type):
        return _at(new, case)
    try:
        return _at(new, new.replay(case.history))
    except ValueError as error:
        reason = said_of(error) if isinstance(error, ValidationError) else str(error)
        return Difference(case_id=case.id, kind="case", of="fields", old="", new=reason)


def _at(desk: Desk[Any], case: C) -> C:
    """The case as one of that desk, whichever of the two it is of."""
    return case if is_home(desk.rulebook, case.desk) else case.replace(desk=desk.rulebook.id)


def _opening(old: Desk[Any], new: Desk[Any], case: Case, context: Context) -> Iterator[Difference]:
    opened = case.history[0]
    if not isinstance(opened, CaseOpened) or opened.clone_of is not None or opened.past:
        return
    facts = {name: getattr(opened, name) for name in OpenCase.model_fields if hasattr(opened, name)}
    command = OpenCase(**facts | {"new_id": case.id, "command": "OpenCase", "comment": None, "notify": False})
    now = context.replace(now=opened.at, actor=_named(opened.by, context), related=())
    one, other = (desk.decide(None, command, now) for desk in (old, new))
    zone = old.zone
    yield from _by_name(case, "opening", _made(one, old, zone), _made(other, new, zone))


_Said: TypeAlias = dict[str, tuple[str, tuple[str, ...]]]
"""What is said of each name, and the rules behind it."""


def _made(decision: Decision[Any], desk: Desk[Any], zone: ZoneInfo) -> _Said:
    """What an opening makes of a case: its fields, its place, who is told; or why it is refused."""
    if not decision.accepted:
        rules = tuple(sorted({each.rule or each.code for each in decision.refusals}))
        return {"refused": (", ".join(rules), rules)}
    kind: Any = desk.case_type
    names = (*PLAIN_FIELDS, *_PLACED, *own_fields(kind))
    said = {
        name: (told(getattr(decision.case, name), zone), _rules_of(decision, name))
        for name in dict.fromkeys(names)
    }
    people = sorted({each.to for each in decision.notices})
    rules = tuple(sorted({each.rule for each in decision.notices if each.rule}))
    return {**said, "told": (", ".join(people), rules)}


def _rules_of(decision: Decision[Any], name: str) -> tuple[str, ...]:
    """The rules that wrote the field."""
    writing = (
        event
        for event in decision.events
        if name in (event.fields if isinstance(event, FieldsChanged) else WRITTEN.get(type(event), ()))
    )
    return tuple(dict.fromkeys(rule for event in writing for rule in event.rules))


def _placing(
    old: Desk[Any], new: Desk[Any], cases: tuple[Case, Case], context: Context
) -> Iterator[Difference]:
    routes = [desk.rules.routing.route(case, context) for desk, case in zip((old, new), cases, strict=True)]
    said: list[_Said] = [
        {"route": (route.owner or route.queue or "", (route.rule,) if route.rule else ())} for route in routes
    ]
    yield from _by_name(cases[0], "placing", *said)


def _clocks(desk: Desk[Any], case: Case, context: Context) -> _Said:
    said: _Said = {}
    for clock in desk.rules.clocks.read(case, context.now, context):
        name = clock.id if clock.item is None else f"{clock.id} of {clock.item}"
        due, breached = told(clock.due_at, desk.zone), told(clock.breached_at, desk.zone)
        facts = [
            clock.phase,
            *([f"due {due}"] if due else []),
            *([f"breached {breached}"] if breached else []),
        ]
        said[name] = ", ".join(facts), (clock.id,)
    return said


def _allowed(desk: Desk[Any], case: Case, context: Context) -> _Said:
    said: _Said = {}
    for each in desk.allowed(case, context):
        refusing = (refusal.rule or refusal.code for refusal in each.refusals)
        rules = tuple(dict.fromkeys((*refusing, *each.rules)))
        said[each.command] = each.answer + (f" by {', '.join(rules)}" if rules else ""), rules
    return said


def _due(desk: Desk[Any], case: Case, context: Context) -> _Said:
    said: _Said = {}
    for each in desk.due(case, context):
        before, _ = said.get(each.rule, ("", ()))
        now = f"{each.command.command}, due {told(each.due_at, desk.zone)}"
        said[each.rule] = f"{before}; {now}" if before else now, (each.rule,)
    return said


def _by_name(case: Case, kind: Kind, old: _Said, new: _Said) -> Iterator[Difference]:
    """Where the two say different things of one name; a name that one does not have says nothing."""
    for name in dict.fromkeys((*old, *new)):
        one, by_old = old.get(name, ("", ()))
        other, by_new = new.get(name, ("", ()))
        if one != other:
            rules = tuple(dict.fromkeys((*by_old, *by_new)))
            yield Difference(case_id=case.id, kind=kind, of=name, old=one, new=other, rules=rules)
