"""What holds at every desk: each law is a function that raises `AssertionError` where it finds it broken."""

import json
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, TypeVar

from caserules.case import Case, Context, Decision, evolve
from caserules.case import events as e
from caserules.case.commands import Command
from caserules.desk import Desk
from caserules.rulesets.sla.clock import Clock
from caserules.rulesets.sla.segment import Segment
from caserules.schedule import BusinessTime, Elapsed

__all__ = [
    "allowed_keeps_its_word",
    "case_stays_in_its_graph",
    "clocks_add_up",
    "clocks_lose_no_time",
    "end_follows_the_phase",
    "events_make_the_case",
    "gone_takes_no_work",
    "laws_of_case",
    "laws_of_decision",
    "nobody_is_told_of_his_own",
    "refusal_changes_nothing",
    "refusal_tells_of_itself_alone",
    "replay_is_equal",
    "same_inputs_same_decision",
    "sweep_does_each_thing_once",
]

C = TypeVar("C", bound=Case)


def laws_of_decision(desk: Desk[C], decision: Decision[C]) -> None:
    """All laws that a decision keeps by itself."""
    refusal_changes_nothing(decision)
    refusal_tells_of_itself_alone(desk, decision)
    gone_takes_no_work(decision)
    events_make_the_case(decision)
    nobody_is_told_of_his_own(decision)
    same_inputs_same_decision(desk, decision)
    clocks_lose_no_time(desk, decision)


def laws_of_case(desk: Desk[C], case: C, context: Context) -> None:
    """All laws that a case keeps by itself, however it came to be as it is."""
    replay_is_equal(desk, case)
    case_stays_in_its_graph(desk, case)
    end_follows_the_phase(case)
    clocks_add_up(desk.clocks(case, context.now, roster=context.roster))


def refusal_changes_nothing(decision: Decision[Any]) -> None:
    """A refused decision has no changes, and its case is the one that was handed in."""
    if not decision.accepted:
        _hold(not decision.changes, "a refusal changes something: ", decision.explain)
        _hold(decision.case is decision.before, "a refusal gives another case: ", decision.explain)


def refusal_tells_of_itself_alone(desk: Desk[Any], decision: Decision[Any]) -> None:
    """A refused decision has the notices on refusals by one of its guards, an accepted one none of these."""
    refusing = {refusal.rule for refusal in decision.refusals}
    asked = {rule.id: rule.refused for rule in desk.rulebook.notice}
    for notice in decision.notices:
        refused = asked.get(notice.rule or "", () if decision.accepted else tuple(refusing))
        fits = not refusing.isdisjoint(refused) if refusing else not refused
        _hold(fits, f"`{notice.rule}` tells of what was not so: ", decision.explain)


def gone_takes_no_work(decision: Decision[Any]) -> None:
    """A case that has gone into another takes nothing but the undoing of that, a look and a reminder."""
    gone = decision.before is not None and decision.before.merged_into is not None
    if gone and decision.accepted and decision.commands:
        first = decision.commands[0].command
        _hold(
            first in {"UnmergeCase", "SeeCase", "Remind"}, "work on a case that has gone: ", decision.explain
        )


def events_make_the_case(decision: Decision[Any]) -> None:
    """`evolve` takes every event that was decided, and they make the case; its version counts them."""
    for change in decision.changes:
        case = change.before
        for event in change.events:
            case = evolve(case, event, type(change.case))
        _hold(case == change.case, "the events make another case: ", decision.explain)
        _hold(
            change.case.version == len(change.case.history.whole), "the version miscounts: ", decision.explain
        )


def nobody_is_told_of_his_own(decision: Decision[Any]) -> None:
    """No notice goes to whoever acted, but for a reminder; and none comes twice."""
    keys = [notice.key for notice in decision.notices]
    _hold(len(keys) == len(set(keys)), "a notice comes twice: ", decision.explain)
    actor = decision.context.doer
    reminders = {each.key for each in decision.commands if each.command == "Remind"}
    own = [each.key for each in decision.notices if each.to == actor and each.key not in reminders]
    _hold(not own, f"`{actor}` is told of his own: ", decision.explain)


def same_inputs_same_decision(desk: Desk[C], decision: Decision[C]) -> None:
    """Decided again from what it keeps, a decision comes out the same."""
    if decision.interaction is not None:
        again: Decision[C] = desk.receive(decision.interaction, decision.context)
    else:
        again = desk.decide(decision.before, decision.commands, decision.context)
    _hold(again == decision, "the same inputs make another decision: ", again.explain)


def clocks_lose_no_time(desk: Desk[C], decision: Decision[C]) -> None:
    """At the instant of a decision no clock has less behind it afterwards than before.

    A decision about what happened earlier is left out: it may well tell of a pause that nobody knew of.
    """
    now, roster = decision.context.now, decision.context.roster
    for change in decision.changes:
        if change.before is None or any(event.occurred_at < event.at for event in change.events):
            continue
        after = _segments(desk.clocks(change.case, now, roster=roster))
        for key, segment in _segments(desk.clocks(change.before, now, roster=roster)).items():
            lost = key not in after or after[key].elapsed < segment.elapsed
            _hold(not lost, f"the clock `{key[0]}` loses time: ", decision.explain)


