from caserules.decide.plugged.facts import HostCloning, HostFills, HostOrigin, HostRouting
from caserules.decide.plugged.judging import HostNotices, HostValidation
from caserules.decide.plugged.timing import HostClocks, HostUpkeep

__all__ = [
    "HostClocks",
    "HostCloning",
    "HostFills",
    "HostNotices",
    "HostOrigin",
    "HostRouting",
    "HostUpkeep",
    "HostValidation",
]
