"""A story as data: who works where, and step by step what came in, what was done and what was asked."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from difflib import unified_diff
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError, model_validator

from caserules.engine.errors import suggest
from caserules.model import Model

__all__ = ["FOLDER", "Ask", "Script", "Step", "StoryError", "difference", "read", "scripts", "timed"]

FOLDER = Path(__file__).parent

_MINUTE = re.compile(r"(?:(\d{4}-\d\d-\d\d) )?(\d\d:\d\d)$")
_INSTANTS = {"since", "until"}


class StoryError(ValueError):
    """What is wrong with a story: the message begins with the file and the step."""


class Ask(Model):
    """What somebody wants to know; one of these."""

    clocks: str | None = None
    """Every clock of that case, and what falls due next."""
    allowed: str | None = None
    """What may be asked for on that case; with `of` these commands alone."""
    of: tuple[str, ...] = ()
    timeline: str | None = None
    """All that happened to that case."""
    hand_over: str | None = None
    """What a colleague has to know of the cases of that owner."""
    worklist: str | None = None
    """The worklist by that id; `given` are the texts that it asks for."""
    given: dict[str, str] = {}  # noqa: RUF012 the model is frozen
    metrics: bool = False
    """Every metric over all the story's cases."""
    scan: str | None = None
    """The queue by that name; `sizes` are those that it had before."""
    sizes: tuple[int, ...] = ()

    @model_validator(mode="after")
    def _one_thing(self) -> "Ask":
        kinds = ("clocks", "allowed", "timeline", "hand_over", "worklist", "metrics", "scan")
        if sum(bool(getattr(self, kind)) for kind in kinds) != 1:
            raise ValueError(f"one thing is asked for at a time: {', '.join(kinds)}")
        return self


class Step(Model):
    """One thing at one minute: something comes in, is done, is swept, or is asked for."""

    at: str
    """The minute, `09:30`, in the desk's zone."""
    day: date | None = None
    """The day from here on; without it that of the step before."""
    who: str = "sweep"
    says: str
    """What happens, in a sentence."""
    case: str | None = None
    """The case that `do` is about; without one `do` opens it."""
    do: Any = None
    """Commands that are one decision: a table by their names, or a list of such tables."""
    receive: dict[str, Any] | None = None
    """Something that comes in."""
    numbers: tuple[int, int] | None = None
    """From which to which number `{n}` runs, for something that happens many times."""
    sweep: bool | tuple[str, ...] = False
    """The host looks what time calls for: at all cases, or at these."""
    acknowledge: str | None = None
    """The queue of whose size somebody takes note."""
    queue: dict[str, dict[str, Any]] = {}  # noqa: RUF012 the model is frozen
    """What the host knows of queues from here on."""
    agent: dict[str, dict[str, Any]] = {}  # noqa: RUF012 the model is frozen
    """What is different about agents from here on."""
    ask: Ask | None = None
    refused: bool = False
    """Whether the desk says no; a step that does not say so has to be accepted."""
    why: bool = False
    """Whether every rule that was tried is told too."""

    @model_validator(mode="after")
    def _one_thing(self) -> "Step":
        kinds = ("do", "receive", "sweep", "acknowledge", "queue", "agent", "ask")
        if sum(bool(getattr(self, kind)) for kind in kinds) != 1:
            raise ValueError(f"a step is one of these: {', '.join(kinds)}")
        if self.case is not None and not self.do:
            raise ValueError("`case` goes with `do`")
        return self


class Script(Model):
    """A story: its desk, its people, and its steps in order."""

    title: str
    desk: str
    about: str = ""
    day: date
    agent: dict[str, dict[str, Any]] = {}  # noqa: RUF012 the model is frozen
    team: dict[str, tuple[str, ...]] = {}  # noqa: RUF012 the model is frozen
    queue: dict[str, dict[str, Any]] = {}  # noqa: RUF012 the model is frozen
    person: dict[str, dict[str, Any]] = {}  # noqa: RUF012 the model is frozen
    """The customers, so that a step can name them."""
    account: dict[str, dict[str, Any]] = {}  # noqa: RUF012 the model is frozen
    step: tuple[Step, ...]


def scripts() -> dict[str, Path]:
    """Every story by its name."""
    return {place.stem: place for place in sorted(FOLDER.glob("*.toml"))}


def read(place: Path) -> Script:
    """The story in a file; raises `StoryError` with the place of what is wrong."""
    try:
        data = tomllib.loads(place.read_text(encoding="utf-8"))
        return Script.model_validate(data)
    except tomllib.TOMLDecodeError as error:
        raise StoryError(f"{place.name}: {error}") from None
    except ValidationError as error:
        raise StoryError("\n".join(_faults(place.name, data, error))) from None


def _faults(name: str, data: Mapping[str, Any], error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False):
        path = list(fault["loc"])
        where = name
        model: type[Model] = Script
        if path[:1] == ["step"] and len(path) > 1:
            number = int(path[1])
            at = data["step"][number].get("at", "no time")
            where, path, model = f"{name}, step {number + 1} ({at})", path[2:], Step
        if path[:1] == ["ask"] and len(path) > 1:
            model = Ask
        if fault["type"] == "extra_forbidden":
            yield f"{where}: there is no key `{path[-1]}`; {suggest(path[-1], model.model_fields)}"
        else:
            keys = ".".join(map(str, path))
            yield f"{where}: " + (f"`{keys}`: " if keys else "") + fault["msg"].removeprefix("Value error, ")


def timed(value: Any, day: date, zone: ZoneInfo, key: str = "") -> Any:
    """The value with its minutes as instants: what stands under `…_at`, `since` or `until` as `09:30`.

    A minute is of that day, unless it names its own: `2026-03-02 09:30`.
    """
    if isinstance(value, Mapping):
        return {name: timed(each, day, zone, name) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [timed(each, day, zone, key) for each in value]
    if isinstance(value, datetime):
        return value.replace(tzinfo=value.tzinfo or zone)
    if isinstance(value, str) and (key.endswith("_at") or key in _INSTANTS):
        return instant(value, day, zone)
    return value


def instant(text: str, day: date, zone: ZoneInfo) -> datetime:
    """That minute of the day, in the desk's zone; raises `StoryError` for what is no minute."""
    found = _MINUTE.match(text)
    if found is None:
        raise StoryError(f"`{text}` is no minute such as `09:30` or `2026-03-02 09:30`")
    return datetime.fromisoformat(f"{found[1] or day.isoformat()} {found[2]}").replace(tzinfo=zone)


def difference(name: str, golden: str, told: str) -> str:
    """What is different now, as a diff that a person reads; empty where nothing is."""
    lines = unified_diff(
        golden.splitlines(), told.splitlines(), f"{name} (kept)", f"{name} (now)", lineterm=""
    )
    return "\n".join(lines)
