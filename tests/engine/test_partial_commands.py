"""What is known before a command is, row by row: by logic, by vocabularies, by the parts that are known."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Flag
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field
from tests.engine.conftest import Call, Level, Ticket

from caserules.engine import Function, Scope, parse
from caserules.engine.partial import Outcome, partial
from caserules.model import Instant, Model, Word

Path = tuple[str, ...]
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Close(Model):
    """A command with fields of every kind."""

    kind: Literal["close"] = "close"
    reason: Annotated[str, Word("reason")] = "refund"
    via: Literal["mail", "phone"] | None = None
    level: Level = Level.LOW
    sure: bool = False
    maybe: bool | None = None
    text: str = ""
    note: str | None = None
    count: int = 0
    amount: Decimal = Decimal(0)
    at: Instant | None = None
    marks: tuple[str, ...] = ()
    parts: tuple[Call, ...] = ()
    facts: dict[str, int] = Field(default_factory=dict)

    @property
    def short(self) -> bool:
        """Whether the text is."""
        return len(self.text) < 3


class Move(Model):
    """Another command, with a field of its own."""

    kind: Literal["move"] = "move"
    queue: Annotated[str, Word("queue")] = "support"


class Rights(Flag):
    """An enum whose members add up to further values."""

    READ = 1
    WRITE = 2


@dataclass(frozen=True)
class Point:
    """No pydantic model: `x` is stored, `far` is worked out."""

    x: int
    empty: tuple[int, ...] = ()

    @property
    def far(self) -> bool:
        """Whether it is."""
        return self.x > 9


class Sized(Model):
    """Its truth is its size."""

    size: int = 1

    def __len__(self) -> int:
        return self.size


COMMANDS = Scope(
    {
        "command": Close | Move,
        "close": Close,
        "ticket": Ticket,
        "rights": Rights,
        "extra": Any,
        "point": Point,
        "sized": Sized,
        "void": None,
        "_context": Any,
    },
    words={"reason": ("refund", "schedule"), "queue": ("support", "billing"), "none": ()},
    tables={"limit": {"low": 3, "high": 7}, "names": {"mail": "m", "phone": "p"}},
    functions={
        "same": Function("same", (str,), str, str),
        "led": Function("led", (str | None,), bool, lambda who, _: bool(who), given=("_context",)),
    },
)


def _outcome(text: str, *unknown: str | Path, **known: Any) -> Outcome:
    return partial(parse(text, COMMANDS), frozenset(unknown), **known)


_TICKET = Ticket(
    subject="festival",
    queue="support",
    tags=("a", "b"),
    calls=(Call(at=_NOW, minutes=5), Call(at=_NOW, minutes=50, by="ana")),
    facts={"low": 1},
)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("ticket.vip and close.sure", False),
        ("close.sure and ticket.vip", False),
        ("ticket.subject or close.sure", True),
        ("close.sure or ticket.subject", True),
        ("not (close.sure and ticket.vip)", True),
        ("ticket.priority < close.count < ticket.priority - 5 < ticket.priority", None),
        ("ticket.priority + 1 < ticket.priority < close.count", False),
        ("close.count < ticket.priority + 2 < ticket.priority", False),
        ('close.reason in ("refund", "schedule")', True),
        ("close.reason == ticket.subject", False),
        ("ticket.subject != close.reason", True),
        ("close.reason == ticket.reason", None),
        ('close.via in ("mail", "phone")', None),
        ('close.via in ("mail", "phone") or close.via is None', None),
        ("close.maybe in (True, False)", None),
        ("close.sure in (True, False)", True),
        ("close.reason in words.reason", True),
        ("limit[close.level] > 2", True),
        ("limit[close.level] > 3", None),
        ("limit[close.level] is not None", True),
        ("limit[close.text] > 7", False),
        ("limit[close.text] > 6", None),
        ("len(names[close.via]) > 1", False),
        ("close.level.value in ('low', 'high')", True),
        ("-limit[close.level] < 0", True),
        ("limit[close.level] + 1 > 3", True),
        ("ticket.owner.name < close.text", False),
        ("close.text >= ticket.owner.name", False),
        ("ticket.owner.name == close.text", False),
        ("close.text != ticket.owner.name", True),
        ("close.note == ticket.owner.name", None),
        ("close.amount == ticket.amount", None),
        ("close.count == ticket.owner.tier", False),
        ("close.text in ticket.owner.name", False),
        ("close.text not in ticket.owner.name", True),
        ("close.text in extra.nothing", False),
        ("close.text in extra.empty", False),
        ("close.text in ticket.tags", None),
        ("ticket.subject in (close.text, 'festival')", True),
        ("ticket.subject in {close.text, 'festival'}", True),
        ("ticket.subject not in [close.text, ticket.subject]", False),
        ("ticket.subject in (close.reason, 'b')", False),
        ("ticket.owner.name in (close.text, close.reason)", False),
        ("ticket.subject in (close.text, 'b')", None),
        ("extra.number in (close.amount, 5)", None),
        ("extra in [close.parts, extra.number]", None),
        ("len({close.text, 'a'}) > 0", None),
        ("len({close.parts, close.marks}) > 0", None),
        ("len([close.text, 'a']) > 1", True),
        ("count(c for c in close.parts) > 1", None),
        ("any(c.minutes > 9 or close.sure for c in ticket.calls)", True),
        ("any(c.minutes > 99 and close.sure for c in ticket.calls)", False),
        ("any(close.sure for c in ticket.calls if c.minutes > 99)", False),
        ("any(c.minutes > 9 for c in ticket.calls if close.sure)", None),
        ("any(c.minutes > 99 for c in ticket.calls if close.sure)", False),
        ("all(c.minutes > 1 for c in ticket.calls if close.sure)", True),
        ("all(c.minutes > 9 and close.sure for c in ticket.calls)", False),
        ("all(c.minutes < 9 or close.sure for c in ticket.calls)", None),
        ("any(ticket.vip for c in close.parts)", False),
        ("all(not ticket.vip for c in close.parts)", True),
        ("all(c.minutes > 1 for c in close.parts)", None),
        ("len([c for c in close.parts if ticket.vip]) == 0", True),
        ("any(t for t in {close.text, 'a'})", None),
        ("any({close.text, 'a'})", None),
        ("all(close.marks)", None),
        ("[c for c in ticket.calls if c.minutes > 9 or close.sure]", True),
        ("[c for c in ticket.calls if close.sure]", None),
        ("first(c.minutes for c in ticket.calls if c.minutes < 9 or close.sure) == 5", True),
        ("last(c.minutes for c in ticket.calls if c.minutes > 9 or close.sure) == 50", True),
        ("first(c.minutes for c in ticket.calls if c.minutes > 9 or close.sure) == 5", None),
        ("max(c.minutes for c in ticket.calls if close.sure) > 99", None),
        ("max(ticket.priority, close.count) >= 0", None),
        ("same(close.text) == 'a'", None),
        ("contains(ticket.owner.name, close.text)", False),
        ("led(ticket.owner.name)", False),
        ("close.at is None", None),
        ("first(close.parts).at is None", None),
        ("[close.text] == [ticket.subject]", None),
        ("ticket.tags == [close.text]", None),
        ("(close.sure and ticket.subject) == 'festival'", None),
        ("(close.sure and ticket.owner) is not None", None),
        ("(close.maybe and close.note) is None", None),
        ("any(x for x in [close.sure or ticket.subject])", True),
        ("extra.rights in (rights, extra.number)", None),
        ("close.short", None),
        ("close.facts['x'] == 1", None),
        ("close.facts.x == 1", None),
        ("void is None", None),
    ],
)
def test_what_is_known_before_the_command_is(text: str, *, holds: bool | None) -> None:
    """One claim a row: what Kleene's logic, a vocabulary, a missing value or known items decide."""
    extra = {"nothing": None, "empty": (), "number": 5}
    known = {"ticket": _TICKET, "extra": extra, "_context": None}
    outcome = _outcome(text, "close", "command", "rights", "void", **known)
    assert outcome.holds is holds
    assert (outcome.holds is None) is bool(outcome.depends_on)


