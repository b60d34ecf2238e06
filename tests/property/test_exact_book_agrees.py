"""Any case through the real book gives the figures that its input gives by hand."""

import tempfile
from pathlib import Path

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shop.cases.book import statement_of
from shop.cases.happened import Cashbox, Line, Move, Payment, Product, Session, ShopCase
from shop.cases.shop_case import MOVES
from shop.export.statement_json import figures_json
from shop.money import line_fen
from shop.reconcile.statement import draw
from tests.cases.by_hand import facts_of

START = 1_780_000_000_000
END = START + 7 * 86_400_000
fen = st.integers(0, 30_000)
at = st.integers(START, END - 1)


@st.composite
def cases(draw_) -> ShopCase:
    products = tuple(draw_(product(f"I{i}")) for i in range(draw_(st.integers(1, 4))))
    sessions = tuple(draw_(session(f"S{i}", products)) for i in range(draw_(st.integers(0, 4))))
    names = [None, *(one.id for one in sessions)]
    payments = draw_(st.lists(payment(names), max_size=6))
    cash = sum(p.fen for p in payments if p.tender == "cash")
    opening, added = draw_(fen), draw_(fen)
    removed = draw_(st.integers(0, opening + added + cash))
    left = opening + added + cash - removed + draw_(st.sampled_from([0, 0, 7, -600, -9999]))
    owed = draw_(fen)
    issued = sum(one.iou_fen for one in sessions if not one.void)
    repaid = sum(p.fen for p in payments if p.what == "iou_repayment")
    return ShopCase(
        id="any",
        start_ms=START,
        end_ms=END,
        products=products,
        opening={p.sku: draw_(st.integers(1, 60)) for p in products},
        counted={p.sku: draw_(st.none() | st.integers(0, 60)) for p in products},
        moves=tuple(draw_(st.lists(move(products), max_size=4))),
        sessions=sessions,
        payments=tuple(payments),
        cashbox=Cashbox(opening, added, removed, max(0, left)),
        cash_evidence=draw_(st.sampled_from(["machine", "claimed"])),
        iou_open_fen=owed,
        iou_forgiven_fen=draw_(st.integers(0, max(0, owed + issued - repaid))),
        max_basket=draw_(st.integers(1, 9)),
    )


@st.composite
def product(draw_, sku: str) -> Product:
    later = draw_(st.lists(at, max_size=2, unique=True))
    moments = [START - draw_(st.integers(0, 9)), *sorted(set(later) - {START})]
    marks = tuple((moment, draw_(st.integers(0, 9000))) for moment in dict.fromkeys(moments))
    return Product(sku, marks, None, draw_(st.sampled_from(["each", "g"])))


@st.composite
def session(draw_, id_: str, products) -> Session:
    moment = draw_(at)
    lines = []
    for one in draw_(st.lists(st.sampled_from(products), min_size=1, max_size=3)):
        each = draw_(st.none() | st.integers(0, 900))
        marked = one.price_at(moment) if each is None else each
        lines.append(Line(one.sku, draw_(st.integers(1, 20)), marked))
    units = {one.sku: one.unit for one in products}
    due = sum(line_fen(line.quantity, units[line.sku], line.each_fen) for line in lines)
    assume(due > 0)
    iou = draw_(st.sampled_from([0, 0, 1, due // 2, due]))
    return Session(id_, moment, tuple(lines), draw_(st.booleans()), iou)


def move(products) -> st.SearchStrategy[Move]:
    skus = st.sampled_from([one.sku for one in products])
    return st.builds(Move, skus, st.sampled_from(MOVES), st.integers(1, 30))


def payment(sessions) -> st.SearchStrategy[Payment]:
    kinds = st.sampled_from(["goods", "goods", "goods", "donation", "iou_repayment"])
    return st.builds(
        Payment,
        st.sampled_from(["cash", "qr"]),
        st.integers(1, 9000),
        kinds,
        st.sampled_from(sessions),
    )


@settings(max_examples=25, deadline=None)
@given(cases())
def test_the_book_says_what_the_case_says(case):
    with tempfile.TemporaryDirectory() as folder:
        told = figures_json(statement_of(case, "any.json", Path(folder, "book.db")))
    by_hand = figures_json(draw(facts_of(case)))
    assert told == by_hand
