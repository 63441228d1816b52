"""What a story's questions are answered, line by line."""

from collections.abc import Iterator
from typing import Any

from tests.stories.script import Ask
from tests.stories.words import clock_time, span

import caserules as cr
from caserules import caseload
from caserules.display import timeline
from caserules.schedule import BusinessDays, BusinessTime

__all__ = ["of_a_case", "of_cases"]


def of_a_case(ask: Ask, desk: cr.Desk[Any], case: Any, context: cr.Context) -> Iterator[str]:
    """The answer to a question about one case."""
    if ask.clocks:
        return _clocks(desk, case, context)
    if ask.allowed:
        return _allowed(desk, case, ask.of, context)
    return iter(str(timeline(case, desk.zone)).splitlines())


def of_cases(ask: Ask, desk: cr.Desk[Any], cases: tuple[Any, ...], context: cr.Context) -> Iterator[str]:
    """The answer to a question about all cases."""
    if ask.worklist:
        return iter(str(caseload.worklist(desk, ask.worklist, cases, context, **ask.given)).splitlines())
    if ask.hand_over:
        return iter(str(caseload.hand_over(desk, cases, context, ask.hand_over)).splitlines())
    return iter(str(caseload.metrics(desk, cases, context)).splitlines())


def _clocks(desk: cr.Desk[Any], case: Any, context: cr.Context) -> Iterator[str]:
    yield f"the clocks of {case.id}"
    for clock in desk.clocks(case, context.now, roster=context.roster):
        yield "  " + ", ".join(_clock(clock, desk, context))
    upcoming = desk.next_due(case, context)
    yield "  next to fall due: " + (clock_time(upcoming, desk.zone, context.now) if upcoming else "nothing")


def _clock(clock: cr.Clock, desk: cr.Desk[Any], context: cr.Context) -> Iterator[str]:
    named = f"`{clock.id}`" + (f" of {clock.case_id}.{clock.item}" if clock.item is not None else "")
    yield f"{named} ({clock.source}) {clock.phase}"
    if clock.cycle > 1:
        yield f"cycle {clock.cycle}"
    if clock.target is not None:
        yield f"{clock.target}"
    if clock.breached_at is not None:
        yield f"missed {clock_time(clock.breached_at, desk.zone, context.now)}"
    elif clock.due_at is not None and clock.phase in ("running", "paused"):
        yield f"due {clock_time(clock.due_at, desk.zone, context.now)}"
    if clock.remaining is not None and clock.phase in ("running", "paused"):
        business = isinstance(clock.target, BusinessTime | BusinessDays)
        yield f"{span(clock.remaining, days=not business)} {'of business time ' if business else ''}left"


def _allowed(desk: cr.Desk[Any], case: Any, of: tuple[str, ...], context: cr.Context) -> Iterator[str]:
    answers = [each for each in desk.allowed(case, context) if not of or each.command in of]
    yield f"what `{context.actor}` may ask for on {case.id}"
    if not of:
        for answer in ("yes", "depends", "no"):
            named = ", ".join(each.command for each in answers if each.answer == answer)
            yield f"  {answer}: {named or 'nothing'}"
        return
    for each in answers:
        on = f" on {', '.join(f'`{path}`' for path in each.reads)}" if each.reads else ""
        by = f", by {', '.join(f'`{rule}`' for rule in each.rules)}" if each.rules else ""
        yield f"  {each.command}: {each.answer}{on}{by}"
        yield from (f"    {refusal}" for refusal in each.refusals)
