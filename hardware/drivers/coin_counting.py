"""What the coin acceptor has counted, brought into the book exactly once.

A reading that differs from the book acts only when it came twice alike, at most six reads
without pause; if a coin falls between them the later read becomes the first. `last` moves only
after the counter said that the reading is in the book.
"""

from __future__ import annotations

from dataclasses import replace

from hardware.codecs import cctalk
from hardware.drivers.base import AskCursor, Cursor, Emit, Settled
from hardware.drivers.coin_reading import Pairs, baseline, compare, reading_after
from hardware.drivers.coin_state import (
    BOOK_AGAIN_MS,
    BUSY_FAULT_MS,
    JAM_CODES,
    NO_COIN,
    READS_MAX,
    RESET_WAIT_MS,
    SELF_CHECK_EVERY_MS,
    CoinConfig,
    CoinState,
    Known,
    Stage,
    Step,
    fault,
)
from shop.inputs import CreditReading


def ask_book(config: CoinConfig, state: CoinState, now_ms: int) -> Step:
    """Ask the book where it stands with this device."""
    return replace(state, asked_book=True), (AskCursor(state.serial),)


def on_cursor(config: CoinConfig, state: CoinState, event: Cursor, now_ms: int) -> Step:
    """The book has answered, or cannot: then nothing is counted and nothing accepted."""
    if event.serial != state.serial or not state.asked_book:
        return state, ()
    state = replace(state, asked_book=False)
    if not event.ok and state.rested:
        return replace(state, stage=Stage.ENDED), ()  # the next start asks again
    if not event.ok:
        return replace(state, book_down=True, not_before_ms=now_ms + BOOK_AGAIN_MS), ()
    found = event.reading if isinstance(event.reading, CreditReading) else None
    return replace(
        state,
        last=found,
        had_cursor=found is not None and not state.nameless,
        # A device without a serial may be another one by now: never credit its history.
        to_baseline=found is None or (state.nameless and not state.caught_up),
        stage=Stage.COUNT,
    ), ()


def on_reading(config: CoinConfig, state: CoinState, data: bytes | None, now_ms: int) -> Step:
    """The device's counter and events, or its refusal to give them."""
    if data is None:
        return _refused(config, state, now_ms)
    state = replace(state, refused_since_ms=None)
    actions = (fault(config, "ok", "it can be read again"),) if state.refused_told else ()
    state = replace(state, refused_told=False)
    now = cctalk.event_pairs(data)
    if _says_nothing_new(state, *now):
        return _counted(replace(state, book_down=False), now_ms), actions
    agreed = state.agreed + 1 if now == state.first else 1
    if agreed >= config.reads_to_agree:
        state, more = _offer(config, state, *now)
        return state, actions + more
    reads = state.reads + 1
    if reads >= READS_MAX:  # none agree: nothing moves, nothing is lost, the next poll goes on
        return _pause(state, now_ms), actions
    known = state.insertions_done and now == state.first
    return replace(
        state, stage=Stage.COUNT, first=now, agreed=agreed, reads=reads, insertions_done=known
    ), actions


def on_insertions(config: CoinConfig, state: CoinState, data: bytes | None, now_ms: int) -> Step:
    """The life-long counter, read between the two equal readings and so of the same moment."""
    if data is None:
        return replace(state, no_insertions=True, insertions=None, insertions_done=True), ()
    return replace(state, insertions=cctalk.number(data), insertions_done=True), ()


def _says_nothing_new(state: CoinState, counter: int, events: Pairs) -> bool:
    last = state.last
    if last is None or state.to_baseline or state.mask_lost:
        return False
    return (counter, events) == (last.counter, last.events)


def _offer(config: CoinConfig, state: CoinState, counter: int, events: Pairs) -> Step:
    """Hand the reading to the shop; it is answered by `Settled`."""
    last = state.last
    if last is None or state.to_baseline:
        epoch = 1 if last is None else last.epoch + 1
        reading = baseline(config.name, state.serial, epoch, counter, events, state.insertions)
    else:
        change = compare(last.counter, last.events, counter, events, mask_lost=state.mask_lost)
        reading = reading_after(
            replace(last, device=config.name),
            change,
            counter,
            events,
            state.coins,
            live=state.caught_up,
            insertions=state.insertions,
        )
    state = _forget_reads(replace(state, stage=Stage.COUNT))
    return replace(state, offered=reading), (Emit(reading),)


