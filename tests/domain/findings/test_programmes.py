"""Programmes, their members and their workshops."""

import dataclasses
from datetime import date

import pytest
from sqlmodel import Session, select

from app.domain.accounts import invitations, organisers
from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.findings import members, programmes, rights, sources
from app.domain.findings.interviews import interviews
from app.domain.findings.models import Member, Programme
from app.domain.findings.reports import report_links, reports
from app.domain.findings.rights import Right, Role
from app.domain.findings.steps import step_links
from app.domain.models import Framework, Organiser, SecurityEntry, metadata
from app.domain.workshops import deletion, seats
from tests.domain.accounts.office import KEYS
from tests.programme import LENA, OLGA, RAVI, RHYS, ZED, SampleProgramme
from tests.workshop import ANA

DETAILS = programmes.Details("Healthier neighbourhoods", date(2028, 11, 30))


def test_only_members_find_a_programme(programme: SampleProgramme) -> None:
    for name in (OLGA, LENA, RAVI, RHYS):
        programme.act(name, lambda session, person: None)
    with pytest.raises(NotFound):
        programme.act(ZED, lambda session, person: None)


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        (OLGA, {*Right}),
        (LENA, {Right.READ, Right.CODE, Right.DOWNLOAD, Right.LEAD}),
        (RAVI, {Right.READ, Right.CODE, Right.DOWNLOAD}),
        (RHYS, {Right.READ}),
    ],
)
def test_a_role_has_exactly_its_rights(sqlite_programme: SampleProgramme, name: str, allowed: set[Right]) -> None:
    def can(right: Right) -> bool:
        try:
            sqlite_programme.act(name, lambda session, person: rights.require(person, right))
        except NotAllowed:
            return False
        return True

    assert {right for right in Right if can(right)} == allowed


def test_only_an_organisers_account_creates_a_programme(sqlite_programme: SampleProgramme) -> None:
    def create(session: Session) -> None:
        framework = sqlite_programme.programme(session).framework_id
        programmes.create(session, sqlite_programme.by(session, RAVI), DETAILS, session.get_one(Framework, framework))

    with pytest.raises(NotAllowed):
        sqlite_programme.write(create)


def test_a_list_has_the_programmes_of_its_member_only(sqlite_programme: SampleProgramme) -> None:
    def names(name: str) -> list[str]:
        return sqlite_programme.read(
            lambda session: [
                own.programme.name for own in programmes.listed(session, sqlite_programme.by(session, name))
            ]
        )

    assert names(RAVI) == ["Healthier neighbourhoods"]
    assert names(ZED) == []


def test_a_member_who_has_left_does_not_find_the_programme_and_can_be_added_again(programme: SampleProgramme) -> None:
    programme.act(RAVI, members.leave, programme.accounts[RAVI])
    with pytest.raises(NotFound):
        programme.act(RAVI, lambda session, person: None)
    programme.act(OLGA, members.add, programme.accounts[RAVI], Role.REVIEWER)
    assert programme.act(RAVI, lambda session, person: person.member.role) == Role.REVIEWER


def test_a_programme_always_keeps_an_organiser(sqlite_programme: SampleProgramme) -> None:
    olga = sqlite_programme.accounts[OLGA]
    with pytest.raises(Conflict):
        sqlite_programme.act(OLGA, members.leave, olga)
    with pytest.raises(Conflict):
        sqlite_programme.act(OLGA, members.change_role, olga, Role.LEAD)
    sqlite_programme.act(OLGA, members.add, sqlite_programme.accounts[ZED], Role.ORGANISER)
    sqlite_programme.act(OLGA, members.leave, olga)


def test_an_analysts_account_cannot_organise_a_programme(sqlite_programme: SampleProgramme) -> None:
    with pytest.raises(Invalid):
        sqlite_programme.act(OLGA, members.change_role, sqlite_programme.accounts[LENA], Role.ORGANISER)


def test_only_organisers_manage_members_and_workshops(sqlite_programme: SampleProgramme) -> None:
    zed = sqlite_programme.accounts[ZED]
    for name in (LENA, RAVI, RHYS):
        with pytest.raises(NotAllowed):
            sqlite_programme.act(name, members.add, zed, Role.ANALYST)
        with pytest.raises(NotAllowed):
            sqlite_programme.act(name, sources.let_go, sqlite_programme.workshop.id)
        with pytest.raises(NotAllowed):
            sqlite_programme.act(name, programmes.edit, DETAILS)


def test_a_workshop_brings_its_place_and_its_notes(programme: SampleProgramme) -> None:
    note = programme.workshop.post(ANA, "Nobody holds the list")
    assert programme.place.name == "The workshop"
    (unit,) = programme.units()
    assert (unit.text, unit.place_id, unit.group) == ("Nobody holds the list", programme.place.id, "resident")
    assert unit.ref == f"{programme.workshop.id}:{note}"


