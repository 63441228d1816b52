from caserules.testing.commands import NO_FIELDS, commands, openings
from caserules.testing.contexts import contexts, interactions, notes, queues
from caserules.testing.histories import befall, cases, do, histories, open_case
from caserules.testing.instants import ZONES, gaps, instants, later, zones
from caserules.testing.life_cycle import life_cycle
from caserules.testing.own_fields import own_fields
from caserules.testing.people import AGENTS, TEAMS, absences, accounts, actors, agents, people, rosters
from caserules.testing.small_rulebooks import small_rulebooks
from caserules.testing.texts import ids, maybe, names, texts
from caserules.testing.vocabulary import SMALL_LIFE, WORDS, Life, words

__all__ = [
    "AGENTS",
    "NO_FIELDS",
    "SMALL_LIFE",
    "TEAMS",
    "WORDS",
    "ZONES",
    "Life",
    "absences",
    "accounts",
    "actors",
    "agents",
    "befall",
    "cases",
    "commands",
    "contexts",
    "do",
    "gaps",
    "histories",
    "ids",
    "instants",
    "interactions",
    "later",
    "life_cycle",
    "maybe",
    "names",
    "notes",
    "open_case",
    "openings",
    "own_fields",
    "people",
    "queues",
    "rosters",
    "small_rulebooks",
    "texts",
    "words",
    "zones",
]
