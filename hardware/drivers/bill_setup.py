"""Getting to know a bill validator's notes, and having it hold each of them."""

from __future__ import annotations

from dataclasses import replace

from hardware.codecs.bill_id import parse_bill_id
from hardware.drivers.counting_dialect import CountingConfig
from hardware.drivers.counting_setup import UNSTEADY, add_position, after_mode
from hardware.drivers.counting_state import READS_MAX, CountingState, Stage, Step, agree
from hardware.drivers.counting_values import HOME, Coin

#: Operating mode (header 153): bit 0 use the stacker, bit 1 use the escrow.
HOLD_AND_STACK = 3


def on_bill(config: CountingConfig, state: CountingState, data: bytes | None, now_ms: int) -> Step:
    """It named the note at one position, or has none there."""
    if data is not None:
        state, sure = agree(state, data, config)
        if not sure:
            return state, (UNSTEADY,) if state.reads >= READS_MAX else ()
    return _named(config, state, data or b"")


def on_scale(config: CountingConfig, state: CountingState, data: bytes | None, now_ms: int) -> Step:
    """It said in which unit its notes' values are, or does not know the country."""
    if data is not None:
        state, sure = agree(state, data, config)
        if not sure:
            return state, (UNSTEADY,) if state.reads >= READS_MAX else ()
    scale = (data[0] | data[1] << 8, data[2]) if data is not None else None
    return _named(config, replace(state, scale=scale, scale_known=True), state.naming)


def _named(config: CountingConfig, state: CountingState, data: bytes) -> Step:
    """Give the note at this position its value: from the settings, else from id and unit."""
    position = len(state.coins) + 1
    bill = parse_bill_id(data)
    if bill is None:
        return add_position(config, state, Coin(position, "", None))
    fen = config.values.get(bill.text)
    if fen is None and bill.country == HOME:
        if not state.scale_known:
            return replace(state, stage=Stage.SCALE, naming=data), ()
        fen = None if state.scale is None else bill.minor_units(*state.scale)
    return add_position(config, state, Coin(position, bill.text, fen if fen else None))


def on_mode(config: CountingConfig, state: CountingState, data: bytes | None, now_ms: int) -> Step:
    """It holds notes from now on; one that says no does so by itself, or stacks them.

    Silence is not taken for a no: on a bad line notes would go to the stacker unwritten.
    """
    return after_mode(replace(state, no_mode=data is None)), ()
