"""Commands on accounts, as a host types them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.cli import main
from app.domain.accounts import invitations, notices, organisers, second_factor
from app.settings import load
from app.storage.database import Database
from tests.app_client import SECRET
from tests.domain.accounts.office import Office
from tests.domain.accounts.test_second_factor import set_up
from tests.servers.migrated import migrated_sqlite
from tests.workshop import SampleWorkshop

OLGA, OTTO = "olga@x.example", "otto@x.example"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Olga's and Otto's accounts in the database that the command uses."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SECRET_KEY", SECRET)
    url = load().database
    migrated_sqlite(Path(url.removeprefix("sqlite:///")))
    database = Database(url)
    office = Office(SampleWorkshop(database))
    office.first()
    office.colleague("Otto")
    yield office
    database.close()


def output_of(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert main(["organiser", *arguments]) == code
    captured = capsys.readouterr()
    return captured.err if code else captured.out


def test_the_list_shows_which_accounts_can_sign_in(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    set_up(office, office.sign_in(office.read(lambda session: organisers.listed(session)[0])))
    output_of(capsys, "deactivate", OTTO)
    assert output_of(capsys, "list").splitlines() == [
        "olga@x.example  Olga  active, second factor on",
        "otto@x.example  Otto  deactivated",
    ]


def test_a_link_lets_an_organiser_choose_a_password_and_leaves_a_notice(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    address = output_of(capsys, "link", f" {OTTO.upper()} ").strip()
    assert address.startswith("http://127.0.0.1:8000/i/")
    secret = address.rsplit("/", 1)[1]
    now = datetime.now(UTC)
    _link, account = office.read(lambda session: invitations.find(session, secret, now))
    assert account is not None
    assert account.email == OTTO
    (notice,) = office.read(lambda session: notices.waiting(session, account))
    assert (notice.kind, notice.by_name) == ("reset_link_made", "")
    assert office.log()[-1] == ("link_made", "host")


def test_the_host_can_deactivate_activate_and_remove_an_account(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "can no longer sign in" in output_of(capsys, "deactivate", OTTO)
    assert "Activate it first" in output_of(capsys, "link", OTTO, code=2)
    assert "can sign in" in output_of(capsys, "activate", OTTO)
    assert "has been removed" in output_of(capsys, "remove", OTTO)
    assert "There is no account" in output_of(capsys, "activate", OTTO, code=2)
    for act in ("deactivate", "remove"):
        assert "last active organiser" in output_of(capsys, act, OLGA, code=2)


def test_the_host_can_reset_a_second_factor(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert "has no second factor" in output_of(capsys, "reset-second-factor", OTTO, code=2)
    otto = office.read(lambda session: organisers.by_email(session, OTTO))
    assert otto is not None
    set_up(office, office.sign_in(otto))
    assert "with the password alone" in output_of(capsys, "reset-second-factor", OTTO)
    assert not office.read(lambda session: second_factor.is_on(session, otto))
