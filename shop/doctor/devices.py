"""Devices, pins, payment keys and camera, as the doctor judges them without touching them."""

from __future__ import annotations

from dataclasses import dataclass

from shop.doctor.line import N_, Level, Line


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """One device of the settings.

    Attributes:
        name, port: as set.  required: the shop needs it.
        exists: the port is there.  right_kind: it is a character device.
        usable: this account may read and write it.
        holders: programs that have it open.  by_shop: one of them is the shop itself.
        sees: this account may see who has it open.
    """

    name: str
    port: str
    required: bool = True
    exists: bool = True
    right_kind: bool = True
    usable: bool = True
    holders: tuple[str, ...] = ()
    by_shop: bool = False
    sees: bool = True


def device_line(facts: DeviceFacts) -> Line:
    """Judge one device by its port; whether it answers, the page "devices" says."""
    key, level = f"device {facts.name}", "bad" if facts.required else "look"
    params = {"port": facts.port, "who": ", ".join(facts.holders)}
    severity: Level = "bad" if level == "bad" else "look"
    if not facts.exists:
        text = N_("%(port)s is not there")
        remedy = N_("look at the plug, then run tongxin detect; mend its port in the settings")
        return Line(key, severity, text, remedy, params)
    if not facts.right_kind:
        text = N_("%(port)s is no device file")
        return Line(
            key, "bad", text, N_("remove that file; name the port that detect shows"), params
        )
    if not facts.usable:
        text = N_("%(port)s may not be used by this account")
        remedy = N_("put the account into the group of that file: ls -lL %(port)s")
        return Line(key, severity, text, remedy, params)
    if facts.by_shop:
        return Line(key, "ok", N_("%(port)s is in use by the shop"), "", params)
    if facts.holders:
        text = N_("%(port)s is in use by %(who)s")
        return Line(key, severity, text, N_("stop that program: a port has one user"), params)
    if not facts.sees:
        return Line(key, "ok", N_("%(port)s is there"), "", params)
    return Line(key, "ok", N_("%(port)s is there and free"), "", params)


def panel_line(wanted: bool, trouble: str) -> Line:
    """Judge the pins of the header.

    Args:
        wanted: lamps, button or a relay are set up.  trouble: why pins cannot be used, or "".
    """
    if not wanted:
        return Line("panel", "ok", N_("no panel is set up"))
    if not trouble:
        return Line("panel", "ok", N_("the pins can be used"))
    text = N_("the pins cannot be used: %(why)s. All else works without them")
    remedy = N_(
        "sudo apt install python3-lgpio, make the venv with --system-site-packages, and put the"
        " account into the group gpio"
    )
    return Line("panel", "look", text, remedy, {"why": trouble})


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """One key file of a payment provider: secret ones are the shop's alone."""

    gateway: str
    path: str
    secret: bool
    exists: bool = True
    usable: bool = True
    mode: int = 0o600


def key_line(facts: KeyFacts) -> Line:
    """Judge one key file by its place and permissions; it is never opened."""
    key, params = f"payment {facts.gateway}", {"path": facts.path}
    if not facts.exists:
        text, remedy = N_("%(path)s is not there"), N_("put the provider's key file there")
        return Line(key, "bad", text, remedy, params)
    if facts.secret and facts.mode & 0o077:
        text = N_("%(path)s can be read by other accounts")
        remedy = N_("chmod 600 %(path)s; if others had access, ask the provider for a new key")
        return Line(key, "bad", text, remedy, params)
    if not facts.usable:
        text, remedy = N_("%(path)s cannot be read"), N_("chown it to the shop's account")
        return Line(key, "bad", text, remedy, params)
    return Line(key, "ok", N_("%(path)s is there"), "", params)


def camera_line(wanted: bool, cameras: int, library: bool) -> Line:
    """Judge the camera: wanted by the settings, seen by Linux, and its library."""
    if not wanted:
        return Line("camera", "ok", N_("no camera is set up"))
    if not cameras:
        text, remedy = N_("no camera is seen"), N_("look at its cable, power off before")
        return Line("camera", "look", text, remedy)
    if not library:
        text = N_("its library is missing")
        remedy = N_("sudo apt install python3-picamera2, and the venv with --system-site-packages")
        return Line("camera", "look", text, remedy)
    return Line("camera", "ok", N_("a camera is seen"))
