"""The one writer: all of a transaction or nothing, a chain anybody can compute, no id twice."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import struct

import pytest

from shop.entries import BODY_CHARS_MAX, Draft, canonical
from shop.errors import BrokenInvariant, ChainBroken, LedgerError
from shop.ledger import Ledger
from shop.posting import rules
from tests.unit.counter.a_shop import Shop, empty_book
from tests.unit.ledger.book_file import AT_MS, delivery, dump, setting, writer


def chained(rows: list[tuple]) -> list[bytes]:
    """DESIGN.md section 4, written again: sha256(previous ‖ columns), lengths before the text."""
    previous, out = b"\0" * 32, []
    for row in rows:
        text = previous
        for value in row[:12]:
            if value is None:
                text += b"\xff\xff\xff\xff"
            else:
                data = (value if isinstance(value, str) else f"{value:d}").encode("utf-8")
                text += struct.pack(">I", len(data)) + data
        previous = hashlib.sha256(text).digest()
        out.append(previous)
    return out


def test_the_chain_is_what_the_design_says() -> None:
    shop = Shop()
    shop.scan("rice", "pepper")
    shop.coin(5000)
    shop.wait(70)
    shop.cut({"rice": -1}, box_off=-50, take=1000)
    rows = shop.connection.execute("SELECT * FROM journal ORDER BY seq").fetchall()
    assert [row[12] for row in rows] == chained(rows)
    assert shop.ledger.head_hex == rows[-1][12].hex()
    assert any(row[10] is None for row in rows)
    assert any("大米" in row[11] for row in rows)


def test_a_body_is_stored_in_its_one_form() -> None:
    ledger = writer(empty_book())
    ledger.append(
        [Draft("a", "SettingChanged", {"value": {"b": [1, None], "a": "乙"}, "key": "k"}, 5)]
    )
    stored = ledger.connection.execute("SELECT body FROM journal").fetchone()[0]
    assert stored == '{"key":"k","value":{"a":"乙","b":[1,null]}}'
    assert canonical(json.loads(stored)) == stored


def test_every_column_says_what_it_should() -> None:
    ledger = writer(empty_book())
    [entry] = ledger.append([delivery("a")])
    row = ledger.connection.execute("SELECT * FROM journal").fetchone()
    assert row[:11] == (
        1,
        "Xingsha",
        "a",
        "GoodsReceived",
        AT_MS,
        AT_MS,
        "boot",
        0,
        1,
        "till",
        None,
    )
    assert (entry.seq, entry.digest, entry.body["quantity"]) == (1, row[12], 3)


def test_the_same_id_twice_is_our_bug_and_changes_nothing() -> None:
    ledger = writer(empty_book())
    ledger.append([delivery("a")])
    before = dump(ledger.connection)
    for second in (delivery("a"), delivery("a", 4), setting("a")):
        with pytest.raises(BrokenInvariant):
            ledger.append([setting("b"), second])
        assert dump(ledger.connection) == before
        assert ledger.head_seq == 1
    ledger.append([setting("b")])
    assert ledger.head_seq == 2


def test_what_raises_inside_a_transaction_leaves_nothing() -> None:
    ledger = writer(empty_book())
    ledger.append([delivery("a")])
    before, head = dump(ledger.connection), ledger.head_hex
    with pytest.raises(ZeroDivisionError), ledger.transaction() as transaction:  # noqa: PT012
        transaction.append(delivery("b"))
        assert transaction.head[0] == 2
        raise ZeroDivisionError
    assert (dump(ledger.connection), ledger.head_hex) == (before, head)


def test_a_rule_that_fails_half_way_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def half(out: rules.Out, body: rules.Body) -> None:
        out.money("due", "cashbox", 5)
        raise KeyError("visit")

    monkeypatch.setitem(rules.RULES["GoodsReceived"], 1, half)
    ledger = writer(empty_book())
    with pytest.raises(KeyError):
        ledger.append([setting("a"), delivery("b")])
    assert not any(dump(ledger.connection).values())


def test_a_runaway_body_is_not_written() -> None:
    with pytest.raises(BrokenInvariant, match="characters"):
        writer(empty_book()).append([setting("a", "x" * BODY_CHARS_MAX)])


@pytest.mark.parametrize("column", ["body", "at_ms", "digest", "actor"])
def test_a_start_reads_the_newest_entry_back(column: str) -> None:
    connection = empty_book()
    writer(connection).append([setting("a"), setting("b")])
    connection.execute("DROP TRIGGER journal_no_update")
    wrong = {"digest": bytes(32), "at_ms": 1}.get(column, "x")
    connection.execute(f"UPDATE journal SET {column} = ? WHERE seq = 2", (wrong,))
    with pytest.raises(ChainBroken) as broken:
        writer(connection)
    assert broken.value.seq == 2


def test_a_start_of_an_empty_book_is_no_break() -> None:
    assert writer(empty_book()).head_seq == 0


def test_a_busy_book_says_so() -> None:
    class Busy:
        def execute(self, sql: str, parameters: object = ()) -> object:
            if sql == "BEGIN IMMEDIATE":
                raise sqlite3.OperationalError("database is locked")
            return real.execute(sql, parameters)

    real = empty_book()
    ledger = Ledger(Busy(), "x", Shop().clock, "boot")
    with pytest.raises(LedgerError, match="locked"):
        ledger.append([setting("a")])


@pytest.mark.parametrize("stays_open", [True, False])
def test_a_transaction_that_cannot_be_ended_ends_the_program(stays_open: bool) -> None:
    class Stuck:
        in_transaction = False

        def execute(self, sql: str, parameters: object = ()) -> object:
            if sql == "ROLLBACK":
                real.execute("ROLLBACK")
                self.in_transaction = stays_open
                raise sqlite3.OperationalError("disk I/O error")
            if sql == "COMMIT":
                raise sqlite3.OperationalError("disk I/O error")
            return real.execute(sql, parameters)

    real = empty_book()
    ledger = Ledger(Stuck(), "x", Shop().clock, "boot")
    with pytest.raises(BrokenInvariant if stays_open else LedgerError):
        ledger.append([setting("a")])
