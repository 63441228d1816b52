"""The replay of a log: nothing lost, everything told."""

import gc
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

import caserules as cr
from caserules.caseload import Asked, Replay, Row, replay

BOOK: dict[str, Any] = {
    "id": "log",
    "first_status": "new",
    "first_queue": "desk",
    "status": {"new": {"phase": "open", "to": ["done"]}, "done": {"phase": "resolved", "to": ["new"]}},
    "effect": {"ResolveCase": "done", "ReactivateCase": "new"},
    "schedule": {"desk": {"time_zone": "America/New_York", "hours": {"mon-fri": ["09:00-17:00"]}}},
    "route": [
        {"id": "sam-takes-mail", "when": 'case.origin == "mail"', "to": "sam"},
        {"id": "nobody", "when": 'case.origin == "none"', "to": "night"},
    ],
    "guard": [
        {"id": "owned", "on": "ResolveCase", "require": "case.owner is not None", "source": "S-1"},
        {"id": "told", "on": "ResolveCase", "require": "command.comment is not None"},
    ],
    "clock": [
        {"id": "solve", "stop": 'case.phase != "open"', "targets": [{"within": "2 hours"}]},
        {
            "id": "answer",
            "start": 'case.origin == "mail"',
            "targets": [{"when": 'case.origin == "mail"', "within": "30 minutes"}],
        },
    ],
}
DESK = cr.Desk(cr.Rulebook.model_validate(BOOK))
CREW = cr.Roster(agents=(cr.Agent(id="sam"),))
START = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


def reading(row: Row, case: cr.Case | None) -> Iterator[Asked]:
    """Opens the case if there is none, then does what the row says."""
    now = START + timedelta(minutes=int(row["minute"]))
    if case is None:
        opening = cr.OpenCase(new_id=row["case"], subject="x", origin=row["origin"])
        yield Asked(now=now, actor="ana", commands=(opening,))
    match row["does"]:
        case "resolve":
            yield Asked(now=now, actor="ana", commands=(cr.ResolveCase(),))
        case "say and resolve":
            said = cr.ResolveCase(comment=cr.Note(text="done"))
            yield Asked(now=now, actor="ana", commands=(said,))
        case "look":
            yield Asked(now=now, actor="ana", commands=(cr.SeeCase(),))
        case _:
            pass


def run(*rows: Row, **more: Any) -> Replay:
    """The replay of these rows."""
    return replay(DESK, rows, **{"key": "case", "mapped": reading, "roster": CREW, **more})


def row(case: str = "A", does: str = "", minute: int = 0, origin: str = "mail") -> Row:
    """A row of the log."""
    return {"case": case, "does": does, "minute": str(minute), "origin": origin}


ROWS = st.builds(
    row,
    st.sampled_from(("A", "B", "C", "")),
    st.sampled_from(("", "resolve", "say and resolve", "look")),
    st.integers(0, 200),
    st.sampled_from(("mail", "web")),
)


@settings(max_examples=50)
@given(st.lists(ROWS, min_size=1, max_size=12), st.lists(st.integers(0, 11), max_size=2))
def test_nothing_is_lost_and_the_sums_add_up(rows: list[dict[str, str]], broken: list[int]) -> None:
    """Every row is read or reported; every decision is accepted or refused; every case has every clock."""
    for place in broken:
        if place < len(rows):
            rows[place] = {**rows[place], "minute": "soon"}
    told: list[int] = []
    done = run(*rows, progress=told.append)
    assert (done.rows, told) == (len(rows), list(range(1, len(rows) + 1)))
    bad = {each.row for each in done.bad}
    assert bad >= {place + 1 for place in broken if place < len(rows)}
    assert len(bad) == len(done.bad)
    assert done.accepted + len(done.refused) == done.decisions
    assert {each.row for each in done.refused}.isdisjoint(bad)
    assert sum(done.refused_by().values()) >= len(done.refused)
    assert sum(done.routed_to().values()) == len(done.cases)
    assert all(sum(states.values()) == len(done.cases) for states in done.clocks().values())
    for case_id, case in done.cases.items():
        assert (case.id, DESK.replay(case.history)) == (case_id, case)
        assert str(done.story(case_id)).startswith(f"case `{case_id}`")
    for refused in done.refused:
        assert str(done.why_refused(refused)).startswith("refused: ")
    assert f"{done.accepted} accepted, {len(done.refused)} refused; {len(bad)} bad rows" in str(done)


