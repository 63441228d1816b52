"""Cases beside the one that is decided on: clones, and what a case is merged with."""

from datetime import timedelta
from typing import Any

import pytest

import caserules as cr
from caserules.case.parts import CloneOf
from caserules.rulesets.cloning import Clone

HOUR = timedelta(hours=1)
OPEN = cr.OpenCase(new_id="C-17", subject="no heat", type="listing")
FOR_LEGAL = cr.CloneCase(reason="another department", department="legal", new_ids=("K-1",))


def test_a_clone_is_a_case_of_its_own(given: Any, ruled: cr.Desk[Any]) -> None:
    """It is filled and routed as any case, has a history of its own, and the two know each other."""
    decision = given(ruled, OPEN).when(FOR_LEGAL).decision
    source, clone = (change.case for change in decision.changes)
    assert decision.case is source
    assert source.clones[0].target == clone.clone_of.target == "legal"
    assert [event.event for event in clone.history] == ["CaseOpened", "FieldsChanged", "CaseRouted"]
    assert (clone.subject, clone.priority, clone.queue) == ("no heat", "normal", "support")
    assert clone.history[0].rules == ("clone-department",)
    told = str(ruled.why(decision))
    assert "yes  `clone-department`" in told
    assert "yes  `else-normal`" in told


@pytest.mark.requirement("ALL-11")
def test_a_clone_begins_when_it_happened(given: Any, ruled: cr.Desk[Any]) -> None:
    """What is told at half past ten of ten o'clock opens the clone at ten, clocks and all."""
    case = given(ruled, OPEN)
    ten = case.now + HOUR / 2
    clone = case.when(FOR_LEGAL.replace(occurred_at=ten)).decision.changes[1].case
    assert clone.opened_at == clone.received_at == ten


def test_a_refused_clone_changes_nothing(given: Any, ruled: cr.Desk[Any]) -> None:
    """An unknown reason, a second clone for the same target, an id that is taken: each is a refusal."""
    case = given(ruled, OPEN)
    case.when(FOR_LEGAL.replace(reason="named item")).refused("clone-item")
    case.when(FOR_LEGAL, FOR_LEGAL.replace(new_ids=("K-2",))).refused("clone-department")
    again = FOR_LEGAL.replace(department="finance")
    (refusal,) = case.when(FOR_LEGAL, again).refused("clone-department")
    assert (refusal.code, refusal.message) == ("ids-do-not-fit", "`K-1` is the id of another case")


@pytest.mark.requirement("FES-13")
@pytest.mark.parametrize("kept", [range(3), (0, 1), (0, 2), (1, 2), (0,), ()])
def test_no_second_clone_is_made_anywhere_in_the_lineage(given: Any, ruled: Any, kept: Any) -> None:
    """With all kin at hand it is found, wherever it is; with some of them missing, these are named.

    The case is cloned for legal, and that clone for finance.
    """
    kin = {"C-17": given(ruled, OPEN).case}
    surroundings = cr.Context(now=given(ruled).now, actor="ana")
    for source, new_id, department in (("C-17", "K-1", "legal"), ("K-1", "K-2", "finance")):
        command = FOR_LEGAL.replace(new_ids=(new_id,), department=department)
        related = tuple(each for name, each in kin.items() if name != source)
        decision = ruled.decide(kin[source], command, surroundings.replace(related=related)).or_raise()
        kin.update((change.case.id, change.case) for change in decision.changes)
    everyone = list(kin.values())
    handed = tuple(everyone[place] for place in kept)
    for case in everyone:
        assert ruled.looks_for(case) == cr.Sought(lineage="C-17")
        others = surroundings.replace(related=tuple(each for each in handed if each.id != case.id))
        known = {case.id, *(each.id for each in others.related)}
        for department in ("legal", "finance", "liaison"):
            command = FOR_LEGAL.replace(new_ids=("K-9",), department=department)
            decision = ruled.decide(case, command, others)
            if len(known) == len(kin):
                assert decision.accepted == (department == "liaison")
                continue
            (refusal,) = decision.refusals
            assert refusal.code in {"cloned-already", "kin-missing"}
            if refusal.code == "kin-missing":
                named = {name for name in kin if f"`{name}`" in (refusal.remedy or "")}
                assert named
                assert not named & known


