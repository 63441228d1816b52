"""From text to nodes: read by Python's own parser, admitted kind by kind, bounded in every direction."""

import ast
import re
import threading
import warnings
from decimal import Decimal
from math import isfinite
from typing import NoReturn

from caserules.engine.errors import ExpressionError
from caserules.engine.nodes import (
    And,
    Arithmetic,
    Attribute,
    Call,
    Collection,
    Compare,
    Comprehension,
    Item,
    Literal,
    Missing,
    Name,
    Negative,
    Node,
    Not,
    Or,
)

__all__ = ["DEPTH", "DIGITS", "LENGTH", "NODES", "TEXT", "Reader", "quoted"]

LENGTH = 20_000
"""Characters of an expression, also once its named conditions are written out."""
NODES = 4_000
"""Parts of an expression, also once its named conditions are written out."""
DEPTH = 32
"""Levels of parts within parts."""
DIGITS = 40
"""Characters of a number."""
TEXT = 1_000
"""Characters of a quoted text."""
_BRACKETS = 100
_MOST_DIGITS = 4_000
"""More than any text that is read, and fewer than Python refuses to turn into a number."""

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
}
_FORMS: dict[type[ast.expr], str] = {
    ast.Tuple: "()",
    ast.List: "[]",
    ast.Set: "{}",
    ast.GeneratorExp: "()",
    ast.ListComp: "[]",
    ast.SetComp: "{}",
}
_REFUSED: dict[type[ast.expr], tuple[str, str]] = {
    ast.JoinedStr: ("text is never formatted in an expression", "compare fields with plain text"),
    ast.Lambda: ("an expression defines no function", "have the host register it by name"),
    ast.IfExp: ("`… if … else …` is not part of the language", "write `… and … or …`, or two rules"),
    ast.NamedExpr: ("an expression assigns nothing", "name a condition under `let`"),
    ast.Dict: ("a dictionary is not part of the language", "put it under `table` and look it up by key"),
    ast.DictComp: ("a dictionary is not part of the language", "put it under `table` and look it up by key"),
    ast.Starred: ("`*` is not part of the language", "name every argument"),
    ast.Slice: ("a slice is not part of the language", "use `first(...)` or `last(...)`"),
}
_DOUBTFUL = re.compile(r"\\|\d\.?[^\W\d]")
"""What the parser may warn of: an escape, or a number that runs into a word."""
_parsing = threading.Lock()


def _strictly_parsed(text: str) -> ast.Expression:
    """Python's tree of the text, where a doubtful escape is refused rather than guessed."""
    with _parsing, warnings.catch_warnings():
        warnings.simplefilter("error")
        return ast.parse(text, mode="eval")


def quoted(text: str) -> str:
    """A text as a literal, between double quotes where its content allows."""
    written = repr(text)
    return f'"{written[1:-1]}"' if written[0] == "'" and '"' not in text else written


