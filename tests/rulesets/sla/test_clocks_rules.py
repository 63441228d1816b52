"""A clock's rule: dates, items, schedules, and what can't be used."""

from datetime import date
from typing import Any

import pytest
from tests.rulesets.sla.steps import (
    DESK,
    HOUR,
    MONDAY,
    TERMS,
    WAITING,
    Move,
    after,
    commented,
    context,
    opened,
    priority,
    read,
    rule,
    status,
    then,
)

from caserules.case import Agent, Case, Roster
from caserules.case import events as e
from caserules.case.parts import Activity
from caserules.rulesets.place import RuleProblem
from caserules.rulesets.sla import Clocks
from caserules.rulesets.terms import Terms
from caserules.schedule import Schedule

# ---- effective dates


def test_a_target_is_judged_at_the_start_of_its_segment() -> None:
    """A target that goes out of force while a clock runs still measures it; the next case gets another."""
    targets = [
        {"within": "100 hours", "effective_until": "2026-03-02"},
        {"within": "50 hours", "effective_from": date(2026, 3, 3), "effective_until": date(2026, 3, 5)},
        {"within": "200 hours"},
    ]
    case = commented(opened(), 30)
    assert after(read(case, 40, targets=targets), "due_at") == 100
    tuesday = opened(MONDAY + 24 * HOUR)
    assert after(read(tuesday, 40, targets=targets), "due_at") == 24 + 50
    assert after(read(opened(MONDAY + 96 * HOUR), 100, targets=targets), "due_at") == 96 + 200


def test_a_new_target_is_one_that_is_in_force_when_it_comes() -> None:
    """The change is seen by the segment's own targets; what follows is chosen among those of the day."""
    when = 'case.priority == "urgent"'
    targets = [
        {"when": when, "within": "10 hours", "effective_until": "2026-03-02"},
        {"when": when, "within": "30 hours", "effective_from": "2026-03-03"},
        {"within": "100 hours"},
    ]
    changed = then(opened(), 25, priority("urgent"))
    clock = read(changed, 26, targets=targets)
    assert (len(clock.segments), after(clock, "due_at")) == (2, 30)
    gone = [targets[0], targets[2]]
    assert len(read(changed, 26, targets=gone).segments) == 1


def test_any_other_date_is_judged_at_now() -> None:
    """A clock's own dates say on which days it is read at all."""
    clocks = Clocks((rule(effective_from="2026-03-03"), rule(id="off", enabled=False)), TERMS)
    assert clocks.read(opened(), MONDAY, context()) == ()
    assert len(clocks.read(opened(), MONDAY + 24 * HOUR, context())) == 1


# ---- each


CALLS = 'a for a in case.activities if a.kind == "call-back"'


def activity(number: int, kind: str = "call-back") -> Move:
    """Something to be done."""
    return e.ActivityAdded, {"number": number, "kind": kind, "subject": "s"}


def test_each_makes_a_clock_per_item() -> None:
    """Every call-back has a clock of its own, stopped by its own completion."""
    case = then(opened(), 1, activity(1), activity(2, "note"))
    case = then(then(case, 2, activity(3)), 3, (e.ActivityCompleted, {"number": 1}))
    clocks = Clocks((rule(each=CALLS, stop='each.status != "open"', warn=["80%"]),), TERMS)
    one, three = clocks.read(case, MONDAY + 4 * HOUR, context())
    assert (one.item, one.phase, one.elapsed) == (1, "stopped", 2 * HOUR)
    assert (three.item, three.phase, after(three, "started_at")) == (3, "running", 2)
    assert three.warnings[0].key == "C-1/reply/3/1/1/80%"
    assert str(three).startswith("clock `reply` of `C-1.3`: running")
    assert clocks.read(opened(), MONDAY, context()) == ()


def test_conditions_of_an_item_read_the_case_too() -> None:
    """A pause of the case is a pause of its items' clocks."""
    case = then(then(opened(), 1, activity(1)), 2, status("waiting"))
    assert read(case, 9, each=CALLS, pause=WAITING).elapsed == HOUR
    owned = then(case, 3, (e.CaseAssigned, {"to": "bo"}))
    assert read(owned, 9, each=CALLS, pause=WAITING, stop='case.owner == "bo"').elapsed == HOUR


