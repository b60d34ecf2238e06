"""From bytes on a line to the statement, through a kill in the middle: every fen is there."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.service import Shopfront, until, words

SALT, SOAP = "6901028075831", "6902083881405"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shopfront]:
    shop = Shopfront(tmp_path)
    shop.plug_in()
    yield shop
    shop.close()


def stock(shop: Shopfront, code: str, name: str, yuan: str, pieces: int) -> None:
    """List an item and put it on the shelf over the volunteers' pages."""
    shop.pages.fill("/volunteer/list-item", name=name, price=yuan, code=code, unit="each")
    led_to, page = shop.pages.fill(f"/volunteer/receive?q={code}", quantity=str(pieces))
    assert "/recorded/" in led_to, words(page)


def test_every_fen_from_the_line_to_the_statement(shop: Shopfront) -> None:
    shop.start()
    until(lambda: shop.devices_are("up"), "scanner and coin box are up")
    shop.pages.set_up()
    stock(shop, SALT, "加碘盐", "6.00", 10)
    stock(shop, SOAP, "香皂", "2.50", 10)

    # The first resident: coins come before the goods, and the power goes between the two.
    for _ in range(5):
        assert shop.drop(100)
    until(lambda: shop.pages.phase() == "credit" and "5.00" in shop.pages.screen(), "5.00 shown")
    shop.kill()
    assert shop.drop(100), "the box takes a coin while the till is dead"
    shop.coins.unplug()

    shop.start()
    assert shop.pages.phase() == "credit"
    screen = shop.pages.screen()
    assert "5.00 yuan" in screen
    assert "please scan" in screen
    assert "again" in screen
    shop.coins.replug()
    until(lambda: "6.00" in shop.pages.screen(), "the coin of the dark hour is credited too")
    shop.scan(SALT)
    until(lambda: shop.pages.phase() == "thanks", "enough money and 5 s of quiet: it is sold")

    # The second resident takes two soaps and gives too little.
    shop.scan(SOAP)
    until(lambda: shop.pages.phase() == "basket" and "2.50" in shop.pages.screen(), "soap shown")
    line = re.search(r'value="quantity:([^:"]+):\d', shop.pages.get("/kiosk"))
    line = line or re.search(r'value="remove:([^:"]+)"', shop.pages.get("/kiosk"))
    assert line
    shop.pages.press("quantity", line[1], "2")
    shop.pages.press("cash")
    assert shop.drop(100)
    assert shop.drop(50)
    until(lambda: "1.50" in shop.pages.screen(), "1.50 shown")
    shop.pages.press("done")
    until(lambda: shop.pages.phase() == "thanks", "short is accepted, without a word")
    shop.pages.press("done")
    until(lambda: shop.pages.phase() == "idle", "the next one may come")

    # The round: one salt has gone without a word; the box is counted to the jiao.
    close_round(shop, {"加碘盐": 8, "香皂": 8}, {"n100": "7", "n50": "1"})
    printed = json.loads(shop.tongxin("statement", "--json"))
    every_fen(printed)
    page = shop.pages.json(f"/office/statements/{printed['meta']['cut']}.json")
    assert same_figures(page, printed), "the page and the command tell the same figures"
    shop.tongxin("verify")
    assert shop.stop() < 3_000
    shop.tongxin("verify")


def close_round(shop: Shopfront, shelf: dict[str, int], box: dict[str, str]) -> None:
    """Open a cut, count shelf and box, say that there is no QR statement, close."""
    shop.pages.fill("/volunteer/cut")
    until(lambda: "/cut/shelf" in shop.pages.get("/volunteer/cut"), "the cut is open")
    for _ in shelf:
        page = shop.pages.get("/volunteer/cut/shelf")
        (name,) = [name for name in shelf if f"<h2>{name}</h2>" in page]
        assert "expected" not in page.lower()
        shop.pages.fill("/volunteer/cut/shelf", counted=str(shelf[name]))
    shop.pages.fill("/volunteer/cut/box", **box)
    shop.pages.fill("/volunteer/cut/qr", none="1")
    led_to, page = shop.pages.fill("/volunteer/cut/close")
    assert led_to.endswith("/closed"), words(page)


def every_fen(statement: dict[str, Any]) -> None:
    """Hold the statement against what hands did: 7.50 yuan in, 11.00 declared, one salt gone."""
    figures = {key: statement[key] for key in EXPECTED}
    assert figures == EXPECTED
    assert sum(statement["gap_parts"].values()) == statement["gap"] == 1_700 - 750
    assert statement["rates"]["fully_paid_sessions"] == [1, 2]
    counts = {item["U_value"]: (item["R"], item["D"], item["C"], item["G"], item["U"])
              for item in statement["items"].values()}  # fmt: skip
    assert counts == {600: (10, 1, 8, 2, 1), 0: (10, 2, 8, 2, 0)}


#: In fen; what is not named in gap_parts is 0.
EXPECTED = {
    "value_gone": 1_700,
    "value_declared": 1_100,
    "value_undeclared": 600,
    "cash_net": 750,
    "cash_credited": 750,
    "cash_over_short": 0,
    "money_in": 750,
    "goods_money": 750,
    "gap_parts": {
        "undeclared": 600,
        "underpaid": 350,
        "iou_issued": 0,
        "declared_unpaid": 0,
        "overpaid": 0,
        "unattached": 0,
        "cash_over_short": 0,
    },
}


def same_figures(page: dict[str, Any], printed: dict[str, Any]) -> bool:
    """Compare the office's JSON with the command's, whichever of the two shapes the page has."""
    if "exact" not in page:
        return page == printed
    shown = page["exact"]
    sums = ("value_gone", "value_declared", "cash_net", "cash_over_short", "money_in", "gap")
    return all(shown[f"{key}_fen"] == printed[key] for key in sums)
