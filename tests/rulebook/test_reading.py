"""Untrusted text in, a rulebook or a `RulebookError` out; never anything else."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rulebook.rulebooks import rulebooks

import caserules as cr
from caserules.rulebook import Rulebook, RulebookError
from caserules.rulebook.reading import parse

HEAD = 'id = "a"\nfirst_status = "n"\n[status.n]\nphase = "open"\n'
TINY: dict[str, Any] = {"id": "a", "first_status": "n", "status": {"n": {"phase": "open"}}}
MIB = 1024 * 1024


def sound(text: str, kind: Any) -> bool:
    """Whether the text makes a desk, or is refused with its problems; any other error goes through."""
    try:
        cr.Desk(Rulebook.from_text(text, kind, file="book"))
    except RulebookError as error:
        return bool(error.problems)
    return True


def told(text: str, kind: Any = "toml") -> str:
    """What is wrong with the text."""
    with pytest.raises(RulebookError) as raised:
        cr.Desk(Rulebook.from_text(text, kind, file="book"))
    return str(raised.value)


HOSTILE = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(
        (
            "__class__",
            "{case.__class__}",
            "case.__class__",
            "{",
            "*",
            "",
            "a" * 300,
            "\ud800",
            10**30,
            "9" * 30,
        )
    )
)
KEYS = st.sampled_from(
    (
        *Rulebook.model_fields,
        "__class__",
        "id",
        "when",
        "to",
        "on",
        "require",
        "then",
        "set",
        "targets",
        "type",
    )
)
ANYTHING = st.recursive(
    HOSTILE, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4)
)


@given(st.dictionaries(KEYS, ANYTHING, max_size=6))
def test_any_json_loads_or_is_refused(data: dict[str, Any]) -> None:
    """Random tables under the format's own keys give a desk or a `RulebookError`."""
    assert sound(json.dumps({**TINY, **data}), "json")
    assert sound(json.dumps(data), "json")


