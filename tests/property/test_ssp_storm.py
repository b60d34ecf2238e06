"""A note validator through whatever may happen to it: the cashbox and the book tell the same.

Of every note in the cashbox the book has one credit or one "look at it", in any order of notes,
lost answers, pulled cables, ended programs, power cuts, jams and a book that refuses; a note that
went back to a hand is no credit.
"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.failures import proves
from tests.hardware.ssp_shop import FEN, Shop

WAIT = st.integers(1, 2_500)
HAPPENS = st.one_of(
    st.tuples(st.just("note"), st.integers(1, 6)),
    st.tuples(st.just("lost"), st.integers(1, 6)),
    st.tuples(st.just("unplug"), st.integers(0, 3_000)),
    st.tuples(st.just("restart"), st.just(0)),
    st.tuples(st.just("power to front"), st.just(0)),
    st.tuples(st.just("power to cashbox"), st.just(0)),
    st.tuples(st.just("jam"), st.integers(0, 4_000)),
    st.tuples(st.just("rejects"), st.just(0)),
    st.tuples(st.just("book refuses"), st.integers(0, 5_000)),
)


def happen(shop: Shop, what: str, n: int) -> None:
    knobs = shop.model.knobs
    match what:
        case "note":
            shop.model.insert(n)
        case "lost":
            knobs.loses_answers = n
        case "unplug":
            shop.line.unplug()
            shop.line.run(n)
            shop.line.replug()
        case "restart":
            shop.line.restart_host()
        case "power to front" | "power to cashbox":
            knobs.reset_clears_to = "front" if what == "power to front" else "cashbox"
            shop.model.power_up(shop.line.now_ms)
        case "jam":
            knobs.jam = True
            shop.line.run(n)
            knobs.jam = False
        case "rejects":
            knobs.rejects = True
        case "book refuses":
            shop.takes = False
            shop.line.run(n)
            shop.takes = True


@proves("double_credit", "ssp-bill")
@proves("power_loss", "ssp-bill")
@proves("restart_replug", "ssp-bill")
@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(HAPPENS, WAIT), max_size=14))
def test_the_cashbox_and_the_book_tell_the_same(story: list[tuple[tuple[str, int], int]]) -> None:
    shop = Shop().open()
    for (what, n), wait_ms in story:
        happen(shop, what, n)
        shop.line.run(wait_ms)
    shop.line.run(60_000)
    stacked = [FEN[channel] for channel in shop.model.in_cashbox()]
    credited = [fen for fen in shop.fen if fen is not None]
    assert shop.last().held is None
    assert shop.model.on_its_way is None
    assert len(shop.keys) == len(set(shop.keys))
    left = list(stacked)
    for fen in credited:  # each credit is one of the notes in the cashbox
        left.remove(fen)
    assert len(left) <= shop.unsure + shop.faults().count("unrecognised")
    troubles = sum(what not in ("note", "rejects", "book refuses") for (what, _), _ in story)
    assert shop.unsure <= troubles
