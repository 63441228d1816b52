"""Two workloads of rules and cases, and the rules in our language.

Workload A: type, one of three reasons, a least priority, a word in the subject; half of the cases built to
match. Workload B: at least three of nine conditions, with ranges, ids, prefixes, words and tags; none of the
cases was seen before.
"""

import json
import random  # noqa: TID251 - workloads, the same each time
from collections.abc import Sequence
from typing import Any

from caserules.engine import Rule, RuleSet, Scope, parse
from caserules.model import Model

__all__ = ["REGIONS", "CaseA", "CaseB", "Condition", "ours", "text_of", "workload_a", "workload_b"]

TYPES = [f"type {number}" for number in range(12)]
REASONS = [f"reason {number}" for number in range(40)]
WORDS = [f"word{number:03d}" for number in range(200)]
REGIONS = [f"region {number}" for number in range(8)]
TAGS = [f"tag{number:02d}" for number in range(40)]
Condition = tuple[str, str, Any]


class CaseA(Model):
    """The case of workload A."""

    type: str
    reason: str
    priority: int
    subject: str


class CaseB(Model):
    """The case of workload B."""

    type: str
    account: str
    region: str | None
    amount: float
    score: int | None
    vip: bool
    reference: str
    subject: str
    tags: tuple[str, ...]


def workload_a(size: int, chance: random.Random) -> tuple[list[list[Condition]], list[Model]]:
    """Rules as conditions, and cases."""
    rules: list[list[Condition]] = [
        [
            ("type", "==", chance.choice(TYPES)),
            ("reason", "in", chance.sample(REASONS, 3)),
            ("priority", ">=", chance.randrange(5)),
            ("subject", "has", chance.choice(WORDS)),
        ]
        for _ in range(size)
    ]
    cases: list[Model] = []
    for number in range(1_000):
        kind, reason, priority = chance.choice(TYPES), chance.choice(REASONS), chance.randrange(5)
        words = [chance.choice(WORDS) for _ in range(5)]
        if number % 2:
            (_, _, kind), (_, _, reasons), (_, _, least), (_, _, words[2]) = chance.choice(rules)
            reason, priority = chance.choice(reasons), chance.randrange(least, 5)
        cases.append(CaseA(type=kind, reason=reason, priority=priority, subject=" ".join(words)))
    return rules, cases


def workload_b(size: int, chance: random.Random) -> tuple[list[list[Condition]], list[Model]]:
    """Rules as conditions, and cases that nobody has seen."""
    cases: list[Model] = [
        CaseB(
            type=chance.choice(TYPES),
            account=f"A{chance.randrange(5_000)}",
            region=chance.choice([None, *REGIONS]),
            amount=chance.random() * 10_000,
            score=chance.choice([None, chance.randrange(1_000)]),
            vip=chance.random() < 0.5,
            reference=_prefix(chance) + str(chance.randrange(99_999)),
            subject=" ".join(chance.choice(WORDS) for _ in range(5)),
            tags=tuple(chance.sample(TAGS, 2)),
        )
        for _ in range(6_000)
    ]
    return [_rule_b(chance) for _ in range(size)], cases


def _prefix(chance: random.Random) -> str:
    return "".join(chance.choice("ABCDEFGHIJ") for _ in range(2))


def _rule_b(chance: random.Random) -> list[Condition]:
    low = chance.randrange(9_000)
    possible: list[tuple[float, Condition]] = [
        (0.4, ("type", "==", chance.choice(TYPES))),
        (0.3, ("amount", "between", (low, low + chance.randrange(200, 3_000)))),
        (0.3, ("score", ">=", chance.randrange(1_000))),
        (0.2, ("account", "in", [f"A{chance.randrange(5_000)}" for _ in range(3)])),
        (0.3, ("vip", "is", chance.random() < 0.5)),
        (0.2, ("region", "neither", chance.sample(REGIONS, 2))),
        (0.2, ("reference", "starts", _prefix(chance))),
        (0.3, ("subject", "has", chance.choice(WORDS))),
        (0.2, ("tags", "has", chance.choice(TAGS))),
    ]
    while True:
        found = [condition for share, condition in possible if chance.random() < share]
        if len(found) >= 3:
            return found


def text_of(condition: Condition) -> str:
    """The condition in our language."""
    field, operator, value = condition
    path, quoted = f"case.{field}", json.dumps(value)
    return {
        "==": f"{path} == {quoted}",
        "in": f"{path} in ({quoted[1:-1]})",
        ">=": f"{path} >= {quoted}",
        "has": f"{quoted} in {path}",
        "between": f"{value[0]} <= {path} < {value[1]}" if operator == "between" else "",
        "is": path if value else f"not {path}",
        "neither": " and ".join(f"not {path} == {json.dumps(each)}" for each in value)
        if operator == "neither"
        else "",
        "starts": f"startswith({path}, {quoted})",
    }[operator]


def ours(rules: Sequence[Sequence[Condition]], model: type[Model]) -> RuleSet[Rule]:
    """Our rule set, read and checked; it compiles at its first answer."""
    scope = Scope({"case": model})
    texts = (" and ".join(map(text_of, rule)) for rule in rules)
    return RuleSet([(Rule(id=f"r{n}"), parse(text, scope)) for n, text in enumerate(texts)], scope)
