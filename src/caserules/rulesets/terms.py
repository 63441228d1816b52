"""What a rulebook's rules may name: the case type, words, tables, named conditions, functions, schedules."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property
from itertools import product
from typing import Annotated, Any, TypeAlias, TypeVar, Union
from zoneinfo import ZoneInfo

from pydantic import PlainSerializer, PlainValidator, TypeAdapter, ValidationError, WithJsonSchema

from caserules.case import Agent, Case, Context, Interaction, Queue, own_fields
from caserules.case.commands import OneCommand
from caserules.case.fields import PLAIN_FIELDS
from caserules.case.parts import Activity, Referral
from caserules.case.told import told
from caserules.engine import Expression, Function, Rule, RuleSet, Scope, Template, parse
from caserules.engine.errors import suggest
from caserules.rulesets.functions import check_spans, functions
from caserules.rulesets.place import MOST_PROBLEMS, Fault, RuleProblem, at, together
from caserules.rulesets.route import Route
from caserules.rulesets.words import vocabulary_of
from caserules.schedule import Schedule, parse_target

__all__ = ["COMMANDS", "GRANTED", "On", "Plain", "Setting", "Terms", "judged", "kinds_of", "set_to"]

R = TypeVar("R", bound=Rule)

_LARGEST = 2**63 - 1


def _read_plain(value: Any) -> Any:
    match value:
        case bool() | str():
            return value
        case int() if -_LARGEST <= value <= _LARGEST:
            return value
        case int():
            raise ValueError(f"a whole number lies between -{_LARGEST} and {_LARGEST}; write it as text")
        case float() | Decimal():
            exact = value if isinstance(value, Decimal) else Decimal(str(value))
            if not math.isfinite(near := float(exact)) or Decimal(str(near)) != exact:
                raise ValueError(f"`{value}` is no number that a file keeps exactly; write it as text")
            return exact
        case date():
            raise ValueError(f'a date is written as text here: "{value.isoformat()}"')
        case _:
            raise ValueError("text, a number, true or false is wanted here")


def _read_on(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple) and value and all(isinstance(each, str) for each in value):
        return tuple(value)
    raise ValueError('name a command, such as "CloseCase", a list of them, or "*" for every one')


Plain: TypeAlias = Annotated[
    bool | int | Decimal | str,
    PlainValidator(_read_plain),
    PlainSerializer(lambda value: float(value) if isinstance(value, Decimal) else value, when_used="json"),
    WithJsonSchema({"type": ["boolean", "integer", "number", "string"]}),
]
"""A value in a rulebook; a number with a fraction is read exactly as it is written."""

On: TypeAlias = Annotated[
    str | tuple[str, ...],
    PlainValidator(_read_on),
    PlainSerializer(lambda on: on if isinstance(on, str) else list(on)),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
"""The commands that a rule watches: one by its name, several, or `*` for every one."""

Setting: TypeAlias = Template | Plain
"""What a rule sets a field to, ready to be asked: see `Terms.setting` and `set_to`."""

COMMANDS: dict[str, type[OneCommand]] = {
    kind.model_fields["command"].default: kind for kind in OneCommand.__subclasses__()
}
"""Every command by its name."""

GRANTED = frozenset(
    {
        "case",
        "command",
        "result",
        "actor",
        "match",
        "queue",
        "route",
        "placed",
        "item",
        "each",
        "clock",
        "now",
        "words",
    }
)
"""The names that one kind of rule or another may read; a table or a named condition takes none of them."""


def kinds_of(on: str | tuple[str, ...]) -> tuple[str, ...]:
    """The names of the commands that a rule's `on` stands for; raises `ValueError` for an unknown one."""
    kinds = (on,) if isinstance(on, str) else on
    if "*" in kinds:
        return tuple(COMMANDS)
    for kind in kinds:
        if kind not in COMMANDS:
            raise Fault(f"there is no command `{kind}`", suggest(kind, COMMANDS))
    return tuple(dict.fromkeys(kinds))


def set_to(setting: Setting, values: Mapping[str, Any]) -> Any:
    """What a rule sets a field to, for these values of the names that it reads."""
    return setting.value(**values) if isinstance(setting, Template) else setting


def judged(case: Case, context: Context) -> dict[str, Any]:
    """The values of the names of `Terms.judging`."""
    return {"case": case, "actor": context.agent, "now": context.now, "_context": context}


@cache
def _always_open() -> Schedule:
    return Schedule(time_zone="UTC", hours={"mon-sun": ["00:00-24:00"]})


