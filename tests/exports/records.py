"""Records that tests write and import again."""

from hypothesis import strategies as st

from app.domain.board import notes
from app.domain.mapping import codings
from app.domain.models import Workshop
from app.domain.text import is_visible
from app.domain.workshops import seats
from app.exports import FORMATS
from app.exports.bundle import bundle
from app.exports.from_json import bring_in, read
from app.storage.database import Database
from tests.workshop import ANA, BEN, FAY, START, SampleWorkshop

# Any text that people can write: forms refuse surrogates, control characters and text that no reader would see.
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Zs", "Zl", "Zp"]), min_size=1, max_size=60
).filter(is_visible)


def written(database: Database, key: str) -> bytes:
    taken = database.read_now(lambda session: bundle(session, seats.find(session, key), START))
    return FORMATS["json"].write(taken, "en")


def again(database: Database, content: bytes) -> Workshop:
    record = read(content)
    return database.write_now(lambda session: bring_in(session, record, START))


def full_workshop(workshop: SampleWorkshop) -> list[str]:
    ids = [workshop.post(ref, f"words {n}", column=n % 3) for n, ref in enumerate((ANA, BEN, FAY, ANA, BEN, ANA))]
    workshop.act(ANA, notes.edit, ids[0], text="=1+1", colour="rose")
    workshop.act(FAY, notes.move, ids[3], column_id=workshop.columns[0], after="")
    for note, element in ((ids[0], "involve_voice"), (ids[0], "value_trust"), (ids[1], codings.NOT_ABOUT)):
        workshop.act(FAY, codings.give, note, element)
    return ids
