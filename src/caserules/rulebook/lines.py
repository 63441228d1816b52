"""Where a rule and its keys stand in a file: found in the text itself, by the unique id."""

import re
from functools import cached_property

__all__ = ["Lines"]

_ID = re.compile(r"""(?:^|[\s{,])["']?(?:id|name)["']?\s*[=:]\s*(["'])(.*?)\1""", re.MULTILINE)
_HEADER = re.compile(r"^[ \t]*\[\[", re.MULTILINE)

_NOTHING = re.compile(r"(?!)")
_DEEPEST = 6


class Lines:
    r"""Finds lines in a rulebook's text, TOML or JSON; it looks, and does not parse.

    >>> lines = Lines('id = "desk"\n\n[[guard]]\nid = "commented"\non = "CloseCase"')
    >>> lines.of("commented", "on"), lines.of("commented", "require"), lines.of(None, "id")
    (5, 4, 1)
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def of(self, rule: str | None, key: str | None) -> int | None:
        """The line of the key, else that of its rule; None where neither is found."""
        if rule is None:
            return None if key is None else self._along(key.split("."))
        start = self._ids.get(rule)
        if start is None:
            return None
        found = None if key is None else self._key(key.split(".", maxsplit=1)[0], *self._extent(start))
        return self._line(start if found is None else found)

    @cached_property
    def _ids(self) -> dict[str, int]:
        """Where each id stands, the last time where it is given twice."""
        return {found[2]: found.start(2) for found in _ID.finditer(self._text)}

    def _extent(self, start: int) -> tuple[int, int]:
        """From where to where the rule reaches that has its id there."""
        header = self._text.rfind("[[", 0, start)
        end = _HEADER.search(self._text, start)
        if header >= 0 and _HEADER.match(self._text, self._text.rfind("\n", 0, header) + 1):
            return header, end.start() if end else len(self._text)
        begin, after = self._text.rfind("{", 0, start), _ID.search(self._text, start)
        return max(begin, 0), after.start() if after else len(self._text)

    def _key(self, key: str, start: int, end: int) -> int | None:
        name = re.escape(key)
        found = re.compile(rf"""(?:^|[\s{{,])["']?{name}["']?\s*[=:]""", re.MULTILINE).search(
            self._text, start, end
        )
        return None if found is None else found.end() - 1

    def _along(self, path: list[str]) -> int | None:
        """The line that the path leads to, as far as it can be followed."""
        place, section = None, _NOTHING
        for part in path[:_DEEPEST]:
            times = 1
            if part.isdigit() and section is not _NOTHING:
                times = int(part)  # the first of a list stands where its name does
            else:
                name = re.escape(part)
                section = re.compile(rf"""(?:^|[\s{{,.\[])["']?{name}["']?\s*(?:[=:.]|\])""", re.MULTILINE)
            for _ in range(times):
                found = section.search(self._text, place or 0)
                if found is None:
                    return None if place is None else self._line(place)
                place = found.end() - 1
        return None if place is None else self._line(place)

    def _line(self, place: int) -> int:
        return self._text.count("\n", 0, place) + 1
