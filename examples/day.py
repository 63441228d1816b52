"""A made-up day at a support desk, from a seed: who writes and calls, and what the agents then try to do.

Nothing here decides anything. The day is a list of moments in order of time: a message that comes in, or
something that somebody tries on a case, some of it against the rules. The same seed gives the same day.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import TypeAlias

from staff import CLOSING, TEAMS, at, roster

import caserules as cr
from caserules.case.commands import Command

__all__ = ["Arrival", "Step", "Tried", "day"]

SUBJECTS = {
    "outage": ("no service since last night", "the whole street is offline", "no signal at all"),
    "slow line": ("very slow in the evening", "video calls break off", "half the speed we pay for"),
    "billing": ("charged twice in December", "wrong amount on the invoice", "refund not received"),
    "moving house": ("moving on 11 January", "new flat, same contract?", "line at our new address"),
    "cancellation": ("please end my contract", "want to cancel", "switching to another provider"),
    "complaint": ("engineer did not come", "third time I write", "nobody calls me back"),
}
SHARES = {
    "outage": 20,
    "slow line": 26,
    "billing": 24,
    "moving house": 10,
    "cancellation": 12,
    "complaint": 8,
}
LARGE = (40, 60)
"""Credits that take a lead."""
CHANNELS = {"phone": 38, "mail": 30, "chat": 20, "form": 12}
FIRST = ("Ada", "Bela", "Cleo", "Ed", "Fay", "Gil", "Hal", "Ira", "Jo", "Kit", "Lee", "Nan", "Pam", "Ray")
LAST = ("Abbot", "Bell", "Cole", "Dean", "Frost", "Hyde", "Jones", "Keane", "Lowe", "Moss", "Owen", "Reid")


@dataclass(frozen=True)
class Tried:
    """What somebody tries: commands that are one decision."""

    by: str
    commands: tuple[Command, ...]


Trying: TypeAlias = Callable[[cr.Case, datetime], Tried | None]
"""Looks at the case as it stands, as people do before they try; None: there is nothing to try any more."""


@dataclass(frozen=True)
class Arrival:
    """A message that comes in, with the id of the case that may be opened for it."""

    at: datetime
    interaction: cr.Interaction


@dataclass(frozen=True)
class Step:
    """Something that is tried on a case."""

    at: datetime
    case_id: str
    trying: Trying


def day(seed: int, issues: int = 272) -> list[Arrival | Step]:
    """All that comes in and is tried until closing time; `issues` customers begin with one."""
    chance = Random(seed)
    ids = (f"BW-{number}" for number in count(1001))
    starts = sorted(at("07:40") + _minutes(chance.triangular(0, 600, 170)) for _ in range(issues))
    moments: list[Arrival | Step] = []
    for start in starts:
        moments.extend(_Issue(chance, start, next(ids)).moments(ids))
    moments.extend(_needing_no_case(chance, ids))
    return sorted((each for each in moments if each.at < CLOSING), key=lambda each: each.at)


def _needing_no_case(chance: Random, ids: Iterator[str]) -> Iterator[Arrival]:
    for place in range(44):
        start = at("08:00") + _minutes(chance.uniform(0, 590))
        kind, channel = chance.choice(list(SUBJECTS)), chance.choice(("phone", "chat"))
        subject, resolved = chance.choice(SUBJECTS[kind]), True
        match place % 22:
            case 0:
                channel, resolved = "fax", False
            case 1 | 2 | 3 | 4 | 5:
                channel, kind, resolved = "mail", "complaint", False
                subject = chance.choice(("our December newsletter", "you won the prize draw"))
            case _:
                pass
        yield Arrival(
            start,
            cr.Interaction(
                channel=channel,
                subject=subject,
                type=kind,
                requester=_somebody(chance, place),
                resolved=resolved,
                new_id=next(ids),
            ),
        )


class _Issue:
    """One customer's issue: the first message, and all that follows from it."""

    def __init__(self, chance: Random, start: datetime, case_id: str) -> None:
        self.chance = chance
        self.start = self.now = start
        self.case_id = case_id
        self.kind = _drawn(chance, SHARES)
        self.channel = _drawn(chance, CHANNELS)
        self.requester = _somebody(chance, case_id)
        self.found: list[Arrival | Step] = []

    def happens(self, share: float) -> bool:
        """Whether something that happens in this share of the issues does in this one."""
        return self.chance.random() < share

    def later(self, least: float, most: float) -> datetime:
        """Lets so many minutes pass."""
        self.now += _minutes(self.chance.uniform(least, most))
        return self.now

    def comes(self, **facts: object) -> None:
        """A message of the customer."""
        said = {
            "channel": self.channel,
            "subject": self.chance.choice(SUBJECTS[self.kind]),
            "type": self.kind,
        }
        message = cr.Interaction.model_validate({**said, "requester": self.requester, **facts})
        self.found.append(Arrival(self.now, message))

    def tries(self, *commands: Command, by: str | None = None) -> None:
        """The owner tries that, or somebody else."""
        turn = self.chance.random()
        self.found.append(
            Step(self.now, self.case_id, lambda case, now: _tried(case, now, turn, by, commands))
        )

    def moments(self, ids: Iterator[str]) -> list[Arrival | Step]:
        """All that happens, in no order."""
        self._opens()
        if self.happens(0.09):
            self.later(5, 40)
            self.comes(new_id=next(ids))
        self._is_answered()
        if self.kind in ("outage", "slow line"):
            self._is_looked_into(ids)
        if self.happens(0.2):
            self._waits(ids)
        if self.kind in ("billing", "complaint") and self.happens(0.35):
            self._gets_credit()
        if self.happens(0.12):
            self._is_handed_over()
        called = self.happens(0.14)
        if called:
            self._is_called_back()
        if self.happens(0.05):
            self.comes(new_id=next(ids), type="billing", reply_to=self.case_id, same_issue=False)
        if self.happens(0.75):
            self._is_settled(ids)
        return self.found

    def _opens(self) -> None:
        down = self.chance.choice((1, 1, 1, 2, 6, 30)) if self.kind == "outage" else 0
        late = self.channel in ("mail", "form") and self.happens(0.25)
        received = self.start - _minutes(self.chance.uniform(15, 120)) if late else self.start
        self.comes(
            new_id=self.case_id,
            received_at=received,
            fields={
                "business": self.happens(0.18),
                "lines_down": down,
                "language": "welsh" if self.happens(0.1) else "english",
                "region": self.chance.choice(("north", "south")),
            },
        )

    def _is_answered(self) -> None:
        if self.happens(0.05):
            self.later(2, 10)
            self.tries(cr.PickCase(), by="gus")
        if self.happens(0.06):
            self.later(3, 15)
            self.tries(cr.ResolveCase(comment=cr.Note(text="duplicate?", public=False)))
        asked = self.now
        self.later(4, 45 if self.happens(0.7) else 330)
        happened = asked + (self.now - asked) / 4 if self.happens(0.2) else None
        self.tries(self._answer(happened))

    def _answer(self, happened: datetime | None = None) -> Command:
        match _drawn(self.chance, {"comment": 45, "call": 40, "attempt": 15}):
            case "comment":
                return cr.AddComment(comment="we are looking into it", occurred_at=happened)
            case "call":
                result = self.chance.choice(("explained", "asked for the router's lights", "date agreed"))
                return cr.LogCall(direction="out", issue=self.kind, result=result, occurred_at=happened)
            case _:
                return cr.LogAttempt(channel="phone", reached=False, occurred_at=happened)

    def _is_looked_into(self, ids: Iterator[str]) -> None:
        self.later(3, 30)
        self.tries(cr.TakeAction(action="line tset" if self.happens(0.03) else "line test"))
        if self.kind == "outage" and self.happens(0.1):
            self.tries(cr.ChangePriority(priority="urgent"))
            self.later(5, 20)
            self.tries(cr.ChangeFields(fields={"lines_down": 40}))
        if self.happens(0.16):
            self.later(5, 30)
            for _ in range(2 if self.happens(0.2) else 1):
                visit = cr.CloneCase(reason="field work", department="field service", new_ids=(next(ids),))
                self.tries(visit)

    def _waits(self, ids: Iterator[str]) -> None:
        self.later(5, 40)
        if self.happens(0.2):
            self.tries(cr.ChangeStatus(to="waiting"))
        self.tries(cr.ChangeStatus(to="waiting", fields={"waiting_for": "customer"}))
        if self.happens(0.7):
            self.later(20, 150)
            self.comes(new_id=next(ids), reply_to=self.case_id, subject="re: your question")
            self.later(5, 90)
            self.tries(cr.ChangeStatus(to="working"), self._answer())

    def _gets_credit(self) -> None:
        self.later(5, 30)
        amount = self.chance.choice((5, 10, 20, 25, *LARGE))
        credit = cr.GrantCredit(amount=amount, justification="service was missing")
        self.tries(credit)
        if amount in LARGE:
            self.later(5, 25)
            self.tries(credit, by="otto")

    def _is_handed_over(self) -> None:
        self.later(5, 60)
        to = self.chance.choice(("ben", "cara", "eve", "lou"))
        if self.happens(0.3):
            self.tries(cr.AssignCase(to=to))
        self.tries(cr.AssignCase(to=to, comment=cr.Note(text="you know this line", public=False)))

    def _is_called_back(self) -> None:
        self.later(5, 60)
        self.tries(cr.AddActivity(kind="call-back", subject="say what the line test showed"))
        if self.happens(0.25):
            self.later(5, 20)
            self.tries(cr.ResolveCase(comment="seems to be fine"))
        if self.happens(0.7):
            self.later(30, 240)
            self.found.append(Step(self.now, self.case_id, _calls_back))

    def _is_settled(self, ids: Iterator[str]) -> None:
        self.later(10, 240)
        if self.happens(0.07):
            self.tries(cr.ResolveCase(), by=self.chance.choice(("finn", "gus", "joe")))
            self.later(3, 20)
        if self.happens(0.04):
            self.tries(cr.LogCall(direction="in", issue=self.kind, result="works again"), by="finn")
        self.tries(cr.ResolveCase(comment="solved; tell us if it is not"))
        if self.happens(0.1):
            self.later(10, 120)
            self.comes(new_id=next(ids), reply_to=self.case_id, subject="it still does not work")
            self.later(10, 60)
            self.tries(self._answer())
            self.later(10, 90)
            self.tries(cr.ResolveCase(comment="solved for good"))
        self.later(20, 120)
        if self.happens(0.1):
            self.tries(cr.CloseCase(reason="solved"))
        if self.happens(0.5):
            self.tries(cr.CloseCase(reason="solved"), by="otto")
            if self.happens(0.1):
                self.later(5, 30)
                self.tries(cr.AddComment(comment="thanks from the customer"))