def test_the_evidence_of_a_workshop_comes_back_when_it_is_added_again(sqlite_programme: SampleProgramme) -> None:
    sqlite_programme.workshop.post(ANA)
    sqlite_programme.act(OLGA, sources.let_go, sqlite_programme.workshop.id)
    assert sqlite_programme.units() == []
    sqlite_programme.act(OLGA, sources.take, sqlite_programme.workshop.key)
    assert len(sqlite_programme.units()) == 1


def test_a_place_with_evidence_stays(sqlite_programme: SampleProgramme) -> None:
    with pytest.raises(Conflict):
        sqlite_programme.act(OLGA, programmes.remove_place, sqlite_programme.place.id)
    harbour = sqlite_programme.act(OLGA, programmes.add_place, "Harbour")
    sqlite_programme.act(OLGA, programmes.remove_place, harbour.id)
    assert sqlite_programme.events()[-2:] == ["PlaceAdded", "PlaceRemoved"]


def test_a_deleted_workshop_leaves_the_programme(programme: SampleProgramme) -> None:
    programme.workshop.post(ANA)
    programme.write(
        lambda session: deletion.delete_workshop(
            session, seats.find(session, programme.workshop.key, hold=True), programme.now()
        )
    )
    assert programme.units() == []
    assert programme.events()[-1] == "WorkshopLetGo"
    assert programme.read(lambda session: sources.workshops(session, programme.programme(session))) == []


def test_the_earliest_date_of_deletion_is_the_first(sqlite_programme: SampleProgramme) -> None:
    sqlite_programme.interview(keep_until=date(2027, 5, 19))
    found = sqlite_programme.read(lambda session: sources.deadlines(session, sqlite_programme.programme(session)))
    assert [(deadline.on, deadline.kind) for deadline in found] == [
        (date(2027, 5, 19), "interview"),
        (date(2027, 11, 23), "workshop"),
        (date(2028, 11, 30), "programme"),
    ]


def test_a_deleted_programme_leaves_no_row_but_its_own(programme: SampleProgramme) -> None:
    programme.interview()
    programme.act(OLGA, programmes.delete_now)

    def left(session: Session) -> set[str]:
        owned = [table for table in metadata.sorted_tables if "programme_id" in table.columns]
        return {table.name for table in owned if session.connection().execute(select(table)).first() is not None}

    assert programme.read(left) == set()
    row = programme.read(programme.programme)
    assert (row.name, row.deleted_at is not None) == ("", True)
    with pytest.raises(NotFound):
        programme.act(OLGA, lambda session, person: None)


def test_the_security_log_records_who_joined_without_names(sqlite_programme: SampleProgramme) -> None:
    kinds = sqlite_programme.read(lambda session: list(session.exec(select(SecurityEntry.kind))))
    assert kinds.count("member_joined") == 3
    assert "programme_created" in kinds


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"threshold": 2}, {"threshold": 11}, {"keep_until": date(2026, 11, 1)}, {"retention": "x"}]
)
def test_details_that_cannot_be_used_are_refused_with_their_field(
    sqlite_programme: SampleProgramme, wrong: dict[str, object]
) -> None:
    details = programmes.Details(**({"name": "N", "keep_until": date(2028, 1, 1)} | wrong))  # ty: ignore[invalid-argument-type]
    with pytest.raises(Invalid) as refused:
        sqlite_programme.act(OLGA, programmes.edit, details)
    assert list(refused.value.problems) == [next(iter(wrong))]


def test_partners_keep_their_ids_when_the_list_changes(sqlite_programme: SampleProgramme) -> None:
    def ids() -> dict[str, str]:
        found = sqlite_programme.read(lambda session: programmes.partners(session, sqlite_programme.programme(session)))
        return {partner.name: partner.id for partner in found}

    sqlite_programme.act(OLGA, programmes.set_partners, [("Council", "council"), ("Hub", None), ("Hub", None)])
    before = ids()
    assert list(before) == ["Council", "Hub"]
    sqlite_programme.act(OLGA, programmes.set_partners, [("Hub", None), ("NHS", "nhs")])
    assert list(ids()) == ["Hub", "NHS"]
    assert ids()["Hub"] == before["Hub"]


def test_members_of_one_programme_are_not_members_of_another(sqlite_programme: SampleProgramme) -> None:
    other = sqlite_programme.write(lambda session: _another(session, sqlite_programme))
    with pytest.raises(NotFound):
        sqlite_programme.write(lambda session: rights.load(session, sqlite_programme.by(session, RAVI), other))


def _another(session: Session, sample: SampleProgramme) -> str:
    framework = session.get_one(Framework, sample.programme(session).framework_id)
    person = programmes.create(session, sample.by(session, OLGA), DETAILS, framework)
    assert len(session.exec(select(Member).where(Member.programme_id == person.programme_id)).all()) == 1
    assert session.exec(select(Programme.id)).all()
    return person.programme.key


