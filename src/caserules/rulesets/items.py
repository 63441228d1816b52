"""The items for which a rule says `each`: parts of a case, named by a comprehension without its brackets."""

from caserules.engine import Expression, ExpressionError, Scope
from caserules.engine.kinds import Type
from caserules.engine.nodes import Comprehension, Variable
from caserules.rulesets.place import Fault, RuleProblem, at
from caserules.rulesets.terms import Terms

__all__ = ["listed"]


def listed(rule: str, text: str, scope: Scope, terms: Terms) -> tuple[Expression, Type]:
    """The list of what `a for a in case.activities` names, and what each of it is.

    Raises `RuleProblem` with its place under `each`.

    >>> from caserules.case import Case
    >>> found, kind = listed("calls", "c for c in case.calls", Terms().scope(case=Case), Terms())
    >>> print(found, "gives", kind)
    [c for c in case.calls] gives `Call`
    """
    try:
        found = terms.read(f"[{text}]", scope)
    except ExpressionError as error:
        inside = error.text == f"[{text}]"
        column = max(error.column - 1, 1) if inside else error.column
        shown = text if inside else error.text
        raise RuleProblem(rule, "each", error.message, error.remedy or None, column, shown) from error
    root = found.root
    with at(rule, "each"):
        if not isinstance(root, Comprehension) or not isinstance(root.element, Variable):
            raise Fault(f"`{text}` names no parts", "write `a for a in case.activities`")
    return found, root.element.type
