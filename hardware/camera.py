"""The camera over the shelf: one photo, when a volunteer asks for one, with a lamp lit meanwhile.

Off by default. Nothing is ever filmed, kept of a resident or looked at by a program: a photo
before and after a delivery, or one of the shelf, that people compare by eye. It goes into the
shop's folder; the book has its digest, also after the photo itself is deleted (HARDWARE.md 5).
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from hardware.camera_sources import (
    BoardCamera,
    DrawnCamera,
    FolderCamera,
    NoPhoto,
    Source,
    suffix_of,
)
from hardware.health import Health, Record
from hardware.photo_folder import Kept, PhotoFolder
from shop.clock import Clock
from shop.effects import DeviceEffect, TakePhoto
from shop.errors import ShopError
from shop.inputs import DeviceDown, DeviceInput, DeviceUp, PhotoTaken

NAME = "camera"
#: Wishes that wait; more is somebody leaning on a button.
WAITING_MAX = 8
#: A camera that gives no picture for so long is stuck: its cable, or its driver.
TAKE_S = 15.0
#: What the book did not take is offered again after this long.
AGAIN_S = 5.0
#: Old photos are looked for at least this often.
CLEAR_S = 86_400.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CameraConfig:
    """How the camera is set up.

    Attributes:
        use: board (this board's own) | file (pictures of `folder`, or drawn ones).
        photos: where photos are kept.  folder: of the file camera; None: drawn pictures.
        keep_days: older photos are deleted, 1 or more.
        files_max, bytes_max: of more than these the oldest are.
    """

    use: Literal["board", "file"]
    photos: Path
    folder: Path | None = None
    keep_days: int = 30
    files_max: int = 500
    bytes_max: int = 200 * 1024 * 1024


def no_lamp(on: bool) -> None:
    """A camera without a lamp of its own."""


class Camera:
    """Takes photos on request, in a thread of its own; run like any other device.

    Args:
        config: how it is set up.
        emit: takes what it says; for a photo True once that is in the book.
        clock: the time.
        lamp: lights the lamp beside the lens and puts it out.
        source: where pictures come from; None: as `config.use` says.
    """

    def __init__(
        self,
        config: CameraConfig,
        emit: Callable[[DeviceInput], bool],
        clock: Clock,
        lamp: Callable[[bool], None] = no_lamp,
        source: Source | None = None,
    ) -> None:
        self._emit, self._clock, self._lamp = emit, clock, lamp
        self._source = source or source_of(config)
        self._folder = PhotoFolder(
            config.photos, config.keep_days, config.files_max, config.bytes_max
        )
        self._record = Record(NAME, str(config.folder or config.use), self._now_ms())
        self._moved = threading.Condition()
        self._wished: deque[TakePhoto] = deque()
        self._stopping = self._told_down = False
        self._untold: deque[Kept] = deque()
        self._shot: threading.Thread | None = None
        self._thread = threading.Thread(target=self._run, name=NAME, daemon=True)

    def start(self) -> None:
        """Tell photos of an earlier start, delete old ones, and wait for wishes."""
        self._record.become("up", self._now_ms(), "takes a photo when a volunteer asks for one")
        self._thread.start()

    def command(self, effect: DeviceEffect) -> None:
        """Wish something; returns at once; what is not about photos changes nothing."""
        if not isinstance(effect, TakePhoto):
            return
        with self._moved:
            if len(self._wished) >= WAITING_MAX:
                self._record.count("dropped")
                return
            self._wished.append(effect)
            self._moved.notify_all()

    def stop(self, timeout_s: float) -> bool:
        """End; whether that took its time."""
        with self._moved:
            self._stopping = True
            self._wished.clear()
            self._moved.notify_all()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        self._record.become("stopped", self._now_ms())
        return not self._thread.is_alive()

    def health(self) -> tuple[Health, ...]:
        """Return how the camera has been."""
        return (self._record.read(),)

    # ------------------------------------------------------------ the thread

    def _run(self) -> None:
        self._safely(lambda: self._untold.extend(self._folder.untold()))
        while True:
            self._safely(self._tell_photos)
            self._safely(self._clear)
            with self._moved:
                wait_s = AGAIN_S if self._untold else CLEAR_S
                self._moved.wait_for(lambda: self._wished or self._stopping, wait_s)
                if self._stopping:
                    return
                wish = self._wished.popleft() if self._wished else None
            if wish is not None:
                self._safely(partial(self._take, wish))

    def _safely(self, part: Callable[[], None]) -> None:
        """Do a part of the work; what goes wrong is told, and the thread goes on."""
        try:
            part()
        except NoPhoto as error:
            self._is_down(str(error))
        except OSError as error:
            why = f"a photo cannot be written ({error.strerror}): make room in the shop's folder"
            self._is_down(why)
        except Exception as error:  # noqa: BLE001 - our bug
            self._record.count("failures")
            _log.exception("the camera failed")
            self._is_down(f"the program failed here ({error}): see the log, tell the makers")

    def _take(self, wish: TakePhoto) -> None:
        """Take one photo and keep it, unless it was taken already."""
        if self._folder.kept(wish.job) is not None:
            return
        photo = self._shoot()
        kept = self._folder.put(wish.job, wish.why, photo, suffix_of(photo))
        self._record.count("photos")
        self._untold.append(kept)
        self._is_up()

    def _shoot(self) -> bytes:
        """Return a picture, with the lamp lit while it is taken.

        The driver of a camera with a loose cable may never come back: it has a thread of its own,
        and as long as that hangs there is no other photo.
        """
        if self._shot is not None and self._shot.is_alive():
            raise NoPhoto("the camera hangs: look at its ribbon cable, then start the shop anew")
        got: list[bytes] = []
        failed: list[Exception] = []

        def shoot() -> None:
            try:
                got.append(self._source.take())
            except Exception as error:  # noqa: BLE001 - handed to the camera's own thread
                failed.append(error)

        self._shot = threading.Thread(target=shoot, name="photo", daemon=True)
        self._lamp(True)
        try:
            self._shot.start()
            self._shot.join(TAKE_S)
        finally:
            self._lamp(False)
        if failed:
            raise failed[0]
        if not got:
            raise NoPhoto("the camera gives no picture in time: look at its ribbon cable")
        return got[0]

    def _tell_photos(self) -> None:
        while self._untold:
            kept = self._untold[0]
            if not self._say(PhotoTaken(NAME, kept.job, kept.file, kept.sha256, kept.why)):
                return
            self._untold.popleft()
            self._folder.told(kept.job)

    def _clear(self) -> None:
        now = self._clock.now()
        self._record.count("deleted", self._folder.clear(now.wall_ms if now.clock_ok else None))

    # ------------------------------------------------------------ up and down

    def _is_up(self) -> None:
        self._record.become("up", self._now_ms())
        if self._told_down and self._say(DeviceUp(NAME)):
            self._told_down = False

    def _is_down(self, why: str) -> None:
        self._record.error(why)
        self._record.become("down", self._now_ms())
        if not self._told_down:
            self._told_down = self._say(DeviceDown(NAME, why))

    def _say(self, said: DeviceInput) -> bool:
        """Hand it to the shop; whatever is not a clear yes is a no."""
        try:
            return self._emit(said)
        except ShopError as error:
            self._record.error(str(error))
            return False

    def _now_ms(self) -> int:
        return self._clock.now().monotonic_ms


def source_of(config: CameraConfig) -> Source:
    """Return where the pictures of a camera come from."""
    if config.use == "board":
        return BoardCamera()
    return DrawnCamera() if config.folder is None else FolderCamera(config.folder)
