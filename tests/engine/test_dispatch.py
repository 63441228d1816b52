"""The compiled rule set against the definition of meaning."""

import gc
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.conftest import SCOPE, Ticket, broken, conditions, values

from caserules.engine import ExpressionError, Rule, RuleSet, dispatch, parse, plan, table
from caserules.engine.fields import Ordered

_atoms = st.sampled_from(
    [
        'ticket.type == "festival"',
        'ticket.type in ("festival", "finance")',
        'not ticket.type == "finance"',
        'ticket.reason == "refund"',
        'ticket.reason != "refund"',
        'ticket.queue == "support"',
        "ticket.queue is None",
        'ticket.queue not in ("support",)',
        'not (ticket.queue == "support" or ticket.queue is None)',
        "ticket.priority >= 2",
        "ticket.priority < 4",
        "1 < ticket.priority <= 5",
        "ticket.priority == 3",
        "3 < ticket.priority",
        "ticket.priority in (1, 2, 3)",
        "ticket.priority < 2 or ticket.priority > 4",
        "ticket.priority != 0",
        "1 == ticket.priority",
        "not ticket.priority > 1",
        "ticket.weight > 1",
        "ticket.weight <= 2.5",
        "not ticket.weight > 1",
        "ticket.weight != 1",
        "ticket.weight == 0",
        "ticket.amount >= 0.5",
        "ticket.amount < 500",
        "ticket.amount is not None",
        "not ticket.amount < 3",
        "ticket.vip",
        "not ticket.vip",
        "ticket.muted",
        "ticket.muted == False",
        "ticket.muted is None or ticket.vip",
        '"refund" in ticket.subject',
        '"a" in ticket.subject',
        '"x" in ticket.subject',
        '"" in ticket.subject',
        'startswith(ticket.subject, "re")',
        '"a" in ticket.tags',
        'ticket.level == "high"',
        'ticket.colour == "red"',
        "ticket.owner.tier >= 1",
        'ticket.owner.name == "ana"',
        'other.subject == "a"',
        "other.priority > 2",
        '"VIP" in other.subject',
        "extra == 5",
        'extra.type == "festival"',
        "any(c.minutes > 9 for c in ticket.calls)",
        'ticket.day >= "2026-01-03"',
        'ticket.opened_at < "2026-06-01T00:00:00+02:00"',
        "ticket.wait > hours(3)",
        'ticket.subject == "VIP"',
        'ticket.subject > "b"',
        'ticket.closed_at >= "2026-11-01T01:30:00-04:00"',
        '"refund" not in ticket.subject',
        "ticket.facts",
        "ticket.priority < ticket.weight",
        "ticket.subject",
    ]
)
_whens = st.lists(_atoms, min_size=1, max_size=4).map(" and ".join) | conditions
_sets = st.lists(st.none() | _whens, max_size=30)


def _rules(texts: list[str | None], **given_values: Any) -> RuleSet[Rule]:
    pairs = []
    for number, text in enumerate(texts):
        try:
            when = None if text is None else parse(text, SCOPE)
        except ExpressionError:
            continue
        pairs.append((Rule(id=f"r{number}"), when))
    return RuleSet(pairs, SCOPE, **given_values)


def _expected(rules: RuleSet[Rule], given_values: dict[str, Any]) -> tuple[Rule, ...]:
    found = tuple(rule for rule, when in rules.pairs if when is None or when.evaluate(**given_values))
    return found or (() if rules.default is None else (rules.default,))


def _agree(rules: RuleSet[Rule], given_values: dict[str, Any]) -> None:
    expected = _expected(rules, given_values)
    for _ in range(2):
        assert rules.every(**given_values) == rules.unique(**given_values) == expected
        assert rules.first(**given_values) is (expected[0] if expected else None)


_SETTINGS: dict[str, dict[str, int]] = {
    "cells": {"_FEW": 0},
    "blocks": {"_FEW": 0, "_CELLS": 1, "_BLOCK": 3, "_RARE": 1000},
    "short chains": {"_FEW": 0, "_CHAIN": 1, "_BLOCK": 4, "_CELLS": 30},
    "nothing remembered": {"_FEW": 0, "_REMEMBERED": 0, "_CLOSED": 0},
    "as it is": {},
}


