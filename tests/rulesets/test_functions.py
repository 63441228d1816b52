"""What every rule may call: membership, days, spans of time, and what the host handed over."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rulesets.cases import NOW, case

from caserules.case import Agent, Case, Context, Person, Queue, Roster, Team
from caserules.case.parts import Seen
from caserules.engine import ExpressionError
from caserules.rulebook.fields import FieldSpec, case_type
from caserules.rulesets.terms import Terms
from caserules.schedule import Schedule

CASE = case(owner="support", seen=(Seen(by="ana", at=NOW),))
ROSTER = Roster(agents=(Agent(id="ana", skills=("general",)),), teams=(Team(id="support", members=("ana",)),))


def value(text: str, terms: Terms | None = None, case: Case = CASE) -> Any:
    """What an expression gives for `CASE`."""
    ground = terms or Terms()
    scope = ground.scope(case=ground.case_type, actor=Agent, now=datetime)
    context = Context(now=NOW, actor="ana", roster=ROSTER)
    values = {"case": case, "actor": context.agent, "now": NOW, "_context": context}
    return ground.read(text, scope).compiled(**values)


def test_functions_ask_who_is_known_and_who_works_a_queue() -> None:
    """Agents and teams of the roster are known; a queue is staffed by a team or by whom the host names."""
    queue = Queue(id="print fault", members=("bo",))
    terms = Terms()
    scope = terms.scope(case=Case, actor=Agent, now=datetime)
    values = {"case": CASE, "actor": Agent(id="ana"), "now": NOW}
    context = Context(now=NOW, actor="ana", roster=ROSTER, queues=(queue, Queue(id="empty")))

    def answer(text: str) -> Any:
        return terms.read(text, scope).compiled(**values, _context=context)

    assert [answer(f'known("{who}")') for who in ("ana", "support", "bo", "print fault")] == [
        True,
        True,
        False,
        False,
    ]
    assert [answer(f'staffed("{who}")') for who in ("ana", "support", "empty", "print fault")] == [
        False,
        True,
        False,
        True,
    ]
    assert [answer("known(case.queue)"), answer("staffed(case.queue)")] == [False, False]


def test_rules_on_commands_ask_for_the_cases_that_the_host_handed_over() -> None:
    """They go through `related()` as through a case's own parts; rules on the case alone can't call it."""
    terms, other = Terms(), CASE.replace(id="C-2", phase="closed")
    context = Context(now=NOW, actor="ana", related=(CASE, other))
    asked = terms.read('count(r for r in related() if r.phase == "open")', terms.watching(("AddComment",)))
    assert asked.compiled(_context=context) == asked.evaluate(_context=context) == 1
    with pytest.raises(ExpressionError, match="related"):
        terms.read("len(related()) > 1", terms.scope(case=Case, actor=Agent, now=datetime))


def test_functions_ask_the_roster_and_the_case() -> None:
    """Membership, skills, the date in the desk's zone and when somebody looked."""
    desk = Schedule(time_zone="Asia/Tokyo", hours={"mon-fri": "09:00-17:00"})
    terms = Terms(schedules={"desk": desk})
    assert value("member(actor.id, case.owner)", terms) is True
    assert value('skilled(actor.id, "general")', terms) is True
    assert value('skilled(case.requester.id, "general")', terms) is False
    assert value("date(now)", terms) == date(2026, 3, 3)
    assert value("date(case.closed_at)", terms) is None
    assert value("seen(actor.id)", terms) == NOW
    assert value('seen("bo")', terms) is None
    assert value("now + hours(2) - days(1)", terms) == NOW + timedelta(hours=2, days=-1)


@given(st.text(max_size=20), st.text(alphabet="aB1 ", max_size=4), st.text(max_size=20))
def test_a_text_names_what_stands_in_it_between_blanks(before: str, word: str, after: str) -> None:
    """Whatever surrounds it and in whatever letters, unless it is blank; a letter more, and it does not."""
    terms = Terms(tables={"t": {"text": f"{before} {word} {after}", "word": word.swapcase()}})
    assert value('names(t["text"], t["word"])', terms) is bool(word.strip())
    longer = Terms(tables={"t": {"text": f"x{word.strip()}x", "word": word}})
    assert value('names(t["text"], t["word"])', longer) is False


def test_a_name_stands_neither_in_a_word_nor_in_an_address() -> None:
    """Of several places one that stands by itself is enough; what is missing or no text names nothing."""
    said = "see SUN-12, (SUN-1); also al@sun.example"
    terms = Terms(tables={"t": {"said": said, "number": 1}})
    asked = ("SUN-1", "SUN-12", "sun-12", "SUN", "al", "al@sun.example", "SUN-1); ALSO")
    assert [value(f'names(t["said"], "{each}")', terms) for each in asked] == [
        *(True, True, True, True, False, True, True)
    ]
    assert value('names(t["number"], "1")', terms) is value('names("1", t["number"])', terms) is False
    assert value('names(case.description, "SUN-1")', terms) is None


