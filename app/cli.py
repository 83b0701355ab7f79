"""The command `commonboard` for hosts. Each subcommand is a few lines that call other layers."""

import argparse
import asyncio
import json
import logging
import signal
import socket
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session

from app import demo, settings
from app.demo import programme, reports, samples
from app.domain.accounts.organisers import any_account
from app.domain.errors import Refused
from app.domain.workshops import links, listing
from app.exports import any_record, by_name
from app.maintenance import backup, organisers
from app.observability import logs, metrics
from app.presentation import translations
from app.presentation.catalogue import TranslationError
from app.rehearsal import options as rehearsal
from app.server import supervisor
from app.server.server import server
from app.storage import migrations
from app.storage.connections import Unusable, usable
from app.storage.database import Answer, Database
from app.web.security.keys import Keys

log = logging.getLogger("commonboard")


def main(arguments: list[str] | None = None) -> int:
    """Run one subcommand and return its exit code: 2, with one line on standard error, for errors a host can repair."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    try:
        return options.run(options)
    except (settings.SettingsError, TranslationError, Unusable, backup.BackupError, Refused) as error:
        words = str(error)
    except FileExistsError as error:
        words = f"{error.filename} already exists and is not a folder"
    except OSError as error:
        words = f"{error.filename}: {error.strerror}" if error.filename else str(error)
    except KeyboardInterrupt:
        return 130
    print(f"commonboard: {words}", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="commonboard",
        description="A live board for community workshops. Settings are environment variables; README.md lists them.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=words, description=words)
        sub.set_defaults(run=run)
        return sub

    serve = command("serve", _serve, "Start the server. Migrates the database first.")
    serve.add_argument("--demo", action="store_true", help="create a sample workshop if there is no workshop")
    serve.add_argument("--workers", type=_count, default=1, metavar="N", help="number of worker processes (default 1)")
    serve.add_argument("--attached", help=argparse.SUPPRESS)
    command("links", _ways_in, "Print the addresses for participants, facilitators and organisers again.")
    command("migrate", _migrate, "Update the database tables to this version.")
    sample = command("demo", _demo, "Create a new sample workshop and print its links.")
    sample.add_argument("--json", action="store_true", help="print one JSON object")
    export = command("export", _export, "Write the record of a workshop, a programme or a signed report to a file.")
    export.add_argument(
        "workshop", metavar="KEY_OR_CODE", help="of a workshop, p/KEY for a programme, or r/KEY for a report"
    )
    export.add_argument("--format", choices=by_name.ALL_FORMATS)
    export.add_argument("-o", "--output", metavar="FILE", type=Path, required=True)
    bring = command("import", _import, "Create a workshop or a programme again from a JSON record.")
    bring.add_argument("file", metavar="FILE.json", type=Path)
    kept = command("backup", _backup, "Save everything in one file. The server can keep running.")
    kept.add_argument("file", metavar="FILE", type=Path)
    back = command("restore", _restore, "Restore everything from a backup file. Stop the server first.")
    back.add_argument("file", metavar="FILE", type=Path)
    back.add_argument("--replace", action="store_true", help="replace the current contents of the database")
    rehearsal.add_arguments(command("rehearse", _rehearse, "Rehearse with a simulated crowd that joins and posts."))
    organiser = commands.add_parser("organiser", help="Manage the accounts of organisers.").add_subparsers(
        required=True, metavar="ACT"
    )
    for name, (_act, words) in organisers.ACTS.items():
        one = organiser.add_parser(name, help=words, description=words)
        one.add_argument("email", metavar="EMAIL")
        one.set_defaults(run=_organiser_act, act=name)
    everyone = organiser.add_parser("list", help=organisers.LIST, description=organisers.LIST)
    everyone.set_defaults(run=_organiser_list)
    return parser


def _serve(options: argparse.Namespace) -> int:
    # Ignored until the server handles it. A worker never handles it, because its parent replaces workers.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    values = settings.load()
    logs.set_up(values.log_format)
    if values.locales_dir:
        # Read before the migration, because a faulty file must stop the start before anything is changed.
        translations.install(values.locales_dir)
    if options.attached:
        # The app also migrates when it starts. Here, an unreachable database gives a one-line message.
        migrations.upgrade(values.database)
        return server(values, lambda: None).attach(supervisor.Lifeline(options.attached))
    if options.workers > 1 and values.database.startswith("sqlite"):
        # Measured: SQLite's lock has no queue, so two writers are slower than one, and one can starve the other.
        raise settings.SettingsError(
            "--workers: SQLite supports only one worker. For more, set DATABASE_URL to a PostgreSQL database"
        )
    # Listen first: if another server is running already, nothing may be changed.
    with supervisor.listen(values.host, values.port) as listening:
        return _serve_on(listening, options, values)


def _serve_on(listening: socket.socket, options: argparse.Namespace, values: settings.Settings) -> int:
    migrations.upgrade(values.database)
    if options.demo:
        _with_database(values, lambda session: samples.make_missing(session, _now()))
    lines = _with_database(values, lambda session: _links(session, values))

    def say() -> None:
        for name, address in lines.items():
            print(f"{name}: {address}", flush=True)

    if options.workers > 1:
        if not values.redis_url:
            log.warning("REDIS_URL is not set: with several workers, updates can be up to JOURNAL_POLL_SECONDS late")
        # Create the key before several workers need it.
        values.secret()
        with metrics.shared():
            return supervisor.Supervisor(options.workers, listening, say).run()
    alone = server(values, say)
    alone.run(sockets=[listening])
    return 0 if alone.started else 1


def _count(given: str) -> int:
    if not given.isdecimal() or not 1 <= int(given) <= 64:
        raise argparse.ArgumentTypeError("a number from 1 to 64")
    return int(given)


def _ways_in(options: argparse.Namespace) -> int:
    values = settings.load()
    migrations.upgrade(values.database)
    for name, address in _with_database(values, lambda session: _links(session, values)).items():
        print(f"{name}: {address}")
    return 0


def _migrate(options: argparse.Namespace) -> int:
    values = settings.load()
    migrations.upgrade(values.database)
    print("The database is up to date.")
    return 0


def _demo(options: argparse.Namespace) -> int:
    values = settings.load()
    migrations.upgrade(values.database)

    def make(session: Session) -> dict[str, Any]:
        made = programme.make(session, _now())
        workshop = demo.make(session, _now())
        keys = Keys(values.secret())
        link = links.links(session, workshop.id)[0]
        return {
            "key": workshop.key,
            "code": workshop.code or "",
            "participant": values.join_url(workshop.code),
            "facilitator": keys.facilitator_link(values.public_url, workshop.key, link.ref),
            "organiser": _organiser(session, values),
            "programme": made.key,
            "reports": reports.keys(session, made),
        }

    made = _with_database(values, make)
    if not options.json:
        signed = (*made["reports"]["local"], made["reports"]["combined"])
        made["reports"] = " ".join(f"{values.public_url}/reports/{key}" for key in signed)
    print(json.dumps(made) if options.json else "\n".join(f"{name}: {value}" for name, value in made.items()))
    return 0


def _export(options: argparse.Namespace) -> int:
    values = settings.load()
    migrations.upgrade(values.database)
    asked, base = (options.workshop, options.format), values.public_url
    write = _with_database(values, lambda session: by_name.taken(session, *asked, _now(), base), reading=True)
    options.output.write_bytes(write())
    return 0


def _import(options: argparse.Namespace) -> int:
    values = settings.load()
    record = any_record.read(options.file)
    migrations.upgrade(values.database)
    print(values.public_url + _with_database(values, lambda session: any_record.bring_in(session, record, _now())))
    return 0


def _backup(options: argparse.Namespace) -> int:
    values = settings.load()
    workshops_there, notes_there = backup.backup(values.database, options.file)
    print(f"Saved in {options.file}: workshops {workshops_there}, notes {notes_there}.")
    if not values.secret_key:
        key = values.secret_key_file or values.data_dir / "secret_key"
        print(
            f"Keep {key} as well, in another place. Without it, no device can get back to its workshop after a restore."
        )
    return 0


def _restore(options: argparse.Namespace) -> int:
    values = settings.load()
    workshops_there, notes_there = backup.restore(values.database, options.file, replace=options.replace)
    print(f"Restored from {options.file}: workshops {workshops_there}, notes {notes_there}.")
    return 0


def _rehearse(options: argparse.Namespace) -> int:
    # A late import: the crowd's HTTP client and HTML parser would delay the start of every server.
    from app.rehearsal import command

    return asyncio.run(command.run(options))


def _organiser_list(options: argparse.Namespace) -> int:
    values = settings.load()
    migrations.upgrade(values.database)
    print(_with_database(values, organisers.listed, reading=True))
    return 0


def _organiser_act(options: argparse.Namespace) -> int:
    values = settings.load()
    migrations.upgrade(values.database)
    host = organisers.Host(values.public_url, Keys(values.secret()).derived, _now())
    print(_with_database(values, lambda session: organisers.act(session, options.act, options.email, host)))
    return 0


def _with_database(values: settings.Settings, fn: Callable[[Session], Answer], *, reading: bool = False) -> Answer:
    database = Database(values.database)
    try:
        with usable(values.database):
            return database.read_now(fn) if reading else database.write_now(fn)
    finally:
        database.close()


def _links(session: Session, values: settings.Settings) -> dict[str, str]:
    """The addresses that `serve` prints, by name: those of the latest workshop, and the organiser's."""
    keys = Keys(values.secret())
    organiser = {"Organiser": _organiser(session, values)}
    found, _more = listing.listed(session)
    if not found:
        return organiser
    workshop = found[0].workshop
    shared = links.links(session, workshop.id)
    return {
        "Participants": values.join_url(workshop.join_token),
        **({"Facilitator": keys.facilitator_link(values.public_url, workshop.key, shared[0].ref)} if shared else {}),
    } | organiser


def _organiser(session: Session, values: settings.Settings) -> str:
    """The organisers' address: the set-up link until an account exists, then the sign-in page."""
    return (
        f"{values.public_url}/sign-in" if any_account(session) else Keys(values.secret()).setup_link(values.public_url)
    )


def _now() -> datetime:
    return datetime.now(UTC)