@pytest.mark.parametrize("way", _SETTINGS)
@settings(max_examples=40)
@given(
    texts=_sets,
    default=st.none() | st.just(Rule(id="default")),
    some=st.lists(values() | values(broken), min_size=1, max_size=4),
)
def test_the_compiled_rules_agree_with_the_interpreter(
    way: str, texts: list[str | None], default: Rule | None, some: list[dict[str, Any]]
) -> None:
    """Whatever the rules and whatever the values, each way of dispatch gives the interpreter's answer."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in _SETTINGS[way].items():
            for module in (dispatch, plan, table):
                patch.setattr(module, name, value, raising=False)
        rules = _rules(texts, default=default)
        for given_values in some:
            _agree(rules, given_values)


@settings(max_examples=5)
@given(texts=st.lists(_atoms, min_size=3, max_size=3), some=st.lists(values(), min_size=1, max_size=5))
def test_many_rules_over_several_blocks(texts: list[str], some: list[dict[str, Any]]) -> None:
    """Rules beyond one block, with many cut points, many values and many words."""
    many: list[str | None] = [
        f'{texts[i % 3]} and ticket.priority < {i - 300} and "{"ab"[i % 2]}{i % 90}" not in ticket.subject'
        f' and ticket.subject != "s{i}" and ticket.weight > {i % 7 - 3}.5'
        for i in range(600)
    ]
    rules = _rules(many)
    for given_values in some:
        _agree(rules, given_values)


def test_a_rule_set_without_rules_answers_nothing() -> None:
    """No rule, no answer."""
    assert _rules([]).first(ticket=Ticket()) is None
    assert _rules([]).every(ticket=Ticket()) == ()


def test_the_function_is_compiled_once_and_swapped_in_whole() -> None:
    """Threads that ask at once get the same function and the same answers."""
    rules = _rules([f'ticket.priority == {n} and "a" in ticket.subject' for n in range(50)])
    barrier = threading.Barrier(8)

    def ask(number: int) -> Rule | None:
        barrier.wait()
        return rules.first(ticket=Ticket(priority=number, subject="a"))

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, range(8)))
    assert [rule.id for rule in found if rule] == [f"r{n}" for n in range(8)]
    assert rules.first is rules.first


def test_compiling_leaves_the_collector_as_it_was() -> None:
    """Collection is paused while compiling, and on or off afterwards as before."""
    for turn in (gc.disable, gc.enable):
        turn()
        before = gc.isenabled()
        _rules(["ticket.vip"]).first(ticket=Ticket())
        assert gc.isenabled() is before


def test_a_name_that_is_not_in_the_scope_is_refused() -> None:
    """A misspelt keyword is an error of the program."""
    with pytest.raises(TypeError, match="tickett"):
        _rules(["ticket.vip"] * 9).first(tickett=Ticket())


def test_a_field_that_few_rules_read_is_tested_by_those_rules() -> None:
    """One rule in many with a field of its own; and of two rules alike, the second is passed over."""
    texts: list[str | None] = [f'ticket.priority == {n} and "a" in ticket.subject' for n in range(50)]
    texts += [
        '"a" in ticket.subject and ticket.priority == 3',
        'ticket.queue == "billing" and ticket.weight > 1',
        None,
    ]
    rules = _rules(texts)
    for ticket in (
        *(Ticket(priority=n, subject=subject) for n in (3, 60) for subject in ("a", "b")),
        Ticket(queue="billing", weight=2.0, priority=-1),
    ):
        _agree(rules, {"ticket": ticket})


def test_answers_without_conditions_are_quick_and_the_first_alone() -> None:
    """Of many rules that always hold, the first answers, and every one of them does."""
    rules = _rules([None] * 20)
    assert [rule.id for rule in rules.every(ticket=Ticket())] == [f"r{n}" for n in range(20)]
    assert rules.first(ticket=Ticket()) == Rule(id="r0")


def test_what_is_not_a_number_has_a_slot_of_its_own() -> None:
    """It lies neither below nor above any cut point, and is not taken for missing."""
    index = Ordered([1.0, 2.0])
    assert index.place(float("nan")) == index.size - 1 != index.place(None)


def test_a_value_that_is_unlike_its_type_goes_to_the_interpreter() -> None:
    """A text that is a number, and a truth value that is a text, get the interpreter's answer."""
    texts: list[str | None] = [f'"w{n}" in ticket.subject and ticket.priority == {n}' for n in range(50)]
    rules = _rules([*texts, "ticket.vip and ticket.priority > 3", None])
    for strange in ({"subject": 7}, {"subject": None}, {"vip": "yes", "priority": 9}):
        ticket = Ticket.model_construct(**{**Ticket().__dict__, **strange})
        _agree(rules, {"ticket": ticket})
