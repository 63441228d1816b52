"""Runs the programs of `examples/`: as a user would, or within the test for many small inputs."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
DATA = ROOT.parent / "shared" / "data"


@dataclass(frozen=True)
class Ran:
    """What a program left behind."""

    status: int
    out: str
    err: str


Program: TypeAlias = Callable[..., Ran]


def ran(program: str, *arguments: str, **environment: str) -> Ran:
    """A program of `examples/`, run in a process of its own without a terminal."""
    plain = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "COLUMNS")}
    done = subprocess.run(  # noqa: S603 our own programs
        [sys.executable, "-W", "error", str(EXAMPLES / program), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
        env={**plain, "PYTHONIOENCODING": "utf-8", **environment},
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def within(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    """Runs the `main` of a program in this process."""

    def run(program: str, *arguments: str) -> Ran:
        monkeypatch.syspath_prepend(EXAMPLES)
        monkeypatch.setattr(sys, "argv", [program, *arguments])
        status = import_module(program.removesuffix(".py")).main()
        said = capsys.readouterr()
        return Ran(status, said.out, said.err)

    return run
