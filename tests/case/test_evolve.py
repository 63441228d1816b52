"""From events to cases: the fold, what it writes, and what can't follow."""

import pickle
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError, field_validator
from tests.case.beginnings import EVENTS, NOW, PARCELS, Parcel, begun

from caserules.case import Case, History, changes, evolve, replay
from caserules.case import events as e
from caserules.case import parts as p
from caserules.case.commands import GrantCredit
from caserules.case.work import PARTS as MADE
from caserules.model import FrozenMap
from caserules.testing import cases


class Watched(Case):
    """A case whose class judges a field by itself."""

    code: str = "x"

    @field_validator("code")
    @classmethod
    def _lower(cls, code: str) -> str:
        if not code.islower():
            raise ValueError("a code is lower case")
        return code


def stamp(minutes: int = 0, **facts: Any) -> dict[str, Any]:
    """What every event says of itself, so many minutes after the opening."""
    return {"case_id": "C-1", "at": NOW + timedelta(minutes=minutes), "by": "ana", **facts}


@pytest.mark.requirement("ALL-03")
@given(PARCELS)
def test_a_case_is_the_fold_of_its_events(case: Parcel) -> None:
    """Replayed, from the events or from their stored form, they give an equal case of the same type."""
    assert replay(case.history, Parcel) == case
    assert replay(History.from_data(case.to_events()), Parcel) == case
    assert case.version == len(case.history)


PHASES = st.sampled_from(("open", "resolved", "closed"))


@given(PHASES, st.lists(PHASES, max_size=6))
def test_what_a_case_knows_of_its_end_follows_its_phase(first: Any, phases: list[Any]) -> None:
    """Whatever led there: when and by whom it was resolved, when it was closed, and nothing while open.

    A case that is closed out of `resolved` still knows of that; one that is closed out of `open` was not
    resolved.
    """
    case = begun(phase=first)
    resolved = NOW if first == "resolved" else None
    closed = NOW if first == "closed" else None
    for minutes, phase in enumerate(phases, 1):
        event = e.StatusChanged(**stamp(minutes), status="s", phase=phase)
        changed = phase != case.phase
        case = evolve(case, event)
        if phase != "closed":
            closed = None
        elif changed:
            closed = event.at
        if phase == "open":
            resolved = None
        elif phase == "resolved" and resolved is None:
            resolved = event.at
        assert (case.resolved_at, case.closed_at) == (resolved, closed)
        assert case.resolved_by == (None if resolved is None else "ana")


def test_a_case_that_is_open_again_forgets_its_resolution_and_the_reason_of_its_closing() -> None:
    """What the events before a change of status said of the end holds as long as the phase does."""
    case = begun()
    ends: tuple[e.Event, ...] = (
        e.CaseResolved(**stamp(1), resolution=p.Resolution(code="refunded")),
        e.StatusChanged(**stamp(1, step=1), status="done", phase="resolved"),
        e.CaseClosed(**stamp(2), reason="solved"),
        e.StatusChanged(**stamp(2, step=1), status="away", phase="closed"),
    )
    for event in ends:
        case = evolve(case, event)
    assert (case.resolution, case.close_reason) == (p.Resolution(code="refunded"), "solved")
    again = evolve(case, e.StatusChanged(**stamp(3), status="done", phase="resolved"))
    assert (again.resolution, again.close_reason) == (p.Resolution(code="refunded"), None)
    opened = evolve(again, e.StatusChanged(**stamp(4), status="new", phase="open"))
    assert (opened.resolution, opened.resolved_at, opened.resolved_by) == (None, None, None)


@given(PARCELS)
def test_a_case_survives_storage(case: Parcel) -> None:
    """JSON, plain data and pickling give an equal case; validating it changes nothing."""
    for again in (
        Parcel.model_validate_json(case.model_dump_json()),
        Parcel.model_validate(case.model_dump()),
        Parcel.model_validate(case.__dict__),
        pickle.loads(pickle.dumps(case)),  # noqa: S301 our own
    ):
        assert again == case
        assert repr(again) == repr(case)


@pytest.mark.requirement("ALL-01")
@given(PARCELS)
def test_nothing_in_a_case_can_be_changed(case: Parcel) -> None:
    """No list, dict or set can be reached, and every model refuses assignment."""

    def walk(value: Any) -> None:
        assert not isinstance(value, list | dict | set | bytearray)
        if isinstance(value, BaseModel):
            names = list(type(value).model_fields)
            with pytest.raises(ValidationError):
                setattr(value, names[0], None)
            for name in names:
                walk(getattr(value, name))
        elif isinstance(value, Mapping):
            for each in value.values():
                walk(each)
        elif isinstance(value, tuple | History):
            for each in value:
                walk(each)

    walk(case)


