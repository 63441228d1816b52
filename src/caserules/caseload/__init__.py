from caserules.caseload.replay import Asked, BadRow, RefusedRow, Replay, replay

__all__ = ["Asked", "BadRow", "RefusedRow", "Replay", "replay"]
