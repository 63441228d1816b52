"""The golden telling of a story: minute by minute what came in, what was done, and what the desk answered."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from textwrap import wrap
from typing import Any
from zoneinfo import ZoneInfo

from tests.stories.play import Moment, Played
from tests.stories.words import clock_time, day_of, facts

import caserules as cr

__all__ = ["sources", "tell"]

_WIDTH = 110
_PAD = " " * 7
_SHORT = 4
"""As many cases as are told one by one where something happens many times."""


def tell(played: Played) -> str:
    """The story as text, the same every time."""
    return "\n".join(line.rstrip() for line in _Teller(played).lines()) + "\n"


def sources(book: cr.Rulebook) -> dict[str, str]:
    """The sources of every rule by its id, also of statuses and stages."""
    found = {f"status.{name}": each.source or "" for name, each in book.status.items()}
    found |= {f"stage.{each.name}": each.source for each in book.stage}
    return found | {rule.id: rule.source for rules in book.rules().values() for rule in rules}


class _Teller:
    def __init__(self, played: Played) -> None:
        self.played = played
        self.zone: ZoneInfo = played.desk.zone
        self.sources = sources(played.desk.rulebook)

    def lines(self) -> Iterator[str]:
        script, book = self.played.script, self.played.desk.rulebook
        yield script.title
        yield "=" * len(script.title)
        yield (
            f"The desk `{book.id}`"
            + (f", {book.title}" if book.title else "")
            + f"; times in {self.zone.key}."
        )
        if script.about:
            yield ""
            yield from wrap(" ".join(script.about.split()), _WIDTH)
        days = groupby(self.played.moments, key=lambda moment: day_of(moment.at, self.zone))
        for day, moments in days:
            yield ""
            yield day
            yield "-" * len(day)
            for moment in moments:
                yield from self._moment(moment)
        yield from self._end()

    def _moment(self, moment: Moment) -> Iterator[str]:
        yield ""
        local = moment.at.astimezone(self.zone)
        yield from wrap(f"{local:%H:%M}  {moment.step.says}", _WIDTH, subsequent_indent=_PAD)
        if moment.asked:
            yield from self._put(moment)
        elif moment.step.sweep:
            yield from self._swept(moment)
        for line in moment.answer:
            yield from (_PAD + line,) if _is_row(line) else self._wrapped(line)

    def _put(self, moment: Moment) -> Iterator[str]:
        """What was put to the desk, and its answers; where it is much alike, the first and then the count."""
        many = len(moment.decisions) > _SHORT
        for asked, decision in zip(moment.asked, moment.decisions, strict=True):
            for name, given in asked:
                named = f"{moment.step.who}: {name}" if name != "receive" else "comes in"
                yield from self._wrapped(f"{named}: {facts(given, self.zone, moment.at)}".removesuffix(": "))
            yield from self._decided(decision, moment)
            if many:
                break
        if many:
            yield from self._alike(moment)

    def _alike(self, moment: Moment) -> Iterator[str]:
        def outcome(decision: cr.Decision[Any]) -> tuple[Any, ...]:
            verdict = decision.verdict.then if decision.verdict else ""
            return decision.accepted, verdict, decision.rules

        rest = moment.decisions[1:]
        for (accepted, verdict, rules), group in groupby(rest, key=outcome):
            alike = [each.case.id if each.case else "no case" for each in group]
            first, last, count = alike[0], alike[-1], len(alike)
            said = verdict or ("accepted" if accepted else "refused")
            yield from self._wrapped(f"and {count} more, {first} to {last}: {said} by {self._named(rules)}")

    def _swept(self, moment: Moment) -> Iterator[str]:
        if not moment.due:
            yield f"{_PAD}nothing is due"
        for due in moment.due:
            since = clock_time(due.due_at, self.zone, moment.at)
            yield f"{_PAD}due since {since} by `{due.rule}`" + (f" ({due.source})" if due.source else "")
        for decision in moment.decisions:
            command = decision.commands[0]
            case_id = decision.before.id if decision.before else ""
            given = facts(command.model_dump(exclude_defaults=True), self.zone, moment.at)
            yield from self._wrapped(f"{decision.context.actor}: {command.command} on {case_id}: {given}")
            yield from self._decided(decision, moment)

    def _decided(self, decision: cr.Decision[Any], moment: Moment) -> Iterator[str]:
        verdict = decision.verdict
        answer = f"{verdict.then}: {verdict.reason}" if verdict else "accepted"
        yield from self._wrapped(f"-> {answer if decision.accepted else 'refused'}")
        for refusal in decision.refusals:
            yield from self._wrapped(f"   {refusal}")
            if refusal.remedy:
                yield from self._wrapped(f"     remedy: {refusal.remedy}")
        for change in decision.changes:
            for event in change.events:
                yield from self._event(change.case.id, event, moment.at)
        if decision.accepted:
            told = {notice.rule for notice in decision.notices}
            named = [rule for rule in decision.rules if rule not in told]
            if named:
                yield from self._wrapped(f"   by {self._named(named)}")
        for notice in decision.notices:
            later = clock_time(notice.send_from, self.zone, moment.at) if notice.send_from else ""
            cited = f", by {self._named([notice.rule])}" if notice.rule else ""
            when = f" from {later}" if later else ""
            yield from self._wrapped(f"   tell `{notice.to}`{when}: {notice.message}{cited}")
        if moment.step.why:
            tried = self.played.desk.why(decision).blocks[len(decision.outline().blocks) :]
            yield from (f"{_PAD}   | {line}" for each in tried for line in str(each).splitlines())

    def _event(self, case_id: str, event: Any, now: datetime) -> Iterator[str]:
        told = facts(event.model_dump(exclude_defaults=True), self.zone, now)
        happened = ""
        if event.occurred_at < event.at:
            happened = f" at {clock_time(event.occurred_at, self.zone, now)}"
        yield from self._wrapped(f"   {case_id} {event.event}{happened}" + (f": {told}" if told else ""))

    def _named(self, rules: Any) -> str:
        named = (
            f"`{rule}`" + (f" ({self.sources[rule]})" if self.sources.get(rule) else "") for rule in rules
        )
        return ", ".join(named) or "no rule"

    def _end(self) -> Iterator[str]:
        yield ""
        yield "In the end"
        yield "----------"
        for case in self.played.cases.values():
            yield from wrap(f"{case.id}  {_state(case)}", _WIDTH, subsequent_indent=_PAD)

    def _wrapped(self, text: str) -> Iterator[str]:
        indent = _PAD + " " * (len(text) - len(text.lstrip()))
        parts, width = text.strip().splitlines(), _WIDTH - len(indent) - 2
        lines = (line for part in parts for line in wrap(part, width, break_on_hyphens=False))
        for place, line in enumerate(lines):
            yield f"{indent}{'  ' if place else ''}{line}"


def _is_row(line: str) -> bool:
    """Whether a line is one of a table, whose columns stand apart."""
    return "  " in line.strip()


def _state(case: Any) -> str:
    """Where a case stands."""
    where: Mapping[str, Any] = {"owner": case.owner, "queue": case.queue, "stage": case.stage}
    held = [f"{name} `{value}`" for name, value in where.items() if value]
    merged = [f"gone into {case.merged_into}"] if case.merged_into else []
    return ", ".join([case.status, *held, *merged, f"{case.version} events"]) + f": {case.subject}"
