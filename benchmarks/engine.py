"""Rule sets beside other rule engines: routing one case by 10 to 10,000 rules; peers from the group `bench`.

Workload A: type, one of three reasons, a least priority, a word in the subject; half of the cases built to
match. Workload B: at least three of nine conditions, with ranges, ids, prefixes, words and tags; none of the
cases was seen before. Ours are frozen pydantic cases; the peers get plain mappings made beforehand.
"""

import json
import random  # noqa: TID251 - workloads, the same each time
import time
import tracemalloc
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import Any

from benchmarks.measure import Row, measured, show
from caserules.engine import Rule, RuleSet, Scope, check, diff, parse
from caserules.model import Model

SIZES = (10, 100, 1_000, 10_000)
TYPES = [f"type {number}" for number in range(12)]
REASONS = [f"reason {number}" for number in range(40)]
WORDS = [f"word{number:03d}" for number in range(200)]
REGIONS = [f"region {number}" for number in range(8)]
TAGS = [f"tag{number:02d}" for number in range(40)]
SLOW = 20_000
"""A peer that goes through its rules one by one is asked about so many rules and cases together."""
PLAIN = 200
"""Cases for the plain loop."""

Condition = tuple[str, str, Any]
Asked = Callable[[Any], str | None]


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


def _text(condition: Condition) -> str:
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
    texts = (" and ".join(map(_text, rule)) for rule in rules)
    return RuleSet([(Rule(id=f"r{n}"), parse(text, scope)) for n, text in enumerate(texts)], scope)


def _python(condition: Condition) -> str:
    field, _, _ = condition
    return f"case.score is not None and {_text(condition)}" if field == "score" else _text(condition)


def _plain(rules: Sequence[Sequence[Condition]]) -> Asked:
    """Python's own loop: the conditions as one function each, written as by hand."""
    functions = [
        eval(f"lambda case: {' and '.join(map(_python, rule))}", {"startswith": str.startswith})  # noqa: S307 - made here
        for rule in rules
    ]

    def ask(case: Any) -> str | None:
        for number, function in enumerate(functions):
            if function(case):
                return f"r{number}"
        return None

    return ask


def _zen(rules: Sequence[Sequence[Condition]]) -> Asked:
    zen = import_module("zen")
    write: dict[str, Callable[[Any], str]] = {
        "==": json.dumps,
        "in": lambda value: json.dumps(value)[1:-1],
        ">=": lambda value: f">= {value}",
        "has": lambda value: f"contains($, {json.dumps(value)})",
        "between": lambda value: f"[{value[0]}..{value[1]})",
        "is": json.dumps,
        "neither": lambda value: f"not in {json.dumps(value)}",
        "starts": lambda value: f"startsWith($, {json.dumps(value)})",
    }
    names = sorted({field for rule in rules for field, _, _ in rule})
    rows = [
        {
            "_id": str(number),
            "rule": json.dumps(f"r{number}"),
            **{f: write[operator](v) for f, operator, v in rule},
        }
        for number, rule in enumerate(rules)
    ]
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": name, "field": name} for name in names],
        "outputs": [{"id": "rule", "name": "rule", "field": "rule"}],
        "rules": rows,
    }
    place = {"position": {"x": 0, "y": 0}}
    nodes = [{"id": n, "name": n, "type": f"{n}Node", **place} for n in ("input", "decisionTable", "output")]
    nodes[1]["content"] = content
    edges = [
        {"id": one, "sourceId": one, "targetId": other, "type": "edge"}
        for one, other in (("input", "decisionTable"), ("decisionTable", "output"))
    ]
    loader = {"type": "static", "content": {"route": {"nodes": nodes, "edges": edges}}}
    engine = zen.ZenEngine({"loader": loader})

    def ask(case: Any) -> str | None:
        found = engine.evaluate("route", case)["result"]
        return found["rule"] if found else None

    return ask


def _rule_engine(rules: Sequence[Sequence[Condition]]) -> Asked:
    library = import_module("rule_engine")
    write = {
        "is": lambda f, v: f if v else f"not {f}",
        "between": lambda f, v: f"{f} >= {v[0]} and {f} < {v[1]}",
        "neither": lambda f, v: f"not ({f} in {json.dumps(v)})",
        "has": lambda f, v: f"{json.dumps(v)} in {f}",
        "starts": lambda f, v: f'{f} =~ "{v}.*"',
        ">=": lambda f, v: f"{f} != null and {f} >= {v}" if f == "score" else f"{f} >= {v}",
    }
    made = []
    for rule in rules:
        parts = (write.get(o, lambda f, v, o=o: f"{f} {o} {json.dumps(v)}")(f, v) for f, o, v in rule)
        made.append(library.Rule(" and ".join(parts)))

    def ask(case: Any) -> str | None:
        return next((f"r{number}" for number, rule in enumerate(made) if rule.matches(case)), None)

    return ask


