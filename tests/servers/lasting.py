"""A PostgreSQL database for many tests, one after the other: a new one for each took most of their time."""

from copy import deepcopy

import psycopg
from psycopg import sql

from app.storage.database import Database
from tests.servers.postgres import Cluster
from tests.workshop import SampleWorkshop

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY sequencename"


class LastingDatabase:
    """An open database with a sample workshop, whose rows and sequences are put back for each test."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._open()

    def workshop(self) -> SampleWorkshop:
        """The workshop as it was made, in a database that contains nothing else."""
        if not self._intact():
            self.close()
            self._open()
        self._connection.execute("SELECT kept.put_back()")
        # The copy has the same open database.
        return deepcopy(self._workshop, {id(self._database): self._database})

    def close(self) -> None:
        self._database.close()
        self._connection.close()

    def _intact(self) -> bool:
        """True unless a test has closed the database or replaced a part of it."""
        return vars(self._database) == self._parts and not self._database._writer._jobs._refusal

    def _open(self) -> None:
        url = self._cluster.fresh("migrated")
        self._database = Database(url)
        self._workshop = SampleWorkshop(self._database)
        self._parts = dict(vars(self._database))
        self._connection = psycopg.connect(url.replace("+psycopg", ""), autocommit=True, options="-c lock_timeout=10s")
        self._keep()

    def _keep(self) -> None:
        """Copy every row into tables of another schema, and make a function that puts the rows back."""
        run = self._connection.execute
        run("CREATE SCHEMA kept")
        # Without it, rows could be deleted only in the order of their foreign keys.
        steps: list[sql.Composable] = [sql.SQL("SET LOCAL session_replication_role = replica")]
        for table in [sql.Identifier(name) for (name,) in run(_TABLES)]:
            run(sql.SQL("CREATE TABLE kept.{0} AS TABLE public.{0}").format(table))
            steps.append(sql.SQL("DELETE FROM public.{}").format(table))
            if run(sql.SQL("SELECT 1 FROM public.{} LIMIT 1").format(table)).fetchone():
                steps.append(sql.SQL("INSERT INTO public.{0} SELECT * FROM kept.{0}").format(table))
        for name, last in run(_SEQUENCES).fetchall():
            value = sql.SQL("PERFORM setval({}, {}, {})")
            steps.append(value.format(f'public."{name}"', 1 if last is None else last, last is not None))
        body = sql.SQL("BEGIN {}; END").format(sql.SQL("; ").join(steps)).as_string(self._connection)
        run(sql.SQL("CREATE FUNCTION kept.put_back() RETURNS void LANGUAGE plpgsql AS {}").format(body))