class Copying:
    """A host's cloning that looks nothing up."""

    def clones(self, case: cr.Case, command: cr.CloneCase, context: cr.Context) -> tuple[Clone, ...]:
        """A clone under the first id that was given."""
        mark = CloneOf(source=case.id, root=case.id, reason=command.reason, target="x")
        facts = cr.FrozenMap({"subject": case.subject})
        return (
            Clone(
                new_id=command.new_ids[0], rule="mine", facts=facts, received_at=context.now, clone_of=mark
            ),
        )


def test_a_hosts_clone_under_an_id_that_is_taken_is_refused(given: Any, ruled: cr.Desk[Any]) -> None:
    """The library looks after it, whoever makes the clones."""
    case = given(cr.Desk(ruled.rulebook, cloning=Copying()), OPEN)
    other = given(ruled, OPEN.replace(new_id="K-1")).case
    case.when(FOR_LEGAL, related=(other,)).refused("id-taken")
    assert case.when(FOR_LEGAL).decision.accepted


def test_a_case_without_kin_needs_none(given: Any, ruled: cr.Desk[Any]) -> None:
    """Nothing is to be fetched before its first clone; and what one decision clones, it knows."""
    case = given(ruled, OPEN)
    assert ruled.looks_for(case.case) is None
    for_finance = FOR_LEGAL.replace(new_ids=("K-2",), department="finance")
    assert case.when(FOR_LEGAL, for_finance).decision.accepted


def test_a_case_goes_into_another_and_comes_out_again(given: Any, plain: cr.Desk[Any]) -> None:
    """Both cases know, in one decision."""
    case = given(plain, OPEN)
    other = given(plain, OPEN.replace(new_id="C-18")).case
    merged = case.when(cr.MergeCase(into="C-18"), related=(other,)).decision
    one, two = (change.case for change in merged.changes)
    assert (one.merged_into, two.absorbed) == ("C-18", ("C-17",))
    later = cr.Context(now=case.now + 2 * HOUR, actor="ana", related=(two,))
    parted = plain.decide(one, cr.UnmergeCase(), later)
    assert [event.event for event in parted.events] == ["CaseUnmerged", "CaseParted"]
    both = case.when(cr.MergeCase(into="C-18"), cr.UnmergeCase(), related=(other,)).decision
    assert [change.case.merged_into for change in both.changes] == [None, None]


def test_what_can_not_be_merged(given: Any, plain: cr.Desk[Any]) -> None:
    """Into itself, into nobody knows what, twice, into one that is gone, or out of nothing: refused."""
    case = given(plain, OPEN)
    other = given(plain, OPEN.replace(new_id="C-18")).case
    third = given(plain, OPEN.replace(new_id="C-19")).case
    into = cr.MergeCase(into="C-18")
    case.when(cr.MergeCase(into="C-17")).refused("merged-already")
    case.when(into).refused("no-such-case")
    case.when(cr.UnmergeCase()).refused("not-merged")
    case.when(into, cr.MergeCase(into="C-19"), related=(other, third)).refused("merged")
    case.when(into, after=-HOUR, related=(other,)).refused("time-runs-back")
    now = cr.Context(now=case.now + HOUR, actor="ana", related=(third,))
    gone = plain.decide(other, cr.MergeCase(into="C-19"), now).case
    refusals = case.when(into, related=(gone,), after=2 * HOUR).refused("merged-already")
    assert refusals[0].remedy == "merge into `C-19`"
    refusals = case.when(into, related=(gone,), after=HOUR / 2).refused("time-runs-back")
    assert "`C-18`" in refusals[0].message


@pytest.mark.parametrize("ending", [cr.ResolveCase(), cr.CloseCase()])
def test_nothing_goes_into_a_case_that_takes_nothing_in(given: Any, variant: Any, ending: Any) -> None:
    """One that is closed, or that its status lets nobody change: refused, with what would help."""
    read_only = {"resolved": {"phase": "resolved", "to": ["working"], "read_only": True, "source": "X-1"}}
    desk = variant(status={**variant().rulebook.status, **read_only}, guard=[])
    desk = variant(
        status={**desk.rulebook.status, "closed": {"phase": "closed", "to": ["working"]}}, guard=[]
    )
    settled = given(desk, OPEN.replace(new_id="C-18"), ending).case
    case = given(desk, OPEN)
    (refusal,) = case.when(cr.MergeCase(into="C-18"), related=(settled,)).decision.refusals
    expected = {
        "resolved": ("status.resolved", "reactivate the case first"),
        "closed": (None, "reactivate `C-18` first"),
    }
    assert (refusal.rule, refusal.remedy) == expected[settled.status]
    answer = next(
        each
        for each in desk.allowed(case.case, cr.Context(now=case.now, actor="ana", related=(settled,)))
        if each.command == "MergeCase"
    )
    assert answer.answer == "no"


