"""Each shipped desk's page says what its rulebook says today."""

from pathlib import Path

import pytest
from tests.stories.pages import PAGES, made
from tests.stories.script import StoryError, difference

DESKS = Path(__file__).parents[2] / "src" / "caserules" / "desks"
NAMES = tuple(sorted(place.stem for place in DESKS.glob("*.toml")))


@pytest.mark.parametrize("desk", NAMES)
def test_a_desk_s_page_is_what_its_rulebook_says(desk: str) -> None:
    """Its rules as tables with their sources, and its life cycle; `make docs` writes them anew."""
    place = PAGES / f"{desk}.md"
    different = difference(place.name, place.read_text(encoding="utf-8"), made(place))
    assert not different, f"{different}\n\nwrite it anew with `make docs`"


@pytest.mark.parametrize("desk", NAMES)
def test_a_desk_s_page_has_a_worked_day(desk: str) -> None:
    """A heading, and under it Python that loads the desk; it is run with all other examples."""
    _, _, day = (PAGES / f"{desk}.md").read_text(encoding="utf-8").partition("## A worked day\n")
    assert "```python\n" in day
    assert f'cr.load("{desk}")' in day


def test_a_page_without_its_parts_is_told(tmp_path: Path) -> None:
    """Nothing is left out unseen."""
    place = tmp_path / f"{NAMES[0]}.md"
    place.write_text("# A desk\n<!-- made: rules -->\n<!-- end -->\n")
    with pytest.raises(StoryError, match="each of `<!-- made: life cycle -->`"):
        made(place)