def test_a_refusal_counts_under_each_of_its_rules() -> None:
    """Two guards that refuse one decision count once each; why says it again with what was tried."""
    done = run(row(), row(does="resolve", minute=5, origin="web"), row("B", "resolve", 5, "web"))
    assert done.refused_by() == {"told": 2, "owned": 1}
    told = str(done.why_refused(done.refused[1]))
    assert "refused by `owned` (S-1)" in told
    assert "refuses  `told`" in told


def test_a_refused_opening_is_told_without_a_case() -> None:
    """Whatever follows it in the log is refused too, and can be asked about."""
    late = row("A", "look", -1)
    done = run(row("A", "look", 0), late)
    assert done.refused_by() == {"time-runs-back": 1}

    def no_case(each: Row, case: cr.Case | None) -> Iterator[Asked]:
        del each, case
        yield Asked(now=START, actor="ana", commands=(cr.SeeCase(),))

    lost = run(row(), mapped=no_case)
    assert lost.refused_by() == {"not-open": 1}
    assert "only `OpenCase` begins a case" in str(lost.why_refused(lost.refused[0]))


def test_a_clone_does_not_take_anothers_place() -> None:
    """A new id that the log has a case of already is a refusal."""
    desk = cr.Desk(cr.Rulebook.model_validate({**BOOK, "clone": [{"id": "c", "reason": "r", "for": "x"}]}))

    def cloning(each: Row, case: cr.Case | None) -> Iterator[Asked]:
        if case is None:
            yield from reading(each, None)
        else:
            clone = cr.CloneCase(reason="r", new_ids=(each["origin"],))
            yield Asked(now=START, actor="ana", commands=(clone,))

    rows = (row("A"), row("B"), row("B", origin="A"), row("A", origin="D"))
    done = replay(desk, rows, key="case", mapped=cloning)
    assert done.refused_by() == {"id-taken": 1}
    assert set(done.cases) == {"A", "B", "D"}


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"case": "A"}, "has no column `minute`"),
        ({"does": "look"}, "has no column `case`"),
        (row(minute=1) | {"minute": "soon"}, "invalid literal for int() with base 10: 'soon'"),
        (row("") | {}, "`new_id`: "),
    ],
)
def test_a_bad_row_is_reported_with_its_number(bad: Row, said: str) -> None:
    """It says what is wrong, and the run goes on."""
    done = run(row(), bad, row("B"))
    assert [each.row for each in done.bad] == [2]
    assert done.bad[0].message.startswith(said)
    assert set(done.cases) == {"A", "B"}
    assert f"row 2: {done.bad[0].message}" in str(done)


def test_a_row_that_asks_for_nothing_is_bad() -> None:
    """Of a case that is there, a row without a command; and one whose word the mapping does not know."""
    assert run(row(), row()).bad[0].message == "asks for nothing: map it to a command"

    def strict(each: Row, case: cr.Case | None) -> Iterator[Asked]:
        del case
        yield {"look": Asked(now=START, actor="ana", commands=())}[each["does"]]

    assert run(row(does="jump"), mapped=strict).bad[0].message == "`jump` has no meaning in the mapping"


def test_a_row_opens_its_own_case() -> None:
    """A mapping that opens another id than the row's is told so."""

    def other(each: Row, case: cr.Case | None) -> Iterator[Asked]:
        del each, case
        yield Asked(now=START, actor="ana", commands=(cr.OpenCase(new_id="Z", subject="x"),))

    assert run(row(), mapped=other).bad[0].message == "opens case `Z`, and is a row of case `A`"


def test_many_bad_rows_are_counted() -> None:
    """The report shows twenty and counts the others."""
    told = str(run(row(), *({"case": "A"},) * 23))
    assert told.count("has no column `minute`") == 20
    assert "and 3 more bad rows" in told


def test_many_places_are_summed() -> None:
    """The report shows twenty places and adds up the others."""
    guards = [{"id": f"g{each:02}", "on": "SeeCase", "require": "False"} for each in range(23)]
    desk = cr.Desk(cr.Rulebook.model_validate({**BOOK, "guard": guards}))
    told = str(replay(desk, (row(does="look"),), key="case", mapped=reading))
    assert "and 3 more  3" in told


