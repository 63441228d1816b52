"""What type checkers see of a desk: its cases are of the host's own type, without narrowing."""

from typing import assert_type

import caserules as cr


class Escalation(cr.Case):
    """A case type of the host's own."""

    agency: str | None = None


def on_a_plain_desk(rulebook: cr.Rulebook, context: cr.Context, mail: cr.Interaction) -> None:
    """Without a case type, decisions are on `Case`."""
    desk = cr.Desk(rulebook)
    assert_type(desk, cr.Desk[cr.Case])
    decision = desk.decide(None, cr.OpenCase(new_id="C-1", subject="no heat"), context)
    assert_type(decision, cr.Decision[cr.Case])
    assert_type(decision.case, cr.Case | None)
    assert_type(desk.receive(mail, context).case, cr.Case | None)
    assert_type(cr.load("desk.toml"), cr.Desk[cr.Case])


def on_a_typed_desk(rulebook: cr.Rulebook, context: cr.Context, case: Escalation) -> None:
    """With one, the desk's own fields are known everywhere."""
    desk = cr.Desk(rulebook, case=Escalation)
    assert_type(desk, cr.Desk[Escalation])
    decision = desk.decide(case, [cr.SeeCase(), cr.AcknowledgeCase()], context).or_raise()
    assert_type(decision.changes, tuple[cr.Change[Escalation], ...])
    assert_type(decision.case.agency, str | None)
    assert_type(desk.replay(case.to_events()), Escalation)
    other: cr.Case = cr.Desk(rulebook).replay(case.to_events())
    assert_type(desk.adopt(other, context, set={"agency": "FCC"}), cr.Decision[Escalation])
    assert_type(desk.decision("{}"), cr.Decision[Escalation])
    assert_type(cr.load("desk.toml", case=Escalation), cr.Desk[Escalation])


def as_the_documentation_has_it(context: cr.Context, mail: cr.Interaction) -> None:
    """What it shows needs no narrowing and no conversion, and a name misspelt is found."""
    desk = cr.load("integrations")
    opening = cr.OpenCase(new_id="C-1", subject="no feed", comment="rang twice", fields={"feed": "A"})
    case = desk.decide(None, opening, context).or_raise().case
    assert_type(desk.clocks(case, context.now), tuple[cr.Clock, ...])
    assert_type(desk.due(case, context), tuple[cr.Due, ...])
    commands = [cr.AddComment(comment="x"), cr.ChangeFields(fields={"feed": "B"}), cr.CloseCase(reason="y")]
    assert_type(desk.decide(case, commands, context).or_raise().case, cr.Case)
    assert_type(desk.receive(mail, context).or_raise().case, cr.Case | None)
    cr.Opencase(new_id="C-1", subject="no feed")  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
