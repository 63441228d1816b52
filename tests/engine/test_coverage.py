"""What no case has tried."""

from tests.engine.claims import CLAIMS, rules_of

from caserules.engine import coverage


def test_coverage_counts_answers_and_both_sides_of_each_condition() -> None:
    """Rules never answered and conditions seen one way are named; with all seen the share is 1."""
    rules = rules_of(["claim.urgent and claim.size > 2", None])
    none = coverage(rules, [])
    assert (none.cases, none.unanswered, len(none.one_sided)) == (0, ("r0", "r1"), 2)
    full = coverage(rules, [{"claim": claim} for claim in CLAIMS])
    assert (full.share, full.unanswered, full.one_sided) == (1.0, (), ())
    assert str(full) == f"rules\n  100% exercised by {len(CLAIMS)} cases"
    every = coverage(rules_of(["claim.urgent", None], hit="every"), [{"claim": CLAIMS[0]}])
    assert dict(every.answers) == {"r0": 1, "r1": 1}
    assert "never failed" in str(every)
    assert coverage(rules_of([]), [{"claim": CLAIMS[0]}]).share == 1.0
