"""The made parts of the desks' pages: `make docs` writes what the rulebooks say today between their marks."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

from tests.stories.script import FOLDER, StoryError, difference

from caserules import Rulebook
from caserules.display import life_cycle, markdown, page

__all__ = ["PAGES", "made"]

PAGES = FOLDER.parents[1] / "docs" / "reference" / "desks"

_PART = re.compile(r"(?P<begin><!-- made: (?P<name>[\w -]+) -->\n).*?(?P<end><!-- end -->)", re.DOTALL)


def made(place: Path) -> str:
    """The page of the desk that is called as its file, with its made parts as they are today.

    Raises `StoryError` for a part that nobody makes, and for a page that lacks one.
    """
    book, text = Rulebook.load(place.stem), place.read_text(encoding="utf-8")
    named = [found["name"] for found in _PART.finditer(text)]
    if sorted(named) != sorted(_PARTS):
        asked = ", ".join(f"`<!-- made: {name} -->`" for name in _PARTS)
        raise StoryError(
            f"{place.name}: a desk's page has each of {asked} once, each with its `<!-- end -->`"
        )
    return _PART.sub(lambda found: f"{found['begin']}\n{_PARTS[found['name']](book)}\n\n{found['end']}", text)


def _diagram(book: Rulebook) -> str:
    return f"```mermaid\n{life_cycle(book)}\n```"


def _rules(book: Rulebook) -> str:
    """The whole page of the rulebook but its title, which the page that it stands on has already."""
    return markdown(page(book)).partition("\n\n")[2]


_PARTS: dict[str, Callable[[Rulebook], str]] = {"life cycle": _diagram, "rules": _rules}


def main() -> int:
    """Writes every page anew; gives the number of those that could not be."""
    failed = 0
    for place in sorted(PAGES.glob("*.md")):
        kept = place.read_text(encoding="utf-8")
        try:
            now = made(place)
        except ValueError as error:
            failed += 1
            print(error, file=sys.stderr)
            continue
        print(difference(place.name, kept, now) or f"{place.name}: as it was")
        place.write_text(now, encoding="utf-8", newline="\n")
    return failed


if __name__ == "__main__":
    sys.exit(main())
