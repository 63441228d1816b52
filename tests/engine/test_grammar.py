"""What can be read at all: the classical escapes, the limits, and no crash on any text."""

import pickle
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.engine.conftest import SCOPE, Ticket, conditions, instants, tickets

from caserules.engine import ExpressionError, Scope, parse
from caserules.engine.grammar import DEPTH, DIGITS, LENGTH, NODES, TEXT

_TOKENS = [
    *(
        "ticket",
        ".subject",
        ".priority",
        ".calls",
        ".type",
        "other",
        "now",
        "extra",
        "limit",
        "words",
        ".reason",
        "late",
    ),
    *(
        "and",
        "or",
        "not",
        "in",
        "is",
        "None",
        "True",
        "if",
        "else",
        "for",
        "c",
        "lambda",
        "await",
        "yield",
        ":=",
        "async",
    ),
    *(
        "==",
        "!=",
        "<",
        "<=",
        "+",
        "-",
        "*",
        "**",
        "/",
        "%",
        "@",
        "~",
        "|",
        "<<",
        ".",
        ",",
        ":",
        ";",
        "=",
        "->",
        "...",
    ),
    *("(", ")", "[", "]", "{", "}", "any(", "len(", "sum(", "max(", "lower(", "hours(", "first("),
    *(
        '"refund"',
        "'x'",
        'f"{ticket}"',
        'b"x"',
        '"\\d"',
        "'",
        '"""',
        "1",
        "0.5",
        "1e400",
        "1j",
        "0x1f",
        "1_0",
        "1is",
        "07",
    ),
    *("\n", "\t", "#", "\\", "\x00", "\ud800", "ﬁrst", "é", "_", "__class__", "\x0c", "\r", "$", "?", "!"),
]
_texts = st.one_of(
    st.lists(st.sampled_from(_TOKENS), max_size=14).map(" ".join),
    st.lists(st.sampled_from(_TOKENS), max_size=8).map("".join),
    st.text(max_size=30),
    st.builds(lambda text, at, token: text[: at % (len(text) + 1)] + token + text[at % (len(text) + 1) :],
              conditions, st.integers(0, 200), st.sampled_from(_TOKENS)),
)  # fmt: skip


@settings(max_examples=200)
@given(_texts, tickets, instants)
@example("(" * 5000, Ticket(), None)
@example("not " * 5000 + "late", Ticket(), None)
@example("-" * 15_000 + "1", Ticket(), None)
@example("extra" + ".a" * 9000, Ticket(), None)
@example("ticket.priority" + "+1" * 9000, Ticket(), None)
@example("lower" + "(lower" * 90, Ticket(), None)
@example("1" * 5000, Ticket(), None)
@example("ticket.subject == '\ud800'", Ticket(), None)
@example("a\n)or(\nb", Ticket(), None)
def test_any_text_is_read_or_refused_with_its_place(text: str, ticket: Ticket, now: Any) -> None:
    """No text crashes, hangs or escapes: it gives an expression that evaluates, or an `ExpressionError`."""
    try:
        expression = parse(text, SCOPE)
    except ExpressionError as error:
        refused: ExpressionError | None = error
    else:
        refused = None
        found = expression.evaluate(ticket=ticket, now=now)
        again = expression.compiled(ticket=ticket, now=now)
        assert type(found) is type(again)
    assert refused is None or 1 <= refused.column <= len(refused.text) + 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ticket.__class__", "`.__class__` can't be read"),
        ("ticket.__class__.__bases__[0].__subclasses__()", "methods are not part of the language"),
        ("().__class__", "can't be read"),
        ("__import__('os').system('x')", "methods are not part of the language"),
        ("_context", "`_context` can't be read"),
        ("ticket.\uff3fsubject", "invalid character"),
        ("__builtins__", "can't be read"),
        ("open('x')", "there is no function `open`"),
        ("eval('1')", "there is no function `eval`"),
        ("ticket.subject.upper()", "methods are not part of the language"),
        ("'{0.__class__}'.format(ticket)", "methods are not part of the language"),
        ("f'{ticket}' == 'x'", "text is never formatted"),
        ("'%s' % ticket", "not part of the language"),
        ("9 ** 9 ** 9 ** 9", "not part of the language"),
        ("'a' * 999999999", "not part of the language"),
        ("1 << 99999", "not part of the language"),
        ("ticket.priority if late else 1", "`… if … else …`"),
        ("lambda: 1", "defines no function"),
        ("(x := 1)", "assigns nothing"),
        ("[*ticket.calls]", "`*` is not part"),
        ("{'a': 1}", "a dictionary"),
        ("{c: 1 for c in ticket.calls}", "a dictionary"),
        ("limit['a':'b']", "a slice"),
        ("hours(count=1)", "takes its arguments by place"),
        ("any(c for c in ticket.calls for d in ticket.calls)", "one `for` and one name"),
        ("any(c for (c, d) in ticket.calls)", "one `for` and one name"),
        ("any(_c for _c in ticket.calls)", "`_c` can't be"),
        ("[_c for _c in ticket.calls]", "`_c` can't be"),
        ("[c for _c in ticket.calls]", "`_c` can't be a name"),
        ("ticket.owner == None", "`None` is compared with `is`"),
        ("ticket.owner is ticket.owner", "`is` tests only for `None`"),
        ("ticket.owner is None is None", "`is` tests only for `None`"),
        ("member(None, 'x')", "`None` stands only after `is`"),
        ("b'x'", "is no literal"),
        ("1j", "is no literal"),
        ("...", "is no literal"),
        ("ticket.weight > 1e999", "out of range"),
        ("ticket.weight > 1e-999", "out of range"),
        ("9" * (DIGITS + 1), "more than 40 digits"),
        ("0." + "9" * DIGITS, "more than 40 characters"),
        (f"ticket.subject == '{'a' * (TEXT + 1)}'", "at most 1000 are read"),
        ("1" + " or 1" * LENGTH, "at most 20000 are read"),
        ("ticket.priority in (" + "1," * NODES + ")", "more than 4000 parts"),
        ("not " * DEPTH + "late", "nest deeper than 32"),
        ("(" * 101 + "late" + ")" * 101, "brackets nest deeper than 100"),
        ("late and\0 late", "not an expression: it has a null character"),
        ("level == " + "9" * 5_000, "a number of more than 40 digits"),
        ("-" * 9_000 + "level", "not an expression: nested too deeply"),
        ("", "there is nothing to read"),
        ("late;late", "not an expression"),
        ("late = 1", "not an expression"),
        ("1is None", "not an expression"),
        ("ticket.subject == 'a\\d'", "not an expression"),
        ("late\n) or (late", "not an expression"),
        ("late\x00", "not an expression"),
    ],
)  # fmt: skip
def test_what_is_not_the_language_is_refused(text: str, message: str) -> None:
    """Escapes, other syntax and excess are refused in words that say which."""
    with pytest.raises(ExpressionError) as caught:
        parse(text, SCOPE)
    assert message in str(caught.value)


