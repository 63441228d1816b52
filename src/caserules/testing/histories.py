"""Cases and histories: a small desk without rules, driven by random commands.

Whatever these give was made through `Draft` and `record`, as a real desk makes it, so it is consistent
always: the case is the fold of its history.

The examples below are what a test could claim:

>>> from hypothesis import given
>>> from datetime import UTC
>>> at = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""

from datetime import datetime
from typing import Any, Literal, TypeAlias, TypeVar, assert_never, overload

from hypothesis import strategies as st

from caserules.case import Case, Draft, History, record
from caserules.case import commands as c
from caserules.case import events as e
from caserules.testing.commands import NO_FIELDS, Fields, commands, openings
from caserules.testing.instants import gaps, instants, later
from caserules.testing.people import TEAMS, actors
from caserules.testing.texts import texts
from caserules.testing.vocabulary import SMALL_LIFE, Life

__all__ = ["befall", "cases", "do", "histories", "open_case"]

C = TypeVar("C", bound=Case)

_DESK = "small"


@overload
def cases(
    *,
    life: Life = SMALL_LIFE,
    case_id: st.SearchStrategy[str] | None = None,
    opened: st.SearchStrategy[datetime] | None = None,
    max_commands: int = 10,
) -> st.SearchStrategy[Case]: ...
@overload
def cases(
    case_type: type[C],
    *,
    fields: Fields = NO_FIELDS,
    life: Life = SMALL_LIFE,
    case_id: st.SearchStrategy[str] | None = None,
    opened: st.SearchStrategy[datetime] | None = None,
    max_commands: int = 10,
) -> st.SearchStrategy[C]: ...
def cases(case_type: Any = Case, **given: Any) -> st.SearchStrategy[Any]:
    """A case after up to `max_commands` random commands; one that is refused leaves nothing.

    A subclass with fields of its own is made with `case_type`; `fields` gives their values. `case_id` and
    `opened` say which id and instant of opening it may have.

    >>> @given(cases(max_commands=2))
    ... def claim(case):
    ...     assert case.version == len(case.history)
    >>> claim()
    """
    return _driven(case_type, **given)


def histories(
    *, life: Life = SMALL_LIFE, case_id: st.SearchStrategy[str] | None = None, max_commands: int = 10
) -> st.SearchStrategy[History]:
    """The history of a random case.

    >>> @given(histories(max_commands=2))
    ... def claim(history):
    ...     assert history[0].event == "CaseOpened"
    >>> claim()
    """
    return cases(life=life, case_id=case_id, max_commands=max_commands).map(lambda case: case.history)


@st.composite
def _driven(  # noqa: PLR0913 each is a choice of the caller's
    draw: st.DrawFn,
    case_type: type[C],
    *,
    fields: Fields = NO_FIELDS,
    life: Life = SMALL_LIFE,
    case_id: st.SearchStrategy[str] | None = None,
    opened: st.SearchStrategy[datetime] | None = None,
    max_commands: int = 10,
) -> C:
    at = draw(instants() if opened is None else opened)
    opening = draw(openings(case_id, before=at, fields=fields))
    draft = Draft(None, case_type, by=draw(actors()), at=at)
    open_case(draft, opening, life)
    for _ in range(draw(st.integers(0, max_commands))):
        at = later(at, draw(gaps()))
        following = Draft(draft.case, case_type, by=draw(actors()), at=at)
        if draw(st.integers(0, 9)) == 0:
            befall(following, draw(_BEFALLING), draw(texts()))
            draft = following
        elif do(following, draw(commands(draft.case, before=at, life=life, fields=fields)), life):
            draft = following
    return draft.case


Befalling: TypeAlias = Literal["InteractionReceived", "CaseAbsorbed", "CaseParted"]

_BEFALLING: st.SearchStrategy[Befalling] = st.sampled_from(
    ("InteractionReceived", "CaseAbsorbed", "CaseParted")
)


def befall(draft: Draft[Any], what: Befalling, text: str) -> None:
    """Let something come over the case that no command to it asked for.

    >>> draft = Draft(None, Case, by="ana", at=at)
    >>> open_case(draft, c.OpenCase(new_id="C-1", subject="no heat"))
    >>> befall(draft, "InteractionReceived", "still no heat")
    >>> draft.events[-1].event, draft.case.last_customer_at == at
    ('InteractionReceived', True)
    """
    match what:
        case "InteractionReceived":
            draft.emit(e.InteractionReceived, channel="e-mail", text=text)
        case "CaseAbsorbed":
            draft.emit(e.CaseAbsorbed, merged=f"M-{len(draft.case.absorbed) + 1}")
        case "CaseParted":
            for merged in draft.case.absorbed[:1]:
                draft.emit(e.CaseParted, merged=merged)
        case _:
            assert_never(what)


def open_case(draft: Draft[Any], command: c.OpenCase, life: Life = SMALL_LIFE) -> None:
    """Begin the draft's case in the life's first status.

    >>> draft = Draft(None, Case, by="ana", at=at)
    >>> open_case(draft, c.OpenCase(new_id="C-1", subject="no heat"))
    >>> draft.case.id, draft.case.status
    ('C-1', 'new')
    """
    draft.occurred_at = command.occurred_at or draft.at
    given = ("subject", "description", "type", "reason", "priority", "origin", "requester", "account")
    draft.emit(
        e.CaseOpened,
        case_id=command.new_id,
        desk=_DESK,
        status=life.first,
        phase=life.phases[life.first],
        received_at=command.received_at or draft.at,
        opened_for=command.opened_for,
        fields=command.fields,
        **{name: getattr(command, name) for name in given},
    )
    _say(draft, command)


def do(draft: Draft[Any], command: c.Command, life: Life = SMALL_LIFE) -> bool:  # noqa: C901, PLR0912 one arm a kind
    """Carry the command out on the draft as the least of desks would; False where it refuses.

    Routing puts a case into the first team's queue, the way through the statuses is the life's, a clone
    is only noted, and whatever else there is to do is `record`'s. A draft that refused is to be dropped.

    >>> draft = Draft(None, Case, by="ana", at=at)
    >>> open_case(draft, c.OpenCase(new_id="C-1", subject="no heat"))
    >>> do(draft, c.ChangeStatus(to="working")), do(draft, c.ChangeStatus(to="nowhere"))
    (True, False)
    """
    draft.occurred_at = command.occurred_at or draft.at
    match command:
        case c.OpenCase():
            return False
        case c.RouteCase():
            draft.emit(e.CaseRouted, ("small-routing",), queue=TEAMS[0])
        case c.CloneCase(reason=reason, new_ids=new_ids):
            for target, clone in zip(command.items or (command.department or "any",), new_ids, strict=False):
                draft.emit(e.CaseCloned, clone=clone, reason=reason, target=target)
        case c.MergeCase(into=into):
            draft.emit(e.CaseMerged, into=into)
        case c.UnmergeCase():
            if draft.case.merged_into is None:
                return False
            draft.emit(e.CaseUnmerged)
        case c.ChangeStatus(to=to):
            if to not in life.ways[draft.case.status] or record(draft, command):
                return False
            _enter(draft, to, life)
        case c.ResolveCase() | c.CloseCase() | c.ReactivateCase():
            if not _settle(draft, command, life):
                return False
        case _:
            if record(draft, command):
                return False
    _say(draft, command)
    return True


def _settle(draft: Draft[Any], command: c.ResolveCase | c.CloseCase | c.ReactivateCase, life: Life) -> bool:
    phases = {c.ResolveCase: "resolved", c.CloseCase: "closed", c.ReactivateCase: "open"}
    ways = life.leading_to(draft.case.status, phases[type(command)])  # type: ignore[arg-type]  # words of Phase
    if not ways or record(draft, command):
        return False
    _enter(draft, ways[0], life)
    return True


def _enter(draft: Draft[Any], status: str, life: Life) -> None:
    draft.emit(e.StatusChanged, ("small-life",), status=status, phase=life.phases[status])


def _say(draft: Draft[Any], command: c.Command) -> None:
    if note := command.comment:
        draft.emit(e.CommentAdded, number=draft.number, text=note.text, public=bool(note.public))
