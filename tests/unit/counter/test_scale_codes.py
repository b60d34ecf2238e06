"""Goods that the shop's own scale packed, and long codes that name a weight, at the till."""

from __future__ import annotations

import pytest

from hardware.codecs.paycode import classify
from shop import commands
from shop.counter import Counter
from shop.gtin import check_digit
from shop.inputs import Scanned
from shop.instore import CodeRules, pattern
from shop.till import Phase
from shop.till.means import Means
from tests.unit.counter.a_shop import Shop

WEIGHED, PRICED = pattern("21iiiiivvvvvc", "weight"), pattern("20iiiiivvvvvc", "price")
LONG = pattern("28iiiiivvvvvnnnnnc", "price")


class ScaleShop(Shop):
    """A shop whose scale prints codes; peppers are listed under 00123, soap under 00777."""

    codes = CodeRules((WEIGHED, PRICED, LONG))

    def start(self) -> None:
        super().start()
        self.counter = Counter(
            self.ledger, self.clock, self.ids, self.rules, means=Means(), codes=self.codes
        )

    def scan_code(self, digits: str, **more: object) -> None:
        text = digits + check_digit(digits)
        self.counter.handle(Scanned("scanner", text, shape=classify(text), **more))  # type: ignore[arg-type]

    @property
    def lines(self) -> list[tuple[str, int, int]]:
        return [(line.item, line.quantity, line.fen) for line in self.view.lines]


@pytest.fixture
def shop() -> ScaleShop:
    shop = ScaleShop()
    shop.say(commands.ListItem, "pepper", "花椒", "g", ("pepper-bag", "00123"))
    shop.say(commands.ListItem, "soap", "肥皂", "each", ("6920152400012", "00777"))
    return shop


def test_a_weighed_pack_costs_its_grams_at_the_marked_price(shop: ScaleShop) -> None:
    shop.scan_code("210012300750")
    assert shop.lines == [("pepper", 750, 3_750)]


def test_a_priced_pack_tells_only_its_weight_at_the_marked_price(shop: ScaleShop) -> None:
    shop.scan_code("200012301234")  # ¥12.34 at ¥25.00 a 500 g
    assert shop.lines == [("pepper", 247, 1_235)]  # 246.8 g


def test_a_forged_price_buys_as_little_as_it_pays(shop: ScaleShop) -> None:
    shop.scan_code("200012300001")
    assert shop.lines == [("pepper", 1, 5)]


def test_goods_by_the_piece_cost_their_marked_price_whatever_the_code_says(
    shop: ScaleShop,
) -> None:
    shop.scan_code("200077700001")
    assert shop.lines == [("soap", 1, 150)]


def test_the_long_form_is_goods_until_somebody_pays(shop: ScaleShop) -> None:
    long = "28001230123400500"
    assert classify(long + check_digit(long)) == "alipay"
    shop.scan_code(long)
    assert shop.lines == [("pepper", 500, 2_500)]
    shop.press("cash")
    assert shop.counter.phase is Phase.CASH
    shop.scan_code(long)
    assert len(shop.view.lines) == 1


def test_a_payment_code_that_fits_no_layout_is_asked_to_wait(shop: ScaleShop) -> None:
    shop.counter.handle(Scanned("scanner", "280123456789012345", shape="alipay"))
    assert shop.view.lines == ()
    assert "280123456789012345" not in str(shop.news())


def test_the_long_form_is_off_unless_a_shop_asks_for_it() -> None:
    assert CodeRules().in_store == ()
    shop = Shop()
    text = "28001230123400500" + check_digit("28001230123400500")
    shop.counter.handle(Scanned("scanner", text, shape="alipay"))
    assert shop.view.lines == ()


def test_a_wrong_check_digit_is_no_scale_code(shop: ScaleShop) -> None:
    right = check_digit("210012300750")
    wrong = "210012300750" + str((int(right) + 1) % 10)
    shop.counter.handle(Scanned("scanner", wrong))
    assert shop.counter.phase is Phase.UNKNOWN


def test_packs_nobody_listed_are_one_unknown_item(shop: ScaleShop) -> None:
    shop.scan_code("210055500750")
    assert shop.counter.phase is Phase.UNKNOWN
    shop.press("price", 500)
    shop.scan_code("210055500300")
    shop.press("price", 500)
    assert {line[0] for line in shop.lines} == {"unknown:00555"}


def test_a_long_code_that_names_a_weight_or_a_price(shop: ScaleShop) -> None:
    shop.say(commands.ListItem, "pepper", "花椒", "g", ("06901234567892",))
    shop.counter.handle(Scanned("scanner", "06901234567892", "]C1", weight_g=320))
    shop.counter.handle(Scanned("scanner", "06901234567892", "]e0", price_fen=2_500))
    shop.counter.handle(Scanned("scanner", "06901234567892", "]C1", weight_g=9_999_999))
    assert [line[1] for line in shop.lines] == [320, 500, 500]


def test_eight_digits_are_read_as_the_shop_says() -> None:
    small, expanded = "01234565", "012345000065"
    shop = ScaleShop()
    shop.say(commands.ListItem, "tea", "茶", "each", (f"000000{small}",))
    shop.say(commands.MarkPrice, "tea", 300)
    shop.say(commands.ListItem, "salt", "盐", "each", (expanded,))
    shop.say(commands.MarkPrice, "salt", 200)
    shop.scan(small)
    assert shop.view.lines[-1].item == "salt"
    shop.codes = CodeRules(eight_digits="EAN-8")
    shop.start()
    shop.scan(small)
    assert shop.view.lines[-1].item == "tea"