def test_a_programme_without_an_organiser_is_taken_over_by_an_organiser_only(programme: SampleProgramme) -> None:
    def take_over(name: str) -> None:
        programme.write(lambda session: members.take_over(session, programme.by(session, name), programme.key))

    with pytest.raises(NotFound):
        take_over(ZED)
    programme.write(lambda session: _deactivate(session, programme.accounts[OLGA], programme))
    assert [row.key for row in programme.read(members.without_organiser)] == [programme.key]
    with pytest.raises(NotFound):
        take_over(LENA)
    take_over(ZED)
    assert programme.act(ZED, lambda session, person: person.member.role) == Role.ORGANISER
    assert programme.read(members.without_organiser) == []


def _deactivate(session: Session, number: int, sample: SampleProgramme) -> None:
    account = session.get_one(Organiser, number)
    account.deactivated_at = sample.now()
    session.add(account)


@pytest.mark.parametrize("how", ["leaves", "another role", "deactivated"])
def test_no_link_that_a_member_made_works_once_they_may_no_longer_make_it(
    sqlite_programme: SampleProgramme, how: str
) -> None:
    programme, olga = sqlite_programme, sqlite_programme.accounts[OLGA]
    programme.act(OLGA, members.add, programme.accounts[ZED], Role.ORGANISER)
    programme.act(OLGA, reports.add, "e" * 24, programme.place.id, "A report", "en")
    draft, kept = (programme.act(name, report_links.share, "e" * 24, 7) for name in (OLGA, LENA))

    def invite(session: Session, person: rights.Colleague) -> str:
        made = {"kind": "analyst", "programme_id": person.programme_id, "role": Role.ANALYST}
        return invitations.invite(session, person.by, KEYS.derived, **made).secret

    def deactivate(session: Session) -> None:
        organisers.deactivate(session, programme.by(session, ZED), session.get_one(Organiser, olga))

    invitation = programme.act(OLGA, invite)
    if how == "deactivated":
        programme.write(deactivate)
    elif how == "leaves":
        programme.act(ZED, members.leave, olga)
    else:
        programme.act(ZED, members.change_role, olga, Role.LEAD)
        # Leads share drafts too, but do not invite.
        programme.read(lambda session: report_links.opened(session, draft, programme.now()))
        programme.act(ZED, members.change_role, olga, Role.REVIEWER)
    with pytest.raises(NotFound):
        programme.read(lambda session: report_links.opened(session, draft, programme.now()))
    with pytest.raises(NotAllowed):
        programme.read(lambda session: invitations.find(session, invitation, programme.now()))
    programme.read(lambda session: report_links.opened(session, kept, programme.now()))


def test_the_security_log_has_what_changes_who_reads_and_what_is_published(sqlite_programme: SampleProgramme) -> None:
    programme, zed = sqlite_programme, sqlite_programme.accounts[ZED]
    interview = programme.interview()
    programme.act(OLGA, reports.add, "e" * 24, programme.place.id, "A report", "en")
    before = len(programme.read(lambda session: session.exec(select(SecurityEntry.id)).all()))
    programme.act(OLGA, members.add, zed, Role.ANALYST)
    programme.act(OLGA, members.change_role, zed, Role.LEAD)
    programme.act(OLGA, sources.let_go, programme.workshop.id)
    programme.act(OLGA, sources.take, programme.workshop.key)
    programme.act(OLGA, programmes.edit, dataclasses.replace(DETAILS, threshold=5))
    programme.act(OLGA, interviews.edit, interview.id, programme.about(consent="quotes"))
    secret = programme.act(OLGA, report_links.share, "e" * 24, 7)

    def say(session: Session) -> str:
        shared = report_links.opened(session, secret, programme.now(), hold=True)
        report_links.comment(session, shared, "1" * 24, "summary", "Words of a participant", programme.now())
        return shared.link.id

    link = programme.write(say)
    programme.act(OLGA, report_links.discard, "e" * 24, "1" * 24)
    programme.act(OLGA, report_links.end, "e" * 24, link)
    programme.act(OLGA, report_links.end, "e" * 24, link)
    page = programme.act(OLGA, step_links.share, None)
    programme.act(OLGA, step_links.end, page.id)
    entries = programme.read(lambda session: list(session.exec(select(SecurityEntry).order_by(SecurityEntry.id))))
    assert [entry.kind for entry in entries[before:]] == [
        *("member_joined", "member_changed", "workshop_let_go", "workshop_added", "programme_edited"),
        *("interview_changed", "link_made", "comment_erased", "link_turned_off", "link_made", "link_turned_off"),
    ]
    assert {(entry.name, entry.details["programme"]) for entry in entries[before:]} == {(OLGA, programme.key)}
