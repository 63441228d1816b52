"""The rulebook: everything that makes a desk, as data."""

import hashlib
import json
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from caserules.case import Case
from caserules.case.values import Filled
from caserules.engine import Function
from caserules.model import FrozenMap, Model
from caserules.rulebook.check import problems
from caserules.rulebook.errors import Problem, RulebookError, problems_of
from caserules.rulebook.fields import FieldSpec, case_type, check_typed
from caserules.rulebook.reading import parse, read, text_of, write
from caserules.rulesets.cloning import CloneRule
from caserules.rulesets.fill import FillRule
from caserules.rulesets.guard import GuardRule
from caserules.rulesets.metric import MetricRule
from caserules.rulesets.notices import NoticeRule
from caserules.rulesets.origin import OriginRule
from caserules.rulesets.place import RuleProblem, at
from caserules.rulesets.routing import RouteRule
from caserules.rulesets.same import Same
from caserules.rulesets.scan import ScanRule
from caserules.rulesets.sla import ClockRule
from caserules.rulesets.stages import Stage
from caserules.rulesets.terms import Plain, Terms
from caserules.rulesets.transitions import Status
from caserules.rulesets.upkeep import UpkeepRule
from caserules.rulesets.worklist import WorklistRule
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
    id: Filled
    """The desk's name in every case that it opens."""
    continues: tuple[Filled, ...] = ()
    """Desks whose cases are this one's as they are: one of which it has the name no more, or its base."""
    title: str = ""
    note: str = ""
    effective_from: date | None = None
    """The first day on which this rulebook is in force, in the desk's zone."""
    first_status: str
    """The status in which a case begins."""
    first_queue: str | None = None
    """The queue of a case that no routing rule places."""
    route_on: tuple[str, ...] = ("OpenCase",)
    """The commands after which the routing rules place the case; `RouteCase` asks for that by itself.

    Without `OpenCase` a new case waits in the first queue, and only clones are placed as they are made.
    """
    comments: Literal["public", "internal"] = "internal"
    """What a comment is that does not say so itself."""
    same: tuple[Same, ...] = ("requester", "type")
    """What makes an interaction and an existing case the same issue."""
    similarity: float = Field(default=1, gt=0, le=1)
    """How alike two subjects are at the least, where `same` has `subject`: the share of words in common."""
    words: FrozenMap[str, tuple[str, ...]] = FrozenMap()
    """Vocabularies by name; a field whose vocabulary is not declared takes any text (ALL-10)."""
    fields: FrozenMap[str, FieldSpec] = FrozenMap()
    """What this desk's cases have beside the fields of every case."""
    table: FrozenMap[str, FrozenMap[str, Plain]] = FrozenMap()
    """Look-ups by name, read as `table[key]`; a key that is not there gives what is missing."""
    let: FrozenMap[str, str] = FrozenMap()
    """Named conditions, written out wherever they are used."""
    schedule: FrozenMap[str, Schedule] = FrozenMap()
    """Schedules by name; `desk` is the desk's own, and without it the desk is open always, in UTC."""
    status: FrozenMap[str, Status] = Field(min_length=1)
    """The statuses by name."""
    effect: FrozenMap[str, str] = FrozenMap()
    """The status to which a command leads, by the command's name: a status, or a template of one."""
    origin: tuple[OriginRule, ...] = ()
    fill: tuple[FillRule, ...] = ()
    route: tuple[RouteRule, ...] = ()
    clone: tuple[CloneRule, ...] = ()
    guard: tuple[GuardRule, ...] = ()
    clock: tuple[ClockRule, ...] = ()
    notice: tuple[NoticeRule, ...] = ()
    upkeep: tuple[UpkeepRule, ...] = ()
    stage: tuple[Stage, ...] = ()
    """The guided process: a case begins in the first stage, and goes forward one by one."""
    worklist: tuple[WorklistRule, ...] = ()
    metric: tuple[MetricRule, ...] = ()
    scan: FrozenMap[str, ScanRule] = FrozenMap()
    """What a scan of a queue looks for, by the queue."""

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        found = tuple(problems(self))
        if found:
            raise RulebookError(found)
        return self

    @classmethod
    def load(cls, path: str | Path, *, locked: bool = True) -> "Rulebook":
        """The rulebook in a TOML or JSON file; raises `RulebookError` with every fault's place.

        A bare word is the name of a shipped desk. A file that names a `base` stands on top of it
        (`composed`), and is complete once loaded. Nothing in a file is run. Its rules are checked against
        the case when a `Desk` is made of it. The holidays of a lock file beside it (`caserules lock`) are
        taken up, unless it is to be loaded without: `locked=False`.
        """
        text, kind = read(path)
        return parse(cls, text, kind, str(path), locked=locked)

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

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """The JSON Schema of a rulebook file, for editors; expressions are text to it."""
        schema = cls.model_json_schema(by_alias=True)
        base = {"type": "string", "description": "The rulebook on top of which this one stands."}
        return schema | {"properties": {**schema["properties"], "base": base}}

    @cached_property
    def _content(self) -> str:
        return json.dumps(self.to_data(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    def digest(self) -> str:
        """A fingerprint of its content: equal rulebooks have equal ones (SHA-256, in hexadecimal)."""
        return hashlib.sha256(self._content.encode("utf-8", "surrogatepass")).hexdigest()

    def __eq__(self, other: object) -> bool:
        """By content as a file holds it, where `true` is not `1`."""
        return isinstance(other, Rulebook) and self._content == other._content

    def __hash__(self) -> int:
        return hash(self._content)

    def case_type(self, base: type[Case] = Case) -> type[Case]:
        """The type of this desk's cases: `base` with the fields declared here that it lacks.

        Raises `RulebookError` where `base` has one of them and otherwise than declared here.
        """
        found: list[Problem] = []
        for name, spec in self.fields.items():
            if name in base.model_fields:
                try:
                    with at(None, f"fields.{name}"):
                        check_typed(name, spec, base)
                except RuleProblem as problem:
                    found.extend(problems_of(problem))
        if found:
            raise RulebookError(tuple(found))
        return case_type(
            tuple((name, spec) for name, spec in self.fields.items() if name not in base.model_fields), base
        )

    def terms(self, base: type[Case] = Case, functions: tuple[Function, ...] = ()) -> Terms:
        """What its rules may name.

        Raises `RulebookError` where `base`, or a function's name, does not agree with what is declared here.
        """
        clashing = [
            Problem(
                key=f"{section}.{each.name}",
                message=f"`{each.name}` is a function of the host's",
                remedy="rename it",
            )
            for section, names in (("table", self.table), ("let", self.let))
            for each in functions
            if each.name in names
        ]
        if clashing:
            raise RulebookError(tuple(clashing))
        return Terms(
            case_type=self.case_type(base),
            words={"status": tuple(self.status), **self.words},
            tables=self.table,
            lets=self.let,
            schedules=self.schedule,
            registered={function.name: function for function in functions},
            homes=frozenset({self.id, *self.continues}),
        )

    def rules(self) -> dict[str, tuple[Any, ...]]:
        """All rules by kind, in the file's order."""
        kinds = (
            *("origin", "fill", "route", "clone", "guard", "clock", "notice", "upkeep"),
            *("worklist", "metric"),
        )
        return {kind: getattr(self, kind) for kind in kinds}
