from caserules.rulebook.errors import Problem, RulebookError, problems_of
from caserules.rulebook.fields import FieldSpec
from caserules.rulebook.reading import read
from caserules.rulebook.rulebook import Rulebook

__all__ = ["FieldSpec", "Problem", "Rulebook", "RulebookError", "problems_of", "read"]
