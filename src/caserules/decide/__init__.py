from importlib import import_module
from typing import TYPE_CHECKING, Any

from caserules.decide.allowed import Allowed, allowed
from caserules.decide.command import decide
from caserules.decide.interaction import receive
from caserules.decide.rules import Rules, compiled

if TYPE_CHECKING:
    from caserules.decide.findings import Checked, Finding, check

__all__ = ["Allowed", "Checked", "Finding", "Rules", "allowed", "check", "compiled", "decide", "receive"]


def __getattr__(name: str) -> Any:
    """What looks a whole rulebook through is imported when it is first asked for."""
    if name in {"Checked", "Finding", "check"}:
        return getattr(import_module("caserules.decide.findings"), name)
    raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
