"""What records say about suggestions that coders followed."""

import json

from app.domain.mapping import codings
from app.domain.workshops import seats
from app.exports import FORMATS, from_json
from app.exports.bundle import bundle
from tests.exports.test_xlsx import opened, table
from tests.workshop import ANA, FAY, START, SampleWorkshop


def test_records_say_how_many_codings_of_elements_followed_a_suggestion(sqlite_workshop: SampleWorkshop) -> None:
    workshop = sqlite_workshop

    def properties() -> dict[object, object]:
        return {row["Property"]: row["This workshop"] for row in table(opened(workshop), "Workshop")}

    one, other = workshop.post(ANA, "one"), workshop.post(ANA, "other")
    workshop.act(FAY, codings.give, one, "scale_strategy")
    workshop.act(FAY, codings.give, one, "value_trust", suggested=1)
    workshop.act(FAY, codings.give, other, codings.NOT_ABOUT)
    assert "Suggestions" not in properties()
    workshop.act(FAY, codings.give, one, "scale_reach", suggested=3)
    assert properties()["Suggestions"] == "1 of 2 codings followed a suggestion"
    first = workshop.read(lambda session: bundle(session, seats.find(session, workshop.key), START))
    written = json.loads(FORMATS["json"].write(first, "en"))
    assert {(coding["element"], coding["suggested"]) for coding in written["codings"]} == {
        *(("scale_strategy", None), ("value_trust", None), (codings.NOT_ABOUT, None), ("scale_reach", 3)),
    }
    # An imported record says the same; an older one says nothing of it.
    read = from_json.read(json.dumps(written).encode())
    copy = workshop.write(lambda session: from_json.bring_in(session, read, START).key)
    again = workshop.read(lambda session: bundle(session, seats.find(session, copy), START))
    assert again.followed == first.followed == (1, 2)
    for coding in written["codings"]:
        del coding["suggested"]
    assert from_json.read(json.dumps(written).encode()).followed == (0, 2)
