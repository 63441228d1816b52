"""The command line: `caserules check FILE...`, `caserules lock FILE...`."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from caserules.cli.lock import locked, years
from caserules.desk import load
from caserules.rulebook import RulebookError
from caserules.schedule import ScheduleError

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["MISSING", "main"]

MISSING = "the command line takes the extra `cli`: pip install 'caserules[cli]'"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    The exit status is 0 where all is well, 1 where a rulebook has faults (with `--strict` also where there is
    any finding), 2 where it could not be run.
    """
    given = _parser().parse_args(arguments)
    try:
        from caserules.cli.terminal import console  # noqa: PLC0415 needs the extra
    except ModuleNotFoundError:
        print(MISSING, file=sys.stderr)  # noqa: T201 there is no console to print it
        return 2
    out = console()
    run = _lock if given.command == "lock" else _check
    return max([run(file, given, out) for file in given.file])


def _check(file: str, given: argparse.Namespace, out: "Console") -> int:
    from rich.text import Text  # noqa: PLC0415 an extra

    from caserules.cli.terminal import show  # noqa: PLC0415 needs the extra

    try:
        desk = load(file)
    except RulebookError as error:
        out.print(Text(str(error), style="red"), soft_wrap=True)
        return 1
    book, checked = desk.rulebook, desk.check(on=given.on)
    rules = sum(len(each) for each in book.rules().values())
    said = f": {book.title or book.id}, {rules} rules, no fault"
    out.print(Text.assemble((file, "green"), said), soft_wrap=True)
    if not checked and checked.finished:
        return 0
    show(checked, out)
    return int(given.strict)


def _lock(file: str, given: argparse.Namespace, out: "Console") -> int:
    from rich.text import Text  # noqa: PLC0415 an extra

    try:
        for line in locked(file, given.years):
            out.print(Text(line), soft_wrap=True)
    except (OSError, RulebookError, ScheduleError) as error:
        out.print(Text(str(error), style="red"), soft_wrap=True)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="caserules", description="rules of customer-service cases, as data")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="load a rulebook and say what is wrong with it")
    check.add_argument("file", nargs="+", help="a rulebook, .toml or .json")
    check.add_argument("--strict", action="store_true", help="findings too give the exit status 1")
    check.add_argument(
        "--on", type=_day, help="2026-11-30; the day whose holidays, and those after, are needed"
    )
    lock = commands.add_parser("lock", help="write down the holidays that a rulebook relies on, beside it")
    lock.add_argument("file", nargs="+", help="a rulebook, .toml or .json")
    lock.add_argument("--years", type=years, help="2026-2030; left out: the years that are locked already")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"`{text}` is no date; write `2026-11-30`") from None