def test_an_item_that_is_no_longer_named_has_its_clock_cancelled_unless_it_is_met() -> None:
    """`stop` is asked of the item even where `each` leaves it out."""
    case = then(opened(), 1, activity(1))
    done = then(case, 2, (e.ActivityCompleted, {"number": 1}))
    keys = {"each": 'a for a in case.activities if a.status == "open"'}
    assert read(done, 3, **keys, stop='each.status == "completed"').phase == "stopped"
    assert read(done, 3, **keys).phase == "cancelled"
    terms = Terms(lets={"ongoing": '[a for a in case.activities if a.status == "open"]'})
    named = {"each": "a for a in ongoing", "terms": terms}
    assert read(done, 3, **named, stop='each.status == "completed"').phase == "stopped"


def test_an_item_that_is_gone_has_its_clock_cancelled() -> None:
    """What the case no longer holds needs no clock; when it comes back `reopen` says what becomes of it."""

    class Job(Case):
        @property
        def jobs(self) -> "tuple[e.ActivityAdded, ...]":
            return tuple(each for each in self.history if isinstance(each, e.ActivityAdded)) * (
                self.status == "open"
            )

    terms = Terms(case_type=Job)
    case = then(opened(case_type=Job), 1, activity(1))
    case = then(case, 2, status("waiting"))
    keys = {"each": "j for j in case.jobs", "terms": terms}
    assert read(case, 3, **keys, stop='each.subject != "s"').phase == "cancelled"
    assert read(then(case, 4, status("open")), 5, **keys, reopen="resume").elapsed == 2 * HOUR


# ---- schedules

NIGHT = Schedule(time_zone="UTC", hours={"mon-sun": "18:00-24:00"})
BOTH = Terms(schedules={"desk": DESK, "night": NIGHT})
IN_HOURS = [{"within": "2 business hours"}]


def test_a_clock_is_measured_by_the_schedule_it_names() -> None:
    """By its name, or by the desk's own."""
    assert after(read(opened(), 0, terms=BOTH, targets=IN_HOURS, schedule="night"), "due_at") == 11
    assert after(read(opened(), 0, terms=BOTH, targets=IN_HOURS), "due_at") == 2


def test_a_clock_may_be_measured_by_its_owners_schedule() -> None:
    """The owner's where there is one, the desk's where not; a change of owner is a change of target."""
    night = Agent(id="nia", schedule="night")
    lost = Agent(id="lou", schedule="nowhere")
    ctx = context(roster=Roster(agents=(night, lost, Agent(id="bo"))))
    keys: dict[str, Any] = {"terms": BOTH, "targets": IN_HOURS, "schedule": "owner", "ctx": ctx}
    case = then(opened(), 1, (e.CaseAssigned, {"to": "nia"}))
    assert [after(each, "due_at") for each in read(case, 1, **keys).segments] == [2, 11]
    assert after(read(then(opened(), 1, (e.CaseAssigned, {"to": "bo"})), 1, **keys), "due_at") == 2
    assert read(then(opened(), 1, (e.CaseAssigned, {"to": "lou"})), 1, **keys).phase == "no target"


def test_a_clock_may_be_measured_by_the_customers_schedule() -> None:
    """A field of the case names it; an unknown name is no target."""
    keys: dict[str, Any] = {"terms": BOTH, "targets": IN_HOURS, "schedule": "{case.opened_for}"}
    assert after(read(opened(opened_for="night"), 0, **keys), "due_at") == 11
    assert after(read(opened(), 0, **keys), "due_at") == 2
    assert read(opened(opened_for="moon"), 0, **keys).phase == "no target"


# ---- rules that can't be used


