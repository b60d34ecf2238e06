"""The change coach of an open box: which notes to put in, which coins to take back."""

from __future__ import annotations

#: Notes and coins of the renminbi in everyday use, in fen, largest first.
PIECES_FEN = (10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10)
_NOTE_STEP_FEN = 500


def coach(due_fen: int, change: bool) -> tuple[int, int]:
    """Return (put in, take back) for an amount, in fen.

    People carry notes: with change at hand the next full 5 yuan is put in and the rest taken
    back; without, exactly the amount.
    """
    if due_fen <= 0:
        return 0, 0
    if not change or due_fen % _NOTE_STEP_FEN == 0:
        return due_fen, 0
    put_fen = -(-due_fen // _NOTE_STEP_FEN) * _NOTE_STEP_FEN
    return put_fen, put_fen - due_fen


def in_pieces(fen: int) -> tuple[tuple[int, int], ...]:
    """Return an amount as (fen of one piece, how many), largest first; odd fen are left out."""
    out = []
    for piece in PIECES_FEN:
        count, fen = divmod(fen, piece)
        if count:
            out.append((piece, count))
    return tuple(out)
