from caserules.caseload.replay import Mapped, Row, replay
from caserules.caseload.report import Asked, BadRow, RefusedRow, Replay

__all__ = ["Asked", "BadRow", "Mapped", "RefusedRow", "Replay", "Row", "replay"]
