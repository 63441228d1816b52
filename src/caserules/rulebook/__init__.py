from caserules.rulebook.errors import Problem, RulebookError
from caserules.rulebook.fields import FieldSpec
from caserules.rulebook.reading import read
from caserules.rulebook.rulebook import Rulebook

__all__ = ["FieldSpec", "Problem", "Rulebook", "RulebookError", "read"]
