"""What a demo or a test needs to run its shop against the fakes."""

from __future__ import annotations

from pathlib import Path

from hardware.gateways.fakes.alipay import FakeAlipay
from hardware.gateways.fakes.wechat import FakeWeChat


def fake_settings(
    folder: Path, fakes: tuple[FakeWeChat | FakeAlipay, ...]
) -> dict[str, dict[str, object]]:
    """Write the keys of a shop at these fakes; return the tables of its `[gateways]`.

    Args:
        folder: for the keys, made for its owner alone; not the book's.
        fakes: already listening; each is named after its provider.
    """
    tables = [fake.settings(folder) for fake in fakes]
    return {str(table["provider"]): table for table in tables}