def test_two_are_the_same_person_as_a_desk_compares_them() -> None:
    """By what both have, as `same` has it; where one is missing, nothing is told."""
    known = CASE.replace(requester=Person(id="p", email="Mo@example.org"))
    assert value("same_person(case.requester, case.requester)", case=known) is True
    assert value("same_person(case.requester, case.requester)") is None
    terms = Terms(tables={"t": {"x": 1, "y": "z"}})
    assert value('same_person(t["x"], case.requester)', terms, known) is False


def test_after_counts_by_the_desks_schedule() -> None:
    """Eight business hours from Monday 15:00 UTC, with the desk open from 09:00 to 17:00 there."""
    desk = Schedule(time_zone="UTC", hours={"mon-fri": "09:00-17:00"})
    assert value('after("8 business hours", now)', Terms(schedules={"desk": desk})) == NOW + timedelta(days=1)
    assert value('after("1 hour", case.closed_at)') is None


def test_a_desk_without_a_schedule_is_always_open() -> None:
    """A business hour is an hour then, in UTC."""
    assert value('after("1 business hour", now)') == NOW + timedelta(hours=1)
    assert str(Terms().zone) == "UTC"


def test_a_text_that_is_no_target_is_missing_where_it_is_read_from_a_table() -> None:
    """A total function: a bad entry gives no instant, and raises nothing."""
    assert value('after(term["x"], now)', Terms(tables={"term": {"x": "soon", "y": "2 hours"}})) is None
    assert value(
        'after(term["y"], now)', Terms(tables={"term": {"x": "soon", "y": "2 hours"}})
    ) == NOW + timedelta(hours=2)


@pytest.mark.parametrize(
    ("number", "hours"),
    [
        *((3, 3), (-3, -3), (0.5, 0.5), (Decimal("1.5"), 1.5), (10**6, 10**6), (10**6 + 1, None)),
        *((10**400, None), (-1e300, None), (float("nan"), None), (Decimal("Infinity"), None), ("3", None)),
    ],
)
def test_a_span_takes_any_number_and_is_missing_where_it_is_too_long(
    number: Any, hours: float | None
) -> None:
    """Whatever number a case or a table holds, it is a span or missing, and raises nothing."""
    terms = Terms(tables={"n": {"s": number, "anything": NOW}})
    expected = None if hours is None else timedelta(hours=hours)
    assert value("hours(n[case.subject])", terms) == expected
    assert value("hours(n[case.subject]) is None", terms) is (expected is None)
    days = None if hours is None or abs(hours) > 10**6 // 24 else timedelta(days=hours)
    assert value("days(n[case.subject])", terms) == days
    assert value("now + days(n[case.subject]) > now", terms) is (days is not None and days > timedelta(0))


@pytest.mark.parametrize("of", ["integer", "number"])
def test_a_span_of_an_own_field_counts(of: Any) -> None:
    """A whole number and a decimal one are both hours and days."""
    kind = case_type((("n", FieldSpec(type=of, default=2)),))
    case = kind.model_validate(CASE.model_dump())
    assert value("now + hours(case.n) - days(case.n)", Terms(case_type=kind), case) == NOW - timedelta(
        hours=46
    )


@pytest.mark.parametrize(
    ("text", "column", "told"),
    [
        ('now > after("soon", now)', 7, "soon"),
        ('then > now and now < after("2 busines hours", now)', 22, "busines"),
        ("then > now + hours(1000001)", 14, "`1000001` hours are more than `1000000`"),
        ("then > now + hours(1e300)", 14, "hours are more than `1000000`"),
        ("then > now - days(99999)", 14, "`99999` days are more than `41666`"),
        ("late", 1, "soon"),
    ],
)
def test_a_span_written_out_is_checked_when_it_is_read(text: str, column: int, told: str) -> None:
    """A target that says nothing fails to load, not when it is first asked; a condition points at its use."""
    terms = Terms(lets={"late": 'then > now and now > after("soon", now)'})
    with pytest.raises(ExpressionError, match=told) as raised:
        terms.read(text, terms.scope(now=datetime, then=datetime))
    assert raised.value.column == column


def test_a_system_is_what_the_roster_says_is_no_person() -> None:
    """A sweep is one; a person is none, nor is who is not known, nor nobody."""
    roster = Roster(agents=(Agent(id="sweep", system=True), Agent(id="ana")))
    values = {"case": CASE, "actor": Agent(id="ana"), "now": NOW}
    scope = Terms().scope(case=Case, actor=Agent, now=datetime)
    context = Context(now=NOW, actor="ana", roster=roster)
    asked = ('system("sweep")', 'system("ana")', 'system("bo")', "system(case.owner)")
    told = [Terms().read(text, scope).compiled(**values, _context=context) for text in asked]
    assert told == [True, False, False, False]
