"""Simulated shops keep every invariant, and one that is broken is found and can be replayed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from shop.book import DEMO_APPLICATION_ID, read_book
from shop.cli.simulate import options_beside_days_and_seed, simulate
from shop.ledger import Ledger, Transaction
from shop.posting.rules import RULES, Out
from shop.screen import Screen
from shop.simulate import Plan, ReplayNeeded, Simulation, report
from shop.simulate.daily import Daily
from shop.till import facts as till_facts
from shop.verify import verify
from shop.world import Ways


def lived(path: Path, seed: int, days: int = 14, **ways: Any) -> Simulation:
    simulation = Simulation(Plan(days, seed, Ways(**ways)), path / f"{seed}.db")
    simulation.run()
    return simulation


@pytest.mark.parametrize(
    ("seed", "box"), [(1, "machine"), (2, "machine"), (3, "machine"), (4, "claimed")]
)
def test_a_fortnight_keeps_every_invariant(tmp_path: Path, seed: int, box: str) -> None:
    simulation = lived(tmp_path, seed, box=box)
    held = report(simulation)["invariants"]
    assert held["held"]
    assert held["days"] == 14
    assert held["steps"] > 1000


def test_a_busy_week_with_errors_everywhere_keeps_every_invariant(tmp_path: Path) -> None:
    lived(tmp_path, 21, 7, visits_per_day=120, cut_days=2, jam=0.1, count_error=0.3, oddities=0.9,
          walks_off=0.1, unlisted=0.1, gifts=0.05, uncounted=0.2, receipt_error=0.2, box_loss=0.5,
          spoilage_logged=0.5, called_off=1.0, topped_up=0.5)  # fmt: skip


@pytest.mark.parametrize(("seed", "box"), [(1, "machine"), (2, "machine"), (3, "claimed")])
def test_a_shop_that_dies_and_hears_everything_twice_has_the_same_figures(
    tmp_path: Path, seed: int, box: str
) -> None:
    calm = lived(tmp_path, seed, 8, box=box)
    shaken = Simulation(Plan(8, seed, Ways(box=box), faults="shaky"), tmp_path / "shaken.db")
    shaken.run()
    assert shaken.restarts > 5
    assert shaken.repeats > 50
    assert [exact.gap_parts for exact in shaken.exacts] == [
        exact.gap_parts for exact in calm.exacts
    ]


def test_the_same_seed_leaves_the_same_book(tmp_path: Path) -> None:
    heads = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        lived(tmp_path / name, 5, 4)
        connection = read_book(tmp_path / name / "5.db")
        heads.append(verify(connection).head)
        connection.close()
    assert heads[0] == heads[1]


# ---------------------------------------------------------------- the command


def run(*options: str) -> Any:
    return CliRunner().invoke(simulate, list(options))


def test_the_command_prints_truth_statement_and_invariants(tmp_path: Path) -> None:
    book = tmp_path / "kept.db"
    done = run("--days", "8", "--seed", "4", "--json", "--book", str(book))
    assert done.exit_code == 0, done.output
    result = json.loads(done.output)
    assert set(result) == {"truth", "statement", "invariants"}
    assert result["statement"]["cuts"] == 2
    assert result["truth"]["gap_parts"] == result["statement"]["gap_parts"]
    connection = read_book(book)
    assert verify(connection).entries == result["invariants"]["entries"]
    connection.close()


def test_the_command_has_a_summary_to_read() -> None:
    done = run("--days", "3", "--seed", "4")
    assert done.exit_code == 0
    assert "every invariant held" in done.output
    assert "True rate" in done.output


def test_the_replay_line_has_every_option_of_the_run() -> None:
    argv = ["tongxin", "simulate", "--days", "9", "--seed=4", "--json", "--box", "claimed",
            "--book", "kept.db", "--jam=0.1"]  # fmt: skip
    assert options_beside_days_and_seed(argv) == " --box claimed --jam=0.1"


def test_a_demos_book_is_marked_as_one(tmp_path: Path) -> None:
    book = tmp_path / "demo.db"
    assert run("--days", "1", "--demo", "--book", str(book)).exit_code == 0
    connection = sqlite3.connect(book)
    assert connection.execute("PRAGMA application_id").fetchone()[0] == DEMO_APPLICATION_ID
    connection.close()


def test_a_book_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    book = tmp_path / "mine.db"
    book.write_text("mine")
    done = run("--days", "1", "--book", str(book))
    assert done.exit_code != 0
    assert book.read_text() == "mine"


@pytest.mark.parametrize("options", [["--days", "0"], ["--jam", "2"], ["--box", "safe"]])
def test_an_option_that_makes_no_sense_is_refused(options: list[str]) -> None:
    assert run(*options).exit_code == 2


# ---------------------------------------------------------------- what is broken is found


def _nothing(out: Out, body: Any) -> None: ...


def _wrong_place(out: Out, body: Any) -> None:
    out.money("due", "collected", body["fen"], visit=body["visit"])


def _one_line_less(out: Out, body: Any) -> None:
    less = {**body, "lines": body["lines"][1:]}
    _SALE(out, less)


_SALE = RULES["SaleDeclared"][1]


@pytest.mark.parametrize(
    ("kind", "broken"),
    [
        ("SaleDeclared", _one_line_less),
        ("TenderReceived", _wrong_place),
        ("IouNoted", _nothing),
        ("GoodsReceived", _nothing),
        ("SaleVoided", _nothing),
        ("CutClosed", _nothing),
    ],
)
def test_a_broken_posting_rule_is_found_and_replayed(
    kind: str, broken: Callable[[Out, Any], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RULES[kind], 1, broken)
    done = run("--days", "8", "--seed", "6")
    assert done.exit_code == 1
    assert done.output.count("\n") == 1
    assert kind in done.output
    assert "day " in done.output
    assert "step " in done.output
    assert "tongxin simulate --days 8 --seed 6" in done.output


@pytest.mark.parametrize(
    ("change", "on_day", "why"),
    [
        ("quantity = quantity + 1", 9, "day 10, .*I10 movements of earlier days"),
        ("to_account = 'donor'", 28, "day 29, .*I5 balances from scratch differ"),
        ("to_account = 'donor'", 9, "movements are not those its entry posts"),
    ],
)
def test_a_movement_of_an_earlier_day_that_changed_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, on_day: int, why: str
) -> None:
    """How many and how much on the same day; which places, when all are summed, or verified."""
    check = Daily.check

    def tampered(self: Daily, day: int) -> None:
        if day == on_day:
            connection = self.checker.ledger.connection
            connection.execute("DROP TRIGGER movement_no_update")
            first = "(SELECT min(seq) FROM movement WHERE to_account = 'cashbox' AND visit > '')"
            connection.execute(f"UPDATE movement SET {change} WHERE seq = {first}")
        check(self, day)

    monkeypatch.setattr(Daily, "check", tampered)
    with pytest.raises(ReplayNeeded, match=why):
        lived(tmp_path, 6, on_day + 2, visits_per_day=6)


def test_money_that_is_shown_and_not_written_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = Transaction.append

    def twice(self: Transaction, draft: Any) -> Any:
        if draft.kind == "TenderReceived" and draft.body["fen"] == 50:
            draft = replace(draft, body={**draft.body, "fen": 500})
        return append(self, draft)

    monkeypatch.setattr(Transaction, "append", twice)
    with pytest.raises(ReplayNeeded, match="I15"):
        lived(tmp_path, 6)


def test_thanks_for_another_sale_than_the_books_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    show = Screen.publish

    def lie(self: Screen, view: Any) -> Any:
        return show(self, replace(view, due_fen=view.due_fen + 1))

    monkeypatch.setattr(Screen, "publish", lie)
    with pytest.raises(ReplayNeeded, match="I3 the screen thanks for another"):
        lived(tmp_path, 6)


def test_thanks_before_the_book_has_the_sale_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = Ledger.append

    def forget(self: Ledger, drafts: Any) -> Any:
        return append(self, [draft for draft in drafts if draft.kind != "SaleDeclared"])

    monkeypatch.setattr(Ledger, "append", forget)
    with pytest.raises(ReplayNeeded, match="I3 thanks on the screen without a sale"):
        lived(tmp_path, 6)


def test_goods_that_the_sale_forgets_are_found_by_the_worlds_shelf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line_body = till_facts.line_body

    def one_less(line: Any) -> Any:
        return line_body(replace(line, quantity=1) if line.quantity == 2 else line)

    monkeypatch.setattr(till_facts, "line_body", one_less)
    with pytest.raises(ReplayNeeded, match=r"sum of its lines"):
        lived(tmp_path, 6)


def test_a_row_slipped_into_the_book_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = Transaction.append

    def slip(self: Transaction, draft: Any) -> Any:
        entry = append(self, draft)
        if draft.kind == "GoodsWrittenOff":
            self.connection.execute(
                "INSERT INTO movement (seq, line, from_account, to_account, quantity, unit, item)"
                " VALUES (?, 9, 'shelf', 'taken', 1, 'each', 'SALT')",
                (entry.seq,),
            )
        return entry

    monkeypatch.setattr(Transaction, "append", slip)
    with pytest.raises(ReplayNeeded, match="I1 GoodsWrittenOff"):
        lived(tmp_path, 6)
