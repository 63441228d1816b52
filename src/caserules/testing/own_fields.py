"""Values of a desk's own fields, as its rulebook declares them."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from caserules.rulebook import Rulebook
from caserules.rulebook.fields import FieldSpec
from caserules.testing.commands import Fields
from caserules.testing.instants import instants
from caserules.testing.people import actors
from caserules.testing.texts import texts

__all__ = ["own_fields"]


def own_fields(book: Rulebook) -> Fields:
    """Some of the desk's own fields with values that fit, and always those that an opening needs.

    >>> from caserules import Desk
    >>> from caserules.testing import life_cycle
    >>> life = {"new": {"phase": "open"}}
    >>> book = Rulebook(id="tiny", first_status="new", status=life, fields={"floor": "integer"})
    >>> TestTiny = life_cycle(Desk(book), fields=own_fields(book)).TestCase
    """
    values = {name: _value(spec, book) for name, spec in book.fields.items()}
    needed = {name for name, spec in book.fields.items() if spec.default is None and not spec.missing}
    return st.fixed_dictionaries(
        {name: value for name, value in values.items() if name in needed},
        optional={name: value for name, value in values.items() if name not in needed},
    )


def _value(spec: FieldSpec, book: Rulebook) -> st.SearchStrategy[object]:
    if spec.vocabulary is not None:
        return st.sampled_from(book.words[spec.vocabulary])
    return _KINDS[spec.type]


_KINDS: dict[str, st.SearchStrategy[object]] = {
    "text": actors() | texts(),
    "integer": st.integers(-1, 100),
    "number": st.decimals(Decimal(-1), Decimal(1000), places=2),
    "bool": st.booleans(),
    "instant": instants(),
    "date": st.dates(date(2020, 1, 1), date(2030, 12, 31)),
}
"""A person's id stands in many a text, so that rules that look one up find somebody."""
