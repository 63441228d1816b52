"""Names that a package hands on when they are first asked for."""

import sys
from types import ModuleType

import pytest

from caserules.later import later


@pytest.fixture
def face(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A package like `caserules.schedule`, whose face has two names of its modules."""
    package = ModuleType("caserules.schedule")
    monkeypatch.setitem(sys.modules, package.__name__, package)
    package.__path__ = []
    module = ModuleType("caserules.schedule.parts")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    module.__dict__.update(Nut="a nut", Bolt="a bolt", Spare="not handed on")
    names = later(package.__name__, {"parts": "Nut Bolt"})
    package.__dict__["__getattr__"], package.__dict__["__dir__"] = names
    return package


def test_a_name_is_had_from_its_module_once(face: ModuleType) -> None:
    """It is an attribute of the package from then on."""
    assert "Bolt" not in vars(face)
    assert face.Bolt == "a bolt"
    assert vars(face)["Bolt"] == "a bolt"


def test_a_face_lists_what_it_hands_on(face: ModuleType) -> None:
    """Whether it has been asked for or not, so that a shell can complete it."""
    assert {"Bolt", "Nut", "__name__"} <= set(dir(face))
    assert "Spare" not in dir(face)


def test_nothing_else_is_handed_on(face: ModuleType) -> None:
    """What a module has for itself is no name of the package."""
    with pytest.raises(AttributeError, match="has no attribute `Spare`"):
        _ = face.Spare
