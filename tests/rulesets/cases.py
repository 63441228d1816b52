"""The case to which the tests of a rule put their question, and the instant at which they do."""

from datetime import UTC, datetime
from typing import Any

from caserules.case import Case

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)


def case(kind: type[Case] = Case, /, **facts: Any) -> Case:
    """A new case that ana opened just now, but for these facts."""
    given = {"id": "C-1", "desk": "d", "subject": "s", "status": "new", "phase": "open", "opened_by": "ana"}
    return kind(**{**given, "status_since": NOW, "received_at": NOW, "opened_at": NOW, **facts})
