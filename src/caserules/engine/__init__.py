"""Rules over any pydantic model: read, checked, explained, analysed and fast. Knows no cases."""

from typing import TYPE_CHECKING

from caserules.engine.coverage import Coverage, coverage
from caserules.engine.errors import ExpressionError
from caserules.engine.expression import Expression, both, negate, parse
from caserules.engine.functions import Function
from caserules.engine.kinds import Type
from caserules.engine.partial import Outcome, partial
from caserules.engine.ruleset import Hit, Rule, RuleSet
from caserules.engine.scope import Scope
from caserules.engine.template import Template
from caserules.engine.trace import Condition, Trace, Try
from caserules.later import later

if TYPE_CHECKING:
    from caserules.engine.analysis import check
    from caserules.engine.difference import diff
    from caserules.engine.findings import Analysis, Difference, Finding
else:
    __getattr__, __dir__ = later(
        __name__, {"analysis": "check", "difference": "diff", "findings": "Analysis Difference Finding"}
    )

__all__ = [
    "Analysis",
    "Condition",
    "Coverage",
    "Difference",
    "Expression",
    "ExpressionError",
    "Finding",
    "Function",
    "Hit",
    "Outcome",
    "Rule",
    "RuleSet",
    "Scope",
    "Template",
    "Trace",
    "Try",
    "Type",
    "both",
    "check",
    "coverage",
    "diff",
    "negate",
    "parse",
    "partial",
]
