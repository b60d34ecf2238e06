"""How the book came to its present shape: forward only, never edited once released.

Every table is STRICT and append-only: triggers refuse update and delete, and a guard before
each insert closes the hole that INSERT OR REPLACE would leave.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite_utils import Migrations

#: Names of all migrations in order; opening a book compares these before it loads the tool.
NAMES = (
    "m001_journal_and_postings",
    "m002_lines_of_qr_statements",
    "m003_jobs_of_devices",
    "m004_jobs_by_what",
)

#: table → (columns in SQL, primary key). As of m001.
_M001: dict[str, tuple[str, str]] = {
    "movement": (
        "seq INTEGER NOT NULL REFERENCES journal(seq), line INTEGER NOT NULL,"
        " from_account TEXT NOT NULL, to_account TEXT NOT NULL,"
        " quantity INTEGER NOT NULL CHECK (quantity > 0),"
        " unit TEXT NOT NULL CHECK (unit IN ('each', 'g', 'fen')),"
        " item TEXT, each_fen INTEGER, visit TEXT, sale TEXT, iou TEXT, party TEXT,"
        " CHECK (from_account <> to_account), CHECK ((unit = 'fen') = (item IS NULL))",
        "seq, line",
    ),
    "named_cut": ("seq INTEGER NOT NULL, line INTEGER NOT NULL, cut TEXT NOT NULL", "seq, line"),
    "item": ("seq INTEGER NOT NULL, item TEXT NOT NULL", "seq"),
    "price": (
        "seq INTEGER NOT NULL, item TEXT NOT NULL, from_ms INTEGER NOT NULL,"
        " fen INTEGER NOT NULL CHECK (fen >= 0)",
        "seq",
    ),
    "cut": (
        "seq INTEGER NOT NULL, cut TEXT NOT NULL,"
        " what TEXT NOT NULL CHECK (what IN ('opened', 'cancelled', 'closed'))",
        "seq",
    ),
    "count_line": (
        "seq INTEGER NOT NULL, cut TEXT NOT NULL, item TEXT NOT NULL, round INTEGER NOT NULL,"
        " counted INTEGER NOT NULL CHECK (counted >= 0), expected INTEGER NOT NULL",
        "seq",
    ),
    "box_count": (
        "seq INTEGER NOT NULL, cut TEXT NOT NULL, fen INTEGER NOT NULL CHECK (fen >= 0),"
        " expected_fen INTEGER NOT NULL",
        "seq",
    ),
    "qr_statement": ("seq INTEGER NOT NULL, cut TEXT NOT NULL, fen INTEGER NOT NULL", "seq"),
    "brought_forward": (
        "seq INTEGER NOT NULL, cut TEXT NOT NULL, account TEXT NOT NULL, item TEXT NOT NULL,"
        " quantity INTEGER NOT NULL",
        "seq, account, item",
    ),
    "device_credit": (
        "seq INTEGER NOT NULL, serial TEXT NOT NULL, epoch INTEGER NOT NULL,"
        " credit_no INTEGER NOT NULL, fen INTEGER NOT NULL",
        "serial, epoch, credit_no",
    ),
    "device_reading": (
        "seq INTEGER NOT NULL, serial TEXT NOT NULL, epoch INTEGER NOT NULL,"
        " credit_no INTEGER NOT NULL",
        "serial, seq",
    ),
    "visit_end": ("seq INTEGER NOT NULL, visit TEXT NOT NULL, what TEXT NOT NULL", "seq"),
    "iou": (
        "seq INTEGER NOT NULL, iou TEXT NOT NULL, visit TEXT NOT NULL, fen INTEGER NOT NULL",
        "seq",
    ),
}

_M001_JOURNAL = (
    "CREATE TABLE journal (seq INTEGER PRIMARY KEY, shop TEXT NOT NULL, id TEXT NOT NULL UNIQUE,"
    " kind TEXT NOT NULL, at_ms INTEGER NOT NULL, recorded_ms INTEGER NOT NULL,"
    " boot TEXT NOT NULL, monotonic_ms INTEGER NOT NULL, clock_ok INTEGER NOT NULL,"
    " actor TEXT NOT NULL, corrects INTEGER REFERENCES journal(seq), body TEXT NOT NULL,"
    " digest BLOB NOT NULL CHECK (length(digest) = 32)) STRICT"
)

_M001_INDEXES = (
    "CREATE INDEX journal_kind ON journal (kind, seq)",
    "CREATE INDEX movement_visit ON movement (visit) WHERE visit IS NOT NULL",
    "CREATE INDEX movement_iou ON movement (iou) WHERE iou IS NOT NULL",
    "CREATE INDEX named_cut_cut ON named_cut (cut)",
    "CREATE INDEX price_item ON price (item, from_ms, seq)",
    "CREATE INDEX count_line_cut ON count_line (cut, item)",
)


def _append_only(table: str, key: str) -> tuple[str, ...]:
    """Return the triggers that refuse update, delete and replacement in a table."""
    same = " AND ".join(f"{column} IS NEW.{column}" for column in key.split(", "))
    why = f"SELECT RAISE(ABORT, '{table} is append-only');"
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN {why} END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN {why} END",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}"
        f" WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) BEGIN {why} END",
    )


def _m001(db: Any) -> None:
    statements = [_M001_JOURNAL]
    for table, (columns, key) in _M001.items():
        statements.append(f"CREATE TABLE {table} ({columns}, PRIMARY KEY ({key})) STRICT")
    statements.extend(_M001_INDEXES)
    for table, key in (("journal", "seq"), *((name, spec[1]) for name, spec in _M001.items())):
        statements.extend(_append_only(table, key))
    statements.append(
        "CREATE TRIGGER journal_same_id BEFORE INSERT ON journal"
        " WHEN EXISTS (SELECT 1 FROM journal WHERE id = NEW.id)"
        " BEGIN SELECT RAISE(ABORT, 'this id is in the journal already'); END"
    )
    statements.append(
        "CREATE TRIGGER journal_dense BEFORE INSERT ON journal"
        " WHEN NEW.seq <> 1 + (SELECT coalesce(max(seq), 0) FROM journal)"
        " BEGIN SELECT RAISE(ABORT, 'seq has no gaps'); END"
    )
    for statement in statements:
        db.conn.execute(statement)


#: A line of a QR statement is used once in the life of a book: its number's digest is the key.
_M002_QR_LINE = (
    "CREATE TABLE qr_line (seq INTEGER NOT NULL, ref TEXT NOT NULL, cut TEXT NOT NULL,"
    " at_ms INTEGER NOT NULL, fen INTEGER NOT NULL CHECK (fen >= 0), fee_fen INTEGER NOT NULL,"
    " kind TEXT NOT NULL CHECK (kind IN ('payment', 'refund', 'fee')), how TEXT NOT NULL,"
    " tender_seq INTEGER, PRIMARY KEY (ref)) STRICT",
    "CREATE INDEX qr_line_cut ON qr_line (cut)",
    "CREATE INDEX qr_line_tender ON qr_line (tender_seq) WHERE tender_seq IS NOT NULL",
)


def _m002(db: Any) -> None:
    for statement in (*_M002_QR_LINE, *_append_only("qr_line", "ref")):
        db.conn.execute(statement)


#: What a device was asked to do, and what came of it: change, orders, photos, notes in escrow.
_M003_DEVICE_JOB = (
    "CREATE TABLE device_job (seq INTEGER NOT NULL, job TEXT NOT NULL, serial TEXT NOT NULL,"
    " what TEXT NOT NULL, PRIMARY KEY (job, what)) STRICT",
    "CREATE INDEX device_job_serial ON device_job (serial, what)",
)


def _m003(db: Any) -> None:
    for statement in (*_M003_DEVICE_JOB, *_append_only("device_job", "job, what")):
        db.conn.execute(statement)


def _m004(db: Any) -> None:
    """Let lists of photos and of lost notes cost what they hold, not what the book holds."""
    db.conn.execute("CREATE INDEX device_job_what ON device_job (what, seq)")


def migrations() -> Migrations:
    """Return all migrations of the book, for `sqlite_utils.Migrations` to apply."""
    from sqlite_utils import Migrations

    book = Migrations("tongxin")
    for name, function in zip(NAMES, (_m001, _m002, _m003, _m004), strict=True):
        book(name=name)(function)
    return book
