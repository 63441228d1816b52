"""Reads a table from a CSV file, plain or gzip, for the programs beside it."""

import csv
import gzip
import zlib
from pathlib import Path

__all__ = ["Unreadable", "table"]


class Unreadable(Exception):  # noqa: N818 reads as what is wrong
    """A file that can't be used, and why."""


def table(path: Path, name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of the file, or of the file `name` in the folder `path`, with these columns alone.

    A log repeats its words, so each is kept once. Raises `Unreadable` where there is no such file, it is no
    CSV with these columns, or it has no row.
    """
    file = path / name if path.is_dir() else path
    try:
        opened = gzip.open if file.suffix == ".gz" else open
        with opened(file, "rt", encoding="utf-8") as lines:
            read, words = csv.DictReader(lines), {}
            header = read.fieldnames or ()
            rows = [
                {each: words.setdefault(row.get(each), row.get(each)) for each in columns} for row in read
            ]
    except (OSError, EOFError, UnicodeDecodeError, csv.Error, zlib.error) as error:
        raise Unreadable(f"`{file}` {_reason(error)}") from error
    missing = [column for column in columns if column not in header]
    if header and missing:
        raise Unreadable(f"`{file}` has no column `{missing[0]}`; is it the right file?")
    if not rows:
        raise Unreadable(f"`{file}` is empty: it has no row")
    return rows


def _reason(error: Exception) -> str:
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return "is not there; give the path of the file, or of its folder"
        case gzip.BadGzipFile() | zlib.error():
            return "is no gzip file"
        case EOFError():
            return "breaks off in the middle"
        case UnicodeDecodeError():
            return "is no text in UTF-8"
        case OSError():
            return f"can't be read: {error.strerror}"
        case _:
            return f"is no CSV: {error}"
