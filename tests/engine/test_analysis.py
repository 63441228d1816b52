"""What is proved about rules, against running them and against a solver."""

from datetime import UTC, date, datetime
from typing import Any, Literal

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.conftest import SCOPE, Ticket, values

from caserules.engine import Rule, RuleSet, Scope, check, coverage, diff, parse
from caserules.engine import search as search_module
from caserules.engine.findings import KINDS
from caserules.model import Model


class Claim(Model):
    """A small space: three words, whole numbers, a truth value."""

    kind: Literal["a", "b", "c"]
    size: int
    urgent: bool
    area: str | None = None


CLAIM = Scope({"claim": Claim})
_atoms = st.one_of(
    st.sampled_from(['claim.kind == "a"', 'claim.kind in ("a", "b")', 'claim.kind != "b"', "claim.urgent"]),
    st.builds(
        lambda op, n: f"claim.size {op} {n}",
        st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
        st.integers(0, 4),
    ),
    st.sampled_from(
        ["claim.area is None", 'claim.area == "x"', 'claim.area in ("x", "y")', "not claim.urgent"]
    ),
)
_whens = st.recursive(
    _atoms,
    lambda c: st.one_of(
        st.builds("({} and {})".format, c, c),
        st.builds("({} or {})".format, c, c),
        st.builds("not {}".format, c),
    ),
    max_leaves=4,
)
_sets = st.lists(_whens | st.none(), min_size=1, max_size=6)
_claims = [
    Claim(kind=kind, size=size, urgent=urgent, area=area)
    for kind in ("a", "b", "c")
    for size in range(-1, 6)
    for urgent in (True, False)
    for area in (None, "x", "y", "z")
]


def _rules(texts: list[str | None], scope: Scope = CLAIM, **settings_: Any) -> RuleSet[Rule]:
    pairs = [(Rule(id=f"r{i}"), None if t is None else parse(t, scope)) for i, t in enumerate(texts)]
    return RuleSet(pairs, scope, **settings_)


@given(_sets)
def test_rules_that_never_answer_are_those_that_no_claim_reaches(texts: list[str | None]) -> None:
    """Over a space small enough to go through, proof and count agree, and gaps have true examples."""
    rules = _rules(texts)
    found = check(rules, seconds=60)
    assert found.finished
    assert not found.undecided
    reached = {rule.id for claim in _claims if (rule := rules.first(claim=claim))}
    never = {each.rule for each in (*found.of("never answers"), *found.of("never holds"))}
    assert never == {rule.id for rule in rules.rules} - reached
    held = {rule.id for claim in _claims for rule in rules.every(claim=claim)}
    assert {each.rule for each in found.of("never holds")} == {rule.id for rule in rules.rules} - held
    gaps = [claim for claim in _claims if rules.first(claim=claim) is None]
    assert bool(found.of("gap")) == bool(gaps)
    for gap in found.of("gap"):
        assert gap.values is not None
        assert rules.first(**gap.values) is None


@given(_sets)
def test_rules_in_the_way_are_enough(texts: list[str | None]) -> None:
    """The rules that are named for one that never answers take all that it would."""
    rules = _rules(texts)
    for finding in check(rules, seconds=60).of("never answers"):
        kept = {*finding.others, finding.rule}
        fewer = RuleSet((pair for pair in rules.pairs if pair[0].id in kept), CLAIM)
        assert all((rule := fewer.first(claim=claim)) is None or rule.id != finding.rule for claim in _claims)


@given(_sets)
def test_ambiguous_pairs_are_those_that_hold_together(texts: list[str | None]) -> None:
    """Under `unique`, each pair that holds together is found, with an example in which it does."""
    rules = _rules(texts, hit="unique")
    found = check(rules, seconds=60).of("ambiguous")
    together = {
        (one.id, other.id)
        for claim in _claims
        for held in [rules.every(claim=claim)]
        for number, other in enumerate(held)
        for one in held[:number]
    }
    assert {(each.others[0], each.rule) for each in found} == together
    for each in found:
        assert {each.rule, *each.others} <= {rule.id for rule in rules.unique(**(each.values or {}))}


