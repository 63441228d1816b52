"""What becomes of an interaction, and which existing case it is about."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rulesets.cases import NOW, case

from caserules.case import Account, Context, Interaction, Person
from caserules.rulesets.origin import Origin, OriginRule
from caserules.rulesets.place import RuleProblem
from caserules.rulesets.same import Same
from caserules.rulesets.terms import Terms

CONTEXT = Context(now=NOW, actor="ana")


def mail(**facts: Any) -> Interaction:
    """A mail."""
    return Interaction(**{"channel": "e-mail", "subject": "s", **facts})


def origin(*rules: dict[str, Any], same: tuple[Same, ...] = ("requester", "type")) -> Origin:
    """These rules, named by their places."""
    made = [OriginRule.model_validate({"id": f"o{at}", **each}) for at, each in enumerate(rules)]
    terms = Terms(words={"origin": ("Phone", "Email")})
    return Origin(tuple(made), terms, same=same)


PHASES = st.sampled_from(("open", "resolved", "closed"))
IDS = st.sampled_from(("P-1", "P-2"))
TYPES = st.sampled_from((None, "refund", "other"))


@given(st.lists(st.tuples(PHASES, st.integers(0, 9), IDS, TYPES), max_size=6), TYPES)
@pytest.mark.requirement("SOL-03")
def test_the_match_is_an_open_case_of_the_same_issue_else_the_latest(
    drawn: list[tuple[Any, int, str, str | None]], kind: str | None
) -> None:
    """The same customer and request type, both known; open before resolved before closed."""
    cases = [
        case(id=f"C-{n}", phase=p, opened_at=NOW + timedelta(days=d), requester=Person(id=i), type=t)
        for n, (p, d, i, t) in enumerate(drawn)
    ]
    found = origin().match(mail(requester=Person(id="P-1"), type=kind), cases, CONTEXT)
    same = [c for c in cases if kind is not None and c.type == kind and c.requester == Person(id="P-1")]
    for phase in ("closed", "resolved", "open"):
        if of_phase := [each for each in same if each.phase == phase]:
            best = (phase, max(each.opened_at for each in of_phase))
    assert (found is None) == (not same)
    assert found is None or (found in same and (found.phase, found.opened_at) == best)


@pytest.mark.requirement("FES-17")
def test_a_reply_is_about_the_case_that_it_answers_or_about_none() -> None:
    """On the subject it finds that case whatever else they share; off the subject, nothing."""
    other = case(id="C-2", requester=Person(id="P-1"), type="refund")
    facts = {"requester": Person(id="P-1"), "type": "refund", "reply_to": "C-1"}
    assert origin().match(mail(**facts), [other, case()], CONTEXT) == case()
    assert origin().match(mail(**facts), [other], CONTEXT) is None
    assert origin().match(mail(**facts, same_issue=False), [other, case()], CONTEXT) is None


@pytest.mark.requirement("INT-18")
def test_of_several_the_match_is_the_one_that_the_rules_take_up() -> None:
    """Not one that is over for good, whatever came later; without such a one the first of them."""
    rules: tuple[dict[str, Any], ...] = (
        {"when": 'match.phase == "open"', "then": "append"},
        {"when": "now <= match.resolved_at", "then": "reopen"},
        {"then": "open"},
    )
    facts = {"requester": Person(id="P-1"), "type": "refund"}
    later, over = NOW + timedelta(days=1), NOW - timedelta(days=9)
    old = case(id="C-1", phase="resolved", opened_at=later, resolved_at=over, **facts)
    new = case(id="C-2", phase="closed", resolved_at=NOW, **facts)
    gone = case(id="C-3", phase="closed", merged_into="C-2", **facts)
    open_ = case(id="C-4", **facts)
    assert origin(*rules).match(mail(**facts), [old, new, gone], CONTEXT) == new
    assert origin(*rules).match(mail(**facts), [old, new, open_], CONTEXT) == open_
    assert origin(*rules).match(mail(**facts), [old, new.replace(resolved_at=over)], CONTEXT) == old


@pytest.mark.requirement("SOL-03")
def test_a_reply_to_what_is_over_goes_to_another_case_of_its_issue() -> None:
    """The case replied to comes first; where that is not taken up, an open one of the same issue is."""
    rules: tuple[dict[str, Any], ...] = (
        {"when": 'match.phase == "open"', "then": "append"},
        {"then": "open"},
    )
    facts = {"requester": Person(id="P-1"), "type": "refund"}
    replied, other = case(id="C-1", phase="closed", **facts), case(id="C-2", **facts)
    reply = mail(**facts, reply_to="C-1")
    assert origin(*rules).match(reply, [other, replied], CONTEXT) == other
    assert origin(*rules).match(reply, [replied.replace(phase="open"), other], CONTEXT).id == "C-1"  # type: ignore[union-attr]
    assert origin(*rules).match(reply, [replied], CONTEXT) == replied
    assert origin(*rules).match(reply.replace(same_issue=False), [other, replied], CONTEXT) is None
    assert origin(*rules).match(reply, [other], CONTEXT) is None


def test_a_desk_that_searches_nothing_finds_replies_alone() -> None:
    """`same = []`."""
    assert origin(same=()).match(mail(), [case()], CONTEXT) is None
    assert origin(same=()).match(mail(reply_to="C-1"), [case()], CONTEXT) == case()


@pytest.mark.parametrize(
    ("same", "one", "other", "expected"),
    [
        ("requester", Person(id="1", email="a@x"), Person(id="2", email="a@x"), False),
        ("requester", Person(id="1"), Person(email="a@x"), False),
        ("requester", Person(email="Kim@x"), Person(id="2", email="kim@X"), True),
        ("requester", Person(phone="+1 555-0100"), Person(phone="+15550100"), True),
        ("requester", Person(phone="1"), Person(phone="2"), False),
        ("requester", Person(), Person(), False),
        ("account", Account(id="A", name="x"), Account(id="A"), True),
        ("account", Account(id="A"), Account(id="B"), False),
        ("subject", "Order  Late", "order late", True),
        ("subject", "order late", "order", False),
        ("reason", "x", "x", True),
        ("reason", None, None, False),
    ],
)
def test_what_two_have_in_common(same: Same, one: Any, other: Any, expected: bool) -> None:  # noqa: FBT001 a table
    """Ids decide where both have one, else an address; what is not known is not shared."""
    found = origin(same=(same,)).match(mail(**{same: one}), [case(**{same: other})], CONTEXT)
    assert (found is not None) == expected


THENS = st.sampled_from(("open", "append", "reopen", "none"))


@given(st.lists(st.tuples(THENS, st.booleans()), max_size=4))
def test_the_first_rule_that_holds_decides(drawn: list[tuple[str, bool]]) -> None:
    """Without one a case of its own is opened, and the verdict says so."""
    rules = [
        {"then": then, "when": "match is None" if holds else "match is not None"} for then, holds in drawn
    ]
    verdict, rule = origin(*rules).verdict(mail(), None, CONTEXT)
    first = next((place for place, (_, holds) in enumerate(drawn) if holds), None)
    expected = ("open", None) if first is None else (drawn[first][0], f"o{first}")
    assert (verdict.then, verdict.rule) == expected
    assert (rule is None) == (first is None)


@pytest.mark.requirement("SOL-02")
def test_a_verdict_tells_the_reason() -> None:
    """The rule's message, else its note, else its id; and the case that matched."""
    rules = (
        {
            "then": "none",
            "when": "command.resolved",
            "message": "{command.channel} settled it",
            "source": "SOL-02",
        },
        {"then": "append", "when": "match is not None", "note": "goes on the case"},
        {"then": "open"},
    )
    these = origin(*rules)
    first, _ = these.verdict(mail(resolved=True), None, CONTEXT)
    assert (first.reason, first.source, first.match) == ("e-mail settled it", "SOL-02", None)
    second, _ = these.verdict(mail(), case(), CONTEXT)
    assert (second.reason, second.match) == ("goes on the case", "C-1")
    third, _ = these.verdict(mail(), None, CONTEXT)
    assert third.reason == "rule `o2`"
    trace = these.why(mail(), None, CONTEXT)
    assert [each.held for each in trace.tries] == [False, False, True]


