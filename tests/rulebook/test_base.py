"""Files that stand on top of others."""

import json
from pathlib import Path

import pytest

from caserules import Rulebook, RulebookError, load
from caserules.rulebook import reading

BASE = """
id = "base"
first_status = "new"
status.new = { phase = "open" }

[[route]]
id = "all"
to = "support"
"""


def written(folder: Path, **files: str) -> Path:
    """The folder with these TOML files."""
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text)
    return folder


def test_a_file_stands_on_the_one_beside_it(tmp_path: Path) -> None:
    """What the file gives overrides, the rest is the base's; the result is a complete rulebook."""
    own = 'base = "base.toml"\nid = "own"\n[[route]]\nid = "vip"\nto = "gold"\n'
    book = Rulebook.load(written(tmp_path, base=BASE, own=own) / "own.toml")
    assert book.id == "own"
    assert [rule.id for rule in book.route] == ["vip", "all"]
    assert Rulebook.from_text(book.to_text("json"), "json") == book


def test_a_base_may_have_a_base(tmp_path: Path) -> None:
    """The lowest comes first, each on top of the one that it names."""
    files = {"a": BASE, "b": 'base = "a.toml"\ntitle = "b"\nid = "b"', "c": 'base = "b.toml"\nid = "c"'}
    book = Rulebook.load(written(tmp_path, **files) / "c.toml")
    assert (book.id, book.title, book.first_status) == ("c", "b", "new")


def test_a_shipped_desk_is_named_by_a_bare_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bare word is the name of a shipped desk, to load and to stand on."""
    shipped = tmp_path / "desks"
    shipped.mkdir()
    monkeypatch.setattr(reading, "_DESKS", written(shipped, hub=BASE))
    assert load("hub").rulebook.id == "base"
    book = Rulebook.from_text('base = "hub"\nid = "own"', "toml")
    assert (book.id, book.first_status) == ("own", "new")
    with pytest.raises(RulebookError, match="did you mean `hub`"):
        load("hbu")


@pytest.mark.parametrize(
    ("base", "told"),
    [
        ('"own.toml"', "in a circle"),
        ('"../base.toml"', "no file beside this one"),
        ('"/etc/passwd"', "no file beside this one"),
        ('"missing.toml"', "can't be read"),
        ("3", "is text"),
        ('"base.txt"', "neither"),
    ],
)
def test_a_base_that_can_not_be_had_is_told(tmp_path: Path, base: str, told: str) -> None:
    """Only a shipped desk or a file beside this one; never itself, never elsewhere on the disk."""
    folder = written(tmp_path, base=BASE, own=f'base = {base}\nid = "own"\n')
    with pytest.raises(RulebookError, match=told):
        Rulebook.load(folder / "own.toml")


def test_a_text_without_a_place_has_nothing_beside_it() -> None:
    """A base beside the file needs a file."""
    with pytest.raises(RulebookError, match="no file beside this one"):
        Rulebook.from_text('base = "base.toml"\nid = "own"', "toml")


def test_a_chain_of_bases_ends(tmp_path: Path) -> None:
    """More than five bases on top of each other are refused."""
    files = {f"f{number}": f'base = "f{number + 1}.toml"\nid = "x"' for number in range(7)}
    with pytest.raises(RulebookError, match="too far"):
        Rulebook.load(written(tmp_path, **files) / "f0.toml")


def test_an_editor_knows_the_key() -> None:
    """The JSON Schema has `base` beside the rulebook's own keys."""
    assert Rulebook.json_schema()["properties"]["base"]["type"] == "string"


def test_what_is_switched_off_has_to_be_there(tmp_path: Path) -> None:
    """A misspelt id is no new rule without its facts, but told with the nearest one."""
    off = 'base = "integrations"\nid = "ours"\n[[upkeep]]\nid = "no-repli"\nenabled = false\n'
    place = tmp_path / "ours.toml"
    place.write_text(off, encoding="utf-8")
    with pytest.raises(RulebookError, match="the base has no rule `no-repli`") as caught:
        Rulebook.load(place)
    assert caught.value.problems[0].remedy == "did you mean `no-reply`?"
    place.write_text(off.replace("no-repli", "no-reply"), encoding="utf-8")
    assert not next(rule for rule in Rulebook.load(place).upkeep if rule.id == "no-reply").enabled


@pytest.mark.parametrize("base", ["a\0b.toml", "a\0b"])
def test_a_name_that_no_file_has_is_refused(tmp_path: Path, base: str) -> None:
    """Whether a host or a file names it."""
    place = tmp_path / "ours.json"
    place.write_text(json.dumps({"base": base, "id": "x"}), encoding="utf-8")
    for wrong in (place, base):
        with pytest.raises(RulebookError):
            Rulebook.load(wrong)
