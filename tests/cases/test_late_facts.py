"""Paper that comes late restates the cut it belongs to, and no other."""

import random

import pytest

from shop.book import create_book, open_book
from shop.cases.book import Living
from shop.cases.reading import read_cases
from shop.clock import VirtualClock
from shop.commands import CloseCut, CountBox, CountItem, MoveFloat, OpenCut, ReceiveGoods
from shop.counter import Counter, CutRules
from shop.ids import Ids
from shop.ledger import Ledger
from shop.queries import cuts, facts
from shop.reconcile.statement import draw
from tests.cases.files import OWN

DAY_MS = 86_400_000


class Village:
    """The shop of a worked case after its cut, to go on with."""

    def __init__(self, folder):
        given = next(c.given for c in read_cases(OWN) if c.id == "G11-box-loss-void")
        create_book(folder / "book.db")
        self.connection = open_book(folder / "book.db", durable=False)
        self.ids = Ids(random.Random(1))
        self.clock = VirtualClock(given.products[0].prices[0][0])
        ledger = Ledger(self.connection, "village", self.clock, "boot")
        counter = Counter(ledger, self.clock, self.ids, cut_rules=CutRules("machine", 6))
        Living(given, "case.json", counter, self.clock, self.ids).live()
        self.counter = counter
        self.first = cuts.closed_cuts(self.connection, 1)[0].cut
        self.clock.advance(DAY_MS)

    def say(self, command, *args, **more):
        self.counter.handle(command(self.ids.ulid(self.clock.now().wall_ms), *args, **more))

    def cut(self, box_fen, **counts):
        self.clock.advance(DAY_MS)
        self.say(OpenCut)
        cut = cuts.open_cut_id(self.connection)
        for item, counted in counts.items():
            self.say(CountItem, cut, item, counted)
        self.say(CountBox, cut, box_fen)
        missing = {item: "no time" for item in ("OIL", "CUP", "TEA") if item not in counts}
        self.say(CloseCut, cut, missing)
        return cut

    def statement(self, cut):
        return draw(facts.of_cut(self.connection, cut))

    def item(self, cut, name):
        return next(i for i in self.statement(cut).exact.items if i.item == name)


@pytest.fixture
def village(tmp_path):
    shop = Village(tmp_path)
    yield shop
    shop.connection.close()


def test_a_late_delivery_is_split_over_the_prices_again(village):
    assert village.item(village.first, "OIL").split == ((5800, 1), (6000, 3))
    village.say(ReceiveGoods, "OIL", 3, for_cut=village.first)
    oil = village.item(village.first, "OIL")
    assert (oil.received, oil.undeclared, oil.split) == (7, 7, ((5800, 2), (6000, 5)))
    assert "restated" in village.statement(village.first).flags
    assert village.statement(village.first).exact.box_loss_fen == 8000


def test_the_next_cut_does_not_move(village):
    village.say(ReceiveGoods, "OIL", 3, for_cut=village.first)
    second = village.cut(27_200, OIL=6, CUP=33, TEA=12)
    oil = village.item(second, "OIL")
    assert (oil.opening, oil.undeclared) == (6, 0)
    assert village.statement(second).flags == ()


def test_a_late_paper_that_explains_the_box_takes_the_box_loss_back(village):
    village.say(MoveFloat, -8000, for_cut=village.first)
    restated = village.statement(village.first)
    assert restated.exact.cash_over_short_fen == 0
    assert restated.exact.box_loss_fen == 0
    assert village.statement(village.cut(27_200, OIL=6, CUP=33, TEA=12)).exact.box_loss_fen == 0


def test_a_late_delivery_to_an_uncounted_shelf_meets_the_next_count(village):
    second = village.cut(27_200, OIL=6, CUP=33)
    village.say(ReceiveGoods, "TEA", 5, for_cut=second)
    third = village.cut(27_200, OIL=6, CUP=33, TEA=17)
    tea = village.item(second, "TEA")
    assert (tea.counted, tea.received, tea.undeclared) == (None, 5, 0)
    tea = village.item(third, "TEA")
    assert (tea.opening, tea.received, tea.undeclared) == (17, 0, 0)
    assert village.statement(third).flags == ()
