"""A morning at the solar desk: from a call to a case, or to none, and what a case needs from the first."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.desks.solar.people import HOME, HOUR, KIM, OPENING, ORGANISATION, REP, ROSTER, STRANGER

import caserules as cr
from caserules.caseload import worklist

CALL = cr.Interaction(
    channel="phone",
    subject="the deal again",
    text="Kim called about the deal.",
    type="deal status",
    requester=KIM,
    account=HOME,
    new_id="C-2",
)
FOR_REP = OPENING.replace(
    requester=REP, account=ORGANISATION, description="Ria Sol (Ria@sunrise.example) asks about a deal."
)
FOR_STRANGER = OPENING.replace(
    requester=STRANGER, account=ORGANISATION, description="Lee Park, 555 0199, is not in the CRM yet."
)


def test_a_check_finds_nothing() -> None:
    """No rule that never holds, nothing that may be missing unasked, no status without a way on."""
    assert cr.load("solar").check(ROSTER).findings == ()


@pytest.mark.requirement("SOL-01")
def test_what_ends_unresolved_becomes_a_case(desk: Any, refused: Callable[..., str]) -> None:
    """Given a call that nobody could settle, then a case; without an id for it there is none."""
    opened = desk.receive("ana", CALL)
    told = str(opened.explain())
    assert (opened.case.id, opened.case.status) == ("C-2", "awaiting support")
    assert "it ended unresolved, and somebody has to follow it up" in told
    assert (opened.verdict.rule, opened.verdict.source) == ("needs-follow-up", "SOL-01")
    refused(desk.receive("ana", CALL.replace(new_id=None)), "new-id-missing")


@pytest.mark.requirement("SOL-01")
def test_what_was_answered_in_writing_becomes_no_case(desk: Any) -> None:
    """An e-mail that was settled by its answer leaves nothing to follow up."""
    answered = desk.receive("ana", CALL.replace(channel="e-mail", resolved=True))
    assert (answered.accepted, answered.case, answered.verdict.then) == (True, None, "none")
    assert (answered.verdict.rule, answered.verdict.source) == ("settled-in-writing", "SOL-01")


@pytest.mark.requirement("SOL-02")
@pytest.mark.parametrize("channel", ["phone", "chat"])
def test_what_is_resolved_while_speaking_needs_no_case(
    desk: Any, channel: str, refused: Callable[..., str]
) -> None:
    """The answer is none, with the reason; a case by hand is opened all the same, on the desk's terms."""
    settled = desk.receive("ana", CALL.replace(channel=channel, resolved=True))
    assert (settled.case, settled.changes, settled.verdict.then) == (None, (), "none")
    told = str(settled.explain())
    assert f"it was resolved on the {channel}, and nothing is left to follow up" in told
    assert (settled.verdict.rule, settled.verdict.source) == ("settled-while-speaking", "SOL-02")
    assert "`settled-while-speaking` (SOL-02)" in desk.told(settled)
    assert desk.when("ana", OPENING).accepted
    refused(desk.receive("ana", CALL.replace(channel="fax", resolved=True)), "unknown-word")


@pytest.mark.requirement("SOL-03")
def test_the_host_is_told_what_to_look_for(desk: Any) -> None:
    """The cases of the same customer and request type; nothing where one of the two is not known."""
    sought = desk.desk.looks_for(CALL)
    assert (sought.requester, sought.type) == (KIM, "deal status")
    assert desk.desk.looks_for(CALL.replace(type=None)) is None


@pytest.mark.requirement("SOL-03")
def test_the_same_issue_becomes_a_note_on_its_case(case: Any, refused: Callable[..., str]) -> None:
    """Given Kim's open case: a second call is noted there, ana hears of it, and nothing is opened."""
    noted = case.receive("amy", CALL, HOUR)
    assert [each.case.id for each in noted.changes] == ["C-1"]
    assert noted.case.comments[0].text == "phone: the deal again Kim called about the deal."
    assert [(each.to, each.rule, each.source) for each in noted.notices] == [("ana", "same-issue", "SOL-03")]
    assert "case `C-1` is about the same issue, and is not closed" in str(noted.explain())
    told = refused(case.receive("amy", CALL.replace(channel="pone"), HOUR), "unknown-word")
    assert "did you mean `phone`?" in told


