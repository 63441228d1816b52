"""A checked condition as a value: what it equals, how it is told, and what is made of two."""

from tests.engine.conftest import SCOPE

from caserules.engine import both, negate, parse


def test_both_and_negate() -> None:
    """Two conditions as one, flat; the opposite of one."""
    one, other = parse("ticket.vip", SCOPE), parse("ticket.muted and late", SCOPE)
    joined = both(one, other)
    assert joined == parse("ticket.vip and ticket.muted and late", SCOPE)
    assert negate(joined) == parse("not (ticket.vip and ticket.muted and late)", SCOPE)
    for made in (joined, negate(joined)):
        assert made == parse(made.text, SCOPE)


def test_an_expression_equals_its_like_alone() -> None:
    """Another text is another expression, and a text is none."""
    one = parse("ticket.vip", SCOPE)
    assert one == parse(" ticket.vip ", SCOPE)
    assert one != parse("ticket.muted", SCOPE)
    assert one != "ticket.vip"


def test_an_expression_is_told_by_its_text() -> None:
    """`str` gives the text in its one form, conditions written out; `repr` says what it is beside."""
    late = parse(" not late ", SCOPE)
    assert str(late) == "not (ticket.closed_at is not None and ticket.closed_at > now)"
    assert repr(late) == f"<Expression {late}>"
    assert str(parse("now.hour > 3", SCOPE)) == "now.hour > 3"
