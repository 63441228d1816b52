"""The life of a case as a graph: statuses that nothing reaches, ends that can't be reached, idle effects."""

from collections.abc import Iterator

from caserules.decide.findings.finding import Finding, FindingKind
from caserules.decide.findings.proof import Proof
from caserules.decide.findings.texts import Book
from caserules.rulesets.terms import kinds_of
from caserules.rulesets.transitions import SETTLING

__all__ = ["lives"]

_ENDING = (*SETTLING, "MergeCase")
"""What ends a case, each with guards of its own."""


def lives(book: Book, proof: Proof) -> Iterator[Finding]:
    """What is wrong with the statuses and effects."""
    life = _Life(book, proof)
    yield from life.unreachable()
    yield from life.endless()
    yield from life.locked()
    yield from life.barred()
    yield from life.idle_effects()
    yield from life.ways_round()


class _Life:
    """The statuses of a rulebook with the ways that a case can really take."""

    def __init__(self, book: Book, proof: Proof) -> None:
        self._rules = book.rules
        self._transitions = book.rules.transitions
        self._statuses = book.rules.book.status
        read = book.rules.terms.read
        self._barred = {
            name
            for name, status in self._statuses.items()
            if status.who is not None and proof.never(read(status.who, book.judging))
        }
        self._back = self._entered("ReactivateCase")
        self._ways = {name: self._taken(name) for name in self._statuses}
        self._reached = self._from(book.rules.book.first_status)

    def _taken(self, name: str) -> frozenset[str]:
        """Where a case can go from a status: by any command, or from a read-only one by its reactivation."""
        status = self._statuses[name]
        if name in self._barred:
            return frozenset()
        ways = frozenset(target for target in status.to if self._enterable(target))
        if not status.read_only:
            return ways
        return frozenset() if status.phase == "open" else self._back & ways

    def _enterable(self, target: str) -> bool:
        """Whether some command brings cases into the status."""
        kinds = (kind for kind in self._rules.book.effect if target in self._transitions.targets(kind))
        return any(self._transitions.enters(kind, target) for kind in ("ChangeStatus", *kinds))

    def _from(self, name: str) -> frozenset[str]:
        """The status and all that can be reached from it."""
        found, waiting = {name}, [name]
        while waiting:
            new = self._ways[waiting.pop()] - found
            found |= new
            waiting.extend(new)
        return frozenset(found)

    def unreachable(self) -> Iterator[Finding]:
        """Statuses to which no case comes."""
        first = self._rules.book.first_status
        for name in self._statuses:
            if name not in self._reached:
                ways = [each for each, status in self._statuses.items() if name in status.to and each != name]
                told = "the ways to it can't be taken" if ways else "no way leads to it"
                yield self._finding(
                    "unreachable status",
                    name,
                    f"no case that begins as `{first}` ever becomes `{name}`: {told}",
                    f"name `{name}` among the ways of another status, or leave it out",
                )

    def endless(self) -> Iterator[Finding]:
        """Statuses out of which no case is ever closed; at a desk that closes none, read-only resolved."""
        statuses = self._statuses.items()
        closed = {name for name, status in statuses if status.phase == "closed"} or {
            name for name, status in statuses if status.phase == "resolved" and status.read_only
        }
        if not closed:
            first = self._rules.book.first_status
            told = "no status is of the phase `closed`, so no case is ever closed"
            yield self._finding(
                "no way to closed", first, told, "add a status of that phase, and a way to it"
            )
            return
        for name in self._statuses:
            if name in self._reached and not closed & self._from(name):
                told = f"no case that is `{name}` can ever be closed"
                remedy = f"lead a way from `{name}` towards " + ", ".join(f"`{each}`" for each in closed)
                yield self._finding("no way to closed", name, told, remedy)

    def locked(self) -> Iterator[Finding]:
        """Read-only statuses whose ways out can't be taken."""
        for name, status in self._statuses.items():
            if not status.read_only or not status.to or self._ways[name] or name in self._barred:
                continue
            ways = ", ".join(f"`{each}`" for each in status.to)
            remedy = f"let `ReactivateCase` lead to one of {ways}, or leave the ways of `{name}` out"
            if status.phase == "open":
                told = "only a settled case is reactivated"
                remedy = f"leave `read_only` out, or give `{name}` another phase"
            else:
                back = ", ".join(f"`{each}`" for each in sorted(self._transitions.targets("ReactivateCase")))
                told = f"`ReactivateCase` leads to {back}" if back else "`ReactivateCase` leads nowhere"
            message = f"`{name}` is read-only and its ways out, to {ways}, can't be taken: {told}"
            yield self._finding("no way out", name, message, remedy)

    def barred(self) -> Iterator[Finding]:
        """Statuses out of which nobody may move a case."""
        for name in self._statuses:
            if name in self._barred:
                told = f"nobody may move a case out of `{name}`: its `who` never holds"
                yield self._finding("never holds", name, told, "correct the condition", "who")

    def idle_effects(self) -> Iterator[Finding]:
        """Effects whose status no way leads to, from wherever their command can be given."""
        for kind in self._rules.book.effect:
            targets = self._entered(kind)
            sources = frozenset(filter(lambda name: self._takes(name, kind), self._reached))
            if targets & sources & {self._rules.book.first_status} and kind == "OpenCase":
                continue
            if not any(targets & (self._ways[name] - {name}) for name in sources):
                named = ", ".join(f"`{each}`" for each in self._transitions.targets(kind))
                told = f"leads to {named}, and no status that takes it has a way there"
                yield Finding(
                    kind="effect without a way",
                    rule=f"effect.{kind}",
                    message=f"`{kind}` {told if targets else f'may bring no case to {named}'}",
                    remedy="add the way under `to` of a status, or change the effect",
                )

    def ways_round(self) -> Iterator[Finding]:
        """Commands that end a case past the guards on those that are there to end it.

        Of an effect that reads the case nobody knows here which status it names.
        """
        for kind in self._rules.book.effect:
            leads = self._transitions.leads(kind)
            if kind in _ENDING or leads is None or leads.reads:
                continue
            for target in sorted(self._entered(kind) & self._reached):
                status = self._statuses[target]
                if status.phase == "open" or status.by is not None:
                    continue
                passed = tuple(self._passed(kind, target))
                if passed:
                    named = ", ".join(f"`{each}`" for each in passed)
                    yield Finding(
                        kind="round a guard",
                        rule=f"effect.{kind}",
                        message=f"`{kind}` brings a case to `{target}` past what guards it: {named}",
                        remedy=f"put `{kind}` under `on` too, or say `by` which commands lead to `{target}`",
                        others=passed,
                    )

    def _passed(self, kind: str, target: str) -> Iterator[str]:
        """The guards on the commands that are there to bring a case to an end, and not on that one."""
        settling = {each for each in SETTLING if target in self._entered(each)}
        for guard in self._rules.book.guard:
            watched = kinds_of(guard.on)
            if guard.enabled and kind not in watched and not settling.isdisjoint(watched):
                yield guard.id

    def _entered(self, kind: str) -> frozenset[str]:
        """The statuses into which a command of that kind may bring a case."""
        named = self._transitions.targets(kind)
        return frozenset(name for name in named if self._transitions.enters(kind, name))

    def _takes(self, name: str, kind: str) -> bool:
        """Whether a case in that status takes a command of that kind."""
        if kind == "OpenCase":
            return name == self._rules.book.first_status
        if kind == "ReactivateCase":
            return self._statuses[name].phase != "open"
        return not self._statuses[name].read_only

    def _finding(
        self, kind: FindingKind, name: str, message: str, remedy: str, key: str | None = None
    ) -> Finding:
        source = self._statuses[name].source
        return Finding(
            kind=kind, rule=f"status.{name}", key=key, message=message, remedy=remedy, source=source
        )
