"""Every public name says what it is for, and shows it."""

import importlib
from collections.abc import Iterator
from typing import get_origin

import pytest

PACKAGES = (
    "caserules",
    "caserules.caseload",
    "caserules.engine",
    "caserules.schedule",
    "caserules.testing",
)


def described(package: str) -> Iterator[tuple[str, str]]:
    """Each class and function that the package hands on, with what it says itself, not what it inherits."""
    module = importlib.import_module(package)
    for name in module.__all__:
        named = getattr(module, name)
        if isinstance(named, type):
            yield name, named.__dict__.get("__doc__") or ""
        elif get_origin(named) is None and callable(named):
            yield name, named.__doc__ or ""


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_shows_an_example(package: str) -> None:
    """Each class and function of a package's face has a docstring of its own, with an example that is run."""
    said = dict(described(package))
    assert said
    assert [name for name, text in said.items() if ">>>" not in text] == []