@pytest.mark.requirement("SOL-03")
def test_in_a_queue_those_who_work_it_hear_of_a_note(case: Any) -> None:
    """Where a case has no owner, its queue is told; a note on a settled call counts as well."""
    queued = case.given("ana", cr.ReleaseCase(queue="support"))
    noted = queued.receive("amy", CALL.replace(resolved=True), HOUR)
    assert (noted.verdict.then, [each.to for each in noted.notices]) == ("append", ["support"])


@pytest.mark.requirement("SOL-03")
@pytest.mark.parametrize(
    "other",
    [CALL.replace(type="app fault"), CALL.replace(requester=cr.Person(id="lee", name="Lee"))],
)
def test_another_issue_or_customer_is_a_case_of_its_own(case: Any, other: Any) -> None:
    """Another request type, another customer; and the same once the first case is closed."""
    assert case.receive("amy", other, HOUR).case.id == "C-2"
    closed = case.given("ana", cr.CloseCase())
    assert closed.receive("amy", CALL, HOUR).case.id == "C-2"


@pytest.mark.requirement("SOL-03")
def test_by_hand_too_existing_cases_come_first(case: Any, refused: Callable[..., str]) -> None:
    """A second case by hand is refused, unless the comment says why it is another issue."""
    again = OPENING.replace(new_id="C-2")

    def opened(command: cr.OpenCase, known: Any) -> Any:
        return case.desk.decide(None, command, case.context("amy", HOUR, related=(known,)))

    told = refused(opened(again, case.case), "looked-for-first")
    assert "`looked-for-first` (SOL-03): there is a case of the same customer and request type" in told
    assert opened(OPENING.replace(new_id="C-2", comment="the second house"), case.case).accepted
    assert opened(again, case.given("ana", cr.CloseCase()).case).accepted
    for_rep = case.desk.decide(None, FOR_REP, case.context("ana")).or_raise().case
    refused(opened(FOR_REP.replace(new_id="C-2"), for_rep), "looked-for-first")
    assert opened(FOR_STRANGER.replace(new_id="C-2"), for_rep).accepted


@pytest.mark.requirement("SOL-04")
def test_the_case_is_its_openers(desk: Any, case: Any, refused: Callable[..., str]) -> None:
    """Given a case that ana opened, then it is hers and on her list, and nobody picks it."""
    opened = desk.when("ana", OPENING).or_raise()
    assert (opened.case.owner, opened.events[-1].rules) == ("ana", ("opener-owns",))
    assert "`opener-owns` (SOL-04)" in desk.told(opened)
    listed = [worklist(case.desk, "my-cases", [case.case], case.context(who)) for who in ("ana", "amy")]
    assert [each.cases for each in listed] == [("C-1",), ()]
    assert listed[0].source == "SOL-04"
    refused(case.when("amy", cr.PickCase()), "already-owned")


@pytest.mark.requirement("SOL-04")
@pytest.mark.parametrize("who", ["form", "sid"])
def test_what_others_open_waits_for_support(desk: Any, who: str) -> None:
    """A case from a form, or from somebody of another team, is Support's, in its queue."""
    opened = desk.given(who, OPENING)
    assert (opened.case.owner, opened.case.queue) == (None, "support")
    assert opened.case.history[-1].rules == ("opened-elsewhere",)


