"""What is doubtful or wrong about a rulebook beyond what loading refuses."""

from collections.abc import Iterator
from datetime import date

from caserules.case import Roster
from caserules.decide.findings.clocks import clocking
from caserules.decide.findings.finding import Checked, Finding
from caserules.decide.findings.life import lives
from caserules.decide.findings.lists import listing
from caserules.decide.findings.names import chained, ending, missing, unlocked, unused
from caserules.decide.findings.people import strangers
from caserules.decide.findings.proof import Proof
from caserules.decide.findings.rules import deciding, guarding
from caserules.decide.findings.texts import Book
from caserules.decide.findings.upkeep import keeping
from caserules.decide.rules import Rules

__all__ = ["check"]


def check(rules: Rules, roster: Roster | None, seconds: float, on: date | None = None) -> Checked:
    """Every finding about the rules; the roster says who there is, `seconds` how long proofs may take.

    With the day `on` also what the rules need soon after it.
    """
    proof = Proof(rules.book.status, seconds)
    findings = dict.fromkeys(_findings(Book(rules), roster, proof, on))
    return Checked(rules.book.title or rules.book.id, tuple(findings), proof.finished)


def _findings(book: Book, roster: Roster | None, proof: Proof, on: date | None) -> Iterator[Finding]:
    yield from chained(book)
    yield from unused(book, roster)
    yield from unlocked(book)
    if on is not None:
        yield from ending(book, on)
    if roster is not None:
        yield from strangers(book, roster)
    yield from missing(book, proof)
    yield from lives(book, proof)
    yield from deciding(book, proof)
    yield from guarding(book, proof)
    yield from clocking(book, proof)
    yield from keeping(book, proof)
    yield from listing(book, proof)