def test_a_log_without_rows_is_an_error() -> None:
    """Nothing to replay is no success."""
    with pytest.raises(ValueError, match="the log is empty"):
        run()


def test_a_log_of_bad_rows_alone_can_be_told() -> None:
    """The report has no clocks then, and nothing was refused."""
    told = str(run({"case": "A"}))
    assert told.splitlines()[1] == "  1 rows, 0 cases, 0 decisions: 0 accepted, 0 refused; 1 bad rows"


def test_a_story_is_told_in_the_desks_zone() -> None:
    """Nine in the morning in New York, though the log is in UTC; with what was refused, and each clock."""
    done = run(row(), row(does="resolve", minute=90), row(does="say and resolve", minute=150))
    told = str(done.story("A"))
    assert told.splitlines()[0] == "case `A`: `done`, owner `sam`"
    assert "Mon 2026-03-02 09:00 EST" in told
    assert "CaseRouted to `sam` by `ana` (`sam-takes-mail`)" in told
    assert "StatusChanged `done` by `ana` (`effect.ResolveCase`)" in told
    assert "row 2 refused by `told`" in told
    assert "clock `solve`: stopped, breached" in told
    with pytest.raises(KeyError):
        done.story("B")


def test_a_story_says_where_the_case_is() -> None:
    """In a queue, or with nobody."""
    assert str(run(row(origin="web")).story("A")).splitlines()[0] == "case `A`: `new`, queue `desk`"
    desk = cr.Desk(cr.Rulebook.model_validate({**BOOK, "first_queue": None, "route": []}))
    done = replay(desk, (row(),), key="case", mapped=reading)
    assert str(done.story("A")).splitlines()[0] == "case `A`: `new`, nobody's"


def test_clocks_are_read_at_the_end_of_the_log() -> None:
    """Kept, breached, running: as the last decision finds them."""
    done = run(
        row("A"), row("A", "say and resolve", 10), row("B", "", 60), row("C", "", 150), row("C", "look", 200)
    )
    assert done.clocks()["solve"] == {"kept": 1, "breached": 1, "running": 1}


@pytest.mark.parametrize("on", [True, False])
def test_the_cyclic_collector_rests_meanwhile(monkeypatch: pytest.MonkeyPatch, *, on: bool) -> None:
    """It is as it was afterwards, also where the run breaks off; what is new is looked at where it was on."""
    looked: list[int] = []
    monkeypatch.setattr(sys.modules["caserules.caseload.replay"], "_YOUNG", 2)
    monkeypatch.setattr(gc, "collect", looked.append)
    resting: list[bool] = []
    was = gc.isenabled()
    (gc.enable if on else gc.disable)()
    try:
        rows = [{"case": str(number), "minute": "1", "origin": "mail", "does": ""} for number in range(5)]
        replay(DESK, rows, key="case", mapped=reading, progress=lambda _: resting.append(gc.isenabled()))
        after = gc.isenabled()
        with pytest.raises(ZeroDivisionError):
            replay(DESK, rows, key="case", mapped=reading, progress=lambda _: 1 // 0)  # type: ignore[arg-type,return-value]
        assert (after, gc.isenabled()) == (on, on)
    finally:
        (gc.enable if was else gc.disable)()
    assert resting == [False] * 5
    assert looked == ([0, 0] if on else [])


def test_what_is_asked_for_can_be_said_shortly() -> None:
    """`Asked.by` gives what validation gives, of the same types, and refuses the same."""
    zoned = START.astimezone(ZoneInfo("Europe/Lisbon"))
    said = Asked.by("ana", zoned, cr.SeeCase(), cr.ResolveCase())
    assert said == Asked(now=zoned, actor="ana", commands=(cr.SeeCase(), cr.ResolveCase()))
    assert type(said.now.tzinfo) is timezone
    assert Asked.by(" ana", START).actor == "ana"
    for actor, now, command in (
        (3, START, cr.SeeCase()),
        ("ana", START.replace(tzinfo=None), cr.SeeCase()),
        ("ana", START, "SeeCase"),
        (" ", START, cr.SeeCase()),
    ):
        with pytest.raises(ValidationError):
            Asked.by(actor, now, command)  # type: ignore[arg-type]