@pytest.mark.requirement("SOL-05")
def test_a_case_is_opened_from_a_contact_record(desk: Any, refused: Callable[..., str]) -> None:
    """From Kim's record; on the account alone it is refused, with the two exceptions as the remedy."""
    assert desk.when("ana", OPENING).accepted
    for requester in (None, cr.Person(name="Kim Reyes")):
        told = refused(desk.when("ana", OPENING.replace(requester=requester)), "opened-from-a-contact")
        assert "`opened-from-a-contact` (SOL-05, SOL-12): `C-1` would be opened without a contact" in told
        assert "for a sales rep or a homeowner who has none, say so in the requester's `role`" in told
    refused(desk.receive("ana", CALL.replace(requester=None)), "opened-from-a-contact")


@pytest.mark.requirement("SOL-05")
def test_a_rep_without_a_record_has_the_case_on_the_organisation(
    desk: Any, refused: Callable[..., str]
) -> None:
    """On the organisation's account, and named in the description with the e-mail address."""
    assert desk.when("ana", FOR_REP).accepted
    told = refused(desk.when("ana", FOR_REP.replace(account=HOME)), "rep-on-the-organisation")
    assert "(SOL-05): `C-1` is for a sales rep without a contact record" in told
    refused(
        desk.when("ana", FOR_REP.replace(account=None, fields={"installer": "O-1"})),
        "rep-on-the-organisation",
    )
    for description in ("Ria Sol asks about a deal.", "ria@sunrise.example asks about a deal."):
        told = refused(desk.when("ana", FOR_REP.replace(description=description)), "rep-is-named")
        assert "remedy: write both into the description" in told
    refused(desk.when("ana", FOR_REP.replace(requester=REP.replace(email=None))), "rep-is-named")


@pytest.mark.requirement("SOL-05")
def test_a_rep_with_a_record_is_a_contact_like_any_other(desk: Any) -> None:
    """The exception is for those who have none."""
    known = FOR_REP.replace(requester=REP.replace(id="ria"), description="A deal is on hold.")
    assert desk.when("ana", known).accepted


@pytest.mark.requirement("SOL-06")
def test_an_account_is_an_installers_or_a_homeowners(desk: Any, refused: Callable[..., str]) -> None:
    """Either goes; a third kind is no word of the desk, and one without its kind is refused."""
    for account in (ORGANISATION, HOME):
        assert desk.given("ana", OPENING.replace(account=account)).case.account == account
    told = refused(
        desk.when("ana", OPENING.replace(account=ORGANISATION.replace(kind="instaler"))),
        "unknown-word",
        "installer-given",
    )
    assert "did you mean `installer`?" in told
    bare = OPENING.replace(account=cr.Account(id="H-1"), fields={"installer": "O-1"})
    told = refused(desk.when("ana", bare), "account-is-one-of-two")
    assert "`account-is-one-of-two` (SOL-06): nobody says whether the account `H-1`" in told


@pytest.mark.requirement("SOL-06")
@pytest.mark.parametrize(
    "account", [HOME.replace(parent=HOME.replace(id="H-2")), ORGANISATION.replace(parent=ORGANISATION)]
)
def test_only_an_organisation_stands_above_a_homeowner(
    desk: Any, case: Any, account: Any, refused: Callable[..., str]
) -> None:
    """Neither a home above a home, nor anything above an organisation; not by a correction either."""
    told = refused(desk.when("ana", OPENING.replace(account=account)), "parent-is-an-organisation")
    assert "a homeowner's account has an installer's as its `parent`" in told
    correction = cr.ChangeRequester(requester=KIM, account=account)
    refused(case.when("ana", correction), "parent-is-an-organisation")


