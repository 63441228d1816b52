"""What a command records by itself, whatever the rules of a desk: its facts, as events."""

from collections.abc import Callable, Mapping
from typing import Any

from caserules.case import commands as c
from caserules.case import events as e
from caserules.case.case import Case
from caserules.case.decision import Refusal
from caserules.case.draft import Draft
from caserules.case.fields import fit, own_fields, stored_fields

__all__ = ["EDITABLE", "events_of", "record", "record_fields"]

EDITABLE = ("subject", "description")
"""The fields of every case that `ChangeFields` and `ChangeStatus` may set beside the desk's own."""

_FACTS: dict[type[c.OneCommand], type[e.OneEvent]] = {
    c.ClassifyCase: e.CaseClassified,
    c.ChangePriority: e.PriorityChanged,
    c.AssignCase: e.CaseAssigned,
    c.ReleaseCase: e.CaseReleased,
    c.ChangeRequester: e.RequesterChanged,
    c.DetermineEscalation: e.EscalationDetermined,
    c.EscalateCase: e.CaseEscalated,
    c.CloseCase: e.CaseClosed,
    c.SeeCase: e.CaseSeen,
    c.TakeAction: e.ActionTaken,
    c.LinkTicket: e.TicketLinked,
    c.AskForUpdate: e.UpdateAsked,
}
"""Commands whose facts are their event's, name by name."""

_NUMBERED: dict[type[c.OneCommand], type[e.OneEvent]] = {
    c.LogCall: e.CallLogged,
    c.LogAttempt: e.AttemptLogged,
    c.AddActivity: e.ActivityAdded,
    c.AddAttachment: e.AttachmentAdded,
    c.ReferCase: e.CaseReferred,
    c.GrantCredit: e.CreditGranted,
    c.AskApproval: e.ApprovalAsked,
}
"""The same, and they add a part that gets the case's next number."""

_ONGOING: dict[type[c.OneCommand], tuple[type[e.OneEvent], str]] = {
    c.CompleteActivity: (e.ActivityCompleted, "activities"),
    c.CancelActivity: (e.ActivityCancelled, "activities"),
    c.UpdateReferral: (e.ReferralUpdated, "referrals"),
    c.CompleteReferral: (e.ReferralCompleted, "referrals"),
    c.CancelReferral: (e.ReferralCancelled, "referrals"),
}
"""The same, and they concern an open part."""

_SHARED = frozenset({*c.OneCommand.model_fields, "command"})


def events_of(kind: type[c.OneCommand]) -> tuple[type[e.OneEvent], ...]:
    """The events that a command of that kind records by itself; none where the rule sets answer it."""
    known = _FACTS.get(kind) or _NUMBERED.get(kind)
    if known is not None:
        return (known,)
    return (_ONGOING[kind][0],) if kind in _ONGOING else _BESIDE.get(kind, ())


_BESIDE: dict[type[c.OneCommand], tuple[type[e.OneEvent], ...]] = {
    c.AdvanceStage: (e.StageChanged,),
    c.LinkCase: (e.CaseLinked,),
    c.CloneCase: (e.CaseCloned,),
    c.DecideApproval: (e.ApprovalDecided,),
    c.MergeCase: (e.CaseMerged,),
    c.PickCase: (e.CasePicked,),
    c.ReactivateCase: (e.CaseReactivated,),
    c.Remind: (e.ReminderGiven,),
    c.ResolveCase: (e.CaseResolved, e.ActivityCancelled),
    c.RouteCase: (e.CaseRouted,),
    c.SetNextAction: (e.NextActionSet,),
    c.UnlinkCase: (e.CaseUnlinked,),
    c.UnmergeCase: (e.CaseUnmerged,),
}
"""What the others write on the case itself; `ChangeFields` and `ChangeStatus` write the fields they name."""


def record(draft: Draft[Any], command: c.Command) -> Refusal | None:
    """Add the events that carry the command's facts; a `Refusal` where the case has no place for them.

    What the rule sets answer (opening, routing, cloning, the way through the statuses) is not recorded here.
    """
    kind = type(command)
    if special := _SPECIAL.get(kind):
        return special(draft, command)
    facts = {name: value for name, value in command.__dict__.items() if name not in _SHARED}
    if event := _FACTS.get(kind):
        draft.emit_known(event, facts)
    elif event := _NUMBERED.get(kind):
        draft.emit_known(event, {"number": draft.number, **facts})
    elif kind in _ONGOING:
        return _ongoing(draft, *_ONGOING[kind], **facts)
    return None


def record_fields(
    draft: Draft[Any], fields: Mapping[str, Any], *, editable: tuple[str, ...], rules: tuple[str, ...] = ()
) -> Refusal | None:
    """Set fields: the desk's own and the `editable` ones; the event keeps their JSON form, so it replays."""
    if not fields:
        return None
    case: Case = draft.sketch
    settable = (*own_fields(type(case)), *editable)
    if not fields.keys() <= set(settable):
        allowed = ", ".join(f"`{name}`" for name in settable)
        named = ", ".join(f"`{name}`" for name in fields if name not in settable)
        return Refusal(
            code="no-such-field",
            message=f"case `{case.id}` has no field to set by the name of {named}",
            remedy=f"fields that can be set: {allowed}",
        )
    if not fit(type(case), fields):
        try:
            fields = stored_fields(case, fields)
        except ValueError as error:
            return Refusal(code="bad-field", message=str(error))
    if "subject" in fields and not str(fields["subject"]).strip():
        return Refusal(code="bad-field", message=f"`subject` of case `{case.id}` would say nothing")
    draft.emit_known(e.FieldsChanged, {"fields": fields}, rules)
    return None


