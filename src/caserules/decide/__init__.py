from caserules.decide.allowed import Allowed, allowed
from caserules.decide.check import check
from caserules.decide.command import decide
from caserules.decide.finding import Checked, Finding
from caserules.decide.interaction import receive
from caserules.decide.rules import Rules, compiled

__all__ = ["Allowed", "Checked", "Finding", "Rules", "allowed", "check", "compiled", "decide", "receive"]
