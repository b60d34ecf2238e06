"""Any statement against any claims: Q is the statement, no line is used twice, no fen is lost."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop import commands
from shop.paper_commands import ImportQrStatement
from shop.paper_errors import StatementKnown
from shop.queries import facts, qr
from shop.reconcile.statement import draw
from shop.review.matching import Span, Tender, match
from shop.review.pairing import paired_in_time
from shop.statements import QrLine, digest, packed
from tests.unit.counter.a_shop import Shop

MINUTE_MS = 60_000
FEN = st.sampled_from([150, 350, 80])
TIMES = st.integers(0, 120).map(lambda minutes: minutes * 30_000)
SPAN = Span(0, 60 * MINUTE_MS)


@st.composite
def statements(draw_: st.DrawFn) -> list[QrLine]:
    rows = draw_(st.lists(st.tuples(TIMES, FEN, st.sampled_from(["payment"] * 4 + ["refund"]))))
    return [
        QrLine(at_ms, fen, fen // 100, kind, digest(str(number)))
        for number, (at_ms, fen, kind) in enumerate(rows)
    ]


@st.composite
def claims(draw_: st.DrawFn) -> list[Tender]:
    rows = draw_(st.lists(st.tuples(TIMES, FEN, st.sampled_from(["claimed", "claimed", "sure"]))))
    return [
        Tender(seq, at_ms, f"v{seq}", fen, state)
        for seq, (at_ms, fen, state) in enumerate(rows, start=1)
    ]


@settings(max_examples=200, deadline=None)
@given(statements(), claims())
def test_each_line_and_each_claim_is_in_one_place_alone(
    lines: list[QrLine], tenders: list[Tender]
) -> None:
    found = match(SPAN, tenders, lines)
    tied = [line.ref for tie in found.ties for line in tie.lines]
    refs = [one.line.ref for one in found.found] + [one.ref for one in found.elsewhere] + tied
    assert sorted(refs) == sorted(line.ref for line in lines)
    matched = [one.tender.seq for one in found.found if one.tender]
    left = [one.seq for one in (*found.unfound, *found.lacking)]
    kept = [one.seq for tie in found.ties for one in tie.tenders]
    assert sorted(matched + left + kept) == [one.seq for one in tenders]
    for one in found.found:
        if one.tender and one.how == "amount_time":
            assert one.tender.fen == one.line.fen
            assert abs(one.tender.at_ms - one.line.at_ms) <= 10 * MINUTE_MS


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 12), max_size=5), st.lists(st.integers(0, 12), max_size=5))
def test_pairing_is_the_best_there_is(left: list[int], right: list[int]) -> None:
    ours = sorted(value * 1000 for value in left)
    theirs = sorted(value * 1000 for value in right)
    best = _best(ours, theirs, 4000)
    pairs, tied = [], False
    for group in paired_in_time(ours, theirs, 4000):
        pairs += list(group.pairs)
        tied = tied or group.tied
    assert tied == (best[2] > 1)
    if not tied:
        assert (len(pairs), sum(abs(ours[i] - theirs[j]) for i, j in pairs)) == best[:2]


def _best(ours: list[int], theirs: list[int], window: int) -> tuple[int, int, int]:
    """(pairs, distance, number of ways) by trying everything; pairs never cross."""
    ways: list[tuple[int, int]] = []

    def go(i: int, j: int, count: int, apart: int) -> None:
        ways.append((count, apart))
        for one in range(i, len(ours)):
            for other in range(j, len(theirs)):
                if abs(ours[one] - theirs[other]) <= window:
                    go(one + 1, other + 1, count + 1, apart + abs(ours[one] - theirs[other]))

    go(0, 0, 0, 0)
    count = max(one[0] for one in ways)
    apart = min(one[1] for one in ways if one[0] == count)
    return count, apart, ways.count((count, apart)) if count else 1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(["rice", "soap", "eggs"]), max_size=6),
    st.lists(st.tuples(st.integers(-3, 40), FEN, st.booleans()), max_size=8),
    st.booleans(),
)
def test_q_is_the_statement_whatever_was_claimed(
    sold: list[str], rows: list[tuple[int, int, bool]], late: bool
) -> None:
    shop = Shop()
    begun_ms = shop.clock.now().wall_ms
    for item in sold:
        shop.scan(item)
        shop.press("qr")
        shop.press("paid")
        shop.wait(240)
    shop.wait(60)
    cut = shop.open_cut()
    if late:
        _close(shop, cut)
    lines = tuple(
        QrLine((begun_ms // 1000 + minute * 60 + 7) * 1000, fen, 1, "refund" if back else "payment",
               digest(str(number)))
        for number, (minute, fen, back) in enumerate(rows)
    )  # fmt: skip
    here = qr.situation(shop.connection, cut)
    ties = match(here.span, here.tenders, lines).ties
    pairs = {line.ref: 0 for tie in ties for line in tie.lines}
    money = sum(shop.place(place) for place in ("due", "sales", "qr_pending", "qr_wallet"))
    try:
        shop.say(ImportQrStatement, cut, packed(lines), "f" * 64, "plain", pairs)
    except StatementKnown:
        return
    fees = shop.place("expenses")
    assert sum(shop.place(p) for p in ("due", "sales", "qr_pending", "qr_wallet")) == money - fees
    if not late:
        _close(shop, cut)
    statement = draw(facts.of_cut(shop.connection, cut))
    used = shop.connection.execute("SELECT count(*), count(DISTINCT ref) FROM qr_line").fetchone()
    assert used[0] == used[1] <= len(lines)
    assert statement.exact.qr_fen == statement.facts.money.qr_statement_fen
    assert statement.facts.money.qr_claimed_fen == 0
    assert statement.facts.qr_evidence == "statement"
    shop.verify()


def _close(shop: Shop, cut: str) -> None:
    shop.count_all(cut)
    shop.say(commands.CountBox, cut, shop.place("cashbox"))
    shop.say(commands.CloseCut, cut)