@pytest.mark.parametrize(
    ("text", "unknown", "needs"),
    [
        ('close.text == "a"', "close", {("close", "text")}),
        (
            'close.sure and close.text == "a" and not ticket.vip',
            "close",
            {("close", "sure"), ("close", "text")},
        ),
        ("first(close.parts).minutes > 3", "close", {("close", "parts")}),
        (
            "any(c.minutes > 3 for c in close.parts)",
            "close",
            {("close", "parts"), ("close", "parts", "minutes")},
        ),
        ("any(c.minutes > 9 for c in ticket.calls)", ("ticket", "calls", "minutes"), None),
        ("any(c.by is None for c in ticket.calls)", ("ticket", "calls", "minutes"), set()),
        ("first(ticket.calls) == last(ticket.calls)", ("ticket", "calls", "by"), None),
        ("led(ticket.subject)", "_context", {("_context",)}),
        ("led(ticket.subject)", ("_context", "teams"), {("_context", "teams")}),
        ("len([c for c in ticket.calls if close.sure]) > 1", "close", {("close", "sure")}),
        ("ticket.calls == close.parts", "close", {("close", "parts")}),
    ],
)
def test_it_names_what_it_depends_on(text: str, unknown: str | Path, needs: set[Path] | None) -> None:
    """The paths as the expression reads them, so that a person can be asked for them."""
    outcome = _outcome(text, unknown, ticket=_TICKET, close=Close(), _context=None)
    assert outcome.depends_on == (needs if needs is not None else {unknown})


