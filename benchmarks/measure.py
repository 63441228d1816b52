"""How the figures are taken: medians of repeated batches in one process, printed side by side."""

import gc
import os
import platform
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any

__all__ = ["Row", "machine", "measured", "once", "show", "side_by_side", "together"]

BATCHES = 7
BATCH_SECONDS = 0.03


@dataclass(frozen=True)
class Row:
    """One figure: what was asked, of whom, the median in seconds, and what else is to be said of it."""

    question: str
    who: str
    seconds: float
    note: str = ""


def measured(call: Callable[[], Any], *, batches: int = BATCHES) -> float:
    """Seconds that one call takes: the median of batches, each long enough for the clock."""
    return together({"": call}, batches=batches)[""]


def together(calls: dict[str, Callable[[], Any]], *, batches: int = BATCHES) -> dict[str, float]:
    """Seconds that one call of each takes, batch about batch, so that all share the machine's moods."""
    numbers = {who: _number(call) for who, call in calls.items()}
    taken: dict[str, list[float]] = {who: [] for who in calls}
    for _ in range(batches):
        for who, call in calls.items():
            taken[who].append(_batch(call, numbers[who]))
    return {who: median(each) for who, each in taken.items()}


def _number(call: Callable[[], Any]) -> int:
    call()
    begun = time.perf_counter()
    call()
    return max(1, int(BATCH_SECONDS / max(time.perf_counter() - begun, 1e-8)))


def once(make: Callable[[], Callable[[], Any]], *, times: int = 25) -> float:
    """Seconds that the first call of something fresh takes: the median of several, its making not counted."""
    return median(_batch(make(), 1) for _ in range(times))


def _batch(call: Callable[[], Any], number: int) -> float:
    was_on = gc.isenabled()
    gc.disable()
    try:
        begun = time.perf_counter()
        for _ in range(number):
            call()
        return (time.perf_counter() - begun) / number
    finally:
        if was_on:
            gc.enable()


def side_by_side(
    question: str,
    ours: Callable[[], Any],
    peers: dict[str, Callable[[], Any]],
    same: Callable[[Any, Any], bool] = lambda a, b: a == b,
) -> list[Row]:
    """Our figure, then each peer's; a peer that fails or whose answer is another than ours is marked."""
    answer = ours()
    calls, notes = {"caserules": ours}, {"caserules": ""}
    for who, call in peers.items():
        try:
            notes[who] = "" if same(answer, call()) else "another answer"
        except Exception as error:  # noqa: BLE001 - a peer's failure is a figure too
            notes[who] = f"fails: {type(error).__name__}"
        else:
            calls[who] = call
    seconds = together(calls)
    return [Row(question, who, seconds.get(who, float("nan")), note) for who, note in notes.items()]


def machine() -> str:
    """What the figures were taken on, and when."""
    today = datetime.fromtimestamp(time.time(), UTC).date()  # noqa: TID251 - a figure has a date
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.machine()}, {today}"


def show(title: str, rows: Iterable[Row]) -> None:
    """An aligned table: each figure, and how many times that of the first of its question it is."""
    print(f"{title} ({machine()})")
    cells: list[Sequence[str]] = [("question", "who", "median", "ratio", "")]
    first: dict[str, float] = {}
    for row in rows:
        base = first.setdefault(row.question, row.seconds)
        figure = "-" if row.seconds != row.seconds else _span(row.seconds)
        ratio = "" if figure == "-" else f"{row.seconds / base:.1f}"
        fresh = row.seconds == base and cells[-1][0] != row.question
        cells.append((row.question if fresh else "", row.who, figure, ratio, row.note))
    widths = [max(len(line[column]) for line in cells) for column in range(5)]
    for line in cells:
        text = [
            line[0].ljust(widths[0]),
            line[1].ljust(widths[1]),
            line[2].rjust(widths[2]),
            line[3].rjust(widths[3]),
        ]
        print("  ".join([*text, line[4]]).rstrip())
    print()


def _span(seconds: float) -> str:
    for size, unit in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= size:
            return f"{seconds / size:.2f} {unit}"
    return f"{seconds * 1e9:.0f} ns"