@pytest.mark.parametrize(
    ("keys", "key", "message", "column"),
    [
        ({"when": "case.owner is None"}, "when", "has no `when`", None),
        ({"stop": "case.closd_at is None"}, "stop", "closd_at", 1),
        ({"from": "case.owner"}, "from", "an instant is wanted here", None),
        ({"each": "a for a in case.activites"}, "each", "activites", 12),
        ({"each": "broken"}, "each", "broken", 1),
        ({"each": "a.kind for a in case.activities"}, "each", "names no parts", None),
        ({"each": "a for a in case.links"}, "each", "numbered parts", None),
        ({"each": "w for w in case.requester.channels"}, "each", "numbered parts", None),
        ({"stop": "each.status == 'x'"}, "stop", "there is no `each` here", 1),
        ({"schedule": "nights"}, "schedule", "there is no schedule `nights`", None),
        ({"schedule": "{case.ownr}"}, "schedule", "ownr", 2),
        ({"schedule": "{case.owner"}, "schedule", "`{` has no `}`", 1),
        ({"warn": ["soon"]}, "warn", "is no target", None),
        ({"warn": ["2 business hours"]}, "warn", "is no warning", None),
        ({"targets": [{"within": "soon"}]}, "targets.0.within", "is no target", None),
        ({"targets": [{"within": "close"}, {"within": "{case.ownr}"}]}, "targets.1.within", "ownr", 2),
        ({"targets": [{"within": "{case.opened_at}"}]}, "targets.0.within", "a target's text", None),
        ({"targets": [{"within": "{bad[case.type]}"}]}, "targets.0.within", "is no target", None),
        ({"targets": [{"within": "{mixed[case.type]}"}]}, "targets.0.within", "is no target", None),
        ({"targets": [{"within": "{faulty}"}]}, "targets.0.within", "ownr", 6),
        ({"targets": [{"when": "case.typ == 'a'", "within": "close"}]}, "targets.0.when", "typ", 1),
    ],
)
def test_a_rule_that_cannot_be_used_says_where(
    keys: dict[str, Any], key: str, message: str, column: int | None
) -> None:
    """The rule, the key and, in an expression, the column in what was written there."""
    terms = Terms(
        schedules={"desk": DESK, "night": NIGHT},
        tables={"bad": {"a": "soon"}, "mixed": {"a": "close", "b": 3}},
        lets={"faulty": "case.ownr"},
    )
    with pytest.raises(RuleProblem, match=message) as raised:
        Clocks((rule(**keys),), terms)
    assert (raised.value.rule, raised.value.key) == ("reply", key)
    assert (raised.value.column is None) == (column is None)


def test_all_rules_that_cannot_be_used_are_told_at_once() -> None:
    """A rulebook is mended in one go; a rule that is switched off is checked with the others."""
    with pytest.raises(RuleProblem) as raised:
        Clocks((rule(id="a", stop="case.x"), rule(id="b"), rule(id="c", warn=["x"], enabled=False)), TERMS)
    assert [each.rule for each in raised.value.all] == ["a", "c"]


def test_each_of_many_clocks_hears_of_what_it_reads() -> None:
    """However many there are, a fact that only one of them reads changes that one alone."""
    priorities = [str(number) for number in range(40)]
    alone = {each: "case.owner is None" for each in priorities if int(each) % 3}
    rules = [rule(id=each, stop=f'case.priority == "{each}"', pause=alone.get(each)) for each in priorities]
    case = then(then(opened(), 1, priority("33")), 2, priority("7"))
    found = Clocks(tuple(rules), TERMS).read(case, MONDAY + 3 * HOUR, context())
    expected = {each: "paused" if each in alone else "running" for each in priorities}
    assert {each.id: each.phase for each in found} == expected | {"33": "stopped", "7": "stopped"}


def test_clocks_share_a_table_of_targets() -> None:
    """Its values are looked through for the first of them; each looks its own up."""
    terms = Terms(tables={"term": {"FCC": "30 hours", "PUC": "2 hours"}})
    rules = [rule(id=key, targets=[{"within": f"{{term[case.{key}]}}"}]) for key in ("reason", "type")]
    case = opened(reason="FCC", type="PUC")
    found = Clocks(tuple(rules), terms).read(case, MONDAY, context())
    assert [after(each, "due_at") for each in found] == [30, 2]


def test_clocks_share_the_scopes_in_which_they_are_read() -> None:
    """One for conditions on a case alone, one for each kind of part."""
    part = TERMS.following(Activity)
    assert TERMS.following() is TERMS.following()
    assert TERMS.following(Activity) is part
    assert sorted(part.names) == ["_context", "case", "each"]


def test_an_id_is_given_once() -> None:
    """Two clocks of one id could not be told apart."""
    with pytest.raises(RuleProblem, match="given to two clocks"):
        Clocks((rule(), rule()), TERMS)


@pytest.mark.parametrize("target", [{}, {"within": "2 hours", "by": "close"}])
def test_a_target_says_one_thing(target: dict[str, str]) -> None:
    """Either `within` or `by`."""
    with pytest.raises(ValueError, match="either `within` or `by`"):
        rule(targets=[target])


def test_by_takes_a_target_as_a_table() -> None:
    """A cutoff is written with its parts."""
    by = {"cutoff": "15:00", "before": "close", "after": "12:00 next business day"}
    assert after(read(opened(), 0, targets=[{"by": by}]), "due_at") == 9
    assert after(read(opened(MONDAY + 7 * HOUR), 8, targets=[{"by": by}]), "due_at") == 27
