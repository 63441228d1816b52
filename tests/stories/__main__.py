"""Tells every story anew, keeps the telling, and shows what is different: `make stories`."""

import sys
from pathlib import Path

from tests.stories.play import play_file
from tests.stories.script import StoryError, difference, scripts
from tests.stories.telling import tell


def main(names: list[str]) -> int:
    """Writes the tellings of the stories of these names, or of all; gives the number of those that failed."""
    failed = 0
    for name, place in scripts().items():
        if names and name not in names:
            continue
        try:
            told = tell(play_file(place))
        except StoryError as error:
            failed += 1
            print(error, file=sys.stderr)
            continue
        _keep(place.with_suffix(".txt"), told)
    return failed


def _keep(place: Path, told: str) -> None:
    kept = place.read_text(encoding="utf-8") if place.is_file() else ""
    if told == kept:
        print(f"{place.name}: as it was")
    else:
        print(difference(place.name, kept, told) if kept else f"{place.name}: new")
        place.write_text(told, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
