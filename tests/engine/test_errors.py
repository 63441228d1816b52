"""What is suggested for a name that there is not."""

from hypothesis import given
from hypothesis import strategies as st

from caserules.engine.errors import suggest


@given(st.text(max_size=300), st.lists(st.text(max_size=300), max_size=20))
def test_a_suggestion_is_a_known_name(name: str, known: list[str]) -> None:
    """Whatever the names: the nearest, or some of them, or nothing where there are none."""
    found = suggest(name, known)
    assert bool(found) == bool(known)
    assert not found or any(f"`{each}`" in found for each in known)


def test_of_very_many_names_only_the_first_are_looked_at() -> None:
    """The rest is not even gone through, so a huge vocabulary costs no more than a large one."""
    names = iter(f"name {number}" for number in range(1_000_000))
    assert suggest("nam 4", names) == "did you mean `name 4`?"
    assert next(names) == "name 5000"
