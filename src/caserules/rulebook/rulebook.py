"""The rulebook: everything that makes a desk, as data."""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any, Literal

from caserules.case import Case
from caserules.engine import Function
from caserules.model import FrozenMap, Model
from caserules.rulebook.fields import FieldSpec, case_type
from caserules.rulebook.reading import parse, read, text_of, write
from caserules.rulesets.cloning import CloneRule
from caserules.rulesets.fill import FillRule
from caserules.rulesets.guard import GuardRule
from caserules.rulesets.notices import NoticeRule
from caserules.rulesets.origin import OriginRule, Same
from caserules.rulesets.routing import RouteRule
from caserules.rulesets.sla import ClockRule
from caserules.rulesets.terms import Plain, Terms
from caserules.rulesets.transitions import Status
from caserules.schedule import Schedule

__all__ = ["Rulebook"]


class Rulebook(Model):
    """All rules of one desk; loaded from a file or written in Python, it is the same object (ALL-06).

    >>> book = Rulebook(id="tiny", first_status="new", status={"new": {"phase": "open"}})
    >>> Rulebook.from_text(book.to_text("json"), "json") == book
    True
    """

    caserules: Literal[1] = 1
    """The version of this format."""
    id: str
    title: str = ""
    note: str = ""
    effective_from: date | None = None
    """The first day on which this rulebook is in force, in the desk's zone."""
    first_status: str
    """The status in which a case begins."""
    first_queue: str | None = None
    """The queue of a case that no routing rule places."""
    comments: Literal["public", "internal"] = "internal"
    """What a comment is that does not say so itself."""
    same: tuple[Same, ...] = ("requester", "type")
    """What makes an interaction and an existing case the same issue."""
    words: FrozenMap[str, tuple[str, ...]] = FrozenMap()
    fields: FrozenMap[str, FieldSpec] = FrozenMap()
    table: FrozenMap[str, FrozenMap[str, Plain]] = FrozenMap()
    let: FrozenMap[str, str] = FrozenMap()
    schedule: FrozenMap[str, Schedule] = FrozenMap()
    status: FrozenMap[str, Status]
    effect: FrozenMap[str, str] = FrozenMap()
    origin: tuple[OriginRule, ...] = ()
    fill: tuple[FillRule, ...] = ()
    route: tuple[RouteRule, ...] = ()
    clone: tuple[CloneRule, ...] = ()
    guard: tuple[GuardRule, ...] = ()
    clock: tuple[ClockRule, ...] = ()
    notice: tuple[NoticeRule, ...] = ()

    @classmethod
    def load(cls, path: str | Path) -> "Rulebook":
        """The rulebook in a TOML or JSON file; raises `RulebookError` with every fault's place.

        Nothing in the file is run. Its rules are checked against the case when a `Desk` is made of it.
        """
        text, kind = read(path)
        return cls.from_text(text, kind, file=str(path))

    @classmethod
    def from_text(cls, text: str, kind: Literal["toml", "json"], file: str | None = None) -> "Rulebook":
        """The rulebook in a text; inverse of `to_text`."""
        return parse(cls, text, kind, file)

    def save(self, path: str | Path) -> None:
        """Write it as TOML (extra `toml`; comments are lost) or JSON, by the file's ending."""
        write(path, self.to_data())

    def to_text(self, kind: Literal["toml", "json"]) -> str:
        """The rulebook as text; what equals its default is left out."""
        return text_of(self.to_data(), kind)

    def to_data(self) -> dict[str, Any]:
        """The rulebook as plain data, as a file holds it."""
        data = self.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)
        return {"caserules": self.caserules, **data}

    def digest(self) -> str:
        """A fingerprint of its content: equal rulebooks have equal ones (SHA-256, in hexadecimal)."""
        text = json.dumps(self.to_data(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def case_type(self, base: type[Case] = Case) -> type[Case]:
        """The type of this desk's cases: `base` with the fields declared here that it lacks."""
        specs = tuple((name, spec) for name, spec in self.fields.items() if name not in base.model_fields)
        return case_type(specs, base)

    def terms(self, base: type[Case] = Case, functions: tuple[Function, ...] = ()) -> Terms:
        """What its rules may name."""
        return Terms(
            case_type=self.case_type(base),
            words={"status": tuple(self.status), **self.words},
            tables=self.table,
            lets=self.let,
            schedules=self.schedule,
            registered={function.name: function for function in functions},
        )

    def rules(self) -> dict[str, tuple[Any, ...]]:
        """All rules by kind, in the file's order."""
        kinds = ("origin", "fill", "route", "clone", "guard", "clock", "notice")
        return {kind: getattr(self, kind) for kind in kinds}
