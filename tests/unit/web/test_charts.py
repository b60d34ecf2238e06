"""Charts keep their promises: no two texts meet, a cut axis says so, nothing vanishes."""

from itertools import pairwise

import pytest

from web.chart_scale import interval, over_short
from web.chart_text import SIZE_MIN, shorten, signed, width, wrap
from web.charts import THIN, Step, cut_at, levels, narrow_waterfall, waterfall

SKETCH = [
    Step("gone", "拿走", 344_000, "gone", total=True),
    Step("undeclared", "未申报", -8_100, "loss"),
    Step("iou", "赊账", -2_400, "owed"),
    Step("unpaid", "报了未付", -1_000, "loss"),
    Step("underpaid", "少付", -100, "loss"),
    Step("overpaid", "多付", 500, "gain"),
    Step("unattached", "无单现金、长款", 1_300, "gain"),
    Step("received", "收到", 334_200, "received", total=True),
]


def many(count: int, fen: int = -12_345_678) -> list[Step]:
    """A crowded chart: long English names, big amounts."""
    middle = [
        Step(f"p{i}", "declared but not paid at all", fen * (-1) ** i, "loss")
        for i in range(count - 2)
    ]
    total = sum(step.fen for step in middle)
    return [
        Step("gone", "goods taken from the shelf", 987_654_321, "gone", total=True),
        *middle,
        Step("received", "money received", 987_654_321 + total, "received", total=True),
    ]


@pytest.mark.parametrize("steps", [SKETCH, many(2), many(3), many(12), SKETCH[:1]])
def test_texts_stay_in_their_own_slot(steps: list[Step]) -> None:
    chart = waterfall(steps)
    slot = chart.width / max(len(steps), 4)
    for bar in chart.bars:
        assert width(bar.value, bar.value_size, bold=True) <= slot or bar.value_size == SIZE_MIN
        for line in bar.lines:
            assert width(line, 14.0) <= slot
        assert bar.value_y > 0
        assert bar.label_y + 18 * (len(bar.lines) - 1) < chart.height
    for left, right in pairwise(chart.bars):
        assert left.x + left.width <= right.x


@pytest.mark.parametrize("steps", [SKETCH, many(2), many(12), SKETCH[:1]])
def test_rows_of_a_phone_chart_do_not_meet(steps: list[Step]) -> None:
    chart = narrow_waterfall(steps)
    for bar in chart.bars:
        label = width(bar.lines[0], 15.0)
        assert label + width(bar.value, bar.value_size, bold=True) < chart.width
        assert 0 <= bar.x
        assert bar.x + bar.width <= chart.width + 0.11
    for upper, lower in pairwise(chart.bars):
        assert upper.y + upper.height < lower.label_y - 14


def test_a_fen_among_millions_is_still_drawn() -> None:
    steps = [
        Step("gone", "拿走", 900_000_000, "gone", total=True),
        Step("a", "少付", -1, "loss"),
        Step("b", "未申报", -400_000_000, "loss"),
        Step("received", "收到", 499_999_999, "received", total=True),
    ]
    for chart in (waterfall(steps), narrow_waterfall(steps)):
        assert min(chart.bars[1].height, chart.bars[1].width) >= THIN


def test_a_cut_axis_says_where_it_begins_and_lies_under_every_end() -> None:
    chart = waterfall(SKETCH)
    assert chart.cut_fen is not None
    assert 0 < chart.cut_fen < 332_400
    assert chart.cut_yuan.endswith(".00")
    assert all(bar.y + bar.height <= chart.axis + 0.2 for bar in chart.bars)


def test_an_axis_with_large_changes_is_not_cut() -> None:
    steps = [
        SKETCH[0],
        Step("u", "未申报", -200_000, "loss"),
        Step("r", "收到", 144_000, "gain", True),
    ]
    assert cut_at(steps) is None
    assert waterfall(steps).cut_fen is None


def test_more_received_than_taken_climbs() -> None:
    steps = [
        Step("gone", "拿走", 10_000, "gone", total=True),
        Step("overpaid", "多付", 6_000, "gain"),
        Step("received", "收到", 16_000, "received", total=True),
    ]
    first, climb, last = waterfall(steps).bars
    assert climb.y == last.y < first.y
    assert climb.value == "+60.00"


def test_below_zero_hangs_under_the_axis() -> None:
    steps = [
        Step("gone", "拿走", -3_000, "gone", total=True),
        Step("u", "未申报", -1_000, "loss"),
        Step("received", "收到", -4_000, "received", total=True),
    ]
    chart = waterfall(steps)
    assert all(bar.y >= chart.axis - 0.1 for bar in chart.bars)
    assert chart.bars[0].value == "\u221230.00"


def test_nothing_at_all_is_drawn_as_nothing() -> None:
    assert waterfall([]).bars == ()
    flat = waterfall(
        [Step("gone", "拿走", 0, "gone", True), Step("r", "收到", 0, "received", True)]
    )
    assert [bar.value for bar in flat.bars] == ["0.00", "0.00"]


def test_levels_follow_the_changes() -> None:
    assert levels(SKETCH)[1] == (344_000, 335_900)
    assert levels(SKETCH)[-2][1] == levels(SKETCH)[-1][1] == 334_200


def test_over_and_short_lie_on_both_sides_of_zero() -> None:
    chart = over_short([(f"11-{day:02d}", (-1) ** day * day * 100) for day in range(1, 13)], 500)
    for bar in chart.bars:
        assert (bar.y + bar.height <= chart.axis + 0.1) == (bar.tone == "over")
    assert len(chart.joints) == 2
    for left, right in pairwise(chart.bars):
        assert left.x + left.width < right.x


def test_a_single_even_box_is_a_thin_line() -> None:
    (bar,) = over_short([("今天", 0)]).bars
    assert (bar.tone, bar.height, bar.value) == ("even", THIN, "0.00")


@pytest.mark.parametrize(
    ("value", "begin", "end"), [(94.0, 90, 100), (83.4, 80, 100), (12.0, 0, 100), (109.7, 90, 110)]
)
def test_an_interval_axis_holds_its_figure(value: float, begin: int, end: int) -> None:
    scale = interval(value)
    assert (scale.begin, scale.end) == (begin, end)
    assert 0 <= scale.at <= 560
    assert scale.cut == (begin != 0)


def test_an_interval_below_zero_and_its_bands_fit() -> None:
    scale = interval(-20.0, inner=(-25.0, -15.0), outer=(-60.0, 30.0))
    assert scale.begin == -100
    assert scale.outer is not None
    assert scale.outer[0] >= 0
    assert scale.inner is not None
    assert scale.inner[1] > 0


def test_texts_wrap_between_words_and_shorten_at_the_end() -> None:
    assert wrap("无单现金、长款", 75, 14.0)[0].endswith("、")
    assert all(width(line, 14.0) <= 60 for line in wrap("declared but not paid", 60, 14.0))
    assert shorten("红烧牛肉面桶装一百二十克", 80, 15.0).endswith("…")
    assert signed(-100) == "\u22121.00"
