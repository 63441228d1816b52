"""What is proved about rules, against running them and against a solver."""

from typing import Any, Literal

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.claims import CLAIM, CLAIMS, atoms, rules_of, sets
from tests.engine.conftest import SCOPE, values

from caserules.engine import Rule, RuleSet, check, coverage, diff, parse
from caserules.engine import search as search_module
from caserules.engine.findings import KINDS


@given(sets)
def test_rules_that_never_answer_are_those_that_no_claim_reaches(texts: list[str | None]) -> None:
    """Over a space small enough to go through, proof and count agree, and gaps have true examples."""
    rules = rules_of(texts)
    found = check(rules, seconds=60)
    assert found.finished
    assert not found.undecided
    reached = {rule.id for claim in CLAIMS if (rule := rules.first(claim=claim))}
    never = {each.rule for each in (*found.of("never answers"), *found.of("never holds"))}
    assert never == {rule.id for rule in rules.rules} - reached
    held = {rule.id for claim in CLAIMS for rule in rules.every(claim=claim)}
    assert {each.rule for each in found.of("never holds")} == {rule.id for rule in rules.rules} - held
    gaps = [claim for claim in CLAIMS if rules.first(claim=claim) is None]
    assert bool(found.of("gap")) == bool(gaps)
    for gap in found.of("gap"):
        assert gap.values is not None
        assert rules.first(**gap.values) is None


@given(sets)
def test_rules_in_the_way_are_enough(texts: list[str | None]) -> None:
    """The rules that are named for one that never answers take all that it would."""
    rules = rules_of(texts)
    for finding in check(rules, seconds=60).of("never answers"):
        kept = {*finding.others, finding.rule}
        fewer = RuleSet((pair for pair in rules.pairs if pair[0].id in kept), CLAIM)
        assert all((rule := fewer.first(claim=claim)) is None or rule.id != finding.rule for claim in CLAIMS)


@given(sets)
def test_ambiguous_pairs_are_those_that_hold_together(texts: list[str | None]) -> None:
    """Under `unique`, each pair that holds together is found, with an example in which it does."""
    rules = rules_of(texts, hit="unique")
    found = check(rules, seconds=60).of("ambiguous")
    together = {
        (one.id, other.id)
        for claim in CLAIMS
        for held in [rules.every(claim=claim)]
        for number, other in enumerate(held)
        for one in held[:number]
    }
    assert {(each.others[0], each.rule) for each in found} == together
    for each in found:
        assert {each.rule, *each.others} <= {rule.id for rule in rules.unique(**(each.values or {}))}


@given(st.lists(atoms, min_size=2, max_size=4, unique=True))
def test_an_idle_condition_can_be_left_out(texts: list[str]) -> None:
    """A condition is idle exactly where the rule without it holds for the same claims."""
    rules = rules_of([" and ".join(texts)])
    found = {each.message for each in check(rules).of("idle condition")}
    whole = {claim for claim in CLAIMS if rules.first(claim=claim)}
    for number, text in enumerate(texts):
        less = rules_of([" and ".join(texts[:number] + texts[number + 1 :])])
        same = {claim for claim in CLAIMS if less.first(claim=claim)} == whole
        if whole:
            assert (
                f"in `r0`, `{parse(text, CLAIM).text}` follows from the other conditions" in found
            ) == same


@settings(max_examples=50)
@given(
    st.lists(
        st.lists(
            st.builds(
                "(claim.size {} {})".format,
                st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
                st.integers(-3, 9),
            )
            | st.sampled_from(["claim.urgent", "(not claim.urgent)"]),
            min_size=1,
            max_size=3,
        ).map(" and ".join),
        min_size=1,
        max_size=8,
    )
)
def test_a_solver_agrees_on_what_never_answers(texts: list[str]) -> None:
    """The same question to z3, over all whole numbers, gives the same rules."""
    names = {"size": z3.Int("size"), "urgent": z3.Bool("urgent")}

    def formula(text: str) -> Any:
        scope = {"claim": type("claim", (), names)}
        negative = "not claim.urgent"
        parts = [part.strip("()") for part in text.split(" and ")]
        plain = [eval(part, scope) for part in parts if part != negative]  # noqa: S307 - text of this test
        return z3.And(*plain, *(z3.Not(names["urgent"]) for part in parts if part == negative))

    formulas = [formula(text) for text in texts]
    expected = set()
    for number, each in enumerate(formulas):
        solver = z3.Solver()
        solver.add(each, *(z3.Not(other) for other in formulas[:number]))
        if solver.check() == z3.unsat:
            expected.add(f"r{number}")
    found = check(rules_of(list(texts)), seconds=60)
    assert {each.rule for each in (*found.of("never answers"), *found.of("never holds"))} == expected


_opaque = st.sampled_from(
    [
        *('"refund" in ticket.subject', '"re" in ticket.subject', 'startswith(ticket.subject, "VIP")'),
        *(
            '"a" in ticket.tags',
            'contains(ticket.subject, "x")',
            "ticket.priority < ticket.weight",
            "ticket.loud",
        ),
        *(
            'ticket.queue == "support"',
            'ticket.reason != "refund"',
            "ticket.owner.tier >= 2",
            "other is None",
        ),
        *(
            "ticket.amount > 0.5",
            'ticket.day >= "2026-01-03"',
            "ticket.weight <= 1.5",
            'ticket.subject > "k"',
        ),
        *(
            'ticket.opened_at < "2026-06-01T00:00:00Z"',
            'extra.kind == "x"',
            'ticket.colour == "red"',
            "extra == 3",
        ),
        *("ticket.facts.low == 3", 'other.subject == "a"', 'ticket.level in ("low", "high")', "busy"),
        *('ticket.owner.name == "other 0"', "ticket.amount == 0", "ticket.loud == True"),
    ]
)


