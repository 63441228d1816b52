"""Cases for which a clock has no target."""

from tests.decide.findings.conftest import TERMS, TO_B, clock, desk, found


def test_words_without_a_target_are_named() -> None:
    """Each word and what is missing, with an example; not those that have one whatever else is."""
    [gap] = desk(**clock(targets=TO_B)).check()
    assert gap.message == "the clock `c` has no target where `case.type` is `c`, what is missing"
    assert gap.example == {"case.type": "c"}
    both = [*TO_B, {"when": 'case.priority == "high"', "within": "1 hour"}]
    first, second = desk(**clock(targets=both)).check()
    assert first.message == "the clock `c` has no target where `case.type` is `c`, what is missing"
    assert second.message == "the clock `c` has no target where `case.priority` is `low`, what is missing"
    assert second.example == {"case.type": "c", "case.priority": "low"}


def test_a_gap_without_a_vocabulary_is_shown_by_an_example() -> None:
    """Where no word is to blame, what the targets read is told with values that none of them fits."""
    [gap] = desk(**clock(targets=[{"when": "case.owner is None", "within": "1 hour"}])).check()
    assert (gap.message, gap.example) == (
        "the clock `c` has no target where `case.owner` is `other 0`",
        {"case.owner": "other 0"},
    )
    [gap] = desk(
        **clock(targets=[{"when": 'case.type == "a" and case.owner is None', "within": "1 hour"}])
    ).check()
    assert gap.example == {"case.type": "b", "case.owner": "other 0"}
    [day] = desk(**clock(targets=[{"within": "1 hour", "effective_until": "2026-12-31"}])).check()
    assert day.message == "the clock `c` has no target on some day"


def test_a_field_that_is_never_missing_lacks_words_alone() -> None:
    """Of a status there is one always."""
    named = [{"when": 'case.status in ("new", "working", "done")', "within": "1 hour"}]
    [gap] = desk(**clock(targets=named)).check()
    assert gap.message == "the clock `c` has no target where `case.status` is `closed`"


def test_what_no_example_shows_is_not_said() -> None:
    """A condition that the analysis can't look into may leave a gap, and is given the benefit."""
    opaque = [{"when": "len(case.comments) < 3", "within": "1 hour"}]
    assert found(**clock(targets=[*opaque, {"when": "len(case.comments) >= 3", "within": "1 hour"}])) == []


def test_words_that_a_table_lacks_are_named() -> None:
    """A look-up that finds nothing is a clock without a target; what is missing finds nothing either."""
    keys = {**clock(targets=[{"within": "{terms[case.type]}"}]), "table": {"terms": TERMS}}
    [lacking] = desk(**keys).check()
    assert lacking.message == "the clock `c` has no target where `case.type` is `c`, what is missing"
    keys = {**clock(targets=[{"within": "{terms[case.subject]}"}]), "table": {"terms": TERMS}}
    assert not desk(**keys).check()
    required = {"fields": {"tier": {"type": "words.type", "default": "a"}}}
    keys = {**clock(targets=[{"within": "{terms[case.tier]}"}]), "table": {"terms": TERMS}, **required}
    assert [each.message[-16:] for each in desk(**keys).check()] == ["`case.tier` is `c`"[-16:]]