@pytest.mark.parametrize(
    ("text", "unknown", "holds"),
    [
        ('ticket.subject == "festival"', ("ticket", "queue"), True),
        ("ticket.queue is None", ("ticket", "queue"), None),
        ("ticket", ("ticket", "queue"), True),
        ("sized", ("sized", "size"), None),
        ("ticket.loud", ("ticket", "queue"), None),
        ("ticket.loud", ("ticket", "loud"), None),
        ("ticket.owner.name is None", ("ticket", "owner", "name"), True),
        ("extra.list is None", ("extra", "list", "y"), False),
        ("len(ticket.calls) == 2", ("ticket", "calls", "by"), True),
        ("ticket.calls", ("ticket", "calls", "by"), True),
        ("last(ticket.calls).minutes == 50", ("ticket", "calls", "by"), True),
        ("last(ticket.calls).by is None", ("ticket", "calls", "by"), None),
        ("led(extra.list)", ("extra", "list", "y"), None),
        ('ticket.facts["low"] == 1', ("ticket", "facts", "high"), True),
        ('ticket.facts["low"] == 1', ("ticket", "facts", "low"), None),
        ('"low" in ticket.facts', ("ticket", "facts", "low"), None),
        ("extra.list[1].x == 2", ("extra", "list", "y"), True),
        ("extra.list[7] is None", ("extra", "list", "y"), True),
        ("extra.list[ticket.owner] is None", ("extra", "list", "y"), None),
        ("extra.list.x is None", ("extra", "list", "y"), None),
        ("[e for e in extra.map]", ("extra", "map", "x"), None),
        ("[e for e in extra.plain]", ("extra", "plain", "x"), False),
        ("extra.close.queue is None", ("extra", "close", "reason"), True),
        ("extra.close.queue is None", ("extra", "close", "queue"), True),
        ("extra.close.reason in words.reason", ("extra", "close", "reason"), True),
        ("point.x > 3", ("point", "empty"), True),
        ("point.far", ("point", "x"), None),
        ("point.empty", ("point", "empty", "x"), False),
        ("point.x < 3", ("point", "x"), None),
    ],
)
def test_the_rest_of_a_partly_known_value_is_known(text: str, unknown: Path, *, holds: bool | None) -> None:
    """A stored part stands; what is worked out, compared or gone through as a whole waits for every part."""
    extra = {"list": [{"x": 1}, {"x": 2}], "map": {"x": 1}, "plain": Point(1), "close": Close()}
    known = {"ticket": _TICKET, "extra": extra, "point": Point(5), "sized": Sized(), "_context": None}
    assert _outcome(text, unknown, **known).holds is holds


def test_a_name_that_is_not_given_is_missing_unless_a_part_of_it_is_unknown() -> None:
    """Nothing hangs on a missing value; what was not given may be anything if a part is unknown."""
    assert _outcome('close.text == "a"').holds is False
    assert _outcome('close.text == "a"', ("close", "note"), close=None).holds is False
    assert _outcome('close.text == "a"', ("close", "note")) == Outcome(None, frozenset({("close", "text")}))


def test_members_of_a_flag_are_not_all_its_values() -> None:
    """`READ | WRITE` is neither member, so being among them is not certain."""
    assert (
        _outcome("rights in (extra.read, extra.write)", "rights", extra={"read": Rights.READ}).holds is None
    )
    assert _outcome("rights == extra.read", "rights", extra={"read": Rights.READ}).holds is None
