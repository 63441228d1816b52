"""What makes two the same issue, and what a host has to look for."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rulesets.cases import case

from caserules import Account, Desk, Interaction, Person, Rulebook
from caserules.rulesets.same import Same, Sought, agree, likeness, same_person, sought

SUBJECTS = st.lists(st.sampled_from(["printer", "on", "Fire", "fire", "again"]), max_size=5).map(" ".join)


@given(SUBJECTS, SUBJECTS)
def test_likeness_is_the_share_of_words_in_common(one: str, other: str) -> None:
    """Symmetric, 1 for the same words in any order and case, 0 where no word is shared."""
    found = likeness(one, other)
    assert found == likeness(other, one)
    words, others = ({word.lower() for word in text.split()} for text in (one, other))
    assert (found == 1) == (words == others)
    assert (found == 0) == (not words & others and bool(words | others))


@pytest.mark.parametrize(("similarity", "same"), [(1, False), (0.75, True), (0.5, True)])
def test_subjects_are_as_alike_as_the_rulebook_asks(*, similarity: float, same: bool) -> None:
    """Three words of four in common are enough from 0.75 down."""
    interaction = Interaction(channel="mail", subject="printer not on fire")
    assert agree("subject", interaction, case(subject="Printer on fire"), similarity) is same


@pytest.mark.parametrize(("one", "same"), [("p", True), ("P", False), (None, True), (" ", True)])
def test_a_blank_id_tells_nobody_apart(*, one: str | None, same: bool) -> None:
    """Where both have an id, the ids are compared; else the addresses are, in whatever letters."""
    known = Person(id="p", email="mo@example.org")
    assert same_person(Person(id=one, email="Mo@example.org"), known) is same
    assert not same_person(Person(id=one, email="ed@example.org"), Person(email="mo@example.org"))


@pytest.mark.parametrize(
    ("name", "fact"),
    [("requester", Person(id="p")), ("account", Account(id="a")), ("type", "t"), ("reason", "r")],
)
def test_what_one_of_them_lacks_is_not_in_common(name: Same, fact: Any) -> None:
    """What both know is the same; a fact that either lacks, or both, makes nothing the same."""
    bare = Interaction(channel="mail", subject="s")
    known = Interaction(channel="mail", subject="s", **{name: fact})
    assert agree(name, known, case(**{name: fact}), 1)
    assert not agree(name, known, case(), 1)
    assert not agree(name, bare, case(**{name: fact}), 1)
    assert not agree(name, bare, case(), 1)


def test_a_reply_is_looked_for_by_its_case() -> None:
    """Whatever the desk compares, a reply names its case; on its issue there may be others, too."""
    person = Person(id="p")
    reply = Interaction(channel="mail", subject="s", reply_to="C-7", requester=person)
    assert sought(reply, ("requester",)) == Sought(case_id="C-7", requester=person)
    assert sought(reply, ("requester", "type")) == Sought(case_id="C-7")
    assert sought(reply.replace(same_issue=False), ("requester",)) == Sought(case_id="C-7")


def test_what_is_looked_for_has_everything_that_is_compared() -> None:
    """The facts by which the desk compares, and no others."""
    person = Person(id="p")
    interaction = Interaction(channel="mail", subject="s", requester=person, type="t", reason="r")
    assert sought(interaction, ("requester", "type")) == Sought(requester=person, type="t")


def test_nothing_is_looked_for_where_nothing_can_be_found() -> None:
    """Without a fact that has to agree, or on a desk that compares nothing, there is nothing to fetch."""
    bare = Interaction(channel="mail", subject="s")
    assert sought(bare, ("requester",)) is None
    assert sought(bare, ()) is None


@pytest.mark.requirement("SOL-03")
def test_a_desk_says_what_to_look_for() -> None:
    """Given a desk that compares customer and type, then these two are what its host looks for."""
    plain = {"id": "d", "first_status": "new", "status": {"new": {"phase": "open"}}}
    desk = Desk(Rulebook.model_validate(plain))
    person = Person(id="p")
    interaction = Interaction(channel="phone", subject="s", requester=person, type="t")
    assert desk.looks_for(interaction) == Sought(requester=person, type="t")


def test_a_similarity_is_a_share() -> None:
    """Beyond 1, and at 0, it is a fault of the rulebook."""
    plain = {"id": "d", "first_status": "new", "status": {"new": {"phase": "open"}}}
    for similarity in (0, 1.5):
        with pytest.raises(ValueError, match="similarity"):
            Rulebook.model_validate({**plain, "similarity": similarity})
