"""Decide what may and must happen to a customer-service case, by rules that are data."""

from typing import TYPE_CHECKING

from caserules.later import later

if TYPE_CHECKING:
    from caserules.case import (
        Absence,
        Account,
        Agent,
        Case,
        Change,
        Context,
        Decision,
        History,
        Interaction,
        NextAction,
        Note,
        Notice,
        Person,
        Queue,
        Refusal,
        Refused,
        Resolution,
        Roster,
        Team,
        Verdict,
    )
    from caserules.case.commands import (
        AcknowledgeCase,
        AddActivity,
        AddAttachment,
        AddComment,
        AdvanceStage,
        AskApproval,
        AskForUpdate,
        AssignCase,
        CancelActivity,
        CancelReferral,
        ChangeFields,
        ChangePriority,
        ChangeRequester,
        ChangeStatus,
        ClassifyCase,
        CloneCase,
        CloseCase,
        CompleteActivity,
        CompleteReferral,
        DecideApproval,
        DetermineEscalation,
        EscalateCase,
        GrantCredit,
        LinkCase,
        LinkTicket,
        LogAttempt,
        LogCall,
        MergeCase,
        OpenCase,
        PickCase,
        ReactivateCase,
        ReferCase,
        ReleaseCase,
        Remind,
        ResolveCase,
        RouteCase,
        SeeCase,
        SetNextAction,
        TakeAction,
        UnlinkCase,
        UnmergeCase,
        UpdateReferral,
    )
    from caserules.case.parts import CloneOf
    from caserules.decide import Allowed
    from caserules.decide.findings import Checked, Finding
    from caserules.decide.plugs import Fill, Intake, PlugError, Proposal
    from caserules.desk import Desk, load
    from caserules.editions import Editions
    from caserules.engine import Function
    from caserules.model import FrozenMap
    from caserules.rulebook import Rulebook, RulebookError
    from caserules.rulesets.cloning import Clone
    from caserules.rulesets.route import PassedOver, Route
    from caserules.rulesets.same import Sought
    from caserules.rulesets.sla import Clock, Segment
    from caserules.rulesets.upkeep import Due
    from caserules.schedule import Schedule, ScheduleError
else:
    __getattr__, __dir__ = later(
        __name__,
        {
            "case": (
                "Absence Account Agent Case Change Context Decision History Interaction NextAction Note "
                "Notice Person Queue Refusal Refused Resolution Roster Team Verdict"
            ),
            "case.commands": (
                "AcknowledgeCase AddActivity AddAttachment AddComment AdvanceStage AskApproval AskForUpdate "
                "AssignCase CancelActivity CancelReferral ChangeFields ChangePriority ChangeRequester "
                "ChangeStatus ClassifyCase CloneCase CloseCase CompleteActivity CompleteReferral "
                "DecideApproval DetermineEscalation EscalateCase GrantCredit LinkCase LinkTicket LogAttempt "
                "LogCall MergeCase OpenCase PickCase ReactivateCase ReferCase ReleaseCase Remind "
                "ResolveCase RouteCase SeeCase SetNextAction TakeAction UnlinkCase UnmergeCase "
                "UpdateReferral"
            ),
            "case.parts": "CloneOf",
            "decide": "Allowed",
            "decide.findings": "Checked Finding",
            "decide.plugs": "Fill Intake PlugError Proposal",
            "desk": "Desk load",
            "editions": "Editions",
            "engine": "Function",
            "model": "FrozenMap",
            "rulebook": "Rulebook RulebookError",
            "rulesets.cloning": "Clone",
            "rulesets.route": "PassedOver Route",
            "rulesets.same": "Sought",
            "rulesets.sla": "Clock Segment",
            "rulesets.upkeep": "Due",
            "schedule": "Schedule ScheduleError",
        },
    )

__all__ = [
    "Absence",
    "Account",
    "AcknowledgeCase",
    "AddActivity",
    "AddAttachment",
    "AddComment",
    "AdvanceStage",
    "Agent",
    "Allowed",
    "AskApproval",
    "AskForUpdate",
    "AssignCase",
    "CancelActivity",
    "CancelReferral",
    "Case",
    "Change",
    "ChangeFields",
    "ChangePriority",
    "ChangeRequester",
    "ChangeStatus",
    "Checked",
    "ClassifyCase",
    "Clock",
    "Clone",
    "CloneCase",
    "CloneOf",
    "CloseCase",
    "CompleteActivity",
    "CompleteReferral",
    "Context",
    "DecideApproval",
    "Decision",
    "Desk",
    "DetermineEscalation",
    "Due",
    "Editions",
    "EscalateCase",
    "Fill",
    "Finding",
    "FrozenMap",
    "Function",
    "GrantCredit",
    "History",
    "Intake",
    "Interaction",
    "LinkCase",
    "LinkTicket",
    "LogAttempt",
    "LogCall",
    "MergeCase",
    "NextAction",
    "Note",
    "Notice",
    "OpenCase",
    "PassedOver",
    "Person",
    "PickCase",
    "PlugError",
    "Proposal",
    "Queue",
    "ReactivateCase",
    "ReferCase",
    "Refusal",
    "Refused",
    "ReleaseCase",
    "Remind",
    "Resolution",
    "ResolveCase",
    "Roster",
    "Route",
    "RouteCase",
    "Rulebook",
    "RulebookError",
    "Schedule",
    "ScheduleError",
    "SeeCase",
    "Segment",
    "SetNextAction",
    "Sought",
    "TakeAction",
    "Team",
    "UnlinkCase",
    "UnmergeCase",
    "UpdateReferral",
    "Verdict",
    "load",
]
