from typing import TYPE_CHECKING

from caserules.decide.allowed import Allowed, allowed
from caserules.decide.command import decide
from caserules.decide.interaction import receive
from caserules.decide.rules import Rules, compiled
from caserules.later import later

if TYPE_CHECKING:
    from caserules.decide.findings import Checked, Finding, check
else:
    __getattr__, __dir__ = later(__name__, {"findings": "Checked Finding check"})

__all__ = ["Allowed", "Checked", "Finding", "Rules", "allowed", "check", "compiled", "decide", "receive"]
