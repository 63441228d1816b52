"""Worklists that list nothing, and metrics that count nothing or of which the share is always none."""

from collections.abc import Iterator

from caserules.decide.findings.finding import Finding
from caserules.decide.findings.proof import Proof
from caserules.decide.findings.texts import Book
from caserules.engine import Rule

__all__ = ["listing"]


def listing(book: Book, proof: Proof) -> Iterator[Finding]:
    """The rules over many cases whose conditions can't hold."""
    for made in book.rules.worklists:
        if made.rule.enabled and proof.never(made.when):
            yield _never(made.rule, "when", "can never hold, so it lists nothing")
    for taken in book.rules.measures:
        if not taken.rule.enabled:
            continue
        if proof.never(taken.of):
            yield _never(taken.rule, "of", "can never hold, so there is nothing to count")
        elif taken.share is not None and proof.never(taken.of, taken.share):
            yield _never(taken.rule, "share", "can never hold there, so the share is always none")


def _never(rule: Rule, key: str, told: str) -> Finding:
    return Finding(
        kind="never holds",
        rule=rule.id,
        key=key,
        source=rule.source or None,
        message=f"`{key}` of `{rule.id}` {told}",
        remedy="correct the condition, or leave the rule out",
    )