def _tried(
    case: cr.Case, now: datetime, turn: float, by: str | None, commands: tuple[Command, ...]
) -> Tried | None:
    """By whoever it falls to: the owner, a lead for an owner who is out, somebody from the queue."""
    here = [agent.id for agent in roster().agents if agent.absence(now) is None and not agent.system]
    if by is not None:
        return Tried(by, commands)
    if case.owner is None:
        members = [who for who in TEAMS[case.queue or "first line"] if who in here]
        who = members[int(turn * len(members))]
        return Tried(who, (cr.PickCase(), *commands))
    if case.owner in here:
        return Tried(case.owner, commands)
    others = [who for team in TEAMS.values() if case.owner in team for who in team if who in here] or ["otto"]
    to = others[int(turn * len(others))]
    out = cr.Note(text=f"`{case.owner}` is out", public=False)
    return None if to == case.owner else Tried("otto", (cr.AssignCase(to=to, comment=out),))


def _calls_back(case: cr.Case, now: datetime) -> Tried | None:
    """Makes the first call that is promised, if one is."""
    number = next((each.number for each in case.activities if each.status == "open"), None)
    if number is None or case.owner is None:
        return None
    call = cr.LogCall(direction="out", issue="call-back", result="told", occurred_at=now - _minutes(10))
    return Tried(case.owner, (call, cr.CompleteActivity(number=number, occurred_at=now - _minutes(10))))


def _somebody(chance: Random, number: object) -> cr.Person:
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
    return cr.Person(
        id=f"customer of {number}", name=name, email=f"{name.lower().replace(' ', '.')}@example.org"
    )


def _drawn(chance: Random, shares: dict[str, int]) -> str:
    return chance.choices(list(shares), list(shares.values()))[0]


def _minutes(number: float) -> timedelta:
    return timedelta(minutes=int(number))
