"""Many boxes as bits, against all their points."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from caserules.engine.overlaps import Overlaps

_sides = st.dictionaries(st.sampled_from("abcd"), st.integers(1, 15), max_size=3)


@given(_sides, st.lists(_sides, max_size=7), st.data())
def test_what_boxes_leave_of_a_box_is_found(
    box: dict[str, int], boxes: list[dict[str, int]], data: st.DataObject
) -> None:
    """Meeting, holding and leaving a part are what a count of all points says, also among some boxes only."""
    everywhere = dict.fromkeys("abcd", 15)
    among = data.draw(st.integers(0, (1 << len(boxes)) - 1))

    def points(of: dict[str, int]) -> set[tuple[int, ...]]:
        sides = ([bit for bit in range(4) if of.get(name, 15) >> bit & 1] for name in "abcd")
        return set(product(*sides))

    every = [points(each) for each in boxes]
    overlaps = Overlaps(boxes, everywhere)
    own = points(box)
    assert overlaps.of(box) == sum(1 << place for place, each in enumerate(every) if each & own)
    assert overlaps.covering(box) == sum(1 << place for place, each in enumerate(every) if own <= each)
    taken = set().union(*(each for place, each in enumerate(every) if among >> place & 1))
    assert overlaps.left(box, among, lambda: None) == bool(own - taken)
