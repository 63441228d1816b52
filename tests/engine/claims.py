"""A space of claims small enough to go through, and random rules on it."""

from typing import Any, Literal

from hypothesis import strategies as st

from caserules.engine import Rule, RuleSet, Scope, parse
from caserules.model import Model


class Claim(Model):
    """A small space: three words, whole numbers, a truth value."""

    kind: Literal["a", "b", "c"]
    size: int
    urgent: bool
    area: str | None = None


CLAIM = Scope({"claim": Claim})
atoms = st.one_of(
    st.sampled_from(['claim.kind == "a"', 'claim.kind in ("a", "b")', 'claim.kind != "b"', "claim.urgent"]),
    st.builds(
        lambda op, n: f"claim.size {op} {n}",
        st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
        st.integers(0, 4),
    ),
    st.sampled_from(
        ["claim.area is None", 'claim.area == "x"', 'claim.area in ("x", "y")', "not claim.urgent"]
    ),
)
_whens = st.recursive(
    atoms,
    lambda c: st.one_of(
        st.builds("({} and {})".format, c, c),
        st.builds("({} or {})".format, c, c),
        st.builds("not {}".format, c),
    ),
    max_leaves=4,
)
sets = st.lists(_whens | st.none(), min_size=1, max_size=6)
CLAIMS = [
    Claim(kind=kind, size=size, urgent=urgent, area=area)
    for kind in ("a", "b", "c")
    for size in range(-1, 6)
    for urgent in (True, False)
    for area in (None, "x", "y", "z")
]


def rules_of(texts: list[str | None], scope: Scope = CLAIM, **settings_: Any) -> RuleSet[Rule]:
    """Rules `r0`, `r1`, … under these conditions."""
    pairs = [(Rule(id=f"r{i}"), None if t is None else parse(t, scope)) for i, t in enumerate(texts)]
    return RuleSet(pairs, scope, **settings_)
