"""Reading a statement file: bytes in, lines out, or a refusal that names line and column."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import timedelta, timezone, tzinfo

from shop.paper_errors import StatementLayoutUnknown, StatementNotText, StatementTooLarge
from shop.statements.layouts import recognise
from shop.statements.lines import QrFile
from shop.statements.sheet import Sheet, cells_of, in_order

#: Largest file that is read, in bytes: a year of a village shop is a tenth of it.
FILE_BYTES_MAX = 5_000_000
#: Most lines of one file.
FILE_LINES_MAX = 20_000
#: Lines before the header at most: both providers have four.
PREAMBLE_MAX = 40
#: Providers' bills are in Beijing's time wherever the shop's clock stands.
BEIJING = timezone(timedelta(hours=8))


def read(data: bytes, zone: tzinfo = BEIJING) -> QrFile:
    """Return what a statement file says; the zone is that of a plain file's times.

    Raises:
        InputRefused: one of its kinds in `shop.paper_errors`; nothing is taken over.
    """
    if len(data) > FILE_BYTES_MAX:
        raise _too_large()
    rows = re.split(r"\r\n|\n|\r", _decoded(data))
    if len(rows) > FILE_LINES_MAX:
        raise _too_large()
    for begin, text in enumerate(rows[:PREAMBLE_MAX]):
        found = recognise(cells_of(text))
        if found:
            sheet = Sheet(*found, cells_of(text), zone if found[0].name == "plain" else BEIJING)
            lines = sheet.lines(rows[begin + 1 :], begin + 2)
            return QrFile(found[0].name, hashlib.sha256(data).hexdigest(), lines)
    raise StatementLayoutUnknown()


def joined(files: Sequence[QrFile]) -> QrFile:
    """Return several files as one: a line that two of them hold counts once."""
    if len(files) == 1:
        return files[0]
    lines = {line.ref: line for file in files for line in file.lines}
    names = sorted({file.layout for file in files})
    whole = hashlib.sha256("".join(sorted({file.sha256 for file in files})).encode()).hexdigest()
    return QrFile("+".join(names), whole, in_order(lines.values()))


def _too_large() -> StatementTooLarge:
    return StatementTooLarge(megabytes=FILE_BYTES_MAX // 1_000_000, lines=FILE_LINES_MAX)


def _decoded(data: bytes) -> str:
    """Return the file as text: UTF-8 first, since GBK reads nearly anything."""
    if b"\x00" in data[:4096]:
        raise StatementNotText()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise StatementNotText()