def _cel(rules: Sequence[Sequence[Condition]]) -> Asked:
    library = import_module("cel")
    write: dict[str, Callable[[str, Any], str]] = {
        "is": lambda f, v: f if v else f"!{f}",
        "between": lambda f, v: f"{f} >= {v[0]}.0 && {f} < {v[1]}.0",
        "neither": lambda f, v: f"!({f} in {json.dumps(v)})",
        "has": lambda f, v: f"{json.dumps(v)} in {f}" if f == "tags" else f"{f}.contains({json.dumps(v)})",
        "starts": lambda f, v: f"{f}.startsWith({json.dumps(v)})",
        ">=": lambda f, v: f"{f} != null && {f} >= {v}" if f == "score" else f"{f} >= {v}",
    }
    made = []
    for rule in rules:
        parts = (write.get(o, lambda f, v, o=o: f"{f} {o} {json.dumps(v)}")(f, v) for f, o, v in rule)
        made.append(library.compile(" && ".join(parts)))

    def ask(case: Any) -> str | None:
        return next((f"r{number}" for number, rule in enumerate(made) if rule.execute(case)), None)

    return ask


_PEERS: dict[str, Callable[[Sequence[Sequence[Condition]]], Asked]] = {
    "plain loop": _plain,
    "zen-engine": _zen,
    "rule-engine": _rule_engine,
    "cel": _cel,
}


def routing(name: str, size: int) -> Iterable[Row]:
    """One case routed by so many rules, with the rule as the answer."""
    chance = random.Random(size)  # noqa: S311 - a workload, the same each time
    rules, cases = (workload_a if name == "A" else workload_b)(size, chance)
    table = ours(rules, CaseA if name == "A" else CaseB)
    seen, unseen = (cases, cases) if name == "A" else (cases[:3_000], cases[3_000:])
    first = [table.first(case=case) for case in seen]
    expected = [(found := table.first(case=case)) and found.id for case in unseen]
    assert len(first) == len(seen)  # noqa: S101 - the cells are warm
    question = f"{name}: {size:,} rules"
    yield Row(question, "caserules", _each(lambda case: table.first(case=case), unseen), _hits(expected))
    for who, make in _PEERS.items():
        quick = who == "zen-engine"
        count = (
            len(unseen) if quick else PLAIN if who == "plain loop" else max(3, min(len(unseen), SLOW // size))
        )
        asked = unseen[:count] if who == "plain loop" else [case.model_dump() for case in unseen[:count]]
        if not quick and who != "plain loop" and size > 1_000:
            continue
        try:
            ask = make(rules)
            same = [ask(case) for case in asked] == expected[:count]
        except ImportError:
            yield Row(question, who, float("nan"), "not installed")
            continue
        yield Row(question, who, _each(ask, asked), "" if same else "another answer")


def _hits(expected: Sequence[str | None]) -> str:
    return f"{sum(each is not None for each in expected) / len(expected):.0%} find a rule"


def _each(ask: Callable[[Any], Any], cases: Sequence[Any]) -> float:
    def batch() -> None:
        for case in cases:
            ask(case)

    return measured(batch) / len(cases)


def loading() -> Iterable[Row]:
    """10,000 rules: read and checked, compiled, and what they weigh."""
    for name, make, model in (("A", workload_a, CaseA), ("B", workload_b, CaseB)):
        rules, cases = make(10_000, random.Random(1))  # noqa: S311 - a workload
        begun = time.perf_counter()
        tracemalloc.start()
        table = ours(rules, model)
        read = tracemalloc.get_traced_memory()[0]
        table.first(case=cases[0])
        for case in cases[:1_000]:
            table.first(case=case)
        weight = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        begun = time.perf_counter()
        table = ours(rules, model)
        yield Row(
            f"{name}: read and check 10,000 rules",
            "caserules",
            time.perf_counter() - begun,
            f"{read / 1e6:.0f} MB",
        )
        begun = time.perf_counter()
        table.first(case=cases[0])
        note = f"{weight / 1e6:.0f} MB in all, after 1,000 cases"
        yield Row(f"{name}: compile 10,000 rules", "caserules", time.perf_counter() - begun, note)
        try:
            begun = time.perf_counter()
            _zen(rules)(cases[0].model_dump())
            yield Row(
                f"{name}: compile 10,000 rules",
                "zen-engine",
                time.perf_counter() - begun,
                "read and compiled",
            )
        except ImportError:
            yield Row(f"{name}: compile 10,000 rules", "zen-engine", float("nan"), "not installed")


def analysing() -> Iterable[Row]:
    """1,000 rules: which never answer, and whether a copy decides alike."""
    for name, make, model in (("A", workload_a, CaseA), ("B", workload_b, CaseB)):
        rules, _ = make(1_000, random.Random(1))  # noqa: S311 - a workload
        one, other = ours(rules, model), ours(rules, model)
        begun = time.perf_counter()
        found = check(one, seconds=60)
        note = f"{len(found.of('never answers'))} never answer" + ("" if found.finished else ", not finished")
        yield Row(f"{name}: check 1,000 rules", "caserules", time.perf_counter() - begun, note)
        begun = time.perf_counter()
        equal = diff(one, other, seconds=60).equal
        yield Row(f"{name}: prove 1,000 equal", "caserules", time.perf_counter() - begun, f"equal: {equal}")


def main() -> None:
    """Prints the tables."""
    for name in ("A", "B"):
        show(f"routing one case, workload {name}", [row for size in SIZES for row in routing(name, size)])
    show("loading", loading())
    show("analysis", analysing())


if __name__ == "__main__":
    main()
