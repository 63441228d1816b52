"""The command line and the terminal; what needs the extra `cli` is imported when it is asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from caserules.cli.command import MISSING, main

if TYPE_CHECKING:
    from caserules.cli.terminal import console, progress, show

__all__ = ["console", "main", "progress", "show"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module `{__name__}` has no `{name}`")
    try:
        return getattr(import_module("caserules.cli.terminal"), name)
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(MISSING, name=error.name) from error
