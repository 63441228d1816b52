"""The items for which a rule says `each`."""

import pytest

from caserules.case import Case
from caserules.engine import parse
from caserules.rulesets.items import listed
from caserules.rulesets.place import RuleProblem
from caserules.rulesets.terms import Terms


def fault(text: str, **lets: str) -> RuleProblem:
    """What is wrong with the text."""
    terms = Terms(lets=lets)
    with pytest.raises(RuleProblem) as error:
        listed("r", text, terms.scope(case=Case), terms)
    assert (error.value.rule, error.value.key) == ("r", "each")
    return error.value


def test_items_are_a_list_written_without_its_brackets() -> None:
    """What each of them is comes with it."""
    terms = Terms()
    scope = terms.scope(case=Case)
    found, kind = listed("r", "a for a in case.activities if a.number > 1", scope, terms)
    assert found == parse("[a for a in case.activities if a.number > 1]", scope)
    assert str(kind) == "`Activity`"


@pytest.mark.parametrize("text", ["case.activities", "a.kind for a in case.activities", "case.id"])
def test_what_names_no_parts_is_told(text: str) -> None:
    """With the way to write it."""
    found = fault(text)
    assert (found.message, found.remedy) == (f"`{text}` names no parts", "write `a for a in case.activities`")


def test_a_fault_has_its_column() -> None:
    """Counted in what was written there, also where a named condition is at fault, or it is no expression."""
    found = fault("a for a in case.activities if a.knd == 1")
    assert (found.column, found.text) == (31, "a for a in case.activities if a.knd == 1")
    found = fault("a for a in tasks", tasks="case.activites")
    assert (found.column, found.text) == (1, "case.activites")
    assert fault("a for").column is not None