@pytest.mark.requirement("ESC-11")
def test_the_sum_of_credits_is_exact_whatever_the_program_computes_with() -> None:
    """A host that rounds to two digits has not given less."""
    case = begun()
    for number in (1, 2):
        case = evolve(case, e.CreditGranted(**stamp(number), number=number, amount="100.05"))
    with localcontext(prec=2):
        assert case.credited == Decimal("200.10")


AMOUNTS = st.builds(Decimal, st.from_regex(r"[1-9][0-9]{0,98}(e-[0-9]{1,2})?|1e[1-9][0-9]", fullmatch=True))


@given(st.lists(AMOUNTS, max_size=4))
def test_the_sum_of_all_that_a_command_grants_is_exact(amounts: list[Decimal]) -> None:
    """However long they are; checked against fractions."""
    case = begun()
    for number, amount in enumerate(amounts, start=1):
        granted = GrantCredit(amount=amount)
        case = evolve(case, e.CreditGranted(**stamp(number), number=number, amount=granted.amount))
    assert Fraction(case.credited) == sum(map(Fraction, amounts))


@pytest.mark.parametrize("amount", ["1e1500", "1e-1500", "1" * 101, "-1", "inf"])
def test_a_credit_is_an_amount_of_money(amount: str) -> None:
    """So long a number is none: no sum of them could be told."""
    with pytest.raises(ValidationError, match="amount"):
        GrantCredit.model_validate({"amount": amount})


@given(cases())
def test_what_changes_writes_passes_as_validated(case: Case) -> None:
    """The trusted copies hold what a validated construction would."""
    for length in range(1, len(case.history)):
        before = replay(case.history[:length], Case)
        event = case.history[length]
        written = changes(before, event)
        assert before.replace(**written) == before._with(written)


PARTS = {
    e.CommentAdded: p.Comment,
    e.CallLogged: p.Call,
    e.AttemptLogged: p.Attempt,
    e.ActivityAdded: p.Activity,
    e.AttachmentAdded: p.Attachment,
    e.CaseReferred: p.Referral,
    e.CreditGranted: p.Credit,
    e.ApprovalAsked: p.Approval,
    e.UpdateAsked: p.UpdateRequest,
}


@pytest.mark.parametrize(("event", "part"), PARTS.items())
def test_a_part_holds_its_events_facts(event: type[Any], part: type[Any]) -> None:
    """Every fact of the event has a field of the same type and constraints in the part, so it is trusted."""
    own = set(event.model_fields) - set(e.OneEvent.model_fields) - {"event"}
    assert own <= set(part.model_fields)
    for name in own:
        one, other = event.model_fields[name], part.model_fields[name]
        assert (one.annotation, one.metadata) == (other.annotation, other.metadata)
    required = {name for name, field in part.model_fields.items() if field.is_required()}
    assert required <= own | {"at", "by"}
    assert {kind: made for kind, (_, made) in MADE.items()} == PARTS


@pytest.mark.parametrize("kind", EVENTS)
def test_every_event_but_the_opening_writes_something(kind: type[Any]) -> None:
    """`changes` has an arm for each member of the union."""
    facts: dict[str, Any] = {
        "number": 1, "text": "t", "public": True, "direction": "in", "issue": "i", "result": "r",
        "channel": "phone", "reached": True, "action": "a", "kind": "dual", "subject": "s", "name": "n",
        "reference": "r", "department": "legal", "amount": 1, "approved": True, "of": "bo", "status": "x",
        "phase": "open", "to": "bo", "queue": "q", "priority": "high", "stage": "s", "clone": "K-1",
        "reason": "r", "target": "t", "relation": "related", "tracker": "j", "ticket": "E-1",
        "requester": p.Person(), "fields": {"subject": "t"}, "needed": True, "resolution": p.Resolution(),
        "into": "C-2", "merged": "C-3", "key": "k", "message": "m", "desk": "d", "received_at": NOW,
    }  # fmt: skip
    case = begun()
    if "number" in kind.model_fields and kind not in PARTS:
        adding = {"A": e.ActivityAdded, "R": e.CaseReferred, "p": e.ApprovalAsked}
        adder = adding["p" if kind is e.ApprovalDecided else kind.__name__[0]]
        case = evolve(
            case, adder(**{**stamp(), **{k: v for k, v in facts.items() if k in adder.model_fields}})
        )
    event = kind(**{**stamp(1), **{k: v for k, v in facts.items() if k in kind.model_fields}})
    if kind is e.CaseOpened:
        with pytest.raises(ValueError, match="is open already"):
            changes(case, event)
    else:
        assert changes(case, event)
        assert evolve(case, event).version == case.version + 1


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (e.CaseSeen(**stamp(case_id="C-2")), "does not belong to case `C-1`"),
        (e.CaseSeen(**stamp(-1)), "time runs back"),
        (
            e.CommentAdded(**stamp(), number=0, text="t", public=True),
            "had a part `0` already; the next is `1`",
        ),
        (e.ActivityCompleted(**stamp(), number=4), "has no part `4` of that kind; it has: none"),
        (e.ReferralUpdated(**stamp(), number=4, text="t"), "has no part `4` of that kind"),
        (
            e.FieldsChanged(**stamp(), fields=FrozenMap({"status": "x", "nope": 1})),
            "`status` is no field to set",
        ),
        (
            e.FieldsChanged(**stamp(), fields=FrozenMap({"subject": 3})),
            "`subject`: text is wanted here, not `3`",
        ),
    ],
)
def test_an_event_that_cannot_follow_is_refused(event: e.Event, message: str) -> None:
    """Another case's, one out of time, a number given twice, a part or a field that is not there."""
    with pytest.raises(ValueError, match=message):
        evolve(begun(), event)


