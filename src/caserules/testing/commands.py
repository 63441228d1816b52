"""Commands that make sense: every member of the union, aimed at a case's own parts where it is given.

The examples below are what a test could claim:

>>> from hypothesis import given
>>> from datetime import UTC
>>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias, cast

from hypothesis import strategies as st

from caserules.case import Case, NextAction, Resolution
from caserules.case import commands as c
from caserules.model import FrozenMap
from caserules.testing.contexts import notes
from caserules.testing.instants import gaps, instants, later
from caserules.testing.people import TEAMS, accounts, actors, people
from caserules.testing.texts import ids, maybe, texts
from caserules.testing.vocabulary import SMALL_LIFE, Life, words

__all__ = ["NO_FIELDS", "Fields", "commands", "openings"]

Facts: TypeAlias = dict[str, st.SearchStrategy[Any]]
Fields: TypeAlias = st.SearchStrategy[Mapping[str, Any]]
Kind: TypeAlias = type[c.OneCommand]

NO_FIELDS: Fields = st.just({})
"""A desk without fields of its own."""


@st.composite
def openings(
    draw: st.DrawFn,
    case_id: st.SearchStrategy[str] | None = None,
    *,
    before: datetime | None = None,
    fields: Fields = NO_FIELDS,
) -> c.OpenCase:
    """A command that begins a case; `fields` gives the desk's own; nothing in it is later than `before`.

    >>> @given(openings(st.just("C-7")))
    ... def claim(opening):
    ...     assert opening.new_id == "C-7"
    >>> claim()
    """
    facts = draw(_facts(c.OpenCase))
    new_id = draw(ids("C") if case_id is None else case_id)
    occurred, received = _past(draw, before), _past(draw, before)
    return c.OpenCase(
        **facts, new_id=new_id, fields=FrozenMap(draw(fields)), occurred_at=occurred, received_at=received
    )


@st.composite
def commands(
    draw: st.DrawFn,
    case: Case | None = None,
    *,
    before: datetime | None = None,
    life: Life = SMALL_LIFE,
    fields: Fields = NO_FIELDS,
) -> c.Command:
    """Any command; each kind is as likely as another, but one that a part of the case waits for is more so.

    With a `case`, the numbers and links that a command names are mostly its own, and a status is one that
    `life` has a way to; without one they are any. `fields` gives values of the desk's own fields. Nothing
    that a command says to have happened is later than `before`, or earlier than the case.

    >>> @given(commands(before=nine))
    ... def claim(command):
    ...     assert command.occurred_at is None or command.occurred_at <= nine
    >>> claim()
    """
    waiting = _waiting(case)
    kind = draw(st.sampled_from(waiting)) if waiting and draw(st.integers(0, 2)) == 0 else draw(_KINDS)
    if kind is c.OpenCase:
        return draw(openings(before=before, fields=fields))
    facts = draw(_facts(kind)) | _aimed(draw, kind, case, life)
    if kind in {c.ChangeStatus, c.ChangeFields}:
        facts["fields"] = {**facts.get("fields", {}), **draw(fields)}
    occurred = _past(draw, before)
    if occurred is not None and case is not None:
        occurred = max(occurred, case.received_at, case.opened_at)
    command: Any = kind(**facts, occurred_at=occurred)
    return cast("c.Command", command)


def _waiting(case: Case | None) -> list[Kind]:
    """The kinds that go on with something the case has."""
    if case is None:
        return []
    kinds: list[Kind] = [
        kind for kind, (where, ready) in _PARTS.items() if any(map(ready, getattr(case, where)))
    ]
    kinds += [c.UnlinkCase] if case.links else []
    return kinds + ([c.UnmergeCase] if case.merged_into else [])


@cache
def _facts(kind: Kind) -> st.SearchStrategy[dict[str, Any]]:
    """What depends on nothing: made once, for making a strategy takes longer than drawing from it."""
    shared: Facts = {"comment": maybe(notes()), "notify": st.booleans()}
    return st.fixed_dictionaries(shared | _STEADY[kind]())


def _past(draw: st.DrawFn, before: datetime | None) -> datetime | None:
    if before is None:
        return draw(maybe(instants()))
    gap = draw(maybe(_LATELY))
    return None if gap is None else later(before, -gap)


def _aimed(draw: st.DrawFn, kind: Kind, case: Case | None, life: Life) -> dict[str, Any]:
    """What depends on the case, or on the statuses."""
    if kind in _PARTS:
        where, waiting = _PARTS[kind]
        parts = [part.number for part in getattr(case, where) if waiting(part)] if case else []
        return {"number": draw(st.sampled_from((*parts, *parts, 1, 2, 99)))}
    if kind is c.ChangeStatus:
        return {"to": draw(st.sampled_from(life.ways[case.status] if case else tuple(life.phases)))}
    if kind is c.ResolveCase:
        ends = [status for status, phase in life.phases.items() if phase == "resolved"]
        return {"outcome": draw(st.sampled_from((None, *ends)))}
    if kind is c.UnlinkCase and case and case.links:
        return {"to": draw(st.sampled_from(case.links)).to}
    return {}


def _open(part: Any) -> bool:
    return bool(part.status == "open")


def _undecided(part: Any) -> bool:
    return part.approved is None


_PARTS: dict[Kind, tuple[str, Callable[[Any], bool]]] = {
    c.CompleteActivity: ("activities", _open),
    c.CancelActivity: ("activities", _open),
    c.UpdateReferral: ("referrals", _open),
    c.CompleteReferral: ("referrals", _open),
    c.CancelReferral: ("referrals", _open),
    c.DecideApproval: ("approvals", _undecided),
}
"""The commands on a part: where it stands, and whether it waits for them."""


def _amounts() -> st.SearchStrategy[Decimal]:
    return st.decimals(Decimal("0.01"), Decimal("900.00"), places=2)


def _cloned() -> Facts:
    return {
        "reason": words("clone"),
        "new_ids": st.integers(1, 3).map(
            lambda count: tuple(f"K-{number}" for number in range(1, count + 1))
        ),
        "department": maybe(words("department")),
        "items": st.lists(texts(), max_size=3).map(tuple),
    }


def _resolutions() -> st.SearchStrategy[Resolution]:
    return st.builds(
        Resolution,
        code=maybe(words("resolution_code")),
        details=maybe(texts()),
        evidence=st.lists(texts(), max_size=2).map(tuple),
    )


def _opened() -> Facts:
    return {
        "subject": texts(),
        "description": maybe(texts()),
        "type": maybe(words("type")),
        "reason": maybe(words("reason")),
        "priority": maybe(words("priority")),
        "origin": maybe(words("origin")),
        "requester": maybe(people()),
        "account": maybe(accounts()),
        "opened_for": maybe(st.sampled_from(TEAMS)),
    }


def _referred() -> Facts:
    return {
        "kind": st.sampled_from(("dual", "task")),
        "department": words("department"),
        "to": maybe(actors()),
        "reason": maybe(texts()),
        "comments": maybe(texts()),
        "justification": maybe(texts()),
        "account_manager": maybe(actors()),
        "sales_manager": maybe(actors()),
    }


def _attached() -> Facts:
    return {
        "name": texts(),
        "kind": maybe(words("attachment")),
        "reference": st.sampled_from(("s3://files/1", "https://files.example/2?x=1&y=2")),
        "digest": maybe(st.just("sha256:9f86d081")),
    }


def _called() -> Facts:
    directions = st.sampled_from(("in", "out"))
    return {"direction": directions, "issue": texts(), "result": texts(), "facts": maybe(texts())}


_STEADY: dict[Kind, Callable[[], Facts]] = {
    c.OpenCase: _opened,
    c.ClassifyCase: lambda: {"type": maybe(words("type")), "reason": maybe(words("reason"))},
    c.ChangePriority: lambda: {"priority": words("priority"), "reason": maybe(texts())},
    c.RouteCase: dict,
    c.AssignCase: lambda: {"to": actors() | st.sampled_from(TEAMS)},
    c.PickCase: dict,
    c.ReleaseCase: lambda: {"queue": st.sampled_from(TEAMS)},
    c.AcknowledgeCase: dict,
    c.ChangeStatus: dict,
    c.AdvanceStage: lambda: {"to": words("stage")},
    c.CloneCase: _cloned,
    c.ChangeRequester: lambda: {"requester": people(), "account": maybe(accounts())},
    c.ChangeFields: lambda: {
        "fields": st.fixed_dictionaries({}, optional={"subject": texts(), "description": maybe(texts())})
    },
    c.DetermineEscalation: lambda: {"needed": st.booleans(), "reason": maybe(texts())},
    c.EscalateCase: lambda: {"to": actors(), "reason": maybe(texts())},
    c.ResolveCase: lambda: {"resolution": _resolutions(), "cancel_activities": st.booleans()},
    c.CloseCase: lambda: {"reason": maybe(words("close"))},
    c.ReactivateCase: lambda: {"reason": maybe(texts())},
    c.SeeCase: dict,
    c.MergeCase: lambda: {"into": ids("C")},
    c.UnmergeCase: dict,
    c.Remind: lambda: {"to": actors(), "key": ids("R"), "message": texts()},
    c.AddComment: lambda: {"comment": notes()},
    c.LogCall: _called,
    c.LogAttempt: lambda: {
        "channel": words("channel"),
        "reached": st.booleans(),
        "outcome": maybe(words("attempt")),
    },
    c.TakeAction: lambda: {"action": words("action")},
    c.AddActivity: lambda: {
        "kind": words("activity"),
        "subject": texts(),
        "due_at": maybe(instants()),
    },
    c.CompleteActivity: dict,
    c.CancelActivity: dict,
    c.AddAttachment: _attached,
    c.LinkCase: lambda: {"to": ids("C"), "relation": words("relation")},
    c.UnlinkCase: lambda: {"to": ids("C")},
    c.LinkTicket: lambda: {"tracker": st.just("jira"), "ticket": ids("ENG")},
    c.ReferCase: _referred,
    c.UpdateReferral: lambda: {"text": texts()},
    c.CompleteReferral: lambda: {
        "resolution_code": maybe(words("resolution_code")),
        "details": maybe(texts()),
    },
    c.CancelReferral: dict,
    c.GrantCredit: lambda: {
        "amount": _amounts(),
        "justification": maybe(texts()),
        "approved_by": maybe(actors()),
    },
    c.AskApproval: lambda: {"subject": words("approval"), "amount": maybe(_amounts())},
    c.DecideApproval: lambda: {"approved": st.booleans()},
    c.SetNextAction: lambda: {
        "next_action": maybe(st.builds(NextAction, text=texts(), due_at=maybe(instants())))
    },
    c.AskForUpdate: lambda: {"of": actors(), "customer_asked": st.booleans()},
}
"""Each kind's own facts, as far as they depend on nothing."""

_KINDS = st.sampled_from(tuple(_STEADY))

_LATELY = gaps(timedelta(days=3))
