"""The statement in words: the sentence first, columns that line up, warnings nobody misses."""

import unicodedata
from dataclasses import replace
from zoneinfo import ZoneInfo

from shop.cli.language import preferred
from shop.export.statement_text import BARS, FLAGS, headline_text, statement_text
from shop.reconcile.statement import draw, waterfall
from tests.unit.reconcile.a_cut import MONEY, WEEK, item, short_box, with_item


def english(text: str) -> str:
    return text


def columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def test_the_sentence_comes_first():
    first, *_ = statement_text(draw(WEEK), english).splitlines()
    assert first == "Of every 100 yuan of goods taken, 75 yuan came in."


def test_nothing_taken_says_so():
    empty = replace(
        with_item(item(received=0, removed=0, declared=0, declared_at=(), counted=20)),
        sales=(),
        money=replace(MONEY, cash_credited_fen=0, box_counted_fen=5000),
    )
    assert headline_text(draw(empty), english).startswith("Nothing was taken")
    assert "–" in statement_text(draw(empty), english)


def test_a_demo_is_shouted_before_anything_else():
    first, *_ = statement_text(draw(replace(WEEK, demo=True)), english).splitlines()
    assert first.startswith("*** Demo: An invented shop")


def test_claimed_qr_stands_in_the_sentence():
    money = replace(MONEY, qr_fen=100, qr_claimed_fen=100, unattached_fen=100)
    claimed = draw(replace(WEEK, money=money, qr_evidence="claimed"))
    assert "(QR as claimed)" in headline_text(claimed, english)


def test_every_bar_and_every_flag_has_words():
    for facts in (WEEK, short_box(8000)):
        assert all(bar.label in BARS for bar in waterfall(draw(facts)))
    loud = with_item(item(counted=None, prices=()), demo=True, restated=True)
    assert all(flag in FLAGS for flag in draw(loud).flags)


def test_a_warning_says_what_and_why():
    text = statement_text(draw(with_item(item(), item(item="TEA", counted=None))), english)
    assert "! Some items not counted: Their shelf is estimated" in text


def test_columns_line_up_under_chinese_names():
    goods = (item(), item(item="RICE", name="大米（散装）", unit="g"))
    lines = statement_text(draw(with_item(*goods)), english).splitlines()[-3:]
    assert lines[1].startswith("鸡蛋")
    assert len({columns(line) for line in lines}) == 1


def test_an_estimated_shelf_is_marked():
    lines = statement_text(draw(with_item(item(), item(name="茶", counted=None))), english)
    assert "~3" in lines


def test_times_are_the_shops():
    text = statement_text(draw(WEEK), english, ZoneInfo("Asia/Shanghai"))
    assert "2026-05-29 04:26 to 2026-06-05 04:26" in text


def test_the_language_is_the_environments_or_the_shops():
    assert preferred({}) == "zh_CN"
    assert preferred({"LANG": "en_GB.UTF-8"}) == "en"
    assert preferred({"LANG": "zh_CN.UTF-8"}) == "zh_CN"
    assert preferred({"LANG": "C.UTF-8"}) == "zh_CN"
    assert preferred({"LANG": "de_DE.UTF-8"}) == "zh_CN"
    assert preferred({"TONGXIN_LANG": "en", "LANG": "zh_CN.UTF-8"}) == "en"