@pytest.mark.requirement("SOL-12")
def test_a_homeowner_who_is_not_in_the_crm_has_a_case_from_the_account(
    desk: Any, refused: Callable[..., str]
) -> None:
    """On an account, with name and a way to reach them in the description; the record is linked later."""
    opened = desk.given("ana", FOR_STRANGER)
    told = refused(
        desk.when("ana", FOR_STRANGER.replace(account=None, fields={"installer": "O-1"})),
        "homeowner-on-an-account",
    )
    assert "(SOL-12): `C-1` is for a homeowner who is not in the CRM, and on no account" in told
    for description in ("Lee Park is not in the CRM.", "Somebody at 555 0199."):
        told = refused(desk.when("ana", FOR_STRANGER.replace(description=description)), "homeowner-is-named")
        assert "`homeowner-is-named` (SOL-12)" in told
    known = STRANGER.replace(id="lee")
    linked = opened.given("ana", cr.ChangeRequester(requester=known, account=HOME.replace(id="H-2")))
    assert (linked.case.requester.id, linked.case.account.id) == ("lee", "H-2")


@pytest.mark.requirement("SOL-12")
def test_a_mail_address_will_do_to_reach_a_homeowner(desk: Any) -> None:
    """One way is enough, whichever it is; a primary signer is a homeowner."""
    signer = cr.Person(name="Lee Park", email="lee@example.org", role="primary signer")
    by_mail = FOR_STRANGER.replace(requester=signer, description="LEE PARK <lee@example.org> has no account.")
    assert desk.when("ana", by_mail).accepted


@pytest.mark.requirement("SOL-15")
@pytest.mark.parametrize(
    ("missing", "rule"),
    [
        ({"type": None}, "request-type-given"),
        ({"description": None}, "description-given"),
        ({"description": "  "}, "description-given"),
        ({"account": None}, "installer-given"),
        ({"account": HOME.replace(parent=None)}, "installer-given"),
        ({"account": None, "fields": {"installer": " "}}, "installer-given"),
    ],
)
def test_a_case_needs_request_type_description_and_installer(
    desk: Any, missing: dict[str, Any], rule: str, refused: Callable[..., str]
) -> None:
    """Each of the three is asked for when the case is opened, and no blank will do."""
    told = refused(desk.when("ana", OPENING.replace(**missing)), rule)
    assert f"`{rule}` (SOL-15): `C-1` " in told
    assert desk.when("ana", OPENING).accepted


@pytest.mark.requirement("SOL-15")
def test_all_that_is_missing_is_told_at_once(desk: Any, refused: Callable[..., str]) -> None:
    """One answer for the three; none of them is taken away later."""
    bare = OPENING.replace(type=None, description=None, account=None)
    refused(desk.when("ana", bare), "request-type-given", "description-given", "installer-given")
    opened = desk.given("ana", OPENING)
    refused(opened.when("ana", cr.ChangeFields(fields={"description": " "})), "description-given")
    refused(opened.when("ana", cr.ChangeFields(fields={"installer": None})), "installer-given")


@pytest.mark.requirement("SOL-15")
@pytest.mark.parametrize(
    ("given", "installer", "rules"),
    [
        ({}, "O-1", ("installer-above",)),
        ({"account": ORGANISATION}, "O-1", ("installer-of-its-own",)),
        ({"fields": {"installer": "O-7"}}, "O-7", None),
    ],
)
def test_the_installer_is_read_off_the_account(
    desk: Any, given: dict[str, Any], installer: str, rules: tuple[str, ...] | None
) -> None:
    """Off an organisation's own, off the one above a home; what is said outright stays."""
    case = desk.given("ana", OPENING.replace(**given)).case
    by = [event.rules for event in case.history if "installer" in getattr(event, "fields", {})]
    assert (case.installer, by) == (installer, [rules or ()])


@pytest.mark.requirement("SOL-15")
def test_documents_go_on_the_case(desk: Any, case: Any, refused: Callable[..., str]) -> None:
    """With the opening or later; not on one that is closed."""
    document = cr.AddAttachment(name="contract.pdf", reference="files/1")
    opened = desk.when("ana", OPENING, document).or_raise()
    assert [each.name for each in opened.case.attachments] == ["contract.pdf"]
    closed = case.given("ana", document, cr.CloseCase())
    told = refused(closed.when("ana", document), "status.closed")
    assert "(SOL-16): case `C-1` is `closed`, which is read-only" in told
