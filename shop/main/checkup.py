"""`tongxin doctor`: which checks there are, and running them so that none can hang the others."""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from hardware.board_pins import board_pins
from hardware.detect.places import holders
from shop import config as settings
from shop.doctor import devices, machine, storage
from shop.doctor.line import N_, Line, failed, hangs
from shop.errors import ConfigError
from shop.main.book_tail import book_facts
from shop.main.machine import Machine, may_use

#: Each check reads a few small files; more is a card or a port that hangs.
LIMIT_S = 8
#: What the program imports when it runs.
_PACKAGES = (
    "argon2", "babel", "click", "flask", "flask_babel", "flask_login", "flask_wtf", "gpiozero",
    "qrcode", "serial", "sqlite_utils", "systemd_watchdog", "waitress",
)  # fmt: skip
#: Settings of a payment provider that name secret files.
_SECRET = ("private_key_file", "apiv3_key_file")

Check = tuple[str, Callable[[], list[Line]]]


def run(checks: Sequence[Check], limit_s: int = LIMIT_S) -> list[Line]:
    """Run all checks at the same time, each in a thread, and wait `limit_s` at most for all.

    Returns:
        The lines in the order of the checks; one that hangs or fails has a line that says so.
    """
    found: dict[int, list[Line]] = {}

    def one(at: int, key: str, check: Callable[[], list[Line]]) -> None:
        try:
            found[at] = check()
        except Exception as error:  # noqa: BLE001 - a check that fails is a line, not an end
            found[at] = [failed(key, error)]

    threads = [
        threading.Thread(target=one, args=(at, key, check), name=f"check {key}", daemon=True)
        for at, (key, check) in enumerate(checks)
    ]
    for thread in threads:
        thread.start()
    end_s = time.monotonic() + limit_s
    for thread in threads:
        thread.join(max(0, end_s - time.monotonic()))
    out: list[Line] = []
    for at, (key, _) in enumerate(checks):
        out += found.get(at, [hangs(key, limit_s)])
    return out


def checks(file: Path | None, here: Machine) -> list[Check]:
    """Return the checks of this machine with the settings of `file`.

    Where the settings cannot be read, what depends on them is left out: that is the one thing to
    mend first.
    """
    program: Check = ("program", lambda: [machine.program_line(_program())])
    try:
        config = settings.load(file)
    except ConfigError as error:
        text = N_("%(why)s")
        remedy = N_("mend that file; tongxin config shows what is in force")
        line = Line("settings", "bad", text, remedy, {"why": str(error)})
        return [("settings", lambda: [line]), program, *_of_machine(here, None)]
    files = ", ".join(config.files) or "–"
    read = Line("settings", "ok", N_("read: %(files)s"), "", {"files": files})
    book = config.book.path
    return [
        ("settings", lambda: [read]),
        program,
        ("folder", lambda: _folder(config.state, here)),
        (
            "book",
            lambda: [storage.book_line(book_facts(book))] if _ours(config.state, here) else [],
        ),
        *_of_machine(here, book if _ours(config.state, here) else None),
        ("account", lambda: [machine.account_line(_account(config, here))]),
        *_of_devices(config, here),
        ("payment", lambda: [devices.key_line(one) for one in _keys(config, here)]),
        ("screen", lambda: [machine.browser_line(here.browser())]),
    ]


def _of_machine(here: Machine, book: Path | None) -> list[Check]:
    def clock() -> list[Line]:
        newest_ms = book_facts(book).newest_ms if book is not None else None
        return [machine.clock_line(here.clock(newest_ms))]

    return [
        ("clock", clock),
        ("power", lambda: [machine.power_line(here.power())]),
        ("heat", lambda: [machine.heat_line(here.celsius())]),
        ("service", lambda: [machine.service_line(here.service())]),
    ]


