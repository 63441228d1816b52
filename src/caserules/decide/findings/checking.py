"""What is doubtful or wrong about a rulebook beyond what loading refuses."""

from collections.abc import Iterator

from caserules.case import Roster
from caserules.decide.findings.clocks import clocking
from caserules.decide.findings.finding import Checked, Finding
from caserules.decide.findings.life import lives
from caserules.decide.findings.lists import listing
from caserules.decide.findings.names import chained, missing, unlocked, unused
from caserules.decide.findings.people import strangers
from caserules.decide.findings.proof import Proof
from caserules.decide.findings.rules import deciding, guarding
from caserules.decide.findings.texts import Book
from caserules.decide.findings.upkeep import keeping
from caserules.decide.rules import Rules

__all__ = ["check"]


def check(rules: Rules, roster: Roster | None, seconds: float) -> Checked:
    """Every finding about the rules; the roster says who there is, `seconds` how long proofs may take."""
    proof = Proof(rules.book.status, seconds)
    findings = dict.fromkeys(_findings(Book(rules), roster, proof))
    return Checked(rules.book.title or rules.book.id, tuple(findings), proof.finished)


def _findings(book: Book, roster: Roster | None, proof: Proof) -> Iterator[Finding]:
    yield from chained(book)
    yield from unused(book, roster)
    yield from unlocked(book)
    if roster is not None:
        yield from strangers(book, roster)
    yield from missing(book, proof)
    yield from lives(book, proof)
    yield from deciding(book, proof)
    yield from guarding(book, proof)
    yield from clocking(book, proof)
    yield from keeping(book, proof)
    yield from listing(book, proof)
