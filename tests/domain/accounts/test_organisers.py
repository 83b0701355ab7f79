"""Accounts: creating the first one, correcting, deactivating and removing."""

import threading

import pytest
from sqlmodel import select

from app.domain.accounts import invitations, notices, organisers, second_factor, sessions
from app.domain.accounts.sessions import NotSignedIn
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.models import Organiser, Workshop
from app.storage.database import Database
from tests.domain.accounts.office import HASH, KEYS, Office
from tests.domain.accounts.test_second_factor import set_up
from tests.servers.postgres import Cluster
from tests.workshop import SampleWorkshop


def test_only_one_person_can_create_the_first_account(office: Office) -> None:
    office.first()
    with pytest.raises(Conflict, match="has been created"):
        office.first()


def test_an_email_address_and_a_name_can_be_corrected(office: Office) -> None:
    olga = office.first()
    office.colleague("Otto")
    token = office.sign_in(olga)
    office.act(token, organisers.correct, name="Olga Nowak", email=" Olga.Nowak@X.example ")
    found = office.read(lambda session: organisers.by_email(session, "olga.nowak@x.example"))
    assert found is not None
    assert (found.id, found.name) == (olga.id, "Olga Nowak")
    assert office.read(lambda session: organisers.by_email(session, "olga@x.example")) is None
    for wrong, field in (
        ({"email": "otto@x.example"}, "email"),
        ({"email": "nowhere"}, "email"),
        ({"name": " "}, "name"),
    ):
        with pytest.raises(Invalid) as refused:
            office.act(token, organisers.correct, **({"name": "Olga", "email": "olga@x.example"} | wrong))
        assert list(refused.value.problems) == [field]
    assert office.log()[-1] == ("account_corrected", "Olga Nowak")


def test_a_deactivated_account_has_no_access_until_it_is_activated(office: Office) -> None:
    olga, otto = office.first(), office.colleague("Otto")
    hers, his = office.sign_in(olga), office.sign_in(otto)
    invited = office.act(his, invitations.invite, KEYS.derived)
    office.about(hers, organisers.deactivate, otto)
    with pytest.raises(NotSignedIn):
        office.signed_in_name(his)
    with pytest.raises(NotSignedIn):
        office.sign_in(otto)
    with pytest.raises(invitations.NotAllowed):
        office.read(lambda session: invitations.find(session, invited.secret, office.now))
    office.about(hers, organisers.activate, otto)
    with pytest.raises(NotSignedIn):
        office.signed_in_name(his)
    assert office.signed_in_name(office.sign_in(otto)) == "Otto"
    assert [notice.kind for notice in office.read(lambda session: notices.waiting(session, otto))] == ["activated"]
    assert ("account_deactivated", "Olga") in office.log()


def test_removing_an_account_leaves_only_its_id_and_its_workshops(office: Office) -> None:
    olga, otto = office.first(), office.colleague("Otto")
    hers, his = office.sign_in(olga), office.sign_in(otto)
    set_up(office, his)
    workshops = office.read(lambda session: session.exec(select(Workshop.key)).all())
    office.about(hers, organisers.remove, otto)
    with pytest.raises(NotSignedIn):
        office.signed_in_name(his)
    row = office.read(lambda session: session.get_one(Organiser, otto.id))
    assert "otto" not in str(row).lower()
    assert HASH not in str(row)
    assert [other.name for other in office.read(organisers.listed)] == ["Olga"]
    assert office.read(lambda session: session.exec(select(Workshop.key)).all()) == workshops
    assert office.read(lambda session: organisers.by_email(session, row.email)) is None
    assert office.read(second_factor.accounts_with) == set()
    with pytest.raises(NotFound):
        office.about(hers, organisers.activate, otto)
    # Anyone can be invited with that address again.
    assert office.colleague("Otto").id != otto.id


def test_nobody_can_deactivate_the_last_active_account_or_their_own(office: Office) -> None:
    olga, otto = office.first(), office.colleague("Otto")
    hers = office.sign_in(olga)
    for act in (organisers.deactivate, organisers.remove):
        with pytest.raises(Conflict, match="your own account"):
            office.about(hers, act, olga)
    office.about(hers, organisers.deactivate, otto)

    def by_host(session: organisers.Session) -> None:
        organisers.remove(session, office.host(), organisers.by_id(session, olga.id or 0))

    with pytest.raises(Conflict, match="last active organiser"):
        office.write(by_host)
    assert office.signed_in_name(hers) == "Olga"


@pytest.mark.postgres
def test_one_account_stays_active_when_two_organisers_deactivate_each_other(cluster: Cluster) -> None:

    url = cluster.fresh("migrated")
    one, two = Database(url), Database(url)
    try:
        office = Office(SampleWorkshop(one))
        people = [office.first(), office.colleague("Otto")]
        tokens = [office.sign_in(person) for person in people]
        both_are_in = threading.Barrier(2)
        outcomes: list[str] = []

        def deactivate(database: Database, token: str, other: Organiser) -> None:
            def act(session: organisers.Session) -> None:
                by = sessions.acting(session, office.presented(token))
                # Once, because the writer repeats a transaction that was rolled back after a deadlock.
                if not both_are_in.broken and both_are_in.n_waiting < 2 and database not in waited:
                    waited.append(database)
                    both_are_in.wait(10)
                organisers.deactivate(session, by, organisers.by_id(session, other.id or 0))

            try:
                database.write_now(act)
                outcomes.append("done")
            except (Conflict, NotSignedIn):
                outcomes.append("refused")

        waited: list[Database] = []
        threads = [
            threading.Thread(target=deactivate, args=(database, token, other))
            for database, token, other in zip((one, two), tokens, reversed(people), strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert sorted(outcomes) == ["done", "refused"]
        active = [other for other in one.read_now(organisers.listed) if other.deactivated_at is None]
        assert len(active) == 1
    finally:
        one.close()
        two.close()


def test_the_security_log_keeps_the_organisers_name_at_that_time(small_office: Office) -> None:
    token = small_office.sign_in(small_office.first())
    small_office.act(token, organisers.correct, name="Olga Nowak", email="olga@x.example")
    small_office.act(token, invitations.invite, KEYS.derived)
    assert [name for _kind, name in small_office.log()] == ["Olga", "Olga", "Olga Nowak", "Olga Nowak"]
