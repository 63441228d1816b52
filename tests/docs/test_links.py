"""Every relative link of the documentation leads somewhere, to the heading that it names."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted((*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("tests/**/*.md")))
CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def text_of(page: Path) -> str:
    """The page without its code."""
    return CODE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """The names by which headings are linked to."""
    headings = (re.sub(r"[^\w\- ]", "", each.lower()) for each in HEADING.findall(text_of(page)))
    return {each.strip().replace(" ", "-") for each in headings}


def dead(page: Path) -> list[str]:
    """Its links that lead nowhere."""
    found = []
    for link in LINK.findall(text_of(page)):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        there = page.parent / path if path else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            found.append(link)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    """No file, and no heading, is linked to that is not there."""
    assert dead(page) == []


def test_a_dead_link_is_seen(tmp_path: Path) -> None:
    """A file that is not there, a heading that is not there, and those that are."""
    page = tmp_path / "page.md"
    page.write_text("# The `top`, here\n[a](page.md) [b](#the-top-here) [c](other.md) [d](page.md#low)\n")
    assert dead(page) == ["other.md", "page.md#low"]


def test_every_page_is_found_from_the_readme() -> None:
    """Whoever begins with the README comes to each page of the documentation."""
    seen, ahead = set[Path](), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop().resolve()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        links = (link.partition("#")[0] for link in LINK.findall(text_of(page)) if "://" not in link)
        ahead.extend(page.parent / link for link in links if link)
    linked_as_a_folder = set(ROOT.glob("docs/adr/*.md"))
    assert set(ROOT.glob("docs/**/*.md")) - linked_as_a_folder <= seen
