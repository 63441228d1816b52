"""From when the facts of a decision count: those of one instant together, each from when it happened.

A decision is read once, at the instant that it is about. One that tells of several instants is read once for
each of them, as the facts that had happened by then leave the case, in whatever order they were told.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import compress, groupby
from operator import attrgetter, itemgetter
from typing import NamedTuple, TypeAlias

from caserules.case.events import CaseMerged, CaseUnmerged, CommentAdded, Event

__all__ = ["Telling", "Turn", "as_heard", "tellings"]

Events: TypeAlias = tuple[Event, ...]
Turn: TypeAlias = tuple[datetime, tuple[int, ...]]
"""An instant, and the places in the history of the events that count from it."""

_STEP = attrgetter("step")
_MERGING = frozenset({CaseMerged, CaseUnmerged})


class Telling(NamedTuple):
    """A decision that tells of several instants, or all from one that merges the case on to the undoing."""

    first: int
    """The place of its first event in the history."""
    stop: int
    """The place after its last."""
    turns: tuple[Turn, ...]
    """What the clocks hear of it, the earliest instant first."""
    left_at: datetime | None = None
    """When the case went into another, where it is there still; of what follows nothing is heard."""

    @property
    def in_order(self) -> bool:
        """Whether its events come in the order in which they were told."""
        places = [place for _, each in self.turns for place in each]
        return places == sorted(places)


def tellings(events: Events) -> list[Telling]:
    """The decisions that can't be read at one instant, in their order."""
    apart = _told_apart(events)
    if not apart and _MERGING.isdisjoint(map(type, events)):
        return []
    found: list[Telling] = []
    first, several, merged = 0, False, False
    for place, event in enumerate(events):
        if event.step == 0 and not merged:
            if several:
                found.append(_telling(events, first, place))
            first, several = place, False
        several = several or place in apart
        if type(event) in _MERGING:
            merged, several = type(event) is CaseMerged, True
    if several:
        found.append(_telling(events, first, len(events)))
    return found


def _told_apart(events: Events) -> set[int]:
    """The places of events that happened at another instant than the one before in their decision."""
    followers = compress(range(len(events)), map(_STEP, events))
    return {
        place for place in followers if place and events[place].occurred_at != events[place - 1].occurred_at
    }


def as_heard(events: Events, told: Iterable[Telling]) -> Events:
    """The events in the order in which they count."""
    heard = list(events)
    for telling in told:
        heard[telling.first : telling.stop] = [
            events[place] for _, places in telling.turns for place in places
        ]
    return tuple(heard)


def _telling(events: Events, first: int, stop: int) -> Telling:
    counts: list[tuple[datetime, int]] = []
    left_at = None
    for at, place in _counting(events, first, stop):
        if at is None:
            left_at = left_at or events[place].occurred_at
        else:
            counts.append((at, place))
    counts.sort(key=itemgetter(0))  # stable: what happened at one instant stays in its order
    turns = tuple(
        (each[-1][0], tuple(place for _, place in each))
        for each in (list(group) for _, group in groupby(counts, key=itemgetter(0)))
    )
    return Telling(first, stop, turns, left_at)


def _counting(events: Events, first: int, stop: int) -> Iterator[tuple[datetime | None, int]]:
    """From when each event counts; nothing for what is not heard, since the case is in another.

    Nothing happens to a case before it is opened, nor to a part of it before that is there. What a merge did
    beside its comment counts from its undoing, when it comes to nothing.
    """
    opened_at = None if first else events[0].occurred_at
    undone = _undoings(events, first, stop)
    begun: dict[int, datetime] = {}
    undone_at: datetime | None = None
    merging = away = False
    for place in range(first, stop):
        event = events[place]
        said, kind = event.__dict__, type(event)
        at: datetime = said["occurred_at"]
        if opened_at is not None:
            at = max(at, opened_at)
        if "number" in said:
            at = max(at, begun.setdefault(said["number"], at))
        if not said["step"]:
            merging = False
        if kind in _MERGING:
            merging = kind is CaseMerged
            undone_at = undone.get(place)
            away = merging and undone_at is None
        own = merging and kind is not CommentAdded
        if away:
            yield None if own or not merging else at, place
        else:
            yield max(at, undone_at) if own and undone_at is not None else at, place


def _undoings(events: Events, first: int, stop: int) -> dict[int, datetime]:
    """When each merge was undone that was, by its place."""
    found: dict[int, datetime] = {}
    undone_at: datetime | None = None
    for place in reversed(range(first, stop)):
        event = events[place]
        if type(event) is CaseUnmerged:
            undone_at = event.occurred_at
        elif type(event) is CaseMerged and undone_at is not None:
            found[place], undone_at = undone_at, None
    return found