@given(st.lists(_atoms, min_size=2, max_size=4, unique=True))
def test_an_idle_condition_can_be_left_out(texts: list[str]) -> None:
    """A condition is idle exactly where the rule without it holds for the same claims."""
    rules = _rules([" and ".join(texts)])
    found = {each.message for each in check(rules).of("idle condition")}
    whole = {claim for claim in _claims if rules.first(claim=claim)}
    for number, text in enumerate(texts):
        less = _rules([" and ".join(texts[:number] + texts[number + 1 :])])
        same = {claim for claim in _claims if less.first(claim=claim)} == whole
        if whole:
            assert (
                f"in `r0`, `{parse(text, CLAIM).text}` follows from the other conditions" in found
            ) == same


_defaults = st.sampled_from([None, Rule(id="r0"), Rule(id="default")])


def _with_default(
    texts: list[str | None], hit: Literal["first", "every"], default: Rule | None
) -> RuleSet[Rule]:
    rules = _rules(texts, hit=hit)
    pairs = [pair for pair in rules.pairs if default is None or pair[0].id != default.id]
    return RuleSet(pairs, CLAIM, hit, default=default)


@pytest.mark.parametrize("hit", ["first", "every"])
@given(_sets, _sets, _defaults, _defaults)
def test_differences_are_found_and_equality_is_proved(
    hit: Literal["first", "every"],
    olds: list[str | None],
    news: list[str | None],
    default: Rule | None,
    another: Rule | None,
) -> None:
    """`equal` holds exactly where every claim is decided alike; each example is decided differently."""
    old, new = _with_default(olds, hit, default), _with_default(news, hit, another)
    found = diff(old, new, seconds=60)

    def decided(rules: RuleSet[Rule], given_values: Any) -> Any:
        if hit == "first":
            rule = rules.first(**given_values)
            return rule and rule.id
        return {rule.id for rule in rules.every(**given_values)}

    assert found.finished
    assert not found.undecided
    alike = all(decided(old, {"claim": claim}) == decided(new, {"claim": claim}) for claim in _claims)
    assert found.equal == alike
    for each in found.findings:
        assert each.values is not None
        assert decided(old, each.values) != decided(new, each.values)


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
    found = check(_rules(list(texts)), seconds=60)
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
    rules = _rules(list(texts), SCOPE)
    found = check(rules, seconds=20)
    never = {each.rule for each in (*found.of("never answers"), *found.of("never holds"))}
    for _ in range(5):
        rule = rules.first(**data.draw(values()))
        assert rule is None or rule.id not in never
    for gap in found.of("gap"):
        assert rules.first(**(gap.values or {})) is None
    again = _rules([*texts[1:], texts[0]], SCOPE)
    for each in diff(rules, again, seconds=20).findings:
        one, other = rules.first(**(each.values or {})), again.first(**(each.values or {}))
        assert (one and one.id, other and other.id) == (each.rule or None, each.others[0] or None)
    assert diff(rules, _rules(list(texts), SCOPE), seconds=20).equal


def test_a_condition_of_very_many_parts_is_opaque_as_a_whole() -> None:
    """Where a condition would fall into too many boxes it is taken as one, and nothing wrong is proved."""
    text = " and ".join(f'("w{i}" in ticket.subject or "v{i}" in ticket.tags)' for i in range(8))
    rules = _rules([f"not ({text})", text, None], SCOPE)
    assert not check(rules).of("never answers")
    assert not check(_rules([text, text], SCOPE)).of("never holds")
    assert [each.rule for each in check(_rules([text, text], SCOPE)).of("never answers")] == ["r1"]


def test_what_is_outside_can_be_shown_for_every_kind_of_field() -> None:
    """A gap below, between or above the cut points has an example of the field's own type."""
    for text in (
        'ticket.subject < "a" or ticket.subject > "b"',
        'ticket.day < "2026-01-01" or ticket.day > "2026-02-01"',
        'ticket.opened_at < "2026-01-01T00:00:00Z" or ticket.opened_at > "2026-01-02T00:00:00Z"',
        "ticket.weight < 1 or ticket.weight > 2",
        "ticket.amount < 1.5 or ticket.amount > 2.5 or ticket.amount is None",
        'ticket.reason in ("refund", "schedule")',
        'ticket.day != "2026-01-01"',
        'ticket.colour == "red"',
        "ticket.priority < 0 or ticket.priority > 1",
        "other.owner.tier == 3 or other.owner.tier is None",
        'ticket.subject in ("", "other 0")',
        'ticket.day in ("2026-01-01",)',
    ):
        (gap,) = check(_rules([text], SCOPE)).of("gap")
        assert gap.values is not None
        assert _rules([text], SCOPE).first(**gap.values) is None


