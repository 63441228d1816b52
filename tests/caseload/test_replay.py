"""A log goes through a desk: nothing is lost, and every refusal and every case can be asked about."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import caserules as cr
from caserules.caseload import Asked, Replay, replay
from caserules.caseload.replay import Row

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BOOK = cr.Rulebook.model_validate(
    {
        "id": "tiny",
        "first_status": "new",
        "first_queue": "desk",
        "status": {
            "new": {"phase": "open", "to": ["done"]},
            "done": {"phase": "closed", "read_only": True},
        },
        "effect": {"CloseCase": "done"},
        "schedule": {"desk": {"time_zone": "Europe/Lisbon", "hours": {"mon-fri": "09:00-17:00"}}},
        "route": [
            {"id": "loud", "when": 'contains(case.subject, "!")', "to": "ana"},
            {"id": "numbered", "when": 'startswith(case.subject, "n")', "to": "{case.subject}"},
        ],
        "guard": [
            {"id": "said", "on": "CloseCase", "require": "len(case.comments) > 0", "source": "T-1"},
            {"id": "reasoned", "on": "CloseCase", "require": "command.reason is not None"},
        ],
        "clock": [
            {
                "id": "end",
                "stop": 'case.phase == "closed"',
                "targets": [{"within": "2 hours", "when": 'case.subject != "free"'}],
            }
        ],
    }
)
DESK = cr.Desk(BOOK)


def read(row: Row, case: cr.Case | None) -> Iterator[Asked]:
    """A row: the case's id, minutes from the start, and what to do."""
    now = START + timedelta(minutes=int(row["minutes"]))
    commands: tuple[cr.OpenCase | cr.CloseCase | cr.AddComment, ...] = ()
    match row["does"].partition(" "):
        case ("open", _, subject):
            commands = (cr.OpenCase(new_id=row["id"], subject=subject),)
        case ("close", _, reason):
            commands = (cr.CloseCase(reason=reason or None),)
        case ("say", _, what):
            commands = (cr.AddComment(comment=what),)
    if commands and (case is not None or isinstance(commands[0], cr.OpenCase)):
        yield Asked(now=now, actor="bo", commands=commands)


def run(*rows: tuple[str, int | str, str]) -> Replay:
    """The replay of such rows."""
    log = [{"id": case, "minutes": str(minutes), "does": does} for case, minutes, does in rows]
    return replay(DESK, log, key="id", mapped=read)


def test_a_log_is_folded_row_by_row() -> None:
    """Each row is decided on the case as the rows before it left it."""
    done = run(("C-1", 0, "open slow"), ("C-1", 5, "say hello"), ("C-1", 60, "close solved"))
    assert (done.rows, done.decisions, done.accepted, len(done.refused), len(done.bad)) == (3, 3, 3, 0, 0)
    assert done.cases["C-1"].status == "done"
    assert done.clocks() == {"end": {"kept": 1}}


ROWS = st.tuples(
    st.sampled_from(["C-1", "C-2"]),
    st.integers(0, 300) | st.just("soon"),
    st.sampled_from(["open slow", "say hello", "close", "close solved", "dance", "say "]),
)


@given(st.lists(ROWS, min_size=1, max_size=12))
def test_nothing_is_lost(rows: list[tuple[str, int | str, str]]) -> None:
    """Accepted and refused decisions and bad rows add up to all rows, whatever the log says."""
    done = run(*rows)
    assert done.rows == len(rows)
    assert done.accepted + len(done.refused) + len(done.bad) == done.rows
    assert all(DESK.replay(case.to_events()) == case for case in done.cases.values())
    assert sum(map(sum, (row.values() for row in done.clocks().values()))) == len(done.cases)


def test_a_bad_row_is_reported_with_its_number() -> None:
    """A row without a number, with no command's word, or that breaks a model, is told; the run goes on."""
    done = run(("C-1", 0, "open slow"), ("C-1", "soon", "say x"), ("C-1", 1, "dance"), ("C-1", 2, "say "))
    assert [each.row for each in done.bad] == [2, 3, 4]
    assert done.bad[0].message.startswith("invalid literal for int()")
    assert done.bad[1].message == "asks for nothing: map it to a command"
    assert "comment" in done.bad[2].message
    assert "row 3: asks for nothing" in str(done)


def test_a_missing_column_is_named() -> None:
    """A log without the column of the case's id has only bad rows, and each says which column it lacks."""
    done = replay(DESK, [{"number": "C-1"}], key="id", mapped=read)
    assert done.bad[0].message == "has no column 'id'"
    assert "1 bad rows" in str(done)


def test_of_many_bad_rows_the_rest_is_counted() -> None:
    """The report names the first twenty, and says how many more there are."""
    done = run(*(("C-1", 0, "dance") for _ in range(23)))
    assert "row 20:" in str(done)
    assert "row 21:" not in str(done)
    assert "and 3 bad rows more" in str(done)


