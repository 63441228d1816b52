from caserules.caseload.replay import Mapped, Row, replay
from caserules.caseload.report import Asked, BadRow, RefusedRow, Replay
from caserules.caseload.reports import next_report, reports
from caserules.caseload.worklist import Worklist, WorklistRow, why_listed, worklist

__all__ = [
    "Asked",
    "BadRow",
    "Mapped",
    "RefusedRow",
    "Replay",
    "Row",
    "Worklist",
    "WorklistRow",
    "next_report",
    "replay",
    "reports",
    "why_listed",
    "worklist",
]
