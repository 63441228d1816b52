"""Tells every story anew, keeps the telling, and shows what is different: `make stories`.

Then it says of each desk which rules its stories have not shown yet.
"""

import sys
from collections import defaultdict
from pathlib import Path

from tests.stories.coverage import gaps
from tests.stories.play import Played, play_file
from tests.stories.script import StoryError, difference, read, scripts
from tests.stories.telling import tell

from caserules import RulebookError


def main(desks: list[str]) -> int:
    """Writes the tellings of the stories of these desks, or of all; gives the number of those that failed."""
    failed = 0
    told: defaultdict[str, list[Played]] = defaultdict(list)
    for place in scripts().values():
        try:
            if desks and read(place).desk not in desks:
                continue
            played = play_file(place)
        except (StoryError, RulebookError) as error:
            failed += 1
            print(error, file=sys.stderr)
            continue
        _keep(place.with_suffix(".txt"), tell(played))
        told[played.script.desk].append(played)
    for desk, stories in told.items():
        left = gaps(stories)
        print(f"{desk}: {len(left)} left to show", *left, sep="\n  ")
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
