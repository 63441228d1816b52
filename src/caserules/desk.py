"""The desk: a rulebook in force, with a host's plug-ins and functions; what a host calls."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar, cast, overload

from caserules.case import Case, Context, Decision, History, Interaction, Roster, replay
from caserules.case.commands import Command, OneCommand
from caserules.case.events import Event
from caserules.decide import Rules, compiled, decide, receive
from caserules.engine import Function, Trace
from caserules.outline import Outline
from caserules.rulebook import Rulebook, RulebookError, read
from caserules.rulesets.clock import Clock
from caserules.rulesets.routing import Router

__all__ = ["Desk", "load"]

C = TypeVar("C", bound=Case)


class Desk(Generic[C]):
    """A rulebook in force. It keeps no case and no state: every answer comes from what it is handed.

    `routing` replaces the routing rules by an object of the host's own; `functions` are those that the
    rulebook's expressions may call beside the built-in ones. Raises `RulebookError` for a rule that names
    what is not there.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        *,
        case: type[C] = Case,  # type: ignore[assignment]  # without it, C is Case
        routing: Router | None = None,
        functions: Iterable[Function] = (),
    ) -> None:
        self.rulebook = rulebook
        self._rules: Rules = compiled(rulebook, rulebook.terms(case, tuple(functions)), routing)

    @property
    def case_type(self) -> type[C]:
        """The type of this desk's cases."""
        return cast("type[C]", self._rules.terms.case_type)

    @property
    def digest(self) -> str:
        """The rulebook's fingerprint, as every decision carries it."""
        return self._rules.digest

    def decide(self, case: C | None, command: Command | Iterable[Command], context: Context) -> Decision[C]:
        """What the command does to the case, or why it may not; several commands are one decision.

        `OpenCase` takes None for the case. Nothing is stored: the host commits `decision.changes`.
        """
        return decide(self._rules, case, _commands(command), context)

    def receive(self, interaction: Interaction, context: Context) -> Decision[C]:
        """What becomes of an interaction; `context.related` are the candidates for the same issue."""
        return receive(self._rules, interaction, context)

    def clocks(self, case: C, now: datetime, *, roster: Roster = Roster()) -> tuple[Clock, ...]:  # noqa: B008 frozen
        """Every clock of the case as it stands at `now`; `roster` for rules that ask for membership."""
        context = Context(now=now, actor="", roster=roster)
        return self._rules.clocks.read(case, now, context)

    def why(self, decision: Decision[C]) -> Outline:
        """Every rule that was tried for the decision, with what it read; evaluated anew.

        Raises `ValueError` for a decision by another rulebook.
        """
        if decision.rulebook != self.digest:
            raise ValueError(
                f"the decision was made by the rulebook `{decision.rulebook[:12]}`, "
                f"this is `{self.digest[:12]}`; load the one of its time"
            )
        traces: list[Trace] = []
        if decision.interaction is not None:
            receive(self._rules, decision.interaction, decision.context, traces)
        else:
            decide(self._rules, decision.before, decision.commands, decision.context, traces)
        told = decision.outline()
        return Outline(heading=told.heading, blocks=(*told.blocks, *(trace.outline() for trace in traces)))

    def replay(self, events: Iterable[Event | dict[str, Any]]) -> C:
        """The case that these events make, given as events or as `Case.to_events` stored them."""
        stored = [each for each in events if isinstance(each, dict)]
        return replay(History.from_data(stored) if stored else events, self.case_type)  # type: ignore[arg-type]

    def __repr__(self) -> str:
        return f"<Desk {self.rulebook.id}: {self.digest[:12]}>"


def _commands(command: Command | Iterable[Command]) -> tuple[Command, ...]:
    return (command,) if isinstance(command, OneCommand) else tuple(command)


@overload
def load(path: str | Path, *, functions: Iterable[Function] = ()) -> Desk[Case]: ...
@overload
def load(path: str | Path, *, case: type[C], functions: Iterable[Function] = ()) -> Desk[C]: ...
def load(path: Any, *, case: Any = Case, functions: Iterable[Function] = ()) -> Any:
    """The desk of a rulebook file (TOML or JSON); `case` is the typed way to the desk's own fields.

    Raises `RulebookError` with file, rule, key, line, column, text and remedy of every fault.
    """
    text, kind = read(path)
    try:
        return Desk(Rulebook.from_text(text, kind, file=str(path)), case=case, functions=functions)
    except RulebookError as error:
        raise error.located(str(path), text) from None
