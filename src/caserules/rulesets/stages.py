"""Stages: the steps of a guided process; the next is reached when the present one's facts are complete."""

from collections.abc import Iterator

from caserules.case import Case, Context, Refusal
from caserules.engine import Expression, parse
from caserules.engine.errors import suggest
from caserules.model import Model
from caserules.rulesets.place import RuleProblem, at
from caserules.rulesets.terms import Terms, judged

__all__ = ["Stage", "Stages"]


class Stage(Model):
    """One step, with the conditions that have to hold before the case may leave it forward (SVC-02)."""

    name: str
    needs: tuple[str, ...] = ()
    """Conditions on `case`, `actor` and `now`."""
    remedy: str | None = None
    """What to do where one of them does not hold, for whoever works the case."""
    source: str = ""
    note: str = ""


class Stages:
    """The guided process of a rulebook, ready to run: forward one by one, backward at will."""

    def __init__(self, stages: tuple[Stage, ...], terms: Terms) -> None:
        self._order = {stage.name: place for place, stage in enumerate(stages)}
        self._stages = stages
        self._needs: dict[str, tuple[Expression, ...]] = {}
        for place, stage in enumerate(stages):
            if self._order[stage.name] != place:
                message = "the name is given to two stages"
                raise RuleProblem(stage.name, "name", message, "rename one of them")
            with at(stage.name, "needs"):
                self._needs[stage.name] = tuple(parse(need, terms.judging) for need in stage.needs)

    @property
    def first(self) -> str | None:
        """The stage in which a case begins; None where the desk has no guided process."""
        return self._stages[0].name if self._stages else None

    def refusals(self, case: Case, target: str, context: Context) -> Iterator[Refusal]:
        """Why the case can't move to the stage `target`: every need that is not met, each by itself."""
        if target not in self._order:
            yield Refusal(
                code="unknown-word",
                message=f"there is no stage `{target}`",
                remedy=suggest(target, self._order) or "the desk has no guided process",
            )
            return
        if case.stage is not None and case.stage not in self._order:
            yield Refusal(
                code="unknown-word",
                message=f"case `{case.id}` is at `{case.stage}`, a stage that this rulebook does not have",
                remedy="decide it by the rulebook of its time, or add the stage",
            )
            return
        present = self._order.get(case.stage or "", -1)
        wanted = self._order[target]
        if wanted > present + 1:
            skipped = self._stages[present + 1]
            yield Refusal(
                code="skips-a-stage",
                message=f"case `{case.id}` is at `{case.stage}`; it can't skip `{skipped.name}`",
                rule=f"stage.{skipped.name}",
                source=skipped.source or None,
                remedy=f"move to `{skipped.name}` first",
            )
        elif wanted == present + 1 and case.stage is not None:
            yield from self._incomplete(case, context)

    def _incomplete(self, case: Case, context: Context) -> Iterator[Refusal]:
        stage = self._stages[self._order[case.stage or ""]]
        values = judged(case, context)
        for need in self._needs[stage.name]:
            if not need.compiled(**values):
                yield Refusal(
                    code="stage-not-complete",
                    message=f"case `{case.id}` can't leave `{stage.name}` before `{need}` holds",
                    rule=f"stage.{stage.name}",
                    source=stage.source or None,
                    remedy=stage.remedy or "complete the stage's facts",
                )