def test_values_at_the_end_of_what_there_is() -> None:
    """Where no value lies beyond a cut point, none is invented."""
    last = date.max.isoformat()
    assert not check(_rules([f'ticket.day <= "{last}"'], SCOPE)).of("gap")
    assert not check(_rules(['ticket.subject >= ""'], SCOPE)).of("gap")
    assert check(_rules([f'ticket.day < "{last}"'], SCOPE)).of("gap")


def test_a_name_that_can_not_be_built_leaves_the_question_open() -> None:
    """A class of the host can't be built: the answer says that it is undecided, and is not `equal`."""

    class Odd:
        size: int

    scope = Scope({"odd": Odd, "ticket": Ticket, "deep": tuple[int, ...] | None})
    found = check(_rules(["odd.size > 3"], scope))
    assert found.undecided == ("there may be values for which no rule holds",)
    assert "undecided: there may be" in str(found)
    two = diff(_rules(["odd.size > 3"], scope), _rules(["odd.size > 4"], scope))
    assert not two.equal
    assert two.undecided == ("`r0` may become no rule",)
    every = diff(_rules(["odd.size > 3"], scope, hit="every"), _rules(["odd.size > 4"], scope, hit="every"))
    assert every.undecided == ("`r0` may no longer hold",)
    loud = check(_rules(["ticket.loud", "ticket.loud and odd.size == 3"], scope, hit="unique"))
    assert "`r0` and `r1` may both hold" in loud.undecided
    clash = Scope({"ticket": Ticket | None})
    assert check(_rules(["ticket.subject is None or ticket is None"], clash)).finished


def test_time_that_is_over_is_said() -> None:
    """With no time the answer is unfinished, and nothing counts as proved."""
    rules = _rules(["claim.urgent", 'claim.kind == "a"'])
    found = check(rules, seconds=-1)
    assert not found.finished
    assert "not finished" in str(found)
    assert not diff(rules, rules, seconds=-1).equal
    assert search_module.Search(rules, seconds=60).sides[0].rules is rules


def test_rules_that_say_nothing_are_understood() -> None:
    """Rules without conditions: all later ones never answer; none at all leave everything open."""
    found = check(_rules([None, "claim.urgent"]))
    assert found.of("never answers")[0].others == ("r0",)
    assert check(_rules([])).of("gap")[0].message == "no rule holds where nothing is known"
    assert check(_rules(["claim.urgent"], hit="every")).findings == ()
    assert str(check(_rules([None], hit="every"))) == "rules\n  nothing found"
    many = [f"claim.size == {n}" for n in range(8)]
    message = check(_rules([*many, "claim.size >= 0 and claim.size <= 7"])).of("never answers")[0].message
    assert (
        message
        == "`r8` never answers: `r0`, `r1`, `r2`, `r3`, `r4` and 3 more together come first wherever it holds"
    )
    outcome = diff(_rules(["claim.urgent", None]), _rules([None, "claim.urgent"]), outcome=lambda _: "same")
    assert outcome.equal


def test_coverage_counts_answers_and_both_sides_of_each_condition() -> None:
    """Rules never answered and conditions seen one way are named; with all seen the share is 1."""
    rules = _rules(["claim.urgent and claim.size > 2", None])
    none = coverage(rules, [])
    assert (none.cases, none.unanswered, len(none.one_sided)) == (0, ("r0", "r1"), 2)
    full = coverage(rules, [{"claim": claim} for claim in _claims])
    assert (full.share, full.unanswered, full.one_sided) == (1.0, (), ())
    assert str(full) == f"rules\n  100% exercised by {len(_claims)} cases"
    every = coverage(_rules(["claim.urgent", None], hit="every"), [{"claim": _claims[0]}])
    assert dict(every.answers) == {"r0": 1, "r1": 1}
    assert "never failed" in str(every)
    assert coverage(_rules([]), [{"claim": _claims[0]}]).share == 1.0


