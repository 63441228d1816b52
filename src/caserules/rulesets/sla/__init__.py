from caserules.rulesets.sla.clock import Clock, ClockWarning
from caserules.rulesets.sla.clocks import Clocks
from caserules.rulesets.sla.rule import ClockRule, ClockTarget
from caserules.rulesets.sla.segment import Segment

__all__ = ["Clock", "ClockRule", "ClockTarget", "ClockWarning", "Clocks", "Segment"]