@settings(max_examples=40)
@given(
    st.lists(st.lists(_opaque, min_size=1, max_size=3).map(" and ".join), min_size=1, max_size=5), st.data()
)
def test_proofs_hold_and_examples_run_where_conditions_are_opaque(
    texts: list[str], data: st.DataObject
) -> None:
    """With conditions that nothing is known of, no value contradicts a proof, and every example is real."""
    rules = rules_of(list(texts), SCOPE)
    found = check(rules, seconds=20)
    never = {each.rule for each in (*found.of("never answers"), *found.of("never holds"))}
    for _ in range(5):
        rule = rules.first(**data.draw(values()))
        assert rule is None or rule.id not in never
    for gap in found.of("gap"):
        assert rules.first(**(gap.values or {})) is None
    again = rules_of([*texts[1:], texts[0]], SCOPE)
    for each in diff(rules, again, seconds=20).findings:
        one, other = rules.first(**(each.values or {})), again.first(**(each.values or {}))
        assert (one and one.id, other and other.id) == (each.rule or None, each.others[0] or None)
    assert diff(rules, rules_of(list(texts), SCOPE), seconds=20).equal


def test_a_condition_of_very_many_parts_is_opaque_as_a_whole() -> None:
    """Where a condition would fall into too many boxes it is taken as one, and nothing wrong is proved."""
    text = " and ".join(f'("w{i}" in ticket.subject or "v{i}" in ticket.tags)' for i in range(8))
    rules = rules_of([f"not ({text})", text, None], SCOPE)
    assert not check(rules).of("never answers")
    assert not check(rules_of([text, text], SCOPE)).of("never holds")
    assert [each.rule for each in check(rules_of([text, text], SCOPE)).of("never answers")] == ["r1"]


def test_time_that_is_over_is_said() -> None:
    """With no time the answer is unfinished, and nothing counts as proved."""
    rules = rules_of(["claim.urgent", 'claim.kind == "a"'])
    found = check(rules, seconds=-1)
    assert not found.finished
    assert "not finished" in str(found)
    assert not diff(rules, rules, seconds=-1).equal
    assert search_module.Search(rules, seconds=60).sides[0].rules is rules


def test_rules_that_say_nothing_are_understood() -> None:
    """Rules without conditions: all later ones never answer; none at all leave everything open."""
    found = check(rules_of([None, "claim.urgent"]))
    assert found.of("never answers")[0].others == ("r0",)
    assert check(rules_of([])).of("gap")[0].message == "no rule holds where nothing is known"
    assert check(rules_of(["claim.urgent"], hit="every")).findings == ()
    assert str(check(rules_of([None], hit="every"))) == "rules\n  nothing found"
    many = [f"claim.size == {n}" for n in range(8)]
    message = check(rules_of([*many, "claim.size >= 0 and claim.size <= 7"])).of("never answers")[0].message
    assert (
        message
        == "`r8` never answers: `r0`, `r1`, `r2`, `r3`, `r4` and 3 more together come first wherever it holds"
    )
    outcome = diff(
        rules_of(["claim.urgent", None]), rules_of([None, "claim.urgent"]), outcome=lambda _: "same"
    )
    assert outcome.equal


def test_only_findings_of_the_asked_kinds_are_looked_for() -> None:
    """Each kind asked for alone gives what a whole check gives of it; an unknown kind is refused."""
    texts = ["claim.size > 3 and claim.size < 2", "claim.size > 1 and claim.size > 0", "claim.size > 2"]
    for hit in ("first", "unique"):
        rules = rules_of(list(texts), hit=hit)
        whole = check(rules)
        assert len({each.kind for each in whole.findings}) == 4
        for kind in KINDS:
            assert check(rules, kinds=(kind,)).findings == whole.of(kind)
    with pytest.raises(ValueError, match=r"no kind `gaps` to check for; did you mean `gap`\?"):
        check(rules, kinds=("gaps",))  # type: ignore[arg-type]


@given(sets, st.sampled_from(["first", "every", "unique"]))
def test_a_rule_set_with_a_default_has_no_gaps(
    texts: list[str | None], hit: Literal["first", "every", "unique"]
) -> None:
    """Whatever the rules; and the default never answers exactly where some rule always does."""
    default = Rule(id="default")
    rules = RuleSet(rules_of(texts).pairs, CLAIM, hit, default=default)
    found = check(rules, kinds=("gap", "never answers"), seconds=60)
    assert not found.of("gap")
    needed = any(rules.every(claim=claim) == (default,) for claim in CLAIMS)
    assert any(each.rule == "default" for each in found.findings) is not needed
    assert coverage(rules, [{"claim": claim} for claim in CLAIMS]).answers["default"] == sum(
        rules.every(claim=claim) == (default,) for claim in CLAIMS
    )


def test_a_truth_value_that_is_compared_with_one_word_has_the_other_too() -> None:
    """A comparison with `True` alone is not taken for one that always holds."""
    rules = rules_of(["ticket.loud == True", "ticket.vip"], SCOPE)
    assert not check(rules, kinds=("never holds", "never answers")).findings
    assert check(rules_of(["ticket.vip == True", "ticket.vip == False"], SCOPE)).findings == ()
