"""A photo when a volunteer asks for one, with the lamp lit, in the book, and gone in time."""

from __future__ import annotations

import hashlib
import os
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from gpiozero.pins.mock import MockFactory

import hardware.camera
from hardware.camera import WAITING_MAX, Camera, CameraConfig
from hardware.camera_lamp import PinLamp
from hardware.camera_sources import (
    BoardCamera,
    DrawnCamera,
    FolderCamera,
    NoPhoto,
    Source,
    suffix_of,
)
from hardware.codecs.png import png
from hardware.photo_folder import PhotoFolder
from shop.clock import Now, SystemClock
from shop.effects import Play, TakePhoto
from shop.errors import LedgerFull
from shop.inputs import DeviceDown, DeviceInput, DeviceUp, PhotoTaken
from tests.failures import proves

#: Only a broken test waits so long.
PATIENCE_S = 20
DAY_MS = 86_400_000


class Shop:
    """A shop with a camera, and what it heard."""

    def __init__(self, photos: Path, source: Source | None = None, **settings: Any) -> None:
        self.heard: list[DeviceInput] = []
        self.takes = True
        self.lamp: list[bool] = []
        self.moved = threading.Condition()
        config = CameraConfig("file", photos, **settings)
        self.camera = Camera(config, self.hear, SystemClock(), self.lamp.append, source)
        self.camera.start()

    def hear(self, said: DeviceInput) -> bool:
        with self.moved:
            self.heard.append(said)
            self.moved.notify_all()
        if not self.takes:
            raise LedgerFull("the disk is full")
        return True

    def wait_for(self, kind: type[DeviceInput], times: int = 1) -> DeviceInput:
        def found() -> list[DeviceInput]:
            return [said for said in self.heard if isinstance(said, kind)]

        with self.moved:
            done = self.moved.wait_for(lambda: len(found()) >= times, PATIENCE_S)
        assert done, f"heard only {self.heard}; {self.camera.health()}"
        return found()[times - 1]


@pytest.fixture
def shops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Shop]]:
    monkeypatch.setattr(hardware.camera, "AGAIN_S", 0.02)
    made: list[Shop] = []

    def make(source: Source | None = None, **settings: Any) -> Shop:
        made.append(Shop(tmp_path / "photos", source, **settings))
        return made[-1]

    yield make
    for shop in made:
        shop.camera.stop(PATIENCE_S)


def test_a_photo_of_the_shelf_is_in_the_folder_and_in_the_book(
    shops: Callable[..., Shop], tmp_path: Path
):
    shop = shops()
    shop.camera.command(TakePhoto("JOB-1", "before"))
    taken = shop.wait_for(PhotoTaken)
    assert isinstance(taken, PhotoTaken)
    photo = tmp_path / "photos" / taken.file
    assert (taken.job, taken.file, taken.why) == ("JOB-1", "JOB-1.png", "before")
    assert taken.sha256 == hashlib.sha256(photo.read_bytes()).hexdigest()
    assert photo.stat().st_mode & 0o777 == 0o600
    assert photo.parent.stat().st_mode & 0o777 == 0o700
    assert shop.lamp == [True, False]


def test_nothing_is_taken_that_nobody_asked_for(shops: Callable[..., Shop], tmp_path: Path):
    shop = shops()
    shop.camera.command(Play("coin"))
    assert shop.camera.stop(PATIENCE_S)
    assert not (tmp_path / "photos").exists()
    assert shop.heard == []
    assert shop.lamp == []


def test_the_same_wish_again_is_the_same_photo(shops: Callable[..., Shop]):
    shop = shops()
    for job in ("JOB-1", "JOB-1", "JOB-2"):
        shop.camera.command(TakePhoto(job, "check"))
    last = shop.wait_for(PhotoTaken, 2)
    assert isinstance(last, PhotoTaken)
    assert last.job == "JOB-2"