def test_a_case_comes_out_only_of_one_that_took_it_in(given: Any, plain: cr.Desk[Any]) -> None:
    """As it is known here: a winner of before the merge, or one with another history, knows nothing of it."""
    case = given(plain, OPEN)
    other = given(plain, OPEN.replace(new_id="C-18")).case
    merged = case.when(cr.MergeCase(into="C-18"), related=(other,)).decision.case
    later = cr.Context(now=case.now + 2 * HOUR, actor="ana", related=(other,))
    (refusal,) = plain.decide(merged, cr.UnmergeCase(), later).refusals
    assert (refusal.code, refusal.remedy) == (
        "not-merged",
        "give case `C-18` in `context.related` as it is now",
    )
    (answer,) = (each for each in plain.allowed(merged, later) if each.command == "UnmergeCase")
    assert answer.refusals == (refusal,)


def test_a_clone_whose_facts_do_not_fit_is_refused(given: Any, variant: Any) -> None:
    """A rule that sets a subject to a number: the refusal says where."""
    clone = {"id": "c", "reason": "named item", "for": "x", "set": {"subject": "{case.version}"}}
    case = given(variant(clone=[clone]), OPEN)
    refusals = case.when(cr.CloneCase(reason="named item", new_ids=("K-1",))).refused("bad-field")
    assert "`subject`" in refusals[0].message


def test_parting_takes_back_the_status_that_merging_gave(given: Any, variant: Any) -> None:
    """A merger that closed the case is undone with its status."""
    desk = variant(effect={"MergeCase": "closed"})
    case = given(desk, OPEN)
    other = given(desk, OPEN.replace(new_id="C-18")).case
    merged = case.when(cr.MergeCase(into="C-18"), related=(other,)).decision
    one, two = (change.case for change in merged.changes)
    assert (one.status, one.merged_into) == ("closed", "C-18")
    later = cr.Context(now=case.now + 2 * HOUR, actor="ana", related=(two,))
    parted = desk.decide(one, cr.UnmergeCase(), later).or_raise()
    assert parted.case is not None
    assert (parted.case.status, parted.case.merged_into) == ("new", None)


@pytest.mark.requirement("ALL-11")
def test_a_case_goes_into_none_that_was_not_there_yet(given: Any, plain: cr.Desk[Any]) -> None:
    """A merge told of later was not before the winner came in; since then it may have been."""
    case = given(plain, OPEN)
    opening = cr.Context(now=case.now + 2 * HOUR, actor="ana")
    other = plain.decide(None, OPEN.replace(new_id="C-18"), opening).or_raise().case
    into = cr.MergeCase(into="C-18")
    early = into.replace(occurred_at=case.now + HOUR)
    (refusal,) = case.when(early, after=3 * HOUR, related=(other,)).refused("before-the-case")
    assert "case `C-18` came in" in refusal.message
    told = into.replace(occurred_at=opening.now)
    assert case.when(told, after=3 * HOUR, related=(other,)).decision.accepted


def test_a_case_that_parts_knows_its_end_as_before(given: Any, variant: Any) -> None:
    """Who resolved it, when and how, where merging closed it."""
    ways = {"working": ["resolved"], "resolved": ["working", "closed"], "closed": []}
    phases = {"working": "open", "resolved": "resolved", "closed": "closed"}
    life = {name: {"phase": phases[name], "to": to} for name, to in ways.items()}
    effect = {"ResolveCase": "resolved", "MergeCase": "closed"}
    desk = variant(first_status="working", status=life, effect=effect, guard=[])
    resolved = given(desk, OPEN, cr.ResolveCase(resolution={"details": "mended"}))
    other = given(desk, OPEN.replace(new_id="C-18")).case
    merged = resolved.when(cr.MergeCase(into="C-18"), by="bo", related=(other,)).decision
    one, two = (change.case for change in merged.changes)
    later = cr.Context(now=resolved.now + 2 * HOUR, actor="bo", related=(two,))
    parted = desk.decide(one, cr.UnmergeCase(), later).or_raise().case
    for name in ("status", "phase", "resolution", "resolved_at", "resolved_by", "closed_at"):
        assert getattr(parted, name) == getattr(resolved.case, name)
