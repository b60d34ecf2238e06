"""Getting to know an SSP unit and setting it up: its notes, its serial, its inhibits."""

from __future__ import annotations

from dataclasses import replace

from hardware.codecs import ssp, ssp_readings
from hardware.codecs.ssp import BadFrame
from hardware.codecs.ssp_readings import Setup
from hardware.drivers import uncounted
from hardware.drivers.base import Action, GiveUp
from hardware.drivers.ssp_state import (
    CHANNELS_MAX,
    HOME,
    PROTOCOL,
    SspConfig,
    SspState,
    Stage,
    Step,
    fault,
)

#: What each stage asks; the others ask what depends on more than the stage.
ASKS = {
    Stage.SYNC: bytes([ssp.SYNC]),
    Stage.PROTOCOL: bytes([ssp.PROTOCOL_VERSION, PROTOCOL]),
    Stage.SETUP: bytes([ssp.SETUP]),
    Stage.SERIAL: bytes([ssp.SERIAL_NUMBER]),
    Stage.SHUT: bytes([ssp.DISABLE]),
    Stage.RETURN: bytes([ssp.REJECT]),
    Stage.LEAVE: bytes([ssp.DISABLE]),
}
_WANTS_KEY = (
    "it takes no command without a key (eSSP), which this program does not have: set it to plain"
    " SSP with the maker's tool"
)
_NO_NOTES = "it does not say which notes it knows: look whether it is a note validator"
_NO_INHIBITS = "it does not take which notes it may accept: update it with the maker's tool"


def refuses_all(config: SspConfig, state: SspState) -> Step:
    """It wants an encrypted line: said once, and tried again as any device that is down."""
    actions: tuple[Action, ...] = (GiveUp(_WANTS_KEY, silent=False),)
    if not state.key_told:
        actions = (fault(config, "misconfigured", _WANTS_KEY), *actions)
    return replace(state, key_told=True), actions


def on_setup_answer(config: SspConfig, state: SspState, answer: bytes) -> Step:
    """Take the answer to the question of a stage before the unit is polled."""
    good = answer[0] == ssp.OK
    match state.stage:
        case Stage.SYNC:
            return replace(state, stage=Stage.PROTOCOL), ()
        case Stage.PROTOCOL:  # an older unit keeps the version that it has
            return replace(state, stage=Stage.SETUP), ()
        case Stage.SETUP:
            return _on_setup(config, state, answer)
        case Stage.SERIAL:
            named = good and len(answer) == 5
            number = str(int.from_bytes(answer[1:], "big")) if named else _nameless(config, state)
            serial = f"ssp:{number}"
            detail = f"serial {number}, {state.detail}"
            count = uncounted.opened(state.count, serial)
            return replace(state, stage=Stage.SHUT, count=count, detail=detail), ()
        case Stage.SHUT:
            return replace(state, stage=Stage.BOOK, enabled=False), ()
        case Stage.RETURN:  # whether there was a note to give back the polls will say
            return replace(state, stage=Stage.INHIBITS), ()
        case Stage.INHIBITS:
            if not good:
                return state, (GiveUp(_NO_INHIBITS, silent=False, seen=answer),)
            return replace(state, stage=Stage.RUN), ()
    return replace(state, stage=Stage.ENDED), ()  # it was told to take nothing: the stop goes on


def _nameless(config: SspConfig, state: SspState) -> str:
    return f"nosn:{state.place}:{config.address}"


def _on_setup(config: SspConfig, state: SspState, answer: bytes) -> Step:
    if answer[0] != ssp.OK:
        return state, (GiveUp(_NO_NOTES, silent=False, seen=answer),)
    try:
        setup = ssp_readings.read_setup(answer[1:])
    except BadFrame as error:
        return state, (GiveUp(f"{error}: {_NO_NOTES}", silent=False, seen=answer),)
    fen = values(config, setup)
    detail = f"firmware {setup.firmware}, {_described(setup, fen)}"
    state = replace(state, stage=Stage.SERIAL, fen=fen, detail=detail)
    return state, ()


def values(config: SspConfig, setup: Setup) -> tuple[int | None, ...]:
    """Return what each channel is worth in fen, channel 1 first; never a guess.

    The configuration outranks what the unit says, and that counts only for yuan.
    """
    fen = []
    channels = zip(setup.countries, setup.minor_units, strict=True)
    for channel, (country, own) in enumerate(channels, 1):
        worth = config.note_fen.get(channel, own if country == HOME else 0)
        fen.append(worth if worth > 0 and channel <= CHANNELS_MAX else None)
    return tuple(fen)


def no_value(config: SspConfig, state: SspState) -> tuple[Action, ...]:
    """Say so where the unit, now known, has no note that has a value here."""
    if any(state.fen):
        return ()
    why = f"no note has a value here ({state.detail}): name them under note_fen"
    return (fault(config, "misconfigured", why),)


def mask(fen: tuple[int | None, ...]) -> bytes:
    """Return the inhibits (bit 1: enabled, channel 1 lowest) for channels with a value."""
    bits = sum(1 << at for at, worth in enumerate(fen) if worth is not None)
    return bits.to_bytes(CHANNELS_MAX // 8, "little")


def _described(setup: Setup, fen: tuple[int | None, ...]) -> str:
    takes = " ".join(str(worth) for worth in fen if worth is not None) or "nothing"
    refuses = [str(channel) for channel, worth in enumerate(fen, 1) if worth is None]
    left = f"; no value here for channel {' '.join(refuses)}" if refuses else ""
    return f"{setup.country}, takes notes of fen {takes}{left}"
