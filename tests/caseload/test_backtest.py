"""Backtests: what a change of rules changes, case by case."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.caseload.kinds import LATE, At, Desk, Opened

import caserules as cr
from caserules.caseload import Backtest, backtest
from caserules.testing import cases, small_rulebooks

Changed = Callable[..., Desk]

SOME = st.lists(cases(max_commands=4), unique_by=lambda case: case.id, max_size=3)


@pytest.fixture(scope="module")
def changed(book: dict[str, Any]) -> Changed:
    """The desk with other rules."""

    def desk(**rules: Any) -> Desk:
        return cr.Desk(cr.Rulebook.model_validate(book | rules))

    return desk


@settings(max_examples=10)
@given(found=SOME, book=small_rulebooks(), data=st.data())
def test_a_rulebook_differs_from_itself_in_nothing(found: list[Any], book: cr.Rulebook, data: Any) -> None:
    """Whatever the rules and the cases, and whatever their order."""
    desk = cr.Desk(book)
    order = data.draw(st.permutations(found))
    told = backtest(desk, cr.Desk(book), order, LATE)
    assert told == Backtest(old=desk.digest, new=desk.digest, at=LATE.now, cases=len(found), differences=())


@settings(max_examples=10)
@given(found=SOME, one=small_rulebooks(), other=small_rulebooks())
def test_turned_round_a_backtest_tells_the_same_the_other_way(
    found: list[Any], one: cr.Rulebook, other: cr.Rulebook
) -> None:
    """What was old is new, in the same cases; the counts are those of the cases that differ."""
    there, back = (
        backtest(cr.Desk(old), cr.Desk(new), found, LATE) for old, new in ((one, other), (other, one))
    )
    assert {(each.case_id, each.kind, each.of, each.old, each.new) for each in there.differences} == {
        (each.case_id, each.kind, each.of, each.new, each.old) for each in back.differences
    }
    for (kind, of), count in there.counts().items():
        named = [each for each in there.changed if any((d.kind, d.of) == (kind, of) for d in there.of(each))]
        assert len(named) == count


def test_a_backtest_tells_what_changes_and_by_which_rules(
    desk: Desk, changed: Changed, at: At, opened: Opened
) -> None:
    """Another routing, another fill, another target: each case with its counts."""
    new = changed(
        fill=[{"id": "urgent", "when": 'case.type == "finance"', "set": {"priority": "high"}}],
        route=[{"id": "to-legal", "when": 'case.type == "finance"', "to": "legal"}],
        clock=[{"id": "first-reply", "targets": [{"within": "1 hours"}]}],
        worklist=[],
        metric=[],
    )
    found = (opened("C-2"), opened("C-1", type="finance"))
    told = backtest(desk, new, found, at(2))
    assert told.changed == ("C-1", "C-2")
    assert told.counts() == {
        ("clock", "first-reply"): 2,
        ("opening", "priority"): 1,
        ("opening", "queue"): 1,
        ("placing", "route"): 1,
    }
    late = "running, due Mon 2026-03-02 05:00 EST, breached Mon 2026-03-02 05:00 EST"
    assert [" ".join(line.split()) for line in str(told).splitlines()] == [
        "backtest: 2 of 2 cases differ",
        "what of cases",
        "clock first-reply 2",
        "opening priority 1",
        "opening queue 1",
        "placing route 1",
        "case `C-1`",
        "what of old new rules",
        "opening priority - high urgent",
        "opening queue support legal to-legal",
        "placing route support legal to-legal",
        f"clock first-reply running, due Mon 2026-03-02 08:00 EST {late} first-reply",
        "case `C-2`",
        "what of old new rules",
        f"clock first-reply running, due Mon 2026-03-02 08:00 EST {late} first-reply",
    ]
    assert Backtest.model_validate_json(told.model_dump_json()) == told


def test_guards_notices_and_upkeep_are_compared(desk: Desk, changed: Changed, at: At, opened: Opened) -> None:
    """What is allowed for the owner, who is told of the opening, and what is due."""
    new = changed(
        guard=[{"id": "never", "on": "CloseCase", "require": "False"}],
        notice=[{"id": "hear", "on": "OpenCase", "to": ["bo"]}],
        upkeep=[
            {"id": "look", "since": "case.opened_at", "after": "1 hours", "remind": "{case.opened_by}"},
            {
                "id": "end",
                "when": 'case.phase == "open"',
                "since": "case.opened_at",
                "after": "1 hours",
                "do": {"CloseCase": {}},
            },
        ],
        clock=[*({**each, "warn": ["25%", "40%"]} for each in desk.rulebook.to_data()["clock"])],
    )
    told = backtest(desk, new, [opened("C-1")], at(2))
    assert [(each.kind, each.of, each.old, each.new, each.rules) for each in told.differences] == [
        ("opening", "told", "", "bo", ("hear",)),
        ("allowed", "CloseCase", "yes", "no by never", ("never",)),
        ("due", "end", "", "CloseCase, due Mon 2026-03-02 05:00 EST", ("end",)),
        (
            "due",
            "first-reply",
            "",
            "Remind, due Mon 2026-03-02 05:00 EST; Remind, due Mon 2026-03-02 05:36 EST",
            ("first-reply",),
        ),
        ("due", "look", "", "Remind, due Mon 2026-03-02 05:00 EST", ("look",)),
    ]


def test_an_opening_that_is_refused_now_says_by_which_rules(
    desk: Desk, changed: Changed, at: At, opened: Opened
) -> None:
    """The rules of the refusal stand for all that it would have made of the case."""
    guard = {"id": "typed", "on": "OpenCase", "require": "result.type is not None"}
    told = backtest(desk, changed(guard=[guard]), [opened("C-1")], at(1))
    assert ("refused", "", "typed", ("typed",)) in [
        (each.of, each.old, each.new, each.rules) for each in told.differences
    ]
    assert {each.kind for each in told.differences} == {"opening"}


def test_own_fields_are_compared_and_items_have_their_clocks(
    desk: Desk, changed: Changed, at: At, opened: Opened
) -> None:
    """A field that only the new rules have, filled by a rule; the clock of one call."""
    new = changed(
        fields={"size": {"type": "number", "missing": True}},
        fill=[{"id": "sized", "set": {"size": 3}}],
        clock=[{**desk.rulebook.to_data()["clock"][1], "targets": [{"within": "3 hours"}]}],
        worklist=[],
        metric=[],
    )
    told = backtest(desk, new, [opened("C-1", cr.AddActivity(kind="phone call", subject="ring"))], at(1))
    assert [(each.kind, each.of) for each in told.differences] == [
        ("opening", "size"),
        ("clock", "first-reply"),
        ("clock", "call-back of 1"),
    ]


def test_a_case_that_the_new_rules_can_not_take_is_told(
    desk: Desk, changed: Changed, at: At, opened: Opened
) -> None:
    """A status or a field that is no more; nothing else of it is compared."""
    fewer = {"new": {"phase": "open", "to": ["closed"]}, "closed": {"phase": "closed"}}
    shorter = changed(status=fewer, effect={"CloseCase": "closed"})
    working = opened("C-1", cr.ChangeStatus(to="working"))
    (found,) = backtest(desk, shorter, [working], at(1)).differences
    assert (found.kind, found.of, found.new) == ("case", "status", "there is no status `working`")
    sized = changed(fields={"size": "number"})
    opening = cr.OpenCase(new_id="C-1", subject="s", fields={"size": 3})
    case = sized.decide(None, opening, at()).or_raise().case
    other = changed(fields={"size": "text"})
    (found,) = backtest(sized, other, [case], at(1)).differences  # type: ignore[list-item]
    assert (found.kind, found.of) == ("case", "fields")
    assert "size" in found.new


def test_a_clone_is_not_opened_anew(changed: Changed, at: At, opened: Opened) -> None:
    """It was made by another command; the rest of it is compared."""
    clone = [{"id": "beside", "reason": "another department", "for": "{command.department}"}]
    cloning = changed(clone=clone)
    command = cr.CloneCase(reason="another department", department="legal", new_ids=("C-2",))
    made = cloning.decide(opened("C-1"), command, at()).or_raise().changes[1].case
    new = changed(clone=clone, first_queue="legal")
    told = backtest(cloning, new, [made], at(1))
    assert [(each.kind, each.of) for each in told.differences] == [("placing", "route")]


def test_a_case_of_old_that_nobody_opened_is_compared(desk: Desk, opened: Opened, at: At) -> None:
    """A blank name, which was taken once, stands for whoever asks."""
    first, *rest = opened("C-1").to_events()
    case = desk.replay([first | {"by": " "}, *rest]).replace(owner=None)
    assert backtest(desk, desk, [case], at(1)).differences == ()


def test_without_a_context_the_last_event_is_now(desk: Desk, opened: Opened, at: At) -> None:
    """Of all the cases; of none there is no last one."""
    told = backtest(desk, desk, [opened("C-1"), opened("C-2", hours=5)])
    assert told.at == at(5).now
    assert str(told) == "backtest: 0 of 2 cases differ\n  the two rulebooks agree"
    with pytest.raises(ValueError, match="without cases there is no last event; give a context"):
        backtest(desk, desk, [])


def test_a_backtest_is_of_one_desk(desk: Desk, changed: Changed) -> None:
    """Rulebooks of which neither goes on with the other's cases have nothing to compare."""
    with pytest.raises(ValueError, match="two rulebooks of one desk, not of `small` and `other`"):
        backtest(desk, changed(id="other"), [])


