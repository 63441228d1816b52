"""What the tests of many cases are handed, and a context in which everything drawn has happened."""

from collections.abc import Callable
from datetime import UTC, datetime

import caserules as cr

Desk = cr.Desk[cr.Case]
At = Callable[..., cr.Context]
Opened = Callable[..., cr.Case]
LATE = cr.Context(now=datetime(2100, 1, 1, tzinfo=UTC), actor="ana")
