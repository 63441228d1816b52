"""What `import caserules` hands on, and what waits until it is asked for."""

import subprocess
import sys

import pytest

import caserules as cr
from caserules import decide
from caserules.decide import findings

LATE = ("caserules.decide.findings", "caserules.caseload", "caserules.cli", "holidays", "numpy", "rich")


def test_every_name_is_there() -> None:
    """All that the package lists can be had, those that are imported late as well."""
    assert all(hasattr(cr, name) for name in cr.__all__)
    assert (cr.Checked, cr.Finding, decide.check) == (findings.Checked, findings.Finding, findings.check)


@pytest.mark.parametrize("module", [cr, decide])
def test_a_name_that_is_not_there_is_named(module: object) -> None:
    """As Python itself says it."""
    with pytest.raises(AttributeError, match="has no attribute `nope`"):
        getattr(module, "nope")  # noqa: B009 a name that no checker knows


def test_what_a_decision_does_not_need_is_not_imported() -> None:
    """A program that loads a desk and decides pays for nothing else."""
    program = f"import sys, caserules; print([name for name in {LATE} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 our own program
    assert told.stdout.strip() == "[]"
