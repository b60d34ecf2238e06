"""The book's one writer: appends facts with their postings, in transactions that last.

WAL with synchronous=FULL: what append returned from survives a power cut (RELIABILITY.md 0).
Talks to its connection by execute(sql, params) and BEGIN IMMEDIATE/COMMIT/ROLLBACK only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from shop.book_rows import ROWS
from shop.clock import Clock
from shop.entries import BODY_CHARS_MAX, Draft, Entry, canonical, check
from shop.errors import BrokenInvariant, ChainBroken, LedgerError, LedgerFull, ShopError
from shop.posting import post
from shop.queries import journal
from shop.queries.connection import Connection

_INSERT_JOURNAL = (
    "INSERT INTO journal (seq, shop, id, kind, at_ms, recorded_ms, boot, monotonic_ms, clock_ok,"
    " actor, corrects, body, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_MOVEMENT = (
    "INSERT INTO movement (seq, line, from_account, to_account, quantity, unit, item, each_fen,"
    " visit, sale, iou, party) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_NAMED_CUT = "INSERT INTO named_cut (seq, line, cut) VALUES (?, ?, ?)"


#: The length in front of each short column, made once: a year of entries has a million of them.
_SIZES = tuple(size.to_bytes(4, "big") for size in range(1024))


def digest_of(previous: bytes, columns: Sequence[str | int | None]) -> bytes:
    """Return sha256(previous ‖ columns), the chain of DESIGN.md section 4.

    Args:
        previous: digest of the entry before, 32 zero bytes for the first.
        columns: the stored text of seq … body; each as a 4-byte length and its UTF-8 text,
            NULL as ffffffff.
    """
    parts = [previous]
    for value in columns:
        if value is None:
            parts.append(b"\xff\xff\xff\xff")
            continue
        text = str(value).encode()
        size = len(text)
        parts.append(_SIZES[size] if size < len(_SIZES) else size.to_bytes(4, "big"))
        parts.append(text)
    return hashlib.sha256(b"".join(parts)).digest()


class Transaction:
    """One transaction that is going on: reads see what it has written so far."""

    def __init__(self, ledger: Ledger, connection: Connection, head: tuple[int, bytes]) -> None:
        self._ledger = ledger
        self.connection = connection
        self.head_seq, self._digest = head

    @property
    def head(self) -> tuple[int, bytes]:
        """Return seq and digest of the newest entry, this transaction's own included."""
        return self.head_seq, self._digest

    def append(self, draft: Draft) -> Entry:
        """Write one fact and everything it moves and indexes.

        Raises:
            BrokenInvariant: the body is not what its kind asks for, or its id is in the book.
        """
        check(draft)
        text = canonical(dict(draft.body))
        if len(text) > BODY_CHARS_MAX:
            raise BrokenInvariant(f"{draft.kind}: a body of {len(text)} characters")
        ledger, now = self._ledger, self._ledger.clock.now()
        seq = self.head_seq + 1
        columns: tuple[str | int | None, ...] = (
            seq,
            ledger.shop,
            draft.id,
            draft.kind,
            draft.at_ms,
            now.wall_ms,
            ledger.boot,
            now.monotonic_ms,
            int(now.clock_ok),
            draft.actor,
            draft.corrects,
            text,
        )
        digest = digest_of(self._digest, columns)
        run = self.connection.execute
        run(_INSERT_JOURNAL, (*columns, digest))
        postings = post(draft.kind, draft.body)
        for line, movement in enumerate(postings.movements):
            run(_INSERT_MOVEMENT, (seq, line, *movement.columns()))
            if movement.cut:
                run(_INSERT_NAMED_CUT, (seq, line, movement.cut))
        for row in postings.rows:
            names, sql = ROWS[row.table]
            run(sql, (seq, *(row.values[name] for name in names)))
        self.head_seq, self._digest = seq, digest
        return Entry(
            seq=seq,
            shop=ledger.shop,
            id=draft.id,
            kind=draft.kind,
            at_ms=draft.at_ms,
            recorded_ms=now.wall_ms,
            boot=ledger.boot,
            monotonic_ms=now.monotonic_ms,
            clock_ok=int(now.clock_ok),
            actor=draft.actor,
            corrects=draft.corrects,
            body=draft.body,
            digest=digest,
        )


