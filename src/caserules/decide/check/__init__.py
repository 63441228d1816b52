from caserules.decide.check.check import check
from caserules.decide.check.finding import Checked, Finding

__all__ = ["Checked", "Finding", "check"]
