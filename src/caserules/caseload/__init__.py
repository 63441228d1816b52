from caserules.caseload.backtest import Backtest, Difference, backtest
from caserules.caseload.hand_over import HandOver, HandOverCase, hand_over
from caserules.caseload.metrics import Metric, MetricGroup, Metrics, metrics
from caserules.caseload.replay import Mapped, Row, replay
from caserules.caseload.report import Asked, BadRow, RefusedRow, Replay
from caserules.caseload.reports import next_report, reports
from caserules.caseload.scan import Scan, SubjectGroup, scan
from caserules.caseload.worklist import Worklist, WorklistRow, why_listed, worklist

__all__ = [
    "Asked",
    "Backtest",
    "BadRow",
    "Difference",
    "HandOver",
    "HandOverCase",
    "Mapped",
    "Metric",
    "MetricGroup",
    "Metrics",
    "RefusedRow",
    "Replay",
    "Row",
    "Scan",
    "SubjectGroup",
    "Worklist",
    "WorklistRow",
    "backtest",
    "hand_over",
    "metrics",
    "next_report",
    "replay",
    "reports",
    "scan",
    "why_listed",
    "worklist",
]
