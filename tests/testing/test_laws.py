"""Each law finds what breaks it, and nothing where nothing is broken."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

import caserules as cr
from caserules.decide import Allowed
from caserules.schedule import Elapsed, Ledger
from caserules.testing import laws

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CONTEXT = cr.Context(now=NOW, actor="ana")
LATER = CONTEXT.replace(now=NOW + timedelta(hours=1))
BOOK: dict[str, Any] = {
    "id": "small",
    "first_status": "new",
    "status": {"new": {"phase": "open", "to": ["done"]}, "done": {"phase": "resolved"}},
    "effect": {"ResolveCase": "done"},
    "clock": [{"id": "age", "stop": 'case.phase != "open"', "targets": [{"within": "4 hours"}]}],
    "notice": [{"id": "told", "on": "*", "to": ["bo"]}],
}
DESK = cr.Desk(cr.Rulebook.model_validate(BOOK))
OPENED = DESK.decide(None, cr.OpenCase(new_id="C-1", subject="s"), CONTEXT)
CASE: Any = OPENED.case
SPOKEN = DESK.decide(CASE, cr.AddComment(comment="x"), LATER)
REFUSED = DESK.decide(CASE, cr.ReactivateCase(), LATER)


def test_a_sound_desk_breaks_no_law() -> None:
    """Decisions, cases and sweeps as they come, a refused one and one about the past among them."""
    past = DESK.decide(CASE, cr.AddComment(comment="x", occurred_at=NOW), LATER)
    for decision in (OPENED, SPOKEN, REFUSED, past):
        laws.laws_of_decision(DESK, decision)
    laws.laws_of_case(DESK, CASE, LATER)
    assert laws.sweep_does_each_thing_once(DESK, CASE, LATER) == ()
    for command in (cr.AddComment(comment="x"), cr.ReactivateCase(), cr.ChangeStatus(to="done")):
        laws.allowed_keeps_its_word(DESK, CASE, command, LATER)


def changed(**facts: Any) -> Any:
    """The comment's decision with another case than its events make."""
    (change,) = SPOKEN.changes
    return SPOKEN.replace(changes=(change.replace(case=change.case.replace(**facts)),))


NOTICE = SPOKEN.notices[0]


@pytest.mark.parametrize(
    ("law", "decision", "found"),
    [
        (
            laws.refusal_changes_nothing,
            REFUSED.replace(changes=SPOKEN.changes),
            "a refusal changes something",
        ),
        (laws.events_make_the_case, changed(subject="t"), "the events make another case"),
        (laws.nobody_is_told_of_his_own, SPOKEN.replace(notices=(NOTICE, NOTICE)), "a notice comes twice"),
        (
            laws.nobody_is_told_of_his_own,
            SPOKEN.replace(notices=(NOTICE.replace(to="ana"),)),
            "`ana` is told of his own",
        ),
    ],
)
def test_a_decision_that_breaks_a_law_is_found(law: Any, decision: Any, found: str) -> None:
    """What is wrong is said, with the decision."""
    with pytest.raises(AssertionError, match=found):
        law(decision)


def test_a_case_that_is_not_its_history_is_found() -> None:
    """Another subject than the events say, another status, and another phase than the status's."""
    with pytest.raises(AssertionError, match="replay makes another case"):
        laws.replay_is_equal(DESK, CASE.replace(subject="t"))
    with pytest.raises(AssertionError, match="the case is `done` after"):
        laws.case_stays_in_its_graph(DESK, CASE.replace(status="done"))
    with pytest.raises(AssertionError, match="the phase is not the status's"):
        laws.case_stays_in_its_graph(DESK, CASE.replace(phase="closed"))


def test_a_way_that_is_not_there_is_found() -> None:
    """A case of another desk went where this one has no way."""
    done = DESK.decide(CASE, cr.ResolveCase(), LATER).case
    assert done is not None
    laws.case_stays_in_its_graph(DESK, done)
    closed = {**BOOK, "status": {**BOOK["status"], "new": {"phase": "open"}}}
    with pytest.raises(AssertionError, match="no such way"):
        laws.case_stays_in_its_graph(cr.Desk(cr.Rulebook.model_validate(closed)), done)


def test_an_undone_merge_is_no_way_astray() -> None:
    """Back where it came from, the case is inside its graph."""
    ways = {"new": {"phase": "open", "to": ["gone"]}, "gone": {"phase": "closed"}}
    desk = cr.Desk(cr.Rulebook(id="m", first_status="new", status=ways, effect={"MergeCase": "gone"}))
    both = [desk.decide(None, cr.OpenCase(new_id=name, subject="s"), CONTEXT).case for name in ("C-1", "C-2")]
    context = LATER.replace(related=tuple(both))
    parted = desk.decide(both[0], [cr.MergeCase(into="C-2"), cr.UnmergeCase()], context)
    assert parted.case is not None
    assert [span.status for span in parted.case.status_spans] == ["new", "gone", "new"]
    laws.laws_of_decision(desk, parted)
    laws.laws_of_case(desk, parted.case, context)


RESOLVED = {"resolved_at": NOW, "resolved_by": "ana"}


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"closed_at": NOW}, "an open case knows of an end"),
        (RESOLVED, "an open case knows of an end"),
        ({"phase": "closed"}, "a closed case does not know its end"),
        ({"phase": "resolved"}, "a resolved case does not know its end"),
        ({"phase": "resolved", **RESOLVED, "closed_at": NOW}, "a resolved case does not know its end"),
    ],
)
def test_an_end_that_the_phase_knows_nothing_of_is_found(facts: Any, found: str) -> None:
    """Closed while open, settled without a when."""
    with pytest.raises(AssertionError, match=found):
        laws.end_follows_the_phase(CASE.replace(**facts))


