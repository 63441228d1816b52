"""A story of one step, for the tests of how stories are read and kept."""

from pathlib import Path

SMALL = """
title = "small"
desk = "service_hub"
day = 2026-03-02
agent.ana = {}

[[step]]
at = "09:00"
who = "ana"
says = "Ana opens a case."
do.OpenCase = { new_id = "C-1", subject = "dark" }
"""


def written(folder: Path, text: str) -> Path:
    """A story in a file of its own."""
    place = folder / "small.toml"
    place.write_text(text)
    return place
