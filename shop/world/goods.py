"""The village shop's goods: thirty things of the countryside, with prices a coin can pay.

Names, prices and groups are the same in every world, so that people know the shelf again; the
barcodes and what is popular depend on the seed.
"""

from __future__ import annotations

from dataclasses import dataclass

from shop.gtin import check_digit
from shop.world.chance import Chance, below, shuffled

#: How popular the k-th most wanted good is: 1 / k^0.7 (HONESTY.md section 5).
ZIPF = 0.7

#: GS1 prefixes of mainland China.
_PREFIX_FIRST, _PREFIX_LAST = 690, 699


@dataclass(frozen=True, slots=True)
class Good:
    """One item of the shelf as the world knows it.

    Attributes:
        item: its code in the shop.  name, name_en: as on its label.
        fen: the marked price of a piece.  shelf_group: what it can be taken for.
        picture: key of its drawing.  code: the barcode on it, "" where it has none.
        par: pieces on the full shelf.  weight: how much it is wanted, relative.
        listed: whether anybody entered it into the catalogue.
    """

    item: str
    name: str
    name_en: str
    fen: int
    shelf_group: str
    picture: str
    code: str
    par: int
    weight: float
    listed: bool = True


#: What stands on the shelves of each group, as volunteers of the village call it.
SHELVES = {
    "seasoning": "调料",
    "staples": "粮油",
    "fresh": "农家",
    "drinks": "饮料",
    "snacks": "零食",
    "home": "日用",
}

#: item, names, price in fen, shelf group, picture, whether it carries a barcode.
_GOODS: tuple[tuple[str, str, str, int, str, str, bool], ...] = (
    ("SALT", "加碘食盐 400克", "Iodised salt 400 g", 200, "seasoning", "salt", True),
    ("SOY", "酱油 500毫升", "Soy sauce 500 ml", 850, "seasoning", "bottle", True),
    ("VINEGAR", "陈醋 420毫升", "Aged vinegar 420 ml", 650, "seasoning", "bottle", True),
    ("CHILI", "剁辣椒 280克", "Chopped chilli 280 g", 1200, "seasoning", "jar", True),
    ("SUGAR", "白砂糖 500克", "White sugar 500 g", 550, "seasoning", "bag", True),
    ("OIL", "菜籽油 900毫升", "Rapeseed oil 900 ml", 1950, "staples", "oil", True),
    ("RICE", "大米 2.5公斤", "Rice 2.5 kg", 1850, "staples", "rice", True),
    ("NOODLE", "挂面 800克", "Dried noodles 800 g", 650, "staples", "noodle", True),
    ("FLOUR", "面粉 1公斤", "Flour 1 kg", 700, "staples", "bag", True),
    ("EGG", "土鸡蛋 6枚", "Farm eggs, six", 900, "fresh", "egg", False),
    ("TOFU", "豆腐 一块", "Tofu, one block", 250, "fresh", "tofu", False),
    ("CABBAGE", "大白菜 一棵", "Cabbage, one head", 350, "fresh", "cabbage", False),
    ("WATER", "矿泉水 550毫升", "Spring water 550 ml", 150, "drinks", "water", True),
    ("COLA", "可乐 500毫升", "Cola 500 ml", 300, "drinks", "bottle", True),
    ("TEA", "凉茶 310毫升", "Herbal tea 310 ml", 350, "drinks", "can", True),
    ("MILK", "纯牛奶 250毫升", "Milk 250 ml", 300, "drinks", "milk", True),
    ("BEER", "啤酒 500毫升", "Beer 500 ml", 450, "drinks", "bottle", True),
    ("INSTANT", "方便面 一桶", "Instant noodles, one cup", 450, "snacks", "noodle", True),
    ("BISCUIT", "苏打饼干 100克", "Soda biscuits 100 g", 400, "snacks", "biscuit", True),
    ("PEANUT", "花生米 150克", "Peanuts 150 g", 500, "snacks", "bag", True),
    ("CANDY", "薄荷糖 一包", "Mint sweets, one bag", 100, "snacks", "candy", True),
    ("SAUSAGE", "火腿肠 一根", "Ham sausage, one", 200, "snacks", "sausage", True),
    ("SOAP", "香皂 一块", "Soap, one bar", 450, "home", "soap", True),
    ("POWDER", "洗衣粉 1公斤", "Washing powder 1 kg", 1150, "home", "bag", True),
    ("PASTE", "牙膏 120克", "Toothpaste 120 g", 850, "home", "tube", True),
    ("BRUSH", "牙刷 一支", "Toothbrush, one", 500, "home", "brush", True),
    ("TISSUE", "卷纸 十卷", "Toilet paper, ten rolls", 1600, "home", "tissue", True),
    ("BATTERY", "五号电池 四节", "AA batteries, four", 1000, "home", "battery", True),
    ("TOWEL", "毛巾 一条", "Towel, one", 1300, "home", "towel", True),
    ("HONEY", "农家土蜂蜜 500克", "Farm honey 500 g", 3000, "fresh", "honey", True),
)

#: A thing volunteers put on the shelf without listing it: its price stands on a price tile.
_NEWCOMER = ("PLUM", "话梅 一袋", "Dried plums, one bag", 300, "snacks", "bag", True)


def ean13(chance: Chance) -> str:
    """Return an EAN-13 of mainland China with the right check digit; of no real article."""
    prefix = _PREFIX_FIRST + below(chance, _PREFIX_LAST - _PREFIX_FIRST + 1)
    body = f"{prefix}{below(chance, 10**9):09d}"
    return body + check_digit(body)


def assortment(chance: Chance) -> tuple[Good, ...]:
    """Return the thirty goods of a seeded shop, and last the newcomer that nobody has listed."""
    ranks = shuffled(chance, range(1, len(_GOODS) + 1))
    goods = [_good(chance, row, rank, listed=True) for row, rank in zip(_GOODS, ranks, strict=True)]
    goods.append(_good(chance, _NEWCOMER, len(_GOODS), listed=False))
    return tuple(goods)


def _good(
    chance: Chance, row: tuple[str, str, str, int, str, str, bool], rank: int, *, listed: bool
) -> Good:
    item, name, name_en, fen, group, picture, barcode = row
    weight = rank**-ZIPF
    code = ean13(chance) if barcode else ""
    par = 12 + round(60 * weight)
    return Good(item, name, name_en, fen, group, picture, code, par, weight, listed)
