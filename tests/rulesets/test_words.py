"""A word that the rulebook does not have is refused, wherever it stands in a value."""

from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caserules.case.commands import OpenCase, TakeAction
from caserules.case.parts import Person
from caserules.model import Model, Word
from caserules.rulesets.words import Words, vocabulary_of

KNOWN = ("refund", "call", "close")


class Inner(Model):
    """A part with a word."""

    colour: Annotated[str, Word("colour")] | None = None


class Outer(Model):
    """A value with words at every depth."""

    plain: str = "purple"
    tags: tuple[Annotated[str, Word("colour")], ...] = ()
    inner: Inner | None = None
    several: tuple[Inner, ...] = ()


WORDS = Words({"colour": ("red", "blue"), "action": KNOWN, "region": ("west",)})
COLOURS = st.sampled_from(("red", "blue", "rde"))


@given(st.text())
@pytest.mark.requirement("ALL-10")
def test_a_word_is_refused_exactly_if_it_is_not_declared(word: str) -> None:
    """Membership decides, and the refusal names word and vocabulary."""
    found = [each.message for each in WORDS.refusals(TakeAction(action=word))]
    assert found == ([] if word in KNOWN else [f"`{word}` is no word of `action`"])


@given(st.lists(COLOURS), st.none() | COLOURS, st.lists(COLOURS))
def test_words_are_found_at_every_depth(tags: list[str], one: str | None, more: list[str]) -> None:
    """In tuples, in parts and in tuples of parts, each unknown word gives a refusal of its own."""
    value = Outer(
        tags=tuple(tags), inner=Inner(colour=one), several=tuple(Inner(colour=each) for each in more)
    )
    found = list(WORDS.refusals(value))
    assert len(found) == [*tags, one, *more].count("rde")
    assert all(each.remedy == "did you mean `red`?" for each in found)


class Nested(Model):
    """A value with others of its own kind in it, beside another one."""

    below: "tuple[Nested | Inner, ...]" = ()
    beside: Inner | None = None


@given(st.lists(COLOURS, max_size=4), COLOURS)
def test_words_are_found_in_values_of_the_same_kind(below: list[str], beside: str) -> None:
    """However deep they stand in one another."""
    value = Nested(beside=Inner(colour=beside))
    for colour in below:
        value = Nested(below=(value, Inner(colour=colour)))
    assert len(list(WORDS.refusals(value))) == [*below, beside].count("rde")
    assert not list(Words({"action": KNOWN}).refusals(value))


def test_a_vocabulary_that_is_not_declared_takes_any_text() -> None:
    """A small desk declares the few that it needs."""
    assert not list(Words({}).refusals(TakeAction(action="anything")))


def test_only_the_named_fields_are_asked() -> None:
    """A case's own fields are checked without walking through the rest."""
    value = Outer(tags=("rde",), inner=Inner(colour="rde"))
    assert len(list(WORDS.refusals(value, only=("inner",)))) == 1


def test_the_parts_of_a_command_are_checked() -> None:
    """A requester's region is a word too."""
    command = OpenCase(new_id="C-1", subject="s", requester=Person(region="wets"))
    (refusal,) = WORDS.refusals(command)
    assert (refusal.code, refusal.remedy) == ("unknown-word", "did you mean `west`?")


def test_a_fields_vocabulary_is_known_by_its_name() -> None:
    """None for a field without one."""
    assert vocabulary_of(OpenCase, "priority") == "priority"
    assert vocabulary_of(OpenCase, "subject") is None
    assert vocabulary_of(Outer, "tags") == "colour"
