"""How outlines look in a terminal and in a pipe, and what `caserules check` says."""

from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from caserules.cli import console, main, progress, show
from caserules.outline import Moment, Outline, Outlined, Table, Text, Timeline

LONG = "w" * 300
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
EVERYTHING = Outline(
    heading="case `C-17`",
    blocks=(
        Text(text=f"owner: {LONG}", tone="bad"),
        Text(text="a lone ` and [brackets]"),
        Table(columns=("rule", "times"), rows=(("`first`", "1"),)),
        Timeline(moments=(Moment(at=AT, what="opened"),)),
        Outline(heading="inner"),
    ),
)


class Terminal(StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        """As a terminal answers."""
        return True


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but the stream itself says whether it is a terminal."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "60")


@contextmanager
def terminal() -> Iterator[Terminal]:
    """Standard output and error are one terminal of 60 columns."""
    screen = Terminal()
    with redirect_stdout(screen), redirect_stderr(screen):
        yield screen


def test_a_pipe_gets_the_plain_text_uncut(capsys: pytest.CaptureFixture[str]) -> None:
    """Piped, an outline is its `str`, however long its lines."""
    show(EVERYTHING)
    assert capsys.readouterr().out == f"{EVERYTHING}\n"


def test_a_pipe_gets_other_lines_uncut_too(capsys: pytest.CaptureFixture[str]) -> None:
    """What a program prints on the console itself is not wrapped in a pipe."""
    console().print(LONG)
    assert capsys.readouterr().out == f"{LONG}\n"


def test_a_terminal_gets_its_width_and_colour() -> None:
    """In a terminal lines keep to its width, a bad tone is red, and values in backticks are set off."""
    with terminal() as screen:
        show(EVERYTHING)
    said = screen.getvalue()
    assert "\x1b[31mowner:" in said
    assert "\x1b[1;4;36mC-17" in said
    assert LONG not in said


def test_what_was_written_is_no_markup() -> None:
    """Brackets in a text are printed as they are, and so is a backtick without a partner."""
    with terminal() as screen:
        show(EVERYTHING)
    assert "a lone ` and [brackets]" in screen.getvalue()


def test_an_object_shows_its_outline(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever has an outline can be shown."""

    class Told(Outlined):
        def outline(self) -> Outline:
            return Outline(heading="told")

    show(Told(), console())
    assert capsys.readouterr().out == "told\n"


def test_progress_is_shown_in_a_terminal_only(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a terminal there is no bar to move."""
    with progress("replaying", 3) as bar:
        assert bar is None
    assert capsys.readouterr().err == ""


def test_progress_moves_in_a_terminal() -> None:
    """In a terminal the bar is told how far the work is."""
    with terminal() as screen, progress("replaying", 3) as bar:
        assert bar is not None
        bar(3)
    assert "replaying" in screen.getvalue()


def test_check_passes_a_sound_rulebook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A rulebook without a fault is counted, and the exit status is 0."""
    file = tmp_path / "sound.toml"
    file.write_text('id = "sound"\nfirst_status = "new"\n[status.new]\nphase = "open"\n', encoding="utf-8")
    assert main(["check", str(file)]) == 0
    assert "sound, 0 rules, no fault" in capsys.readouterr().out


def test_check_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A rulebook with a fault is told with its place, the others are still checked, and the status is 1."""
    wrong, sound = tmp_path / "wrong.toml", tmp_path / "sound.toml"
    sound.write_text('id = "sound"\nfirst_status = "new"\n[status.new]\nphase = "open"\n', encoding="utf-8")
    wrong.write_text(sound.read_text("utf-8").replace('status = "new"', 'status = "nwe"'), encoding="utf-8")
    assert main(["check", str(wrong), str(sound)]) == 1
    said = capsys.readouterr().out
    assert "there is no status `nwe`" in said
    assert "no fault" in said


def test_a_console_can_be_given(capsys: pytest.CaptureFixture[str]) -> None:
    """`show` prints where it is told to."""
    elsewhere = StringIO()
    show(Outline(heading="here"), Console(file=elsewhere))
    assert (elsewhere.getvalue(), capsys.readouterr().out) == ("here\n", "")
