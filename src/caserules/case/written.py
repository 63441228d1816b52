"""Which fields of a case each kind of event may write, so that a fold can pass over those nobody reads."""

from caserules.case import events as e

__all__ = ["READ_WITH", "WRITTEN"]

_TRAIL = ("actions", "last_action_at", "parts")
_PLACE = ("owner", "owner_since", "queue", "queue_since")
_END = ("resolution", "resolved_at", "resolved_by", "closed_at", "close_reason")

WRITTEN: dict[type[e.OneEvent], tuple[str, ...]] = {
    e.InteractionReceived: ("last_customer_at",),
    e.CaseClassified: ("type", "reason"),
    e.PriorityChanged: ("priority",),
    e.CaseRouted: _PLACE,
    e.CaseAssigned: _PLACE,
    e.CasePicked: _PLACE,
    e.CaseReleased: _PLACE,
    e.StatusChanged: ("status", "phase", "status_since", "status_spans", *_END),
    e.StageChanged: ("stage", "stage_since"),
    e.CaseCloned: ("clones", "links"),
    e.CommentAdded: (*_TRAIL, "comments", "last_agent_at"),
    e.CallLogged: (
        *_TRAIL,
        "calls",
        "first_contact_at",
        "last_agent_at",
        "last_customer_at",
        "last_contact_at",
    ),
    e.AttemptLogged: (*_TRAIL, "attempts", "first_contact_at", "last_agent_at", "last_contact_at"),
    e.ActionTaken: _TRAIL,
    e.ActivityAdded: (*_TRAIL, "activities"),
    e.ActivityCompleted: (*_TRAIL, "activities"),
    e.ActivityCancelled: (*_TRAIL, "activities"),
    e.AttachmentAdded: (*_TRAIL, "attachments"),
    e.CaseLinked: ("links",),
    e.CaseUnlinked: ("links",),
    e.TicketLinked: ("tickets",),
    e.CaseReferred: (*_TRAIL, "referrals"),
    e.ReferralUpdated: (*_TRAIL, "referrals"),
    e.ReferralCompleted: (*_TRAIL, "referrals"),
    e.ReferralCancelled: (*_TRAIL, "referrals"),
    e.CreditGranted: (*_TRAIL, "credits"),
    e.ApprovalAsked: (*_TRAIL, "approvals"),
    e.ApprovalDecided: (*_TRAIL, "approvals"),
    e.NextActionSet: ("next_action",),
    e.RequesterChanged: ("requester", "account"),
    e.EscalationDetermined: ("escalation",),
    e.CaseEscalated: ("escalation",),
    e.CaseResolved: ("resolution", "resolved_at", "resolved_by"),
    e.CaseClosed: ("closed_at", "close_reason"),
    e.CaseReactivated: (*_END, "escalation"),
    e.UpdateAsked: (*_TRAIL, "updates_asked"),
    e.CaseSeen: ("seen",),
    e.CaseMerged: ("merged_into",),
    e.CaseUnmerged: ("merged_into",),
    e.CaseAbsorbed: ("absorbed",),
    e.CaseParted: ("absorbed",),
    e.ReminderGiven: ("reminders",),
}
"""The fields by kind; `CaseOpened` writes all of them, and `FieldsChanged` those that it names."""

READ_WITH: dict[str, tuple[str, ...]] = {
    "status_spans": ("owner",),
    **dict.fromkeys(_END, ("phase", "resolved_at")),
    "contacts": ("calls", "attempts"),
    "credited": ("credits",),
}
"""Fields from which another one is made: a span notes the owner, what is known of a case's end follows its
phase, a property is read off other fields."""
