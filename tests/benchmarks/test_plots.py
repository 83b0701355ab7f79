"""The plots of how costs grow."""

from xml.etree.ElementTree import fromstring

from benchmarks.plots import Plot, drawn

SVG = "{http://www.w3.org/2000/svg}"


def test_a_drawing_has_a_curve_for_each_plot_and_a_number_for_each_point() -> None:
    plots = [Plot("µs", "people", [(10, 1.5), (1000, 3.0)]), Plot("ms", "notes", [(50, 2.0), (500, 4.0), (2000, 6.5)])]
    found = fromstring(drawn(plots))
    assert len(found.findall(f".//{SVG}polyline")) == 2
    texts = [text.text for text in found.iter(f"{SVG}text")]
    assert {"1.5", "3", "6.5", "10", "1,000", "2,000", "people", "notes"} <= set(texts)


def test_a_higher_value_is_drawn_higher() -> None:
    (line,) = fromstring(drawn([Plot("µs", "people", [(10, 1.0), (20, 2.0)])])).iter(f"{SVG}polyline")
    first, second = [float(point.split(",")[1]) for point in line.get("points", "").split()]
    assert second < first
