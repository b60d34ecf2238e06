"""Wishes for change before and after the coins: taken, refused in time, each ended once.

A wish that the book knows nothing of yet is ended as refused too: the till must learn that no
coin will come, so that it can owe the resident what is due.
"""

from __future__ import annotations

from dataclasses import replace

from hardware.codecs import cctalk_hopper
from hardware.drivers.base import Note
from hardware.drivers.hopper_state import (
    BEGUN,
    ENDS_MAX,
    JOB_WAIT_MS,
    SEEN_MAX,
    WAITING_MAX,
    HopperConfig,
    HopperState,
    Job,
    Payout,
    Stage,
    Step,
    Why,
    refused,
)
from shop.effects import Dispense
from shop.inputs import DispenseDone, DispenseIntent


def take_wish(config: HopperConfig, state: HopperState, wish: Dispense, now_ms: int) -> Step:
    """Take a wish for change; one that came before is not paid twice."""
    if wish.device != config.name or wish.job in state.seen:
        return state, ()
    if len(state.ends) >= ENDS_MAX:
        return state, (Note("dropped"),)
    state = replace(state, seen=(*state.seen, wish.job)[-SEEN_MAX:])
    job = Job(wish, now_ms)
    if wish.coins < 1 or state.stage is Stage.CLOSED or len(state.waiting) >= WAITING_MAX:
        return _end_unbegun(config, state, job, "refused"), ()
    return replace(state, waiting=(*state.waiting, job)), ()


def begin(config: HopperConfig, state: HopperState) -> HopperState:
    """Take up the oldest wish, or refuse it where the hopper is known to be unable."""
    job, *later = state.waiting
    state = replace(state, waiting=tuple(later))
    if state.trouble:
        return _end_unbegun(config, state, job, state.trouble)
    if state.empty and state.low:
        return _end_unbegun(config, state, job, "empty")
    wish = job.wish
    intent = DispenseIntent(
        config.name, state.serial, wish.job, wish.visit, wish.coins, config.coin_fen, 0
    )
    return replace(state, payout=Payout(intent, job.since_ms), stage=Stage.CHECK, heard=None)


def _end_unbegun(config: HopperConfig, state: HopperState, job: Job, why: Why) -> HopperState:
    return replace(state, ends=(*state.ends, refused(config, state, job.wish, why)))


def end_payout(config: HopperConfig, state: HopperState, paid: int, why: Why) -> HopperState:
    """End the payout under way; all that was asked for and did not fall is unpaid."""
    payout = state.payout
    if payout is None:
        return state
    intent = payout.intent
    end = DispenseDone(
        config.name,
        intent.serial,
        intent.job,
        intent.visit,
        intent.coin_fen,
        paid,
        max(0, intent.coins - paid),
        why,
    )
    return replace(state, payout=None, ends=(*state.ends, end), stage=Stage.OFF, heard=None)


def call_off(config: HopperConfig, state: HopperState) -> HopperState:
    """The port is gone or the shop stops: end all of which no coin can have fallen."""
    for job in state.waiting:
        state = _end_unbegun(config, state, job, "refused")
    state = replace(state, waiting=())
    if state.stage is Stage.BOOKED:
        state = replace(state, asked_book=False)
    return end_payout(config, state, 0, "refused") if _not_sent(state) else state


def call_off_late(config: HopperConfig, state: HopperState, now_ms: int) -> HopperState:
    """End the wishes that have waited too long: nobody may be there for the coins any more."""
    late = tuple(job for job in state.waiting if now_ms - job.since_ms >= JOB_WAIT_MS)
    for job in late:
        state = _end_unbegun(config, state, job, "refused")
    state = replace(state, waiting=state.waiting[len(late) :])
    payout = state.payout
    if payout is None or now_ms - payout.asked_ms < JOB_WAIT_MS:
        return state
    idle = state.line.asked is None and state.offered is None
    return end_payout(config, state, 0, "refused") if idle and _not_sent(state) else state


def _not_sent(state: HopperState) -> bool:
    """Whether a payout was begun whose coins were not yet asked for."""
    asked = state.line.asked
    sent = asked is not None and asked.header == cctalk_hopper.PAY_OUT
    return state.payout is not None and state.stage in BEGUN and not sent
