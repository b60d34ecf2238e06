"""How figures are written on pages: money, dates, hours, quantities."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask
from flask_babel import format_date, format_datetime, format_time, gettext

from shop.money import format_yuan

#: A true minus sign, as wide as a plus and never broken from its figure.
MINUS = "\u2212"

#: Notes and coins of the renminbi in everyday use, in fen, largest first.
PIECES_FEN = (10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10)


def yuan(fen: int) -> str:
    """Return an amount with two decimals: 1,234.50."""
    return format_yuan(fen).replace("-", MINUS)


def signed(fen: int) -> str:
    """Return an amount with its sign always said: +5.00."""
    return ("+" if fen > 0 else "") + yuan(fen)


def short_yuan(fen: int) -> str:
    """Return a round amount without decimals, as people say it: 25, 4.5."""
    text = yuan(fen)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moment(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, tz=UTC)


def day(at_ms: int) -> str:
    """Return the shop's day of a moment, in the reader's language."""
    return format_date(_moment(at_ms), "long")


def moment(at_ms: int) -> str:
    """Return day and minute of a moment on the shop's clock."""
    return format_datetime(_moment(at_ms), "medium")


def hour(at_ms: int) -> str:
    """Return hour and minute of a moment on the shop's clock."""
    return format_time(_moment(at_ms), "short")


def quantity(pieces: int, unit: str) -> str:
    """Return how much of an item: pieces as a number, weight in grams."""
    return str(pieces) if unit == "each" else gettext("%(grams)s g", grams=f"{pieces:,}")


def in_pieces(fen: int) -> tuple[tuple[int, int], ...]:
    """Return an amount as (fen of one piece, how many), largest first; odd fen are left out."""
    out = []
    for piece in PIECES_FEN:
        count, fen = divmod(max(0, fen), piece)
        if count:
            out.append((piece, count))
    return tuple(out)


def piece_words(fen: int) -> str:
    """Return what a note or coin is called."""
    if fen >= 500:
        return gettext("%(yuan)s yuan note", yuan=fen // 100)
    if fen >= 100:
        return gettext("%(yuan)s yuan coin", yuan=fen // 100)
    return gettext("%(jiao)s jiao coin", jiao=fen // 10)


def piece_face(fen: int) -> tuple[str, str]:
    """Return the number and the word that stand on a coin."""
    if fen >= 100:
        return str(fen // 100), "\u5143"
    return str(fen // 10), "\u89d2"


def set_up(app: Flask) -> None:
    """Hand the filters and helpers to the templates."""
    app.jinja_env.filters.update(
        yuan=yuan,
        signed=signed,
        short_yuan=short_yuan,
        day=day,
        moment=moment,
        hour=hour,
        quantity=quantity,
    )
    app.jinja_env.globals.update(
        piece_words=piece_words, piece_face=piece_face, in_pieces=in_pieces
    )
