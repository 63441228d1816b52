"""Something that reached the desk: a call, a mail, a chat, a form; it may open a case, or need none."""

from typing import Annotated

from caserules.case.parts import Account, NoteField, Person
from caserules.case.values import Fields, Filled, Id
from caserules.model import FrozenMap, Instant, Model, Word

__all__ = ["Interaction"]


class Interaction(Model):
    """What came in, before the desk knows whether a case comes of it.

    `same_issue` says whether a reply is on the subject of the case that it answers (FES-17), `resolved`
    whether it was settled at once (SOL-02). `new_id` is the id of the case that may be opened.

    >>> from datetime import datetime, timezone
    >>> from caserules import Context, Person, load
    >>> context = Context(now=datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc), actor="ana")
    >>> mail = Interaction(channel="e-mail", subject="no heat", requester=Person(id="P-9"), new_id="C-17")
    >>> decision = load("service_hub").receive(mail, context)
    >>> decision.verdict.then, decision.case.requester.id
    ('open', 'P-9')
    """

    channel: Annotated[str, Word("channel")]
    subject: Filled
    text: str | None = None
    requester: Person | None = None
    account: Account | None = None
    received_at: Instant | None = None
    """When it reached the company; by default when it is handed over."""
    reply_to: str | None = None
    """The case that it answers."""
    same_issue: bool = True
    resolved: bool = False
    type: Annotated[str, Word("type")] | None = None
    reason: Annotated[str, Word("reason")] | None = None
    priority: Annotated[str, Word("priority")] | None = None
    origin: Annotated[str, Word("origin")] | None = None
    """Given outright, where it is not read off the channel."""
    opened_for: str | None = None
    fields: Fields = FrozenMap()
    comment: NoteField | None = None
    new_id: Id | None = None
