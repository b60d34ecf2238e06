"""What a counting machine has counted, brought into the book exactly once.

A reading that differs from the book acts only when it came twice alike, at most six reads
without pause; if a coin falls between them the later read becomes the first. `last` moves only
after the counter said that the reading is in the book.
"""

from __future__ import annotations

from dataclasses import replace

from hardware.codecs import cctalk
from hardware.drivers.base import AskCursor, Cursor, Emit, Settled
from hardware.drivers.bill_escrow import answered, decide, hold_on, notice
from hardware.drivers.counting_dialect import CountingConfig
from hardware.drivers.counting_reading import Pairs, baseline, compare, last_of_epoch, reading_after
from hardware.drivers.counting_state import (
    BOOK_AGAIN_MS,
    BUSY_FAULT_MS,
    NO_COIN,
    READS_MAX,
    RESET_WAIT_MS,
    SELF_CHECK_EVERY_MS,
    CountingState,
    Known,
    Stage,
    Step,
    fault,
    jam,
)
from shop.inputs import CreditReading


def ask_book(config: CountingConfig, state: CountingState, now_ms: int) -> Step:
    """Ask the book where it stands with this device."""
    return replace(state, asked_book=True), (AskCursor(state.serial),)


def on_cursor(config: CountingConfig, state: CountingState, event: Cursor, now_ms: int) -> Step:
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


def on_reading(
    config: CountingConfig, state: CountingState, data: bytes | None, now_ms: int
) -> Step:
    """The device's counter and events, or its refusal to give them."""
    if data is None:
        return _refused(config, state, now_ms)
    state = replace(state, refused_since_ms=None)
    actions = (fault(config, "ok", "it can be read again"),) if state.refused_told else ()
    state = replace(state, refused_told=False)
    now = cctalk.event_pairs(data)
    if _says_nothing_new(state, *now):
        state = _counted(replace(notice(config, state, now, now_ms), book_down=False), now_ms)
        state, more = decide(config, state, now_ms)
        return state, actions + more
    agreed = state.agreed + 1 if now == state.first else 1
    if agreed >= config.reads_to_agree:
        state, waits = hold_on(notice(config, state, now, now_ms))
        if waits:
            return replace(_forget_reads(state), stage=Stage.COUNT), actions
        state, more = _offer(config, state, *now)
        return state, actions + more
    reads = state.reads + 1
    if reads >= READS_MAX:  # none agree: nothing moves, nothing is lost, the next poll goes on
        return _pause(state, now_ms), actions
    known = state.insertions_done and now == state.first
    return replace(
        state, stage=Stage.COUNT, first=now, agreed=agreed, reads=reads, insertions_done=known
    ), actions


def on_insertions(
    config: CountingConfig, state: CountingState, data: bytes | None, now_ms: int
) -> Step:
    """The life-long counter, read between the two equal readings and so of the same moment."""
    if data is None:
        return replace(state, no_insertions=True, insertions=None, insertions_done=True), ()
    return replace(state, insertions=cctalk.number(data), insertions_done=True), ()


def _says_nothing_new(state: CountingState, counter: int, events: Pairs) -> bool:
    last = state.last
    if last is None or state.to_baseline or state.mask_lost:
        return False
    return (counter, events) == (last.counter, last.events)


def _offer(config: CountingConfig, state: CountingState, counter: int, events: Pairs) -> Step:
    """Hand the reading to the shop; it is answered by `Settled`."""
    reading = _reading(config, state, counter, events)
    state = _forget_reads(replace(state, stage=Stage.COUNT))
    return replace(state, offered=reading), (Emit(reading),)


def _reading(
    config: CountingConfig, state: CountingState, counter: int, events: Pairs
) -> CreditReading:
    """Return the next fact to be written, now that `counter` and `events` are sure."""
    last, insertions = state.last, state.insertions
    if last is None:
        return baseline(config.name, state.serial, 1, counter, events, insertions)
    last = replace(last, device=config.name)
    change = compare(
        last.counter,
        last.events,
        counter,
        events,
        mask_lost=state.mask_lost,
        blank_counts=config.dialect.blank_counts,
    )
    anew = state.to_baseline or change.kind == "reset"
    left = last_of_epoch(last) if anew else None
    if left is not None:
        return left
    if state.to_baseline:
        return baseline(config.name, state.serial, last.epoch + 1, counter, events, insertions)
    return reading_after(
        last,
        change,
        counter,
        events,
        state.coins,
        live=state.caught_up,
        insertions=insertions,
        tell=config.dialect.tell,
    )


