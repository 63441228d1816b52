"""The command line: `caserules check FILE...`."""

import argparse
import sys
from collections.abc import Sequence

from caserules.desk import load
from caserules.rulebook import RulebookError

__all__ = ["MISSING", "main"]

MISSING = "the command line takes the extra `cli`: pip install 'caserules[cli]'"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    The exit status is 0 where all is well, 1 where a rulebook has faults (with `--strict` also where there is
    any finding), 2 where it could not be run.
    """
    given = _parser().parse_args(arguments)
    try:
        from rich.text import Text  # noqa: PLC0415 an extra

        from caserules.cli.terminal import console, show  # noqa: PLC0415 needs the extra
    except ModuleNotFoundError:
        print(MISSING, file=sys.stderr)  # noqa: T201 there is no console to print it
        return 2
    out = console()
    status = 0
    for file in given.file:
        try:
            desk = load(file)
        except RulebookError as error:
            status = 1
            out.print(Text(str(error), style="red"), soft_wrap=True)
        else:
            book, checked = desk.rulebook, desk.check()
            rules = sum(len(each) for each in book.rules().values())
            said = f": {book.title or book.id}, {rules} rules, no fault"
            out.print(Text.assemble((file, "green"), said), soft_wrap=True)
            if checked or not checked.finished:
                status = max(status, int(given.strict))
                show(checked, out)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="caserules", description="rules of customer-service cases, as data")
    commands = parser.add_subparsers(required=True)
    check = commands.add_parser("check", help="load a rulebook and say what is wrong with it")
    check.add_argument("file", nargs="+", help="a rulebook, .toml or .json")
    check.add_argument("--strict", action="store_true", help="findings too give the exit status 1")
    return parser
