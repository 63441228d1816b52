"""The time, the actor and the surroundings of a decision: a frozen value, and nothing else is read."""

from datetime import datetime

from pydantic import Field, SerializeAsAny

from caserules.case.case import Case
from caserules.case.roster import NOBODY, Agent, Roster
from caserules.case.values import Filled
from caserules.model import Instant, Model

__all__ = ["Context", "Queue"]


class Queue(Model):
    """What the host knows of a queue (FES-03).

    >>> Queue(id="support", size=90).held
    False
    >>> Queue(id="support", size=90, unusual_since="2026-03-02T09:00Z").held
    True
    """

    id: str
    members: tuple[str, ...] = ()
    """Who works it, where no team of that name does (SVC-09)."""
    size: int | None = Field(default=None, ge=0)
    unusual_since: Instant | None = None
    acknowledged_at: Instant | None = None
    acknowledged_by: str | None = None

    @property
    def held(self) -> bool:
        """Whether its size is unusual, and nobody has acknowledged that since it became so.

        >>> from datetime import datetime, timezone
        >>> since = datetime(2026, 3, 2, 9, tzinfo=timezone.utc)
        >>> queue = Queue(id="support", size=90, unusual_since=since)
        >>> queue.held, queue.acknowledged("director", since).held
        (True, False)
        """
        if self.unusual_since is None:
            return False
        return self.acknowledged_at is None or self.acknowledged_at < self.unusual_since

    def acknowledged(self, by: str, at: datetime) -> "Queue":
        """The queue as it is once somebody has said to know of its size: held no more."""
        return self.replace(acknowledged_by=by, acknowledged_at=at)


class Context(Model):
    """What a decision may know beside the case and the command.

    `related` are the host's candidates for a duplicate search; `now` carries a time zone (ALL-05). Raises
    `pydantic.ValidationError` for a naive instant, and for an actor who is nobody.

    >>> from datetime import datetime, timezone
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=timezone.utc)
    >>> context = Context(now=nine, actor="ana", queues=(Queue(id="support", members=("ana",)),))
    >>> context.member("ana", "support"), context.member("bo", "support")
    (True, False)
    """

    now: Instant
    actor: Filled
    through: str | None = None
    """Who acts in the actor's name, such as a sweep; the actor did nothing himself, and is told of it."""
    roster: Roster = NOBODY
    related: tuple[SerializeAsAny[Case], ...] = ()
    queues: tuple[Queue, ...] = ()

    @property
    def doer(self) -> str:
        """Who it is that does it: whoever acts in the actor's name, else the actor."""
        return self.through or self.actor

    @property
    def agent(self) -> Agent:
        """The actor as the roster knows it."""
        return self.roster.agent(self.actor)

    def queue(self, queue_id: str | None) -> Queue | None:
        """The queue by that id, if the host told of it."""
        return next((queue for queue in self.queues if queue.id == queue_id), None)

    def member(self, who: str | None, group: str | None) -> bool:
        """Whether `who` is `group`, or belongs to the team or the queue of that name."""
        if self.roster.member(who, group):
            return True
        queue = self.queue(group)
        return queue is not None and who in queue.members
