"""The JSON Schema of clocks: of what is written, not only of what is read."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel, TypeAdapter

import caserules as cr

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CLOCKS = [
    {
        "id": "solve",
        "pause": "case.owner == 'bo'",
        "stop": "case.phase == 'closed'",
        "targets": [{"within": "8 hours"}],
        "warn": ["50%", "30 minutes"],
    },
    {"id": "today", "targets": [{"by": "17:00"}]},
    {"id": "never", "start": "case.owner == 'eve'", "targets": [{"within": "2 business days"}]},
    {"id": "free", "targets": [{"when": "case.owner == 'eve'", "within": "1 hour"}]},
]
BOOK: dict[str, Any] = {
    "id": "tiny",
    "first_status": "new",
    "status": {"new": {"phase": "open"}},
    "clock": CLOCKS,
}


@pytest.mark.parametrize("hours", [0, 3, 9])
def test_a_clock_is_written_as_its_schema_says(hours: int) -> None:
    """Every fact of it stands there, of every clock in whatever state, and so with its segments."""
    desk = cr.Desk(cr.Rulebook.model_validate(BOOK))
    context = cr.Context(now=NOW, actor="ana")
    case = desk.decide(None, cr.OpenCase(new_id="C-1", subject="s"), context).or_raise().case
    later = context.replace(now=NOW + timedelta(hours=2))
    case = desk.decide(case, cr.AssignCase(to="bo"), later).or_raise().case
    assert case is not None
    clocks = desk.clocks(case, NOW + timedelta(hours=2 + hours))
    adapter = TypeAdapter(tuple[cr.Clock, ...])
    written, schema = json.loads(adapter.dump_json(clocks)), adapter.json_schema(mode="serialization")
    jsonschema.validate(written, schema)
    for clock in written:
        assert list(clock) == schema["$defs"]["Clock"]["required"]
        for segment in clock["segments"]:
            assert set(segment) == set(schema["$defs"]["Segment"]["required"])


@pytest.mark.parametrize("kind", [cr.Clock, cr.Segment])
def test_what_is_read_has_the_fields_alone(kind: type[BaseModel]) -> None:
    """The facts follow from them."""
    assert set(kind.model_json_schema(mode="validation")["properties"]) == set(kind.model_fields)
