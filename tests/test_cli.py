"""The command line, and outlines in a terminal."""

import io
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

import caserules.cli
from caserules.cli import console, main, progress, show
from caserules.outline import Moment, Outline, Table, Text, Timeline

LIFE = {"new": {"phase": "open", "to": ["done"]}, "done": {"phase": "closed"}}
BOOK = {"caserules": 1, "id": "tiny", "first_status": "new", "status": LIFE}
LONG = "word " * 60
TOLD = Outline(
    heading="case `C-17`",
    blocks=(
        Text(text="kept", tone="good"),
        Text(text=f"late {LONG}", tone="bad"),
        Text(text="an odd ` backtick", tone="quiet"),
        Table(columns=("rule", "times"), rows=(("`a`", "1"),)),
        Timeline(moments=(Moment(at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC), what="opened [bold]"),)),
        Outline(heading="inner"),
    ),
)


def run(*arguments: str, hide: str = "") -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, with a package hidden."""
    program = (
        "import sys\n"
        f"if {hide!r}: sys.modules[{hide!r}] = None\n"
        "from caserules.cli import main\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 our own program


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A rulebook's file."""
    file = tmp_path / "tiny.json"
    file.write_text(json.dumps(BOOK))
    return file


def test_a_rulebook_without_fault_passes(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The exit status is 0, and the file is named."""
    assert main(["check", str(book)]) == 0
    assert capsys.readouterr().out == f"{book}: tiny, 0 rules, no fault\n"


def test_every_file_is_checked(book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One with a fault gives its place and the remedy, and status 1; the others are checked all the same."""
    bad = tmp_path / "bad.json"
    guard = {"id": "g", "on": "CloseCase", "require": f"case.ownr is None and {' or '.join(['True'] * 18)}"}
    bad.write_text(json.dumps({**BOOK, "guard": [guard]}))
    assert main(["check", str(tmp_path / "none.toml"), str(bad), str(book)]) == 1
    told = capsys.readouterr().out
    assert "can't be read" in told
    assert "did you mean `owner`?" in told
    assert str(guard["require"]) in told
    assert told.endswith(f"{book}: tiny, 0 rules, no fault\n")


def test_findings_are_told_and_count_where_it_is_strict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is doubtful stands under the file; it makes the exit status 1 only with `--strict`."""
    doubtful = tmp_path / "doubtful.json"
    doubtful.write_text(json.dumps({**BOOK, "let": {"mine": "case.owner == actor.id"}}))
    assert main(["check", str(doubtful)]) == 0
    assert "unused: no rule uses the condition `mine`; leave it out" in capsys.readouterr().out
    assert main(["check", "--strict", str(doubtful)]) == 1
    doubtful.write_text(json.dumps(BOOK))
    assert main(["check", "--strict", str(doubtful)]) == 0


def test_what_is_no_command_says_how(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing, and something unknown, give the usage and status 2."""
    with pytest.raises(SystemExit, match="2"):
        main([])
    assert "usage: caserules" in capsys.readouterr().err


def test_without_the_extra_it_says_what_to_install(book: Path) -> None:
    """No traceback: the command that helps."""
    done = run("check", str(book), hide="rich")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "the command line takes the extra `cli`: pip install 'caserules[cli]'\n"


def test_without_the_extra_the_terminal_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for the console names the extra too."""
    monkeypatch.delitem(sys.modules, "caserules.cli.terminal")
    monkeypatch.setitem(sys.modules, "rich.console", None)
    with pytest.raises(ModuleNotFoundError, match="extra `cli`"):
        _ = caserules.cli.console


def test_what_it_does_not_have_it_does_not_have() -> None:
    """An unknown name of the module is an attribute error."""
    with pytest.raises(AttributeError, match="`shwo`"):
        _ = caserules.cli.shwo  # type: ignore[attr-defined]


def test_importing_the_library_imports_no_extra() -> None:
    """Neither Rich nor NumPy nor the TOML writer nor the calendars come in with `import caserules`."""
    program = (
        "import sys, caserules; print([m for m in ('rich', 'numpy', 'tomli_w', 'holidays', 'hypothesis')"
        " if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 our own program
    assert told.stdout == "[]\n"


def test_a_pipe_gets_plain_uncut_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """Exactly the outline's own text: no colour, no wrapping, no cut."""
    show(TOLD)
    assert capsys.readouterr().out == f"{TOLD}\n"


def test_a_terminal_gets_every_block_in_colour() -> None:
    """Headings, texts by tone, tables and timelines; markup in them is only text."""
    seen = io.StringIO()
    show(TOLD, Console(file=seen, force_terminal=True, width=60, color_system="standard", highlight=False))
    told = seen.getvalue()
    assert "\x1b[32mkept" in told
    assert "\x1b[31mlate" in told
    assert "an odd ` backtick" in told
    assert "opened [bold]" in told
    assert "Mon 2026-03-02 09:30 UTC" in told
    assert "\x1b[1minner" in told
    assert all(len(line) < 200 for line in told.splitlines())


def test_what_has_an_outline_is_shown_by_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Anything outlined can be shown."""
    from caserules.rulesets.sla.clock import Clock  # noqa: PLC0415 any outlined value does

    clock = Clock(id="solve", case_id="C-17", read_at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
    show(clock)
    assert capsys.readouterr().out == f"{clock}\n"


def test_the_console_knows_a_pipe() -> None:
    """Where there is no terminal nothing is wrapped."""
    assert console().soft_wrap


def test_progress_is_shown_on_a_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bar where there is a terminal, nothing to call where there is none."""
    with progress("replaying", 3) as bar:
        assert bar is None
    monkeypatch.setenv("FORCE_COLOR", "1")
    with progress("replaying", 3) as bar:
        assert bar is not None
        bar(2)
