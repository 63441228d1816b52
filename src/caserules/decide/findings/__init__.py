from caserules.decide.findings.checking import check
from caserules.decide.findings.finding import Checked, Finding

__all__ = ["Checked", "Finding", "check"]
