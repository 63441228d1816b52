"""The life-cycle machine: random people do random things to the cases of a desk, and time passes."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar
from zlib import crc32

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from caserules.case import Case, Context, Decision, Interaction, Queue, Roster
from caserules.case import commands as c
from caserules.desk import Desk
from caserules.model import FrozenMap, Model
from caserules.rulesets.words import vocabulary_of
from caserules.testing import laws
from caserules.testing.commands import NO_FIELDS, Fields, commands, openings
from caserules.testing.contexts import interactions, queues
from caserules.testing.instants import gaps, instants, later
from caserules.testing.people import actors as _actors
from caserules.testing.people import rosters as _rosters
from caserules.testing.vocabulary import Life

__all__ = ["life_cycle"]

M = TypeVar("M", bound=Model)

_STEPS = gaps(timedelta(days=4))


def life_cycle(
    desk: Desk[Any] | st.SearchStrategy[Desk[Any]],
    *,
    fields: Fields = NO_FIELDS,
    actors: st.SearchStrategy[str] | None = None,
    rosters: st.SearchStrategy[Roster] | None = None,
) -> type[RuleBasedStateMachine]:
    """A machine that drives the desk, or any desk of a strategy, and checks every law of `laws` on the way.

    `fields` gives values of the desk's own fields, `actors` who acts, `rosters` who works here. Its
    `TestCase` is a test for pytest.

    >>> from caserules import Desk, Rulebook
    >>> book = Rulebook(id="tiny", first_status="new", status={"new": {"phase": "open"}})
    >>> TestTiny = life_cycle(Desk(book)).TestCase
    """
    chosen: dict[str, Any] = {
        "desks": desk if isinstance(desk, st.SearchStrategy) else st.just(desk),
        "fields": fields,
        "actors": _actors() if actors is None else actors,
        "rosters": _rosters() if rosters is None else rosters,
    }
    return type("LifeCycle", (_LifeCycle,), chosen)


class _LifeCycle(RuleBasedStateMachine):
    desks: ClassVar[st.SearchStrategy[Desk[Any]]]
    fields: ClassVar[Fields]
    actors: ClassVar[st.SearchStrategy[str]]
    rosters: ClassVar[st.SearchStrategy[Roster]]

    def __init__(self) -> None:
        super().__init__()
        self.desk: Desk[Any]
        self.life: Life
        self.roster = Roster()
        self.queues: tuple[Queue, ...] = ()
        self.now: datetime
        self.cases: dict[str, Case] = {}
        self.ids = 0

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """A desk, its people, and a first case."""
        self.desk = data.draw(self.desks, "desk")
        self.life = _life(self.desk)
        self.roster = data.draw(self.rosters, "roster")
        self.queues = tuple(data.draw(st.lists(queues(), unique_by=lambda queue: queue.id, max_size=2)))
        self.now = data.draw(instants(), "now")
        self.open_case(data)

    @rule(data=st.data())
    def open_case(self, data: st.DataObject) -> None:
        """Somebody opens a case."""
        opening = data.draw(openings(st.just(self._new_id()), before=self.now, fields=self.fields))
        self._apply(self.desk.decide(None, _spoken(self.desk, opening), self._context(data)))

    @precondition(lambda self: bool(self.cases))
    @rule(data=st.data())
    def ask_for(self, data: st.DataObject) -> None:
        """Somebody asks for one thing, or for two at once."""
        case, context = self._case(data), self._context(data)
        one = self._command(data, case)
        laws.allowed_keeps_its_word(self.desk, case, one, context)
        more = (self._command(data, case),) if data.draw(st.integers(0, 4), "more") == 0 else ()
        self._apply(self.desk.decide(case, (one, *more), context))

    @precondition(lambda self: bool(self.cases))
    @rule(data=st.data())
    def merge_or_part(self, data: st.DataObject) -> None:
        """A case goes into another, or comes out of it again."""
        case, other = self._case(data), self._case(data)
        command = c.UnmergeCase() if case.merged_into else c.MergeCase(into=other.id)
        context = self._context(data)
        laws.allowed_keeps_its_word(self.desk, case, command, context)
        self._apply(self.desk.decide(case, command, context))

    @rule(data=st.data())
    def receive(self, data: st.DataObject) -> None:
        """Something comes in; mostly it is about one of the cases."""
        interaction = _spoken(self.desk, data.draw(interactions(before=self.now)))
        reply = data.draw(st.booleans(), "reply")
        if self.cases and reply:
            interaction = interaction.replace(reply_to=self._case(data).id)
        if interaction.new_id is not None:
            interaction = _given(interaction, self._new_id(), data.draw(self.fields))
        self._apply(self.desk.receive(interaction, self._context(data)))

    @precondition(lambda self: bool(self.cases))
    @rule(data=st.data())
    def sweep(self, data: st.DataObject) -> None:
        """The host looks what time calls for."""
        case = self._case(data)
        for decision in laws.sweep_does_each_thing_once(self.desk, case, self._context(data, "sweep")):
            self._apply(decision)

    @precondition(lambda self: bool(self.cases))
    @rule(data=st.data())
    def look_too_early(self, data: st.DataObject) -> None:
        """A host's clock that goes wrong changes nothing."""
        case = self._case(data)
        before = later(case.history[-1].at, -timedelta(minutes=1))
        decision = self.desk.decide(case, self._command(data, case), self._context(data).replace(now=before))
        laws.laws_of_decision(self.desk, decision)
        if decision.accepted:
            raise AssertionError(f"time runs back: {decision.explain()}")

    @rule(gap=_STEPS)
    def let_time_pass(self, gap: timedelta) -> None:
        """Time passes."""
        self._pass(later(self.now, gap))

    @precondition(lambda self: bool(self.cases))
    @rule(data=st.data())
    def wait_for_what_is_due(self, data: st.DataObject) -> None:
        """Time passes, up to the very instant at which something falls due."""
        case = self._case(data)
        upcoming = self.desk.next_due(case, self._context(data))
        self._pass(self.now if upcoming is None else upcoming)

    def _pass(self, until: datetime) -> None:
        for case in self.cases.values():
            earlier = {each.id: each.elapsed for each in self.desk.clocks(case, self.now, roster=self.roster)}
            for clock in self.desk.clocks(case, until, roster=self.roster):
                if clock.item is None and clock.elapsed < earlier.get(clock.id, timedelta()):
                    raise AssertionError(f"time that passes takes time away: {clock}")
        self.now = until

    def _apply(self, decision: Decision[Any]) -> None:
        laws.laws_of_decision(self.desk, decision)
        for change in decision.changes:
            self.cases[change.case.id] = change.case
            laws.laws_of_case(self.desk, change.case, decision.context)

    def _case(self, data: st.DataObject) -> Case:
        return self.cases[data.draw(st.sampled_from(sorted(self.cases)), "case")]

    def _new_id(self) -> str:
        self.ids += 1
        return f"C-{self.ids}"

    def _context(self, data: st.DataObject, actor: str | None = None) -> Context:
        known = tuple(self.cases.values()) if data.draw(st.integers(0, 3), "related") else ()
        return Context(
            now=self.now,
            actor=actor or data.draw(self.actors, "actor"),
            roster=self.roster,
            related=known,
            queues=self.queues,
        )

    def _command(self, data: st.DataObject, case: Case) -> c.Command:
        """A command in the desk's words, with ids that are not taken."""
        drawn = data.draw(commands(case, before=self.now, life=self.life, fields=self.fields), "command")
        command = _spoken(self.desk, drawn)
        match command:
            case c.CloneCase():
                return command.replace(new_ids=tuple(self._new_id() for _ in command.new_ids))
            case c.OpenCase():  # the case is open; whatever else is asked for, this is not
                return c.SeeCase()
            case _:
                return command


