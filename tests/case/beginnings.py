"""With what the tests of a case begin: one just opened, a draft of it, and a case with fields of its own."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, get_args

from hypothesis import strategies as st

from caserules.case import Case, Draft, evolve
from caserules.case import commands as c
from caserules.case import events as e
from caserules.model import Instant
from caserules.testing import cases, open_case

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
COMMANDS: tuple[type[Any], ...] = get_args(get_args(c.Command)[0])
EVENTS: tuple[type[Any], ...] = get_args(get_args(e.Event)[0])


class Parcel(Case):
    """A case with fields of its own."""

    weight: Decimal | None = None
    promised_on: date | None = None
    sent_at: Instant | None = None
    tags: tuple[str, ...] = ()


OWN = {"weight": st.just("1.50"), "promised_on": st.just("2026-03-04"), "tags": st.just(["a", "b"])}
PARCELS = cases(Parcel, fields=st.fixed_dictionaries({}, optional=OWN))


def begun(kind: type[Any] = Case, **facts: Any) -> Any:
    """A case that ana has just opened."""
    given = {"desk": "d", "subject": "s", "status": "new", "phase": "open", "received_at": NOW, **facts}
    return evolve(None, e.CaseOpened(case_id="C-1", at=NOW, by="ana", **given), kind)


def draft_of_one(kind: type[Any] = Case) -> Draft[Any]:
    """A draft of a case that ana opens."""
    draft: Draft[Any] = Draft(None, kind, by="ana", at=NOW)
    open_case(draft, c.OpenCase(new_id="C-1", subject="no heat"))
    return draft
