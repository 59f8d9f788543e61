"""The geometry of charts, and the SVG that is drawn from it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from partnering import charts

WORDS = {"title": "Title", "description": "What it shows"}
DAYS = [date(2025, 1, 6) + timedelta(days=7 * week) for week in range(60)]


def outlook(expected=(60, 70), low=(40, 30), high=(80, 95), other=(50, 20)):
    return charts.Outlook(
        days=[DAYS[-1] + timedelta(days=30 * number) for number in (1, 2)],
        expected=expected,
        low=low,
        high=high,
        other=other,
        names=("Expected", "From", "To", "Otherwise"),
        labels=("likely", "otherwise"),
    )


SCORES = st.none() | st.floats(-20, 140)


def drawn(chart, table="details"):
    return Template("{% load charts %}{% chart c t %}").render(Context({"c": chart, "t": table}))


def svg_of(html):
    """The drawing as a tree; it is our own, so an ordinary parser does."""
    return ElementTree.fromstring(html[html.index("<svg") : html.index("</svg>") + 6])  # noqa: S314


def every_chart():
    names = ["Breadth", "Depth", "Leadership & strategy <of all>"]
    return [
        charts.radar(
            names, [charts.Series("Now", [10, None, 90]), charts.Series("Then", [0, 5, 100])], **WORDS
        ),
        charts.line(
            DAYS,
            [charts.Series("Partnership", [None, *range(59)]), charts.Series("Nobody", [None] * 60)],
            events=[
                charts.Event(DAYS[3], "Signed"),
                charts.Event(DAYS[4], "Briefed"),
                charts.Event(DAYS[58], "Late"),
            ],
            bands=[
                charts.Band(DAYS[5], DAYS[9], "stalled"),
                charts.Band(DAYS[50], None, "hangs on one person"),
            ],
            **WORDS,
        ),
        charts.line(DAYS, [charts.Series("Now", [5] * 60)], ahead=outlook(), day_name="Day", **WORDS),
        charts.sparkline([None, 1, 5, None], **WORDS),
        charts.bars(
            [charts.Bar("A", 40, 10), charts.Bar("B", None, 3), charts.Bar("C", 10, 12, "bad")],
            unit=" %",
            baseline_name="at signing",
            **WORDS,
        ),
        charts.stacked_bars(
            ["A", "B"], [charts.Series("x", [30, 0]), charts.Series("y", [1, None])], **WORDS
        ),
        charts.stacked_bars(["A"], [charts.Series("x", [3])], ordered=True, as_shares=True, **WORDS),
        charts.gauge(62.5, caption="of 100", **WORDS),
        charts.gauge(None, caption="of 100", **WORDS),
        charts.network(
            [
                charts.Node("a", "Ann", "X", 3, marked=True),
                charts.Node("b", "Bea", "Y"),
                charts.Node("c", "Cem", "Y"),
            ],
            [charts.Edge("a", "b", 2), charts.Edge("b", "c")],
            **WORDS,
        ),
    ]


@pytest.mark.parametrize("chart", every_chart(), ids=lambda chart: type(chart).__name__)
def test_a_chart_is_an_image_with_a_title_and_description_and_no_inline_style(chart):
    html = drawn(chart)
    svg = svg_of(html)
    ns = {"s": "http://www.w3.org/2000/svg"}

    title, desc = svg.find("s:title", ns), svg.find("s:desc", ns)

    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert (title.text, desc.text) == ("Title", "What it shows")
    assert "style=" not in html
    assert "<style" not in html


@pytest.mark.parametrize("chart", every_chart(), ids=lambda chart: type(chart).__name__)
def test_a_chart_has_its_figures_in_a_table_unless_told_otherwise(chart):
    assert "<details" in drawn(chart)
    assert "visually-hidden" in drawn(chart, "hidden")
    assert "<table" in drawn(chart, "hidden")
    assert "<table" not in drawn(chart, "none")


@pytest.mark.parametrize("chart", every_chart(), ids=lambda chart: type(chart).__name__)
def test_nothing_is_drawn_outside_the_view_box(chart):
    root = svg_of(drawn(chart, "none"))
    for node in root.iter():
        for name, limit in (
            ("x", chart.width),
            ("cx", chart.width),
            ("y", chart.height),
            ("cy", chart.height),
        ):
            assert -11 <= float(node.get(name, 0)) <= limit


def test_a_language_with_decimal_commas_gets_the_same_drawing():
    with translation.override("de"):
        assert re.search(r'cx="\d+\.\d"', drawn(every_chart()[0]))


def test_of_peers_a_radar_tells_no_value_beside_an_axis_and_each_has_a_line_of_the_legend():
    series = [
        charts.Series(name, [1.2, 2.3, 3.4]) for name in ("The river's own agency", "Halden", "Westmere")
    ]

    radar = charts.radar(["a", "b", "c"], series, low=0, high=5, decimals=1, are_peers=True, **WORDS)

    assert "2.3" not in drawn(radar, "none").partition("<svg")[2].partition("</svg>")[0]
    assert "no figure" not in drawn(radar, "none")
    assert len({key.y for key in radar.keys}) == 3
    assert len({key.x for key in radar.keys}) == 1
    assert radar.height > max(key.y for key in radar.keys)


def test_labels_of_a_radar_stay_inside_with_long_names():
    names = [
        "Leadership and strategy of partnering",
        "Systems and processes everywhere",
        "Skills and support",
        "Culture",
    ]
    radar = charts.radar(names, [charts.Series("Now", [1, 2, 3, 4])], low=0, high=5, **WORDS)

    for spoke in radar.spokes:
        for line, y in spoke.lines:
            reach = len(line) * 7.3
            left = spoke.text_x - {"start": 0, "middle": reach / 2, "end": reach}[spoke.anchor]
            assert left >= 0
            assert left + reach <= radar.width
            assert 0 < y < radar.height


def test_no_evidence_leaves_a_gap_and_is_said():
    radar = charts.radar(["a", "b", "c", "d"], [charts.Series("Now", [10, None, 30, 40])], **WORDS)

    assert len(radar.shapes[0].dots) == 3
    assert radar.shapes[0].outline.count("M") == 1
    assert not radar.shapes[0].outline.endswith("Z")
    assert "no figure" in drawn(radar, "none")
    assert radar.table.rows[1] == ("b", None)


@pytest.mark.parametrize("score", [None, 0])
def test_a_ring_without_evidence_or_at_zero_is_empty_and_tells_them_apart(score):
    gauge = charts.gauge(score, **WORDS)

    assert gauge.arc == ""
    assert gauge.value == (None if score is None else "0")


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 100, [0, 20, 40, 60, 80, 100]),
        (1, 5, [1, 2, 3, 4, 5]),
        (0, 37.5, [0, 10, 20, 30, 40]),
        (0, 0, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (0, 1.1, [0, 0.5, 1, 1.5]),
    ],
)
def test_ticks_are_round(low, high, expected):
    assert charts.ticks(low, high) == pytest.approx(expected)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(2, 12))
def test_ticks_cover_the_range_and_are_few(low, width, most):
    found = charts.ticks(low, low + width, most)

    assert found[0] <= low + 1e-3
    assert found[-1] >= low + width - 1e-3
    assert len(found) <= max(most, 3)


def test_a_scale_upside_down_is_refused():
    with pytest.raises(ValueError, match="below its lower end"):
        charts.ticks(5, 1)


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [(2.5, 0, "3"), (2.25, 1, "2.3"), (0.05, 1, "0.1"), (-0.01, 1, "0.0"), (None, 1, None), (3, 1, "3.0")],
)
def test_numbers_are_rounded_half_up(value, decimals, shown):
    assert charts.tidy(value, decimals) == shown


@given(st.lists(SCORES, min_size=3, max_size=12))
def test_a_radar_of_any_values_is_drawn(values):
    names = [f"axis {number}" for number in range(len(values))]

    assert charts.radar(names, [charts.Series("Now", values)], **WORDS).height > 0


@given(st.lists(SCORES, min_size=1, max_size=30))
def test_a_line_of_any_values_is_drawn_within_its_plot(values):
    days = DAYS[: len(values)]
    chart = charts.line(days, [charts.Series("Now", values), charts.Series("Then", values)], **WORDS)

    for curve in chart.curves:
        assert chart.top <= curve.end_y <= chart.bottom
        assert chart.left <= curve.end_x <= chart.right


@given(st.lists(st.floats(0, 100), min_size=2, max_size=6))
def test_labels_at_the_ends_of_lines_never_touch(ends):
    chart = charts.line(DAYS[:2], [charts.Series(str(n), [50, end]) for n, end in enumerate(ends)], **WORDS)
    heights = sorted(curve.label_y for curve in chart.curves)

    assert all(below - above >= 29.9 for above, below in pairwise(heights))


@given(expected=st.floats(0, 100), other=st.floats(0, 100), last=st.floats(0, 100))
def test_an_outlook_goes_on_from_the_last_value_and_its_labels_never_touch(expected, other, last):
    ahead = outlook(expected=(last, expected), other=(last, other))
    chart = charts.line(DAYS, [charts.Series("Now", [last] * 60)], ahead=ahead, **WORDS)

    seen, curve = chart.prospect, chart.curves[0]
    assert seen.x == curve.end_x < seen.end_x == chart.right
    for course in (seen.area, seen.expected, seen.other):
        assert course.startswith(f"M{curve.end_x:g} {curve.end_y:g}")
    first, second = seen.ends
    assert abs(first.label_y - second.label_y) >= 33.9
    assert all(chart.top <= one.label_y <= chart.bottom for one in seen.ends)


def test_the_table_tells_what_is_ahead_apart_from_what_was():
    chart = charts.line(DAYS, [charts.Series("Now", [5] * 60)], ahead=outlook(), day_name="Day", **WORDS)

    assert chart.table.head == ("Day", "Now", "Expected", "From", "To", "Otherwise")
    assert chart.table.rows[-3] == (DAYS[-1].isoformat(), "5", None, None, None, None)
    assert chart.table.rows[-1][1:] == (None, "70", "30", "95", "20")


def test_without_a_last_value_there_is_nothing_to_go_on_from():
    chart = charts.line(DAYS, [charts.Series("Now", [*[5] * 59, None])], ahead=outlook(), **WORDS)

    assert chart.prospect is None


def test_labels_of_events_get_rows_of_their_own_when_they_would_touch():
    events = [
        charts.Event(DAYS[10], "The first thing"),
        charts.Event(DAYS[11], "The second"),
        charts.Event(DAYS[50], "Far"),
    ]
    chart = charts.line(DAYS, [charts.Series("Now", [1] * 60)], events=events, **WORDS)

    first, second, far = chart.marks
    assert first.text_y != second.text_y
    assert far.text_y == first.text_y


def test_an_event_outside_the_days_is_left_out():
    chart = charts.line(
        DAYS, [charts.Series("Now", [1] * 60)], events=[charts.Event(date(2020, 1, 1), "x")], **WORDS
    )

    assert chart.marks == []


def test_parts_of_a_bar_fill_it_and_a_short_one_has_no_label():
    chart = charts.stacked_bars(
        ["A"], [charts.Series("x", [99]), charts.Series("y", [1])], as_shares=True, **WORDS
    )
    first, second = chart.stacks[0].pieces

    assert first.x + first.width == pytest.approx(second.x, abs=0.2)
    assert (first.label, second.label) == ("99", "")
    assert chart.stacks[0].total == "100"


def test_a_heat_map_is_a_table_that_holds_back_what_may_not_be_shown():
    chart = charts.heat_map(
        ["a", "b"],
        [charts.HeatRow("Unit", [1, 5]), charts.HeatRow("Small", [None, 3])],
        row_name="Unit",
        **WORDS,
    )
    html = drawn(chart)

    assert [[cell.heat for cell in cells] for _label, cells in chart.rows] == [[0, 4], [None, 2]]
    assert html.count("not shown") >= 2
    assert html.count("<table") == 1
    assert "heat-4" in html


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: charts.radar(["a", "b"], [charts.Series("x", [1, 2])], **WORDS),
        lambda: charts.radar(["a", "b", "c"], [], **WORDS),
        lambda: charts.radar(["a", "b", "c"], [charts.Series("x", [1])], **WORDS),
        lambda: charts.line([], [], **WORDS),
        lambda: charts.heat_map(["a"], [charts.HeatRow("x", [1, 2])], **WORDS),
    ],
)
def test_figures_that_do_not_fit_their_labels_are_refused(wrong):
    with pytest.raises(ValueError, match=r"values for|needs"):
        wrong()


def test_a_network_names_the_heaviest_and_whoever_holds_it_together():
    nodes = [charts.Node(str(n), f"Person {n}", "XY"[n % 2], n) for n in range(20)]
    nodes[0] = charts.Node("0", "Bridge", "X", 0, marked=True)
    places = {str(n): (float(n), float(n % 3)) for n in range(20)}
    chart = charts.network(
        nodes, [charts.Edge("0", "1"), charts.Edge("0", "2")], positions=places, named=3, **WORDS
    )

    assert {dot.label for dot in chart.dots if dot.label} == {"Bridge", "Person 19", "Person 18", "Person 17"}
    assert [tie.between for tie in chart.ties] == [True, False]
    assert chart.table.rows[0] == ("Bridge", "X", "2")


def test_an_empty_network_and_a_single_day_are_drawn():
    assert "<svg" in drawn(charts.network([], [], **WORDS))
    assert "Ann" in drawn(charts.network([charts.Node("a", "Ann", "X")], [], **WORDS), "none")
    assert "<svg" in drawn(charts.line(DAYS[:1], [charts.Series("x", [3])], **WORDS))
    assert "<svg" in drawn(charts.sparkline([], **WORDS))


def test_equal_charts_have_equal_keys_and_others_do_not():
    one, same, other = (charts.gauge(score, **WORDS) for score in (5, 5, 6))

    assert one.key == same.key != other.key


def test_long_labels_wrap_and_end_in_an_ellipsis():
    assert charts.wrap("Department of Water and Regional Development", 20, 2) == [
        "Department of Water",
        "and Regional …",
    ]
    assert charts.wrap("", 20) == [""]


def test_bands_of_one_kind_share_a_row_and_a_label():
    spells = [charts.Band(DAYS[1], DAYS[5], "stalled"), charts.Band(DAYS[9], DAYS[20], "stalled")]
    spells.append(charts.Band(DAYS[2], None, "slipping"))
    chart = charts.line(DAYS, [charts.Series("Now", [1] * 60)], bands=spells, **WORDS)

    assert sorted(one.label for one in chart.stretches) == ["", "slipping", "stalled"]
    assert len({one.y for one in chart.stretches}) == 2


def test_a_long_legend_goes_on_in_a_second_row():
    parts = [charts.Series(f"A part with a rather long name {number}", [1]) for number in range(5)]
    keys = charts.stacked_bars(["A"], parts, **WORDS).keys

    assert len({key.y for key in keys}) > 1
    assert all(key.x + 26 + 7.2 * len(key.name) <= 640 for key in keys)