class Ledger:
    """The journal and its postings, with one writer.

    Args:
        connection: to the book (see `book.open_book`), isolation_level None.
        shop: name of the shop, in every entry.
        clock: recorded_ms, monotonic_ms and clock_ok come from it.
        boot: id of this start of the machine.

    Raises:
        ChainBroken: the newest entry is not what was written (I14: read back after boot).
    """

    def __init__(self, connection: Connection, shop: str, clock: Clock, boot: str) -> None:
        self.connection = connection
        self.shop, self.clock, self.boot = shop, clock, boot
        self._head = journal.head(connection)
        self._check_head()

    @property
    def head_seq(self) -> int:
        """Return the seq of the newest entry."""
        return self._head[0]

    @property
    def head_hex(self) -> str:
        """Return the digest of the newest entry, as printed on slips and bulletins."""
        return self._head[1].hex()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Begin, and commit when the block ends; roll everything back if it raises.

        Raises:
            LedgerFull: the disk is full, read-only or failing: nothing was written.
            LedgerError: the book refused for another reason of its own.
        """
        run = self.connection.execute
        try:
            run("BEGIN IMMEDIATE")
        except Exception as error:
            raise _translated(error) from error
        try:
            transaction = Transaction(self, self.connection, self._head)
            yield transaction
            run("COMMIT")
        except BaseException as error:
            _rollback(self.connection)
            if isinstance(error, ShopError) or not isinstance(error, Exception):
                raise
            raise _translated(error) from error
        self._head = transaction.head

    def append(self, drafts: Sequence[Draft]) -> tuple[Entry, ...]:
        """Write facts in one transaction; see `Transaction.append`."""
        with self.transaction() as transaction:
            return tuple(transaction.append(draft) for draft in drafts)

    def _check_head(self) -> None:
        seq, digest = self._head
        if not seq:
            return
        rows = list(journal.rows_after(self.connection, max(0, seq - 2)))
        previous = rows[0][12] if len(rows) > 1 else bytes(32)
        if digest_of(previous, rows[-1][:12]) != digest:
            raise ChainBroken(seq, "its digest does not fit what is stored")


def _rollback(connection: Connection) -> None:
    """Roll back; a database error here means SQLite has rolled back by itself already.

    Raises:
        BrokenInvariant: it has not: this connection takes no entry any more, a new start's does.
    """
    try:
        connection.execute("ROLLBACK")
    except Exception as error:
        if isinstance(error, MemoryError):
            raise
        if getattr(connection, "in_transaction", False):
            raise BrokenInvariant(f"a transaction cannot be ended ({error}): start anew") from error


def _translated(error: Exception) -> Exception:
    """Return what a database's error means in the shop; other errors as they are."""
    name = type(error).__name__
    text = str(error)
    if name in ("OperationalError", "FullError", "ReadOnlyError", "IOError", "CantOpenError"):
        words = ("full", "readonly", "read-only", "disk i/o", "unable to open")
        if any(word in text.lower() for word in words):
            return LedgerFull(f"the book cannot be written ({text}): free the disk or replace it")
        return LedgerError(f"the book does not take entries: {text}")
    if name in ("DatabaseError", "BusyError", "CorruptError", "NotADBError"):
        return LedgerError(f"the book cannot be used: {text}")
    if name in ("IntegrityError", "ConstraintError"):
        return BrokenInvariant(f"a rule of the book was broken: {text}")
    return error


__all__ = ["ROWS", "Ledger", "Transaction", "digest_of"]
