"""Settings of the camera that volunteers take photos of the shelf with."""

from __future__ import annotations

from shop.config.kinds import Key, OneOf, Text, Whole

CAMERA = (
    Key(
        "use",
        OneOf(("none", "board", "file")),
        "none",
        "none; board: this Raspberry Pi's own, by picamera2; file: pictures out of a folder,"
        " or drawn ones, for trials",
    ),
    Key(
        "folder",
        Text(400, 0, r"|/.+", 'the absolute path of a folder, or "" for drawn pictures'),
        "",
        "of the file camera: the PNG and JPEG files that it shows one after the other",
    ),
    Key(
        "lamp_pin",
        Whole(-1, 27, "(BCM number of a pin), or -1 for none"),
        -1,
        "a lamp beside the lens that is lit while a photo is taken",
    ),
    Key(
        "keep_days",
        Whole(1, 366, "days"),
        30,
        "older photos are deleted; their digest stays in the book",
    ),
    Key("files_max", Whole(10, 5_000, "photos"), 500, "of more than these the oldest go"),
    Key("mib_max", Whole(10, 4_096, "MiB"), 200, "of more than this the oldest photos go"),
)
