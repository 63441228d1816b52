"""A package's names, each imported with its module when it is first asked for."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from threading import RLock
from typing import Any

__all__ = ["later"]

_IMPORTING = RLock()
"""One thread at a time: two that come in by different modules would see each other's half made."""


def later(package: str, homes: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The `__getattr__` and the `__dir__` of a package (PEP 562).

    `homes` has for each module below the package its names, with blanks between; any other name is an
    `AttributeError`. What was asked for once is an attribute from then on.
    """
    home_of = {name: home for home, names in homes.items() for name in names.split()}

    def of_package(name: str) -> Any:
        if name not in home_of:
            raise AttributeError(f"module `{package}` has no attribute `{name}`", name=name)
        with _IMPORTING:
            found = getattr(import_module(f"{package}.{home_of[name]}"), name)
        setattr(sys.modules[package], name, found)
        return found

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *home_of})

    return of_package, names
