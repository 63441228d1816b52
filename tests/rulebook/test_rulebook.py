"""The rulebook: the same object from Python, from JSON and from TOML."""

import json
import pickle
import subprocess
import sys
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rulebook.rulebooks import rulebooks

import caserules as cr
from caserules.case import Case
from caserules.engine import Function
from caserules.rulebook import Rulebook, RulebookError

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))
TINY: dict[str, Any] = {"id": "tiny", "first_status": "new", "status": {"new": {"phase": "open"}}}
KINDS = st.sampled_from(("toml", "json"))


@given(rulebooks(), KINDS)
@pytest.mark.requirement("ALL-06")
def test_a_rulebook_is_the_same_after_it_was_written(book: Rulebook, kind: Any) -> None:
    """Text is the inverse of reading, in TOML and JSON, for every kind of rule; the digest stays."""
    again = Rulebook.from_text(book.to_text(kind), kind)
    assert again == book
    assert (again.digest(), hash(again)) == (book.digest(), hash(book))
    assert again.to_text(kind) == book.to_text(kind)


@given(rulebooks(), rulebooks())
def test_digests_are_equal_exactly_if_the_rulebooks_are(one: Rulebook, other: Rulebook) -> None:
    """Content decides."""
    assert (one.digest() == other.digest()) == (one == other) == (one.to_data() == other.to_data())


@given(rulebooks())
def test_a_desk_can_be_made_of_every_rulebook_drawn(book: Rulebook) -> None:
    """The strategy gives rulebooks without a fault."""
    assert cr.Desk(book).digest == book.digest()


@given(rulebooks())
def test_a_rulebook_pickles(book: Rulebook) -> None:
    """It crosses a process boundary whole."""
    assert pickle.loads(pickle.dumps(book)) == book  # noqa: S301 our own


def with_table(value: Any) -> Rulebook:
    """A rulebook with that value in a table."""
    return Rulebook.model_validate({**TINY, "table": {"t": {"x": value}}})


def test_truth_is_not_one() -> None:
    """Python takes `True == 1`; a rulebook means two things by them. `2.50` is `2.5`."""
    assert with_table(True) != with_table(1)
    assert with_table(value=True).digest() != with_table(1).digest()
    assert with_table(Decimal("2.50")) == with_table(2.5)
    assert with_table(Decimal("2.50")).digest() == with_table(2.5).digest()
    assert with_table(1) != 1


@pytest.mark.parametrize("ending", ["toml", "json", "JSON"])
def test_a_file_holds_it(tmp_path: Path, ending: str) -> None:
    """`load` is the inverse of `save`, by the file's ending."""
    book = with_table("naïve\n{x}")
    book.save(tmp_path / f"book.{ending}")
    assert Rulebook.load(tmp_path / f"book.{ending}") == book


def test_without_the_extra_toml_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to install; JSON needs nothing."""
    monkeypatch.setitem(sys.modules, "tomli_w", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'caserules\[toml\]'"):
        with_table(1).to_text("toml")
    assert with_table(1).to_text("json")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_fit_the_schema(path: Path) -> None:
    """The JSON Schema is one, and takes the shipped files."""
    schema = Rulebook.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    as_json = json.loads(json.dumps(tomllib.loads(path.read_text(encoding="utf-8")), default=str))
    jsonschema.validate(as_json, schema)


@given(rulebooks())
def test_what_is_written_fits_the_schema(book: Rulebook) -> None:
    """Every rulebook as a file holds it is valid by the schema."""
    _VALIDATOR.validate(book.to_data())


_VALIDATOR = jsonschema.Draft202012Validator(Rulebook.json_schema())


def test_the_schema_refuses_what_is_no_rulebook() -> None:
    """An unknown key, a missing one, a wrong type."""
    for wrong in ({**TINY, "gaurd": []}, {"id": "x"}, {**TINY, "route": [{"id": "r", "to": 3}]}):
        with pytest.raises(jsonschema.ValidationError):
            _VALIDATOR.validate(wrong)


def test_rules_are_told_by_kind() -> None:
    """In the file's order."""
    book = Rulebook.model_validate({**TINY, "route": [{"id": "b", "to": "x"}, {"id": "a", "to": "y"}]})
    assert [rule.id for rule in book.rules()["route"]] == ["b", "a"]


def test_a_name_is_not_a_hosts_function_too() -> None:
    """The table or the condition has to be renamed."""
    risk = Function("risk", (str,), bool, bool)
    book = Rulebook.model_validate({**TINY, "let": {"risk": "case.owner is None"}})
    with pytest.raises(RulebookError, match=r"key `let.risk`: `risk` is a function of the host's"):
        book.terms(functions=(risk,))
    assert set(with_table(1).terms(functions=(risk,)).registered) == {"risk"}


def test_a_typed_case_has_to_fit_the_declaration() -> None:
    """A host's own class that has the field otherwise is refused, one that fits is used."""

    class Wrong(Case):
        amount: str = ""

    class Right(Case):
        amount: Decimal | None = None

    book = Rulebook.model_validate({**TINY, "fields": {"amount": {"type": "number", "missing": True}}})
    with pytest.raises(RulebookError, match=r"key `fields.amount`: `Wrong.amount` is declared otherwise"):
        book.case_type(Wrong)
    assert book.case_type(Right) is Right


_FRESH = """
import pickle, sys
from caserules.rulebook import Rulebook
case = pickle.load(sys.stdin.buffer)
kind = Rulebook.from_text(case.description, "json").case_type()
print(type(case) is kind, case.amount, case.due)
"""


def test_a_case_with_own_fields_unpickles_in_another_process() -> None:
    """As the very type that the same rulebook makes there."""
    book = Rulebook.model_validate(
        {
            **TINY,
            "fields": {
                "amount": {"type": "number", "default": 2.5},
                "due": {"type": "date", "missing": True},
            },
        }
    )
    now = cr.Context(now="2026-03-02T15:00:00Z", actor="ana")  # type: ignore[arg-type]  # text is read
    command = cr.OpenCase(new_id="C-1", subject="s", description=book.to_text("json"))
    case = cr.Desk(book).decide(None, command, now).or_raise().case
    done = subprocess.run(  # noqa: S603 our own program
        [sys.executable, "-c", _FRESH], input=pickle.dumps(case), capture_output=True, check=True
    )
    assert done.stdout.decode().split() == ["True", "2.5", "None"]


def test_the_data_is_plain() -> None:
    """What JSON can hold, and what equals its default is left out."""
    assert json.loads(json.dumps(with_table(1).to_data())) == {
        "caserules": 1,
        **TINY,
        "table": {"t": {"x": 1}},
    }
