"""A database that many tests use: each of them finds it as if it were new."""

import pytest
from sqlmodel import Session, select

from app.domain.models import metadata
from tests.servers.lasting import LastingDatabase
from tests.servers.postgres import Cluster
from tests.workshop import ANA, SampleWorkshop


def rows(workshop: SampleWorkshop) -> dict[str, list[str]]:
    """Every row of every table."""

    def read(session: Session) -> dict[str, list[str]]:
        return {
            name: sorted(map(repr, session.connection().execute(select(table)).all()))
            for name, table in metadata.tables.items()
        }

    return workshop.read(read)


@pytest.mark.postgres
def test_what_a_test_did_is_gone_for_the_next_one(cluster: Cluster) -> None:
    lasting = LastingDatabase(cluster)
    first = lasting.workshop()
    before = rows(first)
    first.post(ANA)
    other = SampleWorkshop(first.database)
    second = lasting.workshop()
    assert rows(second) == before
    assert second.database is first.database
    # Numbers begin again too.
    assert SampleWorkshop(second.database).id == other.id
    # A test that closes the database leaves another one to the next test.
    second.database.close()
    third = lasting.workshop()
    assert third.database is not first.database
    assert third.order() == []
    lasting.close()
