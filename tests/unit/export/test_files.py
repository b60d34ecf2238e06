"""Exports as files: whole or not at all, numbers as numbers, nothing that runs, all of it there."""

from __future__ import annotations

import csv
import io
import os
import re
import sqlite3
import stat
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from shop.book import read_book
from shop.cli import tongxin
from shop.export.csv_file import csv_bytes
from shop.export.files import TABLES, Source, Wanted, write_export, write_new
from shop.export.sheet import Column, Hundredths, Sheet, guarded, is_formula
from shop.export.xlsx_file import write_xlsx
from shop.export_errors import NoCutClosedYet, NoSuchCuts
from shop.queries import balances, cuts, exports, facts, journal
from shop.reconcile.period import of_cuts
from shop.reconcile.statement import draw
from shop.verify import verify
from tests.unit.export import books

ZONE = ZoneInfo("Asia/Shanghai")
NS = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def source(connection: Any) -> Source:
    return Source(connection, ZONE, lambda text: text, 1_790_000_000_000)


def made(connection: Any, wanted: Wanted, folder: Path) -> bytes:
    target = folder / f"x{len(os.listdir(folder))}"
    write_export(source(connection), wanted, target)
    return target.read_bytes()


def table(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def workbook(content: bytes) -> dict[str, list[list[Any]]]:
    """Read a workbook: sheet → rows of cells; numbers as text of the number, strings as ("s", …)."""
    out = {}
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = [
            s.get("name")
            for s in ElementTree.fromstring(parts.read("xl/workbook.xml")).find("s:sheets", NS)
        ]  # type: ignore[union-attr]
        for number, name in enumerate(names, 1):
            root = ElementTree.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml"))
            assert not root.findall(".//s:f", NS), "a formula"
            rows = []
            for row in root.iter(f"{{{NS['s']}}}row"):
                cells: list[Any] = []
                for cell in row:
                    at = ord(str(cell.get("r"))[0]) - ord("A")
                    cells += [""] * (at - len(cells))
                    text = "".join(cell.itertext())
                    cells.append(("s", text) if cell.get("t") == "inlineStr" else text)
                rows.append(cells)
            assert root.find(".//s:pane[@state='frozen']", NS) is not None
            out[str(name)] = rows
    return out


@pytest.fixture(scope="module")
def month() -> sqlite3.Connection:
    return books.month()


@pytest.mark.parametrize("text", [*books.EVIL, "plain", "", "名字", "a=b"])
def test_a_text_never_runs_and_comes_back(text: str) -> None:
    shown = guarded(text)
    assert not shown.lstrip(" \u3000").startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert (shown[1:] if shown.startswith("'") else shown) == text


def test_csv_of_sixty_strange_names(tmp_path: Path) -> None:
    connection = books.sixty()
    rows = table(made(connection, Wanted("csv", "stock"), tmp_path))
    assert len(rows) == 61
    names = {row[1][1:] if row[1].startswith("'") else row[1] for row in rows[1:]}
    assert set(books.SAID) <= names
    for name in TABLES[:4]:
        for row in table(made(connection, Wanted("csv", name), tmp_path)):
            for cell in row:
                assert (
                    not is_formula(cell) or re.fullmatch(r"-?\d+(\.\d\d)?", cell) or cell[0] == "'"
                )


def test_the_csv_tables_hold_what_the_book_holds(month: sqlite3.Connection, tmp_path: Path) -> None:
    rows = table(made(month, Wanted("csv", "journal"), tmp_path))
    assert [int(row[0]) for row in rows[1:]] == list(range(1, journal.head(month)[0] + 1))
    rows = table(made(month, Wanted("csv", "movements"), tmp_path))[1:]
    fen = sum(int(row[11].replace(".", "")) for row in rows if row[5] == "Cash box")
    fen -= sum(int(row[11].replace(".", "")) for row in rows if row[4] == "Cash box")
    assert fen == balances.one(month, "cashbox")
    rows = table(made(month, Wanted("csv", "stock"), tmp_path))[1:]
    assert {row[0]: int(row[4]) for row in rows if row[4] != "0"} == {
        item: quantity for item, quantity in balances.shelf(month).items() if quantity
    }
    rows = table(made(month, Wanted("csv", "ious"), tmp_path))[1:]
    assert len(rows) == month.execute("SELECT count(*) FROM iou").fetchone()[0]


def test_each_iou_is_followed_to_its_end() -> None:
    connection = books.everything()
    found = exports.ious(connection)
    assert found
    named = connection.execute(
        "SELECT coalesce(sum(CASE WHEN to_account = 'owed' THEN quantity ELSE -quantity END), 0)"
        " FROM movement WHERE iou IS NOT NULL AND 'owed' IN (from_account, to_account)"
    ).fetchone()[0]
    assert sum(one.open_fen for one in found) == named


def test_the_journal_keeps_what_residents_are_called_to_the_iou_table(tmp_path: Path) -> None:
    connection = books.sixty()
    for name in ("journal", "movements", "stock"):
        assert "老李" not in made(connection, Wanted("csv", name), tmp_path).decode()
    assert "'=老李" in made(connection, Wanted("csv", "ious"), tmp_path).decode()


def test_the_workbook_of_a_run_of_cuts(month: sqlite3.Connection, tmp_path: Path) -> None:
    found = workbook(made(month, Wanted("xlsx", first=2, last=4), tmp_path))
    assert list(found) == ["Statement", "Goods", "Money", "Movements"]
    closed = [one for one in reversed(cuts.closed_cuts(month, 99)) if 2 <= one.number <= 4]
    drawn = of_cuts([draw(facts.of_cut(month, one.cut)) for one in closed])
    said = {row[0][1]: row[1] for row in found["Statement"][1:] if len(row) > 1}
    assert Decimal(said["Goods taken"]) * 100 == drawn.exact.value_gone_fen
    assert Decimal(said["Money received"]) * 100 == drawn.exact.goods_money_fen
    assert len(found["Goods"]) == 1 + len(drawn.exact.items)
    assert {row[1][1]: int(row[8]) for row in found["Goods"][1:]} == {
        item.item: item.gone for item in drawn.exact.items
    }
    moved = [row for one in closed for row in exports.movements_of_cut(month, one.cut)]
    assert len(found["Movements"]) == 1 + len(moved)


def test_movements_of_all_cuts_are_all_movements_up_to_the_last(month: sqlite3.Connection) -> None:
    closed = cuts.closed_cuts(month, 99)
    seen = [
        (row.seq, row.line) for one in closed for row in exports.movements_of_cut(month, one.cut)
    ]
    every = [
        (row.seq, row.line) for row in exports.movements(month) if row.seq <= closed[0].closed_seq
    ]
    assert len(seen) == len(set(seen))
    assert set(seen) <= set(every)
    late = {row.seq for row in exports.movements(month) if row.seq > closed[0].opened_seq}
    assert {seq for seq, _ in set(every) - set(seen)} <= late


def test_xlsx_never_runs_a_name(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    sheet = Sheet(
        "S", [Column("=head")], [(name, 3, Hundredths(-1205), None) for name in books.EVIL]
    )
    with path.open("wb") as file:
        write_xlsx(file, [sheet])
    rows = workbook(path.read_bytes())["S"]
    assert rows[0] == [("s", "=head")]
    assert [row[0][1] for row in rows[1:]] == list(books.EVIL)
    assert rows[1][1:] == ["3", "-12.05"]
    with zipfile.ZipFile(path) as parts:
        assert b'quotePrefix="1"' in parts.read("xl/styles.xml")
        assert b"#,##0.00" in parts.read("xl/styles.xml")


def test_csv_rows_in_bulk_are_whole() -> None:
    sheet = Sheet("S", [Column("n")], ((n, Hundredths(n)) for n in range(1201)))
    rows = table(b"".join(csv_bytes(sheet)))
    assert len(rows) == 1202
    assert rows[-1] == ["1200", "12.00"]


def test_a_book_without_a_closed_cut_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoCutClosedYet):
        made(books.sixty(), Wanted("xlsx"), tmp_path)
    with pytest.raises(NoSuchCuts):
        made(books.everything(), Wanted("xlsx", first=2, last=9), tmp_path)


# ---------------------------------------------------------------- the command


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "month.db"
    books.month_at(path)
    return path


def run(*args: object) -> Any:
    return CliRunner(env={"TONGXIN_LANG": "en"}).invoke(tongxin, ["export", *map(str, args)])


@pytest.mark.parametrize("format_", ["csv", "xlsx", "beancount", "copy"])
def test_the_command_writes_each_form_once(file: Path, tmp_path: Path, format_: str) -> None:
    out = tmp_path / "out"
    done = run("--book", file, "--format", format_, "--out", out)
    assert done.exit_code == 0, done.output
    before = out.read_bytes()
    assert stat.S_IMODE(out.stat().st_mode) == (0o400 if format_ == "copy" else 0o600)
    again = run("--book", file, "--format", format_, "--out", out)
    assert again.exit_code == 1
    assert "exists already" in again.output
    assert out.read_bytes() == before
    assert os.listdir(tmp_path) == ["out"]


def test_a_copy_holds_and_stands_alone(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "copy.db"
    assert run("--book", file, "--format", "copy", "--out", out).exit_code == 0
    connection = read_book(out)
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    assert verify(connection).head == verify(read_book(file)).head
    with pytest.raises(sqlite3.OperationalError):
        connection.execute("DELETE FROM journal")


def test_a_copy_is_of_one_moment_while_the_shop_sells(tmp_path: Path) -> None:
    shop = books.Shop()
    path = tmp_path / "book.db"
    target = sqlite3.connect(path)
    shop.connection.backup(target)
    target.execute("PRAGMA journal_mode = WAL")
    reader = read_book(path)
    reader.execute("BEGIN")
    seq = journal.head(reader)[0]
    target.execute("CREATE TABLE later (x INTEGER)")
    target.commit()
    write_export(source(reader), Wanted("copy"), tmp_path / "copy.db")
    found = read_book(tmp_path / "copy.db")
    assert journal.head(found)[0] == seq
    assert not found.execute("SELECT 1 FROM sqlite_schema WHERE name = 'later'").fetchall()


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--format", "xlsx", "--cut", "99"), "no closed cuts 99 to 99"),
        (("--format", "xlsx", "--cut", "x"), "no number of a cut"),
        (("--format", "xlsx", "--table", "stock"), "--table goes with"),
        (("--format", "copy", "--cut", "1"), "--cut goes with"),
        (("--format", "csv", "--table", "stock", "--cut", "1"), "--cut goes with"),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_no_file(
    file: Path, tmp_path: Path, args: tuple[str, ...], says: str
) -> None:
    done = run("--book", file, *args, "--out", tmp_path / "out")
    assert done.exit_code != 0
    assert says in done.output + str(done.exception)
    assert os.listdir(tmp_path) == []


def test_a_failing_write_leaves_nothing(tmp_path: Path) -> None:
    def fail(fresh: Path) -> None:
        fresh.write_text("half")
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        write_new(tmp_path / "out", fail)
    assert os.listdir(tmp_path) == []


def test_a_stick_without_links_gets_the_file_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    write_new(tmp_path / "out", lambda fresh: fresh.write_text("whole") and None)
    assert (tmp_path / "out").read_text() == "whole"
    assert os.listdir(tmp_path) == ["out"]
