"""The same issue: what an interaction and an existing case have to have in common."""

from typing import Any, Literal, TypeAlias

from caserules.case import Account, Case, Interaction, Person
from caserules.model import Model

__all__ = ["Same", "Sought", "agree", "likeness", "same_person", "sought"]

Same: TypeAlias = Literal["requester", "account", "type", "reason", "subject"]
"""What two have in common when they are about the same issue."""


class Sought(Model):
    """What a host looks for before it hands an interaction over: `context.related` are the cases found.

    With a `case_id` that case (and the one into which it was merged, if it was); with a `lineage` the case by
    that id and all whose `clone_of.root` it is; and, where anything else is given, the cases that agree in
    everything of that. Whatever more is handed over does no harm.

    >>> from caserules import Interaction, load
    >>> reply = Interaction(channel="e-mail", subject="still no heat", reply_to="C-17")
    >>> load("service_hub").looks_for(reply).case_id
    'C-17'
    >>> load("service_hub").looks_for(reply.replace(reply_to=None)) is None
    True
    """

    case_id: str | None = None
    lineage: str | None = None
    requester: Person | None = None
    account: Account | None = None
    type: str | None = None
    reason: str | None = None
    subject: str | None = None
    """Cases with a subject like it, where the desk's `similarity` allows for more than the same words."""


def sought(interaction: Interaction, same: tuple[Same, ...]) -> Sought | None:
    """What to look for; None where nothing could be the same issue, and nothing need be fetched."""
    facts: dict[str, Any] = {name: getattr(interaction, name) for name in same}
    replied = interaction.reply_to
    if None in facts.values() or not (replied is None or interaction.same_issue):
        facts = {}
    return Sought(case_id=replied, **facts) if facts or replied is not None else None


def agree(name: Same, interaction: Interaction, case: Case, similarity: float) -> bool:
    """Whether the two have this in common; what one of them lacks is not in common."""
    one, other = getattr(interaction, name), getattr(case, name)
    if one is None or other is None:
        return False
    match name:
        case "requester":
            return same_person(one, other)
        case "account":
            return bool(one.id == other.id)
        case "subject":
            return likeness(one, other) >= similarity
    return bool(one == other)


def likeness(one: str, other: str) -> float:
    """How alike two subjects are, from 0 to 1: the share of their words that both have, case set aside.

    The index of Jaccard (1912) over words. It needs no package, so it is the same on every machine.

    >>> likeness("Printer on fire", "printer not on fire")
    0.75
    """
    words, others = set(one.casefold().split()), set(other.casefold().split())
    return len(words & others) / len(words | others) if words | others else 1.0


def same_person(one: Person, other: Person) -> bool:
    """By their ids where both have one that is not blank, else by an address or a number that they share.

    >>> same_person(Person(id="P-9", email="Mo@example.org"), Person(email="mo@example.org"))
    True
    """
    known, sought_for = (one.id or "").strip(), (other.id or "").strip()
    if known and sought_for:
        return known == sought_for
    by_mail = (
        one.email is not None and other.email is not None and one.email.casefold() == other.email.casefold()
    )
    return by_mail or bool(_digits(one.phone) and _digits(one.phone) == _digits(other.phone))


def _digits(phone: str | None) -> str:
    return "".join(sign for sign in phone or "" if sign.isdigit())
