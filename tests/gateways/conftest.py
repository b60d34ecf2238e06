"""A fake provider and the shop's real adapter to it, for each provider."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest

from hardware.gateways import alipay, wechat
from hardware.gateways.base import Provider
from hardware.gateways.fakes.alipay import FakeAlipay
from hardware.gateways.fakes.keys import Pair
from hardware.gateways.fakes.wechat import FakeWeChat

_LIBRARY = {"wechat": "wechatpayv3", "alipay": "alipay"}
_OPEN = {"wechat": wechat.open_account, "alipay": alipay.open_account}


@dataclass
class At:
    """One provider: its fake, the adapter, and the keys' folder."""

    name: str
    fake: FakeWeChat | FakeAlipay
    folder: Path

    @property
    def table(self) -> dict[str, object]:
        return self.fake.settings(self.folder)

    def open(self, **other: object) -> Provider:
        return self.open_with(self.table | other)

    def open_with(self, table: dict[str, object]) -> Provider:
        options = {"store": "shop"} | table
        return _OPEN[self.name](
            self.name, options, subject="同心小店", notify_url="", base_url=str(options["base_url"])
        )


@pytest.fixture(scope="session")
def pairs() -> tuple[Pair, Pair]:
    """Two RSA keys for all tests: making them takes longer than the tests."""
    return Pair.fresh(), Pair.fresh()


@pytest.fixture(params=["wechat", "alipay"])
def at(request: pytest.FixtureRequest, tmp_path: Path, pairs: tuple[Pair, Pair]) -> Iterator[At]:
    name = request.param
    try:
        import_module(_LIBRARY[name])
    except ImportError:
        pytest.skip(f"NO LIBRARY of {name}: touch requirements/with-pay and start ./tongxin once")
    fake = (FakeWeChat if name == "wechat" else FakeAlipay)(None, *pairs)
    yield At(name, fake, tmp_path / "keys")
    fake.stop()