def test_named_conditions_can_not_grow_without_bound() -> None:
    """Each condition twice the one before: refused once written out, whatever the size of each text."""
    lets = {"n0": "ticket.vip or ticket.subject == 'a'"} | {
        f"n{i}": f"n{i - 1} and not n{i - 1}" for i in range(1, 30)
    }
    scope = Scope({"ticket": Ticket}, lets=lets)
    with pytest.raises(ExpressionError, match="once its named conditions are written out"):
        parse("n29", scope)
    wide = Scope({"ticket": Ticket}, lets={"wide": f"ticket.priority in ({'1, ' * 500})"})
    with pytest.raises(ExpressionError, match="too large once its named conditions are written out"):
        parse(" or ".join(["wide"] * 20), wide)
    long = Scope({"ticket": Ticket}, lets={"long": "ticket.subject == " + repr("a" * 900)})
    with pytest.raises(ExpressionError, match="longer than 20000 characters"):
        parse(" or ".join(f"(long and ticket.priority > {i})" for i in range(30)), long)


def test_an_error_says_where_and_survives_a_pickle() -> None:
    """The column counts characters, from 1, over lines and beyond ASCII; the error is a value."""
    text = "late\n  or ticket.subject == 'Ü'\n  or ticket.prioritty > 2"
    with pytest.raises(ExpressionError) as caught:
        parse(f"({text})", SCOPE)
    error = caught.value
    assert text[error.column - 2 :].startswith("ticket.prioritty")
    assert error.remedy == "did you mean `priority`?"
    with pytest.raises(ExpressionError) as caught:
        parse(text, SCOPE)
    assert text[caught.value.column - 1 :].startswith("ticket.prioritty")
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - of this test
    assert (str(copy), copy.column, copy.text) == (str(error), error.column, error.text)


def test_a_long_text_is_not_repeated_whole() -> None:
    """The message quotes the start of a long text."""
    assert len(str(ExpressionError("x" * 5000, 1, "wrong"))) < 300


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("'it\\'s' == ticket.subject", '"it\'s" == ticket.subject'),
        ("'say \"x\"' == ticket.subject", "'say \"x\"' == ticket.subject"),
        ("ticket.vip and (ticket.muted and ticket.tags)", "ticket.vip and ticket.muted and ticket.tags"),
        (
            "(ticket.vip or ticket.muted) and not (ticket.tags)",
            "(ticket.vip or ticket.muted) and not ticket.tags",
        ),
        ("ticket.priority == 1_000", "ticket.priority == 1000"),
        ("ticket.weight == 1_0.50", "ticket.weight == 10.50"),
        ("ticket.priority - -1 > - ticket.priority", "ticket.priority - -1 > -ticket.priority"),
        ("ticket.priority - (1 - ticket.weight) > --2", "ticket.priority - (1 - ticket.weight) > 2"),
        ("(not ticket.vip) == ticket.muted", "(not ticket.vip) == ticket.muted"),
        ("ticket.priority in [1, 2]", "ticket.priority in [1, 2]"),
        ("ticket.priority in (1,)", "ticket.priority in (1,)"),
        ("ticket.priority in {1,}", "ticket.priority in {1}"),
        ("any((c.by for c in ticket.calls if (c.by)))", "any(c.by for c in ticket.calls if c.by)"),
        ("any(c for c in [t for t in ticket.tags])", "any(c for c in [t for t in ticket.tags])"),
        ("limit[ ticket.level ] > 3", "limit[ticket.level] > 3"),
        ("ticket.reason in (words . reason)", "ticket.reason in words.reason"),
        ("(ticket.owner is None) == ticket.vip", "(ticket.owner is None) == ticket.vip"),
    ],
)
def test_the_canonical_text(text: str, printed: str) -> None:
    """Double quotes, no needless brackets, one space."""
    assert parse(text, SCOPE).text == printed


def test_many_brackets_side_by_side_are_read() -> None:
    """Only brackets within brackets are bounded, however many there are."""
    text = " or ".join(f"(ticket.priority == {number})" for number in range(150))
    assert parse(text, SCOPE).text == text.replace("(", "").replace(")", "")
