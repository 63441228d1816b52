"""A case's timeline."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given

from caserules import AddComment, Case, Context, Desk, LogCall, OpenCase, Rulebook
from caserules.display import timeline
from caserules.outline import Timeline
from caserules.testing import cases

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DESK = Desk(Rulebook(id="tiny", first_status="new", first_queue="front", status={"new": {"phase": "open"}}))


@given(cases())
def test_everything_stands_on_it_in_the_order_in_which_it_happened(case: Case) -> None:
    """As many moments as events, and none before the one above it."""
    (block,) = timeline(case, ZoneInfo("UTC")).blocks
    assert isinstance(block, Timeline)
    instants = [moment.at for moment in block.moments]
    assert len(instants) == len(case.history)
    assert instants == sorted(instants)


def test_what_is_told_later_stands_where_it_happened() -> None:
    """A call of half past ten that is logged at one stands above the comment of noon."""
    case: Case | None = None
    call = LogCall(direction="out", issue="i", result="r", occurred_at=NOW + timedelta(minutes=30))
    for hours, command in ((0, OpenCase(new_id="C-1", subject="s")), (2, AddComment(comment="c")), (3, call)):
        context = Context(now=NOW + timedelta(hours=hours), actor="ana")
        case = DESK.decide(case, command, context).or_raise().case
    assert case is not None
    assert str(timeline(case, ZoneInfo("Europe/Paris"))).splitlines() == [
        "case `C-1`: s",
        "  Mon 2026-03-02 10:00 CET  CaseOpened by `ana`: status new",
        "  Mon 2026-03-02 10:00 CET  CaseRouted by `ana`: queue front",
        "  Mon 2026-03-02 10:30 CET  CallLogged by `ana`: number 2, direction out, issue i, result r",
        "  Mon 2026-03-02 12:00 CET  CommentAdded by `ana`: number 1, text c, public False",
    ]


def test_a_person_is_told_by_name() -> None:
    """Whoever has a name is called by it, else by the id; a value without either is told fact by fact."""
    told: list[str] = []
    for requester in ({"id": "kim", "name": "Kim"}, {"id": "kim"}, {"phone": "555 0100"}):
        opening = OpenCase(new_id="C-1", subject="s", requester=requester)
        case = DESK.decide(None, opening, Context(now=NOW, actor="ana")).or_raise().case
        assert case is not None
        told.append(str(timeline(case, DESK.zone)).splitlines()[1].partition("requester ")[2])
    assert told == ["Kim, status new", "kim, status new", "phone 555 0100, status new"]
