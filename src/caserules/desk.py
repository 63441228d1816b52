"""The desk: a rulebook in force, with a host's plug-ins and functions; what a host calls."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, Unpack, cast, overload
from zoneinfo import ZoneInfo

from caserules import decide as decisions
from caserules.case import Case, Context, Decision, History, Interaction, Roster, replay
from caserules.case.decision import Received
from caserules.case.events import Event, OneEvent
from caserules.case.roster import NOBODY
from caserules.decide import Allowed, Rules, allowed, compiled, decide, receive
from caserules.decide.adopting import adoption, is_home, of_this_edition, plain
from caserules.decide.command import Commands, commands_of
from caserules.decide.functions import own_functions
from caserules.decide.plugs import Plugs
from caserules.decide.stored import stored_decision
from caserules.decide.sweeping import clocks_at, due, next_due, sweep
from caserules.engine import Function
from caserules.engine.errors import suggest
from caserules.model import FrozenMap
from caserules.outline import Outline
from caserules.rulebook import Rulebook, RulebookError, read
from caserules.rulesets.cloning import kin_of
from caserules.rulesets.same import Sought
from caserules.rulesets.sla.clock import Clock
from caserules.rulesets.upkeep import Due

if TYPE_CHECKING:
    from caserules.decide import Checked

__all__ = ["Desk", "load"]

C = TypeVar("C", bound=Case)


class Own(Plugs, total=False):
    """What a host gives a desk of its own: objects in the place of rule sets, and functions."""

    functions: Iterable[Function | Callable[..., Any]]


_OWN = tuple(Own.__annotations__)


class Desk(Generic[C]):
    """A rulebook in force. It keeps no case and no state: every answer comes from what it is handed.

    `case` is the typed way to the desk's own fields. `functions` are those that the rulebook's expressions
    may call beside the built-in ones, `Function`s or annotated Python functions. The others are objects of
    the host's own that are asked before a rule set of the rulebook, such as a `Router` as `routing`: see
    `caserules.decide.plugs`.

    Raises `RulebookError` for a rule that names what is not there, `ValueError` for a function whose name is
    taken, `TypeError` for an object that can't be asked. It pickles with all it was made of, and is compiled
    anew when it is loaded.

    >>> from caserules.rulesets.route import Route
    >>> class Nearest:
    ...     def route(self, case, context):
    ...         return Route(owner=context.actor, rule="nearest")
    >>> book = {"id": "tiny", "first_status": "new", "status": {"new": {"phase": "open"}}}
    >>> desk = Desk(Rulebook.model_validate(book), routing=Nearest())
    >>> from caserules.case.commands import OpenCase
    >>> context = Context(now=datetime.fromisoformat("2026-03-02T09:00Z"), actor="ana")
    >>> desk.decide(None, OpenCase(new_id="C-1", subject="no heat"), context).case.owner
    'ana'
    """

    @overload
    def __init__(self: "Desk[Case]", rulebook: Rulebook, **own: Unpack[Own]) -> None: ...
    @overload
    def __init__(self, rulebook: Rulebook, *, case: type[C], **own: Unpack[Own]) -> None: ...
    def __init__(self, rulebook: Rulebook, *, case: type[Any] = Case, **own: Unpack[Own]) -> None:
        if strange := sorted(own.keys() - _OWN):
            raise TypeError(f"a desk takes no `{strange[0]}`; {suggest(strange[0], _OWN)}")
        self.rulebook = rulebook
        functions = own_functions(own.pop("functions", ()))
        self._again: partial[Any] = partial(Desk, rulebook, case=case, **{**own, "functions": functions})
        self._rules: Rules = compiled(rulebook, rulebook.terms(case, functions), own)
        self._case_type = cast("type[C]", self._rules.terms.case_type)
        self._own = partial(of_this_edition, rulebook, self._case_type)

    def __reduce__(self) -> tuple[Any, ...]:
        return self._again, ()

    def __copy__(self) -> "Desk[C]":
        return self  # as immutable as a number

    def __deepcopy__(self, memo: dict[int, Any]) -> "Desk[C]":
        return self

    @property
    def case_type(self) -> type[C]:
        """The type of this desk's cases."""
        return self._case_type

    @property
    def zone(self) -> ZoneInfo:
        """The desk's time zone, in which its dates are told; UTC where the rulebook says nothing."""
        return self._rules.terms.zone

    @property
    def rules(self) -> Rules:
        """The rule sets, ready to run: for the library's own work over many cases."""
        return self._rules

    @property
    def digest(self) -> str:
        """The rulebook's fingerprint, as every decision carries it."""
        return self._rules.digest

    def decide(self, case: C | None, command: Commands, context: Context) -> "Decision[C]":
        """What the command does to the case, or why it may not; several commands are one decision.

        `OpenCase` takes None for the case. Nothing is stored: the host commits `decision.changes`. A case of
        another desk is refused (`other-desk`): see `adopt`. Raises `TypeError` for what is no command, and,
        as every method that is handed a case, for a case of this desk without its fields.

        >>> from caserules.case.commands import CloseCase, OpenCase
        >>> desk = load("integrations")
        >>> context = Context(now=datetime.fromisoformat("2026-03-02T15:00Z"), actor="ana")
        >>> case = desk.decide(None, OpenCase(new_id="C-17", subject="feed stopped"), context).or_raise().case
        >>> by_another = desk.decide(case, CloseCase(reason="solved"), context.replace(actor="bo"))
        >>> by_another.accepted, by_another.refusals[0].rule, by_another.refusals[0].source
        (False, 'creator-closes', 'INT-09')
        """
        if context.related or (case is not None and not isinstance(case, self._case_type)):
            self._own(case, *context.related)
        return decide(self._rules, case, commands_of(command), context)

    def adopt(
        self,
        case: Case,
        context: Context,
        *,
        set: Mapping[str, Any] = FrozenMap(),  # noqa: A002 the rulebook's word for it
    ) -> "Decision[C]":
        """Take over a case of another desk: it is opened here, under the same id, with its past.

        It begins as any case does here: in the first status, filled in and placed by this desk's rules, with
        this desk's clocks counting from now unless they count from `case.received_at`. Customer, words,
        contacts, calls, comments, attachments and all other parts stay; `case.history.past` has every former
        event, and `case.version` goes on. `set` gives what is otherwise here, or was not known there: `type`
        and the other facts of `OpenCase`, and this desk's own fields. Refused like an opening: a word that is
        none here, a field that is missing, a guard on `OpenCase` that does not hold. Raises
        `pydantic.ValidationError` for a `set` that fits no command.

        >>> from caserules.case.commands import OpenCase
        >>> life = {"first_status": "new", "status": {"new": {"phase": "open"}}}
        >>> one = Desk(Rulebook.model_validate({"id": "sales", **life}))
        >>> words = {"type": ["fault"]}
        >>> other = Desk(Rulebook.model_validate({"id": "support", "words": words, **life}))
        >>> context = Context(now=datetime.fromisoformat("2026-03-02T09:00Z"), actor="ana")
        >>> opening = OpenCase(new_id="C-1", subject="no heat", type="complaint")
        >>> case = one.decide(None, opening, context).or_raise().case
        >>> [refusal.message for refusal in other.adopt(case, context).refusals]
        ['`complaint` is no word of `type`']
        >>> taken = other.adopt(case, context, set={"type": "fault"}).or_raise().case
        >>> taken.desk, taken.adopted_from, taken.history.past == case.history
        ('support', 'sales', True)
        """
        command = adoption(case, self._case_type, set)
        taken = case if is_home(self.rulebook, case.desk) else plain(case)
        others = (each for each in context.related if each.id != case.id)
        return self.decide(None, command, context.replace(related=(taken, *others)))

    def receive(self, interaction: Interaction, context: Context) -> "Received[C]":
        """What becomes of an interaction; `context.related` are the candidates for the same issue.

        Refused where a case has to be opened and the interaction has no `new_id`, or where the case that it
        concerns is not to be had.

        >>> desk = load("integrations")
        >>> context = Context(now=datetime.fromisoformat("2026-03-02T15:00Z"), actor="ana")
        >>> call = Interaction(channel="phone", subject="feed stopped", new_id="C-18")
        >>> decision = desk.receive(call, context)
        >>> decision.verdict.then, decision.verdict.rule, decision.case.id
        ('open', 'another-issue', 'C-18')
        """
        self._own(*context.related)
        return cast("Received[C]", receive(self._rules, interaction, context))

    def looks_for(self, about: Interaction | Case) -> Sought | None:
        """What to look for among the host's cases, to hand over as `context.related`.

        For an interaction those that could be on the same issue (SOL-03), for a case that is to be cloned its
        kin (FES-13). None where there could be none, so that nothing need be fetched.
        """
        return kin_of(about) if isinstance(about, Case) else self._rules.origin.looks_for(about)

    def clocks(self, case: C, now: datetime, *, roster: Roster = NOBODY) -> tuple[Clock, ...]:
        """Every clock of the case as it stands at `now`; `roster` for rules that ask for membership.

        Raises `ValueError` for a case of another desk, and for a naive instant.

        >>> from caserules.case.commands import OpenCase
        >>> desk = load("integrations")
        >>> context = Context(now=datetime.fromisoformat("2026-03-02T15:00Z"), actor="ana")
        >>> case = desk.decide(None, OpenCase(new_id="C-17", subject="feed stopped"), context).or_raise().case
        >>> print(desk.clocks(case, context.now)[0].due_at)
        2026-03-04 10:00:00-05:00
        """
        self._own(case)
        return clocks_at(self._rules, case, Context(now=now, actor="nobody", roster=roster))

    def allowed(self, case: C, context: Context) -> tuple[Allowed, ...]:
        """What may be asked for now: every command but the opening, with its answer and the reasons.

        So a host can grey out its buttons and say why. See `Allowed` for what each answer promises.

        >>> from caserules.case.commands import OpenCase
        >>> desk = load("integrations")
        >>> context = Context(now=datetime.fromisoformat("2026-03-02T15:00Z"), actor="ana")
        >>> case = desk.decide(None, OpenCase(new_id="C-17", subject="feed stopped"), context).or_raise().case
        >>> answers = {each.command: each for each in desk.allowed(case, context.replace(actor="bo"))}
        >>> answers["CloseCase"].answer, answers["CloseCase"].refusals[0].rule
        ('no', 'creator-closes')
        """
        self._own(case, *context.related)
        return allowed(self._rules, case, context)

    def check(
        self, roster: Roster | None = None, *, on: date | None = None, seconds: float = 5.0
    ) -> "Checked":
        """What is doubtful or wrong about the rulebook beyond what loading refuses.

        With a `roster` also whom the rules name and nobody is; with the day `on` also the holidays that are
        not locked for it and the quarter of a year after. After about so many seconds no more is proved;
        `finished` says so.

        >>> life = {"new": {"phase": "open", "to": ["closed"]}, "closed": {"phase": "closed"}}
        >>> guard = {"id": "g", "on": ["CloseCase", "AssignCase"], "require": "command.reason is not None"}
        >>> book = {"id": "tiny", "first_status": "new", "status": life, "guard": [guard]}
        >>> [found] = Desk(Rulebook.model_validate(book)).check()
        >>> found.message
        "`command.reason is not None` of `g` can never hold, so `AssignCase` can't be given"
        """
        return decisions.check(self._rules, roster, seconds, on)

    def due(self, case: C, context: Context) -> tuple[Due, ...]:
        """What time alone calls for at `context.now`, as ready commands, the longest overdue first.

        Decide each on behalf of its actor (`context.through` says who does it), or let `catch_up` do so; what
        was done is due no more, unless its rule is as due as before (`check`: `stays due`). Raises
        `ValueError` for a case of another desk.
        """
        self._own(case, *context.related)
        return due(self._rules, case, context)

    def next_due(self, case: C, context: Context) -> datetime | None:
        """The next instant after `context.now` at which something falls due, if nothing happens before.

        Raises `ValueError` for a case of another desk.
        """
        self._own(case, *context.related)
        return next_due(self._rules, case, context)

    def catch_up(self, case: C, context: Context) -> "tuple[Decision[C], ...]":
        """Decides what is due, one by one on the case as it then is, until nothing is left.

        Each thing is tried once, and what comes up on the way too unless its rule has acted already; after
        1000 decisions the rest waits. What is refused is in the answer with its reasons. A second sweep at
        the same time has only what was refused, and what is as due as before by a rule that `stays due`.
        """
        self._own(case, *context.related)
        return tuple(sweep(self._rules, case, context))

    def why(self, decision: "Decision[C]") -> Outline:
        """Every rule that was tried for the decision, with what it read; evaluated anew.

        Raises `ValueError` for a decision by another rulebook.

        >>> from caserules.case.commands import OpenCase
        >>> desk = load("integrations")
        >>> context = Context(now=datetime.fromisoformat("2026-03-02T15:00Z"), actor="ana")
        >>> decision = desk.decide(None, OpenCase(new_id="C-17", subject="feed stopped"), context)
        >>> [block.heading for block in desk.why(decision).blocks if isinstance(block, Outline)][-1]
        'notices on OpenCase (every): `every-change`'
        """
        if decision.rulebook != self.digest:
            raise ValueError(
                f"the decision was made by the rulebook `{decision.rulebook[:12]}`, "
                f"this is `{self.digest[:12]}`; load the one of its time"
            )
        tried: list[Outline] = []
        if decision.interaction is not None:
            receive(self._rules, decision.interaction, decision.context, tried)
        else:
            decide(self._rules, decision.before, decision.commands, decision.context, tried)
        told = decision.outline()
        return Outline(heading=told.heading, blocks=(*told.blocks, *tried))

    def decision(self, text: str | bytes) -> "Decision[C]":
        """A stored decision on this desk's cases; inverse of `decision.model_dump_json`.

        Raises `ValueError` for what is no such decision.
        """
        return stored_decision(self.rulebook, self._case_type, text)

    def replay(self, events: Iterable[Event | dict[str, Any]]) -> C:
        """The case that these events make, given as events or as `Case.to_events` stored them.

        Raises `ValueError` for no event, an unknown one, one that can't follow, and for facts that are none
        of this desk's.

        >>> from caserules.case.commands import OpenCase
        >>> desk = load("integrations")
        >>> context = Context(now=datetime.fromisoformat("2026-03-02T15:00Z"), actor="ana")
        >>> case = desk.decide(None, OpenCase(new_id="C-17", subject="feed stopped"), context).or_raise().case
        >>> desk.replay(case.to_events()) == case
        True
        """
        known = tuple(events)
        if not all(isinstance(each, OneEvent) for each in known):
            known = tuple(History.from_data(known))
        return replay(cast("tuple[Event, ...]", known), self._case_type)

    def __repr__(self) -> str:
        return f"<Desk {self.rulebook.id}: {self.digest[:12]}>"


@overload
def load(path: str | Path, **own: Unpack[Own]) -> Desk[Case]: ...
@overload
def load(path: str | Path, *, case: type[C], **own: Unpack[Own]) -> Desk[C]: ...
def load(path: Any, *, case: Any = Case, **own: Unpack[Own]) -> Any:
    """The desk of a rulebook file (TOML or JSON), or of a shipped desk by its name; else as `Desk` is made.

    Raises `RulebookError` with file, rule, key, line, column, text and remedy of every fault.

    >>> load("service_hub").rulebook.id
    'service_hub'
    """
    text, kind = read(path)
    try:
        return Desk(Rulebook.from_text(text, kind, file=str(path)), case=case, **own)
    except RulebookError as error:
        problems = error.problems
        if error.sound is not None:
            try:
                Desk(error.sound, case=case, **own)
            except RulebookError as more:
                problems += more.problems
        raise RulebookError(problems).located(str(path), text) from None
