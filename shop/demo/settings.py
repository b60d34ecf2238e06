"""The demo's own settings: its twins, its fake payment services, nothing of this machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from shop.demo.cashbox import HOPPERS


def settings_file(folder: Path, port: int, gateways: Mapping[str, Mapping[str, object]]) -> Path:
    """Write the demo's settings; no file of this machine is read.

    Args:
        folder: of the demo.  port: of its pages.  gateways: tables of its payment services.
    """
    place = folder.absolute()
    tables: dict[str, dict[str, object]] = {
        "book": {"path": "book.db"},
        "web": {"port": port},
        "till": {"change": "hopper"},
        "camera": {"use": "file"},
        "devices.scanner": {"driver": "scanner", "port": f"{place}/scanner"},
        "devices.coins": {"driver": "cctalk-coin", "port": f"{place}/box"},
        "devices.notes": {"driver": "cctalk-bill", "port": f"{place}/box"},
        "devices.printer": {"driver": "escpos", "port": f"{place}/printer"},
    }
    for name, (address, fen) in HOPPERS.items():
        hopper = {"driver": "cctalk-hopper", "port": f"{place}/box"}
        tables[f"devices.{name}"] = {**hopper, "address": address, "coin_fen": fen}
    for name, table in gateways.items():
        tables[f"gateways.{name}"] = dict(table)
    lines = ['profile = ["demo"]']
    for name, table in tables.items():
        lines.append(f"\n[{name}]")
        # JSON's texts, whole numbers and flags are TOML's too.
        lines += [f"{key} = {json.dumps(value)}" for key, value in table.items()]
    path = folder / "tongxin.toml"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
