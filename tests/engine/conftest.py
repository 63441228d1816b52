"""Models, scopes and random expressions that the engine's tests share."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from pydantic import Field

from caserules.engine import Function, Scope
from caserules.model import Instant, Model, Word


class Level(StrEnum):
    """An enum whose members are texts."""

    LOW = "low"
    HIGH = "high"


class Colour(Enum):
    """An enum whose members equal no text."""

    RED = "red"
    BLUE = "blue"


class Call(Model):
    """An item of a ticket."""

    at: Instant
    minutes: int
    direction: Literal["in", "out"] = "in"
    by: str | None = None


class Person(Model):
    """An optional part of a ticket."""

    name: str
    tier: int | None = None


class Ticket(Model):
    """A model with a field of every kind."""

    type: Literal["festival", "finance", "other"] = "other"
    subject: str = ""
    reason: Annotated[str, Word("reason")] = "refund"
    queue: Annotated[str, Word("queue")] | None = None
    priority: int = 0
    weight: float = 0.0
    amount: Decimal | None = None
    vip: bool = False
    muted: bool | None = None
    owner: Person | None = None
    calls: tuple[Call, ...] = ()
    opened_at: Instant = datetime(2026, 3, 2, 9, tzinfo=UTC)
    closed_at: Instant | None = None
    day: date = date(2026, 3, 2)
    wait: timedelta = timedelta(0)
    tags: tuple[str, ...] = ()
    level: Level = Level.LOW
    colour: Colour = Colour.RED
    facts: dict[str, int] = Field(default_factory=dict)

    @property
    def loud(self) -> bool:
        """Whether the subject is written in capitals."""
        return self.subject.isupper()


REASONS = ("refund", "premium judging", "schedule")
QUEUES = ("support", "billing")


def _member(context: Any, who: str | None, team: str) -> bool:
    return who in (context or {}).get(team, ())


def _date(instant: Any) -> date | None:
    return instant.date() if isinstance(instant, datetime) else None


SCOPE = Scope(
    {"ticket": Ticket, "now": datetime, "other": Ticket | None, "extra": Any, "_context": Any},
    words={"reason": REASONS, "queue": QUEUES},
    tables={"limit": {"low": 3, "high": 7}, "names": {}},
    functions={
        "date": Function("date", (datetime,), date, _date),
        "hours": Function(
            "hours", (int,), timedelta, lambda count: timedelta(hours=min(max(count, -99), 99))
        ),
        "member": Function("member", (str | None, str), bool, _member, given=("_context",)),
        "after": Function(
            "after",
            (str, datetime),
            datetime,
            lambda span, at: at + span,
            constant={0: lambda t: timedelta(int(t))},
        ),
    },
    lets={
        "late": "ticket.closed_at is not None and ticket.closed_at > now",
        "busy": "count(c for c in ticket.calls) > 2",
    },
)

_words = st.sampled_from(["", "refund", "VIP", "a", "refund please", "Ünïcode", "x" * 300])
_zones = st.sampled_from([UTC, ZoneInfo("America/New_York"), ZoneInfo("Europe/Paris")])
instants = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=_zones)  # noqa: DTZ001 - zones are drawn
people = st.builds(Person, name=st.sampled_from(["ana", "sam"]), tier=st.none() | st.integers(0, 3))
calls = st.builds(
    Call,
    at=instants,
    minutes=st.integers(-5, 60),
    direction=st.sampled_from(["in", "out"]),
    by=st.none() | st.sampled_from(["ana", "sam"]),
)
tickets = st.builds(
    Ticket,
    type=st.sampled_from(["festival", "finance", "other"]),
    subject=_words,
    reason=st.sampled_from(REASONS),
    queue=st.none() | st.sampled_from(QUEUES),
    priority=st.integers(-2, 6),
    weight=st.sampled_from([0.0, 1.0, 2.5, -1.0, float("nan"), float("inf"), -0.0]),
    amount=st.none() | st.sampled_from([Decimal(0), Decimal("2.5"), Decimal("500.00"), Decimal(-1)]),
    vip=st.booleans(),
    muted=st.none() | st.booleans(),
    owner=st.none() | people,
    calls=st.lists(calls, max_size=3).map(tuple),
    opened_at=instants,
    closed_at=st.none() | instants,
    day=st.dates(date(2026, 1, 1), date(2026, 1, 5)),
    wait=st.timedeltas(timedelta(0), timedelta(days=2)),
    tags=st.lists(_words, max_size=2).map(tuple),
    level=st.sampled_from(Level),
    colour=st.sampled_from(Colour),
    facts=st.dictionaries(st.sampled_from(["low", "n"]), st.integers(0, 3), max_size=2),
)
_garbage = st.sampled_from([None, 5, "text", [], {}, Decimal("NaN"), float("nan"), object()])
broken = st.builds(
    lambda ticket, changes: ticket._with(changes),
    tickets,
    st.dictionaries(st.sampled_from(sorted(Ticket.model_fields)), _garbage, max_size=4),
)
"""Tickets that don't keep their types' promises, as a host may build them unchecked."""


def values(of: st.SearchStrategy[Ticket] = tickets) -> st.SearchStrategy[dict[str, Any]]:
    """Values for all names of the scope."""
    return st.fixed_dictionaries(
        {
            "ticket": of,
            "now": instants,
            "other": st.none() | of,
            "extra": st.none() | of | st.sampled_from([{"low": 1, "ticket": {"x": 2}}, 5, "text", [1, 2]]),
            "_context": st.sampled_from([None, {"leads": ("ana",)}]),
        }
    )


def _joined(*pieces: str | st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*(st.just(p) if isinstance(p, str) else p for p in pieces)).map("".join)


_either = st.sampled_from(["ticket", "other"])
_orders = st.sampled_from([" < ", " <= ", " > ", " >= ", " == ", " != "])
_texts = st.one_of(
    _joined(_either, st.sampled_from([".subject", ".owner.name", ".calls"[:0] + ".subject"])),
    st.sampled_from(
        [
            '"refund"',
            "'VIP'",
            '"it\'s"',
            "lower(ticket.subject)",
            "strip(ticket.subject)",
            "first(ticket.tags)",
            "extra.subject",
        ]
    ),
)
_times = st.sampled_from(
    [
        *("now", "ticket.opened_at", "ticket.closed_at", "other.closed_at", "ticket.opened_at + ticket.wait"),
        *(
            "max(ticket.opened_at, ticket.closed_at)",
            "last(ticket.calls).at",
            "now - hours(3)",
            "extra.opened_at",
        ),
    ]
)


def _numbers(item: str) -> st.SearchStrategy[str]:
    plain = [
        *(
            "ticket.priority",
            "ticket.weight",
            "other.priority",
            "ticket.owner.tier",
            "other.owner.tier",
            "1",
            "2.5",
        ),
        *(
            "len(ticket.subject)",
            "count(c for c in ticket.calls if c.minutes > 3)",
            "len({c.by for c in ticket.calls})",
        ),
        *(
            "sum(c.minutes for c in ticket.calls)",
            "max(c.minutes for c in ticket.calls)",
            "limit[ticket.level]",
            "-3",
        ),
        *("now.hour", "extra.priority", 'ticket.facts["low"]', "min(ticket.priority, ticket.owner.tier)"),
    ]
    leaves = st.sampled_from([*plain, *([f"{item}.minutes"] if item else [])])
    return st.recursive(
        leaves,
        lambda n: st.one_of(_joined("(", n, " + ", n, ")"), _joined(n, " - ", n), _joined("-(", n, ")")),
        max_leaves=3,
    )


def _atoms(item: str) -> st.SearchStrategy[str]:
    numbers = _numbers(item)
    choices = [
        _joined(numbers, _orders, numbers),
        _joined(
            numbers, st.sampled_from([" < ", " <= "]), numbers, st.sampled_from([" < ", " == "]), numbers
        ),
        _joined(_texts, st.sampled_from([" == ", " != ", " < ", " in ", " not in "]), _texts),
        _joined(
            _either,
            ".type",
            st.sampled_from([' == "festival"', ' in ("festival", "finance")', ' != "other"']),
        ),
        _joined(_either, ".level", st.sampled_from([' == "high"', ' in ["low"]', ' not in ("high", "low")'])),
        _joined(
            _texts, " in ", st.sampled_from(["ticket.tags", "other.tags", '("a", "refund")', "extra.tags"])
        ),
        _joined(_times, st.sampled_from([" < ", " >= ", " == "]), _times),
        st.sampled_from(
            [
                *(
                    "ticket.vip",
                    "ticket.muted",
                    "other.loud",
                    "ticket.owner is None",
                    "other.closed_at is not None",
                ),
                *(
                    "ticket.day == other.day",
                    'startswith(other.subject, "re")',
                    'contains(ticket.subject, "fun")',
                ),
                *(
                    'member(ticket.owner.name, "leads")',
                    "late",
                    "busy",
                    "date(ticket.closed_at) > ticket.day",
                ),
                *(
                    "ticket.amount > 2",
                    "ticket.amount == other.amount",
                    "ticket.wait > hours(5)",
                    "extra.low.x",
                ),
                *(
                    "ticket.reason in words.reason",
                    "all(ticket.tags)",
                    "any(t for t in other.tags)",
                    "ticket.tags",
                ),
                *(
                    "ticket.owner",
                    "ticket.subject in [t for t in other.tags if t]",
                    'after("2", ticket.closed_at) < now',
                ),
            ]
        ),
    ]
    if item:
        choices.append(
            st.sampled_from([f'{item}.direction == "in"', f"{item}.by is None", f"{item}.at < now"])
        )
    return st.one_of(choices)


def _conditions(item: str, leaves: int) -> st.SearchStrategy[str]:
    return st.recursive(
        _atoms(item),
        lambda c: st.one_of(
            _joined(c, " and ", c),
            _joined("(", c, " or ", c, ")"),
            _joined("not ", c),
            _joined("(", c, ") and ", c),
        ),
        max_leaves=leaves,
    )


_inner = _conditions("c", 2)
conditions = st.recursive(
    st.one_of(
        _conditions("", 4),
        _joined("any(", _inner, " for c in ticket.calls)"),
        _joined("all(", _inner, " for c in other.calls if ", _inner, ")"),
        _joined("any(any(", _inner, " for c in other.calls) for t in ticket.tags if t)"),
        _joined("len([c for c in ticket.calls if ", _inner, "]) > 1"),
        _joined("first(c for c in ticket.calls if ", _inner, ").minutes >= 3"),
    ),
    lambda c: st.one_of(
        _joined("(", c, ") and (", c, ")"), _joined("not (", c, ")"), _joined("(", c, ") or ", c)
    ),
    max_leaves=3,
)
"""Conditions as a person might write them; a few don't pass the checker."""
