from caserules.decide.allowed import Allowed, allowed
from caserules.decide.command import decide
from caserules.decide.interaction import receive
from caserules.decide.rules import Rules, compiled

__all__ = ["Allowed", "Rules", "allowed", "compiled", "decide", "receive"]