def test_instants_are_examples_too() -> None:
    """An example for an instant is aware, as the field demands."""
    (gap,) = check(_rules(['ticket.opened_at >= "2026-01-01T00:00:00Z"'], SCOPE)).of("gap")
    assert gap.values is not None
    assert gap.values["ticket"].opened_at < datetime(2026, 1, 1, tzinfo=UTC)


def test_examples_hold_what_texts_and_paths_must_hold() -> None:
    """Words that must be in, a start, nested values that are there or are missing; or no example at all."""
    held = _rules(
        [
            'contains(ticket.subject, "b") and startswith(ticket.subject, "a") and "c" in ticket.tags',
            'contains(ticket.subject, "b") and "c" in ticket.tags and ticket.priority == 1',
        ],
        SCOPE,
        hit="unique",
    )
    (both,) = check(held).of("ambiguous")
    assert both.values is not None
    assert both.values["ticket"].tags == ("c",)
    clash = _rules(["ticket.owner is None", "ticket.owner.tier == 2"], SCOPE, hit="unique")
    assert not check(clash).of("ambiguous")
    assert not check(_rules(["ticket.owner is None", "ticket.owner is not None"], SCOPE)).findings
    assert not check(_rules(['"a" in ticket.tags', '"a" not in ticket.tags'], SCOPE)).findings
    assert not check(_rules(["ticket.opened_at == now", "ticket.opened_at != now"], SCOPE)).findings
    never = check(_rules(["extra is None", 'extra.kind == "x"'], SCOPE, hit="unique"))
    assert never.undecided == ("`r0` and `r1` may both hold",)
    odd = _rules(["extra.a.b == 1", "extra.a.c == 2 and extra.a is not None"], SCOPE, hit="unique")
    assert check(odd).of("ambiguous") or check(odd).undecided
    assert str(check(_rules(["claim.urgent"])).findings[0]).startswith("gap: no rule holds where")
    inner = Scope({"day": date})
    assert check(RuleSet([(Rule(id="a"), parse("day.year > 2000", inner))], inner)).undecided


def test_only_findings_of_the_asked_kinds_are_looked_for() -> None:
    """Each kind asked for alone gives what a whole check gives of it; an unknown kind is refused."""
    texts = ["claim.size > 3 and claim.size < 2", "claim.size > 1 and claim.size > 0", "claim.size > 2"]
    for hit in ("first", "unique"):
        rules = _rules(list(texts), hit=hit)
        whole = check(rules)
        assert len({each.kind for each in whole.findings}) == 4
        for kind in KINDS:
            assert check(rules, kinds=(kind,)).findings == whole.of(kind)
    with pytest.raises(ValueError, match=r"no kind `gaps` to check for; did you mean `gap`\?"):
        check(rules, kinds=("gaps",))  # type: ignore[arg-type]


@given(_sets, st.sampled_from(["first", "every", "unique"]))
def test_a_rule_set_with_a_default_has_no_gaps(
    texts: list[str | None], hit: Literal["first", "every", "unique"]
) -> None:
    """Whatever the rules; and the default never answers exactly where some rule always does."""
    default = Rule(id="default")
    rules = RuleSet(_rules(texts).pairs, CLAIM, hit, default=default)
    found = check(rules, kinds=("gap", "never answers"), seconds=60)
    assert not found.of("gap")
    needed = any(rules.every(claim=claim) == (default,) for claim in _claims)
    assert any(each.rule == "default" for each in found.findings) is not needed
    assert coverage(rules, [{"claim": claim} for claim in _claims]).answers["default"] == sum(
        rules.every(claim=claim) == (default,) for claim in _claims
    )


def test_a_truth_value_that_is_compared_with_one_word_has_the_other_too() -> None:
    """A comparison with `True` alone is not taken for one that always holds."""
    rules = _rules(["ticket.loud == True", "ticket.vip"], SCOPE)
    assert not check(rules, kinds=("never holds", "never answers")).findings
    assert check(_rules(["ticket.vip == True", "ticket.vip == False"], SCOPE)).findings == ()
