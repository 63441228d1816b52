"""The reference pages name everything that there is: keys, names, commands, events, functions, refusals."""

import ast
import re
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

import caserules
from caserules import caseload, display, engine, schedule, testing
from caserules.case.commands.base import OneCommand
from caserules.case.events.base import OneEvent
from caserules.engine import Rule
from caserules.engine.functions import AGGREGATES, BUILTINS
from caserules.rulebook import Rulebook
from caserules.rulesets.terms import COMMANDS, Terms
from caserules.schedule import HolidayLock
from caserules.testing import laws

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"`([^`\n]+)`")
WORD = re.compile(r"\w+")
PROSE = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")} - {*ROOT.glob("docs/adr/*.md")})
"""Every page but the records, which also name what was rejected."""
NAMED = re.compile(r"(?<![\w.-])(cr|desk|caserules|context|decision)((?:\.(?!py\b)[A-Za-z_]\w*)+)")
ROOTS: Mapping[str, Any] = {
    "cr": caserules,
    "desk": caserules.load("integrations"),
    "context": caserules.Context,
    "decision": caserules.Decision,
}


def page(name: str) -> str:
    """A page of the reference."""
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def words_in_code(text: str) -> set[str]:
    """Every word that stands in backticks."""
    return {word for span in CODE.findall(text) for word in WORD.findall(span)}


def sections(text: str) -> Mapping[str, str]:
    """What the page says of each table or list of a rulebook, by its name."""
    heads = list(re.finditer(r"^\*\*`\[+([a-z]+)", text, re.MULTILINE))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    return {head[1]: text[head.start() : end] for head, end in zip(heads, ends, strict=True)}


def models_of(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that stand in a rulebook; targets are texts, and a lock has a file of its own."""
    for each in get_args(annotation):
        yield from models_of(each)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation.__module__ in _TEXTS or annotation is HolidayLock:
            return
        yield annotation
        for field in annotation.model_fields.values():
            yield from models_of(field.annotation)


def keys_of(annotation: Any) -> set[str]:
    """Every key that may stand there in a file, those of every rule left out."""
    found = {
        (field.alias or name).rstrip("_")
        for model in models_of(annotation)
        for name, field in model.model_fields.items()
    }
    return found - set(Rule.model_fields)


_TEXTS = {"caserules.schedule.amount", "caserules.schedule.target"}


@pytest.mark.parametrize("name", Rulebook.model_fields)
def test_every_key_of_a_rulebook_is_told(name: str) -> None:
    """In the section of its table or list, else in the head."""
    text = page("reference/rulebook.md")
    where = sections(text).get(name, text)
    assert {name, *keys_of(Rulebook.model_fields[name].annotation)} <= words_in_code(where)


def test_every_key_of_every_rule_is_told() -> None:
    """They stand in one table."""
    assert set(Rule.model_fields) <= words_in_code(page("reference/rulebook.md"))


@pytest.mark.parametrize(
    "module", [caserules, caseload, display, engine, schedule, testing], ids=lambda each: str(each.__name__)
)
def test_every_public_name_is_told(module: Any) -> None:
    """On the page of names, or on the page about tests."""
    told = words_in_code(page("reference/names.md")) | words_in_code(page("how-to/test-your-rulebook.md"))
    assert set(module.__all__) - told == set()


def test_every_law_is_told() -> None:
    """On the page about tests, where the two that hold several stand in its example."""
    assert set(laws.__all__) <= set(WORD.findall(page("how-to/test-your-rulebook.md")))


def test_what_a_desk_answers_is_told() -> None:
    """Each method and property of a desk."""
    public = {name for name in vars(caserules.Desk) if not name.startswith("_")}
    assert public <= words_in_code(page("reference/names.md"))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_told_with_its_facts(name: str) -> None:
    """A fact with a `?` is one that may be left out."""
    fields = COMMANDS[name].model_fields
    own = [each for each in fields if each not in OneCommand.model_fields and each != "command"]
    facts = " ".join(f"`{each}`" + ("" if fields[each].is_required() else "?") for each in own)
    assert f"| `cr.{name}` | {facts} | " in page("reference/names.md")


def test_every_event_and_what_each_says_is_told() -> None:
    """By its name, and by the facts that all have."""
    told = words_in_code(page("reference/names.md"))
    assert {each.__name__ for each in OneEvent.__subclasses__()} | set(OneEvent.model_fields) <= told


def test_every_function_is_told() -> None:
    """Those of the language on its page, those of a desk with the rulebook."""
    of_the_language = {*AGGREGATES, *BUILTINS}
    of_a_desk = set(Terms().scope(case=caserules.Case, command=caserules.OpenCase).functions)
    assert of_the_language <= words_in_code(page("reference/expressions.md"))
    assert of_a_desk - of_the_language <= words_in_code(page("reference/rulebook.md"))


def codes() -> set[str]:
    """Every code of a refusal that stands in the library."""
    found = set()
    for file in (ROOT / "src").rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and _refuses(call.func):
                given = [each.value for each in call.keywords if each.arg == "code"] or call.args[:2]
                found.update(_texts(given))
    return found


def _refuses(called: ast.expr) -> bool:
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name in {"Refusal", "refuse", "_refusal"}


def _texts(given: list[ast.expr]) -> list[str]:
    texts = [each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    return texts[:1]


def test_every_refusal_is_told_with_its_meaning_and_remedy() -> None:
    """Each code has a row, once; no row is of a code that is not there."""
    rows = re.findall(r"^\| `([a-z-]+)` \| [^|]+ \| [^|]+ \|$", page("reference/refusals.md"), re.MULTILINE)
    assert sorted(rows) == sorted(codes())


def _is_there(root: str, path: str) -> bool:
    """Whether the first name of the path is there."""
    name, *_ = path.strip(".").split(".")
    if root == "caserules":
        return find_spec(f"caserules.{name}") is not None or hasattr(caserules, name)
    return name in getattr(ROOTS[root], "model_fields", {}) or hasattr(ROOTS[root], name)


@pytest.mark.parametrize("each", PROSE, ids=lambda each: str(each.relative_to(ROOT)))
def test_what_a_sentence_names_is_there(each: Path) -> None:
    """`desk.check`, `cr.Function`, `caserules.display`: names in a sentence are not run, and may go stale."""
    text = re.sub(r"^```.*?^```$", "", each.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    named = {each for span in CODE.findall(text) if "/" not in span for each in NAMED.findall(span)}
    assert ["".join(each) for each in sorted(named) if not _is_there(*each)] == []
