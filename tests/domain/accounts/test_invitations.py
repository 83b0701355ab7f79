"""Links that create an account or set a password: who can see them, how long they work, and what ends them."""

import pytest

from app.domain.accounts import invitations, notices, organisers
from app.domain.accounts.invitations import Made
from app.domain.errors import Conflict, NotAllowed, NotFound
from app.domain.models import Invitation, Organiser
from tests.domain.accounts.office import KEYS, Office


def password_link(office: Office, token: str, organiser: Organiser) -> Made:
    def make(session: invitations.Session, by: invitations.By) -> Made:
        found = organisers.by_id(session, organiser.id or 0)
        return invitations.link_for_password(session, by, found, KEYS.derived)

    return office.act(token, make)


def use(office: Office, secret: str, **details: str) -> Organiser:
    details = {"name": "Ines", "email": "ines@x.example", "password": "new hash"} | details
    return office.write(lambda session: organisers.accept(session, office.host(), secret, **details))


def works(office: Office, secret: str) -> bool:
    try:
        office.read(lambda session: invitations.find(session, secret, office.now))
    except NotAllowed:
        return False
    return True


def test_an_invitation_creates_one_account_within_fourteen_days(office: Office) -> None:
    token = office.sign_in(office.first(), kept=True)
    used, late = (office.act(token, invitations.invite, KEYS.derived).secret for _ in range(2))
    assert use(office, used).name == "Ines"
    with pytest.raises(NotAllowed):
        use(office, used, email="other@x.example")
    office.later(days=13, hours=23)
    assert works(office, late)
    office.later(hours=1)
    assert not works(office, late)


def test_a_password_link_works_once_within_an_hour(office: Office) -> None:
    olga, otto = office.first(), office.colleague("Otto")
    token = office.sign_in(olga)
    used, late = (password_link(office, token, otto).secret for _ in range(2))
    office.later(minutes=59)
    assert works(office, late)
    assert use(office, used).id == otto.id
    # The other link was for the same account, whose new password has ended it.
    assert not works(office, late)
    third = password_link(office, token, otto).secret
    office.later(minutes=60)
    assert not works(office, third)


def test_the_database_does_not_contain_the_secret_of_a_link(small_office: Office) -> None:
    token = small_office.sign_in(small_office.first())
    made = small_office.act(token, invitations.invite, KEYS.derived)
    row = small_office.read(lambda session: session.get(Invitation, made.id))
    assert made.secret not in str(row)


def test_only_the_sign_in_that_made_a_link_can_show_it_again_for_ten_minutes(office: Office) -> None:
    olga, otto = office.first(), office.colleague("Otto")
    here, there, other = office.sign_in(olga), office.sign_in(olga), office.sign_in(otto)
    made = office.act(here, invitations.invite, KEYS.derived)
    for _reload in range(3):
        office.later(minutes=3)
        assert office.act(here, invitations.secret_to_show, made.id, KEYS.derived)[1] == made.secret
    for token in (there, other):
        with pytest.raises(NotFound):
            office.act(token, invitations.secret_to_show, made.id, KEYS.derived)
    office.later(minutes=1)
    with pytest.raises(NotFound):
        office.act(here, invitations.secret_to_show, made.id, KEYS.derived)
    assert works(office, made.secret)


def test_any_organiser_can_list_and_turn_off_an_open_link(office: Office) -> None:
    olga, otto = office.first(), office.colleague("Otto")
    hers, his = office.sign_in(olga), office.sign_in(otto)
    made = office.act(hers, invitations.invite, KEYS.derived)
    (link,) = office.read(lambda session: invitations.open_links(session, office.now))
    assert (link.id, link.maker.name if link.maker else "", link.account) == (made.id, "Olga", None)
    office.act(his, invitations.turn_off, made.id)
    assert not works(office, made.secret)
    assert office.read(lambda session: invitations.open_links(session, office.now)) == []
    with pytest.raises(NotFound):
        office.act(his, invitations.turn_off, made.id)
    assert office.log()[-2:] == [("link_made", "Olga"), ("link_turned_off", "Otto")]


def test_a_new_password_ends_every_link_made_by_or_for_the_account(office: Office) -> None:
    olga, otto, ines = office.first(), office.colleague("Otto"), office.colleague("Ines")
    hers, his = office.sign_in(olga), office.sign_in(otto)
    by_her = office.act(hers, invitations.invite, KEYS.derived)
    for_another_by_her = password_link(office, hers, ines)
    for_her = password_link(office, his, olga)
    by_him, for_another = office.act(his, invitations.invite, KEYS.derived), password_link(office, his, ines)
    office.act(hers, organisers.change_password, "another hash")
    assert [works(office, made.secret) for made in (by_her, for_another_by_her, for_her)] == [False] * 3
    assert [works(office, made.secret) for made in (by_him, for_another)] == [True] * 2


def test_the_account_has_a_notice_of_a_link_until_it_is_dismissed(office: Office) -> None:
    olga, otto = office.first(), office.colleague("Otto")
    password_link(office, office.sign_in(olga), otto)
    for _sign_in in range(2):
        token = office.sign_in(otto)
        (notice,) = office.read(lambda session: notices.waiting(session, otto))
        assert (notice.kind, notice.by_name) == ("reset_link_made", "Olga")
    password_link(office, office.sign_in(olga), otto)
    office.act(token, notices.dismiss, notice.id)
    # A notice that was not on the page stays.
    assert len(office.read(lambda session: notices.waiting(session, otto))) == 1
    assert office.read(lambda session: notices.waiting(session, olga)) == []


def test_no_password_link_can_be_made_for_a_deactivated_or_removed_account(office: Office) -> None:
    olga, otto = office.first(), office.colleague("Otto")
    token = office.sign_in(olga)
    made = password_link(office, token, otto)
    office.about(token, organisers.deactivate, otto)
    assert not works(office, made.secret)
    with pytest.raises(Conflict):
        password_link(office, token, otto)
    office.about(token, organisers.remove, otto)
    with pytest.raises(NotFound):
        password_link(office, token, otto)


def test_old_links_are_deleted_after_a_month(office: Office) -> None:
    token = office.sign_in(office.first())
    old = office.act(token, invitations.invite, KEYS.derived)
    office.later(days=31)
    office.write(lambda session: invitations.purge(session, office.now))
    assert office.read(lambda session: session.get(Invitation, old.id)) is None
