"""Upkeep that is never due, never over, or never let pass."""

from collections.abc import Iterator
from typing import Any

from caserules.case.written import READ_WITH
from caserules.decide.findings.finding import Finding
from caserules.decide.findings.proof import Proof
from caserules.decide.findings.rules import never_holds
from caserules.decide.findings.texts import Book
from caserules.decide.writing import may_write
from caserules.engine import Expression, Template, negate, parse
from caserules.engine.walk import conjuncts, path_of
from caserules.model import FrozenMap
from caserules.rulesets.upkeep import UpkeepRule

__all__ = ["keeping"]


def keeping(book: Book, proof: Proof) -> Iterator[Finding]:
    """Upkeep that never falls due, that its own command does not settle, or whose `since` may be missing."""
    terms = book.rules.terms
    for rule in book.rules.book.upkeep:
        if not rule.enabled:
            continue
        when = terms.condition(rule, book.upkeep)
        since = terms.read(rule.since, book.upkeep)
        if proof.never(when):
            yield never_holds(rule, "when", "can never hold, so nothing ever falls due")
            continue
        yield from _shut_out(rule, book)
        if rule.do is not None and _stays_due(rule, when, since, book, proof):
            ((kind, _),) = rule.do.items()
            yield Finding(
                kind="stays due",
                rule=rule.id,
                key="when",
                source=rule.source or None,
                message=f"`{rule.id}` is as due after its `{kind}` as before: that changes nothing of what "
                "it asks for",
                remedy=f"ask under `when` for something that `{kind}` ends, or `remind` somebody instead",
            )
        if since.type.missing and _untested(when, since, proof):
            yield Finding(
                kind="may be missing",
                rule=rule.id,
                key="since",
                source=rule.source or None,
                message=f"`{rule.since}` may be missing, and `{rule.id}` is never due then",
                remedy=f"test it under `when`: `{rule.since} is not None`, and say what is due without it",
            )


def _shut_out(rule: UpkeepRule, book: Book) -> Iterator[Finding]:
    """A change of status that every sweep would be refused."""
    done = rule.do.get("ChangeStatus") if rule.do is not None else None
    to = str(done.get("to")) if done is not None else ""
    if to not in book.rules.book.status or book.rules.transitions.enters("ChangeStatus", to):
        return
    yield Finding(
        kind="never passes",
        rule=rule.id,
        key="do",
        source=rule.source or None,
        message=f"`{rule.id}` changes the status to `{to}`, into which other commands lead",
        remedy=f"let it `do` one of those, or name `ChangeStatus` under `status.{to}.by`",
    )


def _untested(when: Expression | None, since: Expression, proof: Proof) -> bool:
    """Whether `when` leaves it open that `since` is missing; by what it reads where that is no plain path."""
    if when is None:
        return True
    if path_of(since.root) is not None:
        return not proof.never(when, parse(f"{since.text} is None", since.scope))
    return not any(
        path[: len(other)] == other for path in when.reads for other in since.reads if len(other) > 1
    )


def _stays_due(
    rule: UpkeepRule, when: Expression | None, since: Expression, book: Book, proof: Proof
) -> bool:
    ((kind, facts),) = (rule.do or {}).items()
    target, written = _done(kind, facts, book)
    if _fields(since, book) & written:
        return False
    after = None
    if target is not None and target in book.rules.book.status:
        phase = book.rules.book.status[target].phase
        after = parse(f"case.status == {target!r} and case.phase == {phase!r}", book.upkeep)
    for node in conjuncts(when.root) if when is not None else ():
        each = Expression(node, book.upkeep)
        touched = _fields(each, book) & written
        if touched and not (after and touched <= {"status", "phase"} and proof.never(after, negate(each))):
            return False
    return True


_ANY = frozenset({"*"})


def _fields(expression: Expression, book: Book) -> frozenset[str]:
    """What of the case it reads; `*`, which everything writes, where it may be anything."""
    stored = book.rules.terms.case_type.model_fields.keys() | READ_WITH.keys()
    found: set[str] = set()
    for path in expression.reads:
        if path[0] == "case":
            name = path[1] if len(path) > 1 else ""
            found.update((name, *READ_WITH.get(name, ())) if name in stored else _ANY)
    return frozenset(found)


def _done(kind: str, facts: FrozenMap[str, Any], book: Book) -> tuple[str | None, frozenset[str]]:
    """The status to which a command leads, if that is known, and the fields of the case that it may write."""
    given = facts.get("fields")
    named = given if isinstance(given, FrozenMap) else () if given is None else None
    written = may_write(book.rules, kind, commented="comment" in facts, fields=named)
    leads = book.rules.transitions.leads(kind)
    if kind == "ChangeStatus":
        leads = Template(str(facts.get("to")), book.upkeep)
    return (leads.render() if leads is not None and not leads.reads else None), written | _ANY
