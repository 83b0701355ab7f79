"""Templates escape every value as Jinja does, with the pinned and the newest Jinja and MarkupSafe."""

import pytest
from jinja2 import DictLoader, Environment
from markupsafe import Markup

from app.internals import jinja_escaping
from app.internals.jinja_escaping import QuickTemplate

TEMPLATES = {
    "page": "{% from 'part' import shown %}<p title='{{ value }}'>{{ value }}</p>{{ shown(value) }}{% include 'row' %}"
    "{% set kept %}<b>{{ value }}</b>{% endset %}{{ kept }}{{ value ~ '<' }}{{ value|upper }}{{ value|safe }}",
    "part": "{% macro shown(given) %}<i>{{ given }}</i>{% endmacro %}",
    "row": "{% for item in [value, value|e] %}{{ item }}{% endfor %}",
}
VALUES = ["<script>&\"'</script>", Markup("<b>&amp;</b>"), "", 7, None, "ŵ🙂"]


class _Quick(Environment):
    template_class = QuickTemplate


def page(kind: type[Environment], value: object) -> str:
    return kind(loader=DictLoader(TEMPLATES), autoescape=True).get_template("page").render(value=value)


@pytest.mark.contract
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_page_is_the_same_as_jinjas(value: object) -> None:
    assert page(_Quick, value) == page(Environment, value)


@pytest.mark.contract
def test_values_are_escaped_without_markup_objects() -> None:
    template = _Quick(loader=DictLoader(TEMPLATES), autoescape=True).get_template("row")
    assert vars(template)["root_render_func"].__globals__["escape"] is jinja_escaping.escape
    assert type(jinja_escaping.escape("<")) is str


def test_without_the_c_function_values_are_escaped_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jinja_escaping, "_escaped", None)
    assert page(_Quick, VALUES[0]) == page(Environment, VALUES[0])
