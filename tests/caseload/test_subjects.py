"""Near-identical subjects: what is set aside, and which are alike."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caserules.caseload.subjects import Forms, clusters

WORDS = ("refund", "login", "error", "order", "late", "film", "no")
FORMS = st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map(tuple), max_size=12)


def forms(*subjects: str, **more: Any) -> list[str]:
    """The normal forms of these subjects."""
    return [" ".join(form) for form in Forms(((each, ()) for each in subjects), **more)]


@pytest.mark.parametrize(
    ("one", "other", "form"),
    [
        ("Refund of 12.50, order 17", "refund of 9.99 (order 123)", "refund of order"),
        ("Order ORD-AB-12 is late", "order C_99/7 is late!!!", "order is late"),
        ("RE: Fwd: no sound since 2026-03-02", "no sound since 3/2", "no sound since"),
        ("re[2]: no sound on Monday", "no sound on Tue", "no sound on"),
        ("judging in March", "judging in April?", "judging in"),
        (
            'screening of "The Last Wave" moved',
            "screening of \u201eAm\u00e9lie\u201c moved",
            "screening of moved",
        ),
        ("the film 'Last Wave' is late", "the film \u2018Kite\u2019 is late", "the film is late"),
        ("see https://example.com/x now", "see www.example.org now", "see now"),
        ("mail from kim@example.com", "mail from lee@example.org", "mail from"),
        ("FULLWIDTH \uff21\uff22\uff23 x", "fullwidth abc X", "fullwidth abc x"),
        ("don't work", "Don't work...", "don't work"),
        ("at 5 o'clock sharp", "at 17 o'clock, sharp", "at o'clock sharp"),
    ],
)
def test_numbers_ids_dates_titles_and_punctuation_are_set_aside(one: str, other: str, form: str) -> None:
    """What is left of the two is the same."""
    assert forms(one, other) == [form, form]


def test_names_are_told_by_their_capitals_inside_a_sentence() -> None:
    """A word with a capital inside a sentence is a name, also where it begins another subject."""
    found = forms("a refund for Ana Novak", "Ana asks: a refund for Bo Li", "Bo's ask: a refund for Li")
    assert found == ["a refund for", "asks a refund for", "ask a refund for"]


def test_a_word_that_stands_small_as_often_is_no_name() -> None:
    """`Order` with a capital once and small once is a word; a small word that is a name as well stays."""
    assert forms("my Order is late", "the order, please") == ["my order is late", "the order please"]
    assert forms("ask Will", "let Will know", "it will work") == ["ask", "let know", "it will work"]


def test_the_beginning_of_each_sentence_says_nothing() -> None:
    """A capital after a full stop is no name."""
    assert forms("it fails. Login too") == ["it fails login too"]


def test_words_in_capitals_and_titled_subjects_say_nothing_of_names() -> None:
    """`PDF` is a word; so is every word of a subject that gives each longer one a capital."""
    assert forms("no sound in the PDF") == ["no sound in the pdf"]
    assert forms("Payment Failed For Order 17") == ["payment failed for order"]


def test_names_that_a_case_knows_are_set_aside_however_they_are_written() -> None:
    """In the subject of that case, and in no other."""
    found = Forms([("refund for ana novak", ("Ana Novak",)), ("refund for ana", ())])
    assert [" ".join(form) for form in found] == ["refund for", "refund for ana"]


def test_capitals_say_nothing_where_they_are_not_asked() -> None:
    """As in German."""
    assert forms("Frage zur Rechnung", "Frage zur Anmeldung", by_capital=False) == [
        "frage zur rechnung",
        "frage zur anmeldung",
    ]
    assert forms("Frage zur Rechnung", "Frage zur Anmeldung") == ["frage zur", "frage zur"]


def test_of_a_very_long_subject_the_beginning_counts() -> None:
    """A thousand signs are looked at."""
    assert forms("x" * 5000) == ["x" * 1000]


@given(found=st.lists(st.text()), data=st.data())
def test_a_form_depends_on_which_subjects_there_are_not_on_their_order(found: list[str], data: Any) -> None:
    """Any text has a form; the forms of a permutation are the permuted ones."""
    order = data.draw(st.permutations(range(len(found))))
    told = forms(*found)
    assert forms(*(found[place] for place in order)) == [told[place] for place in order]


def _naive(found: list[tuple[str, ...]], similarity: float) -> list[int]:
    """Every pair compared, and groups joined until nothing is left to join."""
    groups = list(range(len(found)))
    for _ in found:
        for one, first in enumerate(found):
            for other, second in enumerate(found):
                union = len(set(first) | set(second))
                if not union or len(set(first) & set(second)) / union >= similarity:
                    groups[one] = groups[other] = min(groups[one], groups[other])
    return groups


@settings(max_examples=200)
@given(found=FORMS, similarity=st.sampled_from((0.5, 0.6, 0.75, 0.8, 1.0)))
def test_groups_are_those_that_comparing_every_pair_gives(
    found: list[tuple[str, ...]], similarity: float
) -> None:
    """A partition, each group named by its first form; alike is the share of words in common."""
    assert clusters(found, similarity) == _naive(found, similarity)
