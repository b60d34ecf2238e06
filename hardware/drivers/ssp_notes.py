"""What an SSP unit says in its polls, made into notes in the book and faults for people.

A note is the shop's with EE alone, and once: a credit for which the unit held no note is a note
to be checked, never money. What E1 and E2 say of a note after the unit's own power loss, and ED
and EC of one that went back, ends the note that the book has in escrow (HARDWARE.md 2.3, 6, 7).
"""

from __future__ import annotations

from dataclasses import replace

from hardware.codecs import ssp, ssp_readings
from hardware.codecs.ssp_readings import Happened
from hardware.drivers import uncounted
from hardware.drivers.base import Action, Note
from hardware.drivers.ssp_state import (
    DOUBT_MS,
    STAYS_OFF_MS,
    TROUBLE_OVER_MS,
    Escrow,
    SspConfig,
    SspState,
    Stage,
    Step,
    fault,
)

_TROUBLES = {
    ssp_readings.UNSAFE_JAM: ("jam", "a note is stuck where hands reach it: open it and look"),
    ssp_readings.SAFE_JAM: ("jam", "a note is stuck inside: open it and look"),
    ssp_readings.STACKER_FULL: ("full", "its cashbox is full: collect the money"),
    ssp_readings.FRAUD: ("fraud", "somebody tampered with a note in it: look at its slot"),
}
_UNKNOWN = "it says events that this program does not know: set it to plain SSP, protocol 6"
_STAYS_OFF = "it stays switched off: look at its set-up and whether its head is closed"


def on_poll(config: SspConfig, state: SspState, answer: bytes, now_ms: int) -> Step:
    """Take the answer to a poll: nothing, or events, oldest first."""
    state = replace(state, poll_ms=now_ms + config.poll_ms)
    if answer[0] != ssp.OK:
        return state, (Note("nak"),)
    events, unknown = ssp_readings.happened(answer[1:])
    actions: tuple[Action, ...] = ()
    for event in events:
        state, more = _on_event(config, state, event, now_ms)
        actions += more
    if unknown:
        actions += (Note("noise"),)
        if not state.event_told:
            state = replace(state, event_told=True)
            actions += (fault(config, "misconfigured", _UNKNOWN),)
    codes = {event.code for event in events}
    state, more = _off_or_on(config, state, ssp_readings.DISABLED in codes, now_ms)
    if ssp_readings.SLAVE_RESET in codes:
        state = replace(state, stage=Stage.SYNC, enabled=None, escrow=None)
    return state, actions + more


def _on_event(config: SspConfig, state: SspState, event: Happened, now_ms: int) -> Step:
    channel = event.channel or 0
    match event.code:
        case ssp_readings.READ if channel:
            return _in_escrow(state, channel, now_ms), ()
        case ssp_readings.READ if state.escrow and state.escrow.phase != "waits":
            # The next note is on its way in: what comes now is not the last one again.
            return replace(state, escrow=None), ()
        case ssp_readings.CREDIT:
            return _credit(config, state, channel)
        case ssp_readings.CLEARED_TO_FRONT if _is_another(state, channel):
            return _over(state, uncounted.unsure(state.count)), ()
        case ssp_readings.REJECTING | ssp_readings.REJECTED | ssp_readings.CLEARED_TO_FRONT:
            return _over(state, uncounted.returned(state.count)), ()
        case ssp_readings.CLEARED_TO_CASHBOX:
            return _cleared_to_cashbox(config, state, channel)
        case code if code in _TROUBLES:
            return _trouble(config, state, *_TROUBLES[code], now_ms)
    return state, ()


def _in_escrow(state: SspState, channel: int, now_ms: int) -> SspState:
    """A note was recognised and lies in escrow: the book has it before it is accepted."""
    if state.escrow is not None and state.escrow.channel == channel:
        return state  # said again
    # Of a note before it whose end was never told nobody can say anything any more.
    count = uncounted.unsure(state.count)
    count = uncounted.escrowed(count, state.worth(channel), _what(channel))
    escrow = Escrow(channel, now_ms)
    return replace(state, count=count, escrow=escrow, hold_ms=now_ms, doubt_ms=None)


