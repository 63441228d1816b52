from caserules.case.case import Case
from caserules.case.context import Context, Queue
from caserules.case.decision import Change, Decision, Notice, Refusal, Refused, Verdict
from caserules.case.draft import Draft
from caserules.case.evolve import changes, evolve, replay
from caserules.case.fields import own_fields
from caserules.case.history import History
from caserules.case.interaction import Interaction
from caserules.case.parts import Account, NextAction, Note, Person, Resolution
from caserules.case.record import record
from caserules.case.roster import Absence, Agent, Roster, Team

__all__ = [
    "Absence",
    "Account",
    "Agent",
    "Case",
    "Change",
    "Context",
    "Decision",
    "Draft",
    "History",
    "Interaction",
    "NextAction",
    "Note",
    "Notice",
    "Person",
    "Queue",
    "Refusal",
    "Refused",
    "Resolution",
    "Roster",
    "Team",
    "Verdict",
    "changes",
    "evolve",
    "own_fields",
    "record",
    "replay",
]
