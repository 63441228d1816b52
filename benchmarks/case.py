"""What a decision costs, in microseconds and in units; and a real log replayed.

The unit is one validated construction of a fixed case of 30 fields with an empty history: what the same
machine takes, at the same moment, for pydantic to make the value that a decision is about.
"""

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

import caserules as cr
from benchmarks.measure import Row, show

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LOG = Path(os.environ.get("CASERULES_LOG", "../shared/data/servicenow_incidents_sample"))


class Thirty(BaseModel):
    """A case of thirty fields as a program of its own would write it, and never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    version: int
    history: tuple[str, ...]
    subject: str
    description: str | None
    type: str | None
    reason: str | None
    priority: str | None
    origin: str | None
    requester: str | None
    account: str | None
    status: str
    status_since: AwareDatetime
    phase: Literal["open", "resolved", "closed"]
    stage: str | None
    owner: str | None
    owner_since: AwareDatetime | None
    queue: str | None
    received_at: AwareDatetime
    opened_at: AwareDatetime
    opened_by: str
    resolved_at: AwareDatetime | None
    closed_at: AwareDatetime | None
    first_contact_at: AwareDatetime | None
    last_contact_at: AwareDatetime | None
    last_agent_at: AwareDatetime | None
    last_customer_at: AwareDatetime | None
    comments: tuple[str, ...]
    actions: tuple[str, ...]
    links: tuple[str, ...]


def unit() -> Callable[[], Any]:
    """One construction of it."""
    facts: dict[str, Any] = dict.fromkeys(Thirty.model_fields)
    facts |= {"id": "C-17", "version": 0, "subject": "no heat", "status": "new", "phase": "open"}
    facts |= {"status_since": NOW, "received_at": NOW, "opened_at": NOW, "opened_by": "ana"}
    facts |= {"history": (), "comments": (), "actions": (), "links": (), "owner": "ana", "owner_since": NOW}
    return lambda: Thirty(**facts)


BOOK: dict[str, Any] = {
    "id": "bench",
    "first_status": "new",
    "first_queue": "desk",
    "status": {
        "new": {"phase": "open", "to": ["working", "resolved"]},
        "working": {"phase": "open", "to": ["resolved"]},
        "resolved": {"phase": "resolved", "to": ["working"], "who": "member(actor.id, case.owner)"},
    },
    "effect": {"ResolveCase": "resolved"},
    "guard": [
        {
            "id": f"guard-{number}-{kind}",
            "on": kind,
            "require": text,
            "message": "case {case.id} says no",
            "source": "B-1",
        }
        for kind in ("AddComment", "ResolveCase", "LogCall")
        for number, text in enumerate(
            (
                'case.phase == "open"',
                "case.owner is None or member(actor.id, case.owner)",
                'result.priority in ("low", "normal", "high") or result.priority is None',
            )
        )
    ],
}


def decisions() -> Iterable[Row]:
    """Single decisions: of each common command on a case with 50 events, and the opening of one."""
    desk = cr.Desk(cr.Rulebook.model_validate(BOOK))
    crew = cr.Roster(agents=(cr.Agent(id="ana"), cr.Agent(id="sam")), teams=(cr.Team(id="desk"),))
    context = cr.Context(now=NOW, actor="ana", roster=crew)
    case = desk.decide(None, cr.OpenCase(new_id="C-17", subject="no heat"), context).or_raise().case
    case = desk.decide(case, cr.AssignCase(to="ana"), context).or_raise().case
    assert case is not None  # noqa: S101 it was opened
    for minute in range(50 - case.version):
        later = context.replace(now=NOW + timedelta(minutes=minute))
        case = desk.decide(case, cr.AddComment(comment="looked at it"), later).or_raise().case or case
    after = context.replace(now=NOW + timedelta(hours=1))
    resolve = cr.ResolveCase(resolution={"code": "fixed"}, comment="boiler restarted")
    assert len(desk.decide(case, resolve, after).or_raise().events) == 3  # noqa: S101 the figure's claim
    assert len(case.history) == 50  # noqa: S101 the same
    commands: dict[str, Any] = {
        "add a comment, three guards": cr.AddComment(comment="rang, nobody there"),
        "log a call, three guards": cr.LogCall(direction="in", issue="no heat", result="boiler restarted"),
        "log an attempt": cr.LogAttempt(channel="phone", reached=False),
        "change the priority": cr.ChangePriority(priority="high"),
        "assign": cr.AssignCase(to="sam"),
        "release to a queue": cr.ReleaseCase(queue="desk"),
        "change the status": cr.ChangeStatus(to="working"),
        "change the subject": cr.ChangeFields(fields={"subject": "boiler out"}),
        "resolve, three guards and three events": resolve,
    }
    calls: dict[str, Callable[[], Any]] = {"the unit": unit()}
    calls |= {name: partial(desk.decide, case, command, after) for name, command in commands.items()}
    assert all(call().accepted for name, call in calls.items() if name != "the unit")  # noqa: S101 as above
    stranger, opening = after.replace(actor="sam"), cr.OpenCase(new_id="C-18", subject="no heat")
    calls["refuse a comment by somebody else"] = partial(
        desk.decide, case, commands["add a comment, three guards"], stranger
    )
    calls["open a case"] = partial(desk.decide, None, opening, after)
    data = case.to_events()
    calls["replay 50 events"] = lambda: desk.replay(case.history)
    calls["replay 50 events from their stored form"] = lambda: desk.replay(data)
    calls["allowed: every command"] = lambda: desk.allowed(case, after)
    yield from in_units(calls)


def long_histories() -> Iterable[Row]:
    """Clocks read to the end, and the validation of a case with 1,000 events."""
    desk = cr.Desk(cr.Rulebook.model_validate(BOOK | {"clock": CLOCKS}))
    calls: dict[str, Callable[[], Any]] = {"the unit": unit()}
    for size in (20, 1000):
        case = worked_on(desk, size)
        now = case.history[-1].at + timedelta(minutes=1)
        calls[f"5 clocks, {size:,} events"] = partial(read, desk, case, now)
    held = dict(case)
    calls["validate a case with 1,000 events"] = lambda: type(case).model_validate(held)
    yield from in_units(calls, rounds=20, number=10)


CLOCKS: list[dict[str, Any]] = [
    {"id": "first", "stop": "case.first_contact_at is not None", "targets": [{"within": "4 hours"}]},
    {"id": "resolve", "stop": 'case.phase != "open"', "targets": [{"within": "5 days"}], "warn": ["80%"]},
    {"id": "waits", "pause": 'case.status == "working"', "targets": [{"within": "40 hours"}]},
    {"id": "update", "restart": "case.last_agent_at", "targets": [{"within": "24 hours"}]},
    {
        "id": "talked",
        "stop": "any(each.text == 'never' for each in case.comments)",
        "targets": [{"when": 'case.priority == "high"', "within": "1 hour"}, {"within": "8 hours"}],
    },
]


def worked_on(desk: cr.Desk[cr.Case], size: int) -> cr.Case:
    """A case with so many events: comments, every tenth public, and now and then another priority."""
    context = cr.Context(now=NOW, actor="ana")
    case = desk.decide(None, cr.OpenCase(new_id="C-17", subject="no heat"), context).or_raise().case
    assert case is not None  # noqa: S101 it was opened
    while case.version < size:
        context = context.replace(now=context.now + timedelta(minutes=1))
        step: Any = cr.AddComment(comment={"text": "looked at it", "public": case.version % 10 == 0})
        if case.version % 50 == 15:
            step = cr.ChangePriority(priority="low" if case.priority != "low" else "high")
        case = desk.decide(case, step, context).or_raise().case or case
    return case


def read(desk: cr.Desk[cr.Case], case: cr.Case, now: datetime) -> list[Any]:
    """What a host asks of every clock."""
    clocks = desk.clocks(case, now)
    return [(each.due_at, each.breached_at, each.remaining, each.next_change_at) for each in clocks]


def in_units(calls: dict[str, Callable[[], Any]], *, rounds: int = 60, number: int = 200) -> Iterable[Row]:
    """A row for each; the unit is among them."""
    found = least(calls, rounds=rounds, number=number)
    for question, seconds in found.items():
        who = "pydantic" if question == "the unit" else "caserules"
        yield Row(question, who, seconds, f"{seconds / found['the unit']:.1f} units")


def least(calls: dict[str, Callable[[], Any]], *, rounds: int = 60, number: int = 200) -> dict[str, float]:
    """Seconds of processor time that each takes, at least: taken in turn, for other work only adds to it."""
    found = dict.fromkeys(calls, float("inf"))
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for question, call in calls.items():
                begun = time.process_time()
                for _ in range(number):
                    call()
                found[question] = min(found[question], (time.process_time() - begun) / number)
    finally:
        gc.enable()
    return found


FIRST = """
from datetime import UTC, datetime
import caserules as cr
desk = cr.load("service_hub")
context = cr.Context(now=datetime(2026, 3, 2, 9, 30, tzinfo=UTC), actor="ana")
assert desk.decide(None, cr.OpenCase(new_id="C-17", subject="no heat"), context).case
"""


def importing() -> Iterable[Row]:
    """What importing costs beside pydantic with one model, each in a process of its own."""
    programs = {
        "pydantic, one model": "import pydantic\nclass One(pydantic.BaseModel): x: int",
        "the package": "import caserules",
        "a schedule": "from caserules import Schedule",
        "a case": "from caserules import Case",
        "a desk": "from caserules import Desk",
        "every name": "from caserules import *",
        "a desk loaded, and its first decision": FIRST,
    }
    found = dict.fromkeys(programs, float("inf"))
    for _ in range(15):
        for what, program in programs.items():
            before = os.times()
            subprocess.run([sys.executable, "-c", program], check=True)  # noqa: S603 our own program
            after = os.times()
            took = after.children_user + after.children_system - before.children_user - before.children_system
            found[what] = min(found[what], took)
    base = found["pydantic, one model"]
    for what, seconds in found.items():
        who = "pydantic" if what.startswith("pydantic") else "caserules"
        yield Row(f"import, with the interpreter: {what}", who, seconds, f"{seconds / base:.1f} of pydantic")


def replaying() -> Iterable[Row]:
    """The whole log in a process of its own: its speed with the collector on, and its greatest memory."""
    question = "replay the incident log, a decision"
    if not LOG.exists():
        yield Row(question, "caserules", float("nan"), "no log here; name one in CASERULES_LOG")
        return
    command = [sys.executable, "-m", "benchmarks.replay", str(LOG)]
    told = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 our own program
    found = json.loads(told.stdout)
    number, seconds, mapping = found["decisions"], found["seconds"], found["mapping"]
    of_one = seconds / number / found["unit"]
    speed = f"{number:,} of them, {number / seconds:,.0f} a second, {of_one:.1f} units each"
    share = f"{number / (seconds - mapping):,.0f} a second, {1 - mapping / seconds:.0%} of the time"
    memory = (
        f"at most {found['peak_mib']:,.0f} MiB, {found['imported_mib']:,.0f} of them before the first row"
    )
    yield Row(question, "caserules", seconds / number, f"{speed}; {memory}")
    yield Row("the desk's share of it", "caserules", (seconds - mapping) / number, share)
    yield Row(
        "the mapping's share of it", "the example", mapping / number, f"{mapping / seconds:.0%} of the time"
    )


def main() -> None:
    """Print the figures."""
    show("decisions", decisions())
    show("long histories", long_histories())
    show("a real log", replaying())
    show("importing", importing())


if __name__ == "__main__":
    main()
