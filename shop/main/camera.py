"""The camera as the settings name it; nothing where they name none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hardware.camera import Camera, CameraConfig
from shop.clock import Clock
from shop.config import Config
from shop.inputs import DeviceInput

_MIB = 1024 * 1024


def photo_folder(config: Config) -> Path:
    """Return where a shop keeps its photos: beside its book."""
    return config.state / "photos"


def cameras(
    config: Config,
    emit: Callable[[DeviceInput], bool],
    clock: Clock,
    pin_factory: Callable[[], Any] | None = None,
) -> tuple[Camera, ...]:
    """Return the camera of a shop, to be run with its devices, or none.

    Args:
        emit: takes what it says; for a photo True once that is in the book.
        pin_factory: makes gpiozero's access to the pins, in tests; None: this board's.
    """
    camera = config.camera
    if camera.use not in ("board", "file"):
        return ()
    settings = CameraConfig(
        use="board" if camera.use == "board" else "file",
        photos=photo_folder(config),
        folder=Path(camera.folder) if camera.folder else None,
        keep_days=camera.keep_days,
        files_max=camera.files_max,
        bytes_max=camera.mib_max * _MIB,
    )
    if camera.lamp_pin < 0:
        return (Camera(settings, emit, clock),)
    from hardware.camera_lamp import PinLamp

    return (Camera(settings, emit, clock, PinLamp(camera.lamp_pin, pin_factory)),)
