"""Whom a rulebook's rules name, and nobody of a roster is."""

import re
from collections.abc import Iterator

from caserules.case import Roster
from caserules.decide.findings.finding import Finding
from caserules.decide.findings.texts import Book, Place
from caserules.engine import Expression, Rule, Template
from caserules.engine.errors import suggest
from caserules.engine.nodes import Call, Literal
from caserules.engine.walk import nodes
from caserules.rulesets.routing import Pick

__all__ = ["strangers"]


def strangers(book: Book, roster: Roster) -> Iterator[Finding]:
    """Agents, teams, queues, skills, regions and shifts that rules ask for, and that are not there."""
    people = _People(book, roster)
    rules = book.rules.book
    for route in rules.route:
        if isinstance(route.to, Pick):
            yield from people.picked(route, route.to)
        elif people.queues:  # without a vocabulary, whom the roster does not know is a queue
            yield from people.named(route, "to", (route.to,) if isinstance(route.to, str) else route.to)
    for notice in rules.notice:
        yield from people.named(notice, "to", notice.to)
    for origin in rules.origin:
        yield from people.named(origin, "notify", origin.notify)
    for upkeep in rules.upkeep:
        yield from people.named(upkeep, "remind", (upkeep.remind,) if upkeep.remind else ())
    for name, scan in rules.scan.items():
        yield from people.named(Rule(id=f"scan.{name}", source=scan.source), "tell", scan.tell)
    for place in book.places:
        for expression in place.expressions(book.rules):
            yield from people.asked(place, expression)
    yield from _shifts(book, roster)


def _shifts(book: Book, roster: Roster) -> Iterator[Finding]:
    """Schedules by which agents work, and that the rulebook does not have, where a rule counts by them."""
    known, rules = book.rules.terms.schedules, book.rules.book
    upkeep = [each.id for each in rules.upkeep if each.schedule == "owner"]
    rule = next(iter([*upkeep, *(each.id for each in rules.clock if each.schedule == "owner")]), None)
    if rule is None:
        return
    for name in dict.fromkeys(agent.schedule for agent in roster.agents):
        if name is not None and name not in known:
            who = ", ".join(f"`{agent.id}`" for agent in roster.agents if agent.schedule == name)
            yield Finding(
                kind="nobody",
                rule=rule,
                key="schedule",
                message=f"`{rule}` counts by the owner's shifts, and {who} works by `{name}`, no schedule",
                remedy=suggest(name, known) or "add it to the rulebook, or leave it out of the roster",
            )


class _People:
    """A roster beside the queues of a rulebook."""

    def __init__(self, book: Book, roster: Roster) -> None:
        self._book = book
        self._roster = roster
        self.queues = frozenset(book.rules.terms.words.get("queue", ()))
        self._skills = {skill for agent in roster.agents for skill in agent.skills}

    def named(self, rule: Rule, key: str, names: tuple[str, ...]) -> Iterator[Finding]:
        """Those of the names, written out, that are nobody's; an address may be anybody's."""
        for text in names:
            who = self._fixed(text)
            if not (who is None or "@" in who or who in self.queues or self._roster.knows(who)):
                told = f"`{rule.id}` names `{who}`, and that is no agent, team or queue"
                yield _nobody(rule.id, rule.source, key, told)

    def _fixed(self, text: str) -> str | None:
        """Whom the text names whatever the case, written out or in a table; None where that depends."""
        if "{" not in text:
            return text
        read = re.findall(r"\{(\w+)", text)
        known = all(name in self._book.rules.terms.tables for name in read)
        template = Template(text, self._book.judging) if known else None
        return None if template is None or template.reads else template.render()

    def picked(self, rule: Rule, to: Pick) -> Iterator[Finding]:
        """What a pick asks for in vain: the team, or a skill or region that none of it has."""
        teams = self._given(to.team)
        unknown = [team for team in teams if not self._roster.is_team(team)]
        for team in unknown:
            told = f"`{rule.id}` picks of `{team}`, which is no team"
            yield _nobody(rule.id, rule.source, "to.team", told)
        if unknown:
            return
        agents = [agent for team in teams for agent in self._roster.members(team)]
        among = "of " + ", ".join(f"`{team}`" for team in teams)
        if not teams:
            agents, among = list(self._roster.agents), "of the roster"
        skills = {skill for agent in agents for skill in agent.skills}
        regions = {region for agent in agents for region in agent.regions}
        for key, text, have in (("skill", to.skill, skills), ("region", to.region, regions)):
            names = ", ".join(f"`{each}`" for each in self._given(text) if each not in have)
            if names:
                told = f"`{rule.id}` asks for the {key} {names}, which nobody {among} has"
                yield _nobody(rule.id, rule.source, f"to.{key}", told)

    def _given(self, text: str | None) -> tuple[str, ...]:
        """What the text may give: itself, or the words of what it names; nothing where that is not known."""
        template = Template(text or "", self._book.judging)
        match template.pieces:
            case (Expression() as only,):
                return tuple(only.type.words or ())
            case _:
                return (template.render(),) if text and not template.reads else ()

    def asked(self, place: Place, expression: Expression) -> Iterator[Finding]:
        """Groups and skills, written out, by which an expression asks."""
        for node in nodes(expression.root):
            match node:
                case Call(function="member", arguments=(_, Literal(value=str() as who))):
                    known = self._roster.knows(who)
                    told = f"`{place.rule}` asks for members of `{who}`, and that is no agent or team"
                case Call(function="skilled", arguments=(_, Literal(value=str() as skill))):
                    known = skill in self._skills
                    told = f"`{place.rule}` asks for the skill `{skill}`, which nobody has"
                case _:
                    continue
            if not known:
                yield _nobody(place.rule, place.source, place.key, told)


def _nobody(rule: str, source: str | None, key: str, message: str) -> Finding:
    remedy = "correct the name, or add it to the roster"
    return Finding(kind="nobody", rule=rule, key=key, source=source or None, message=message, remedy=remedy)
