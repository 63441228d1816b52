"""The ledger of a span: complete, exact, and readable."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from tests.schedule.conftest import Spec, spans

from caserules.schedule import Ledger, Schedule

NEW_YORK = ZoneInfo("America/New_York")


@settings(max_examples=60)
@given(spans())
def test_a_ledger_covers_its_span_and_sums_up_to_between(span: tuple[Spec, datetime, datetime]) -> None:
    """Entries adjoin from end to end, differ from their neighbours, and their counted sum is `between`."""
    spec, a, b = span
    schedule = spec.schedule()
    ledger = schedule.explain(a.astimezone(spec.tz), b)
    assert ledger.counted == schedule.between(a, b)
    assert ledger.counted + ledger.skipped == b - a
    ends = [(each.from_.astimezone(UTC), each.until.astimezone(UTC)) for each in ledger.entries]
    if ends:
        assert (ends[0][0], ends[-1][1]) == (min(a, b), max(a, b))
    assert all(earlier[1] == later[0] for earlier, later in pairwise(ends))
    assert all(low < high for low, high in ends)
    kinds = [(each.counted, each.reason) for each in ledger.entries]
    assert all(earlier != later for earlier, later in pairwise(kinds))
    for each in ledger.entries:
        assert schedule.between(each.from_, each.until) == (each.length if each.counted else timedelta())


def test_a_ledger_gives_its_reasons() -> None:
    """Holidays go by their names, overrides and breaks by their notes, over a change of the clock too."""
    schedule = Schedule(
        time_zone="America/New_York",
        hours={"mon-fri": "09:00-17:00"},
        holidays={"dates": {"2026-03-09": "founders' day"}},
        overrides={"2026-03-07": {"hours": "10:00-12:00", "note": "stocktaking"}, "2026-03-08": []},
        breaks={
            "2026-03-10": {"hours": ["08:30-09:30", "16:45-18:00"], "note": "move"},
            "2026-03-06": "16:30-17:00",
        },
    )
    start = datetime(2026, 3, 6, 16, tzinfo=NEW_YORK)
    ledger = schedule.explain(start, datetime(2026, 3, 10, 20, tzinfo=NEW_YORK))
    assert str(ledger) == (
        "counted 9:45:00, skipped 3 days, 17:15:00\n"
        "  from                      until                     length          counted  reason\n"
        "  Fri 2026-03-06 16:00 EST  Fri 2026-03-06 16:30 EST  0:30:00         yes      open\n"
        "  Fri 2026-03-06 16:30 EST  Fri 2026-03-06 17:00 EST  0:30:00         no       break\n"
        "  Fri 2026-03-06 17:00 EST  Sat 2026-03-07 00:00 EST  7:00:00         no       closed\n"
        "  Sat 2026-03-07 00:00 EST  Sat 2026-03-07 10:00 EST  10:00:00        no       stocktaking\n"
        "  Sat 2026-03-07 10:00 EST  Sat 2026-03-07 12:00 EST  2:00:00         yes      stocktaking\n"
        "  Sat 2026-03-07 12:00 EST  Sun 2026-03-08 00:00 EST  12:00:00        no       stocktaking\n"
        "  Sun 2026-03-08 00:00 EST  Mon 2026-03-09 00:00 EDT  23:00:00        no       override\n"
        "  Mon 2026-03-09 00:00 EDT  Tue 2026-03-10 00:00 EDT  1 day, 0:00:00  no       founders' day\n"
        "  Tue 2026-03-10 00:00 EDT  Tue 2026-03-10 08:30 EDT  8:30:00         no       closed\n"
        "  Tue 2026-03-10 08:30 EDT  Tue 2026-03-10 09:30 EDT  1:00:00         no       move\n"
        "  Tue 2026-03-10 09:30 EDT  Tue 2026-03-10 16:45 EDT  7:15:00         yes      open\n"
        "  Tue 2026-03-10 16:45 EDT  Tue 2026-03-10 18:00 EDT  1:15:00         no       move\n"
        "  Tue 2026-03-10 18:00 EDT  Tue 2026-03-10 20:00 EDT  2:00:00         no       closed"
    )
    assert Ledger.model_validate_json(ledger.model_dump_json()).counted == ledger.counted
    assert "<td>stocktaking</td>" in ledger._repr_html_()


def test_a_ledger_asked_for_backward_has_negative_sums() -> None:
    """From the later end the entries are the same and the sums turn their sign."""
    schedule = Schedule(time_zone="UTC", hours={"mon-fri": "09:00-17:00"})
    a, b = datetime(2026, 3, 6, 16, tzinfo=UTC), datetime(2026, 3, 9, 10, tzinfo=UTC)
    forward, backward = schedule.explain(a, b), schedule.explain(b, a)
    assert backward.entries == forward.entries
    assert (backward.counted, backward.skipped) == (-forward.counted, -forward.skipped)
    assert str(backward).startswith("counted -2:00:00, skipped -2 days, 16:00:00\n")
    assert schedule.explain(a, a).entries == ()