class Reader:
    """Reads one text; the nodes it gives name things that nobody has looked up yet."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._count = 0
        self._lines: list[tuple[int, bytes]] = []
        self._plain: int | None = None
        """The column at which a text of one plain line starts."""

    def read(self) -> Node:
        """The text as a node; raises `ExpressionError`."""
        if len(self.text) > LENGTH:
            self._fail(1, f"the text has {len(self.text)} characters, at most {LENGTH} are read")
        if "\0" in self.text:
            self._fail(self.text.index("\0") + 1, "not an expression: it has a null character")
        if len(self.text) > _MOST_DIGITS and (long := re.search(rf"\d{{{_MOST_DIGITS}}}", self.text)):
            self._fail(long.start() + 1, f"a number of more than {DIGITS} digits")
        self._brackets()
        return self._node(self._parsed(), DEPTH)

    def _brackets(self) -> None:
        """Refuses deep nesting before the parser meets it; a bracket in quoted text counts too."""
        if sum(map(self.text.count, "([{")) <= _BRACKETS:
            return
        depth = 0
        for found in re.finditer(r"[(\[{]|[)\]}]", self.text):
            depth += 1 if found.group() in "([{" else -1
            if depth > _BRACKETS:
                self._fail(found.start() + 1, f"brackets nest deeper than {_BRACKETS}")

    def _parsed(self) -> ast.expr:
        text, skipped = self.text.strip(), len(self.text) - len(self.text.lstrip())
        if not text:
            self._fail(1, "there is nothing to read")
        lines = 1 if text.isprintable() else len(re.split(r"[\r\n]", text))
        if lines > 1:
            text, skipped = f"({text}\n)", skipped - 1
        try:
            tree = _strictly_parsed(text) if _DOUBTFUL.search(text) else ast.parse(text, mode="eval")
        except SyntaxError as error:
            above = re.split(r"\r\n|\r|\n", text)[: max((error.lineno or 1) - 1, 0)]
            before = sum(len(line) + 1 for line in above)
            column = min(max(before + (error.offset or 1) + skipped, 1), len(self.text) + 1)
            self._fail(column, f"not an expression: {error.msg.lower()}")
        except (MemoryError, RecursionError):
            self._fail(1, "not an expression: nested too deeply")
        except (ValueError, Warning) as error:
            self._fail(1, f"not an expression: {str(error).lower()}")
        root = tree.body
        starts = (root.lineno, root.col_offset) == (1, 0) and not isinstance(
            root, ast.Tuple | ast.GeneratorExp
        )
        if lines > 1 and starts:
            self._fail(1, "not an expression: a bracket closes before it opens")
        self._plain = skipped + 1 if lines == 1 and text.isascii() else None
        if lines == 1:
            self._lines.append((skipped, text.encode()))
            return root
        start = skipped
        for line in re.split(r"(?<=\n)|(?<=\r)(?!\n)", text):
            self._lines.append((start, line.encode()))
            start += len(line)
        return root

    def _column(self, node: ast.expr) -> int:
        if self._plain is not None:
            return self._plain + node.col_offset
        start, line = self._lines[min(node.lineno, len(self._lines)) - 1]
        before = node.col_offset if line.isascii() else len(line[: node.col_offset].decode(errors="ignore"))
        return max(start + before + 1, 1)

    def _fail(self, at: int | ast.expr, message: str, remedy: str = "") -> NoReturn:
        column = at if isinstance(at, int) else self._column(at)
        raise ExpressionError(self.text, column, message, remedy)

    def _node(self, node: ast.expr, depth: int) -> Node:  # noqa: PLR0911, C901, PLR0912, RET503 - one case a kind
        self._count += 1
        column = self._column(node) if self._plain is None else self._plain + node.col_offset
        if self._count > NODES:
            self._fail(node, f"more than {NODES} parts")
        if depth == 0:
            self._fail(node, f"parts nest deeper than {DEPTH}")
        under = depth - 1
        match node:
            case ast.Constant():
                return self._constant(node, column)
            case ast.Attribute(value=of, attr=name):
                if name.startswith("_"):
                    self._fail(node, f"`.{name}` can't be read", "attributes start with a letter")
                return Attribute(self._node(of, under), name, column=column)
            case ast.Name(id=name):
                if name.startswith("_"):
                    self._fail(node, f"`{name}` can't be read", "names start with a letter")
                return Name(name, column=column)
            case ast.Subscript(value=of, slice=key):
                return Item(self._node(of, under), self._node(key, under), column=column)
            case ast.Compare():
                return self._compare(node, under, column)
            case ast.BoolOp(op=op, values=values):
                kind: type[And | Or] = And if isinstance(op, ast.And) else Or
                operands: list[Node] = []
                for each in (self._node(value, under) for value in values):
                    operands.extend(each.operands if isinstance(each, kind) else (each,))
                return kind(tuple(operands), column=column)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self._node(operand, under), column=column)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self._negative(self._node(operand, under), column)
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
                sign = "+" if isinstance(op, ast.Add) else "-"
                return Arithmetic(self._node(left, under), sign, self._node(right, under), column=column)
            case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
                return Collection(
                    _FORMS[type(node)], tuple(self._node(i, under) for i in items), column=column
                )
            case ast.GeneratorExp() | ast.ListComp() | ast.SetComp():
                return self._comprehension(node, under, column)
            case ast.Call():
                return self._call(node, under, column)
            case _:
                message, remedy = _REFUSED.get(type(node), ("this is not part of the language", ""))
                self._fail(node, message, remedy)

    def _constant(self, node: ast.Constant, column: int) -> Node:  # noqa: RET503 - `_fail` never returns
        value = node.value
        if isinstance(value, str):
            if len(value) > TEXT:
                self._fail(node, f"a text of {len(value)} characters, at most {TEXT} are read")
            return Literal(value, quoted(value), column=column)
        if isinstance(value, bool):
            return Literal(value, str(value), column=column)
        if isinstance(value, int):
            if value >= 10**DIGITS:
                self._fail(node, f"a number of more than {DIGITS} digits")
            return Literal(value, str(value), column=column)
        if isinstance(value, float):
            line = self._lines[node.lineno - 1][1]
            text = line[node.col_offset : node.end_col_offset].decode().replace("_", "").lower()
            if len(text) > DIGITS or not isfinite(value) or (value == 0 and Decimal(text) != 0):
                self._fail(node, f"a number of more than {DIGITS} characters, or out of range")
            return Literal(value, text, column=column)
        if value is None:
            self._fail(node, "`None` stands only after `is` or `is not`", "write `… is None`")
        self._fail(node, f"`{str(value)[:20]}` is no literal of the language")

    def _negative(self, operand: Node, column: int) -> Node:
        match operand:
            case Literal(value=int() | float() as value, text=text) if not isinstance(value, bool):
                return Literal(-value, text[1:] if text.startswith("-") else f"-{text}", column=column)
            case _:
                return Negative(operand, column=column)

    def _compare(self, node: ast.Compare, depth: int, column: int) -> Node:
        for op in node.ops:
            if isinstance(op, ast.Is | ast.IsNot):
                return self._missing(node, op, depth, column)
        for each in (node.left, *node.comparators):
            if isinstance(each, ast.Constant) and each.value is None:
                self._fail(each, "`None` is compared with `is`", "write `… is None` or `… is not None`")
        first = self._node(node.left, depth)
        rest = zip(node.ops, node.comparators, strict=True)
        links = [(_COMPARISONS[type(op)], self._node(operand, depth)) for op, operand in rest]
        return Compare(first, tuple(links), column=column)

    def _missing(self, node: ast.Compare, op: ast.cmpop, depth: int, column: int) -> Node:
        right = node.comparators[0]
        if len(node.ops) > 1 or not (isinstance(right, ast.Constant) and right.value is None):
            self._fail(node, "`is` tests only for `None`, and in no chain", "use `==`")
        return Missing(self._node(node.left, depth), isinstance(op, ast.IsNot), column=column)

    def _comprehension(
        self, node: ast.GeneratorExp | ast.ListComp | ast.SetComp, depth: int, column: int
    ) -> Node:
        loop = node.generators[0]
        if len(node.generators) > 1 or loop.is_async or not isinstance(loop.target, ast.Name):
            self._fail(node, "a comprehension has one `for` and one name", "nest another inside `any(...)`")
        if loop.target.id.startswith("_"):
            self._fail(loop.target, f"`{loop.target.id}` can't be a name", "names start with a letter")
        return Comprehension(
            _FORMS[type(node)],
            self._node(node.elt, depth),
            loop.target.id,
            self._node(loop.iter, depth),
            tuple(self._node(each, depth) for each in loop.ifs),
            column=column,
        )

    def _call(self, node: ast.Call, depth: int, column: int) -> Node:
        if not isinstance(node.func, ast.Name):
            self._fail(node, "only a function is called, by its name", "methods are not part of the language")
        if node.keywords:
            self._fail(node, f"`{node.func.id}` takes its arguments by place")
        arguments = tuple(self._node(each, depth) for each in node.args)
        return Call(node.func.id, arguments, column=column)
