"""Each desk's day as it was told when somebody last looked at it."""

import json
from functools import cache
from pathlib import Path

import pytest
from tests.stories.coverage import gaps
from tests.stories.play import Played, play, play_file
from tests.stories.script import Script, StoryError, difference, read, scripts
from tests.stories.small import SMALL, written
from tests.stories.telling import tell

STORIES = scripts()
DESKS = {read(place).desk: None for place in STORIES.values()}
AGAIN = "if that is meant: `make stories`, and look at the difference before you commit it"


@cache
def played(name: str) -> Played:
    """The story by that name, played once."""
    return play_file(STORIES[name])


@pytest.mark.parametrize("name", STORIES)
def test_a_story_is_told_as_it_was(name: str) -> None:
    """What the desk answers at each minute is what it answered when the telling was kept."""
    kept = STORIES[name].with_suffix(".txt")
    golden = kept.read_text(encoding="utf-8") if kept.is_file() else ""
    different = difference(kept.name, golden, tell(played(name)))
    assert not different, f"{different}\n\n{AGAIN}"


@pytest.mark.requirement("ALL-03")
@pytest.mark.parametrize("name", STORIES)
def test_every_case_of_a_story_is_the_fold_of_its_events(name: str) -> None:
    """Stored and read back, the events of each case make an equal case."""
    story = played(name)
    for case in story.cases.values():
        assert story.desk.replay(json.loads(json.dumps(case.to_events()))) == case


@pytest.mark.requirement("ALL-01")
@pytest.mark.parametrize("name", STORIES)
def test_what_is_refused_in_a_story_changes_nothing(name: str) -> None:
    """After a refusal the case is the very one that it was, and nobody else's changed."""
    refused = [moment for moment in played(name).moments if moment.step.refused and not moment.step.sweep]
    assert refused
    assert all(moment.cases == moment.before for moment in refused)


@pytest.mark.parametrize("name", STORIES)
def test_every_decision_of_a_story_can_be_explained(name: str) -> None:
    """Asked why, the desk tells what it decided, and every rule that it tried."""
    story = played(name)
    for decision in (each for moment in story.moments for each in moment.decisions):
        assert str(story.desk.why(decision)).startswith(str(decision.explain()).splitlines()[0])


@pytest.mark.requirement("ALL-04")
@pytest.mark.parametrize("desk", DESKS)
def test_the_stories_of_a_desk_show_every_rule(desk: str) -> None:
    """Each rule answers, refuses, holds or falls due somewhere, in each way in which it can come out."""
    stories = [played(name) for name, place in STORIES.items() if read(place).desk == desk]
    left = gaps(stories)
    assert not left, "\n".join([f"{len(left)} left to show at `{desk}`:", *left])


def test_what_no_story_shows_is_told_rule_by_rule(tmp_path: Path) -> None:
    """Of a desk of which little is told the other rules come in a list, each with what it never did."""
    left = gaps([play_file(written(tmp_path, SMALL))])
    assert "guard `members-pick`: never refusing" in left
    assert "status `status.resolved`: never entered" in left
    assert "route `opener-owns`: never answering" not in left


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("says =", "sais =", "small.toml, step 1 (09:00): there is no key `sais`; did you mean `says`?"),
        ("title =", "titel =", "small.toml: there is no key `titel`; did you mean `title`?"),
        ('at = "09:00"', 'at = "9"', "step 1 (9): `9` is no minute such as `09:30`"),
        ("OpenCase", "OpenCse", "step 1 (09:00): there is no command `OpenCse`; did you mean `OpenCase`?"),
        ("subject =", "subjct =", "step 1 (09:00): `OpenCase.subject` is missing"),
        ("says =", 'case = "C-2"\nsays =', "step 1 (09:00): there is no case `C-2` yet"),
        ("says =", "refused = true\nsays =", "step 1 (09:00): it was accepted, and says `refused`"),
        ('subject = "dark"', 'subject = "dark", type = "z"', "step 1 (09:00): it was refused"),
        ("says =", "sweep = true\nsays =", "step 1 (09:00): a step is one of these: do, receive, sweep"),
        ('"dark" }', '"dark", requester = "kim" }', "`kim` is nobody of this story"),
        ("day = 2026", "day 2026", "small.toml: "),
        (
            '"Ana opens a case."\ndo.OpenCase = { new_id = "C-1", subject = "dark" }',
            '"?"\nask.clocks = "C-1"\nask.metrics = true',
            "step 1 (09:00): `ask`: one thing is asked for at a time",
        ),
        ('who = "ana"', 'who = "ana"\ncase = "C-1"', "there is no case `C-1` yet"),
        ("do.OpenCase = {", 'case = "C-1"\nagent.ana = {} #', "`case` goes with `do`"),
        ("do.OpenCase = {", 'ask.hand_over = "anna" #', "`anna` does not work here; did you mean `ana`?"),
        ("do.OpenCase = {", "agent.anna = {} #", "`anna` does not work here; did you mean `ana`?"),
    ],
)
def test_what_is_wrong_with_a_story_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    """An unknown key, a time that is none, an answer that was not meant: file, step and minute say where."""
    place = written(tmp_path, SMALL.replace(old, new, 1))
    with pytest.raises(StoryError) as caught:
        play_file(place)
    assert told in str(caught.value)


def test_a_story_does_not_run_back(tmp_path: Path) -> None:
    """A step before the one above it is an error; on a later day it is none."""
    earlier = SMALL + '[[step]]\nat = "08:00"\nwho = "ana"\nsays = "?"\ncase = "C-1"\ndo.SeeCase = {}\n'
    with pytest.raises(StoryError, match=r"step 2 \(08:00\): the step before it was later"):
        play_file(written(tmp_path, earlier))
    later = earlier.replace('at = "08:00"', 'at = "08:00"\nday = 2026-03-03')
    assert [f"{moment.at:%d %H}" for moment in play_file(written(tmp_path, later)).moments] == [
        "02 09",
        "03 08",
    ]


def test_what_happens_many_times_is_told_once(tmp_path: Path) -> None:
    """The first is told whole, the others with their number and what became of them."""
    many = SMALL.replace('"C-1", subject = "dark"', '"C-{n}", subject = "dark {n}"')
    many = many.replace("says =", "numbers = [1, 12]\nsays =")
    story = play_file(written(tmp_path, many))
    assert len(story.cases) == 12
    assert "and 11 more, C-2 to C-12: accepted by `opener-owns` (SVC-08, SVC-01)" in tell(story)


def test_a_difference_reads_line_by_line() -> None:
    """What is gone, what is new, and nothing where nothing changed."""
    assert difference("day.txt", "a\nb\n", "a\nb\n") == ""
    told = difference("day.txt", "a\nb\n", "a\nc\n").splitlines()
    assert told[:2] == ["--- day.txt (kept)", "+++ day.txt (now)"]
    assert told[-2:] == ["-b", "+c"]


def test_a_story_can_be_played_anew() -> None:
    """The same script gives the same telling; it holds no state."""
    name = next(iter(STORIES))
    script: Script = read(STORIES[name])
    again = Played(name, script, played(name).desk, tuple(play(script, played(name).desk)))
    assert tell(again) == tell(played(name))
