"""Every setting of a device: each `[devices.NAME]` has the keys of `DEVICE` and of its driver."""

from __future__ import annotations

from shop.config.kinds import CoinValues, Flag, Key, LineEnds, ListOf, OneOf, Pulses, Text, Whole

_PORT = Text(
    400,
    1,
    r"/.+|gpio:([2-9]|1[0-9]|2[0-7])",
    "the absolute path of a serial port, best a stable one of /dev/serial/by-id;"
    ' of a pulse acceptor its pin, such as "gpio:17"',
)
_ADDRESS = "its ccTalk address; devices of one port each have their own"
_NOTES = "values of notes whose id does not say them; a note without a value is given back"

#: Driver → its own keys.
DRIVERS: dict[str, tuple[Key, ...]] = {
    "scanner": (
        Key("baud", Whole(1_200, 921_600, "baud"), 9_600, "its speed; over USB it means nothing"),
        Key("prefix", Text(16), "", "text it puts before each code"),
        Key("suffix", Text(16), "", "text it puts after each code, before the line's end"),
        Key("ends", LineEnds(), "\r\n\t", "the characters of which any ends a code"),
        Key(
            "repeat_ms",
            Whole(0, 10_000, "ms"),
            1_200,
            "a code seen again so soon is the same look at it",
        ),
    ),
    "cctalk-coin": (
        Key("address", Whole(2, 255), 2, _ADDRESS),
        Key("poll_ms", Whole(100, 200, "ms"), 200, "between two polls, where it does not say"),
        Key(
            "coin_fen",
            CoinValues(16),
            {},
            "values of coins whose id does not say them; a coin without a value is refused",
        ),
    ),
    "cctalk-hopper": (
        Key("address", Whole(2, 255), 3, _ADDRESS),
        Key("coin_fen", Whole(1, 10_000, "fen"), None, "what each of its coins is worth", True),
        Key(
            "coins_max",
            Whole(1, 255, "coins"),
            50,
            "paid out at once at most; what is beyond that the shop owes",
        ),
        Key(
            "cipher",
            Flag(),
            True,
            "ask for its cipher key before each payout, as SCH2-NOENCRYPT demands; false for"
            " hoppers that answer it with NAK",
        ),
    ),
    "cctalk-bill": (
        Key("address", Whole(2, 255), 40, _ADDRESS),
        Key("crc", Flag(), True, "frames end in CRC-16, as most bill validators are set"),
        Key("poll_ms", Whole(100, 500, "ms"), 200, "between two polls, where it does not say"),
        Key("note_fen", CoinValues(16), {}, _NOTES),
    ),
    "ict-bill": (
        Key(
            "note_fen",
            ListOf(Whole(1, 100_000, "fen"), 1, 15),
            (100, 500, 1_000, 2_000, 5_000, 10_000),
            "what each note type is worth, type 1 (byte 40) first",
        ),
        Key(
            "accept",
            OneOf(("02", "10")),
            "02",
            "the byte that accepts a note in escrow; some boards want 10",
        ),
    ),
    "ssp-bill": (
        Key("address", Whole(0, 125), 0, "its SSP address"),
        Key("poll_ms", Whole(200, 1_000, "ms"), 200, "between two polls"),
        Key("note_fen", Pulses(16), {}, "values of notes by channel, where it does not say them"),
    ),
    "pulse-coin": (
        Key(
            "pulses",
            Pulses(16),
            {1: 100},
            "number of pulses → what that coin is worth; another number is a coin to be checked",
        ),
        Key("width_ms", Whole(1, 200, "ms"), 10, "a shorter pulse is a spark"),
        Key("gap_ms", Whole(20, 2_000, "ms"), 250, "so long a pause ends a coin's pulses"),
        Key("active_low", Flag(), True, "the acceptor pulls its line to ground"),
    ),
    "escpos": (
        Key("baud", Whole(1_200, 921_600, "baud"), 9_600, "its speed; over USB it means nothing"),
        Key("columns", Whole(16, 64), 32, "narrow characters on a line: 32 on 58 mm paper"),
        Key("cut", Flag(), True, "it has a knife; false: paper is fed to be torn"),
    ),
}

#: What every `[devices.NAME]` has.
DEVICE = (
    Key("driver", OneOf(tuple(DRIVERS)), None, "which driver speaks to it", True),
    Key("port", _PORT, None, "the serial port it is plugged into", True),
    Key(
        "required",
        Flag(),
        True,
        "whether its absence turns the lamp amber; the till goes on in any case",
    ),
    Key("enabled", Flag(), True, "false leaves out a device that a profile brought"),
)

#: Drivers that share one wire: several on one port.
ON_ONE_BUS = frozenset({"cctalk-coin", "cctalk-hopper", "cctalk-bill"})
#: A device's name, as it stands on pages and in the book.
DEVICE_NAME = Text(24, 1, r"[a-z][a-z0-9-]*", "a name of small letters, digits and hyphens")
#: A till has a few devices; more is a mistake.
DEVICES_MAX = 16
