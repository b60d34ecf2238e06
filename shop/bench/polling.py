"""What polling costs: the shop with one of every device, idle, beside as many bare exchanges."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from time import perf_counter_ns, sleep

from hardware.twins.bill_validator import BillValidatorModel
from hardware.twins.bus import BusModel
from hardware.twins.coin_acceptor import CoinAcceptorModel
from hardware.twins.hopper import HopperModel
from hardware.twins.ict_bill import IctBillModel
from hardware.twins.port import DeviceModel, TwinPort
from hardware.twins.scanner import TwinScanner
from hardware.twins.ssp_bill import SspBillModel
from shop.bench.figures import Figure
from shop.bench.service import Service, new_shop, running
from shop.clock import SystemClock

#: Until every device is set up and only polled; then this long it is watched.
SETTLING_S, WATCHED_S = 5, 8
#: Exchanges a second of all devices together: five of each money machine, one of each hopper.
EXCHANGES = 22
_NS = 1_000_000_000
_DEVICES = """
[devices.coins]
driver = "cctalk-coin"
port = "{bus}"

[devices.notes]
driver = "cctalk-bill"
port = "{bus}"

[devices.hopper]
driver = "cctalk-hopper"
port = "{bus}"
coin_fen = 100

[devices.ict]
driver = "ict-bill"
port = "{ict}"

[devices.ssp]
driver = "ssp-bill"
port = "{ssp}"
note_fen = {{ 1 = 100, 2 = 500 }}
"""


def measure(folder: Path) -> list[Figure]:
    """Watch the processor time of an idle shop all of whose devices are polled."""
    clock = SystemClock()
    wire = BusModel([CoinAcceptorModel(), BillValidatorModel(), HopperModel()])
    models: dict[str, DeviceModel] = {"bus": wire, "ict": IctBillModel(), "ssp": SspBillModel()}
    ports = {name: TwinPort(str(folder / name), model, clock) for name, model in models.items()}
    scanner = TwinScanner(str(folder / "scanner"), clock)
    scanner.start()
    for port in ports.values():
        port.start()
    try:
        settings = new_shop(folder, (scanner.port.link,))
        links = {name: port.link for name, port in ports.items()}
        with settings.open("a", encoding="utf-8") as more:
            more.write(_DEVICES.format(**links))
        with running(settings) as shop:
            sleep(SETTLING_S)
            used_ns, wall_ns = _watch(shop)
    finally:
        scanner.close()
        for port in ports.values():
            port.close()
    value = used_ns * _NS // wall_ns
    note = f"scanner, coins, notes, hopper, ICT, SSP, {WATCHED_S} s; ns of processor a second"
    return [Figure("cpu_polling", value, _bare(), note)]


def _watch(shop: Service) -> tuple[int, int]:
    """Return the processor time the shop used, and how long it was watched, in ns."""
    used, began = _used_ns(shop.pid), perf_counter_ns()
    sleep(WATCHED_S)
    return _used_ns(shop.pid) - used, perf_counter_ns() - began


def _used_ns(pid: int) -> int:
    """Return the processor time a process has used, in ns; the kernel counts in ticks."""
    stat = Path(f"/proc/{pid}/stat").read_text("ascii")
    fields = stat.rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])  # utime and stime, fields 14 and 15 of proc(5)
    return ticks * _NS // os.sysconf("SC_CLK_TCK")


def _bare() -> int:
    """Return what as many bare exchanges cost a process of its own, in ns a second."""
    argv = [sys.executable, "-m", "shop.bench.bare_polls", str(EXCHANGES), str(WATCHED_S)]
    said = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
    found = re.search(r"[0-9]+", said)
    assert found is not None
    return int(found[0])
