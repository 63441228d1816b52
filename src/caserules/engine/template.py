"""Text with placeholders, `{case.owner}`: paths only, with a parser of its own, never formatted by Python."""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from caserules.engine.errors import ExpressionError
from caserules.engine.expression import Expression, parse
from caserules.engine.generate import Source
from caserules.engine.nodes import Attribute, Item, Literal, Name, Node, Table
from caserules.engine.scope import Scope
from caserules.engine.walk import Path

__all__ = ["Template"]

_LENGTH = 10_000

_WHOLE = frozenset({"model", "items", "table"})
"""Kinds of values that have parts: written out, they would be read by nobody."""


class Template:
    """A text in which `{case.owner}` stands for a value; `{{` and `}}` are the braces themselves.

    A placeholder is a path, a table's entry by a path, `{terms[case.agency]}`, or a `let` by its name. A
    missing value is written as nothing. Raises `ExpressionError` for anything else, and for a whole model or
    collection within a text; `written` says that the template is a text even where it is one placeholder
    alone.

    >>> template = Template("case {id} is {{new}}", Scope({"id": str}))
    >>> template.render(id="C-17")
    'case C-17 is {new}'
    >>> Template("{size}", Scope({"size": int})).value(size=3)
    3
    """

    def __init__(self, text: str, scope: Scope, *, written: bool = False) -> None:
        self.text = text
        self._columns: dict[int, int] = {}
        self.scope = scope
        if len(text) > _LENGTH:
            raise ExpressionError(text, 1, f"the text has {len(text)} characters, at most {_LENGTH} are read")
        self.pieces: tuple[str | Expression, ...] = tuple(self._read())
        if written or len(self.pieces) > 1:
            self._check_written()

    def _read(self) -> list[str | Expression]:
        pieces: list[str | Expression] = []
        plain, place, text = "", 0, self.text
        while place < len(text):
            sign = text[place]
            if text[place : place + 2] in ("{{", "}}"):
                plain, place = plain + sign, place + 2
            elif sign == "{":
                end = text.find("}", place)
                if end < 0:
                    raise ExpressionError(text, place + 1, "`{` has no `}`", "write `{{` for a brace itself")
                if plain:
                    pieces.append(plain)
                self._columns[len(pieces)] = place + 2
                pieces.append(self._placeholder(place + 1, end))
                plain, place = "", end + 1
            elif sign == "}":
                raise ExpressionError(text, place + 1, "`}` has no `{`", "write `}}` for a brace itself")
            else:
                plain, place = plain + sign, place + 1
        return [*pieces, plain] if plain else pieces

    def _placeholder(self, start: int, end: int) -> Expression:
        try:
            found = parse(self.text[start:end], self.scope)
        except ExpressionError as error:
            column = start + error.column if error.text == self.text[start:end] else start + 1
            raise ExpressionError(self.text, column, error.message, error.remedy) from None
        if not _is_path(found.root) and not (self._is_let(start, end) and found.type.name != "boolean"):
            remedy = "name what is to be written under `let`, or write the path"
            raise ExpressionError(
                self.text, start + 1, "a placeholder is a path, such as `{case.owner}`", remedy
            )
        return found

    def _is_let(self, start: int, end: int) -> bool:
        """Whether it is the name of a `let`, or a fact of what one finds: `{other.owner}`."""
        name, *facts = (each.strip() for each in self.text[start:end].split("."))
        return name in self.scope.lets and all(each.isidentifier() for each in facts)

    def _check_written(self) -> None:
        """Raises `ExpressionError` for a placeholder of what can't be written in a sentence."""
        for place, piece in enumerate(self.pieces):
            if isinstance(piece, Expression) and piece.type.name in _WHOLE:
                said = f"`{piece.text}` is {piece.type}, which a text can't hold"
                raise ExpressionError(self.text, self._columns[place], said, "name one of its facts")

    @property
    def reads(self) -> frozenset[Path]:
        """Every path that the placeholders read."""
        return frozenset(path for each in self.pieces if isinstance(each, Expression) for path in each.reads)

    def render(self, **values: Any) -> str:
        """The text with every placeholder's value in its place; a missing one leaves nothing."""
        return self._rendered(**values)

    @cached_property
    def _rendered(self) -> Callable[..., str]:
        """The whole text as one generated function of the scope's names as keywords."""
        source = Source(self.scope)
        written, join = source.bind(_written), source.bind("".join)
        parts = [
            source.bind(each) if isinstance(each, str) else f"{written}({source.code(each.root)})"
            for each in self.pieces
        ]
        return source.function([f"return {join}([{', '.join(parts)}])"], self._by_meaning, "render")

    def _by_meaning(self, values: Mapping[str, Any]) -> str:
        return "".join(
            each if isinstance(each, str) else _written(each.evaluate(**values)) for each in self.pieces
        )

    def key(self, **values: Any) -> str:
        """The text as a key: an instant stands in it in UTC, so that it is the same in whatever zone it came.

        >>> from datetime import datetime
        >>> nine = datetime.fromisoformat("2026-03-02T09:00-05:00")
        >>> Template("since {at}", Scope({"at": datetime})).key(at=nine)
        'since 2026-03-02 14:00:00+00:00'
        """
        return "".join(
            piece if isinstance(piece, str) else _named(piece.compiled(**values)) for piece in self.pieces
        )

    def foreseen(self, unknown: Collection[str | Path], **values: Any) -> str:
        """The text while names, or paths, are not known yet: `…` stands for what they will be.

        >>> template = Template("{who} takes {what}", Scope({"who": str, "what": str}))
        >>> template.foreseen({"what"}, who="ana", what=None)
        'ana takes …'
        """
        if not unknown:
            return self._rendered(**values)
        return "".join(
            piece
            if isinstance(piece, str)
            else "…"
            if any(path[0] in unknown or path[:2] in unknown for path in piece.reads)
            else _written(piece.compiled(**values))
            for piece in self.pieces
        )

    def value(self, **values: Any) -> Any:
        """The value itself where the template is exactly one placeholder; otherwise the rendered text."""
        match self.pieces:
            case (Expression() as only,):
                return only.compiled(**values)
            case _:
                return self._rendered(**values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Template) and self.text == other.text and self.scope is other.scope

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"<Template {self.text}>"


def _is_path(node: Node) -> bool:
    match node:
        case Name():
            return True
        case Attribute(of=of):
            return _is_path(of)
        case Item(of=of, key=key):
            return (isinstance(of, Table) or _is_path(of)) and (isinstance(key, Literal) or _is_path(key))
        case _:
            return False


def _named(value: Any) -> str:
    return _written(value.astimezone(UTC) if isinstance(value, datetime) else value)


def _written(value: Any) -> str:
    return "" if value is None else str(value)
