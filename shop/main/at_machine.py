"""Who may sign, changed at the machine itself while the shop is stopped: the installer's way in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shop.book import create_book, open_book
from shop.clock import Clock, SystemClock
from shop.config import Config
from shop.counter import Counter
from shop.errors import ConfigError
from shop.ids import Ids
from shop.ledger import Ledger
from shop.main.running import boot_id, hold_book
from shop.private.credentials import Hasher
from shop.private.file import open_private
from shop.private.people import People
from shop.queries.connection import Connection


@contextmanager
def people_at_machine(
    config: Config,
    *,
    demo: bool = False,
    clock: Clock | None = None,
    hasher: Hasher | None = None,
) -> Iterator[People]:
    """Hold the book as the shop would, and give its people to be changed.

    Args:
        demo: the book must be a demo's.  clock, hasher: the machine's own where left out.

    Raises:
        LedgerError: the shop runs, or its book cannot be used.
        ConfigError: the folder is another's.
    """
    clock = clock or SystemClock()
    lock = hold_book(config.book.path)
    try:
        if not config.book.path.exists() and not demo:
            create_book(config.book.path)
        connection = open_book(config.book.path, demo=demo)
        try:
            ledger = Ledger(connection, config.shop.code, clock, boot_id())
            counter = Counter(ledger, clock, Ids(), config.till)

            @contextmanager
            def reading() -> Iterator[Connection]:
                yield connection

            private = open_private(config.state)
            try:
                yield People(private, clock, counter.handle, reading, hasher)
            finally:
                private.close()
        finally:
            connection.close()
    finally:
        os.close(lock)


def become_owner(folder: Path) -> None:
    """Go on as the account that owns the shop's folder, where root was asked to.

    What root would write there, the shop could not read afterwards.

    Raises:
        ConfigError: the folder belongs to another account than this one.
    """
    if not folder.exists():
        return
    held = folder.stat()
    if os.geteuid() == 0 and held.st_uid != 0:
        os.setgroups([])
        os.setgid(held.st_gid)
        os.setuid(held.st_uid)
    elif os.geteuid() != held.st_uid:
        allowed = "the account that owns the shop's folder, or root (sudo)"
        raise ConfigError("this account", "user id", os.geteuid(), allowed)
