"""Runs every example of the README, of the docs and of the docstrings."""

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

pytest_collect_file = Sybil(
    parsers=[DocTestParser(), PythonCodeBlockParser(), SkipParser()],
    patterns=["src/caserules/**/*.py", "README.md", "docs/**/*.md"],
).pytest()