@given(rulebooks(), st.data())
def test_a_damaged_rulebook_loads_or_is_refused(book: Rulebook, data: st.DataObject) -> None:
    """One value or key of a good one replaced by a hostile one, at any depth."""
    whole: Any = json.loads(book.to_text("json"))
    place = whole
    while True:
        keys: list[Any] = sorted(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            place[key] = data.draw(ANYTHING)
            break
        place = place[key]
    assert sound(json.dumps(whole), "json")


@given(rulebooks(), st.sampled_from(("toml", "json")), st.data())
def test_a_text_cut_anywhere_loads_or_is_refused(book: Rulebook, kind: Any, data: st.DataObject) -> None:
    """A transfer that broke off, or with a letter lost."""
    text = book.to_text(kind)
    cut = data.draw(st.integers(0, len(text)))
    assert sound(text[:cut], kind)
    assert sound(text[:cut] + text[cut + 1 :], kind)


@given(st.text())
def test_any_text_is_refused_or_loads(text: str) -> None:
    """As TOML and as JSON."""
    assert sound(text, "toml")
    assert sound(text, "json")


BOUNDS: dict[str, tuple[str, Any, str]] = {
    "too long": ("#" * (4 * MIB + 1), "toml", "at most 4194304 are read"),
    "too many rules": (HEAD + '[[route]]\nid="r"\nto="x"\n' * 20_001, "toml", "has 20001 rules"),
    "deep JSON": ("[" * 100_000, "json", "nested deeper"),
    "deep TOML": ("a=" + "[" * 100_000, "toml", "nested deeper"),
    "deep enough to parse": (json.dumps({"a": json.loads("[" * 40 + "]" * 40)}), "json", "nested deeper"),
    "a key of many parts": ("a" + ".a" * 100_000 + " = 1", "toml", "more than 30 parts"),
    "a header of many parts": ("[" + "a." * 100_000 + "a]", "toml", "more than 30 parts"),
    "a huge number": (HEAD + "[table.t]\na = " + "9" * 5000, "toml", "can't be read"),
    "a huge hexadecimal": (HEAD + "[table.t]\na = 0x" + "f" * 4000, "toml", "whole number beyond"),
    "a huge number in JSON": ('{"a": ' + "9" * 5000 + "}", "json", "has 5000 digits"),
    "a huge number in TOML": ("id = " + "9" * 5000, "toml", "a number has more than 400 digits"),
    "an infinite number": (HEAD + "[table.t]\na = inf", "toml", "no number that is kept exactly"),
    "too precise a number": (HEAD + "[table.t]\na = 0.12345678901234567890", "toml", "kept exactly"),
    "not a number": ('{"a": NaN}', "json", "`NaN` is no number"),
    "half a character": ('{"a": "\\ud800"}', "json", "half of a surrogate pair"),
    "a key given twice": ('{"a": 1, "a": 2}', "json", "the key `a` is given twice"),
    "no table": ("[]", "json", "it has to be a table of keys"),
    "no TOML": ("id = ", "toml", "is no TOML"),
    "no JSON": ('{"id": }', "json", "line 1, column 8: is no JSON"),
    "another version": ("caserules = 2\n" + HEAD, "toml", "`2` is none of 1"),
    "many fields": (
        json.dumps({**TINY, "fields": {f"f{n}": "text" for n in range(501)}}),
        "json",
        "at most 500",
    ),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_what_is_out_of_bounds_is_refused_with_the_bound(name: str) -> None:
    """Depth, size, counts and digits are bounded, and the message says by what."""
    text, kind, expected = BOUNDS[name]
    assert expected in told(text, kind)


def test_an_instant_where_a_date_is_wanted_is_refused() -> None:
    """A time of day, with a zone or without, is no date; midnight without a zone is one."""
    rule = HEAD + '[[route]]\nid = "r"\nto = "x"\neffective_from = 2026-01-01T10:00:00'
    assert "a date without a time, such as `2026-03-01` is wanted here" in told(rule)
    assert "is wanted here" in told(rule + "Z")
    assert "text is wanted here, not `2026-01-01`" in told(HEAD.replace('"a"', "2026-01-01"))


def test_at_most_fifty_problems_are_told() -> None:
    """However many rules are wrong."""
    data = {**TINY, "route": [{"id": str(n), "to": 3, "x": 1} for n in range(2_000)]}
    with pytest.raises(RulebookError) as raised:
        parse(Rulebook, json.dumps(data), "json", None)
    assert len(raised.value.problems) == 50


def test_a_file_may_begin_with_a_mark_and_end_its_lines_as_windows_does(tmp_path: Path) -> None:
    """What editors leave behind is no part of the rulebook."""
    path = tmp_path / "book.toml"
    path.write_bytes(b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode())
    assert Rulebook.load(path) == Rulebook.model_validate(TINY)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("book.yaml", b"", "`book.yaml` is neither `.toml` nor `.json`"),
        ("book.toml", b"id = '\xff'", "is not UTF-8 text: byte 6 can't be read"),
        ("book.toml", b"#" * (4 * MIB + 1), "the file has more than 4194304 bytes"),
        ("book.json", b"", "is no JSON"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    """With its name."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(RulebookError, match=expected) as raised:
        Rulebook.load(path)
    assert raised.value.problems[0].file == str(path)


def test_a_place_without_a_file_is_refused(tmp_path: Path) -> None:
    """Nothing there, a folder, a link that leads to itself, and an endless device."""
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "loop.toml").symlink_to(tmp_path / "loop.toml")
    (tmp_path / "endless.toml").symlink_to(os.devnull)
    for name, expected in (
        ("none", "No such file"),
        ("folder", "is no file"),
        ("loop", "symbolic links"),
        ("endless", "is no file"),
    ):
        with pytest.raises(RulebookError, match=expected):
            Rulebook.load(tmp_path / f"{name}.toml")


def test_a_book_is_saved_as_toml_or_json_alone(tmp_path: Path) -> None:
    """Another ending is refused before anything is written."""
    with pytest.raises(RulebookError, match="neither"):
        Rulebook.model_validate(TINY).save(tmp_path / "book.txt")
    assert not list(tmp_path.iterdir())
