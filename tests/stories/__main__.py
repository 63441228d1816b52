"""Tells every story anew, keeps the telling, and shows what is different: `make stories`.

Then it says of each desk which rules its stories have not shown yet.
"""

import sys
from collections import defaultdict
from pathlib import Path

from tests.stories.coverage import gaps
from tests.stories.play import Played, play_file
from tests.stories.script import StoryError, difference, scripts
from tests.stories.telling import tell

from caserules import RulebookError


def main(names: list[str]) -> int:
    """Writes the tellings of the stories of these names, or of all; gives the number of those that failed."""
    failed = 0
    told: defaultdict[str, list[Played]] = defaultdict(list)
    for name, place in scripts().items():
        if names and name not in names:
            continue
        try:
            played = play_file(place)
        except (StoryError, RulebookError) as error:
            failed += 1
            print(error, file=sys.stderr)
            continue
        _keep(place.with_suffix(".txt"), tell(played))
        told[played.script.desk].append(played)
    for desk, stories in told.items():
        print(f"{desk}: {len(gaps(stories))} left to show", *gaps(stories), sep="\n  ")
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
