"""A day at a support desk, decided by one rulebook: `python examples/demo.py [--seed N]`.

Needs no outside data. `day.py` makes up what comes in and what people try; `helpdesk.toml` holds every rule;
`host.py` keeps the cases and asks the desk; this program prints what came of it. The exit status is 0 where
the figures add up, 1 where they don't.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from day import day
from host import Decision, Host
from staff import CLOSING, ZONE
from telling import stretches, told

import caserules as cr
from caserules.case.events import CaseRouted
from caserules.cli import console, show
from caserules.outline import Block, Outline, Table, Text
from caserules.schedule import BusinessTime

STATES = ("kept", "late", "running", "waiting", "called off", "not begun")
SAID = {
    "open": "a case",
    "append": "added to one",
    "reopen": "reopens one",
    "none": "no case",
    "refused": "refused",
}
"""What becomes of a message, in a newcomer's words."""
MOST = 10
"""How many rules are shown with what they refused."""
SHORT = 20


def opening(host: Host, seed: int) -> Outline:
    """What there is to see."""
    book = host.desk.rulebook
    rules = sum(len(each) for each in book.rules().values())
    lines = f"""\
{CLOSING:%A, %d %B %Y} at a made-up internet provider (seed {seed}): {len(host.received)} messages came in, \
{len(host.tried)} times somebody tried something on a case.
One file, `examples/helpdesk.toml`, says what becomes of them: {rules} rules, no code. caserules decides and \
explains; this program only keeps the cases.
Tomorrow the desk closes at 13:00; then come Christmas, a weekend, a bank holiday and an office move."""
    return Outline(
        heading=f"A day at {book.title}", blocks=tuple(Text(text=line) for line in lines.splitlines())
    )


def arrivals(host: Host) -> Outline:
    """What came in, and what became of it."""
    channels = _shares(each.interaction.channel for each in host.received if each.interaction)
    counts = Counter(_verdict(each) for each in host.received)
    notes = {rule.id: rule.note or "" for rule in host.desk.rulebook.origin}
    rows = tuple(
        (then, str(count), rule, notes.get(rule, "the desk knows no such word"))
        for (then, rule), count in sorted(counts.items(), key=lambda item: -item[1])
    )
    table = Table(columns=("becomes", "times", "by the rule", "because"), rows=rows)
    return Outline(heading="What came in", blocks=(Text(text=channels), table))


def _becomes(decision: Decision) -> str:
    return decision.verdict.then if decision.accepted and decision.verdict else "refused"


def _verdict(decision: Decision) -> tuple[str, str]:
    """What became of a message, and by which rule."""
    rule = _rule(decision.refusals[0]) if decision.refusals else decision.verdict and decision.verdict.rule
    return SAID[_becomes(decision)], rule or "no rule"


def places(host: Host) -> Outline:
    """Where cases went, by which rule; and for one of them who was passed over on the way."""
    routed: dict[str, list[str]] = {}
    for case in host.cases.values():
        for event in case.history:
            if isinstance(event, CaseRouted):
                where = event.owner or f"queue {event.queue}"
                routed.setdefault(event.rules[0] if event.rules else "no rule", []).append(where)
    order = [rule.id for rule in host.desk.rulebook.route if rule.id in routed]
    rows = tuple((rule, str(len(routed[rule])), _shares(routed[rule])) for rule in order)
    chosen = max((_routing(host, each) for each in _fell_back(host)), key=lambda said: len(said.blocks))
    return Outline(
        heading=f"Where the {len(host.cases)} cases went",
        blocks=(Table(columns=("by the rule", "cases", "to"), rows=rows), chosen),
    )


def _fell_back(host: Host) -> list[Decision]:
    """The openings by a chain of people whose first was not there."""
    chains = {rule.id: rule.to[0] for rule in host.desk.rulebook.route if isinstance(rule.to, tuple)}
    return [
        decision
        for decision in host.received
        for event in decision.events
        if isinstance(event, CaseRouted)
        and any(event.owner != chains.get(rule, event.owner) for rule in event.rules)
    ]


