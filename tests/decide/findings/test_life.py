"""Where a case's life may end."""

import caserules as cr


def test_a_read_only_resolved_status_is_an_end_where_none_is_closed() -> None:
    """A desk may end with a resolution that nothing changes any more; beside a closed status it is no end."""
    new = {"phase": "open", "to": ["done"]}
    done = {"phase": "resolved", "read_only": True}
    gone = {"phase": "closed"}
    for status, ends in (
        ({"new": new, "done": done}, True),
        ({"new": new, "done": {"phase": "resolved"}}, False),
        ({"new": {"phase": "open", "to": ["done", "gone"]}, "done": done, "gone": gone}, False),
    ):
        book = cr.Rulebook.model_validate({"id": "d", "first_status": "new", "status": status})
        assert (cr.Desk(book).check().of("no way to closed") == ()) is ends