def replay_is_equal(desk: Desk[C], case: C) -> None:
    """The stored form of a case's events, through JSON, makes an equal case."""
    again = desk.replay(json.loads(json.dumps(case.to_events())))
    _hold(again == case, "replay makes another case: ", lambda: again)


def case_stays_in_its_graph(desk: Desk[C], case: C) -> None:
    """A case begins in the first status, takes only ways of the rulebook, and has its status's phase.

    The one move without a way of its own is the one that undoes a merge.
    """
    statuses = desk.rulebook.status
    passed: list[str] = []
    for event in case.history:
        if isinstance(event, e.CaseOpened):
            _hold(event.status == desk.rulebook.first_status, "a case begins in ", lambda: passed)
            passed.append(event.status)
        elif isinstance(event, e.StatusChanged):
            undone = event.rules == ("effect.UnmergeCase",) and event.status == passed[-2]
            _hold(event.status in statuses[passed[-1]].to or undone, "no such way: ", lambda: passed)
            by, kind = statuses[event.status].by, event.rules[-1:] or ("effect.ChangeStatus",)
            named = by is None or kind[0].removeprefix("effect.") in by
            _hold(named or undone, f"not by `{kind[0]}`: ", lambda: passed)
            passed.append(event.status)
    _hold(case.status == passed[-1], f"the case is `{case.status}` after ", lambda: passed)
    _hold(case.phase == statuses[case.status].phase, "the phase is not the status's: ", lambda: case.phase)


def end_follows_the_phase(case: Case) -> None:
    """A closed case knows since when, a resolved one when and by whom, and an open one of no end."""
    ended = (case.resolved_at is not None, case.resolved_by is not None, case.closed_at is not None)
    told = f"{case.phase}, {ended}"
    if case.phase == "resolved":
        _hold(ended == (True, True, False), "a resolved case does not know its end: ", lambda: told)
    elif case.phase == "open":
        _hold(not any(ended), "an open case knows of an end: ", lambda: told)
    else:
        _hold(ended[2], "a closed case does not know its end: ", lambda: told)


def clocks_add_up(clocks: Iterable[Clock]) -> None:
    """In every segment `elapsed + remaining` is the target, and the ledger's counted entries are `elapsed`.

    A target that is so much time is allotted to the microsecond, whatever its pauses.
    """
    for clock in clocks:
        for segment in clock.segments:
            counted = segment.ledger().counted
            _hold(counted == segment.elapsed >= timedelta(), "a ledger does not add up: ", clock.outline)
            if segment.target is None or segment.remaining is None:
                _hold(segment.remaining is None, "time is left for no target: ", clock.outline)
                continue
            allotted = segment.elapsed + segment.remaining
            _hold(allotted == segment.allotted, "elapsed and remaining do not add up: ", clock.outline)
            if isinstance(segment.target, Elapsed | BusinessTime):
                _hold(allotted == segment.target.amount, "not what was promised: ", clock.outline)
        upcoming = clock.next_change_at
        _hold(upcoming is None or upcoming > clock.read_at, "the next change is past: ", clock.outline)


def allowed_keeps_its_word(desk: Desk[C], case: C, command: Command, context: Context) -> None:
    """A `yes` is accepted whatever the command says; a `no` is refused, by at least the rules it named.

    Neither says anything for words that the desk does not have, nor a yes for what is yet to come or was
    before the case or its status.
    """
    answer = next(each for each in desk.allowed(case, context) if each.command == command.command)
    decision = desk.decide(case, command, context)
    codes = {refusal.code for refusal in decision.refusals}
    if answer.answer == "yes":
        unsaid = {"unknown-word", "in-the-future", "before-the-case", "before-the-status"}
        _hold(codes <= unsaid, "a yes is refused: ", decision.explain)
    elif answer.answer == "no":
        _hold(not decision.accepted, "a no is accepted: ", decision.explain)
        waiting = desk.rules.foreseeing if any(each.rule is None for each in decision.refusals) else ()
        named = {each.rule for each in answer.refusals if each.rule}.difference(waiting)
        told = named <= {each.rule for each in decision.refusals} or "unknown-word" in codes
        _hold(told, "a no names others: ", decision.explain)


def sweep_does_each_thing_once(desk: Desk[C], case: C, context: Context) -> tuple[Decision[C], ...]:
    """A second sweep at the same instant does nothing that the first one did; gives the first's decisions."""
    swept = desk.catch_up(case, context)
    refused = {decision.commands for decision in swept if not decision.accepted}
    after = next((each.case for each in reversed(swept) if each.accepted and each.case is not None), case)
    for decision in desk.catch_up(after, context):
        once = not decision.accepted or decision.commands in refused
        _hold(once, "what was done is due again: ", decision.explain)
    upcoming = desk.next_due(after, context)
    _hold(upcoming is None or upcoming > context.now, "what falls due next is past: ", lambda: upcoming)
    return swept


def _segments(clocks: Iterable[Clock]) -> dict[tuple[str, int | None, int, int], Segment]:
    return {
        (clock.id, clock.item, segment.cycle, segment.number): segment
        for clock in clocks
        for segment in clock.segments
    }


def _hold(law: bool, broken: str, told: Callable[[], object]) -> None:  # noqa: FBT001 reads as a sentence
    if not law:
        raise AssertionError(f"{broken}{told()}")