def on_settled(config: CoinConfig, state: CoinState, event: Settled, now_ms: int) -> Step:
    """The counter has answered: only now does `last` move, or not at all."""
    if event.reading != state.offered:
        return state, ()
    state = replace(state, offered=None)
    if state.rested:
        return replace(state, stage=Stage.ENDED), ()
    if not event.ok:
        # It may be in the book all the same (an answer that was lost): ask, do not assume.
        again_ms = now_ms + BOOK_AGAIN_MS
        return replace(state, book_down=True, stage=Stage.CURSOR, not_before_ms=again_ms), ()
    reading = event.reading
    state = replace(state, last=reading, to_baseline=False, book_down=False)
    if reading.why == "reset":
        return _begin_anew(state, now_ms), ()
    if reading.why == "baseline" and state.mask is None:
        # Not set by us, and remembered as such: an empty mask is no sign of a reset yet.
        known = state.known and replace(state.known, mask=NO_COIN)
        state = replace(state, mask=NO_COIN, known=known)
    state, actions = _jammed_by(config, state, reading, now_ms)
    return _counted(state, now_ms), actions


def _begin_anew(state: CoinState, now_ms: int) -> CoinState:
    """The device was reset: it has forgotten its mask, and may have been reprogrammed."""
    return replace(
        state,
        stage=Stage.COINS,
        coins=(),
        mask=NO_COIN,
        master=None,
        known=Known(state.serial, mask=NO_COIN, poll_every_ms=state.poll_every_ms),
        mask_lost=False,
        caught_up=True,
        not_before_ms=now_ms + RESET_WAIT_MS,
    )


def _counted(state: CoinState, now_ms: int) -> CoinState:
    """Book and device agree; go on with what comes next."""
    stage = Stage.RUN if state.announced else Stage.MASK_CHECK
    if state.rested:
        stage = Stage.ENDED
    return _forget_reads(replace(state, stage=stage, caught_up=True))


def _pause(state: CoinState, now_ms: int) -> CoinState:
    watched = state.announced and not state.mask_lost and not state.rested
    stage = Stage.RUN if watched else Stage.COUNT
    wait_ms = now_ms + state.poll_every_ms
    return _forget_reads(replace(state, stage=stage, not_before_ms=wait_ms))


def _forget_reads(state: CoinState) -> CoinState:
    return replace(state, first=None, agreed=0, reads=0, insertions=None, insertions_done=False)


def _refused(config: CoinConfig, state: CoinState, now_ms: int) -> Step:
    """NAK to 229: it is alive but something is wrong with it; its self-check may say what."""
    since_ms = now_ms if state.refused_since_ms is None else state.refused_since_ms
    state = replace(_pause(state, now_ms), refused_since_ms=since_ms, check_ms=now_ms)
    if state.rested:
        return replace(state, stage=Stage.ENDED), ()
    if now_ms - since_ms < BUSY_FAULT_MS or state.refused_told:
        return state, ()
    detail = "it refuses to say what it has counted: switch it off and on, else replace it"
    return replace(state, refused_told=True), (fault(config, "misconfigured", detail),)


def _jammed_by(config: CoinConfig, state: CoinState, reading: CreditReading, now_ms: int) -> Step:
    code = next((code for code in reversed(reading.errors) if code in JAM_CODES), None)
    if code is None or state.jammed:
        return state, ()
    return jam(config, state, f"{JAM_CODES[code]} (event {code}): open it and look", now_ms)


def jam(config: CoinConfig, state: CoinState, detail: str, now_ms: int) -> Step:
    """Switch the machine off until its self-check is clean; the till goes on without it."""
    again_ms = now_ms + SELF_CHECK_EVERY_MS
    return replace(state, jammed=True, check_ms=again_ms), (fault(config, "jam", detail),)


def on_self_check(config: CoinConfig, state: CoinState, data: bytes | None, now_ms: int) -> Step:
    """Clean: on again. A unit that cannot check itself is tried again; the next jam will show."""
    if data is not None and data[0] != 0:
        if not state.jammed:
            return jam(config, state, f"self-check says fault {data[0]}: open it", now_ms)
        return replace(state, check_ms=now_ms + SELF_CHECK_EVERY_MS), ()
    state = replace(state, check_ms=None)
    if not state.jammed:
        return state, ()
    return replace(state, jammed=False), (fault(config, "ok", "the jam is cleared"),)