def _routing(host: Host, decision: Decision) -> Outline:
    """Of all that `desk.why` says about an opening, whom it went to and who was passed over."""
    case = decision.case
    said = next(each for each in _outlines(host.desk.why(decision)) if each.heading.startswith("routing"))
    passed = tuple(each for each in said.blocks if isinstance(each, Text) and each.text.startswith("passed"))
    at = f"{decision.context.now.astimezone(ZONE):%H:%M}"
    return Outline(heading=f"case `{case.id if case else ''}`, {at}: {said.heading}", blocks=passed)


def _outlines(said: Outline) -> Iterator[Outline]:
    return (each for each in said.blocks if isinstance(each, Outline))


def promises(host: Host) -> Outline:
    """Which clocks run, which were kept, and what is due next."""
    found = list(host.clocks())
    counts: dict[str, Counter[str]] = {rule.id: Counter() for rule in host.desk.rulebook.clock}
    for _, clock in found:
        counts[clock.id][_state(clock)] += 1
    table = Table(
        columns=("clock", *STATES),
        rows=tuple((name, *(str(row[state] or "") for state in STATES)) for name, row in counts.items()),
    )
    running = [(case, clock) for case, clock in found if _state(clock) == "running" and clock.due_at]
    running.sort(key=lambda each: (each[1].due_at, each[0].id))
    last = [clock.due_at for _, clock in running if clock.due_at][-1]
    late = sum(_told_late(case, clock) for case, clock in found)
    return Outline(
        heading=f"What is promised, at {CLOSING:%H:%M}",
        blocks=(
            table,
            Text(
                text=f"{late} answers were given in time and written down too late; they count as given",
                tone="quiet",
            ),
            Outline(
                heading=f"due next of {len(running)} running; the last of them {told(last, ZONE)}",
                blocks=(_next(running),),
            ),
        ),
    )


def _next(running: list[tuple[cr.Case, cr.Clock]]) -> Table:
    """Of each kind of clock the one that is due next."""
    first: dict[str, tuple[str, ...]] = {}
    for case, clock in running:
        if clock.due_at is not None:
            place = case.owner or case.queue or "nobody"
            first.setdefault(clock.id, (told(clock.due_at, ZONE), clock.id, case.id, place, _promised(clock)))
    return Table(columns=("due", "clock", "case", "with", "promised"), rows=tuple(first.values()))


def _promised(clock: cr.Clock) -> str:
    """The target, if it is short; else where it stands written."""
    target = str(clock.target)
    if len(target) <= SHORT:
        return target
    return (clock.present and clock.present.source) or clock.source


def _state(clock: cr.Clock) -> str:
    """How a newcomer would call it."""
    if clock.breached_at is not None:
        return "late"
    said = {"stopped": "kept", "paused": "waiting", "cancelled": "called off", "not started": "not begun"}
    return said.get(clock.phase, clock.phase)


def _told_late(case: cr.Case, clock: cr.Clock) -> bool:
    """Whether what stopped the clock in time was written down when it was due already."""
    stopped, due = clock.stopped_at, clock.due_at
    if clock.id != "first answer" or stopped is None or due is None or stopped > due:
        return False
    return min(event.at for event in case.history if event.occurred_at == stopped) > due


def refusals(host: Host) -> Outline:
    """What was refused, by which rule, each with an example."""
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for decision in host.decisions():
        counts.update(list(dict.fromkeys(_rule(refusal) for refusal in decision.refusals)))
        for refusal in decision.refusals:
            examples.setdefault(_rule(refusal), refusal.message)
    asked, refused = len(host.received) + len(host.tried), sum(not each.accepted for each in host.decisions())
    rows = [(rule, str(count), examples[rule]) for rule, count in counts.most_common(MOST)]
    if len(counts) > MOST:
        rows.append(
            (f"{len(counts) - MOST} more", str(counts.total() - sum(int(row[1]) for row in rows)), "...")
        )
    return Outline(
        heading=f"What was refused: {refused} of {asked} decisions (in brackets: by the library itself)",
        blocks=(Table(columns=("by the rule", "times", "for example"), rows=tuple(rows)),),
    )


