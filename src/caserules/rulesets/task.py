"""A task: a command written in a rulebook, made once what its templates name is known."""

from collections.abc import Iterator
from typing import Any, TypeAlias

from caserules.case.commands import COMMAND, Command
from caserules.engine import Scope, Template
from caserules.engine.errors import suggest
from caserules.model import FrozenMap
from caserules.rulesets.place import Fault
from caserules.rulesets.terms import COMMANDS, Plain

__all__ = ["Do", "Facts", "Task"]

Facts: TypeAlias = FrozenMap[str, Plain | FrozenMap[str, Plain]]
"""What a command says, with templates for texts."""

Do: TypeAlias = FrozenMap[str, Facts]
"""One command by its name: `{ CloseCase = { reason = "no reply" } }`."""


class Task:
    """A command with templates, ready to be made; raises `ValueError` for one that there is not.

    >>> task = Task(FrozenMap({"CloseCase": FrozenMap({"reason": "{why}"})}), Scope({"why": str}))
    >>> task.command(why="no reply").reason
    'no reply'
    """

    def __init__(self, do: Do, scope: Scope) -> None:
        if len(do) != 1:
            raise ValueError(f"`do` names one command, not {len(do)}")
        ((self.kind, self._facts),) = do.items()
        if self.kind not in COMMANDS:
            raise Fault(f"there is no command `{self.kind}`", suggest(self.kind, COMMANDS))
        known = COMMANDS[self.kind].model_fields
        for name in self._facts:
            if name not in known:
                raise Fault(f"`{self.kind}` has no `{name}`", suggest(name, known))
        self._templates = {path: Template(text, scope) for path, text in _texts(self._facts)}

    def command(self, **values: Any) -> Command:
        """The command; raises `ValidationError` where what the templates give does not fit it."""
        return COMMAND.validate_python({"command": self.kind, **self._filled(self._facts, values)})

    def _filled(self, facts: Any, values: dict[str, Any], path: str = "do") -> Any:
        if isinstance(facts, FrozenMap):
            return {name: self._filled(each, values, f"{path}.{name}") for name, each in facts.items()}
        template = self._templates.get(path)
        return facts if template is None else template.value(**values)


def _texts(facts: Any, path: str = "do") -> Iterator[tuple[str, str]]:
    """Every text among the facts with its path."""
    if isinstance(facts, FrozenMap):
        for name, each in facts.items():
            yield from _texts(each, f"{path}.{name}")
    elif isinstance(facts, str):
        yield path, facts
