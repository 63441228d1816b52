"""What every command can carry."""

from caserules.case.parts import NoteField
from caserules.model import Instant, Model

__all__ = ["OneCommand"]


class OneCommand(Model):
    """A command: what somebody asks for. Doing a thing and saying so are one act at every desk.

    >>> from caserules.case.commands import AssignCase
    >>> AssignCase(to="bo", comment="he knows the feed", notify=True).comment.text
    'he knows the feed'
    """

    comment: NoteField | None = None
    notify: bool = False
    """Whether a notification is asked for (INT-15)."""
    occurred_at: Instant | None = None
    """When it happened, if that is not now; never later than now (ALL-11)."""
