"""The demo: a day at a desk that a newcomer can read, and that adds up."""

import re

import pytest
from tests.examples.conftest import Ran, ran

WIDTH = 80


@pytest.fixture(scope="module")
def demo() -> Ran:
    """The demo as `make demo` runs it, piped."""
    return ran("demo.py", PYTHONHASHSEED="1")


def summed(line: str) -> tuple[int, int]:
    """Both sides of a printed sum."""
    whole, _, parts = line.replace(",", "").partition(" = ")
    return int(re.findall(r"\d+", whole)[0]), sum(map(int, re.findall(r"(?:^|\+ )(\d+)", parts)))


def test_the_demo_ends_well(demo: Ran) -> None:
    """It runs without outside data, complains of nothing, and its status says that the figures add up."""
    assert (demo.status, demo.err) == (0, "")


def test_the_demo_adds_up_for_whoever_adds_again(demo: Ran) -> None:
    """Each printed sum is right: messages, tries, cases and clocks are all accounted for."""
    sums = [line for line in demo.out.partition("Does it add up?")[2].splitlines() if " = " in line]
    assert len(sums) == 4
    for line in sums:
        whole, parts = summed(line)
        assert whole == parts, line


def test_the_demo_is_about_a_busy_day(demo: Ran) -> None:
    """Some 300 cases, by every channel, with every verdict, and refusals by many rules."""
    cases = re.search(r"(\d+) cases = ", demo.out)
    assert cases
    assert 280 <= int(cases[1]) <= 330
    for word in (
        "phone",
        "mail",
        "chat",
        "form",
        "a case",
        "added to one",
        "reopens one",
        "no case",
        "refused",
    ):
        assert word in demo.out
    refused = demo.out.partition("What was refused")[2].partition("\n\n")[0]
    assert len(refused.splitlines()) >= 10


def test_the_demo_says_first_what_is_seen(demo: Ran) -> None:
    """The first lines name the day, the rulebook, and what to watch for."""
    first = "\n".join(demo.out.splitlines()[:4])
    for word in ("Wednesday, 23 December 2026", "helpdesk.toml", "Christmas"):
        assert word in first


def test_the_demo_explains(demo: Ran) -> None:
    """It shows who was passed over, one refusal with the values it rests on, and one clock over Christmas."""
    assert re.search(r"passed over `\w+`: is out until", demo.out)
    assert "refuses  `credit-limit` (manual 5.6): `result.credited <= credit_limit[actor.role]`" in demo.out
    assert "remedy: ask a lead" in demo.out
    for reason in ("paused", "Christmas Eve", "Christmas Day", "Boxing Day", "office move"):
        assert reason in demo.out


def test_the_demo_fits_a_newcomers_patience(demo: Ran) -> None:
    """It is neither a page nor a book."""
    assert 60 <= len(demo.out.splitlines()) <= 100


def test_the_same_seed_is_the_same_day(demo: Ran) -> None:
    """Nothing in it rests on the order of a set, on the clock, or on chance without a seed."""
    assert ran("demo.py", PYTHONHASHSEED="2").out == demo.out


def test_another_seed_is_another_day_that_adds_up(demo: Ran) -> None:
    """The sums don't rest on one lucky day."""
    other = ran("demo.py", "--seed", "11")
    assert other.status == 0
    assert other.out != demo.out


def test_in_a_terminal_the_demo_keeps_to_its_width_and_has_colour() -> None:
    """At 80 columns nothing runs over."""
    shown = ran("demo.py", FORCE_COLOR="1", COLUMNS=str(WIDTH), TERM="xterm-256color").out
    assert "\x1b[1;4m" in shown
    lines = re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines()
    assert max(map(len, lines)) <= WIDTH