def _life(desk: Desk[Any]) -> Life:
    """The desk's graph; a status without a way out is drawn as leading to itself."""
    statuses = desk.rulebook.status
    return Life(
        first=desk.rulebook.first_status,
        phases=FrozenMap({name: status.phase for name, status in statuses.items()}),
        ways=FrozenMap({name: status.to or (name,) for name, status in statuses.items()}),
    )


def _given(interaction: Interaction, new_id: str, fields: Any) -> Interaction:
    return interaction.replace(new_id=new_id, fields=FrozenMap(fields))


def _spoken(desk: Desk[Any], value: M) -> M:
    """The same in the desk's own words: what it has no word for becomes one that it has."""
    book = desk.rulebook
    words = {"stage": tuple(stage.name for stage in book.stage), **book.words, "status": tuple(book.status)}
    words["clone"] = tuple(rule.reason for rule in book.clone)
    changes: dict[str, Any] = {}
    for name, given in value.__dict__.items():
        known = words.get(vocabulary_of(type(value), name) or "", ())
        if isinstance(given, Model):
            spoken = _spoken(desk, given)
            changes |= {} if spoken is given else {name: spoken}
        elif isinstance(given, str) and known and given not in known:
            changes[name] = known[crc32(given.encode()) % len(known)]
    return value.replace(**changes) if changes else value
