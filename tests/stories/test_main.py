"""The two commands that make anew what is kept: stories and the made parts of pages."""

from pathlib import Path

import pytest
from tests.stories import __main__ as stories
from tests.stories import pages
from tests.stories.script import FOLDER, Ask, Script, Step
from tests.stories.small import SMALL, written


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A story in a folder of its own, which is the only one."""
    place = written(tmp_path, SMALL)
    monkeypatch.setattr(stories, "scripts", lambda: {"small": place})
    return place


def test_a_story_is_kept_compared_and_kept_again(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """New at first, then as it was; what is different then is shown line by line, and kept."""
    told = place.with_suffix(".txt")
    assert stories.main([]) == 0
    assert "small.txt: new" in capsys.readouterr().out
    kept = told.read_text()
    assert stories.main(["service_hub"]) == 0
    assert "small.txt: as it was" in capsys.readouterr().out
    told.write_text(kept.replace("dark", "bright"))
    assert stories.main([]) == 0
    out = capsys.readouterr().out
    assert "-C-1  active, owner `ana`, stage `identify`, 2 events: bright" in out
    assert "+C-1  active, owner `ana`, stage `identify`, 2 events: dark" in out
    assert "left to show" in out
    assert told.read_text() == kept


def test_a_story_that_can_not_go_on_is_counted_and_told(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written for it, and the exit status says that something failed; others are left alone."""
    place.write_text(SMALL.replace('at = "09:00"', 'at = "nine"'))
    assert stories.main([]) == 1
    assert "small.toml, step 1 (nine): `nine` is no minute" in capsys.readouterr().err
    assert not place.with_suffix(".txt").exists()


def test_only_the_stories_of_the_named_desks_are_told(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another desk's stories stay as they are."""
    assert stories.main(["solar"]) == 0
    assert capsys.readouterr().out == ""
    assert not place.with_suffix(".txt").exists()


def test_a_page_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Between its marks stands what the rulebook says; a page without them is counted and told."""
    monkeypatch.setattr(pages, "PAGES", tmp_path)
    marks = "".join(f"<!-- made: {name} -->\n<!-- end -->\n" for name in ("life cycle", "rules"))
    (tmp_path / "service_hub.md").write_text(f"# A hub\n{marks}")
    (tmp_path / "solar.md").write_text("# Nothing made\n")
    assert pages.main() == 1
    assert "`members-pick`" in (tmp_path / "service_hub.md").read_text()
    assert "solar.md: a desk's page has each of" in capsys.readouterr().err


@pytest.mark.parametrize("model", [Script, Step, Ask])
def test_the_format_is_described(model: type[Script] | type[Step] | type[Ask]) -> None:
    """Every key of a story, of a step and of a question stands in the description of the format."""
    described = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [key for key in model.model_fields if key not in described] == []