def _rule(refusal: cr.Refusal) -> str:
    """The rule behind it; where the library itself refused, its code."""
    return refusal.rule or f"({refusal.code})"


def one_refusal(host: Host) -> Outline:
    """One refused decision in full: about money, if there is one."""
    refused = [decision for decision in host.tried if decision.refusals]
    chosen = max(refused, key=lambda decision: ("credit-limit" in decision.rules, len(decision.refusals)))
    return Outline(heading="One refusal in full", blocks=(host.desk.why(chosen),))


def one_clock(host: Host) -> Outline:
    """One clock, read at the instant at which it will be due, with every stretch that counts or does not."""
    waited = [
        (case, clock)
        for case, clock in host.clocks()
        if clock.present
        and clock.present.pauses
        and isinstance(clock.target, BusinessTime)
        and clock.phase == "running"
    ]
    case, clock = max(waited, key=lambda each: (each[1].due_at or CLOSING, each[0].id))
    due = (clock.due_at or CLOSING).astimezone(ZONE)
    then = next(each for each in host.desk.clocks(case, due, roster=host.roster) if each.id == clock.id)
    source = clock.present.source if clock.present else ""
    said = f"case `{case.id}`, `{clock.id}`: {clock.target} ({source}), due {told(due, ZONE)}"
    return Outline(heading="One promise in full", blocks=(Text(text=said), stretches(then.ledger(), ZONE)))


def sums(host: Host) -> tuple[bool, Outline]:
    """Whether everything that came in and was tried is accounted for, and the sums that say so."""
    became = Counter(_becomes(each) for each in host.received)
    opened = sum(change.before is None for each in host.decisions() for change in each.changes)
    clones = sum(case.clone_of is not None for case in host.cases.values())
    accepted = sum(each.accepted for each in host.tried)
    refused = sum(not each.accepted and not each.changes for each in host.tried)
    found = [_state(clock) for _, clock in host.clocks()]
    ids = {change.case.id for each in host.decisions() for change in each.changes}
    lines = (
        (
            len(host.received) == became.total(),
            f"{len(host.received)} messages = "
            + " + ".join(f"{became[then]} {said}" for then, said in SAID.items()),
        ),
        (
            len(host.tried) == accepted + refused,
            f"{len(host.tried)} tries = {accepted} accepted + {refused} refused, which changed nothing",
        ),
        (
            len(host.cases) == opened == became["open"] + clones == len(ids),
            f"{len(host.cases)} cases = {became['open']} from messages + {clones} clones",
        ),
        (
            all(host.desk.replay(case.to_events()) == case for case in host.cases.values()),
            f"{sum(case.version for case in host.cases.values())} events: replayed, they give the same cases",
        ),
        (
            all(state in STATES for state in found),
            f"{len(found)} clocks = "
            + " + ".join(f"{number} {state}" for state, number in Counter(found).most_common()),
        ),
    )
    blocks: tuple[Block, ...] = tuple(
        Text(text=f"{'yes' if right else 'NO '}  {line}", tone="good" if right else "bad")
        for right, line in lines
    )
    return all(right for right, _ in lines), Outline(heading="Does it add up?", blocks=blocks)


def _shares(names: Iterable[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in Counter(names).most_common())


def main() -> int:
    """Let the day pass, and print what came of it."""
    parser = argparse.ArgumentParser(description="a day at a support desk, decided by one rulebook")
    parser.add_argument("--seed", type=int, default=7, help="another seed is another day")
    given = parser.parse_args()
    out = console()
    host = Host(cr.load(Path(__file__).with_name("helpdesk.toml")))
    host.live(day(given.seed))
    right, added = sums(host)
    show(opening(host, given.seed), out)
    for section in (arrivals, places, promises, refusals, one_refusal, one_clock):
        out.print()
        show(section(host), out)
    out.print()
    show(added, out)
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
