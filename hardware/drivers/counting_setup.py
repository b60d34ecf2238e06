"""Getting to know a counting machine and setting it up: serial, table, inhibit mask, switch.

Each function takes the answer to one stage's question (data, or None for a NAK) and returns the
next state. Answers that would misdirect money if they were wrong are believed only when they
came alike twice: the 8-bit checksum lets 4 in 100 doubly hit frames through.
"""

from __future__ import annotations

from dataclasses import replace

from hardware.codecs import cctalk
from hardware.drivers.base import GiveUp
from hardware.drivers.counting_dialect import CountingConfig
from hardware.drivers.counting_state import (
    MASK_EVERY_MS,
    MASK_TRIES_MAX,
    READS_MAX,
    CountingState,
    Known,
    Stage,
    Step,
    agree,
    fault,
)
from hardware.drivers.counting_values import POSITIONS, Coin, coin_at, mask_of

UNSTEADY = GiveUp(
    "it gives another answer each time: look at the cable and what runs beside it", silent=False
)
#: Polling faster than this disturbs slow devices, slower lets some switch themselves off.
POLL_MS_MIN, POLL_MS_MAX = 100, 200


def on_hello(config: CountingConfig, state: CountingState, data: bytes | None, now_ms: int) -> Step:
    """Somebody is there, and the line knows whether it echoes."""
    return replace(state, stage=Stage.SERIAL), ()


def on_serial(
    config: CountingConfig, state: CountingState, data: bytes | None, now_ms: int
) -> Step:
    """It said which device it is, or that it will not: then its socket must do."""
    if data is None:
        nameless = f"nosn:{state.place}:{config.address}"
        return _identified(replace(state, serial=nameless, nameless=True, heard=None)), ()
    state, sure = agree(state, data, config)
    if sure:
        return _identified(
            replace(state, serial=config.dialect.prefix + str(cctalk.number(data)))
        ), ()
    return state, (UNSTEADY,) if state.reads >= READS_MAX else ()


def _identified(state: CountingState) -> CountingState:
    known = state.known
    if known is None or known.serial != state.serial or state.nameless:
        known = Known(state.serial)
    # Reprogramming coins needs its power off, which shows as a reset: then they are read again.
    state = replace(state, known=known, coins=known.coins, mask=known.mask, heard=None, reads=0)
    if known.poll_every_ms is None:
        return replace(state, stage=Stage.PRIORITY)
    return _to_coins(replace(state, poll_every_ms=known.poll_every_ms))


def _to_coins(state: CountingState) -> CountingState:
    stage = Stage.TABLE if len(state.coins) < POSITIONS else Stage.CURSOR
    return replace(state, stage=stage)


def on_priority(
    config: CountingConfig, state: CountingState, data: bytes | None, now_ms: int
) -> Step:
    """It said how often it wants to be polled; polling is also its keep-alive."""
    wished_ms = cctalk.poll_every_ms(data) if data is not None else None
    every_ms = min(max(wished_ms, POLL_MS_MIN), POLL_MS_MAX) if wished_ms else config.poll_ms
    return _to_coins(_remember(replace(state, poll_every_ms=every_ms))), ()


def _remember(state: CountingState) -> CountingState:
    known = Known(state.serial, state.coins, state.mask, state.poll_every_ms)
    return replace(state, known=known)


def on_coin(config: CountingConfig, state: CountingState, data: bytes | None, now_ms: int) -> Step:
    """It named the coin at one position, or has none there."""
    if data is not None:
        state, sure = agree(state, data, config)
        if not sure:
            return state, (UNSTEADY,) if state.reads >= READS_MAX else ()
    return add_position(config, state, coin_at(len(state.coins) + 1, data, config.values))


def add_position(config: CountingConfig, state: CountingState, coin: Coin) -> Step:
    """Keep what is at one position; the next one is asked, or the table is complete."""
    coins = (*state.coins, coin)
    state = _remember(replace(state, coins=coins, heard=None, agreed=0, reads=0))
    if len(coins) < POSITIONS:
        return replace(state, stage=Stage.TABLE), ()
    # After a reset the book has been asked long ago, and the mask is known to be gone.
    state = _to_mask(config, state) if state.caught_up else replace(state, stage=Stage.CURSOR)
    if any(mask_of(coins)):
        return state, ()
    named = " ".join(coin.what for coin in coins if coin.what) or "none"
    sort, setting = config.dialect.sort, config.dialect.setting
    detail = f"no {sort} has a value here (it knows {named}): name them under {setting}"
    return state, (fault(config, "misconfigured", detail),)


