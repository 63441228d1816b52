from caserules.display.diagram import life_cycle
from caserules.display.page import page

__all__ = ["life_cycle", "page"]
