"""A task: a command written in a rulebook, made once what its templates name is known."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, TypeAlias

from pydantic import Discriminator, Tag, TypeAdapter, ValidationError

from caserules.case import own_fields
from caserules.case.commands import COMMAND, Command
from caserules.case.record import EDITABLE
from caserules.case.told import told
from caserules.engine import Scope, Template
from caserules.engine.errors import suggest
from caserules.model import FrozenMap, Model
from caserules.rulesets.place import Fault, RuleProblem, at, together
from caserules.rulesets.terms import COMMANDS, Plain, Terms
from caserules.rulesets.words import Words, vocabulary_of

__all__ = ["Do", "Facts", "Task"]


def _form(value: object) -> str:
    return "table" if isinstance(value, Mapping) else "plain"


_Fact = Annotated[
    Annotated[Plain, Tag("plain")] | Annotated[FrozenMap[str, Plain], Tag("table")], Discriminator(_form)
]
Facts: TypeAlias = FrozenMap[str, _Fact]
"""What a command says, with templates for texts."""

Do: TypeAlias = FrozenMap[str, Facts]
"""One command by its name: `{ CloseCase = { reason = "no reply" } }`."""


class Task:
    """A command with templates, ready to be made.

    What is written out in it is checked: that there is such a command with such facts, that they fit it, and
    that their words are the desk's. Raises `RuleProblem` with the place.

    >>> from caserules.case import Case
    >>> do = FrozenMap({"CloseCase": FrozenMap({"reason": "{case.id} had no reply"})})
    >>> task = Task("silence", do, Scope({"case": Case}), Terms())
    >>> task.kind
    'CloseCase'
    """

    def __init__(self, rule: str, do: Do, scope: Scope, terms: Terms) -> None:
        with at(rule, "do"):
            if len(do) != 1:
                raise ValueError(f"`do` names one command, not {len(do)}")
            ((self.kind, self._facts),) = do.items()
            if self.kind not in COMMANDS:
                raise Fault(f"there is no command `{self.kind}`", suggest(self.kind, COMMANDS))
            if self.kind == "OpenCase":
                raise Fault("`OpenCase` begins a case, and `do` is for one that is there", "name another")
        self._templates: dict[str, Template] = {}
        for path, text in _texts(self._facts):
            with at(rule, path.replace("do", f"do.{self.kind}", 1)):
                self._templates[path] = Template(text, scope)
        together((*self._problems(rule, terms), *self._check_fields(rule, scope, terms)))

    def _problems(self, rule: str, terms: Terms) -> Iterator[RuleProblem]:
        fields = COMMANDS[self.kind].model_fields
        for name in self._facts:
            try:
                with at(rule, f"do.{self.kind}.{name}"):
                    self._check(name, terms)
            except RuleProblem as problem:
                yield problem
        missing = [name for name, field in fields.items() if field.is_required() and name not in self._facts]
        if missing:
            named = ", ".join(f"`{name}`" for name in missing)
            yield RuleProblem(rule, "do", f"`{self.kind}` needs {named}", "give it under `do`")

    def _check(self, name: str, terms: Terms) -> None:
        kind = COMMANDS[self.kind]
        if name not in kind.model_fields or name == "command":
            raise Fault(
                f"`{self.kind}` has no `{name}`", suggest(name, kind.model_fields.keys() - {"command"})
            )
        here = f"do.{name}"
        if any(each.reads for path, each in self._templates.items() if f"{path}.".startswith(f"{here}.")):
            return  # known only once the command is made
        field = kind.model_fields[name]
        marked: Any = Annotated[(field.annotation, *field.metadata, None)]
        try:
            value = TypeAdapter(marked).validate_python(self._filled(self._facts[name], {}, here))
        except ValidationError as error:
            raise Fault(f"does not fit `{self.kind}`: {told(error)}") from error
        for refusal in Words(terms.words).refusals(value) if isinstance(value, Model) else ():
            raise Fault(refusal.message, refusal.remedy or "")
        for each in value if isinstance(value, tuple) else (value,):
            terms.word(vocabulary_of(kind, name), each)

    def _check_fields(self, rule: str, scope: Scope, terms: Terms) -> Iterator[RuleProblem]:
        """What is wrong with the fields of the case that it sets."""
        fields = self._facts.get("fields")
        editable = (*own_fields(terms.case_type), *EDITABLE)
        for name, given in fields.items() if isinstance(fields, FrozenMap) else ():
            try:
                with at(rule, f"do.{self.kind}.fields.{name}"):
                    if name not in editable:
                        raise Fault(f"`{self.kind}` can't set `{name}`", suggest(name, editable))
                    terms.setting(name, given, scope)
            except RuleProblem as problem:
                yield problem

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
