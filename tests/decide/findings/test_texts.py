"""Where the texts of a rulebook stand, each of which may use what is declared."""

from typing import Any

from tests.decide.findings.conftest import EFFECT, clock, found, life, route, upkeep


def test_texts_of_every_place_are_read() -> None:
    """A table that is read in one place alone is used there, wherever that is."""
    read = 'limit[case.subject] == "ana"'
    places: list[dict[str, Any]] = [
        life(working={"phase": "open", "to": ["done"], "who": read}),
        {"effect": {**EFFECT, "AcknowledgeCase": "{limit[case.subject]}"}},
        {"stage": [{"name": "one", "needs": [read]}]},
        {"origin": [{"id": "o", "then": "open", "set": {"origin": "{limit[command.subject]}"}}]},
        {"origin": [{"id": "o", "then": "open", "notify": ["{limit[command.subject]}"]}]},
        route(None, to={"team": "support", "skill": "{limit[case.subject]}"}),
        clock(each=f"a for a in case.activities if {read}"),
        clock(targets=[{"when": read, "within": "1 hour"}, {"within": "1 day"}]),
        clock(schedule="{limit[case.subject]}"),
        clock(stop=read),
        clock(targets=[{"within": "{terms[case.subject]}"}]),
        upkeep(remind="{limit[case.subject]}"),
        upkeep(
            do={"AddComment": {"comment": {"text": "{limit[case.subject]}"}}}, since="case.last_action_at"
        ),
        upkeep(**{"as": "{limit[case.subject]}"}),
    ]
    for keys in places:
        tables = {"limit": {"x": "ana"}, "terms": {"x": "1 hour"}}
        assert {("unused", "table.limit"), ("unused", "table.terms")} - set(found(table=tables, **keys))