def _of_devices(config: settings.Config, here: Machine) -> list[Check]:
    uid = _uid(config.state)
    ports: list[Check] = [
        (f"device {one.name}", partial(_device, one, uid, here))
        for one in config.devices
        if not one.port.startswith("gpio:")
    ]
    wanted = config.panel.pins == "board" or any(
        one.port.startswith("gpio:") for one in config.devices
    )
    library = importlib.util.find_spec("picamera2") is not None
    camera = config.camera.use == "board"
    return [
        *ports,
        ("panel", lambda: [devices.panel_line(wanted, _pins() if wanted else "")]),
        ("camera", lambda: [devices.camera_line(camera, here.cameras(), library)]),
    ]


def _device(device: settings.Device, uid: int, here: Machine) -> list[Line]:
    return [devices.device_line(device_facts(device, uid, here.groups(uid)))]


def _program() -> machine.ProgramFacts:
    missing = tuple(name for name in _PACKAGES if importlib.util.find_spec(name) is None)
    return machine.ProgramFacts(sys.version_info[:2], missing)


def _folder(state: Path, here: Machine) -> list[Line]:
    found = here.folder(state)
    mount = here.mount(state)
    lines = [storage.folder_line(found), storage.mount_line(mount), storage.space_line(mount)]
    if found.exists and found.ours:
        lines.append(storage.write_line(here.write(state)))
    return lines


def _ours(state: Path, here: Machine) -> bool:
    found = here.folder(state)
    return found.ours


def _uid(state: Path) -> int:
    """Return the account that runs the shop: its folder's owner, else who asks."""
    try:
        return state.stat().st_uid
    except OSError:
        return os.geteuid()


def _account(config: settings.Config, here: Machine) -> machine.AccountFacts:
    files = [one.port for one in config.devices]
    pins = config.panel.pins == "board" or any(port.startswith("gpio:") for port in files)
    return here.account(_uid(config.state), [*files, *(["/dev/gpiochip0"] if pins else [])])


def device_facts(device: settings.Device, uid: int, groups: frozenset[int]) -> devices.DeviceFacts:
    """Return how a device's port stands for the account `uid`; it is not opened."""
    path = Path(device.port)
    if not path.exists():
        return devices.DeviceFacts(device.name, device.port, device.required, exists=False)
    held = holders(device.port)
    return devices.DeviceFacts(
        device.name,
        device.port,
        device.required,
        right_kind=path.is_char_device(),
        usable=may_use(device.port, uid, groups),
        holders=tuple(f"{name} ({number})" for number, name in held),
        by_shop=any(_is_shop(number) for number, _ in held),
        sees=os.geteuid() in (0, uid),
    )


def _is_shop(number: int) -> bool:
    """Whether a program is the shop, by the command that started it."""
    try:
        words = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"shop.cli" in words and b"run" in words


def _keys(config: settings.Config, here: Machine) -> list[devices.KeyFacts]:
    uid, out = _uid(config.state), []
    groups = here.groups(uid) if config.gateways else frozenset[int]()
    for gateway in config.gateways:
        for name, value in gateway.options.items():
            if not name.endswith("_file"):
                continue
            path, secret = str(value), name in _SECRET
            try:
                held = os.stat(path)
                facts_ = devices.KeyFacts(
                    gateway.name,
                    path,
                    secret,
                    True,
                    may_use(path, uid, groups, False),
                    held.st_mode,
                )
            except OSError:
                facts_ = devices.KeyFacts(gateway.name, path, secret, exists=False)
            out.append(facts_)
    return out


def _pins() -> str:
    """Return why the pins of the header cannot be used, or ""; no pin is touched."""
    with tempfile.TemporaryDirectory(prefix="tongxin-doctor") as folder:
        before = os.environ.get("LG_WD")
        os.environ["LG_WD"] = folder  # lgpio puts a pipe where it works
        try:
            board_pins().close()
        except Exception as error:  # noqa: BLE001 - lgpio's errors have no common base
            return " ".join(str(error).split()) or type(error).__name__
        finally:
            os.environ.pop("LG_WD")
            if before is not None:
                os.environ["LG_WD"] = before
    return ""