def test_an_empty_log_is_an_error() -> None:
    """There is nothing to replay in a log without rows."""
    with pytest.raises(ValueError, match="the log is empty"):
        replay(DESK, [], key="id", mapped=read)


def test_a_replay_without_a_decision_has_no_end() -> None:
    """What has no last instant can't say how its clocks stand then."""
    done = Replay(DESK, cr.Roster())
    done.cases["C-1"] = run(("C-1", 0, "open slow")).cases["C-1"]
    with pytest.raises(ValueError, match="no row that could be read"):
        done.clocks()


def test_progress_is_told_after_each_row() -> None:
    """`progress` hears the number of rows done."""
    heard: list[int] = []
    log = [{"id": "C-1", "minutes": "0", "does": "open slow"}, {"id": "C-1", "minutes": "1", "does": "say x"}]
    replay(DESK, log, key="id", mapped=read, progress=heard.append)
    assert heard == [1, 2]


def test_a_refusal_counts_once_under_each_rule_behind_it() -> None:
    """A decision that two rules refuse counts under both, and under neither twice."""
    done = run(("C-1", 0, "open slow"), ("C-1", 1, "close"), ("C-1", 2, "say x"), ("C-1", 3, "close"))
    assert done.refused_by() == {"reasoned": 2, "said": 1}
    assert len(done.refused) == 2


def test_a_refusal_by_the_library_counts_under_its_code() -> None:
    """Where no rule stands behind a refusal, its code does."""
    done = run(("C-1", 5, "open slow"), ("C-1", 1, "say x"))
    assert done.refused_by() == {"time-runs-back": 1}


def test_a_refusal_can_be_asked_about() -> None:
    """The decision is made again on the case as it was, with the rules that were tried."""
    done = run(("C-1", 0, "open slow"), ("C-1", 1, "close solved"), ("C-1", 2, "say x"))
    why = str(done.why_refused(done.refused[0]))
    assert "refused: CloseCase by `bo`" in why
    assert "`len(case.comments) > 0`" in why


def test_a_refusal_without_a_case_can_be_asked_about() -> None:
    """An opening that is refused has no case before it."""
    done = run(("C-1", 0, "open slow"), ("C-1", 1, "open slow"))
    assert "refused: OpenCase" in str(done.why_refused(done.refused[0]))
    assert "OpenCase" in str(done.why_refused(done.refused[0].replace(version=0)))


def test_where_cases_went_is_counted() -> None:
    """A place counts as often as the rules placed a case there."""
    done = run(("C-1", 0, "open ho!"), ("C-2", 1, "open hey!"), ("C-3", 2, "open hm"))
    assert done.routed_to() == {"ana": 2, "desk": 1}


def test_of_many_places_the_rest_is_counted() -> None:
    """The report names the twenty places that got most, and sums up the others."""
    done = run(*((f"C-{number}", number, f"open n{number}") for number in range(23)))
    assert "and 3 more" in str(done)


def test_a_story_is_told_in_the_zone_of_the_desk() -> None:
    """Events show the desk's wall clock and their facts; refusals and each clock with its ledger follow."""
    done = run(("C-1", 60 * 24 * 60, "open ho!"), ("C-1", 60 * 24 * 60 + 1, "close"))
    story = str(done.story("C-1"))
    assert "case `C-1`: `new`, queue `ana`" in story
    assert "Fri 2026-05-01 10:30 WEST  CaseRouted: queue `ana`; by `bo` (`loud`)" in story
    assert "row 2 refused by `said` (T-1)" in story
    assert "clock `end`: running" in story
    assert "counted 0:01:00, skipped 0:00:00" in story


def test_a_story_flattens_nested_facts() -> None:
    """A fact within a fact is told with its path."""
    asked = Asked(
        now=START, actor="bo", commands=(cr.OpenCase(new_id="C-1", subject="x", requester=cr.Person(id="p")),)
    )
    done = Replay(DESK, cr.Roster())
    done.take("C-1", asked, 1)
    assert "requester.id `p`" in str(done.story("C-1"))
    assert "queue `desk`" in str(done.story("C-1"))


def test_a_report_says_where_there_is_nothing_to_tell() -> None:
    """Without a refusal the report says so."""
    assert "refused by: nothing" in str(run(("C-1", 0, "open slow")))


def test_the_state_of_a_clock_without_a_target_is_told() -> None:
    """A case for which no target is given is counted, not dropped."""
    done = run(("C-1", 0, "open free"), ("C-2", 0, "open slow"), ("C-2", 500, "say late"))
    assert done.clocks() == {"end": {"no target": 1, "breached": 1}}