def _credit(config: SspConfig, state: SspState, channel: int) -> Step:
    """The unit says that a note is the shop's: one credit for one note in escrow."""
    if _is_another(state, channel):
        state = _over(state, uncounted.unsure(state.count))
    if state.count.held is not None:
        count = uncounted.credited(state.count, state.worth(channel), _what(channel))
        return _over(state, count), ()
    count = uncounted.credited(state.count, None, f"{_what(channel)} without an escrow")
    detail = f"it credits {_what(channel)} that it did not hold: count the box"
    return replace(state, count=count), (fault(config, "unrecognised", detail),)


def _cleared_to_cashbox(config: SspConfig, state: SspState, channel: int) -> Step:
    """After its power loss a note lies in the cashbox: the held one, else one to look for."""
    if _is_another(state, channel):
        state = _over(state, uncounted.unsure(state.count))
    held = state.count.held
    if held is not None:
        count = uncounted.credited(state.count, held.fen, held.what, recovered=True)
        return _over(state, count), ()
    # It was credited before its power went, or never told of: the box count finds out which.
    detail = f"at its start it put {_what(channel)} into the cashbox: count the box"
    return state, (fault(config, "unrecognised", detail),)


def _is_another(state: SspState, channel: int) -> bool:
    """Say whether the unit names another note than the held one.

    The end of the held one was told while nobody could hear it, and is gone with the unit's
    power: a person looks for it, whatever became of the note that was put in after it.
    """
    held = state.count.held
    return held is not None and channel != 0 and held.what != _what(channel)


def _over(state: SspState, count: uncounted.OwnCount) -> SspState:
    return replace(state, count=count, escrow=None, doubt_ms=None)


def _what(channel: int) -> str:
    return f"channel {channel}" if channel else "a note it does not know"


def _trouble(config: SspConfig, state: SspState, code: str, detail: str, now_ms: int) -> Step:
    told = dict(state.troubles)
    actions = () if code in told else (fault(config, code, detail),)
    told[code] = now_ms
    # A note in a jam may still come free either way, once somebody has opened the unit.
    held = state.count.held is not None
    doubt_ms = now_ms + TROUBLE_OVER_MS + DOUBT_MS if held else state.doubt_ms
    return replace(state, troubles=tuple(told.items()), doubt_ms=doubt_ms), actions


def _off_or_on(config: SspConfig, state: SspState, says_off: bool, now_ms: int) -> Step:
    """E8: it is switched off. Where it should be on it is told again, and after 5 s a person."""
    if not says_off:
        told = state.off_told and not state.troubles
        actions = (fault(config, "ok", "it takes notes again"),) if told else ()
        return replace(state, off_since_ms=None, off_told=False), actions
    if not state.enabled:
        return state, ()
    since_ms = now_ms if state.off_since_ms is None else state.off_since_ms
    state = replace(state, off_since_ms=since_ms, enabled=False)
    if state.off_told or now_ms - since_ms < STAYS_OFF_MS:
        return state, ()
    return replace(state, off_told=True), (fault(config, "misconfigured", _STAYS_OFF),)


def time_passed(config: SspConfig, state: SspState, now_ms: int) -> Step:
    """End what time ends: a trouble that is not told any more, a doubt about a note."""
    actions: tuple[Action, ...] = ()
    left = tuple(one for one in state.troubles if now_ms - one[1] < TROUBLE_OVER_MS)
    if state.troubles and not left:
        actions = (fault(config, "ok", "nothing is stuck any more and the cashbox has room"),)
    state = replace(state, troubles=left)
    if state.doubt_ms is not None and now_ms >= state.doubt_ms:
        state = _over(state, uncounted.unsure(state.count))
    return state, actions
