"""What a reviewer is asked about: each flag with its key, its item, its fen."""

from __future__ import annotations

import pytest

from shop import commands
from shop.queries import period_read
from shop.review.flags import EXPLANATIONS, KEYS, Flag, without_reason
from tests.unit.review.a_period import Signed
from web import review_words


@pytest.fixture
def shop() -> Signed:
    return Signed()


def keys(shop: Signed, *of: str) -> list[str]:
    return [flag.key for flag in shop.flags(*of)]


def test_a_quiet_week_has_none(shop: Signed) -> None:
    assert keys(shop, shop.week()) == []


def test_an_uncounted_shelf_is_one_flag_over_all_cuts(shop: Signed) -> None:
    cuts = shop.week(uncounted="eggs"), shop.week(uncounted="eggs")
    (flag,) = shop.flags(*cuts)
    assert (flag.key, flag.item, flag.id) == ("uncounted", "eggs", "uncounted:eggs")


def test_a_box_over_and_a_box_that_lost(shop: Signed) -> None:
    over, lost = shop.week(box_off=600), shop.week(box_off=-700)
    found = shop.flags(over, lost)
    assert [(flag.key, flag.cut, flag.fen) for flag in found] == [
        ("box_loss", 2, -700),
        ("over_short", 1, 600),
    ]
    assert keys(shop, over, shop.week(box_off=-500)) == ["over_short"], "within a miscount"


def test_money_without_a_sale(shop: Signed) -> None:
    shop.coin(500)
    shop.wait(200)
    (flag,) = shop.flags(shop.week())
    assert (flag.key, flag.fen) == ("unattached", 500)


def test_a_swap_names_both_items(shop: Signed) -> None:
    for item in ("rice", "soap"):
        code = {"rice": "6901028075831", "soap": "6920152400012"}[item]
        shop.say(commands.ListItem, item, item, "each", (code,), shelf_group="A")
    found = shop.flags(shop.week(off={"rice": -2, "soap": 2}))
    (flag,) = [one for one in found if one.key == "swap"]
    assert (flag.item, flag.other, flag.fen) == ("rice", "soap", 400)
    assert flag.id == "swap:1:rice:soap"


def test_a_code_that_nobody_named(shop: Signed) -> None:
    shop.scan("12345670")
    shop.press("price", 300)
    shop.press("cash")
    shop.coin(100, 100, 100)
    shop.wait(70)
    shop.say(commands.OpenCut, by="v1")
    cut = shop.last("CutOpened").body["cut"]
    shop.count_all(cut)
    shop.say(commands.CountBox, cut, shop.place("cashbox"))
    shop.say(commands.CloseCut, cut, {"unknown:12345670": "unlisted"})
    (flag,) = shop.flags(cut)
    assert (flag.key, flag.item, flag.fen) == ("unknown_code", "unknown:12345670", 300)


def test_counts_that_all_agree_look_copied(shop: Signed) -> None:
    for n in range(30):
        shop.say(commands.ListItem, f"i{n}", f"i{n}", "each", ())
        shop.say(commands.MarkPrice, f"i{n}", 100)
        shop.say(commands.ReceiveGoods, f"i{n}", 5)
    cuts = []
    for _ in range(4):
        shop.days(7)
        cut = shop.say(commands.OpenCut, by="v1") and shop.last("CutOpened").body["cut"]
        shop.count_all(cut)
        for n in range(30):
            shop.say(commands.CountItem, cut, f"i{n}", 5)
        shop.say(commands.CountBox, cut, shop.place("cashbox"))
        shop.say(commands.CloseCut, cut)
        cuts.append(cut)
    assert "counts_copied" in keys(shop, *cuts)


def test_more_written_off_than_before(shop: Signed) -> None:
    shop.say(commands.WriteOffGoods, "soap", 1, "damaged")
    shop.week()
    shop.say(commands.WriteOffGoods, "soap", 2, "damaged")
    (flag,) = shop.flags(shop.week())
    assert (flag.key, flag.fen) == ("write_off_rising", 300)


def test_a_late_paper_restates_its_cut(shop: Signed) -> None:
    cut = shop.week()
    shop.say(commands.ReceiveGoods, "soap", 2, for_cut=cut)
    assert "restated" in keys(shop, cut)


def test_a_shift_asks_for_a_recount(shop: Signed) -> None:
    for n in range(12):
        shop.week(sales=6, off={"soap": -(n % 2)})
    cuts = [shop.week(sales=6, off={"soap": -8}) for _ in range(2)]
    found = period_read.read(shop.connection, cuts)
    assert "recount" in [flag.key for flag in period_read.flags_of(shop.connection, found)]


def test_every_flag_and_explanation_has_its_words() -> None:
    assert set(review_words.FLAGS) == set(KEYS)
    assert set(review_words.EXPLANATIONS) == set(EXPLANATIONS)
    texts = [word for pair in review_words.FLAGS.values() for word in pair]
    assert not [one for one in texts if "resident" in one.lower() and "QR" not in one]


def test_a_reason_is_one_of_the_list() -> None:
    flag = Flag("over_short", cut=3, fen=-600)
    assert without_reason([flag], {"over_short:3": "stands"}) == ()
    assert without_reason([flag], {"over_short:3": "", "over_short": "stands"}) == (flag,)
