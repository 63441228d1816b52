"""What holds for every shipped desk: it is data, it says the same everywhere, and no code knows its name."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.stories.play import play_file
from tests.stories.script import difference, scripts
from tests.stories.telling import tell

import caserules as cr

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "src" / "caserules"
DESKS = tuple(sorted(place.stem for place in (LIBRARY / "desks").glob("*.toml")))
TELL = """
import sys
from tests.stories.play import play_file
from tests.stories.script import scripts
from tests.stories.telling import tell
sys.stdout.buffer.write(tell(play_file(scripts()[sys.argv[1]])).encode())
"""


@pytest.mark.requirement("ALL-06")
@pytest.mark.parametrize("desk", DESKS)
def test_a_shipped_desk_is_data(desk: str) -> None:
    """Written as JSON or as TOML and read back it is the same rulebook, with the same digest."""
    book = cr.Rulebook.load(desk)
    for kind in ("json", "toml"):
        again = cr.Rulebook.from_text(book.to_text(kind), kind)
        assert again == book
        assert again.digest() == book.digest()


@pytest.mark.parametrize("desk", DESKS)
def test_a_shipped_desk_says_who_it_is(desk: str) -> None:
    """It is called as its file is, has a title, and hours of its own."""
    book = cr.load(desk).rulebook
    assert (book.id, bool(book.title), "desk" in book.schedule) == (desk, True, True)


@pytest.mark.parametrize("desk", DESKS)
def test_a_host_stands_on_a_shipped_desk(desk: str) -> None:
    """A file of a few lines has hours of its own, and every rule as it is shipped."""
    text = f'base = "{desk}"\nid = "own"\n[schedule.desk]\ntime_zone = "Asia/Tokyo"\n'
    own = cr.Desk(cr.Rulebook.from_text(text, "toml"))
    assert (own.rulebook.id, own.zone.key) == ("own", "Asia/Tokyo")
    assert own.rulebook.rules() == cr.Rulebook.load(desk).rules()


@pytest.mark.parametrize("desk", DESKS)
def test_no_code_knows_a_desk_s_name(desk: str) -> None:
    """Whatever a desk needs can be said in its file: no name and no text of the code is one's."""
    places = sorted(LIBRARY.rglob("*.py"))
    assert [f"{place.relative_to(LIBRARY)}:{line}" for place in places for line in naming(place, desk)] == []


def naming(place: Path, desk: str) -> Iterator[int]:
    """The lines whose code has that name, as an identifier or within a text; docstrings are no code."""
    tree = ast.parse(place.read_text(encoding="utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in said and desk in re.findall(r"\w+", text):
                yield node.lineno
            case ast.Name(id=name) | ast.Attribute(attr=name) if name == desk:
                yield node.lineno
            case _:
                pass


@pytest.mark.requirement("ALL-02")
@pytest.mark.parametrize("name", scripts())
def test_a_story_is_the_same_in_another_place(name: str) -> None:
    """Another process, another seed of hashes, another time zone and language: the same telling."""
    elsewhere = {"PYTHONHASHSEED": "4711", "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONUTF8": "1"}
    told = subprocess.run(  # noqa: S603 this very interpreter, with a text of this file
        [sys.executable, "-c", TELL, name],
        cwd=ROOT,
        env={**os.environ, **elsewhere},
        check=True,
        capture_output=True,
    )
    assert difference(name, tell(play_file(scripts()[name])), told.stdout.decode()) == ""
