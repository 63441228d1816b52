"""A host's object: asked by one method, its answer checked, its reasons told."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from caserules.case import Refusal
from caserules.case.told import shown
from caserules.decide.plugs import PlugError
from caserules.outline import Outline, Outlined, Text

__all__ = ["Host"]

T = TypeVar("T")


class Host:
    """A host's object, asked by one method; raises `TypeError` where it has none by that name."""

    def __init__(self, name: str, plug: object, method: str) -> None:
        found = getattr(plug, method, None)
        if not callable(found):
            raise TypeError(f"the host's `{name}`, a `{type(plug).__name__}`, has no method `{method}`")
        self._called = f"the host's `{name}`, a `{type(plug).__name__}`"
        self._plug = plug
        self._method = method
        self._ask: Callable[..., Any] = found

    def one(self, kind: type[T], *given: Any) -> T | None:
        """The answer, which has to be a `kind`; None where it leaves that to the rules."""
        answer = self._ask(*given)
        if answer is None or isinstance(answer, kind):
            return answer
        raise self.wrong(f"answered {shown(answer)}", f"answer a `{kind.__name__}`, or None")

    def several(self, kind: type[T], *given: Any) -> tuple[T, ...] | None:
        """The answer, which has to be any number of `kind`; None where it leaves that to the rules."""
        return self.all_of(kind, self._ask(*given))

    def all_of(self, kind: type[T], answer: Any) -> tuple[T, ...] | None:
        """The same of an answer that is there."""
        if answer is None:
            return None
        found = tuple(answer) if isinstance(answer, Iterable) else (answer,)
        strange = [each for each in found if not isinstance(each, kind)]
        if strange or not isinstance(answer, Iterable):
            within = f" with {shown(strange[0])} in it" if isinstance(answer, list | tuple) else ""
            wanted = f"answer any number of `{kind.__name__}` in a list or a tuple, or None"
            raise self.wrong(f"answered {shown(answer)}{within}", wanted)
        return found

    def either(self, kind: type[T], *given: Any) -> "tuple[T, ...] | Refusal | None":
        """The same; one refusal is an answer too."""
        answer = self._ask(*given)
        return answer if isinstance(answer, Refusal) else self.all_of(kind, answer)

    def wrong(self, what: str, remedy: str) -> PlugError:
        """The error about an answer that can't be used."""
        return PlugError(f"{self._called}: `{self._method}` {what}; {remedy}")

    def told(self, *given: Any) -> Outline:
        """Whether it answers, and what it says why; asked anew, for a person who asks."""
        answer = self._ask(*given)
        heading = f"{self._called}, " + ("leaves it to the rules" if answer is None else "has decided")
        why = getattr(self._plug, "why", None)
        said = why(*given) if callable(why) and answer is not None else None
        match said:
            case None:
                return Outline(heading=heading)
            case Outline():
                return Outline(heading=heading, blocks=(said,))
            case Outlined():
                return Outline(heading=heading, blocks=(said.outline(),))
            case _:
                return Outline(
                    heading=heading, blocks=tuple(Text(text=line) for line in str(said).splitlines())
                )
