from caserules.decide.command import decide
from caserules.decide.interaction import receive
from caserules.decide.rules import Rules, compiled

__all__ = ["Rules", "compiled", "decide", "receive"]
