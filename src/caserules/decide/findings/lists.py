"""Worklists that list nothing, and metrics that count nothing or of which the share is always none."""

from collections.abc import Iterator

from caserules.decide.findings.finding import Finding
from caserules.decide.findings.proof import Proof
from caserules.decide.findings.rules import never_holds
from caserules.decide.findings.texts import Book

__all__ = ["listing"]


def listing(book: Book, proof: Proof) -> Iterator[Finding]:
    """The rules over many cases whose conditions can't hold."""
    for made in book.rules.worklists:
        if made.rule.enabled and proof.never(made.when):
            yield never_holds(made.rule, "when", "can never hold, so it lists nothing")
    for taken in book.rules.measures:
        if not taken.rule.enabled:
            continue
        if proof.never(taken.of):
            yield never_holds(taken.rule, "of", "can never hold, so there is nothing to count")
        elif taken.share is not None and proof.never(taken.of, taken.share):
            yield never_holds(taken.rule, "share", "can never hold there, so the share is always none")
