"""The machine under the shop: program, clock, power, heat, account, service, screen.

Sources: Raspberry Pi documentation (get_throttled: bit 0 under-voltage now, 16 since the start;
the firmware slows down from 80 °C), systemd-timesyncd(8).
"""

from __future__ import annotations

from dataclasses import dataclass

from shop.clock import BUILD_WALL_MS
from shop.doctor.line import N_, Line

PYTHON_MIN = (3, 11)
#: A clock may be behind the newest entry by so much without being wrong: clocks are set.
BEHIND_MS = 300_000
HEAT_LOOK_C, HEAT_BAD_C = 70, 80
_LOW_NOW, _LOW_BEFORE = 1 << 0, 1 << 16


@dataclass(frozen=True, slots=True)
class ProgramFacts:
    """The interpreter, and the packages that it does not find."""

    version: tuple[int, int]
    missing: tuple[str, ...] = ()


def program_line(facts: ProgramFacts) -> Line:
    """Judge whether the program has what it needs."""
    params = {
        "version": ".".join(map(str, facts.version)), "missing": ", ".join(facts.missing),
        "least": ".".join(map(str, PYTHON_MIN)),
    }  # fmt: skip
    if facts.version < PYTHON_MIN:
        text, remedy = N_("Python %(version)s is too old"), N_("install Python %(least)s or newer")
        return Line("program", "bad", text, remedy, params)
    if facts.missing:
        text = N_("packages are missing: %(missing)s")
        remedy = N_("remove the folder .venv and start ./tongxin: it installs them anew")
        return Line("program", "bad", text, remedy, params)
    return Line("program", "ok", N_("Python %(version)s with all packages"), "", params)


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """The clock.

    Attributes:
        wall_ms: now, UTC ms.  synced: it was set by time servers since the start.
        rtc: a clock with a battery is there.  newest_ms: of the book's newest entry.
    """

    wall_ms: int
    synced: bool
    rtc: bool
    newest_ms: int | None = None


def clock_line(facts: ClockFacts) -> Line:
    """Judge the clock: not before the program or the book, and with something that sets it."""
    behind = facts.newest_ms is not None and facts.wall_ms < facts.newest_ms - BEHIND_MS
    if facts.wall_ms < BUILD_WALL_MS or behind:
        text = N_("the clock is behind the program or the book's newest entry")
        remedy = N_("connect the network once, or set it: sudo date -s 'YYYY-MM-DD HH:MM'")
        return Line("clock", "bad", text, remedy)
    if facts.synced:
        return Line("clock", "ok", N_("set by time servers"))
    if facts.rtc:
        return Line("clock", "ok", N_("kept by a clock with a battery"))
    text = N_("nothing has set it since the start, and it has no battery")
    return Line("clock", "look", text, N_("connect the network once, or add an RTC module"))


@dataclass(frozen=True, slots=True)
class PowerFacts:
    """The supply: flags of the firmware (None: not told), the alarm of the kernel (None: none)."""

    throttled: int | None = None
    alarm: bool | None = None


def power_line(facts: PowerFacts) -> Line:
    """Judge the supply: a weak one ruins cards and loses devices."""
    flags = facts.throttled or 0
    remedy = N_("take the board's own supply and a short thick cable; power devices by themselves")
    if facts.alarm or flags & _LOW_NOW:
        return Line("power", "bad", N_("the supply is too weak now"), remedy)
    if flags & _LOW_BEFORE:
        return Line("power", "look", N_("the supply was too weak since the start"), remedy)
    if facts.throttled is None and facts.alarm is None:
        return Line("power", "ok", N_("this machine does not tell its supply"))
    return Line("power", "ok", N_("the supply is good"))


def heat_line(celsius: int | None) -> Line:
    """Judge how hot the processor is; None where it is not told."""
    if celsius is None:
        return Line("heat", "ok", N_("this machine does not tell its temperature"))
    params, text = {"celsius": celsius}, N_("%(celsius)d °C")
    if celsius >= HEAT_BAD_C:
        remedy = N_("it slows down: out of the sun, add a fan, open the case")
        return Line("heat", "bad", text, remedy, params)
    if celsius >= HEAT_LOOK_C:
        return Line("heat", "look", text, N_("give it air: it slows down from 80 °C"), params)
    return Line("heat", "ok", text, "", params)


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """The account that runs the shop.

    Attributes:
        name: of it.  root: it may everything.  groups: it is in.
        needed: groups that its devices are in.
    """

    name: str
    root: bool
    groups: frozenset[str]
    needed: frozenset[str]


def account_line(facts: AccountFacts) -> Line:
    """Judge whether the account may use the devices that are set up."""
    missing = sorted(facts.needed - facts.groups)
    params = {"name": facts.name, "groups": ",".join(missing)}
    if facts.root:
        text = N_("root may use every device; the shop needs no root")
        return Line("account", "look", text, N_("run the shop as its own account: tongxin"), params)
    if missing:
        text = N_("%(name)s is not in %(groups)s: devices cannot be opened")
        remedy = N_("sudo usermod -aG %(groups)s %(name)s, then restart the shop")
        return Line("account", "bad", text, remedy, params)
    return Line("account", "ok", N_("%(name)s may use its devices"), "", params)


def service_line(state: str) -> Line:
    """Judge the service by what systemd calls its state; "" where there is no systemd or unit."""
    params = {"state": state}
    if not state:
        text = N_("no service is installed: the shop runs only while somebody has started it")
        return Line("service", "look", text, N_("install systemd/tongxin.service"))
    if state == "active":
        return Line("service", "ok", N_("the service runs"))
    remedy = N_("journalctl -u tongxin -n 50 says why; then sudo systemctl restart tongxin")
    level = "bad" if state == "failed" else "look"
    return Line("service", "bad" if level == "bad" else "look",
                N_("the service is %(state)s"), remedy, params)  # fmt: skip


def browser_line(browser: str) -> Line:
    """Judge whether this machine can show the kiosk itself; `browser` is the program or ""."""
    if browser:
        return Line("screen", "ok", N_("%(browser)s shows the kiosk"), "", {"browser": browser})
    text = N_("no browser: this machine shows no kiosk itself")
    remedy = N_("sudo apt install chromium, if a screen hangs on it; phones need none")
    return Line("screen", "look", text, remedy)
