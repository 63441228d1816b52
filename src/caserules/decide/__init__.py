from caserules.decide.allowed import Allowed, allowed
from caserules.decide.command import decide
from caserules.decide.findings import Checked, Finding, check
from caserules.decide.interaction import receive
from caserules.decide.rules import Rules, compiled

__all__ = ["Allowed", "Checked", "Finding", "Rules", "allowed", "check", "compiled", "decide", "receive"]
