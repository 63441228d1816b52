from caserules.display.diagram import life_cycle
from caserules.display.markdown import markdown
from caserules.display.page import page
from caserules.display.timeline import timeline

__all__ = ["life_cycle", "markdown", "page", "timeline"]
