"""Rule sets beside other rule engines: routing one case by 10 to 10,000 rules; peers from the group `bench`.

Workload A: type, one of three reasons, a least priority, a word in the subject; half of the cases built to
match. Workload B: at least three of nine conditions, with ranges, ids, prefixes, words and tags; none of the
cases was seen before. Ours are frozen pydantic cases; the peers get plain mappings made beforehand.
"""

import random  # noqa: TID251 - workloads, the same each time
import time
import tracemalloc
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from importlib import import_module
from typing import Any

from benchmarks.engines import PEERS, zen
from benchmarks.measure import Row, measured, show
from benchmarks.routing import CaseA, CaseB, Condition, ours, workload_a, workload_b
from caserules.engine import check, diff

SIZES = (10, 100, 1_000, 10_000)
CASES = 200
"""Cases for an engine that goes through its rules one by one."""
PATIENCE = 0.15
"""Seconds that a peer gets for one batch of cases."""
LEAST = 3
"""Cases in a batch; an engine too slow for so many within the patience is left out."""
LOADING = 3.0
"""Seconds that a peer gets to load its rules; ten times as many are left out after that."""


def routing(name: str, size: int, left_out: dict[str, str]) -> Iterable[Row]:
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
    mappings = [case.model_dump() for case in unseen]
    for who in PEERS:
        if who in left_out:
            yield Row(question, who, float("nan"), f"left out: {left_out[who]}")
        else:
            asked = unseen[:CASES] if who == "plain loop" else mappings
            yield _peer(question, who, rules, list(zip(asked, expected, strict=False)), left_out)


def _peer(
    question: str,
    who: str,
    rules: Sequence[Sequence[Condition]],
    asked: Sequence[tuple[Any, str | None]],
    left_out: dict[str, str],
) -> Row:
    """A peer's figure; one that is too slow already is put down as not to be asked about more rules."""
    try:
        ask, loaded = _timed(partial(PEERS[who], rules))
    except ImportError:
        return Row(question, who, float("nan"), "not installed")
    if loaded > LOADING:
        left_out[who] = f"{len(rules):,} rules took {loaded:.0f} s to load"
    first, each = _timed(partial(ask, asked[0][0]))
    each = max(each, 1e-6)
    if each * LEAST * 10 > PATIENCE and who != "zen-engine":
        left_out[who] = f"one answer from {len(rules):,} rules took {each * 1e3:.0f} ms"
    count = len(asked) if who == "zen-engine" else max(LEAST, min(CASES, int(PATIENCE / each)))
    cases = [case for case, _ in asked[:count]]
    same = [first, *map(ask, cases[1:])] == [answer for _, answer in asked[:count]]
    return Row(question, who, _each(ask, cases), "" if same else "another answer")


def _hits(expected: Sequence[str | None]) -> str:
    return f"{sum(each is not None for each in expected) / len(expected):.0%} find a rule"


def _each(ask: Callable[[Any], Any], cases: Sequence[Any]) -> float:
    def batch() -> None:
        for case in cases:
            ask(case)

    return measured(batch) / len(cases)


def _timed(call: Callable[[], Any]) -> tuple[Any, float]:
    """What the call gives, and the seconds that it takes once."""
    begun = time.process_time()
    return call(), time.process_time() - begun


def loading() -> Iterable[Row]:
    """10,000 rules: read and checked, compiled, and what they weigh."""
    for name, make, model in (("A", workload_a, CaseA), ("B", workload_b, CaseB)):
        rules, cases = make(10_000, random.Random(1))  # noqa: S311 - a workload
        tracemalloc.start()
        table = ours(rules, model)
        read = tracemalloc.get_traced_memory()[0]
        for case in cases[:1_000]:
            table.first(case=case)
        weight = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        table, seconds = _timed(partial(ours, rules, model))
        yield Row(f"{name}: read and check 10,000 rules", "caserules", seconds, f"{read / 1e6:.0f} MB")
        question = f"{name}: compile 10,000 rules"
        _, seconds = _timed(partial(table.first, case=cases[0]))
        yield Row(question, "caserules", seconds, f"{weight / 1e6:.0f} MB in all, after 1,000 cases")
        mapping = cases[0].model_dump()
        try:
            _, seconds = _timed(lambda rules=rules, mapping=mapping: zen(rules)(mapping))
        except ImportError:
            yield Row(question, "zen-engine", float("nan"), "not installed")
        else:
            yield Row(question, "zen-engine", seconds, "read and compiled")


def analysing() -> Iterable[Row]:
    """1,000 rules: which never answer, what else is doubtful, and whether a copy decides alike."""
    for name, make, model in (("A", workload_a, CaseA), ("B", workload_b, CaseB)):
        rules, _ = make(1_000, random.Random(1))  # noqa: S311 - a workload
        one, other = ours(rules, model), ours(rules, model)
        question = f"{name}: which of 1,000 never answer"
        found, seconds = _timed(partial(check, one, kinds=("never holds", "never answers"), seconds=60))
        never = {each.rule for each in found.findings}
        note = f"{len(never)} never answer" + ("" if found.finished else ", not finished")
        yield Row(question, "caserules", seconds, note)
        try:
            solved, seconds = _timed(partial(_never, rules))
        except ImportError:
            yield Row(question, "z3", float("nan"), "not installed")
        else:
            yield Row(question, "z3", seconds, "" if solved == never else "another answer")
        found, seconds = _timed(partial(check, one, seconds=60))
        note = f"{len(found.findings)} findings" + ("" if found.finished else ", not finished")
        yield Row(f"{name}: check 1,000 rules", "caserules", seconds, note)
        compared, seconds = _timed(partial(diff, one, other, seconds=60))
        yield Row(f"{name}: prove 1,000 equal", "caserules", seconds, f"equal: {compared.equal}")


def _never(rules: Sequence[Sequence[Condition]]) -> set[str]:  # noqa: C901 - one case for each operator
    """The rules that never answer, by a solver: each in turn with none of those before it."""
    z3 = import_module("z3")
    codes: dict[Any, int] = {}

    def formula(field: str, operator: str, value: Any) -> Any:  # noqa: PLR0911 - one case for each operator
        number = z3.Real(field) if field == "amount" else z3.Int(field)

        def equal(word: str) -> Any:
            return number == codes.setdefault(word, len(codes))

        match operator:
            case "==":
                return equal(value)
            case "in":
                return z3.Or([equal(each) for each in value])
            case "neither":
                return z3.Not(z3.Or([equal(each) for each in value]))
            case ">=":
                return z3.And(z3.Bool("known"), number >= value) if field == "score" else number >= value
            case "between":
                return z3.And(value[0] <= number, number < value[1])
            case "is":
                return z3.Bool(field) if value else z3.Not(z3.Bool(field))
            case _:
                return z3.Bool(f"{field} {operator} {value}")

    solver = z3.Solver()
    found = set()
    for number, rule in enumerate(rules):
        held = z3.And([formula(*condition) for condition in rule])
        if solver.check(held) == z3.unsat:
            found.add(f"r{number}")
        solver.add(z3.Not(held))
    return found


def main() -> None:
    """Prints the tables."""
    for name in ("A", "B"):
        left_out: dict[str, str] = {}
        rows = [row for size in SIZES for row in routing(name, size, left_out)]
        show(f"routing one case, workload {name}", rows)
    show("loading", loading())
    show("analysis", analysing())


if __name__ == "__main__":
    main()