def test_a_part_that_is_not_there_is_answered_with_those_that_are() -> None:
    """The message names the numbers that the case has."""
    case = evolve(begun(), e.ActivityAdded(**stamp(), number=1, kind="task", subject="s"))
    with pytest.raises(ValueError, match="it has: `1`"):
        evolve(case, e.ActivityCancelled(**stamp(), number=2))


def test_no_events_are_no_case() -> None:
    """An empty log can't be replayed."""
    with pytest.raises(ValueError, match="no events, no case"):
        replay([], Case)


@pytest.mark.parametrize("name", ["status", "history", "version", "nope"])
def test_an_opening_sets_the_desks_own_fields_only(name: str) -> None:
    """A field of every case, or of none, can't be smuggled in as the desk's own."""
    with pytest.raises(ValidationError, match=name):
        begun(Parcel, fields={name: 1})


def test_own_fields_are_read_from_their_stored_form() -> None:
    """An event keeps JSON's kinds; the case has the field's own."""
    parcel = begun(Parcel, fields={"weight": "1.5", "tags": ["a"]})
    assert (parcel.weight, parcel.tags) == (Decimal("1.5"), ("a",))
    event = e.FieldsChanged(**stamp(1), fields=FrozenMap({"promised_on": "2026-03-04", "subject": "t"}))
    changed = evolve(parcel, event)
    assert (changed.promised_on, changed.subject, changed.weight) == (date(2026, 3, 4), "t", Decimal("1.5"))


def test_a_class_with_validators_is_asked() -> None:
    """A validator that a host's class has of its own judges a changed field too."""
    case = begun(Watched)
    assert evolve(case, e.FieldsChanged(**stamp(1), fields=FrozenMap({"code": "y"}))).code == "y"
    with pytest.raises(ValueError, match="lower case"):
        evolve(case, e.FieldsChanged(**stamp(1), fields=FrozenMap({"code": "Y"})))


def test_a_clone_knows_its_lineage() -> None:
    """A clone is linked to its source, and its own clones have the same root (FES-13)."""
    clone_of = p.CloneOf(source="C-0", root="C-00", reason="item", target="x")
    clone = begun(clone_of=clone_of, stage="identify")
    assert clone.links == (p.Link(to="C-0", relation="clone of"),)
    assert clone.stage_since == NOW
    again = evolve(clone, e.CaseCloned(**stamp(1), clone="C-2", reason="item", target="y"))
    assert again.clones == (p.CloneOf(source="C-1", root="C-00", reason="item", target="y"),)


def test_a_corrected_record_leaves_the_account_unless_that_is_corrected_too() -> None:
    """The requester is the new one either way; the account only where it is given."""
    kim, home = p.Person(id="kim"), p.Account(id="H-1")
    case = evolve(begun(), e.RequesterChanged(**stamp(1), requester=kim, account=home))
    assert (case.requester, case.account) == (kim, home)
    case = evolve(case, e.RequesterChanged(**stamp(2), requester=p.Person(name="Kim")))
    assert (case.requester, case.account) == (p.Person(name="Kim"), home)


@pytest.mark.requirement("ALL-11")
def test_what_is_logged_late_counts_from_when_it_happened() -> None:
    """A status entered late can't begin before the one it follows; a look can't undo a later one."""
    case = evolve(begun(), e.StatusChanged(**stamp(9), status="a", phase="open"))
    late = e.StatusChanged(**stamp(9), occurred_at=NOW + timedelta(minutes=5), status="b", phase="open")
    assert evolve(case, late).status_since == NOW + timedelta(minutes=9)
    seen = evolve(case, e.CaseSeen(**stamp(9)))
    assert evolve(seen, e.CaseSeen(**stamp(9), occurred_at=NOW)).seen[0].at == NOW + timedelta(minutes=9)