def test_a_small_rulebook_is_compared_with_the_one_that_it_stands_on(
    desk: Desk, changed: Changed, at: At, opened: Opened
) -> None:
    """Whichever is the older, and whichever of the two the cases are of, under an id of its own."""
    on_top = changed(id="other", continues=["small"], first_queue="legal")
    ours = on_top.replay([opened("C-2").history[0].replace(desk="other")])
    cases = [opened("C-1"), ours]
    told = backtest(desk, on_top, cases, at(1))
    back = backtest(on_top, desk, cases, at(1))
    assert told.changed == back.changed == ("C-1", "C-2")
    assert [(each.kind, each.of, each.new) for each in told.of("C-1")] == [
        (each.kind, each.of, each.old) for each in back.of("C-2")
    ]
    same = changed(id="other", continues=["small"])
    assert backtest(desk, same, cases, at(1)).differences == ()


def test_of_many_cases_the_first_are_told_one_by_one(
    desk: Desk, changed: Changed, at: At, opened: Opened
) -> None:
    """Twenty, and how many more."""
    found = [opened(f"C-{number:02}") for number in range(22)]
    told = backtest(desk, changed(first_queue="legal"), found, at())
    assert str(told).endswith("and 2 more cases")
    assert "case `C-19`" in str(told)
    assert "case `C-20`" not in str(told)
