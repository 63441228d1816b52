"""Every row of the requirements has a test that shows it, and no test claims a row that there is not."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import caserules as cr

TESTS = Path(__file__).parents[1]
SHIPPED = {
    "FES": "festival",
    "SOL": "solar",
    "ESC": "escalations",
    "SVC": "service_hub",
    "INT": "integrations",
}
REQUIREMENTS = tuple(
    f"{prefix}-{number:02}"
    for prefix, last in (("FES", 23), ("SOL", 17), ("ESC", 26), ("SVC", 14), ("INT", 18), ("ALL", 11))
    for number in range(1, last + 1)
)
KEPT_WITHOUT_A_RULE = {"ESC-20", "SVC-03", "SVC-14"}
"""What the library gives every desk: the hand-over, activities, the timeline."""


def marks(text: str) -> Iterator[tuple[str, int]]:
    """Every row for which a test in the text is marked, with its line; one that is no text is `?`."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
            continue
        for mark in node.decorator_list:
            match mark:
                case ast.Call(func=ast.Attribute(attr="requirement"), args=[ast.Constant(value=str(row))]):
                    yield row, mark.lineno
                case ast.Call(func=ast.Attribute(attr="requirement")):
                    yield "?", mark.lineno
                case _:
                    pass


@pytest.fixture(scope="module")
def shown() -> dict[str, list[str]]:
    """Where each row is shown."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for place in sorted(TESTS.rglob("test_*.py")):
        for row, line in marks(place.read_text(encoding="utf-8")):
            found[row].append(f"{place.relative_to(TESTS)}:{line}")
    return dict(found)


def test_every_row_has_a_test(shown: dict[str, list[str]]) -> None:
    """Each id of the requirements is the mark of one test at least."""
    assert [row for row in REQUIREMENTS if row not in shown] == []


def test_no_mark_names_a_row_that_there_is_not(shown: dict[str, list[str]]) -> None:
    """A slip in an id would leave its row unshown unseen."""
    assert {row: places for row, places in shown.items() if row not in REQUIREMENTS} == {}


@pytest.mark.parametrize("prefix", SHIPPED)
def test_every_row_of_a_desk_is_shown_by_that_desk_s_own_tests(
    prefix: str, shown: dict[str, list[str]]
) -> None:
    """What a rule set shows of a row by a small example is not yet the shipped desk."""
    own = f"desks/{SHIPPED[prefix]}/"
    rows = [row for row in REQUIREMENTS if row.startswith(prefix)]
    assert [row for row in rows if not any(place.startswith(own) for place in shown.get(row, ()))] == []


def cited(book: cr.Rulebook) -> Iterator[tuple[str, str]]:
    """Every rule of a rulebook with each row that it cites; a rule that cites none has the row ``."""
    rules: list[tuple[str, str | None]] = [
        (f"status.{name}", each.source) for name, each in book.status.items()
    ]
    rules += [(f"stage.{stage.name}", stage.source) for stage in book.stage]
    rules += [(rule.id, rule.source) for kind in book.rules().values() for rule in kind]
    rules += [(f"scan.{queue}", scan.source) for queue, scan in book.scan.items()]
    rules += [(rule.id, each.source) for rule in book.clock for each in rule.targets if each.source]
    for name, source in rules:
        for row in (source or "").split(", "):
            yield name, row


@pytest.mark.parametrize("prefix", SHIPPED)
def test_the_rules_of_a_desk_cite_its_rows(prefix: str) -> None:
    """No rule, status or stage without a source, none with another desk's, and no row that nothing cites."""
    rows = {row for row in REQUIREMENTS if row.startswith(prefix)}
    of_rules = list(cited(cr.Rulebook.load(SHIPPED[prefix])))
    assert [(rule, row) for rule, row in of_rules if row not in rows] == []
    assert rows - {row for _, row in of_rules} == rows & KEPT_WITHOUT_A_RULE


def test_the_check_finds_marks_by_reading_them() -> None:
    """One for each decorator with a text; what is computed is told apart; other functions are none."""
    text = """
@pytest.mark.requirement("SVC-01")
@pytest.mark.requirement("SVC-02")
def test_a(): ...
@pytest.mark.requirement(ROW)
@pytest.mark.slow
def test_b(): ...
@pytest.mark.requirement("SVC-03")
def not_a_test(): ...
"""
    assert [row for row, _ in marks(text)] == ["SVC-01", "SVC-02", "?"]