def _status_fields(draft: Draft[Any], command: c.ChangeStatus | c.ChangeFields) -> Refusal | None:
    return record_fields(draft, command.fields, editable=EDITABLE)


def _picked(draft: Draft[Any], command: c.PickCase) -> Refusal | None:
    del command
    case: Case = draft.sketch
    if case.owner is not None:
        return Refusal(
            code="already-owned",
            message=f"case `{case.id}` is owned by `{case.owner}`; it can't be picked",
            remedy=f"ask `{case.owner}` to assign or release it",
        )
    if case.queue is None:
        message = f"case `{case.id}` is in no queue; it can't be picked"
        return Refusal(code="not-in-a-queue", message=message)
    draft.emit(e.CasePicked)
    return None


def _resolved(draft: Draft[Any], command: c.ResolveCase) -> None:
    if command.cancel_activities:
        for activity in draft.sketch.activities:
            if activity.status == "open":
                draft.emit(e.ActivityCancelled, number=activity.number)
    draft.emit_known(e.CaseResolved, {"resolution": command.resolution})


def _reactivated(draft: Draft[Any], command: c.ReactivateCase) -> Refusal | None:
    if draft.sketch.phase == "open":
        message = f"case `{draft.sketch.id}` is open; there is nothing to reactivate"
        return Refusal(code="not-settled", message=message)
    draft.emit(e.CaseReactivated, reason=command.reason)
    return None


def _reminded(draft: Draft[Any], command: c.Remind) -> Refusal | None:
    if any(each.key == command.key for each in draft.sketch.reminders):
        message = f"case `{draft.sketch.id}` has had the reminder `{command.key}`"
        return Refusal(code="reminded-already", message=message)
    draft.emit(e.ReminderGiven, to=command.to, key=command.key, message=command.message)
    return None


def _linked(draft: Draft[Any], command: c.LinkCase) -> Refusal | None:
    case: Case = draft.sketch
    if command.to == case.id:
        return Refusal(code="linked-already", message=f"case `{case.id}` can't be linked to itself")
    if any(link.to == command.to and link.relation == command.relation for link in case.links):
        message = f"case `{case.id}` is linked to `{command.to}` as `{command.relation}` already"
        return Refusal(code="linked-already", message=message)
    draft.emit(e.CaseLinked, to=command.to, relation=command.relation)
    return None


def _unlinked(draft: Draft[Any], command: c.UnlinkCase) -> Refusal | None:
    if not any(link.to == command.to for link in draft.sketch.links):
        message = f"case `{draft.sketch.id}` is not linked to `{command.to}`"
        return Refusal(code="no-such-link", message=message)
    draft.emit(e.CaseUnlinked, to=command.to)
    return None


def _next_action(draft: Draft[Any], command: c.SetNextAction) -> None:
    named = command.next_action
    draft.emit(e.NextActionSet, text=named and named.text, due_at=named and named.due_at)


def _approval(draft: Draft[Any], command: c.DecideApproval) -> Refusal | None:
    asked = next((each for each in draft.sketch.approvals if each.number == command.number), None)
    if asked is None or asked.approved is not None:
        message = f"case `{draft.sketch.id}` has no approval `{command.number}` that waits for a decision"
        return Refusal(code="no-such-approval", message=message)
    draft.emit(e.ApprovalDecided, number=command.number, approved=command.approved)
    return None


def _ongoing(
    draft: Draft[Any], event: type[e.OneEvent], where: str, *, number: int, **facts: Any
) -> Refusal | None:
    parts = getattr(draft.sketch, where)
    part = next((each for each in parts if each.number == number), None)
    if part is None:
        known = ", ".join(f"`{each.number}`" for each in parts if each.status == "open") or "none"
        return Refusal(
            code="no-such-part",
            message=f"case `{draft.sketch.id}` has no `{number}` among its {where}",
            remedy=f"open ones: {known}",
        )
    if part.status != "open":
        message = f"`{draft.sketch.id}.{number}` is {part.status} already"
        return Refusal(code="part-is-ended", message=message)
    draft.emit_known(event, {"number": number, **facts})
    return None


_SPECIAL: dict[type[c.OneCommand], Callable[[Draft[Any], Any], Refusal | None]] = {
    c.ChangeFields: _status_fields,
    c.ChangeStatus: _status_fields,
    c.PickCase: _picked,
    c.ResolveCase: _resolved,
    c.ReactivateCase: _reactivated,
    c.LinkCase: _linked,
    c.UnlinkCase: _unlinked,
    c.Remind: _reminded,
    c.SetNextAction: _next_action,
    c.DecideApproval: _approval,
    c.AdvanceStage: lambda draft, command: draft.emit(e.StageChanged, stage=command.to),
}
