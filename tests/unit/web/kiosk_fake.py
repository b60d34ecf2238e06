"""A shop for the kiosk's tests: a real screen, a counter that only remembers what it was asked."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from shop.catalogue import Catalogue, Item
from shop.clock import VirtualClock
from shop.ids import Ids
from shop.screen import Screen
from shop.till.buttons import BUTTONS_OF
from shop.till.coach import coach, in_pieces
from shop.till.state import Phase
from shop.till.view import STEP_OF, LineView, View

START_MS = 1_780_000_000_000

GOODS = (
    ("noodles", "红烧牛肉面", "Beef noodles", 450, "noodles", ("6901028075831",)),
    ("eggs", "土鸡蛋 10 枚", "Farm eggs, 10", 1200, "eggs", ()),
    ("salt", "加碘盐 400 克", "Iodised salt 400 g", 250, "salt", ("6920000000013",)),
    ("greens", "小白菜一把", "Greens, a bunch", 300, "greens", ()),
    ("tofu", "水豆腐一块", "Tofu, a piece", 200, "tofu", ()),
    ("chili", "剁辣椒一瓶", "Chopped chili", 850, "chili", ()),
    ("rice", "珍珠大米 5 千克装农家自产", "Pearl rice, 5 kg, home grown", 3990, "rice", ()),
    ("soap", "香皂", "Soap", 350, "soap", ("6920000000020",)),
    ("tea", "绿茶 100 克", "Green tea 100 g", 1800, "tea", ()),
    ("honey", "土蜂蜜 500 克", "Wild honey 500 g", 4500, "honey", ()),
    ("meat", "腊肉一条", "Cured meat", 3800, "meat", ()),
)


def catalogue() -> Catalogue:
    """A small village shop's goods."""
    return Catalogue(
        Item(code, name, name_en=en, codes=codes, picture=picture, prices=((0, fen),))
        for code, name, en, fen, picture, codes in GOODS
    )


def line(n: int, name: str, fen: int, quantity: int = 1, **more: Any) -> LineView:
    """One line of a basket, a piece each unless told."""
    given: dict[str, Any] = {
        "name_en": f"Goods {n}",
        "picture": None,
        "party": None,
        "unit": "each",
        "newest": False,
        "item": f"item{n}",
    }
    given.update(more)
    total = fen * quantity if given["unit"] == "each" else round(fen * quantity / 500)
    return LineView(
        f"L{n}",
        given["item"],
        name,
        given["name_en"],
        given["picture"],
        given["party"],
        quantity,
        given["unit"],
        fen,
        total,
        given["newest"],
    )


TYPICAL = (
    line(1, "红烧牛肉面", 450, 2, name_en="Beef noodles", picture="noodles"),
    line(
        2,
        "土鸡蛋 10 枚",
        1200,
        name_en="Farm eggs, 10",
        picture="eggs",
        party="农户07",
        newest=True,
    ),
)
LONG = "农家自产纯手工晒制剁辣椒拌饭酱家庭分享超大桶装"
CROWDED = tuple(
    line(
        n,
        f"{LONG}{n}",
        10_287 if n < 12 else 10_293,
        name_en=f"Home grown hand made sun dried chopped chili sauce, family size {n}",
        party="农户07",
        newest=n == 12,
    )
    for n in range(1, 13)
)


def view(phase: str = "idle", lines: tuple[LineView, ...] = (), **more: Any) -> View:
    """A view as the till would publish it; `more` says what is special."""
    known = Phase(phase) if phase != "closed" else Phase.IDLE
    due_fen = sum(one.fen for one in lines)
    left_fen = due_fen - more.get("money_fen", 0) - more.get("iou_fen", 0)
    put_fen, take_fen = coach(left_fen, True) if phase == "cash" else (0, 0)
    given: dict[str, Any] = {
        "phase": phase,
        "step": STEP_OF[known],
        "buttons": BUTTONS_OF[known],
        "lines": lines,
        "due_fen": due_fen,
        "money_fen": 0,
        "left_fen": left_fen,
        "iou_fen": 0,
        "put_fen": put_fen,
        "take_fen": take_fen,
        "put_pieces": in_pieces(put_fen),
        "take_pieces": in_pieces(take_fen),
        "price_tiles_fen": (100, 200, 300, 500, 800, 1000, 1500, 2000, 3000),
        "unknown_code": None,
        "undo_s": 0,
        "machine": False,
        "change": "tray",
        "notice": None,
        "notice_fen": None,
        "trouble": (),
    }
    given.update(more)
    if "without" in given:
        given["buttons"] = given["buttons"] - set(given.pop("without"))
    return View(**given)


@dataclass(frozen=True)
class Answer:
    """The counter's answer."""

    entries: tuple[int, ...] = (1,)
    waiting: bool = False
    repeated: bool = False


class FakeShop:
    """A shop whose counter says yes, or raises what the test hands it."""

    name = "同心小店"
    demo = False

    def __init__(self, first: View | None = None) -> None:
        self.clock = VirtualClock(START_MS)
        self.screen = Screen("B00T", first or view())
        self.catalogue = catalogue()
        self.asked: list[Any] = []
        self.raises: Exception | None = None
        self.honesty: int | None = 94
        self._ids = Ids()

    def ask(self, what: Any, timeout_s: int = 5) -> Answer:
        """Remember what was asked."""
        self.asked.append(what)
        if self.raises:
            raise self.raises
        seen = [one for one in self.asked if one.id == what.id]
        return Answer(repeated=len(seen) > 1)

    def reading(self) -> Any:
        """No book here."""
        return nullcontext(None)

    def health(self) -> tuple[Any, ...]:
        """No devices here."""
        return ()

    def honesty_percent(self) -> int | None:
        """What the test set."""
        return self.honesty

    def fresh_id(self) -> str:
        """A real ULID."""
        return self._ids.ulid(self.clock.now().wall_ms)
