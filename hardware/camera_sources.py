"""Where a photo comes from: this board's own camera, a folder of pictures, or a drawn one.

A source is asked for one picture at a time and holds nothing open in between: a camera that is
not asked sees nothing.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from hardware.codecs.png import SIGNATURE as PNG
from hardware.codecs.png import png

JPEG = b"\xff\xd8\xff"
#: A photo of a shelf is 1 MB; more is no photo, and fills the card.
PHOTO_BYTES_MAX = 8 * 1024 * 1024
#: Pictures of a folder that are looked at.
FOLDER_FILES_MAX = 1_000
#: Half of the sensor's width: a price tag can be read, a face at the door cannot be made out.
BOARD_SIZE = (1640, 1232)
#: A drawn picture, in pixels: boards of a shelf with goods on them.
_DRAWN = (320, 240)
_SHELF_PX = 60


class NoPhoto(Exception):
    """There is no picture; says what to look at."""


class Source(Protocol):
    """Whatever gives a picture."""

    def take(self) -> bytes:
        """Return one picture, PNG or JPEG.

        Raises:
            NoPhoto: there is none; says what to look at.
        """
        ...


class BoardCamera:
    """The camera on this board's ribbon cable, by the system's picamera2.

    Args:
        import_module: how the library is got hold of; another one in tests.
    """

    def __init__(self, import_module: Callable[[str], Any] = importlib.import_module) -> None:
        self._import = import_module

    def take(self) -> bytes:
        """Open the camera, take one photo, let go of it (see `Source`)."""
        try:
            library = self._import("picamera2")
        except Exception as error:
            why = f"picamera2 cannot be used ({error}): install python3-picamera2 with apt, and"
            raise NoPhoto(f"{why} make the venv with --system-site-packages") from error
        camera = None
        try:
            camera = library.Picamera2()
            camera.configure(camera.create_still_configuration(main={"size": BOARD_SIZE}))
            camera.start()
            photo = io.BytesIO()
            camera.capture_file(photo, format="jpeg")
            return photo.getvalue()
        except Exception as error:
            why = f"the camera gives no picture ({type(error).__name__}: {error})"
            raise NoPhoto(f"{why}: look at its ribbon cable, at both ends") from error
        finally:
            if camera is not None:
                with suppress(Exception):  # what failed above may fail again; it is said already
                    camera.close()


class FolderCamera:
    """Pictures out of a folder, one after the other: a camera for trials.

    Args:
        folder: of PNG and JPEG files, taken by name.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._taken = folder, 0

    def take(self) -> bytes:
        """Return the next picture (see `Source`)."""
        try:
            found = sorted(
                path
                for path in self._folder.iterdir()
                if path.suffix.lower() in (".png", ".jpg", ".jpeg")
            )[:FOLDER_FILES_MAX]
            if not found:
                raise NoPhoto(f"{self._folder} holds no picture: put PNG or JPEG files into it")
            path = found[self._taken % len(found)]
            self._taken += 1
            with path.open("rb") as file:
                return file.read(PHOTO_BYTES_MAX + 1)
        except OSError as error:
            raise NoPhoto(f"{self._folder} cannot be read ({error.strerror})") from error


class DrawnCamera:
    """A picture that is drawn here: a shelf that looks a little different each time."""

    def __init__(self) -> None:
        self._taken = 0

    def take(self) -> bytes:
        """Return the next picture (see `Source`)."""
        self._taken += 1
        width, height = _DRAWN
        return png(width, height, (_row(y, width, self._taken) for y in range(height)))


def suffix_of(photo: bytes) -> str:
    """Return how a picture's file name ends.

    Raises:
        NoPhoto: it is no picture, or too large.
    """
    if len(photo) > PHOTO_BYTES_MAX:
        raise NoPhoto(f"the picture is larger than {PHOTO_BYTES_MAX >> 20} MiB: make it smaller")
    if photo.startswith(JPEG):
        return "jpg"
    if photo.startswith(PNG):
        return "png"
    raise NoPhoto("what the camera gave is no picture: look whether another program uses it")


def _row(y: int, width: int, taken: int) -> bytes:
    """Return one row of a drawn shelf: a board, or boxes of several colours above it."""
    level, height = divmod(y, _SHELF_PX)
    if height >= _SHELF_PX - 8:
        return bytes((121, 85, 58)) * width
    out = bytearray()
    for x in range(width):
        box = x // 32
        kind = (box * 7 + level * 5) % 6
        there = height > 12 + kind * 4 and x % 32 < 28 and (box + level + taken) % 5
        shade = 30 * kind
        out += bytes((200 - shade // 2, 90 + shade // 2, 60 + shade)) if there else b"\xee\xea\xe0"
    return bytes(out)
