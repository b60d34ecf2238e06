"""`verify` finds a changed rule, a changed row, a changed byte, and a figure that lies."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.book_rows import ROWS
from shop.errors import ChainBroken
from shop.posting import rules
from shop.verify import verify
from tests.unit.ledger.book_file import tables
from tests.unit.ledger.lived import ALL_KINDS, copy, forge, lived, rehash, seq_of

TABLES = ("journal", "movement", "named_cut", *ROWS)
JOURNAL = (
    *("seq", "shop", "id", "kind", "at_ms", "recorded_ms", "boot", "monotonic_ms", "clock_ok"),
    *("actor", "corrects", "body", "digest"),
)


def broken(connection: sqlite3.Connection) -> ChainBroken:
    with pytest.raises(ChainBroken) as found:
        verify(connection)
    return found.value


def test_the_book_as_it_was_written_holds_and_has_everything() -> None:
    connection = copy()
    found = verify(connection)
    assert found.entries == connection.execute("SELECT count(*) FROM journal").fetchone()[0]
    assert found.movements == connection.execute("SELECT count(*) FROM movement").fetchone()[0]
    there = {row[0] for row in connection.execute("SELECT DISTINCT kind FROM journal")}
    assert there == set(ALL_KINDS)
    assert set(tables(connection)) == set(TABLES)
    for table in TABLES:
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0], table


# ---------------------------------------------------------------- a changed rule


VERSIONS = [(kind, version) for kind in ALL_KINDS for version in rules.RULES[kind]]


@pytest.mark.parametrize(("kind", "version"), VERSIONS)
@pytest.mark.parametrize("how", ["one fen more", "the other way", "another row"])
def test_one_changed_posting_rule_is_found_in_every_version(
    monkeypatch: pytest.MonkeyPatch, kind: str, version: int, how: str
) -> None:
    connection = copy()
    was = rules.RULES[kind][version]

    def changed(out: rules.Out, body: rules.Body) -> None:
        was(out, body)
        if how == "one fen more":
            out.money("due", "sales", 1)
        elif how == "another row":
            out.row("item", item="rice")
        else:
            out.movements[:] = [move.reversed() for move in out.movements]

    here = (
        f"FROM journal LEFT JOIN movement USING (seq) WHERE kind = '{kind}'"
        f" AND coalesce(json_extract(body, '$.v'), 1) = {version}"
    )
    said, moved = connection.execute(f"SELECT count(*), count(movement.seq) {here}").fetchone()
    assert said, "no entry of the book is of this version"
    # CutCancelled moves only by its mirror, which no rule of a kind decides.
    if how == "the other way" and (not moved or kind == "CutCancelled"):
        return
    monkeypatch.setitem(rules.RULES[kind], version, changed)
    broken(connection)


def test_a_rule_that_is_gone_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(rules.RULES["GoodsReceived"], 1)
    assert "cannot be posted" in broken(copy()).why


# ---------------------------------------------------------------- a changed row


@pytest.mark.parametrize("table", TABLES)
def test_any_changed_added_or_removed_row_is_found(table: str) -> None:
    connection = copy()
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    rowids = [row[0] for row in connection.execute(f"SELECT rowid FROM {table}")]
    last = connection.execute("SELECT max(seq) FROM journal").fetchone()[0]
    for rowid in {rowids[0], rowids[len(rowids) // 2], rowids[-1]}:
        for column in columns:
            changed(connection, table, rowid, column)
        if table == "journal" and rowid == last:
            continue  # the newest entry cut off with all its rows: the printed head tells
        tried(connection, f"DELETE FROM {table} WHERE rowid = {rowid}")
    names = ", ".join(columns)
    added = names.replace("seq", "seq + 1", 1).replace(" line", " line + 50")
    if table == "device_credit":
        added = added.replace("credit_no", "credit_no + 900")
    if table == "journal":
        added = names.replace("seq", f"{last + 1}", 1).replace(" id", " 'new'", 1)
    tried(connection, f"INSERT INTO {table} ({names}) SELECT {added} FROM {table} LIMIT 1")
    verify(connection)


def changed(connection: sqlite3.Connection, table: str, rowid: int, column: str) -> None:
    """Change one value of one row to another of the same kind."""
    value = connection.execute(f"SELECT {column} FROM {table} WHERE rowid = {rowid}").fetchone()[0]
    other: Any
    if isinstance(value, bytes):
        other = bytes([value[0] ^ 1]) + value[1:]
    elif isinstance(value, int):
        other = value + 1
    else:
        other = "rice" if value is None and column != "corrects" else f"{value}x"
    if column == "corrects":
        other = 1
    tried(connection, f"UPDATE {table} SET {column} = ? WHERE rowid = {rowid}", other)


def tried(connection: sqlite3.Connection, sql: str, *values: object) -> None:
    """Do it, see it found, and take it back."""
    connection.execute("SAVEPOINT try")
    try:
        done = connection.execute(sql, values).rowcount
        assert done == 1
        broken(connection)
    except sqlite3.IntegrityError:
        pass  # the table itself refuses it
    connection.execute("ROLLBACK TO try")


def test_every_row_of_every_index_table_counts() -> None:
    """Not three rows of each: all of them, removed one by one."""
    connection = copy()
    for table in TABLES[1:]:
        for (rowid,) in connection.execute(f"SELECT rowid FROM {table}").fetchall():
            tried(connection, f"DELETE FROM {table} WHERE rowid = {rowid}")


# ---------------------------------------------------------------- a changed byte


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_one_changed_byte_anywhere_in_the_journal_is_found(data: st.DataObject) -> None:
    connection = copy()
    seqs = [row[0] for row in connection.execute("SELECT seq FROM journal")]
    seq, column = data.draw(st.sampled_from(seqs)), data.draw(st.sampled_from(JOURNAL))
    value = connection.execute(f"SELECT {column} FROM journal WHERE seq = ?", (seq,)).fetchone()[0]
    other: Any
    if value is None:
        other = data.draw(st.integers(0, 2**40))
    elif isinstance(value, int):
        other = data.draw(st.integers(-(2**40), 2**45).filter(lambda one: one != value))
    else:
        raw = bytearray(value if isinstance(value, bytes) else value.encode())
        place = data.draw(st.integers(0, len(raw) - 1))
        raw[place] ^= 1 << data.draw(st.integers(0, 6))
        other = bytes(raw)
        if isinstance(value, str):
            try:
                other = other.decode()
            except UnicodeDecodeError:
                return  # not even a text any more: SQLite would hand out other text
    try:
        connection.execute(f"UPDATE journal SET {column} = ? WHERE seq = ?", (other, seq))
    except sqlite3.IntegrityError:
        return
    broken(connection)


@pytest.mark.parametrize("seq", [0, -1, -(2**40)])
def test_the_newest_entry_moved_out_of_the_row_is_found(seq: int) -> None:
    connection = copy()
    connection.execute(
        "UPDATE journal SET seq = ? WHERE seq = (SELECT max(seq) FROM journal)", (seq,)
    )
    assert broken(connection).seq == 1


def test_a_text_that_is_none_any_more_is_found() -> None:
    connection = copy()
    connection.execute("UPDATE journal SET actor = CAST(x'ff41' AS TEXT) WHERE seq = 3")
    assert broken(connection).seq == 3


@pytest.mark.parametrize("seq", [1, 7, 30])
def test_two_entries_in_the_other_order_are_found(seq: int) -> None:
    connection = copy()
    for table in TABLES:
        for old, new in ((seq, -1), (seq + 1, seq), (-1, seq + 1)):
            connection.execute(f"UPDATE {table} SET seq = ? WHERE seq = ?", (new, old))
    assert broken(connection).seq == seq


def test_an_entry_taken_out_is_found_even_if_the_rest_closes_up() -> None:
    connection = copy()
    gone = seq_of(connection, "GoodsWrittenOff")
    last = connection.execute("SELECT max(seq) FROM journal").fetchone()[0]
    for table in TABLES:
        connection.execute(f"DELETE FROM {table} WHERE seq = ?", (gone,))
        for seq in range(gone + 1, last + 1):
            connection.execute(f"UPDATE {table} SET seq = ? WHERE seq = ?", (seq - 1, seq))
    assert broken(connection).seq == gone


# ---------------------------------------------------------------- a figure that lies


def put(**fields: Any) -> Any:
    """An edit that sets fields of a body."""
    return lambda body: body.update(fields)


def more(*path: Any, by: int = 1) -> Any:
    """An edit that raises one number within a body."""

    def edit(body: Any) -> None:
        for step in path[:-1]:
            body = body[step]
        body[path[-1]] += by

    return edit


def counted(body: dict[str, Any]) -> dict[str, Any]:
    """The first line of a closing that was counted."""
    return next(line for line in body["items"] if line["counted"] is not None)


def cheaper(body: dict[str, Any]) -> None:
    body["lines"][0]["fen"] -= 50
    body["due_fen"] -= 50


LIES: list[tuple[str, int, str, Any]] = [
    ("StockCounted", 0, "the expected quantity", more("expected")),
    ("StockCounted", -1, "what was counted", more("counted")),
    ("StockCounted", 2, "the cut it counts in", put(cut="another")),
    ("CashCounted", 0, "the expected money", more("expected_fen")),
    ("CashCounted", 0, "the money counted", more("fen", by=-5)),
    ("QrStatementRecorded", 0, "what the book has by QR", more("book_fen")),
    ("QrStatementRecorded", 0, "the statement", more("fen")),
    ("CutClosed", 0, "what is missing", lambda body: more("missing")(counted(body))),
    ("CutClosed", 0, "the expected of a line", lambda body: more("expected")(counted(body))),
    ("CutClosed", 0, "gone before", lambda body: more("gone_before")(counted(body))),
    ("CutClosed", -1, "gone before", lambda body: more("gone_before", by=-1)(next(
        line for line in body["items"] if line["gone_before"]))),
    ("CutClosed", 0, "the split", lambda body: more(1)(
        next(line for line in body["items"] if line["split"])["split"][0])),
    ("CutClosed", 0, "over/short", more("over_short_fen")),
    ("CutClosed", 0, "the box loss", more("box_loss_fen")),
    ("CutClosed", 0, "brought forward", more("brought_forward", 0, 2)),
    ("CutClosed", 1, "a balance left out", lambda body: body["brought_forward"].pop()),
    ("CutClosed", 1, "a counted item left out", lambda body: body["items"].remove(counted(body))),
    ("CutClosed", 1, "an item twice", lambda body: body["items"].append(counted(body))),
    ("CutClosed", 1, "the boundary", more("opened_seq")),
    ("CutClosed", 1, "the cut before", put(previous=None)),
    ("CutClosed", 1, "when it began", more("start_ms")),
    ("CutClosed", 1, "when it ended", more("end_ms")),
    ("CutClosed", 1, "how QR is known", put(qr_evidence="confirmed")),
    ("CutCancelled", 0, "the mirror of what it gave up", lambda body: body.pop("mirror")),
    ("SaleDeclared", 0, "a line's money", cheaper),
    ("SaleDeclared", 0, "the total", more("due_fen")),
    ("SaleDeclared", 0, "when its basket began", put(opened_seq=10_000)),
    ("SaleVoided", 0, "another price", cheaper),
    ("SaleVoided", 0, "another visit", put(visit="V")),
    ("SaleVoided", 0, "without its IOU", lambda body: body.pop("iou_fen")),
    ("GoodsReceived", -1, "the mirror's quantity", more("mirror", 0, "quantity")),
    ("GoodsReceived", -1, "the mirror left out", put(mirror=[])),
    ("GoodsReceived", -1, "the mirror's item", lambda body: body["mirror"][0].update(item="soap")),
    ("GoodsReceived", -1, "a cut there is not", put(for_cut="none")),
    ("GoodsWrittenOff", 0, "a mirror nobody asked for", put(mirror=[{"cut": "x", "fen": 5}])),
    ("FloatAdded", -1, "the mirror's money", more("mirror", 0, "fen")),
    ("EntryCorrected", 0, "what it says was wrong", more("body", "lines", 0, "quantity")),
    ("EntryCorrected", 0, "the kind that was wrong", put(kind="GoodsReceived", body={
        "item": "rice", "unit": "each", "quantity": 1})),
    ("EntryCorrected", 0, "the mirror of a naming", more("mirror", 0, "quantity")),
]  # fmt: skip


#: Lies about what was looked at: each entry may say it, the closing that rests on it shows it.
SHOWN_BY_THE_CLOSING = {
    ("StockCounted", "what was counted"): -1,
    ("CashCounted", "the money counted"): 0,
    ("QrStatementRecorded", "the statement"): -1,
}


def _named(part: Any) -> str:
    """The name of a case: the same in every process, so not that of a function."""
    return "" if callable(part) else str(part)


@pytest.mark.parametrize(("kind", "nth", "what", "edit"), LIES, ids=_named)
def test_a_figure_that_lies_is_found_where_it_stands_although_the_chain_holds(
    kind: str, nth: int, what: str, edit: Any
) -> None:
    """At its own entry: the bulletin's head at the end of the book would find any of them."""
    connection = copy()
    seq = seq_of(connection, kind, nth)
    closing = SHOWN_BY_THE_CLOSING.get((kind, what))
    forge(connection, seq, edit)
    found = broken(connection)
    assert found.seq == (seq if closing is None else seq_of(connection, "CutClosed", closing)), what
    assert "head of the chain" not in found.why


def test_forging_nothing_leaves_a_book_that_holds() -> None:
    """The tool of these tests is right: hashing again alone breaks nothing."""
    connection = copy()
    rehash(connection)
    verify(connection)
    assert connection.serialize() != b""
    assert lived()


@pytest.mark.parametrize("other", [1, None])
def test_a_correction_names_the_entry_it_quotes(other: int | None) -> None:
    connection = copy()
    seq = seq_of(connection, "EntryCorrected")
    connection.execute("UPDATE journal SET corrects = ? WHERE seq = ?", (other, seq))
    rehash(connection)
    assert broken(connection).seq == seq