@pytest.mark.requirement("INT-18")
def test_the_same_issue_within_48_hours_of_the_return_reopens_it() -> None:
    """Sharp included; later it is a new case."""
    these = origin(
        {
            "when": 'match.status == "Complete" and now <= after("48 hours", match.status_since)',
            "then": "reopen",
        },
        {"then": "open"},
    )
    for late, expected in ((timedelta(), "reopen"), (timedelta(seconds=1), "open")):
        returned = case(status="Complete", status_since=NOW - timedelta(hours=48) - late)
        assert these.verdict(mail(), returned, CONTEXT)[0].then == expected


def test_what_a_rule_sets_links_and_tells() -> None:
    """Templates read the interaction and the match; one that names nothing sets, links and tells nothing."""
    these = origin(
        {
            "then": "open",
            "set": {"origin": "Email", "reason": "{command.reason}", "subject": "re: {command.subject}"},
            "link": "{command.reply_to}",
            "notify": ["{match.owner}", "ana", "{match.owner}"],
        },
    )
    for interaction, match in ((mail(), None), (mail(reason="x", reply_to="C-1"), case(owner="bo"))):
        values = these.values(interaction, match, CONTEXT)
        rule = these.verdict(interaction, match, CONTEXT)[1]
        assert rule is not None
        given = {"reason": "x"} if match else {}
        assert these.facts(rule, values) == {"origin": "Email", "subject": "re: s", **given}
        assert these.link(rule, values) == ("C-1" if match else None)
        assert these.notify(rule, values) == (("bo", "ana") if match else ("ana",))


@pytest.mark.parametrize(
    ("rule", "key", "told"),
    [
        ({"then": "append", "set": {"origin": "Email"}}, "set", "is for a case that is opened"),
        ({"then": "none", "link": "C-1"}, "link", "is for a case that is opened"),
        ({"then": "open", "set": {"origin": "Emial"}}, "set.origin", "is no word of `origin`"),
        ({"then": "open", "set": {"ownr": "x"}}, "set.ownr", "no field `ownr`"),
        ({"then": "open", "link": "{command.x}"}, "link", "no `x`"),
        ({"then": "open", "notify": ["{x}"]}, "notify", "no `x`"),
        ({"then": "open", "message": "{x}"}, "message", "no `x`"),
        ({"then": "open", "when": "x"}, "when", "no `x`"),
    ],
)
def test_a_rule_that_can_not_be_meant_is_refused(rule: dict[str, Any], key: str, told: str) -> None:
    """With its key; the good rules beside it do not matter."""
    with pytest.raises(RuleProblem, match=told) as raised:
        origin({"then": "open"}, rule)
    assert (raised.value.rule, raised.value.key) == ("o1", key)
