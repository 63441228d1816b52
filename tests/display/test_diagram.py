"""The life cycle as a diagram."""

from caserules import Rulebook
from caserules.display import life_cycle

BOOK = Rulebook.model_validate(
    {
        "id": "shop",
        "first_status": "new",
        "status": {
            "new": {"phase": "open", "to": ["done"]},
            "done": {"phase": "closed", "to": ["new"], "read_only": True},
            'say "hi"': {"phase": "open"},
        },
        "effect": {"CloseCase": "done"},
    }
)


def test_every_status_and_every_way_is_drawn() -> None:
    """A state for each status with its phase, the beginning, and an arrow for each way, with its command."""
    assert life_cycle(BOOK).splitlines()[1:] == [
        '    state "new (open)" as s0',
        '    state "done (closed, read-only)" as s1',
        '    state "say #quot;hi#quot; (open)" as s2',
        "    [*] --> s0",
        "    s0 --> s1: CloseCase",
        "    s1 --> s0",
    ]


def test_a_way_names_every_command_that_leads_to_its_end() -> None:
    """All of which it is the effect; where the status says by which it is entered, those."""
    status = {
        "new": {"phase": "open", "to": ["done", "gone"]},
        "done": {"phase": "resolved"},
        "gone": {"phase": "closed", "by": ["MergeCase"]},
    }
    effect = {"ResolveCase": "done", "CloseCase": "done"}
    book = Rulebook.model_validate({"id": "b", "first_status": "new", "status": status, "effect": effect})
    assert life_cycle(book).splitlines()[-2:] == [
        "    s0 --> s1: ResolveCase, CloseCase",
        "    s0 --> s2: MergeCase",
    ]


def test_a_way_names_no_command_that_its_beginning_does_not_take() -> None:
    """Nothing open is reactivated, and what is read-only is worked on no more."""
    status = {
        "new": {"phase": "open", "to": ["back", "done"]},
        "back": {"phase": "open", "to": ["new"]},
        "done": {"phase": "closed", "to": ["back"], "read_only": True},
    }
    effect = {"CompleteReferral": "back", "ReactivateCase": "back", "CloseCase": "done"}
    book = Rulebook.model_validate({"id": "b", "first_status": "new", "status": status, "effect": effect})
    assert life_cycle(book).splitlines()[-4:] == [
        "    s0 --> s1: CompleteReferral",
        "    s0 --> s2: CloseCase",
        "    s1 --> s0",
        "    s2 --> s1: ReactivateCase",
    ]
