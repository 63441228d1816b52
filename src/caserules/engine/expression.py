"""A checked expression: its text, its type, what it reads, and its value in two ways that agree."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from caserules.engine.checker import Checker
from caserules.engine.errors import ExpressionError
from caserules.engine.generate import function
from caserules.engine.grammar import LENGTH, Reader
from caserules.engine.interpret import Interpreter
from caserules.engine.kinds import BOOLEAN, Type
from caserules.engine.nodes import And, Node, Not, show
from caserules.engine.scope import Scope
from caserules.engine.walk import Path, findings, reads

__all__ = ["Expression", "both", "negate", "parse"]


_SURELY = 1_000
"""A text so short can't print too long."""


class Expression:
    """An expression that was read and checked in a scope; immutable, equal by content.

    `evaluate` defines what it means; `compiled` is a plain function with the same answers, quicker.

    >>> asked = parse("amount>100 and who  in ('ana',)", Scope({"amount": int, "who": str}))
    >>> asked.text
    'amount > 100 and who in ("ana",)'
    >>> asked.evaluate(amount=500, who="ana"), asked.compiled(amount=5, who="ana"), asked.evaluate(who="ana")
    (True, False, False)
    """

    def __init__(self, root: Node, scope: Scope) -> None:
        self.root = root
        self.scope = scope

    @cached_property
    def text(self) -> str:
        """The canonical text, with named conditions written out; `parse` of it gives an equal expression."""
        return show(self.root)

    @property
    def type(self) -> Type:
        """The kind of value it gives."""
        return self.root.type

    @cached_property
    def reads(self) -> frozenset[Path]:
        """Every path it reads, such as `("case", "queue")`, and the names that its functions ask for."""
        return reads(self.root, self.scope)

    @cached_property
    def findings(self) -> tuple[str, ...]:
        """What is allowed and doubtful: an ordering on what may be missing, with no `None` test beside it."""
        return tuple(dict.fromkeys(findings(self.root)))

    def evaluate(self, **values: Any) -> Any:
        """The value, by the definition of meaning; a name that is not given is missing."""
        return Interpreter(self.scope).value(self.root, values)

    @cached_property
    def compiled(self) -> Callable[..., Any]:
        """The same as `evaluate`, as one generated function of the scope's names as keywords."""
        return function(self.root, self.scope)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and self.root == other.root and self.scope is other.scope

    def __hash__(self) -> int:
        return hash(self.text)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<Expression {self.text}>"


def parse(text: str, scope: Scope) -> Expression:
    """The text as a checked expression; raises `ExpressionError`. Nothing of it is run.

    >>> scope = Scope({"amount": int, "queue": str})
    >>> large = parse("amount > 100 and queue != 'billing'", scope)
    >>> large.text
    'amount > 100 and queue != "billing"'
    >>> large.evaluate(amount=500, queue="support"), large.compiled(amount=500, queue="billing")
    (True, False)
    """
    checker = Checker(scope, text)
    expression = Expression(checker.check(Reader(text).read(), {}), scope)
    if (checker.written_out or len(text) > _SURELY) and len(expression.text) > LENGTH:
        raise ExpressionError(
            text, 1, f"longer than {LENGTH} characters once its named conditions are written out"
        )
    return expression


def both(one: Expression, other: Expression) -> Expression:
    """Holds where both hold; the two are of one scope.

    >>> scope = Scope({"amount": int})
    >>> both(parse("amount > 1", scope), parse("amount < 9", scope)).text
    'amount > 1 and amount < 9'
    """
    operands: list[Node] = []
    for each in (one.root, other.root):
        operands.extend(each.operands if isinstance(each, And) else (each,))
    return Expression(And(tuple(operands), type=BOOLEAN.or_missing()), one.scope)


def negate(one: Expression) -> Expression:
    """Holds where the other does not.

    >>> negate(parse("amount > 1", Scope({"amount": int}))).text
    'not amount > 1'
    """
    return Expression(Not(one.root, type=BOOLEAN), one.scope)