@dataclass(frozen=True)
class Terms:
    """The shared ground of all rule sets of one desk."""

    case_type: type[Case] = Case
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    lets: Mapping[str, str] = field(default_factory=dict)
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    registered: Mapping[str, Function] = field(default_factory=dict)
    """Functions of the host's own."""
    homes: frozenset[str] = frozenset()
    """The desks whose cases are this one's; where none is named, those of any."""
    _scopes: dict[frozenset[str], Scope] = field(default_factory=dict, init=False, repr=False, compare=False)
    _followed: dict[Any, Scope] = field(default_factory=dict, init=False, repr=False, compare=False)
    _promising: set[str] = field(default_factory=set, init=False, repr=False, compare=False)

    def schedule(self, name: str = "desk") -> Schedule:
        """The schedule by that name, else the desk's; a desk without one is open always, in UTC."""
        return self.schedules.get(name) or self.schedules.get("desk") or _always_open()

    @cached_property
    def zone(self) -> ZoneInfo:
        """The desk's zone, in which dates are told."""
        return ZoneInfo(self.schedule().time_zone)

    def day(self, instant: datetime) -> date:
        """The date of an instant in the desk's zone."""
        return instant.astimezone(self.zone).date()

    def in_force(self, rules: RuleSet[R], at: datetime) -> RuleSet[R]:
        """The rules in force at an instant: those of its day in the desk's zone."""
        return rules.on(self.day(at)) if rules.dated else rules

    def condition(self, rule: Rule, scope: Scope) -> Expression | None:
        """The rule's `when`, read in that scope; raises `RuleProblem` with its place."""
        if rule.when is None:
            return None
        with at(rule.id, "when"):
            return self.read(rule.when, scope)

    def read(self, text: str, scope: Scope) -> Expression:
        """The text as an expression; a span or a target written out in it is checked with it."""
        found = parse(text, scope)
        check_spans(found, text)
        return found

    def check_lets(self) -> None:
        """Raises `RuleProblem` for every named condition that no kind of rule could use."""
        if not self.lets:
            return
        case_type: Any = self.case_type
        command: Any = Union[(*COMMANDS.values(), Interaction)]
        scope = self.scope(
            case=case_type | None,
            command=command,
            result=case_type,
            match=case_type | None,
            actor=Agent,
            queue=Queue | None,
            route=Route | None,
            placed=Route | None,
            item=Any,
            each=Any,
            clock=Any,
            now=datetime,
        )
        found: list[RuleProblem] = []
        for name in self.lets:
            try:
                with at(None, f"let.{name}"):
                    self.read(name, scope)
            except RuleProblem as problem:
                found.append(problem)
                if len(found) >= MOST_PROBLEMS:
                    break
        together(found)

    def settable(self, name: str) -> None:
        """Raises `ValueError` unless rules may set the field: a desk's own, or one of the plain ones."""
        own = own_fields(self.case_type)
        if name not in own and name not in PLAIN_FIELDS:
            raise Fault(f"there is no field `{name}` to set", suggest(name, (*own, *PLAIN_FIELDS)))

    def setting(self, name: str, value: Plain, scope: Scope) -> Setting:
        """What a rule sets a field to, ready to be asked; a value written out has to fit the field.

        Raises `ValueError`, as for a word that the field's vocabulary does not have.
        """
        self.settable(name)
        if not isinstance(value, str):
            self.fits(name, value)
            return value
        template = Template(value, scope)
        if not template.reads:
            self.fits(name, template.render())
        return template

    def promises(self, table: str) -> None:
        """Raises `ScheduleError` for a table with a value that is no target; one is looked through once."""
        if table not in self._promising:
            for value in self.tables[table].values():
                parse_target(str(value))
            self._promising.add(table)

    def fits(self, name: str, value: Any) -> None:
        """Raises `ValueError` for a value that is none of the field's, or no word of its vocabulary."""
        declared = self.case_type.model_fields[name]
        kind: Any = Annotated[(declared.annotation, *declared.metadata, None)]
        try:
            TypeAdapter(kind).validate_python(value)
        except ValidationError as error:
            raise Fault(f"`{value}` does not fit `{name}`: {told(error)}") from error
        if value is not None:
            self.word(vocabulary_of(self.case_type, name), value)

    def word(self, vocabulary: str | None, word: object) -> None:
        """Raises `ValueError` for what is no word of a vocabulary that is declared."""
        known = self.words.get(vocabulary or "")
        if known is not None and word not in known:
            raise Fault(f"`{word}` is no word of `{vocabulary}`", suggest(word, known))

    def scope(self, **names: Any) -> Scope:
        """What an expression may read where these names are granted; functions see the context too."""
        return Scope(
            names={**names, "_context": Context},
            functions={**self._functions(names.keys()), **self.registered},
            like=self._common,
        )

    @cached_property
    def _common(self) -> Scope:
        """What all scopes have in common."""
        return Scope({}, words=self.words, tables=self.tables, lets=self.lets)

    @cached_property
    def judging(self) -> Scope:
        """What a rule on a case by itself may read: `case`, `actor` and `now`; see `judged`."""
        return self.scope(case=self.case_type, actor=Agent, now=datetime)

    def following(self, each: Any = None) -> Scope:
        """What a rule on a case alone may read: `case`, and `each` where it is for parts of that type."""
        if each not in self._followed:
            parts = {} if each is None else {"each": each}
            self._followed[each] = self.scope(case=self.case_type, **parts)
        return self._followed[each]

    def watching(self, kinds: tuple[str, ...]) -> Scope:
        """What a rule that watches these commands may read.

        `case` is the case before (missing for `OpenCase`), `result` as it would be, `item` the referral or
        activity that the command names, `queue` the case's queue as the host told of it, `route` where the
        routing rules place the case before, `placed` where they would place `result`.
        """
        kinds_known = frozenset(kinds)
        if kinds_known not in self._scopes:
            self._scopes[kinds_known] = self._watching(kinds)
        return self._scopes[kinds_known]

    def _watching(self, kinds: tuple[str, ...]) -> Scope:
        case_type: Any = self.case_type
        command: Any = Union[tuple(COMMANDS[kind] for kind in kinds)]  # noqa: UP007 built from a tuple
        return self.scope(
            case=case_type | None if "OpenCase" in kinds else case_type,
            command=command,
            result=case_type,
            item=Referral | Activity | None,
            queue=Queue | None,
            route=Route | None,
            placed=Route | None,
            actor=Agent,
            now=datetime,
        )

    @staticmethod
    def placing(
        readers: Iterable[Expression | Template | None], kinds: tuple[str, ...]
    ) -> Iterator[tuple[str, str]]:
        """`route` and `placed`, as far as a rule on these commands reads them, with each command."""
        read = {path[0] for each in readers if each is not None for path in each.reads}
        return product(sorted(read & {"route", "placed"}), kinds)

    def _functions(self, names: Collection[str]) -> dict[str, Function]:
        return functions(names, self.case_type, self.schedule(), self.day, self.homes)
