"""A restored backup gives no access that was ended after the backup."""

from pathlib import Path

import pytest

from app.domain.accounts import invitations, organisers
from app.domain.accounts.sessions import NotSignedIn
from app.domain.errors import NotAllowed
from app.maintenance import backup
from app.storage.database import Database
from tests.domain.accounts.office import KEYS, Office
from tests.domain.accounts.test_openings import facilitates


def test_after_a_restore_everyone_must_sign_in_again(office: Office, tmp_path: Path) -> None:
    olga = office.first()
    token = office.sign_in(olga)
    seat = office.open_board(token, None, "seat one")
    link = office.act(token, invitations.invite, KEYS.derived)
    url, file = office.workshop.database.url, tmp_path / "backup.sqlite3"
    backup.backup(url, file)
    # The backup is from before a leaked password was changed.
    office.act(token, organisers.change_password, "another hash")
    office.workshop.database.close()
    backup.restore(url, file, replace=True)
    office.workshop.database = Database(url)
    with pytest.raises(NotSignedIn):
        office.signed_in_name(token)
    assert not facilitates(office, seat)
    with pytest.raises(NotAllowed):
        office.read(lambda session: invitations.find(session, link.secret, office.now))
    assert office.signed_in_name(office.sign_in(olga)) == "Olga"
    office.workshop.database.close()
