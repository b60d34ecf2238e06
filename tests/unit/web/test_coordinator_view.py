"""A statement made ready for its page: words for every name, items in order, exact percent."""

from fractions import Fraction

from shop.accounts import MONEY
from shop.catalogue import Catalogue, Item
from shop.entries import Entry
from shop.entry_kinds import KINDS
from shop.reconcile.facts import CutFacts, ItemFacts, MoneyFacts, SaleFacts
from shop.reconcile.statement import Statement, draw
from web import words
from web.entry_lines import KINDS_OF, behind, line_of
from web.statement_view import percent, rate_lines, sorted_items, steps


def facts(**money: int) -> CutFacts:
    """One week with an item counted, one not, and three sales."""
    known = {
        "box_opening_fen": 6_000, "float_added_fen": 0, "float_removed_fen": 0,
        "collected_fen": 0, "box_counted_fen": 8_100, "cash_credited_fen": 2_000,
        "over_short_fen": 100, "qr_fen": 0, "qr_claimed_fen": 0, "donations_fen": 0,
        "repaid_fen": 0, "unattached_fen": 200, "iou_opening_fen": 0, "iou_issued_fen": 500,
        "iou_forgiven_fen": 0, **money,
    }  # fmt: skip
    return CutFacts(
        "C1", 1, "同心小店", 0, 7 * 86_400_000, "machine", "claimed", 10,
        (
            ItemFacts("EGG", "土鸡蛋", "each", None, 10, 5, 1, 3, 9, ((0, 1000),)),
            ItemFacts("TEA", "茶", "each", None, 4, 0, 0, 0, None, ((0, 700),)),
        ),
        (
            SaleFacts("S1", "V1", 1, 1000, 1000, 0),
            SaleFacts("S2", "V2", 2, 1000, 0, 0),
            SaleFacts("S3", "V3", 3, 1000, 800, 500),
        ),
        MoneyFacts(qr_statement_fen=None, **known),
    )  # fmt: skip


def statement() -> Statement:
    return draw(facts())


def entry(seq: int, kind: str, **body: object) -> Entry:
    return Entry(seq, "s", f"id{seq}", kind, 0, 0, "b", 0, 1, "till", None, body, bytes([seq] * 32))


def test_every_kind_place_and_bar_has_its_word() -> None:
    assert set(words.KINDS) == set(KINDS)
    assert set(words.PLACES) <= set(MONEY)
    assert set(words.BARS) == set(words.BAR_NOTES) == set(KINDS_OF)
    assert all(set(kinds) <= set(KINDS) for kinds in KINDS_OF.values())


def test_the_bars_join_from_taken_to_received() -> None:
    bars = steps(statement(), str)
    assert (bars[0].total, bars[-1].total) == (True, True)
    assert sum(bar.fen for bar in bars[:-1]) == bars[-1].fen


def test_items_sort_by_any_column_and_the_uncounted_stay_last() -> None:
    for column in (
        "name",
        "opening",
        "received",
        "removed",
        "declared",
        "counted",
        "gone",
        "value",
    ):
        assert len(sorted_items(statement(), column, False)) == 2
    for down in (False, True):
        assert sorted_items(statement(), "counted", down)[-1].item == "TEA"
    assert sorted_items(statement(), "nonsense", False)


def test_rates_are_said_with_what_they_identify() -> None:
    lines = rate_lines(statement())
    assert lines[0].headline
    assert all(line.means and line.name for line in lines)


def test_percent_is_exact_to_a_tenth() -> None:
    assert percent(Fraction(9425, 10_000)) == "94.3"
    assert percent(Fraction(3, 2)) == "150.0"
    assert percent(Fraction(-1, 8)) == "\u221212.5"
    assert percent(None) == "–"


def test_a_bar_about_sales_shows_only_its_sales() -> None:
    found = [entry(n, "SaleDeclared", visit=f"V{n}", lines=[]) for n in (1, 2, 3)]
    assert [e.seq for e in behind("declared_unpaid", found, facts())] == [2]
    assert [e.seq for e in behind("overpaid", found, facts())] == [3]
    assert behind("underpaid", found, facts()) == []
    loose = [*found, entry(9, "TenderReceived", visit="V9", fen=200, tender="cash")]
    assert [e.seq for e in behind("unattached", loose, facts())] == [9]
    assert len(behind("value_gone", found, facts())) == 3


def test_an_entry_reads_as_goods_and_money() -> None:
    goods = Catalogue([Item("EGG", "土鸡蛋")])
    line = line_of(entry(7, "GoodsReceived", item="EGG", unit="each", quantity=12, lot="A1"), goods)
    assert line.goods == (("土鸡蛋", 12, "each"),)
    assert line.notes == ("A1",)
    assert line.head == "07070707"
    sale = entry(
        8,
        "SaleDeclared",
        visit="V",
        due_fen=500,
        lines=[{"item": "unknown:69", "quantity": 1, "unit": "each"}],
    )
    assert line_of(sale, goods).fen == 500
    assert line_of(sale, goods).goods[0][0] == "69"
