"""A route: where a case goes, by which rule, and who was passed over on the way."""

from caserules.model import Model

__all__ = ["PassedOver", "Route"]


class PassedOver(Model):
    """Who was considered and not taken, and why.

    >>> Route(owner="bo", passed_over=(PassedOver(who="ana", why="is out until 13:00"),)).passed_over[0].who
    'ana'
    """

    who: str
    why: str


class Route(Model):
    """Where a case goes: with an owner, or in a queue, or (both None) nowhere, and by which rule.

    >>> Route(owner="ana", rule="finance").queue is None
    True
    """

    owner: str | None = None
    queue: str | None = None
    rule: str | None = None
    source: str | None = None
    passed_over: tuple[PassedOver, ...] = ()

    @property
    def why(self) -> str:
        """Who was passed over, and why, as one text; empty where nobody was.

        >>> Route(passed_over=(PassedOver(who="ana", why="has 5 cases, at most 5"),)).why
        '`ana` has 5 cases, at most 5'
        """
        return "; ".join(f"`{each.who}` {each.why}" for each in self.passed_over)
