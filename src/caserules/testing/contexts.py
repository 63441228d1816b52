"""What a decision is taken in, and what comes in from outside.

The examples below are what a test could claim:

>>> from hypothesis import given
>>> from datetime import UTC
>>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""

from datetime import datetime
from functools import cache

from hypothesis import strategies as st

from caserules.case import Case, Context, Interaction, Note, Queue, Roster
from caserules.testing.instants import instants
from caserules.testing.people import AGENTS, TEAMS, accounts, actors, people, rosters
from caserules.testing.texts import ids, maybe, texts
from caserules.testing.vocabulary import words

__all__ = ["contexts", "interactions", "notes", "queues"]


@cache
def notes() -> st.SearchStrategy[Note]:
    """A comment for a command to carry.

    >>> @given(notes())
    ... def claim(note):
    ...     assert note.text
    >>> claim()
    """
    return st.builds(Note, text=texts(), public=maybe(st.booleans()))


def queues(queue_id: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Queue]:
    """What a host knows of a queue: its size, since when that is unusual, and who took note of it.

    >>> @given(queues())
    ... def claim(queue):
    ...     assert queue.id in TEAMS and not (queue.held and queue.unusual_since is None)
    >>> claim()
    """
    return st.builds(
        Queue,
        id=st.sampled_from(TEAMS) if queue_id is None else queue_id,
        members=st.lists(st.sampled_from(AGENTS), unique=True, max_size=3).map(tuple),
        size=maybe(st.integers(0, 500)),
        unusual_since=maybe(instants()),
        acknowledged_at=maybe(instants()),
        acknowledged_by=maybe(actors()),
    )


@st.composite
def contexts(
    draw: st.DrawFn,
    *,
    after: datetime | None = None,
    roster: st.SearchStrategy[Roster] | None = None,
    related: st.SearchStrategy[Case] | None = None,
) -> Context:
    """A context; `after` keeps its `now` from lying before that instant, `related` gives candidates.

    Each queue stands in it once.

    >>> @given(contexts(after=nine))
    ... def claim(context):
    ...     assert context.now >= nine
    >>> claim()
    """
    return Context(
        now=draw(instants() if after is None else instants(after=after)),
        actor=draw(actors()),
        roster=draw(rosters() if roster is None else roster),
        related=() if related is None else tuple(draw(st.lists(related, max_size=2))),
        queues=tuple(draw(st.lists(queues(), unique_by=lambda queue: queue.id, max_size=2))),
    )


def interactions(*, before: datetime | None = None) -> st.SearchStrategy[Interaction]:
    """A call, mail, chat or form that reached the desk, not later than `before`.

    >>> @given(interactions(before=nine))
    ... def claim(call):
    ...     assert call.received_at is None or call.received_at <= nine
    >>> claim()
    """
    received = instants() if before is None else instants(before=before)
    return st.builds(
        Interaction,
        channel=words("channel"),
        subject=texts(),
        text=maybe(texts()),
        requester=maybe(people()),
        account=maybe(accounts()),
        received_at=maybe(received),
        reply_to=maybe(ids("C")),
        same_issue=st.booleans(),
        resolved=st.booleans(),
        type=maybe(words("type")),
        reason=maybe(words("reason")),
        priority=maybe(words("priority")),
        origin=maybe(words("origin")),
        opened_for=maybe(st.sampled_from(TEAMS)),
        comment=maybe(notes()),
        new_id=maybe(ids("N")),
    )
