"""What `import caserules` hands on, and what waits until it is asked for."""

import ast
import importlib
import inspect
import subprocess
import sys

import pytest

import caserules as cr
from caserules import decide
from caserules.decide import findings

BY_ITSELF = ("pydantic", "caserules.model")
SCHEDULE = ("caserules.case", "caserules.engine", "caserules.rulebook", "caserules.decide", "holidays")
DESK = (
    "caserules.engine.analysis",
    "caserules.decide.findings",
    "caserules.caseload",
    "holidays",
    "numpy",
)


def test_every_name_is_there() -> None:
    """All that the package lists can be had, those that are imported late as well."""
    assert all(hasattr(cr, name) for name in cr.__all__)
    assert (cr.Checked, cr.Finding, decide.check) == (findings.Checked, findings.Finding, findings.check)


@pytest.mark.parametrize("module", [cr, decide])
def test_a_name_that_is_not_there_is_named(module: object) -> None:
    """As Python itself says it."""
    with pytest.raises(AttributeError, match="has no attribute `nope`"):
        getattr(module, "nope")  # noqa: B009 a name that no checker knows


@pytest.mark.parametrize(
    ("program", "late"),
    [
        ("import caserules", BY_ITSELF),
        ("from caserules import Schedule", SCHEDULE),
        ("from caserules import Desk", DESK),
        ("from caserules import *", ("caserules.caseload", "caserules.cli", "holidays", "numpy", "rich")),
    ],
)
def test_what_was_not_asked_for_is_not_imported(program: str, late: tuple[str, ...]) -> None:
    """A program that measures by a schedule, or decides at a desk, pays for nothing else."""
    program += f"; import sys; print([name for name in {late} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 our own program
    assert told.stdout.strip() == "[]"


def test_what_a_checker_reads_is_what_is_handed_on() -> None:
    """The imports that a type checker reads give each name the object that the package gives."""
    source = inspect.getsource(cr)
    read: dict[str, object] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module not in {"typing", "caserules.later"}:
            module = importlib.import_module(str(node.module))
            read |= {each.name: getattr(module, each.name) for each in node.names}
    assert read == {name: getattr(cr, name) for name in cr.__all__}


AT_ONCE = """
import threading
import caserules as cr

names = ["Intake", "Allowed", "Desk", "Checked", "Due", "Editions"]
gate, found = threading.Barrier(len(names)), []

def ask(name):
    gate.wait()
    found.append(getattr(cr, name))

threads = [threading.Thread(target=ask, args=(name,)) for name in names]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(found))
"""


def test_several_threads_may_ask_at_once() -> None:
    """Each gets its name, by whatever module it comes: none sees the half-made module of another."""
    told = subprocess.run([sys.executable, "-c", AT_ONCE], capture_output=True, text=True, check=True)  # noqa: S603 our own program
    assert (told.stdout.strip(), told.stderr) == ("6", "")