def test_a_photo_is_offered_until_the_book_takes_it(shops: Callable[..., Shop], tmp_path: Path):
    shop = shops()
    shop.takes = False
    shop.camera.command(TakePhoto("JOB-1", "after"))
    first, again = shop.wait_for(PhotoTaken), shop.wait_for(PhotoTaken, 2)
    assert first == again
    shop.takes = True
    shop.wait_for(PhotoTaken, 3)
    assert shop.camera.stop(PATIENCE_S)
    assert [path.name for path in (tmp_path / "photos").iterdir()] == ["JOB-1.png"]


def test_a_start_after_a_crash_tells_what_the_book_may_not_know(
    shops: Callable[..., Shop], tmp_path: Path
):
    folder = PhotoFolder(tmp_path / "photos", 30, 10, 1 << 20)
    kept = folder.put("JOB-1", "after", b"\xff\xd8\xff photo", "jpg")
    (tmp_path / "photos" / "JOB-2.untold").write_bytes(b"check")  # its photo was never written
    (tmp_path / "photos" / "JOB-3.jpg.new").write_bytes(b"\xff\xd8")  # half of one
    taken = shops().wait_for(PhotoTaken)
    assert taken == PhotoTaken("camera", "JOB-1", "JOB-1.jpg", kept.sha256, "after")
    shops().camera.stop(PATIENCE_S)
    assert sorted(path.name for path in (tmp_path / "photos").iterdir()) == ["JOB-1.jpg"]


class Broken:
    """A camera whose cable is loose until somebody mends it."""

    def __init__(self) -> None:
        self.mended = False

    def take(self) -> bytes:
        """Fail, or draw."""
        if not self.mended:
            raise NoPhoto("look at the ribbon cable")
        return DrawnCamera().take()


@proves("camera", "camera")
def test_a_camera_that_fails_is_said_once_and_its_return_too(shops: Callable[..., Shop]):
    source = Broken()
    shop = shops(source)
    shop.camera.command(TakePhoto("JOB-1", "check"))
    down = shop.wait_for(DeviceDown)
    assert down == DeviceDown("camera", "look at the ribbon cable")
    shop.camera.command(TakePhoto("JOB-2", "check"))
    source.mended = True
    shop.camera.command(TakePhoto("JOB-3", "check"))
    shop.wait_for(DeviceUp)
    shop.wait_for(PhotoTaken)
    assert sum(isinstance(said, DeviceDown) for said in shop.heard) == 1
    assert shop.lamp[-1] is False