def test_work_on_a_case_that_has_gone_is_found() -> None:
    """Whatever it was; the look is none."""
    gone = CASE.replace(merged_into="C-2")
    laws.gone_takes_no_work(SPOKEN.replace(before=gone, commands=(cr.SeeCase(),)))
    laws.gone_takes_no_work(REFUSED.replace(before=gone))
    with pytest.raises(AssertionError, match="work on a case that has gone"):
        laws.gone_takes_no_work(SPOKEN.replace(before=gone))


def test_a_notice_of_what_was_not_so_is_found() -> None:
    """One on a refusal where nothing was refused or another guard did, one of what was not done."""
    guard = [{"id": "g", "on": "*", "require": "actor.id != 'cy'"}]
    notice = [*BOOK["notice"], {"id": "on-refusal", "on": "*", "to": ["bo"], "refused": ["g"]}]
    desk = cr.Desk(cr.Rulebook.model_validate({**BOOK, "guard": guard, "notice": notice}))
    refused = desk.decide(CASE, cr.AddComment(comment="x"), LATER.replace(actor="cy"))
    assert [each.rule for each in refused.notices] == ["on-refusal"]
    laws.laws_of_decision(desk, refused)
    other = refused.refusals[0].replace(rule="h")
    for wrong in (
        refused.replace(notices=SPOKEN.notices),
        refused.replace(refusals=(other,)),
        SPOKEN.replace(notices=refused.notices),
    ):
        with pytest.raises(AssertionError, match="tells of what was not so"):
            laws.refusal_tells_of_itself_alone(desk, wrong)


def test_a_status_entered_by_another_command_is_found() -> None:
    """Where the rulebook names the commands that lead into it."""
    done = DESK.decide(CASE, cr.ResolveCase(), LATER).case
    assert done is not None
    status = {**BOOK["status"], "done": {"phase": "resolved", "by": ["ChangeStatus"]}}
    with pytest.raises(AssertionError, match=r"not by `effect\.ResolveCase`"):
        laws.case_stays_in_its_graph(cr.Desk(cr.Rulebook.model_validate({**BOOK, "status": status})), done)


class Forgetful(cr.Desk[cr.Case]):
    """A desk whose clocks forget what was before the last word."""

    def clocks(self, case: cr.Case, now: datetime, *, roster: cr.Roster = CONTEXT.roster) -> Any:
        """As they stood at the opening, once there are comments."""
        return super().clocks(case, case.opened_at if case.comments else now, roster=roster)


def test_time_that_is_lost_is_found() -> None:
    """A clock that has less behind it after a decision than before."""
    forgetful = Forgetful(DESK.rulebook)
    with pytest.raises(AssertionError, match="the clock `age` loses time"):
        laws.clocks_lose_no_time(forgetful, SPOKEN)


class Promising(cr.Desk[cr.Case]):
    """A desk that answers anything with the same word."""

    word: Any = "yes"

    def allowed(self, case: cr.Case, context: cr.Context) -> tuple[Allowed, ...]:
        """The word, and a rule that nobody wrote."""
        named = cr.Refusal(code="no", message="no", rule="unwritten")
        return tuple(
            each.replace(answer=self.word, refusals=(named,)) for each in super().allowed(case, context)
        )


@pytest.mark.parametrize(
    ("word", "command", "found"),
    [
        ("yes", cr.ReactivateCase(), "a yes is refused"),
        ("no", cr.AddComment(comment="x"), "a no is accepted"),
        ("no", cr.ReactivateCase(), "a no names others"),
    ],
)
def test_a_word_that_is_not_kept_is_found(word: str, command: Any, found: str) -> None:
    """A yes that is refused, a no that is accepted, a no for another reason."""
    desk = Promising(DESK.rulebook)
    desk.word = word
    with pytest.raises(AssertionError, match=found):
        laws.allowed_keeps_its_word(desk, CASE, command, LATER)


def segment(**facts: Any) -> Any:
    """A segment that adds up, but for these facts."""
    hour = timedelta(hours=1)
    sound = {"elapsed": timedelta(), "remaining": 4 * hour, "allotted": 4 * hour, "target": Elapsed(hours=4)}
    return SimpleNamespace(**{**sound, **facts}, ledger=lambda: Ledger(entries=()))


@pytest.mark.parametrize(
    ("facts", "upcoming", "found"),
    [
        ({"elapsed": timedelta(hours=1)}, None, "a ledger does not add up"),
        ({"target": None}, None, "time is left for no target"),
        ({"remaining": timedelta(hours=3)}, None, "elapsed and remaining do not add up"),
        ({"target": Elapsed(hours=5)}, None, "not what was promised"),
        ({}, NOW, "the next change is past"),
    ],
)
def test_a_clock_that_does_not_add_up_is_found(facts: Any, upcoming: Any, found: str) -> None:
    """Every sum that is wrong is said."""
    wrong: Any = SimpleNamespace(
        segments=(segment(**facts),), next_change_at=upcoming, read_at=NOW, outline=lambda: "clock"
    )
    with pytest.raises(AssertionError, match=found):
        laws.clocks_add_up([wrong])


def test_no_target_and_a_time_of_day_add_up() -> None:
    """A clock without a target has nothing left, and one by a time of day has what there is till then."""
    clocks = [
        {"id": "none", "targets": [{"when": "case.owner is not None", "within": "1 hour"}]},
        {"id": "close", "targets": [{"within": "close"}]},
    ]
    book = {
        **BOOK,
        "clock": clocks,
        "schedule": {"desk": {"time_zone": "UTC", "hours": {"mon-fri": "08:00-17:00"}}},
    }
    laws.clocks_add_up(cr.Desk(cr.Rulebook.model_validate(book)).clocks(CASE, LATER.now))