def _to_mask(config: CountingConfig, state: CountingState) -> CountingState:
    """Before the mask is set: no note may come in until the machine is told to hold it.

    The mode is set after the mask, so that a power cut between the two leaves an empty mask,
    which shows; a forgotten mode would not.
    """
    shut = config.dialect.escrow and not state.no_master
    return replace(state, stage=Stage.SHUT if shut else Stage.MASK_SET)


def _after_mask(config: CountingConfig, state: CountingState) -> CountingState:
    if config.dialect.escrow and not state.no_mode:
        return replace(state, stage=Stage.MODE)
    return after_mode(state)


def after_mode(state: CountingState) -> CountingState:
    """It is set up: let it accept or refuse."""
    return replace(state, stage=Stage.RUN if state.no_master else Stage.SWITCH)


def on_mask_read(
    config: CountingConfig, state: CountingState, data: bytes | None, now_ms: int
) -> Step:
    """Its mask, at each opening and every 30 s: all 0 though we had set it is a reset."""
    state = replace(state, mask_ms=now_ms + MASK_EVERY_MS)
    if data is None or data == state.mask:
        state = replace(state, no_mask=state.no_mask or data is None, heard=None, reads=0)
        running = state.announced
        return replace(state, stage=Stage.RUN) if running else _to_mask(config, state), ()
    state, sure = agree(state, data, config)
    if not sure:
        # What never comes alike says nothing: set it again, it is read back then.
        unsteady = state.reads >= READS_MAX
        return _to_mask(config, replace(state, heard=None, reads=0)) if unsteady else state, ()
    if not any(data) and _was_set(state):
        return replace(state, stage=Stage.COUNT, mask_lost=True), ()
    return _to_mask(config, state), ()


def _was_set(state: CountingState) -> bool:
    """Whether this shop enabled coins on this device, now or before it was restarted."""
    if state.mask is not None:
        return any(state.mask)
    return state.had_cursor and any(mask_of(state.coins))


def on_mask_set(
    config: CountingConfig, state: CountingState, data: bytes | None, now_ms: int
) -> Step:
    """It took the mask, or says that it cannot: then it takes what it pleases."""
    if state.stage is Stage.CURSOR:  # refusing while the book is down, without a switch
        return replace(state, mask=state.mask_wanted), ()
    if data is None:
        state = _after_mask(config, replace(state, no_mask=True, mask=state.mask_wanted))
        detail = f"its {config.dialect.sort}s cannot be enabled one by one"
        return state, (fault(config, "misconfigured", detail),)
    if state.no_mask:
        return _mask_done(config, state, now_ms), ()
    return replace(state, stage=Stage.MASK_BACK), ()


def on_mask_back(
    config: CountingConfig, state: CountingState, data: bytes | None, now_ms: int
) -> Step:
    """It says which mask it has; only the one that was set will do."""
    if data is None or data == state.mask_wanted:
        return _mask_done(config, state, now_ms), ()
    if state.mask_tries + 1 < MASK_TRIES_MAX:
        return replace(state, stage=Stage.MASK_SET, mask_tries=state.mask_tries + 1), ()
    sort = config.dialect.sort
    why = f"it does not keep which {sort}s it may take: switch it off and on, else replace it"
    return replace(state, mask_tries=0), (GiveUp(why, silent=False, seen=data),)


def _mask_done(config: CountingConfig, state: CountingState, now_ms: int) -> CountingState:
    due_ms = now_ms + MASK_EVERY_MS
    state = replace(state, mask=state.mask_wanted, mask_tries=0, mask_ms=due_ms)
    return _after_mask(config, _remember(state))


def on_switch(
    config: CountingConfig, state: CountingState, data: bytes | None, on: bool
) -> CountingState:
    """It accepts or refuses now; a unit without the switch (NAK) is ruled by its mask."""
    if state.stage is Stage.LEAVE:
        return replace(state, stage=Stage.ENDED)
    setting_up = state.stage in (Stage.SHUT, Stage.SWITCH)
    if data is None:
        state = replace(state, no_master=True, master=None)
        return replace(state, stage=Stage.MASK_SET) if setting_up else state
    state = replace(state, master=on)
    if state.stage is Stage.SHUT:
        return replace(state, stage=Stage.MASK_SET)
    return replace(state, stage=Stage.RUN) if state.stage is Stage.SWITCH else state
