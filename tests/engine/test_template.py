"""Text with placeholders."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.conftest import SCOPE, Call, Person, Ticket

from caserules.engine import ExpressionError, Scope, Template, parse


@given(st.text(max_size=40))
def test_text_without_placeholders_renders_as_it_is(text: str) -> None:
    """Doubling the braces of any text gives a template that renders the text."""
    template = Template(text.replace("{", "{{").replace("}", "}}"), SCOPE)
    assert template.render() == text
    assert template.value() == text


@given(st.text(alphabet="{}a.t[]!:_ ", max_size=20) | st.text(max_size=20))
def test_any_text_is_a_template_or_an_error_with_its_place(text: str) -> None:
    """No template crashes, and none formats anything."""
    try:
        rendered = Template(text, SCOPE).render(ticket=Ticket())
    except ExpressionError as error:
        refused: ExpressionError | None = error
    else:
        refused = None
        assert isinstance(rendered, str)
    assert refused is None or 1 <= refused.column <= len(text) + 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("for {ticket.owner", "`{` has no `}`, at column 5"),
        ("for }", "`}` has no `{`, at column 5"),
        ("for {}", "there is nothing to read, at column 6"),
        ("for {ticket.ownr}", "did you mean `owner`?"),
        ("{ticket.__class__}", "`.__class__` can't be read, at column 2"),
        ("{ticket.priority + 1}", "a placeholder is a path"),
        ("{ticket.priority!r}", "not an expression"),
        ("{ticket.priority:>9999999}", "not an expression"),
        ("{lower(ticket.subject)}", "a placeholder is a path"),
        ("{_context}", "can't be read"),
        ("{late}", "a placeholder is a path"),
        ("{odd}", "in `odd`"),
        ("x" * 10_001, "at most 10000 are read"),
    ],
)
def test_what_is_no_path_is_refused(text: str, message: str) -> None:
    """Formats, calls and sums are not placeholders; the column is the template's."""
    scope = Scope(
        {**SCOPE.names}, SCOPE.words, SCOPE.tables, SCOPE.functions, {**SCOPE.lets, "odd": "ticket.zz"}
    )
    with pytest.raises(ExpressionError) as caught:
        Template(text, scope)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ticket.owner.name}", "ana"),
        ("{ticket.priority}", 3),
        ("{ticket.queue}", None),
        ("{limit[ticket.level]}", 3),
        ('{limit["high"]}', 7),
        ('{ticket.facts["n"]}', 4),
        ("{ticket.facts[ticket.type]}", None),
        ("{ticket.owner.name}!", "ana!"),
        ("{ticket.queue} and {{{ticket.priority}}}", " and {3}"),
        ("", ""),
    ],
)
def test_one_placeholder_alone_gives_the_value_itself(text: str, expected: Any) -> None:
    """Otherwise the text, in which a missing value leaves nothing."""
    ticket = Ticket(owner=Person(name="ana"), priority=3, facts={"n": 4})
    template = Template(text, SCOPE)
    assert template.value(ticket=ticket) == expected
    assert template.render(ticket=ticket) == ("" if expected is None else str(expected))


def test_what_has_a_name_may_be_written_by_it() -> None:
    """A `let` that finds a value, and a fact of what it finds; a yes or no is no text (`late`, above)."""
    lets = {"first_call": "first(c for c in ticket.calls)", "who": 'first_call.by or "nobody"'}
    scope = Scope({**SCOPE.names}, SCOPE.words, SCOPE.tables, SCOPE.functions, {**SCOPE.lets, **lets})
    template = Template("{who} for { first_call . minutes } minutes", scope)
    called = Ticket(calls=(Call(at=Ticket().opened_at, minutes=4, by="ana"),))
    assert template.render(ticket=called) == "ana for 4 minutes"
    assert template.render(ticket=Ticket()) == "nobody for  minutes"
    assert Template("{first_call}", scope).value(ticket=called) == called.calls[0]
    for text in ("{first_call.minutes + 1}", "{first_call[0]}", "{first_call}!"):
        with pytest.raises(ExpressionError):
            Template(text, scope)


@pytest.mark.parametrize(
    ("text", "column"), [("{ticket}", 2), ("of {ticket.owner}", 5), ("{ticket.queue}: {ticket.facts}", 18)]
)
def test_a_text_holds_no_whole_model_or_collection(text: str, column: int) -> None:
    """What has parts is read by nobody in a sentence; a placeholder alone may stand for the value itself."""
    with pytest.raises(ExpressionError, match="which a text can't hold") as caught:
        Template(text, SCOPE, written=True)
    assert (caught.value.column, caught.value.remedy) == (column, "name one of its facts")
    if text.startswith("{ticket}"):
        assert Template(text, SCOPE).value(ticket=Ticket()) == Ticket()
    else:
        with pytest.raises(ExpressionError):
            Template(text, SCOPE)


def test_a_text_foreseen_leaves_open_what_is_not_known() -> None:
    """A name, or one of its facts; what is known stands there, and what is missing leaves nothing."""
    template = Template("{ticket.owner.name}, {ticket.queue}, {ticket.priority}", SCOPE)
    ticket = Ticket(owner=Person(name="ana"), priority=3)
    assert template.foreseen((), ticket=ticket) == template.render(ticket=ticket) == "ana, , 3"
    assert template.foreseen({("ticket", "owner")}, ticket=ticket) == "…, , 3"
    assert template.foreseen({"ticket"}) == "…, …, …"


PLACES = ("ticket.owner.name", "ticket.queue", "ticket.priority", "ticket.subject")


@given(
    st.lists(st.sampled_from(PLACES) | st.sampled_from(("a ", "{{", ""))),
    st.builds(Ticket, priority=st.integers(0, 9), owner=st.none() | st.just(Person(name="ana"))),
)
def test_a_text_is_rendered_as_its_placeholders_mean(parts: list[str], ticket: Ticket) -> None:
    """The generated function writes what the interpreter says of each placeholder, one after the other."""
    template = Template("".join(f"{{{part}}}" if part in PLACES else part for part in parts), SCOPE)
    told = [parse(part, SCOPE).evaluate(ticket=ticket) if part in PLACES else part for part in parts]
    expected = "".join("" if each is None else str(each) for each in told).replace("{{", "{")
    assert template.render(ticket=ticket) == expected


def test_what_the_function_cannot_read_is_missing() -> None:
    """A value of another kind than the scope grants has none of its facts."""
    assert Template("for {ticket.owner.name}!", SCOPE).render(ticket=3) == "for !"


def test_a_template_is_a_value() -> None:
    """Equal by text and scope; it tells what it reads."""
    one = Template("{ticket.owner.name} of {ticket.queue}", SCOPE)
    assert one.reads == {("ticket", "owner", "name"), ("ticket", "queue")}
    assert one == Template(one.text, SCOPE)
    assert hash(one) == hash(Template(one.text, SCOPE))
    assert one != one.text
    assert repr(one) == "<Template {ticket.owner.name} of {ticket.queue}>"