@proves("camera", "camera")
@proves("silent", "camera")
def test_a_camera_that_hangs_holds_nobody_up(
    shops: Callable[..., Shop], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(hardware.camera, "TAKE_S", 0.02)
    let_go = threading.Event()

    class Hanging:
        def take(self) -> bytes:
            let_go.wait(PATIENCE_S)
            return b""

    shop = shops(Hanging())
    shop.camera.command(TakePhoto("JOB-1", "check"))
    shop.wait_for(DeviceDown)
    assert shop.lamp == [True, False]
    shop.camera.command(TakePhoto("JOB-2", "check"))
    assert shop.camera.stop(PATIENCE_S)
    let_go.set()


@proves("stop", "camera")
def test_a_stop_takes_no_more_photos(shops: Callable[..., Shop]):
    shop = shops()
    assert shop.camera.stop(PATIENCE_S)
    shop.camera.command(TakePhoto("JOB-1", "check"))
    assert shop.camera.health()[0].state == "stopped"
    assert shop.heard == []


def test_wishes_beyond_what_a_hand_can_press_are_dropped_and_counted(
    shops: Callable[..., Shop],
):
    let_go = threading.Event()

    class Slow:
        def take(self) -> bytes:
            let_go.wait(PATIENCE_S)
            return DrawnCamera().take()

    shop = shops(Slow())
    for number in range(WAITING_MAX + 3):
        shop.camera.command(TakePhoto(f"JOB-{number}", "check"))
    let_go.set()
    assert shop.camera.health()[0].counts["dropped"] in (2, 3)  # the first may be under way


@proves("camera", "camera")
def test_a_folder_that_takes_nothing_is_said(shops: Callable[..., Shop], tmp_path: Path):
    (tmp_path / "photos").write_text("a file where the folder should be")
    shop = shops()
    shop.camera.command(TakePhoto("JOB-1", "check"))
    down = shop.wait_for(DeviceDown)
    assert isinstance(down, DeviceDown)
    assert "make room" in down.why


class TestKeeping:
    def folder(self, path: Path, **limits: int) -> PhotoFolder:
        return PhotoFolder(path, limits.get("days", 30), limits.get("files", 100), 1 << 20)

    def fill(self, folder: PhotoFolder, path: Path, ages_days: tuple[int, ...]) -> int:
        now_s = int(time.time())
        for number, days in enumerate(ages_days):
            kept = folder.put(f"JOB-{number}", "check", b"\xff\xd8\xff", "jpg")
            folder.told(kept.job)
            os.utime(path / kept.file, (now_s - days * 86_400, now_s - days * 86_400))
        return now_s * 1000

    def test_old_photos_go_and_young_ones_stay(self, tmp_path: Path):
        folder = self.folder(tmp_path)
        now_ms = self.fill(folder, tmp_path, (31, 29, 0))
        assert folder.clear(now_ms) == 1
        assert folder.kept("JOB-0") is None
        assert folder.kept("JOB-1") is not None

    def test_a_clock_that_is_not_trusted_deletes_nothing(self, tmp_path: Path):
        folder = self.folder(tmp_path)
        self.fill(folder, tmp_path, (400, 31))
        assert folder.clear(None) == 0

    def test_of_too_many_the_oldest_go(self, tmp_path: Path):
        folder = self.folder(tmp_path, files=2)
        now_ms = self.fill(folder, tmp_path, (1, 3, 2))
        assert folder.clear(now_ms) == 1
        assert folder.kept("JOB-1") is None

    def test_of_too_large_a_folder_the_oldest_go(self, tmp_path: Path):
        folder = PhotoFolder(tmp_path, 30, 100, 7)
        now_ms = self.fill(folder, tmp_path, (1, 3, 2))
        assert folder.clear(now_ms) == 1
        assert folder.kept("JOB-1") is None

    def test_what_the_book_does_not_know_yet_stays(self, tmp_path: Path):
        folder = self.folder(tmp_path)
        folder.put("JOB-1", "check", b"\xff\xd8\xff", "jpg")
        assert folder.clear(int(time.time() * 1000) + 40 * DAY_MS) == 0

    @pytest.mark.parametrize("job", ["../book", "a/b", "", "x" * 65, "job\n", "."])
    def test_no_wish_writes_outside_the_folder(self, tmp_path: Path, job: str):
        folder = self.folder(tmp_path / "photos")
        assert folder.kept(job) is None
        with pytest.raises(ValueError, match="no file can be called"):
            folder.put(job, "check", b"\xff\xd8\xff", "jpg")
        assert list(tmp_path.rglob("*")) == []


class TestSources:
    def test_a_drawn_picture_is_a_whole_png_and_differs_each_time(self):
        camera = DrawnCamera()
        first, second = camera.take(), camera.take()
        assert first != second
        assert suffix_of(first) == "png"
        at, kinds = 8, []
        while at < len(first):
            (size,) = struct.unpack(">I", first[at : at + 4])
            kind, data = first[at + 4 : at + 8], first[at + 8 : at + 8 + size]
            assert struct.unpack(">I", first[at + 8 + size : at + 12 + size]) == (
                zlib.crc32(kind + data),
            )
            kinds.append(kind)
            if kind == b"IDAT":
                assert len(zlib.decompress(data)) == 240 * (1 + 3 * 320)
            at += 12 + size
        assert kinds == [b"IHDR", b"IDAT", b"IEND"]

    def test_a_picture_of_another_shape_than_said_is_refused(self):
        with pytest.raises(ValueError, match="a row of"):
            png(2, 1, [b"\0\0\0"])
        with pytest.raises(ValueError, match="rows, not 2"):
            png(1, 2, [b"\0\0\0"])

    def test_pictures_of_a_folder_come_one_after_the_other(self, tmp_path: Path):
        for name in ("b.JPG", "a.png", "note.txt"):
            (tmp_path / name).write_bytes(name.encode())
        camera = FolderCamera(tmp_path)
        assert [camera.take() for _ in range(3)] == [b"a.png", b"b.JPG", b"a.png"]

    def test_an_empty_folder_says_what_belongs_there(self, tmp_path: Path):
        with pytest.raises(NoPhoto, match="PNG or JPEG"):
            FolderCamera(tmp_path).take()
        with pytest.raises(NoPhoto, match="cannot be read"):
            FolderCamera(tmp_path / "none").take()

    def test_what_is_no_picture_is_not_kept(self):
        assert suffix_of(b"\xff\xd8\xff\xe0") == "jpg"
        with pytest.raises(NoPhoto, match="no picture"):
            suffix_of(b"<html>")
        with pytest.raises(NoPhoto, match="smaller"):
            suffix_of(b"\xff\xd8\xff" + bytes(9 << 20))

    def test_without_the_library_it_says_what_to_install(self):
        with pytest.raises(NoPhoto, match="python3-picamera2"):
            BoardCamera().take()

    def test_the_boards_camera_is_open_for_one_photo_only(self):
        done: list[str] = []

        class Picamera2:
            def create_still_configuration(self, main: object) -> object:
                return main

            def configure(self, how: object) -> None:
                done.append("configured")

            def start(self) -> None:
                done.append("started")

            def capture_file(self, file: Any, format: str) -> None:
                file.write(b"\xff\xd8\xff" + format.encode())

            def close(self) -> None:
                done.append("closed")

        class Library:
            pass

        library: Any = Library()
        library.Picamera2 = Picamera2
        assert BoardCamera(lambda name: library).take() == b"\xff\xd8\xffjpeg"
        assert done == ["configured", "started", "closed"]

    @proves("camera", "camera")
    def test_a_loose_ribbon_cable_is_said_and_the_camera_let_go(self):
        closed: list[bool] = []

        class Picamera2:
            def create_still_configuration(self, main: object) -> object:
                raise IndexError("list index out of range")

            def close(self) -> None:
                closed.append(True)

        class Library:
            pass

        library: Any = Library()
        library.Picamera2 = Picamera2
        with pytest.raises(NoPhoto, match="both ends"):
            BoardCamera(lambda name: library).take()
        assert closed == [True]


class TestLamp:
    def test_it_is_lit_while_a_photo_is_taken(self):
        pins = MockFactory()
        lamp = PinLamp(17, lambda: pins)
        lamp(False)
        lamp(True)
        assert pins.pin(17).state
        lamp(False)
        assert not pins.pin(17).state

    def test_without_its_lamp_there_is_no_photo(self, shops: Callable[..., Shop]):
        shop = shops()

        def broken(on: bool) -> None:
            raise NoPhoto("look at its wire")

        shop.camera._lamp = broken
        shop.camera.command(TakePhoto("JOB-1", "check"))
        shop.wait_for(DeviceDown)
        assert not any(isinstance(said, PhotoTaken) for said in shop.heard)

    def test_a_machine_without_pins_says_which_setting_to_look_at(self):
        with pytest.raises(NoPhoto, match="lamp_pin"):
            PinLamp(17)(True)


def test_the_clock_of_a_board_without_a_battery_deletes_no_photo(tmp_path: Path):
    class Wrong:
        def now(self) -> Now:
            return Now(4_000_000_000_000, 0, clock_ok=False)

    folder = PhotoFolder(tmp_path, 30, 10, 1 << 20)
    folder.put("JOB-1", "check", b"\xff\xd8\xff", "jpg")
    folder.told("JOB-1")
    camera = Camera(CameraConfig("file", tmp_path), lambda said: True, Wrong())
    camera.start()
    assert camera.stop(PATIENCE_S)
    assert folder.kept("JOB-1") is not None