def on_settled(config: CountingConfig, state: CountingState, event: Settled, now_ms: int) -> Step:
    """The counter has answered: only now does `last` move, or not at all."""
    if event.reading != state.offered:
        return state, ()
    state = answered(replace(state, offered=None), event, now_ms)
    if state.rested:
        return replace(state, stage=Stage.ENDED), ()
    if not event.ok:
        # It may be in the book all the same (an answer that was lost): ask, do not assume.
        again_ms = now_ms + BOOK_AGAIN_MS
        return replace(state, book_down=True, stage=Stage.CURSOR, not_before_ms=again_ms), ()
    reading = event.reading
    last = state.last and replace(state.last, device=config.name)
    if last is not None and reading == last_of_epoch(last):
        return replace(state, last=reading, book_down=False), ()  # read again: the epoch begins
    state = replace(state, last=reading, to_baseline=False, book_down=False)
    if reading.why == "reset":
        return _begin_anew(state, now_ms), ()
    if reading.why == "baseline" and state.mask is None:
        # Not set by us, and remembered as such: an empty mask is no sign of a reset yet.
        known = state.known and replace(state.known, mask=NO_COIN)
        state = replace(state, mask=NO_COIN, known=known)
    state, actions = _jammed_by(config, state, reading, now_ms)
    return _counted(state, now_ms), actions


def _begin_anew(state: CountingState, now_ms: int) -> CountingState:
    """The device was reset: it has forgotten its mask, and may have been reprogrammed."""
    return replace(
        state,
        stage=Stage.TABLE,
        coins=(),
        mask=NO_COIN,
        master=None,
        known=Known(state.serial, mask=NO_COIN, poll_every_ms=state.poll_every_ms),
        mask_lost=False,
        caught_up=True,
        not_before_ms=now_ms + RESET_WAIT_MS,
    )


def _counted(state: CountingState, now_ms: int) -> CountingState:
    """Book and device agree; go on with what comes next."""
    stage = Stage.RUN if state.announced else Stage.MASK_CHECK
    if state.rested:
        stage = Stage.ENDED
    return _forget_reads(replace(state, stage=stage, caught_up=True))


def _pause(state: CountingState, now_ms: int) -> CountingState:
    watched = state.announced and not state.mask_lost and not state.rested
    stage = Stage.RUN if watched else Stage.COUNT
    wait_ms = now_ms + state.poll_every_ms
    return _forget_reads(replace(state, stage=stage, not_before_ms=wait_ms))


def _forget_reads(state: CountingState) -> CountingState:
    return replace(state, first=None, agreed=0, reads=0, insertions=None, insertions_done=False)


def _refused(config: CountingConfig, state: CountingState, now_ms: int) -> Step:
    """NAK to 229: it is alive but something is wrong with it; its self-check may say what."""
    since_ms = now_ms if state.refused_since_ms is None else state.refused_since_ms
    state = replace(_pause(state, now_ms), refused_since_ms=since_ms, check_ms=now_ms)
    if state.rested:
        return replace(state, stage=Stage.ENDED), ()
    if now_ms - since_ms < BUSY_FAULT_MS or state.refused_told:
        return state, ()
    detail = "it refuses to say what it has counted: switch it off and on, else replace it"
    return replace(state, refused_told=True), (fault(config, "misconfigured", detail),)


def _jammed_by(
    config: CountingConfig, state: CountingState, reading: CreditReading, now_ms: int
) -> Step:
    """Act on the newest event that says that it cannot go on, or that it can again."""
    faults, over = config.dialect.faults, config.dialect.over
    code = next((code for code in reversed(reading.errors) if code in faults or code in over), None)
    if code is None:
        return state, ()
    if code in over:
        return replace(state, check_ms=now_ms) if state.trouble else state, ()
    kind, what = faults[code]
    if state.trouble == kind:
        return state, ()
    return jam(config, state, f"{what} (event {code}): open it and look", now_ms, kind)


def on_self_check(
    config: CountingConfig, state: CountingState, data: bytes | None, now_ms: int
) -> Step:
    """Clean: on again. A unit that cannot check itself is tried again; the next jam will show."""
    if data is not None and data[0] != 0:
        if not state.trouble:
            return jam(config, state, f"self-check says fault {data[0]}: open it", now_ms)
        return replace(state, check_ms=now_ms + SELF_CHECK_EVERY_MS), ()
    state = replace(state, check_ms=None)
    if not state.trouble:
        return state, ()
    return replace(state, trouble=""), (fault(config, "ok", "it is clear again"),)
