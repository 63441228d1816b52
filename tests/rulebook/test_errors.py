"""What is wrong is told with file, line, rule, key, column, text and remedy."""

import pickle
from pathlib import Path

import pytest

import caserules as cr
from caserules.rulebook import Problem, Rulebook, RulebookError

BOOK = """\
caserules = 1
id = "desk"
first_status = "nwe"

[words]
queue = ["support"]

[let]
late = 'case.recieved_at < now'

[status.new]
phase = "open"

[effect]
CloseCase = "closed"

[[guard]]
id = "one"
on = "CloseCase"
require = 'case.quue is None'

[[guard]]
id = "two"
on = "CloseCase"
when = 'late'
require = 'command.notify'

[[route]]
id = "three"
to = "suport"
"""


@pytest.fixture
def wrong(tmp_path: Path) -> RulebookError:
    """The error of `BOOK`."""
    path = tmp_path / "book.toml"
    path.write_text(BOOK, encoding="utf-8")
    with pytest.raises(RulebookError) as raised:
        cr.load(path)
    return raised.value


def test_every_fault_is_told_with_its_line(wrong: RulebookError) -> None:
    """All of a file at once; a wrong named condition is told where it stands, not where it is used."""
    found = [(each.line, each.rule, each.key, each.remedy) for each in wrong.problems]
    assert sorted(found, key=str) == sorted(
        [
            (3, None, "first_status", "did you mean `new`?"),
            (9, None, "let.late", "did you mean `received_at`?"),
            (15, None, "effect.CloseCase", "known: `new`"),
            (20, "one", "require", "did you mean `queue`?"),
            (30, "three", "to", "did you mean `support`?"),
        ],
        key=str,
    )


def test_a_fault_is_shown_with_its_text_and_a_mark(wrong: RulebookError) -> None:
    """As a person reads it in a terminal."""
    shown = next(str(each) for each in wrong.problems if each.rule == "one")
    place, text, mark, remedy = shown.split("\n")
    assert place.endswith(
        "book.toml`, line 20, rule `one`, key `require`, column 1: `case` is `Case` and has no `quue`"
    )
    assert (text, mark, remedy) == ("    case.quue is None", "    ^", "  remedy: did you mean `queue`?")


def test_an_error_pickles(wrong: RulebookError) -> None:
    """It crosses a process boundary whole."""
    again = pickle.loads(pickle.dumps(wrong))  # noqa: S301 our own
    assert (again.problems, str(again)) == (wrong.problems, str(wrong))


def test_a_fault_in_a_base_or_a_lock_stays_in_its_own_file(tmp_path: Path) -> None:
    """The file that was to be loaded takes none of another's faults upon itself."""
    (tmp_path / "low.toml").write_text("id = ", encoding="utf-8")
    path = tmp_path / "high.toml"
    path.write_text('base = "low.toml"', encoding="utf-8")
    with pytest.raises(RulebookError) as raised:
        cr.load(path)
    (problem,) = raised.value.problems
    assert problem.file == str(tmp_path / "low.toml")


def test_a_long_text_is_cut_round_its_column() -> None:
    """What a file quotes does not flood the screen."""
    problem = Problem(message="no", text="a" * 500 + "b\n" + "c" * 500, column=501)
    head, text, mark = str(problem).split("\n")
    assert (head, len(text)) == ("column 501: no", 204)
    assert text[mark.index("^")] == "b"


def test_a_fault_without_a_place_is_a_message() -> None:
    """And without a column it has no mark."""
    assert str(Problem(message="no")) == "no"
    assert str(Problem(message="no", text="t")) == "no\n    t"


def test_a_rulebook_in_python_is_refused_by_the_same_words() -> None:
    """There is no file then, and no line."""
    with pytest.raises(ValueError, match=r"key `words.a`: `a` has no words"):
        Rulebook.model_validate(
            {"id": "x", "first_status": "n", "status": {"n": {"phase": "open"}}, "words": {"a": []}}
        )
