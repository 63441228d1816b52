"""Runs every example of the README, of the docs and of the docstrings."""

from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

_docstrings = Sybil(
    parsers=[DocTestParser()],
    pattern="*.py",
    path="src",
    document_types={".py": PythonDocStringDocument},
)
_pages = Sybil(parsers=[SkipParser(), PythonCodeBlockParser()], pattern="*.md")

pytest_collect_file = (_docstrings + _pages).pytest()
