"""The parts of an expression as values."""

from caserules.engine.kinds import BOOLEAN
from caserules.engine.nodes import Attribute, Name, Variable


def test_equal_by_class_and_content() -> None:
    """Where it stood and what it gives count for nothing; another class of part is another part."""
    assert Name("a", type=BOOLEAN, column=7) == Name("a")
    assert hash(Name("a", column=7)) == hash(Name("a"))
    assert Name("a") != Name("b")
    assert Name("a") != Variable("a")


def test_shown_with_its_content() -> None:
    """As it would be written in Python, without the place where it stood."""
    found = Attribute(Name("case"), "status", column=3)
    assert repr(found) == "Attribute(of=Name(name='case'), name='status')"
