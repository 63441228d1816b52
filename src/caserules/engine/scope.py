"""What an expression may read: names with their types, vocabularies, tables, functions, named conditions."""

from collections.abc import Iterable, Mapping
from keyword import iskeyword
from types import MappingProxyType
from typing import Any

from caserules.engine.errors import ExpressionError, suggest
from caserules.engine.functions import AGGREGATES, BUILTINS, Function
from caserules.engine.grammar import Reader
from caserules.engine.kinds import ANY, Type, attributes, join, type_of
from caserules.engine.nodes import Node

__all__ = ["Scope"]


class Scope:
    """What expressions of one kind of rule may read; immutable, and shared by all of them.

    `names` maps each granted name to its type annotation. A name with a leading `_` can't be written in an
    expression; a function may ask for it (`Function.given`). `words` are the vocabularies, `tables` the
    look-ups, `lets` the named conditions, written out wherever they are used; a scope `like` another shares
    these three with it, however many they are.
    Raises `ValueError` where a name means two things.

    >>> scope = Scope({"amount": int}, lets={"large": "amount > 100"})
    >>> sorted(scope.known())
    ['amount', 'large', 'words']
    """

    def __init__(  # noqa: PLR0913 what may be read is of so many kinds
        self,
        names: Mapping[str, Any],
        words: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
        tables: Mapping[str, Mapping[Any, Any]] = MappingProxyType({}),
        functions: Mapping[str, Function] = MappingProxyType({}),
        lets: Mapping[str, str] = MappingProxyType({}),
        *,
        like: "Scope | None" = None,
    ) -> None:
        self.names = MappingProxyType(dict(names))
        self.functions = MappingProxyType({**BUILTINS, **functions})
        if like is None:
            self.words = MappingProxyType({name: tuple(each) for name, each in words.items()})
            self.tables = MappingProxyType({name: MappingProxyType(dict(t)) for name, t in tables.items()})
            self.lets = MappingProxyType(dict(lets))
            self.named = self._distinct((*tables, *lets), frozenset())
            """The names of its tables and named conditions."""
            self._lets: dict[str, Node] = {}
            self._attributes: dict[Type, dict[str, Type]] = {}
        else:
            self.words, self.tables, self.lets, self.named = like.words, like.tables, like.lets, like.named
            self._lets, self._attributes = like._lets, like._attributes  # noqa: SLF001 the same for both
        self._distinct(names, self.named)
        if both := [name for name in self.functions if name in self.named]:
            raise _two_things(both[0])
        self.types = MappingProxyType({name: type_of(given, self.words) for name, given in names.items()})
        self.paths: dict[tuple[str, ...], Node] = {}
        """The checked paths so far: one node serves every expression that reads it."""

    def _distinct(self, names: Iterable[str], taken: frozenset[str]) -> frozenset[str]:
        """These names; raises `ValueError` where one is no name, or means something else already."""
        seen = {"words"}
        for name in names:
            if not name.isidentifier() or iskeyword(name) or name.startswith("__"):
                raise ValueError(f"`{name}` is no plain name; use letters, digits and `_`")
            if name in seen or name in taken or name in AGGREGATES or name in self.functions:
                raise _two_things(name)
            seen.add(name)
        return frozenset(names)

    def known(self) -> Iterable[str]:
        """The names that may be written in an expression."""
        return (n for n in (*self.names, *self.tables, *self.lets, "words") if not n.startswith("_"))

    def attributes(self, kind: Type) -> dict[str, Type]:
        """The attributes of a kind of value, with their own kinds."""
        found = self._attributes.get(kind)
        if found is None:
            found = self._attributes[kind] = attributes(kind, self.words)
        return found

    def table(self, name: str) -> Type:
        """The kind of a table: what it gives is what its values have in common."""
        values = {type(value) for value in self.tables[name].values()}
        return Type("table", of=join(*(type_of(each, self.words) for each in values)) if values else ANY)

    def let(self, name: str) -> Node:
        """The named condition as it was written, not checked yet."""
        found = self._lets.get(name)
        if found is None:
            try:
                found = self._lets[name] = Reader(self.lets[name]).read()
            except ExpressionError as error:
                message = f"in `{name}`: {error.message}"
                raise ExpressionError(error.text, error.column, message, error.remedy) from None
        return found

    def function(self, name: str, text: str, column: int) -> Function:
        """The function by its name; raises `ExpressionError` for an unknown one."""
        if name not in self.functions:
            remedy = suggest(name, (*self.functions, *sorted(AGGREGATES)))
            raise ExpressionError(text, column, f"there is no function `{name}`", remedy)
        return self.functions[name]


def _two_things(name: str) -> ValueError:
    return ValueError(f"`{name}` means two things; rename one of them")
