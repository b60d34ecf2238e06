"""Statements of QR providers, read from their CSV files: pure, and no payer's name is kept."""

from shop.statements.lines import QrFile, QrLine, digest, lines_of, packed
from shop.statements.read import FILE_BYTES_MAX, FILE_LINES_MAX, joined, read

__all__ = [
    "FILE_BYTES_MAX",
    "FILE_LINES_MAX",
    "QrFile",
    "QrLine",
    "digest",
    "joined",
    "lines_of",
    "packed",
    "read",
]
